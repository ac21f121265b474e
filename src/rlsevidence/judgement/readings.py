"""Which texts speak of a state that is no more, and which sign-offs still cover what they were given to. Pure.

A text holds as long as what it rests on (`rests_on`) is what it was when somebody last wrote or read it. After that it
is stale: pages say so, `todo` lists it and `check` names what changed, until a person has read it again. A sign-off is
held to the words too: it covers what was signed, and after any change of it counts no more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from ..decisions import BASIS_DEPTH, Settled
from ..decisions.rows import moment_key
from ..decisions.versions import find_unsettled, list_unsettled
from ..layout import appraisal_name
from ..model import CERTAINTY_LEVELS, Appraisal, Certainty, Claim, Evidence, Reading, Seal, Study
from ..model.decisions import list_own_ids
from ..model.seals import find_gone, find_unsealed
from .contradictions import find_contradiction
from .kept_rows import NOBODY, find_altered, leave_laundered_out, list_to_complete, match_rows, may_be
from .rests_on import LATER, SIGNED_PARTS, THRESHOLD, Key, RestsOn, describe_texts, read_parts
from .witnesses import find_witnesses
from .wording import RANK, allow_level

SIGNED_OFF = "signed-off"
OWN, WORDS, MAKER, APART, NOBODY_KNOWN, BY_HAND = "own", "words", "maker", "apart", "unknown", "by_hand"
"""What bars a sign-off; see `SignOff`."""


CHANGED, UNRECORDED, ALTERED = "changed", "unrecorded", "altered"
"""Why a text is marked: what it rests on has changed; nobody has put down what it rests on; or what was put
down is gone or was changed by hand, so that nobody knows."""


@dataclass(frozen=True)
class Stale:
    """A text whose ground has changed: since which reading, and in which parts (of `rests_on.PARTS`).

    `since` is None where it cannot be told whether it has; `why` says which of the two it is (UNRECORDED, ALTERED).
    """

    text: str
    claim: str | None
    changed: tuple[str, ...]
    was: RestsOn
    now: RestsOn
    since: Reading | None
    why: str = CHANGED

    @property
    def on(self) -> str:
        """The day of the last reading, as ISO 8601; empty where there is none that can be trusted."""
        return self.since.decided_on[:10] if self.since else ""

    @property
    def hold(self) -> str:
        """Why it is kept back, a word of `sentences.LACKS`."""
        return "stale" if self.why == CHANGED else UNRECORDED

    def name_mark(self, of: str = "lead") -> str:
        """The key of the few words that mark it: beside the text (lead), a `verdict`, or a `mark` that leads to it."""
        return f"{'stale' if self.why == CHANGED else self.why}_{of}"

    @property
    def levels(self) -> tuple[str, str] | None:
        """The level or rating that it was written for and that of today, where they differ."""
        return (self.was["level"], self.now["level"]) if "level" in self.changed else None

    @property
    def is_lowered(self) -> bool:
        """Whether the evidence allows less now than it did then."""
        return self.levels is not None and rank_level(self.levels[1]) < rank_level(self.levels[0])

    def to_plain(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "changed": list(self.changed),
            "level_was": self.was.get("level"),
            "level_now": self.now.get("level"),
            "since": self.on or None,
            "act": self.since.act if self.since else None,
            "why": self.why,
        }


@dataclass(frozen=True)
class SignOff:
    """Who signed what off: when, how deep it was read, and in which parts what was signed has changed since.

    `since` is None for a name that was typed: what it covers is not known, so it covers nothing. `barred`: why it
    covers nothing as things stand: OWN, where this person has made the same otherwise and unsettled; WORDS, where the
    words say another level than the steps, and whoever signs both has read one of the two; MAKER, where this person
    made it, under this id or under another one with the same name; APART, where people differ on it and nobody has
    settled it since; NOBODY_KNOWN, where no row of people.tsv says who it is; BY_HAND, where the row was changed or
    written by hand, as its seal tells, so that nobody is known to have signed.
    """

    by: str
    since: Reading | None
    changed: tuple[str, ...] = ()
    barred: str = ""

    @property
    def holds(self) -> bool:
        return self.since is not None and not self.changed and not self.barred

    @property
    def on(self) -> str | None:
        return self.since.decided_on[:10] if self.since else None

    @property
    def read(self) -> str | None:
        return self.since.read if self.since else None

    def to_plain(self) -> dict[str, Any]:
        known = {"by": self.by, "on": self.on, "read": self.read, "holds": self.holds}
        return {**known, "changed": list(self.changed), "barred": self.barred or None}


@dataclass(frozen=True)
class Readings:
    """`stale`: texts to be read again; `unrecorded`: texts of which nobody has recorded what they rest on.

    `altered`: texts of which rows were deleted or changed by hand, as the seals tell, with those rows, until a person
    has read them since; `renamed`: those of the unrecorded that may be an earlier text under another name.
    `signed`: text -> the sign-off that the file claims (`checked_by`), holding or not.
    """

    stale: Mapping[Key, Stale]
    unrecorded: tuple[Key, ...]
    signed: Mapping[str, SignOff]
    altered: Mapping[Key, tuple[Seal | Reading, ...]] = field(default_factory=dict)
    renamed: tuple[Key, ...] = ()
    incomplete: tuple[Key, ...] = ()
    """Texts that hold, and whose rows say nothing of parts that a later version holds them to."""
    taken_out: tuple[Key, ...] = ()
    """Verdicts of which rows tell, on sentences that stand there still and have none any more."""
    witnessed: Mapping[Key, str] = field(default_factory=dict)
    """Those of the unrecorded of which something else tells that a row is missing or would come too late: a word of
    `witnesses.WITNESSES`. Nobody's name will do for them."""
    unread: Mapping[Key, str] = field(default_factory=dict)
    """Texts that nobody with a name says to have read -> the day on which what they rest on was first recorded."""
    missing: tuple[Key, ...] = ()
    """Sentences of which rows tell and that their document has no more, until a person has read the claim again."""

    def list_marked(self, claim: str) -> tuple[Stale, ...]:
        """Every text on the claim that no page may show as one that holds: changed under, altered, or never read."""
        found = {key: Stale(*key, (), {}, {}, None, UNRECORDED) for key in self.unrecorded}
        found |= {key: Stale(*key, (), {}, {}, None, ALTERED) for key in self.altered}
        return tuple(mark for (_, about), mark in (found | dict(self.stale)).items() if about == claim)


def judge_readings(settled: Settled) -> Readings:
    """How every text of the evidence stands today; worked out once for one settled evidence."""
    if "readings" not in settled.kept:
        settled.kept["readings"] = _judge(settled)
    return cast(Readings, settled.kept["readings"])


def _judge(settled: Settled) -> Readings:
    evidence = settled.evidence
    texts = describe_texts(settled)
    kept = match_rows(texts, evidence.readings)
    known = dict.fromkeys((*evidence.seals, *evidence.remembered.known))
    altered = find_altered(texts, evidence.readings, evidence.seals, evidence.remembered)
    stale, unrecorded = {}, []
    for key, now in texts.items():
        if key[1] is None:
            continue  # studies and appraisals state what was read; only their sign-offs rest on anything
        own = kept.of.get(key, [])
        if not own and key not in altered:
            unrecorded.append(key)
        elif own and (found := _find_stale(key, now, own)) is not None:
            stale[key] = found
    by_hand = frozenset(id(row) for row in find_unsealed(evidence.readings, known))
    signed: dict[str, SignOff] = {}
    for text, claim, checked_by in list_checked(evidence):
        if (key := (text, claim)) in texts:
            given = _find_sign_off(checked_by, kept.of.get(key, ()), texts[key], by_hand)
            typed = given.since is not None and (id(given.since) in by_hand or key in altered)
            barred = _find_bar(evidence, text, checked_by) or (BY_HAND if typed else "")
            signed[text] = replace(given, barred=barred)
    lost = {*kept.without_text, *((seal.text, seal.claim) for seal in find_gone(evidence.readings, known))}
    lost = {key for key in lost if key not in texts and key[1] is not None and key[1] not in settled.withheld}
    renamed = [key for key in unrecorded if any(may_be(key, other, evidence.claims) for other in lost)]
    incomplete = list_to_complete(texts, kept.of, {*stale, *altered})
    # Also where the sentence is no longer said to make the claim, which takes the verdict on it away as well.
    at = {f"documents/{d.id}#{s.at}" for d, s in evidence.sentences}
    without = [key for key in kept.without_text if key[1] not in settled.withheld]
    taken_out = tuple(key for key in without if key[0] in at)
    missing = _list_missing(evidence, [key for key in without if key[0] not in at])
    nameless = _list_nameless(evidence)
    unread = {
        key: min(row.decided_on[:10] for row in rows)
        for key, rows in kept.of.items()
        if all(row.act in NOBODY or row.reviewer in nameless for row in rows)
    }
    witnessed = find_witnesses(settled, [key for key in unrecorded if key not in renamed])
    return Readings(
        stale, tuple(unrecorded), signed, altered, tuple(renamed), incomplete, taken_out, witnessed, unread, missing
    )


def _list_nameless(evidence: Evidence) -> frozenset[str]:
    """What the first entry reads again holds by the evidence of today, and still has nobody's name to it."""
    return frozenset(person.id for person in evidence.people if person.is_first_entry)


def _list_missing(evidence: Evidence, lost: Iterable[Key]) -> tuple[Key, ...]:
    """Sentences of a document that stands there, of which rows tell and which are no more.

    An article may lose a sentence; whoever has put a name to a text on its claim since has seen the article without it.
    """
    nameless = _list_nameless(evidence)
    last: dict[str | None, str] = {}
    told: dict[Key, str] = {}
    for row in evidence.readings:
        moment = moment_key(row.decided_on)
        told[row.text, row.claim] = max(told.get((row.text, row.claim), ""), moment)
        if row.act not in NOBODY and row.reviewer not in nameless:
            last[row.claim] = max(last.get(row.claim, ""), moment)
    folders = {f"documents/{name}" for name in evidence.documents}
    return tuple(
        key for key in lost if key[0].partition("#")[0] in folders and told.get(key, "") >= last.get(key[1], "")
    )


def _find_stale(key: Key, now: RestsOn, rows: Sequence[Reading]) -> Stale | None:
    rows = _leave_completed_out(_leave_completed_out(leave_laundered_out(rows, now), LATER), (THRESHOLD,))
    latest = max(moment_key(row.decided_on) for row in rows)
    last = [row for row in rows if moment_key(row.decided_on) == latest]
    # A state that has come back, words and all, has been read before.
    if any(not compare_parts(read_parts(row.rests_on), now, words=True) for row in rows):
        return None
    changes = [(row, compare_parts(read_parts(row.rests_on), now)) for row in last]
    if not all(changed for _, changed in changes):
        return None
    row, changed = min(changes, key=lambda change: (len(change[1]), change[0].rests_on))
    return Stale(*key, changed, read_parts(row.rests_on), now, row)


def _leave_completed_out(rows: Sequence[Reading], parts: Collection[str]) -> Sequence[Reading]:
    """Without rows that lack `parts` which a row put down later has: what they say nothing of does not hold by them."""
    whole = [moment_key(row.decided_on) for row in rows if set(parts) & read_parts(row.rests_on).keys()]
    if not whole:
        return rows
    return [
        row for row in rows if set(parts) & read_parts(row.rests_on).keys() or moment_key(row.decided_on) > max(whole)
    ]


def _find_bar(evidence: Evidence, text: str, who: str) -> str:
    if all(person.id != who for person in evidence.people):
        return NOBODY_KNOWN
    if any(find_unsettled(evidence, text, own) is not None for own in list_own_ids(evidence.people, [who])):
        return OWN
    part, _, name = text.partition("/")
    items = (
        evidence.appraisals if part == "appraisals" else [i for k, i in getattr(evidence, part).items() if k == name]
    )
    made = [made_by for i in items if part != "appraisals" or appraisal_name(i) == name for made_by in list_makers(i)]
    if who in list_own_ids(evidence.people, (*made, *list_writers(evidence, text))):
        return MAKER
    certainty = evidence.certainty.get(name) if part == "certainty" else None
    against = find_contradiction(certainty, evidence.claims.get(name)) if certainty is not None else None
    if against is not None:
        return WORDS
    return APART if list_unsettled(evidence, part, name) else ""


def rank_level(word: str) -> int:
    """Place of a level or a rating on one ladder of wording; nothing judged stands below all."""
    allowed = allow_level(word) if word in CERTAINTY_LEVELS else allow_level(None, None if word == "none" else word)
    return -1 if allowed is None else RANK[allowed]


def compare_parts(was: RestsOn, now: RestsOn, *, words: bool = False) -> tuple[str, ...]:
    """The parts that differ, in their order; what only sign-offs are held to with `words` alone.

    A part of a later version that was not put down then is not held against it: nobody knows what it was.
    """
    names = [name for name in dict.fromkeys([*now, *was]) if name not in (*LATER, THRESHOLD) or name in was]
    return tuple(name for name in names if (words or name not in SIGNED_PARTS) and was.get(name) != now.get(name))


def _find_sign_off(by: str, rows: Iterable[Reading], now: RestsOn, by_hand: Collection[int] = ()) -> SignOff:
    """`by_hand`: ids of rows that the program did not put down; one of them is told of where there is no other."""
    own = [row for row in rows if row.act == SIGNED_OFF and row.reviewer == by]
    own = list(_leave_completed_out([row for row in own if id(row) not in by_hand] or own, (THRESHOLD,)))
    if not own:
        return SignOff(by, None)
    changes = [(row, compare_parts(read_parts(row.rests_on), now, words=True)) for row in own]
    holding = [row for row, changed in changes if not changed]
    if holding:
        return SignOff(by, max(holding, key=lambda row: moment_key(row.decided_on)))
    row, changed = max(changes, key=lambda change: moment_key(change[0].decided_on))
    return SignOff(by, row, changed)


def list_checked(evidence: Evidence) -> Iterable[tuple[str, str | None, str]]:
    """(text, claim, who) of everything that says that somebody has checked it."""
    for certainty in evidence.certainty.values():
        if certainty.checked_by is not None:
            yield f"certainty/{certainty.claim}", certainty.claim, certainty.checked_by
    for claim in evidence.claims.values():
        if claim.phrases is not None and claim.phrases.checked_by is not None:
            yield f"claims/{claim.id}", claim.id, claim.phrases.checked_by
    for study in evidence.studies.values():
        if study.checked_by is not None:
            yield f"studies/{study.id}", None, study.checked_by
    for appraisal in evidence.appraisals:
        if appraisal.checked_by is not None:
            yield f"appraisals/{appraisal_name(appraisal)}", None, appraisal.checked_by


def is_signed_off(settled: Settled, certainty: Certainty) -> bool:
    """Whether somebody who did not make the judgement has signed it off, as it stands and on what it rests on now."""
    makers = (*certainty.reviewers, *list_writers(settled.evidence, f"certainty/{certainty.claim}"))
    if certainty.checked_by is None or certainty.checked_by in list_own_ids(settled.evidence.people, makers):
        return False
    found = judge_readings(settled).signed.get(f"certainty/{certainty.claim}")
    return found is not None and found.holds


# ---------------------------------------------------------------- depth


def find_depth(evidence: Evidence, key: Key) -> str | None:
    """The deepest that anybody can have read who reads a text with what it rests on: the least of its studies.

    A word of the vocabulary (read); None where nothing says how deep anything was read.
    """
    folder, _, name = key[0].partition("/")
    found: list[str] = []
    if folder == "studies":
        found = [study.read] if (study := evidence.studies.get(name)) else []
    elif folder == "appraisals":
        own = next((a for a in evidence.appraisals if appraisal_name(a) == name), None)
        found = [own.read, *_list_depths(evidence, [own.study])] if own else []
    elif folder == "claims":
        claim = evidence.claims.get(name)
        found = _list_depths(evidence, claim.phrases.rests_on if claim and claim.phrases else ())
        if not found and (judged := evidence.certainty.get(name)) is not None:
            # Phrases that name no study speak of the claim's body.
            found = [judged.read, *_list_depths(evidence, judged.body)]
    elif (certainty := evidence.certainty.get(key[1] or "")) is not None:
        found = [certainty.read, *_list_depths(evidence, certainty.body)]
    known = [word for word in found if word in BASIS_DEPTH]
    return min(known, key=BASIS_DEPTH.index, default=None)


def _list_depths(evidence: Evidence, studies: Iterable[str]) -> list[str]:
    return [evidence.studies[name].read for name in studies if name in evidence.studies]


def is_deeper(read: str, limit: str) -> bool:
    """Whether one word of depth goes beyond another."""
    return read in BASIS_DEPTH and limit in BASIS_DEPTH and BASIS_DEPTH.index(read) > BASIS_DEPTH.index(limit)


def list_makers(item: Certainty | Study | Appraisal | Claim) -> tuple[str, ...]:
    """Who made what a text says, and cannot sign it off."""
    if isinstance(item, Study):
        return (item.extracted_by, *item.extracted_with)
    if isinstance(item, Claim):
        return (item.phrases.written_by,) if item.phrases else ()
    return item.reviewers


def list_writers(evidence: Evidence, text: str) -> tuple[str, ...]:
    """Who last put down that they wrote a text, whoever stands in the file as having made it."""
    rows = [row for row in evidence.readings if row.act == "written" and row.text == text and row.reviewer]
    latest = max((moment_key(row.decided_on) for row in rows), default="")
    return tuple(row.reviewer for row in rows if row.reviewer and moment_key(row.decided_on) == latest)

"""Who wrote, read or signed off a text, put down with what it rests on at that moment. Never without a person.

The one act without a name is `recorded`: what lies under texts of which nothing has been put down yet, by which nobody
claims to have read them. It is written for such texts alone, so no change is ever recorded away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import clock, store
from .check import check_evidence
from .decisions import settle
from .decisions.versions import MADE_ALONE, find_begun, find_unsettled, list_unsettled
from .errors import NOTICES, SHOWN, UsageError
from .judgement.readings import SIGNED_OFF, find_depth, is_deeper, judge_readings, list_writers
from .judgement.rests_on import Key, RestsOn, describe_texts, write_parts
from .judgement.witnesses import WITNESSES
from .language import say
from .layout import appraisal_name
from .model import Evidence, Frozen, Reading
from .model.base import READING_OF
from .model.decisions import list_own_ids
from .scaffold import sign_off as signed
from .unknown import tell_unknown


@dataclass(frozen=True)
class Reread:
    """What was put down: the rows, and of which texts the ground had changed since the last reading."""

    rows: tuple[Reading, ...]
    were_stale: tuple[str, ...]


@dataclass(frozen=True)
class Recorded:
    """What was put down in nobody's name, and the texts for which that was refused, each with why.

    `given_back`: rows that were gone from the files and that git has; `asked`: whether any git could be asked.
    """

    rows: tuple[Reading, ...]
    refused: Mapping[str, str]
    given_back: tuple[Reading, ...] = ()
    asked: bool = False


MENDED = NOTICES | {"sign-off", "checked-by-another"}
"""Rules of what a sign-off itself puts right (a name without a row, the maker's own name) or what is no fault."""


class SignOffRefusedError(UsageError):
    """A sign-off that would cover nothing. Says it in any language; `key` is a word of `signing.refused`."""

    def __init__(self, key: str, **values: str) -> None:
        self.key, self.values = key, values
        super().__init__(self.tell("en"))

    def tell(self, language: str) -> str:
        return say(f"signing.refused.{self.key}", language, **self.values)


STALE, GONE, MOVED = (
    "what it rests on has changed",
    "a row of it is gone or was changed by hand",
    "it may be a text that was renamed, moved or rewritten",
)


def record_ground(folder: Path) -> Recorded:
    """Put down what lies under every text of which nothing has ever been put down. Nobody claims to have read them.

    A text that has been read or recorded before is never put down anew, under whatever name: it is refused, and waits
    for a person. So is one that is older than what lies under it. Rows that are gone and that git has are given back
    first. Only where a text holds, parts are added that a later version brought.
    """
    evidence = store.load(folder)
    given_back = store.give_back_readings(folder, evidence.remembered)
    settled = settle(store.load(folder))
    texts, found = describe_texts(settled), judge_readings(settled)
    new = [key for key in found.unrecorded if key not in found.renamed and key not in found.witnessed]
    rows = tuple(_make(key, texts[key], "recorded") for key in (*new, *found.incomplete))
    refused = dict.fromkeys((key[0] for key in found.stale), STALE)
    refused |= dict.fromkeys((key[0] for key in found.renamed), MOVED)
    refused |= dict.fromkeys((key[0] for key in found.altered), GONE)
    refused |= {key[0]: f"there is {WITNESSES[why]}" for key, why in found.witnessed.items()}
    # With no rows too: what stands there from before there were seals is sealed.
    store.add_readings(folder, rows)
    return Recorded(rows, refused, given_back, evidence.remembered.asked)


def record_finished(folder: Path, path: str, makers: Sequence[str]) -> tuple[Reading, ...]:
    """Put down that a text in `path` has just been written on what lies under it now, by the first of `makers`.

    What hangs on it and has never been put down (a judged sentence that makes a new claim) is recorded with it, in
    nobody's name.
    """
    settled = settle(store.load(folder))
    texts, name = describe_texts(settled), path.removesuffix(".yaml")
    own = [key for key in texts if key[0] == name and key[1] is not None] if makers else []
    about = {key[1] for key in own} | {name.partition("/")[2]}
    found = judge_readings(settled)
    others = [key for key in found.unrecorded if key[1] in about and key not in (*own, *found.renamed)]
    others = [key for key in others if key not in found.witnessed]
    rows = (
        *(_make(key, texts[key], "written", makers[0]) for key in own),
        *(_make(key, texts[key], "recorded") for key in others),
    )
    if rows:
        store.add_readings(folder, rows)
    return rows


def reread(folder: Path, what: str, reviewer: str, *, read: str | None = None, note: str = "") -> Reread:
    """Put down that `reviewer` has read a text again, or every text on a claim, on what lies under it now.

    `what`: an id of claims/, or one text such as `documents/article#5.1`; `read`: how deep it was read, by default as
    deep as the studies under it. UsageError for an unknown person or text, and for a depth that nobody can have read.
    """
    evidence = store.load(folder)
    _refuse_stranger(evidence, reviewer)
    settled = settle(evidence)
    texts = describe_texts(settled)
    keys = [key for key in texts if key[1] is not None and what in key]
    if not keys:
        if re.match(READING_OF, what) is None and what not in evidence.claims:
            raise UsageError(tell_unknown("claim", what, evidence.claim_titles))
        raise UsageError(f"nothing to read again in {what!r}: no text of that name rests on anything that can be read")
    found = judge_readings(settled)
    stale = {*found.stale, *found.altered, *found.renamed}
    rows = [_make(key, texts[key], "read", reviewer, _choose_depth(evidence, key, read), note) for key in keys]
    store.add_readings(folder, rows)
    return Reread(tuple(rows), tuple(key[0] for key in keys if key in stale))


def sign_off(folder: Path, path: str, reviewer: str, *, read: str | None = None) -> tuple[bool, Reading]:
    """Sign off what stands in `path`: the name in the file, and the row that says what it covers and how deep.

    True when the name was not there yet. UsageError where `reviewer` made it or is unknown, and for a depth that nobody
    can have read. The row comes first: a name without a row would cover nobody knows what.
    """
    evidence = store.load(folder)
    text = path.removesuffix(".yaml")
    texts = describe_texts(settle(evidence))
    key = next((key for key in texts if key[0] == text), None)
    item = _find_item(evidence, text)
    if item is None or key is None:
        if item is not None:
            signed(item, reviewer, evidence.people)  # says why, where there is nothing to sign off
        raise UsageError(f"{path} cannot be signed off as it stands; rlsevidence check says why")
    signed(item, reviewer, evidence.people)
    if reviewer in list_own_ids(evidence.people, list_writers(evidence, text)):
        raise UsageError(f"{reviewer} wrote {text}, as readings.tsv says; somebody else signs it off")
    _refuse_own(evidence, path, reviewer)
    _refuse_faulty(evidence, path)
    row = _make(key, texts[key], SIGNED_OFF, reviewer, _choose_depth(evidence, key, read))
    store.add_readings(folder, [row])
    return store.transform(folder, path, lambda found: signed(found, reviewer, evidence.people)), row


def _refuse_own(evidence: Evidence, path: str, reviewer: str) -> None:
    """SignOffRefusedError for who has made the same alone, or has begun to: two verdicts in one name cover nothing.

    For anybody while people differ on it: what stands there then is not what they will have settled.
    """
    text = path.removesuffix(".yaml")
    part, _, name = text.partition("/")
    ids = sorted(list_own_ids(evidence.people, [reviewer]))
    begun = next(filter(None, (find_begun(evidence, text, who) for who in ids)), None)
    own = next(filter(None, (find_unsettled(evidence, text, who) for who in ids)), None)
    if begun is not None:
        raise SignOffRefusedError("begun", who=reviewer, own=begun, path=path)
    if own is not None:
        command = f"rlsevidence settle {part} {name} --reviewer {reviewer}"
        raise SignOffRefusedError("unsettled", who=reviewer, own=own, path=path, command=command)
    if part in MADE_ALONE and (those := list_unsettled(evidence, part, name)):
        command = f"rlsevidence settle {part} {name} --reviewer {reviewer}"
        raise SignOffRefusedError("apart", those=", ".join(those), path=path, command=command)


def _refuse_faulty(evidence: Evidence, path: str) -> None:
    """SignOffRefusedError where a file contradicts itself: words of another level are not signed off beside theirs."""
    found = [p for p in check_evidence(evidence, today=clock.read_today()) if p.path == path and p.rule not in MENDED]
    if found:
        raise SignOffRefusedError("faulty", path=path, faults="\n".join(map(str, found[:SHOWN])))


def _find_item(evidence: Evidence, text: str) -> Frozen | None:
    folder, _, name = text.partition("/")
    if folder == "appraisals":
        return next((a for a in evidence.appraisals if appraisal_name(a) == name), None)
    found: Frozen | None = getattr(evidence, folder).get(name)
    return found


def _refuse_stranger(evidence: Evidence, reviewer: str) -> None:
    known = [person.id for person in evidence.people]
    if reviewer not in known:
        raise UsageError(tell_unknown("person", reviewer, known, where=" in people.tsv"))


def _choose_depth(evidence: Evidence, key: Key, read: str | None) -> str | None:
    limit = find_depth(evidence, key)
    if read is None:
        return limit
    words = evidence.vocabulary.get("read", {})
    if read not in words:
        raise UsageError(f"--read: found {read!r}, expected one of {', '.join(words)}")
    if limit is not None and is_deeper(read, limit):
        raise UsageError(
            f"--read: found {read!r} for {key[0]}, expected {limit} at most: the studies under it were read no deeper"
        )
    return read


def _make(
    key: Key, parts: RestsOn, act: str, reviewer: str | None = None, read: str | None = None, note: str = ""
) -> Reading:
    now = clock.read_now()
    # Whole seconds are enough to tell two readings by one person apart, and stay readable.
    moment = now.strftime("%Y-%m-%dT%H:%M:%SZ") if act != "recorded" else now.date().isoformat()
    return Reading(
        text=key[0],
        claim=key[1],
        act=act,
        rests_on=write_parts(parts),
        read=read,
        reviewer=reviewer,
        decided_on=moment,
        note=" ".join(note.split()),
    )


def list_texts(rows: Iterable[Reading]) -> Sequence[str]:
    """The texts of some rows, each once, in their order."""
    return list(dict.fromkeys(row.text for row in rows))

"""What changed in a review between two versions, in sentences. Pure: two states in, sentences out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from ..judgement.apart_said import mark_unsettled
from ..judgement.claim_summary import ClaimSummary
from ..judgement.people_said import name_people
from ..judgement.proposed_said import mark_proposed
from ..language.words import Words
from ..layout import appraisal_name
from ..model import GRADE_DOMAINS, Evidence, Frozen, Screening, Tag

SHORT = 60
"""Characters of a value that is quoted; of a longer one it is said that it was rewritten."""
MANY = 12
"""So many fields of one thing, or decisions, are named; more are counted."""
SINGLE = ("topic", "protocol", "concepts", "dose_limits", "salts", "interactions", "health_claims", "watch")
KEYED = ("claims", "certainty", "studies", "records", "searches", "unread")
ROWS = ("runs", "verifications", "stops", "fact_checks", "hand_searches", "links", "seals")
_ABSENT = object()


@dataclass(frozen=True)
class State:
    """A review at one moment."""

    evidence: Evidence
    summaries: Sequence[ClaimSummary]


def describe_changes(before: State | None, after: State, words: Words) -> tuple[str, ...]:
    """Verdicts first, then studies, retractions, records, sentences of documents; then whatever else differs.

    Without an earlier state, the one sentence that this is the first; that nothing has changed only where the evidence
    of the two is equal. A part that differs and that no sentence names is named at the end.
    """
    if before is None:
        return (words.say("changes.first"),)
    said = list(_list_changes(before, after, words))
    left = []
    for part in fields(Evidence):
        if not part.compare or getattr(before.evidence, part.name) == getattr(after.evidence, part.name):
            continue
        more = list(_describe_part(part.name, before.evidence, after.evidence, words))
        said += more
        if not more:
            left.append(part.name)
    if left:
        said.append(words.say("changes.parts", parts=", ".join(left)))
    return tuple(said) or (words.say("changes.none"),)


def _describe_part(part: str, before: Evidence, after: Evidence, words: Words) -> Iterator[str]:
    """What differs in one part of the evidence; nothing for a part that has no sentences."""
    old, new = getattr(before, part), getattr(after, part)
    if part in ("screening", "tags", "readings", *ROWS):
        yield from _compare_rows(part, old, new, words, after)
    elif part in (*SINGLE, *KEYED, "people", "appraisals", "documents"):
        yield from _compare_things(_name_parts(part, old), _name_parts(part, new), words)


def _name_parts(part: str, held: Any) -> Mapping[str, Frozen]:
    """What a part of the evidence holds, each thing under the name that a reader finds it by."""
    if part in SINGLE:
        return {part: held} if held else {}
    if part in KEYED:
        return {f"{part}/{key}": thing for key, thing in held.items()}
    if part == "documents":
        return {f"{document.id}#{s.at}": s for document in held.values() for s in document.sentences}
    return {f"{part}/{x.id if part == 'people' else appraisal_name(x)}": x for x in held}


def _compare_things(old: Mapping[str, Frozen], new: Mapping[str, Frozen], words: Words) -> Iterator[str]:
    for key, now in new.items():
        was = old.get(key)
        if was is None:
            yield words.say("changes.thing-came", thing=_name_thing(key, now))
        elif was != now:
            those = [_say_field(*field, words) for field in _list_fields(was.to_plain(), now.to_plain(), (), words)]
            if len(those) > MANY:
                those = [*those[:MANY], words.say("changes.fields-more", n=len(those) - MANY)]
            if those:
                yield words.say("changes.thing", thing=_name_thing(key, now), those="; ".join(those))
    for key, was in old.items():
        if key not in new:
            yield words.say("changes.thing-went", thing=_name_thing(key, was))


def _name_thing(key: str, thing: Frozen) -> str:
    label = getattr(thing, "label", None)
    return f"{label} ({key})" if label else key


def _list_fields(old: Any, new: Any, at: tuple[str, ...], words: Words) -> Iterator[tuple[str, Any, Any]]:
    """Each field that differs: its name as in the file, outcomes and domains in words; what stood and stands there."""
    if isinstance(old, Mapping) and isinstance(new, Mapping) and not _is_estimate(old, new):
        for key in dict.fromkeys((*new, *old)):
            yield from _list_fields(old.get(key, _ABSENT), new.get(key, _ABSENT), (*at, _name_step(key, words)), words)
    elif _has_ids(old) and _has_ids(new):
        was, now = ({item["id"]: item for item in held} for held in (old, new))
        for key in dict.fromkeys((*now, *was)):
            item = now.get(key) or was[key]
            name = f"{words.name('outcome', item['outcome'])} ({key})" if "outcome" in item else key
            yield from _list_fields(was.get(key, _ABSENT), now.get(key, _ABSENT), (*at, name), words)
        if list(was) != list(now) and set(was) == set(now):
            yield ".".join(at), list(was), list(now)
    elif old != new:
        yield ".".join(at), old, new


def _name_step(key: object, words: Words) -> str:
    return words.name("grade_domain", str(key)) if key in GRADE_DOMAINS else str(key)


def _is_estimate(*values: Mapping[str, Any]) -> bool:
    return all("ci_low" in value and "value" in value for value in values)


def _has_ids(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and bool(value) and all(isinstance(x, Mapping) and "id" in x for x in value)


def _say_field(field: str, before: Any, after: Any, words: Words) -> str:
    was, now = _say_value(before, words), _say_value(after, words)
    if before is _ABSENT or before is None:
        return words.say("changes.field-came", field=field, after=now or "\u2026")
    if after is _ABSENT or after is None:
        return words.say("changes.field-went", field=field, before=was or "\u2026")
    if not was or not now or was == now:
        return words.say("changes.field-rewritten", field=field)
    return words.say("changes.field", field=field, before=was, after=now)


def _say_value(value: Any, words: Words) -> str:
    """A short value as it is printed; nothing for what is too long to quote."""
    if isinstance(value, Mapping):
        if not _is_estimate(value):
            return ""
        said = f"{value.get('measure') or ''} {words.number(value['value'])}".strip()
        if value["ci_low"] is None or value["ci_high"] is None:
            return said
        ends = (words.number(value[end]) for end in ("ci_low", "ci_high"))
        return f"{said} ({words.say('changes.to').join(ends)})"
    if isinstance(value, (list, tuple)):
        text = ", ".join(map(str, value)) if not any(isinstance(x, (Mapping, list)) for x in value) else ""
    elif isinstance(value, float):
        text = words.number(value)
    else:
        text = "" if value is None or value is _ABSENT else str(value)
    return text if len(text) <= SHORT and "\n" not in text else ""


def _compare_rows(
    part: str, old: Sequence[Frozen], new: Sequence[Frozen], words: Words, after: Evidence
) -> Iterator[str]:
    """Rows of a table that came, each by itself where it is a decision and they are few; and how many are gone."""
    had, have = Counter(map(_key, old)), Counter(map(_key, new))
    came = [row for row in new if not had[_key(row)]]
    went = sum((had - have).values())
    if part == "screening" and len(came) > MANY:
        tally = Counter(words.name("screening_decision", r.decision) for r in came if isinstance(r, Screening))
        those = ", ".join(f"{name}: {n}" for name, n in tally.items())
        yield words.say("changes.decisions-many", n=len(came), those=those)
    elif part in ("screening", "tags", "readings") and len(came) <= MANY:
        for row in came:
            yield _say_row(row, words, after)
    elif came:
        yield words.say("changes.rows", file=part, came=len(came), went=went)
        return
    if went:
        yield words.say("changes.rows", file=part, came=len(came), went=went)


def _key(row: Frozen) -> Hashable:
    return row.model_dump_json()


def _say_row(row: Any, words: Words, after: Evidence) -> str:
    day = str(row.decided_on)[:10]
    reviewer = name_people([row.reviewer], after.people, words) if row.reviewer else words.say("table.none")
    if isinstance(row, Screening):
        return words.say(
            "changes.decision",
            record=row.record,
            decision=words.name("screening_decision", row.decision),
            stage=words.name("screening_stage", row.stage),
            reason=words.name("screening_reason", row.reason) if row.reason else words.say("table.none"),
            reviewer=reviewer,
            day=day,
        )
    if isinstance(row, Tag):
        claim = after.claims.get(row.claim)
        return words.say(
            "changes.tag",
            record=row.record,
            claim=words.read(claim.title) if claim else row.claim,
            stance=words.name("stance", row.stance),
            reviewer=reviewer,
            day=day,
        )
    said = words.say(f"changes.act.{row.act}")
    return words.say("changes.reading", text=row.text, act=said, reviewer=reviewer, day=day)


def _list_changes(before: State, after: State, words: Words) -> Iterator[str]:
    old = {s.claim.id: s for s in before.summaries}
    new = {s.claim.id: s for s in after.summaries}
    for claim, summary in new.items():
        title = words.read(summary.claim.title)
        if claim not in old:
            yield words.say("changes.claim-new", claim=title, verdict=_say_verdict(summary, words))
            continue
        was, now = _say_verdict(old[claim], words), _say_verdict(summary, words)
        if was != now:
            yield words.say("changes.verdict", claim=title, before=was, after=now)
        joined = {s.id: s.study.label for s in summary.counted}
        left = {s.id: s.study.label for s in old[claim].counted}
        came, went = _differ(joined, left), _differ(left, joined)
        if came:
            yield words.say("changes.counted", claim=title, studies=came)
        if went:
            yield words.say("changes.not-counted", claim=title, studies=went)
    for claim in old:
        if claim not in new:
            yield words.say("changes.claim-gone", claim=words.read(old[claim].claim.title))
    studies = ({s.id: s.label for s in state.evidence.studies.values()} for state in (before, after))
    earlier, later = studies
    if came := _differ(later, earlier):
        yield words.say("changes.studies-new", studies=came)
    if went := _differ(earlier, later):
        yield words.say("changes.studies-gone", studies=went)
    notices = [_list_notices(state.evidence) for state in (before, after)]
    for record in sorted(notices[1] - notices[0]):
        yield words.say("changes.notice", kind=words.name("integrity_kind", record[1]), record=record[0])
    counts = (len(before.evidence.records), len(after.evidence.records))
    if counts[0] != counts[1]:
        yield words.say("changes.records", before=counts[0], after=counts[1])
    verdicts = [_list_verdicts(state.evidence) for state in (before, after)]
    for place, word in verdicts[1].items():
        earlier_word = verdicts[0].get(place)
        if place in verdicts[0] and earlier_word != word:
            yield words.say(
                "changes.sentence",
                at=" ".join(place),
                before=_say_word(earlier_word, words),
                after=_say_word(word, words),
            )
    versions = (before.evidence.protocol.version, after.evidence.protocol.version)
    if versions[0] != versions[1]:
        yield words.say("changes.protocol", before=versions[0], after=versions[1])


def _differ(these: Mapping[str, str], those: Mapping[str, str]) -> str:
    return ", ".join(label for key, label in these.items() if key not in those)


def _say_verdict(summary: ClaimSummary, words: Words) -> str:
    """The level or rating that a page shows; that a judgement waits is part of it."""
    if summary.certainty_word:
        said = words.name("certainty", summary.certainty_word)
    elif summary.basis_word:
        said = words.name("basis_rating", summary.basis_word)
    else:
        said = words.say("table.not-judged")
    if mark := mark_unsettled(summary.apart, summary.changed_since, words):
        said = f"{said} ({mark})"
    said = mark_proposed(said, summary, words)
    return f"{said} ({words.say('changes.waits')})" if summary.waits else said


def _say_word(word: str | None, words: Words) -> str:
    return words.name("verdict_word", word) if word else words.say("table.not-judged")


def _list_notices(evidence: Evidence) -> set[tuple[str, str]]:
    return {(r.id, notice.kind) for r in evidence.records.values() for notice in r.integrity}


def _list_verdicts(evidence: Evidence) -> dict[tuple[str, str], str | None]:
    return {(d.id, s.at): s.verdict.word if s.verdict else None for d, s in evidence.sentences}

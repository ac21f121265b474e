"""What changed in a review between two versions, in sentences. Pure: two states in, sentences out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..judgement.summary import ClaimSummary
from ..language.words import Words
from ..model import Evidence


@dataclass(frozen=True)
class State:
    """A review at one moment."""

    evidence: Evidence
    summaries: Sequence[ClaimSummary]


def describe_changes(before: State | None, after: State, words: Words) -> tuple[str, ...]:
    """Verdicts first, then studies, retractions, records, sentences of documents and the protocol.

    Without an earlier state, the one sentence that this is the first; with nothing changed, the one that says so.
    """
    if before is None:
        return (words.say("changes.first"),)
    return tuple(_list_changes(before, after, words)) or (words.say("changes.none"),)


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
    return f"{said} ({words.say('changes.waits')})" if summary.waits else said


def _say_word(word: str | None, words: Words) -> str:
    return words.name("verdict_word", word) if word else words.say("table.not-judged")


def _list_notices(evidence: Evidence) -> set[tuple[str, str]]:
    return {(r.id, notice.kind) for r in evidence.records.values() for notice in r.integrity}


def _list_verdicts(evidence: Evidence) -> dict[tuple[str, str], str | None]:
    return {(d.id, s.at): s.verdict.word if s.verdict else None for d, s in evidence.sentences}

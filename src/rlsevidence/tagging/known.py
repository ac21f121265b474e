"""Records that a person has let in and that nobody has entered as a study: known, not yet read. Pure.

No verdict knows of them, so they stand first in what waits, in the order of what they could change. How large one is
is told only where a registry or its own abstract says so, and by whom; what is not known stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..decisions import Settled
from ..model import PRIMARY_DESIGNS, RANDOMISED_DESIGNS, Record, Registered, SuggestedTag
from .design import find_design

REGISTERED, PLANNED, PRINTED = "registered", "planned", "printed"
"""Who says how many people: a registry, of those who took part or of those planned; or the title or abstract."""

_PEOPLE = "number:people"
_DIGITS = re.compile(r"\d[\d,\u00a0\u2009 ]*")


@dataclass(frozen=True)
class Known:
    """One of them. `claims`: claim -> directness, as people tagged it or as rules suggest, None where neither says.

    `people`, with who says so in `said` and, of a text, the words it prints in `words`: the largest number of people
    in it, which may be more than took part. `tagged`: whether people have tagged it already.
    """

    record: str
    title: str
    year: int | None
    claims: Mapping[str, str | None]
    design: str | None
    people: int | None
    said: str | None
    words: str
    tagged: bool

    @property
    def is_review(self) -> bool:
        return self.design is not None and self.design not in PRIMARY_DESIGNS

    @property
    def is_indirect(self) -> bool:
        return bool(self.claims) and all(word == "indirect" for word in self.claims.values())

    @property
    def could_change(self) -> bool:
        """Whether nothing speaks against its carrying a verdict: it may be a study that answers a claim itself."""
        return not self.is_review and not self.is_indirect

    @property
    def order(self) -> tuple[int, int, int, str]:
        """What could change most first: primary and direct, then randomised, then the most people, unknown ones last.

        A design or a directness that nobody knows speaks against nothing.
        """
        watched = self.design is not None and self.design not in RANDOMISED_DESIGNS
        return (2 * self.is_review + self.is_indirect, int(watched), -(self.people or 0), self.record)

    def to_plain(self) -> dict[str, object]:
        return {
            "record": self.record,
            "title": self.title,
            "year": self.year,
            "claims": dict(self.claims),
            "design": self.design,
            "people": self.people,
            "people_said": self.said,
            "people_words": self.words or None,
            "tagged": self.tagged,
            "could_change": self.could_change,
        }


def list_known(settled: Settled, proposed: Iterable[SuggestedTag]) -> tuple[Known, ...]:
    """Records let in for their results and entered as no study, what could change most first.

    `proposed`: what rules suggest for every pair, decided or not, from which comes what the abstract says. A
    registration waits for its results, and what people hold to be not relevant waits for nothing.
    """
    evidence = settled.evidence
    waiting = {
        record
        for record, state in settled.screening.items()
        if state.decision == "include"
        and state.reason != "registration"
        and record not in settled.study_of
        and record in evidence.records
        and not evidence.records[record].is_retracted
    }
    if not waiting:
        return ()
    told: dict[str, list[SuggestedTag]] = {}
    for one in proposed:
        if one.record in waiting:
            told.setdefault(one.record, []).append(one)
    tagged: dict[str, dict[str, str | None]] = {}
    for (claim, record), decision in settled.decisions.items():
        if record in waiting:
            relevant = decision.stance != "not_relevant"
            tagged.setdefault(record, {}).update({claim: decision.directness} if relevant else {})
    registered = _find_registered(evidence.records.values())
    found = [
        _describe(evidence.records[r], told.get(r, []), tagged.get(r), registered)
        for r in waiting
        if tagged.get(r) != {}
    ]
    return tuple(sorted(found, key=lambda known: known.order))


def _find_registered(records: Iterable[Record]) -> Mapping[str, Registered]:
    """PMID -> the registration that names it as a publication of results."""
    trials = [r.trial for r in records if r.trial is not None]
    return {pmid: trial for trial in trials for pmid in trial.result_references}


def _describe(
    record: Record,
    told: Iterable[SuggestedTag],
    tagged: Mapping[str, str | None] | None,
    registered: Mapping[str, Registered],
) -> Known:
    told = tuple(told)
    claims = dict(tagged or {}) | {
        s.claim: s.directness for s in told if not s.is_broad and s.claim not in (tagged or {})
    }
    design = (
        next((s.design for s in told if s.design), None)
        or find_design(record.publication_types, record.title, "").design
    )
    trial = record.trial or registered.get(record.pmid or "")
    people, said, words = None, None, ""
    if trial is not None and trial.enrolment:
        people, said = trial.enrolment, REGISTERED if trial.enrolment_is == "ACTUAL" else PLANNED
    else:
        printed = [(number, cue.words) for s in told for cue in s.numbers if cue.rule == _PEOPLE
                   for number in [_read(cue.words)] if number]  # fmt: skip
        if printed:
            people, words = max(printed)
            said = PRINTED
    return Known(record.id, record.title, record.year, claims, design, people, said, words, bool(tagged))


def _read(words: str) -> int | None:
    match = _DIGITS.search(words)
    return int(re.sub(r"\D", "", match[0])) if match else None

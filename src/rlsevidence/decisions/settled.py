"""The one place where decisions are settled: everything that counts, judges or queues reads the same answer.

Settle an evidence once and hand the value on. Another evidence (of an earlier day, or with a study left out) is settled
anew, because it has other rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ..model import Broken, Certainty, Evidence
from .counting import StudyInClaim, list_studies
from .holding import Holding, find_holding
from .rows import Decision, ScreeningDecision, summarise_decisions, summarise_screening
from .withheld import find_withheld


@dataclass(frozen=True)
class Settled:
    """`evidence` with what people decided on it.

    `decisions`: (claim, record) -> the decision that holds; `screening`: record -> the decision that holds; `study_of`:
    record -> the study it is a report of; `withheld`: claim -> what could not be read and could change its verdict.
    """

    evidence: Evidence
    decisions: Mapping[tuple[str, str], Decision]
    screening: Mapping[str, ScreeningDecision]
    study_of: Mapping[str, str]
    _listed: dict[tuple[str, bool], tuple[StudyInClaim, ...]] = field(default_factory=dict, compare=False, repr=False)
    kept: dict[str, object] = field(default_factory=dict, compare=False, repr=False)
    """What a room above has worked out from it, so that it is worked out once."""

    @cached_property
    def by_claim(self) -> Mapping[str, Mapping[str, Decision]]:
        """Claim -> record -> decision, for every claim that somebody has decided on."""
        found: dict[str, dict[str, Decision]] = {}
        for (claim, record), decision in self.decisions.items():
            found.setdefault(claim, {})[record] = decision
        return found

    @cached_property
    def relevant(self) -> Mapping[str, frozenset[str]]:
        """Claim -> records that people hold to speak to it, those they disagree about included.

        What was withdrawn, or set aside as not relevant by a later row, is not among them.
        """
        return {
            claim: frozenset(r for r, d in own.items() if d.stance != "not_relevant")
            for claim, own in self.by_claim.items()
        }

    @cached_property
    def relevant_records(self) -> frozenset[str]:
        """Records that people hold to speak to any claim."""
        return frozenset(record for own in self.relevant.values() for record in own)

    @cached_property
    def holding(self) -> Mapping[str, Holding]:
        """Claim -> the judgement that counts, with whose it is and who differ about it."""
        found = {claim: find_holding(self.evidence, claim) for claim in self.evidence.certainty}
        return {claim: held for claim, held in found.items() if held is not None}

    @cached_property
    def judged(self) -> Mapping[str, Certainty]:
        """Claim -> the judgement that counts: the one that stands, or the lowest of those that nobody has settled."""
        return {claim: held.certainty for claim, held in self.holding.items()}

    @cached_property
    def withheld(self) -> Mapping[str, tuple[Broken, ...]]:
        return find_withheld(self.evidence, self.relevant, self.study_of)

    @cached_property
    def untagged_studies(self) -> tuple[str, ...]:
        """Primary studies that are entered and on none of whose reports anybody has decided: no verdict knows of them.

        Those of the most people first, those whose number is not known last; without what screening left out or is
        unsure of.
        """
        tagged = {record for _, record in self.decisions}
        left_out = {r for r, s in self.screening.items() if s.decision in ("exclude", "unsure")}
        found = [
            s
            for s in self.evidence.studies.values()
            if s.is_primary and not tagged & set(s.reports) and not set(s.reports) <= left_out
        ]
        return tuple(s.id for s in sorted(found, key=lambda s: (-(s.population.n or 0), s.id)))

    def studies(self, claim: str, *, by_rules: bool = False) -> tuple[StudyInClaim, ...]:
        """The studies beside one claim, counted ones first, each with why it is counted or not.

        Of two reports of the same people the one is counted that the judged body holds; with `by_rules` nobody's
        judgement is looked at, because a proposal is made without it.
        """
        key = (claim, by_rules)
        if key not in self._listed:
            certainty = None if by_rules else self.judged.get(claim)
            self._listed[key] = list_studies(
                self.evidence,
                self.by_claim.get(claim, {}),
                self.screening,
                certainty.body if certainty else (),
                self.study_of,
            )
        return self._listed[key]

    def newer(self, claim: str) -> tuple[str, ...]:
        """Primary studies that answer `claim` itself, decided later than its certainty and not in the body it rests on.

        What a page says of the claim was written without them, so a person must judge again. Empty while nobody has
        judged.
        """
        certainty = self.judged.get(claim)
        if certainty is None:
            return ()
        found = set()
        for record, decision in self.by_claim.get(claim, {}).items():
            study = self.evidence.studies.get(self.study_of.get(record, ""))
            if study is None or not study.is_primary or study.id in certainty.body:
                continue
            if decision.directness != "direct" or decision.stance in (None, "not_relevant"):
                continue
            latest = max(dt.date.fromisoformat(row.decided_on[:10]) for row in decision.rows)
            if latest > certainty.decided_on:
                found.add(study.id)
        return tuple(sorted(found))


def settle(evidence: Evidence) -> Settled:
    """What people decided on `evidence`, settled."""
    return Settled(
        evidence, summarise_decisions(evidence.tags), summarise_screening(evidence.screening), evidence.study_of
    )


def settle_without(settled: Settled, evidence: Evidence, records: Collection[str]) -> Settled:
    """As `settle` of `evidence`, which is what was settled without the tags of `records`: the same at a fraction of the
    time, since what people decided on any other record stands."""
    decisions = {key: decision for key, decision in settled.decisions.items() if key[1] not in records}
    return Settled(evidence, decisions, settled.screening, evidence.study_of)

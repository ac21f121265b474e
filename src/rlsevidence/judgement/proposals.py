"""The rules' proposal for any claim: GRADE where it rates, a basis where it does not. Never a decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..decisions import Settled, StudyInClaim
from ..model import Certainty
from .basis import BasisProposal, compare_basis, propose_basis
from .choices import PROTOCOL, Choices
from .grade import Difference, GradeProposal, compare_decision, is_rated, propose_grade


@dataclass(frozen=True)
class Proposal:
    """One of `grade` and `basis`. `studies`: what the rules looked at, with nothing of people's judgement in it."""

    claim: str
    studies: tuple[StudyInClaim, ...]
    grade: GradeProposal | None
    basis: BasisProposal | None

    @property
    def level(self) -> str | None:
        """A level of certainty; None for a basis, or when there is no study to rate."""
        return self.grade.level if self.grade else None

    @property
    def rating(self) -> str | None:
        return self.basis.rating if self.basis else None

    @property
    def word(self) -> str | None:
        return self.level or self.rating

    @property
    def direction(self) -> str:
        return self.grade.direction if self.grade else "not_applicable"

    @property
    def body(self) -> tuple[str, ...]:
        return self.grade.body if self.grade else self.basis.body if self.basis else ()

    @property
    def verdict(self) -> tuple[str | None, str]:
        """What moves or holds: the level or rating, and the direction."""
        return self.word, self.direction


def propose(settled: Settled, claim_id: str, choices: Choices = PROTOCOL) -> Proposal:
    """The rules' proposal for one claim; the same whatever stands in `certainty/`. KeyError without such a claim."""
    claim = settled.evidence.claims[claim_id]
    studies = settled.studies(claim_id, by_rules=True)
    if is_rated(claim, studies):
        return Proposal(claim_id, studies, propose_grade(settled, claim, studies, choices), None)
    return Proposal(claim_id, studies, None, propose_basis(claim, studies))


def needs_body(proposal: Proposal) -> bool:
    """Whether a judgement has something to rest on, so that one that names nothing is not finished.

    A basis rests on whoever says it, authorities and reviews as much as studies.
    """
    counted = any(s.counted for s in proposal.studies)
    informs = any(not s.study.is_primary and not s.retracted for s in proposal.studies)
    return counted or (proposal.grade is None and informs)


def compare_proposal(proposal: Proposal, certainty: Certainty | None) -> tuple[Difference, ...]:
    """Where a person's judgement departs from the proposal; another scale is a difference of its own."""
    if certainty is None:
        return ()
    if proposal.grade and certainty.is_graded:
        return compare_decision(proposal.grade, certainty)
    if proposal.basis and certainty.basis:
        return compare_basis(proposal.basis, certainty)
    proposed = "GRADE" if proposal.grade else "a basis"
    return (Difference("scale", proposed, "GRADE" if certainty.is_graded else "a basis"),)


def format_proposal(proposal: Proposal, certainty: Certainty | None) -> dict[str, Any]:
    """The proposal as programs read it, with where the decision departs from it."""
    grade = proposal.grade
    return {
        "certainty": proposal.level,
        "basis": proposal.rating,
        "direction": proposal.direction,
        "body": list(proposal.body),
        "starts_at": grade.starts_at if grade else None,
        "why": grade.direction_why if grade else proposal.basis.why if proposal.basis else None,
        "steps": [
            {"domain": s.domain, "steps": sign * s.steps, "why": s.why, "source": s.source}
            for sign, steps in ((-1, grade.downgrades), (1, grade.upgrades))
            for s in steps
        ]
        if grade
        else [],
        "differences": [
            {"what": d.what, "proposed": d.proposed, "decided": d.decided}
            for d in compare_proposal(proposal, certainty)
        ],
    }

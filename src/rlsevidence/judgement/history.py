"""How a verdict moved as the evidence came in, and which study moved it. Pure.

Every step is the rules' proposal for what existed then, read as it is read today; only the last state may carry a
person's decision. Moves are of the level (or basis) and of the direction; a study that moved nothing is listed too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..decisions import Settled, settle
from ..model import Certainty, Vocabulary
from .as_of import read_date, restrict_evidence
from .departures import find_pending
from .proposals import Proposal, propose


@dataclass(frozen=True)
class State:
    """The proposal from `day` on. `added`: studies that came on that day. `moved`: whether the verdict changed.

    `why`: what changed in the body, the start, the domains and the direction since the state before, in words.
    """

    day: dt.date
    added: tuple[str, ...]
    proposal: Proposal
    moved: bool
    why: str


@dataclass(frozen=True)
class History:
    """The states of one claim, oldest first. `undated`: studies that have no date and stand in none but today's.

    `decision`: what people decided, from its own day on; None while nobody has.
    """

    claim: str
    clock: str
    states: tuple[State, ...]
    undated: tuple[str, ...]
    decision: Certainty | None
    vocabulary: Vocabulary = field(default_factory=dict, compare=False, repr=False)

    @property
    def moves(self) -> tuple[State, ...]:
        return tuple(s for s in self.states if s.moved)


def trace_verdict(settled: Settled, claim_id: str, *, today: dt.date, clock: str = "publication") -> History:
    """Every state of a claim, from its first dated study to today. KeyError when there is no such claim."""
    evidence = settled.evidence
    evidence.claims[claim_id]
    tagged = settled.relevant.get(claim_id, frozenset())
    coming: dict[dt.date, list[str]] = {}
    undated = []
    for study in evidence.studies.values():
        reports = [evidence.records[r] for r in study.reports if r in tagged and r in evidence.records]
        dates = [d for r in reports if (d := read_date(r, clock)) is not None]
        if dates and min(dates) <= today:
            coming.setdefault(min(dates), []).append(study.id)
        elif reports and not dates:
            undated.append(study.id)
    states: list[State] = []
    for day in sorted(coming):
        proposal = propose(settle(restrict_evidence(evidence, day, clock).evidence), claim_id)
        before = states[-1].proposal if states else None
        moved = before is None or before.verdict != proposal.verdict
        states.append(State(day, tuple(sorted(coming[day])), proposal, moved, explain_move(before, proposal)))
    # A judgement that does not count yet is no state of the verdict.
    waits = find_pending(settled, claim_id, propose(settled, claim_id))
    decision = None if waits else evidence.certainty.get(claim_id)
    return History(claim_id, clock, tuple(states), tuple(sorted(undated)), decision, evidence.vocabulary)


def explain_move(before: Proposal | None, after: Proposal) -> str:
    """What differs between two proposals, in words; 'nothing changed' when nothing does."""
    if before is None:
        word = (after.word or "nothing to rate").replace("_", " ")
        return f"the first evidence: {word}, {_direction(after)}"
    said = []
    if bool(before.grade) != bool(after.grade):
        said.append("now rated by GRADE" if after.grade else "no longer rated by GRADE")
    came = sorted(set(after.body) - set(before.body))
    went = sorted(set(before.body) - set(after.body))
    said += [f"{', '.join(came)} came into the body"] if came else []
    said += [f"{', '.join(went)} left the body"] if went else []
    if before.grade and after.grade:
        if before.grade.starts_at != after.grade.starts_at:
            said.append(f"starts {after.grade.starts_at or 'nowhere'} instead of {before.grade.starts_at or 'nowhere'}")
        for domain, steps in after.grade.steps.items():
            earlier = before.grade.steps.get(domain)
            if earlier is not None and earlier != steps:
                said.append(f"{domain.replace('_', ' ')} {-steps} instead of {-earlier}")
        if before.direction != after.direction:
            said.append(f"{_direction(after)} instead of {_direction(before)}")
    if before.word != after.word:
        words = [(p.word or "nothing to rate").replace("_", " ") for p in (after, before)]
        said.append(f"{words[0]} instead of {words[1]}")
    return "; ".join(said) or "nothing changed"


def _direction(proposal: Proposal) -> str:
    if proposal.grade is None:
        return "no direction"
    if proposal.direction == "unclear":
        return "pointing nowhere clear"
    return f"pointing to {proposal.direction.replace('_', ' ')}"


def list_year_ends(years: Sequence[int]) -> tuple[dt.date, ...]:
    """The last day of each year, for tables of states."""
    return tuple(dt.date(year, 12, 31) for year in years)

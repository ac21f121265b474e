"""How a verdict moved as the evidence came in, and which study moved it. Pure.

Every step is the rules' proposal for what existed then, read as it is read today; only the last state may carry a
person's decision. Moves are of the level (or basis) and of the direction; a study that moved nothing is listed too.
What the evidence holds is known today, whatever the last day that its date can mean: a record dated to this year alone
comes today and not at the end of the year, when it would stand in no state.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..decisions import Settled, settle
from ..language.reasons import Joined, Named, Part, Reason, Said, because
from ..model import CERTAINTY_LEVELS, Certainty, Vocabulary
from .as_of import read_date, read_partial_date, restrict_evidence
from .departures import find_counting, find_pending
from .proposals import Proposal, propose


@dataclass(frozen=True)
class State:
    """The proposal from `day` on. `added`: studies that came on that day. `moved`: whether the verdict changed; the
    first state of all changes nothing, for there was no verdict before it. `on`: the day as far as it is known.

    `reason`: what changed in the body, the start, the domains and the direction since the state before; `why`: the
    same in English.
    """

    day: dt.date
    added: tuple[str, ...]
    proposal: Proposal
    moved: bool
    reason: Said
    on: str = ""

    @property
    def said_on(self) -> str:
        """The day as it may be shown: no closer than it is known."""
        return self.on or self.day.isoformat()

    @property
    def why(self) -> str:
        return self.reason.english


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
    apart: tuple[tuple[str, str | None], ...] = ()
    """(who, level or rating) of those who judged it each alone and otherwise, while nobody has settled it."""
    vocabulary: Vocabulary = field(default_factory=dict, compare=False, repr=False)
    labels: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    """Study id -> the name that readers know it by, for whoever shows the history."""

    def name_studies(self, ids: Iterable[str]) -> str:
        return ", ".join(self.labels.get(id_, id_) for id_ in ids)

    @property
    def moves(self) -> tuple[State, ...]:
        """The states at which the verdict changed; the first of all is none of them."""
        return tuple(s for s in self.states if s.moved)

    @property
    def news(self) -> tuple[State, ...]:
        """The state that the history begins with, and those at which the verdict changed."""
        return (*self.states[:1], *(s for s in self.states[1:] if s.moved))


def trace_verdict(settled: Settled, claim_id: str, *, today: dt.date, clock: str = "publication") -> History:
    """Every state of a claim, from its first dated study to today. KeyError when there is no such claim."""
    evidence = settled.evidence
    evidence.claims[claim_id]
    tagged = settled.relevant.get(claim_id, frozenset())
    coming: dict[dt.date, list[str]] = {}
    known: dict[dt.date, set[str]] = {}
    undated = []
    for study in evidence.studies.values():
        reports = [evidence.records[r] for r in study.reports if r in tagged and r in evidence.records]
        dates = [d for r in reports if (d := read_date(r, clock)) is not None]
        if dates:
            came = min(dates)
            coming.setdefault(min(came, today), []).append(study.id)
            own = (read_partial_date(r, clock) for r in reports if read_date(r, clock) == came)
            known.setdefault(min(came, today), set()).add(min((p for p in own if p), key=len))
        elif reports and not dates:
            undated.append(study.id)
    states: list[State] = []
    for day in sorted(coming):
        until = dt.date.max if day == today else day
        proposal = propose(settle(restrict_evidence(evidence, until, clock).evidence), claim_id)
        before = states[-1].proposal if states else None
        moved = before is not None and before.verdict != proposal.verdict
        on = min(known[day], key=lambda partial: (len(partial), partial))
        states.append(State(day, tuple(sorted(coming[day])), proposal, moved, explain_move(before, proposal), on))
    # A judgement that does not count yet is no state of the verdict.
    waits = find_pending(settled, claim_id, propose(settled, claim_id))
    decision = find_counting(settled, claim_id, waits)
    labels = {study.id: study.label for study in evidence.studies.values()}
    held = settled.holding.get(claim_id)
    return History(
        claim_id,
        clock,
        tuple(states),
        tuple(sorted(undated)),
        decision,
        held.apart if held else (),
        evidence.vocabulary,
        labels,
    )


NOTHING = because("reason.move.nothing")
"""What `explain_move` says when two proposals do not differ."""


def explain_move(before: Proposal | None, after: Proposal) -> Said:
    """What differs between two proposals; NOTHING when nothing does."""
    if before is None:
        return because("reason.move.first", word=_word(after), direction=_direction(after))
    said: list[Part] = []
    scale = bool(before.grade) != bool(after.grade)
    if scale:
        said.append(because("reason.move.now_graded" if after.grade else "reason.move.not_graded"))
    came = tuple(sorted(set(after.body) - set(before.body)))
    went = tuple(sorted(set(before.body) - set(after.body)))
    said += [because("reason.move.came", those=came)] if came else []
    said += [because("reason.move.left", those=went)] if went else []
    if before.grade and after.grade:
        if before.grade.starts_at != after.grade.starts_at:
            starts = [_start(p.grade.starts_at) for p in (after, before) if p.grade]
            said.append(because("reason.move.starts", now=starts[0], then=starts[1]))
        for domain, steps in after.grade.steps.items():
            earlier = before.grade.steps.get(domain)
            if earlier is not None and earlier != steps:
                what = Named("grade_domain", domain)
                said.append(because("reason.move.domain", domain=what, now=steps, then=earlier))
        if before.direction != after.direction:
            said.append(because("reason.move.instead", now=_direction(after), then=_direction(before)))
    # A level and a basis are two scales: neither stands in place of the other.
    if scale:
        said.append(because("reason.move.scale", now=_word(after)))
    elif before.word != after.word:
        said.append(because("reason.move.instead", now=_word(after), then=_word(before)))
        said += [after.basis.reason] if after.basis else []
    return Joined(tuple(said)) if said else NOTHING


def _word(proposal: Proposal) -> Part:
    word = proposal.word
    if word is None:
        return because("reason.move.unrated")
    return Named("certainty" if word in CERTAINTY_LEVELS else "basis_rating", word)


def _start(word: str | None) -> Part:
    return Named("grade_start", word) if word else because("reason.move.nowhere")


def _direction(proposal: Proposal) -> Reason:
    if proposal.grade is None:
        return because("reason.move.no_direction")
    if proposal.direction == "unclear":
        return because("reason.move.unclear")
    return because("reason.move.pointing", direction=Named("direction", proposal.direction))

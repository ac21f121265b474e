"""What would change the verdict that stands on one claim, ready to be told: never better than that verdict. Pure.

The rules weigh what would move their own proposal. Where people decided otherwise, that is another place to start from:
it is named first, a move that only comes to what people decided moves nothing, and a change of scale (GRADE or a basis)
is no step up or down. Everything here is ids and reasons, so that pages in any language can be made of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..decisions import Settled
from ..language.reasons import Joined, Reason, Said
from ..model import CERTAINTY_LEVELS
from ..model.grade import RATINGS, rank_word
from .departures import find_pending
from .first_readings import changes_scale, find_standing, hold_against
from .grade import Difference
from .proposals import compare_proposal, propose
from .what_if import Effect, Multiverse, NewTrial, Verdict, find_pivots, run_multiverse, size_new_trial

MOVES, SCALE, REACHES = "moves", "scale", "reaches"
"""What leaving a study out does: it moves the rules' proposal and what stands; it changes the scale; it moves the
proposal alone, to what people have decided or no further."""


@dataclass(frozen=True)
class Pivot:
    """One study without which the rules would propose something else. `kind`: MOVES, SCALE or REACHES.

    `reason`: what moves, without saying once more that the study is gone.
    """

    study: str
    kind: str
    effect: Effect
    reason: Said


@dataclass(frozen=True)
class Changing:
    """What would change one claim's verdict. `rules`: what they come to now; `stands`: the verdict that a page shows.

    `steps`: the domains in which people took another number of steps off than the rules. `beyond`: whether the new
    trial would bring the rules past what stands; None where that is on another scale.
    """

    claim: str
    rules: Verdict
    stands: Verdict
    steps: tuple[Difference, ...]
    trial: NewTrial | None
    beyond: bool | None
    universes: Multiverse | None
    pivots: tuple[Pivot, ...]

    @property
    def differs(self) -> bool:
        """Whether people decided another level, rating or direction; a basis of the rules has no direction."""
        return self.rules[0] != self.stands[0] or (self.universes is not None and self.rules[1] != self.stands[1])

    @property
    def agreeing(self) -> int | None:
        """In how many of the combinations what people decided comes out, level and direction; None where that is what
        the rules come to, or is on another scale than theirs."""
        if self.universes is None or not self.differs or self.stands[0] in RATINGS:
            return None
        return self.universes.verdicts.get(self.stands, 0)

    @property
    def takes_more(self) -> bool:
        """Whether people took more steps off somewhere than the rules, which no trial of the rules' knows of."""
        return any(int(d.decided or 0) > int(d.proposed or 0) for d in self.steps)

    def list_pivots(self, kind: str) -> tuple[Pivot, ...]:
        return tuple(p for p in self.pivots if p.kind == kind)

    def group_pivots(self, kind: str) -> tuple[tuple[Verdict, tuple[str, ...]], ...]:
        """(what the rules would come to, the studies without any one of which they would) of one kind."""
        found: dict[Verdict, tuple[str, ...]] = {}
        for pivot in self.list_pivots(kind):
            found[pivot.effect.after] = (*found.get(pivot.effect.after, ()), pivot.study)
        return tuple(found.items())


def weigh_changes(settled: Settled, claim_id: str) -> Changing:
    """All that would change one claim's verdict, held against the one that stands. KeyError without such a claim."""
    proposal = propose(settled, claim_id)
    stands = find_standing(settled, claim_id)
    certainty = settled.evidence.certainty.get(claim_id)
    counts = certainty if find_pending(settled, claim_id, proposal) is None else None
    domains = proposal.grade.steps if proposal.grade else {}
    trial = size_new_trial(settled, claim_id)
    return Changing(
        claim_id,
        proposal.verdict,
        stands,
        tuple(d for d in compare_proposal(proposal, counts) if d.what in domains),
        trial,
        _goes_beyond(trial, stands),
        run_multiverse(settled, claim_id),
        tuple(_tell_pivot(study, effect, stands) for study, effect in find_pivots(settled, claim_id)),
    )


def _goes_beyond(trial: NewTrial | None, stands: Verdict) -> bool | None:
    if trial is None or trial.to_level is None or stands[0] in RATINGS:
        return None
    return rank_word(trial.to_level) > rank_word(stands[0])


def _tell_pivot(study: str, effect: Effect, stands: Verdict) -> Pivot:
    """Nothing to rate is on no scale of its own: what goes there has moved."""
    if None not in (effect.before[0], effect.after[0]) and changes_scale(effect):
        kind = SCALE
    else:
        kind = MOVES if _moves_standing(effect, stands) else REACHES
    return Pivot(study, kind, effect, _leave_unsaid(effect.reason, study))


def _moves_standing(effect: Effect, stands: Verdict) -> bool:
    """A proposal on a basis has no direction; what stands keeps its own then."""
    if effect.before[0] not in CERTAINTY_LEVELS and effect.after[0] not in CERTAINTY_LEVELS:
        effect = replace(effect, before=(effect.before[0], stands[1]), after=(effect.after[0], stands[1]))
    return hold_against(stands, effect) is not None


def _leave_unsaid(reason: Said, study: str) -> Said:
    """The reason without the part that says that the level no longer rests on the study that was left out."""
    if not isinstance(reason, Joined):
        return reason
    gone = ("reason.move.left", (("those", (study,)),))
    kept = tuple(p for p in reason.parts if not (isinstance(p, Reason) and (p.key, p.values) == gone))
    return Joined(kept, reason.between) if kept else reason

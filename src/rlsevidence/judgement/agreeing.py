"""No result that does not point the way of the body gives a step back. Pure.

A level is how sure one can be of the direction beside it (GRADE guidelines 3, J Clin Epidemiol 2011;64:401: confidence
that the effect lies on one side, or in one range). People in a null trial make an estimate more precise, but what they
make more certain is another answer. So each domain is judged over the studies that show the direction, and over these
with any of the others that make it worse; the gravest holds. Adding a study that leaves the question open or goes the
other way can then only take steps off, or turn the direction. GRADE states no such rule; it is ours, and cautious.

It holds exactly under the protocol's choices while no more than `TRIED` of the others have an interval; beyond that
the others are tried each alone and all together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from ..decisions import StudyInClaim
from ..language.reasons import Joined, Said, because
from ..synthesis.claim_pool import pool_claim, read_associations

TRIED = 8
"""Studies with an interval that are tried in every combination: 256 pooled results. Ours."""

Body = tuple[StudyInClaim, ...]
Judge = Callable[[Body], tuple[int, Said]]


@dataclass(frozen=True)
class Sides:
    """A body in two: `show` the direction, or do not (`others`). Where it points no way all of it is in `show`."""

    show: Body
    others: Body

    @property
    def body(self) -> Body:
        return tuple(sorted((*self.show, *self.others), key=lambda s: s.id))


def part_body(direction: str, body: Sequence[StudyInClaim], ways: Mapping[str, str]) -> Sides:
    """The studies of `body` that show `direction` (a word of the direction group) by their `ways`, and the others."""
    if direction == "unclear":
        return Sides(tuple(body), ())
    show = tuple(s for s in body if ways[s.id] == direction)
    return Sides(show, tuple(s for s in body if ways[s.id] != direction))


def keep_randomised(side: Sides) -> Sides:
    """What a level is judged by where there are randomised comparisons: those alone; else all there is.

    GRADE rates the two kinds of study apart and never lets one weigh the other down (guidance 24, J Clin Epidemiol
    2022;142:200). The others are seen: they stand in the body and are counted there.
    """
    if not any(s.study.is_randomised for s in side.show):
        return side
    show, others = (tuple(s for s in part if s.study.is_randomised) for part in (side.show, side.others))
    return Sides(show, others)


def keep_against(side: Sides, opposes: Callable[[StudyInClaim, Body], bool]) -> Sides:
    """The same with those others, however they were made, that point another way: they may cost consistency."""
    kept = keep_randomised(side)
    against = tuple(s for s in side.others if s not in kept.others and opposes(s, kept.show))
    return Sides(kept.show, tuple(sorted((*kept.others, *against), key=lambda s: s.id)))


def judge_gravest(sides: Sequence[Sides], bodies: Callable[[Sides], Iterator[Body]], judge: Judge) -> tuple[int, Said]:
    """The gravest of what `judge` makes of the body, the first of `sides`, and of the smaller `bodies` of each.

    The reason is that of the whole body unless a smaller one is graver; then it says which studies gave nothing back.
    """
    steps, reason = judge(sides[0].body)
    for side in sides:
        if side is sides[0] and not side.others:
            continue
        for body in bodies(side):
            found, why = judge(body)
            if found > steps:
                gone = tuple(s.id for s in side.others if s not in body)
                left = (because("reason.agreeing.without", those=gone),) if gone else ()
                steps, reason = found, Joined((why, *left))
    return steps, reason


def list_weighed(charge: Callable[[StudyInClaim], int]) -> Callable[[Sides], Iterator[Body]]:
    """Those who show it with the others that are as weak as each degree, which is the most that weakness can weigh.

    Whether the weight is people or studies turns on whether all sizes are known, so each is tried both ways.
    """

    def bodies(sides: Sides) -> Iterator[Body]:
        unsized = [s for s in sides.others if s.study.population.n is None]
        for degree in (4, 3, 2, 1):
            weak = [s for s in sides.others if charge(s) >= degree]
            sized = tuple(s for s in weak if s.study.population.n is not None)
            yield (*sides.show, *sized)
            yield (*sides.show, *weak, *(s for s in unsized[:1] if s not in weak))

    return bodies


def list_indirect(sides: Sides) -> Iterator[Body]:
    """Those who show it with the others that answer another question, and with those that do so in two ways."""
    indirect = [s for s in sides.others if s.directness == "indirect"]
    yield (*sides.show, *indirect)
    yield (*sides.show, *(s for s in indirect if len(s.indirect_because) > 1))


def list_measured(claim: str) -> Callable[[Sides], Iterator[Body]]:
    """Those who show it with every combination of the others that have an interval, and with ever more who dispute."""

    def bodies(sides: Sides) -> Iterator[Body]:
        measured = [s for s in sides.others if pool_claim([s.study], claim) or read_associations([s.study], claim)]
        sizes = range(len(measured) + 1) if len(measured) <= TRIED else (0, 1, len(measured))
        for size in sizes:
            for some in combinations(measured, size):
                yield (*sides.show, *some)
        against = [s for s in sides.others if s.stance == "disputes"]
        # Beside randomised comparisons the others are here because they point another way, however they are tagged.
        randomised = any(s.study.is_randomised for s in sides.show)
        opposing = [s for s in sides.others if randomised and not s.study.is_randomised]
        for those in (against, opposing):
            for number in range(1, len(those) + 1):
                yield (*sides.show, *those[:number])

    return bodies


def list_shown(sides: Sides) -> Iterator[Body]:
    """Those who show it, alone."""
    yield sides.show

"""Pooling for one claim, only where the protocol allows it: two or more comparable randomised comparisons. Pure.

Comparable means: differences between randomised groups, same outcome, same effect measure, unit and time. Ratios are
pooled as logarithms; the method and the interval are the defaults of `pooling` (REML, floored Knapp-Hartung). Effects
are turned so that above 0 is better for people where the study says which way is better.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from ..model import Study
from .comparable import Comparable, split_results
from .distributions import normal_quantile
from .effects import RATIOS
from .pooling import Pooled, pool_effects

MIXED = "mixed"


@dataclass(frozen=True)
class PooledClaim:
    """One group of comparable results. `pooled` is None with a single comparison, whose own interval then stands.

    `effect`, `low` and `high`: the effect and its interval, on the logarithm for ratios, above 0 better. `scale`: the
    effect measure, `better` which way is better in the studies' own numbers, MIXED where
    they do not agree on it, so that no number in their own direction can be given.
    """

    outcome: str
    measure: str
    studies: tuple[str, ...]
    pooled: Pooled | None
    low: float
    high: float
    effect: float
    scale: str
    unit: str
    when: str
    better: str | None
    people: int | None
    """People in the studies; None when one of them does not say how many."""
    has_side: bool = True
    """Whether every study says which way is better, so that an interval has a side at all."""
    own: tuple[tuple[float, float], ...] = ()
    """Each study's own 95 % interval, on the same scale and turned alike, in the order of `studies`."""
    common: tuple[float, float] = (-math.inf, math.inf)
    """The interval of the common-effect model, by which nothing is reported: it takes the studies to agree."""

    def report(self) -> tuple[float, float, float]:
        """Effect and interval in the studies' own direction and scale: ratios off the logarithm, 'lower' below 0."""
        ends = (self.effect, self.low, self.high)
        if self.better == "lower":
            ends = (-self.effect, -self.high, -self.low)
        if self.scale in RATIOS:
            ends = (math.exp(ends[0]), math.exp(ends[1]), math.exp(ends[2]))
        return ends


def pool_claim(studies: Iterable[Study], claim: str) -> tuple[PooledClaim, ...]:
    """Groups of comparable randomised results for `claim`, largest first."""
    found, _ = split_results(studies, claim)
    groups: dict[tuple[str, str, str, str], dict[str, Comparable]] = {}
    for one in found:
        if one.result.kind == "between-arms" and one.study.is_randomised:
            _, outcome, measure, unit = one.panel
            # One result of a study in a group, since two would count its people twice: the one that is least clear, so
            # that the order of a file picks none.
            group = groups.setdefault((outcome, measure, unit, one.result.when or ""), {})
            group[one.study.id] = min(group.get(one.study.id, one), one, key=_measure_clearness)
    return tuple(
        sorted((_pool(key, tuple(g.values())) for key, g in groups.items()), key=lambda p: (-len(p.studies), p.measure))
    )


def read_associations(studies: Iterable[Study], claim: str) -> tuple[PooledClaim, ...]:
    """Intervals of associations for `claim`, one a study, that of most people first. They are never pooled here."""
    found, _ = split_results(studies, claim)
    by_study: dict[str, Comparable] = {}
    for one in found:
        if one.result.kind == "association":
            by_study.setdefault(one.study.id, one)
    largest = sorted(by_study.values(), key=lambda c: (-(c.study.population.n or 0), c.study.id))
    return tuple(_pool((*c.panel[1:], c.result.when or ""), (c,)) for c in largest)


def _pool(key: tuple[str, str, str, str], group: tuple[Comparable, ...]) -> PooledClaim:
    outcome, scale, unit, when = key
    effects = [_turn(c) for c in group]
    ways = {c.result.better for c in group}
    numbers = [n if (n := c.study.population.n_analysed) is not None else c.study.population.n for c in group]
    known = [n for n in numbers if n is not None]
    pooled = pool_effects([e for e, *_ in effects], [se * se for _, se, *_ in effects]) if len(group) > 1 else None
    effect = effects[0][0]
    own = tuple(_find_ends(c, e) for c, e in zip(group, effects, strict=True))
    low, high = common = own[0]
    if pooled is not None:
        effect = pooled.estimate
        fixed = pool_effects([e for e, *_ in effects], [se * se for _, se, *_ in effects], method="FE", ci="z")
        ends = (fixed.ci_low, fixed.ci_high)
        common = (-math.inf, math.inf) if ends[0] is None or ends[1] is None else (ends[0], ends[1])
        # What has no interval rules nothing out.
        low, high = (
            (-math.inf, math.inf)
            if pooled.ci_low is None or pooled.ci_high is None
            else (pooled.ci_low, pooled.ci_high)
        )
    return PooledClaim(
        outcome=outcome,
        measure=" ".join(part for part in (outcome, scale, when) if part),
        studies=tuple(c.study.id for c in group),
        pooled=pooled,
        low=low,
        high=high,
        effect=effect,
        scale=scale,
        unit=unit,
        when=when,
        better=next(iter(ways)) if len(ways) == 1 else MIXED,
        has_side=ways <= {"higher", "lower"},
        people=sum(known) if len(known) == len(numbers) else None,
        own=own,
        common=common,
    )


def _measure_clearness(one: Comparable) -> float:
    effect, se, *_ = _turn(one)
    return abs(effect) / se


def _find_ends(one: Comparable, turned: tuple[float, float, float, float]) -> tuple[float, float]:
    """The interval at 95 %, as printed where that is its level."""
    effect, se, low, high = turned
    level = (one.result.estimate.level if one.result.estimate else None) or 95
    half = normal_quantile(0.975) * se
    return (low, high) if level == 95 else (effect - half, effect + half)


def _turn(one: Comparable) -> tuple[float, float, float, float]:
    """(effect, standard error, low, high), turned so that above 0 is better where the result says which way is."""
    estimate = one.result.estimate
    level = (estimate.level if estimate else None) or 95
    value, low, high = (math.log(x) if one.is_ratio else x for x in (one.value, one.low, one.high))
    se = (high - low) / (2 * normal_quantile(0.5 + level / 200))
    return (-value, se, -high, -low) if one.result.better == "lower" else (value, se, low, high)

"""Which results may stand in one forest plot, and why the others may not. Pure.

Changes within one group are never shown on one scale with differences between groups, and nothing is pooled here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..model import Result, Study
from .effects import RATIOS
from .result_effects import NoEffect, compute_effect

FAMILIES = ("between-arms", "before-after", "association", "pooled", "proportion")


@dataclass(frozen=True)
class Comparable:
    """One estimate with its interval, in a panel of results of the same kind, outcome, measure and unit."""

    study: Study
    result: Result
    value: float
    low: float
    high: float

    @property
    def panel(self) -> tuple[str, str, str, str]:
        """What results must share to stand on one scale: kind, outcome, effect measure, unit."""
        estimate = self.result.estimate
        return self.result.kind, self.result.outcome, estimate.measure if estimate else "", self.result.unit or ""

    @property
    def is_ratio(self) -> bool:
        return self.panel[2] in RATIOS


@dataclass(frozen=True)
class Left:
    """A result that has no place in a forest plot, and why."""

    study: Study
    result: Result
    why: str


def split_results(studies: Iterable[Study], claim: str) -> tuple[tuple[Comparable, ...], tuple[Left, ...]]:
    """The results of `studies` for `claim`: those with an estimate and an interval, and the rest with the reason."""
    found: list[Comparable] = []
    left: list[Left] = []
    for study in studies:
        for result in study.results:
            if claim not in result.claims:
                continue
            e = result.estimate
            fits = not isinstance(compute_effect(study, result), NoEffect)
            if e is not None and e.ci_low is not None and e.ci_high is not None and fits:
                found.append(Comparable(study, result, e.value, e.ci_low, e.ci_high))
            else:
                left.append(Left(study, result, _why(result)))
    order = {family: i for i, family in enumerate(FAMILIES)}
    found.sort(key=lambda c: (order.get(c.panel[0], 9), c.panel, c.study.id, c.result.id))
    return tuple(found), tuple(left)


def _why(result: Result) -> str:
    if result.kind == "direction-only":
        return "only the direction could be read"
    if result.estimate is not None:
        return "no interval could be read"
    return "no effect estimate could be read"


def count_randomised(comparable: Iterable[Comparable]) -> int:
    """How many of the estimates are differences between randomised groups."""
    return sum(c.result.kind == "between-arms" and c.study.is_randomised for c in comparable)

"""How many people a study compared for a claim: those analysed, in the arms that its results are of. Pure.

A study as a whole may be much larger: people lost before the analysis, and arms given something else, tell nothing of
the comparison. What nobody says is not assumed: without a number of the study as a whole there is none here either.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeGuard

from ..kept_values import keep_for_values
from ..model import Result, Study

RATED = frozenset({"between-arms", "before-after", "association"})
"""Kinds of result that compare; in the others the number is that of a rate."""

SIDES = frozenset({"cases", "controls"})


@keep_for_values(8192)
def count_compared(study: Study, claim: str) -> int | None:
    """People analysed for `claim`, by the smallest of its results; None where nobody says how many took part.

    Where a result names no arm and there are more than two, it may be of the two smallest.
    """
    if study.population.n is None:
        return None
    known = [study.population.n, study.population.n_analysed]
    used = [r for r in study.results if claim in r.claims and r.kind in RATED]
    known += [_count_result(study, r) for r in used]
    if not used:
        known.append(_count_arms(study, frozenset()))
    return min(n for n in known if n is not None)


def _count_result(study: Study, result: Result) -> int | None:
    values = result.values or {}
    same = result.kind == "before-after" or study.design == "crossover-rct"
    groups = [v.get("n") for v in values.values() if isinstance(v, Mapping)]
    sizes = [n for n in groups if _is_count(n)]
    found = [n for n in (values.get("n"),) if _is_count(n)]
    parts = [v for key, v in values.items() if key in SIDES or key.endswith("_n")]
    counts = [v for v in parts if _is_count(v)]
    if len(counts) == len(parts) > 1:
        found.append(sum(counts))
    if len(groups) > 1 and len(sizes) == len(groups):
        found.append(min(sizes) if same else sum(sizes))
    if not same and (arms := _count_arms(study, frozenset(values))) is not None:
        found.append(arms)
    return min(found, default=None)


def _count_arms(study: Study, named: frozenset[str]) -> int | None:
    """People in the arms of which a result gives values, or in the two smallest where it names none."""
    if study.design == "crossover-rct" or len(study.arms) < 2:
        return None
    ours = [a.n for a in study.arms if a.id in named]
    sizes = [n for n in (ours if len(ours) > 1 else [a.n for a in study.arms]) if n is not None]
    if len(sizes) < max(2, len(ours)):
        return None
    return sum(sizes if len(ours) > 1 else sorted(sizes)[:2])


def _is_count(found: object) -> TypeGuard[int]:
    return isinstance(found, int) and not isinstance(found, bool) and found >= 0


__all__ = ["count_compared"]

"""The effect of one result as it stands in a study file; why there is none where nothing gives one. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..kept_values import keep_for_values
from ..model import Result, Study
from .effects import (
    RATIOS,
    Effect,
    Group,
    difference_from_interval,
    doubt_scale,
    doubt_sd,
    group_from_median,
    mean_change,
    mean_difference,
    ratio_from_interval,
    two_by_two,
)
from .remarks import remark
from .two_groups import order_groups

SCALES = {"percent": (0.0, 100.0), "IRLS": (0.0, 40.0)}
"""A word in the unit or the measure -> the ends of the scale."""

LEAST_LEVEL = 50
"""Per cent below which nobody prints an interval: a smaller number is another thing, such as 0.95."""


@dataclass(frozen=True)
class NoEffect:
    """Why a result gives no effect size."""

    why: str


@keep_for_values(8192)
def compute_effect(study: Study, result: Result, correlation: float | None = None) -> Effect | NoEffect:
    """The effect of `result`: from its estimate when one was reported, else from means, medians and deviations.

    `correlation` between two times of the same people when a source states it.
    """
    e = result.estimate
    try:
        if e is not None and e.ci_low is not None and e.ci_high is not None:
            if e.level is not None and not LEAST_LEVEL <= e.level < 100:
                raise ValueError(f"level: found {e.level:g}, expected per cent, from {LEAST_LEVEL} to below 100")
            build = ratio_from_interval if e.measure in RATIOS else difference_from_interval
            return build(e.measure, e.value, e.ci_low, e.ci_high, level=e.level or 95, p=result.p, better=result.better)
        counted = _count_events(study, result)
        if counted is not None:
            return two_by_two("RR", *counted, better=result.better)
        groups = read_groups(result, study)
        if groups is None:
            return NoEffect(_why(result))
        (one, other), told, doubts = groups
        if result.kind == "before-after":
            effect = mean_change(other, one, correlation, better=result.better)
        elif study.design == "crossover-rct":
            # The same people twice: the difference is a change within people, whatever the table looks like.
            effect = replace(
                mean_change(other, one, correlation, better=result.better),
                variant="difference within the same people (crossover)",
            )
        else:
            effect = mean_difference(one, other, better=result.better)
        paired = effect.measure == "MC"
        doubts = (
            *doubts,
            *effect.warnings,
            *doubt_sd(one, other, result.p, paired=paired),
            *_doubt_scale(result, one, other),
        )
        return replace(effect, assumptions=(*told, *effect.assumptions), warnings=doubts)
    except ValueError as error:
        return NoEffect(f"the values do not fit together: {error}")


Groups = tuple[tuple[Group, Group], tuple[str, ...], tuple[str, ...]]


def _count_events(study: Study, result: Result) -> tuple[int, int, int, int] | None:
    """Events and people of two separate groups, the treated one first; None where the result does not give them."""
    values = result.values or {}
    names = tuple(n for n, v in values.items() if isinstance(v, Mapping))
    if result.kind not in ("between-arms", "association") or len(names) != 2 or study.design == "crossover-rct":
        return None
    found = [values[name].get(key) for name in order_groups(study, names) for key in ("events", "n")]
    whole = [x for x in found if isinstance(x, int) and not isinstance(x, bool)]
    return (whole[0], whole[1], whole[2], whole[3]) if len(whole) == 4 else None


def read_groups(result: Result, study: Study | None = None) -> Groups | None:
    """((later or treated group, earlier or other group), assumptions, warnings); None without two groups."""
    values = result.values or {}
    if result.kind == "before-after":
        names = [n for n in ("after", "before") if isinstance(values.get(n), Mapping)]
    else:
        names = [n for n, v in values.items() if isinstance(v, Mapping)]
    if len(names) != 2:
        return None
    if study is not None:
        names = list(order_groups(study, tuple(names)))
    found: list[Group] = []
    told: list[str] = []
    doubts: list[str] = []
    for name in names:
        group = _read_group(values[name], values.get("n"))
        if group is None:
            return None
        found.append(group[0])
        told += group[1]
        doubts += group[2]
    return (found[0], found[1]), tuple(dict.fromkeys(told)), tuple(dict.fromkeys(doubts))


def _read_group(value: Mapping[str, Any], common_n: object) -> tuple[Group, tuple[str, ...], tuple[str, ...]] | None:
    n = value.get("n", common_n)
    if not isinstance(n, int):
        return None
    if isinstance(value.get("mean"), (int, float)) and isinstance(value.get("sd"), (int, float)):
        return Group(float(value["mean"]), float(value["sd"]), n), (), ()
    quartiles = value.get("iqr")
    if isinstance(value.get("median"), (int, float)) and isinstance(quartiles, (list, tuple)) and len(quartiles) == 2:
        return group_from_median(float(value["median"]), float(quartiles[0]), float(quartiles[1]), n)
    return None


def _doubt_scale(result: Result, *groups: Group) -> tuple[str, ...]:
    text = f"{result.unit or ''} {result.measure}"
    for word, (low, high) in SCALES.items():
        if word in text:
            return tuple(w for g in groups for w in doubt_scale(g, low, high))
    return ()


def _why(result: Result) -> str:
    if result.kind == "direction-only":
        return remark("remark.direction")
    if result.estimate is not None:
        return remark("remark.interval")
    return remark("remark.groups")


@dataclass(frozen=True)
class EffectRow:
    """One result as a row to read: numbers None where nothing gives them.

    `assumed`, `doubt`: remarks on the effect; without one `doubt` says why there is none.
    """

    study: str
    outcome: str
    kind: str
    measure: str | None
    effect: float | None
    low: float | None
    high: float | None
    better: float | None
    assumed: tuple[str, ...]
    doubt: tuple[str, ...]


def tabulate_effects(studies: Iterable[Study], claim: str) -> tuple[EffectRow, ...]:
    """Every result of `studies` for `claim`: its effect with a 95 % interval, ratios taken back from the logarithm.

    An interval that was reported stands as reported.
    """
    rows = []
    for study in studies:
        for result in study.results:
            if claim not in result.claims:
                continue
            found = compute_effect(study, result)
            if isinstance(found, NoEffect):
                rows.append(
                    EffectRow(study.id, result.outcome, result.kind, None, None, None, None, None, (), (found.why,))
                )
                continue
            ends = found.interval() or (None, None)
            value, low, high = (
                math.exp(x) if x is not None and found.measure in RATIOS else x for x in (found.yi, *ends)
            )
            e = result.estimate
            if e is not None and e.measure == found.measure and (e.level or 95) == 95:
                # What was printed stands as it was printed: an interval worked out again would differ in the rounding.
                value, low, high = e.value, e.ci_low, e.ci_high
            rows.append(
                EffectRow(
                    study.id,
                    result.outcome,
                    result.kind,
                    found.measure,
                    value,
                    low,
                    high,
                    found.aligned,
                    found.assumptions,
                    found.warnings,
                )
            )
    return tuple(rows)

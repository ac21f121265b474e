"""What no study can have: nobody in it, a level that is no per cent, a p-value above one, a spread below nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..layout import part_path
from ..model import Estimate, Loc, Result, Study
from ..printed import is_p_value
from ..synthesis.effects import RATIOS
from ..synthesis.result_effects import LEAST_LEVEL
from .rules import Context, Found, rule

LOWEST_LEVEL, HIGHEST_LEVEL = LEAST_LEVEL, 100
"""Per cent between which the level of an interval lies: 0.95 is 95 in another unit."""
LEVEL = f"from {LOWEST_LEVEL} to below {HIGHEST_LEVEL} per cent, such as 95"
SHARE = "proportion"
"""Kind of a result that is a share of people or things."""


@rule("people-in-it", "A study, a group or a number without anybody in it counts nobody.")
def _people(context: Context) -> Iterator[Found]:
    for study in context.evidence.studies.values():
        for loc, n, least in _list_numbers_of_people(study):
            if n is not None and (not isinstance(n, int) or n < least):
                expected = f"at least {least} (null when it is not known)"
                yield part_path("studies", study.id), loc, _name(loc), n, expected


@rule("p-value", "A p-value lies from 0 to 1, and is read as it was printed.")
def _p_values(context: Context) -> Iterator[Found]:
    for path, i, result in _list_results(context):
        if result.p and not is_p_value(result.p):
            yield path, ("results", i, "p"), f"results[{i}].p", result.p, "as printed, from 0 to 1: 0.03, <.05 or ns"


@rule("possible-value", "A spread is not below nothing, quartiles rise, and no share is above all.")
def _values(context: Context) -> Iterator[Found]:
    for path, i, result in _list_results(context):
        for key, value, low, high in _list_bounded(result):
            if not low <= value <= high:
                loc: Loc = ("results", i, *key)
                expected = f"from {low:g} to {high:g}" if high < float("inf") else f"at least {low:g}"
                yield path, loc, _name(loc), value, expected


def is_level(level: float) -> bool:
    """Whether an interval can have this level, in per cent."""
    return LOWEST_LEVEL <= level < HIGHEST_LEVEL


def list_ratios_below(estimate: Mapping[str, Any] | Estimate) -> Iterator[tuple[str, float]]:
    """(field, value) of a ratio that is not above 0, which none can be; an end of its interval may be rounded to 0."""
    known = estimate.to_plain() if isinstance(estimate, Estimate) else estimate
    if known.get("measure") not in RATIOS:
        return
    for name in ("value", "ci_low", "ci_high"):
        found = known.get(name)
        if isinstance(found, (int, float)) and (found < 0 or (found == 0 and name != "ci_low")):
            yield name, found


def _list_results(context: Context) -> Iterator[tuple[str, int, Result]]:
    for study in context.evidence.studies.values():
        for i, result in enumerate(study.results):
            yield part_path("studies", study.id), i, result


def _list_numbers_of_people(study: Study) -> Iterator[tuple[Loc, object, int]]:
    """(place, number, the least that it can be): a count of what was found, of no group, may be 0."""
    yield ("population", "n"), study.population.n, 1
    yield ("population", "n_analysed"), study.population.n_analysed, 1
    for i, arm in enumerate(study.arms):
        yield ("arms", i, "n"), arm.n, 1
    for i, result in enumerate(study.results):
        for key, value in (result.values or {}).items():
            if key == "n":
                yield ("results", i, "values", "n"), value, 0
            elif isinstance(value, Mapping) and "n" in value:
                yield ("results", i, "values", key, "n"), value["n"], 1


def _list_bounded(result: Result) -> Iterator[tuple[Loc, float, float, float]]:
    """(place, value, lowest, highest) of each number that has bounds."""
    endless = float("inf")
    if result.estimate is not None and result.estimate.measure == "r":
        for name in ("value", "ci_low", "ci_high"):
            if _is_number(found := getattr(result.estimate, name)):
                yield ("estimate", name), found, -1, 1
    for key, value in (result.values or {}).items():
        if result.kind == SHARE and "percent" in key and _is_number(value):
            yield ("values", key), float(str(value)), 0, 100
        if not isinstance(value, Mapping):
            continue
        for name in ("sd", "se"):
            if _is_number(value.get(name)):
                yield ("values", key, name), float(str(value[name])), 0, endless
        quartiles = value.get("iqr")
        if isinstance(quartiles, (list, tuple)) and len(quartiles) == 2 and all(map(_is_number, quartiles)):
            low, high = (float(str(q)) for q in quartiles)
            yield ("values", key, "iqr", 1), high, low, endless


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _name(loc: Loc) -> str:
    """`results[0].estimate.level`."""
    said = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in loc)
    return said.removeprefix(".")


__all__ = ["LEVEL", "is_level", "list_ratios_below"]

"""The two numbers that a result sets beside each other, in whichever form a file gives them. Pure.

Forms: {treated: 20, placebo: 10}, the same with a mapping for each group, {treated_mean: 20, placebo_mean: 10}, and
{before: 20, after: 10} where the same people were asked twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeGuard

from ..model import Result, Study

STATISTICS = ("change", "mean", "median", "percent", "rate", "share", "value")
"""What a number of a group may be called, those first that say most of what a treatment did."""
BESIDE = frozenset({"n", "of", "cases", "controls", "completers", "randomised", "began"})
"""Numbers that are people, and no result."""
COMPARED_WITH = frozenset(
    {
        "placebo",
        "control",
        "controls",
        "sham",
        "saline",
        "vehicle",
        "comparator",
        "without",
        "none",
        "untreated",
        "no-treatment",
        "usual-care",
        "standard-care",
    }
)
"""Names of the group that others are compared with, where no arm says what it was given."""


def read_pair(study: Study, result: Result) -> tuple[float, float] | None:
    """(treated group, group compared with), or (after, before) of one group; None where no two numbers stand there."""
    values = result.values or {}
    if result.kind == "before-after":
        found = {name: number for name in ("after", "before") if (number := _read(values.get(name))) is not None}
        return (found["after"], found["before"]) if len(found) == 2 else None
    for groups in _list_forms(study, values):
        if len(groups) == 2:
            one, other = order_groups(study, tuple(groups))
            return groups[one], groups[other]
    return None


def order_groups(study: Study, names: tuple[str, ...]) -> tuple[str, ...]:
    """Two names of groups, the one that is compared with last; as they stand where that is not to be told."""
    if len(names) == 2 and is_compared_with(study, names[0]) and not is_compared_with(study, names[1]):
        return names[1], names[0]
    return names


def is_compared_with(study: Study, name: str) -> bool:
    """Whether a group is the one that the others are held against: by what its arm was given, else by its name."""
    arm = next((a for a in study.arms if a.id == name.replace("_", "-")), None)
    if arm is not None and arm.compound is not None:
        return arm.compound == "placebo" or (arm.compound == "other" and arm.id in COMPARED_WITH)
    return name.replace("_", "-") in COMPARED_WITH


def _list_forms(study: Study, values: Mapping[str, Any]) -> tuple[dict[str, float], ...]:
    """The numbers by group in each form; in the last one the name of the number goes with that of the group."""
    alone = {
        name: number
        for name, value in values.items()
        if name not in BESIDE and not name.endswith("_n") and (number := _read(value)) is not None
    }
    if len(alone) > 2 and len(study.arms) > 2:
        return ()  # which two of several groups are meant is not to be told
    arms = {a.id for a in study.arms}
    of_arms = {name: number for name, number in alone.items() if name.replace("_", "-") in arms}
    known = alone if any(is_compared_with(study, name) for name in alone) else {}
    return (of_arms, known, *(_list_suffixed(alone, statistic) for statistic in STATISTICS))


def _list_suffixed(alone: Mapping[str, float], statistic: str) -> dict[str, float]:
    end = f"_{statistic}"
    return {name.removesuffix(end): number for name, number in alone.items() if name.endswith(end)}


def _read(value: object) -> float | None:
    """The number of one group: bare, or the first of STATISTICS, a share of events, a change from before to after."""
    if not isinstance(value, Mapping):
        return float(value) if is_number(value) else None
    for statistic in STATISTICS:
        number = value.get(statistic)
        if is_number(number):
            return float(number)
    events, people = value.get("events"), value.get("n")
    if is_number(events) and is_number(people) and people:
        return float(events) / float(people)
    before, after = (_read(value.get(name)) for name in ("before", "after"))
    return after - before if before is not None and after is not None else None


def is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


__all__ = ["COMPARED_WITH", "is_compared_with", "is_number", "order_groups", "read_pair"]

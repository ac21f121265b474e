"""Axes of a figure on a page: from values to pixels, and where ticks stand. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Figure = Mapping[str, Any]


@dataclass(frozen=True)
class Axis:
    """Values from `low` to `high` lie from pixel `start` to pixel `end`; on a log axis the two are exponents of ten."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False
    categories: tuple[str, ...] = ()

    def place(self, value: Any) -> float:
        number = self._number(value)
        return self.start + (number - self.low) / (self.high - self.low) * (self.end - self.start)

    def place_share(self, share: float) -> float:
        """A place given as a share of the axis."""
        return self.start + share * (self.end - self.start)

    def _number(self, value: Any) -> float:
        if isinstance(value, str):
            return float(self.categories.index(value))
        return math.log10(value) if self.log else float(value)


def make_axis(said: Mapping[str, Any], values: Iterable[Any], start: float, end: float, *, upwards: bool) -> Axis:
    """The axis that a layout describes; its range from the values where the layout gives none.

    `start`, `end`: the pixels that lie first in reading; `upwards`: small values lie at `end` (most upright axes).
    """
    found = [v for v in values if v is not None]
    categories = tuple(dict.fromkeys(v for v in found if isinstance(v, str)))
    log = said.get("type") == "log"
    given = said.get("range")
    if given:
        low, high = float(given[0]), float(given[1])
    elif categories:
        low, high = -0.5, len(categories) - 0.5
    else:
        numbers = [math.log10(v) if log else float(v) for v in found] or [0.0, 1.0]
        low, high = min(numbers), max(numbers)
        room = (high - low) * 0.06 or 0.5
        low, high = low - room, high + room
        if said.get("rangemode") == "tozero":
            low = min(0.0, low) if min(numbers) < 0 else 0.0
    if said.get("autorange") == "reversed":
        low, high = high, low
    first, last = (end, start) if upwards else (start, end)
    return Axis(low, high, first, last, log, categories)


def list_ticks(said: Mapping[str, Any], axis: Axis, number: Callable[[float], str]) -> list[tuple[Any, str]]:
    """(value, label) of each tick within the axis. `number` writes a number in the reader's language."""
    if said.get("tickvals") is not None:
        values = list(said["tickvals"])
        labels = list(said.get("ticktext") or map(number, values))
        pairs = list(zip(values, labels, strict=False))
    elif axis.categories:
        pairs = [(c, c) for c in axis.categories]
    else:
        pairs = [(v, number(v)) for v in _choose(said, axis)]
    suffix = said.get("ticksuffix") or ""
    near, far = sorted((axis.start, axis.end))
    return [(v, f"{text}{suffix}") for v, text in pairs if near - 0.5 <= axis.place(v) <= far + 0.5]


def _choose(said: Mapping[str, Any], axis: Axis) -> list[float]:
    low, high = sorted((axis.low, axis.high))
    if axis.log:
        return [
            m * 10.0**e
            for e in range(math.floor(low), math.ceil(high) + 1)
            for m in ((1, 2, 5) if high - low < 3 else (1,))
        ]
    step = float(said.get("dtick") or _round_step((high - low) / 6))
    first = math.ceil(low / step)
    return [round(n * step, 10) for n in range(first, math.floor(high / step) + 1)]


def _round_step(step: float) -> float:
    power = 10.0 ** math.floor(math.log10(step))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= step)

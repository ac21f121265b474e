"""Labels of the ticks of a flat axis as SVG: broken, thinned out, put in two rows or turned until none lies on another,
and none beyond the figure's edge. Pure.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from .svg_axes import Axis
from .svg_marks import draw_line
from .svg_text import draw_text, fit_text, measure_height, measure_width

TICK = 12
"""Size of a tick's label in pixels: nothing in a figure is smaller."""
EDGE = 3
"""Pixels that a label keeps from the figure's edge."""
SPACE = 6
"""Pixels between labels beside each other, and between a label and its axis."""

Labels = Sequence[tuple[Any, str]]


@dataclass(frozen=True)
class Ticks:
    """Labels of a flat axis, settled: how they are turned, in how many rows they stand, and the pixels they take.

    `rows`: the height of each row of labels, from the axis outward; labels go to them in turn. `over`: above the panel.
    `width`: the figure's, which no label leaves.
    """

    axis: Axis
    labels: Labels
    angle: float
    high: float
    over: bool
    rows: tuple[float, ...]
    width: float

    def draw_grid(self, top: float, bottom: float, colour: str) -> list[str]:
        """The lines across the panel, last first: those drawn later lie below."""
        places = [self.axis.place(value) for value, _ in self.labels]
        return [draw_line([(x, top), (x, bottom)], colour, 1) for x in reversed(places)]

    def draw(self, y: float) -> list[str]:
        """The labels at the panel's edge `y`."""
        return list(self._draw(y))

    def _draw(self, y: float) -> Iterator[str]:
        place: Literal["above", "below"] = "above" if self.over else "below"
        for number, (value, text) in enumerate(self.labels):
            x = self.axis.place(value)
            if self.angle:
                turned: Literal["start", "end"] = "start" if self.angle > 0 else "end"
                yield draw_text(x, y + 10, text, anchor=turned, angle=self.angle)
                continue
            away = 3 + sum(self.rows[: number % len(self.rows)])
            x = _keep_inside(x, text, self.width)
            yield draw_text(x, y - away if self.over else y + away, text, anchor="middle", place=place)


NO_TICKS = Ticks(Axis(0, 1, 0, 1), (), 0, 0.0, False, (0.0,), 0)


def settle_ticks(axis: Axis, said: Mapping[str, Any], found: Labels, width: float) -> Ticks:
    """How the labels `found` stand under (or over) a panel of a figure of `width` pixels.

    Numbers are thinned out until they fit. Names stay whole: where a layout says that they lie flat (`tickangle` 0)
    they stand in two rows, else they are turned.
    """
    angle, over = said.get("tickangle"), said.get("side") == "top"
    named = bool(said.get("ticktext"))
    if not angle:
        apart = _measure_apart(axis, found)
        fitted = [(v, fit_text(t, TICK, max(apart - SPACE, 30))) for v, t in found]
        while len(fitted) > 2 and _overlap(fitted, axis, width) and not named:
            fitted = fitted[::2]
        if not _overlap(fitted, axis, width) or not named:
            return _lay_flat(axis, fitted, over, 1, width)
        if angle == 0:
            fitted = [(v, fit_text(t, TICK, max(2 * apart - SPACE, 30))) for v, t in found]
            return _lay_flat(axis, fitted, over, 2, width)
        angle = -50
    steep = max((measure_width(t, TICK) for _, t in found), default=0.0)
    high = steep * (0.72 if abs(angle) <= 45 else 0.8) + 16
    return Ticks(axis, found, angle, high, over, (high,), width)


def _lay_flat(axis: Axis, labels: Labels, over: bool, rows: int, width: float) -> Ticks:
    highs = tuple(max((measure_height(t, TICK) for _, t in labels[n::rows]), default=0.0) for n in range(rows))
    return Ticks(axis, labels, 0, sum(highs) + SPACE, over, highs, width)


def _measure_apart(axis: Axis, labels: Labels) -> float:
    """Pixels between the two ticks that stand closest."""
    places = sorted(axis.place(v) for v, _ in labels)
    return min((b - a for a, b in itertools.pairwise(places)), default=axis.end - axis.start)


def _keep_inside(x: float, text: str, width: float) -> float:
    """The middle of a label as near to `x` as the figure's edges let it."""
    half = measure_width(text, TICK) / 2 + EDGE
    return x if 2 * half > width else min(max(x, half), width - half)


def _overlap(labels: Labels, axis: Axis, width: float) -> bool:
    spans = sorted((_keep_inside(axis.place(v), t, width), measure_width(t, TICK)) for v, t in labels)
    return any(b - a < (u + w) / 2 + 4 for (a, u), (b, w) in itertools.pairwise(spans))

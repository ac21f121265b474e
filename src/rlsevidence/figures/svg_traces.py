"""What a figure draws on its axes: marks, lines, intervals, bars and cells as SVG. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .svg_axes import Axis
from .svg_marks import draw_box, draw_line, draw_mark
from .svg_text import draw_text, measure_width

INK, PAPER = "#1f2933", "#ffffff"
SCALES = {"Blues": ("#f7fbff", "#08306b"), "Greys": ("#ffffff", "#525252")}
"""Ends of a scale that is named."""


def draw_trace(
    trace: Mapping[str, Any], x: Axis, y: Axis, all_: Sequence[Mapping[str, Any]], tallest: float = 40.0
) -> Iterator[str]:
    """One trace; `all_` are those of the whole figure, which bars are stacked on; no bar is higher than `tallest`."""
    kind = trace.get("type", "scatter")
    if kind == "heatmap":
        yield from _draw_cells(trace, x, y)
    elif kind == "bar":
        yield from _draw_bars(trace, x, y, all_, tallest)
    else:
        yield from _draw_scatter(trace, x, y)


def pick(value: Any, number: int, otherwise: Any = None) -> Any:
    """The part of a list that belongs to one mark, or what holds for all."""
    if isinstance(value, (list, tuple)):
        return value[number] if number < len(value) else otherwise
    return otherwise if value is None else value


def _draw_scatter(trace: Mapping[str, Any], x: Axis, y: Axis) -> Iterator[str]:
    mode = trace.get("mode") or "markers"
    points = [
        (n, x.place(a), y.place(b))
        for n, (a, b) in enumerate(zip(trace.get("x") or (), trace.get("y") or (), strict=False))
        if a is not None and b is not None
    ]
    if "lines" in mode and len(points) > 1:
        line = trace.get("line") or {}
        steps = line.get("shape") == "hv"
        places = [(a, b) for _, a, b in points]
        for part in [places] if steps else cut_line(places, x):
            yield draw_line(part, line.get("color") or INK, line.get("width", 2), line.get("dash"), steps=steps)
    if error := trace.get("error_x"):
        for n, _, b in points:
            middle = trace["x"][n]
            ends = [x.place(middle - error["arrayminus"][n]), x.place(middle + error["array"][n])]
            colour, thick = error.get("color") or INK, error.get("thickness", 2)
            yield draw_line([(ends[0], b), (ends[1], b)], colour, thick)
            for end in ends:
                yield draw_line([(end, b - 4), (end, b + 4)], colour, thick)
    if "markers" in mode:
        yield from _draw_marks(trace, points)
    if "text" in mode:
        font = trace.get("textfont") or {}
        for n, a, b in points:
            colour = pick(font.get("color"), n, INK)
            yield draw_text(a, b, str(pick(trace.get("text"), n, "")), size=13, colour=colour, anchor="middle")


def cut_line(points: Sequence[tuple[float, float]], x: Axis) -> list[list[tuple[float, float]]]:
    """The parts of a line that lie between the ends of the flat axis: beyond them stand the labels of the other one."""
    near, far = sorted((x.start, x.end))
    parts: list[list[tuple[float, float]]] = []
    for (a, b), (c, d) in itertools.pairwise(points):
        if max(a, c) < near or min(a, c) > far:
            continue
        ends = [
            (edge, b + (d - b) * (edge - a) / (c - a)) if edge != u else (u, v)
            for u, v in ((a, b), (c, d))
            for edge in (min(max(u, near), far),)
        ]
        if parts and parts[-1][-1] == ends[0]:
            parts[-1].append(ends[1])
        else:
            parts.append(ends)
    return parts


def _draw_marks(trace: Mapping[str, Any], points: Sequence[tuple[int, float, float]]) -> Iterator[str]:
    marker = trace.get("marker") or {}
    edge = marker.get("line") or {}
    for n, a, b in points:
        yield draw_mark(
            a,
            b,
            pick(marker.get("symbol"), n, "circle"),
            pick(marker.get("size"), n, 8),
            pick(marker.get("color"), n, INK),
            edge=pick(edge.get("color"), n),
            width=pick(edge.get("width"), n, 1),
            opacity=pick(marker.get("opacity"), n, 1),
            tip=_read_tip(trace, n),
        )


def _read_tip(trace: Mapping[str, Any], n: int) -> str:
    if trace.get("hoverinfo") == "skip":
        return ""
    asked = str(trace.get("hovertemplate") or "")
    for name in ("customdata", "text", "hovertext"):
        if f"%{{{name}}}" in asked or name == "hovertext":
            found = pick(trace.get(name), n, "")
            return found if isinstance(found, str) else ""
    return ""


def _draw_bars(
    trace: Mapping[str, Any], x: Axis, y: Axis, all_: Sequence[Mapping[str, Any]], tallest: float
) -> Iterator[str]:
    before = []
    for other in all_:
        if other is trace:
            break
        before.append(other)
    high = min(abs(y.place(1) - y.place(0)) * 0.65 if len(y.categories) > 1 else 30.0, tallest)
    colour = (trace.get("marker") or {}).get("color") or INK
    font = trace.get("textfont") or {}
    for n, (long, row) in enumerate(zip(trace["x"], trace["y"], strict=False)):
        if not long:
            continue
        start = sum(dict(zip(o["y"], o["x"], strict=False)).get(row) or 0 for o in before)
        left, right, middle = x.place(start), x.place(start + long), y.place(row)
        yield draw_box(left, middle - high / 2, right, middle + high / 2, colour, PAPER, 1)
        text = str(pick(trace.get("text"), n, "") or "")
        if text and measure_width(text, 13) < right - left:
            paint = font.get("color") or INK
            yield draw_text((left + right) / 2, middle, text, size=13, colour=paint, anchor="middle")


def _draw_cells(trace: Mapping[str, Any], x: Axis, y: Axis) -> Iterator[str]:
    low, high = trace.get("zmin", 0), trace.get("zmax", 1)
    wide = abs(x.place(x.categories[1]) - x.place(x.categories[0])) if len(x.categories) > 1 else x.end - x.start
    tall = abs(y.place(1) - y.place(0))
    for row, values in enumerate(trace["z"]):
        for column, value in enumerate(values):
            if value is None:
                continue
            a, b = x.place(trace["x"][column]), y.place(trace["y"][row])
            colour = mix_colour(trace.get("colorscale") or "Blues", (value - low) / (high - low))
            yield draw_box(
                a - wide / 2 + 1, b - tall / 2 + 1, a + wide / 2 - 1, b + tall / 2 - 1, _write(colour), None, 0
            )
            ink = INK if sum(c * w for c, w in zip(colour, (0.299, 0.587, 0.114), strict=True)) > 140 else PAPER
            yield draw_text(a, b, trace["text"][row][column], colour=ink, anchor="middle")


def mix_colour(scale: str | Sequence[Sequence[Any]], share: float) -> tuple[int, int, int]:
    """The colour at a share (0-1) of a scale: its name, or pairs of a share and a colour."""
    stops = list(zip((0.0, 1.0), SCALES.get(scale, SCALES["Blues"]), strict=True)) if isinstance(scale, str) else scale
    share = min(1.0, max(0.0, share))
    for (low, one), (high, other) in itertools.pairwise(stops):
        if share <= high:
            part = (share - low) / (high - low) if high > low else 0.0
            a, b = _read(one), _read(other)
            return tuple(round(p + (q - p) * part) for p, q in zip(a, b, strict=True))  # type: ignore[return-value]
    return _read(stops[-1][1])


def _read(colour: str) -> tuple[int, int, int]:
    if colour.startswith("#"):
        return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
    red, green, blue = (int(float(n)) for n in re.findall(r"[\d.]+", colour)[:3])
    return red, green, blue


def _write(colour: tuple[int, int, int]) -> str:
    return "#" + "".join(f"{c:02x}" for c in colour)

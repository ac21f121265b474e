"""The legend of a figure as SVG: under it, in as many lines as it takes. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .svg_marks import draw_box, draw_line, draw_mark
from .svg_text import draw_text, fit_text, measure_height, measure_width
from .svg_traces import pick

SIZE, SAMPLE, GAP = 12, 26, 18
INK = "#1f2933"


def draw_legend(
    data: Sequence[Mapping[str, Any]], layout: Mapping[str, Any], width: float, top: float
) -> tuple[list[str], float]:
    """(parts, height in pixels) of the legend from `top` down; nothing where it would explain a single thing."""
    named = [t for t in data if t.get("name") and t.get("showlegend", t.get("type") != "heatmap")]
    if layout.get("showlegend") is False or (len(named) < 2 and not any(t.get("meta") == "key" for t in named)):
        return [], 0.0
    out: list[str] = []
    x, y, line = 8.0, top + 4, 0.0
    for trace in named:
        words = fit_text(str(trace["name"]), SIZE, width - SAMPLE - 20)
        wide, tall = SAMPLE + measure_width(words, SIZE) + GAP, measure_height(words, SIZE) + 4
        if x + wide - GAP > width - 4 and x > 8:
            x, y, line = 8.0, y + line, 0.0
        out += [_draw_sample(trace, x + 10, y + 8), draw_text(x + SAMPLE, y + 8, words.partition("<br>")[0], size=SIZE)]
        rest = words.partition("<br>")[2]
        if rest:
            out.append(draw_text(x + SAMPLE, y + 8 + 8, rest, size=SIZE, place="below"))
        x, line = x + wide, max(line, tall)
    return out, y + line - top


def _draw_sample(trace: Mapping[str, Any], x: float, y: float) -> str:
    if trace.get("type") == "bar":
        return draw_box(x - 6, y - 6, x + 6, y + 6, (trace.get("marker") or {}).get("color") or INK, None, 0)
    if trace.get("mode") == "lines":
        line = trace.get("line") or {}
        return draw_line([(x - 10, y), (x + 12, y)], line.get("color") or INK, line.get("width", 2), line.get("dash"))
    marker = trace.get("marker") or {}
    edge = marker.get("line") or {}
    return draw_mark(
        x,
        y,
        pick(marker.get("symbol"), 0, "circle"),
        12,
        pick(marker.get("color"), 0, INK),
        edge=pick(edge.get("color"), 0),
        width=pick(edge.get("width"), 0, 1),
        opacity=pick(marker.get("opacity"), 0, 1),
    )

"""Marks of a figure as SVG: the symbols that figures here use, lines, arrows, tooltips. Pure."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence

from .svg_text import read_plain, show

DASHES = {"dash": "6 4", "dot": "2 3", "dashdot": "6 3 2 3", "longdash": "10 4"}
SYMBOLS = frozenset(
    {
        "circle",
        "square",
        "diamond",
        "cross",
        "x",
        "star",
        "hexagon",
        "triangle-up",
        "triangle-down",
        "triangle-left",
        "triangle-right",
        "line-ns",
        "line-ew",
    }
)
"""Symbols that can be drawn, each also with `-open`."""


def draw_mark(
    x: float,
    y: float,
    symbol: str,
    size: float,
    colour: str,
    *,
    edge: str | None = None,
    width: float = 1,
    opacity: float = 1,
    tip: str = "",
) -> str:
    """One mark around a point. `size` is its height in pixels; `tip` what it says when it is pointed at."""
    name = symbol.removesuffix("-open")
    hollow = symbol.endswith("-open") or name.startswith("line-")
    paint = (
        f'fill="{"#ffffff" if not name.startswith("line-") else "none"}" stroke="{colour}" '
        f'stroke-width="{show(max(width, 1.5))}"'
        if hollow
        else f'fill="{colour}"' + (f' stroke="{edge}" stroke-width="{show(width)}"' if edge and edge != colour else "")
    )
    if opacity != 1:
        paint += f' opacity="{opacity:g}"'
    if name == "circle":
        tag, place = "circle", f'cx="{show(x)}" cy="{show(y)}" r="{show(size / 2)}"'
    else:
        tag, place = "path", f'd="{_outline(name, x, y, size / 2)}"'
    inner = f"<title>{html.escape(read_plain(tip), quote=False)}</title></{tag}>" if tip else ""
    return f"<{tag} {place} {paint}>{inner}" if tip else f"<{tag} {place} {paint}/>"


def _outline(name: str, x: float, y: float, r: float) -> str:
    if name == "square":
        a = r * 0.9
        return _close([(x - a, y - a), (x + a, y - a), (x + a, y + a), (x - a, y + a)])
    if name == "diamond":
        return _close([(x, y - r * 1.2), (x + r * 1.2, y), (x, y + r * 1.2), (x - r * 1.2, y)])
    if name in ("cross", "x"):
        return _close(_turn(_plus(r), math.pi / 4 if name == "x" else 0, x, y))
    if name == "star":
        spikes = [(r * 1.25 if n % 2 == 0 else r * 0.55) for n in range(10)]
        return _close(_round(x, y, spikes))
    if name == "hexagon":
        return _close(_round(x, y, [r * 1.05] * 6))
    if name.startswith("triangle-"):
        quarter = {"up": 0, "right": 1, "down": 2, "left": 3}[name.removeprefix("triangle-")]
        return _close(_turn([(0, -r * 1.1), (r * 1.1, r * 0.8), (-r * 1.1, r * 0.8)], quarter * math.pi / 2, x, y))
    if name == "line-ns":
        return f"M{show(x)} {show(y - r)}V{show(y + r)}"
    return f"M{show(x - r)} {show(y)}H{show(x + r)}"


def _plus(r: float) -> list[tuple[float, float]]:
    a, b = r * 1.05, r * 0.38
    return [(-b, -a), (b, -a), (b, -b), (a, -b), (a, b), (b, b), (b, a), (-b, a), (-b, b), (-a, b), (-a, -b), (-b, -b)]


def _turn(points: Sequence[tuple[float, float]], angle: float, x: float, y: float) -> list[tuple[float, float]]:
    c, s = math.cos(angle), math.sin(angle)
    return [(x + a * c - b * s, y + a * s + b * c) for a, b in points]


def _round(x: float, y: float, spokes: Sequence[float]) -> list[tuple[float, float]]:
    step = 2 * math.pi / len(spokes)
    return [(x + r * math.sin(n * step), y - r * math.cos(n * step)) for n, r in enumerate(spokes)]


def _close(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{show(a)} {show(b)}" for a, b in points) + "Z"


def draw_line(
    points: Sequence[tuple[float, float]], colour: str, width: float, dash: str | None = None, *, steps: bool = False
) -> str:
    """A line through points; with `steps` first along, then up or down."""
    path = f"M{show(points[0][0])} {show(points[0][1])}"
    for x, y in points[1:]:
        path += f"H{show(x)}V{show(y)}" if steps else f"L{show(x)} {show(y)}"
    dashes = f' stroke-dasharray="{DASHES[dash]}"' if dash in DASHES else ""
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{show(width)}"{dashes}/>'


def draw_box(
    x0: float, y0: float, x1: float, y1: float, fill: str, line: str | None, width: float, dash: str | None = None
) -> str:
    left, top = min(x0, x1), min(y0, y1)
    edge = f' stroke="{line}" stroke-width="{show(width)}"' if line and width else ""
    dashes = f' stroke-dasharray="{DASHES[dash]}"' if dash in DASHES else ""
    return (
        f'<rect x="{show(left)}" y="{show(top)}" width="{show(abs(x1 - x0))}" height="{show(abs(y1 - y0))}"'
        f' fill="{fill}"{edge}{dashes}/>'
    )


def draw_arrow(x0: float, y0: float, x1: float, y1: float, colour: str, width: float) -> str:
    """A line from the first point to the second, with a head there."""
    angle = math.atan2(y1 - y0, x1 - x0)
    head = [
        (x1 + 8 * math.cos(angle + turn), y1 + 8 * math.sin(angle + turn)) for turn in (math.pi - 0.4, math.pi + 0.4)
    ]
    return draw_line([(x0, y0), (x1, y1)], colour, width) + f'<path d="{_close([(x1, y1), *head])}" fill="{colour}"/>'

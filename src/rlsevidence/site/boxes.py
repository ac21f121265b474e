"""Boxes of words joined by arrows or lines, as SVG: a form for wide pages and one for narrow ones. Pure.

A line is text, escaped, or text between <b> and </b>; lines are joined by <br>.
"""

from __future__ import annotations

import html

from markupsafe import Markup

from ..figures.svg_marks import draw_arrow, draw_box, draw_line
from ..figures.svg_text import draw_text, fit_text, measure_height
from .charts import NARROW, WIDE

INK, SOFT, EDGE, FILL, FAINT = "#1f2933", "#52606d", "#8a8f98", "#e6f1f9", "#f5f7fa"
SIZE = 13


def join_lines(lines: list[str]) -> str:
    return "<br>".join([f"<b>{escape_text(lines[0])}</b>", *(escape_text(line) for line in lines[1:])])


def escape_text(text: str) -> str:
    """`text` for a box; what is markup already stays as it is."""
    return str(text) if isinstance(text, Markup) else html.escape(text, quote=False)


def _fit(text: str, width: float) -> str:
    """Lines of at most `width` pixels, each of which keeps its own look."""
    return "<br>".join(_fit_line(line, width) for line in text.split("<br>"))


def _fit_line(line: str, width: float) -> str:
    bold = line.startswith("<b>")
    fitted = fit_text(line.removeprefix("<b>").removesuffix("</b>"), SIZE * (1.1 if bold else 1), width)
    return "<br>".join(f"<b>{part}</b>" for part in fitted.split("<br>")) if bold else fitted


def _connect(x0: float, y0: float, x1: float, y1: float, arrow: bool) -> str:
    """From the edge of one box to that of another; a head stops short of the edge, so that its tip is seen."""
    if not arrow:
        return draw_line([(x0, y0), (x1, y1)], SOFT, 1.5)
    near = 2 / max(abs(x1 - x0), abs(y1 - y0))
    return draw_arrow(x0, y0, x1 - (x1 - x0) * near, y1 - (y1 - y0) * near, SOFT, 1.5)


def _draw_in(x0: float, y0: float, x1: float, height: float, text: str, fill: str) -> str:
    y = y0 + (height - measure_height(text, SIZE)) / 2
    return draw_box(x0, y0, x1, y0 + height, fill, EDGE, 1.5) + draw_text(
        x0 + 10, y, text, size=SIZE, colour=INK, place="below"
    )


def draw_wide(people: str, arms: list[str], measured: str, *, arrows: bool = True) -> str:
    """Left to right: people, groups, measurement. Without `arrows` lines join them, which say nothing of an order."""
    gap, pad = 14, 18
    left, middle, right = _fit(people, 150), [_fit(a, 240) for a in arms], _fit(measured, 126)
    heights = [measure_height(a, SIZE) + pad for a in middle]
    total = sum(heights) + gap * (len(arms) - 1)
    side = max(measure_height(left, SIZE), measure_height(right, SIZE)) + pad
    high = max(total, side)
    out = [_draw_in(8, (high - side) / 2 + 8, 178, side, left, FAINT)]
    out.append(_draw_in(566, (high - side) / 2 + 8, WIDE - 8, side, right, FAINT))
    y = (high - total) / 2 + 8
    for text, height in zip(middle, heights, strict=True):
        out.append(_draw_in(238, y, 506, height, text, FILL))
        out.append(_connect(178, high / 2 + 8, 238, y + height / 2, arrows))
        out.append(_connect(506, y + height / 2, 566, high / 2 + 8, arrows))
        y += height + gap
    return _wrap(out, WIDE, high + 16)


def draw_narrow(people: str, arms: list[str], measured: str, *, arrows: bool = True) -> str:
    """Top to bottom, for a narrow page."""
    y, out = 6.0, []
    texts = [(people, FAINT), *((a, FILL) for a in arms), (measured, FAINT)]
    for number, (text, fill) in enumerate(texts):
        fitted = _fit(text, NARROW - 40)
        height = measure_height(fitted, SIZE) + 16
        out.append(_draw_in(6, y, NARROW - 6, height, fitted, fill))
        y += height
        beside = 0 < number < len(texts) - 2
        if number < len(texts) - 1:
            # Groups stand side by side in truth: no arrow leads from one to the next.
            if not beside:
                out.append(_connect(NARROW / 2, y, NARROW / 2, y + 22, arrows))
            y += 8 if beside else 22
    return _wrap(out, NARROW, y + 6)


def _wrap(parts: list[str], width: float, height: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:.0f}" width="{width:g}"'
        f" height=\"{height:.0f}\" font-family=\"'Segoe UI', 'DejaVu Sans', Arial, sans-serif\">{''.join(parts)}</svg>"
    )

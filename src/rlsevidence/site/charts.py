"""A drawn figure as a part of a page: its title, what it says in words, its data as a table, and its picture.

The picture is SVG that stands in the page, in one form for wide screens and one for narrow ones: nothing is loaded and
no script is needed. Only a figure that holds what we don't draw (a notebook's own) is left to Plotly's script.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from ..figures.base import LEAST_WIDTH
from ..figures.svg import can_draw, draw_svg
from ..language import format_number, say

if TYPE_CHECKING:
    from ..figures import Drawn

MIME = "application/vnd.plotly.v1+json"
DEFAULT_HEIGHT = 450
"""Pixels, where a figure does not say: what Plotly itself takes."""
WIDE, WIDER, NARROW = 720, 900, 300
"""Pixels of a figure on a wide page, of one that needs more, and on a narrow page (a screen of 360)."""
READABLE_NARROW = 460
"""Least width (of the layout's `meta`) up to which a figure can be drawn for a narrow page, labels above rows."""
TITLE_ROOM = 30
"""Pixels that a title inside a figure takes of its upper margin."""

PLOTLY_SEPARATORS = ".,"
"""What a figure has of its own: a point before decimals, a comma between thousands."""
_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


@dataclass(frozen=True)
class Picture:
    """A figure as SVG. `narrow` is None where a narrow page shows its table instead; `width` in pixels."""

    wide: Markup
    narrow: Markup | None
    width: int


@dataclass(frozen=True)
class Chart:
    """One figure for a template. Without `picture` and without `spec` its words say all that it shows.

    `spec` is JSON that cannot end the script element it stands in, for a figure that only Plotly draws. `told`: the
    table as HTML, where it is not made of `columns` and `rows`.
    """

    id: str
    title: str
    text: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    picture: Picture | None
    spec: Markup | None = None
    height: int = DEFAULT_HEIGHT
    told: Markup | None = None


def make_chart(drawn: Drawn, language: str, unknown: str) -> Chart:
    """The parts of `drawn` that a page shows; `unknown` is written where the table has no value."""
    table = drawn.table
    rows = tuple(
        tuple(_cell(value, unknown, language) for value in row) for row in table.itertuples(index=False, name=None)
    )
    columns = tuple(str(c) for c in table.columns)
    if not drawn.shows:
        return Chart(drawn.id, drawn.title, drawn.text, columns, rows, None)
    figure = drawn.spec.to_plain()
    picture, spec, height = draw_picture(figure, language)
    return Chart(drawn.id, drawn.title, drawn.text, columns, rows, picture, spec, height)


def draw_picture(figure: dict[str, Any], language: str) -> tuple[Picture | None, Markup | None, int]:
    """(the picture, or what Plotly needs to draw the figure in its place, its height there)."""
    if not can_draw(figure):
        spec = make_spec(figure, language)
        return None, spec, read_height(spec)
    layout = {k: v for k, v in (figure.get("layout") or {}).items() if k != "title"}
    least = (layout.get("meta") or {}).get(LEAST_WIDTH, 0)
    width = WIDE if least <= WIDE else WIDER
    plain = {"data": figure.get("data") or [], "layout": layout}

    def number(value: float) -> str:
        return format_number(value, language)

    narrow = Markup(draw_svg(plain, NARROW, number=number, narrow=True)) if least <= READABLE_NARROW else None
    # Safe in a page: every word of a figure is escaped where it is written into the SVG.
    return Picture(Markup(draw_svg(plain, width, number=number)), narrow, width), None, DEFAULT_HEIGHT


def make_spec(figure: dict[str, Any], language: str) -> Markup:
    """Plotly's `data` and `layout` as JSON for a page: as wide as the page lets it, decimal comma in Swedish."""
    layout = dict(figure.get("layout") or {})
    layout.pop("width", None)
    layout["autosize"] = True
    if layout.pop("title", None):
        # The page has the title as a heading of its own, so its room goes too.
        margin = layout.get("margin") or {}
        layout["margin"] = {**margin, "t": max(TITLE_ROOM, margin.get("t", 100)) - TITLE_ROOM}
        if layout.get("height"):
            layout["height"] -= TITLE_ROOM
    # A drag must scroll the page of a phone, not zoom into a figure.
    layout["dragmode"] = False
    if (separators := say("number.separators", language)) != PLOTLY_SEPARATORS:
        layout["separators"] = separators
    spec = json.dumps({"data": figure.get("data") or [], "layout": layout}, ensure_ascii=False, sort_keys=True)
    for char, code in _UNSAFE.items():
        spec = spec.replace(char, code)
    # Safe in a page: nothing is left in it that could end the element or start another.
    return Markup(spec)


def read_height(spec: str) -> int:
    """The height of a figure on the page, in pixels."""
    return int(json.loads(spec)["layout"].get("height") or DEFAULT_HEIGHT)


NUMBER = re.compile(r"[<>=≤≥]* ?-?\d+\.\d+")


def _cell(value: object, unknown: str, language: str) -> str:
    if value is None or (isinstance(value, float) and value != value):
        return unknown
    if type(value).__name__ in ("NAType", "NaTType"):
        return unknown
    if isinstance(value, float):
        return f"{value:g}".replace(".", say("number.decimal", language))
    if isinstance(value, (list, tuple)):
        return ", ".join(str(v) for v in value)
    text = str(value)
    # A p-value is text, since it may be a bound or words; where it is a number it is written as one.
    return text.replace(".", say("number.decimal", language)) if NUMBER.fullmatch(text) else text

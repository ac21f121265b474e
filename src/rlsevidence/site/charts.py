"""A drawn figure as a part of a page: its title, what it says in words, its data as a table, and Plotly's JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from ..language import say

if TYPE_CHECKING:
    from ..figures import Drawn

MIME = "application/vnd.plotly.v1+json"
DEFAULT_HEIGHT = 450
"""Pixels, where a figure does not say: what Plotly itself takes."""
TITLE_ROOM = 30
"""Pixels that a title inside a figure takes of its upper margin."""

PLOTLY_SEPARATORS = ".,"
"""What a figure has of its own: a point before decimals, a comma between thousands."""
_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


@dataclass(frozen=True)
class Chart:
    """One figure for a template. `spec` is JSON that cannot end the script element it stands in."""

    id: str
    title: str
    text: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    spec: Markup
    height: int


def make_chart(drawn: Drawn, language: str, unknown: str) -> Chart:
    """The parts of `drawn` that a page shows; `unknown` is written where the table has no value."""
    figure = json.loads(drawn.figure.to_json())
    spec = make_spec(figure, language)
    table = drawn.table
    rows = tuple(tuple(_cell(value, unknown) for value in row) for row in table.itertuples(index=False, name=None))
    return Chart(
        id=drawn.id,
        title=drawn.title,
        text=drawn.text,
        columns=tuple(str(c) for c in table.columns),
        rows=rows,
        spec=spec,
        height=read_height(spec),
    )


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


def _cell(value: object, unknown: str) -> str:
    if value is None or (isinstance(value, float) and value != value):
        return unknown
    if type(value).__name__ in ("NAType", "NaTType"):
        return unknown
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, (list, tuple)):
        return ", ".join(str(v) for v in value)
    return str(value)

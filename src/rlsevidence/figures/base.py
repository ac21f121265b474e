"""What all figures share: the look, the way they show themselves in a notebook, and small helpers for text."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..language import format_number, say
from ..model import DESIGNS
from .sketch import Sketch, scatter
from .svg import draw_svg

if TYPE_CHECKING:
    import plotly.graph_objects as go

KEY = "key"
"""`meta` of a trace that only explains a mark in the legend."""
LEAST_WIDTH = "least_width"
"""Key in a layout's `meta`: pixels below which a figure cannot be read. A page then shows its table in its place."""
MIME = "application/vnd.plotly.v1+json"

# Okabe and Ito's colours, told apart by people who see colours differently.
BLUE, VERMILLION, GREEN, ORANGE, PURPLE, SKY, GREY, INK = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#E69F00",
    "#CC79A7",
    "#56B4E9",
    "#8a8f98",
    "#1f2933",
)
PAPER, GRID, FAINT = "#ffffff", "#e4e7eb", "#f5f7fa"
FONT = "Inter, 'Segoe UI', 'Helvetica Neue', 'DejaVu Sans', Arial, sans-serif"

CONFIG = {"showSendToCloud": False, "displaylogo": False, "responsive": True, "displayModeBar": "hover"}
"""No button may send a reader's view to a company's server."""

RISK = {
    "low": (GREEN, "circle", "+"),
    "some_concerns": (ORANGE, "triangle-up", "!"),
    "moderate": (ORANGE, "triangle-up", "~"),
    "unclear": (SKY, "hexagon", "?"),
    "serious": (VERMILLION, "square", "−"),
    "high": (VERMILLION, "square", "−"),
    "critical": (PURPLE, "diamond", "×"),
    "not_applicable": (GREY, "line-ew-open", "·"),
    "not_appraised": (GREY, "star", " "),
}
"""Judgement -> colour, marker and sign in a cell. Each of the three says it alone."""


@dataclass(frozen=True)
class Drawn:
    """A figure with what it says.

    `id` is the same at every build; `table` is what was drawn, and is shown beside it. `shows`: whether the picture
    says more than the sentence; where it does not (one mark, a flat line), a page keeps to the words. `language`: of
    all that it says.
    """

    id: str
    title: str
    text: str
    table: pd.DataFrame
    spec: Sketch
    shows: bool = True
    language: str = "en"

    @cached_property
    def figure(self) -> go.Figure:
        """The figure as Plotly's own object, for who wants to change it."""
        return self.spec.to_plotly()

    def _ipython_display_(self) -> None:
        from IPython.display import display

        # Plotly's JSON alone: JupyterLab draws it, and the pages turn it into a figure that needs no network.
        display({MIME: {**self.spec.to_plain(), "config": CONFIG}}, raw=True)  # type: ignore[no-untyped-call]
        display({"text/html": self.to_html(), "text/plain": self.text}, raw=True)  # type: ignore[no-untyped-call]

    def to_svg(self, width: int | None = None, *, language: str = "en", titled: bool = False) -> str:
        """The figure as one `svg` element, `width` pixels wide (default: what the figure needs)."""
        spec = self.spec.to_plain()
        least = (spec["layout"].get("meta") or {}).get(LEAST_WIDTH, 0)
        return draw_svg(
            spec,
            width or (720 if least <= 720 else 900),
            number=lambda value: format_number(value, language),
            title=self.title if titled else "",
        )

    def to_html(self, language: str | None = None) -> str:
        """The sentence and the data table, for readers who do not see the figure.

        A page that shows a notebook knows them by the class, and puts them into the figure.
        """
        language = language or self.language
        table = self.table.map(_tell_cell).to_html(index=False, border=0, escape=True)
        return (
            f'<p class="says">{html.escape(self.text)}</p>'
            f"<details><summary>{say('site.figure_data', language)} ({len(self.table)})</summary>{table}</details>"
        )


def _tell_cell(value: object) -> object:
    """A cell of the data table: nothing as a dash, a number with the digits that it has and no '.0'."""
    import pandas

    if value is None or value is pandas.NA or value != value:
        return "–"
    return f"{value:.4g}" if isinstance(value, float) else value


def start_figure(title: str, height: int, *, left: int = 40, bottom: int = 60, top: int = 70) -> Sketch:
    """An empty figure in the house look, `height` with its margins. `title` may hold <br>."""
    figure = Sketch()
    figure.update_layout(
        title={
            "text": title,
            "x": 0.01,
            "xanchor": "left",
            "y": 1,
            "yanchor": "top",
            "pad": {"t": 14},
            "font": {"size": 16, "color": INK},
        },
        font={"family": FONT, "size": 13, "color": INK},
        paper_bgcolor=PAPER,
        plot_bgcolor=PAPER,
        height=height,
        margin={"l": left, "r": 30, "t": top, "b": bottom},
        hoverlabel={"font": {"family": FONT, "size": 13}},
        legend={
            "font": {"size": 12},
            "orientation": "h",
            "yanchor": "top",
            "y": -0.06,
            "x": 0,
            "itemsizing": "constant",
        },
    )
    figure.update_xaxes(showgrid=True, gridcolor=GRID, zeroline=False, automargin=True, tickfont={"size": 12})
    figure.update_yaxes(showgrid=False, zeroline=False, automargin=True, tickfont={"size": 12})
    return figure


BELOW = {"y": 0, "yref": "container", "yanchor": "bottom"}
"""Place of a legend: at the lower edge of the figure, however many lines it takes."""


def add_key(figure: Sketch, name: str, marker: dict[str, Any]) -> None:
    """An entry of the legend alone: a mark with its meaning, and no point. Its `meta` is KEY."""
    figure.add_trace(scatter(x=[None], y=[None], mode="markers", marker=marker, name=name, meta=KEY))


def add_fill_key(figure: Sketch, filled: str, hollow: str) -> None:
    """The two entries that say what filled and what hollow marks mean, in a colour that means nothing else."""
    add_key(figure, filled, {"symbol": "star", "size": 12, "color": GREY})
    add_key(figure, hollow, {"symbol": "star-open", "size": 12, "color": GREY, "line": {"width": 2}})


def group_alike(words: Iterable[str], *parts: int) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Judgements that look alike in `parts` of RISK (0 colour, 1 marker, 2 sign): their look -> the words, in order.

    Tools have their own words for the same step ('high', 'serious'); a legend names them together, once.
    """
    groups: dict[tuple[str, ...], tuple[str, ...]] = {}
    used = set(words)
    for word in (w for w in RISK if w in used):
        look = tuple(RISK[word][part] for part in parts)
        groups[look] = (*groups.get(look, ()), word)
    return groups


def rank_design(design: str) -> int:
    """The place of a design in the vocabulary's order, strongest first; the same in every language."""
    return DESIGNS.index(design) if design in DESIGNS else len(DESIGNS)


def empty_figure(title: str, words: str) -> Sketch:
    """A figure that says why there is nothing to draw; never a blank."""
    figure = start_figure(title, 180)
    figure.update_xaxes(visible=False, range=[0, 1])
    figure.update_yaxes(visible=False, range=[0, 1])
    figure.add_annotation(
        x=0.02, y=0.5, xanchor="left", text=wrap(words, 90), showarrow=False, font={"size": 14}, align="left"
    )
    return figure


def wrap(text: str, width: int) -> str:
    """`text` in lines of at most `width` characters, for a label; characters that mean something in HTML
    are escaped."""
    return (
        "<br>".join(
            html.escape(line, quote=False)
            for line in textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
        )
        or " "
    )

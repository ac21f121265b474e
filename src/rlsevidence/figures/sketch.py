"""A figure as plain values: what is drawn, in Plotly's own terms, without Plotly.

Plotly checks every value at every step, which takes longer than all else that a page asks for. The figures are put
together here from plain lists and dictionaries; Plotly gets the whole, and checks it, only where somebody wants its
own object (`to_plotly`). The names and the shapes are those of Plotly's JSON.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import plotly.graph_objects as go

Trace = dict[str, Any]
"""One series: its `type`, its data and its look."""

_TEXTS = ("title",)
"""Keys whose text can stand alone: 'x' for {'text': 'x'}."""
_ACROSS = {"x": ("x", "y domain"), "y": ("x domain", "y")}


def scatter(**parts: Any) -> Trace:
    """Marks, lines or texts at places."""
    return {"type": "scatter", **_plain(parts)}


def bar(**parts: Any) -> Trace:
    """Bars."""
    return {"type": "bar", **_plain(parts)}


def heatmap(**parts: Any) -> Trace:
    """A grid of cells."""
    return {"type": "heatmap", **_plain(parts)}


class Sketch:
    """A figure that is being put together. `data` and `layout` are Plotly's, as plain values."""

    def __init__(self) -> None:
        self.data: list[Trace] = []
        self.layout: dict[str, Any] = {"xaxis": {}, "yaxis": {}}

    def add_trace(self, trace: Trace) -> None:
        """One more series, above the others."""
        self.data.append(trace)

    def update_layout(self, given: Mapping[str, Any] | None = None, **parts: Any) -> None:
        """Set what is given and keep the rest, at every depth."""
        _merge(self.layout, {**(given or {}), **parts})

    def update_xaxes(self, **parts: Any) -> None:
        """The same for every axis across that there is."""
        self._update_axes("xaxis", parts)

    def update_yaxes(self, **parts: Any) -> None:
        """The same for every axis upwards that there is."""
        self._update_axes("yaxis", parts)

    def add_annotation(self, **parts: Any) -> None:
        """A text at a place, or an arrow."""
        self.layout.setdefault("annotations", []).append(_plain(parts))

    def add_shape(self, **parts: Any) -> None:
        """A line or a box at a place."""
        self.layout.setdefault("shapes", []).append(_plain(parts))

    def add_vline(self, *, x: float, **parts: Any) -> None:
        """A line at `x`, over the whole height."""
        self._add_line("x", x, parts)

    def add_hline(self, *, y: float, **parts: Any) -> None:
        """A line at `y`, over the whole width."""
        self._add_line("y", y, parts)

    def to_plain(self) -> dict[str, Any]:
        """The figure as Plotly's JSON has it: its own values, to be read and not changed."""
        return {"data": self.data, "layout": self.layout}

    def to_plotly(self) -> go.Figure:
        """Plotly's own object, checked by Plotly. ValueError for what it does not know."""
        import plotly.graph_objects as go

        figure = go.Figure(data=self.data, layout=self.layout)
        # Plotly's own look would fill in what is not said here.
        figure.update_layout(template=None)
        return figure

    def _add_line(self, along: str, place: float, parts: dict[str, Any]) -> None:
        other = "y" if along == "x" else "x"
        xref, yref = _ACROSS[along]
        ends = {f"{along}0": place, f"{along}1": place, f"{other}0": 0, f"{other}1": 1}
        self.add_shape(type="line", xref=xref, yref=yref, **ends, **parts)

    def _update_axes(self, kind: str, parts: dict[str, Any]) -> None:
        for name in [name for name in self.layout if name.startswith(kind)]:
            _merge(self.layout[name], parts)


def _merge(held: dict[str, Any], given: Mapping[str, Any]) -> None:
    for key, value in given.items():
        plain = {"text": value} if key in _TEXTS and isinstance(value, str) else value
        if isinstance(plain, Mapping) and key != "meta":
            _merge(held.setdefault(key, {}), plain)
        elif plain is not None:
            held[key] = _plain(plain)


def _plain(value: Any) -> Any:
    """`value` in what JSON has: no tuple, no date, and no key without a value; a place without one is kept."""
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items() if v is not None}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    return value.isoformat() if isinstance(value, dt.date) else value

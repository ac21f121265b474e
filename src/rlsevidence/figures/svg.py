"""A figure as SVG, made when the pages are: nothing to load, nothing to run, the same bytes each time.

Draws what the figures of this program are made of (marks, lines, intervals, bars, cells, boxes, arrows, words), from
the same description that JupyterLab draws. `can_draw` says whether a figure holds anything else. On a narrow page the
labels of rows stand above their rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from .svg_axes import Axis, list_ticks, make_axis
from .svg_legend import draw_legend
from .svg_marks import SYMBOLS, draw_arrow, draw_box, draw_line
from .svg_text import draw_text, fit_lines, fit_text, measure_height, measure_width, show
from .svg_ticks import NO_TICKS, TICK, Ticks, settle_ticks
from .svg_traces import draw_trace

INK, GRID = "#1f2933", "#e4e7eb"
PAD = 8
ROW = 34
"""Pixels of a row for what is drawn in it, where its label stands above."""
BESIDE = 11
"""Pixels that a bar takes above and below its middle there."""


INSIDE = 6
"""Pixels kept free between words and the sides of their box."""
HALO = 'paint-order="stroke" stroke="#ffffff" stroke-width="5" stroke-linejoin="round"'
"""Keeps free of lines what is written across a panel."""
BOLD = 1.15
"""How much wider than measured bold letters may be."""
MARGIN = 20
"""Pixels kept free beside words at the right edge: the reader's font may be wider than measured."""


def can_draw(figure: Mapping[str, Any]) -> bool:
    """Whether every part of a figure (`data`, `layout`) is one that is drawn here."""
    for trace in figure.get("data") or ():
        kind = trace.get("type", "scatter")
        if kind not in ("scatter", "heatmap", "bar") or (kind == "bar" and trace.get("orientation") != "h"):
            return False
        symbols = (trace.get("marker") or {}).get("symbol") or "circle"
        for symbol in symbols if isinstance(symbols, (list, tuple)) else (symbols,):
            if str(symbol).removesuffix("-open") not in SYMBOLS:
                return False
        if not isinstance(trace.get("x", ()), (list, tuple)) or not isinstance(trace.get("y", ()), (list, tuple)):
            return False
    return True


@dataclass(frozen=True)
class _Panel:
    """One upright axis with what shares it: its pixels, and the flat axes under or over it.

    `down`: pixels by which marks stand below the middle of their rows, so that labels fit above them.
    """

    y: Axis
    top: float
    bottom: float
    xs: Mapping[str, Axis]
    down: float = 0.0


def draw_svg(
    figure: Mapping[str, Any],
    width: int,
    *,
    number: Callable[[float], str] = "{:g}".format,
    narrow: bool = False,
    title: str = "",
) -> str:
    """The figure as one `svg` element of `width` pixels. `figure`: `data` and `layout` as plain values."""
    return _Drawing(figure, width, number, narrow, title).draw()


class _Drawing:
    """One figure while it is drawn: places are settled from the top down, then everything is put there."""

    def __init__(
        self, figure: Mapping[str, Any], width: int, number: Callable[[float], str], narrow: bool, title: str
    ) -> None:
        self.data: Sequence[Mapping[str, Any]] = figure.get("data") or ()
        self.layout: Mapping[str, Any] = figure.get("layout") or {}
        self.width, self.number, self.narrow, self.title = width, number, narrow, title
        margin = self.layout.get("margin") or {}
        self.inside = (self.layout.get("height") or 450) - margin.get("t", 100) - margin.get("b", 80)
        self.out: list[str] = []
        self.labels: list[str] = []
        self.ys = self._axes("y")
        self.xs = self._axes("x")
        self.left = self._left()
        self.right = float(PAD if margin.get("r") == 6 else 18)
        self.right += self._overhang()

    def _axes(self, way: str) -> dict[str, Mapping[str, Any]]:
        """Id ('y', 'y2') -> what the layout says of the axis; those that something is drawn on."""
        used = {t.get(f"{way}axis") or way for t in self.data} or {way}
        used |= {k.replace("axis", "") for k in self.layout if re.fullmatch(way + r"axis\d*", k)}
        return {i: self.layout.get(way + "axis" + i[1:]) or {} for i in sorted(used, key=lambda i: int(i[1:] or 1))}

    def _values(self, axis: str) -> Iterable[Any]:
        way = axis[0]
        for trace in self.data:
            if (trace.get(f"{way}axis") or way) == axis:
                for n, value in enumerate(trace.get(way) or ()):
                    yield value
                    error = trace.get("error_x") if way == "x" else None
                    if error and value is not None:
                        yield value + error["array"][n]
                        yield value - error["arrayminus"][n]

    def _labels(self, id_: str) -> list[tuple[Any, str]]:
        said = self.ys[id_]
        if said.get("visible") is False or said.get("showticklabels") is False:
            return []
        return list_ticks(said, make_axis(said, self._values(id_), 0, 100, upwards=True), self.number)

    def _above(self, id_: str) -> bool:
        """Whether the labels of an axis stand above their rows."""
        return self.narrow and bool(self.ys[id_].get("ticktext") or any(isinstance(v, str) for v in self._values(id_)))

    def _left(self) -> float:
        most = 0.0
        for id_, said in self.ys.items():
            if not self._above(id_):
                most = max([most, *(measure_width(text, TICK) for _, text in self._labels(id_))])
            if (said.get("title") or {}).get("text"):
                most += 4
        return PAD + (min(most, self.width * 0.46) + PAD if most else 0.0)

    def _overhang(self) -> float:
        """Pixels by which words at the right of a panel would leave the figure."""
        axes = {i: self._flat_axis(i, s) for i, s in self.xs.items()}
        most = 0.0
        for note in self.layout.get("annotations") or ():
            axis = axes.get(note.get("xref") or "x")
            if axis and note.get("xanchor") == "left" and note.get("text"):
                most = max(most, axis.place(note["x"]) + measure_width(note["text"], TICK) - self.width + MARGIN)
        # Moving the edge inward moves the words less than all the way.
        return min(most * 1.35, self.width * 0.25)

    # ------------------------------------------------------------ from the top down

    def draw(self) -> str:
        y = float(PAD)
        if self.title:
            words = fit_text(self.title, 16 * BOLD, self.width - 2 * PAD)
            self.out.append(draw_text(PAD, y, f"<b>{words.replace('<br>', '</b><br><b>')}</b>", size=16, place="below"))
            y += measure_height(words, 16) + PAD
        marks: list[str] = []
        panels: dict[str, _Panel] = {}
        order = sorted(self.ys, key=lambda i: -float((self.ys[i].get("domain") or (0, 1))[1]))
        for id_ in order:
            y, panels[id_] = self._open_panel(id_, y, marks)
        self._draw_shapes(panels, below=True, lines=False)
        self.out += marks
        # A line stands on the grid, so that none hides it, and under the labels.
        self._draw_shapes(panels, below=True, lines=True)
        self.out += self.labels
        for trace in self.data:
            panel = panels[trace.get("yaxis") or "y"]
            tallest = 2.0 * BESIDE if panel.down else 40.0
            self.out += draw_trace(trace, panel.xs[trace.get("xaxis") or "x"], panel.y, self.data, tallest)
        self._draw_shapes(panels, below=False, lines=False)
        self._draw_shapes(panels, below=False, lines=True)
        self._draw_annotations(panels)
        legend, high = draw_legend(self.data, self.layout, self.width, y)
        self.out += legend
        height = y + high + PAD
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {show(height)}" width="{self.width}"'
            f" height=\"{show(height)}\" font-family=\"Inter, 'Segoe UI', 'Helvetica Neue', 'DejaVu Sans', Arial,"
            f' sans-serif"><rect width="100%" height="100%" fill="#ffffff"/>{"".join(self.out)}</svg>'
        )

    def _open_panel(self, id_: str, y: float, marks: list[str]) -> tuple[float, _Panel]:
        """Settle one panel from `y` down; returns where the next begins. Grid and labels go to `marks`."""
        said = self.ys[id_]
        low, high = said.get("domain") or (0, 1)
        for head in self._heads(high):
            words = fit_text(head["text"], 13, self.width - 2 * PAD)
            marks.append(draw_text(PAD, y, words, size=13, place="below"))
            y += measure_height(words, 13) + 4
        flat = {i: s for i, s in self.xs.items() if (s.get("anchor") or "y") == id_}
        axes = {i: self._flat_axis(i, s) for i, s in flat.items()}
        ticks = {i: self._flat_ticks(axes[i], s) for i, s in flat.items()}
        over = max((t.high for i, t in ticks.items() if flat[i].get("side") == "top"), default=0.0)
        titles = {i: self._axis_title(axes[i], s) for i, s in flat.items()}
        for i, s in flat.items():
            if s.get("side") == "top" and titles[i]:
                x = (axes[i].start + axes[i].end) / 2
                marks.append(draw_text(x, y, titles[i], anchor="middle", place="below"))
                y += measure_height(titles[i], TICK) + 4
        if name := (said.get("title") or {}).get("text"):
            words = fit_text(name, TICK, self.width - 2 * PAD)
            marks.append(draw_text(PAD, y, words, place="below"))
            y += measure_height(words, TICK) + 4
        top = y + over
        labels = [(v, fit_text(t, TICK, self._room(id_))) for v, t in self._labels(id_)]
        area = self.inside * (high - low)
        if self._above(id_) and labels:
            tall = max(measure_height(t, TICK) for _, t in labels)
            area = max(area * 0.8, self._rows(id_, labels) * (ROW + tall))
            # The mark moves down in its row, so that its label fits above it.
            shift = tall / (ROW + tall) / 2
        else:
            tall = shift = 0.0
        bottom = top + area
        axis = make_axis(said, self._values(id_), top, bottom, upwards=True)
        if shift:
            sign = -1 if axis.low > axis.high else 1
            axis = Axis(
                axis.low + sign * shift, axis.high + sign * shift, axis.start, axis.end, axis.log, axis.categories
            )
        panel = _Panel(axis, top, bottom, axes, tall / 2 if shift else 0.0)
        self._draw_rows(id_, panel, labels, marks)
        under = 0.0
        for i, s in flat.items():
            at_top = s.get("side") == "top"
            edges, grid = (panel.top, panel.bottom), _grid(s) if s.get("showgrid", True) else None
            marks[:0] = ticks[i].draw_grid(*edges, grid) if grid else []
            marks += ticks[i].draw(top if at_top else bottom)
            below = 0.0 if at_top else ticks[i].high
            if titles[i] and not at_top:
                x = (axes[i].start + axes[i].end) / 2
                marks.append(draw_text(x, bottom + below + 2, titles[i], anchor="middle", place="below"))
                below += measure_height(titles[i], TICK) + 4
            under = max(under, below)
        return bottom + under + 12, panel

    def _heads(self, high: float) -> list[Mapping[str, Any]]:
        return [
            a
            for a in self.layout.get("annotations") or ()
            if a.get("yref") == "paper" and abs(a.get("y", -1) - high) < 1e-6
        ]

    def _rows(self, id_: str, labels: Sequence[tuple[Any, str]]) -> float:
        given = self.ys[id_].get("range")
        return abs(given[1] - given[0]) if given else float(len(labels))

    def _room(self, id_: str) -> float:
        return self.width - 2 * PAD if self._above(id_) else self.left - PAD

    def _flat_axis(self, id_: str, said: Mapping[str, Any]) -> Axis:
        low, high = said.get("domain") or (0, 1)
        wide = self.width - self.left - self.right
        start, end = self.left + low * wide, self.left + high * wide
        return make_axis(said, self._values(id_), start, end, upwards=False)

    def _flat_ticks(self, axis: Axis, said: Mapping[str, Any]) -> Ticks:
        if said.get("visible") is False or said.get("showticklabels") is False:
            return NO_TICKS
        return settle_ticks(axis, said, list_ticks(said, axis, self.number), self.width)

    def _axis_title(self, axis: Axis, said: Mapping[str, Any]) -> str:
        if said.get("visible") is False:
            return ""
        lines = ((said.get("title") or {}).get("text") or "").split("<br>")
        return "<br>".join(fit_text(line, TICK, max(axis.end - axis.start, 120)) for line in lines)

    def _draw_rows(self, id_: str, panel: _Panel, labels: Sequence[tuple[Any, str]], marks: list[str]) -> None:
        said = self.ys[id_]
        above = self._above(id_)
        above_mark = BESIDE + 1 if any(t.get("type") == "bar" for t in self.data) else 10
        right = self.width - self.right
        for value, text in labels:
            y = panel.y.place(value)
            if said.get("showgrid"):
                marks.append(draw_line([(PAD if above else self.left, y), (right, y)], _grid(said), 1))
            if above:
                self.labels.append(f"<g {HALO}>{draw_text(PAD, y - above_mark, text, place='above')}</g>")
            else:
                self.labels.append(draw_text(self.left - PAD, y, text, anchor="end"))

    # ------------------------------------------------------------ what lies on the panels

    def _find(self, ref: str, panels: Mapping[str, _Panel]) -> tuple[Axis, bool]:
        """(the axis that a reference names, whether it means a share of it)."""
        id_, _, share = ref.partition(" ")
        if id_[0] == "y":
            return panels[id_].y, bool(share)
        return next(p.xs[id_] for p in panels.values() if id_ in p.xs), bool(share)

    def _spot(self, item: Mapping[str, Any], way: str, key: str, panels: Mapping[str, _Panel]) -> float:
        ref = item.get(f"{way}ref") or way
        value = item.get(key, 0)
        if ref == "paper":
            if way == "x":
                return self.left + float(value) * (self.width - self.left - self.right)
            tops, bottoms = [p.top for p in panels.values()], [p.bottom for p in panels.values()]
            return max(bottoms) - float(value) * (max(bottoms) - min(tops))
        axis, share = self._find(ref, panels)
        found = axis.place_share(value) if share else axis.place(value)
        # Rows that make room for their labels grow at the top: what reaches beyond the last ends with the panel.
        return min(max(found, min(axis.start, axis.end)), max(axis.start, axis.end)) if way == "y" else found

    def _draw_shapes(self, panels: Mapping[str, _Panel], *, below: bool, lines: bool) -> None:
        for shape in self.layout.get("shapes") or ():
            if (shape.get("layer") == "below") != below or (shape.get("type") != "rect") != lines:
                continue
            x0, x1 = (self._spot(shape, "x", k, panels) for k in ("x0", "x1"))
            y0, y1 = (self._spot(shape, "y", k, panels) for k in ("y0", "y1"))
            line = shape.get("line") or {}
            colour, thick = line.get("color") or INK, line.get("width", 2)
            if shape.get("type") == "rect":
                fill = shape.get("fillcolor") or "none"
                self.out.append(draw_box(x0, y0, x1, y1, fill, colour, thick, line.get("dash")))
            else:
                # A line between rows stays between them.
                up = self._lift(shape, panels)
                self.out.append(draw_line([(x0, y0 - up), (x1, y1 - up)], colour, thick, line.get("dash")))

    def _lift(self, shape: Mapping[str, Any], panels: Mapping[str, _Panel]) -> float:
        """Pixels that a flat line between two rows has moved down with the marks; 0 for one through a row."""
        if shape.get("y0") != shape.get("y1") or float(shape.get("y0") or 0).is_integer():
            return 0.0
        return next((p.down for i, p in panels.items() if i == (shape.get("yref") or "y")), 0.0)

    def _draw_annotations(self, panels: Mapping[str, _Panel]) -> None:
        heads = [id(a) for p in self.ys.values() for a in self._heads((p.get("domain") or (0, 1))[1])]
        for note in self.layout.get("annotations") or ():
            if id(note) in heads:
                continue
            x, y = self._spot(note, "x", "x", panels), self._spot(note, "y", "y", panels)
            font = note.get("font") or {}
            if note.get("showarrow"):
                axis_x, axis_y = (self._find(note.get(f"a{w}ref") or w, panels)[0] for w in "xy")
                tail = axis_x.place(note["ax"]), axis_y.place(note["ay"])
                self.out.append(draw_arrow(*tail, x, y, note.get("arrowcolor") or INK, note.get("arrowwidth", 1)))
            if not note.get("text"):
                continue
            anchor: Literal["start", "middle"] = "start" if note.get("xanchor") == "left" else "middle"
            place: Literal["above", "middle"] = "above" if note.get("yanchor") == "bottom" else "middle"
            size = max(TICK, font.get("size") or TICK)
            wide = self._box_width(x, y, panels)
            words = fit_lines(note["text"], size, wide)
            self.out.append(
                draw_text(x, y, words, size=size, colour=font.get("color") or INK, anchor=anchor, place=place)
            )

    def _box_width(self, x: float, y: float, panels: Mapping[str, _Panel]) -> float:
        """Pixels between the sides of the box that a point lies in; the figure's width where it lies in none."""
        for shape in self.layout.get("shapes") or ():
            if shape.get("type") == "rect" and shape.get("layer") != "below":
                x0, x1 = sorted(self._spot(shape, "x", k, panels) for k in ("x0", "x1"))
                y0, y1 = sorted(self._spot(shape, "y", k, panels) for k in ("y0", "y1"))
                if x0 <= x <= x1 and y0 <= y <= y1:
                    return x1 - x0 - 2 * INSIDE
        return float(self.width)


def _grid(said: Mapping[str, Any]) -> str:
    return str(said.get("gridcolor") or GRID)

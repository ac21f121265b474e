"""How often an interval about a pooled effect holds the truth, by the number of studies and how much they vary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from ..language.words import Words
from ..synthesis.coverage import COVERAGE, SETS, Coverage
from ..synthesis.intervals import INTERVALS
from .base import BELOW, BLUE, GREY, INK, LEAST_WIDTH, VERMILLION, Drawn, start_figure, wrap
from .sketch import scatter

MARKS = {"hksj-floor": (BLUE, "circle"), "hksj": (VERMILLION, "diamond-open"), "z": (GREY, "x")}
PROMISED = 95
"""Per cent of sets in which an interval is to hold the truth."""


def table_coverage(rows: Sequence[Coverage] = COVERAGE, *, language: str = "en") -> pd.DataFrame:
    """One row per number of studies and heterogeneity, with the share of sets (per cent) and mean width by interval."""
    voice = Words(language)
    names = [voice.say(f"figure.coverage.column.{name}") for name in ("k", "i2")]
    for ci in INTERVALS:
        interval = voice.say(f"figure.coverage.interval.{ci}")
        names += [voice.say("figure.coverage.column.held", interval=interval)]
        names += [voice.say("figure.coverage.column.width", interval=interval)]
    found = {(r.k, r.i2, r.ci): r for r in rows}
    cells = [
        (k, i2, *(v for ci in INTERVALS for v in (found[k, i2, ci].percent, found[k, i2, ci].width)))
        for k, i2 in _settings(rows)
    ]
    return pd.DataFrame(cells, columns=names)


def _settings(rows: Iterable[Coverage]) -> list[tuple[int, int]]:
    return list(dict.fromkeys((r.k, r.i2) for r in rows))


def plot_coverage(rows: Sequence[Coverage] = COVERAGE, *, language: str = "en") -> Drawn:
    """A mark per interval in each setting, beside the line that it promises to reach."""
    voice = Words(language)
    title = voice.say("figure.coverage.title")
    worst = {ci: min(r.percent for r in rows if r.ci == ci) for ci in INTERVALS}
    text = voice.say(
        "figure.coverage.text",
        sets=voice.number(SETS),
        **{ci.replace("-", "_"): voice.number(worst[ci]) for ci in INTERVALS},
    )
    settings = _settings(rows)
    figure = start_figure(wrap(title, 95), 190 + 24 * len(settings), bottom=120, top=70)
    labels = [voice.say("figure.coverage.setting", k=k, i2=i2) for k, i2 in settings]
    for ci in INTERVALS:
        colour, symbol = MARKS[ci]
        name = voice.say(f"figure.coverage.interval.{ci}")
        own = {(r.k, r.i2): r for r in rows if r.ci == ci}
        figure.add_trace(
            scatter(
                x=[own[s].percent for s in settings],
                y=list(range(len(settings))),
                mode="markers",
                name=name,
                marker={"symbol": symbol, "size": 11, "color": colour, "line": {"width": 2, "color": colour}},
                hovertext=[
                    voice.say(
                        "figure.coverage.hover", interval=name, percent=voice.number(own[s].percent), setting=label
                    )
                    for s, label in zip(settings, labels, strict=True)
                ],
                hoverinfo="text",
            )
        )
    figure.add_vline(x=PROMISED, line={"color": INK, "width": 1, "dash": "dash"})
    figure.update_yaxes(
        tickvals=list(range(len(settings))), ticktext=labels, range=[len(settings) - 0.5, -0.5], showgrid=True
    )
    figure.update_xaxes(title=voice.say("figure.coverage.axis"), range=[min(worst.values()) - 2, 101], ticksuffix=" %")
    figure.update_layout(legend=BELOW, meta={LEAST_WIDTH: 440})
    return Drawn("coverage", title, text, table_coverage(rows, language=language), figure, language=language)

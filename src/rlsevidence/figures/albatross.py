"""Albatross plot: p-values against numbers of people, where effects cannot be pooled.

Source: Harrison et al., Res Synth Methods 2017;8:281. The lines show which p a given difference, in standard
deviations, would have with two equal arms of that many people, so a reader sees what size of effect a p-value may
stand for.
"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from ..judgement.summary import ClaimSummary
from ..labels import label
from ..synthesis.direction import Direction, read_directions
from ..synthesis.distributions import normal_p, normal_quantile
from .base import BLUE, GREY, ORANGE, VERMILLION, Drawn, empty_figure, pick, plural, start_figure, wrap

CONTOURS = (0.2, 0.5, 0.8)
"""Differences in standard deviations, by custom small, medium and large (Cohen)."""
FAMILIES = {
    "between-arms": (BLUE, "circle"),
    "before-after": (ORANGE, "square"),
    "association": (VERMILLION, "diamond"),
}


def _placed(summary: ClaimSummary) -> list[Direction]:
    directions = read_directions([(s.study, s.stance) for s in summary.counted], summary.claim.id)
    return [d for d in directions if d.p is not None and 0 < d.p <= 1 and d.n and d.way != "unclear"]


def table_albatross(summary: ClaimSummary, *, language: str = "en") -> pd.DataFrame:
    """One row per study, outcome and kind with a p-value, a number of people and a direction."""
    names = {
        "en": ["study", "outcome", "kind", "people", "p", "only a bound", "direction"],
        "sv": ["studie", "utfall", "slag", "personer", "p", "bara en gräns", "riktning"],
    }[language]
    yes, no = pick(language, "yes", "ja"), pick(language, "no", "nej")
    ways = {"better": pick(language, "better", "bättre"), "worse": pick(language, "worse", "sämre")}
    labels = {s.id: s.study.label for s in summary.counted}
    rows = [
        (
            labels[d.study],
            label("outcome", d.outcome, language),
            label("result_kind", d.family, language) if d.family in FAMILIES else d.family,
            d.n,
            d.p,
            yes if d.bound else no,
            ways[d.way],
        )
        for d in _placed(summary)
    ]
    return pd.DataFrame(rows, columns=names)


def plot_albatross(summary: ClaimSummary, *, language: str = "en") -> Drawn:
    """Left of the middle worse, right better; further out a smaller p; higher up more people."""
    title = pick(language, "p-values against people", "p-värden mot antal personer")
    title += f": {summary.claim.title.in_language(language)}"
    id_ = f"albatross-{summary.claim.id}"
    table = table_albatross(summary, language=language)
    placed = _placed(summary)
    left = len({s.id for s in summary.counted} - {d.study for d in placed})
    text = pick(
        language,
        f"{plural(len(placed), 'result has', 'results have')} a p-value, a number of people and a direction;"
        f" {plural(left, 'counted study has', 'counted studies have')} none and cannot be placed. A small p in a small"
        " study needs a very large effect, or a reason to doubt it.",
        f"{plural(len(placed), 'resultat har', 'resultat har')} p-värde, antal personer och riktning;"
        f" {plural(left, 'räknad studie saknar', 'räknade studier saknar')} sådant och kan inte placeras. Ett litet p i"
        " en liten studie kräver en mycket stor effekt, eller ett skäl att tvivla.",
    )
    if not placed:
        return Drawn(id_, title, text, table, empty_figure(title, text))
    figure = start_figure(wrap(title, 95), 460, bottom=110, top=70)
    top = max(d.n or 0 for d in placed) * 1.6
    for size in CONTOURS:
        _draw_contour(figure, size, top, language)
    labels = {s.id: s.study.label for s in summary.counted}
    for family in dict.fromkeys(d.family for d in placed):
        colour, symbol = FAMILIES.get(family, (GREY, "cross"))
        own = [d for d in placed if d.family == family]
        name = label("result_kind", family, language) if family in FAMILIES else family
        figure.add_trace(
            go.Scatter(
                x=[_place(d.p or 1, d.way) for d in own],
                y=[d.n for d in own],
                mode="markers",
                name=name,
                marker={
                    "size": 12,
                    "color": colour,
                    "symbol": [f"{symbol}-open" if d.bound else symbol for d in own],
                    "line": {"width": 2, "color": colour},
                },
                text=[
                    f"<b>{wrap(labels[d.study], 50)}</b><br>{label('outcome', d.outcome, language)}"
                    f"<br>p {'<' if d.bound else '='} {d.p:g}, n {d.n}"
                    for d in own
                ],
                hovertemplate="%{text}<extra></extra>",
            )
        )
    ticks = (0.001, 0.01, 0.05, 0.2, 1.0)
    places = [(_place(p, "worse"), f"{p:g}") for p in ticks] + [(_place(p, "better"), f"{p:g}") for p in ticks[:-1]]
    end = max(_place(min([d.p or 1 for d in placed] + [0.001]), "better"), 3.3) * 1.08
    figure.update_xaxes(
        tickvals=[x for x, _ in places],
        ticktext=[t for _, t in places],
        range=[-end, end],
        title={"text": pick(language, "worse  ←  p-value  →  better", "sämre  ←  p-värde  →  bättre")},
    )
    figure.update_yaxes(type="log", title={"text": pick(language, "people", "personer")}, showgrid=True)
    figure.add_vline(x=0, line={"color": "#52606d", "width": 1})
    figure.update_layout(legend={"y": -0.24})
    return Drawn(id_, title, text, table, figure)


def _place(p: float, way: str) -> float:
    """The deviate of a two-sided p, to the left for worse: distances are those of the test itself."""
    z = -normal_quantile(p / 2) if p < 1 else 0.0
    return z if way == "better" else -z


def _draw_contour(figure: go.Figure, size: float, top: float, language: str) -> None:
    # With two equal arms of n/2, a difference of d standard deviations has z = d * sqrt(n) / 2.
    people = [4 * 1.12**i for i in range(120) if 4 * 1.12**i <= top]
    for sign in (1, -1):
        figure.add_trace(
            go.Scatter(
                x=[sign * size * n**0.5 / 2 for n in people],
                y=people,
                mode="lines",
                line={"color": GREY, "width": 1, "dash": {0.2: "dot", 0.5: "dash", 0.8: "solid"}[size]},
                name=pick(language, f"{size} standard deviations", f"{str(size).replace('.', ',')} standardavvikelser"),
                legendgroup=str(size),
                showlegend=sign == 1,
                hoverinfo="skip",
            )
        )


def read_contour(size: float, people: int) -> float:
    """The two-sided p that a difference of `size` standard deviations has with `people` in two equal arms."""
    return normal_p(size * people**0.5 / 2)

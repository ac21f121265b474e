"""Evidence map: claims by designs. Counted primary studies and informing sources stand apart, in two panels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from ..judgement.summary import ClaimSummary
from ..labels import LABELS, label
from ..model import PRIMARY_DESIGNS
from .base import Drawn, empty_figure, pick, start_figure, wrap

DESIGNS = tuple(LABELS["design"])
PRIMARY = tuple(d for d in DESIGNS if d in PRIMARY_DESIGNS)
INFORMING = tuple(d for d in DESIGNS if d not in PRIMARY_DESIGNS)


def table_evidence_map(summaries: Sequence[ClaimSummary], *, language: str = "en") -> pd.DataFrame:
    """One row per claim and design that it has: claim, design, counted (primary studies), informing (other sources)."""
    names = (
        ["claim", "design", "counted", "informing"]
        if language == "en"
        else ["påstående", "design", "räknas", "belyser"]
    )
    rows = []
    for s in summaries:
        counted = Counter(x.study.design for x in s.studies if x.counted)
        informing = Counter(x.study.design for x in s.studies if not x.counted)
        for design in DESIGNS:
            if counted[design] or informing[design]:
                rows.append(
                    (
                        s.claim.title.in_language(language),
                        label("design", design, language),
                        counted[design],
                        informing[design],
                    )
                )
    return pd.DataFrame(rows, columns=names)


def plot_evidence_map(summaries: Sequence[ClaimSummary], *, language: str = "en") -> Drawn:
    """A grid with a number where there is something: left the studies that are counted, right what informs."""
    title = pick(
        language, "Which kinds of studies stand behind each claim?", "Vilka slags studier ligger bakom varje påstående?"
    )
    table = table_evidence_map(summaries, language=language)
    trials = sum(x.study.is_randomised for s in summaries for x in s.counted)
    text = pick(
        language,
        "Each number is how many studies of a design are counted for a claim (left, blue) or inform it without being"
        f" counted (right, grey). Randomised trials are counted {trials} times over {len(summaries)} claims; one study"
        " can be counted for several claims.",
        "Varje tal är hur många studier av en design som räknas för ett påstående (till vänster, blått) eller belyser"
        f" det utan att räknas (till höger, grått). Randomiserade prövningar räknas {trials} gånger för"
        f" {len(summaries)} påståenden; en studie kan räknas för flera påståenden.",
    )
    if table.empty:
        words = pick(
            language, "No study has been tagged to a claim yet.", "Ingen studie har märkts till något påstående ännu."
        )
        return Drawn("evidence-map", title, words, table, empty_figure(title, words))
    figure = start_figure(title, 190 + 26 * len(summaries), top=70, bottom=190)
    ys = list(range(len(summaries)))
    for designs, counted, colours, axis in ((PRIMARY, True, "Blues", "x"), (INFORMING, False, "Greys", "x2")):
        counts = [
            Counter(x.study.design for x in s.studies if x.counted == counted or (not counted and not x.counted))
            for s in summaries
        ]
        z = [[c[d] or None for d in designs] for c in counts]
        figure.add_trace(
            go.Heatmap(
                z=z,
                x=[label("design", d, language) for d in designs],
                y=ys,
                xaxis=axis,
                yaxis="y",
                text=[["" if v is None else str(v) for v in row] for row in z],
                texttemplate="%{text}",
                textfont={"size": 12},
                colorscale=colours,
                zmin=-2,
                zmax=14,
                showscale=False,
                xgap=2,
                ygap=2,
                hovertemplate="%{x}: %{z}<extra></extra>",
                name=pick(language, "counted", "räknas") if counted else pick(language, "informs", "belyser"),
            )
        )
    figure.update_layout(
        xaxis={
            "domain": [0, 0.57],
            "tickangle": -50,
            "title": {
                "text": f"<b>{pick(language, 'counted: primary studies', 'räknas: primärstudier')}</b>",
                "font": {"size": 13},
            },
            "showgrid": False,
        },
        xaxis2={
            "domain": [0.6, 1],
            "tickangle": -50,
            "anchor": "y",
            "title": {
                "text": f"<b>{pick(language, 'informing, not counted', 'belyser, räknas inte')}</b>",
                "font": {"size": 13},
            },
            "showgrid": False,
            "automargin": True,
            "tickfont": {"size": 12},
        },
    )
    figure.update_yaxes(
        tickvals=ys,
        ticktext=[_tick(s, language) for s in summaries],
        range=[len(summaries) - 0.5, -0.5],
        showgrid=True,
        gridcolor="#eef1f4",
    )
    return Drawn("evidence-map", title, text, table, figure)


def _tick(s: ClaimSummary, language: str) -> str:
    name = wrap(s.claim.title.in_language(language), 44)
    return f"<b>{name}</b>" if s.claim.headline else name

"""Evidence map: claims by designs. Counted primary studies and informing sources stand apart, in two panels."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ..judgement.claim_summary import ClaimSummary
from ..language.words import Words
from ..model import DESIGNS, PRIMARY_DESIGNS
from .base import LEAST_WIDTH, Drawn, empty_figure, start_figure, wrap
from .sketch import heatmap

PRIMARY = tuple(d for d in DESIGNS if d in PRIMARY_DESIGNS)
INFORMING = tuple(d for d in DESIGNS if d not in PRIMARY_DESIGNS)
BLUES = tuple(
    (i / 8, f"rgb({r},{g},{b})")
    for i, (r, g, b) in enumerate(
        (
            (247, 251, 255),
            (222, 235, 247),
            (198, 219, 239),
            (158, 202, 225),
            (107, 174, 214),
            (66, 146, 198),
            (33, 113, 181),
            (8, 81, 156),
            (8, 48, 107),
        )
    )
)
GREYS = tuple(
    (i / 8, f"rgb({r},{g},{b})")
    for i, (r, g, b) in enumerate(
        (
            (255, 255, 255),
            (240, 240, 240),
            (217, 217, 217),
            (189, 189, 189),
            (150, 150, 150),
            (115, 115, 115),
            (82, 82, 82),
            (37, 37, 37),
            (0, 0, 0),
        )
    )
)
"""From light to dark, in equal steps (ColorBrewer)."""


def _count(summary: ClaimSummary, design: str) -> tuple[int, int, int]:
    """Studies of a design beside a claim: counted and direct, counted and indirect, informing."""
    own = [s for s in summary.studies if s.study.design == design]
    direct = sum(s.counted and s.directness == "direct" for s in own)
    return direct, sum(s.counted for s in own) - direct, sum(not s.counted for s in own)


def table_evidence_map(summaries: Sequence[ClaimSummary], *, language: str = "en") -> pd.DataFrame:
    """One row per claim and design that it has.

    Columns: claim, design, counted and direct (primary studies that answer the claim itself), counted and indirect
    (other people, treatments or outcomes), informing (other sources).
    """
    voice = Words(language, summaries[0].vocabulary if summaries else {})
    names = [
        voice.say(f"figure.evidence_map.column.{name}")
        for name in ["claim", "design", "counted-direct", "counted-indirect", "informing"]
    ]
    rows = [
        (s.claim.title.in_language(voice.language), voice.name("design", design), *numbers)
        for s in summaries
        for design in DESIGNS
        if any(numbers := _count(s, design))
    ]
    return pd.DataFrame(rows, columns=names)


def plot_evidence_map(summaries: Sequence[ClaimSummary], *, language: str = "en") -> Drawn:
    """A grid with numbers where there is something: left the studies that are counted, right what informs.

    A counted cell reads direct + indirect, and is the darker the more direct studies it has.
    """
    voice = Words(language, summaries[0].vocabulary if summaries else {})
    title = voice.say("figure.evidence_map.which-kinds-of-studies-stand")
    table = table_evidence_map(summaries, language=language)
    trials = [x for s in summaries for x in s.counted if x.study.is_randomised]
    direct = sum(x.directness == "direct" for x in trials)
    text = voice.say("figure.evidence_map.on-the-left-blue-the", number=len(trials), n3=len(summaries), direct=direct)
    if table.empty:
        words = voice.say("figure.evidence_map.no-study-has-been-tagged")
        return Drawn("evidence-map", title, words, table, empty_figure(title, words), shows=False, language=language)
    figure = start_figure(title, 260 + 30 * len(summaries), top=70, bottom=190)
    ys = list(range(len(summaries)))
    numbers = {(y, d): _count(s, d) for y, s in enumerate(summaries) for d in DESIGNS}
    for designs, counted, colours, axis in ((PRIMARY, True, BLUES, "x"), (INFORMING, False, GREYS, "x2")):
        cells = [[_read_cell(numbers[y, d], counted) for d in designs] for y in ys]
        figure.add_trace(
            heatmap(
                z=[[depth for depth, _ in row] for row in cells],
                x=[voice.name("design", d) for d in designs],
                y=ys,
                xaxis=axis,
                yaxis="y",
                text=[[words for _, words in row] for row in cells],
                texttemplate="%{text}",
                textfont={"size": 12},
                colorscale=colours,
                zmin=-2,
                zmax=14,
                showscale=False,
                xgap=2,
                ygap=2,
                hovertemplate="%{x}: %{text}<extra></extra>",
                name=voice.say("figure.counted") if counted else voice.say("figure.informs"),
            )
        )
    figure.update_layout(
        meta={LEAST_WIDTH: 880},
        xaxis={
            "domain": [0, 0.57],
            "tickangle": -50,
            "title": {
                "text": f"<b>{voice.say('figure.evidence_map.counted-direct-indirect')}</b>",
                "font": {"size": 13},
            },
            "showgrid": False,
        },
        xaxis2={
            "domain": [0.6, 1],
            "tickangle": -50,
            "anchor": "y",
            "title": {
                "text": f"<b>{voice.say('figure.informing-not-counted')}</b>",
                "font": {"size": 13},
            },
            "showgrid": False,
            "automargin": True,
            "tickfont": {"size": 12},
        },
    )
    figure.update_yaxes(
        tickvals=ys,
        ticktext=[_tick(s, voice) for s in summaries],
        range=[len(summaries) - 0.5, -0.5],
        showgrid=True,
        gridcolor="#eef1f4",
    )
    return Drawn("evidence-map", title, text, table, figure, language=language)


def _read_cell(numbers: tuple[int, int, int], counted: bool) -> tuple[int | None, str]:
    """(how dark, what it says) of a cell; (None, '') where there is nothing."""
    direct, indirect, informing = numbers
    if counted:
        return (direct, f"{direct} + {indirect}") if direct or indirect else (None, "")
    return (informing, str(informing)) if informing else (None, "")


def _tick(s: ClaimSummary, voice: Words) -> str:
    name = wrap(s.claim.title.in_language(voice.language), 30)
    return f"<b>{name}</b>" if s.claim.headline else name

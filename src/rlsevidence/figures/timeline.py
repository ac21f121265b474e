"""Timeline of the evidence for one claim: when each study came out, its design, and what it says by the shape of its
mark."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go

from ..decisions import StudyInClaim
from ..judgement.summary import ClaimSummary
from ..labels import LABELS, label
from .base import (
    BELOW,
    BLUE,
    GREY,
    LEAST_WIDTH,
    ORANGE,
    VERMILLION,
    Drawn,
    add_fill_key,
    add_key,
    empty_figure,
    pick,
    start_figure,
    wrap,
)

SHAPES = {
    "supports": (BLUE, "triangle-up"),
    "inconclusive": (ORANGE, "circle"),
    "disputes": (VERMILLION, "triangle-down"),
}


def table_timeline(summary: ClaimSummary, *, language: str = "en") -> pd.DataFrame:
    """One row per study beside the claim, by year; unknown years last. Columns: year, study, design, says, counted."""
    names = (
        ["year", "study", "design", "says", "counted"]
        if language == "en"
        else ["år", "studie", "design", "säger", "räknas"]
    )
    rows = [
        (
            s.year,
            s.study.label,
            label("design", s.study.design, language),
            label("stance", s.stance, language) if s.stance else pick(language, "in conflict", "oenighet"),
            pick(language, "yes", "ja") if s.counted else pick(language, "no", "nej"),
        )
        for s in sorted(summary.studies, key=lambda s: (s.year or 9999, s.id))
    ]
    return pd.DataFrame(rows, columns=names).astype({names[0]: "Int64"})


def plot_timeline(summary: ClaimSummary, *, language: str = "en") -> Drawn:
    """Years across, designs down; large marks are counted, hollow ones indirect, small grey ones inform."""
    title = (
        pick(language, "When the evidence came", "När evidensen kom") + f": {summary.claim.title.in_language(language)}"
    )
    id_ = f"timeline-{summary.claim.id}"
    table = table_timeline(summary, language=language)
    dated = [s for s in summary.studies if s.year]
    undated = [s.study.label for s in summary.studies if not s.year]
    last = summary.last_search.on
    search = (
        pick(language, f"The last search was on {last}.", f"Senaste sökningen gjordes {last}.")
        if last
        else pick(
            language,
            "No database has been searched for this claim yet, so later or earlier studies may be missing.",
            "Ingen databas har ännu sökts för det här påståendet, så studier kan saknas.",
        )
    )
    if not dated:
        words = (
            pick(
                language,
                "No dated study stands beside this claim. ",
                "Ingen daterad studie finns för det här påståendet. ",
            )
            + search
        )
        return Drawn(id_, title, words, table, empty_figure(title, words))
    years = [int(s.year or 0) for s in dated]
    missing = (
        pick(language, f" Without a year: {', '.join(undated)}.", f" Utan årtal: {', '.join(undated)}.")
        if undated
        else ""
    )
    text = (
        pick(
            language,
            f"{sum(s.counted for s in dated)} counted studies and {sum(not s.counted for s in dated)} informing sources"
            f" from {min(years)} to {max(years)}. ",
            f"{sum(s.counted for s in dated)} räknade studier och {sum(not s.counted for s in dated)} belysande källor"
            f" från {min(years)} till {max(years)}. ",
        )
        + search
        + missing
    )
    end = max([*years, last.year if last else 0, summary.as_of.year])
    places, rows = place_marks(dated, end - min(years) + 3)
    figure = start_figure(wrap(title, 95), 200 + 30 * sum(rows.values()), bottom=130, top=70)
    for stance, (colour, symbol) in SHAPES.items():
        for counted in (True, False):
            own = [s for s in dated if s.stance == stance and s.counted == counted]
            if own:
                look = _look(colour, counted)
                figure.add_trace(_marks(own, places, symbol, look, language))
                name = label("stance", stance, language)
                name += "" if counted else pick(language, " (informs, not counted)", " (belyser, räknas inte)")
                add_key(figure, name, {"symbol": symbol, **look})
    add_fill_key(
        figure,
        pick(language, "filled: answers the claim itself", "fyllt: besvarar själva påståendet"),
        pick(language, "hollow: indirect", "ihåligt: indirekt"),
    )
    starts = [sum(list(rows.values())[:n]) for n in range(len(rows) + 1)]
    figure.update_yaxes(
        tickvals=[(a + b - 1) / 2 for a, b in pairwise(starts)],
        ticktext=[wrap(label("design", d, language), 18) for d in rows],
        range=[starts[-1] - 0.4, -0.6],
    )
    for edge in starts[1:-1]:
        figure.add_hline(y=edge - 0.5, line={"color": "#cbd2d9", "width": 1}, layer="below")
    first = min(years)
    figure.update_xaxes(
        range=[first - 1.5, end + 1.5], tickformat="d", dtick=2 if end - first < 12 else 10, tickangle=0
    )
    if last:
        figure.add_vline(
            x=last.year + last.timetuple().tm_yday / 366, line={"color": "#52606d", "dash": "dash", "width": 1}
        )
    figure.update_layout(legend=BELOW, meta={LEAST_WIDTH: 320})
    return Drawn(id_, title, text, table, figure)


def place_marks(studies: Sequence[StudyInClaim], span: float) -> tuple[dict[str, tuple[int, int]], dict[str, int]]:
    """(study -> its year and line, design -> how many lines it takes), the lines counted from the top.

    A design takes as many lines as keep its marks apart; `span` is the length of the axis in years. Counted designs
    come first, the strongest on top.
    """
    # A mark of 16 pixels on an axis that is some 220 pixels long on a phone.
    apart = span * 16 / 220
    places: dict[str, tuple[int, int]] = {}
    rows: dict[str, int] = {}
    for design in (d for d in LABELS["design"] if any(s.study.design == d for s in studies)):
        top = sum(rows.values())
        ends: list[float] = []
        for s in sorted((s for s in studies if s.study.design == design), key=lambda s: (s.year or 0, s.id)):
            year = int(s.year or 0)
            line = next((n for n, end in enumerate(ends) if year - end >= apart), len(ends))
            ends[line : line + 1] = [year]
            places[s.id] = (year, top + line)
        rows[design] = len(ends)
    return places, rows


def _look(colour: str, counted: bool) -> dict[str, object]:
    return {
        "size": 14 if counted else 9,
        "color": colour if counted else GREY,
        "opacity": 1 if counted else 0.75,
        "line": {"width": 2 if counted else 1, "color": colour if counted else "#52606d"},
    }


def _marks(
    own: list[StudyInClaim],
    places: dict[str, tuple[int, int]],
    symbol: str,
    look: dict[str, object],
    language: str,
) -> go.Scatter:
    return go.Scatter(
        x=[places[s.id][0] for s in own],
        y=[places[s.id][1] for s in own],
        mode="markers",
        showlegend=False,
        customdata=[s.id for s in own],
        marker={
            "symbol": [f"{symbol}-open" if s.directness == "indirect" and s.counted else symbol for s in own],
            **look,
        },
        text=[
            f"<b>{wrap(s.study.label, 50)}</b> ({s.year})<br>{label('design', s.study.design, language)}"
            + (f"<br>{label('directness', s.directness, language)}" if s.directness else "")
            for s in own
        ],
        hovertemplate="%{text}<extra></extra>",
    )

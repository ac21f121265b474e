"""Timeline of the evidence for one claim: when each study came out, its design, and what it says by the shape of its
mark."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from ..judgement.counting import StudyInClaim
from ..judgement.summary import ClaimSummary
from ..labels import LABELS, label
from .base import BLUE, GREY, ORANGE, VERMILLION, Drawn, empty_figure, pick, start_figure, wrap

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
    """Years across, designs down; filled marks are counted, small grey ones inform. Says when the last search was."""
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
    designs = [d for d in LABELS["design"] if any(s.study.design == d for s in dated)]
    figure = start_figure(wrap(title, 95), 160 + 34 * len(designs), bottom=90, top=70)
    for stance, (colour, symbol) in SHAPES.items():
        for counted in (True, False):
            own = [s for s in dated if s.stance == stance and s.counted == counted]
            if own:
                figure.add_trace(_marks(own, designs, stance, colour, symbol, counted, language))
    figure.update_yaxes(
        tickvals=list(range(len(designs))),
        ticktext=[label("design", d, language) for d in designs],
        range=[len(designs) - 0.4, -0.6],
        showgrid=True,
        gridcolor="#eef1f4",
    )
    end = max([*years, last.year if last else 0, summary.as_of.year])
    figure.update_xaxes(range=[min(years) - 1.5, end + 1.5], tickformat="d", dtick=1 if end - min(years) < 12 else 5)
    if last:
        figure.add_vline(
            x=last.year + last.timetuple().tm_yday / 366, line={"color": "#52606d", "dash": "dash", "width": 1}
        )
    figure.update_layout(legend={"y": -0.16})
    return Drawn(id_, title, text, table, figure)


def _marks(
    own: list[StudyInClaim], designs: list[str], stance: str, colour: str, symbol: str, counted: bool, language: str
) -> go.Scatter:
    # Studies of one year and design would hide each other: they stand a little apart.
    seen: dict[tuple[int | None, str], int] = {}
    ys = []
    for s in own:
        place = (s.year, s.study.design)
        ys.append(
            designs.index(s.study.design)
            + 0.16 * seen.get(place, 0)
            + {"supports": -0.16, "inconclusive": 0.0, "disputes": 0.16}[stance]
        )
        seen[place] = seen.get(place, 0) + 1
    name = label("stance", stance, language) + (
        "" if counted else pick(language, " (informs, not counted)", " (belyser, räknas inte)")
    )
    hollow = any(s.directness == "indirect" for s in own) and counted
    symbols = [f"{symbol}-open" if s.directness == "indirect" else symbol for s in own] if hollow else symbol
    return go.Scatter(
        x=[s.year for s in own],
        y=ys,
        mode="markers",
        name=name,
        customdata=[s.id for s in own],
        marker={
            "symbol": symbols if counted else symbol,
            "size": 14 if counted else 9,
            "color": colour if counted else GREY,
            "opacity": 1 if counted else 0.75,
            "line": {"width": 2 if counted else 1, "color": colour if counted else "#52606d"},
        },
        text=[
            f"<b>{wrap(s.study.label, 50)}</b> ({s.year})<br>{label('design', s.study.design, language)}" for s in own
        ],
        hovertemplate="%{text}<extra></extra>",
    )

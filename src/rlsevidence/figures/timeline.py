"""Timeline of the evidence for one claim: when each study came out, its design, and what it says by the shape of its
mark."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pandas as pd

from ..decisions import StudyInClaim
from ..judgement.claim_summary import ClaimSummary
from ..language.words import Words
from ..model import DESIGNS
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
    start_figure,
    wrap,
    wrap_tip,
)
from .sketch import Trace, scatter

SHAPES = {
    "supports": (BLUE, "triangle-up"),
    "inconclusive": (ORANGE, "circle"),
    "disputes": (VERMILLION, "triangle-down"),
}


def table_timeline(summary: ClaimSummary, *, language: str = "en") -> pd.DataFrame:
    """One row per study beside the claim, by year; unknown years last. Columns: year, study, design, says, counted."""
    voice = Words(language, summary.vocabulary)
    names = [voice.say(f"figure.timeline.column.{name}") for name in ["year", "study", "design", "says", "counted"]]
    rows = [
        (
            s.year,
            s.study.label,
            voice.name("design", s.study.design),
            voice.name("stance", s.stance) if s.stance else voice.say("figure.in-conflict"),
            voice.say("figure.yes") if s.counted else voice.say("figure.no"),
        )
        for s in sorted(summary.studies, key=lambda s: (s.year or 9999, s.id))
    ]
    return pd.DataFrame(rows, columns=names).astype({names[0]: "Int64"})


def plot_timeline(summary: ClaimSummary, *, language: str = "en") -> Drawn:
    """Years across, designs down; large marks are counted, hollow ones indirect, small grey ones inform."""
    voice = Words(language, summary.vocabulary)
    title = voice.say("figure.timeline.when-the-evidence-came") + f": {summary.claim.title.in_language(voice.language)}"
    id_ = f"timeline-{summary.claim.id}"
    table = table_timeline(summary, language=language)
    dated = [s for s in summary.studies if s.year]
    undated = [s.study.label for s in summary.studies if not s.year]
    last = summary.last_search.on
    search = (
        voice.say("figure.timeline.the-last-search-was-on", last=last)
        if last
        else voice.say("figure.timeline.no-database-has-been-searched")
    )
    if not dated:
        words = voice.say("figure.timeline.no-dated-study-stands-beside") + search
        return Drawn(id_, title, words, table, empty_figure(title, words), shows=False, language=language)
    years = [int(s.year or 0) for s in dated]
    missing = voice.say("figure.timeline.without-a-year", join=", ".join(undated)) if undated else ""
    text = (
        voice.say(
            "figure.timeline.counted-studies-and-informing-sources",
            sum=sum(s.counted for s in dated),
            sum2=sum(not s.counted for s in dated),
            min=min(years),
            max=max(years),
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
                figure.add_trace(_marks(own, places, symbol, look, voice))
                name = voice.name("stance", stance)
                name += "" if counted else voice.say("figure.informs-not-counted")
                add_key(figure, name, {"symbol": symbol, **look})
    add_fill_key(
        figure,
        voice.say("figure.timeline.filled-answers-the-claim-itself"),
        voice.say("figure.hollow-indirect"),
    )
    starts = [sum(list(rows.values())[:n]) for n in range(len(rows) + 1)]
    figure.update_yaxes(
        tickvals=[(a + b - 1) / 2 for a, b in pairwise(starts)],
        ticktext=[wrap(voice.name("design", d), 18) for d in rows],
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
    return Drawn(id_, title, text, table, figure, shows=len(dated) > 2, language=language)


def place_marks(studies: Sequence[StudyInClaim], span: float) -> tuple[dict[str, tuple[int, int]], dict[str, int]]:
    """(study -> its year and line, design -> how many lines it takes), the lines counted from the top.

    A design takes as many lines as keep its marks apart; `span` is the length of the axis in years. Counted designs
    come first, the strongest on top.
    """
    # A mark of 16 pixels on an axis that is some 220 pixels long on a phone.
    apart = span * 16 / 220
    places: dict[str, tuple[int, int]] = {}
    rows: dict[str, int] = {}
    for design in (d for d in DESIGNS if any(s.study.design == d for s in studies)):
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
    voice: Words,
) -> Trace:
    return scatter(
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
            f"<b>{wrap_tip(s.study.label, 50)}</b> ({s.year})<br>{voice.name('design', s.study.design)}"
            + (f"<br>{voice.name('directness', s.directness)}" if s.directness else "")
            for s in own
        ],
        hovertemplate="%{text}<extra></extra>",
    )

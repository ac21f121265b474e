"""Claims at a glance: how strongly the document words each claim beside what the evidence allows.

The gap is the picture.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from ..judgement.summary import ClaimSummary
from ..judgement.wording import RANK
from ..labels import label
from .base import BLUE, GREY, INK, LABELS_ABOVE, LEAST_WIDTH, VERMILLION, Drawn, empty_figure, pick, start_figure, wrap

STEPS = (
    ("very<br>uncertain", "mycket<br>osäkert"),
    ("may", "kan"),
    ("probably /<br>a study showed", "sannolikt /<br>en studie visade"),
    ("does, is", "gör, är"),
    ("strong<br>evidence", "starka<br>bevis"),
    ("extremely<br>effective", "extremt<br>effektiv"),
)
GAP_LINE = {
    "over": (VERMILLION, "solid", 5),
    "under": (BLUE, "dot", 3),
    "none": (GREY, "solid", 1),
    "not_applicable": (GREY, "dash", 1),
}


def table_claims_at_a_glance(summaries: Sequence[ClaimSummary], *, language: str = "en") -> pd.DataFrame:
    """One row per claim.

    Columns: claim (its title), certainty (certainty or basis in words), allowed (strongest fair wording), document
    (its strongest wording), where (sentences), gap, studies (primary studies counted: those that
    answer the claim itself + indirect ones).
    """
    sv = language == "sv"
    rows = [
        {
            "påstående" if sv else "claim": s.claim.title.in_language(language),
            "tillförlitlighet" if sv else "certainty": _rating(s, language),
            "evidensen tillåter" if sv else "allowed": (
                label("allowed_wording", s.allowed_wording, language) if s.allowed_wording else None
            ),
            "dokumentet säger" if sv else "document": (
                label("wording", s.strongest_wording, language) if s.strongest_wording else None
            ),
            "mening" if sv else "where": ", ".join(p.place for p in s.passages),
            "skillnad" if sv else "gap": label("gap", s.gap, language),
            "studier (direkta + indirekta)" if sv else "studies (direct + indirect)": _count(s),
        }
        for s in summaries
    ]
    columns = [
        "påstående",
        "tillförlitlighet",
        "evidensen tillåter",
        "dokumentet säger",
        "mening",
        "skillnad",
        "studier (direkta + indirekta)",
    ]
    english = ["claim", "certainty", "allowed", "document", "where", "gap", "studies (direct + indirect)"]
    return pd.DataFrame(rows, columns=columns if sv else english)


def _count(summary: ClaimSummary) -> str:
    direct = summary.by_directness.get("direct", 0)
    return f"{direct} + {len(summary.counted) - direct}"


def _rating(summary: ClaimSummary, language: str) -> str:
    if summary.certainty_word:
        return label("certainty", summary.certainty_word, language)
    if summary.basis_word:
        return label("basis_rating", summary.basis_word, language)
    return pick(language, "not judged", "inte bedömt")


def plot_claims_at_a_glance(summaries: Sequence[ClaimSummary], *, language: str = "en") -> Drawn:
    """A line per claim on one ladder of wording: a square where the evidence stops, a diamond where the document
    stands."""
    title = pick(
        language,
        "How far does the article go, and how far does the evidence?",
        "Hur långt går artikeln, och hur långt räcker evidensen?",
    )
    table = table_claims_at_a_glance(summaries, language=language)
    over = [s for s in summaries if s.gap == "over"]
    judged = [s for s in summaries if s.gap != "not_applicable"]
    text = pick(
        language,
        f"{len(over)} of {len(judged)} judged claims are worded more strongly somewhere in the article than the"
        " evidence allows. Each line runs from what the evidence allows (square) to the article's strongest wording"
        " (diamond); a thick line means that the article goes too far.",
        f"{len(over)} av {len(judged)} bedömda påståenden är på något ställe starkare formulerade i artikeln än"
        " evidensen tillåter. Varje linje går från det som evidensen tillåter (kvadrat) till artikelns starkaste"
        " formulering (romb); en tjock linje betyder att artikeln går för långt.",
    )
    documents = sorted({p.document for s in summaries for p in s.passages})
    if len(documents) > 1:
        text += pick(language, f" Documents: {', '.join(documents)}.", f" Dokument: {', '.join(documents)}.")
    if not summaries:
        words = pick(language, "There are no claims yet.", "Det finns inga påståenden ännu.")
        return Drawn("claims-at-a-glance", title, words, table, empty_figure(title, words))
    figure = start_figure(title, 120 + 30 * len(summaries), bottom=90, top=110)
    ys = list(range(len(summaries)))
    for y, s in zip(ys, summaries, strict=True):
        if s.allowed_wording and s.strongest_wording:
            colour, dash, width = GAP_LINE[s.gap]
            xs = [RANK[s.allowed_wording], RANK[s.strongest_wording]]
            figure.add_trace(
                go.Scatter(
                    x=xs,
                    y=[y, y],
                    mode="lines",
                    line={"color": colour, "dash": dash, "width": width},
                    hoverinfo="skip",
                    showlegend=False,
                )
            )
        note = label("gap_short", s.gap, language)
        figure.add_annotation(
            x=5.35,
            y=y,
            xanchor="left",
            text=f"<b>{note}</b>" if s.gap == "over" else note,
            showarrow=False,
            font={"size": 12, "color": VERMILLION if s.gap == "over" else INK},
        )
    hover = [
        f"<b>{wrap(s.claim.title.in_language(language), 60)}</b><br>{_rating(s, language)}<br>{_places(s, language)}"
        for s in summaries
    ]
    _add(
        figure,
        [RANK[s.allowed_wording] if s.allowed_wording else None for s in summaries],
        ys,
        hover,
        pick(language, "what the evidence allows", "vad evidensen tillåter"),
        {"symbol": "square", "size": 13, "color": BLUE},
    )
    _add(
        figure,
        [RANK[s.strongest_wording] if s.strongest_wording else None for s in summaries],
        ys,
        hover,
        pick(language, "the article's strongest wording", "artikelns starkaste formulering"),
        {"symbol": "diamond-open", "size": 15, "color": VERMILLION, "line": {"width": 3}},
    )
    labels = [_tick(s, language) for s in summaries]
    figure.update_yaxes(tickvals=ys, ticktext=labels, range=[len(summaries) - 0.5, -0.5])
    steps = [step[1 if language == "sv" else 0] for step in STEPS]
    figure.update_xaxes(
        tickvals=list(range(6)), ticktext=steps, range=[-0.35, 6.3], side="top", gridcolor="#d5dae0", tickangle=0
    )
    figure.update_layout(legend={"y": -0.01, "orientation": "h"}, meta={LEAST_WIDTH: 520, LABELS_ABOVE: True})
    return Drawn("claims-at-a-glance", title, text, table, figure)


def _tick(summary: ClaimSummary, language: str) -> str:
    name = wrap(summary.claim.title.in_language(language), 44)
    rating = _rating(summary, language)
    return f"{f'<b>{name}</b>' if summary.claim.headline else name}  <span style='color:#52606d'>({rating})</span>"


def _places(summary: ClaimSummary, language: str) -> str:
    return "<br>".join(
        f"{p.place}: {label('wording', p.strength, language)} ({label('gap_short', p.gap, language)})"
        for p in summary.passages
    )


def _add(
    figure: go.Figure, xs: list[int | None], ys: list[int], hover: list[str], name: str, marker: dict[str, object]
) -> None:
    figure.add_trace(
        go.Scatter(
            x=xs, y=ys, mode="markers", marker=marker, name=name, text=hover, hovertemplate="%{text}<extra></extra>"
        )
    )

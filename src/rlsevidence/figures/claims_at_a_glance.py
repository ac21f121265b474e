"""Claims at a glance: how strongly the document words each claim beside what the evidence allows.

The gap is the picture.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ..judgement.claim_summary import ClaimSummary
from ..judgement.proposed_said import mark_proposed, say_allowed
from ..judgement.wording import RANK
from ..language.words import Words
from .base import BLUE, GREY, INK, LEAST_WIDTH, VERMILLION, Drawn, empty_figure, start_figure, wrap, wrap_tip
from .sketch import Sketch, scatter

STEPS = ("very_uncertain", "may", "probably", "is", "strong", "extreme")
"""The ladder of wording, weakest first."""
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
    voice = Words(language, summaries[0].vocabulary if summaries else {})
    names = [
        voice.say(f"figure.claims_at_a_glance.column.{name}")
        for name in ["claim", "certainty", "allowed", "document", "where", "gap", "studies-direct-indirect"]
    ]
    rows = [
        (
            voice.read(s.claim.title),
            _rating(s, voice),
            say_allowed(s, voice) if s.allowed_wording else None,
            voice.name("wording", s.strongest_wording) if s.strongest_wording else None,
            ", ".join(p.place for p in s.passages),
            voice.name("gap", s.gap),
            _count(s),
        )
        for s in summaries
    ]
    return pd.DataFrame(rows, columns=names)


def _count(summary: ClaimSummary) -> str:
    direct = summary.by_directness.get("direct", 0)
    return f"{direct} + {len(summary.counted) - direct}"


def _rating(summary: ClaimSummary, voice: Words) -> str:
    if summary.certainty_word:
        return mark_proposed(voice.name("certainty", summary.certainty_word), summary, voice)
    if summary.basis_word:
        return mark_proposed(voice.name("basis_rating", summary.basis_word), summary, voice)
    return voice.say("figure.not-judged")


def plot_claims_at_a_glance(summaries: Sequence[ClaimSummary], *, language: str = "en") -> Drawn:
    """A line per claim on one ladder of wording: a square where the evidence stops, a diamond where the document
    stands."""
    voice = Words(language, summaries[0].vocabulary if summaries else {})
    title = voice.say("figure.claims_at_a_glance.how-far-does-the-article")
    table = table_claims_at_a_glance(summaries, language=language)
    over = [s for s in summaries if s.gap == "over"]
    judged = [s for s in summaries if s.gap != "not_applicable"]
    text = voice.say("figure.claims_at_a_glance.of-judged-claims-are-worded", number=len(over), n3=len(judged))
    documents = sorted({p.document for s in summaries for p in s.passages})
    if len(documents) > 1:
        text += voice.say("figure.claims_at_a_glance.documents", join=", ".join(documents))
    if not summaries:
        words = voice.say("figure.claims_at_a_glance.there-are-no-claims-yet")
        return Drawn(
            "claims-at-a-glance", title, words, table, empty_figure(title, words), shows=False, language=language
        )
    figure = start_figure(title, 200 + 28 * len(summaries), bottom=90, top=110)
    ys = list(range(len(summaries)))
    for y, s in zip(ys, summaries, strict=True):
        if s.allowed_wording and s.strongest_wording:
            colour, dash, width = GAP_LINE[s.gap]
            xs = [RANK[s.allowed_wording], RANK[s.strongest_wording]]
            figure.add_trace(
                scatter(
                    x=xs,
                    y=[y, y],
                    mode="lines",
                    line={"color": colour, "dash": dash, "width": width},
                    hoverinfo="skip",
                    showlegend=False,
                )
            )
        note = voice.name("gap_short", s.gap)
        figure.add_annotation(
            x=5.35,
            y=y,
            xanchor="left",
            text=f"<b>{note}</b>" if s.gap == "over" else note,
            showarrow=False,
            font={"size": 12, "color": VERMILLION if s.gap == "over" else INK},
        )
    hover = [
        "<br>".join(
            (f"<b>{wrap_tip(voice.read(s.claim.title), 60)}</b>", _rating(s, voice), _places(s, voice)),
        )
        for s in summaries
    ]
    _add(
        figure,
        [RANK[s.allowed_wording] if s.allowed_wording else None for s in summaries],
        ys,
        hover,
        voice.say("figure.claims_at_a_glance.what-the-evidence-allows"),
        {"symbol": "square", "size": 13, "color": BLUE},
    )
    _add(
        figure,
        [RANK[s.strongest_wording] if s.strongest_wording else None for s in summaries],
        ys,
        hover,
        voice.say("figure.claims_at_a_glance.the-article-s-strongest-wording"),
        {"symbol": "diamond-open", "size": 15, "color": VERMILLION, "line": {"width": 3}},
    )
    labels = [_tick(s, voice) for s in summaries]
    figure.update_yaxes(tickvals=ys, ticktext=labels, range=[len(summaries) - 0.5, -0.5])
    steps = [voice.say(f"figure.claims_at_a_glance.step.{step}") for step in STEPS]
    figure.update_xaxes(
        tickvals=list(range(6)), ticktext=steps, range=[-0.35, 6.3], side="top", gridcolor="#d5dae0", tickangle=0
    )
    figure.update_layout(legend={"y": -0.01, "orientation": "h"}, meta={LEAST_WIDTH: 520})
    return Drawn("claims-at-a-glance", title, text, table, figure, language=language)


def _tick(summary: ClaimSummary, voice: Words) -> str:
    name = wrap(summary.claim.title.in_language(voice.language), 44)
    rating = _rating(summary, voice)
    return f"{f'<b>{name}</b>' if summary.claim.headline else name}  <span style='color:#52606d'>({rating})</span>"


def _places(summary: ClaimSummary, voice: Words) -> str:
    return "<br>".join(
        f"{p.place}: {voice.name('wording', p.strength)} ({voice.name('gap_short', p.gap)})" for p in summary.passages
    )


def _add(
    figure: Sketch, xs: list[int | None], ys: list[int], hover: list[str], name: str, marker: dict[str, object]
) -> None:
    figure.add_trace(
        scatter(
            x=xs, y=ys, mode="markers", marker=marker, name=name, text=hover, hovertemplate="%{text}<extra></extra>"
        )
    )

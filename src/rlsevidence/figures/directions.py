"""Effect-direction (harvest) plot: one mark per counted study, in the lane of what it says about the claim.

The field's figure where results cannot be pooled (SWiM: Campbell et al., BMJ 2020;368:l6890). Size never encodes p.
"""

from __future__ import annotations

import pandas as pd

from ..decisions import StudyInClaim
from ..judgement.claim_summary import ClaimSummary
from ..judgement.proposed_said import mark_proposed
from ..language.words import Words
from .base import (
    BELOW,
    GREY,
    LEAST_WIDTH,
    RISK,
    Drawn,
    empty_figure,
    group_alike,
    rank_design,
    start_figure,
    wrap,
    wrap_tip,
)
from .sketch import Trace, scatter

LANES = ("disputes", "inconclusive", "supports")


def table_directions(summary: ClaimSummary, *, language: str = "en") -> pd.DataFrame:
    """One row per study beside the claim, counted ones first, the strongest design first, then by
    year.

    Columns: study, design, year, people, says (stance), directness, risk (of bias), read, counted, why.
    """
    voice = Words(language, summary.vocabulary)
    names = [
        voice.say(f"figure.directions.column.{name}")
        for name in [
            "study",
            "design",
            "year",
            "people",
            "says",
            "directness",
            "risk-of-bias",
            "read",
            "counted",
            "why",
        ]
    ]
    rows = [
        (
            s.study.label,
            voice.name("design", s.study.design),
            s.year,
            s.study.population.n,
            voice.name("stance", s.stance) if s.stance else voice.say("figure.in-conflict"),
            voice.name("directness", s.directness) if s.directness else None,
            (voice.name("judgement", s.risk_of_bias) if s.risk_of_bias else voice.say("figure.not-appraised")),
            voice.name("read", s.study.read),
            voice.say("figure.yes") if s.counted else voice.say("figure.no"),
            s.reason.said(voice),
        )
        for s in sorted(summary.studies, key=lambda s: (not s.counted, *_order(s)))
    ]
    frame = pd.DataFrame(rows, columns=names)
    return frame.astype({names[2]: "Int64", names[3]: "Int64"})


def _order(s: StudyInClaim) -> tuple[int, int, str]:
    """Strongest design first, then the oldest."""
    return rank_design(s.study.design), s.year or 9999, s.id


def describe_certainty(summary: ClaimSummary, voice: Words) -> str:
    """How sure the evidence is, in words, for a title."""
    if summary.certainty_word:
        return mark_proposed(voice.name("certainty", summary.certainty_word), summary, voice)
    if summary.basis_word:
        named = voice.say("figure.directions.basis", label=voice.name("basis_rating", summary.basis_word))
        return mark_proposed(named, summary, voice)
    return voice.say("figure.not-judged-yet")


def plot_directions(summary: ClaimSummary, *, language: str = "en", verdict: bool = True) -> Drawn:
    """The harvest plot of one claim: filled marks answer the question itself, hollow ones a neighbouring one.

    Without `verdict` it holds nothing that people judged: neither the certainty nor the risk of bias, for who is to
    judge first.
    """
    voice = Words(language, summary.vocabulary)
    title = summary.claim.title.in_language(voice.language)
    table = table_directions(summary, language=language)
    if verdict:
        title += f": {describe_certainty(summary, voice)}"
    else:
        table = table.drop(columns=voice.say("figure.directions.column.risk-of-bias"))
    id_ = f"directions-{summary.claim.id}"
    informing = len(summary.studies) - len(summary.counted)
    text = _say(summary, informing, voice, verdict)
    if not summary.counted:
        words = voice.say("figure.directions.no-primary-study-has-been") + (
            voice.say("figure.directions.reviews-guidelines-or-authorities-inform", informing=informing)
            if informing
            else ""
        )
        return Drawn(id_, title, words, table, empty_figure(title, words), shows=False, language=language)
    studies = sorted(summary.counted, key=_order)
    ticks = [_tick(s, voice) for s in studies]
    # A row is as high as the longest label needs, so that none runs into the next.
    row = max(30, 12 + 17 * max(tick.count("<br>") + 1 for tick in ticks))
    figure = start_figure(title, 210 + row * len(studies), bottom=110, top=100)
    groups = group_alike((_risk(s) for s in studies), 0, 1).values() if verdict else [UNTOLD]
    for risks in groups:
        for directness in ("direct", "indirect"):
            own = [
                (y, s)
                for y, s in enumerate(studies)
                if (_risk(s) in risks or not verdict) and (s.directness == "indirect") == (directness == "indirect")
            ]
            if own:
                figure.add_trace(_marks(own, risks, directness, voice))
    for y, s in enumerate(studies):
        if s.retracted:
            figure.add_shape(type="line", x0=-0.5, x1=2.5, y0=y, y1=y, line={"color": GREY, "width": 2})
    lanes = [voice.name("stance", lane) for lane in LANES]
    figure.update_xaxes(
        tickvals=[0, 1, 2],
        ticktext=[f"<b>{lane}</b>" for lane in lanes],
        range=[-0.5, 2.5],
        side="top",
        tickfont={"size": 13},
        showgrid=False,
    )
    for edge in (0.5, 1.5):
        figure.add_shape(
            type="line",
            x0=edge,
            x1=edge,
            y0=-0.5,
            y1=len(studies) - 0.5,
            line={"color": "#cbd2d9", "width": 1},
            layer="below",
        )
    figure.update_yaxes(
        tickvals=list(range(len(studies))),
        ticktext=ticks,
        range=[len(studies) - 0.4, -0.6],
        showgrid=True,
        gridcolor="#eef1f4",
    )
    figure.update_layout(legend=BELOW, meta={LEAST_WIDTH: 320})
    return Drawn(id_, title, text, table, figure, shows=len(studies) > 1, language=language)


def _say(summary: ClaimSummary, informing: int, voice: Words, verdict: bool) -> str:
    n = {stance: summary.by_stance.get(stance, 0) for stance in LANES}
    waiting = summary.waiting.suggested
    direct = summary.by_directness.get("direct", 0)
    return voice.say(
        "figure.directions.primary-studies-counted-pointing-with",
        number=len(summary.counted),
        value=n["supports"],
        value2=n["inconclusive"],
        value3=n["disputes"],
        direct=direct,
        where=voice.say("figure.directions.where-certainty") if verdict else "",
        informing=informing,
        waiting=waiting,
    )


def _tick(s: StudyInClaim, voice: Words) -> str:
    n = "?" if s.study.population.n is None else str(s.study.population.n)
    words = wrap(f"{s.study.label} · {voice.name('design', s.study.design)} ·\u00a0n={n}", 42)
    return f"<s>{words}</s>" if s.retracted else words


def _risk(s: StudyInClaim) -> str:
    return s.risk_of_bias or "not_appraised"


UNTOLD: tuple[str, ...] = ()
"""No judgement of risk at all: the marks of a figure that tells of none."""


def _marks(own: list[tuple[int, StudyInClaim]], risks: tuple[str, ...], directness: str, voice: Words) -> Trace:
    """The marks of judgements that look alike, in one entry of the legend."""
    colour, symbol = RISK[risks[0]][:2] if risks else (GREY, "circle")
    hollow = directness == "indirect" and not symbol.endswith("-open")
    name = " / ".join(
        voice.name("judgement", risk) if risk != "not_appraised" else voice.say("figure.not-appraised")
        for risk in risks
    )
    name = voice.say("figure.risk-of-bias") + name if risks else voice.name("directness", directness)
    if risks and directness == "indirect":
        name += voice.say("figure.indirect")
    hover = [
        f"<b>{wrap_tip(s.study.label, 50)}</b> ({s.year or '?'})<br>{wrap_tip(voice.read(s.study.finding), 70)}<br>"
        + voice.say("figure.read")
        + voice.name("read", s.study.read)
        for _, s in own
    ]
    return scatter(
        x=[LANES.index(str(s.stance)) for _, s in own],
        y=[y for y, _ in own],
        mode="markers",
        name=name,
        marker={
            "symbol": f"{symbol}-open" if hollow else symbol,
            "size": 15,
            "color": colour,
            "line": {"width": 2.5 if hollow else 1, "color": colour if hollow else "#ffffff"},
        },
        text=hover,
        customdata=[s.id for _, s in own],
        hovertemplate="%{text}<extra></extra>",
    )

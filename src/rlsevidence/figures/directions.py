"""Effect-direction (harvest) plot: one mark per counted study, in the lane of what it says about the claim.

The field's figure where results cannot be pooled (SWiM: Campbell et al., BMJ 2020;368:l6890). Size never encodes p.
"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from ..decisions import StudyInClaim
from ..judgement.summary import ClaimSummary
from ..labels import label
from .base import (
    BELOW,
    GREY,
    LABELS_ABOVE,
    LEAST_WIDTH,
    RISK,
    Drawn,
    empty_figure,
    group_alike,
    pick,
    rank_design,
    start_figure,
    wrap,
)

LANES = ("disputes", "inconclusive", "supports")


def table_directions(summary: ClaimSummary, *, language: str = "en") -> pd.DataFrame:
    """One row per study beside the claim, counted ones first, the strongest design first, then by
    year.

    Columns: study, design, year, people, says (stance), directness, risk (of bias), read, counted, why.
    """
    names = {
        "en": ["study", "design", "year", "people", "says", "directness", "risk of bias", "read", "counted", "why"],
        "sv": [
            "studie",
            "design",
            "år",
            "personer",
            "säger",
            "direkthet",
            "risk för snedvridning",
            "läst",
            "räknas",
            "varför",
        ],
    }[language]
    rows = [
        (
            s.study.label,
            label("design", s.study.design, language),
            s.year,
            s.study.population.n,
            label("stance", s.stance, language) if s.stance else pick(language, "in conflict", "oenighet"),
            label("directness", s.directness, language) if s.directness else None,
            (
                label("judgement", s.risk_of_bias, language)
                if s.risk_of_bias
                else pick(language, "not appraised", "inte granskad")
            ),
            label("read", s.study.read, language),
            pick(language, "yes", "ja") if s.counted else pick(language, "no", "nej"),
            s.why,
        )
        for s in sorted(summary.studies, key=lambda s: (not s.counted, *_order(s)))
    ]
    frame = pd.DataFrame(rows, columns=names)
    return frame.astype({names[2]: "Int64", names[3]: "Int64"})


def _order(s: StudyInClaim) -> tuple[int, int, str]:
    """Strongest design first, then the oldest."""
    return rank_design(s.study.design), s.year or 9999, s.id


def describe_certainty(summary: ClaimSummary, language: str) -> str:
    """How sure the evidence is, in words, for a title."""
    if summary.certainty_word:
        return label("certainty", summary.certainty_word, language)
    if summary.basis_word:
        return pick(
            language,
            f"basis: {label('basis_rating', summary.basis_word, 'en')}",
            f"grund: {label('basis_rating', summary.basis_word, 'sv')}",
        )
    return pick(language, "not judged yet", "inte bedömt ännu")


def plot_directions(summary: ClaimSummary, *, language: str = "en") -> Drawn:
    """The harvest plot of one claim: filled marks answer the question itself, hollow ones a neighbouring one."""
    title = f"{summary.claim.title.in_language(language)}: {describe_certainty(summary, language)}"
    table = table_directions(summary, language=language)
    id_ = f"directions-{summary.claim.id}"
    informing = len(summary.studies) - len(summary.counted)
    text = _say(summary, informing, language)
    if not summary.counted:
        words = pick(
            language,
            "No primary study has been tagged for this claim by a person yet."
            + (
                f" {informing} reviews, guidelines or authorities inform it; they are listed, not counted."
                if informing
                else ""
            ),
            "Ingen primärstudie har märkts för det här påståendet ännu."
            + (
                f" {informing} översikter, riktlinjer eller myndigheter belyser det; de listas men räknas inte."
                if informing
                else ""
            ),
        )
        return Drawn(id_, title, words, table, empty_figure(title, words))
    studies = sorted(summary.counted, key=_order)
    ticks = [_tick(s, language) for s in studies]
    # A row is as high as the longest label needs, so that none runs into the next.
    row = max(30, 12 + 17 * max(tick.count("<br>") + 1 for tick in ticks))
    figure = start_figure(title, 170 + row * len(studies), bottom=110, top=100)
    for risks in group_alike((_risk(s) for s in studies), 0, 1).values():
        for directness in ("direct", "indirect"):
            own = [
                (y, s)
                for y, s in enumerate(studies)
                if _risk(s) in risks and (s.directness == "indirect") == (directness == "indirect")
            ]
            if own:
                figure.add_trace(_marks(own, risks, directness, language))
    for y, s in enumerate(studies):
        if s.retracted:
            figure.add_shape(type="line", x0=-0.5, x1=2.5, y0=y, y1=y, line={"color": GREY, "width": 2})
    lanes = [label("stance", lane, language) for lane in LANES]
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
    figure.update_layout(legend=BELOW, meta={LEAST_WIDTH: 320, LABELS_ABOVE: True})
    return Drawn(id_, title, text, table, figure)


def _say(summary: ClaimSummary, informing: int, language: str) -> str:
    n = {stance: summary.by_stance.get(stance, 0) for stance in LANES}
    waiting = summary.waiting.suggested
    direct = summary.by_directness.get("direct", 0)
    return pick(
        language,
        f"Primary studies counted: {len(summary.counted)}. Pointing with the claim: {n['supports']}; inconclusive:"
        f" {n['inconclusive']}; pointing against it: {n['disputes']}; answering the question itself: {direct}. How many"
        " point one way does not say how sure we are: the certainty stands in the title. Other sources that inform and"
        f" are not counted: {informing}. Suggested records that wait for a person: {waiting}.",
        f"Primärstudier som räknas: {len(summary.counted)}. Talar för påståendet: {n['supports']}; inte entydiga:"
        f" {n['inconclusive']}; talar emot det: {n['disputes']}; besvarar själva frågan: {direct}. Hur många som pekar"
        " åt ett håll säger inte hur säkra vi är: tillförlitligheten står i rubriken. Andra källor, som belyser frågan"
        f" och inte räknas: {informing}. Föreslagna poster som väntar på en människa: {waiting}.",
    )


def _tick(s: StudyInClaim, language: str) -> str:
    n = "?" if s.study.population.n is None else str(s.study.population.n)
    words = wrap(f"{s.study.label} · {label('design', s.study.design, language)} ·\u00a0n={n}", 42)
    return f"<s>{words}</s>" if s.retracted else words


def _risk(s: StudyInClaim) -> str:
    return s.risk_of_bias or "not_appraised"


def _marks(own: list[tuple[int, StudyInClaim]], risks: tuple[str, ...], directness: str, language: str) -> go.Scatter:
    """The marks of judgements that look alike, in one entry of the legend."""
    colour, symbol, _ = RISK[risks[0]]
    hollow = directness == "indirect" and not symbol.endswith("-open")
    name = " / ".join(
        label("judgement", risk, language)
        if risk != "not_appraised"
        else pick(language, "not appraised", "inte granskad")
        for risk in risks
    )
    name = pick(language, "risk of bias: ", "risk för snedvridning: ") + name
    if directness == "indirect":
        name += pick(language, " (indirect)", " (indirekt)")
    hover = [
        f"<b>{wrap(s.study.label, 50)}</b> ({s.year or '?'})<br>{wrap(s.study.finding.in_language(language), 70)}<br>"
        + pick(language, "read: ", "läst: ")
        + label("read", s.study.read, language)
        for _, s in own
    ]
    return go.Scatter(
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

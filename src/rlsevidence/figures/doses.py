"""Doses on one axis, in mg of elemental magnesium a day: what the article calls safe, limits by authority, doses in
studies."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from ..judgement.dose import convert_arm
from ..labels import label
from ..model import Evidence
from .base import BLUE, GREEN, GREY, ORANGE, VERMILLION, Drawn, empty_figure, pick, start_figure, wrap

HOME = ("Sweden", "European Union")
"""Jurisdictions that come first, because the document is published for readers there."""
RANGE = re.compile(r"^(\d{2,4})\s*[-–]\s*(\d{2,4})$")
KINDS = ("article", "supplements", "total", "medicine", "study")
LOOK = {
    "article": (VERMILLION, "solid", "diamond"),
    "supplements": (BLUE, "solid", "line-ns"),
    "total": (GREEN, "dot", "circle-open"),
    "medicine": (GREY, "dash", "cross"),
    "study": (ORANGE, "solid", "square"),
}


@dataclass(frozen=True)
class _Row:
    what: str
    kind: str
    low: float
    high: float
    note: str
    unsure: bool = False


def find_article_range(evidence: Evidence) -> tuple[str, float, float] | None:
    """The range of a dose claim as the document gives it: sentence, lowest and highest mg a day; None when it gives
    none.

    Read from the distinctive terms of the sentence that makes a claim of the kind dose: the number is not kept
    elsewhere.
    """
    for sentence in evidence.document.sentences:
        if any(c.claim in evidence.claims and evidence.claims[c.claim].kind == "dose" for c in sentence.claims):
            for term in sentence.terms:
                if match := RANGE.match(term):
                    return sentence.at, float(match[1]), float(match[2])
    return None


def _list_rows(evidence: Evidence, language: str) -> tuple[list[_Row], list[str]]:
    rows: list[_Row] = []
    article = find_article_range(evidence)
    if article:
        at, low, high = article
        rows.append(
            _Row(
                pick(language, f"The article, sentence {at}", f"Artikeln, mening {at}"),
                "article",
                low,
                high,
                pick(
                    language,
                    "called safe a day, without saying what is counted",
                    "kallas säkert per dag, utan att säga vad som räknas",
                ),
            )
        )
    words = evidence.dose_limits.words
    limits = sorted(
        evidence.dose_limits.limits, key=lambda x: (_place(x.jurisdiction), x.jurisdiction, x.counts, x.value_mg)
    )
    for x in limits:
        if x.counts == "label":
            continue  # a figure for percentages on packs: neither a need nor a limit
        who = ", ".join(p for p in (x.applies_to.age, x.applies_to.sex if x.applies_to.sex != "all" else None) if p)
        kind = words["kind"][x.kind].in_language(language).rstrip(".") if x.kind in words.get("kind", {}) else x.kind
        name = f"{x.authority} ({x.jurisdiction}{', ' + str(x.year) if x.year else ''}){': ' + who if who else ''}"
        rows.append(_Row(name, x.counts, x.value_mg, x.value_mg_high or x.value_mg, kind))
    unplaced = []
    unnamed = pick(language, "salt not named", "salt anges inte")
    for study in evidence.studies.values():
        if not study.is_primary:
            continue
        for arm in study.arms:
            if arm.compound != "magnesium" or arm.route != "oral":
                continue
            dose = convert_arm(arm, evidence.salts)
            name = f"{study.label} ({label('salt', arm.salt, language) if arm.salt else unnamed})"
            per_day = bool(arm.unit) and str(arm.unit).split(" ")[0].endswith("/day")
            if dose is None or not per_day:
                given = (
                    f"{arm.amount:g} {arm.unit}"
                    if arm.amount is not None
                    else pick(language, "no amount given", "ingen mängd angiven")
                )
                unplaced.append(f"{name}: {given}")
                continue
            rows.append(_Row(name, "study", dose.low, dose.high, dose.how, unsure=dose.low != dose.high))
    return rows, unplaced


def _place(jurisdiction: str) -> int:
    return HOME.index(jurisdiction) if jurisdiction in HOME else len(HOME)


def table_doses(evidence: Evidence, *, language: str = "en") -> pd.DataFrame:
    """One row per figure drawn: what, kind, low and high in mg of elemental magnesium a day, note."""
    names = (
        ["what", "kind", "low (mg)", "high (mg)", "note"]
        if language == "en"
        else ["vad", "slag", "lägst (mg)", "högst (mg)", "anmärkning"]
    )
    rows, _ = _list_rows(evidence, language)
    return pd.DataFrame(
        [(r.what, _name(r.kind, language), round(r.low, 1), round(r.high, 1), r.note) for r in rows], columns=names
    )


def _name(kind: str, language: str) -> str:
    return {
        "article": ("the article's range", "artikelns intervall"),
        "supplements": ("from supplements", "från tillskott"),
        "total": ("from all sources", "från alla källor"),
        "medicine": ("as a medicine", "som läkemedel"),
        "study": ("dose in a study", "dos i en studie"),
    }[kind][language == "sv"]


def plot_doses(evidence: Evidence, *, language: str = "en") -> Drawn:
    """The article's range as a band, then figures of authorities (Sweden and the EU first), then doses in studies."""
    title = pick(
        language, "How much magnesium a day, and who says so?", "Hur mycket magnesium per dag, och vem säger det?"
    )
    table = table_doses(evidence, language=language)
    rows, unplaced = _list_rows(evidence, language)
    text = pick(
        language,
        "Milligrams of elemental magnesium a day. Upper levels for supplements and intakes from all sources are"
        " different things and carry different marks. Where a study does not say whether it gives the weight of the"
        " salt or of magnesium, the line spans both."
        + (f" Not on the axis, since no amount a day could be worked out: {'; '.join(unplaced)}." if unplaced else ""),
        "Milligram rent magnesium per dag. Övre gränser för tillskott och intag från alla källor är olika saker och har"
        " olika tecken. Där en studie inte säger om den anger saltets eller magnesiumets vikt täcker linjen båda."
        + (
            f" Inte på axeln, eftersom ingen mängd per dag gick att räkna ut: {'; '.join(unplaced)}."
            if unplaced
            else ""
        ),
    )
    if not rows:
        words = pick(language, "No dose has been recorded yet.", "Ingen dos har registrerats ännu.")
        return Drawn("doses", title, words, table, empty_figure(title, words))
    figure = start_figure(title, 150 + 34 * len(rows), bottom=100, top=70)
    article = next((r for r in rows if r.kind == "article"), None)
    if article:
        figure.add_shape(
            type="rect",
            x0=article.low,
            x1=article.high,
            y0=-0.5,
            y1=len(rows) - 0.5,
            fillcolor="rgba(213,94,0,0.10)",
            line={"width": 0},
            layer="below",
        )
    for kind in KINDS:
        own = [(y, r) for y, r in enumerate(rows) if r.kind == kind]
        for y, r in own:
            if r.low != r.high:
                colour, dash, _ = LOOK[kind]
                figure.add_trace(
                    go.Scatter(
                        x=[r.low, r.high],
                        y=[y, y],
                        mode="lines",
                        line={"color": colour, "width": 4, "dash": "dot" if r.unsure else dash},
                        hoverinfo="skip",
                        showlegend=False,
                    )
                )
        if own:
            figure.add_trace(_marks(own, kind, language))
    figure.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=[wrap(r.what, 52) for r in rows],
        range=[len(rows) - 0.4, -0.6],
        showgrid=True,
        gridcolor="#eef1f4",
    )
    figure.update_xaxes(
        title={"text": pick(language, "mg of magnesium a day", "mg magnesium per dag"), "font": {"size": 12}},
        rangemode="tozero",
        side="top",  # the figure is long, and reading begins at the top
    )
    figure.update_layout(legend={"y": -0.05})
    return Drawn("doses", title, text, table, figure)


def _marks(own: list[tuple[int, _Row]], kind: str, language: str) -> go.Scatter:
    colour, _, symbol = LOOK[kind]
    xs, ys, hover = [], [], []
    for y, r in own:
        for x in dict.fromkeys((r.low, r.high)):
            xs.append(x)
            ys.append(y)
            amount = f"{r.low:.0f}" if r.low == r.high else f"{r.low:.0f}–{r.high:.0f}"
            hover.append(f"<b>{wrap(r.what, 60)}</b><br>{amount} mg<br>{wrap(r.note, 60)}")
    return go.Scatter(
        x=xs,
        y=ys,
        mode="markers",
        name=_name(kind, language),
        text=hover,
        hovertemplate="%{text}<extra></extra>",
        marker={
            "symbol": symbol,
            "size": 15 if symbol == "line-ns" else 11,
            "color": colour,
            "line": {"width": 3 if symbol in ("line-ns", "circle-open") else 1, "color": colour},
        },
    )

"""Doses on one axis, in mg of the substance itself a day: what the article calls safe, limits by authority, doses in
studies."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from ..exposure.amounts import ElementalDose, Measure, convert_arm, find_measure
from ..language import format_number
from ..language.measures import name_country, say_people
from ..language.words import Words
from ..model import Arm, DoseLimit, Evidence
from .base import (
    BELOW,
    BLUE,
    GREEN,
    GREY,
    INK,
    LEAST_WIDTH,
    ORANGE,
    PURPLE,
    VERMILLION,
    Drawn,
    empty_figure,
    start_figure,
    wrap,
    wrap_tip,
)
from .sketch import Trace, scatter

RANGE = re.compile(r"^(\d{2,4})\s*[-–]\s*(\d{2,4})$")
COLOURS = {"supplements": BLUE, "total": GREEN, "medicine": GREY, "label": PURPLE}
"""What a figure of an authority counts -> its colour."""
SYMBOLS = {
    "upper_level": "line-ns",
    "recommended_intake": "circle",
    "adequate_intake": "circle-open",
    "reference_value": "cross",
}
"""What kind of figure it is -> its mark. Colour and mark together, and the legend in words, tell both."""
ARTICLE, STUDY = "article", "study"
LOOK = {ARTICLE: (VERMILLION, "diamond"), STUDY: (ORANGE, "square")}


@dataclass(frozen=True)
class _Row:
    """`of`: (kind, what is counted) for a figure of an authority; (ARTICLE, "") or (STUDY, "") for the rest."""

    what: str
    of: tuple[str, str]
    low: float
    high: float
    note: str
    unsure: bool = False

    @property
    def look(self) -> tuple[str, str]:
        kind, counts = self.of
        return LOOK[kind] if kind in LOOK else (COLOURS.get(counts, INK), _symbol(kind, counts))


def _symbol(kind: str, counts: str) -> str:
    # A figure for packs is neither a need nor a limit, and a dose of a medicine is neither of the three: own marks.
    return "star" if counts == "label" else SYMBOLS.get(kind, "x")


def find_article_range(evidence: Evidence) -> tuple[str, float, float] | None:
    """The range of a dose claim as the document gives it: sentence, lowest and highest mg a day; None when it gives
    none.

    Read from the distinctive terms of the sentence that makes a claim of the kind dose: the number is not kept
    elsewhere.
    """
    for _, sentence in evidence.sentences:
        if any(c.claim in evidence.claims and evidence.claims[c.claim].kind == "dose" for c in sentence.claims):
            for term in sentence.terms:
                if match := RANGE.match(term):
                    return sentence.at, float(match[1]), float(match[2])
    return None


def _list_rows(evidence: Evidence, measure: Measure, voice: Words) -> tuple[list[_Row], list[str]]:
    """The rows of the figure, and the doses that have no place on its axis."""
    rows: list[_Row] = []
    article = find_article_range(evidence)
    if article:
        at, low, high = article
        rows.append(
            _Row(
                voice.say("figure.doses.the-article-sentence", at=at),
                (ARTICLE, ""),
                low,
                high,
                voice.say("figure.doses.called-safe-a-day-without"),
            )
        )
    table = evidence.dose_limits
    words = table.words if table else {}
    home = evidence.topic.jurisdictions

    def order(x: DoseLimit) -> tuple[int, str, str, float]:
        # What holds where the documents are read comes first.
        place = home.index(x.jurisdiction) if x.jurisdiction in home else len(home)
        return place, x.jurisdiction, x.counts, x.value_mg

    for x in sorted(table.limits if table else (), key=order):
        who = say_people(x.applies_to.age, x.applies_to.sex, voice.language)
        kind = (
            words["kind"][x.kind].in_language(voice.language).rstrip(".") if x.kind in words.get("kind", {}) else x.kind
        )
        where = "" if x.jurisdiction == x.authority else name_country(x.jurisdiction, voice.language)
        place = ", ".join(part for part in (where, str(x.year) if x.year else "") if part)
        authority = name_country(x.authority, voice.language)
        name = authority + (f" ({place})" if place else "") + (f": {who}" if who else "")
        rows.append(_Row(name, (x.kind, x.counts), x.value_mg, x.value_mg_high or x.value_mg, kind))
    unplaced: dict[str, list[str]] = {}
    unnamed = voice.say("figure.salt-not-named")
    for study in evidence.studies.values():
        if not study.is_primary:
            continue
        for arm in study.arms:
            if arm.compound != measure.compound or arm.route != "oral":
                continue
            dose = convert_arm(arm, measure)
            name = f"{study.label} ({voice.name('salt', arm.salt) if arm.salt else unnamed})"
            per_day = bool(arm.unit) and str(arm.unit).split(" ")[0].endswith("/day")
            if dose is None or not per_day:
                given = (
                    f"{format_number(arm.amount, voice.language)} {voice.unit(arm.unit or '')}".strip()
                    if arm.amount is not None
                    else voice.say("figure.no-amount-given")
                )
                unplaced.setdefault(given, []).append(name)
                continue
            rows.append(
                _Row(
                    name, (STUDY, ""), dose.low, dose.high, _say_how(dose, arm, evidence, voice), dose.low != dose.high
                )
            )
    return rows, [f"{given}: {', '.join(names)}" for given, names in unplaced.items()]


def _say_how(dose: ElementalDose, arm: Arm, evidence: Evidence, voice: Words) -> str:
    """What was assumed when an amount was converted."""
    if not dose.case:
        return dose.how
    if dose.case == "moles":
        share = voice.number(dose.shares[0])
    else:
        share = voice.say("site.to").join(f" {voice.number(round(100 * s, 1))} % " for s in dose.shares).strip()
    return voice.say(
        f"figure.doses.how.{dose.case}",
        name=evidence.topic.exposure.name.in_language(voice.language),
        salt=voice.name("salt", arm.salt) if arm.salt else "",
        share=share,
        amount="" if arm.amount is None else voice.number(arm.amount),
        unit=str(arm.unit).partition("/")[0],
    )


def table_doses(evidence: Evidence, *, language: str = "en") -> pd.DataFrame:
    """One row per figure drawn.

    Columns: what, kind (upper level, intake, dose in a study, ...), counts (from supplements, from all sources, ...),
    low and high in mg of the substance itself a day, note.
    """
    voice = Words(language, evidence.vocabulary)
    names = [
        voice.say(f"figure.doses.column.{name}") for name in ["what", "kind", "counts", "low-mg", "high-mg", "note"]
    ]
    measure = find_measure(evidence)
    rows, _ = _list_rows(evidence, measure, voice) if measure else ([], [])
    return pd.DataFrame(
        [
            (
                r.what,
                _word(r.of[0], voice),
                _word(r.of[1], voice) or None,
                round(r.low, 1),
                round(r.high, 1),
                r.note,
            )
            for r in rows
        ],
        columns=names,
    )


def _word(word: str, voice: Words) -> str:
    return voice.say(f"figure.doses.word.{word}") if word else ""


def _name(of: tuple[str, str], voice: Words) -> str:
    """A legend entry: what kind of figure, and what it counts."""
    return ", ".join(w for w in (_word(part, voice) for part in of) if w)


def plot_doses(evidence: Evidence, *, language: str = "en") -> Drawn:
    """The article's range as a band, then figures of authorities (those at home first), then doses in studies."""
    voice = Words(language, evidence.vocabulary)
    measure = find_measure(evidence)
    table = table_doses(evidence, language=language)
    if measure is None:
        title = voice.say("figure.doses")
        words = voice.say("figure.doses.this-workspace-counts-no-doses")
        return Drawn("doses", title, words, table, empty_figure(title, words), shows=False, language=language)
    name = measure.substance.name.in_language(voice.language)
    title = voice.say("figure.doses.how-much-a-day-and", name=name)
    rows, unplaced = _list_rows(evidence, measure, voice)
    labels = ", ".join(f"{r.what}: {format_number(r.low, voice.language)} mg" for r in rows if r.of[1] == "label")
    text = (
        voice.say("figure.doses.milligrams-of-elemental-a-day", name=name)
        + (voice.say("figure.doses.is-a-reference-for-percentages", labels=labels) if labels else "")
        + voice.say("figure.doses.where-a-study-does-not")
        + (voice.say("figure.doses.not-on-the-axis-since", join="; ".join(unplaced)) if unplaced else "")
    )
    if not rows:
        words = voice.say("figure.doses.no-dose-has-been-recorded")
        return Drawn("doses", title, words, table, empty_figure(title, words), shows=False, language=language)
    ticks = [wrap(r.what, 50) for r in rows]
    # A row is as high as the longest label needs, so that none runs into the next.
    row = max(34, 8 + 16 * max(tick.count("<br>") + 1 for tick in ticks))
    figure = start_figure(title, 200 + row * len(rows), bottom=120, top=80)
    article = next((r for r in rows if r.of[0] == ARTICLE), None)
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
    for of in sorted({r.of for r in rows}, key=_order):
        own = [(y, r) for y, r in enumerate(rows) if r.of == of]
        for y, r in own:
            if r.low != r.high:
                figure.add_trace(
                    scatter(
                        x=[r.low, r.high],
                        y=[y, y],
                        mode="lines",
                        line={"color": r.look[0], "width": 4, "dash": "dot" if r.unsure else "solid"},
                        hoverinfo="skip",
                        showlegend=False,
                    )
                )
        figure.add_trace(_marks(own, voice))
    figure.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=ticks,
        range=[len(rows) - 0.4, -0.6],
        showgrid=True,
        gridcolor="#eef1f4",
    )
    figure.update_xaxes(
        title={"text": voice.say("figure.doses.mg-of-a-day", name=name), "font": {"size": 12}},
        rangemode="tozero",
        side="top",  # the figure is long, and reading begins at the top
    )
    figure.update_layout(legend=BELOW, meta={LEAST_WIDTH: 340})
    return Drawn("doses", title, text, table, figure, language=language)


def _order(of: tuple[str, str]) -> tuple[int, int]:
    kinds, counts = [ARTICLE, *SYMBOLS, STUDY], ["", *COLOURS]
    return kinds.index(of[0]), counts.index(of[1])


def _marks(own: list[tuple[int, _Row]], voice: Words) -> Trace:
    """The figures of one kind that count the same, in one entry of the legend."""
    of, (colour, symbol) = own[0][1].of, own[0][1].look
    xs, ys, hover = [], [], []
    for y, r in own:
        for x in dict.fromkeys((r.low, r.high)):
            xs.append(x)
            ys.append(y)
            amount = f"{r.low:.0f}" if r.low == r.high else f"{r.low:.0f}–{r.high:.0f}"
            hover.append(f"<b>{wrap_tip(r.what, 60)}</b><br>{amount} mg<br>{wrap_tip(r.note, 60)}")
    return scatter(
        x=xs,
        y=ys,
        mode="markers",
        name=_name(of, voice),
        text=hover,
        hovertemplate="%{text}<extra></extra>",
        marker={
            "symbol": symbol,
            "size": 15 if symbol == "line-ns" else 11,
            "color": colour,
            "line": {"width": 3 if symbol in ("line-ns", "circle-open") else 1, "color": colour},
        },
    )

"""How a verdict moved: the level the rules come to, as each study came, and what people decided in the end."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

import pandas as pd

from ..judgement.history import History, State
from ..language.reasons import label_studies
from ..language.words import Words
from ..model import CERTAINTY_LEVELS, Claim
from .base import (
    BELOW,
    BLUE,
    GREY,
    INK,
    LEAST_WIDTH,
    VERMILLION,
    Drawn,
    add_fill_key,
    add_key,
    empty_figure,
    start_figure,
    wrap,
    wrap_tip,
)
from .sketch import scatter

RATINGS = ("unsupported", "contested", "accepted", "established")
DIRECTIONS = {
    "benefit": (BLUE, "triangle-up"),
    "harm": (VERMILLION, "triangle-down"),
    "no_difference": (INK, "square"),
    "unclear": (GREY, "circle"),
    "not_applicable": (GREY, "diamond"),
}


def table_verdict_history(history: History, *, language: str = "en") -> pd.DataFrame:
    """One row per state. Columns: day, studies that came, level or basis, direction, moved, why."""
    voice = Words(language, history.vocabulary)
    names = [
        voice.say(f"figure.verdict_history.column.{name}")
        for name in ["day", "came", "the-rules-propose", "direction", "moved", "why"]
    ]
    rows = [
        (
            s.said_on,
            history.name_studies(s.added),
            _word(s, voice),
            voice.name("direction", s.proposal.direction),
            voice.say("figure.yes") if s.moved else voice.say("figure.no"),
            label_studies(s.reason.said(voice), history.labels),
        )
        for s in history.states
    ]
    return pd.DataFrame(rows, columns=names)


def _word(state: State, voice: Words) -> str:
    if state.proposal.level is not None:
        return voice.name("certainty", state.proposal.level)
    if state.proposal.rating is not None:
        return voice.name("basis_rating", state.proposal.rating)
    return voice.say("figure.nothing-to-rate")


def plot_verdict_history(history: History, claim: Claim, *, language: str = "en") -> Drawn:
    """Years across, levels up; the shape of a mark says where results pointed, a filled one that the verdict moved."""
    voice = Words(language, history.vocabulary)
    title = voice.say("figure.verdict_history.how-the-verdict-moved")
    title += f": {claim.title.in_language(voice.language)}"
    id_ = f"verdict-history-{claim.id}"
    table = table_verdict_history(history, language=language)
    levels = {s.proposal.word for s in history.states}
    # Where the level stood still, what moved was where the results point.
    moved = "moves" if len(levels) != 1 else "moves-of-direction"
    # A level that never moved is told in words: there is no cross to look for.
    drawn = "every-state-is-what-the" if len(levels) > 1 else "every-state-in-words"
    text = voice.say(
        f"figure.verdict_history.{drawn}",
        how_many=voice.say_number("figure.verdict_history.states", len(history.states)),
        how_many2=voice.say_number(f"figure.verdict_history.{moved}", len(history.moves))
        if history.moves
        else voice.say("figure.verdict_history.no-move"),
    )
    if history.undated:
        text += voice.say("figure.without-a-date") + history.name_studies(history.undated) + "."
    if not history.states:
        return Drawn(id_, title, text, table, empty_figure(title, text), shows=False, language=language)
    graded = any(s.proposal.grade for s in history.states)
    scale, group = (CERTAINTY_LEVELS, "certainty") if graded else (RATINGS, "basis_rating")
    figure = start_figure(wrap(title, 95), 400, bottom=140, top=70)
    decision = history.decision
    word = (decision.overall or (decision.basis.rating if decision.basis else None)) if decision else None
    days = [s.day for s in history.states]
    if decision and word in scale:
        days.append(decision.decided_on)
    # The decision may be older than the last state: both stand in the order of their days.
    order = sorted(range(len(days)), key=lambda i: days[i])
    placed = dict(zip(order, place_days([days[i] for i in order]), strict=True))
    along = [placed[i] for i in range(len(days))]
    places = [_place(s, scale) for s in history.states]
    figure.add_trace(
        scatter(
            x=along[: len(places)],
            y=places,
            mode="lines",
            line={"color": GREY, "width": 1, "shape": "hv"},
            showlegend=False,
            hoverinfo="skip",
        )
    )
    for direction, (colour, symbol) in DIRECTIONS.items():
        own = [
            (s, x, y)
            for s, x, y in zip(history.states, along, places, strict=False)
            if s.proposal.direction == direction
        ]
        if own:
            figure.add_trace(
                scatter(
                    x=[x for _, x, _ in own],
                    y=[y for _, _, y in own],
                    mode="markers",
                    showlegend=False,
                    marker={
                        "size": 13,
                        "color": colour,
                        "symbol": [symbol if s.moved else f"{symbol}-open" for s, _, _ in own],
                        "line": {"width": 2, "color": colour},
                    },
                    text=[
                        "<br>".join(
                            [
                                f"<b>{s.said_on}</b>",
                                wrap_tip("+ " + history.name_studies(s.added), 60),
                                wrap_tip(label_studies(s.reason.said(voice), history.labels), 60),
                            ]
                        )
                        for s, _, _ in own
                    ],
                    hovertemplate="%{text}<extra></extra>",
                )
            )
            name = voice.name("direction", direction)
            add_key(figure, name, {"symbol": symbol, "size": 13, "color": colour})
    if decision and word in scale:
        figure.add_trace(
            scatter(
                x=along[-1:],
                y=[scale.index(word)],
                mode="markers",
                name=voice.say("figure.decided-by-people"),
                marker={"size": 15, "color": INK, "symbol": "x"},
                text=[f"{decision.decided_on}<br>{voice.name(group, word)}"],
                hovertemplate="%{text}<extra></extra>",
            )
        )
    figure.update_yaxes(
        tickvals=[-1, *range(len(scale))],
        ticktext=[
            voice.say("figure.nothing-to-rate"),
            *(voice.name(group, w) for w in scale),
        ],
        range=[-1.4, len(scale) - 0.6],
        showgrid=True,
    )
    add_fill_key(
        figure,
        voice.say("figure.verdict_history.filled-the-verdict-moved"),
        voice.say("figure.hollow-it-stayed"),
    )
    first, last = along[0], max(along)
    figure.update_xaxes(
        range=[first - 1, last + 1.2],
        tickformat="d",
        dtick=1 if last - first < 10 else 5,
        title={
            "text": voice.say("figure.verdict_history.year-each-state-stands-as"),
            "font": {"size": 12},
        },
    )
    figure.update_layout(legend=BELOW, meta={LEAST_WIDTH: 320})
    if len(levels) == 1:
        text = voice.say("figure.verdict_history.never-moved", level=_word(history.states[0], voice)) + " " + text
    return Drawn(id_, title, text, table, figure, shows=len(levels) > 1, language=language)


def place_days(days: Sequence[dt.date]) -> list[float]:
    """Places of days, oldest first, on an axis of years: the year itself, for most dates are known to the year only.

    Such a day is the last of its year, and a mark there would be read as the next year. Several days of one year
    follow each other within it.
    """
    many = Counter(day.year for day in days)
    seen: Counter[int] = Counter()
    places = []
    for day in days:
        places.append(round(day.year + 0.8 * seen[day.year] / many[day.year], 3))
        seen[day.year] += 1
    return places


def _place(state: State, scale: tuple[str, ...]) -> int:
    word = state.proposal.word
    return scale.index(word) if word in scale else -1

"""How a verdict moved: the level the rules come to, as each study came, and what people decided in the end."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from ..judgement.history import History, State
from ..labels import label
from ..model import CERTAINTY_LEVELS, Claim
from .base import BLUE, GREY, INK, VERMILLION, Drawn, empty_figure, pick, plural, start_figure, wrap

RATINGS = ("unsupported", "contested", "accepted", "established")
DIRECTIONS = {
    "benefit": (BLUE, "triangle-up"),
    "harm": (VERMILLION, "triangle-down"),
    "no_difference": (INK, "square"),
    "unclear": (GREY, "circle"),
    "not_applicable": (GREY, "diamond"),
}


def table_verdict_history(history: History, *, language: str = "en") -> pd.DataFrame:
    """One row per state. Columns: day, studies that came, level or basis, direction, moved, why (in English)."""
    names = {
        "en": ["day", "came", "the rules propose", "direction", "moved", "why"],
        "sv": ["dag", "tillkom", "reglerna föreslår", "riktning", "flyttade", "varför (på engelska)"],
    }[language]
    rows = [
        (
            s.day.isoformat(),
            ", ".join(s.added),
            _word(s, language),
            label("direction", s.proposal.direction, language),
            pick(language, "yes", "ja") if s.moved else pick(language, "no", "nej"),
            s.why,
        )
        for s in history.states
    ]
    return pd.DataFrame(rows, columns=names)


def _word(state: State, language: str) -> str:
    if state.proposal.level is not None:
        return label("certainty", state.proposal.level, language)
    if state.proposal.rating is not None:
        return label("basis_rating", state.proposal.rating, language)
    return pick(language, "nothing to rate", "inget att bedöma")


def plot_verdict_history(history: History, claim: Claim, *, language: str = "en") -> Drawn:
    """Years across, levels up; the shape of a mark says where results pointed, a filled one that the verdict moved."""
    title = pick(language, "How the verdict moved", "Hur omdömet flyttade sig")
    title += f": {claim.title.in_language(language)}"
    id_ = f"verdict-history-{claim.id}"
    table = table_verdict_history(history, language=language)
    text = pick(
        language,
        f"{plural(len(history.states), 'state', 'states')}, {plural(len(history.moves), 'move', 'moves')}."
        " Every state is what the rules propose today for what had been published by then; only the cross is a person's"
        " decision.",
        f"{plural(len(history.states), 'läge', 'lägen')}, {plural(len(history.moves), 'flytt', 'flyttar')}."
        " Varje läge är vad reglerna i dag föreslår för det som då var publicerat; bara krysset är en människas"
        " beslut.",
    )
    if history.undated:
        text += pick(language, " Without a date: ", " Utan datum: ") + ", ".join(history.undated) + "."
    if not history.states:
        return Drawn(id_, title, text, table, empty_figure(title, text))
    graded = any(s.proposal.grade for s in history.states)
    scale, group = (CERTAINTY_LEVELS, "certainty") if graded else (RATINGS, "basis_rating")
    figure = start_figure(wrap(title, 95), 360, bottom=100, top=70)
    places = [_place(s, scale) for s in history.states]
    figure.add_trace(
        go.Scatter(
            x=[s.day for s in history.states],
            y=places,
            mode="lines",
            line={"color": GREY, "width": 1, "shape": "hv"},
            showlegend=False,
            hoverinfo="skip",
        )
    )
    for direction, (colour, symbol) in DIRECTIONS.items():
        own = [(s, y) for s, y in zip(history.states, places, strict=True) if s.proposal.direction == direction]
        if own:
            figure.add_trace(
                go.Scatter(
                    x=[s.day for s, _ in own],
                    y=[y for _, y in own],
                    mode="markers",
                    name=label("direction", direction, language),
                    marker={
                        "size": 13,
                        "color": colour,
                        "symbol": [symbol if s.moved else f"{symbol}-open" for s, _ in own],
                        "line": {"width": 2, "color": colour},
                    },
                    text=[
                        f"<b>{s.day}</b><br>{wrap('+ ' + ', '.join(s.added), 60)}<br>{wrap(s.why, 60)}" for s, _ in own
                    ],
                    hovertemplate="%{text}<extra></extra>",
                )
            )
    decision = history.decision
    word = (decision.overall or (decision.basis.rating if decision.basis else None)) if decision else None
    if decision and word in scale:
        figure.add_trace(
            go.Scatter(
                x=[decision.decided_on],
                y=[scale.index(word)],
                mode="markers",
                name=pick(language, "decided by people", "beslutat av människor"),
                marker={"size": 15, "color": INK, "symbol": "x"},
                text=[label(group, word, language)],
                hovertemplate="%{x|%Y-%m-%d}<br>%{text}<extra></extra>",
            )
        )
    figure.update_yaxes(
        tickvals=[-1, *range(len(scale))],
        ticktext=[
            pick(language, "nothing to rate", "inget att bedöma"),
            *(label(group, w, language) for w in scale),
        ],
        range=[-1.4, len(scale) - 0.6],
        showgrid=True,
    )
    figure.update_layout(legend={"y": -0.2})
    return Drawn(id_, title, text, table, figure)


def _place(state: State, scale: tuple[str, ...]) -> int:
    word = state.proposal.word
    return scale.index(word) if word in scale else -1

"""Registered trials and what came of them: a row a trial, a column a step, filled where it happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from ..language.words import Words
from ..synthesis.registry import NOTHING, POSTED, REPORTED, UNLINKED, WITHDRAWN, RegisteredTrial, last_day
from ..synthesis.registry import PERHAPS as MAY_BE
from .base import BELOW, BLUE, GREY, LEAST_WIDTH, VERMILLION, Drawn, add_key, empty_figure, start_figure, wrap
from .sketch import scatter

STEPS = ("completed", "posted", "report")
YES, PERHAPS, NO, LATE, UNKNOWN = "yes", "perhaps", "no", "late", "unknown"
LOOKS = {
    YES: (BLUE, "circle"),
    PERHAPS: (BLUE, "circle-dot"),
    NO: (GREY, "circle-open"),
    LATE: (VERMILLION, "x"),
    UNKNOWN: (GREY, "diamond-open"),
}


def read_steps(trial: RegisteredTrial, today: dt.date) -> tuple[str, str, str]:
    """Completed, results in the registry, a report here: yes, perhaps (not linked), no, late (overdue) or unknown."""
    completed = posted = UNKNOWN
    for registered in trial.registered:
        if registered.primary_completion and (registered.primary_completion_is or "").upper() == "ACTUAL":
            completed = YES
        elif registered.primary_completion and last_day(registered.primary_completion) > today and completed != YES:
            completed = NO
        if registered.has_results is not None and posted != YES:
            posted = YES if registered.has_results else LATE if trial.overdue else NO
    if trial.state == REPORTED:
        return completed, posted, YES
    if trial.state in (UNLINKED, MAY_BE):
        return completed, posted, PERHAPS
    if trial.state in (NOTHING, POSTED, WITHDRAWN):
        return completed, posted, LATE if trial.overdue else NO
    return completed, posted, UNKNOWN


def table_registrations(trials: Sequence[RegisteredTrial], today: dt.date, *, language: str = "en") -> pd.DataFrame:
    """One row per registration, with a word for each step."""
    voice = Words(language)
    names = [voice.say(f"figure.registrations.column.{name}") for name in ("number", "title", *STEPS)]
    rows = [
        (t.number, t.record.title, *(voice.say(f"figure.registrations.{word}") for word in read_steps(t, today)))
        for t in trials
    ]
    return pd.DataFrame(rows, columns=names)


def plot_registrations(trials: Sequence[RegisteredTrial], today: dt.date, *, language: str = "en") -> Drawn:
    """Trials down, steps across; a cross where results are overdue, a diamond where nothing is known."""
    voice = Words(language)
    title, name = voice.say("figure.registrations.title"), "registrations"
    table = table_registrations(trials, today, language=language)
    if not trials:
        words = voice.say("figure.registrations.none")
        return Drawn(name, title, words, table, empty_figure(title, words), shows=False, language=language)
    text = voice.say(
        "figure.registrations.says",
        all=len(trials),
        reported=sum(t.state == REPORTED for t in trials),
        nothing=sum(t.state == NOTHING for t in trials),
        overdue=sum(t.overdue is True for t in trials),
        unknown=sum(t.state == NOTHING and t.overdue is None for t in trials),
    )
    if perhaps := sum(t.state in (UNLINKED, MAY_BE) for t in trials):
        text += " " + voice.say("figure.registrations.says-perhaps", n=perhaps)
    figure = start_figure(wrap(title, 95), 170 + 40 * len(trials), bottom=120, top=70)
    steps = [read_steps(t, today) for t in trials]
    for word, (colour, symbol) in LOOKS.items():
        marks = [(x, y) for y, row in enumerate(steps) for x, said in enumerate(row) if said == word]
        if not marks:
            continue
        marker = {"symbol": symbol, "size": 15, "color": colour, "line": {"color": colour, "width": 2}}
        figure.add_trace(
            scatter(
                x=[x for x, _ in marks],
                y=[y for _, y in marks],
                mode="markers",
                marker=marker,
                showlegend=False,
                hovertext=[f"{trials[y].number}: {voice.say(f'figure.registrations.{word}')}" for _, y in marks],
                hoverinfo="text",
            )
        )
        add_key(figure, voice.say(f"figure.registrations.{word}"), marker)
    figure.update_xaxes(
        tickvals=[0, 1, 2],
        ticktext=[wrap(voice.say(f"figure.registrations.column.{s}"), 16) for s in STEPS],
        range=[-0.5, 2.5],
        side="bottom",
        tickangle=0,
    )
    figure.update_yaxes(
        tickvals=list(range(len(trials))), ticktext=[t.number for t in trials], range=[len(trials) - 0.4, -0.6]
    )
    figure.update_layout(legend=BELOW, meta={LEAST_WIDTH: 320})
    return Drawn(name, title, text, table, figure, shows=True, language=language)

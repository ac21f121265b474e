"""Albatross plot: p-values against numbers of people, where effects cannot be pooled.

Source: Harrison et al., Res Synth Methods 2017;8:281. The lines show which p a given difference, in standard
deviations, would have with two separate, equal arms of that many people together, so a reader sees what size of effect
a p-value may stand for. They hold for no other design, and the legend says which marks must not be read against them.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ..decisions import StudyInClaim
from ..judgement.asserted import find_asserted
from ..judgement.claim_summary import ClaimSummary
from ..language.words import Words
from ..model import Result
from ..synthesis.comparable import FAMILIES as KINDS
from ..synthesis.direction import Direction, read_directions
from ..synthesis.distributions import normal_quantile
from ..synthesis.effects import read_p
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
    add_fill_key,
    add_key,
    empty_figure,
    start_figure,
    wrap,
    wrap_tip,
)
from .sketch import Sketch, Trace, scatter

CONTOURS = (0.2, 0.5, 0.8)
"""Differences in standard deviations, by custom small, medium and large (Cohen)."""
DASHES = {0.2: "dot", 0.5: "dash", 0.8: "solid"}
TWO_ARMS = "between-arms"
CROSSOVER = "crossover"
LOOK = {
    TWO_ARMS: (BLUE, "circle"),
    CROSSOVER: (GREEN, "triangle-up"),
    "before-after": (ORANGE, "square"),
    "association": (VERMILLION, "diamond"),
    "pooled": (INK, "hexagon"),
    "proportion": (PURPLE, "pentagon"),
}
OTHER = (GREY, "cross")
PEOPLE_TICKS = [5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 100_000]


@dataclass(frozen=True)
class _Mark:
    """A study's p for one outcome and kind. `among`: how many of its results had a p; `result`: the one shown."""

    study: StudyInClaim
    direction: Direction
    kind: str
    result: Result | None
    among: int

    @property
    def indirect(self) -> bool:
        return self.study.directness == "indirect"


def _placed(summary: ClaimSummary) -> list[_Mark]:
    directions = read_directions(
        [(s.study, s.stance) for s in summary.counted], summary.claim.id, find_asserted(summary.claim)
    )
    beside = {s.id: s for s in summary.counted}
    found = []
    for d in directions:
        if d.p is None or not 0 < d.p <= 1 or not d.n or d.way == "unclear":
            continue
        study = beside[d.study].study
        own = [r for r in study.results if summary.claim.id in r.claims and r.outcome == d.outcome and r.p]
        # A result without a kind of its own among those compared goes with its design: see read_directions.
        own = [r for r in own if r.kind == d.family or (r.kind not in KINDS and d.family in (TWO_ARMS, "other"))]
        chosen = next((r for r in own if read_p(str(r.p)) == (d.p, d.bound)), None)
        kind = CROSSOVER if d.family == TWO_ARMS and study.design == "crossover-rct" else d.family
        found.append(_Mark(beside[d.study], d, kind, chosen, len(own)))
    return found


def _name(kind: str, voice: Words) -> str:
    if kind == CROSSOVER:
        return voice.say("figure.albatross.the-same-people-twice-crossover")
    if kind in LOOK:
        return voice.name("result_kind", kind)
    return voice.say("figure.albatross.another-kind-of-result")


def table_albatross(summary: ClaimSummary, *, language: str = "en") -> pd.DataFrame:
    """One row per study, outcome and kind with a p-value, a number of people and a direction.

    Columns: study, outcome, kind, directness, result (the one shown), among (results of the study with a p), people, p,
    only a bound, direction.
    """
    voice = Words(language, summary.vocabulary)
    names = [
        voice.say(f"figure.albatross.column.{name}")
        for name in [
            "study",
            "outcome",
            "kind",
            "directness",
            "result-shown",
            "among",
            "people",
            "p",
            "only-a-bound",
            "direction",
        ]
    ]
    yes, no = voice.say("figure.yes"), voice.say("figure.no")
    ways = {"better": voice.say("figure.better"), "worse": voice.say("figure.worse")}
    rows = [
        (
            m.study.study.label,
            voice.name("outcome", m.direction.outcome),
            _name(m.kind, voice),
            voice.name("directness", m.study.directness) if m.study.directness else None,
            voice.measured(m.result.measure) if m.result else None,
            m.among,
            m.direction.n,
            m.direction.p,
            yes if m.direction.bound else no,
            ways[m.direction.way],
        )
        for m in _placed(summary)
    ]
    return pd.DataFrame(rows, columns=names)


def plot_albatross(summary: ClaimSummary, *, language: str = "en") -> Drawn:
    """Left of the middle worse, right better; further out a smaller p; higher up more people.

    Filled marks answer the claim itself, hollow ones a neighbouring question; an arrow marks a p that is only a bound.
    """
    voice = Words(language, summary.vocabulary)
    title = voice.say("figure.p-values-against-people")
    title += f": {summary.claim.title.in_language(voice.language)}"
    id_ = f"albatross-{summary.claim.id}"
    table = table_albatross(summary, language=language)
    placed = _placed(summary)
    text = _say(placed, len(summary.counted), voice)
    if not placed:
        return Drawn(id_, title, text, table, empty_figure(title, text), shows=False, language=language)
    figure = start_figure(wrap(title, 95), 540, bottom=190, top=70)
    most = max(m.direction.n or 0 for m in placed) * 1.6
    for size in CONTOURS:
        _draw_contour(figure, size, most, voice)
    for kind in sorted({m.kind for m in placed}, key=lambda k: list(LOOK).index(k) if k in LOOK else len(LOOK)):
        colour, symbol = LOOK.get(kind, OTHER)
        figure.add_trace(_marks([m for m in placed if m.kind == kind], colour, symbol, voice))
        name = _name(kind, voice)
        if kind != TWO_ARMS:
            name += voice.say("figure.albatross.not-for-the-lines")
        add_key(figure, name, {"symbol": symbol, "size": 12, "color": colour})
    bounds = [m for m in placed if m.direction.bound]
    if bounds:
        figure.add_trace(_arrows(bounds, voice))
    add_fill_key(
        figure,
        voice.say("figure.albatross.filled-answers-the-claim-itself"),
        voice.say("figure.hollow-indirect"),
    )
    ticks = (0.001, 0.01, 0.05, 0.2, 1.0)
    places = [(_place(p, "worse"), p) for p in ticks] + [(_place(p, "better"), p) for p in ticks[:-1]]
    end = max(_place(min([m.direction.p or 1 for m in placed] + [0.001]), "better"), 3.3) * 1.15
    figure.update_xaxes(
        tickvals=[x for x, _ in places],
        ticktext=[voice.number(p) for _, p in places],
        range=[-end, end],
        title={"text": voice.say("figure.albatross.worse-p-value-better")},
    )
    figure.update_yaxes(
        type="log",
        tickvals=PEOPLE_TICKS,
        ticktext=[str(n) for n in PEOPLE_TICKS],
        title={"text": voice.say("figure.people")},
        showgrid=True,
    )
    figure.add_vline(x=0, line={"color": "#52606d", "width": 1})
    figure.update_layout(legend={**BELOW, "itemwidth": 46}, meta={LEAST_WIDTH: 460})
    return Drawn(id_, title, text, table, figure, language=language)


def _say(placed: list[_Mark], counted: int, voice: Words) -> str:
    studies = {m.study.id for m in placed}
    left = counted - len(studies)
    if not placed:
        return voice.say("figure.albatross.no-counted-study-has-a")
    several = [m for m in placed if m.among > 1 and m.result]
    picked = "; ".join(f"{m.study.study.label}: {voice.measured(m.result.measure)}" for m in several if m.result)
    outside = sum(m.kind != TWO_ARMS for m in placed)
    text = voice.say(
        "figure.albatross.from-one-result-of-each",
        how_many=voice.say_number("figure.albatross.marks", len(placed)),
        how_many2=voice.say_number("figure.albatross.studies", len(studies)),
    )
    if picked:
        text += voice.say("figure.albatross.where-a-study-has-several", picked=picked)
    text += voice.say(
        "figure.albatross.no-p-value-number-of", left=voice.say_number("figure.albatross.counted-studies-have", left)
    )
    text += voice.say("figure.albatross.the-lines-show-which-p")
    if outside:
        text += voice.say(
            "figure.albatross.they-hold-for-nothing-else", outside=voice.say_number("figure.albatross.marks", outside)
        )
    return text + voice.say("figure.albatross.a-small-p-in-a")


def _marks(own: list[_Mark], colour: str, symbol: str, voice: Words) -> Trace:
    return scatter(
        x=[_place(m.direction.p or 1, m.direction.way) for m in own],
        y=[m.direction.n for m in own],
        mode="markers",
        showlegend=False,
        marker={
            "size": 12,
            "color": colour,
            "symbol": [f"{symbol}-open" if m.indirect else symbol for m in own],
            "line": {"width": 2, "color": colour},
        },
        customdata=[m.study.id for m in own],
        text=[
            f"<b>{wrap_tip(m.study.study.label, 50)}</b><br>{voice.name('outcome', m.direction.outcome)}"
            + (f"<br>{wrap_tip(voice.measured(m.result.measure), 50)}" if m.result else "")
            + f"<br>p {'<' if m.direction.bound else '='} {_say_p(m, voice)}, n {m.direction.n}"
            for m in own
        ],
        hovertemplate="%{text}<extra></extra>",
    )


def _say_p(mark: _Mark, voice: Words) -> str:
    return "–" if mark.direction.p is None else voice.number(mark.direction.p)


def _arrows(bounds: list[_Mark], voice: Words) -> Trace:
    """An arrow outward beside each mark whose p is only a bound: the true p lies further out."""
    out = [1 if m.direction.way == "better" else -1 for m in bounds]
    return scatter(
        x=[_place(m.direction.p or 1, m.direction.way) + 0.17 * way for m, way in zip(bounds, out, strict=True)],
        y=[m.direction.n for m in bounds],
        mode="markers",
        name=voice.say("figure.albatross.arrow-only-a-bound-p"),
        marker={
            "size": 9,
            "color": INK,
            "symbol": ["triangle-right" if way > 0 else "triangle-left" for way in out],
        },
        customdata=[m.study.id for m in bounds],
        hoverinfo="skip",
    )


def _place(p: float, way: str) -> float:
    """The deviate of a two-sided p, to the left for worse: distances are those of the test itself."""
    z = -normal_quantile(p / 2) if p < 1 else 0.0
    return z if way == "better" else -z


def _draw_contour(figure: Sketch, size: float, top: float, voice: Words) -> None:
    # With two equal arms of n/2, a difference of d standard deviations has z = d * sqrt(n) / 2.
    people = [4 * 1.12**i for i in range(120) if 4 * 1.12**i <= top]
    for sign in (1, -1):
        figure.add_trace(
            scatter(
                x=[sign * size * n**0.5 / 2 for n in people],
                y=people,
                mode="lines",
                line={"color": GREY, "width": 1, "dash": DASHES[size]},
                name=voice.say("figure.albatross.line-difference-of-sd", size=voice.number(size)),
                legendgroup=str(size),
                showlegend=sign == 1,
                hoverinfo="skip",
            )
        )

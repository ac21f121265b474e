"""Forest plot of what is comparable.

No diamond: nothing is pooled. A change in one group never shares a scale with a difference between groups, estimates of
different exposures or treatments never share one, and an estimate from other people or another treatment (indirect) is
hollow and named as such.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from ..decisions import StudyInClaim
from ..judgement.claim_summary import ClaimSummary
from ..language import format_number, say
from ..language.words import Words
from ..synthesis.comparable import Comparable, count_randomised, split_results
from .base import (
    BLUE,
    GREY,
    LEAST_WIDTH,
    ORANGE,
    PURPLE,
    Drawn,
    empty_figure,
    start_figure,
    wrap,
    wrap_tip,
)
from .sketch import Sketch, scatter

RATIO_TICKS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100]
CLOSE_TICKS = [0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5]
"""For axes whose ends are less than fivefold apart."""
LEFT = {
    "only the direction could be read": "only-the-direction-could-be-read",
    "no interval could be read": "no-interval-could-be-read",
    "no effect estimate could be read": "no-effect-estimate-could-be-read",
}
"""Why a result is not drawn -> the key of the text that says so."""
COLOURS = {
    "between-arms": (BLUE, "square"),
    "before-after": (ORANGE, "circle-open"),
    "association": (PURPLE, "diamond"),
}


def table_forest(summary: ClaimSummary, *, language: str = "en") -> pd.DataFrame:
    """One row per result of a counted study for the claim.

    Columns: study, result (as measured), comparison (kind), measure, value, low, high, p, when, shown (yes or why not).
    """
    voice = Words(language, summary.vocabulary)
    names = [
        voice.say(f"figure.forest.column.{name}")
        for name in ["study", "result", "comparison", "measure", "value", "low", "high", "p", "when", "shown"]
    ]
    found, left = split_results([s.study for s in summary.counted], summary.claim.id)
    rows: list[tuple[object, ...]] = [
        (
            c.study.label,
            voice.measured(c.result.measure),
            voice.name("result_kind", c.result.kind),
            c.panel[2],
            c.value,
            c.low,
            c.high,
            voice.p_value(c.result.p) if c.result.p else None,
            voice.when(c.result.when) if c.result.when else None,
            voice.say("figure.yes"),
        )
        for c in found
    ]
    for x in left:
        e = x.result.estimate
        why = voice.say(f"figure.forest.left.{LEFT[x.why]}")
        rows.append(
            (
                x.study.label,
                voice.measured(x.result.measure),
                voice.name("result_kind", x.result.kind),
                e.measure if e else None,
                e.value if e else None,
                None,
                None,
                voice.p_value(x.result.p) if x.result.p else None,
                voice.when(x.result.when) if x.result.when else None,
                why,
            )
        )
    return pd.DataFrame(rows, columns=names).astype({names[4]: "Float64", names[5]: "Float64", names[6]: "Float64"})


def plot_forest(summary: ClaimSummary, *, language: str = "en") -> Drawn:
    """A panel for each kind of result that shares a scale; what cannot be shown is counted in the sentence."""
    voice = Words(language, summary.vocabulary)
    title = (
        voice.say("figure.forest.effects-with-an-interval-each")
        + f": {summary.claim.title.in_language(voice.language)}"
    )
    id_ = f"forest-{summary.claim.id}"
    table = table_forest(summary, language=language)
    found, left = split_results([s.study for s in summary.counted], summary.claim.id)
    indirect = {s.id: _say_indirect(s, voice) for s in summary.counted if s.directness != "direct"}
    of_others = frozenset(s.id for s in summary.counted if "intervention" in s.indirect_because)
    text = _say(found, len(left), indirect, voice)
    if not found:
        return Drawn(id_, title, text, table, empty_figure(title, text), shows=False, language=language)
    panels: dict[tuple[object, ...], list[Comparable]] = {}
    for c in found:
        panels.setdefault((c.panel, c.result.better, name_compared(c)), []).append(c)
    ticks = {key: [_tick(c, indirect, voice) for c in own] for key, own in panels.items()}
    # Rows are as high as the longest label, so that labels stand whole and none runs into the next.
    rows = {key: max(36, 8 + 16 * max(t.count("<br>") + 1 for t in own)) for key, own in ticks.items()}
    heights = [rows[key] * len(own) + HEAD + FOOT for key, own in panels.items()]
    total = sum(heights)
    figure = start_figure(wrap(title, 95), total + 110, top=70, bottom=40)
    top = 1.0
    for i, (key, own) in enumerate(panels.items(), 1):
        height = heights[i - 1]
        span = (top - (height - FOOT) / total, top - HEAD / total)
        _add_panel(figure, i, own, span, ticks[key], indirect, of_others, voice)
        top -= height / total
    separators = f"{say('number.decimal', voice.language)}\u00a0"
    figure.update_layout(showlegend=False, separators=separators, meta={LEAST_WIDTH: 320})
    # Effects of other things alone would be read as this claim's: they stay in the table, with what they are.
    return Drawn(
        id_, title, text, table, figure, shows=any(c.study.id not in indirect for c in found), language=language
    )


HEAD, FOOT = 66, 76
"""Pixels above a panel for what it compares, and below it for the axis and its words."""


def name_compared(c: Comparable) -> tuple[str, ...]:
    """What an estimate compares, as far as its study tells: only estimates that agree in it share an axis.

    An association names its exposure in `measure`, before the first comma (after it comes where it was measured, or
    how it was adjusted). A trial of two arms or fewer is known by what its arms give; one of more by `measure`.
    """
    if c.result.kind == "association":
        return (c.result.measure.partition(",")[0].strip(),)
    if len(c.study.arms) > 2:
        return (c.result.measure,)
    return tuple(sorted({arm.compound for arm in c.study.arms if arm.compound}))


def say_sides(kind: str, better: str | None, voice: Words, *, indirect: bool = False, other: bool = False) -> str:
    """What left and right of an axis mean, in words, when the result says which way is better.

    `indirect`: an estimate on the axis does not answer the claim itself, so none may read as one for the claim's own
    treatment; `other`: it is of another treatment.
    """
    if better not in ("higher", "lower"):
        return voice.say("figure.forest.which-way-is-better-is")
    worse, good = {
        "between-arms": (
            voice.say("figure.favours-the-comparison"),
            voice.say(
                "figure.favours-the-group-given-another-treatment"
                if other
                else "figure.favours-the-group-treated"
                if indirect
                else "figure.favours-the-treatment"
            ),
        ),
        "before-after": (
            voice.say("figure.worse-afterwards"),
            voice.say("figure.better-afterwards"),
        ),
    }.get(kind, (voice.say("figure.worse"), voice.say("figure.better")))
    left, right = (worse, good) if better == "higher" else (good, worse)
    return f"← {left} | {right} →"


def _hollow(symbol: str) -> str:
    return symbol if symbol.endswith("-open") else f"{symbol}-open"


def _say_effect(c: Comparable, voice: Words) -> str:
    value, low, high = (format_number(float(f"{n:g}"), voice.language) for n in (c.value, c.low, c.high))
    return f"{value} ({low}; {high})"


def _tick(c: Comparable, indirect: Mapping[str, str], voice: Words) -> str:
    soft = wrap(voice.measured(c.result.measure), 40)
    if c.study.id in indirect:
        soft += f"<br>({wrap(indirect[c.study.id], 40)})"
    return f"{wrap(c.study.label, 30)}: {_say_effect(c, voice)}<br><span style='color:#52606d'>{soft}</span>"


def _say_indirect(study: StudyInClaim, voice: Words) -> str:
    parts = ", ".join(voice.name("indirect_because", part) for part in study.indirect_because)
    return voice.say("figure.indirect-2") + (f": {parts}" if parts else "")


def _say(found: tuple[Comparable, ...], left: int, indirect: Mapping[str, str], voice: Words) -> str:
    direct = [c for c in found if c.study.id not in indirect]
    trials = count_randomised(direct)
    elsewhere = count_randomised(found) - trials
    changes = sum(c.result.kind == "before-after" for c in found)
    associations = sum(c.result.kind == "association" for c in found)
    others = len(found) - trials - elsewhere - changes - associations
    if trials == 0:
        head = voice.say("figure.forest.no-estimate-from-a-randomised")
    else:
        head = voice.say(
            "figure.forest.from-randomised-comparisons-that-answer",
            trials=voice.say_number("figure.forest.estimates-come", trials),
        )
    rest = ""
    if elsewhere:
        rest += voice.say(
            "figure.forest.indirect-hollow-other-people-another",
            elsewhere=voice.say_number("figure.forest.randomised-estimates-are", elsewhere),
        )
    if changes:
        rest += voice.say(
            "figure.forest.in-one-group-people-who",
            changes=voice.say_number("figure.forest.estimates-are-changes", changes),
        )
    if associations:
        rest += voice.say(
            "figure.forest.each-exposure-on-an-axis",
            associations=voice.say_number("figure.forest.estimates-are-associations", associations),
        )
    if others:
        rest += voice.say(
            "figure.forest.apart", others=voice.say_number("figure.forest.estimates-of-other-kinds-stand", others)
        )
    rest += voice.say(
        "figure.forest.no-estimate-with-an-interval", left=voice.say_number("figure.forest.results-have", left)
    )
    return head + rest


def _add_panel(
    figure: Sketch,
    i: int,
    own: list[Comparable],
    span: tuple[float, float],
    ticks: list[str],
    indirect: Mapping[str, str],
    of_others: frozenset[str],
    voice: Words,
) -> None:
    kind, outcome, measure, unit = own[0].panel
    head = f"{voice.name('result_kind', kind)}: {voice.name('outcome', outcome)}"
    if kind == "association":
        head += f" – {voice.measured(own[0].result.measure).partition(',')[0].strip()}"
    scale = voice.name("estimate_measure", measure) + (f", {voice.unit(unit)}" if unit else "")
    sides = say_sides(
        kind,
        own[0].result.better,
        voice,
        indirect=any(c.study.id in indirect for c in own),
        other=any(c.study.id in of_others for c in own),
    )
    scale = f"{wrap(scale, 60)}<br>{sides}"
    n = "" if i == 1 else str(i)
    colour, symbol = COLOURS.get(kind, (GREY, "square"))
    ratio = own[0].is_ratio
    hover = [
        f"<b>{wrap_tip(c.study.label, 50)}</b><br>{wrap_tip(voice.measured(c.result.measure), 60)}<br>"
        f"{_say_effect(c, voice)}<br>p: {voice.p_value(c.result.p or '–')}"
        for c in own
    ]
    figure.add_trace(
        scatter(
            x=[c.value for c in own],
            y=list(range(len(own))),
            xaxis=f"x{n}",
            yaxis=f"y{n}",
            mode="markers",
            text=hover,
            hovertemplate="%{text}<extra></extra>",
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [c.high - c.value for c in own],
                "arrayminus": [c.value - c.low for c in own],
                "color": colour,
                "thickness": 2,
            },
            marker={
                "symbol": [_hollow(symbol) if c.study.id in indirect else symbol for c in own],
                "size": 12,
                "color": colour,
                "line": {"width": 2},
            },
            customdata=[c.study.id for c in own],
            name=kind,
        )
    )
    lowest, highest = min(c.low for c in own), max(c.high for c in own)
    # The value of no effect always lies within: an axis without it makes any effect look like a certain one.
    if ratio:
        lowest, highest = min(lowest, 0.9), max(highest, 1.1)
        places = CLOSE_TICKS if highest < 5 * lowest else RATIO_TICKS
        axis: dict[str, object] = {
            "tickvals": places,
            "tickangle": 0,
            "range": [math.log10(lowest) - 0.05, math.log10(highest) + 0.05],
        }
    else:
        lowest, highest = min(lowest, 0), max(highest, 0)
        room = (highest - lowest) * 0.06 or 0.5
        axis = {"range": [lowest - room, highest + room]}
    figure.update_layout(
        {
            f"xaxis{n}": {
                **axis,
                "anchor": f"y{n}",
                "type": "log" if ratio else "linear",
                "title": {"text": scale, "font": {"size": 12}, "standoff": 4},
                "gridcolor": "#e4e7eb",
                "zeroline": False,
                "tickfont": {"size": 12},
            },
            f"yaxis{n}": {
                "domain": list(span),
                "anchor": f"x{n}",
                "tickvals": list(range(len(own))),
                "ticktext": ticks,
                "range": [len(own) - 0.5, -0.5],
                "automargin": True,
                "tickfont": {"size": 12},
                "zeroline": False,
            },
        }
    )
    null = 1 if ratio else 0
    figure.add_shape(
        type="line",
        xref=f"x{n}",
        yref=f"y{n}",
        x0=null,
        x1=null,
        y0=-0.5,
        y1=len(own) - 0.5,
        line={"color": "#52606d", "width": 1, "dash": "dash"},
        layer="below",
    )
    figure.add_annotation(
        x=0,
        xref="paper",
        xanchor="left",
        y=span[1],
        yref="paper",
        yanchor="bottom",
        showarrow=False,
        text=f"<b>{wrap(head, 42)}</b>",
        align="left",
        font={"size": 13},
    )

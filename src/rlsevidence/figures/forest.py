"""Forest plot of what is comparable.

No diamond: nothing is pooled. A change in one group never shares a scale with a difference between groups, and an
estimate from other people or another treatment (indirect) is hollow and named as such.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from ..judgement.counting import StudyInClaim
from ..judgement.summary import ClaimSummary
from ..labels import label
from ..synthesis.comparable import Comparable, count_randomised, split_results
from .base import BLUE, GREY, ORANGE, PURPLE, Drawn, empty_figure, pick, plural, start_figure, wrap

RATIO_TICKS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100]
COLOURS = {
    "between-arms": (BLUE, "square"),
    "before-after": (ORANGE, "circle-open"),
    "association": (PURPLE, "diamond"),
}


def table_forest(summary: ClaimSummary, *, language: str = "en") -> pd.DataFrame:
    """One row per result of a counted study for the claim.

    Columns: study, result (as measured), comparison (kind), measure, value, low, high, p, when, shown (yes or why not).
    """
    names = {
        "en": ["study", "result", "comparison", "measure", "value", "low", "high", "p", "when", "shown"],
        "sv": ["studie", "resultat", "jämförelse", "mått", "värde", "nedre", "övre", "p", "när", "visas"],
    }[language]
    found, left = split_results([s.study for s in summary.counted], summary.claim.id)
    rows: list[tuple[object, ...]] = [
        (
            c.study.label,
            c.result.measure,
            label("result_kind", c.result.kind, language),
            c.panel[2],
            c.value,
            c.low,
            c.high,
            c.result.p,
            c.result.when,
            pick(language, "yes", "ja"),
        )
        for c in found
    ]
    reasons = {
        "only the direction could be read": "bara riktningen gick att läsa",
        "no interval could be read": "inget intervall gick att läsa",
        "no effect estimate could be read": "ingen effektskattning gick att läsa",
    }
    for x in left:
        e = x.result.estimate
        why = x.why if language == "en" else reasons[x.why]
        rows.append(
            (
                x.study.label,
                x.result.measure,
                label("result_kind", x.result.kind, language),
                e.measure if e else None,
                e.value if e else None,
                None,
                None,
                x.result.p,
                x.result.when,
                why,
            )
        )
    return pd.DataFrame(rows, columns=names).astype({names[4]: "Float64", names[5]: "Float64", names[6]: "Float64"})


def plot_forest(summary: ClaimSummary, *, language: str = "en") -> Drawn:
    """A panel for each kind of result that shares a scale; what cannot be shown is counted in the sentence."""
    title = (
        pick(
            language,
            "Effects with an interval, each on its own scale",
            "Effekter med intervall, var och en på sin skala",
        )
        + f": {summary.claim.title.in_language(language)}"
    )
    id_ = f"forest-{summary.claim.id}"
    table = table_forest(summary, language=language)
    found, left = split_results([s.study for s in summary.counted], summary.claim.id)
    indirect = {s.id: _say_indirect(s, language) for s in summary.counted if s.directness != "direct"}
    text = _say(found, len(left), indirect, language)
    if not found:
        return Drawn(id_, title, text, table, empty_figure(title, text))
    panels: dict[tuple[str, str, str, str], list[Comparable]] = {}
    for c in found:
        panels.setdefault(c.panel, []).append(c)
    heights = [44 * len(own) + 125 for own in panels.values()]
    total = sum(heights)
    figure = start_figure(wrap(title, 95), total + 110, top=90, bottom=40)
    top = 1.0
    for i, ((kind, outcome, measure, unit), own) in enumerate(panels.items(), 1):
        height = heights[i - 1]
        span = (top - (height - 70) / total, top - 28 / total)
        head = f"{label('result_kind', kind, language)}: {label('outcome', outcome, language)}"
        scale = f"{label('estimate_measure', measure, language)}" + (f", {unit}" if unit else "")
        _add_panel(figure, i, own, kind, span, head, scale, indirect)
        top -= height / total
    figure.update_layout(showlegend=False)
    return Drawn(id_, title, text, table, figure)


def _hollow(symbol: str) -> str:
    return symbol if symbol.endswith("-open") else f"{symbol}-open"


def shorten(text: str, length: int = 56) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _say_indirect(study: StudyInClaim, language: str) -> str:
    parts = ", ".join(label("indirect_because", part, language) for part in study.indirect_because)
    return pick(language, "indirect", "indirekt") + (f": {parts}" if parts else "")


def _say(found: tuple[Comparable, ...], left: int, indirect: Mapping[str, str], language: str) -> str:
    direct = [c for c in found if c.study.id not in indirect]
    trials = count_randomised(direct)
    elsewhere = count_randomised(found) - trials
    others = len(found) - trials - elsewhere
    if trials == 0:
        head = pick(
            language,
            "No estimate from a randomised comparison that answers the claim itself could be read, so there is nothing"
            " to pool and no size of effect to name.",
            "Ingen skattning från en randomiserad jämförelse som besvarar själva påståendet gick att läsa, så det finns"
            " inget att väga samman och ingen effektstorlek att ange.",
        )
    else:
        head = pick(
            language,
            f"{plural(trials, 'estimate comes', 'estimates come')} from randomised comparisons that answer the claim"
            " itself; shown, not pooled.",
            f"{plural(trials, 'skattning kommer', 'skattningar kommer')} från randomiserade jämförelser som besvarar"
            " själva påståendet; de visas men vägs inte samman.",
        )
    rest = ""
    if elsewhere:
        rest += pick(
            language,
            f" {plural(elsewhere, 'randomised estimate is', 'randomised estimates are')} indirect (hollow: other"
            " people, another treatment or another outcome).",
            f" {plural(elsewhere, 'randomiserad skattning är indirekt', 'randomiserade skattningar är indirekta')}"
            " (ihåligt tecken: andra människor, annan behandling eller annat utfall).",
        )
    if others:
        rest += pick(
            language,
            f" {plural(others, 'estimate of another kind stands', 'estimates of other kinds stand')} apart: people who"
            " get better after a treatment may have got better without it.",
            f" {plural(others, 'skattning av annat slag', 'skattningar av andra slag')} står för sig: den som blir"
            " bättre efter en behandling kan ha blivit bättre utan den.",
        )
    rest += pick(
        language,
        f" {plural(left, 'result has', 'results have')} no estimate with an interval and can be seen in the table.",
        f" {plural(left, 'resultat', 'resultat')} saknar skattning med intervall och står i tabellen.",
    )
    return head + rest


def _add_panel(
    figure: go.Figure,
    i: int,
    own: list[Comparable],
    kind: str,
    span: tuple[float, float],
    head: str,
    scale: str,
    indirect: Mapping[str, str],
) -> None:
    n = "" if i == 1 else str(i)
    colour, symbol = COLOURS.get(kind, (GREY, "square"))
    ratio = own[0].is_ratio
    hover = [
        f"<b>{wrap(c.study.label, 50)}</b><br>{wrap(c.result.measure, 60)}<br>{c.value:g} ({c.low:g}; {c.high:g})<br>p:"
        f" {c.result.p or '–'}"
        for c in own
    ]
    figure.add_trace(
        go.Scatter(
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
    ticks: dict[str, object] = {}
    if ratio:
        lowest, highest = min(lowest, 0.9), max(highest, 1.1)
        ticks = {"tickvals": RATIO_TICKS, "range": [math.log10(lowest) - 0.05, math.log10(highest) + 0.05]}
    figure.update_layout(
        {
            f"xaxis{n}": {
                **ticks,
                "anchor": f"y{n}",
                "type": "log" if ratio else "linear",
                "title": {"text": wrap(scale, 90), "font": {"size": 12}, "standoff": 4},
                "gridcolor": "#e4e7eb",
                "zeroline": False,
                "tickfont": {"size": 12},
            },
            f"yaxis{n}": {
                "domain": list(span),
                "anchor": f"x{n}",
                "tickvals": list(range(len(own))),
                "ticktext": [
                    f"{wrap(c.study.label, 30)}: {c.value:g} ({c.low:g}; {c.high:g})<br><span"
                    f" style='color:#52606d'>{wrap(shorten(c.result.measure), 60)}"
                    + (f" ({wrap(indirect[c.study.id], 60)})" if c.study.id in indirect else "")
                    + "</span>"
                    for c in own
                ],
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
        text=f"<b>{wrap(head, 90)}</b>",
        font={"size": 13},
    )

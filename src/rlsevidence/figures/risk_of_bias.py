"""Risk-of-bias traffic light: domains by studies, one panel per tool. A sign in each cell says what its colour says."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ..judgement.claim_summary import ClaimSummary
from ..language.words import Words
from ..model import Appraisal, Evidence
from .base import (
    BELOW,
    INK,
    LEAST_WIDTH,
    ORANGE,
    PAPER,
    RISK,
    SKY,
    Drawn,
    add_key,
    empty_figure,
    group_alike,
    start_figure,
    wrap,
    wrap_tip,
)
from .sketch import Sketch, scatter

OVERALL = "overall"


def _select(evidence: Evidence, summary: ClaimSummary | None) -> list[Appraisal]:
    studies = None if summary is None else {s.id for s in summary.counted}
    chosen = [a for a in evidence.appraisals if studies is None or a.study in studies]
    return sorted(chosen, key=lambda a: (a.tool, a.study))


def table_risk_of_bias(
    evidence: Evidence, summary: ClaimSummary | None = None, *, language: str = "en"
) -> pd.DataFrame:
    """One row per appraisal and domain, and one for the overall judgement.

    Columns: study, tool, domain, judgement, support, read. With `summary`, only studies counted for that claim.
    """
    voice = Words(language, evidence.vocabulary)
    names = [
        voice.say(f"figure.risk_of_bias.column.{name}")
        for name in ["study", "tool", "domain", "judgement", "support", "read"]
    ]
    rows = []
    for a in _select(evidence, summary):
        study = evidence.studies[a.study].label if a.study in evidence.studies else a.study
        common = (study, voice.name("tool", a.tool))
        for domain, judged in a.domains.items():
            rows.append(
                (
                    *common,
                    voice.name(_group(a.tool), domain),
                    voice.name("judgement", judged.judgement),
                    voice.read(judged.support),
                    voice.name("read", a.read),
                )
            )
        rows.append(
            (
                *common,
                voice.say("figure.overall"),
                voice.name("judgement", a.overall),
                voice.read(a.why),
                voice.name("read", a.read),
            )
        )
    return pd.DataFrame(rows, columns=names)


def _group(tool: str) -> str:
    return "domain_" + tool.replace("-", "_")


def plot_risk_of_bias(evidence: Evidence, summary: ClaimSummary | None = None, *, language: str = "en") -> Drawn:
    """A panel per tool: studies down, domains across, the overall judgement last and apart."""
    voice = Words(language, evidence.vocabulary)
    about = f": {summary.claim.title.in_language(voice.language)}" if summary else ""
    title = voice.say("figure.risk_of_bias.risk-of-bias-domain-by") + about
    id_ = "risk-of-bias" + (f"-{summary.claim.id}" if summary else "")
    table = table_risk_of_bias(evidence, summary, language=language)
    chosen = _select(evidence, summary)
    low = sum(a.overall == "low" for a in chosen)
    abstracts = sum(a.read != "full-text" for a in chosen)
    text = voice.say(
        "figure.risk_of_bias.appraisals-of-them-judge-the", number=len(chosen), low=low, abstracts=abstracts
    )
    if not chosen:
        words = voice.say("figure.risk_of_bias.no-counted-study-has-been")
        return Drawn(id_, title, words, table, empty_figure(title, words), shows=False, language=language)
    tools = list(dict.fromkeys(a.tool for a in chosen))
    heights = [sum(a.tool == t for a in chosen) * 26 + 175 for t in tools]
    total = sum(heights)
    figure = start_figure(title, total + 130, bottom=70, top=60)
    top = 1.0
    used: set[str] = set()
    # Columns are as wide in every panel, and as wide as the panel with most of them lets them be.
    most = max(len({d for a in chosen if a.tool == tool for d in a.domains}) for tool in tools)
    for i, (tool, height) in enumerate(zip(tools, heights, strict=True), 1):
        own = [a for a in chosen if a.tool == tool]
        domains = list(dict.fromkeys(d for a in own for d in a.domains))
        bottom = top - (height - 150) / total
        used |= _add_panel(figure, i, evidence, own, domains, tool, (bottom, top - 22 / total), most, voice)
        top -= height / total
    for (colour, sign), risks in group_alike(used, 0, 2).items():
        words = " / ".join(voice.name("judgement", risk) for risk in risks)
        add_key(figure, f"{sign}  {words}", {"symbol": "square", "size": 14, "color": colour})
    figure.update_layout(legend=BELOW, meta={LEAST_WIDTH: 50 * (most + 3)})
    return Drawn(id_, title, text, table, figure, language=language)


def _add_panel(
    figure: Sketch,
    i: int,
    evidence: Evidence,
    own: Sequence[Appraisal],
    domains: list[str],
    tool: str,
    span: tuple[float, float],
    most: int,
    voice: Words,
) -> set[str]:
    n = "" if i == 1 else str(i)
    xs, ys, colours, signs, hover = [], [], [], [], []
    inks: list[str] = []
    used = set()
    for y, a in enumerate(own):
        cells = [
            (x, a.domains[d].judgement, voice.read(a.domains[d].support))
            for x, d in enumerate(domains)
            if d in a.domains
        ]
        cells.append((len(domains) + 0.35, a.overall, voice.read(a.why)))  # type: ignore[arg-type]
        for x, judgement, support in cells:
            colour, _, sign = RISK[judgement]
            used.add(judgement)
            xs.append(x)
            ys.append(y)
            colours.append(colour)
            signs.append(f"<b>{sign}</b>")
            inks.append(INK if colour in (ORANGE, SKY) else PAPER)
            hover.append(f"<b>{voice.name('judgement', judgement)}</b><br>{wrap_tip(support, 60)}")
    figure.add_trace(
        scatter(
            x=xs,
            y=ys,
            xaxis=f"x{n}",
            yaxis=f"y{n}",
            mode="markers+text",
            text=signs,
            textfont={"color": inks, "size": 13},
            customdata=hover,
            marker={"symbol": "square", "size": 22, "color": colours},
            hovertemplate="%{customdata}<extra></extra>",
            showlegend=False,
        )
    )
    labels = [wrap(voice.name(_group(tool), d), 24) for d in domains] + [f"<b>{voice.say('figure.overall')}</b>"]
    figure.update_layout(
        {
            f"xaxis{n}": {
                "anchor": f"y{n}",
                "tickvals": [*range(len(domains)), len(domains) + 0.35],
                "ticktext": labels,
                "tickangle": 45,
                "range": [-0.6, most + 1.9],
                "showgrid": False,
                "zeroline": False,
                "tickfont": {"size": 12},
            },
            f"yaxis{n}": {
                "domain": list(span),
                "anchor": f"x{n}",
                "tickvals": list(range(len(own))),
                "range": [len(own) - 0.5, -0.5],
                "automargin": True,
                "showgrid": False,
                "zeroline": False,
                "tickfont": {"size": 12},
                "ticktext": [
                    wrap(evidence.studies[a.study].label if a.study in evidence.studies else a.study, 34) for a in own
                ],
            },
        }
    )
    figure.add_annotation(
        x=0,
        xref="paper",
        y=span[1],
        yref="paper",
        yanchor="bottom",
        xanchor="left",
        showarrow=False,
        text=f"<b>{wrap(voice.name('tool', tool), 80)}</b>",
        font={"size": 13},
    )
    return used

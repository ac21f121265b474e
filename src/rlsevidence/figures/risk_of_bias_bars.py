"""Risk of bias in weighted bars: for each domain, how much of the evidence was judged how.

Bars weigh by people, or by studies when the number of people is not known for all, and say which.
"""

from __future__ import annotations

import pandas as pd

from ..judgement.claim_summary import ClaimSummary
from ..language.words import Words
from ..model import Appraisal
from ..model.appraisal_tools import domain_group
from .base import (
    BELOW,
    INK,
    LEAST_WIDTH,
    ORANGE,
    PAPER,
    RISK,
    SKY,
    Drawn,
    empty_figure,
    start_figure,
    wrap,
)
from .sketch import bar

OVERALL = "overall"


def _choose(summary: ClaimSummary) -> tuple[str, list[tuple[Appraisal, float]], bool]:
    """(the tool most appraisals used, its appraisals with their weight, whether the weights are people)."""
    own = [(s.appraisal, s.study.population.n) for s in summary.counted if s.appraisal is not None]
    tools = [a.tool for a, _ in own]
    if not tools:
        return "", [], False
    tool = max(dict.fromkeys(tools), key=tools.count)
    chosen = [(a, n) for a, n in own if a.tool == tool]
    people = all(n for _, n in chosen)
    return tool, [(a, float(n or 0) if people else 1.0) for a, n in chosen], people


def _shares(chosen: list[tuple[Appraisal, float]]) -> dict[str, dict[str, float]]:
    total = sum(w for _, w in chosen)
    shares: dict[str, dict[str, float]] = {}
    for appraisal, weight in chosen:
        judged = {d: j.judgement for d, j in appraisal.domains.items()} | {OVERALL: appraisal.overall}
        for domain, word in judged.items():
            own = shares.setdefault(domain, {})
            own[word] = own.get(word, 0.0) + 100 * weight / total
    return {d: s for d, s in shares.items() if d != OVERALL} | {OVERALL: shares[OVERALL]}


def table_risk_of_bias_bars(summary: ClaimSummary, *, language: str = "en") -> pd.DataFrame:
    """One row per domain and judgement, with its share of the weight in per cent, for the tool used most."""
    voice = Words(language, summary.vocabulary)
    names = [voice.say(f"figure.risk_of_bias_bars.column.{name}") for name in ["domain", "judgement", "share"]]
    tool, chosen, _ = _choose(summary)
    rows = [
        (_name(tool, domain, voice), voice.name("judgement", word), round(share, 1))
        for domain, words in (_shares(chosen) if chosen else {}).items()
        for word, share in sorted(words.items(), key=lambda item: list(RISK).index(item[0]))
    ]
    return pd.DataFrame(rows, columns=names)


def _name(tool: str, domain: str, voice: Words) -> str:
    if domain == OVERALL:
        return voice.say("figure.overall")
    return voice.name(domain_group(tool), domain)


def plot_risk_of_bias_bars(summary: ClaimSummary, *, language: str = "en") -> Drawn:
    """A bar per domain, the overall judgement last; a sign in each part says what its colour says."""
    voice = Words(language, summary.vocabulary)
    title = voice.say("figure.risk_of_bias_bars.how-much-of-the-evidence")
    title += f": {summary.claim.title.in_language(voice.language)}"
    id_ = f"risk-of-bias-bars-{summary.claim.id}"
    table = table_risk_of_bias_bars(summary, language=language)
    tool, chosen, people = _choose(summary)
    if not chosen:
        words = voice.say("figure.risk_of_bias_bars.no-counted-study-has-been")
        return Drawn(id_, title, words, table, empty_figure(title, words), shows=False, language=language)
    others = sum(s.appraisal is None or s.appraisal.tool != tool for s in summary.counted)
    unit = voice.say("figure.people") if people else voice.say("figure.studies")
    name = voice.name("tool", tool)
    text = voice.say(
        "figure.risk_of_bias_bars.appraised-with-the-bars-weigh",
        how_many=voice.say_number("figure.risk_of_bias_bars.studies", len(chosen)),
        name=name,
        unit=unit,
        others=voice.say_number("figure.risk_of_bias_bars.counted-studies", others),
    )
    shares = _shares(chosen)
    figure = start_figure(wrap(title, 95), 170 + 44 * len(shares), bottom=100, top=60)
    domains = [wrap(_name(tool, d, voice), 22) for d in shares]
    for word, (colour, _, sign) in RISK.items():
        values = [shares[d].get(word, 0.0) for d in shares]
        if any(values):
            figure.add_trace(
                bar(
                    x=values,
                    y=domains,
                    orientation="h",
                    name=f"{sign}  {voice.name('judgement', word)}",
                    text=[f"<b>{sign}</b> {v:.0f} %" if v >= 8 else "" for v in values],
                    textposition="inside",
                    insidetextanchor="middle",
                    textangle=0,
                    textfont={"color": INK if colour in (ORANGE, SKY) else PAPER, "size": 13},
                    marker={"color": colour, "line": {"color": PAPER, "width": 1}},
                    hovertemplate="%{y}: %{x:.0f} %<extra></extra>",
                )
            )
    figure.update_layout(
        barmode="stack", bargap=0.35, legend={**BELOW, "traceorder": "normal"}, meta={LEAST_WIDTH: 440}
    )
    figure.update_xaxes(range=[0, 100], ticksuffix=" %")
    figure.update_yaxes(autorange="reversed")
    return Drawn(id_, title, text, table, figure, language=language)

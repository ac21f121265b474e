"""The appraisal tools as data: which words each knows, what it judges, and what its domains come to.

Domains and what each asks stand in `evidence/vocabulary.yaml` (groups `domain_<tool>`), in our own words: the tools'
own text is licensed and is not reproduced. Overall rules: RoB 2, Sterne et al., BMJ 2019;366:l4898 (table 1); ROBINS-I,
Sterne et al., BMJ 2016;355:i4919 (table 1); ROBINS-I V2, development group, version of 20 November 2025 (six domains,
an early exit to critical, and a 'low' that always excepts uncontrolled confounding). The JBI lists, AMSTAR 2 and
AGREE II give no rule; ours is that an answer which raises doubt decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SEVERITY: tuple[str, ...] = ("not_applicable", "low", "moderate", "some_concerns", "serious", "high", "critical")
"""From least to most severe. `unclear` stands outside: it settles nothing."""

ROBINS = ("low", "moderate", "serious", "critical", "unclear")
JBI = ("low", "unclear", "high", "not_applicable")


@dataclass(frozen=True)
class Tool:
    """One tool. `words`: its judgements. `judges`: one result of a study, or the study.

    `may_raise`: a domain word of which several together let a person judge the overall as the next word, and that word
    (RoB 2's 'some concerns' to 'high', ROBINS-I's 'serious' to 'critical'). `note`: what `low` means where it means
    something of its own.
    """

    id: str
    words: tuple[str, ...]
    judges: str
    may_raise: tuple[str, str] | None = None
    note: str | None = None


TOOLS: Mapping[str, Tool] = {
    tool.id: tool
    for tool in (
        Tool("rob2", ("low", "some_concerns", "high"), "result", ("some_concerns", "high")),
        Tool("robins-i", ROBINS, "result", ("serious", "critical")),
        Tool(
            "robins-i-v2",
            ROBINS,
            "result",
            ("serious", "critical"),
            "low excepts uncontrolled confounding, which no study without random allotment can rule out",
        ),
        Tool("robins-e", ROBINS, "result", ("serious", "critical")),
        *(
            Tool(name, JBI, "study")
            for name in ("jbi-case-control", "jbi-cross-sectional", "jbi-cohort", "jbi-case-series", "jbi-case-report")
        ),
        Tool("amstar2", JBI, "study"),
        Tool("agree2", JBI, "study"),
    )
}

PROMPTS: Mapping[str, str] = {"rob2": "rob2", "robins-i": "robins", "robins-i-v2": "robins", "robins-e": "robins"}
"""Tool -> family of the prompts that are thought of before a domain is judged: texts `form.ask.<family>.<domain>.<n>`.

Their numbers stand in files beside the answers, so a prompt keeps its number, and a new one gets the next.
"""


def allowed_judgements(tool: str) -> tuple[str, ...]:
    """The words of judgement that `tool` knows; those of the JBI lists for a tool that is not listed."""
    return TOOLS[tool].words if tool in TOOLS else JBI


def domain_group(tool: str) -> str:
    """The group of vocabulary.yaml that names the domains of `tool`."""
    return "domain_" + tool.replace("-", "_")


def propose_overall(tool: str, judgements: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """(the overall judgement that the domains come to, the words a person may choose), both from the tool's rule.

    The overall is the worst domain; where nothing worse than low was found, a domain that what was read does not settle
    keeps it from being low. `judgements`: domain -> word.
    """
    words = allowed_judgements(tool)
    found = list(judgements.values())
    worst = max((w for w in found if w in SEVERITY), key=SEVERITY.index, default="low")
    if worst in ("low", "not_applicable"):
        overall = ("unclear" if "unclear" in words else "some_concerns") if "unclear" in found else "low"
        if not found or set(found) == {"not_applicable"}:
            overall = "unclear" if "unclear" in words else "some_concerns"
        return overall, (overall,)
    raise_from, raise_to = (TOOLS[tool].may_raise if tool in TOOLS else None) or (None, None)
    if worst == raise_from and raise_to and found.count(worst) > 1:
        return worst, (worst, raise_to)
    return worst, (worst,)


def rank_severity(judgement: str) -> int:
    """Place of a judgement from the least to the most severe; -1 for one that settles nothing, such as `unclear`."""
    return SEVERITY.index(judgement) if judgement in SEVERITY else -1

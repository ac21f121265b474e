"""Study design, from what PubMed says and from what the text says of itself. Pure.

Publication types are PubMed's own and come first; the text fills in what they do not say. Every rule that
spoke is named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from .heads import LowerPattern, PatternSet
from .lexicon import read_lexicon

ENOUGH = 3
"""Points below which no design is proposed: one passing word is not a design."""

TYPES: tuple[tuple[str, str], ...] = (
    ("Meta-Analysis", "meta-analysis"),
    ("Network Meta-Analysis", "meta-analysis"),
    ("Systematic Review", "systematic-review"),
    ("Practice Guideline", "guideline"),
    ("Guideline", "guideline"),
    ("Consensus Development Conference", "guideline"),
    ("Clinical Trial Protocol", "registry-entry"),
    ("Randomized Controlled Trial", "rct"),
    ("Case Reports", "case-report"),
    ("Review", "narrative-review"),
)
"""PubMed's publication types that settle a design, the most telling first. 'Clinical Trial' alone does not."""


CROSSOVER = "crossover-rct"


@dataclass(frozen=True)
class DesignJudgement:
    """A proposed design, None when nothing tells it, and the rules that spoke for it."""

    design: str | None
    rules: tuple[str, ...]


@dataclass(frozen=True)
class _Rule:
    id: str
    design: str
    place: str
    points: int
    pattern: re.Pattern[str]


def _any_of(terms: Sequence[str]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(terms) + r")(?!\w)", re.I)


_DONE = LowerPattern(
    r"\b(?:was|were)\b|\bn ?= ?\d|\bp ?[<=>] ?0?\.\d|\d ?%|±|"
    r"\bhere,? we\b|\b(?:we|they) (?:\w+ly )?(?:found|find|examined|measured|studied|used|show|report|demonstrate|"
    r"identif|investigat|present|describe|develop|observe|propose)\w*|\b(?:in )?th(?:is|e present) study\b",
)
"""What an abstract of a study of its own is full of: things done and counted."""


_GENETIC = LowerPattern(r"mendelian randomi[sz]ation")


@cache
def _lexicon() -> tuple[tuple[str, ...], LowerPattern, tuple[_Rule, ...], PatternSet]:
    plain: Mapping[str, Any] = read_lexicon("designs.yaml")
    rules = tuple(_Rule(r["id"], r["design"], r["in"], r["points"], _any_of(r["terms"])) for r in plain["rules"])
    found = PatternSet({r.id: r.pattern for r in rules if r.place != "unmeasured"})
    return tuple(plain["order"]), LowerPattern("|".join(plain["struck"])), rules, found


def judge_design(title: str, abstract: str) -> DesignJudgement:
    """The design that title and abstract tell, from text alone."""
    order, struck, rules, patterns = _lexicon()
    texts = {"title": struck.strike(title), "abstract": struck.strike(abstract)}
    if len(abstract) > 300 and len(list(islice(_DONE.find(abstract), 2))) < 2:
        texts["unmeasured"] = abstract
    told = {place: patterns.find_names(texts[place]) for place in ("title", "abstract")}
    points: dict[str, int] = {}
    spoke: dict[str, list[str]] = {}
    genetic = _GENETIC.is_in(f"{title} {abstract}")
    for rule in rules:
        if rule.place == "unmeasured":
            there = ["unmeasured"] if "unmeasured" in texts else []
        else:
            there = [p for p in ("title", "abstract") if rule.place in (p, "any") and rule.id in told[p]]
        if there:
            # A word that stands in the title too says what the text is about.
            points[rule.design] = (
                points.get(rule.design, 0) + rule.points + (2 if len(there) == 2 and rule.points > 0 else 0)
            )
            if rule.points > 0:
                spoke.setdefault(rule.design, []).append(f"design:{rule.id}")
    if genetic:
        points["genetic"] = points.get("genetic", 0) + 12
        spoke.setdefault("genetic", []).append("design:genetic")
    if points.get("crossover-rct", 0) >= 4 and points.get("rct", 0) > 0:
        points["crossover-rct"] += points["rct"]
    if points.get("meta-analysis", 0) >= 4 and points.get("systematic-review", 0) > 0:
        points["meta-analysis"] += points["systematic-review"]
    best = max(order, key=lambda d: (points.get(d, 0), -order.index(d)))
    if points.get(best, 0) < ENOUGH:
        return DesignJudgement(None, ())
    return DesignJudgement(best, tuple(dict.fromkeys(spoke[best])))


def find_design(publication_types: Sequence[str], title: str, abstract: str) -> DesignJudgement:
    """The design by PubMed's publication types where they settle one, else by the text."""
    settled = next(((name, design) for name, design in TYPES if name in publication_types), None)
    if settled is None:
        return judge_design(title, abstract)
    name, design = settled
    by_type = DesignJudgement(design, (f"type:{name}",))
    if design == "rct" and _may_cross(title, abstract):
        told = judge_design(title, abstract)
        return DesignJudgement(told.design, (f"type:{name}", *told.rules)) if told.design == CROSSOVER else by_type
    if design == "narrative-review":
        told = judge_design(title, abstract)
        return told if told.design in ("systematic-review", "meta-analysis", "guideline") else by_type
    return by_type


def _may_cross(title: str, abstract: str) -> bool:
    """Whether a rule for a crossover trial speaks at all: if none does, nothing else makes a trial one."""
    struck, patterns = _lexicon()[1], _crossing()
    return any(patterns.find_names(struck.strike(text)) for text in (title, abstract))


@cache
def _crossing() -> PatternSet:
    return PatternSet({r.id: r.pattern for r in _lexicon()[2] if r.design == CROSSOVER})

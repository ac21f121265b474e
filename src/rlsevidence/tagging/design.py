"""Study design, from what PubMed says and from what the text says of itself. Pure.

Publication types are PubMed's own and come first; the text fills in what they do not say. Every rule that
spoke is named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from .heads import PatternSet
from .lexicon import read_lexicon
from .lowered import LowerPattern, fold

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


class DesignJudgement(NamedTuple):
    """A proposed design, None when nothing tells it, and the rules that spoke for it."""

    design: str | None
    rules: tuple[str, ...]


class _Rule(NamedTuple):
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


_DOING = (" was ", " were ")
"""Those of these things that need no look at what stands round them."""


def _has_done(abstract: str) -> bool:
    """Whether at least two such things are told."""
    return sum(map(abstract.count, _DOING)) > 1 or len(list(islice(_DONE.find(abstract), 2))) > 1


_GENETIC = LowerPattern(r"mendelian randomi[sz]ation")


_PLACES = ("title", "abstract")


@cache
def _lexicon() -> tuple[tuple[str, ...], LowerPattern, Mapping[str, _Rule], Mapping[str, PatternSet]]:
    """The order of designs, what is struck out, the rules by their ids, and for each place those that hold there."""
    plain: Mapping[str, Any] = read_lexicon("designs.toml")
    rules = [_Rule(r["id"], r["design"], r["in"], r["points"], _any_of(r["terms"])) for r in plain["rules"]]
    found = {at: PatternSet({r.id: r.pattern for r in rules if r.place in (at, "any")}) for at in _PLACES}
    return tuple(plain["order"]), LowerPattern("|".join(plain["struck"])), {r.id: r for r in rules}, found


@cache
def _places() -> tuple[Mapping[str, int], frozenset[str]]:
    """Where each rule stands among all, and those that hold where nothing was measured."""
    rules = _lexicon()[2]
    return {name: n for n, name in enumerate(rules)}, frozenset(n for n, r in rules.items() if r.place == "unmeasured")


def judge_design(title: str, abstract: str) -> DesignJudgement:
    """The design that title and abstract tell, from text alone."""
    order, struck, rules, patterns = _lexicon()
    in_title = patterns["title"].find_names(struck.strike(title))
    in_abstract = patterns["abstract"].find_names(struck.strike(abstract))
    told = in_title | in_abstract
    stands, unmeasured = _places()
    if len(abstract) > 300 and not _has_done(abstract):
        told |= unmeasured
    points: dict[str, int] = {}
    spoke: dict[str, list[str]] = {}
    for name in sorted(told, key=stands.__getitem__):
        rule = rules[name]
        # A word that stands in the title too says what the text is about.
        more = 2 if rule.points > 0 and name in in_title and name in in_abstract else 0
        points[rule.design] = points.get(rule.design, 0) + rule.points + more
        if rule.points > 0:
            spoke.setdefault(rule.design, []).append(f"design:{name}")
    if "mendelian" in fold(title) + fold(abstract) and _GENETIC.is_in(f"{title} {abstract}"):
        points["genetic"] = points.get("genetic", 0) + 12
        spoke.setdefault("genetic", []).append("design:genetic")
    if points.get("crossover-rct", 0) >= 4 and points.get("rct", 0) > 0:
        points["crossover-rct"] += points["rct"]
    if points.get("meta-analysis", 0) >= 4 and points.get("systematic-review", 0) > 0:
        points["meta-analysis"] += points["systematic-review"]
    best = max(order, key=lambda design: points.get(design, 0))  # of two alike the first
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
    return PatternSet({name: r.pattern for name, r in _lexicon()[2].items() if r.design == CROSSOVER})

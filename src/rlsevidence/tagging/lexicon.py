"""The lexicons of the rules, read once from the package: concepts with their terms, and the concepts of each claim."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from ruamel.yaml import YAML

from ..model import Claim


@dataclass(frozen=True)
class Concept:
    """Something a record may speak of: MeSH headings by name, and one pattern over its words."""

    name: str
    mesh: frozenset[str]
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class TrialForm:
    """A claim in the form of a trial: who is set against whom, what is measured, and which direction supports it."""

    treated: str
    compared: str
    outcome: str
    supports: str


@dataclass(frozen=True)
class Need:
    """What a record must speak of to concern a claim. `source` says whether it is listed or read from the claim.

    `direct`: concept -> the part of the question that differs without it. `reads` is None where a claim has no such
    form.
    """

    groups: tuple[tuple[str, ...], ...]
    direct: Mapping[str, str]
    source: str
    reads: TrialForm | None = None


def read_lexicon(name: str) -> dict[str, Any]:
    text = resources.files(__package__).joinpath("lexicons", name).read_text(encoding="utf-8")
    value: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return value


@cache
def load_concepts() -> Mapping[str, Concept]:
    """Concepts by name, in the order of the file."""
    return {
        name: Concept(
            name,
            frozenset(heading.casefold() for heading in entry["mesh"]),
            # Case matters for short abbreviations only: 'RLS' and 'IV' in capitals, everything else in any case.
            re.compile(r"(?<!\w)(?:" + "|".join(_any_case(t) for t in entry["terms"]) + r")(?!\w)"),
        )
        for name, entry in read_lexicon("concepts.yaml").items()
    }


def _any_case(term: str) -> str:
    bare = re.sub(r"\[[A-Z]+\]|\\.|[^A-Za-z]", "", term)
    return term if bare and bare.isupper() and len(bare) <= 4 else f"(?i:{term})"


@cache
def _listed() -> Mapping[str, Any]:
    return read_lexicon("claims.yaml")


def find_need(claim: Claim) -> Need:
    """What concerns a claim: as listed, or else read from its question: one group for what is given, one for what is
    asked."""
    listed = _listed().get(claim.id)
    if listed:
        reads = TrialForm(**listed["reads"]) if "reads" in listed else None
        return Need(tuple(tuple(g) for g in listed["all"]), dict(listed["direct"]), "listed", reads)
    if claim.pico:
        given, asked = (
            claim.pico.intervention or claim.pico.exposure or "",
            f"{claim.pico.population} {claim.pico.outcome}",
        )
    else:
        given, asked = claim.title.in_language("en"), claim.statement.in_language("en")
    groups = [tuple(n for n, c in load_concepts().items() if c.pattern.search(text)) for text in (given, asked)]
    return Need(tuple(g for g in groups if g), {}, "read from the claim")

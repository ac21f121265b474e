"""What the rules look for: lexicons that hold for any health article, read from the package, and the topic's own
concepts, read from the evidence."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from ..model import Claim, Concepts, Evidence, Topic, TrialForm
from .heads import PatternSet
from .once import once


@dataclass(frozen=True)
class ReadConcept:
    """Something a record may speak of: MeSH headings in lower case, and one pattern over its words."""

    name: str
    mesh: frozenset[str]
    pattern: re.Pattern[str]
    broad: bool = False


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

    @once
    def names(self) -> frozenset[str]:
        """All concepts that it asks for."""
        return frozenset(self.direct).union(*self.groups)


@dataclass(frozen=True)
class Met:
    """How a record meets a need: a concept of each group, the parts of the question that differ, whether any of the
    concepts is a source on a whole topic."""

    names: tuple[str, ...]
    differs: tuple[str, ...]
    is_broad: bool


@dataclass(frozen=True)
class Lexicon:
    """The topic's own words: its concepts, and its topic file. Patterns are made once, when first asked for."""

    concepts: Concepts
    topic: Topic | None = None

    @once
    def read(self) -> Mapping[str, ReadConcept]:
        """Concepts by name, in the order of the file."""
        return {
            name: ReadConcept(
                name,
                frozenset(heading.casefold() for heading in concept.mesh),
                compile_terms(concept.terms),
                concept.broad,
            )
            for name, concept in self.concepts.items()
        }

    @once
    def _bits(self) -> Mapping[str, int]:
        return {name: 1 << number for number, name in enumerate(self.read)}

    def list_bits(self, names: Iterable[str]) -> int:
        """Concepts as a number that has a bit for each. What is none of its concepts has none."""
        find = self._bits.get
        return sum([find(name, 0) for name in names])

    @once
    def by_heading(self) -> Mapping[str, tuple[str, ...]]:
        """MeSH heading in lower case -> the concepts that it stands for."""
        found: dict[str, tuple[str, ...]] = {}
        for name, concept in self.read.items():
            for heading in concept.mesh:
                found[heading] = (*found.get(heading, ()), name)
        return found

    @once
    def _concept_patterns(self) -> Mapping[str, re.Pattern[str]]:
        return {name: concept.pattern for name, concept in self.read.items()}

    @once
    def patterns(self) -> PatternSet:
        """The words of all concepts, to be found together."""
        return PatternSet(self._concept_patterns)

    @once
    def walk(self) -> PatternSet:
        """The words of all concepts and all numbers, so that a text is walked along once."""
        return PatternSet({**self._concept_patterns, **compile_numbers(self.forms)[1]})

    @once
    def forms(self) -> str:
        """A pattern for the substance as abstracts name it beside an amount; one that never matches without any."""
        substance = self.topic.substance if self.topic else None
        if substance is None:
            return r"(?!)"
        names = "|".join(re.escape(n) for n in (*substance.name.texts.values(), *substance.also_called))
        return rf"(?:{names})(?: (?:{'|'.join(substance.forms)}))?" if substance.forms else rf"(?:{names})"

    def find_need(self, claim: Claim) -> Need:
        """What concerns a claim: as listed, or else read from its question: one group for what is given, one for what
        is asked."""
        if claim.concerns:
            return Need(claim.concerns.all, claim.concerns.direct, "listed", claim.concerns.reads)
        if claim.pico:
            given, asked = (
                claim.pico.intervention or claim.pico.exposure or "",
                f"{claim.pico.population} {claim.pico.outcome}",
            )
        else:
            given, asked = claim.title.in_language("en"), claim.statement.in_language("en")
        return self.read_need(given, asked)

    def meet(self, need: Need, found: Mapping[str, object]) -> Met | None:
        """How the concepts found meet a need; None where nothing of a group is among them."""
        hits = need.names.intersection(found)
        if not need.groups or any(hits.isdisjoint(group) for group in need.groups):
            return None
        names = self.choose_names(need, hits)
        differs = tuple(sorted({part for concept, part in need.direct.items() if concept not in hits}))
        return Met(names, differs, any(self.read[name].broad for name in names))

    def choose_names(self, need: Need, found: Container[str]) -> tuple[str, ...]:
        """One concept of each group that is met, the one that says most: a source on the whole topic only when nothing
        else is met."""
        met = []
        for group in need.groups:
            hits = [name for name in group if name in found]
            if hits:
                met.append(next((name for name in hits if not self.read[name].broad), hits[0]))
        return tuple(dict.fromkeys(met))

    def read_need(self, given: str, asked: str) -> Need:
        """A need read from a question: the concepts that each of the two texts speaks of are a group."""
        groups = [tuple(n for n, c in self.read.items() if c.pattern.search(text)) for text in (given, asked)]
        return Need(tuple(g for g in groups if g), {}, "read from the claim")


def read_topic(evidence: Evidence) -> Lexicon:
    return Lexicon(evidence.concepts, evidence.topic)


def compile_terms(terms: Iterable[str]) -> re.Pattern[str]:
    """One pattern over whole words. Case matters for short abbreviations in capitals only, such as 'IV'."""
    return re.compile(r"(?<!\w)(?:" + "|".join(_any_case(t) for t in terms) + r")(?!\w)")


def _any_case(term: str) -> str:
    bare = re.sub(r"\[[A-Z]+\]|\\.|[^A-Za-z]", "", term)
    return term if bare and bare.isupper() and len(bare) <= 4 else f"(?i:{term})"


@cache
def compile_numbers(forms: str) -> tuple[Mapping[str, str], Mapping[str, re.Pattern[str]]]:
    """The kind of each pattern for a number, and the pattern, by a name that no concept has.

    `forms`: a pattern for the substance that may stand behind an amount.
    """
    kinds: dict[str, str] = {}
    patterns: dict[str, re.Pattern[str]] = {}
    for kind, entries in read_lexicon("numbers.toml").items():
        for term in (term for entry in entries for term in entry["terms"]):
            name = f"number:{len(kinds)}"
            kinds[name], patterns[name] = kind, re.compile(term.replace("{forms}", forms), re.I)
    return kinds, patterns


def read_lexicon(name: str) -> dict[str, Any]:
    """A lexicon of the package: what holds for any health article.

    TOML, whose strings hold a pattern as it is; the same in YAML takes twenty times as long to read, which every
    process that suggests would wait for.
    """
    return tomllib.loads(resources.files(__package__).joinpath("lexicons", name).read_text(encoding="utf-8"))

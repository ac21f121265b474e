"""Cues in a sentence: words that say what was found, from lexicons/cues.toml, each with its place. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from .heads import PatternSet, Span
from .lexicon import read_lexicon


@dataclass(frozen=True)
class CueFamily:
    """One kind of cue. `lean`: stance -> points that it gives on its own."""

    name: str
    pattern: re.Pattern[str]
    lean: Mapping[str, int]
    why: str


class CueMatch(NamedTuple):
    """Where a cue stands in a text: code-point offsets. `negated`: a negation stands within five words before it."""

    family: str
    start: int
    end: int
    negated: bool


NEGATION = re.compile(
    r"(?<!\w)(?:no|not|n't|cannot|never|neither|nor|without|none|fail(?:s|ed|ure)? to|unable to|lack of|absence of|"
    r"unlikely|hardly|rarely|little)(?!\w)",
    re.I,
)
_NOT_A_NEGATION = re.compile(r"not only|no doubt|not just|no less|not surprising\w*|cannot be excluded", re.I)
_STOPS = re.compile(r"[;:]|,? (?:but|however|although|whereas|while|except|because) ", re.I)
FAR = 45
"""How many characters a negation reaches, about five words."""


@cache
def load_families() -> Mapping[str, CueFamily]:
    """Cue families by name, in the order of the file."""
    return {
        name: CueFamily(
            name,
            re.compile(r"(?<!\w)(?:" + "|".join(entry["terms"]) + r")(?!\w)", re.I),
            dict(entry["lean"]),
            entry["why"],
        )
        for name, entry in read_lexicon("cues.toml").items()
    }


@cache
def load_relations() -> Mapping[str, tuple[re.Pattern[str], str]]:
    """Words that say how things hang together: name -> the pattern, and what it says."""
    entries = read_lexicon("relations.toml")
    return {
        n: (re.compile(r"(?<!\w)(?:" + "|".join(e["terms"]) + r")(?!\w)", re.I), e["says"]) for n, e in entries.items()
    }


class Told(NamedTuple):
    """What the words of a text tell: what each negation governs, (start, end); cues, family by family; (what it says,
    start, end) of each word that says how things hang together."""

    scopes: tuple[Span, ...]
    cues: tuple[CueMatch, ...]
    relations: tuple[tuple[str, int, int], ...]


_NO = "no"


@cache
def _set() -> tuple[PatternSet, Mapping[str, str], Mapping[str, str]]:
    """Negations, cues and relations together, so that a sentence is walked along once; the families of the cues, and
    what the relations say, by the names in the set."""
    families, relations = load_families(), load_relations()
    cues = {f"cue:{name}": family.pattern for name, family in families.items()}
    links = {f"relation:{name}": pattern for name, (pattern, _) in relations.items()}
    says = {f"relation:{name}": said for name, (_, said) in relations.items()}
    return PatternSet({_NO: NEGATION, **cues, **links}), dict(zip(cues, families, strict=True)), says


@lru_cache(maxsize=512)
def tell(text: str) -> Told:
    """All that the words of a text tell. Kept for a while, as the words are."""
    patterns, families, says = _set()
    found = patterns.find(text)
    scopes = _govern(text, found[_NO]) if _NO in found else ()
    cues: list[CueMatch] = []
    relations: list[tuple[str, int, int]] = []
    for name, spans in found.items():
        family = families.get(name)
        if family is not None:
            for start, end in spans:
                negated = False
                for begun, ended in scopes:  # a cue may hold its negation: 'is not associated'
                    if begun < end and start < ended:
                        negated = True
                        break
                cues.append(CueMatch(family, start, end, negated))
        elif name in says:
            relations += [(says[name], start, end) for start, end in spans]
    return Told(scopes, tuple(cues), tuple(relations))


def _govern(text: str, negations: Iterable[Span]) -> tuple[Span, ...]:
    """What each negation governs: from the negation to the next stop, or FAR characters."""
    spared = [m.span() for m in _NOT_A_NEGATION.finditer(text)]
    scopes = []
    for start, end in negations:
        if any(a <= start < b for a, b in spared):
            continue
        stop = _STOPS.search(text, end)
        scopes.append((start, min(stop.start() if stop else len(text), end + FAR)))
    return tuple(scopes)


def find_negations(text: str) -> tuple[Span, ...]:
    """(start, end) of what each negation of `text` governs."""
    return tell(text).scopes


def find_matches(text: str) -> tuple[CueMatch, ...]:
    """Every cue of `text`, family by family."""
    return tell(text).cues

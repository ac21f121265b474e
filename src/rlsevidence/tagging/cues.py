"""Cues in a sentence: words that say what was found, from lexicons/cues.yaml, each with its place. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from .heads import PatternSet
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
        for name, entry in read_lexicon("cues.yaml").items()
    }


@cache
def _set() -> PatternSet:
    return PatternSet({name: family.pattern for name, family in load_families().items()})


@cache
def _negations() -> PatternSet:
    return PatternSet({"no": NEGATION})


@lru_cache(maxsize=512)
def find_negations(text: str) -> tuple[tuple[int, int], ...]:
    """(start, end) of what each negation of `text` governs: from the negation to the next stop, or FAR characters."""
    negations = _negations().find(text).get("no", ())
    if not negations:
        return ()
    spared = [m.span() for m in _NOT_A_NEGATION.finditer(text)]
    scopes = []
    for start, end in negations:
        if any(a <= start < b for a, b in spared):
            continue
        stop = _STOPS.search(text, end)
        scopes.append((start, min(stop.start() if stop else len(text), end + FAR)))
    return tuple(scopes)


@lru_cache(maxsize=512)
def find_matches(text: str) -> tuple[CueMatch, ...]:
    """Every cue of `text`, family by family. Kept for a while, as the words are."""
    scopes = find_negations(text)
    return tuple(
        CueMatch(
            family,
            start,
            end,
            # A cue may hold its negation: 'is not associated'.
            scopes != () and any(a < end and start < b for a, b in scopes),
        )
        for family, spans in _set().find(text).items()
        for start, end in spans
    )

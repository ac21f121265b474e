"""Numbers that a text gives: people, dose with salt and unit, duration, effect, interval, p. Seen, not judged. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from .heads import PatternSet
from .lexicon import read_lexicon


class SeenNumber(NamedTuple):
    """One number as printed. `start` and `end`: code points in the text; `parts`: number, unit, salt, low, high."""

    kind: str
    start: int
    end: int
    words: str
    parts: tuple[tuple[str, str], ...]


@cache
def _patterns(forms: str) -> tuple[Mapping[str, str], PatternSet]:
    """The kind of each pattern, by its number, and the patterns under those numbers."""
    kinds: dict[str, str] = {}
    patterns: dict[str, re.Pattern[str]] = {}
    for kind, entries in read_lexicon("numbers.yaml").items():
        for term in (term for entry in entries for term in entry["terms"]):
            number = str(len(kinds))
            kinds[number] = kind
            patterns[number] = re.compile(term.replace("{forms}", forms), re.I)
    return kinds, PatternSet(patterns)


def find_numbers(text: str, forms: str = r"(?!)") -> Iterator[SeenNumber]:
    """Every number of a known kind, in the order of the text; of two that overlap within a kind the first stays.

    `forms`: a pattern for the substance that may stand behind an amount.
    """
    found: list[SeenNumber] = []
    kinds, patterns = _patterns(forms)
    for number, spans in patterns.find(text).items():
        kind = kinds[number]
        for start, end in spans:
            if any(f.kind == kind and f.start < end and start < f.end for f in found):
                continue
            match = patterns.patterns[number].match(text, start)
            parts = tuple((k, v.strip()) for k, v in match.groupdict().items() if v) if match else ()
            found.append(SeenNumber(kind, start, end, text[start:end], parts))
    yield from sorted(found, key=lambda f: (f.start, f.end))

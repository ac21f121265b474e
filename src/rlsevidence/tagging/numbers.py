"""Numbers that a text gives: people, dose with salt and unit, duration, effect, interval, p. Seen, not judged. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import NamedTuple

from .heads import PatternSet, Span
from .lexicon import compile_numbers


class SeenNumber(NamedTuple):
    """One number as printed. `start` and `end`: code points in the text; `parts`: number, unit, salt, low, high."""

    kind: str
    start: int
    end: int
    words: str
    parts: tuple[tuple[str, str], ...]


@cache
def _patterns(forms: str) -> PatternSet:
    return PatternSet(compile_numbers(forms)[1])


def find_numbers(text: str, forms: str = r"(?!)") -> Iterator[SeenNumber]:
    """Every number of a known kind, in the order of the text; of two that overlap within a kind the first stays.

    `forms`: a pattern for the substance that may stand behind an amount.
    """
    patterns = _patterns(forms)
    for name, kind, (start, end) in place_numbers(forms, patterns.find(text)):
        match = patterns.patterns[name].match(text, start)
        parts = tuple((k, v.strip()) for k, v in match.groupdict().items() if v) if match else ()
        yield SeenNumber(kind, start, end, text[start:end], parts)


def place_numbers(forms: str, found: Mapping[str, Sequence[Span]]) -> list[tuple[str, str, Span]]:
    """(name of the pattern, kind, place) of the numbers among what was found in a text, as `find_numbers` has them."""
    kinds = compile_numbers(forms)[0]
    taken: dict[str, list[Span]] = {}
    placed = []
    for name, spans in found.items():
        kind = kinds.get(name)
        if kind is None:
            continue
        before = taken.setdefault(kind, [])
        for start, end in spans:
            for begun, ended in before:
                if begun < end and start < ended:
                    break
            else:
                before.append((start, end))
                placed.append((name, kind, (start, end)))
    placed.sort(key=_place)
    return placed


_place = itemgetter(2)

"""Patterns in small letters, searched without regard to case at a fraction of the cost. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .beginnings import list_beginnings
from .once import once

_span = re.Match.span
_LENGTHS = (10, 8, 6, 5)
_MOST_HEADS = 50
"""Beginnings that are looked for in a whole text one by one: the longest that are no more than so many."""


class LowerPattern:
    """A pattern in small letters, searched without regard to case: several times as fast as with `re.I`.

    The pattern must hold no capital and no letter beyond ASCII.
    """

    def __init__(self, pattern: str) -> None:
        self._exact = re.compile(pattern)
        told = (list_beginnings(self._exact, length) for length in _LENGTHS)
        self._heads = next((heads for heads in told if heads and len(heads) <= _MOST_HEADS), None)

    @once
    def _any_case(self) -> re.Pattern[str]:
        return re.compile(self._exact.pattern, re.I)

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """(start, end) of each match, as `finditer` of the pattern with `re.I` gives them."""
        low = text.lower()
        # Where a letter becomes two, or is another's case beyond ASCII, places or matches would differ.
        if len(low) != len(text) or (not text.isascii() and ("\u017f" in text or "\u0131" in text)):
            return map(_span, self._any_case.finditer(text))
        if self._heads is None:
            return map(_span, self._exact.finditer(low))
        begins: set[int] = set()
        for head in self._heads:
            place = low.find(head)
            while place >= 0:
                begins.add(place)
                place = low.find(head, place + 1)
        return self._try(low, sorted(begins)) if begins else iter(())

    def _try(self, low: str, begins: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Matches at the places where any can begin."""
        behind, begin = 0, self._exact.match
        for place in begins:
            if place >= behind and (match := begin(low, place)) is not None:
                yield match.span()
                behind = match.end()

    def is_in(self, text: str) -> bool:
        """Whether it matches anywhere."""
        return next(self.find(text), None) is not None

    def strike(self, text: str) -> str:
        """The text with one blank for each match."""
        spans = list(self.find(text))
        if not spans:
            return text
        ends = [0, *(end for _, end in spans)]
        starts = [*(start for start, _ in spans), len(text)]
        return " ".join([text[a:b] for a, b in zip(ends, starts, strict=True)])


def fold(text: str) -> str:
    """A text to look for small ASCII letters in: what holds a word under `re.I` holds it here as it is written."""
    return text.replace("\u0130", "i").casefold().replace("\u0131", "i")

"""Words of a sentence that say how things hang together, each with its place and the negation before it. Pure."""

from __future__ import annotations

from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from .cues import tell

WAYS = ("up", "down", "good", "bad", "exists", "none", "unharmed", "often", "seldom", "open", "divided")
"""What a word can say of the thing that is spoken of."""
_OF_CUES = {
    "increase": "up", "decrease": "down", "improve": "good", "effective": "good", "feasible": "good", "worsen": "bad",
    "association": "exists", "different": "exists", "similar": "none", "no-difference": "none",
    "no-association": "none", "no-evidence": "none", "failed": "none", "not-significant": "none", "regardless": "none",
    "not-needed": "none", "unclear": "open", "partial": "divided", "not-in-part": "divided",
}  # fmt: skip
_TURNED = {"up": "none", "down": "none", "good": "none", "exists": "none", "bad": "unharmed", "none": "exists",
           "unharmed": "bad", "often": "seldom", "seldom": "often"}  # fmt: skip


_HOLDING = frozenset(("none", "open", "divided"))
"""What a cue says that holds its own negation."""


class Said(NamedTuple):
    """One word that says something: which way, where, whether a negation turned it."""

    way: str
    start: int
    end: int
    turned: bool


@lru_cache(maxsize=512)
def find_said(text: str) -> tuple[Said, ...]:
    """Every word of `text` that says a way, a negation before it taken in, in the order of the text."""
    scopes, cues, relations = tell(text)
    found: dict[tuple[str, int], Said] = {}

    words: list[tuple[str, int, int, bool]] = []
    for says, start, end in relations:
        # A word that holds its own negation ('no effect', 'failed to') is turned only by another before it.
        words.append((says, start, end, scopes != () and any(a < start < b for a, b in scopes)))
    for family, start, end, negated in cues:
        way = _OF_CUES.get(family)
        if way is not None:
            words.append((way, start, end, negated and way not in _HOLDING))
    for way, start, end, negated in words:
        turned = negated and way in _TURNED
        said = _TURNED[way] if turned else way
        if (said, start) not in found:
            found[said, start] = Said(said, start, end, turned)
    return tuple(sorted(found.values(), key=_place))


_place = attrgetter("start", "way")

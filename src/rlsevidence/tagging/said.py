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

    def add(way: str, start: int, end: int, negated: bool) -> None:
        turned = negated and way in _TURNED
        said = _TURNED[way] if turned else way
        if (said, start) not in found:
            found[said, start] = Said(said, start, end, turned)

    for says, start, end in relations:
        # A word that holds its own negation ('no effect', 'failed to') is turned only by another before it.
        before = scopes != () and any(a < start < b for a, b in scopes)
        add(says, start, end, before)
    for cue in cues:
        way = _OF_CUES.get(cue.family)
        if way is not None:
            holds = way in ("none", "open", "divided")
            add(way, cue.start, cue.end, cue.negated and not holds)
    return tuple(sorted(found.values(), key=_place))


_place = attrgetter("start", "way")

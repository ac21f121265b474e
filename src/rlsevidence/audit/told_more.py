"""Whether a sentence says more than a claim by words that the claim may have as well: a reason, a duration. Pure.

Such words turn nothing and are common, so that a sentence with them would pass for the claim: 'because it works', 'for
one day', 'should take'. Each is held against the claim's own texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from ..counted import read_number
from .lexicon import read_lexicon
from .terms import compile_terms, fold

OTHERS = ("reason", "work", "product", "oblige", "at-most", "duration", "longer")
"""Groups of `told.yaml` that are read here and are no relations."""
OF_SUBSTANCE = ("mechanism", "association", "definition")
"""Kinds of claims that speak of a substance in the body, of which what is sold of it is another thing."""


def says_more(text: str, texts: Sequence[str], kind: str, *, of_amounts: bool) -> bool:
    """Whether the text says what none of the claim's `texts` says. `of_amounts`: it tells an amount to take."""
    folded, own = fold(text), [fold(t) for t in texts]
    groups = ["reason", "work", *(["product"] if kind in OF_SUBSTANCE else [])]
    if any(_find(g).search(folded) and not any(_find(g).search(t) for t in own) for g in groups):
        return True
    if of_amounts:
        # A limit is what may be taken at most; that it should be taken is a recommendation.
        return bool(_find("oblige").search(folded)) and not _find("at-most").search(folded)
    return _has_other_duration(folded, own)


def _has_other_duration(text: str, own: Iterable[str]) -> bool:
    """Whether a text says of what a claim ties to a duration that it takes another one, or one that is not counted."""
    with_own = [t for t in own if _list_durations(t) - {None}]
    here = _list_durations(text)
    if not with_own or not here:
        return False
    allowed = frozenset(d for t in with_own for d in _list_durations(t))
    if not here <= allowed - {None}:
        return True
    return any(_find("longer").search(t) for t in with_own) and not _find("longer").search(text)


def _list_durations(text: str) -> frozenset[int | None]:
    """The numbers before units of time; None for a unit without one."""
    found: set[int | None] = set()
    for match in _find("duration").finditer(text):
        counted = re.search(r"(\d+)(?:\s*(?:-|–|—|to|till|or|eller)\s*(\d+))?\s*$", text[: match.start()])
        if counted is not None:
            found |= {int(n) for n in counted.groups() if n}
            continue
        words = text[: match.start()].split()
        found.add(read_number(words[-1]) if words else None)
    return frozenset(found)


@cache
def _find(name: str) -> re.Pattern[str]:
    return compile_terms(read_lexicon("told")[name]["terms"])

"""Whether two names may be of one person, who would then be a second reader of their own work. Pure.

Marks on letters, titles, capitals, gaps and the order of the words tell nobody apart; a number behind a name neither.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

SAME, INITIAL = "same", "initial"
"""How near two names come: the same words; the same but for an initial, of which nobody can tell."""

_TITLES = re.compile(
    r"\b(?:(?:med|fil|tekn|odont)\.?\s*(?:dr|lic|kand|mag)|leg\.?\s*(?:läk|läkare|ssk)|"
    r"ph\.?\s?d|m\.\s?d|md|m\.?\s?sc|b\.?\s?sc|d\.?\s?phil|mph|mbbs|rn|dr\.?\s*med\b|dr|doctor|doktor|prof|professor|docent|"
    r"mrs?|ms|miss|mx|sir|dame|herr|fru|fröken)\b\.?",
    re.I,
)
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "a", "œ": "o", "ı": "i", "ħ": "h"})
_SPELT_OUT = re.compile(r"oe|ae|aa|ue")
"""How marked vowels are written where there are no marks."""


def compare_names(one: str, other: str) -> str:
    """SAME, INITIAL or '' of two names as people.tsv has them."""
    if _read_words(one) == _read_words(other):
        return SAME
    mine, theirs = _read_words(one, initials=True), _read_words(other, initials=True)
    first, second = Counter(mine), Counter(theirs)
    common, rest, others = first & second, first - second, second - first
    if not any(len(word) > 1 for word in common):
        return ""
    return INITIAL if _is_initials(list(rest.elements()), list(others.elements())) else ""


def _is_initials(rest: list[str], others: list[str]) -> bool:
    """Whether what differs is no more than initials, each for a word of the other name or for none."""
    for words, opposite in ((rest, others), (others, rest)):
        letters = [w for w in words if _is_initial(w)]
        for word in (w for w in opposite if not _is_initial(w)):
            if word[0] not in letters:
                return False
            letters.remove(word[0])
    return True


def _is_initial(word: str) -> bool:
    return len(word) == 1 and word.isalpha()


@lru_cache(maxsize=4096)
def _read_words(name: str, *, initials: bool = False) -> tuple[str, ...]:
    """The words of a name, in the order of the alphabet; with `initials` 'AM Björk' has three."""
    visible = "".join(c for c in unicodedata.normalize("NFKC", name) if unicodedata.category(c) != "Cf")
    untitled = _TITLES.sub(" ", visible)
    words = _split(untitled, initials) or _split(visible, initials)
    named = [w for w in words if not w.isdigit()]
    return tuple(sorted(named if len(named) > 1 else words))


def _split(name: str, initials: bool) -> list[str]:
    found = re.findall(r"[^\W_]+", _fold_marks(name))
    mixed = initials and any(w.isalpha() and not w.isupper() for w in found)
    parted = [p for w in found for p in (w if mixed and w.isupper() and 1 < len(w) <= 3 else [w])]
    return [_SPELT_OUT.sub(lambda m: m[0][0], w.casefold().translate(_PLAIN)) for w in parted]


def _fold_marks(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


__all__ = ["INITIAL", "SAME", "compare_names"]

"""Whether a text that lets somebody go further says anything: a rule can see its length, and no more. Pure.

An argument for a level above the rules' proposal is a sentence at least; the reasons beside it may be shorter. Neither
repeats another nor stands for a text still to be written. Whether it is right is for a second person, whose sign-off is
what counts. The limits are ours; what a placeholder looks like stands in the catalogues (`prose.placeholders`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .prose_words import list_terms

ARGUMENT, REASON = 8, 3
"""The fewest words of an argument for going above the proposal, and of a reason that lets something count for more."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
"""Scripts without spaces between words, in which two characters are taken for a word."""


def count_words(text: str) -> int:
    """How many words a text says, each counted once: one word said eight times says no more than once."""
    spaced = _UNSPACED.sub(" ", text)
    return len({word.casefold() for word in _WORD.findall(spaced)}) + len(set(_UNSPACED.findall(text))) // 2


def find_lack(text: str, language: str, fewest: int, others: Iterable[str] = ()) -> str | None:
    """What keeps a text from being an argument, as `check` says it: too few words, a placeholder, another's words.

    `others`: what is said for other domains in the same language. None where nothing does.
    """
    plain = _normalise(text)
    if plain and any(_normalise(other) == plain for other in others):
        return "the same words as another"
    if any(re.search(rf"(?<!\w){re.escape(_normalise(term))}(?!\w)", plain) for term in _list_placeholders(language)):
        return "a text that stands for one still to be written"
    number = count_words(text)
    if number < fewest:
        return f"{number} different word{'' if number == 1 else 's'}"
    return None


def _list_placeholders(language: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*list_terms("placeholders", language), *list_terms("placeholders", "en"))))


def _normalise(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))

"""What names the two sides of a claim in a text: what is taken or done, and what it is to act on. Pure."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from ..model import Claim
from .prose_words import has_words, join_groups

SHORT = 4
"""Words of a claim shorter than this name nothing by themselves, unless they are written in capitals."""
_STEM = 5
"""Words that share so many first letters name the same: a compound and its first part."""
THING, ACTED = "¤", "…"
"""Marks that stand for a claim's own phrases in a question."""


class Names(NamedTuple):
    """First letters of the words that name what is taken or done, and of those that name what it is to act on; the
    claim's own phrases, which ask nothing beside it whatever they are, each with a mark for its side; first letters of
    all words of its statement."""

    thing: frozenset[str]
    acted: frozenset[str]
    own: tuple[tuple[str, str], ...] = ()
    told: frozenset[str] = frozenset()


@cache
def compile_plain(language: str) -> re.Pattern[str]:
    """Words that name nothing: those of grammar, and those that say what was studied."""
    return re.compile(rf"(?:{join_groups(('clause.plain',), language)})", re.IGNORECASE)


def _list_content(text: str, language: str) -> frozenset[str]:
    words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text)
    named = (w for w in words if len(w) >= SHORT or (len(w) > 1 and w.isupper()))
    return frozenset(w.casefold() for w in named if not compile_plain(language).fullmatch(w))


def list_names(claim: Claim, language: str) -> Names:
    """What names the two sides of a claim, from its phrases and its title; a title alone names only the one side."""
    parts = claim.phrases.parts.get(language) if claim.phrases is not None else None
    title = claim.title.texts.get(language, "") if not isinstance(claim.title, str) else claim.title
    known = _list_content(title, language)
    if parts is None:
        return Names(frozenset(), _cut(known))
    subject, acted = _list_content(parts.subject, language), _list_content(parts.object, language)
    # The title may call a thing by the first part of the compound that the sentence uses.
    same = {w for w in known if any(w[:_STEM] == s[:_STEM] for s in subject)}
    told = _list_content(claim.statement.texts.get(language, ""), language)
    own = ((parts.question, ACTED), (parts.object, ACTED), (parts.subject, THING))
    marked = tuple((words, mark) for words, mark in own if words)
    return Names(_cut(subject | same), _cut((acted | known) - subject - same), marked, _cut(told))


def _cut(words: frozenset[str] | set[str]) -> frozenset[str]:
    return frozenset(w if len(w) <= SHORT else w[: max(SHORT, len(w) - 2)] for w in words)


def names_any(stems: frozenset[str], text: str) -> bool:
    words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.casefold())
    # The first part of a compound names the same, if it is long enough to be a word of its own.
    return any(
        (w.startswith(stem) if len(stem) >= SHORT else w == stem) or (len(w) >= _STEM and stem.startswith(w))
        for w in words
        for stem in stems
    )


def names_both(text: str, names: Names) -> bool:
    return names_any(names.thing, text) and names_any(names.acted, text)


def names_thing(text: str, names: Names, language: str) -> bool:
    return names_any(names.thing, text) or has_words("clause.pointed", text, language)


def names_acted(text: str, names: Names, language: str) -> bool:
    return names_any(names.acted, text) or has_words("clause.felt", text, language)


def is_closed(text: str, names: Names, language: str, told: frozenset[str] = frozenset()) -> bool:
    """Whether a text holds nothing but numbers, the claim's own names and words that say what was studied."""
    known = names.thing | names.acted | told
    for word in re.findall(r"[^\W_]+(?:[-'][^\W_]+)*", text):
        if not (word.isdigit() or compile_plain(language).fullmatch(word) or names_any(known, word)):
            return False
    return True


__all__ = [
    "ACTED",
    "SHORT",
    "THING",
    "Names",
    "compile_plain",
    "is_closed",
    "list_names",
    "names_acted",
    "names_any",
    "names_both",
    "names_thing",
]

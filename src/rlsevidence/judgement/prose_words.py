"""Words that say how sure or how many: groups of the catalogues (`prose.*`) and where they stand in a text. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache

from ..language import has_text, say

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_]|\d)")


def split_sentences(text: str) -> list[str]:
    """The sentences of a text, each with what ends it."""
    return [part for part in _SENTENCE.split(text.strip()) if part]


def list_terms(group: str, language: str) -> tuple[str, ...]:
    """The words of a group of the catalogue; none where the language brings none of its own."""
    key = f"prose.{group}"
    if not has_text(key, language):
        return ()
    return tuple(word.strip() for word in say(key, language).split(",") if word.strip() not in ("", "-"))


@cache
def compile_group(group: str, language: str) -> re.Pattern[str] | None:
    """A pattern that meets any word of a group whole; None where the language has none."""
    words = list_terms(group, language)
    return re.compile(rf"(?<!\w)(?:{join_terms(words)})(?!\w)", re.IGNORECASE) if words else None


def join_terms(words: tuple[str, ...]) -> str:
    """Words as the choices of a pattern, in their order; an asterisk is any ending."""
    return "|".join(re.escape(w).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for w in words)


def join_groups(groups: tuple[str, ...], language: str) -> str:
    """The words of several groups as the choices of a pattern, the longest first; empty where there are none."""
    words = sorted((w for group in groups for w in list_terms(group, language)), key=len, reverse=True)
    return join_terms(tuple(words))


def match_words(words: Collection[str], clause: str) -> Iterator[re.Match[str]]:
    """Where any of `words` stands in a clause, the longest first; an asterisk is any ending."""
    if words:
        listed = join_terms(tuple(sorted(words, key=len, reverse=True)))
        yield from re.finditer(rf"(?<!\w)(?:{listed})(?!\w)", clause, re.IGNORECASE)


def has_words(group: str, text: str, language: str) -> bool:
    """Whether a text has a word of a group of the catalogue (`prose.*`)."""
    words = compile_group(group, language)
    return words is not None and words.search(text) is not None

"""Words that say how sure or how many: groups of the catalogues (`prose.*`) and where they stand in a text. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache, lru_cache

from ..language import has_text, keep_answers, say

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_]|\d)")


def split_sentences(text: str) -> list[str]:
    """The sentences of a text, each with what ends it."""
    return [part for part in _SENTENCE.split(text.strip()) if part]


def list_terms(group: str, language: str) -> tuple[str, ...]:
    """The words of a group of the catalogue; none where the language brings none of its own."""
    key = f"prose.{group}"
    if not has_text(key, language):
        return ()
    return _split_terms(say(key, language))


@cache
def _split_terms(said: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in said.split(",") if word.strip() not in ("", "-"))


@keep_answers(512)
def compile_group(group: str, language: str) -> re.Pattern[str] | None:
    """A pattern that meets any word of a group whole; None where the language has none."""
    words = list_terms(group, language)
    return re.compile(rf"(?<!\w)(?:{join_terms(words)})(?!\w)", re.IGNORECASE) if words else None


def join_terms(words: tuple[str, ...]) -> str:
    """Words as the choices of a pattern, in their order; an asterisk is any ending."""
    return "|".join(re.escape(w).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for w in words)


@keep_answers(256)
def join_groups(groups: tuple[str, ...], language: str) -> str:
    """The words of several groups as the choices of a pattern, the longest first; empty where there are none."""
    words = sorted((w for group in groups for w in list_terms(group, language)), key=len, reverse=True)
    return join_terms(tuple(words))


def match_words(words: Collection[str], clause: str) -> Iterator[re.Match[str]]:
    """Where any of `words` stands in a clause, the longest first; an asterisk is any ending."""
    if words:
        yield from _compile_words(tuple(words)).finditer(clause)


@lru_cache(maxsize=512)  # some groups of a language, and with them the verbs of each claim
def _compile_words(words: tuple[str, ...]) -> re.Pattern[str]:
    listed = join_terms(tuple(sorted(words, key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE)


def has_words(group: str, text: str, language: str) -> bool:
    """Whether a text has a word of a group of the catalogue (`prose.*`)."""
    words = compile_group(group, language)
    return words is not None and words.search(text) is not None

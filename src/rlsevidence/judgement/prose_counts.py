"""How many people, trials or studies a sentence that people wrote names: read by words of each language. Pure.

Left alone are a number in words that the catalogue does not list and a count in a sentence that tells of a review.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from .prose_words import compile_group, join_terms, list_terms, split_sentences

_DIGITS = r"(?<![\w.,])\d{1,3}(?:[ ,\u00a0]\d{3})+(?!\d)|(?<![\w.,])\d+"


@dataclass(frozen=True)
class Counted:
    """A number in a text: the words it stands in, and what it comes to."""

    words: str
    number: int


@cache
def _numbers(language: str) -> dict[str, int]:
    """Word -> number: 'two=2' of the catalogue."""
    pairs = (term.split("=") for term in list_terms("numbers", language))
    return {word.strip(): int(number) for word, number in pairs}


@cache
def _counting(group: str, language: str) -> re.Pattern[str] | None:
    things, words = list_terms(group, language), _numbers(language)
    if not things:
        return None
    spelled = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    number = rf"{_DIGITS}|(?<![\w-])(?:{spelled})" if spelled else _DIGITS
    between = r"(?:\s+(?!(?:of|av|and|och|to|till)\s)[^\W\d]+){0,2}" if group != "people" else ""
    return re.compile(rf"({number}){between}\s+(?:{join_terms(things)})(?!\w)", re.IGNORECASE)


def list_counts(text: str, group: str, language: str) -> Iterator[Counted]:
    """Numbers of `people`, `trials` or `studies` in a text: '97 people', 'two small trials', '1 234 personer'.

    Counts of trials and studies are left alone in a sentence that tells of a review: they are those of the review.
    """
    pattern = _counting(group, language)
    if pattern is None:
        return
    reviews, rough = compile_group("reviews", language), compile_group("rough", language)
    for sentence in split_sentences(text):
        if group != "people" and reviews is not None and reviews.search(sentence):
            continue
        for match in pattern.finditer(sentence):
            said = match[1]
            if rough is not None and rough.search(" ".join(sentence[: match.start()].split()[-1:])):
                continue  # 'fewer than 120 people' names no number that anybody has
            known = _numbers(language).get(said.casefold())
            yield Counted(match[0], known if known is not None else int(re.sub(r"\D", "", said)))


def find_only(text: str, language: str) -> str | None:
    """The words that call a trial the only one; None where there are none, or where a review is told of."""
    pattern, reviews = compile_group("only_trial", language), compile_group("reviews", language)
    for sentence in split_sentences(text):
        if pattern is not None and (found := pattern.search(sentence)) and not (reviews and reviews.search(sentence)):
            return found[0]
    return None

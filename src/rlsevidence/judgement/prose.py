"""What a sentence that people wrote says of how sure it is, and how many: read by words of each language. Pure.

The words stand in the catalogues (`prose.*`), so that a further language brings its own. What cannot be decided is left
alone: a number in words that the catalogue does not list, a count in a sentence that tells of a review, a word of doubt
that stands over a clause of its own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

from ..language import has_text, say
from ..model import CERTAINTY_LEVELS, Claim
from .strength import find_words
from .wording import RANK, allow_level

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_]|\d)")
_AFTER = 3
"""So many words after the verb may a word of doubt stand and still take it back: 'lindrar kanske'."""
_DIGITS = r"(?<![\w.,])\d{1,3}(?:[ ,\u00a0]\d{3})+(?!\d)|(?<![\w.,])\d+"


@dataclass(frozen=True)
class Counted:
    """A number in a text: the words it stands in, and what it comes to."""

    words: str
    number: int


def split_sentences(text: str) -> list[str]:
    return [part for part in _SENTENCE.split(text.strip()) if part]


def list_terms(group: str, language: str) -> tuple[str, ...]:
    """The words of a group of the catalogue; none where the language brings none of its own."""
    key = f"prose.{group}"
    if not has_text(key, language):
        return ()
    return tuple(word.strip() for word in say(key, language).split(",") if word.strip() not in ("", "-"))


@cache
def _compile(group: str, language: str) -> re.Pattern[str] | None:
    words = list_terms(group, language)
    return re.compile(rf"(?<!\w)(?:{_join(words)})(?!\w)", re.IGNORECASE) if words else None


def _join(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(w).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for w in words)


# ---------------------------------------------------------------- how sure


def find_lacking(text: str, level: str, language: str) -> tuple[str, ...]:
    """The words of which the first sentence, which makes the claim, must hold one at this level; empty where it does.

    High certainty needs none, and neither does a language without words of its own.
    """
    needed = _compile(f"needs.{level}", language)
    sentences = split_sentences(text)
    if needed is None or (sentences and needed.search(sentences[0])):
        return ()
    return list_terms(f"needs.{level}", language)


@cache
def _levels(language: str) -> tuple[re.Pattern[str], dict[str, str]] | None:
    """Words that one level alone uses, the longest first, so that 'very low' is not read as 'low'."""
    owner = {term.casefold(): level for level in CERTAINTY_LEVELS for term in list_terms(f"only.{level}", language)}
    if not owner:
        return None
    words = tuple(sorted(owner, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{_join(words)})(?!\w)", re.IGNORECASE), owner


def find_other_level(text: str, levels: Collection[str], language: str, *, reasons: bool = False) -> str | None:
    """The first words in a text that only a level of certainty uses which is none of `levels`.

    `reasons`: the text argues and does not state, so 'probably' may stand over anything in it and says no level.
    """
    known = _levels(language)
    free = _compile("needs.moderate", language) if reasons else None
    for match in known[0].finditer(text) if known else ():
        level = known[1][re.sub(r"\s+", " ", match[0]).casefold()] if known else ""
        if level not in levels and not (free and free.fullmatch(match[0])):
            return match[0]
    return None


def find_too_firm(text: str, level: str, language: str) -> str | None:
    """The words of the first sentence that are firmer than the level allows and over which no doubt stands."""
    sentences = split_sentences(text)
    allowed = allow_level(level)
    if not sentences or allowed is None:
        return None
    core = sentences[0]
    needed = _compile(f"needs.{level}", language)
    doubt = needed.search(core) if needed is not None else None
    for rung in ("emphatic", "strong"):
        if RANK[rung] <= RANK[allowed]:
            continue
        for word in find_words(core, rung, language):
            # 'very uncertain whether it greatly eases': the doubt stands over it.
            if doubt is None or core.find(word) < doubt.start() or level != "very_low":
                return word
    return None


def find_strong(text: str, language: str) -> str | None:
    """The first strong word anywhere in a text, but for one that is denied: 'proves nothing', 'not yet proven'."""
    back = _compile("takes_back", language)
    for word in find_words(text, "strong", language):
        after = text[text.find(word) + len(word) :].split()[:1]
        if back is None or not back.search(" ".join(after)):
            return word
    return None


def find_plain_verb(text: str, claim: Claim, level: str, language: str) -> str | None:
    """The claim's own verb, stated in the first sentence with no doubt before it or right after it; None else."""
    phrases = claim.phrases
    parts = phrases.parts.get(language) if phrases is not None else None
    needed = _compile(f"needs.{level}", language)
    sentences = split_sentences(text)
    if parts is None or needed is None or not sentences:
        return None
    core, joins = sentences[0], _compile("joins", language)
    verbs = {parts.finite, *(p.finite for p in (parts.no_difference, parts.opposite) if p is not None)}
    forms = {parts.infinitive, *(p.infinitive for p in (parts.no_difference, parts.opposite) if p is not None)}
    for verb in sorted(verbs - forms):
        for match in re.finditer(rf"(?<!\w){re.escape(verb)}(?!\w)", core, re.IGNORECASE):
            after = " ".join(core[match.end() :].split()[:_AFTER])
            # 'eases it and may be bought': the doubt is of another verb.
            after = joins.split(after)[0] if joins is not None else after
            if not needed.search(core[: match.start()]) and not needed.search(after):
                return match[0]
    return None


# ---------------------------------------------------------------- how many


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
    return re.compile(rf"({number}){between}\s+(?:{_join(things)})(?!\w)", re.IGNORECASE)


def list_counts(text: str, group: str, language: str) -> Iterator[Counted]:
    """Numbers of `people`, `trials` or `studies` in a text: '97 people', 'two small trials', '1 234 personer'.

    Counts of trials and studies are left alone in a sentence that tells of a review: they are those of the review.
    """
    pattern = _counting(group, language)
    if pattern is None:
        return
    reviews, rough = _compile("reviews", language), _compile("rough", language)
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
    pattern, reviews = _compile("only_trial", language), _compile("reviews", language)
    for sentence in split_sentences(text):
        if pattern is not None and (found := pattern.search(sentence)) and not (reviews and reviews.search(sentence)):
            return found[0]
    return None

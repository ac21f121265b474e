"""Words that make a claim surer without stating it: that all agree, that so much is enough, why it works. Pure.

'Doctors agree', 'how little is enough to calm', 'why it helps so many', 'thanks to it': none holds a strong word or a
plain effect, and all take for granted what is low or very low certainty. The words stand in the catalogues
(`prose.agreed`, `prose.enough`, `prose.presumes`, `prose.presuming`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ..language import keep_answers
from .prose import split_clauses
from .prose_words import has_words, list_terms, match_words, split_sentences

LEVELS = ("low", "very_low")
"""Levels at which nothing is agreed on, and no amount known to be enough."""
_NEAR = 4
"""So many words before may a denial stand: 'doctors do not yet all agree'."""


@keep_answers(4096)  # the texts of a review are asked for again and again, by several rules and pages
def find_taken_for_granted(text: str, level: str, language: str) -> str | None:
    """The first words of a text by which a claim at this level is agreed on, or an amount enough; None else.

    Denied ('there is no consensus'), asked for yes or no, or said to be unknown ('whether 300 mg is enough is very
    uncertain', 'experts agree that little is known'), they take nothing for granted. 'How little is enough' does,
    unless it is said that nobody knows.
    """
    if level not in LEVELS:
        return None
    for sentence in split_sentences(text):
        for group, before, found, after in _list_found(sentence, language):
            if not _is_open(group, sentence, before, found, after, language):
                return found
        if presumed := _find_presumed(sentence, language):
            return presumed
    return None


def _find_presumed(sentence: str, language: str) -> str | None:
    """The question of a sentence that takes its answer for granted: 'why it helps', 'how fast it eases'; None else.

    That it is very uncertain how well something works leaves open that it does; why it works never does.
    """
    verbs = (*list_terms("effects", language), *list_terms("effects_base", language))
    for clause in split_clauses(sentence, language):
        for match in match_words(list_terms("presuming", language), clause):
            rest = clause[match.end() :]
            for verb in match_words(verbs, rest):
                between = rest[: verb.start()]
                asks_how = has_words("asks_freely", match[0], language)
                doubted = asks_how and has_words("needs.very_low", sentence, language)
                if not (
                    doubted or has_words("denies", between, language) or _begins_denied(_near(rest, verb), language)
                ):
                    return f"{match[0]}{rest[: verb.end()]}"
    return None


def _near(text: str, match: re.Match[str]) -> str:
    return " ".join(text[match.end() :].split()[:2])


def _list_found(sentence: str, language: str) -> Iterator[tuple[str, str, str, str]]:
    for clause in split_clauses(sentence, language):
        for group in ("agreed", "enough", "presumes"):
            for match in match_words(list_terms(group, language), clause):
                yield group, clause[: match.start()], match[0], clause[match.end() :]


def _is_open(group: str, sentence: str, before: str, found: str, after: str, language: str) -> bool:
    """Whether words stand under a denial, a question or a doubt of their own clause."""
    presumes = has_words("how_much", f"{before} {found}", language)
    if sentence.endswith("?") and not presumes:
        return True
    # A denial of something else takes nothing back: 'no side effects, doctors agree', 'not only doctors agree'.
    near = " ".join(re.split(r"[,…]", _mask(before, language))[-1].split()[-_NEAR:])
    if has_words("denies", near, language) or has_words("lacks", near, language):
        return True
    # So much may be enough to go over a limit, which calls nothing effective.
    if group == "enough" and has_words("enough_else", " ".join(after.split()[:3]), language):
        return True
    first = " ".join(after.split()[:2])
    if has_words("lacks", first, language) or _begins_denied(first, language):
        return True
    # That nobody knows when it begins to work takes for granted that it does.
    if group == "presumes" and has_words("asks_when", before, language):
        return has_words("needs.very_low", sentence, language)
    # What they agree on may be that nothing is known; of an amount, the doubt may stand on either side.
    beside = after if group == "agreed" else f"{before} … {after}"
    if has_words("unknown", beside, language) or has_words("needs.very_low", beside, language):
        return True
    asked = any(has_words(question, before, language) for question in ("asks_freely", "asks_where_unknown"))
    return asked and not presumes and has_words("unknown", sentence, language)


def _mask(before: str, language: str) -> str:
    """Without words that only look like a denial: 'not only', the 'little' of 'how little'."""
    words = (*list_terms("denies_not", language), *list_terms("how_much", language))
    for match in reversed(list(match_words(words, before))):
        before = f"{before[: match.start()]}…{before[match.end() :]}"
    return before


@cache
def _denials(language: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in list_terms("denies", language))


def _begins_denied(after: str, language: str) -> bool:
    """Whether a denial follows at once: 'agree on nothing', 'räcker inte'."""
    return any(word.casefold() in _denials(language) for word in re.findall(r"\w+", after))


__all__ = ["find_taken_for_granted"]

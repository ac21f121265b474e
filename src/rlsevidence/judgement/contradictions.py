"""A summary that says another level than its judgement: nobody can sign both off at once. Pure."""

from __future__ import annotations

from ..model import CERTAINTY_LEVELS, Certainty, Claim
from .doors import find_beyond
from .prose import find_advice, find_lacking, find_other_level, find_too_firm
from .strength import knows_words


def find_contradiction(certainty: Certainty, claim: Claim | None) -> tuple[str, str] | None:
    """Language and words of the summary that do not go with the level, the first of them; None where all do.

    A first sentence without the words of its level is given whole. Ratings that GRADE does not give have no such words.
    """
    level = certainty.overall
    if level not in CERTAINTY_LEVELS:
        return None
    for language, text in certainty.summary.texts.items():
        if not knows_words(language):
            continue
        if find_lacking(text, level, language):
            return language, text
        words = find_other_level(text, (level,), language)
        if claim is not None:
            words = words or find_beyond(text, claim, level, language)
        words = words or find_too_firm(text, level, language) or find_advice(text, level, language)
        if words is not None:
            return language, words
    return None

"""What goes beyond its level in a text that may be printed: one door for summaries and for suggestions. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..language import keep_answers
from ..model import Claim
from .agreed_said import find_taken_for_granted
from .prose import find_advice, find_effect, find_too_firm
from .said_of import LEVELS, find_said, leave_doubts_out


@dataclass(frozen=True)
class _Asked:
    """A claim, the same as another one where all that it says is the same."""

    said: str
    claim: Claim = field(compare=False)


def find_beyond(text: str, claim: Claim, level: str, language: str) -> str | None:
    """The first words, or the first clause, that say more of a claim than its level lets; None where nothing does.

    First words that are too firm wherever they stand, since they are named most exactly; then any clause that speaks
    of the claim and is none of those that may.
    """
    return _find(text, _Asked(claim.model_dump_json(), claim), level, language)


@keep_answers(2048)  # an edit changes one of hundreds of texts, and all are asked for again
def _find(text: str, asked: _Asked, level: str, language: str) -> str | None:
    claim = asked.claim
    # A verb that the doubt governs is none that the text states, however the question is put.
    beside = leave_doubts_out(text, claim, level, language) if level in LEVELS else text
    word = find_too_firm(text, level, language) or find_effect(beside, claim, level, language)
    word = word or find_advice(text, level, language) or find_taken_for_granted(text, level, language)
    return word or find_said(text, claim, level, language)


__all__ = ["find_beyond"]

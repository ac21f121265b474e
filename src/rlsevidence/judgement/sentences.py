"""The sentence an editor may print: certainty, or a basis, times direction, in English and in Swedish.

Source of the wording: GRADE guidelines 26 (J Clin Epidemiol 2020;119:126): high states, moderate 'probably', low
'may', very low 'very uncertain', with the direction never shown without the certainty. The claim's own statement
follows a colon, so that no grammar is guessed. Who judged is part of the answer: a proposal of rules says so wherever
it is shown.
"""

from __future__ import annotations

from typing import Protocol

from ..language import say
from ..model import Claim


class Judged(Protocol):
    """What a sentence needs to know of a claim's summary."""

    @property
    def claim(self) -> Claim: ...
    @property
    def certainty_word(self) -> str | None: ...
    @property
    def basis_word(self) -> str | None: ...
    @property
    def direction(self) -> str | None: ...
    @property
    def waits(self) -> bool: ...


LEVELS = ("high", "moderate", "low", "very_low")
WAYS = ("for", "against", "open")
"""Which way the results go. Very low certainty allows no direction at all: its three sentences are one."""
RATINGS = ("established", "accepted", "contested", "unsupported")

_WAYS = {"benefit": "for", "harm": "for", "no_difference": "against"}


def write_sentence(
    level: str | None, rating: str | None, direction: str | None, claim: str, language: str
) -> str | None:
    """The sentence for a level with a direction, or for a rating; None where neither was judged."""
    if level is not None:
        return say(f"sentence.{level}.{_WAYS.get(direction or '', 'open')}", language, claim=claim)
    return say(f"sentence.basis.{rating}", language, claim=claim) if rating is not None else None


def propose_sentence(summary: Judged, language: str) -> str | None:
    """The sentence that today's judgement (for a past state, the rules' proposal) lets an editor print.

    None while a judgement of how well founded a statement is waits: that the rules find no source is no finding that
    there is none.
    """
    if summary.waits and summary.basis_word is not None:
        return None
    claim = summary.claim.statement.in_language(language)
    sentence = write_sentence(summary.certainty_word, summary.basis_word, summary.direction, claim, language)
    doubtful = summary.certainty_word in ("very_low", "low") or summary.basis_word in ("contested", "unsupported")
    if sentence is None or not doubtful or summary.claim.kind not in ("harm", "dose"):
        return sentence
    # Doubt about a harm must not read as an all-clear.
    return f"{sentence} {say('sentence.caution', language)}"

"""How strongly a sentence may be worded, given how certain the evidence is.

Source of the scale: GRADE guidelines 26 (informative statements), as set out in `evidence/protocol.yaml`, wording.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..model import Certainty

ALLOWED_WORDING = ("very_uncertain", "hedged", "probably", "plain")
"""What the evidence can allow, weakest first. `very_uncertain` allows no effect wording at all."""

_BY_CERTAINTY = {"very_low": "very_uncertain", "low": "hedged", "moderate": "probably", "high": "plain"}
_BY_BASIS = {
    "unsupported": "very_uncertain",
    "contested": "hedged",  # good sources disagree: it may be so
    "accepted": "plain",  # with the limits that the verdict of the sentence must name
    "established": "plain",
}

RANK = {
    "very_uncertain": 0,
    "hedged": 1,
    # 'A study showed': as an effect, a reader takes away something one step firmer than 'may'.
    "reported": 2,
    "probably": 2,
    "plain": 3,
    # Strong and emphatic wording needs high certainty and, for words of size, a measured large effect: more than any
    # judgement here can allow by itself, so a person has to argue for it.
    "strong": 4,
    "emphatic": 5,
}
"""Place of each wording on one ladder. Places are compared, never averaged."""


def allow_level(level: str | None, rating: str | None = None) -> str | None:
    """The strongest wording that a level of certainty, or else a basis, allows; None where there is neither."""
    if level is not None:
        return _BY_CERTAINTY[level]
    return _BY_BASIS[rating] if rating is not None else None


def allow_wording(certainty: Certainty | None) -> str | None:
    """The strongest wording the judgement allows, a word of ALLOWED_WORDING; None while nobody has judged."""
    if certainty is None:
        return None
    return allow_level(certainty.overall, certainty.basis.rating if certainty.basis else None)


def compare_level(strength: str, allowed: str | None, graded: bool) -> str:
    """'over' when the wording is firmer than what is allowed, 'under' when it is weaker, 'none' when it fits.

    'not_applicable' where nothing is allowed or forbidden yet. A hedge beside a basis (`graded` false) always fits: a
    basis says how well founded a statement is, not how sure an effect is, and a cautious warning must not be called
    weak.
    """
    if allowed is None:
        return "not_applicable"
    difference = RANK[strength] - RANK[allowed]
    if difference > 0:
        return "over"
    return "under" if difference < 0 and graded else "none"


def compare_wording(strength: str, certainty: Certainty | None) -> str:
    """The gap between one wording and what a person's judgement allows; 'not_applicable' while nobody has judged."""
    return compare_level(strength, allow_wording(certainty), certainty is not None and certainty.is_graded)


def summarise_gap(gaps: Iterable[str]) -> str:
    """The gap of a claim made in several sentences: 'over' as soon as one sentence goes too far."""
    found = set(gaps)
    for word in ("over", "none", "under"):
        if word in found:
            return word
    return "not_applicable"

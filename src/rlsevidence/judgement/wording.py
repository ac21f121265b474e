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


def allow_wording(certainty: Certainty | None) -> str | None:
    """The strongest wording the judgement allows, a word of ALLOWED_WORDING; None while nobody has judged."""
    if certainty is None:
        return None
    if certainty.overall is not None:
        return _BY_CERTAINTY[certainty.overall]
    if certainty.basis is not None:
        return _BY_BASIS[certainty.basis.rating]
    return None


def compare_wording(strength: str, certainty: Certainty | None) -> str:
    """'over' when the wording is firmer than the judgement allows, 'under' when it is weaker, 'none' when it fits.

    'not_applicable' while nobody has judged. A hedge beside a basis always fits: a basis says how well founded a
    statement is, not how sure an effect is, and a cautious warning must not be called weak.
    """
    allowed = allow_wording(certainty)
    if allowed is None or certainty is None:
        return "not_applicable"
    difference = RANK[strength] - RANK[allowed]
    if difference > 0:
        return "over"
    return "under" if difference < 0 and certainty.is_graded else "none"


def summarise_gap(gaps: Iterable[str]) -> str:
    """The gap of a claim made in several sentences: 'over' as soon as one sentence goes too far."""
    found = set(gaps)
    for word in ("over", "none", "under"):
        if word in found:
            return word
    return "not_applicable"

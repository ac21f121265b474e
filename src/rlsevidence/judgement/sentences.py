"""The sentence an editor may print: certainty, or a basis, times direction, in English and in Swedish.

Source of the wording: GRADE guidelines 26 (J Clin Epidemiol 2020;119:126): high states, moderate 'probably', low
'may', very low 'very uncertain', with the direction never shown without the certainty. The claim's own statement
follows a colon, so that no grammar is guessed. Who judged is part of the answer: a proposal of rules says so wherever
it is shown.
"""

from __future__ import annotations

from typing import Protocol

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


CERTAINTY_SENTENCES: dict[tuple[str, str], tuple[str, str]] = {
    ("high", "for"): ("{claim}", "{claim}"),
    ("moderate", "for"): ("This is probably so: {claim}", "Detta stämmer sannolikt: {claim}"),
    ("low", "for"): (
        "This may be so, but the evidence is limited: {claim}",
        "Detta kan stämma, men underlaget är begränsat: {claim}",
    ),
    ("high", "against"): ("Studies do not bear this out: {claim}", "Studierna ger inte stöd för detta: {claim}"),
    ("moderate", "against"): ("This is probably not so: {claim}", "Detta stämmer sannolikt inte: {claim}"),
    ("low", "against"): (
        "This may not be so, but the evidence is limited: {claim}",
        "Detta kan vara fel, men underlaget är begränsat: {claim}",
    ),
    ("high", "open"): ("Studies point both ways on this: {claim}", "Studierna pekar åt olika håll om detta: {claim}"),
    ("moderate", "open"): (
        "Studies probably do not settle this: {claim}",
        "Studierna avgör sannolikt inte detta: {claim}",
    ),
    ("low", "open"): (
        "This may or may not be so; the evidence is limited and does not point one way: {claim}",
        "Detta kan stämma eller inte; underlaget är begränsat och pekar inte åt ett håll: {claim}",
    ),
    **{
        ("very_low", way): (
            "The evidence is very uncertain about whether this is so: {claim}",
            "Det är mycket osäkert om detta stämmer: {claim}",
        )
        for way in ("for", "against", "open")
    },
}
"""(level, which way) -> English and Swedish. Very low certainty allows no direction at all."""

BASIS_SENTENCES: dict[str, tuple[str, str]] = {
    "established": ("{claim}", "{claim}"),
    "accepted": (
        "This is generally accepted, with limits that must be named: {claim}",
        "Detta är allmänt godtaget, med begränsningar som måste anges: {claim}",
    ),
    "contested": ("Good sources disagree about this: {claim}", "Goda källor är oeniga om detta: {claim}"),
    "unsupported": ("No good source was found for this: {claim}", "Ingen god källa har hittats för detta: {claim}"),
}

CAUTION = (
    "Uncertain does not mean safe: ask a doctor or a pharmacist.",
    "Osäkert betyder inte ofarligt: fråga läkare eller apotekspersonal.",
)
"""Follows a warning that is not well founded: doubt about a harm must not read as an all-clear."""

_WAYS = {"benefit": "for", "harm": "for", "no_difference": "against"}


def write_sentence(
    level: str | None, rating: str | None, direction: str | None, claim: str, language: str
) -> str | None:
    """The sentence for a level with a direction, or for a rating; None where neither was judged."""
    index = 1 if language == "sv" else 0
    if level is not None:
        return CERTAINTY_SENTENCES[level, _WAYS.get(direction or "", "open")][index].format(claim=claim)
    return BASIS_SENTENCES[rating][index].format(claim=claim) if rating is not None else None


def propose_sentence(summary: Judged, language: str) -> str | None:
    """The sentence that today's judgement (for a past state, the rules' proposal) lets an editor print."""
    claim = summary.claim.statement.in_language(language)
    sentence = write_sentence(summary.certainty_word, summary.basis_word, summary.direction, claim, language)
    doubtful = summary.certainty_word in ("very_low", "low") or summary.basis_word in ("contested", "unsupported")
    if sentence is None or not doubtful or summary.claim.kind not in ("harm", "dose"):
        return sentence
    return f"{sentence} {CAUTION[1 if language == 'sv' else 0]}"

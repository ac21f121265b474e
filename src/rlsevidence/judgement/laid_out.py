"""Every sentence that a claim's phrases can make, state by state, to be read side by side. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..model import Claim
from .sentences import Judged, Offer, State, find_way, list_states, offer_sentence, write_state


@dataclass(frozen=True)
class Laid:
    """One sentence of the table of all that a claim's phrases can say; `today` marks the one that holds.

    `waits`: that one is of the rules' proposal (or says that nothing is offered), since a judgement above it waits.
    """

    claim: Claim
    state: State
    language: str
    offer: Offer
    today: bool
    waits: bool = False


def lay_out_sentences(summary: Judged, languages: tuple[str, ...]) -> Iterator[Laid]:
    """Every sentence of a claim: state by state, language by language; and today's row, which says what stops it.

    While what `offer_sentence` names stops today's sentence, none is laid out of another state: whoever takes one sees
    no mark beside it.
    """
    claim, level = summary.claim, summary.certainty_word
    way = find_way(summary.direction, claim.phrases) if claim.phrases and level not in (None, "very_low") else None
    now = State(level, None if level else summary.basis_word, way)
    held = not (summary.waits and level is None)
    shown = False
    for state in list_states(claim):
        for language in languages:
            today = held and state == now
            offer = offer_sentence(summary, language) if summary.stopped else None
            shown = shown or today
            said = offer or write_state(claim, state, language, summary.figure)
            yield Laid(claim, state, language, said, today, today and summary.waits)
    if not shown:
        # Withheld, judged by nobody, a draft, or in a state that no phrases are written for: without a row of its own a
        # reader takes the claim for one that was forgotten.
        for language in languages:
            yield Laid(claim, now, language, offer_sentence(summary, language), True, summary.waits)

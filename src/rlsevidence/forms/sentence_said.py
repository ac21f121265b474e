"""What a judgement that is being made lets an editor print, and what a page reads until it counts. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from ..judgement.proposals import Proposal
from ..judgement.sentences import find_figure, propose_sentence
from ..model import Claim
from .fields import Maker


@dataclass(frozen=True)
class Reading:
    """What `propose_sentence` reads of a judgement that is being made."""

    claim: Claim
    certainty_word: str | None
    basis_word: str | None
    direction: str | None
    figure: float | None
    waits: bool = False
    stopped: None = None


def write_sentences(
    maker: Maker, claim: Claim, level: str | None, rating: str | None, finding: str | None
) -> dict[str, str]:
    """Language -> the sentence that the claim's phrases make of a judgement; without those that make none."""
    reading = Reading(claim, level, rating, finding, find_figure(maker.evidence, claim))
    found = ((code, propose_sentence(reading, code)) for code in maker.evidence.topic.languages)
    return {code: text for code, text in found if text}


def tell_until(maker: Maker, claim: Claim, proposal: Proposal, reads: tuple[str, ...]) -> tuple[str, ...]:
    """What will be read once a second person has signed the judgement off, and what is read until then: the rules'
    sentence, which is what pages print of a judgement that waits."""
    proposed = write_sentences(maker, claim, proposal.level, proposal.rating, proposal.direction)
    until = (maker.say("sentence.until", language=code, sentence=text) for code, text in proposed.items())
    return (*(maker.say("sentence.signed", sentence=text) for text in reads), *until)


__all__ = ["tell_until", "write_sentences"]

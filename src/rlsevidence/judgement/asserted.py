"""Which side a claim takes, so that a tag is read from it: what `supports` supports. Pure.

A claim of harm may assert a harm, promise less of one, or say that something is safe; one of effect may say that there
is none. Its phrases tell (`agrees_with`); without them the kind of the claim does.
"""

from __future__ import annotations

from ..model import Claim

HELPS = "effect"
"""Kind of a claim that is borne out by what is better for people, unless its phrases say otherwise."""
NO_DIFFERENCE = "no_difference"
SIDES = frozenset({"benefit", "harm", NO_DIFFERENCE})


def find_asserted(claim: Claim) -> str:
    """The direction, a word of SIDES, that results have to show to bear the claim out."""
    agrees = claim.phrases.agrees_with if claim.phrases else None
    if agrees in SIDES and agrees is not None:
        return agrees
    return choose_asserted(claim.kind)


def choose_asserted(kind: str) -> str:
    """The side that a kind of claim takes where nothing says it: a benefit, or else a harm."""
    return "benefit" if kind == HELPS else "harm"


__all__ = ["HELPS", "NO_DIFFERENCE", "SIDES", "choose_asserted", "find_asserted"]

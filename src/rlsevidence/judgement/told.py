"""What is told of a study that nobody here has read: as the stance of a tag, and beside a direction. Pure."""

from __future__ import annotations

from collections.abc import Collection

from ..model import RANDOMISED_DESIGNS, Claim, Evidence
from .asserted import NO_DIFFERENCE, find_asserted

COMPARING = RANDOMISED_DESIGNS | {"single-arm-trial", "cohort", "case-control", "cross-sectional", "genetic"}
"""Designs that may carry a level."""


def choose_stance(said: str, claim: Claim) -> str:
    """The stance of a tag for what is told of a result. A null result without an interval settles nothing.

    That something is safe is disputed by a harm; that people fared better does not say that nothing differed.
    """
    asserted = "benefit" if claim.kind == "association" else find_asserted(claim)
    if said not in ("benefit", "harm") or (asserted == NO_DIFFERENCE and said == "benefit"):
        return "inconclusive"
    return "supports" if said == asserted else "disputes"


def agrees(said: str, direction: str, kind: str) -> bool:
    """Whether what is told is the direction, a word of the same group, that a body shows for a claim of `kind`.

    Of an association never: what is good or bad for people may be told of either end of it.
    """
    return kind != "association" and said == direction and said in ("benefit", "harm", "no_difference")


def list_told(
    evidence: Evidence, claim: Claim, direction: str, known: Collection[str] = (), *, randomised: bool = False
) -> tuple[str, ...]:
    """Unread studies that answer `claim` and are not told to show `direction`, nor are among the `known` ones.

    `randomised`: only such, since beside randomised comparisons the others point nowhere.
    """
    designs = RANDOMISED_DESIGNS if randomised else COMPARING
    return tuple(
        one.id
        for one in evidence.unread.values()
        if claim.id in one.claims
        and one.directness == "direct"
        and one.design in designs
        and one.id not in known
        and not agrees(one.said, direction, claim.kind)
    )

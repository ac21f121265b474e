"""Whether the results of a study say the opposite of how it was tagged to a claim. Pure.

Only what cannot be meant otherwise is named: a claim that takes a side, results for it that all point one way, and an
interval wholly on that side, a significant test of the numbers, or words that say it. Against another active treatment
a worse result says nothing of whether it helps.
"""

from __future__ import annotations

from ..model import Claim, Study
from ..synthesis.result_effects import NoEffect, compute_effect
from .asserted import find_asserted
from .signs import find_contradiction, read_sign, says_significant

KINDS = frozenset({"between-arms", "before-after", "pooled"})
"""Kinds of result whose sign says what the intervention does; an association may be told either way round."""
TOLD = frozenset({"direction-only", "proportion"})
"""Kinds that may say it without a size."""
SIDED = frozenset({"effect", "harm"})
"""Kinds of claim whose results have a side; of the others, better and worse are not what is asked."""
OPPOSITE = {"supports": "disputes", "disputes": "supports"}


def read_results(study: Study, claim: str) -> str | None:
    """`supports` or `disputes`, as all results of `study` would for a claim of benefit; None where that is open.

    Open: no result, one that says nothing or of which nobody says which way is better, several that point both ways,
    or every interval takes in no effect.
    """
    ways: set[bool] = set()
    wholly = False
    for result in study.results:
        if claim not in result.claims:
            continue
        if result.kind not in KINDS | TOLD or (study.comparator == "active" and result.kind != "before-after"):
            return None
        if find_contradiction(study, result):
            return None
        effect = compute_effect(study, result)
        if isinstance(effect, NoEffect):
            sign = read_sign(study, result)
            if not isinstance(sign, int):
                return None
            ways.add(sign > 0)
            wholly = wholly or says_significant(result) or result.kind == "direction-only"
            continue
        if not effect.aligned:
            return None
        ways.add(effect.aligned > 0)
        low, high = effect.interval() or (0.0, 0.0)
        wholly = wholly or low > 0 or high < 0
    if len(ways) != 1 or not wholly:
        return None
    return "supports" if ways.pop() else "disputes"


def is_contrary(study: Study, claim: Claim, stance: str | None) -> bool:
    """Whether `stance` towards `claim` is the opposite of what the results of `study` say, read from its side.

    A claim of harm may also say that there is less of it, so its phrases have to tell which. That something is safe is
    gone against by a harm, and a tag that disputes it by people who fared better.
    """
    said_side = claim.phrases is not None and claim.phrases.agrees_with is not None
    if stance not in OPPOSITE or claim.kind not in SIDED or (claim.kind == "harm" and not said_side):
        return False
    said = read_results(study, claim.id)
    if find_asserted(claim) == "harm":
        return said == stance
    return said == OPPOSITE[stance]

"""Whether the results of a study say the opposite of how it was tagged to a claim. Pure.

Only what cannot be meant otherwise is named: a claim that something helps, results for it that all point one way, and
an interval wholly on that side. Against another active treatment a worse result says nothing of whether it helps.
"""

from __future__ import annotations

from ..model import Study
from ..synthesis.result_effects import NoEffect, compute_effect

KINDS = frozenset({"between-arms", "before-after", "pooled"})
"""Kinds of result whose sign says what the intervention does; an association may be told either way round."""
OPPOSITE = {"supports": "disputes", "disputes": "supports"}
HELPS = "effect"
"""Kind of a claim that is borne out by what is better for people; a harm is borne out by what is worse."""


def read_results(study: Study, claim: str) -> str | None:
    """`supports` or `disputes`, as all results of `study` for the effect claim `claim` say; None where that is open.

    Open: no result, one without a size or of which nobody says which way is better, several that point both ways, or
    every interval takes in no effect.
    """
    ways: set[bool] = set()
    wholly = False
    for result in study.results:
        if claim not in result.claims:
            continue
        if result.kind not in KINDS or (study.comparator == "active" and result.kind != "before-after"):
            return None
        effect = compute_effect(study, result)
        if isinstance(effect, NoEffect) or not effect.aligned:
            return None
        ways.add(effect.aligned > 0)
        low, high = effect.interval() or (0.0, 0.0)
        wholly = wholly or low > 0 or high < 0
    if len(ways) != 1 or not wholly:
        return None
    return "supports" if ways.pop() else "disputes"


def is_contrary(study: Study, claim: str, kind: str, stance: str | None) -> bool:
    """Whether `stance` towards `claim`, a claim of `kind`, is the opposite of what the results of `study` say."""
    return kind == HELPS and stance in OPPOSITE and read_results(study, claim) == OPPOSITE[stance]

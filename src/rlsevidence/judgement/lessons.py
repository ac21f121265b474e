"""What a study can show and what it cannot, for readers who are learning: from its design and its appraisal. Pure.

The rules stand here, the words in the catalogues (`site.study.*`). They say no more than the design allows: what a
group without comparison shows is never called an effect.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..model import PRIMARY_DESIGNS, Appraisal, Study

KIND: Mapping[str, str] = {
    "rct": "lot",
    "crossover-rct": "lot",
    "single-arm-trial": "one_group",
    "case-control": "looking_back",
    "cross-sectional": "snapshot",
    "cohort": "followed",
    "genetic": "genes",
    "case-series": "cases",
    "case-report": "cases",
    "laboratory": "laboratory",
    "registry-entry": "registered",
    "systematic-review": "overview",
    "meta-analysis": "overview",
    "guideline": "advice",
    "authority": "advice",
    "label": "advice",
    "narrative-review": "opinion",
}
"""Design -> what kind of answer it gives. A design that is not here says nothing of either."""
ENOUGH = 400
"""People below which chance is named: GRADE's rule of thumb for a continuous outcome (guidelines 6, 2011)."""
WEAK = frozenset({"high", "serious", "critical"})
DOUBTED = WEAK | {"some_concerns", "moderate"}
UNCLEAR = "unclear"


@dataclass(frozen=True)
class Lessons:
    """Keys of texts. `kind` names both what the design can show and what it cannot (None where it is not known).

    `cautions`: what else holds it back. `doubted`: (tool, domain, judgement) of each part of the appraisals that is
    judged and not at low risk, in the order of the tool. `unclear`: (tool, domain) of each that could not be judged,
    which says nothing of how great the risk is.
    """

    kind: str | None
    cautions: tuple[str, ...]
    doubted: tuple[tuple[str, str, str], ...]
    unclear: tuple[tuple[str, str], ...]


def explain_study(study: Study, appraisals: Sequence[Appraisal]) -> Lessons:
    """What one study can show; `appraisals` are its own."""
    primary = study.design in PRIMARY_DESIGNS
    cautions = []
    if any(a.overall in WEAK for a in appraisals):
        cautions.append("bias")
    elif primary and not appraisals:
        cautions.append("not_appraised")
    people = study.population.n_analysed or study.population.n
    if study.is_randomised and people is not None and people < ENOUGH:
        cautions.append("few")
    if study.read != "full-text":
        cautions.append("not_read")
    doubted = tuple(
        (a.tool, domain, item.judgement)
        for a in appraisals
        for domain, item in a.domains.items()
        if item.judgement in DOUBTED
    )
    unclear = tuple(
        (a.tool, domain) for a in appraisals for domain, item in a.domains.items() if item.judgement == UNCLEAR
    )
    return Lessons(KIND.get(study.design), tuple(cautions), doubted, unclear)

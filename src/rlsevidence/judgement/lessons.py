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
ALLOTMENT = "randomisation"
"""The domain of an appraisal that asks whether chance alone decided who got what (RoB 2)."""
WEAK = frozenset({"high", "serious", "critical"})
DOUBTED = WEAK | {"some_concerns", "moderate"}
UNCLEAR = "unclear"
LOTS = ("lot", "lot_unsure", "lot_unjudged", "lot_doubted")
"""What a study by lot can show: chance alone decided; that is not established; nobody has judged it; it is in doubt."""
RISKS = ("low", "doubted", "weak", "unclear")
"""Which words of the tools say the same to a reader: texts `site.study.risk.<word>`."""


@dataclass(frozen=True)
class Lessons:
    """Keys of texts. `kind` names what the design cannot show, `can` what it can (both None where it is not known).

    `risks`: (tool, overall judgement, which of RISKS that is) of each appraisal, in the tool's own word. `cautions`:
    what else holds it back. `doubted`: (tool, domain, judgement) of each part of the appraisals that is
    judged and not at low risk, in the order of the tool. `unclear`: (tool, domain) of each that could not be judged,
    which says nothing of how great the risk is.
    """

    kind: str | None
    can: str | None
    risks: tuple[tuple[str, str, str], ...]
    cautions: tuple[str, ...]
    doubted: tuple[tuple[str, str, str], ...]
    unclear: tuple[tuple[str, str], ...]


def explain_study(study: Study, appraisals: Sequence[Appraisal]) -> Lessons:
    """What one study can show; `appraisals` are its own."""
    primary = study.design in PRIMARY_DESIGNS
    cautions = []
    if primary and not appraisals:
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
    kind = KIND.get(study.design)
    risks = tuple(dict.fromkeys((a.tool, a.overall, _sort_risk(a.overall)) for a in appraisals))
    can = _say_lot(appraisals) if kind == "lot" else kind
    return Lessons(kind, can, risks, tuple(cautions), doubted, unclear)


def _sort_risk(word: str) -> str:
    if word in WEAK:
        return "weak"
    return "doubted" if word in DOUBTED else "low" if word == "low" else "unclear"


def _say_lot(appraisals: Sequence[Appraisal]) -> str:
    """What lots can show, as far as the gravest appraisal of how they were drawn lets them."""
    found = [a.domains[ALLOTMENT].judgement if ALLOTMENT in a.domains else UNCLEAR for a in appraisals]
    if not found:
        return "lot_unjudged"
    if any(word in WEAK for word in found):
        return "lot_doubted"
    return "lot" if set(found) == {"low"} else "lot_unsure"

"""The list of studies, and the page of each."""

from __future__ import annotations

from ..decisions.counting import list_apart
from ..decisions.versions import list_current
from ..judgement.claim_summary import ClaimSummary
from ..judgement.lessons import explain_study
from ..layout import appraisal_name
from ..model import DESIGNS, Study
from ..tagging.untranslated import find_plain_language
from .design_picture import picture_design
from .frame import Frame, Page
from .study_picture import picture_study


def make_studies(frame: Frame) -> Page:
    rows = [
        (study, find_year(frame, study), [s for s, _ in frame.beside(study)])
        for study in frame.evidence.studies.values()
    ]
    rows.sort(key=lambda row: (row[0].label.casefold(), row[0].id))
    summaries = frame.review.summaries
    counts = {(s.claim.id, d): sum(i.study.design == d for i in s.studies) for s in summaries for d in DESIGNS}
    return frame.render(
        "studies.html.j2",
        "studies/index.html",
        frame.say("studies_title"),
        rows=rows,
        mapped=[s for s in summaries if s.studies],
        designs=[d for d in DESIGNS if any(study.design == d for study, _, _ in rows)],
        counts=counts,
        levels=list(dict.fromkeys(_name_level(s) or None for s in summaries)),
        by_level={s.claim.id: _name_level(s) for s in summaries},
    )


def _name_level(summary: ClaimSummary) -> str:
    """The level or rating of a judgement; what the rules propose alone is none."""
    return (summary.certainty_word or summary.basis_word or "") if summary.judged_by == "person" else ""


def make_study(frame: Frame, study: Study) -> Page:
    evidence = frame.evidence
    appraisals = list_current(a for a in evidence.appraisals if a.study == study.id)
    together = {i for i in study.counts_with if i in evidence.studies}
    together |= {other.id for other in evidence.studies.values() if study.id in other.counts_with}
    return frame.render(
        "study.html.j2",
        f"studies/{study.id}.html",
        study.label,
        study=study,
        records=frame.records(study),
        appraisals=appraisals,
        differ=list(dict.fromkeys(d for a in appraisals if (d := list_apart(evidence, a)))),
        picture=picture_study(study, frame.words, find_plain_language(frame.evidence))
        or picture_design(study, frame.words),
        lessons=explain_study(study, appraisals),
        lesson=lambda key: frame.say(f"study.{key}"),
        beside=frame.beside(study),
        together=[evidence.studies[i] for i in sorted(together)],
        settled_study=frame.differences("studies", study.id, study),
        settled_appraisal=lambda a: frame.differences("appraisals", appraisal_name(a), a),
    )


def find_year(frame: Frame, study: Study) -> int | None:
    years = [r.year for i in study.reports if (r := frame.evidence.records.get(i)) and r.year]
    return min(years, default=None)

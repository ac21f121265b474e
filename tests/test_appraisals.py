"""Several people appraise a study: each for themselves, and then together."""

from __future__ import annotations

from dataclasses import replace

import pytest

import rlsevidence as rls
from rlsevidence.decisions import settle
from rlsevidence.judgement.summary import summarise_claims
from rlsevidence.layout import appraisal_name
from rlsevidence.model import Appraisal

STUDY, TOOL = "jadidi-2022", "rob2"


def own(review: rls.Workspace, by: str | None, overall: str, role: str = "screener") -> Appraisal:
    base = next(a for a in review.evidence.appraisals if a.study == STUDY)
    reviewers = (by,) if by else ("anna", "bo")
    return base.model_copy(update={"by": by, "overall": overall, "role": role, "reviewers": reviewers})


CASES = [
    ((("anna", "some_concerns"), ("bo", "high")), "high", "not settled: the gravest holds"),
    ((("anna", "high"), ("bo", "some_concerns")), "high", "whoever says it"),
    ((("anna", "some_concerns"), ("bo", "some_concerns")), "some_concerns", "they agree"),
    ((("anna", "high"), ("bo", "some_concerns"), (None, "some_concerns")), "some_concerns", "settled together"),
]


@pytest.mark.parametrize(("given", "expected", "why"), CASES)
def test_which_judgement_holds(
    review: rls.Workspace, given: tuple[tuple[str | None, str], ...], expected: str, why: str
) -> None:
    others = tuple(a for a in review.evidence.appraisals if a.study != STUDY)
    made = tuple(own(review, by, overall, "screener" if by else "consensus") for by, overall in given)
    evidence = replace(review.evidence, appraisals=(*others, *made))
    summary = next(
        s for s in summarise_claims(settle(evidence), today=review.today) if s.claim.id == "mild-moderate-relief"
    )
    assert next(s.risk_of_bias for s in summary.studies if s.id == STUDY) == expected, why


def test_each_has_a_file_of_its_own(review: rls.Workspace) -> None:
    names = [appraisal_name(own(review, by, "high")) for by in ("anna", "bo", None)]
    assert names == [f"{STUDY}.{TOOL}.anna", f"{STUDY}.{TOOL}.bo", f"{STUDY}.{TOOL}"]

"""What counts beside one claim: appraisals of its results, the gravest of an open dissent; why a study does not."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import rlsevidence as rls
from rlsevidence import store
from rlsevidence.check import check_evidence
from rlsevidence.cli.text import format_claim
from rlsevidence.decisions import settle
from rlsevidence.judgement.claim_summary import ClaimSummary
from rlsevidence.judgement.people_said import name_people
from rlsevidence.judgement.proposals import propose
from rlsevidence.judgement.summary import summarise_claim
from rlsevidence.language.words import Words
from rlsevidence.model import Appraisal, Evidence, Result
from rlsevidence.model.evidence import Own
from rlsevidence.model.linked import apply_links
from rlsevidence.model.links import SAME_STUDY, Link
from rlsevidence.site.pages import PageMaker

CLAIM, STUDY = "insomnia-improvement", "invented-trial"
TODAY = dt.date(2026, 11, 30)
TINY = Path(__file__).parent / "tiny" / "evidence"


@pytest.fixture(scope="module")
def tiny() -> Evidence:
    return store.load(TINY)


def summarise(evidence: Evidence) -> ClaimSummary:
    return summarise_claim(settle(evidence), CLAIM, today=TODAY)


def show(evidence: Evidence) -> str:
    return " ".join(format_claim(summarise(evidence)).split())


def charge(evidence: Evidence) -> int:
    grade = propose(settle(evidence), CLAIM).grade
    assert grade is not None
    return next(s.steps for s in grade.downgrades if s.domain == "risk_of_bias")


def appraise(evidence: Evidence, word: str, **fields: Any) -> Appraisal:
    own = next(a for a in evidence.appraisals if a.study == STUDY)
    domains = {name: {**d.model_dump(), "judgement": word} for name, d in own.domains.items()}
    return Appraisal.model_validate({**own.model_dump(), "domains": domains, "overall": word, **fields})


def put(evidence: Evidence, *appraisals: Appraisal) -> Evidence:
    """The invented trial with these appraisals, and a result that bears on no claim."""
    study = evidence.studies[STUDY]
    other = Result.model_validate(
        {**study.results[0].model_dump(by_alias=True), "id": "bowel", "outcome": "bowel-function", "claims": ()}
    )
    grown = study.model_copy(update={"results": (*study.results, other)})
    left = tuple(a for a in evidence.appraisals if a.study != STUDY)
    return replace(evidence, studies={**evidence.studies, STUDY: grown}, appraisals=(*left, *appraisals))


def find(evidence: Evidence) -> Any:
    return next(s for s in summarise(evidence).studies if s.id == STUDY)


@pytest.mark.parametrize("result", ["bowel", ("bowel",)])
def test_a_low_risk_for_another_result_is_none_for_this_claim(tiny: Evidence, result: Any) -> None:
    used = [r.id for r in tiny.studies[STUDY].results if CLAIM in r.claims]
    assert used, "the invented trial ties a result to the claim"
    other = put(tiny, appraise(tiny, "low", result=result))
    found = find(other)
    assert (found.risk_of_bias, found.tool, found.appraisal, found.appraised_elsewhere) == (None, None, None, True)
    assert "not appraised for this claim" in show(other)
    for own in (None, used[0], ("bowel", used[0])):
        assert find(put(tiny, appraise(tiny, "low", result=own))).risk_of_bias == "low"
    assert charge(other) >= charge(put(tiny, appraise(tiny, "some_concerns", result=None)))
    assert charge(other) > charge(put(tiny, appraise(tiny, "low", result=None)))


def test_a_grave_risk_for_another_result_is_not_forgiven(tiny: Evidence) -> None:
    grave = find(put(tiny, appraise(tiny, "high", result="bowel")))
    assert (grave.risk_of_bias, grave.appraised_elsewhere) == ("high", False)
    both = [appraise(tiny, "high", result="bowel"), appraise(tiny, "low", result=None, tool="jbi-case-series")]
    assert find(put(tiny, *both)).risk_of_bias == "low", "the one that concerns the claim goes before"


@pytest.mark.parametrize(("first", "second", "holds"), [
    ("low", "high", "high"),
    ("high", "low", "high"),
    ("low", "unclear", "unclear"),
    ("some_concerns", "some_concerns", "some_concerns"),
])  # fmt: skip
def test_whoever_finishes_first_does_not_win(tiny: Evidence, first: str, second: str, holds: str) -> None:
    by_bo = appraise(tiny, first, result=None, reviewers=("bo",), checked_by=None)
    by_cia = appraise(tiny, second, result=None, reviewers=("cia",), checked_by=None, by="cia")
    both = put(tiny, by_bo, by_cia)
    found = find(both)
    assert found.risk_of_bias == holds
    assert charge(both) == max(charge(put(tiny, by_bo)), charge(put(tiny, appraise(tiny, second, result=None))))
    assert ("2 people differ on the risk of bias, not settled" in show(both)) == (first != second)
    if first != second:
        assert {who for who, _ in found.differ} == {"bo", "cia"}
    settled = appraise(tiny, first, result=None, reviewers=("bo", "cia"), role="consensus", checked_by=None)
    again = find(put(tiny, settled, by_cia))
    assert (again.risk_of_bias, again.differ) == (first, ()), "what they have settled holds"


def test_an_open_judgement_and_an_open_extraction_are_said(tiny: Evidence) -> None:
    assert "not settled" not in show(tiny)
    certainty, study = tiny.certainty[CLAIM], tiny.studies[STUDY]
    other = certainty.model_copy(update={"reviewers": ("cia",), "overall": "high"})
    judged = replace(tiny, own=(Own(f"certainty/{CLAIM}.cia.yaml", "certainty", CLAIM, "cia", other),))
    assert summarise(judged).unsettled_judgement == (*certainty.reviewers, "cia")
    assert "3 people differ, not settled:" in show(judged)
    read = study.model_copy(update={"extracted_by": "cia", "funding": "Invented otherwise.", "by": "cia"})
    extracted = replace(tiny, own=(Own(f"studies/{STUDY}.cia.yaml", "studies", STUDY, "cia", read),))
    named = name_people((study.extracted_by, "cia"), tiny.people, Words("en"))
    assert f"{STUDY}: 2 people differ, not settled ({named})" in show(extracted)


def test_a_link_that_takes_a_study_out_of_the_count_is_named(tiny: Evidence) -> None:
    evidence = tiny
    one = evidence.studies[STUDY]
    twin = one.model_copy(
        update={"id": "invented-zweit", "label": "Invented second", "reports": ("pubmed:90000055",), "counts_with": ()}
    )
    record = evidence.records[one.reports[0]].model_copy(update={"id": "pubmed:90000055", "pmid": "90000055"})
    tags = [t.model_copy(update={"record": record.id}) for t in evidence.tags if t.record in one.reports]
    grown = replace(
        evidence,
        records={**evidence.records, record.id: record},
        studies={**evidence.studies, twin.id: twin},
        tags=(*evidence.tags, *tags),
    )
    assert any(s.id == twin.id and s.counted for s in summarise(grown).studies)
    link = Link(
        record=record.id, same_as=one.reports[0], relation=SAME_STUDY, reviewer="bo", decided_on="2026-02-03", why="x"
    )
    linked = apply_links(replace(grown, links=(link,)))
    left = next(s for s in summarise(linked).studies if s.id == twin.id)
    assert (left.counted, left.why) == (False, f"counted with {STUDY}, linked by bo on 2026-02-03")
    assert f"counted with {STUDY}, linked by bo on 2026-02-03)" in show(linked)
    found = [p for p in check_evidence(linked, today=TODAY) if p.rule == "counts-with-both-ways"]
    named = {p.path: p for p in found}
    holder = STUDY if twin.id in linked.studies[STUDY].counts_with else twin.id
    lacks = twin.id if holder == STUDY else STUDY
    assert set(named) == {f"studies/{lacks}.yaml"}, "the file that lacks it is the one to edit"
    assert "links.tsv: bo 2026-02-03" in named[f"studies/{lacks}.yaml"].expected


@pytest.mark.parametrize(("language", "said"), [("en", "differ, not settled"), ("sv", "olika, inte avgjort")])
def test_the_pages_of_the_study_and_the_claim_say_that_two_differ(tmp_path: Path, language: str, said: str) -> None:
    folder = tmp_path / "evidence"
    shutil.copytree(TINY, folder, ignore=shutil.ignore_patterns(".rlsevidence"))
    before = PageMaker(rls.Workspace(folder, TODAY), language)
    assert said not in before.study(before.evidence.studies[STUDY]).text
    own = (folder / "appraisals" / f"{STUDY}.rob2.yaml").read_text(encoding="utf-8")
    other = own.replace("[anna]", "[cia]").replace("checked_by: bo", "by: cia").replace("some_concerns", "high")
    (folder / "appraisals" / f"{STUDY}.rob2.cia.yaml").write_text(other, encoding="utf-8")
    for part, name in (("certainty", CLAIM), ("studies", STUDY)):
        text = (folder / part / f"{name}.yaml").read_text(encoding="utf-8")
        text = re.sub(
            r"^(reviewers|extracted_by): .*$",
            lambda m: f"{m[1]}: " + ("[cia]" if m[1] == "reviewers" else "cia"),
            text,
            flags=re.M,
        )
        text = re.sub(r"^(checked_by): .*$", "checked_by: null", text, flags=re.M)
        text = re.sub(
            r"^(funding|read): .*$",
            lambda m: f"{m[1]}: Invented otherwise." if m[1] == "funding" else m[0],
            text,
            flags=re.M,
        )
        text = re.sub(r"^decided_on: .*$", "decided_on: 2026-11-29", text, flags=re.M).replace(
            "\n  en: ", "\n  en: Otherwise, ", 1
        )
        (folder / part / f"{name}.cia.yaml").write_text(f"{text}by: cia\n", encoding="utf-8")
    maker = PageMaker(rls.Workspace(folder, TODAY), language)
    study = maker.study(maker.evidence.studies[STUDY]).text
    summary = next(s for s in maker.review.summaries if s.claim.id == CLAIM)
    assert study.count(said) == 2, "the extraction and the appraisal"
    told = "the judgement, its box for other pages, what a link to it shows, and both of the study beside it"
    assert maker.claim(summary).text.count(said) == 5, told

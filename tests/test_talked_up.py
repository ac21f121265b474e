"""A verdict cannot be talked up: what each attempt meets. Every attempt changes the shipped evidence in one way.

`check` names a rule, or the page shows the weaker verdict and says that a judgement waits. None passes in silence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

import rlsevidence as rls
from conftest import REPO
from rlsevidence.check import check_evidence
from rlsevidence.cli.text import format_claim
from rlsevidence.decisions import settle
from rlsevidence.errors import NOTICES, STALE
from rlsevidence.judgement.departures import list_waiting_judgements, rank
from rlsevidence.judgement.readings import find_depth
from rlsevidence.judgement.rests_on import describe_texts, name_certainty, write_parts
from rlsevidence.judgement.summary import format_summary, summarise_claim
from rlsevidence.model import Evidence, Reading
from rlsevidence.site.pages import PageMaker

CLAIM = "mild-moderate-relief"
TODAY = dt.date(2026, 11, 29)
NONE = {"steps": 0, "why": "Invented for the attempt."}


@pytest.fixture(scope="module")
def review() -> rls.Workspace:
    return rls.Workspace(REPO / "evidence", TODAY)


def make(value: Any, **fields: Any) -> Any:
    """The same item with other fields, read as if it stood in a file."""
    plain = value.model_dump(exclude_defaults=False)
    return type(value).model_validate({**plain, **fields})


def judge(evidence: Evidence, claim: str = CLAIM, **fields: Any) -> Evidence:
    changed = make(evidence.certainty[claim], **fields)
    return replace(evidence, certainty={**evidence.certainty, claim: changed})


def zeroed(evidence: Evidence, **fields: Any) -> Evidence:
    """Every step gone, and the level that this adds up to."""
    steps = dict.fromkeys(evidence.certainty[CLAIM].downgrades or {}, NONE)
    summary = {"en": "Magnesium relieves it.", "sv": "Magnesium lindrar."}
    return judge(evidence, **{"downgrades": steps, "overall": "high", "summary": summary, **fields})


def argued(evidence: Evidence) -> dict[str, Any]:
    """An argument in both languages for every domain of GRADE."""
    text = {"en": "Invented argument.", "sv": "Påhittat skäl."}
    return {"departs_because": dict.fromkeys(evidence.certainty[CLAIM].downgrades or {}, text)}


def signed(evidence: Evidence, who: str = "anna", claim: str = CLAIM, **fields: Any) -> Evidence:
    """The judgement signed off in somebody's name, as `rlsevidence sign-off` puts it down."""
    key = name_certainty(claim)
    settled = settle(evidence)
    row = {
        "text": key[0], "claim": claim, "act": "signed-off", "rests_on": write_parts(describe_texts(settled)[key]),
        "read": find_depth(evidence, key), "reviewer": who, "decided_on": "2026-11-29", "note": "",
    }  # fmt: skip
    return replace(evidence, readings=(*evidence.readings, Reading.model_validate({**row, **fields})))


def study(evidence: Evidence, name: str, **fields: Any) -> Evidence:
    return replace(evidence, studies={**evidence.studies, name: make(evidence.studies[name], **fields)})


def record(evidence: Evidence, name: str, **fields: Any) -> Evidence:
    changed = make(evidence.records[evidence.studies[name].reports[0]], **fields)
    return replace(evidence, records={**evidence.records, changed.id: changed})


def steps(evidence: Evidence, **change: int) -> dict[str, Any]:
    given = {k: v.model_dump() for k, v in (evidence.certainty[CLAIM].downgrades or {}).items()}
    return {**given, **{k: {**given[k], "steps": n} for k, n in change.items()}}


def appraisals(evidence: Evidence, keep: Callable[[Any], bool]) -> Evidence:
    return replace(evidence, appraisals=tuple(a for a in evidence.appraisals if keep(a)))


def all_low(appraisal: Any) -> dict[str, Any]:
    return {domain: {**given.model_dump(), "judgement": "low"} for domain, given in appraisal.domains.items()}


def unknown_trial(evidence: Evidence) -> Evidence:
    """A low verdict, argued for; then a direct trial is tagged that it does not know."""
    low = steps(evidence, risk_of_bias=1, indirectness=0, imprecision=1, publication_bias=0)
    higher = judge(
        evidence, downgrades=low, overall="low", summary={"en": "It may.", "sv": "Den kan."}, **argued(evidence)
    )
    row = next(t for t in evidence.tags if t.claim == CLAIM and t.directness == "direct")
    other = next(s for s in evidence.studies.values() if s.is_randomised and s.id not in evidence.certainty[CLAIM].body)
    later = make(row, record=other.reports[0], decided_on="2026-11-26", note="Invented row.")
    tags = [t for t in higher.tags if (t.claim, t.record) != (CLAIM, other.reports[0])]
    return replace(higher, tags=tuple(sorted([*tags, later], key=lambda t: (t.claim, t.record, t.decided_on))))


ATTEMPTS: Mapping[str, tuple[Callable[[Evidence], Evidence], str]] = {
    "every step set to 0 and the level to high": (zeroed, "departs-because"),
    "the same, with an argument in every domain": (lambda e: zeroed(e, **argued(e)), "page: sign-off"),
    "the same, signed off by who judged": (lambda e: zeroed(e, **argued(e), checked_by="seed"), "checked-by-another"),
    "an argument in one of the languages it is printed in": (
        lambda e: zeroed(e, departs_because={d: {"en": "Invented."} for d in e.certainty[CLAIM].downgrades or {}}),
        "departs-because",
    ),
    "the level typed beside its steps": (lambda e: judge(e, overall="high"), "grade-adds-up"),
    "one level above the proposal, unargued": (
        lambda e: judge(
            e, downgrades=steps(e, risk_of_bias=1, indirectness=0, imprecision=1, publication_bias=0), overall="low",
            summary={"en": "It may.", "sv": "Den kan."},
        ),
        "departs-because",
    ),
    "an appraisal deleted": (lambda e: appraisals(e, lambda a: a.study != "jadidi-2022"), "body-appraised"),
    "the full text claimed over studies read as abstracts": (lambda e: judge(e, read="full-text"), "certainty-depth"),
    "a tag that claims more than its study was read": (
        lambda e: replace(
            e,
            tags=tuple(
                make(t, basis="full-text") if (t.claim, t.record) == (CLAIM, e.studies["jadidi-2022"].reports[0]) else t
                for t in e.tags
            ),
        ),
        "basis-depth",
    ),
    "low risk of bias from an abstract": (
        lambda e: replace(
            e,
            appraisals=tuple(
                make(a, domains=all_low(a), overall="low")
                if a.study == "jadidi-2022"
                else a
                for a in e.appraisals
            ),
        ),
        "low-needs-full-text",
    ),
    "a review counted beside its trials": (
        lambda e: judge(e, body=(*e.certainty[CLAIM].body, "marshall-2019")),
        "body-primary",
    ),
    "the same trial twice": (lambda e: judge(e, body=(*e.certainty[CLAIM].body, "jadidi-2022")), "body-twice"),
    "a retracted trial kept": (
        lambda e: record(
            e, "jadidi-2022", integrity=[{"kind": "retracted", "by": None, "noted_on": "2026-11-20"}]
        ),
        "body-retracted",
    ),
    "a judgement of tomorrow": (lambda e: judge(e, decided_on=dt.date(2027, 1, 1)), "certainty-date"),
    "a decision of tomorrow, which would outrank every later one": (
        lambda e: replace(e, tags=tuple(make(t, decided_on="2027-01-01") if t is e.tags[0] else t for t in e.tags)),
        "future",
    ),
    "an upgrade from abstracts": (
        lambda e: judge(e, upgrades={"large_effect": {"steps": 2, "why": "Invented."}}, overall="low"),
        "upgrade",
    ),
    "a high start without a randomised comparison": (
        lambda e: judge(e, body=("hornyak-1998", "gorantla-2024")),
        "grade-start",
    ),
    "a printed sentence firmer than its level": (
        lambda e: judge(e, summary={"en": "Magnesium relieves it.", "sv": "Magnesium lindrar."}),
        "summary-wording",
    ),
    "a study that nobody tagged to the claim": (
        lambda e: judge(e, body=(*e.certainty[CLAIM].body, "held-2002")),
        "body-tagged",
    ),
    "a basis in place of GRADE": (
        lambda e: judge(
            e, basis={"rating": "established", "why": "Invented."}, starts_at=None, downgrades=None, upgrades=None,
            overall=None,
        ),
        "basis-or-grade",
    ),
    "a verdict above the proposal that does not know a later trial": (unknown_trial, "page: newer"),
}  # fmt: skip


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_no_attempt_to_talk_a_verdict_up_passes_in_silence(attempt: str, review: rls.Workspace) -> None:
    change, answer = ATTEMPTS[attempt]
    assert check_evidence(review.evidence, today=TODAY) == [], "the evidence is sound before the attempt"
    changed = change(review.evidence)
    found = {p.rule for p in check_evidence(changed, today=TODAY)}
    summary = summarise_claim(settle(changed), CLAIM, today=TODAY)
    if answer.startswith("page: "):
        assert summary.pending is not None
        assert summary.pending.why == answer.removeprefix("page: ")
        assert found <= {"summary-wording", "verdict-words", STALE}, "the forms are in order: only the page stops it"
    else:
        assert answer in found


def test_a_judgement_that_waits_is_nowhere_shown_as_the_verdict(review: rls.Workspace) -> None:
    changed = zeroed(review.evidence, **argued(review.evidence))
    settled = settle(changed)
    summary = summarise_claim(settled, CLAIM, today=TODAY)
    assert (summary.certainty_word, summary.judged_by, summary.allowed_wording) == (
        "very_low",
        "rules",
        "very_uncertain",
    )
    plain = format_summary(summary)
    assert (plain["certainty"], plain["summary"]) == ("very_low", None)
    assert plain["judgement_waits"] | {"where": None} == {
        "why": "sign-off", "decided": "high", "proposed": "very_low", "levels_above": 3, "where": None,
        "reviewers": ["seed"], "decided_on": "2026-11-22",
    }  # fmt: skip
    for language, said in (("en", "A judgement waits"), ("sv", "En bedömning väntar")):
        assert said in format_claim(summary, language)
        assert "Magnesium relieves it." not in format_claim(summary, language)
        workspace = rls.Workspace(review.folder, TODAY)
        workspace.__dict__["evidence"] = changed
        page = PageMaker(workspace, language).claim(summary)
        assert said in page.text
        assert "Magnesium relieves it." not in page.text
    assert summary.pending is not None
    assert [t.ids for t in list_waiting_judgements([summary.pending], ())] == [(CLAIM,)]


def test_a_sign_off_by_somebody_else_makes_it_count(review: rls.Workspace) -> None:
    evidence = review.evidence
    person = make(evidence.people[0], id="anna", name="Anna Invented")
    typed = zeroed(replace(evidence, people=(*evidence.people, person)), **argued(evidence), checked_by="anna")
    assert summarise_claim(settle(typed), CLAIM, today=TODAY).pending is not None, "a typed name covers nothing"
    changed = signed(typed)
    summary = summarise_claim(settle(changed), CLAIM, today=TODAY)
    assert (summary.pending, summary.certainty_word, summary.judged_by) == (None, "high", "person")
    assert summary.signed is not None
    assert (summary.signed.holds, summary.signed.read) == (True, "abstract"), "as deep as its studies were read"


def test_caution_needs_no_leave(review: rls.Workspace) -> None:
    """A verdict below the proposal is shown as it is, without an argument."""
    evidence = review.evidence
    below = judge(evidence, "dietary-sources", basis={"rating": "contested", "why": "Invented."}, departs_because=None)
    assert {p.rule for p in check_evidence(below, today=TODAY)} <= NOTICES
    summary = summarise_claim(settle(below), "dietary-sources", today=TODAY)
    assert (summary.basis_word, summary.pending) == ("contested", None)


def test_that_the_rules_find_nobody_is_no_word_against_a_statement(review: rls.Workspace) -> None:
    """A basis that waits: the page gives the proposal, and neither a sentence to print nor a gap of the article's."""
    summary = review.summary("intravenous-route")
    plain = format_summary(summary)
    assert (plain["basis"], plain["allowed_wording"], plain["gap"]) == ("unsupported", None, "not_applicable")
    assert set(plain["sentence"].values()) == {None}
    assert {p.gap for p in summary.passages} == {"not_applicable"}
    assert "goes further" not in PageMaker(review, "en").claim(summary).text


def test_what_waits_in_the_shipped_evidence(review: rls.Workspace) -> None:
    waiting = [(s.claim.id, s.pending.why) for s in review.summaries if s.pending]
    assert waiting == [("intravenous-route", "sign-off")]
    assert [t.ids for t in review.todo if t.kind == "sign-off"] == [("intravenous-route",)]


def test_levels_and_ratings_stand_on_one_ladder() -> None:
    assert [rank(w) for w in ("very_low", "low", "moderate", "high")] == [0, 1, 2, 3]
    assert [rank(w) for w in ("unsupported", "contested", "accepted", "established")] == [0, 1, 2, 3]
    assert rank(None) == 0

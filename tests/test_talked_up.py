"""A verdict cannot be talked up: what each attempt meets. Every attempt (`attempts.py`) is one edit of the evidence.

`check` names a rule, or what has become stale, or the page shows the weaker verdict and says that a judgement waits.
None passes in silence, and the same edit as text in a file meets the same answer.
"""

from __future__ import annotations

import datetime as dt

import pytest

import rlsevidence as rls
from attempts import ATTEMPTS, CLAIM, argued, judge, signed, with_person, zeroed
from conftest import REPO
from rlsevidence.check import check_evidence
from rlsevidence.cli.text import format_claim
from rlsevidence.decisions import settle
from rlsevidence.errors import NOTICES, STALE
from rlsevidence.judgement.departures import list_waiting_judgements, rank
from rlsevidence.judgement.summary import format_summary, summarise_claim
from rlsevidence.site.pages import PageMaker

TODAY = dt.date(2026, 11, 29)


@pytest.fixture(scope="module")
def review() -> rls.Workspace:
    workspace = rls.Workspace(REPO / "evidence", TODAY)
    assert check_evidence(workspace.evidence, today=TODAY) == [], "the evidence is sound before any attempt"
    return workspace


def test_the_table_is_long_enough_and_gives_reasons() -> None:
    assert len(ATTEMPTS) >= 40
    assert all(attempt.why and attempt.answer for attempt in ATTEMPTS.values())


@pytest.mark.parametrize("name", ATTEMPTS)
def test_no_attempt_to_talk_a_verdict_up_passes_in_silence(name: str, review: rls.Workspace) -> None:
    attempt = ATTEMPTS[name]
    changed = attempt.edit(review.evidence)
    found = check_evidence(changed, today=TODAY)
    kind, _, what = attempt.answer.partition(": ")
    if kind == "page":
        pending = summarise_claim(settle(changed), CLAIM, today=TODAY).pending
        assert pending is not None
        assert pending.why == what
        assert {p.rule for p in found} <= {"summary-wording", "verdict-words", STALE}, "only the page stops it"
    elif kind == STALE:
        assert [p for p in found if p.rule == STALE and what in p.found]
    else:
        assert attempt.answer in {p.rule for p in found}


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
    typed = zeroed(with_person(evidence), **argued(evidence), checked_by="anna")
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

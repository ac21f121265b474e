"""A judgement made before a direct study was tagged says so, everywhere, until a person judges again."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

import rlsevidence as rls
from rlsevidence.cli.text import format_claim
from rlsevidence.decisions import settle
from rlsevidence.judgement.summary import summarise_claims
from rlsevidence.judgement.summary_plain import format_summary
from rlsevidence.model import Evidence, SuggestedTag, Tag
from rlsevidence.site.pages import PageMaker
from rlsevidence.tagging.doubted import CHOSEN_SINCE
from rlsevidence.tagging.queue import todo

CLAIM = "mild-moderate-relief"
LATER, EARLIER = "2026-11-26T09:00:00Z", "2026-11-22"

CASES = [
    ({}, ("lettieri-2009",), "a direct study tagged the day after"),
    ({"decided_on": EARLIER}, (), "tagged on the day of the judgement: the judge could see it"),
    ({"directness": "indirect", "indirect_because": ("intervention",)}, (), "an indirect study would not carry it"),
    ({"stance": "not_relevant", "directness": None}, (), "set aside"),
    ({"record": "pubmed:9703590"}, (), "it is in the body already"),
]


def add_tag(review: rls.Workspace, **changed: object) -> Evidence:
    study = review.evidence.studies["lettieri-2009"]
    values = {
        "claim": CLAIM,
        "record": study.reports[0],
        "stance": "supports",
        "directness": "direct",
        "indirect_because": (),
        "basis": "abstract",
        "role": "screener",
        "reviewer": "seed",
        "decided_on": LATER,
        "note": "Invented for a test",
    }
    tag = Tag.model_validate(values | changed)
    return replace(review.evidence, tags=(*review.evidence.tags, tag))


@pytest.mark.parametrize(("changed", "expected", "why"), CASES)
def test_what_a_judgement_does_not_know(
    review: rls.Workspace, changed: dict[str, object], expected: tuple[str, ...], why: str
) -> None:
    assert settle(add_tag(review, **changed)).newer(CLAIM) == expected, why


def test_the_shipped_judgements_know_their_studies(review: rls.Workspace) -> None:
    assert [c for c in review.evidence.claims if settle(review.evidence).newer(c)] == []


def test_it_is_said_in_the_terminal_on_the_page_to_programs_and_first_in_the_queue(review: rls.Workspace) -> None:
    evidence = add_tag(review)
    summary = next(s for s in summarise_claims(settle(evidence), today=dt.date(2026, 11, 27)) if s.claim.id == CLAIM)
    assert "JUDGE AGAIN" in format_claim(summary)
    assert "BEDÖM IGEN" in format_claim(summary, "sv")
    assert format_summary(summary)["newer"] == ["lettieri-2009"]
    workspace = rls.Workspace(review.folder, review.today)
    workspace.__dict__["evidence"] = evidence
    page = PageMaker(workspace, "en").claim(summary)
    assert "Judged before these direct studies were tagged" in page.text
    first = todo(settle(evidence), ())[0]
    assert (first.kind, first.ids) == ("judge-again", (CLAIM, "lettieri-2009"))


def test_a_lead_in_of_a_missing_list_speaks_only_where_nothing_else_does(review: rls.Workspace) -> None:
    other = review.summary("other-natural-treatments")
    assert {p.at: (p.strength, p.counts) for p in other.passages} == {
        "18.1": ("hedged", True),
        "18.2": ("plain", False),
    }
    assert other.strongest_wording == "hedged"
    assert other.gap == "over", "very low allows no 'may'"
    assert [p.counts for p in review.summary("drug-interactions").passages] == [True], "the only sentence there is"


def test_a_study_that_nobody_tagged_is_said_beside_the_verdict_and_stands_high_in_the_queue(
    review: rls.Workspace,
) -> None:
    """A filled-in trial of 120 people that no tag names is evidence that no verdict knows of."""
    evidence = review.evidence
    study = evidence.studies["held-2002"]
    large = study.model_copy(update={"population": study.population.model_copy(update={"n": 120})})
    tags = [t for t in evidence.tags if t.record not in study.reports]
    changed = replace(evidence, studies={**evidence.studies, study.id: large}, tags=tuple(tags))
    settled = settle(changed)
    assert settled.untagged_studies[0] == "held-2002"
    assert settle(evidence).untagged_studies == ()
    items = todo(settled, ())
    item = next(t for t in items if t.kind == "untagged-study")
    assert "120 people" in item.why
    before = {t.kind for t in items[: items.index(item)]}
    assert before <= {"unreadable", "conflict", "retracted", "judge-again"}, "only what blocks a verdict comes before"
    suggested = SuggestedTag(
        claim=CLAIM,
        record=study.reports[0],
        concerns=True,
        stance=None,
        directness=None,
        indirect_because=(),
        basis="title",
        rules=(),
        cues=(),
        why="Invented.",
    )
    summary = next(
        s
        for s in summarise_claims(settled, today=dt.date(2026, 11, 27), suggestions=[suggested])
        if s.claim.id == suggested.claim
    )
    assert summary.waiting.untagged == ("held-2002",)
    assert "NOT IN THIS VERDICT" in format_claim(summary)
    assert format_summary(summary)["waiting"]["untagged_studies"] == ["held-2002"]


def test_a_directness_that_may_have_been_filled_in_is_asked_for_again(review: rls.Workspace) -> None:
    """The panel once wrote 'direct' where only a stance was pressed; its rows carry a time, rows by hand a day."""
    evidence = review.evidence
    row = next(t for t in evidence.tags if t.directness == "direct")
    kinds = {}
    for moment in ("2026-11-20", "2026-11-20T08:00:00Z", "2026-11-28T08:00:00Z"):
        tags = [row.model_copy(update={"decided_on": moment}) if t is row else t for t in evidence.tags]
        items = todo(settle(replace(evidence, tags=tuple(tags))), ())
        kinds[moment] = [t.ids for t in items if t.kind == "choose-directness"]
    assert kinds == {
        "2026-11-20": [],
        "2026-11-20T08:00:00Z": [(row.claim, row.record)],
        "2026-11-28T08:00:00Z": [],
    }


def test_a_row_with_a_bare_day_is_asked_about_where_the_rules_suggest_no_directness(review: rls.Workspace) -> None:
    settled = review.settled
    told = {(s.claim, s.record): s.directness for s in review.all_suggestions}
    listed = {t.ids for t in review.todo if t.kind == "choose-directness"}
    direct = {
        (claim, record)
        for (claim, record), d in settled.decisions.items()
        if any(r.directness == "direct" and "T" not in r.decided_on and r.decided_on < CHOSEN_SINCE for r in d.rows)
    }
    assert listed == {pair for pair in direct if told.get(pair) is None}
    assert listed < direct, "where the rules give a reason, nothing had to be filled in"
    claim, record = min(listed)
    row = next(t for t in review.evidence.tags if (t.claim, t.record) == (claim, record))
    again = row.model_copy(update={"decided_on": "2026-11-30T08:00:00Z"})
    chosen = replace(review.evidence, tags=(*review.evidence.tags, again))
    left = {t.ids for t in todo(settle(chosen), (), proposed=review.all_suggestions) if t.kind == "choose-directness"}
    assert (claim, record) not in left, "whoever chooses it anew has answered"

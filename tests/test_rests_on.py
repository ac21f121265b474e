"""What a text rests on: every field that makes evidence direct counts, and a link between two records does not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

import rlsevidence as rls
from attempts import CLAIM, TRIAL, make, signed, study, with_person
from attempts import judge as judged
from conftest import REPO
from rlsevidence.cli.text import format_claim
from rlsevidence.decisions import settle
from rlsevidence.judgement.readings import Stale, find_depth, judge_readings
from rlsevidence.judgement.readings_said import describe_stale, list_to_reread
from rlsevidence.judgement.rests_on import describe_claim
from rlsevidence.language.words import Words
from rlsevidence.model import Evidence
from rlsevidence.model.linked import apply_links
from rlsevidence.model.links import Link
from rlsevidence.site.card import write_snippet
from rlsevidence.site.pages import PageMaker

TODAY = dt.date(2026, 11, 29)


@pytest.fixture(scope="module")
def review() -> rls.Workspace:
    return rls.Workspace(REPO / "evidence", TODAY)


def changed_people(evidence: Evidence, **fields: Any) -> Evidence:
    return study(evidence, population={**evidence.studies[TRIAL].population.model_dump(), **fields})


def changed_first(evidence: Evidence, name: str, **fields: Any) -> Evidence:
    """The first arm or result of the trial with other fields."""
    items = getattr(evidence.studies[TRIAL], name)
    return study(evidence, **{name: [make(items[0], **fields).model_dump(by_alias=True), *items[1:]]})


DIRECT = {
    "who": lambda e: changed_people(e, who="Invented healthy people"),
    "conditions": lambda e: changed_people(e, conditions=()),
    "severity": lambda e: changed_people(e, severity="Invented severe"),
    "duration": lambda e: changed_first(e, "arms", duration="one invented day"),
    "route": lambda e: changed_first(e, "arms", route="intravenous"),
    "amount_is": lambda e: changed_first(e, "arms", amount_is="salt"),
    "claims of a result": lambda e: changed_first(e, "results", claims=()),
    "harms": lambda e: study(e, harms="Invented harm."),
}


@pytest.mark.parametrize("field", DIRECT)
def test_what_makes_evidence_direct_lies_under_a_text(field: str, review: rls.Workspace) -> None:
    changed = DIRECT[field](review.evidence)
    assert changed.studies != review.evidence.studies
    found = judge_readings(settle(changed)).stale[f"certainty/{CLAIM}", CLAIM]
    assert "studies" in found.changed


@pytest.mark.parametrize("field", ["finding", "caveats"])
def test_a_sign_off_covers_all_that_is_said_of_a_study(field: str, review: rls.Workspace) -> None:
    before = signed(judged(with_person(review.evidence), checked_by="anna"))
    assert judge_readings(settle(before)).signed[f"certainty/{CLAIM}"].holds
    said = {"finding": {"en": "Invented.", "sv": "Påhittat."}, "caveats": ()}[field]
    after = judge_readings(settle(study(before, **{field: said})))
    assert after.signed[f"certainty/{CLAIM}"].changed == ("told",)
    assert (f"certainty/{CLAIM}", CLAIM) not in after.stale, "words of ours alone make no text stale"


@pytest.mark.parametrize("other", ["doi:10.5555/invented", "pubmed:90000001"])
def test_a_link_alone_makes_nothing_stale(other: str, review: rls.Workspace) -> None:
    evidence = review.evidence
    record = evidence.studies[TRIAL].reports[0]
    link = Link(
        record=record, same_as=other, relation="same_record", reviewer="seed", decided_on="2026-11-29", why="Invented."
    )
    linked = apply_links(replace(evidence, links=(link,)))
    assert linked.aliases
    assert describe_claim(settle(linked), CLAIM)["tags"] == describe_claim(settle(evidence), CLAIM)["tags"]
    assert judge_readings(settle(linked)).stale == {}


def test_phrases_that_name_no_study_are_read_no_deeper_than_the_body(review: rls.Workspace) -> None:
    evidence = review.evidence
    claim = next(
        c for c, item in evidence.claims.items()
        if item.phrases and c in evidence.certainty and evidence.certainty[c].body
    )  # fmt: skip
    item = evidence.claims[claim]
    unnamed = make(item, phrases=make(item.phrases, rests_on=()))
    evidence = replace(evidence, claims={**evidence.claims, claim: unnamed})
    assert find_depth(evidence, (f"claims/{claim}", claim)) == find_depth(evidence, (f"certainty/{claim}", claim))
    assert find_depth(evidence, (f"claims/{claim}", claim)) is not None


def test_phrases_on_a_changed_figure_are_marked_wherever_their_sentence_stands(review: rls.Workspace) -> None:
    evidence = review.evidence
    claim = next(c for c, item in evidence.claims.items() if item.phrases and item.phrases.figure)
    wanted, tables = evidence.claims[claim].phrases.figure, evidence.dose_limits
    rows = [
        make(row, value_mg=row.value_mg + 100)
        if (row.authority, row.kind, row.counts) == (wanted.authority, wanted.kind, wanted.counts)
        else row
        for row in tables.limits
    ]
    workspace = rls.Workspace(review.folder, TODAY)
    workspace.__dict__["evidence"] = replace(evidence, dose_limits=tables.model_copy(update={"limits": tuple(rows)}))
    summary = workspace.summary(claim)
    assert summary.stale_phrases is not None
    assert summary.stale_text is not None, "the judgement rests on the figure too"
    alone = replace(summary, stale=(summary.stale_phrases,))
    for language, lead in (("en", "These words are older than the evidence."), ("sv", "De här orden är äldre")):
        voice = Words(language, evidence.vocabulary)
        assert describe_stale(summary.stale_phrases, voice)[:40] in format_claim(alone, language)
        assert lead in PageMaker(workspace, language).claim(alone).text
        assert lead in write_snippet(alone, evidence.topic, TODAY, voice)


def test_a_card_says_all_that_limits_it(review: rls.Workspace) -> None:
    """A waiting judgement hides no stale text, and neither hides that nobody else has checked it."""
    waiting = next(s for s in review.summaries if s.pending)
    stale = Stale(f"certainty/{waiting.claim.id}", waiting.claim.id, ("body",), {}, {}, review.evidence.readings[0])
    said = write_snippet(replace(waiting, stale=(stale,)), review.evidence.topic, TODAY, Words("en"))
    for limit in ("waits for a second person", "These words are older", "Not yet checked by a second person"):
        assert limit in said


def test_a_text_of_which_nothing_is_put_down_is_something_to_do(review: rls.Workspace) -> None:
    evidence = review.evidence
    kept = tuple(row for row in evidence.readings if row.text != f"certainty/{CLAIM}")
    told = list_to_reread(judge_readings(settle(replace(evidence, readings=kept))), ())
    assert [t.ids for t in told] == [(f"certainty/{CLAIM}", CLAIM)]

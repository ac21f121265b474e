"""The document beside the evidence: gaps, missing lists, and places where it does not agree with itself."""

from __future__ import annotations

from pathlib import Path

import pytest

import rlsevidence as rls
from review import first_document
from rlsevidence.audit.document import CHANGE_FIRST, DocumentWeighed, weigh_document
from rlsevidence.decisions import settle
from rlsevidence.judgement.summary import summarise_claims

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def weighed(review: rls.Workspace) -> DocumentWeighed:
    return weigh_document(
        first_document(review.evidence), summarise_claims(settle(review.evidence), today=review.today)
    )


def test_every_sentence_stands_once_and_in_order(weighed: DocumentWeighed, review: rls.Workspace) -> None:
    assert [s.sentence for s in weighed.sentences] == list(first_document(review.evidence).sentences)
    assert [s for items in weighed.paragraphs.values() for s in items] == list(weighed.sentences)


def test_gaps_are_those_of_the_claim_summaries(weighed: DocumentWeighed) -> None:
    for item in weighed.sentences:
        for claim in item.claims:
            own = {(p.at, p.strength): p.gap for p in claim.summary.passages}
            assert own[item.sentence.at, claim.wording] == claim.gap


def test_lists_that_are_missing(weighed: DocumentWeighed, review: rls.Workspace) -> None:
    assert [s.sentence.at for s in weighed.missing_lists] == [
        s.at for s in first_document(review.evidence).sentences if s.kind == "list-lead-in"
    ]


def test_sentences_to_change_first_are_those_with_a_grave_verdict(weighed: DocumentWeighed) -> None:
    assert weighed.change_first
    assert {s.verdict_word for s in weighed.change_first} <= set(CHANGE_FIRST)
    assert sum(weighed.verdicts[w] for w in CHANGE_FIRST if w in weighed.verdicts) == len(weighed.change_first)


def test_the_document_disagrees_with_itself_on_deficiency(weighed: DocumentWeighed) -> None:
    # Early research in one place, strong evidence in another; cautious in one, extremely effective in another.
    found = {d.summary.claim.id: d.places for d in weighed.differences}
    assert {("3.1", "hedged"), ("21.1", "strong")} <= set(found["deficiency-contributes"])
    assert "response-when-deficient" in found
    assert "physiological-role" not in found  # worded alike each time


def test_a_claim_without_a_summary_is_left_out(review: rls.Workspace) -> None:
    assert all(not s.claims for s in weigh_document(first_document(review.evidence), ()).sentences)

"""Which clauses of a summary or a suggestion may speak of a claim at low and very low certainty, sentence by sentence.

The table was written before the rule that it tries, or before its last change: sentences as an editor writes them, of
an invented herb and of the review's own claim, as many that may be printed as that may not.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

import rlsevidence as rls
from conftest import REPO
from conftest import TODAY as DAY
from rlsevidence.check import check_evidence
from rlsevidence.judgement.contradictions import find_contradiction
from rlsevidence.judgement.doors import find_beyond
from rlsevidence.judgement.said_of import find_said, leave_doubts_out
from rlsevidence.model import Claim, Multilingual

TABLE = Path(__file__).parent / "said_of.tsv"
ROWS = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines()[1:]]
CLAIM = "mild-moderate-relief"
TODAY = dt.date.fromisoformat(DAY)


@pytest.fixture(scope="module")
def herb() -> Claim:
    return rls.open_workspace(REPO / "tests/herb").evidence.claims["unease-relief"]


def choose(text: str, review: rls.Workspace, herb: Claim) -> Claim:
    return review.evidence.claims[CLAIM] if "agnesium" in text or "RLS" in text or "restless" in text else herb


@pytest.mark.parametrize(("level", "language", "judged", "text"), ROWS, ids=[str(i) for i in range(2, len(ROWS) + 2)])
def test_a_text_says_what_its_level_lets(
    level: str, language: str, judged: str, text: str, review: rls.Workspace, herb: Claim
) -> None:
    found = find_beyond(text, choose(text, review, herb), level, language)
    assert ("let" if found is None else "refused") == judged, (text, found)


def test_the_table_has_as_many_of_each() -> None:
    counted = Counter((language, judged) for _, language, judged, _ in ROWS)
    assert min(counted.values()) >= 70
    assert {level for level, *_ in ROWS} == {"low", "very_low"}


def test_what_is_surer_may_say_more(herb: Claim) -> None:
    text = "Evening unease loosens its grip with dreamgrass."
    assert find_said(text, herb, "very_low", "en") == text.rstrip(".")
    assert find_said(text, herb, "low", "en") == text.rstrip(".")
    assert [find_said(text, herb, level, "en") for level in ("moderate", "high")] == [None, None]
    assert find_said(text, herb, "very_low", "xx") is None, "a language without forms of its own judges nothing"
    assert leave_doubts_out(text, herb, "very_low", "xx") == text


def test_the_doubt_is_left_out_and_nothing_else(herb: Claim) -> None:
    text = "It is very uncertain whether dreamgrass eases unease. It grows in Sweden, but it is dear."
    left = leave_doubts_out(text, herb, "very_low", "en")
    assert left == "0. It grows in Sweden, but it is dear."


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The evidence is very uncertain, but RLS loosens its grip with magnesium."),
        ("sv", "Evidensen är mycket osäker, men RLS släpper greppet med magnesium."),
    ],
)
def test_both_doors_refuse_the_same_clause_and_say_how_to_write_it(
    language: str, text: str, review: rls.Workspace
) -> None:
    evidence = review.evidence
    certainty = evidence.certainty[CLAIM]
    summary = Multilingual(**{**certainty.summary.texts, language: text})
    changed = certainty.model_copy(update={"summary": summary})
    document = evidence.documents["magnesium-rls-article"]
    at = next(i for i, s in enumerate(document.sentences) if s.at == "21.2")
    sentence = document.sentences[at]
    assert sentence.verdict is not None
    assert sentence.verdict.suggest is not None
    suggest = Multilingual(**{**sentence.verdict.suggest.texts, language: text})
    verdict = sentence.verdict.model_copy(update={"suggest": suggest})
    sentences = [*document.sentences]
    sentences[at] = sentence.model_copy(update={"verdict": verdict})
    printed = document.model_copy(update={"sentences": tuple(sentences)})
    both = replace(
        evidence,
        certainty={**evidence.certainty, CLAIM: changed},
        documents={**evidence.documents, document.id: printed},
    )
    found = {p.rule: p for p in check_evidence(both, today=TODAY) if p.rule in ("summary-strength", "verdict-words")}
    clause = text.split(", ")[1].removeprefix("but ").removeprefix("men ").rstrip(".")
    form = {"en": "it is very uncertain whether …", "sv": "det är mycket osäkert om …"}[language]
    for rule in ("summary-strength", "verdict-words"):
        assert (found[rule].found, form in found[rule].expected) == (repr(clause), True)
    # Nobody can sign such a summary off either.
    assert find_contradiction(changed, evidence.claims[CLAIM]) == (language, clause)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Exercise is effective."),
        ("en", "Exercise eases RLS."),
        ("en", "Exercise works."),
        ("sv", "Magnesium hjälper."),
        ("sv", "Magnesium är effektivt."),
        ("sv", "Magnesium lindrar RLS."),
    ],
)
@pytest.mark.parametrize("claim", [CLAIM, "bleeding-risk"])
def test_advice_says_nothing_of_what_the_claim_says(
    claim: str, language: str, text: str, review: rls.Workspace
) -> None:
    item = review.evidence.claims[claim]
    assert item.phrases is not None
    parts = item.phrases.parts[language]
    told = parts.model_copy(update={"advice": f"{text} {parts.advice}"})
    phrases = item.phrases.model_copy(update={"parts": {**item.phrases.parts, language: told}})
    changed = replace(
        review.evidence,
        claims={**review.evidence.claims, claim: item.model_copy(update={"phrases": phrases})},
    )
    found = [p.found for p in check_evidence(changed, today=TODAY) if p.rule == "beside-words"]
    assert found == [repr(text.rstrip("."))]

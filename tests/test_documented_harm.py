"""A harm that is known to occur may be stated as a fact, with its size in doubt; a benefit never, by any way round."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

import rlsevidence as rls
from attempts import judge, make
from conftest import REPO
from rlsevidence.check.rules import RULES, Context
from rlsevidence.judgement.sentences import (
    LEVELS,
    is_documented,
    list_states,
    write_documented,
    write_sentence,
    write_state,
)
from rlsevidence.judgement.strength import find_doubt, find_words, says_can
from rlsevidence.model import Claim, Evidence

TODAY = dt.date(2026, 11, 30)
FINDINGS = ("benefit", "harm", "no_difference", "mixed", "unclear", "not_applicable", None)
CODES = ("en", "sv")
SUMMARIES = {"summary-wording", "summary-level", "summary-strength"}
FIRM = ("probably", "strong", "emphatic")
"""Rungs that a plain statement of what can happen has no word of."""


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return rls.Workspace(REPO / "evidence", TODAY).evidence


def documented(evidence: Evidence) -> list[Claim]:
    found = [claim for claim in evidence.claims.values() if is_documented(claim)]
    assert len(found) >= 7
    return found


def with_phrases(claim: Claim, **fields: Any) -> Claim:
    return make(claim, phrases=make(claim.phrases, **fields).model_dump())  # type: ignore[no-any-return]


def put(evidence: Evidence, claim: Claim) -> Evidence:
    return replace(evidence, claims={**evidence.claims, claim.id: claim})


def name_rules(evidence: Evidence, path: str) -> set[str]:
    """Those of the rules on phrases of harms and on summaries that say something of a file."""
    context = Context(evidence, TODAY)
    return {name for name in ("phrases-harm", *SUMMARIES) for p in RULES[name].find(context) if p.path == path}


def open_with(claim: Claim, level: str | None, code: str) -> tuple[str, str]:
    found = write_documented(claim, level, "harm", code)
    assert found is not None
    return found


def test_only_a_documented_harm_that_was_found_may_open_as_a_fact(evidence: Evidence) -> None:
    opened = 0
    for claim in evidence.claims.values():
        for level in (*LEVELS, None):
            for finding in FINDINGS:
                for code in CODES:
                    found = write_documented(claim, level, finding, code)
                    may = is_documented(claim) and finding == "harm" and level not in ("high", None)
                    assert found is None or may, (claim.id, level, finding, code)
                    opened += found is not None
    assert opened == len(documented(evidence)) * 3 * len(CODES), "each of them, at each level that doubts"


def test_what_opens_says_can_and_doubts_its_size_at_every_level(evidence: Evidence) -> None:
    for claim in documented(evidence):
        for code in CODES:
            said = [open_with(claim, level, code) for level in ("moderate", "low", "very_low")]
            assert len(set(said)) == 3, "the doubt is that of its level"
            for text in said:
                fact, size = text
                assert claim.phrases is not None
                assert says_can(claim.phrases.parts[code].finite, code)
                assert claim.phrases.parts[code].finite in fact
                assert find_doubt(fact, code) is None
                assert find_doubt(size, code) is not None
                assert not [word for rung in FIRM for word in find_words(" ".join(text), rung, code)]


def test_a_benefit_is_never_documented_whatever_stands_in_its_file(evidence: Evidence) -> None:
    tried = 0
    for claim in evidence.claims.values():
        if claim.phrases is None or is_documented(claim):
            continue
        named = with_phrases(claim, documented_by=tuple(evidence.studies)[:2])
        assert not is_documented(named) or claim.phrases.agrees_with == "harm" == claim.kind
        if claim.phrases.agrees_with == "harm" == claim.kind:
            continue
        tried += 1
        for state in list_states(claim):
            for code in CODES:
                assert write_state(named, state, code, 250.0) == write_state(claim, state, code, 250.0)
        assert "phrases-harm" in name_rules(put(evidence, named), f"claims/{claim.id}.yaml"), claim.id
    assert tried >= 15


def test_a_claim_of_benefit_that_says_can_is_held_to_its_level(evidence: Evidence) -> None:
    claim = evidence.claims["mild-moderate-relief"]
    assert claim.phrases is not None
    parts = {
        code: make(claim.phrases.parts[code], finite=finite, question=question).model_dump()
        for code, finite, question in (("en", "can ease", "how much they ease it"), ("sv", "kan lindra", "hur mycket"))
    }
    named = with_phrases(claim, documented_by=("jadidi-2022",), rests_on=("jadidi-2022",), parts=parts)
    for code in CODES:
        offer = write_sentence(named, "low", None, "benefit", code, None)
        assert offer.sentence is None or find_doubt(offer.sentence.partition(". ")[0], code) is not None
        assert write_documented(named, "low", "benefit", code) is None
        assert write_documented(named, "low", "harm", code) is None
    said = {"en": "Magnesium can ease it. How much is uncertain.", "sv": "Magnesium lindrar. Hur, är osäkert."}
    found = name_rules(judge(put(evidence, named), claim.id, summary=said), f"certainty/{claim.id}.yaml")
    assert found & SUMMARIES


@pytest.mark.parametrize("claim", ["drug-interactions", "dopaminergic-tolerance"])
@pytest.mark.parametrize("code", CODES)
def test_the_summary_of_such_a_harm_opens_with_it_and_nothing_else_is_let_off(
    claim: str, code: str, evidence: Evidence
) -> None:
    path, certainty = f"certainty/{claim}.yaml", evidence.certainty[claim]
    fact, size = open_with(evidence.claims[claim], certainty.overall, code)
    opening = f"{fact} {size}"
    text = certainty.summary.texts[code]
    assert text.startswith(opening)
    assert not name_rules(evidence, path) & SUMMARIES
    parts = evidence.claims[claim].phrases
    assert parts is not None
    finite, infinitive = parts.parts[code].finite, parts.parts[code].infinitive
    plain = {"en": f"{infinitive}s", "sv": f"{infinitive}r"}[code]
    eases = {"en": "Magnesium eases restless legs.", "sv": "Magnesium lindrar restless legs."}[code]
    firm = {"en": "It clearly does so.", "sv": "Det är bevisat."}[code]
    moderate = " ".join(open_with(evidence.claims[claim], "moderate", code))
    for said in (
        text.replace(f" {size}", ""),
        text.replace(finite, plain, 1),
        text.replace(fact, f"{fact} {eases}", 1),
        f"{opening} {eases}",
        f"{opening} {firm}",
        text.replace(opening, moderate),
    ):
        assert said != text
        changed = judge(evidence, claim, summary={**certainty.summary.texts, code: said})
        assert name_rules(changed, path) & SUMMARIES, said


def test_a_harm_that_was_not_found_or_is_not_documented_needs_its_doubt(evidence: Evidence) -> None:
    claim = evidence.claims["drug-interactions"]
    path = f"certainty/{claim.id}.yaml"
    bare = with_phrases(claim, documented_by=())
    assert "summary-wording" in name_rules(put(evidence, bare), path)
    for finding in ("benefit", "no_difference", "mixed", "unclear"):
        certainty = evidence.certainty[claim.id]
        assert certainty.direction is not None
        direction = make(certainty.direction, finding=finding).model_dump()
        assert "summary-wording" in name_rules(judge(evidence, claim.id, direction=direction), path), finding

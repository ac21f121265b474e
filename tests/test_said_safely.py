"""What no printable sentence may do to a reader: deny a known harm, promise without a warning, give half a limit.

Each rule is held over every claim, state and language of the shipped evidence, and broken once to see it refuse.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import rlsevidence as rls
from rlsevidence.check import check_evidence
from rlsevidence.judgement.sentences import (
    State,
    find_figure,
    list_states,
    needs_advice,
    write_state,
)
from rlsevidence.judgement.strength import asks_whether, names_ceiling
from rlsevidence.model import Claim, Evidence, PhraseParts, Phrases

TODAY = dt.date(2026, 11, 29)


@pytest.fixture(scope="module")
def evidence(evidence_dir: Path) -> Evidence:
    return rls.open_workspace(evidence_dir.parent).evidence


def list_said(evidence: Evidence) -> Iterator[tuple[Claim, Phrases, PhraseParts, State, str, str]]:
    """Every sentence of every claim in every state and language."""
    for claim in evidence.claims.values():
        assert claim.phrases is not None
        for state, code in itertools.product(list_states(claim), evidence.topic.languages):
            sentence = write_state(claim, state, code, find_figure(evidence, claim)).sentence
            if sentence is not None:
                yield claim, claim.phrases, claim.phrases.parts[code], state, code, sentence


def change(claim: Claim, parts: dict[str, Any] | None = None, **phrases: Any) -> Claim:
    """The claim with other phrases, and other parts in every language."""
    assert claim.phrases is not None
    changed = {code: p.model_copy(update=parts or {}) for code, p in claim.phrases.parts.items()}
    return claim.model_copy(update={"phrases": claim.phrases.model_copy(update={"parts": changed, **phrases})})


def list_rules(evidence: Evidence, claim: Claim) -> list[str]:
    """The rules on phrases that `check` finds broken once this claim stands in place of its own."""
    changed = replace(evidence, claims={**evidence.claims, claim.id: claim})
    return [p.rule for p in check_evidence(changed, today=TODAY) if p.rule.startswith("phrases")]


def test_a_documented_harm_is_never_denied_and_never_asked_for(evidence: Evidence) -> None:
    documented = {claim.id for claim in evidence.claims.values() if claim.phrases and claim.phrases.documented_by}
    assert documented >= {
        "addictive-medicines",
        "dopaminergic-tolerance",
        "drug-interactions",
        "high-dose-harm",
        "iv-pregnancy",
        "kidney-contraindication",
    }
    tried = 0
    for claim, phrases, parts, state, code, sentence in list_said(evidence):
        if not phrases.documented_by:
            continue
        tried += 1
        assert state.way not in ("no_difference", "opposite"), (claim.id, state, sentence)
        if state.rating in ("contested", "unsupported") or state.level == "very_low" or state.way == "open":
            assert parts.question is not None
            assert parts.question in sentence
            assert not asks_whether(parts.question, code), (claim.id, state, sentence)
    assert tried > 100


@pytest.mark.parametrize("name", ["high-dose-harm", "kidney-contraindication", "drug-interactions"])
def test_who_writes_a_denial_or_a_doubt_of_a_documented_harm_is_refused(evidence: Evidence, name: str) -> None:
    claim = evidence.claims[name]
    assert list_rules(evidence, claim) == []
    assert claim.phrases is not None
    denial = {"no_difference": {"finite": "makes", "infinitive": "make", "object": "no difference"}}
    denied = change(claim, {"no_difference": type(claim.phrases.parts["en"]).model_validate(
        {**claim.phrases.parts["en"].to_plain(), **denial}
    ).no_difference})  # fmt: skip
    assert "phrases-harm" in list_rules(evidence, denied)
    for level, code in itertools.product(("high", "moderate", "low"), evidence.topic.languages):
        assert write_state(denied, State(level, way="no_difference"), code, None).lacks == "documented"
    for question in ({"en": "whether it harms", "sv": "om det skadar"}, {"en": None, "sv": None}):
        parts = {c: p.model_copy(update={"question": question[c]}) for c, p in claim.phrases.parts.items()}
        doubted = claim.model_copy(update={"phrases": claim.phrases.model_copy(update={"parts": parts})})
        assert "phrases-harm" in list_rules(evidence, doubted)
        for state in (State(rating="contested"), State(rating="unsupported"), State("very_low")):
            assert write_state(doubted, state, "sv", None).lacks == "question"


def test_a_harm_that_the_judgement_finds_must_name_what_documents_it(evidence: Evidence) -> None:
    bare = change(evidence.claims["addictive-medicines"], documented_by=())
    assert list_rules(evidence, bare) == ["phrases-harm"]
    unnamed = change(evidence.claims["addictive-medicines"], rests_on=())
    assert "phrases-harm" in list_rules(evidence, unnamed), "what documents it stands among what the words rest on"


def test_a_promise_carries_its_warning_at_every_level(evidence: Evidence) -> None:
    promises = {c.id for c in evidence.claims.values() if c.kind == "effect"}
    assert promises >= {"insomnia-improvement", "mild-moderate-relief", "response-when-deficient"}
    for claim, _, parts, state, _, sentence in list_said(evidence):
        if claim.id in promises:
            assert parts.advice is not None
            assert sentence.endswith(parts.advice), (claim.id, state)


@pytest.mark.parametrize("name", ["insomnia-improvement", "stomach-upset", "safe-daily-dose"])
def test_without_advice_no_promise_and_no_warning_is_printed(evidence: Evidence, name: str) -> None:
    claim = change(evidence.claims[name], {"advice": None})
    assert needs_advice(claim)
    assert "phrases-whole" in list_rules(evidence, claim)
    for state, code in itertools.product(list_states(claim), evidence.topic.languages):
        assert write_state(claim, state, code, 250).sentence is None


def test_advice_and_groups_at_risk_stand_at_every_level(evidence: Evidence) -> None:
    named = 0
    for claim, _, parts, state, _, sentence in list_said(evidence):
        for said in (parts.advice, parts.at_risk):
            if said is not None:
                assert said in sentence, (claim.id, state)
        named += parts.at_risk is not None
    assert named > 10
    claim = evidence.claims["high-dose-harm"]
    without = change(claim, {"at_risk": None})
    assert claim.phrases is not None
    risk = str(claim.phrases.parts["sv"].at_risk)
    for state in (State("very_low"), State(rating="contested"), State("low", way="open")):
        assert risk in str(write_state(claim, state, "sv", None).sentence)
        assert risk not in str(write_state(without, state, "sv", None).sentence)


def test_a_limit_names_whose_it_is_and_that_it_is_a_ceiling(evidence: Evidence) -> None:
    found = 0
    for claim, phrases, _, state, code, sentence in list_said(evidence):
        figure = find_figure(evidence, claim)
        if phrases.figure is None or figure is None or f"{figure:g} mg" not in sentence:
            continue
        found += 1
        assert phrases.figure.named[code].casefold() in sentence.casefold(), (claim.id, state, sentence)
        assert names_ceiling(sentence, code), (claim.id, state, sentence)
    assert found > 20
    for update in (
        {"limits": None, "beside": {}, "object": "{figure} mg", "subject": "the figure of the agency"},
        {"limits": None, "beside": {}, "object": "{figure} mg", "subject": "an upper limit (övre gräns)"},
    ):
        bare = change(evidence.claims["safe-daily-dose"], update)
        assert "phrases-limit" in list_rules(evidence, bare)


def test_no_level_throws_what_is_settled_in_doubt(evidence: Evidence) -> None:
    """A basis is doubted only by a question that somebody has written for it."""
    for claim, _, parts, state, _, sentence in list_said(evidence):
        if state.rating in ("contested", "unsupported"):
            assert parts.question is not None
            assert parts.question.split("{")[0] in sentence, (claim.id, state)
    for name, code in itertools.product(("physiological-role", "rls-description"), evidence.topic.languages):
        assert write_state(evidence.claims[name], State(rating="contested"), code, None).lacks == "question"


def test_an_open_direction_reads_otherwise_than_very_uncertain_and_only_at_low_certainty(evidence: Evidence) -> None:
    for claim, _, _, state, code, sentence in list_said(evidence):
        if state.way == "open":
            assert state.level == "low", (claim.id, state)
            assert sentence != write_state(claim, State("very_low"), code, find_figure(evidence, claim)).sentence

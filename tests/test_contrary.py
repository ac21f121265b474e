"""Results against their tag, and one trial under two names: what is named, and what is left alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

import rlsevidence as rls
from faults import TINY
from rlsevidence.check import RULES
from rlsevidence.check.rules import Context
from rlsevidence.exchange.linking import list_proposals
from rlsevidence.judgement.contrary import is_contrary, read_results
from rlsevidence.model import Claim, Evidence, Link, Study
from rlsevidence.synthesis.alike import list_alike_studies

TODAY = dt.date(2026, 11, 30)
CLAIM = "insomnia-improvement"


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return rls.Workspace(TINY, TODAY).evidence


def ask(kind: str, agrees: str | None = None) -> Claim:
    """The claim as one of `kind`, whose phrases name a side of their own where `agrees` is given."""
    claim = rls.Workspace(TINY, TODAY).evidence.claims[CLAIM]
    assert claim.phrases is not None
    phrases = claim.phrases.model_copy(update={"agrees_with": agrees}) if agrees else None
    return claim.model_copy(update={"kind": kind, "phrases": phrases})


def make(study: Study, results: list[dict[str, Any]] | None = None, **fields: Any) -> Study:
    plain = {**study.model_dump(by_alias=True), **fields}
    if results is not None:
        first = plain["results"][0]
        plain["results"] = [{**first, "id": f"r{i}", **r} for i, r in enumerate(results)]
    return Study.model_validate(plain)


def size(value: float, low: float, high: float, measure: str = "MD") -> dict[str, Any]:
    estimate = {"measure": measure, "value": value, "ci_low": low, "ci_high": high, "level": 95}
    return {"estimate": estimate, "values": None, "p": None}


WORSE, BETTER, OPEN = size(-2.1, -3.2, -1.0), size(2.1, 1.0, 3.2), size(-2.1, -5.2, 1.0)


@pytest.mark.parametrize(
    ("results", "fields", "said"),
    [
        ([WORSE], {}, "disputes"),
        ([BETTER], {}, "supports"),
        ([size(0.5, 0.3, 0.8, "OR")], {}, "disputes"),
        ([{**WORSE, "better": "lower"}], {}, "supports"),
        ([WORSE, OPEN], {}, "disputes"),
        ([OPEN], {}, None),
        ([WORSE, BETTER], {}, None),
        ([{**WORSE, "better": None}], {}, None),
        ([WORSE, {"kind": "direction-only", "estimate": None}], {}, None),
        ([{**WORSE, "kind": "association"}], {}, None),
        ([{**WORSE, "claims": []}], {}, None),
        ([WORSE], {"comparator": "active"}, None),
        ([{**WORSE, "kind": "before-after"}], {"comparator": "active"}, "disputes"),
    ],
)
def test_what_results_say_of_a_claim(
    results: list[dict[str, Any]], fields: dict[str, Any], said: str | None, evidence: Evidence
) -> None:
    study = make(evidence.studies["invented-trial"], results, **fields)
    assert read_results(study, CLAIM) == said
    for stance, other in (("supports", "disputes"), ("disputes", "supports")):
        assert is_contrary(study, ask("effect"), stance) == (said == other)
        assert is_contrary(study, ask("harm", "harm"), stance) == (said == stance), "borne out by what is worse"
        assert not is_contrary(study, ask("harm"), stance), "nobody says which side it takes"
        assert is_contrary(study, ask("harm", "benefit"), stance) == (said == other), "less harm, by what is better"
        assert is_contrary(study, ask("harm", "no_difference"), stance) == (said == other)
        assert not is_contrary(study, ask("association"), stance), "which may be told either way round"
    assert not is_contrary(study, ask("effect"), "inconclusive")


def test_one_trial_under_two_names_is_known_by_its_numbers(evidence: Evidence) -> None:
    one = make(evidence.studies["invented-trial"])
    again = make(one, id="invented-zweite", label="Another name", reports=["pubmed:90000008"], counts_with=())
    assert [(a.id, b.id) for a, b in list_alike_studies((one, again))] == [("invented-zweite", "invented-trial")]
    people = one.population.model_dump()
    arms = [a.model_dump(by_alias=True) for a in one.arms]
    for other in (
        make(again, counts_with=(one.id,)),
        make(again, [size(4.0, -2.5, 10.6)]),
        make(again, population={**people, "n": 41}),
        make(again, arms=[{**arms[0], "n": 19}, {**arms[1], "n": 21}]),
        make(again, arms=[arms[0], {**arms[1], "n": None}]),
        make(again, design="crossover-rct"),
    ):
        assert list(list_alike_studies((one, other))) == []


def test_two_trials_that_people_call_different_are_left_alone(evidence: Evidence) -> None:
    one = evidence.studies["invented-trial"]
    again = make(one, id="invented-zweite", label="Another name", reports=["pubmed:90000008"], counts_with=())
    both = replace(evidence, studies={**evidence.studies, again.id: again})
    rule = RULES["same-trial"]
    assert [p.path for p in rule.find(Context(both, TODAY))] == ["studies/invented-zweite.yaml"]
    pair = {"pubmed:90000008", "pubmed:90000001"}
    assert [p.kind for p in list_proposals(both) if {p.a, p.b} == pair and "arms" in p.why] == ["same_study"]
    row = Link(
        record="pubmed:90000008", same_as="pubmed:90000001", relation="different", reviewer="anna",
        decided_on="2026-11-01", why="Invented: other hospitals.",
    )  # fmt: skip
    assert list(rule.find(Context(replace(both, links=(row,)), TODAY))) == []
    assert not [p for p in list_proposals(replace(both, links=(row,))) if {p.a, p.b} == pair]

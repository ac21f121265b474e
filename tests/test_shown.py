"""A tag that the results of its own study do not bear out shows nothing firm, whichever way it was put."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from conftest import REPO
from invented_studies import CLAIM, effect, stand, turn_claim
from rlsevidence import store
from rlsevidence.decisions import Settled, StudyInClaim, settle
from rlsevidence.judgement.grade import GradeProposal, propose_grade
from rlsevidence.judgement.pointing import read_way, read_ways
from rlsevidence.model import Estimate


@pytest.fixture(scope="module")
def settled() -> Settled:
    return settle(store.load(REPO / "evidence"))


def rate(settled: Settled, studies: Sequence[StudyInClaim], kind: str = "effect") -> GradeProposal:
    claim = turn_claim(settled.evidence.claims[CLAIM], kind)
    return propose_grade(settled, claim, studies)


def with_results(one: StudyInClaim, results: Sequence[dict[str, Any]], **fields: Any) -> StudyInClaim:
    first = one.study.results[0]
    made = tuple(first.model_copy(update={"id": f"r{i}", **r}) for i, r in enumerate(results))
    return replace(one, study=one.study.model_copy(update={"results": made, **fields}))


def told(settled: Settled, one: StudyInClaim, kind: str = "effect") -> tuple[str, str | None, str]:
    claim = turn_claim(settled.evidence.claims[CLAIM], kind)
    found = rate(settled, [one], kind)
    return read_way(settled.evidence, claim, one), found.level, found.direction


@pytest.mark.parametrize(
    ("kind", "stance", "estimate", "way"),
    [
        ("effect", "supports", effect(1.0, 0.95, 1.05, "RR"), "unborne"),
        ("effect", "supports", effect(1.02, 1.01, 1.03, "RR"), "unborne"),
        ("effect", "supports", effect(0.02, -0.04, 0.08, "SMD"), "unborne"),
        ("effect", "supports", effect(0.1, -0.5, 0.7), "unborne"),
        ("effect", "supports", effect(-0.1, -0.5, 0.3, "SMD"), "unborne"),
        ("effect", "supports", effect(0.1, -0.3, 0.5, "SMD"), "unborne"),
        ("effect", "supports", effect(0.3, 0.1, 0.5, "SMD"), "benefit"),
        ("harm", "supports", effect(1.0, 0.9, 1.1, "RR"), "unborne"),
        ("harm", "supports", effect(0.9, 0.82, 0.98, "RR"), "unborne"),
        ("harm", "supports", effect(0.5, 0.3, 0.8, "RR"), "harm"),
        ("harm", "supports", effect(2.0, 1.5, 3.0, "RR"), "contrary"),
        ("association", "supports", effect(1.0, 0.9, 1.1, "RR"), "unborne"),
        ("harm", "disputes", effect(0.85, 0.81, 0.91, "RR"), "contrary"),
        ("harm", "disputes", effect(0.5, 0.3, 0.8, "RR"), "contrary"),
        ("harm", "disputes", effect(1.0, 0.9, 1.1, "RR"), "no_difference"),
        ("effect", "disputes", effect(0.9, 0.82, 0.98, "RR"), "disputes"),
        ("effect", "disputes", effect(1.1, 1.02, 1.2, "RR"), "contrary"),
        ("effect", "disputes", effect(0.5, 0.3, 0.8, "RR"), "harm"),
    ],
)
def test_a_tag_is_held_against_its_interval(
    settled: Settled, kind: str, stance: str, estimate: Estimate, way: str
) -> None:
    """Above 0, or a ratio above 1, is better for people here."""
    for design in ("rct", "cohort"):
        one = stand("a", design, n=4000, stance=stance, tool="rob2", estimate=estimate)
        if kind == "association" and design == "rct":
            continue
        found, level, direction = told(settled, one, kind)
        if design == "rct" or way in ("unborne", "contrary"):
            assert found == way
            assert direction == (way if way in ("benefit", "harm", "no_difference") else "unclear")
            assert level == "very_low" or direction != "unclear"


def test_what_is_not_borne_out_counts_as_leaving_it_open(settled: Settled) -> None:
    null = stand("z", n=400, estimate=effect(1.0, 0.95, 1.05, "RR"))
    good = [stand(i, n=300, estimate=effect(5, 3, 7)) for i in "abc"]
    found = rate(settled, [*good, null])
    assert found.direction == "benefit"
    assert found.direction_why.endswith("so counted as leaving it open: z")
    assert rate(settled, [good[0], null]).direction == "unclear", "more people leave it open"


@pytest.mark.parametrize("against", [effect(1.0, 0.95, 1.05, "RR"), effect(-5, -6, -4)])
def test_nor_does_it_join_what_was_told_the_other_way(settled: Settled, against: Estimate) -> None:
    body = [stand(i, n=2000, stance="disputes", estimate=against) for i in "abc"]
    assert rate(settled, body).direction in ("no_difference", "harm")
    found = rate(settled, [*body, stand("z", n=60, estimate=effect(1.0, 0.95, 1.05, "RR"))])
    assert (found.level, found.direction) == ("very_low", "unclear")


@pytest.mark.parametrize(
    ("estimate", "way"),
    [
        (effect(-4, -5, -3), "contrary"),
        (effect(0.1, -0.5, 0.7), "unborne"),
        (effect(1.0, 0.95, 1.05, "RR"), "unborne"),
        (effect(4, 3, 5), "benefit"),
    ],
)
def test_against_another_treatment_as_much(settled: Settled, estimate: Estimate, way: str) -> None:
    one = with_results(stand("a", n=400, estimate=estimate), [{}], comparator="active")
    found, level, direction = told(settled, one)
    assert found == way
    assert (level, direction) == ("very_low", "unclear") or way == "benefit"
    assert told(settled, replace(one, stance="disputes"))[2] == "unclear", "nor is no difference shown"


def test_results_of_one_study_that_go_both_ways(settled: Settled) -> None:
    better, worse = {"estimate": effect(5, 4, 6)}, {"estimate": effect(-6, -8, -4), "outcome": "symptoms"}
    for stance in ("supports", "disputes"):
        one = with_results(stand("a", n=400, stance=stance), [better, worse])
        assert told(settled, one) == ("contrary", "very_low", "unclear")
    assert told(settled, with_results(stand("a", n=400), [better, {"estimate": None}]))[0] == "benefit"
    within = {"estimate": effect(8, 7, 9), "kind": "before-after"}
    null = {"estimate": effect(1.0, 0.95, 1.05, "RR")}
    assert told(settled, with_results(stand("a", n=400), [null, within]))[0] == "unborne", "both arms got better"
    other = {**worse, "claims": ("stomach-upset",)}
    assert told(settled, with_results(stand("a", n=400), [better, other]))[0] == "benefit"


def cohort(name: str, *results: dict[str, Any], better: str | None = "lower", stance: str = "supports") -> StudyInClaim:
    one = stand(name, "cohort", n=5000, tool="jbi-cohort", stance=stance)
    return with_results(one, [{"better": better, **r} for r in results])


@pytest.mark.parametrize("better", ["lower", "none", None])
def test_associations_on_opposite_sides(settled: Settled, better: str | None) -> None:
    up, down = {"estimate": effect(6, 5.5, 7, "OR")}, {"estimate": effect(0.15, 0.1, 0.18, "OR")}
    assert rate(settled, [cohort("a", up, better=better), cohort("b", up, better=better)], "association").upgrades
    found = rate(settled, [cohort("a", up, better=better), cohort("b", down, better=better)], "association")
    assert (found.level, found.direction, found.upgrades) == ("very_low", "unclear", ())
    assert found.steps["inconsistency"] == 2
    assert "told as one, with intervals wholly on opposite sides: a, b" in found.direction_why
    alone = rate(settled, [cohort("a", up, down, better=better)], "association")
    assert (alone.level, alone.direction, alone.upgrades) == ("very_low", "unclear", ())
    claim = turn_claim(settled.evidence.claims[CLAIM], "association")
    both = [cohort("a", up, better=better), cohort("b", down, better=better), cohort("c", stance="inconclusive")]
    assert read_ways(settled.evidence, claim, both) == {"a": "opposed", "b": "opposed", "c": "unclear"}


def test_an_upgrade_rests_on_the_claim_alone(settled: Settled) -> None:
    ratio = {"estimate": effect(0.15, 0.1, 0.18, "RR")}
    other = {"estimate": effect(6, 5.5, 7, "RR"), "outcome": "adverse-events", "claims": ("stomach-upset",)}
    mean = {"estimate": effect(-1, -1.4, -0.6)}
    assert [s.steps for s in rate(settled, [cohort("a", ratio)]).upgrades] == [2]
    assert [s.steps for s in rate(settled, [cohort("a", ratio, other)]).upgrades] == [2]
    for body in ([cohort("a", mean, other)], [cohort("a", ratio), cohort("b", mean, other)]):
        found = rate(settled, body)
        assert (found.upgrades, found.direction) == ((), "benefit")
        assert found.level == "low"
    assert rate(settled, [cohort("a", {"estimate": effect(6, 5.5, 7, "RR")})]).level == "very_low", "it is worse"

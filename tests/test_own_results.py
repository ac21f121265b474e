"""What a study's own results cost: a null beside a benefit, few events, another comparison, one group, no side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from invented_studies import effect, make_study, stand
from random_bodies import ask, base, rank, rate
from rlsevidence.decisions import StudyInClaim
from rlsevidence.judgement.own_results import EVENTS, FEW_EVENTS, count_events
from rlsevidence.judgement.pointing import read_way
from rlsevidence.model import Estimate, Integrity
from rlsevidence.synthesis.claim_pool import pool_claim
from rlsevidence.synthesis.comparable import split_results

CLAIM = "insomnia-improvement"
CLEAR, NOTHING = effect(0.5, 0.3, 0.7, "SMD"), effect(0, -0.1, 0.1, "SMD")


def give(
    *results: Mapping[str, Any], name: str = "a", n: int = 4000, design: str = "rct", **fields: Any
) -> StudyInClaim:
    one = stand(name, design, n=n)
    first = one.study.results[0]
    made = tuple(first.model_copy(update={"id": f"r{i}", **r}) for i, r in enumerate(results))
    return replace(one, study=one.study.model_copy(update={"results": made, **fields}))


def counted(one: int, other: int, people: int = 2000, **more: Any) -> dict[str, Any]:
    values = {"treated": {"events": one, "n": people}, "placebo": {"events": other, "n": people}}
    return {"values": values, "better": "lower", **more}


# ---------------------------------------------------------------- one study, two answers


@pytest.mark.parametrize("order", [(CLEAR, NOTHING), (NOTHING, CLEAR), (CLEAR, effect(0.05, 0.02, 0.08, "SMD"))])
@pytest.mark.parametrize("later", [None, "52 weeks"])
def test_no_difference_on_one_scale_is_no_high_certainty_on_another(
    order: tuple[Estimate, Estimate], later: str | None
) -> None:
    one, other = ({"estimate": e} for e in order)
    found = rate([give(one, {**other, "measure": "another scale", "when": later})])
    assert rank(found) < rank(rate([give({"estimate": CLEAR})]))
    assert found.steps["inconsistency"] == 1
    assert "no room for a difference that matters" in found.downgrades[1].why


def test_of_two_results_in_a_group_the_less_clear_one_is_held_whatever_stands_first() -> None:
    wide = effect(1, -4, 6)
    for order in ((effect(5, 4, 6), wide), (wide, effect(5, 4, 6))):
        one = give(*({"estimate": e} for e in order))
        (pool,) = pool_claim([one.study], CLAIM)
        assert (pool.low, pool.high) == (-4, 6)
        assert rate([one]).steps["imprecision"] > 0


# ---------------------------------------------------------------- events


@pytest.mark.parametrize(
    ("events", "people", "steps"),
    [
        ((2, 10), 200, 2),
        ((2, 10), 2000, 2),
        ((60, 90), 200, 1),
        ((40, 49), 200, 2),
        ((100, 199), 2000, 1),
        ((100, 200), 2000, 0),
    ],
)
def test_few_events_are_imprecise_whatever_the_people(events: tuple[int, int], people: int, steps: int) -> None:
    estimate = effect(0.5, 0.4, 0.7, "RR")
    found = rate([give(counted(*events, people, estimate=estimate), n=2 * people)])
    assert found.direction == "benefit"
    assert found.steps["imprecision"] == steps, found.downgrades[3].why
    if steps:
        assert f"{sum(events)} events, where a precise answer needs about {EVENTS}" in found.downgrades[3].why


@pytest.mark.parametrize("measure", ["RR", "OR", "HR"])
def test_unknown_events_are_said_and_cost_a_step(measure: str) -> None:
    found = rate([give({"estimate": effect(0.5, 0.4, 0.7, measure), "better": "lower"})])
    assert (found.level, found.steps["imprecision"]) == ("moderate", 1)
    assert "how many events there were is not known" in found.downgrades[3].why


def test_events_add_up_over_trials_and_unknown_ones_take_nothing_from_enough() -> None:
    some = [give(counted(60, 100, estimate=effect(0.6, 0.5, 0.8, "RR")), name=x) for x in "ab"]
    bare = give({"estimate": effect(0.6, 0.5, 0.8, "RR"), "better": "lower"}, name="c")
    assert rate(some[:1]).steps["imprecision"] == 1
    assert rate(some).steps["imprecision"] == 0
    assert rate([*some, bare]).steps["imprecision"] == 0
    assert rate([some[0], bare]).steps["imprecision"] == 1


@pytest.mark.parametrize(
    ("values", "events"),
    [
        (counted(3, 4)["values"], 7),
        ({"treated_events": 3, "placebo_events": 4, "n": 400}, 7),
        ({"events": 12, "n": 400}, 12),
        (counted(3000, 4)["values"], None),
        (counted(-3, 4)["values"], None),
        ({"treated": {"events": 3.5, "n": 9}, "placebo": {"events": 1, "n": 9}}, None),
        ({"treated": {"mean": 3}, "placebo": {"mean": 1}}, None),
        (None, None),
    ],
)
def test_how_many_events(values: Mapping[str, Any] | None, events: int | None) -> None:
    assert count_events(give({"values": values}).study, CLAIM) == events
    assert FEW_EVENTS < EVENTS


# ---------------------------------------------------------------- what was compared


@pytest.mark.parametrize("n", [40, 400, 4000])
def test_a_trial_of_which_one_group_is_told_is_as_good_as_one_without_another(n: int) -> None:
    result = {"kind": "before-after", "estimate": effect(5, 4, 6)}
    told, alone = rate([give(result, n=n)]), rate([give(result, n=n, design="single-arm-trial")])
    assert (told.level, told.direction, told.starts_at) == (alone.level, alone.direction, "low")
    assert told.body == ("a",)
    assert "only what happened within one group told" in told.direction_why
    both = rate([give(result, {"estimate": effect(5, 4, 6)}, n=n)])
    assert both.starts_at == "high", "beside a comparison it stands back"


def test_a_share_of_one_group_is_no_comparison_and_of_two_it_is() -> None:
    alone = rate([give({"kind": "proportion", "values": {"percent": 43}})])
    assert alone.starts_at == "low"
    assert rate([give({"kind": "proportion", "values": {"treated": 43, "placebo": 60}})]).starts_at == "high"


def test_beside_comparisons_one_group_takes_nothing_off_and_adds_nothing() -> None:
    good = [stand(x, n=400, estimate=effect(5, 4, 6)) for x in "bc"]
    one = give({"kind": "before-after", "estimate": effect(5, 4, 6)})
    assert (rate([*good, one]).level, rate([*good, one]).starts_at) == (rate(good).level, "high")


def test_better_than_another_treatment_answers_another_question() -> None:
    result = {"estimate": effect(5, 4, 6)}
    found = rate([give(result, comparator="active")])
    assert (found.level, found.steps["indirectness"]) == ("moderate", 1)
    assert "another treatment" in found.downgrades[2].why
    mixed = [give(result, name=x) for x in "bcd"]
    assert rate([give(result, comparator="active"), *mixed]).steps["indirectness"] == 0
    assert rate([give({"estimate": effect(-5, -6, -4)}, comparator="active")], "harm").steps["indirectness"] == 0


# ---------------------------------------------------------------- no side, too small, and no number at all


@pytest.mark.parametrize("better", ["none", None])
@pytest.mark.parametrize("estimate", [effect(5, 4, 6), effect(-5, -6, -4), effect(0.5, 0.4, 0.6, "SMD")])
def test_an_interval_without_a_side_is_no_precise_one(better: str | None, estimate: Estimate) -> None:
    found = rate([give({"estimate": estimate, "better": better})])
    assert rank(found) <= rank(rate([give({"estimate": None})]))
    assert "nobody says which way is better" in found.downgrades[3].why


@pytest.mark.parametrize(
    ("estimate", "better", "way"),
    [
        (effect(-0.01, -0.015, -0.005, "RD"), "lower", "unborne"),
        (effect(-0.05, -0.08, -0.02, "RD"), "lower", "benefit"),
        (effect(-0.05, -0.08, -0.02, "r"), "lower", "unborne"),
        (effect(-0.3, -0.4, -0.2, "r"), "lower", "benefit"),
    ],
)
def test_a_small_share_and_a_small_correlation_bear_nothing_out(estimate: Estimate, better: str, way: str) -> None:
    one = give({"estimate": estimate, "better": better})
    assert read_way(base().evidence, ask(), one) == way
    if way == "unborne":
        assert (rate([one]).level, rate([one]).direction) == ("very_low", "unclear")
        told = replace(one, stance="disputes")
        assert rate([told]).direction == "unclear", "nor are they a proof of none"


def test_a_small_share_of_people_harmed_is_a_harm() -> None:
    one = give({"estimate": effect(0.01, 0.005, 0.015, "RD"), "better": "lower"})
    assert read_way(base().evidence, ask("harm"), one) == "harm"


@pytest.mark.parametrize(
    "numbers",
    [(0, 0, 0.5), (-1, -2, -0.5), (0.5, 0, 0.9), (0.5, -0.1, 0.9), (0.5, 0.9, 0.4), (5, 0.4, 0.9), (0.5, 0.5, 0.5)],
)
@pytest.mark.parametrize("measure", ["RR", "OR", "HR"])
@pytest.mark.parametrize("kind", ["effect", "harm", "association"])
def test_a_ratio_that_cannot_be_is_left_aside(numbers: tuple[float, float, float], measure: str, kind: str) -> None:
    design = "case-control" if kind == "association" else "rct"
    one = give({"estimate": effect(*numbers, measure), "better": "lower"}, design=design)
    assert pool_claim([one.study], CLAIM) == ()
    assert [left.result.id for left in split_results([one.study], CLAIM)[1]] == ["r0"]
    bare = rate([give({"estimate": None, "better": "lower"}, design=design)], kind)
    assert rank(rate([one], kind)) <= rank(bare)


@pytest.mark.parametrize("level", [0, 0.95, 100, 200, -95])
def test_a_level_that_cannot_be_is_left_aside(level: float) -> None:
    estimate = effect(5, 4, 6).model_copy(update={"level": level})
    one = give({"estimate": estimate})
    assert rank(rate([one])) <= rank(rate([give({"estimate": None})]))


def test_a_notice_of_which_nobody_knows_what_it_means_is_a_doubt() -> None:
    evidence = base().evidence
    some = next(iter(evidence.records.values()))
    one = stand("a", n=400, estimate=effect(5, 4, 6))
    for kind, level in (
        ("corrected", "high"),
        ("concern", "very_low"),
        ("partial_retraction", "very_low"),
        ("withdrawn", "very_low"),
    ):
        notice = Integrity.model_construct(kind=kind, by=None, noted_on="2026-11-29")
        record = some.model_copy(update={"id": "pubmed:90000777", "integrity": (notice,)})
        settled = replace(base(), evidence=replace(evidence, records={**evidence.records, record.id: record}))
        told = replace(one, study=one.study.model_copy(update={"reports": (record.id,)}))
        assert rate([told], settled=settled).level == level, kind


def test_what_was_not_held_is_not_called_missing() -> None:
    cohort = make_study("a", "cohort", n=5000, estimate=effect(-5, -6, -4), kind="between-arms", better="lower")
    found = rate([replace(stand("a", "cohort", n=5000), study=cohort)])
    assert "intervals were found, but none of randomised groups" in found.downgrades[3].why
    assert "no comparison was found" not in found.downgrades[3].why
    bare = rate([stand("a", "cohort", n=5000)])
    assert "no comparison was found with an interval" in bare.downgrades[3].why

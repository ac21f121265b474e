"""What a body of studies may come to: randomised ones judged alone, a second trial that agrees, many small ones."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from invented_studies import effect, stand
from random_bodies import (
    BETTER,
    KINDS,
    NONE,
    OPEN,
    STANCES,
    UNIVERSES,
    UNRANDOMISED,
    base,
    draw_body,
    draw_study,
    rank,
    rate,
    told,
    unset,
    way,
)
from rlsevidence.decisions import Settled, StudyInClaim
from rlsevidence.judgement.choices import Choices
from rlsevidence.judgement.domains import FAR_BELOW, PILOT
from rlsevidence.judgement.held import SPREAD, bear_out
from rlsevidence.model import CERTAINTY_LEVELS, Estimate
from rlsevidence.synthesis.claim_pool import pool_claim

HIGH, MODERATE, LOW = (CERTAINTY_LEVELS.index(level) for level in ("high", "moderate", "low"))
TRIALS = [stand(name, n=200, estimate=BETTER) for name in "abc"]
ROOM = pytest.mark.parametrize("settled", [base(), unset()], ids=["what matters is set", "nothing is set"])


# ---------------------------------------------------------------- beside randomised comparisons


@pytest.mark.parametrize("design", UNRANDOMISED)
@pytest.mark.parametrize("stance", ["supports", "inconclusive"])
@pytest.mark.parametrize("risk", ["low", "high", None])
def test_randomised_trials_are_judged_alone(design: str, stance: str, risk: str | None) -> None:
    alone = rate(TRIALS)
    found = rate([*TRIALS, stand("z", design, n=2000, stance=stance, risk=risk, read="abstract")])
    assert alone.level == "high"
    assert (found.level, found.direction, found.steps) == (alone.level, alone.direction, alone.steps)
    if design != "case-series":  # which carries nothing where anything compares
        assert found.body == ("a", "b", "c", "z"), "it is seen all the same"
        assert "the others are shown and take nothing off: z" in found.downgrades[0].why


@pytest.mark.parametrize("design", ["single-arm-trial", "cohort", "case-control"])
def test_one_that_points_the_other_way_is_heard(design: str) -> None:
    found = rate([*TRIALS, stand("z", design, n=2000, stance="disputes")])
    assert (found.direction, found.steps["inconsistency"]) == ("benefit", 1)
    assert rank(found) < rank(rate(TRIALS))
    assert "z" not in found.downgrades[0].why, "it is not among those that take nothing off"


def test_an_interval_on_the_other_side_is_heard_whatever_it_is_told_to_show() -> None:
    found = rate([*TRIALS, stand("z", "cohort", n=500, stance="inconclusive", estimate=effect(-4, -5, -3))])
    assert (found.direction, found.steps["inconsistency"]) == ("benefit", 1)


def test_a_good_trial_more_never_makes_one_that_goes_against_weigh_more() -> None:
    """Whether or not the trials beside it have an interval to hold against its own, and however many more oppose."""
    against = [stand(x, "cohort", n=300, estimate=effect(-4, -5, -3)) for x in "wxy"]
    for one in (stand("a", n=400), stand("a", n=400, estimate=BETTER)):
        lone = rate([one, against[0]])
        assert (lone.direction, lone.steps["inconsistency"]) == ("benefit", 2)
        assert rate([one, *against]).steps["inconsistency"] == 2
        assert rank(rate([one, against[0], stand("b", n=400, estimate=BETTER)])) >= rank(lone)


trials = draw_body(
    draw_study(st.sampled_from(["supports", "supports", "inconclusive"]), designs=["rct", "crossover-rct"])
)


@given(trials, draw_study(STANCES, "z", designs=UNRANDOMISED, estimates=[None, effect(3, 2.2, 4.1, "RR")]), UNIVERSES)
@settings(max_examples=200, deadline=None)
def test_what_is_not_randomised_lifts_nothing_and_weakens_only_by_going_against(
    body: list[StudyInClaim], one: StudyInClaim, chosen: Choices
) -> None:
    before, after = rate(body, chosen=chosen), rate([*body, one], chosen=chosen)
    direct = any(s.directness == "direct" for s in body if s.id in before.body)
    assume(before.level is not None and direct and before.direction != "unclear")
    assert rank(after) <= rank(before), (told(before), told(after))
    if way(one) in (before.direction, "unclear", "unborne") and one.directness == "direct":
        assert (after.level, after.direction) == (before.level, before.direction), (told(before), told(after))


# ---------------------------------------------------------------- a trial more that agrees


def draw_clear(names: str, side: int = 1) -> st.SearchStrategy[StudyInClaim]:
    """A trial whose own interval is wholly on one side, or takes in no effect by little."""
    ends = st.tuples(st.floats(-0.5, 8), st.floats(0.3, 6))
    estimates = ends.map(lambda e: effect(side * (e[0] + e[1] / 2), *sorted((side * e[0], side * (e[0] + e[1])))))
    return st.builds(
        stand,
        st.sampled_from(names),
        st.sampled_from(["rct", "crossover-rct"]),
        stance=st.just("supports" if side > 0 else "disputes"),
        n=st.sampled_from([20, 49, 60, 113, 150, 300, 400, 900]),
        estimate=estimates,
    )


def agree(body: Sequence[StudyInClaim]) -> bool:
    """Whether the trials differ in size by no more than chance."""
    pools = pool_claim([s.study for s in body], "insomnia-improvement")
    return all(p.pooled is None or p.pooled.i2 < SPREAD for p in pools)


@ROOM
@pytest.mark.parametrize(
    "estimate", [BETTER, effect(5, 1, 9), effect(0.5, 0.3, 0.8, "RR"), effect(-0.6, -1, -0.2, "SMD")]
)
def test_two_equal_trials_are_no_weaker_than_one(settled: Settled, estimate: Estimate) -> None:
    """Knapp and Hartung's interval of two such trials takes in no effect, by its one degree of freedom alone."""
    stance = "supports" if way(stand("a", estimate=estimate), settled=settled) == "benefit" else "disputes"
    for risk in ("low", "some_concerns"):
        a, b = (stand(x, n=400, stance=stance, risk=risk, estimate=estimate) for x in "ab")
        one, two = rate([a], settled=settled), rate([a, b], settled=settled)
        assert one.direction in ("benefit", "harm")
        assert two.direction == one.direction, (told(one), told(two))
        assert rank(two) >= rank(one), (told(one), told(two))
        (pool,) = pool_claim([a.study, b.study], "insomnia-improvement")
        assert pool.low < pool.common[0]
        assert pool.high > pool.common[1]


@given(st.sampled_from([1, -1]).flatmap(lambda side: st.tuples(*(draw_clear(x, side) for x in "ab"))), st.booleans())
@settings(max_examples=300, deadline=None)
def test_a_second_trial_that_agrees(pair: tuple[StudyInClaim, StudyInClaim], given_room: bool) -> None:
    """Never weaker than the better of two that say the same, and never firmer than one trial of all their people."""
    settled = base() if given_room else unset()
    one, two = (rate([s], settled=settled) for s in pair)
    both = rate(pair, settled=settled)
    if one.direction == two.direction != "unclear" and agree(pair):
        if one.downgrades[3].why.split("; ")[1:] == two.downgrades[3].why.split("; ")[1:]:  # as precise, but for people
            assert rank(both) >= max(rank(one), rank(two)), (told(one), told(two), told(both))
        assert rank(both) >= min(rank(one), rank(two)), (told(one), told(two), told(both))
        people = sum(s.study.population.n or 0 for s in pair)
        merged = [
            rate(
                [stand("m", s.study.design, n=people, stance=s.stance, estimate=s.study.results[0].estimate)],
                settled=settled,
            )
            for s in pair
        ]
        assert rank(both) <= max(rank(m) for m in merged), (told(both), [told(m) for m in merged])
    assert both.direction in (one.direction, two.direction, "unclear")


@given(draw_body(draw_clear("abcd"), 1, 4), st.booleans())
@settings(max_examples=200, deadline=None)
def test_one_more_like_the_best_of_them(body: list[StudyInClaim], given_room: bool) -> None:
    settled = base() if given_room else unset()
    alone = [(rank(rate([s], settled=settled)), s) for s in body]
    level, best = max(alone, key=lambda one: one[0])
    again = stand("z", best.study.design, n=best.study.population.n, estimate=best.study.results[0].estimate)
    shown = {way(s, settled=settled) for s in (*body, again)}
    if (
        shown == {"benefit"}
        and agree([*body, again])
        and not any(s.study.results[0].estimate.ci_low <= 0 for s in body)
    ):
        assert rank(rate([best, again], settled=settled)) >= level
        before, after = rate(body, settled=settled), rate([*body, again], settled=settled)
        assert rank(after) >= rank(before), (told(before), told(after))


def test_two_that_differ_in_size_lose_a_step_and_two_that_disagree_two() -> None:
    a, far = stand("a", n=400, estimate=BETTER), stand("b", n=400, estimate=effect(12, 11, 13))
    found = rate([a, far])
    assert (found.level, found.direction, found.steps["inconsistency"], found.steps["imprecision"]) == (
        "moderate",
        "benefit",
        1,
        0,
    )
    against = rate([a, stand("b", n=400, stance="disputes", estimate=effect(-4, -5, -3))])
    assert (against.direction, against.steps["inconsistency"]) == ("unclear", 2)


def test_no_difference_found_twice_is_as_firm_as_once() -> None:
    one = stand("a", n=400, stance="disputes", estimate=NONE)
    two = stand("b", n=400, stance="disputes", estimate=NONE)
    assert (rate([one]).level, rate([one]).direction) == ("moderate", "no_difference")
    assert (rate([one, two]).level, rate([one, two]).direction) == ("moderate", "no_difference")


@given(draw_body(draw_study(STANCES), 1, 5), KINDS, UNIVERSES)
@example([stand("a", n=3000, stance="disputes", estimate=effect(1.02, 1.01, 1.03, "RR"))], "harm", Choices())
@settings(max_examples=200, deadline=None)
def test_no_difference_is_never_certain(body: list[StudyInClaim], kind: str, chosen: Choices) -> None:
    found = rate(body, kind, chosen)
    assert found.direction != "no_difference" or rank(found) <= MODERATE


def test_an_interval_beside_no_effect_and_too_small_to_matter_says_why_it_is_not_certain() -> None:
    found = rate([stand("a", n=3000, stance="disputes", estimate=effect(0.02, 0.01, 0.03, "SMD"))], "harm")
    assert (found.level, found.direction) == ("moderate", "no_difference")
    assert "never held to be certain" in found.downgrades[3].why


@pytest.mark.parametrize("risk", ["low", "high"])
def test_studies_of_others_say_nothing_firm_in_plain_words(risk: str) -> None:
    """However many and however good, and also where the level would be very low without it."""
    others = [stand(x, n=400, risk=risk, directness="indirect", because=("population",)) for x in "abc"]
    found = rate(others)
    assert found.level == "very_low"
    assert found.downgrades[2].why.count("say nothing firm about it") == 1
    assert "say nothing firm" not in rate([*others, stand("d")]).downgrades[2].why


# ---------------------------------------------------------------- many small ones


@pytest.mark.parametrize("n", [8, 20, 49])
@pytest.mark.parametrize("number", [3, 20, 60])
@pytest.mark.parametrize("estimate", [None, BETTER, effect(5, -1, 11), OPEN])
def test_pilots_reach_no_more_than_low(n: int, number: int, estimate: Estimate | None) -> None:
    found = rate([stand(f"s{i:02}", n=n, estimate=estimate) for i in range(number)])
    assert rank(found) <= LOW
    if n * number > 400 and estimate is BETTER:
        assert found.level == "low"
        assert "small trials tend to show larger effects" in found.downgrades[3].why


@ROOM
def test_votes_are_no_result(settled: Settled) -> None:
    """Each alone leaves room for what matters; together they leave none, so that they agree shows nothing."""
    many = [stand(f"s{i:02}", n=60, estimate=OPEN) for i in range(20)]
    found = rate(many, settled=settled)
    assert (found.level, found.direction) == ("very_low", "unclear")
    if settled is base():
        assert rate(many[:1]).direction == "unclear", "one that leaves it open bears nothing out either"
    clear = rate([stand(f"s{i:02}", n=60, estimate=effect(5, -1, 11)) for i in range(20)])
    assert (clear.level, clear.direction) == ("very_low", "unclear"), "a person may argue from what is pooled"


@given(st.integers(1, 12), st.integers(PILOT, 300), draw_body(draw_study(st.just("supports")), 0, 3), KINDS)
@settings(max_examples=100, deadline=None)
def test_pilots_beside_others_give_no_level(number: int, n: int, others: list[StudyInClaim], kind: str) -> None:
    """However many pilots stand beside them, too few people elsewhere keep the level at low."""
    pilots = [stand(f"s{i:02}", n=PILOT - 1, estimate=BETTER) for i in range(number)]
    one = stand("z", n=n, estimate=BETTER)
    found = rate([*pilots, one, *others], kind)
    solid = sum(s.study.population.n or 0 for s in (one, *others) if (s.study.population.n or 0) >= PILOT)
    if solid < FAR_BELOW * 400:
        assert rank(found) <= LOW, told(found)


def test_where_nothing_can_be_pooled_nothing_is_held_against_it() -> None:
    claim = base().evidence.claims["insomnia-improvement"]
    assert bear_out(base().evidence, claim, [stand("a").study, stand("b", "cohort").study], "benefit")
    worse = [stand(x, estimate=effect(-1, -6, 4)).study for x in "ab"]
    assert not bear_out(base().evidence, claim, worse, "benefit")
    assert not bear_out(base().evidence, claim, worse, "harm"), "each leaves it open"

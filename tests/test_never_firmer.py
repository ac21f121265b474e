"""What must never make a verdict firmer, over bodies that are made up: nothing that leaves the question open, goes the
other way, answers another question, or is doubted by its journal; and what must never make it weaker."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from invented_studies import effect, stand
from random_bodies import (
    BETTER,
    KINDS,
    MATTERS,
    NONE,
    OPEN,
    STANCES,
    UNIVERSES,
    WORSE,
    base,
    doubt,
    draw_any,
    draw_body,
    draw_sides,
    draw_study,
    no_firmer,
    rank,
    rate,
    told,
    unset,
    way,
)
from rlsevidence.decisions import StudyInClaim
from rlsevidence.judgement.choices import Choices
from rlsevidence.model import Estimate


@given(
    st.sampled_from(["supports", "disputes"]).flatmap(
        lambda side: draw_body(draw_any(st.sampled_from([side, side, side, "inconclusive"])))
    ),
    draw_any(STANCES, "z"),
    KINDS,
    st.booleans(),
)
@settings(max_examples=250, deadline=None)
def test_wherever_the_intervals_lie(body: list[StudyInClaim], one: StudyInClaim, kind: str, given_room: bool) -> None:
    """What does not itself show the direction that is told makes nothing firmer."""
    settled = base() if given_room else unset()
    before, after = rate(body, kind, settled=settled), rate([*body, one], kind, settled=settled)
    if before.level is not None and way(one, kind, settled) != after.direction:
        no_firmer(before, after)


FOUND = [  # each raised the level once: what stood, and a null study of 400 people
    [stand("a", n=60)],
    [stand("a", n=60), stand("b", n=60)],
    [stand("a", n=300)],
    [stand("a", n=300, risk="high")],
    [stand("a", "single-arm-trial", n=40)],
    [stand("a", n=60, risk="some_concerns", estimate=BETTER)],
]


@pytest.mark.parametrize("body", FOUND)
@pytest.mark.parametrize("n", [20, 60, 400])
@pytest.mark.parametrize("estimate", [None, NONE, OPEN])
def test_a_null_study_of_any_size(body: list[StudyInClaim], n: int, estimate: Estimate | None) -> None:
    no_firmer(rate(body), rate([*body, stand("null", stance="inconclusive", n=n, estimate=estimate)]))


@given(draw_sides(), draw_study(st.just("inconclusive"), "z"), UNIVERSES, KINDS)
@settings(max_examples=250, deadline=None)
def test_what_leaves_it_open(body: list[StudyInClaim], null: StudyInClaim, chosen: Choices, kind: str) -> None:
    before = rate(body, kind, chosen)
    if before.level is not None:
        no_firmer(before, rate([*body, null], kind, chosen))


@given(draw_sides(), draw_study(st.sampled_from(["disputes", "supports"]), "z"), UNIVERSES, KINDS)
@settings(max_examples=250, deadline=None)
def test_what_goes_another_way(body: list[StudyInClaim], one: StudyInClaim, chosen: Choices, kind: str) -> None:
    """A direction that the new study does not show is held no firmer."""
    before, after = rate(body, kind, chosen), rate([*body, one], kind, chosen)
    if before.level is not None and way(one, kind) != after.direction:
        no_firmer(before, after)


@given(
    draw_body(draw_study(st.sampled_from(["supports", "supports", "inconclusive", "disputes"]))),
    draw_study(STANCES, "z", directness=["indirect"]),
    KINDS,
)
@example([stand("a", n=60)], stand("z", n=800, directness="indirect", because=("population",)), "effect")
@example([stand("a", n=300, risk="high")], stand("z", n=800, directness="indirect"), "effect")
@settings(max_examples=250, deadline=None)
def test_what_answers_another_question(body: list[StudyInClaim], one: StudyInClaim, kind: str) -> None:
    """Beside anything that answers it; alone it carries no more than the lowest level."""
    before, after = rate(body, kind), rate([*body, one], kind)
    if before.level is not None:
        assert rank(after) <= rank(before)
        if any(s.directness == "direct" for s in body if s.id in before.body):
            no_firmer(before, after)
    assert all(s.directness == "direct" for s in body if s.id in after.body) or after.level == "very_low"


@given(draw_sides(), draw_study(STANCES, "z"), UNIVERSES, KINDS)
@settings(max_examples=150, deadline=None)
def test_what_its_journal_doubts(body: list[StudyInClaim], one: StudyInClaim, chosen: Choices, kind: str) -> None:
    before, after = rate(body, kind, chosen), rate([*body, doubt(one)], kind, chosen)
    if before.level is not None:
        no_firmer(before, after)
    if "z" in after.body:
        assert "expression of concern" in after.direction_why
        assert after.direction_why.endswith(": z")


@given(draw_sides(), st.sets(st.sampled_from("abcdef"), min_size=1), KINDS)
@settings(max_examples=150, deadline=None)
def test_nor_does_a_doubt_that_is_raised(body: list[StudyInClaim], whom: set[str], kind: str) -> None:
    """Of any study, whichever way it points: a journal's concern about a harm is no all-clear."""
    before = rate(body, kind)
    no_firmer(before, rate([doubt(s) if s.id in whom else s for s in body], kind))


def test_a_trial_under_concern_alone_shows_nothing() -> None:
    found = rate([doubt(stand("a", n=400, estimate=BETTER))])
    assert (found.level, found.direction, found.body) == ("very_low", "unclear", ("a",))
    beside = rate([stand("b", n=60), doubt(stand("a", n=400, estimate=BETTER))])
    assert (beside.level, beside.direction) == (rate([stand("b", n=60)]).level, "benefit")


randomised = draw_body(
    draw_study(st.sampled_from(["supports", "supports", "inconclusive"]), directness=["direct", "indirect"])
)


@given(randomised, st.sampled_from([8, 60, 120, 800]), KINDS)
@example([stand("a", n=60), stand("i", n=800, directness="indirect")], 60, "effect")
@settings(max_examples=250, deadline=None)
def test_a_good_direct_trial_that_agrees_never_lowers(body: list[StudyInClaim], n: int, kind: str) -> None:
    """Read in full, at low risk of bias: whatever stood before, unless that rests on no randomised comparison."""
    before = rate(body, kind)
    if before.starts_at == "high" or before.level in (None, "very_low"):
        after = rate([*body, stand("z", n=n)], kind)
        assert rank(after) >= rank(before), (told(before), told(after))
        assert after.direction == before.direction or before.direction == "unclear"


@given(
    draw_body(draw_study(STANCES), 0),
    UNIVERSES,
    KINDS,
)
@settings(max_examples=250, deadline=None)
def test_no_direction_is_never_sure(body: list[StudyInClaim], chosen: Choices, kind: str) -> None:
    found = rate(body, kind, chosen)
    if found.direction == "unclear":
        assert found.level in (None, "very_low")
    if found.direction == "no_difference":
        inside = [s for s in body if s.id in found.body]
        ways = {s.id: way(s, kind) for s in inside}
        assert "no_difference" in ways.values()
        assert not {"benefit", "harm"} & {ways[s.id] for s in inside if s.study.is_randomised}


WAYS = [
    ("supports", None, "benefit"),
    ("supports", BETTER, "benefit"),
    ("supports", OPEN, "unborne"),
    ("supports", effect(-0.02, -0.4, 0.36, "SMD"), "unborne"),
    ("supports", effect(1.3, 0.9, 1.9, "RR"), "unborne"),
    ("supports", WORSE, "contrary"),
    ("disputes", None, "disputes"),
    ("disputes", OPEN, "disputes"),
    ("disputes", BETTER, "contrary"),
    ("disputes", WORSE, "harm"),
    ("disputes", NONE, "no_difference"),
    ("disputes", effect(1, -0.5, MATTERS), "disputes"),
    ("disputes", effect(0.01, -0.15, 0.17, "SMD"), "no_difference"),
    ("disputes", effect(0.01, -0.3, 0.3, "SMD"), "disputes"),
    ("disputes", effect(1.02, 0.9, 1.2, "RR"), "no_difference"),
    ("disputes", effect(1.02, 0.7, 1.5, "RR"), "disputes"),
    ("inconclusive", WORSE, "unclear"),
    ("inconclusive", NONE, "unclear"),
]


@pytest.mark.parametrize(("stance", "estimate", "shown"), WAYS)
def test_what_one_study_shows(stance: str, estimate: Estimate | None, shown: str) -> None:
    assert way(stand("a", n=400, stance=stance, estimate=estimate)) == shown
    alone = rate([stand("a", n=400, stance=stance, estimate=estimate)])
    assert alone.direction == (shown if shown in ("benefit", "harm", "no_difference") else "unclear")


def test_harm_stays_harm_beside_the_weak() -> None:
    harm = stand("a", n=400, stance="disputes", estimate=WORSE)
    assert rate([harm, stand("b", "single-arm-trial", n=20)]).direction == "harm"
    null = stand("c", n=60, stance="inconclusive")
    assert rate([harm, stand("b", "single-arm-trial", n=20), null]).direction == "harm"
    assert rate([harm, stand("b", n=60, stance="disputes")]).direction == "unclear"


def test_no_difference_needs_somebody_to_compare_with() -> None:
    one = stand("a", n=400, stance="disputes", estimate=NONE)
    assert rate([replace(one, study=one.study.model_copy(update={"comparator": "active"}))]).direction == "unclear"
    harm_claim = stand("a", n=400, stance="disputes", estimate=WORSE)
    assert rate([harm_claim], "harm").direction == "unclear", "that a harm is shown wholly otherwise is for a person"


def test_a_direct_report_of_cases_is_heard_where_nothing_else_answers() -> None:
    others = [stand("a", n=400, directness="indirect"), stand("b", n=400, directness="indirect")]
    cases = stand("c", "case-series", n=8, stance="inconclusive")
    assert (rate(others).level, rate(others).direction) == ("very_low", "benefit")
    found = rate([*others, cases])
    assert (found.level, found.direction) == ("very_low", "unclear")
    assert found.direction_why.endswith("do not say the same: c")


def test_trials_of_another_question_are_heard_where_nobody_was_compared() -> None:
    alone = [stand("a", "single-arm-trial", n=40)]
    null = stand("b", n=90, stance="inconclusive", directness="indirect")
    assert rate(alone).direction == "benefit"
    found = rate([*alone, null])
    assert (found.level, found.direction, found.body) == ("very_low", "unclear", ("a",))
    assert found.direction_why.endswith("do not all show it: b")
    assert rate([*alone, null, stand("c", n=40)]).direction == "benefit"

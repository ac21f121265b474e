"""A study that does not show the direction of a body never raises the level at which that direction is held."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from invented_studies import effect, stand
from random_bodies import KINDS, STANCES, ask, draw_sides, draw_study, rank, rate, way
from rlsevidence import store
from rlsevidence.decisions import Settled, StudyInClaim, settle
from rlsevidence.judgement.agreeing import TRIED, part_body
from rlsevidence.judgement.choices import PROTOCOL, Choices, list_universes
from rlsevidence.judgement.grade import GradeProposal, propose_grade
from rlsevidence.judgement.proposals import propose

OTHERS = {
    "benefit": ("inconclusive", "disputes"),
    "harm": ("inconclusive", "disputes"),
    "no_difference": ("inconclusive", "supports"),
}
ESTIMATES = [None, effect(5, 3, 7), effect(1, -2, 4), effect(0.1, -0.4, 0.6), effect(-3, -5, -1), effect(8, 7, 9)]


@pytest.fixture(scope="module")
def settled(evidence_dir: Path) -> Settled:
    return settle(store.load(evidence_dir))


# Nothing says here what matters, which is what the evidence has today.
sides = draw_sides("abcdefg", most=6, estimates=ESTIMATES)
added = draw_study(STANCES, ("new",), estimates=ESTIMATES)


def holds_no_more(before: GradeProposal, after: GradeProposal, stance: str | None) -> None:
    if stance in OTHERS.get(before.direction, ()) and after.direction == before.direction:
        said = [(s.domain, s.steps, s.why) for s in (*before.downgrades, *after.downgrades)]
        assert rank(after) <= rank(before), (before.level, after.level, said)


@given(sides, added, st.sampled_from(list_universes()), KINDS)
@example(
    [stand("a", n=75, risk="high", read="abstract")], stand("new", stance="inconclusive", n=60), PROTOCOL, "effect"
)
@example(
    [stand("a", estimate=None), *(stand(x, directness="indirect", because=("population",)) for x in "bc")],
    stand("new", stance="inconclusive", n=90),
    PROTOCOL,
    "effect",
)
@settings(max_examples=400, deadline=None)
def test_a_study_that_shows_another_way_raises_nothing(
    settled: Settled, studies: list[StudyInClaim], one: StudyInClaim, chosen: Choices, kind: str
) -> None:
    before = rate(studies, kind, chosen, settled)
    after = rate([*studies, one], kind, chosen, settled)
    if way(one, kind, settled) != before.direction:  # one that disputes may show the harm
        holds_no_more(before, after, one.stance)


@pytest.mark.parametrize("stance", ["inconclusive", "disputes", "supports"])
def test_nor_in_any_claim_here(settled: Settled, stance: str) -> None:
    """Every graded claim of the evidence, with a good, a middling and a poor study beside what it has."""
    tried = 0
    for name, known in settled.evidence.claims.items():
        before = propose(settled, name)
        if before.grade is None:
            continue
        for n in (20, 60, 120, 400, 3000):
            for design, risk, read in (
                ("rct", "low", "full-text"),
                ("rct", None, "second-hand"),
                ("cohort", "high", "abstract"),
            ):
                for directness in ("direct", "indirect"):
                    new = stand("new", design, stance=stance, n=n, risk=risk, read=read, directness=directness)
                    after = propose_grade(settled, known, [*before.studies, new])
                    holds_no_more(before.grade, after, stance)
                    tried += stance in OTHERS.get(before.grade.direction, ())
    assert tried or stance == "supports", "some claim here points somewhere"


def test_nor_does_any_study_here_that_shows_another_way(settled: Settled) -> None:
    """Each of them left out: the level was no lower without it."""
    for name, known in settled.evidence.claims.items():
        now = propose(settled, name)
        for one in now.studies:
            if now.grade is not None and one.counted:
                before = propose_grade(settled, known, [s for s in now.studies if s.id != one.id])
                holds_no_more(before, now.grade, one.stance)


def test_what_leaves_it_open_turns_the_direction_by_people(settled: Settled) -> None:
    small = stand("a", n=75)
    ways = {
        n: rate([small, stand("b", stance="inconclusive", n=n)], settled=settled).direction for n in (60, 75, 76, None)
    }
    assert ways == {60: "benefit", 75: "benefit", 76: "unclear", None: "benefit"}
    unknown = [stand("a", n=None), stand("b", stance="inconclusive", n=5000)]
    assert rate(unknown, settled=settled).direction == "benefit", "sizes that nobody knows decide nothing"
    null = [stand("a", n=75, stance="disputes"), stand("b", stance="inconclusive", n=400)]
    assert rate(null, settled=settled).direction == "unclear"


def test_it_may_take_steps_off(settled: Settled) -> None:
    """A poor null trial weighs as any poor trial; a null interval that widens what is pooled costs precision."""
    good = [stand(x, n=300, estimate=effect(5, 4, 6)) for x in "abc"]
    alone = rate(good, settled=settled)
    poor = rate([*good, stand("d", stance="inconclusive", n=600, risk="high")], settled=settled)
    wide = propose_grade(
        settled, ask(settled=settled), [*good, stand("d", stance="inconclusive", n=100, estimate=effect(-3, -5, -1))]
    )
    assert (alone.level, alone.direction) == ("high", "benefit")
    assert (poor.direction, poor.steps["risk_of_bias"]) == ("benefit", 1)
    assert wide.direction == "benefit"
    assert wide.steps["inconsistency"] + wide.steps["imprecision"] > 0


def test_the_reason_names_what_gives_nothing_back(settled: Settled) -> None:
    body = [stand("a", n=75), stand("b", n=40), stand("null-trial", stance="inconclusive", n=110)]
    found = {s.domain: s for s in rate(body, settled=settled).downgrades}
    assert found["imprecision"].steps == 2
    assert found["imprecision"].why.endswith(
        "counted without null-trial: a result that does not show this takes nothing back"
    )
    assert found["publication_bias"].steps == 1


@pytest.mark.parametrize(
    ("direction", "show"), [("benefit", "a"), ("harm", "a"), ("no_difference", "b"), ("unclear", "abc")]
)
def test_who_shows_a_direction(direction: str, show: str) -> None:
    body = [stand("a"), stand("b", stance="disputes"), stand("c", stance="inconclusive")]
    ways = {"a": direction if show == "a" else "benefit", "b": "no_difference", "c": "unclear"}
    sides = part_body(direction, body, ways)
    assert "".join(s.id for s in sides.show) == show
    assert [s.id for s in sides.body] == ["a", "b", "c"]


def test_many_results_do_not_take_for_ever(settled: Settled) -> None:
    body = [stand(f"s{i:02}", n=90, estimate=effect(5, 3, 7)) for i in range(2 * TRIED)]
    body += [stand(f"t{i:02}", stance="inconclusive", n=80, estimate=effect(1, -2, 4)) for i in range(2 * TRIED)]
    found = rate(body, settled=settled)
    assert (found.direction, len(found.body)) == ("benefit", 4 * TRIED)

"""What must never make a verdict firmer, over bodies that are made up: nothing that leaves the question open, goes the
other way, answers another question, or is doubted by its journal; and what must never make it weaker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conftest import REPO
from invented_studies import CLAIM, effect, stand
from rlsevidence import store
from rlsevidence.decisions import Settled, StudyInClaim, settle
from rlsevidence.judgement.choices import PROTOCOL, Choices, list_universes
from rlsevidence.judgement.grade import GradeProposal, propose_grade
from rlsevidence.judgement.pointing import read_way
from rlsevidence.model import CERTAINTY_LEVELS, Estimate, Integrity

MATTERS = 3.0
BETTER, WORSE = effect(5, 4, 6), effect(-4, -5, -3)
NONE, OPEN = effect(0.2, -0.8, 1.2), effect(1, -4, 6)
ESTIMATES = [None, BETTER, WORSE, NONE, OPEN, effect(8, 7, 9)]
DOUBTED = "pubmed:90009999"


@cache
def base() -> Settled:
    """The evidence here with what matters set to MATTERS points of sleep, and one record that its journal doubts."""
    evidence = store.load(REPO / "evidence")
    plan = evidence.protocol.model_copy(
        update={
            "outcomes": tuple(
                o.model_copy(update={"smallest_change_that_matters": MATTERS}) if o.outcome == "sleep" else o
                for o in evidence.protocol.outcomes
            )
        }
    )
    assert any(o.smallest_change_that_matters == MATTERS for o in plan.outcomes)
    notice = Integrity(kind="concern", by=None, noted_on="2026-11-29")
    some = next(iter(evidence.records.values()))
    doubted = some.model_copy(update={"id": DOUBTED, "pmid": DOUBTED.removeprefix("pubmed:"), "integrity": (notice,)})
    return settle(replace(evidence, protocol=plan, records={**evidence.records, DOUBTED: doubted}))


def doubt(one: StudyInClaim) -> StudyInClaim:
    return replace(one, study=one.study.model_copy(update={"reports": (DOUBTED,)}))


def rate(studies: Sequence[StudyInClaim], kind: str = "effect", chosen: Choices = PROTOCOL) -> GradeProposal:
    claim = base().evidence.claims[CLAIM].model_copy(update={"kind": kind})
    return propose_grade(base(), claim, studies, chosen)


def rank(found: GradeProposal) -> int:
    return CERTAINTY_LEVELS.index(found.level) if found.level else -1


def told(found: GradeProposal) -> object:
    return found.level, found.direction, [(s.domain, s.steps, s.why) for s in found.downgrades], found.direction_why


def no_firmer(before: GradeProposal, after: GradeProposal) -> None:
    """No higher level, and the direction stays or becomes unclear."""
    assert rank(after) <= rank(before), (told(before), told(after))
    assert after.direction in (before.direction, "unclear"), (told(before), told(after))


def studies(
    stance: st.SearchStrategy[str],
    names: str = "abcdef",
    *,
    directness: Sequence[str] = ("direct", "direct", "indirect"),
    estimates: Sequence[Estimate | None] = ESTIMATES,
) -> st.SearchStrategy[StudyInClaim]:
    return st.builds(
        stand,
        st.sampled_from(names),
        st.sampled_from(["rct", "rct", "rct", "crossover-rct", "single-arm-trial", "cohort", "case-series"]),
        stance=stance,
        directness=st.sampled_from(directness),
        because=st.lists(st.sampled_from(["population", "outcome"]), max_size=2, unique=True),
        risk=st.sampled_from([None, "low", "low", "some_concerns", "high"]),
        n=st.one_of(st.none(), st.sampled_from([8, 40, 60, 113, 300, 400, 3000])),
        read=st.sampled_from(["abstract", "full-text", "full-text", "second-hand"]),
        estimate=st.sampled_from(estimates),
    )


sides = st.sampled_from(["supports", "disputes"]).flatmap(
    lambda side: st.lists(
        studies(st.sampled_from([side, side, side, "inconclusive"])), min_size=1, max_size=5, unique_by=lambda s: s.id
    )
)
kinds = st.sampled_from(["effect", "harm", "association"])
universes = st.one_of(st.just(PROTOCOL), st.sampled_from(list_universes()))
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


@given(sides, studies(st.just("inconclusive"), "z"), universes, kinds)
@settings(max_examples=250, deadline=None)
def test_what_leaves_it_open(body: list[StudyInClaim], null: StudyInClaim, chosen: Choices, kind: str) -> None:
    before = rate(body, kind, chosen)
    if before.level is not None:
        no_firmer(before, rate([*body, null], kind, chosen))


@given(sides, studies(st.sampled_from(["disputes", "supports"]), "z"), universes, kinds)
@settings(max_examples=250, deadline=None)
def test_what_goes_another_way(body: list[StudyInClaim], one: StudyInClaim, chosen: Choices, kind: str) -> None:
    """A direction that the new study does not show is held no firmer."""
    before, after = rate(body, kind, chosen), rate([*body, one], kind, chosen)
    claim = base().evidence.claims[CLAIM].model_copy(update={"kind": kind})
    if before.level is not None and read_way(base().evidence, claim, one) != after.direction:
        no_firmer(before, after)


@given(
    st.lists(
        studies(st.sampled_from(["supports", "supports", "inconclusive", "disputes"])),
        min_size=1,
        max_size=5,
        unique_by=lambda s: s.id,
    ),
    studies(st.sampled_from(["supports", "inconclusive", "disputes"]), "z", directness=["indirect"]),
    kinds,
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


@given(sides, studies(st.sampled_from(["supports", "inconclusive", "disputes"]), "z"), universes, kinds)
@settings(max_examples=150, deadline=None)
def test_what_its_journal_doubts(body: list[StudyInClaim], one: StudyInClaim, chosen: Choices, kind: str) -> None:
    before, after = rate(body, kind, chosen), rate([*body, doubt(one)], kind, chosen)
    if before.level is not None:
        no_firmer(before, after)
    if "z" in after.body:
        assert "expression of concern" in after.direction_why
        assert after.direction_why.endswith(": z")


@given(sides, st.sets(st.sampled_from("abcdef"), min_size=1), kinds)
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


randomised = st.lists(
    studies(st.sampled_from(["supports", "supports", "inconclusive"]), directness=["direct", "indirect"]),
    min_size=1,
    max_size=5,
    unique_by=lambda s: s.id,
)


@given(randomised, st.sampled_from([8, 60, 120, 800]), kinds)
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
    st.lists(studies(st.sampled_from(["supports", "disputes", "inconclusive"])), max_size=5, unique_by=lambda s: s.id),
    universes,
    kinds,
)
@settings(max_examples=250, deadline=None)
def test_no_direction_is_never_sure(body: list[StudyInClaim], chosen: Choices, kind: str) -> None:
    found = rate(body, kind, chosen)
    if found.direction == "unclear":
        assert found.level in (None, "very_low")
    if found.direction == "no_difference":
        claim = base().evidence.claims[CLAIM].model_copy(update={"kind": kind})
        inside = [s for s in body if s.id in found.body]
        ways = {s.id: read_way(base().evidence, claim, s) for s in inside}
        assert "no_difference" in ways.values()
        assert not {"benefit", "harm"} & {ways[s.id] for s in inside if s.study.is_randomised}


WAYS = [
    ("supports", None, "benefit"),
    ("supports", BETTER, "benefit"),
    ("supports", OPEN, "benefit"),
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


@pytest.mark.parametrize(("stance", "estimate", "way"), WAYS)
def test_what_one_study_shows(stance: str, estimate: Estimate | None, way: str) -> None:
    claim = base().evidence.claims[CLAIM].model_copy(update={"kind": "effect"})
    assert read_way(base().evidence, claim, stand("a", n=400, stance=stance, estimate=estimate)) == way
    alone = rate([stand("a", n=400, stance=stance, estimate=estimate)])
    assert alone.direction == (way if way in ("benefit", "harm", "no_difference") else "unclear")


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

"""Proposals of certainty: bodies rated by hand, no look at what people decided, never above where they start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from invented_studies import CLAIM, effect, stand, turn_claim
from rlsevidence import store
from rlsevidence.decisions import StudyInClaim, settle
from rlsevidence.judgement.basis import propose_basis
from rlsevidence.judgement.choices import Choices, list_universes
from rlsevidence.judgement.domains import ProposedStep, list_unpublished
from rlsevidence.judgement.grade import _upgrades, choose_body, is_rated, propose_grade
from rlsevidence.judgement.proposals import compare_proposal, propose
from rlsevidence.model import CERTAINTY_LEVELS, GRADE_DOMAINS, Claim, Evidence
from rlsevidence.model.appraisal_tools import TOOLS, allowed_judgements, domain_group, propose_overall
from rlsevidence.model.grade import add_levels

GOOD = effect(5, 3, 7)


@pytest.fixture(scope="module")
def evidence(evidence_dir: Path) -> Evidence:
    return store.load(evidence_dir)


def claim(evidence: Evidence, kind: str = "effect") -> Claim:
    return turn_claim(evidence.claims[CLAIM], kind)


Case = tuple[str, str, Sequence[StudyInClaim], str, tuple[int, int, int, int, int], str, str]

CASES: list[Case] = [
    (
        "two large good trials that agree: the interval of two is wide, and each alone is clear",
        "effect",
        [stand("a", n=300, estimate=GOOD), stand("b", n=300, estimate=effect(4.8, 3, 6.6))],
        "high",
        (0, 0, 0, 0, 0),
        "high",
        "benefit",
    ),
    (
        "three large good trials that agree",
        "effect",
        [
            stand("a", n=300, estimate=GOOD),
            stand("b", n=300, estimate=effect(4.8, 3, 6.6)),
            stand("c", n=300, estimate=effect(5.1, 3.4, 6.8)),
        ],
        "high",
        (0, 0, 0, 0, 0),
        "high",
        "benefit",
    ),
    (
        "two such trials, known from abstracts: an abstract cannot show that nothing was wrong",
        "effect",
        [stand("a", n=300, read="abstract", estimate=GOOD), stand("b", n=300, read="abstract", estimate=GOOD)],
        "high",
        (1, 0, 0, 0, 0),
        "moderate",
        "benefit",
    ),
    (
        "one small favourable trial at high risk with no interval: Jadidi 2022 in short",
        "effect",
        [stand("a", n=75, read="abstract", risk="high")],
        "high",
        (2, 0, 0, 2, 1),
        "very_low",
        "benefit",
    ),
    (
        "a trial of middling size whose interval includes no difference: it points no way, so nothing is sure",
        "effect",
        [stand("a", n=500, stance="inconclusive", estimate=effect(1, -1, 3))],
        "high",
        (0, 1, 0, 2, 0),
        "very_low",
        "unclear",
    ),
    (
        "most people are in the good trial: its risk of bias carries",
        "effect",
        [stand("a", n=400, estimate=GOOD), stand("b", n=60, risk="high", estimate=GOOD)],
        "high",
        (0, 0, 0, 0, 0),
        "high",
        "benefit",
    ),
    (
        "most people are in the good trial, but four in ten are in one at high risk",
        "effect",
        [stand("a", n=300, estimate=GOOD), stand("b", n=200, risk="high", estimate=GOOD)],
        "high",
        (1, 0, 0, 0, 0),
        "moderate",
        "benefit",
    ),
    (
        "most people are in the trial at high risk",
        "effect",
        [stand("a", n=100, estimate=GOOD), stand("b", n=400, risk="high", estimate=GOOD)],
        "high",
        (2, 0, 0, 0, 0),
        "low",
        "benefit",
    ),
    (
        "results go both ways, two against one: they disagree, and point nowhere",
        "effect",
        [
            stand("a", n=200, estimate=GOOD),
            stand("b", n=200, estimate=GOOD),
            stand("c", n=200, stance="disputes", estimate=effect(-5, -7, -3)),
        ],
        "high",
        (0, 2, 0, 1, 0),
        "very_low",
        "unclear",
    ),
    (
        "only neighbours of the question were studied, with another medicine and other people",
        "effect",
        [
            stand("a", n=300, directness="indirect", because=("population", "intervention"), estimate=GOOD),
            stand("b", n=300, directness="indirect", because=("population", "intervention"), estimate=GOOD),
        ],
        "high",
        (0, 0, 2, 1, 0),
        "very_low",
        "benefit",
    ),
    (
        "nobody to compare with: starts low, and the missing comparison is not charged twice by ROBINS-I",
        "effect",
        [
            stand(
                "a",
                "single-arm-trial",
                n=500,
                risk="critical",
                tool="robins-i",
                domains={"confounding": "critical", "missing_data": "low", "measurement": "moderate"},
            )
        ],
        "low",
        (0, 0, 0, 1, 0),
        "very_low",
        "benefit",
    ),
    (
        "a cohort with a large association, read in full, nothing lost: up one",
        "association",
        [stand("a", "cohort", n=5000, tool="jbi-cohort", estimate=effect(3.0, 2.2, 4.1, "RR"))],
        "low",
        (0, 0, 0, 0, 0),
        "moderate",
        "harm",
    ),
    (
        "the same from an abstract: no upgrade, and its risk of bias is not settled",
        "association",
        [stand("a", "cohort", n=5000, tool="jbi-cohort", read="abstract", estimate=effect(3.0, 2.2, 4.1, "RR"))],
        "low",
        (1, 0, 0, 0, 0),
        "very_low",
        "harm",
    ),
]


@pytest.mark.parametrize(
    ("why", "kind", "studies", "start", "steps", "level", "direction"), CASES, ids=[c[0] for c in CASES]
)
def test_bodies_rated_by_hand(
    evidence: Evidence,
    why: str,
    kind: str,
    studies: list[StudyInClaim],
    start: str,
    steps: tuple[int, ...],
    level: str,
    direction: str,
) -> None:
    found = propose_grade(settle(evidence), claim(evidence, kind), studies)
    assert found.starts_at == start, why
    assert dict(found.steps) == dict(zip(GRADE_DOMAINS, steps, strict=True)), [s.why for s in found.downgrades]
    assert (found.level, found.direction) == (level, direction), why


def test_every_domain_has_a_case_that_costs_something() -> None:
    for i, domain in enumerate(GRADE_DOMAINS):
        assert any(c[4][i] for c in CASES), domain


def test_an_upgrade_needs_a_full_text_a_large_effect_and_nothing_lost(evidence: Evidence) -> None:
    from rlsevidence.language.reasons import because

    none = [ProposedStep(d, 0, because("reason.grade.nothing"), "") for d in GRADE_DOMAINS]
    large = stand("a", "cohort", n=5000, tool="jbi-cohort", estimate=effect(3.0, 2.2, 4.1, "RR"))
    huge = stand("a", "cohort", n=5000, tool="jbi-cohort", estimate=effect(0.1, 0.05, 0.19, "RR"))
    abstract = stand("a", "cohort", n=5000, tool="jbi-cohort", read="abstract", estimate=effect(3.0, 2.2, 4.1, "RR"))
    assert [s.steps for s in _upgrades(CLAIM, [large], ("low", "design"), none)] == [1]
    assert [s.steps for s in _upgrades(CLAIM, [huge], ("low", "design"), none)] == [2]
    weak = stand("b", "cohort", n=50, risk="some_concerns", tool="jbi-cohort", estimate=effect(3.0, 2.2, 4.1, "RR"))
    assert _upgrades(CLAIM, [large, weak], ("low", "design"), none) == (), "a weak one may be why it is large"
    unsaid = stand("b", "cohort", n=5000, tool="jbi-cohort", estimate=effect(3.0, 2.2, 4.1, "RR"))
    result = unsaid.study.results[0].model_copy(update={"better": None})
    unsaid = replace(unsaid, study=unsaid.study.model_copy(update={"results": (result,)}))
    assert _upgrades(CLAIM, [large, unsaid], ("low", "design"), none) == (), "it may lie on the other side"
    assert [s.steps for s in _upgrades(CLAIM, [unsaid], ("low", "design"), none)] == [1]
    assert _upgrades(CLAIM, [abstract], ("low", "design"), none) == ()
    assert _upgrades(CLAIM, [large], ("high", "design"), none) == ()
    lost = [ProposedStep("imprecision", 1, because("reason.grade.nothing"), ""), *none[1:]]
    assert _upgrades(CLAIM, [large], ("low", "design"), lost) == ()


bodies = st.lists(
    st.builds(
        stand,
        st.sampled_from(["a", "b", "c", "d", "e"]),
        st.sampled_from(["rct", "crossover-rct", "single-arm-trial", "cohort", "case-control", "case-series"]),
        stance=st.sampled_from(["supports", "disputes", "inconclusive"]),
        directness=st.sampled_from(["direct", "indirect"]),
        because=st.lists(st.sampled_from(["population", "outcome"]), max_size=2, unique=True),
        risk=st.sampled_from([None, "low", "some_concerns", "high"]),
        n=st.one_of(st.none(), st.integers(1, 5000)),
        read=st.sampled_from(["abstract", "full-text", "second-hand", "title"]),
        estimate=st.sampled_from([None, GOOD, effect(1, -2, 4), effect(3, 2.2, 4, "RR")]),
    ),
    max_size=5,
    unique_by=lambda s: s.id,
)
choices = st.sampled_from(list_universes())


@given(bodies, choices, st.sampled_from(["effect", "association", "harm"]))
@settings(max_examples=150, deadline=None)
def test_never_above_the_start_and_nothing_from_an_abstract(
    evidence: Evidence, studies: list[StudyInClaim], chosen: Choices, kind: str
) -> None:
    found = propose_grade(settle(evidence), claim(evidence, kind), studies, chosen)
    if found.level is None:
        assert not found.body
        return
    start = {"high": 3, "low": 1}[found.starts_at or ""]
    up = sum(s.steps for s in found.upgrades)
    assert CERTAINTY_LEVELS.index(found.level) <= start + up
    assert found.level == add_levels(found.starts_at or "", found.steps.values(), [up])
    body = [s for s in studies if s.id in found.body]
    if any(s.study.read != "full-text" for s in body):
        assert up == 0, "no upgrade from an abstract"
    if all(s.study.read != "full-text" for s in body):
        assert found.steps["risk_of_bias"] >= 1, "no low risk of bias from an abstract"
    assert all(s.why and s.source for s in (*found.downgrades, *found.upgrades))
    # The order in which studies are listed means nothing.
    assert propose_grade(settle(evidence), claim(evidence, kind), studies[::-1], chosen) == found


def test_robins_i_and_a_low_start_are_never_both(evidence: Evidence) -> None:
    domains = {"confounding": "critical", "missing_data": "low"}
    one = stand("a", "single-arm-trial", n=900, risk="critical", tool="robins-i", domains=domains)
    low = propose_grade(settle(evidence), claim(evidence), [one])
    high = propose_grade(settle(evidence), claim(evidence), [one], Choices(convention="robins-i"))
    assert (low.starts_at, low.steps["risk_of_bias"], low.convention) == ("low", 0, "design")
    assert (high.starts_at, high.steps["risk_of_bias"], high.convention) == ("high", 3, "robins-i")
    # One study without ROBINS-I, and the convention cannot hold: it falls back, and says so.
    mixed = [one, stand("b", "cohort", tool="jbi-cohort")]
    assert (
        propose_grade(settle(evidence), claim(evidence), mixed, Choices(convention="robins-i")).convention == "design"
    )


BODIES = [
    ([stand("a", directness="indirect")], "effect", ("a",), "another question, where nothing answers this one"),
    ([stand("a"), stand("b", directness="indirect")], "effect", ("a",), "one direct study, and it carries alone"),
    ([stand("a"), stand("b"), stand("c", directness="indirect")], "effect", ("a", "b"), "two direct studies"),
    ([stand("a", "case-report"), stand("b")], "effect", ("b",), "a case report beside a trial carries nothing"),
    ([stand("a", "case-report")], "effect", ("a",), "unless there is nothing else"),
    ([stand("a", "laboratory")], "effect", (), "laboratory work never carries a level"),
    ([stand("a", "single-arm-trial")], "association", (), "an association needs people without"),
    ([stand("a", read="title")], "effect", (), "a title carries nothing"),
    ([stand("a", counted=False)], "effect", (), "what is not counted is not in a body"),
    ([stand("a", stance=None)], "effect", (), "nor what reviewers disagree about"),
]


@pytest.mark.parametrize(("studies", "kind", "body", "why"), BODIES, ids=[b[3] for b in BODIES])
def test_which_studies_carry_a_level(
    evidence: Evidence, studies: list[StudyInClaim], kind: str, body: tuple[str, ...], why: str
) -> None:
    assert tuple(s.id for s in choose_body(claim(evidence, kind), studies)) == body, why


RATED = [
    ("effect", [], True, "effects always"),
    ("association", [], True, "associations always"),
    ("harm", [stand("a")], True, "harm with a randomised comparison"),
    ("harm", [stand("a", "cohort"), stand("b", "case-control")], True, "harm with two controlled studies"),
    ("harm", [stand("a", "cohort"), stand("b", "case-report")], False, "harm known from one cohort and a case"),
    ("harm", [stand("a", counted=False)], False, "harm with nothing counted"),
    *((kind, [stand("a")], False, f"{kind} never") for kind in ("mechanism", "definition", "dose", "practice")),
]


@pytest.mark.parametrize(("kind", "studies", "rated", "why"), RATED, ids=[r[3] for r in RATED])
def test_what_grade_rates(evidence: Evidence, kind: str, studies: list[StudyInClaim], rated: bool, why: str) -> None:
    assert is_rated(claim(evidence, kind), studies) is rated, why


def test_every_kind_of_claim_has_a_case(evidence: Evidence) -> None:
    assert {r[0] for r in RATED} == set(evidence.vocabulary["claim_kind"])


# ---------------------------------------------------------------- a basis is another scale


def source(name: str, design: str, stance: str, read: str = "full-text") -> StudyInClaim:
    return stand(name, design, stance=stance, read=read, risk=None, counted=False)


SOURCES = [
    ([source(c, "authority", "supports") for c in "abc"], "established", "three authorities agree"),
    ([source(c, "authority", "supports", "second-hand") for c in "abc"], "accepted", "three, but second-hand"),
    ([source("a", "guideline", "supports")], "accepted", "one guideline"),
    ([source("a", "authority", "supports"), source("b", "authority", "disputes")], "contested", "two disagree"),
    ([source("a", "authority", "disputes")], "unsupported", "the only one says no"),
    ([source("a", "authority", "inconclusive")], "unsupported", "the only one leaves it open"),
    ([source(c, "narrative-review", "supports") for c in "abc"], "established", "textbook knowledge"),
    ([source("a", "authority", "supports", "title")], "unsupported", "a title says nothing"),
    ([stand("a", "laboratory")], "unsupported", "one laboratory founds no general statement"),
    ([], "unsupported", "nothing at all"),
]


@pytest.mark.parametrize(("studies", "rating", "why"), SOURCES, ids=[s[2] for s in SOURCES])
def test_basis_by_who_says_so(evidence: Evidence, studies: list[StudyInClaim], rating: str, why: str) -> None:
    assert propose_basis(claim(evidence, "mechanism"), studies).rating == rating, why


def test_every_rating_has_a_case(evidence: Evidence) -> None:
    assert {s[1] for s in SOURCES} == set(evidence.vocabulary["basis_rating"])


# ---------------------------------------------------------------- beside what people decided


@pytest.fixture(scope="module", params=["real", "tiny"])
def review(request: pytest.FixtureRequest, evidence_dir: Path, repo: Path) -> Evidence:
    return store.load(evidence_dir if request.param == "real" else repo / "tests" / "tiny" / "evidence")


def test_no_peeking(review: Evidence) -> None:
    """The same proposals without certainty/, and with every judgement turned on its head."""
    empty = replace(review, certainty={})
    turned = {
        c.claim: c.model_copy(update={"body": c.body[::-1][:1], "overall": "high", "starts_at": "high"})
        for c in review.certainty.values()
    }
    for name in review.claims:
        found = propose(settle(review), name)
        assert propose(settle(empty), name) == found
        assert propose(settle(replace(review, certainty=turned)), name) == found


def test_differences_are_shown_and_the_steps_are_added_again(review: Evidence) -> None:
    for name, certainty in review.certainty.items():
        proposal = propose(settle(review), name)
        differences = {d.what: d for d in compare_proposal(proposal, certainty)}
        if proposal.grade and certainty.is_graded:
            assert ("certainty" in differences) == (proposal.level != certainty.overall)
            for domain, step in (certainty.downgrades or {}).items():
                same = proposal.grade.steps[domain] == step.steps
                assert (domain in differences) != same, (name, domain)
            assert proposal.level == add_levels(proposal.grade.starts_at or "", proposal.grade.steps.values())
        elif proposal.basis and certainty.basis:
            assert ("basis" in differences) == (proposal.rating != certainty.basis.rating)


def test_a_registered_trial_without_results_is_missed(repo: Path) -> None:
    """The tiny review holds a registration; tagged to a claim, it counts against the body until results come."""
    tiny = store.load(repo / "tests" / "tiny" / "evidence")
    registration = next(s for s in tiny.studies.values() if s.design == "registry-entry")
    tag = tiny.tags[0].model_copy(update={"record": registration.reports[0], "claim": CLAIM, "stance": "inconclusive"})
    others = {i: s.model_copy(update={"registration": None}) for i, s in tiny.studies.items()}
    open_ = replace(tiny, tags=(*tiny.tags, tag), studies=others)
    assert list_unpublished(settle(open_), CLAIM) == (registration.id,)
    assert propose(settle(open_), CLAIM).grade.steps["publication_bias"] == 1  # type: ignore[union-attr]
    closed = {
        i: s.model_copy(update={"registration": registration.reports[0]}) if s.is_randomised else s
        for i, s in others.items()
    }
    assert list_unpublished(settle(replace(open_, studies=closed)), CLAIM) == ()


# ---------------------------------------------------------------- appraisal tools


def test_tools_and_vocabulary_are_the_same_list(evidence: Evidence) -> None:
    assert set(TOOLS) == set(evidence.vocabulary["tool"])
    for tool in TOOLS.values():
        assert set(tool.words) <= set(evidence.vocabulary["judgement"])
    domains = {"rob2": 5, "robins-i": 7, "robins-i-v2": 6, "robins-e": 7}
    for name, number in domains.items():
        assert len(evidence.vocabulary[domain_group(name)]) == number, name


OVERALL = [
    ("rob2", {"randomisation": "low", "measurement": "low"}, ("low", ("low",)), "all low"),
    ("rob2", {"randomisation": "low", "measurement": "some_concerns"}, ("some_concerns", ("some_concerns",)), "one"),
    (
        "rob2",
        {"randomisation": "some_concerns", "measurement": "some_concerns"},
        ("some_concerns", ("some_concerns", "high")),
        "several concerns may be judged high",
    ),
    ("rob2", {"randomisation": "low", "measurement": "high"}, ("high", ("high",)), "one high"),
    ("robins-i", {"confounding": "moderate", "selection": "low"}, ("moderate", ("moderate",)), "the worst domain"),
    ("robins-i", {"confounding": "serious", "selection": "serious"}, ("serious", ("serious", "critical")), "several"),
    ("robins-i", {"confounding": "critical", "selection": "low"}, ("critical", ("critical",)), "one critical"),
    ("robins-i", {"confounding": "low", "selection": "unclear"}, ("unclear", ("unclear",)), "not known is not low"),
    ("robins-i-v2", {"confounding": "low", "selection": "low"}, ("low", ("low",)), "low but for confounding"),
    ("jbi-case-series", {"inclusion": "low", "complete": "unclear"}, ("unclear", ("unclear",)), "unsettled"),
    ("jbi-case-report", {"harms": "high", "lesson": "low"}, ("high", ("high",)), "an answer that raises doubt"),
    ("jbi-case-report", {"harms": "not_applicable"}, ("unclear", ("unclear",)), "nothing was judged"),
]


@pytest.mark.parametrize(("tool", "domains", "overall", "why"), OVERALL, ids=[f"{o[0]}: {o[3]}" for o in OVERALL])
def test_what_the_domains_come_to(
    tool: str, domains: dict[str, str], overall: tuple[str, tuple[str, ...]], why: str
) -> None:
    assert propose_overall(tool, domains) == overall, why
    assert overall[0] in allowed_judgements(tool)


def test_appraisals_of_the_evidence_are_no_better_than_their_domains(evidence: Evidence) -> None:
    from rlsevidence.model.appraisal_tools import SEVERITY

    for a in evidence.appraisals:
        proposed, _ = propose_overall(a.tool, {d: j.judgement for d, j in a.domains.items()})
        if proposed in SEVERITY and a.overall in SEVERITY:
            assert SEVERITY.index(a.overall) >= SEVERITY.index(proposed), (a.study, proposed)

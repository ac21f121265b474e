"""What would change a verdict: studies out and in again, choices, new trials; who repeats whom, and what votes hide."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rlsevidence import open_workspace, store
from rlsevidence.cli import main
from rlsevidence.decisions import settle, settle_without
from rlsevidence.errors import UsageError
from rlsevidence.judgement.choices import OPTIONS, PROTOCOL, list_universes
from rlsevidence.judgement.proposals import propose
from rlsevidence.judgement.what_if import (
    LARGEST,
    compare_verdicts,
    detectable_difference,
    find_pivots,
    leave_out,
    people_needed,
    retract,
    run_multiverse,
    size_new_trial,
)
from rlsevidence.model import CERTAINTY_LEVELS, Evidence
from rlsevidence.workspace import Workspace

CLAIM = "insomnia-improvement"


@pytest.fixture(scope="module")
def review(repo: Path) -> Workspace:
    return open_workspace(repo)


@pytest.fixture(scope="module")
def evidence(evidence_dir: Path) -> Evidence:
    return store.load(evidence_dir)


@given(data=st.data())
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_removing_and_adding_a_study_again_is_nothing(evidence: Evidence, data: st.DataObject) -> None:
    """Taken out and put back at the end of every table: no proposal differs from before."""
    gone = data.draw(st.sampled_from(sorted(evidence.studies)))
    study = evidence.studies[gone]
    without = leave_out(evidence, [gone])
    assert gone not in without.studies
    back = replace(
        without,
        studies={**without.studies, gone: study},
        tags=(*without.tags, *(t for t in evidence.tags if t.record in study.reports)),
        appraisals=(*without.appraisals, *(a for a in evidence.appraisals if a.study == gone)),
    )
    touched = {t.claim for t in evidence.tags if t.record in study.reports}
    assert all(propose(settle(back), claim) == propose(settle(evidence), claim) for claim in touched)
    assert compare_verdicts(settle(evidence), settle(back), claims=touched) == ()


def test_a_retracted_study_weighs_as_one_left_out(review: Workspace) -> None:
    """It stays in sight, counted no more: the verdicts are those without it."""
    evidence = review.evidence
    out = compare_verdicts(settle(evidence), settle(leave_out(evidence, ["jadidi-2022"])))
    retracted = compare_verdicts(settle(evidence), settle(retract(evidence, ["jadidi-2022"], review.today)))
    assert [(e.claim, e.after) for e in retracted] == [(e.claim, e.after) for e in out]
    assert CLAIM in {e.claim for e in out}
    shown = {s.id: s for s in propose(settle(retract(evidence, ["jadidi-2022"], review.today)), CLAIM).studies}
    assert (shown["jadidi-2022"].counted, shown["jadidi-2022"].retracted) == (False, True)


def test_nothing_asked_changes_nothing(evidence: Evidence) -> None:
    assert compare_verdicts(settle(evidence), settle(evidence)) == ()
    assert compare_verdicts(settle(evidence), settle(leave_out(evidence, []))) == ()
    with pytest.raises(KeyError):
        leave_out(evidence, ["no-such-study"])


def test_universes_are_every_combination_and_the_protocol_is_the_first() -> None:
    universes = list_universes()
    number = 1
    for values in OPTIONS.values():
        number *= len(values)
    assert len(universes) == len(set(universes)) == number
    assert universes[0] == PROTOCOL


def test_the_multiverse_adds_up(evidence: Evidence) -> None:
    graded = 0
    for claim in evidence.claims:
        worlds = run_multiverse(settle(evidence), claim)
        if worlds is None:
            assert propose(settle(evidence), claim).grade is None
            continue
        graded += 1
        assert sum(worlds.verdicts.values()) == worlds.universes == len(list_universes())
        assert worlds.holds == worlds.verdicts[worlds.verdict] / worlds.universes
        assert worlds.holds <= worlds.holds_level <= 1
        assert set(worlds.by_option) == {(name, value) for name, values in OPTIONS.items() for value in values}
        for name, values in OPTIONS.items():
            mean = sum(worlds.by_option[name, value] for value in values) / len(values)
            assert mean == pytest.approx(worlds.holds)
    assert graded >= 8


def test_no_choice_lifts_a_headline_claim_above_very_low(evidence: Evidence) -> None:
    for claim in evidence.protocol.headline_claims:
        worlds = run_multiverse(settle(evidence), claim)
        assert worlds is not None
        assert worlds.highest == "very_low"


def test_the_new_trial_is_the_smallest_that_moves(evidence: Evidence) -> None:
    for claim in evidence.claims:
        trial = size_new_trial(settle(evidence), claim)
        if trial is None or trial.people is None:
            continue
        assert people_needed(0.5) <= trial.people <= LARGEST
        assert trial.to_level is not None
        before = CERTAINTY_LEVELS.index(trial.from_level) if trial.from_level else -1
        assert CERTAINTY_LEVELS.index(trial.to_level) > before
        assert len(trial.assumptions) >= 5
    assert "imagined-trial" not in evidence.studies


def test_sizes_by_hand() -> None:
    """n an arm = 2 (1.95996 + 0.84162)^2 / d^2: 63 for 0.5 and 393 for 0.2, the textbook's figures."""
    assert (people_needed(0.5), people_needed(0.2)) == (126, 786)
    assert detectable_difference(people_needed(0.2)) == pytest.approx(0.2, abs=1e-3)


# ---------------------------------------------------------------- genealogy and votes


def test_who_measured_and_who_repeats(review: Workspace) -> None:
    for summary in review.summaries:
        family = review.genealogy(summary.claim.id)
        counted = {s.id for s in summary.counted}
        assert set(family.independent) == counted
        assert set(family.supporting) <= counted
        assert family.origin is None or family.origin in family.supporting
        assert set(family.asserting) == set(family.rests_on) | set(family.unlinked)
        assert not set(family.asserting) & counted, "nobody both measured and repeated"
        for on in family.rests_on.values():
            assert set(on) <= counted
    family = review.genealogy(CLAIM)
    assert family.origin == "hornyak-1998"
    assert family.rests_on["gonzalez-parejo-2024"] == ("jadidi-2022",)


def test_votes_count_what_grade_does_not(review: Workspace) -> None:
    votes = review.votes(CLAIM)
    yes = [s for s in review.summary(CLAIM).studies if s.stance == "supports"]
    assert votes.votes["yes"] == len(yes)
    assert votes.hidden["no study of its own (review, guideline, authority)"] == 2
    assert all(0 < n <= len(yes) for n in votes.hidden.values())
    assert 98 <= sum(votes.shares.values()) <= 102


# ---------------------------------------------------------------- the command and the notebook's methods


@pytest.fixture
def workspace(repo: Path) -> list[str]:
    """The small invented review."""
    return ["--workspace", str(repo / "tests" / "tiny")]


def test_whatif_without_a_study(workspace: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["whatif", *workspace, "--without", "invented-trial", "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["judged_by"] == "rules"
    changed = {c["claim"]: c for c in shown["claims"]}
    assert "the rating starts at low instead of high" in changed[CLAIM]["why"]
    assert main(["whatif", *workspace, "--without", "invented-trial"]) == 0
    assert CLAIM in capsys.readouterr().out


def test_whatif_explores_when_nothing_is_asked(workspace: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["whatif", CLAIM, *workspace, "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["multiverse"][0]["claim"] == CLAIM
    assert shown["new_trial"][0]["from"] == "very_low"
    assert main(["whatif", CLAIM, *workspace]) == 0
    assert "combinations of choices" in capsys.readouterr().out


def test_whatif_drops_and_conventions(workspace: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    for drop in ("indirect", "high-risk", "uncontrolled", "second-hand"):
        assert main(["whatif", *workspace, "--drop", drop, "--format", "json"]) == 0
        shown = json.loads(capsys.readouterr().out)
        assert shown["drop"] == [drop]
    assert main(["whatif", *workspace, "--convention", "robins-i", "--retracted", "invented-trial"]) == 0


def test_a_study_that_is_not_there_is_refused(
    workspace: list[str], review: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["whatif", *workspace, "--without", "nobody-1900"]) == 2
    assert "no study 'nobody-1900'" in capsys.readouterr().err
    with pytest.raises(UsageError):
        review.what_if(retracted=["nobody-1900"])


def test_the_table_of_a_notebook(review: Workspace) -> None:
    table = review.what_if(without=["jadidi-2022"])
    assert list(table.columns) == ["claim", "before", "after", "moved", "why"]
    assert CLAIM in set(table.claim)
    assert review.multiverse("safe-daily-dose") is None
    assert review.new_trial("safe-daily-dose") is None


def test_pivots_are_the_studies_without_which_the_proposal_moves(review: Workspace) -> None:
    found = 0
    for claim in review.evidence.claims:
        pivots = dict(find_pivots(review.settled, claim))
        for study in propose(review.settled, claim).body:
            after = propose(settle(leave_out(review.evidence, [study])), claim)
            moved = after.verdict != propose(review.settled, claim).verdict
            assert (study in pivots) == moved, (claim, study)
            found += moved
    assert found > 0


def test_what_is_settled_without_a_study_is_what_would_be_settled_anew(review: Workspace) -> None:
    evidence = review.evidence
    for study in list(evidence.studies)[:40]:
        without = leave_out(evidence, [study])
        assert settle_without(review.settled, without, evidence.studies[study].reports) == settle(without)

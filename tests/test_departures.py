"""A level, its steps, where it starts, the design and the body: what is said where they do not go together, and why.

Whatever a person types, no level stands above its start minus its steps, or above the proposal, without being named.
"""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from typing import Any, NamedTuple

import pytest

import rlsevidence as rls
from attempts import make
from faults import TINY
from rlsevidence import store
from rlsevidence.check.departures import describe_proposed
from rlsevidence.check.rules import RULES, Context
from rlsevidence.decisions import settle
from rlsevidence.forms.form import tell_missing
from rlsevidence.forms.opening import open_certainty
from rlsevidence.judgement.departures import Departure, describe_pending, find_departure, find_pending
from rlsevidence.judgement.proposals import propose
from rlsevidence.language.words import Words
from rlsevidence.model import CERTAINTY_LEVELS, GRADE_DOMAINS, Certainty, Evidence
from rlsevidence.model.grade import GRADE_UPGRADES, add_steps, rank_word

TODAY = dt.date(2026, 11, 30)
TRIAL, WATCHED, HARM = "insomnia-improvement", "deficiency-contributes", "stomach-upset"
"""Claims of the invented review: a body with a randomised trial, an observational one, and one with a basis."""
NAMING = ("grade-adds-up", "departs-because", "grade-start", "grade-complete", "body-named")
"""Rules that can name a level which is too high."""
EVIDENCE = store.load(TINY / "evidence")


def judged(claim: str, **fields: Any) -> Certainty:
    """The judgement of the invented review with other fields, and no argument for any of them."""
    certainty: Certainty = make(EVIDENCE.certainty[claim], **{"departs_because": None, **fields})
    return certainty


def steps(**taken: int) -> dict[str, Any]:
    why = "Invented for the table and for nothing else."
    return {domain: {"steps": taken.get(domain, 0), "why": why} for domain in GRADE_DOMAINS}


def upgrades(**given: int) -> dict[str, Any]:
    return {name: {"steps": n, "why": "Invented for the table and nothing else."} for name, n in given.items()}


def hold(certainty: Certainty, *, studied: bool = True) -> Evidence:
    """The review with another judgement; without what anybody tagged to its claim where it is not `studied`."""
    tags = EVIDENCE.tags if studied else tuple(t for t in EVIDENCE.tags if t.claim != certainty.claim)
    return replace(EVIDENCE, tags=tags, certainty={**EVIDENCE.certainty, certainty.claim: certainty})


def say(evidence: Evidence, claim: str) -> list[str]:
    """What the rules that can name a level say of one claim: field, rule and what would be right."""
    context = Context(evidence, TODAY)
    return [
        f"{p.field}: {p.rule}: {p.expected}"
        for name in NAMING
        for p in RULES[name].find(context)
        if p.path == f"certainty/{claim}.yaml"
    ]


class Row(NamedTuple):
    """One judgement, `why` somebody would write it, and all that is said of it."""

    why: str
    claim: str
    judged: dict[str, Any]
    said: tuple[str, ...]
    studied: bool = True


LESS = steps(risk_of_bias=1, imprecision=1)
ADDS_UP = "overall: grade-adds-up: {}, which the steps give from high"
FEW = "departs_because.imprecision: departs-because: (2: 40 people, where a precise answer needs 400;"
FEWER = "departs_because.imprecision: departs-because: (2: 60 people, where a precise answer needs 400;"
BIASED = "departs_because.risk_of_bias: departs-because: (1: 100 % of the people"
INDIRECT = "departs_because.indirectness: departs-because: (2: 1 of 1 study is indirect"
RATED = (
    "departs_because.basis: departs-because: "
    "(very_low: its studies are rated by GRADE, from high, risk_of_bias 1, imprecision 2)"
)
NOTHING = "departs_because.basis: departs-because: (nothing: there is no study to rate)"
SAID = "departs_because.basis: departs-because: (accepted: 1 support, 0 leave it open, 0 dispute (authority))"
NAMELESS = "body: body-named: the studies that it rests on; the rules would take invented-before-after"
ROWS = (
    Row("as the rules propose", TRIAL, {}, ()),
    Row("below the proposal", TRIAL, {"downgrades": steps(risk_of_bias=2, imprecision=2)}, ()),
    Row("one level typed above its steps", TRIAL, {"overall": "low"}, (ADDS_UP.format("very_low"),)),
    Row("three levels typed above its steps", TRIAL, {"overall": "high"}, (ADDS_UP.format("very_low"),)),
    Row("one step less, and the level it gives", TRIAL, {"overall": "low", "downgrades": LESS}, (FEW,)),
    Row(
        "no steps, and the level left as it was",
        TRIAL,
        {"overall": "very_low", "downgrades": steps()},
        (ADDS_UP.format("high"), BIASED, FEW),
    ),
    Row(
        "no steps, and a level between",
        TRIAL,
        {"overall": "low", "downgrades": steps()},
        (ADDS_UP.format("high"), BIASED, FEW),
    ),
    Row(
        "one step less, and a level above that",
        TRIAL,
        {"overall": "moderate", "downgrades": LESS},
        (ADDS_UP.format("low"), FEW),
    ),
    Row(
        "a lower start than the design has",
        TRIAL,
        {"starts_at": "low"},
        ("starts_at: grade-start: high: the body has a randomised comparison",),
    ),
    Row("no body", TRIAL, {"body": ()}, (NAMELESS,)),
    Row("no body, and one step less", TRIAL, {"body": (), "overall": "low", "downgrades": LESS}, (FEW, NAMELESS)),
    Row(
        "an upgrade from a high start",
        TRIAL,
        {"overall": "low", "upgrades": upgrades(large_effect=1)},
        ("departs_because.large_effect: departs-because: (0: a body that starts high has none)",),
    ),
    Row(
        "a rating in place of GRADE",
        TRIAL,
        {
            "basis": {"rating": "accepted", "why": "Invented."},
            "starts_at": None,
            "downgrades": None,
            "upgrades": None,
            "overall": None,
        },
        (RATED,),
    ),
    Row("nothing to rate, and the lowest level", TRIAL, {}, (), studied=False),
    Row("nothing to rate, and a level", TRIAL, {"overall": "low", "downgrades": LESS}, (NOTHING,), studied=False),
    Row(
        "nothing to rate, no body, and a level",
        TRIAL,
        {"body": (), "starts_at": "low", "overall": "low", "downgrades": steps()},
        (NOTHING,),
        studied=False,
    ),
    Row("no steps from a low start", WATCHED, {}, (BIASED, INDIRECT, FEWER)),
    Row(
        "a high start without a randomised trial",
        WATCHED,
        {"starts_at": "high", "overall": "low", "downgrades": steps(risk_of_bias=1, indirectness=1)},
        (
            "departs_because.starts_at: departs-because: (low: no randomised comparison in the body)",
            INDIRECT,
            FEWER,
            "starts_at: grade-start: low: the body has no randomised comparison",
        ),
    ),
    Row(
        "upgrades that make up for every step",
        WATCHED,
        {
            "overall": "moderate",
            "downgrades": steps(risk_of_bias=1, indirectness=2, imprecision=2),
            "upgrades": upgrades(large_effect=2, dose_response=2, opposing_confounding=2),
        },
        tuple(
            f"departs_because.{name}: departs-because: (0: none beside steps that are taken off)"
            for name in GRADE_UPGRADES
        ),
    ),
    Row(
        "GRADE where a rating belongs",
        HARM,
        {"basis": None, "starts_at": "high", "overall": "high", "downgrades": steps(), "upgrades": {}},
        (SAID, "starts_at: grade-start: low: the body has no randomised comparison"),
    ),
    Row("a firmer rating", HARM, {"basis": {"rating": "established", "why": "Invented."}}, (SAID,)),
    Row("a milder rating", HARM, {"basis": {"rating": "contested", "why": "Invented."}}, ()),
)


@pytest.mark.parametrize("row", ROWS, ids=[f"{r.claim}: {r.why}" for r in ROWS])
def test_what_is_said_of_a_level_and_why(row: Row) -> None:
    said = say(hold(judged(row.claim, **row.judged), studied=row.studied), row.claim)
    assert len(said) == len(row.said), said
    for told, wanted in zip(said, row.said, strict=True):
        place, _, reason = wanted.rpartition(": departs-because: ")
        assert told.startswith(f"{place}: departs-because: in en and sv" if place else wanted), told
        assert (reason or wanted) in told


def test_a_level_below_its_steps_is_told_apart_from_the_level_that_the_steps_give() -> None:
    evidence = hold(judged(TRIAL, overall="very_low", downgrades=steps()))
    found = [p.found for p in RULES["departs-because"].find(Context(evidence, TODAY))]
    assert found[0] == "high, which the steps give, 3 above very_low, and no argument"


COMBINED = tuple(
    (claim, level, start, taken, given, body, studied)
    for claim, level, start, taken, given, body, studied in itertools.product(
        (TRIAL, WATCHED), CERTAINTY_LEVELS, ("high", "low"), (0, 1, 2, 3, 5), (0, 1), (True, False), (True, False)
    )
)
TAKEN = {
    0: steps(),
    1: steps(risk_of_bias=1),
    2: steps(imprecision=2),
    3: steps(risk_of_bias=1, imprecision=2),
    5: steps(risk_of_bias=1, indirectness=2, imprecision=2),
}


@pytest.mark.parametrize("claim", [TRIAL, WATCHED])
@pytest.mark.parametrize("studied", [True, False])
def test_no_level_stands_above_its_steps_or_the_proposal_unnamed(claim: str, studied: bool) -> None:
    """Every level with every start, sum of steps and upgrade, with a body and without: 320 judgements for each."""
    proposal = propose(settle(hold(judged(claim), studied=studied)), claim)
    seen = 0
    for about, level, start, taken, given, body, with_studies in COMBINED:
        if (about, with_studies) != (claim, studied):
            continue
        named = EVIDENCE.certainty[claim].body if body else ()
        certainty = judged(claim, overall=level, starts_at=start, body=named, downgrades=TAKEN[taken],
                           upgrades=upgrades(large_effect=given) if given else {})  # fmt: skip
        departure, summed = find_departure(proposal, certainty), add_steps(certainty)
        case = (level, start, taken, given, body)
        highest = max(rank_word(level), rank_word(summed))
        if highest > rank_word(proposal.word):
            assert departure is not None, case
            assert departure.levels == highest - rank_word(proposal.word), case
            assert departure.where, case
            if studied and rank_word(level) > rank_word(summed):
                assert "overall" in departure.where, case
            seen += 1
        else:
            assert departure is None, case
        if rank_word(level) > rank_word(summed):
            said = RULES["grade-adds-up"].find(Context(hold(certainty, studied=studied), TODAY))
            assert [p.expected.partition(",")[0] for p in said] == [summed], case
    assert seen > 60


@pytest.mark.parametrize("code", ["en", "sv"])
def test_a_level_typed_above_its_steps_counts_nowhere(code: str) -> None:
    evidence = hold(judged(TRIAL, overall="low"))
    pending = find_pending(settle(evidence), TRIAL, propose(settle(evidence), TRIAL))
    assert pending is not None
    assert pending.why == "steps"
    said = describe_pending(pending, Words(code, evidence.vocabulary), evidence.people)
    assert {"en": "more than the judgement's own steps come to", "sv": "mer än bedömningens egna steg ger"}[
        code
    ] in said
    assert "overall" not in said


def test_a_level_below_the_proposal_is_never_exchanged_for_it() -> None:
    """Steps that hide a higher level are named; what is printed stays the weaker of the two."""
    evidence = hold(judged(TRIAL, overall="very_low", downgrades=steps()))
    assert find_pending(settle(evidence), TRIAL, propose(settle(evidence), TRIAL)) is None
    assert find_departure(propose(settle(evidence), TRIAL), evidence.certainty[TRIAL]) == Departure(
        3, ("risk_of_bias", "imprecision"), "very_low", "high"
    )


def test_an_upgrade_where_nothing_was_taken_off_is_refused_for_what_was_read() -> None:
    proposal = propose(settle(EVIDENCE), WATCHED)
    assert proposal.grade is not None
    clean = replace(proposal.grade, downgrades=tuple(replace(s, steps=0) for s in proposal.grade.downgrades))
    said = describe_proposed(replace(proposal, grade=clean), "large_effect")
    assert said == "0: nothing that was read of the body speaks for one"


@pytest.mark.parametrize(("language", "said"), [("en", "an argument is needed"), ("sv", "skäl krävs, eftersom")])
def test_a_form_asks_for_the_argument_in_its_own_language(language: str, said: str) -> None:
    evidence = hold(judged(TRIAL, downgrades=steps(), overall="high"))
    found = list(RULES["departs-because"].find(Context(evidence, TODAY)))
    form = open_certainty(rls.Workspace(TINY / "evidence", TODAY), TRIAL, "cia", language=language)
    told = tell_missing(form, {}, found)
    assert "departs_because.imprecision" in told
    assert all(text.startswith(said) for text in told.values()), "what `check` prints is English"

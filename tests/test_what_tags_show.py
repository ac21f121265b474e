"""What one good trial shows: each kind of claim, by each kind of result, by each tag, in one table with reasons.

The table was written before the rules that keep it. Where it is open what is right, the safe side stands: unclear,
which is very low. Of a result that is no interval nothing is ever highly certain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import pytest

from invented_studies import effect, stand
from random_bodies import ask, base, rank
from rlsevidence.decisions import StudyInClaim
from rlsevidence.judgement.grade import propose_grade
from rlsevidence.model import CERTAINTY_LEVELS, Claim, Estimate

B, H, N, U = "benefit", "harm", "no_difference", "unclear"


def groups(one: object, other: object, **more: object) -> dict[str, object]:
    return {"treated": one, "placebo": other, **more}


def counts(one: int, other: int) -> dict[str, object]:
    return groups({"events": one, "n": 2000}, {"events": other, "n": 2000})


@dataclass(frozen=True)
class Given:
    """What a result says, lower being better."""

    estimate: tuple[float, float, float] | None = None
    p: str | None = None
    values: Mapping[str, object] | None = None
    kind: str | None = None


RESULTS: dict[str, Given] = {
    "better": Given((0.5, 0.4, 0.6)),
    "worse": Given((2.0, 1.5, 2.7)),
    "no difference": Given((1.0, 0.95, 1.05)),
    "open": Given((1.0, 0.6, 1.7)),
    "no numbers": Given(),
    "p clear": Given(p="0.001"),
    "p open": Given(p="0.6"),
    "flat better": Given(p="0.001", values=groups(10, 20, n=4000)),
    "flat worse": Given(p="0.001", values=groups(20, 10, n=4000)),
    "flat equal": Given(values=groups(10, 10, n=4000)),
    "events better": Given(values=counts(200, 400)),
    "events worse": Given(values=counts(400, 200)),
    "events equal": Given(values=counts(400, 400)),
    "told better": Given(values={"direction": "lower with the treatment"}, kind="direction-only"),
    "told worse": Given(values={"direction": "worse with the treatment"}, kind="direction-only"),
    "told equal": Given(values={"direction": "no difference"}, kind="direction-only"),
}

KINDS: dict[str, tuple[str, str | None]] = {
    "benefit": ("effect", "benefit"),
    "harm asserted": ("harm", "harm"),
    "safety asserted": ("harm", "no_difference"),
    "relief of harm": ("harm", "benefit"),
    "association": ("association", "harm"),
    "equivalence": ("effect", "no_difference"),
}
TAGS = ("supports", "disputes", "inconclusive")

GOOD = {
    "better": B,
    "no numbers": B,
    "p clear": B,
    "flat better": B,
    "events better": B,
    "told better": B,
}
AGAINST_GOOD = {"worse": H, "no difference": N, "events worse": H, "events equal": N}
NOTHING_SHOWN = {"no difference": N, "events equal": N}

TABLE: dict[tuple[str, str], tuple[dict[str, str], str]] = {
    # (kind, tag): what is not unclear, and why
    ("benefit", "supports"): (
        GOOD,
        "What is better bears the tag out. Without numbers the tag is a person's word, and imprecise. What is worse "
        "goes against it, which a person has to settle; p of 0.05 or more, equal numbers, 'no difference' or an "
        "interval that leaves only that leave it open.",
    ),
    ("benefit", "disputes"): (
        AGAINST_GOOD,
        "Only an interval wholly on the worse side shows harm, and only one without room for what matters shows no "
        "difference. Bare numbers, words and p show neither: not having seen a benefit is not having seen none.",
    ),
    ("harm asserted", "supports"): (
        {"worse": H, "no numbers": H, "p clear": H, "flat worse": H, "events worse": H, "told worse": H},
        "The mirror of a benefit: what is worse bears it out.",
    ),
    ("harm asserted", "disputes"): (
        NOTHING_SHOWN,
        "That a harm does not show needs an interval without room for it. That people fare better is no claim of "
        "this kind, so it is left open; what is worse goes against the tag.",
    ),
    ("safety asserted", "supports"): (
        NOTHING_SHOWN,
        "That something is safe is shown by an interval without room for what matters, and by nothing less: no "
        "numbers, a p of 0.6 and equal bare numbers are no evidence of safety. What is worse goes against the tag; "
        "what is better is another finding than no difference, and left open.",
    ),
    ("safety asserted", "disputes"): (
        {"worse": H, "events worse": H},
        "A harm that is shown stands, since it is what the tag says. Without an interval it is against the claim and "
        "shows nothing else. No difference, or better, goes against the tag.",
    ),
    ("relief of harm", "supports"): (GOOD, "A claim of harm that promises less of it is borne out by what is better."),
    ("relief of harm", "disputes"): (AGAINST_GOOD, "As with a benefit: the interval tells what is shown instead."),
    ("association", "supports"): (
        dict.fromkeys([*GOOD, "worse", "flat worse", "events worse", "told worse"], H),
        "An association may be told either way round, so its sign tells nothing; equal numbers and an open p leave "
        "it open, as an interval does that takes in no effect.",
    ),
    ("association", "disputes"): ({}, "No association is never shown here: nobody has set what would be none."),
    ("equivalence", "supports"): (NOTHING_SHOWN, "As with safety: equal is what an interval shows, or nothing is."),
    ("equivalence", "disputes"): (
        {"worse": H, "events worse": H},
        "What is shown to be worse is told. What is better is left open: no sentence of such a claim tells of benefit.",
    ),
    **{
        (kind, "inconclusive"): ({}, "Who read it found that it leaves the question open, and nothing overrules that.")
        for kind in KINDS
    },
}


def claim_of(kind: str) -> Claim:
    word, agrees = KINDS[kind]
    claim = ask(word)
    assert claim.phrases is not None
    return claim.model_copy(update={"phrases": claim.phrases.model_copy(update={"agrees_with": agrees})})


def give(given: Given, tag: str, design: str = "rct", n: int = 4000) -> StudyInClaim:
    """A trial of people at low risk of bias whose one result says what is given."""
    estimate = effect(*given.estimate, "RR") if given.estimate else None
    one = stand("a", design, n=n, stance=tag, estimate=estimate)
    (result,) = one.study.results
    changes: dict[str, Any] = {"better": "lower", "p": given.p, "values": given.values}
    if given.kind:
        changes["kind"] = given.kind
    return replace(one, study=one.study.model_copy(update={"results": (result.model_copy(update=changes),)}))


def test_the_table_is_whole() -> None:
    assert set(TABLE) == set(product(KINDS, TAGS))
    for expected, why in TABLE.values():
        assert set(expected) <= set(RESULTS)
        assert set(expected.values()) <= {B, H, N}
        assert len(why.split()) > 6
    words = {agrees for _, agrees in KINDS.values()}
    assert words == {B, H, N}, "every side that a claim can take has a kind"


@pytest.mark.parametrize("result", RESULTS)
@pytest.mark.parametrize(("kind", "tag"), TABLE)
def test_what_a_tag_shows(kind: str, tag: str, result: str) -> None:
    expected, why = TABLE[kind, tag]
    design = "case-control" if kind == "association" else "rct"
    found = propose_grade(base(), claim_of(kind), [give(RESULTS[result], tag, design)])
    assert found.direction == expected.get(result, U), (why, found.direction_why)
    if found.direction == U:
        assert found.level == "very_low"
    elif RESULTS[result].estimate is None:
        assert rank(found) <= CERTAINTY_LEVELS.index("moderate")


@pytest.mark.parametrize(
    "p",
    ["0.6", "0,6", ".6", "p = 0.6", "P=0.06", ">0.05", "> 0.05", "≥0.05", "0.05", "1.0", "not significant", "NS",
     "n.s.", "Non-significant", "ej signifikant", "inte signifikant", "0.6 (between groups)", "0.01; 0.3"],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["benefit", "harm asserted", "relief of harm", "safety asserted", "association"])
def test_an_open_p_shows_nothing_however_it_is_printed(p: str, kind: str) -> None:
    design = "case-control" if kind == "association" else "rct"
    for values in (None, groups(10, 20, n=4000), groups(20, 10, n=4000)):
        found = propose_grade(base(), claim_of(kind), [give(Given(p=p, values=values), "supports", design)])
        assert (found.direction, found.level) == (U, "very_low"), found.direction_why
    three = [replace(s, study=s.study.model_copy(update={"id": name})) for name in "abc"
             for s in [give(Given(p=p), "supports", design)]]  # fmt: skip
    assert propose_grade(base(), claim_of(kind), three).direction == U


@pytest.mark.parametrize("p", ["<0.05", "0.049", "p<.001", "<= 0.05", "0.000 (as printed)", "1e-5", "0,01"])
def test_a_clear_p_leaves_the_tag_its_word(p: str) -> None:
    assert propose_grade(base(), claim_of("benefit"), [give(Given(p=p), "supports")]).direction == B


WORSE: dict[str, Mapping[str, object]] = {
    "flat": groups(20, 10, n=400),
    "change scores": groups(1.0, -3.0, n=400),
    "the other group first": {"placebo": 10, "treated": 20},
    "means without deviations": groups({"mean": 20}, {"mean": 10}),
    "medians": groups({"median": 20, "n": 200}, {"median": 10, "n": 200}),
    "shares": groups({"percent": 40}, {"percent": 20}),
    "changes": groups({"change": 1}, {"change": -3}),
    "before and after in each": groups({"before": 20, "after": 21}, {"before": 20, "after": 12}),
    "named by the group": {"treated_mean": 20, "treated_sd": 5, "placebo_mean": 10, "placebo_sd": 5, "n": 400},
    "named changes": {"treated_change": -3, "placebo_change": -8},
    "groups that are no arms": {"intervention": 20, "control": 10},
    "events of people": groups({"events": 10, "n": 200}, {"events": 2, "n": 200}),
    "events of unequal groups": groups({"events": 10, "n": 100}, {"events": 12, "n": 400}),
    "words": {"direction": "worse with the treatment"},
    "words that say the other group did well": {"direction": "lower with placebo"},
    "words in Swedish": {"direction": "sämre med behandlingen"},
    "words of height": {"direction": "higher with the treatment"},
}


@pytest.mark.parametrize("name", WORSE)
def test_worse_without_an_interval_is_no_benefit(name: str) -> None:
    for kind in ("benefit", "relief of harm", "safety asserted"):
        found = propose_grade(base(), claim_of(kind), [give(Given(values=WORSE[name]), "supports")])
        assert (found.direction, found.level) == (U, "very_low"), found.direction_why
    assert (
        propose_grade(base(), claim_of("harm asserted"), [give(Given(values=WORSE[name]), "supports")]).direction == H
    )


UNSURE: dict[str, tuple[str, float, float | None, float | None, float | None]] = {
    "a standardised difference across nothing": ("SMD", -0.02, -0.4, 0.36, 95),
    "a standardised difference nearly clear": ("SMD", -0.3, -0.65, 0.05, 95),
    "a risk across nothing": ("RR", 0.98, 0.6, 1.6, 95),
    "odds across nothing": ("OR", 0.7, 0.4, 1.1, 95),
    "a hazard across nothing": ("HR", 0.9, 0.7, 1.2, 95),
    "a share across nothing": ("RD", -0.1, -0.3, 0.1, 95),
    "a correlation across nothing": ("r", -0.2, -0.5, 0.1, 95),
    "a mean across nothing": ("MD", -2, -4.2, 0.2, 95),
    "clear at 90 only": ("SMD", -0.3, -0.59, -0.01, 90),
    "clear at 50 only": ("SMD", -0.5, -0.7, -0.3, 50),
    "a ratio clear at 50 only": ("RR", 0.7, 0.6, 0.8, 50),
    "a level that is none": ("MD", -5, -6, -4, 0.95),
    "ends in no order": ("MD", -5, -4, -6, 95),
    "a measure that nobody knows": ("XX", -5, -6, -4, 95),
    "an interval without width": ("RR", 0.5, 0.5, 0.5, 95),
    "a point at nothing": ("MD", 0, None, None, None),
    "a ratio at nothing": ("RR", 1, None, None, None),
}


@pytest.mark.parametrize("name", UNSURE)
@pytest.mark.parametrize("kind", ["benefit", "harm asserted", "relief of harm", "association"])
def test_what_nobody_can_tell_for_sure_is_open_whatever_the_measure(kind: str, name: str) -> None:
    measure, value, low, high, level = UNSURE[name]
    design = "case-control" if kind == "association" else "rct"
    for turned in (1, -1):
        ratio = measure in ("RR", "OR", "HR")
        ends = [x if x is None or turned == 1 else 1 / x if ratio else -x for x in (value, low, high)]
        first, *limits = ends if turned == 1 else (ends[0], ends[2], ends[1])
        assert first is not None
        said = Estimate(measure=measure, value=first, ci_low=limits[0], ci_high=limits[1], level=level)
        one = give(Given(), "supports", design)
        (result,) = one.study.results
        study = one.study.model_copy(update={"results": (result.model_copy(update={"estimate": said}),)})
        three = [replace(one, study=study.model_copy(update={"id": name})) for name in "abc"]
        for body in (three[:1], three):
            found = propose_grade(base(), claim_of(kind), body)
            assert (found.direction, found.level) == (U, "very_low"), found.direction_why


@pytest.mark.parametrize(("measure", "value"), [("MD", 3), ("SMD", 0.4), ("RR", 1.8), ("RD", 0.1), ("r", 0.3)])
def test_a_point_on_the_wrong_side_bears_nothing_out(measure: str, value: float) -> None:
    said = Estimate(measure=measure, value=value, ci_low=None, ci_high=None, level=None)
    one = give(Given(), "supports")
    (result,) = one.study.results
    one = replace(one, study=one.study.model_copy(update={"results": (result.model_copy(update={"estimate": said}),)}))
    for kind, shown in (("benefit", U), ("relief of harm", U), ("harm asserted", H)):
        assert propose_grade(base(), claim_of(kind), [one]).direction == shown


@pytest.mark.parametrize("p", ["0.4", "ns", "not significant"])
def test_a_test_against_its_own_interval_leaves_it_open(p: str) -> None:
    one = give(Given((0.5, 0.4, 0.6), p=p), "supports")
    found = propose_grade(base(), claim_of("benefit"), [one])
    assert (found.direction, found.level) == (U, "very_low"), found.direction_why


@pytest.mark.parametrize(
    "words",
    ["placebo better", "did not improve", "failed to improve", "no improvement", "ingen förbättring", "placebo bättre",
     "inferior to placebo", "neither arm improved", "less relief with the treatment", "förbättrades inte",
     "better dreams", "worse", "unchanged", "no better", "better with placebo", "favours placebo", "flurb",
     "sham improved more"],
)  # fmt: skip
def test_only_words_known_to_favour_it_count(words: str) -> None:
    for p in (None, "0.001"):
        told = give(Given(values={"direction": words}, kind="direction-only", p=p), "supports")
        found = propose_grade(base(), claim_of("benefit"), [told])
        assert (found.direction, found.level) == (U, "very_low"), found.direction_why


@pytest.mark.parametrize(
    "words",
    ["improved", "better with treated", "lower than with placebo", "significantly lower in the treatment group",
     "superior to placebo", "favours treatment", "treated better than placebo", "lägre än placebo",
     "bättre med läkemedlet"],
)  # fmt: skip
def test_words_that_favour_it_are_read(words: str) -> None:
    told = give(Given(values={"direction": words}, kind="direction-only"), "supports")
    assert propose_grade(base(), claim_of("benefit"), [told]).direction == B


@pytest.mark.parametrize(
    "values",
    [groups("20 (5)", "10 (5)"), groups("40%", "20%"), groups("10", "20", n=400), {"direction": 5},
     groups({"events": "two", "n": 200}, {"events": 10, "n": 200}), groups({"mean": "15,2"}, {"mean": 20}),
     groups({"events": 2, "n": "200"}, {"events": 10, "n": 200}), {"treated_mean": "10", "placebo_mean": 20}],
)  # fmt: skip
def test_a_number_that_is_text_leaves_it_open(values: Mapping[str, object]) -> None:
    found = propose_grade(base(), claim_of("benefit"), [give(Given(values=values), "supports")])
    assert (found.direction, found.level) == (U, "very_low"), found.direction_why


def put(one: StudyInClaim, *changes: dict[str, Any]) -> StudyInClaim:
    """The study with its result told once for each of the changes."""
    (result,) = one.study.results
    told = tuple(result.model_copy(update={"id": f"r{i}", **change}) for i, change in enumerate(changes))
    return replace(one, study=one.study.model_copy(update={"results": told}))


CLEARLY = {"estimate": effect(-0.5, -0.7, -0.3, "SMD")}
BESIDE: dict[str, dict[str, Any]] = {
    "a p that is open": {"p": "0.8", "estimate": None},
    "a point at nothing": {"estimate": Estimate(measure="SMD", value=0, ci_low=None, ci_high=None, level=None)},
    "a mean across nothing": {"estimate": effect(0, -4, 4)},
    "words": {"values": {"direction": "no difference"}, "kind": "direction-only"},
}


@pytest.mark.parametrize("name", BESIDE)
def test_an_open_result_beside_a_clear_one_costs_a_step(name: str) -> None:
    one = give(Given(), "supports")
    plain = propose_grade(base(), claim_of("benefit"), [put(one, CLEARLY, CLEARLY)])
    for pair in ((CLEARLY, BESIDE[name]), (BESIDE[name], CLEARLY)):
        found = propose_grade(base(), claim_of("benefit"), [put(one, *pair)])
        assert found.steps["inconsistency"] == plain.steps["inconsistency"] + 1
        assert rank(found) < rank(plain)


def test_numbers_against_their_own_estimate_leave_it_open() -> None:
    one = give(Given(), "supports")
    for values in (groups(20, 10), groups({"mean": 20}, {"mean": 10}), {"direction": "worse with the treatment"}):
        told = put(one, {**CLEARLY, "values": values})
        found = propose_grade(base(), claim_of("benefit"), [told])
        assert (found.direction, found.level) == (U, "very_low"), found.direction_why
    same = put(one, {**CLEARLY, "values": groups(10, 20)})
    assert propose_grade(base(), claim_of("benefit"), [same]).direction == B


SMALL: dict[str, dict[str, Any]] = {
    "a fiftieth of its own deviations": {
        "estimate": effect(-0.1, -0.15, -0.05),
        "outcome": "symptoms",
        "values": groups({"mean": 9.9, "sd": 5, "n": 2000}, {"mean": 10, "sd": 5, "n": 2000}),
    },
    "a share in per cent": {"estimate": effect(-1, -1.5, -0.5, "RD"), "unit": "percent"},
    "a share in per cent by its size": {"estimate": effect(-1.2, -1.5, -0.5, "RD"), "unit": None},
    "a share": {"estimate": effect(-0.01, -0.015, -0.005, "RD"), "unit": None},
}


@pytest.mark.parametrize("name", SMALL)
def test_what_is_too_small_to_matter_bears_nothing_out_in_its_own_units(name: str) -> None:
    for tag in ("supports", "disputes"):
        found = propose_grade(base(), claim_of("benefit"), [put(give(Given(), tag), SMALL[name])])
        assert (found.direction, found.level) == (U, "very_low"), found.direction_why


def test_what_is_large_in_its_own_units_bears_it_out() -> None:
    large = [
        {**SMALL["a fiftieth of its own deviations"], "estimate": effect(-2, -3, -1.5), "values": groups(8, 10)},
        {
            **SMALL["a fiftieth of its own deviations"],
            "estimate": effect(-2, -3, -1.5),
            "values": groups({"mean": 8, "sd": 5, "n": 2000}, {"mean": 10, "sd": 5, "n": 2000}),
        },
        {"estimate": effect(-10, -15, -5, "RD"), "unit": "percent"},
    ]
    for change in large:
        assert propose_grade(base(), claim_of("benefit"), [put(give(Given(), "supports"), change)]).direction == B


def test_few_events_are_seen_however_they_are_told() -> None:
    estimate = {"estimate": effect(0.2, 0.05, 0.8, "RR")}
    told = [
        groups({"events": 2, "n": 2000}, {"events": 10, "n": 2000}),
        groups({"count": 2, "n": 2000}, {"count": 10, "n": 2000}),
        groups({"events": "2/2000"}, {"events": "10/2000"}),
        None,
    ]
    one = give(Given(), "supports")
    found = [propose_grade(base(), claim_of("benefit"), [put(one, {**estimate, "values": v})]) for v in told]
    assert {f.steps["imprecision"] for f in found} == {2}
    many = put(one, {"estimate": effect(0.5, 0.4, 0.6, "RR"), "values": None})
    assert propose_grade(base(), claim_of("benefit"), [many]).steps["imprecision"] == 1, "not told, and not few"


@pytest.mark.parametrize("better", ["none", None])
def test_an_interval_of_which_nobody_says_which_way_is_better_bears_no_benefit_out(better: str | None) -> None:
    for ends in ((5, 4, 6), (-5, -6, -4)):
        told = put(give(Given(), "supports"), {"estimate": effect(*ends), "better": better})
        assert propose_grade(base(), claim_of("benefit"), [told]).direction == U

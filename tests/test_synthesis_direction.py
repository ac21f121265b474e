"""Directions of effect in the manner of SWiM, and pooling of results only where the protocol allows it."""

from __future__ import annotations

import math

import pytest

from invented_studies import CLAIM, effect, make_study
from rlsevidence.model import Study
from rlsevidence.synthesis.claim_pool import pool_claim, read_associations
from rlsevidence.synthesis.direction import read_directions, tally_directions


def trial(name: str, value: float | None = None, **options: object) -> Study:
    estimate = None if value is None else effect(value, value - 2, value + 2)
    return make_study(name, estimate=estimate, **options)  # type: ignore[arg-type]


def test_direction_is_turned_to_better_and_kept_apart_by_kind() -> None:
    studies = [
        (trial("a", 5), "inconclusive"),
        (trial("b", -5, better="lower"), "inconclusive"),
        (trial("c", -5), "supports"),
        (trial("d"), "supports"),
        (trial("e"), "inconclusive"),
        (trial("f", 5, design="single-arm-trial", kind="before-after"), "supports"),
    ]
    found = {d.study: (d.way, d.read_from) for d in read_directions(studies, CLAIM)}
    assert found == {
        "a": ("better", "effect"),
        "b": ("better", "effect"),
        "c": ("worse", "effect"),  # the number stands, whatever the tag
        "d": ("better", "tag"),
        "e": ("unclear", "tag"),
        "f": ("better", "effect"),
    }
    tallies = {t.family: t for t in tally_directions(read_directions(studies, CLAIM))}
    assert set(tallies) == {"between-arms", "before-after"}
    between = tallies["between-arms"]
    assert (between.better, between.worse, between.unclear) == (("a", "b", "d"), ("c",), ("e",))
    assert between.p == pytest.approx(2 * (4 + 1) / 16)


P = [
    ("0.03", 0.03, False, "a plain number"),
    ("<0.01", 0.01, True, "a bound"),
    ("0.001 (three arms compared at once)", None, False, "of another comparison"),
    ("0.012 (trend)", None, False, "of a trend"),
    ("not significant", None, False, "no number"),
    (None, None, False, "nothing"),
]


@pytest.mark.parametrize(("text", "p", "bound", "why"), P, ids=[x[3] for x in P])
def test_only_a_plain_p_is_placed(text: str | None, p: float | None, bound: bool, why: str) -> None:
    found = read_directions([(trial("a", 5, p=text), "supports")], CLAIM)[0]
    assert (found.p, found.bound) == (p, bound), why


def test_the_least_favourable_p_of_a_study_and_none_when_one_is_silent() -> None:
    one = trial("a", 5, p="0.001")
    second = one.results[0].model_copy(update={"id": "second", "p": "0.04"})
    silent = one.results[0].model_copy(update={"id": "silent", "p": "not significant"})
    both = one.model_copy(update={"results": (*one.results, second)})
    hidden = one.model_copy(update={"results": (*one.results, silent)})
    assert read_directions([(both, "supports")], CLAIM)[0].p == 0.04
    assert read_directions([(hidden, "supports")], CLAIM)[0].p is None


def test_pooled_only_when_randomised_and_alike() -> None:
    alike = [trial("a", 5), trial("b", 6)]
    (one,) = pool_claim(alike, CLAIM)
    assert one.pooled is not None
    assert (one.studies, one.pooled.k, one.pooled.method) == (("a", "b"), 2, "REML")
    # Equal variances: the pooled estimate is the plain mean.
    assert one.pooled.estimate == pytest.approx(5.5)
    other_time = trial("c", 5).model_copy(
        update={"results": (alike[0].results[0].model_copy(update={"when": "another time"}),)}
    )
    assert [p.pooled for p in pool_claim([alike[0], other_time], CLAIM)] == [None, None]
    uncontrolled = trial("d", 5, design="single-arm-trial", kind="before-after")
    assert pool_claim([uncontrolled, uncontrolled], CLAIM) == ()
    assert pool_claim([trial("e", 5, design="cohort")], CLAIM) == ()


def test_two_results_of_one_study_are_pooled_once() -> None:
    one = trial("a", 5)
    twice = one.model_copy(update={"results": (*one.results, one.results[0].model_copy(update={"id": "again"}))})
    assert pool_claim([twice], CLAIM)[0].studies == ("a",)


def test_ratios_are_pooled_as_logarithms_and_turned() -> None:
    ratio = [make_study(n, estimate=effect(0.5, 0.25, 1.0, "RR"), better="lower") for n in ("a", "b")]
    (one,) = pool_claim(ratio, CLAIM)
    assert one.pooled is not None
    assert one.pooled.estimate == pytest.approx(math.log(2))


def test_associations_stand_alone_largest_first() -> None:
    small = make_study("a", "cohort", n=10, kind="association", estimate=effect(2, 1.1, 4, "OR"))
    large = make_study("b", "cohort", n=900, kind="association", estimate=effect(1.1, 0.9, 1.4, "OR"))
    assert [p.studies for p in read_associations([small, large], CLAIM)] == [("b",), ("a",)]
    assert read_associations([trial("c", 5)], CLAIM) == ()


def test_a_tag_stands_for_what_the_claim_asserts() -> None:
    """That a harm is supported says that people fared worse; that something is safe, that they fared neither way."""
    studies = [(trial("d"), "supports"), (trial("e"), "disputes")]
    for asserted, ways in (
        ("benefit", ["better", "worse"]),
        ("harm", ["worse", "better"]),
        ("no_difference", ["unclear", "worse"]),
    ):
        assert [d.way for d in read_directions(studies, CLAIM, asserted)] == ways

"""Effect sizes against metafor's escalc, by hand, and what is said of suspicious input."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rlsevidence.model import Evidence
from rlsevidence.synthesis import effects as fx
from rlsevidence.synthesis.effects import Effect, Group
from rlsevidence.synthesis.result_effects import NoEffect, compute_effect
from rlsevidence.workspace import open_workspace

REFERENCE = Path(__file__).parent / "reference" / "conversions.tsv"


def pair(a: list[float]) -> tuple[Group, Group]:
    return Group(a[0], a[1], int(a[2])), Group(a[3], a[4], int(a[5]))


def times(a: list[float]) -> tuple[Group, Group, float]:
    return Group(a[0], a[1], int(a[4])), Group(a[2], a[3], int(a[4])), a[5]


def table(measure: str) -> Callable[[list[float]], Effect]:
    return lambda a: fx.two_by_two(measure, *(int(x) for x in a))


def median(a: list[float]) -> Effect:
    group, _, _ = fx.group_from_median(a[0], a[1], a[2], int(a[3]))
    return Effect("-", group.mean, group.sd, "-")


COMPUTED: dict[str, Callable[[list[float]], Effect]] = {
    "mean_difference": lambda a: fx.mean_difference(*pair(a)),
    "standardised_difference": lambda a: fx.standardised_difference(*pair(a)),
    "mean_change": lambda a: fx.mean_change(*times(a)),
    "standardised_change": lambda a: fx.standardised_change(*times(a)),
    "OR": table("OR"),
    "RR": table("RR"),
    "RD": table("RD"),
    "group_from_median": median,
    "correct_small": lambda a: Effect("-", fx.correct_small(a[0]), 0.0, "-"),
}


def read() -> list[dict[str, str]]:
    with REFERENCE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def test_every_formula_is_pinned() -> None:
    assert {row["what"] for row in read()} == set(COMPUTED)


@pytest.mark.parametrize("row", read(), ids=lambda r: f"{r['what']}-{r['arguments']}")
def test_agrees_with_metafor(row: dict[str, str]) -> None:
    found = COMPUTED[row["what"]]([float(x) for x in row["arguments"].split()])
    assert found.yi == pytest.approx(float(row["yi"]), rel=1e-11, abs=1e-13)
    assert found.vi == pytest.approx(float(row["vi"]), rel=1e-11, abs=1e-13)


def test_by_hand() -> None:
    """Each from its formula, with pencil and paper."""
    g = fx.standardised_difference(Group(103, 5.5, 50), Group(100, 4.5, 50))
    # Pooled variance (30.25 + 20.25)/2 = 25.25; d = 3/5.02494 = 0.59702; J(98) near 1 - 3/(4*98 - 1) = 0.99233.
    assert g.yi == pytest.approx(0.59702 * 0.99233, abs=2e-5)
    odds = fx.two_by_two("OR", 5, 100, 10, 100)
    assert (odds.yi, odds.vi) == (
        pytest.approx(math.log(5 * 90 / (95 * 10))),
        pytest.approx(1 / 5 + 1 / 95 + 1 / 10 + 1 / 90),
    )
    risk = fx.two_by_two("RR", 5, 100, 10, 100)
    assert (risk.yi, risk.vi) == (pytest.approx(math.log(0.5)), pytest.approx(1 / 5 - 1 / 100 + 1 / 10 - 1 / 100))


@settings(deadline=None)
@given(st.floats(0.05, 20), st.floats(0.01, 2), st.sampled_from([90.0, 95.0, 99.0]))
def test_an_interval_and_its_ratio_come_back(value: float, se: float, level: float) -> None:
    ends = Effect("OR", math.log(value), se * se, "-").interval(level)
    assert ends is not None
    back = fx.ratio_from_interval("OR", value, math.exp(ends[0]), math.exp(ends[1]), level=level)
    assert back.yi == pytest.approx(math.log(value), abs=1e-9)
    assert back.se == pytest.approx(se, rel=1e-6)
    assert back.warnings == ()


def test_direction_is_aligned_to_better() -> None:
    """Fewer points of severity is better, so a fall counts as above 0."""
    lower, higher = Group(10, 5, 40), Group(14, 5, 40)
    assert fx.mean_difference(lower, higher, better="lower").aligned == 4
    assert fx.mean_difference(lower, higher, better="higher").aligned == -4
    assert fx.mean_difference(lower, higher, better="none").aligned is None


def test_an_assumed_correlation_says_so_and_matters() -> None:
    before, after = Group(75, 12, 10), Group(85, 8, 10)
    assumed, stated = fx.mean_change(before, after), fx.mean_change(before, after, 0.5)
    assert assumed.assumptions == ("correlation between the two times assumed to be 0.5",)
    assert stated.assumptions == ()
    assert assumed.vi == stated.vi
    high = fx.mean_change(before, after, 0.9)
    assert (high.vi or 0) < (stated.vi or 0)


P = [
    ("<0.01", 0.01, True, "a bound"),
    ("< 0.05", 0.05, True, "a bound with a space"),
    ("0.07", 0.07, False, "a number"),
    ("p = 0,03", 0.03, False, "letters and a decimal comma"),
    ("0.001 (three arms compared at once)", 0.001, False, "words after it"),
    ("not significant", None, False, "no number"),
    (">0.05", None, False, "above a bound says nothing of size"),
    ("", None, False, "nothing"),
]


@pytest.mark.parametrize(("text", "number", "bound", "why"), P, ids=[p[3] for p in P])
def test_p_values_as_printed(text: str, number: float | None, bound: bool, why: str) -> None:
    assert fx.read_p(text) == (number, bound), why


def test_a_standard_error_from_p() -> None:
    exact = fx.effect_from_p("MD", -2.0, "0.05")
    assert exact.se == pytest.approx(2 / 1.959963984540054)
    bound = fx.effect_from_p("MD", -2.0, "<0.05", df=9)
    assert bound.se == pytest.approx(2 / 2.2621571627409915)
    assert bound.assumptions == ("p <0.05 taken as 0.05",)
    assert fx.effect_from_p("MD", -2.0, "not significant").vi is None


DOUBTS = [
    (lambda: fx.mean_difference(Group(20, 0.9, 40), Group(15, 1.0, 40)).warnings, "standard errors", "an SE as an SD"),
    (lambda: fx.doubt_sd(Group(20, 0.9, 40), Group(17, 1.0, 40), "0.03"), "look like standard errors", "p says so"),
    (lambda: fx.doubt_sd(Group(20, 5.7, 40), Group(17, 6.3, 40), "0.03"), None, "the same with true SDs"),
    (lambda: fx.mean_difference(Group(20, 9, 40), Group(15, 1.0, 40)).warnings, "one may be", "one SE, one SD"),
    (lambda: fx.doubt_scale(Group(44, 5, 20), 0, 40), "outside the scale", "IRLS ends at 40"),
    (lambda: fx.doubt_scale(Group(38, 20, 20), 0, 40), "impossible", "no spread that wide so near the end"),
    (lambda: fx.doubt_scale(Group(24, 6, 20), 0, 40), None, "an ordinary IRLS"),
    (lambda: fx.ratio_from_interval("OR", 2.0, 1.1, 3.6, p="0.40").warnings, "the source says", "CI without 1, p 0.4"),
    (lambda: fx.ratio_from_interval("OR", 2.024, 1.16, 3.532, p="0.013").warnings, None, "CI and p agree"),
    (lambda: fx.ratio_from_interval("OR", 2.0, 1.9, 3.6).warnings, "middle", "an estimate at the end of its interval"),
    (lambda: fx.group_from_median(3, 2, 9, 30)[2], "lopsided", "skewed quartiles"),
]


@pytest.mark.parametrize(("ask", "said", "why"), DOUBTS, ids=[d[2] for d in DOUBTS])
def test_suspicious_input_is_warned_of(ask: Callable[[], tuple[str, ...]], said: str | None, why: str) -> None:
    warnings = " ".join(ask())
    assert (warnings == "") if said is None else (said in warnings)


IMPOSSIBLE = [
    (lambda: fx.mean_difference(Group(1, -1, 10), Group(2, 1, 10)), "a negative deviation"),
    (lambda: fx.mean_difference(Group(1, 1, 1), Group(2, 1, 10)), "one person has no spread"),
    (lambda: fx.mean_difference(Group(1, 0, 10), Group(2, 0, 10)), "no spread at all"),
    (lambda: fx.mean_change(Group(1, 1, 10), Group(2, 1, 9)), "other people afterwards"),
    (lambda: fx.mean_change(Group(1, 1, 10), Group(2, 1, 10), 1.0), "a perfect correlation"),
    (lambda: fx.ratio_from_interval("OR", 2, 3, 4), "an estimate outside its interval"),
    (lambda: fx.ratio_from_interval("OR", 1, -1, 4), "a ratio below nought"),
    (lambda: fx.ratio_from_interval("MD", 1, 0.5, 4), "not a ratio"),
    (lambda: fx.difference_from_interval("MD", 1, 1, 1), "no width"),
    (lambda: fx.two_by_two("OR", 11, 10, 1, 10), "more events than people"),
    (lambda: fx.two_by_two("HR", 1, 10, 1, 10), "no hazard in a table"),
    (lambda: fx.group_from_median(3, 4, 5, 20), "a median outside its quartiles"),
    (lambda: fx.correct_small(1), "no degrees of freedom left"),
]


@pytest.mark.parametrize(("ask", "why"), IMPOSSIBLE, ids=[i[1] for i in IMPOSSIBLE])
def test_impossible_input_is_refused(ask: Callable[[], object], why: str) -> None:
    with pytest.raises(ValueError, match="expected|not one of"):
        ask()


@pytest.fixture(scope="module")
def evidence(repo: Path) -> Evidence:
    return open_workspace(repo).evidence


def test_every_result_of_the_evidence_gives_an_effect_or_a_reason(evidence: Evidence) -> None:
    """Hornyak 1998 by hand: 85 - 75, sd of the change with r 0.5 is sqrt(144 + 64 - 96) over the root of 10."""
    found = [compute_effect(s, r) for s in evidence.studies.values() for r in s.results]
    assert all(e.why for e in found if isinstance(e, NoEffect))
    hornyak = evidence.studies["hornyak-1998"]
    sleep = compute_effect(hornyak, next(r for r in hornyak.results if r.id == "sleep-efficiency"))
    assert isinstance(sleep, Effect)
    assert (sleep.measure, sleep.yi, sleep.se) == ("MC", 10, pytest.approx(math.sqrt(112 / 10)))
    assert sleep.assumptions


def test_the_table_of_effects(repo: Path) -> None:
    """Ratios are shown as reported and their interval comes back; what gives no effect says why."""
    review = open_workspace(repo)
    table = review.effects("deficiency-contributes")
    yang = table[table.study == "yang-2019"].iloc[0]
    assert (yang.measure, round(yang.effect, 3), round(yang.low, 2), round(yang.high, 2)) == ("OR", 2.024, 1.16, 3.53)
    assert all(row.measure is not None or row.doubt for row in table.itertuples())


def test_an_interval_that_was_printed_stands_as_printed() -> None:
    import rlsevidence as rls
    from conftest import REPO
    from rlsevidence.synthesis.result_effects import tabulate_effects

    studies = rls.open_workspace(REPO).evidence.studies
    (row,) = tabulate_effects([studies["rondanelli-2011"]], "insomnia-improvement")
    assert (row.effect, row.low, row.high) == (6.8, 5.4, 8.3), "not 5.35 and 8.25, worked out from the middle"

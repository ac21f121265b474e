"""Pooling against R metafor, the table of effects, and `rlsevidence pool` as programs call it."""

from __future__ import annotations

import csv
import json
import math
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rlsevidence.cli import main
from rlsevidence.errors import EvidenceError
from rlsevidence.synthesis import distributions
from rlsevidence.synthesis.effect_doubts import note_doubts
from rlsevidence.synthesis.effect_table import EffectRow, parse_effects, refuse_pooling
from rlsevidence.synthesis.pooling import INTERVALS, METHODS, leave_one_out, pool_effects

REFERENCE = Path(__file__).parent / "reference"
NUMBERS = ("estimate", "se", "ci_low", "ci_high", "p", "tau2", "i2", "q", "q_p", "pi_low", "pi_high", "pi_df")
SPREAD = {"se", "ci_low", "ci_high", "p", "pi_low", "pi_high", "pi_df"}
"""What plain Knapp-Hartung takes from the spread of the effects alone."""
CLOSE = 1e-10
"""Relative to the size of the effects; a hundred times closer than the 1e-8 that is promised."""


def read_tsv(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def read_sets() -> dict[str, tuple[list[float], list[float]]]:
    sets: dict[str, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    for row in read_tsv("effects.tsv"):
        sets[row["data"]][0].append(float(row["yi"]))
        sets[row["data"]][1].append(float(row["vi"]))
    return dict(sets)


SETS = read_sets()
POOLED = read_tsv("pooled.tsv")


def test_the_pinned_grid_is_the_full_grid() -> None:
    """Every data set under every method and interval that is offered, classic and awkward ones."""
    assert {(r["data"], r["method"], r["ci"]) for r in POOLED} == {
        (data, method, ci) for data in SETS for method in METHODS for ci in INTERVALS
    }
    assert len(SETS) >= 30
    awkward = {"k3-near-equal", "k3-equal", "k5-equal-at-zero", "k2-one-dominant", "k3-one-dominant", "k10-tau2-zero"}
    awkward |= {"k1", "k2", "k2-equal", "k2-tau2-zero", "k3-tau2-zero", "one-dominant", "one-dominant-agrees"}
    classic = {"bcg-log-rr", "magnesium-log-or", "stroke-stay-md", "stroke-stay-smd", "passive-smoking"}
    assert awkward | classic <= set(SETS)


@pytest.mark.parametrize("row", POOLED, ids=lambda r: f"{r['data']}-{r['method']}-{r['ci']}")
def test_agrees_with_metafor(row: dict[str, str]) -> None:
    yi, vi = SETS[row["data"]]
    pooled = pool_effects(yi, vi, method=row["method"], ci=row["ci"])
    unit = max(abs(y) for y in yi) or 1.0
    units = {"tau2": unit**2, "p": 1.0, "q_p": 1.0, "i2": 1.0, "q": 1.0, "pi_df": 1.0}
    for name in NUMBERS:
        if len(yi) == 1 and name.startswith("pi_"):
            assert getattr(pooled, name) is None, "known difference: one study predicts no other"
            continue
        if (row["ci"], len(set(yi))) == ("hksj", 1) and len(yi) > 1 and name in SPREAD:
            assert getattr(pooled, name) is None, (
                "known difference: no spread, no interval; metafor gives one of no width"
            )
            continue
        found, wanted = getattr(pooled, name), row[name]
        if wanted == "":
            assert found is None, name
        else:
            allowed = CLOSE * max(abs(float(wanted)), units.get(name, unit))
            assert found == pytest.approx(float(wanted), rel=0, abs=allowed), name
    without = [p.estimate for p in leave_one_out(yi, vi, method=row["method"], ci=row["ci"])]
    assert without == pytest.approx([float(x) for x in row["leave_one_out"].split()], rel=0, abs=CLOSE * unit)


@pytest.mark.parametrize("row", read_tsv("distributions.tsv"), ids=lambda r: f"{r['what']}-{r['x']}-{r['df']}")
def test_tails_and_quantiles_agree_with_r(row: dict[str, str]) -> None:
    x, wanted = float(row["x"]), float(row["value"])
    found = {
        "t_p": lambda: distributions.t_p(x, float(row["df"])),
        "t_critical": lambda: distributions.t_critical(float(row["df"]), x),
        "chi_squared_p": lambda: distributions.chi_squared_p(x, float(row["df"])),
        "normal_p": lambda: distributions.normal_p(x),
        "normal_quantile": lambda: distributions.normal_quantile(x),
    }[row["what"]]()
    assert found == pytest.approx(wanted, rel=5e-12, abs=1e-15)


def test_the_sign_test_is_the_textbook_one() -> None:
    # 9 of 10 one way: 2 * (10 + 1) / 1024.
    assert distributions.sign_test_p(9, 10) == pytest.approx(22 / 1024)
    assert distributions.sign_test_p(5, 10) == 1
    assert distributions.sign_test_p(0, 0) is None


effects = st.lists(st.tuples(st.floats(-50, 50), st.floats(1e-3, 50)), min_size=2, max_size=8)


@given(effects, st.sampled_from(METHODS), st.sampled_from(INTERVALS), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_order_and_sign_do_not_matter(pairs: list[tuple[float, float]], method: str, ci: str, random: Any) -> None:
    """Shuffled studies pool alike; effects of the other sign pool to the other sign."""
    yi, vi = [p[0] for p in pairs], [p[1] for p in pairs]
    pooled = pool_effects(yi, vi, method=method, ci=ci)
    shuffled = list(pairs)
    random.shuffle(shuffled)
    again = pool_effects([p[0] for p in shuffled], [p[1] for p in shuffled], method=method, ci=ci)
    mirrored = pool_effects([-y for y in yi], vi, method=method, ci=ci)
    near = pytest.approx
    assert again.estimate == near(pooled.estimate, rel=1e-6, abs=1e-6)
    assert mirrored.estimate == near(-pooled.estimate, rel=1e-6, abs=1e-6)
    assert (mirrored.ci_low is None) == (pooled.ci_high is None)
    if mirrored.ci_low is not None and pooled.ci_high is not None:
        assert mirrored.ci_low == near(-pooled.ci_high, rel=1e-6, abs=1e-6)
    assert pooled.tau2 >= 0
    assert 0 <= pooled.i2 <= 100
    assert min(yi) - 1e-9 <= pooled.estimate <= max(yi) + 1e-9
    assert math.fsum(pooled.weights) == near(100)


sizes = st.floats(-3, 3).map(lambda x: 10**x)


@given(effects, st.sampled_from(METHODS), st.booleans())
@settings(max_examples=150, deadline=None)
def test_the_floored_interval_is_never_narrower_than_the_common_effect_one(
    pairs: list[tuple[float, float]], method: str, alike: bool
) -> None:
    """Also where the effects agree far better than chance; and what stands, stands with a width and a p above 0."""
    yi, vi = [p[0] * (1e-9 if alike else 1) for p in pairs], [p[1] for p in pairs]
    common = pool_effects(yi, vi, method="FE", ci="z")
    floor = pool_effects(yi, vi, method=method)
    assert floor.ci == "hksj-floor", "the default"
    assert None not in (floor.ci_low, floor.ci_high, common.ci_low, common.ci_high)
    assert floor.ci_high - floor.ci_low >= (common.ci_high - common.ci_low) * (1 - 1e-9)
    for interval in (*floor.intervals, *common.intervals):
        assert (interval.low is None) == (interval.high is None) == (interval.p is None)
        if interval.width is not None:
            assert interval.width > 0
            assert interval.p > 0


@given(effects, st.sampled_from(METHODS), st.sampled_from(INTERVALS), sizes)
@settings(max_examples=80, deadline=None)
def test_the_unit_does_not_matter(pairs: list[tuple[float, float]], method: str, ci: str, unit: float) -> None:
    yi, vi = [p[0] for p in pairs], [p[1] for p in pairs]
    plain = pool_effects(yi, vi, method=method, ci=ci)
    scaled = pool_effects([y * unit for y in yi], [v * unit**2 for v in vi], method=method, ci=ci)
    size = max(map(abs, yi)) + max(vi) ** 0.5
    assert (scaled.ci_low is None) == (plain.ci_low is None)
    assert scaled.estimate / unit == pytest.approx(plain.estimate, rel=1e-6, abs=1e-6 * size)
    if plain.ci_low is not None and scaled.ci_low is not None:
        assert scaled.ci_low / unit == pytest.approx(plain.ci_low, rel=1e-5, abs=1e-5 * size)
        assert scaled.p == pytest.approx(plain.p, rel=1e-4, abs=1e-6)


PARTINGS = [
    ([0.30, 0.31, 0.32], [0.2] * 3, "hksj-floor", "narrower than the common-effect interval (-0.1961 to 0.8161)"),
    ([0.30, 0.31, 0.32], [0.2] * 3, "hksj", "falsely precise here; hksj-floor is the one to use"),
    ([0.3, 0.3, 0.3], [0.2] * 3, "hksj-floor", "plain Knapp-Hartung sees no spread"),
    ([0.1 + 0.2, 0.3, 0.3], [0.2] * 3, "hksj", "has no interval and no p"),
    ([-1, 0.5, 3], [0.2] * 3, "z", "compare hksj-floor"),
    ([-1, 0.5, 3], [0.2] * 3, "hksj-floor", "z and hksj-floor part"),
    ([0.3, 0.9], [0.04, 0.05], "hksj-floor", "with k - 2 degrees of freedom (Riley) it is undefined"),
    ([50, 51, 52, 49, 50], [1e-3] * 5, "z", "p is smaller than can be worked out"),
    ([1e40, 1e40], [1e-9] * 2, "hksj-floor", "narrower than these numbers can show"),
]


@pytest.mark.parametrize(("yi", "vi", "ci", "said"), PARTINGS, ids=[p[3] for p in PARTINGS])
def test_where_intervals_part_it_is_said_and_why(yi: list[float], vi: list[float], ci: str, said: str) -> None:
    assert any(said in note for note in pool_effects(yi, vi, ci=ci).notes)


def test_where_intervals_agree_nothing_is_said_of_plain_knapp_hartung() -> None:
    apart = pool_effects([-1, 0.5, 3], [0.2] * 3)
    assert not any(note.startswith("hksj and") for note in apart.notes)
    floor, plain, _ = apart.intervals
    assert (floor.low, floor.high, floor.p) == (plain.low, plain.high, plain.p)


def test_equal_effects_have_an_interval_and_a_p_only_where_something_gives_one() -> None:
    plain = pool_effects([0.3] * 3, [0.2] * 3, ci="hksj")
    assert (plain.se, plain.ci_low, plain.ci_high, plain.p, plain.pi_low) == (None,) * 5
    floor = pool_effects([0.3] * 3, [0.2] * 3)
    # sqrt(0.2 / 3) = 0.2582, times t with 2 degrees of freedom, 4.3027.
    assert (floor.ci_low, floor.ci_high) == pytest.approx((0.3 - 1.110940, 0.3 + 1.110940), abs=1e-6)


@pytest.mark.parametrize(
    ("yi", "vi", "options", "why"),
    [
        ([], [], {}, "expected as many of each and at least one"),
        ([1.0], [1.0, 2.0], {}, "expected as many of each"),
        ([1.0], [0.0], {}, "variances above 0"),
        ([math.nan], [1.0], {}, "finite"),
        ([1.0], [1.0], {"method": "HS"}, "not one of FE, DL, PM, REML"),
        ([1.0], [1.0], {"ci": "t"}, "not one of hksj-floor, hksj, z"),
    ],
)
def test_what_cannot_be_pooled_is_said(yi: list[float], vi: list[float], options: dict[str, str], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        pool_effects(yi, vi, **options)


# ---------------------------------------------------------------- the table

GOOD = "study,yi,vi\nInvented A,-0.5,0.04\nInvented B,-0.2,0.05\n"

BAD = [
    ("study,yi\nA,1\n", 1, "vi", "the header lacks a column"),
    ("", 1, "study", "an empty file has no header"),
    ("study,yi,vi\n", 0, "rows", "a header alone pools nothing"),
    ("study,yi,vi\nA,x,0.1\n", 2, "yi", "a word where a number belongs"),
    ("study,yi,vi\nA,1,0.1\nB,2,0\n", 3, "vi", "a variance of nought would weigh everything"),
    ("study,yi,vi\nA,1,-0.1\n", 2, "vi", "a variance below nought"),
    ("study,yi,vi\nA,nan,0.1\n", 2, "yi", "not a number, though Python reads it as one"),
    ("study,yi,vi\nA,1e300,0.1\n", 2, "yi", "a slip of the pen"),
    ("study,yi,vi\n,1,0.1\n", 2, "study", "a study without a name"),
    ("study,yi,vi\nA,0,5,0,1\n", 2, "row", "decimal commas make more cells than columns"),
    ("study,yi,vi,yi\nA,1,1,1\n", 1, "yi", "which of the two is meant?"),
    ('study,yi,vi\n"A,1,1\n', 2, "row", "a quotation mark that never ends"),
]


@pytest.mark.parametrize(("text", "line", "field", "why"), BAD, ids=[b[3] for b in BAD])
def test_a_bad_table_is_pointed_at(text: str, line: int, field: str, why: str) -> None:
    with pytest.raises(EvidenceError) as error:
        parse_effects(text, "invented.csv")
    assert (error.value.problems[0].line, error.value.problems[0].field) == (line, field), why


def test_all_faults_at_once_and_line_ends_do_not_matter() -> None:
    with pytest.raises(EvidenceError) as error:
        parse_effects("study,yi,vi\nA,x,y\nB,1,0\n", "invented.csv")
    assert [(p.line, p.field) for p in error.value.problems] == [(2, "yi"), (2, "vi"), (3, "vi")]
    assert parse_effects("\ufeff" + GOOD.replace("\n", "\r\n"), "invented.csv") == parse_effects(GOOD, "invented.csv")


def row(study: str, **words: str) -> EffectRow:
    return EffectRow(study, 0.1, 0.1, **words)


REFUSALS = [
    ([row("A", kind="between-arms"), row("B", kind="before-after")], "a change within one group", "kinds differ"),
    ([row("A", kind="before-after"), row("B", kind="before-after")], "without a comparison", "nothing to compare with"),
    ([row("A", outcome="sleep"), row("B", outcome="symptoms")], "different outcomes", "another question"),
    ([row("A", sample="same"), row("B", sample="same")], "the same people counted 2 times", "people count once"),
    (
        [
            row("A", kind="between-arms", outcome="sleep", sample="1"),
            row("B", kind="between-arms", outcome="sleep", sample="2"),
        ],
        None,
        "alike",
    ),
    ([row("A"), row("B")], None, "nothing said forbids it"),
]


@pytest.mark.parametrize(("rows", "why", "case"), REFUSALS, ids=[r[2] for r in REFUSALS])
def test_refusals(rows: list[EffectRow], why: str | None, case: str) -> None:
    refused = refuse_pooling(rows)
    assert (refused is None) if why is None else (refused is not None and why in refused)


def test_silence_is_not_clearance() -> None:
    notes = note_doubts([row("A"), row("A")])
    assert sum("was not checked" in n for n in notes) == 3
    assert any("look like one study, by name" in n for n in notes)


# ---------------------------------------------------------------- the command

KEYS = {
    "k",
    "method",
    "ci",
    "estimate",
    "se",
    "ci_low",
    "ci_high",
    "p",
    "tau2",
    "i2",
    "q",
    "pi_low",
    "pi_high",
    "pi_df",
}


def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, *options: str) -> tuple[int, str, str]:
    file = tmp_path / "effects.csv"
    file.write_text(text, encoding="utf-8")
    code = main(["pool", str(file), *options])
    out = capsys.readouterr()
    return code, out.out, out.err


def test_pool_prints_what_programs_rely_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(tmp_path, capsys, GOOD, "--method", "REML", "--ci", "hksj", "--format", "json")
    found = json.loads(out)
    assert code == 0
    assert set(found) >= KEYS
    assert (found["k"], found["method"], found["ci"], found["pi_df"]) == (2, "REML", "hksj", 1)


def test_pool_gives_null_where_a_thing_is_undefined(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(tmp_path, capsys, GOOD, "--method", "FE", "--ci", "z", "--format", "json")
    assert [json.loads(out)[k] for k in ("pi_low", "pi_high", "pi_df")] == [None, None, None]


def test_pool_refuses_with_exit_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "study,yi,vi,outcome\nA,1,1,sleep\nB,1,1,cramps\n"
    code, out, _ = run(tmp_path, capsys, text, "--format", "json")
    assert code == 1
    assert json.loads(out) == {"refused": "different outcomes (sleep, cramps)"}
    assert run(tmp_path, capsys, text)[1] == "Not pooled: different outcomes (sleep, cramps).\n"


def test_pool_ends_with_2_on_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(tmp_path, capsys, "study,yi,vi\nA,1,none\n")
    assert (code, out) == (2, "")
    assert "effects.csv:2 vi: found 'none'" in err
    assert main(["pool", str(tmp_path / "absent.csv")]) == 2
    (tmp_path / "binary.csv").write_bytes(b"PK\x03\x04\0\0study")
    assert main(["pool", str(tmp_path / "binary.csv")]) == 2
    assert "binary.csv: found bytes that are no text" in capsys.readouterr().err


def test_pool_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(tmp_path, capsys, GOOD)
    assert code == 0
    assert "2 studies, REML, floored Knapp-Hartung interval" in out
    assert "Invented A" in out

"""What reviewers have: every form of an effect, every way a spreadsheet writes it, and what makes one doubt it."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rlsevidence.cli import main
from rlsevidence.errors import EvidenceError
from rlsevidence.synthesis.effect_doubts import fold_name, suspect_same_study, suspect_standard_errors
from rlsevidence.synthesis.effect_table import EffectRow, parse_effects
from rlsevidence.synthesis.effect_text import ALSO_CALLED, name_column, parse_number

Z = 1.959963984540054

FORMS = {
    "variance": ("study,yi,vi\nA,-0.5,0.04\n", -0.5, 0.04, "variance as given"),
    "standard error": ("study,yi,se\nA,-0.5,0.2\n", -0.5, 0.04, "squared standard error"),
    "interval, 95 % as none is given": (
        f"study,yi,ci_low,ci_high\nA,-0.5,{-0.5 - Z * 0.2},{-0.5 + Z * 0.2}\n", -0.5, 0.04, "as none is given",
    ),
    "interval at 90 %": (
        "study,yi,ci_low,ci_high,level\nA,1,0.1776,1.8224,90\n", 1, 0.25, "from the 90 % interval",
    ),
    # log 0.5; (log 0.8 - log 0.3125) / (2 * 1.96) = 0.239802; squared 0.057505
    "a ratio as printed": (
        "study,yi,ci_low,ci_high,measure\nA,0.5,0.3125,0.8,OR\n", math.log(0.5), 0.057505, "logarithms of OR 0.5",
    ),
    # 12/100 and 20/100: log((12*80)/(88*20)) = -0.60614; 1/12 + 1/88 + 1/20 + 1/80 = 0.157197
    "counts, odds ratio": (
        "study,ai,n1i,ci,n2i,measure\nA,12,100,20,100,OR\n", -0.60614, 0.157197, "log odds ratio of 12/100 and 20/100",
    ),
    # log(0.12/0.20) = -0.510826; 1/12 - 1/100 + 1/20 - 1/100 = 0.113333
    "counts, risk ratio": (
        "study,ai,n1i,ci,n2i,measure\nA,12,100,20,100,RR\n", -0.510826, 0.113333, "log risk ratio",
    ),
    # 0.12 - 0.20; 0.12*0.88/100 + 0.2*0.8/100 = 0.002656
    "counts, risk difference": (
        "study,ai,n1i,ci,n2i,measure\nA,12,100,20,100,RD\n", -0.08, 0.002656, "risk difference",
    ),
    "counts by those without the event": (
        "study,ai,bi,ci,di,measure\nA,12,88,20,80,OR\n", -0.60614, 0.157197, "log odds ratio of 12/100 and 20/100",
    ),
    # 0.5 to each: log((0.5*17.5)/(20.5*3.5)) = -2.10413; 1/0.5 + 1/20.5 + 1/3.5 + 1/17.5 = 2.391638
    "an empty cell, and what was done": (
        "study,ai,n1i,ci,n2i,measure\nA,0,20,3,20,OR\n", -2.10413, 2.391638, "half an event added to every cell",
    ),
    "variance and error that agree": ("study,yi,vi,se\nA,1,0.25,0.5\n", 1, 0.25, "variance as given"),
    "each row in its own form": ("study,yi,vi,se\nA,1,,0.5\n", 1, 0.25, "squared standard error"),
    "headings in capitals, with spaces": ("Study , YI,VI\nA,1,0.25\n", 1, 0.25, "variance as given"),
    "headings of other programs": ("Author,TE,seTE\nA,1,0.5\n", 1, 0.25, "squared standard error"),
    "Excel in Swedish": ("Studie;Effekt;Varians\r\nA;-0,5;0,04\r\n", -0.5, 0.04, "variance as given"),
    "sep= as Excel writes it": ("sep=;\nstudy;yi;vi\nA;-0,5;0,04\n", -0.5, 0.04, "variance as given"),
    "tabs": ("study\tyi\tvi\nA\t-0,5\t0.04\n", -0.5, 0.04, "variance as given"),
    "decimal commas in quotation marks": ('study,yi,vi\nA,"-0,5","0,04"\n', -0.5, 0.04, "variance as given"),
    "another minus sign": ("study,yi,vi\nA,\u22120.5,0.04\n", -0.5, 0.04, "variance as given"),
    "thousands by spaces": ("study;yi;vi\nA;1 234,5;10\u00a0000\n", 1234.5, 10000, "variance as given"),
    "empty cells at the end of rows": ("study;yi;vi\nA;1;0,25;;\n", 1, 0.25, "variance as given"),
}  # fmt: skip
"""Form -> a file, its right effect and variance (worked by hand beside it), and what is said of how they came about."""


@pytest.mark.parametrize("form", list(FORMS))
def test_forms(form: str) -> None:
    text, yi, vi, how = FORMS[form]
    (row,) = parse_effects(text, "invented.csv").rows
    assert (row.yi, row.vi) == (pytest.approx(yi, rel=2e-4), pytest.approx(vi, rel=2e-4))
    assert how in row.how


BAD = {
    "counts without a measure": ("study,ai,n1i,ci,n2i\nA,1,20,3,20\n", 2, "measure", "OR, RR, RD"),
    "half a person": ("study,ai,n1i,ci,n2i,measure\nA,1.5,20,3,20,OR\n", 2, "ai", "whole number"),
    "more events than people": ("study,ai,n1i,ci,n2i,measure\nA,21,20,3,20,OR\n", 2, "ai", "0 to n"),
    "no event at all": ("study,ai,n1i,ci,n2i,measure\nA,0,20,0,20,OR\n", 2, "ai", "says nothing of OR"),
    "an interval the wrong way round": ("study,yi,ci_low,ci_high\nA,1,2,0\n", 2, "ci_low", "low <= value <= high"),
    "an interval without width": ("study,yi,ci_low,ci_high\nA,1,1,1\n", 2, "ci_low", "low below high"),
    "a ratio below nought": (
        "study,yi,ci_low,ci_high,measure\nA,-0.5,-0.9,-0.1,OR\n", 2, "ci_low", "the measure is log OR",
    ),
    "variance and error that differ": ("study,yi,vi,se\nA,1,0.25,0.25\n", 2, "se", "what agrees with vi"),
    "a level of nought": ("study,yi,ci_low,ci_high,level\nA,1,0,2,0\n", 2, "level", "such as 95"),
    "an error of nought": ("study,yi,se\nA,1,0\n", 2, "se", "above 0"),
    "nothing but an effect": ("study,yi,se,ci_low,ci_high\nA,1,,,\n", 2, "se", "a variance, a standard error"),
    "two decimal signs": ("study;yi;vi\nA;1.234,5;1\n", 2, "yi", "one decimal sign"),
    "columns that make no form": ("study;yi\nA;1\n", 1, "vi", "ci_low and ci_high; or ai"),
    "two names of one column": ("study,yi,effect,vi\nA,1,1,1\n", 1, "yi", "one"),
}  # fmt: skip


@pytest.mark.parametrize("case", list(BAD))
def test_one_message_a_fault(case: str) -> None:
    text, line, field, expected = BAD[case]
    with pytest.raises(EvidenceError) as error:
        parse_effects(text, "invented.csv")
    (problem,) = error.value.problems
    assert (problem.line, problem.field) == (line, field)
    assert expected in problem.expected


def test_a_fault_that_many_rows_share_is_said_once() -> None:
    text = "study,yi,vi\n" + "".join(f"S{i},0,{i},0,1\n" for i in range(8))
    with pytest.raises(EvidenceError) as error:
        parse_effects(text, "invented.csv")
    (problem,) = error.value.problems
    assert "(and 7 more rows)" in problem.found
    assert "decimal comma" in problem.expected
    with pytest.raises(EvidenceError) as error:
        parse_effects("study,yi,vi\n" + "".join(f"S{i},1,x\n" for i in range(8)), "invented.csv")
    assert len(error.value.problems) == 1


@given(st.floats(-1e6, 1e6), st.floats(1e-4, 1e6), st.sampled_from([",", ";", "\t"]), st.booleans())
@settings(max_examples=80, deadline=None)
def test_numbers_survive_every_way_of_writing_them(yi: float, vi: float, separator: str, comma: bool) -> None:
    def write(number: float) -> str:
        said = repr(number).replace(".", ",") if comma else repr(number)
        return f'"{said}"' if separator == "," and comma else said

    text = separator.join(["study", "yi", "vi"]) + "\n" + separator.join(["A", write(yi), write(vi)]) + "\n"
    (row,) = parse_effects(text, "invented.csv").rows
    assert (row.yi, row.vi) == (yi, vi)


def test_every_other_name_of_a_column_leads_to_it_and_to_no_other() -> None:
    seen: dict[str, str] = {}
    for column, others in ALSO_CALLED.items():
        for name in (column, *others):
            assert seen.setdefault(name, column) == column, name
            assert name_column(name.upper().replace(" ", "_")) == column, name


@pytest.mark.parametrize("said", ["", "none", "1,2,3", "0x10", "1e", "inf", "nan", "--1", "1 2", "1_000"])
def test_what_is_no_number_is_none(said: str) -> None:
    assert math.isnan(parse_number(said))


# ---------------------------------------------------------------- doubts


def row(study: str, yi: float = 0.1, vi: float = 0.1, **words: object) -> EffectRow:
    return EffectRow(study, yi, vi, **words)  # type: ignore[arg-type]


SAME = {
    "another spelling": ([row("Smith 2012", 0.1), row("smith 2012 ", 0.5)], "name but for its spelling"),
    "punctuation": ([row("Smith, 2012", 0.1), row("Smith (2012)", 0.5)], "name but for its spelling"),
    "accents": ([row("Öberg 2012", 0.1), row("Oberg 2012", 0.5)], "name but for its spelling"),
    "the same name": ([row("Smith 2012", 0.1), row("Smith 2012", 0.5)], "name"),
    "equal numbers": ([row("Smith 2012", 0.25, 0.04), row("Jones 2013", 0.25, 0.04)], "equal effect and variance"),
    "others named in one": ([row("Smith et al. 2012", 0.1), row("Smith 2012", 0.5)], "first author and year"),
    "initials in one": ([row("Smith J, 2012", 0.1), row("SMITH (2012)", 0.5)], "first author and year"),
    "the second author in one": ([row("Smith & Jones 2012", 0.1), row("Smith 2012", 0.5)], "first author and year"),
    "equal numbers, no effect": ([row("Smith 2012", 0.0, 0.04), row("Jones 2013", 0.0, 0.04)], "equal effect"),
    "three at once": ([row(s, 0.25, 0.04) for s in ("Alm 1", "Ek 2", "Dahl 3")], "equal effect and variance"),
    "a chain": (
        [row("Smith 2012", 0.1), row("smith, 2012", 0.25, 0.04), row("Jones 2013", 0.25, 0.04)],
        "name but for its spelling and equal effect and variance",
    ),
    "both": ([row("A-1", 0.25, 0.04), row("a 1", 0.25, 0.04)], "spelling and equal effect"),
}
APART = {
    "another effect": [row("Smith 2012", 0.25, 0.04), row("Jones 2013", 0.26, 0.04)],
    "another year": [row("Smith 2012", 0.1), row("Smith 2013", 0.2)],
    "answered: other people": [row("Smith 2012", sample="men"), row("smith 2012", sample="women")],
    "other initials": [row("Smith A 2012", 0.1), row("Smith B 2012", 0.2)],
    "letters of the year": [row("Smith 2012a", 0.1), row("Smith 2012b", 0.2)],
    "numbered trials": [row("Trial 1", 0.1), row("Trial 2", 0.2)],
    "another sign": [row("Smith 2012", 0.25, 0.04), row("Jones 2013", -0.25, 0.04)],
    "another variance": [row("Smith 2012", 0.25, 0.04), row("Jones 2013", 0.25, 0.05)],
    "answered, with equal numbers": [row("Smith 2012", 0.2, sample="men"), row("Jones 2013", 0.2, sample="women")],
}


@pytest.mark.parametrize("case", list(SAME))
def test_the_same_study_twice_is_suspected(case: str) -> None:
    rows, why = SAME[case]
    (same,) = suspect_same_study(rows)
    assert why in same.why
    assert "keep one row" in str(same)


@pytest.mark.parametrize("case", list(APART))
def test_studies_that_only_resemble_each_other_are_left_alone(case: str) -> None:
    assert suspect_same_study(APART[case]) == ()


@given(st.text(min_size=1, max_size=20))
def test_a_folded_name_is_a_fixed_point(name: str) -> None:
    assert fold_name(fold_name(name)) == fold_name(name)


SE = {0.35: 1, 0.18: -0.8, 0.42: 0.5, 0.25: -1.1, 0.15: 0.9, 0.3: -0.4}
"""Standard error -> how many of them its effect lies from the mean."""
ERRORS = {
    "they agree better than chance would": (
        [row(f"S{e}", 0.3 + e * z, e, given_vi=True) for e, z in SE.items()],
        "agree better than chance",
    ),
    "they fall with the root of n": (
        [row(f"S{i}", i, 10 / math.sqrt(n), n=n, given_vi=True) for i, n in enumerate((20, 45, 90, 200, 410))],
        "root of n",
    ),
    "printed p-values fit them as errors": (
        [row("A", 1.0, 0.4, p="0.012", given_vi=True), row("B", 1.5, 0.5, p="0.003", given_vi=True)],
        "fit them as standard errors only",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", list(ERRORS))
def test_standard_errors_typed_as_variances_are_suspected(case: str) -> None:
    rows, why = ERRORS[case]
    (said,) = suspect_standard_errors(rows)
    assert why in said
    squared = [EffectRow(r.study, r.yi, r.vi**2, n=r.n, p=r.p, given_vi=True) for r in rows]
    assert list(suspect_standard_errors(squared)) == [], "as true variances nothing is suspected"


def test_sets_of_the_literature_raise_no_false_alarm(repo: Path) -> None:
    """True variances of the pinned data sets, whose studies differ as studies do."""
    found: dict[str, list[EffectRow]] = {}
    for line in (repo / "tests" / "reference" / "effects.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        name, yi, vi = line.split("\t")
        found.setdefault(name, []).append(row(f"{name}{len(found)}", float(yi), float(vi), given_vi=True))
    published = {"bcg-log-rr", "bcg-rd", "magnesium-log-or", "stroke-stay-md", "stroke-stay-smd", "passive-smoking"}
    published |= {"writing-to-learn", "teacher-expectation", "adherence-z"}
    assert published <= set(found)
    assert {name for name in published if list(suspect_standard_errors(found[name]))} == set()


def test_the_command_says_how_each_effect_came_about_and_asks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "effekter.csv"
    file.write_bytes("Studie;Effekt;se\r\nÅberg 2012;-0,5;0,2\r\nåberg 2012 ;-0,4;0,3\r\n".encode("cp1252"))
    assert main(["pool", str(file)]) == 0
    out = capsys.readouterr().out
    assert "squared standard error" in out
    assert "Windows-1252" in out
    assert "columns are separated by semicolons" in out
    assert "look like one study" in out
    assert main(["pool", str(file), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["k"] == 2, "asked for, never dropped"
    assert found["suspected"][0]["lines"] == [2, 3]
    assert found["effects"][0]["vi"] == pytest.approx(0.04)
    assert main(["pool", str(file), "--ci", "z"]) == 0


def test_many_equal_rows_are_one_doubt_and_take_no_time_each_with_each() -> None:
    (same,) = suspect_same_study([row(f"Invented {i}", 0.25, 0.04, line=i + 2) for i in range(2000)])
    assert len(same.lines) == 2000


@pytest.mark.parametrize(
    ("yi", "vi", "ci"),
    [(100000.5, 1e-4, "hksj-floor"), (-4321.25, 1e-6, "z"), (2e-9, 1e-26, "hksj-floor"), (1e6, 1e-4, "hksj")],
)
def test_no_interval_is_printed_without_width_and_no_p_as_0(
    yi: float, vi: float, ci: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "effects.csv"
    step = math.sqrt(vi)
    rows = "".join(f"S{i},{yi + i * i * step!r},{vi!r}\n" for i in range(3))
    file.write_text("study,yi,vi\n" + rows + "Far," + repr(yi + 90 * step) + f",{vi!r}\n", encoding="utf-8")
    assert main(["pool", str(file), "--ci", ci]) == 0
    out = capsys.readouterr().out
    number = r"(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)"
    ends = re.findall(f"{number} to {number}", out)
    assert len(ends) >= 6
    assert [pair for pair in ends if float(pair[0]) >= float(pair[1])] == []
    assert re.search(r"p 0\b(?!\.)", out) is None
    assert "(p below 1e-300)" in out


# ---------------------------------------------------------------- how good the intervals are


def test_the_table_of_coverage_is_whole_and_honest() -> None:
    from rlsevidence.synthesis.coverage import COVERAGE, SETS
    from rlsevidence.synthesis.intervals import INTERVALS

    settings = {(r.k, r.i2) for r in COVERAGE}
    assert settings == {(k, i2) for k in (2, 3, 5, 10) for i2 in (0, 25, 50, 75)}
    assert len(COVERAGE) == len(settings) * len(INTERVALS)
    assert SETS >= 10_000
    percent = {(r.k, r.i2, r.ci): r.percent for r in COVERAGE}
    for k, i2 in settings:
        assert percent[k, i2, "hksj-floor"] >= percent[k, i2, "hksj"], "a floor can only widen"


def test_the_table_of_coverage_is_what_the_script_gives() -> None:
    """A few hundred sets anew: within what chance allows of the table (four standard errors of the smaller run)."""
    from benchmarks.coverage import simulate
    from rlsevidence.synthesis.coverage import COVERAGE

    sets = 400
    for k, i2 in ((2, 50), (5, 0)):
        held, _ = simulate(k, i2, sets, seed=7)
        for row in COVERAGE:
            if (row.k, row.i2) == (k, i2):
                share = row.percent / 100
                allowed = 4 * math.sqrt(max(share * (1 - share), 0.002) / sets)
                assert abs(held[row.ci] / sets - share) <= allowed, row

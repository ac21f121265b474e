"""Doses in elemental magnesium: every reading shown, none chosen, beside what authorities advise against."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rlsevidence import store
from rlsevidence.cli import main
from rlsevidence.exposure.amounts import Measure, convert_dose, find_measure
from rlsevidence.exposure.printed import compare_limits, read_dose
from rlsevidence.model import Evidence


@pytest.fixture(scope="module")
def evidence(evidence_dir: Path) -> Evidence:
    return store.load(evidence_dir)


@pytest.fixture(scope="module")
def measure(evidence: Evidence) -> Measure:
    found = find_measure(evidence)
    assert found is not None
    return found


READ = [
    ("250 mg magnesium oxide", "oxide", 150.75, 250, "the salt or the magnesium in it: both are shown"),
    ("250 mg magnesiumoxid", "oxide", 150.75, 250, "the Swedish name"),
    ("12.4 mmol", None, 301.382, 301.382, "an amount of substance has one meaning"),
    ("12,4 mmol magnesium", None, 301.382, 301.382, "a decimal comma"),
    ("24.8 mEq magnesium", None, 301.382, 301.382, "two equivalents a mole"),
    ("350 mg magnesium", None, 350, 350, "magnesium itself"),
    ("0.3 g magnesium", None, 300, 300, "grams"),
    ("350 mg/day magnesium", None, 350, 350, "a day"),
    ("350 mg elemental magnesium", None, 350, 350, "stated as elemental"),
    ("100 mg magnesium (elemental), as oxide", "oxide", 100, 100, "elemental, with the salt named"),
]


@pytest.mark.parametrize(("text", "salt", "low", "high", "why"), READ, ids=[r[0] for r in READ])
def test_amounts(measure: Measure, text: str, salt: str | None, low: float, high: float, why: str) -> None:
    found = read_dose(text, measure)
    assert (found.salt, found.low, found.high) == (salt, pytest.approx(low), pytest.approx(high)), why


def test_an_unknown_hydrate_is_an_interval(measure: Measure) -> None:
    """Sulfate with and without its water: the salt reading alone is an interval, by the table's own shares."""
    shares = sorted(s.fraction for s in measure.forms if s.salt == "sulfate")
    assert len(shares) > 1
    salt = next(r for r in read_dose("1 g magnesium sulfate", measure).readings if r.meaning == "salt")
    assert (salt.dose.low, salt.dose.high) == (pytest.approx(1000 * shares[0]), pytest.approx(1000 * shares[-1]))


@pytest.mark.parametrize("text", ["", "magnesium", "250 magnesium", "250 mg zinc", "0 mg magnesium", "-5 mg magnesium"])
def test_what_is_no_dose_is_refused(measure: Measure, text: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        read_dose(text, measure)


def test_every_salt_of_the_table_is_found_by_its_names(measure: Measure) -> None:
    for s in measure.forms:
        for name in s.name.texts.values():
            found = read_dose(f"100 mg {name}", measure)
            assert found.salt == s.salt, name
            # A salt is never read as if its whole weight were magnesium.
            assert [r.meaning for r in found.readings] == ["salt", "elemental"], name
            assert found.readings[0].dose.low <= 100 * s.fraction <= found.readings[0].dose.high, name


@settings(max_examples=40, deadline=None)
@given(amount=st.floats(0.1, 5000), unit=st.sampled_from(["mg", "g", "mmol", "mEq"]))
def test_the_unclear_reading_spans_both_meanings(measure: Measure, amount: float, unit: str) -> None:
    for salt in {s.salt for s in measure.forms} - {"other"}:
        parts = [convert_dose(amount, unit, meaning, salt, measure) for meaning in ("salt", "elemental")]
        both = convert_dose(amount, unit, "unclear", salt, measure)
        assert both is not None
        known = [p for p in parts if p is not None]
        assert (both.low, both.high) == (
            pytest.approx(min(p.low for p in known)),
            pytest.approx(max(p.high for p in known)),
        )


def test_beside_the_levels_of_authorities(evidence: Evidence, measure: Measure) -> None:
    """250 mg oxide lies on or below 250 mg for supplements whatever it means; 300 mg oxide is not known to."""
    sides = {
        text: {
            side
            for x, side in compare_limits(read_dose(text, measure), evidence.dose_limits.limits)
            if x.value_mg == 250 and x.counts == "supplements"
        }
        for text in ("250 mg magnesium oxide", "300 mg magnesium oxide", "350 mg magnesium")
    }
    assert sides == {
        "250 mg magnesium oxide": {"below"},
        "300 mg magnesium oxide": {"unsure"},
        "350 mg magnesium": {"above"},
    }


def test_the_command(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tiny = ["--workspace", str(repo / "tests" / "tiny")]
    assert main(["dose", "250 mg magnesium oxide", *tiny, "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (round(shown["low_mg"]), shown["high_mg"]) == (151, 250)
    assert [r["meaning"] for r in shown["readings"]] == ["salt", "elemental"]
    assert main(["dose", "250 mg magnesium oxide", *tiny]) == 0
    assert "151 to 250 mg" in capsys.readouterr().out
    assert main(["dose", "a lot", *tiny]) == 2
    assert "dose: found 'a lot'" in capsys.readouterr().err

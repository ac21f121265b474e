"""What RevMan takes: studies with their characteristics, effects with their errors, and what is left out and why."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import replace
from pathlib import Path

import pytest

import rlsevidence as rls
from rlsevidence.export.revman import CHARACTERISTICS, DATA_ROWS, SETTINGS, write_revman
from rlsevidence.model import Estimate, Evidence, Study

CLAIM = "insomnia-improvement"


@pytest.fixture(scope="module")
def tiny(repo: Path) -> Evidence:
    return rls.open_workspace(repo / "tests" / "tiny").evidence


def give(study: Study, name: str, measure: str, value: float, low: float, high: float, **more: object) -> Study:
    """The invented trial under another name, with one result whose interval is at 95 per cent."""
    result = study.results[0].model_copy(
        update={
            "claims": (CLAIM,),
            "kind": "between-arms",
            "outcome": "sleep",
            "better": "lower",
            "estimate": Estimate(measure=measure, value=value, ci_low=low, ci_high=high, level=95),
            **more,
        }
    )
    return study.model_copy(update={"id": name, "label": name, "results": (result,)})


def read(files: dict[str, str], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[name])))


def test_effects_by_hand(tiny: Evidence) -> None:
    """A standard error is the width of the interval over 2 x 1.96; of a ratio, on the log scale."""
    trial = tiny.studies["invented-trial"]
    studies = [give(trial, "mean", "MD", -3.0, -5.0, -1.0), give(trial, "ratio", "RR", 0.5, 0.25, 1.0)]
    evidence = replace(tiny, studies={s.id: s for s in studies})
    files, left = write_revman(evidence, studies, [CLAIM])
    assert left == []
    rows = {r["Study"]: r for r in read(files, "data-rows.csv")}
    assert tuple(rows["mean"]) == DATA_ROWS
    assert float(rows["mean"]["GIV Mean"]) == -3.0
    assert float(rows["mean"]["GIV SE"]) == pytest.approx(4 / (2 * 1.959964), rel=1e-6)
    assert float(rows["ratio"]["GIV Mean"]) == pytest.approx(math.log(0.5))
    assert float(rows["ratio"]["GIV SE"]) == pytest.approx(math.log(4) / (2 * 1.959964), rel=1e-6)
    assert [float(rows["ratio"][k]) for k in ("Mean", "CI start", "CI end")] == pytest.approx(
        [0.5, 0.25, 1.0], rel=1e-6
    )
    settings = {r["Effect measure"]: r for r in read(files, "overall-estimates-and-settings.csv")}
    assert set(settings) == {"MD", "RR"}
    assert tuple(settings["RR"]) == SETTINGS
    assert (settings["RR"]["Log-scale data"], settings["MD"]["Log-scale data"]) == ("TRUE", "FALSE")
    assert {r["Overall estimates"] for r in settings.values()} == {"FALSE"}, "whether to pool is for people to judge"


def test_what_would_be_counted_twice_is_left_out_by_name(tiny: Evidence) -> None:
    trial = tiny.studies["invented-trial"]
    one = give(trial, "twice", "MD", -3.0, -5.0, -1.0)
    twice = one.model_copy(update={"results": (*one.results, one.results[0].model_copy(update={"id": "again"}))})
    pooled = give(trial, "review", "MD", -2.0, -3.0, -1.0, kind="pooled")
    evidence = replace(tiny, studies={s.id: s for s in (twice, pooled)})
    files, left = write_revman(evidence, [twice, pooled], [CLAIM])
    assert read(files, "data-rows.csv") == []
    said = " ".join(f"{which}: {why}" for which, why in left)
    assert "twice, sleep, between-arms, MD" in said
    assert "would stand in the analysis more than once: choose one of its results" in said
    assert f"review, sleep ({CLAIM}): a pooled result holds its trials" in said


def test_studies_come_with_their_characteristics_and_what_is_not_known(repo: Path) -> None:
    review = rls.open_workspace(repo)
    files = review.build_export("revman").files
    rows = read({k: str(v) for k, v in files.items()}, "study-information.csv")
    primary = [s for s in review.evidence.studies.values() if s.is_primary]
    assert [r["Study"] for r in rows] == [s.label for s in primary]
    assert list(rows[0]) == ["Study", "Study year", *(f"Char: {name}" for name in CHARACTERISTICS)]
    by_label = {r["Study"]: r for r in rows}
    for study in primary:
        row = by_label[study.label]
        number = f"n = {study.population.n}" if study.population.n is not None else "number not known"
        assert number in row["Char: Participants"]
        assert ("Funding: not known" in row["Char: Notes"]) == (study.funding is None)
        assert ("Not checked by a second person" in row["Char: Notes"]) == (study.checked_by is None)
    assert not any(v.startswith(("=", "+", "@")) for r in rows for v in r.values())

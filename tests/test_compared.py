"""Who was compared: those analysed, in the arms that a result is of, never the study as a whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from invented_studies import CLAIM, effect, stand
from rlsevidence import store
from rlsevidence.decisions import settle
from rlsevidence.judgement.compared import count_compared
from rlsevidence.judgement.grade import propose_grade
from rlsevidence.model import Arm, Study

REST = dict.fromkeys(("compound", "salt", "amount", "unit", "amount_is", "route", "duration", "with"))
TWENTY = {"drug": {"mean": 1, "n": 20}, "placebo": {"mean": 2, "n": 20}}


def make(
    values: dict[str, Any] | None = None,
    arms: dict[str, int | None] | None = None,
    *,
    design: str = "rct",
    n: int | None = 400,
    n_analysed: int | None = None,
    **result: Any,
) -> Study:
    study = stand("a", design, n=n, estimate=effect(5, 1, 9)).study
    made = tuple(Arm.model_validate({"id": i, "n": k, **REST}) for i, k in (arms or {}).items())
    people = study.population.model_copy(update={"n_analysed": n_analysed})
    first = study.results[0].model_copy(update={"values": values, **result})
    return study.model_copy(update={"population": people, "arms": made, "results": (first,)})


THREE = {"drug": 20, "placebo": 20, "vitamin": 360}


@pytest.mark.parametrize(
    ("study", "people"),
    [
        (make(), 400),
        (make(n=None, n_analysed=40), None),
        (make(n_analysed=40), 40),
        (make(n_analysed=0), 0),
        (make(TWENTY), 40),
        (make({"drug": {"n": 20}, "placebo": {"n": None}}), 400),
        (make({"drug": {"n": None}, "placebo": {"n": None}}, THREE), 40),
        (make({"drug": 1.5, "placebo": 2.5}, THREE), 40),
        (make({"drug": {"n": 19}, "vitamin": {"n": 350}}, THREE), 369),
        (make(None, THREE), 40),
        (make({"drug": 1, "placebo": 2}, {"drug": 20, "placebo": None, "vitamin": 360}), 400),
        (make(None, {"drug": 190, "placebo": 195}), 385),
        (make({"n": 33}), 33),
        (make({"drug_n": 12, "none_n": 30}), 42),
        (make({"cases": 50, "controls": 60}, design="case-control", kind="association"), 110),
        (make(TWENTY, {"drug": 20, "placebo": 20}, design="crossover-rct", n=24), 20),
        (
            make({"before": {"n": 9}, "after": {"n": 8}}, {"drug": 12}, design="single-arm-trial", kind="before-after"),
            8,
        ),
        (make(TWENTY, THREE, claims=("stomach-upset",)), 40),
    ],
)
def test_those_who_were_compared(study: Study, people: int | None) -> None:
    assert count_compared(study, CLAIM) == people


def test_the_smallest_of_several_results() -> None:
    study = make(TWENTY)
    whole = study.results[0].model_copy(update={"id": "whole", "values": {"n": 390}})
    both = study.model_copy(update={"results": (whole, *study.results)})
    assert count_compared(both, CLAIM) == 40


@pytest.mark.parametrize("study", [make(n_analysed=40), make(TWENTY), make({"drug": 1, "placebo": 2}, THREE)])
def test_people_who_were_not_compared_make_nothing_precise(study: Study, evidence_dir: Path) -> None:
    settled = settle(store.load(evidence_dir))
    claim = settled.evidence.claims[CLAIM]
    one = replace(stand("a"), study=study)
    found = propose_grade(settled, claim, [one])
    assert (found.people, found.steps["imprecision"], found.steps["publication_bias"]) == (40, 2, 1)
    null = stand("z", n=60, stance="inconclusive", estimate=effect(0.2, -0.8, 1.2))
    assert propose_grade(settled, claim, [one, null]).direction == "unclear", "more people leave it open"

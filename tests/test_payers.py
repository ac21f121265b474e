"""A payer that a text names while funding is null is told of; words that leave open who paid are not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from rlsevidence import store
from rlsevidence.check import check_evidence
from rlsevidence.model import Multilingual

STUDY = "invented-trial"
TODAY = dt.date(2026, 11, 30)


def find(tiny: Path, text: object, **changed: object) -> list[str]:
    evidence = store.load(tiny / "evidence")
    study = evidence.studies[STUDY].model_copy(update={"caveats": (text,), "funding": None, **changed})
    with_it = replace(evidence, studies={**evidence.studies, STUDY: study})
    return [p.expected for p in check_evidence(with_it, today=TODAY) if p.rule == "funding-named"]


NAMED = [
    "The study was funded by Invented Minerals.",
    "Small. Paid for by the maker of the product.",
    "The sponsor makes the device.",
    "Not blinded, and no protocol; funded by the maker.",
    Multilingual(en="A small study.", sv="Studien bekostades av tillverkaren."),
    Multilingual(en="A small study.", sv="Den fick medel från Påhittade Mineraler."),
]
OPEN = [
    "Who paid was not seen.",
    "It is not said whether it was funded by the maker.",
    "No funding from the maker is named.",
    "The sponsor is not named.",
    "A page of the registry names a company as collaborator; who paid was not seen.",
    Multilingual(en="A small study.", sv="Det framgår inte om den finansierades av tillverkaren."),
    Multilingual(en="The arms were supported by the data.", sv="Vem som betalade har inte setts."),
]


@pytest.mark.parametrize("text", NAMED, ids=str)
def test_a_payer_that_is_named(tiny: Path, text: object) -> None:
    assert len(find(tiny, text)) == 1
    assert find(tiny, text, funding="Invented Minerals.") == []


@pytest.mark.parametrize("text", OPEN, ids=str)
def test_nobody_is_named(tiny: Path, text: object) -> None:
    assert find(tiny, text) == []

"""A sentence that denies, dates or discredits the claim it repeats is lent no verdict of support; others keep theirs.

`taken_back.tsv`: what is typed; whether it is taken back in the sentence or said; and by what.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

import rlsevidence as rls
from rlsevidence.audit.discredit import SUPPORT
from rlsevidence.audit.passages import Auditor
from rlsevidence.audit.read import parse_article
from rlsevidence.audit.texts import tell

ROOT = Path(__file__).resolve().parents[1]


class Row(NamedTuple):
    typed: str
    judged: str
    why: str


with (ROOT / "tests" / "taken_back.tsv").open(encoding="utf-8", newline="") as file:
    ROWS = [Row(**row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


@pytest.fixture(scope="module")
def auditor() -> Auditor:
    return rls.open_workspace(ROOT).auditor()


@pytest.mark.parametrize("row", ROWS, ids=[r.typed for r in ROWS])
def test_what_is_taken_back_is_not_supported(row: Row, auditor: Auditor) -> None:
    (passage,) = auditor.audit(parse_article(row.typed.encode(), "text")).passages
    assert passage.claims, "a sentence that makes no claim would try nothing"
    # What says more than the claim does ('and they are right') is left to be read, which takes nothing back either.
    assert passage.worst is not None
    left = passage.worst.weighed.word in SUPPORT or passage.worst.weighed.why == "untold"
    assert left == (row.judged == "said"), (row.why, passage.verdict)
    if passage.verdict == "not_checkable":
        assert passage.why


def test_why_is_said_in_the_language_of_the_sentence(auditor: Auditor) -> None:
    for language, text in (
        ("en", "Researchers believe that magnesium helps muscle to relax, but they are wrong."),
        ("sv", "Forskare menar att magnesium hjälper musklerna att slappna av, men de har fel."),
    ):
        (passage,) = auditor.audit(parse_article(text.encode(), "text")).passages
        assert passage.verdict == "not_checkable"
        assert passage.why[-1].startswith(tell("takes_back", language))


def test_the_table_holds_as_many_of_each() -> None:
    swedish = Counter((r.judged, bool(set("åäö") & set(r.typed.casefold()))) for r in ROWS)
    assert set(swedish) == {("taken", True), ("taken", False), ("said", True), ("said", False)}
    assert min(swedish.values()) >= 12
    counted = Counter(r.judged for r in ROWS)
    assert min(counted.values()) >= 30

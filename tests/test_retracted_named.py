"""A study that was retracted, or is under an expression of concern, is called so wherever it is named; what was
retracted carries nothing: labels, tables, references, records that go out, exercises."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import rlsevidence as rls
from conftest import REPO
from rlsevidence.model.spoken import find_label
from rlsevidence.reporting.grade import rate
from rlsevidence.site.exercise import find_body

NOTICES = {"retracted": ("[retracted]", "[tillbakadragen]"), "concern": ("[expression of concern]", "[uttryckt oro]")}


def put_notice(kind: str, folder: Path) -> tuple[str, str, str]:
    """(study, report, claim) after that notice was put on the first report of a study that a judgement rests on."""
    shutil.copytree(REPO / "tests" / "herb", folder)
    review = rls.open_workspace(folder)
    summary = next(s for s in review.summaries if s.certainty and s.certainty.is_graded and s.certainty.body)
    assert summary.certainty is not None
    study = summary.certainty.body[0]
    report = review.evidence.studies[study].reports[0]
    file = folder / "evidence" / "records.jsonl"
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        if line["id"] == report:
            line["integrity"] = [{"kind": kind, "by": None, "noted_on": "2026-11-01"}]
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return study, report, summary.claim.id


@pytest.mark.parametrize("kind", sorted(NOTICES))
def test_it_is_called_so_by_every_name(kind: str, tmp_path: Path) -> None:
    study, report, claim = put_notice(kind, tmp_path / "w")
    plain, swedish = NOTICES[kind]
    review = rls.open_workspace(tmp_path / "w")
    assert review.evidence.studies[study].label.endswith(plain)
    assert review.in_language("sv").evidence.studies[study].label.endswith(swedish)
    assert plain not in find_label(review.evidence.studies[study]), "what judgements rest on is the name as entered"
    assert sum(plain in s.label for s in review.evidence.studies.values()) == 1
    for table in ("characteristics", "risk-of-bias"):
        assert plain in review.table(table)._repr_html_(), table
    for language, mark in (("en", plain), ("sv", swedish)):
        entry = next(e for e in review.references(language=language).entries if e.record == report)
        assert mark in entry.text
    stopped = next(s for s in review.summaries if s.claim.id == claim).stopped
    assert (stopped is not None) == (kind == "retracted"), "no sentence is offered on what was retracted"


@pytest.mark.parametrize("kind", sorted(NOTICES))
@pytest.mark.parametrize("form", ["ris", "bibtex", "csl-json", "csv", "nbib"])
def test_it_goes_out_with_its_notice(kind: str, form: str, tmp_path: Path) -> None:
    put_notice(kind, tmp_path / "w")
    (file,) = rls.open_workspace(tmp_path / "w").export(form, tmp_path / "out")
    assert f"notice: {kind}, noted 2026-11-01" in file.read_text(encoding="utf-8").replace("\\n", "\n")


@pytest.mark.parametrize("kind", sorted(NOTICES))
def test_what_is_retracted_carries_no_table_and_no_exercise(kind: str, tmp_path: Path) -> None:
    study, _, claim = put_notice(kind, tmp_path / "w")
    summary = next(s for s in rls.open_workspace(tmp_path / "w").summaries if s.claim.id == claim)
    rated = rate(summary)
    carried = {s.id for s in rated.studies} if rated else set()
    assert (study in carried) == (kind == "concern")
    assert (study in {s.id for s in find_body(summary)}) == (kind == "concern")


def test_words_that_may_not_be_printed_begin_by_saying_so(tmp_path: Path) -> None:
    study, _, claim = put_notice("retracted", tmp_path / "w")
    review = rls.open_workspace(tmp_path / "w")
    label = find_label(review.evidence.studies[study])
    summary = next(s for s in review.summaries if s.claim.id == claim)
    assert summary.certainty is not None
    assert summary.certainty.summary.in_language("en").startswith(f"[Not to be printed: written before {label} was")
    assert summary.certainty.summary.in_language("sv").startswith(f"[Får inte tryckas: skrivet innan {label} drogs")
    assert not review.evidence.certainty[claim].summary.in_language("en").startswith("["), "the file is as it was"
    others = [s for s in review.summaries if s.claim.id != claim and s.certainty and not s.stopped]
    assert others
    assert not any(s.certainty and s.certainty.summary.in_language("en").startswith("[") for s in others)

"""Sheets of workbooks: every one with records is read, wherever its heading stands, and what is left out is told."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest

from rlsevidence.cli import main
from rlsevidence.errors import EvidenceError
from rlsevidence.exchange.entry import FileRead
from rlsevidence.exchange.importing import import_file
from rlsevidence.exchange.reading import read_entries

Rows = list[list[object]]
NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
HEAD: list[object] = ["Titel", "År", "DOI"]
TEXT = ["Export från en databas", "Sökning: påhittad", "2024-05-06", "", "Fem rader", "till"]


def read(tmp_path: Path, hidden: str = "", **sheets: Rows) -> FileRead:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if name == hidden else "visible"
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    (tmp_path / "file").write_bytes(out.getvalue())
    return read_entries(tmp_path / "file", "x")


def rows(*names: str) -> Rows:
    return [[f"Påhittad {name}", 2020, f"10.9999/{name}"] for name in names]


@pytest.mark.parametrize("hidden", ["", "Två"])
def test_every_sheet_with_a_heading_is_read(hidden: str, tmp_path: Path) -> None:
    found = read(tmp_path, hidden, Ett=[HEAD, *rows("a")], Tomt=[], Två=[HEAD, *rows("b", "c")])
    assert [e.record.doi for e in found.entries] == ["10.9999/a", "10.9999/b", "10.9999/c"]
    assert (found.started, found.problems, found.adds_up) == (3, (), True)
    said = "; ".join(found.notes)
    assert "read from the sheet 'Ett'" in said
    assert "read from the sheet 'Två'" in said
    assert ("hidden" in said) is bool(hidden)
    assert "left out" not in said


@pytest.mark.parametrize("lines", range(7))
def test_a_heading_may_stand_under_other_lines(lines: int, tmp_path: Path) -> None:
    above: Rows = [[text or None] for text in TEXT[:lines]]
    found = read(tmp_path, Blad=[*above, HEAD, *rows("a", "b")], Fler=[HEAD, *rows("c")])
    assert [e.record.doi for e in found.entries] == ["10.9999/a", "10.9999/b", "10.9999/c"]
    assert [e.place for e in found.entries] == [lines + 2, lines + 3, 2]
    said = [n for n in found.notes if "above the names of the columns" in n]
    assert len(said) == sum(bool(text) for text in TEXT[:lines])
    assert all(note.startswith("sheet 'Blad', line") for note in said)


@pytest.mark.parametrize(
    ("other", "number", "fault"),
    [
        ([["Exporterad 2024"]], "1 row", False),
        ([["Nyckel", "Värde"], ["Rader", 5]], "2 rows", False),
        ([["DOI", "PMID"], ["10.9999/z", 90000001]], "2 rows", True),
        ([["a", "b", "c"], [1, 2, 3], [4, 5, 6]], "3 rows", False),
        (
            [["Study data"], ["Study", "Author", "Year", "N", "Dose (mg)"], ["Sand 2011", "Sand", 2011, 20, 12345]],
            "3 rows",
            False,
        ),
        ([["Covidence #", "Study ID", "DOI", "Sample size"], [12, "Sand 2011", "10.9999/a", 20]], "2 rows", False),
        ([["Covidence #", "Study ID", "DOI", "Sample size"], [12, "Sand 2011", "10.9999/other", 20]], "2 rows", True),
        ([["Study", "PMID"], ["Sand 2011", 90000009], ["Berg 2012", None]], "3 rows", True),
        (
            [["Study", "Risk of bias", "Support"], ["Sand 2011", "Low", "See https://doi.org/10.9999/a"]],
            "2 rows",
            False,
        ),
        (
            [["Term", "Meaning"], ["n", "people"], ["md", "mean difference (2011). See the manual for what it means"]],
            "3 rows",
            False,
        ),
        ([["Reference", "N"], ["Sand A. Invented title. Inv J 2011;2(3):4-5.", 20]], "2 rows", True),
        (
            [["Reference", "N"], ["Sand, A. (2011). An invented title of some length. Inv J, 2(3), 4.", 20]],
            "2 rows",
            True,
        ),
    ],
)
def test_a_sheet_without_a_heading_is_told_with_its_rows(other: Rows, number: str, fault: bool, tmp_path: Path) -> None:
    found = read(tmp_path, Annat=other, Poster=[HEAD, *rows("a")])
    assert [e.record.doi for e in found.entries] == ["10.9999/a"]
    assert [f"{part}, {n} row{'s' if n > 1 else ''}" for part, n in found.not_records] == (
        [] if fault else [f"sheet 'Annat', {number}"]
    )
    assert [p.rule for p in found.problems] == (["import-sheet"] if fault else [])
    assert not fault or number in found.problems[0].found
    assert found.adds_up


def test_a_fault_names_its_sheet(tmp_path: Path) -> None:
    found = read(tmp_path, Ett=[HEAD, *rows("a")], Två=[HEAD, [None, 2020, None], *rows("b")])
    (problem,) = found.problems
    assert "sheet 'Två'" in problem.path
    assert problem.line == 2
    assert len(found.entries) == 2


def test_a_workbook_without_any_heading_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="no sheet with a title column"):
        read(tmp_path, Ett=[["a"], ["b"]])


def test_a_sheet_that_is_a_chart_costs_no_record(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.create_chartsheet("Diagram", 0)
    for row in [HEAD, *rows("a")]:
        book["Sheet"].append(row)
    book.save(tmp_path / "file.xlsx")
    found = read_entries(tmp_path / "file.xlsx", "x")
    assert [e.record.doi for e in found.entries] == ["10.9999/a"]


@pytest.mark.parametrize(
    "where", ["https://doi.org/10.9999/z", "PMID: 90000001", "https://pubmed.ncbi.nlm.nih.gov/90000001/"]
)
def test_a_sheet_of_references_with_their_addresses_is_a_fault(where: str, tmp_path: Path) -> None:
    other: Rows = [["Referens", "Länk"], ["Sand A. Påhittad. Inv J 2011;2:3", where]]
    found = read(tmp_path, Annat=other, Poster=[HEAD, *rows("a")])
    assert [p.rule for p in found.problems] == ["import-sheet"]


def test_one_address_among_other_lines_is_none(tmp_path: Path) -> None:
    other: Rows = [["Nyckel", "Värde"], ["Rader", 5], ["Databas", "x"], ["Citera", "https://doi.org/10.9999/z"]]
    assert not read(tmp_path, Annat=other, Poster=[HEAD, *rows("a")]).problems


def test_a_sheet_of_study_data_is_counted_apart_and_no_fault(tmp_path: Path, tiny_dir: Path) -> None:
    data: Rows = [["Study", "Arm", "N", "Mean", "SD"], *([f"Sand {n}", "plant", 20, 1.5, 0.2] for n in range(7))]
    read(tmp_path, **{"Records": [HEAD, *rows("a", "b")], "Study data": data})
    report = import_file(tiny_dir, tmp_path / "file", now=NOW)
    assert (report.entries, len(report.new), report.problems, report.accounted) == (2, 2, (), True)
    assert report.to_plain()["not_records"] == [{"part": "sheet 'Study data'", "rows": 8}]
    assert "  no records, left out: sheet 'Study data', 8 rows" in report.format_text().splitlines()
    assert main(["import", str(tmp_path / "file"), "--workspace", str(tiny_dir.parent)]) == 0

"""Columns headed with a person's name or a program's question: the decisions of whom they name, and of nobody else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from rlsevidence import store
from rlsevidence.exchange.importing import import_file
from rlsevidence.exchange.reading import Entry, read_entries
from rlsevidence.exchange.reviewer_columns import name_people
from rlsevidence.model import Person

NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
ABSTRACKR = (
    "(internal) id,(source) id,pubmed id,keywords,abstract,title,journal,authors,tags,notes,consensus,Anna Sand,Bo Ek\n"
    "11,1,90000001,,Abs,Invented one,J,Sand A,,,1,1,1\n"
    "12,2,90000002,,Abs,Invented two,J,Sand A,,,x,-1,1\n"
    "13,3,90000003,,Abs,Invented three,J,Sand A,,,o,o,o\n"
    "14,4,90000004,,Abs,Invented four,J,Sand A,a tag,a note,-1,-1,0\n"
)
DISTILLER = (
    '"Refid","User","Level","Title","Author","Is this relevant?","Reason for exclusion"\n'
    '"1","Anna Sand","1","Invented one","Sand, A.","Yes",""\n'
    '"1","Bo Ek","1","Invented two","Sand, A.","No","Wrong population"\n'
    '"2","Anna Sand","2","Invented three","Sand, A.","",""\n'
)


def read(tmp_path: Path, text: str) -> tuple[Entry, ...]:
    (tmp_path / "file.csv").write_text(text)
    return read_entries(tmp_path / "file.csv", "import:file").entries


def test_abstrackrs_reviewers_have_their_own_decisions(tmp_path: Path) -> None:
    entries = read(tmp_path, ABSTRACKR)
    assert [[(d.by, d.decision) for d in e.decisions] for e in entries] == [
        [("consensus", "include"), ("Anna Sand", "include"), ("Bo Ek", "include")],
        [("Anna Sand", "exclude"), ("Bo Ek", "include")],
        [],
        [("consensus", "exclude"), ("Anna Sand", "exclude"), ("Bo Ek", "unsure")],
    ]
    assert {(d.stage, d.usual) for e in entries for d in e.decisions} == {("title_abstract", True)}
    assert entries[1].said == ("consensus: x",)
    assert entries[3].said == ("tags: a tag", "notes: a note")


def test_distillers_question_is_the_decision_of_its_user(tmp_path: Path) -> None:
    entries = read(tmp_path, DISTILLER)
    assert [[(d.by, d.decision, d.reason, d.stage) for d in e.decisions] for e in entries] == [
        [("Anna Sand", "include", None, "1")],
        [("Bo Ek", "exclude", "Wrong population", "1")],
        [],
    ]
    assert "Level: 1" in entries[0].decisions[0].said


@pytest.mark.parametrize("heading", ["name", "id", "called"])
def test_a_column_headed_with_a_persons_name_is_that_persons(heading: str, tiny_dir: Path, tmp_path: Path) -> None:
    one, other, *_ = store.load_part(tiny_dir, "people")
    head = {"name": one.name, "id": one.id, "called": "Reviewer A"}[heading]
    text = f"Titel;DOI;{head};{other.name};Open Access\nInvented;10.9999/n.1;Ja;Nej;Ja\nOther;10.9999/n.2;ja?;;Nej\n"
    file = tmp_path / "file.csv"
    file.write_text(text)
    called = "Reviewer A" if heading == "called" else None
    report = import_file(tiny_dir, file, now=NOW, called=called, dry_run=True)
    told = report.format_text()
    assert f"{'Reviewer A' if called else one.name}: include" in told
    assert f"{other.name}: exclude" in told
    assert f"{head}: ja?" in told
    assert "Open Access (2)" in told, "a subject is nobody's column"
    for person, decision in ((one, "include"), (other, "exclude")):
        report = import_file(
            tiny_dir, file, now=NOW, reviewer=person.id, called=called if person is one else None,
            stage="title_abstract", reason="wrong-population",
        )  # fmt: skip
        assert report.decided == ("doi:10.9999/n.1",)
        rows = [s for s in store.load_part(tiny_dir, "screening") if s.record == "doi:10.9999/n.1"]
        assert [s.decision for s in rows if s.reviewer == person.id] == [decision]


@pytest.mark.parametrize(
    ("columns", "cells", "said"),
    [
        ("Reason;Excluded by", "wrong dose;Anna Sand", ("Anna Sand", "exclude", "wrong dose")),
        ("Orsak;Exkluderad av", "fel dos;Anna Sand", ("Anna Sand", "exclude", "fel dos")),
        ("Included by;Reason", "Bo Ek;", ("Bo Ek", "include", None)),
        ("Excluded by;Included by", "-1;Bo Ek", ("Bo Ek", "include", None)),
        ("Relevant?;Reviewer", "No;Bo Ek", ("Bo Ek", "exclude", None)),
        ("Är studien relevant?;Granskare", "Nej;Bo Ek", ("Bo Ek", "exclude", None)),
    ],
)
def test_who_signs_a_decision_has_made_it(
    columns: str, cells: str, said: tuple[str, str, str | None], tmp_path: Path
) -> None:
    (entry,) = read(tmp_path, f"Title;{columns}\nInvented;{cells}\n")
    assert [(d.by, d.decision, d.reason) for d in entry.decisions] == [said]


def test_a_workbook_has_such_columns_too_and_the_day_under_publicerad(tiny_dir: Path, tmp_path: Path) -> None:
    one, *_ = store.load_part(tiny_dir, "people")
    book = openpyxl.Workbook()
    book.active.append(["Titel", "DOI", "Publicerad", one.name])
    book.active.append(["Invented", "10.9999/x.1", dt.datetime(2020, 3, 1), "Ja"])
    book.save(tmp_path / "file.xlsx")
    report = import_file(tiny_dir, tmp_path / "file.xlsx", now=NOW)
    assert f"doi:10.9999/x.1: {one.name}: include" in report.format_text()
    assert store.load_part(tiny_dir, "records")["doi:10.9999/x.1"].year == 2020


def test_notes_are_shown_to_their_end(tiny_dir: Path, tmp_path: Path) -> None:
    note = 'USER-NOTES: {"Anna Sand"=>["' + "a long note " * 30 + '"], "Bo Ek"=>["the second one"]}'
    (tmp_path / "file.ris").write_text(f"TY  - JOUR\nTI  - Invented\nN1  - {note}\nER  - \n")
    assert '"the second one"' in import_file(tiny_dir, tmp_path / "file.ris", now=NOW).format_text()


def test_a_first_name_does_where_one_person_has_it() -> None:
    people = [
        Person(id=i, name=n, role="editor", interests="")
        for i, n in (("a", "Anna Sand"), ("b", "Bo Ek"), ("c", "Bo Öst"))
    ]
    names = name_people(people, "Reviewer A")
    assert (names["anna"], names["anna sand"], names["a"], names["reviewer a"]) == (*["Anna Sand"] * 3, "Reviewer A")
    assert "bo" not in names

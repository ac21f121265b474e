"""Columns of tables in which people keep decisions, by their English and Swedish names: what each cell comes to."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from rlsevidence.exchange.decision_columns import AGAINST, EXCLUSIONS, LABELS, NOTES, REASONS, WHEN, WHOSE
from rlsevidence.exchange.reading import read_entries

CASES = [
    # columns, cells, (decision, by, reason, at) or None, notes
    ("Beslut", "Inkludera", ("include", None, None, None), ()),
    ("Beslut", "exkluderas", ("exclude", None, None, None), ()),
    ("Beslut", "Ja", ("include", None, None, None), ()),
    ("beslut", "nej", ("exclude", None, None, None), ()),
    ("BESLUT", "Kanske", ("unsure", None, None, None), ()),
    ("Beslut", "osäker", ("unsure", None, None, None), ()),
    ("Beslut", "", None, ()),
    ("Beslut", "-1", None, ()),
    ("Beslut", "fråga Anna", None, ("Beslut: fråga Anna",)),
    ("Inkludera/Exkludera", "Exkludera", ("exclude", None, None, None), ()),
    ("Inkluderas", "Ja", ("include", None, None, None), ()),
    ("Inkludera?", "Nej", ("exclude", None, None, None), ()),
    ("Tas med", "ja", ("include", None, None, None), ()),
    ("Bedömning", "ej relevant", ("exclude", None, None, None), ()),
    ("Exkluderas", "Ja", ("exclude", None, None, None), ()),
    ("Exkluderas", "Nej", None, ("Exkluderas: Nej",)),
    ("Exclude", "yes", ("exclude", None, None, None), ()),
    ("Excluded", "no", None, ("Excluded: no",)),
    ("Beslut|Orsak", "Exkludera|Fel population", ("exclude", None, "Fel population", None), ()),
    ("Beslut|Orsak", "Inkludera|Fel population", ("include", None, None, None), ("Orsak: Fel population",)),
    ("Orsak", "Fel population", None, ()),
    ("Orsak till exklusion", "Fel population", ("exclude", None, "Fel population", None), ()),
    ("Exclusion reason", "Wrong dose", ("exclude", None, "Wrong dose", None), ()),
    ("Beslut|Granskare", "Nej|Anna Sand", ("exclude", "Anna Sand", None, None), ()),
    ("Beslut|Granskare", "|Anna Sand", None, ("Granskare: Anna Sand",)),
    ("Decision|Reviewer|Exclusion reason", "exclude|Bo|Wrong dose", ("exclude", "Bo", "Wrong dose", None), ()),
    ("Beslut|Beslutsdatum", "Ja|2026-03-04", ("include", None, None, "2026-03-04"), ()),
    ("Beslut|Beslutsdatum", "Ja|i går", ("include", None, None, None), ("Beslutsdatum: i går",)),
    ("Beslut Anna", "Ja", ("include", "Anna", None, None), ()),
    ("Beslut (Anna)", "Nej", ("exclude", "Anna", None, None), ()),
    ("Decision - Bo", "maybe", ("unsure", "Bo", None, None), ()),
    ("Reviewer 2", "Include", ("include", "Reviewer 2", None, None), ()),
    ("Granskare A", "Nej", ("exclude", "Granskare A", None, None), ()),
    ("Reviewer 2", "Prof. Sand", None, ("Reviewer 2: Prof. Sand",)),
    ("Beslut|Anteckning", "Ja|läs igen", ("include", None, None, None), ("Anteckning: läs igen",)),
    ("Anteckningar", "läs igen", None, ("Anteckningar: läs igen",)),
    ("Etiketter", "dos; barn", None, ("Etiketter: dos; barn",)),
    ("Kommentar", "läs igen", None, ("Kommentar: läs igen",)),
    ("asreview_label|asreview_time", "1|1700000000.5", ("include", None, None, "2023-11-14T22:13:20Z"), ()),
    ("asreview_label|asreview_time", "0|2024-05-06 07:08:09.1", ("exclude", None, None, "2024-05-06"), ()),
    ("asreview_label|asreview_user_name", "1|Anna", ("include", "Anna", None, None), ()),
    ("asreview_label|asreview_tag_arms_two", "1|1", ("include", None, None, None), ("asreview_tag_arms_two: 1",)),
    ("included|exported_notes_1", "1|my note", ("include", None, None, None), ("exported_notes_1: my note",)),
    ("asreview_label|exported_notes", "1|my note", ("include", None, None, None), ("exported_notes: my note",)),
    ("asreview_label|asreview_note", "0|my note", ("exclude", None, None, None), ("asreview_note: my note",)),
    ("included|exported_notes_1|tag_diet", "1||1", ("include", None, None, None), ("tag_diet: 1",)),
    ("asreview_label|exported_notes_2", "-1|my note", None, ("exported_notes_2: my note",)),
    ("Included", "40 people", None, ("Included: 40 people",)),
]


@pytest.mark.parametrize(("columns", "cells", "decided", "notes"), CASES)
@pytest.mark.parametrize("separator", [",", ";"])
def test_what_a_cell_comes_to(
    columns: str,
    cells: str,
    decided: tuple[str | None, ...] | None,
    notes: tuple[str, ...],
    separator: str,
    tmp_path: Path,
) -> None:
    out = io.StringIO()
    rows = [["Titel", "DOI", *columns.split("|")], ["Påhittad titel", "10.9999/a", *cells.split("|")]]
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows(rows)
    (tmp_path / "file").write_text(out.getvalue(), encoding="utf-8")
    found = read_entries(tmp_path / "file", "x")
    (entry,) = found.entries
    got = [(d.decision, d.by, d.reason, d.at) for d in entry.decisions]
    assert (got, entry.said) == ([decided] if decided else [], notes)
    said = {*entry.said, *(d.said for d in entry.decisions), *(f"{n}: " for n in found.unplaced or ())}
    shown = " ".join(said) + " ".join(str(d) for d in entry.decisions)
    for name, cell in zip(columns.split("|"), cells.split("|"), strict=True):
        assert not cell or cell == "-1" or cell in shown or f"{name}: " in said or entry.decisions, "nothing is dropped"


def test_every_kind_of_column_has_a_case() -> None:
    used = {name.casefold() for columns, *_ in CASES for name in columns.split("|")}
    for names in (LABELS, AGAINST, REASONS, EXCLUSIONS, WHOSE, WHEN, NOTES):
        assert used & names


def test_two_people_in_columns_of_their_own_are_two(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("Titel;DOI;Beslut Anna;Beslut Bo;Beslut datum\nPåhittad;10.9999/a;Ja;Nej;i går\n")
    (entry,) = read_entries(tmp_path / "file", "x").entries
    assert [(d.decision, d.by) for d in entry.decisions] == [("include", "Anna"), ("exclude", "Bo")]


def test_a_note_of_asreview_goes_into_the_row_of_the_one_decision_beside_it(tmp_path: Path) -> None:
    head, row = "title,asreview_label,asreview_note,Beslut Bo", "Invented,1,look at table 2,{}"
    for other, number in (("", 1), ("nej", 2)):
        (tmp_path / "file").write_text(f"{head}\n{row.format(other)}\n")
        (entry,) = read_entries(tmp_path / "file", "x").entries
        assert len(entry.decisions) == number
        assert ("look at table 2" in entry.decisions[0].said) is (number == 1)


@pytest.mark.parametrize(
    "column",
    ["Notes Anna Ek", "Anna Ek notes", "Comments (Bo)", "Notes - Anna", "Decision note Anna", "Reviewer 1 comments",
     "Kommentar Anna", "Anteckningar fulltext", "Screening notes", "Comment_Bo"],
)  # fmt: skip
def test_a_column_of_somebody_s_notes_is_shown_and_decides_nothing(column: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text(f"Title,DOI,{column}\nInvented,10.9999/a,a word of nobody\n", encoding="utf-8")
    found = read_entries(tmp_path / "file", "x")
    (entry,) = found.entries
    assert (entry.said, entry.decisions) == ((f"{column}: a word of nobody",), ())
    assert not found.unplaced


@pytest.mark.parametrize("column", ["Comments/Corrections", "Comment in", "Comment date"])
def test_a_column_of_comments_on_the_work_is_nobody_s_note(column: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text(f"Title,DOI,{column}\nInvented,10.9999/a,a word\n", encoding="utf-8")
    found = read_entries(tmp_path / "file", "x")
    assert (found.entries[0].said, found.unplaced) == ((), {column: 1})


# ---------------------------------------------------------------- a decision and more in one cell

CELLS = [
    ("Exclude: wrong dose", ("exclude", "wrong dose", None)),
    ("Excluded - wrong dose", ("exclude", "wrong dose", None)),
    ("Exkludera, fel dos", ("exclude", "fel dos", None)),
    ("EXCLUDE on population", ("exclude", "population", None)),
    ("Exclude (duplicate)", ("exclude", "duplicate", None)),
    ("No because of the design", ("exclude", "the design", None)),
    ("EXCLUDE on full text", ("exclude", None, "full_text")),
    ("INCLUDE on title & abstract", ("include", None, "title_abstract")),
    ("Include: a trial", ("include", None, None)),
    ("Maybe - ask Bo", ("unsure", "ask Bo", None)),
]


@pytest.mark.parametrize(("cell", "wanted"), CELLS)
def test_a_cell_may_say_the_decision_and_why_or_at_which_stage(cell: str, wanted: object, tmp_path: Path) -> None:
    (tmp_path / "file.csv").write_text(f'title,doi,decision\nInvented,10.9999/c,"{cell}"\n', encoding="utf-8")
    (one,) = read_entries(tmp_path / "file.csv", "x").entries
    assert [(d.decision, d.reason, d.stage) for d in one.decisions] == [wanted]
    assert one.decisions[0].said == f"decision: {cell}"


@pytest.mark.parametrize("cell", ["No abstract", "Not decided: ask Bo", "2: second", "discuss - exclude?"])
def test_a_cell_that_begins_with_no_decision_is_a_note(cell: str, tmp_path: Path) -> None:
    (tmp_path / "file.csv").write_text(f'title,doi,decision\nInvented,10.9999/c,"{cell}"\n', encoding="utf-8")
    (one,) = read_entries(tmp_path / "file.csv", "x").entries
    assert (one.decisions, one.said) == ((), (f"decision: {cell}",))


def test_columns_that_screen_on_a_stage_are_its_decisions(tmp_path: Path) -> None:
    (tmp_path / "file.csv").write_text(
        "ItemId,Title,Screen on Title & Abstract,Screen on Full Report\n7,Invented,INCLUDE,Exclude: wrong dose\n",
        encoding="utf-8",
    )
    (one,) = read_entries(tmp_path / "file.csv", "x").entries
    assert [(d.decision, d.stage, d.reason) for d in one.decisions] == [
        ("include", "title_abstract", None), ("exclude", "full_text", "wrong dose"),
    ]  # fmt: skip

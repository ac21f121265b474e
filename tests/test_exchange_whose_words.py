"""Whose words stand in a file: a decision is taken for a person's own only where the file says it as one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from rlsevidence.exchange.decisions import list_remarks
from rlsevidence.exchange.importing import import_file
from rlsevidence.exchange.reading import Entry, read_entries
from rlsevidence.store import load_part

NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)

COVIDENCE = "Title,DOI,Covidence #,Notes,Tags\nInvented record,10.9999/w,#1,{notes},\n"
RIS = "TY  - JOUR\nTI  - Invented record\nDO  - 10.9999/w\nN1  - {notes}\nER  - \n"

SENTENCES = [
    "(2021-05-06 10:11:12)(Bo Ek): not an exclusion reason: wrong outcome, I think include",
    "(2021-05-06 10:11:12)(Bo Ek): Exclusion reason: wrong outcome",
    "Should this be an exclusion reason: wrong outcome?",
    "No Exclusion reason: wrong outcome",
    "Bo says that ASReview_relevant was a slip",
    "not ASReview_irrelevant",
]
"""What somebody wrote: no decision of anybody's."""


def read_one(tmp_path: Path, form: str, notes: str) -> Entry:
    (tmp_path / "file").write_text(form.format(notes=notes if form is RIS else f'"{notes}"'))
    (entry,) = read_entries(tmp_path / "file", "import:file").entries
    return entry


@pytest.mark.parametrize("form", [COVIDENCE, RIS])
@pytest.mark.parametrize("notes", SENTENCES)
def test_a_sentence_is_no_decision_and_is_shown_whole(notes: str, form: str, tmp_path: Path) -> None:
    entry = read_one(tmp_path, form, notes)
    assert entry.decisions == ()
    assert notes in " ".join(list_remarks(entry.said))


@pytest.mark.parametrize("form", [COVIDENCE, RIS])
@pytest.mark.parametrize(
    ("notes", "by", "left"),
    [
        ("Exclusion reason: Wrong population; ", None, ""),
        (
            "Exclusion reason: Wrong population; (2021-05-06 10:11)(Bo Ek): I excluded this; ",
            "Bo Ek",
            "I excluded this",
        ),
        ("Exclusion reason: Wrong population; (6 May 2021)(Bo Ek): a; (7 May 2021)(Anna Sand): b", None, "b"),
        ("exclusion reason: Wrong population", None, ""),
    ],
)
def test_an_exclusion_of_covidence_is_the_signers_alone(
    notes: str, by: str | None, left: str, form: str, tmp_path: Path
) -> None:
    entry = read_one(tmp_path, form, notes)
    (one,) = entry.decisions
    # Covidence keeps reasons of the full text alone, and ends them so; what others write in these words tells no stage.
    stage = "full_text" if form is COVIDENCE or ";" in notes else None
    assert (one.decision, one.reason, one.stage) == ("exclude", "Wrong population", stage)
    assert one.by == ("Bo Ek and Anna Sand" if left == "b" else by)
    remarks = " ".join(list_remarks(entry.said))
    assert left in remarks
    assert "; ;" not in remarks
    assert bool(remarks) == bool(left)


def test_what_another_person_signs_is_not_taken_over(tiny_dir: Path, tmp_path: Path) -> None:
    one, other, *_ = load_part(tiny_dir, "people")
    file = tmp_path / "file.csv"
    file.write_text(COVIDENCE.format(notes=f"Exclusion reason: wrong population; (2021-05-06)({other.name}): mine"))
    report = import_file(tiny_dir, file, now=NOW, reviewer=one.id)
    assert report.decided == ()
    assert report.undecided[0][1].startswith(f"made by {other.name}, and not by {one.id}")
    assert len(import_file(tiny_dir, file, now=NOW, reviewer=other.id).decided) == 1


RAYYAN = "RAYYAN-INCLUSION: {{{who}}} | RAYYAN-EXCLUSION-REASONS: {reasons}"
BOTH = '"Invented Anna"=>"Excluded", "Invented Bo"=>"Excluded"'
ANNA = '"Invented Anna"=>"Excluded", "Invented Bo"=>"Included"'
REASONS = [
    (ANNA, "wrong population", "wrong-population", ""),
    (ANNA, "Wrong population,wrong-population", "wrong-population", ""),
    (ANNA, "wrong population,wrong outcome", None, "the file gives several, 'wrong population', 'wrong outcome'"),
    (ANNA, "foreign thing,wrong outcome", None, "the file gives several, 'foreign thing', 'wrong outcome'"),
    (ANNA, "my own reason", None, "the file's reason 'my own reason' is none of them"),
    (BOTH, "wrong population", None, "the file gives 'wrong population', and not whose it is of Invented Anna and"),
    (BOTH, "my own reason,wrong outcome", None, "and not whose it is"),
]


@pytest.mark.parametrize(("who", "reasons", "taken", "asked"), REASONS)
def test_a_reason_without_an_owner_is_listed_and_asked_for(
    who: str, reasons: str, taken: str | None, asked: str, tiny_dir: Path, tmp_path: Path
) -> None:
    file = tmp_path / "file.ris"
    file.write_text(RIS.format(notes=RAYYAN.format(who=who, reasons=reasons)))
    report = import_file(tiny_dir, file, now=NOW, reviewer="anna")
    rows = {s.record: s for s in load_part(tiny_dir, "screening")}
    said = dict(report.undecided)
    assert report.decided == (("doi:10.9999/w",) if taken else ())
    assert not taken or rows["doi:10.9999/w"].reason == taken
    assert asked in " ".join(why for _, why in report.undecided)
    assert "Invented Bo: " in " ".join(why for _, why in report.undecided), said
    assert reasons in report.format_text()
    again = import_file(tiny_dir, file, now=NOW, reviewer="anna", reason="wrong-outcome")
    (row,) = [s for s in load_part(tiny_dir, "screening") if s.record == "doi:10.9999/w"]
    assert row.reason == (taken or "wrong-outcome")
    assert reasons in row.note, "all words of the file"
    assert again.accounted


TABLE = "Titel;DOI;Beslut Anna;Beslut Bo;Orsak;Steg\nPåhittad;10.9999/w;{};{};{};{}\n"


def test_columns_of_two_people_with_one_reason_do_not_say_whose_it_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_text(TABLE.format("Nej", "Nej", "fel dos", ""), encoding="utf-8")
    (entry,) = read_entries(tmp_path / "file", "x").entries
    assert [(d.by, d.reason, bool(d.unsure_why)) for d in entry.decisions] == [("Anna", None, True), ("Bo", None, True)]
    (tmp_path / "file").write_text(TABLE.format("Nej", "Ja", "fel dos", ""), encoding="utf-8")
    (entry,) = read_entries(tmp_path / "file", "x").entries
    assert [(d.by, d.reason) for d in entry.decisions] == [("Anna", "fel dos"), ("Bo", None)]


def test_the_text_shows_who_decided_what(tiny_dir: Path, tmp_path: Path) -> None:
    file = tmp_path / "file.csv"
    file.write_text(TABLE.format("Ja", "Nej", "fel dos", "Fulltext"), encoding="utf-8")
    shown = import_file(tiny_dir, file, now=NOW, dry_run=True).format_text()
    assert "    doi:10.9999/w: Anna: include at full_text; Bo: exclude at full_text (fel dos)" in shown
    report = import_file(tiny_dir, file, now=NOW, reviewer="anna", called="Anna")
    assert report.decided == ("doi:10.9999/w",)
    assert "doi:10.9999/w: not made by anna: Bo: exclude at full_text (fel dos)" in report.format_text()


def test_many_decisions_are_shown_in_part_and_counted(tiny_dir: Path, tmp_path: Path) -> None:
    rows = "".join(f"Invented {n},10.9999/m.{n},include\n" for n in range(13))
    (tmp_path / "file.csv").write_text(f"title,doi,decision\n{rows}")
    shown = import_file(tiny_dir, tmp_path / "file.csv", now=NOW, dry_run=True).format_text()
    assert shown.count("nobody named: include") == 10
    assert "and 3 more; --dry-run --format json shows them all" in shown

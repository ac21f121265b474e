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
    assert (one.decision, one.reason, one.stage == "full_text") == ("exclude", "Wrong population", form is COVIDENCE)
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

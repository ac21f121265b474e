"""Whose words stand in a file: a decision is taken for a person's own only where the file says it as one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
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
    ("notes", "left"),
    [
        ("Exclusion reason: Wrong population; ", ""),
        ("Exclusion reason: Wrong population; (2021-05-06 10:11)(Bo Ek): I excluded this; ", "I excluded this"),
        ("Exclusion reason: Wrong population; (2021-05-06 10:11)(Bo Ek): hmm should this be in?", "should this be in"),
        ("Exclusion reason: Wrong population; (6 May 2021)(Bo Ek): a; (7 May 2021)(Anna Sand): b", "(Anna Sand): b"),
        ("exclusion reason: Wrong population", ""),
    ],
)
def test_an_exclusion_of_covidence_is_the_reviews_and_who_remarks_on_it_has_not_made_it(
    notes: str, left: str, form: str, tmp_path: Path
) -> None:
    entry = read_one(tmp_path, form, notes)
    (one,) = entry.decisions
    # Covidence keeps reasons of the full text alone, and ends them so; what others write in these words tells no stage.
    stage = "full_text" if form is COVIDENCE or ";" in notes else None
    assert (one.decision, one.reason, one.stage) == ("exclude", "Wrong population", stage)
    assert one.by is None
    remarks = " ".join(list_remarks(entry.said))
    assert left in remarks
    assert "; ;" not in remarks
    assert bool(remarks) == bool(left)


@pytest.mark.parametrize("form", [COVIDENCE, RIS])
def test_what_somebody_has_remarked_on_is_taken_over_by_nobody(form: str, tiny_dir: Path, tmp_path: Path) -> None:
    one, other, *_ = load_part(tiny_dir, "people")
    notes = f"Exclusion reason: wrong population; (2021-05-06)({other.name}): mine"
    file = tmp_path / "file.csv"
    file.write_text(form.format(notes=f'"{notes}"' if form is COVIDENCE else notes))
    told = import_file(tiny_dir, file, now=NOW).format_text()
    assert "nobody named: exclude" in told
    assert f"{other.name}: exclude" not in told
    assert f"({other.name}): mine" in told
    for person in (one, other):
        report = import_file(tiny_dir, file, now=NOW, reviewer=person.id)
        assert report.decided == ()
        assert "names nobody who decided it" in report.undecided[0][1]


ASREVIEW = """TY  - JOUR
TI  - Invented record
DO  - 10.9999/w
{notes}
ER  - \n"""
FIELDS = (
    "ASReview_irrelevant",
    'asreview_user_name: "{name}"',
    'asreview_time: "2025-03-27 10:11:12.123456"',
    'asreview_note: "a \\"dose\\"; too low"',
    "asreview_tag_population_adults: 1",
    "asreview_tag_design_cohort: 0",
    "asreview_prior: 0",
)


def write_notes(*notes: str) -> str:
    return ASREVIEW.format(notes="\n".join(f"N1  - {note}" for note in notes))


@pytest.mark.parametrize(
    "lay", [lambda f: f, lambda f: (*f[1:], f[0]), lambda f: ("; ".join(f),), lambda f: (" | ".join(f),)]
)
def test_fields_of_asreview_in_notes_say_whose_a_label_is_as_its_columns_do(
    lay: Callable[[Sequence[str]], Sequence[str]], tiny_dir: Path, tmp_path: Path
) -> None:
    one, other, *_ = load_part(tiny_dir, "people")
    file = tmp_path / "file.ris"
    file.write_text(write_notes(*lay([f.replace("{name}", other.name) for f in FIELDS])))
    (entry,) = read_entries(file, "import:file").entries
    (label,) = entry.decisions
    assert (label.decision, label.by, label.at) == ("exclude", other.name, "2025-03-27")
    assert label.said == 'ASReview_irrelevant; a "dose"; too low; asreview_tag_population_adults'
    remarks = " ".join(list_remarks(entry.said))
    assert "too low" in remarks
    assert "population_adults: 1" in remarks
    assert not any(word in remarks for word in (other.name, "2025", "cohort", "prior"))
    report = import_file(tiny_dir, file, now=NOW, reviewer=one.id, reason="wrong-population")
    assert report.decided == ()
    assert report.undecided[0][1].startswith(f"made by {other.name}, and not by {one.id}")
    assert len(import_file(tiny_dir, file, now=NOW, reviewer=other.id, reason="wrong-population").decided) == 1


@pytest.mark.parametrize(
    ("notes", "decided"),
    [
        (("ASReview_not_seen", "asreview_user_name: null"), []),
        (("ASReview_relevant", "asreview_user_name: null", "asreview_user_email: a@example.org"), ["a@example.org"]),
        (("ASReview_relevant", "asreview_user_name: Anna Sand"), ["Anna Sand"]),
        (("asreview_label: 1", 'asreview_user_name: "Anna Sand"'), ["Anna Sand"]),
        (("asreview_label: -1", "asreview_user_name: null"), []),
        (
            ("ASReview_relevant", "asreview_user_name: Anna", "ASReview_irrelevant", "asreview_user_name: Bo"),
            ["Anna", "Bo"],
        ),
        (("ASReview_relevant", "asreview_user_name: Anna", "asreview_user_name: Bo"), ["Anna and Bo"]),
        (("ASReview_relevant",), [None]),
    ],
)
def test_a_label_of_asreview_in_notes_is_nobodys_but_who_is_named_beside_it(
    notes: Sequence[str], decided: list[str | None], tmp_path: Path
) -> None:
    file = tmp_path / "file.ris"
    file.write_text(write_notes(*notes))
    (entry,) = read_entries(file, "import:file").entries
    assert [d.by for d in entry.decisions] == decided

"""The stage of a decision in a table: every name of its column, every word in its cells, and what is not understood."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from rlsevidence.errors import UsageError
from rlsevidence.exchange.importing import import_file
from rlsevidence.exchange.reading import Entry, read_entries
from rlsevidence.exchange.stages import STAGE_COLUMNS
from rlsevidence.exchange.taking_over import UNSTAGED
from rlsevidence.model import Screening
from rlsevidence.store import load_part

NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
FULL = (
    "Full text", "full_text", "Full-text", "FULLTEXT", "full text review", "Full text screening", "Fulltext",
    "fulltexten", "Fulltextgranskning", "fulltextläsning",
    "fulltextnivå", "Nivå 2 (fulltext)", "hela texten", "Heltext", "Stage 2: full text", "FT",
)  # fmt: skip
ABSTRACT = (
    "Title/abstract", "title_abstract", "Title and abstract", "Title & Abstract screening", "TiAb", "ti/ab", "T/A",
    "Titel/abstract", "Titel och abstrakt", "titel & sammanfattning", "Abstract", "titles and abstracts", "titel",
    "Sammanfattning",
)  # fmt: skip
UNKNOWN = ("2", "second", "full text and abstract", "conflict resolution", "uppföljning", "screening")


def read_rows(tmp_path: Path, header: str, *rows: str) -> list[Entry]:
    lines = [f"Titel;DOI;{header}", *(f"Påhittad {i};10.9999/st.{i};{row}" for i, row in enumerate(rows))]
    (tmp_path / "file.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return list(read_entries(tmp_path / "file.csv", "import:file.csv").entries)


@pytest.mark.parametrize("column", sorted(STAGE_COLUMNS))
@pytest.mark.parametrize("given", [str.lower, str.title])
def test_every_column_of_stages_is_read(column: str, given: object, tmp_path: Path) -> None:
    assert callable(given)
    (one,) = read_rows(tmp_path, f"Beslut;{given(column)}", "Nej;Fulltext")
    assert [d.stage for d in one.decisions] == ["full_text"]
    assert one.decisions[0].said.endswith("Fulltext")


@pytest.mark.parametrize(
    ("words", "stage"), [(FULL, "full_text"), (ABSTRACT, "title_abstract"), (UNKNOWN, "as it stands"), (("",), None)]
)
def test_every_word_for_a_stage_is_read_and_others_stay_as_they_are(
    words: tuple[str, ...], stage: str | None, tmp_path: Path
) -> None:
    found = read_rows(tmp_path, "Decision;Stage", *(f"Include;{word}" for word in words))
    assert [d.stage for e in found for d in e.decisions] == [
        word if stage == "as it stands" else stage for word in words
    ]


NAMED = [
    ("Title/abstract decision;Full text decision", "Ja;Nej", ["title_abstract", "full_text"]),
    ("Included (title and abstract);Included at full text", "1;0", ["title_abstract", "full_text"]),
    ("Beslut titel/abstrakt;Beslut fulltext", "Ja;Nej", ["title_abstract", "full_text"]),
    ("Titel och sammanfattning: beslut;Fulltextbeslut", "Ja;Nej", ["title_abstract", "full_text"]),
    ("TiAb inclusion;FT inclusion", "yes;no", ["title_abstract", "full_text"]),
    ("Abstract screening;Full-text screening", "include;exclude", ["title_abstract", "full_text"]),
    ("Titel/abstract-granskning;Fulltextgranskning", "Ja;Nej", ["title_abstract", "full_text"]),
    ("Screening decision - abstract;Screening decision - full text", "in;no", ["full_text"]),
]


@pytest.mark.parametrize(("header", "row", "stages"), NAMED)
def test_a_column_of_decisions_may_name_its_stage(header: str, row: str, stages: list[str], tmp_path: Path) -> None:
    (one,) = read_rows(tmp_path, header, row)
    assert [d.stage for d in one.decisions] == stages
    assert all(d.by is None for d in one.decisions), "a stage is nobody's name"


def test_a_stage_has_its_own_reason_person_and_day(tmp_path: Path) -> None:
    (one,) = read_rows(
        tmp_path,
        "Beslut abstract Anna;Beslut fulltext Anna;Orsak fulltext;Datum fulltext;Orsak abstract",
        "Nej;Nej;fel dos;2024-05-06;fel population",
    )
    assert [(d.by, d.stage, d.reason, d.at) for d in one.decisions] == [
        ("Anna", "title_abstract", "fel population", None),
        ("Anna", "full_text", "fel dos", "2024-05-06"),
    ]


def test_a_reason_of_exclusion_on_the_full_text_stands_beside_an_inclusion_before(tmp_path: Path) -> None:
    (one,) = read_rows(tmp_path, "Abstract decision;Full-text exclusion reason", "include;wrong dose")
    assert [(d.decision, d.stage, d.reason) for d in one.decisions] == [
        ("include", "title_abstract", None),
        ("exclude", "full_text", "wrong dose"),
    ]


def test_columns_of_the_record_itself_are_no_decisions(tmp_path: Path) -> None:
    (one,) = read_rows(tmp_path, "Abstract;Full text;Article title;Phase", "Text of nobody;yes;Other;3")
    assert one.decisions == ()


def test_a_stage_becomes_that_of_the_row_and_an_unknown_one_no_row(tiny_dir: Path, tmp_path: Path) -> None:
    read_rows(tmp_path, "Beslut;Steg", "Ja;Fulltext", "Ja;uppföljning", "Ja;Titel/abstract")
    who = load_part(tiny_dir, "people")[0].id
    report = import_file(tiny_dir, tmp_path / "file.csv", now=NOW, reviewer=who)
    rows = {s.record: s for s in load_part(tiny_dir, "screening") if s.record.startswith("doi:10.9999/st.")}
    assert {name: (s.stage, s.basis) for name, s in rows.items()} == {
        "doi:10.9999/st.0": ("full_text", "full-text"),
        "doi:10.9999/st.2": ("title_abstract", "title"),
    }
    assert report.undecided == (("doi:10.9999/st.1", "include: the stage 'uppföljning' is no word of the vocabulary"),)


# ---------------------------------------------------------------- in RIS, and where nothing tells it

RIS = "TY  - JOUR\nTI  - Invented\nDO  - 10.9999/st.0\n{}\nER  - \n"
TOLD = [
    ("N1  - Exclusion reason: Wrong population;", "full_text"),
    ("N1  - Exclusion reason: Wrong population; ", "full_text"),
    ("N1  - Exclusion reason: Wrong population; (2021-05-06 10:11:12)(Bo Ek): no", "full_text"),
    ("C1  - Exclusion reason: Wrong population;", "full_text"),
    ("C7  - Exclusion reason: Wrong population;", "full_text"),
    ("U1  - Exclusion reason: Wrong population;", "full_text"),
    ("N1  - Exclusion reason: Wrong population", None),
    ("N1  - Exclusion Reason: Wrong population", None),
    ("C2  - x\nC4  - exclusion reason: wrong population", None),
]


@pytest.mark.parametrize(("line", "stage"), TOLD)
def test_a_reason_in_ris_is_of_the_full_text_where_covidence_wrote_it_and_else_of_no_stage(
    line: str, stage: str | None, tmp_path: Path
) -> None:
    (tmp_path / "file.ris").write_text(RIS.format(line), encoding="utf-8")
    (one,) = read_entries(tmp_path / "file.ris", "import:file.ris").entries
    assert [(d.decision, d.stage, (d.reason or "").lower()) for d in one.decisions] == [
        ("exclude", stage, "wrong population")
    ]


def list_rows(folder: Path) -> list[Screening]:
    return [s for s in load_part(folder, "screening") if s.record.startswith("doi:10.9999/st.")]


def test_what_of_the_tags_of_ones_own_is_no_decision_is_counted(tmp_path: Path) -> None:
    (tmp_path / "file.ris").write_text(RIS.format("C1  - shelf 7\nC7  - ASReview_relevant"), encoding="utf-8")
    found = read_entries(tmp_path / "file.ris", "import:file.ris")
    assert (found.unplaced, [d.decision for d in found.entries[0].decisions]) == ({"C1": 1}, ["include"])


@pytest.mark.parametrize("stage", ["title_abstract", "full_text"])
def test_where_nothing_tells_the_stage_it_is_asked_for_and_never_guessed(
    stage: str, tiny_dir: Path, tmp_path: Path
) -> None:
    read_rows(tmp_path, "Beslut", *["Ja"] * 12)
    file, who = tmp_path / "file.csv", load_part(tiny_dir, "people")[0].id
    before = load_part(tiny_dir, "screening")
    asked = import_file(tiny_dir, file, now=NOW, reviewer=who)
    assert load_part(tiny_dir, "screening") == before
    assert asked.undecided == tuple((f"doi:10.9999/st.{i}", f"include: {UNSTAGED}") for i in range(12))
    assert asked.notes[-1] == (
        "the file does not say at which stage 12 entries were decided: none of it becomes a row without --stage"
    )
    assert "and 9 more, for the same reason" in asked.format_text()
    answered = import_file(tiny_dir, file, now=NOW, reviewer=who, stage=stage)
    assert (len(answered.decided), {r.stage for r in list_rows(tiny_dir)}) == (12, {stage})
    assert "12 entries were decided: taken for" in "".join(answered.notes)


def test_a_program_for_one_stage_is_taken_for_it_and_that_is_said(tiny_dir: Path, tmp_path: Path) -> None:
    file, who = tmp_path / "file.ris", load_part(tiny_dir, "people")[0].id
    file.write_text(RIS.format("N1  - ASReview_relevant"), encoding="utf-8")
    shown = import_file(tiny_dir, file, now=NOW, reviewer=who, dry_run=True)
    assert (
        "taken for title_abstract, which the program that wrote them is made for: the decisions on 1 entry"
        in "".join(shown.notes)
    )
    import_file(tiny_dir, file, now=NOW, reviewer=who, stage="full_text")
    assert [r.stage for r in list_rows(tiny_dir)] == ["full_text"]


def test_the_stage_that_a_file_tells_stands_against_what_is_said(tiny_dir: Path, tmp_path: Path) -> None:
    read_rows(tmp_path, "Beslut;Steg", "Ja;Titel/abstract")
    who = load_part(tiny_dir, "people")[0].id
    import_file(tiny_dir, tmp_path / "file.csv", now=NOW, reviewer=who, stage="full_text")
    assert [r.stage for r in list_rows(tiny_dir)] == ["title_abstract"]


def test_a_stage_that_is_no_word_is_refused(tiny_dir: Path, tmp_path: Path) -> None:
    read_rows(tmp_path, "Beslut", "Ja")
    with pytest.raises(UsageError, match=r"no stage 'abstract' in vocabulary\.yaml; did you mean title_abstract"):
        import_file(tiny_dir, tmp_path / "file.csv", now=NOW, stage="abstract")


REASON = "Exclusion reason: Wrong population;"
PLACES = {
    "RIS, custom": RIS.format(f"C1  - {REASON}"),
    "RIS, user's": RIS.format(f"U4  - {REASON}"),
    "EndNote XML, custom": "<xml><records><record><titles><title>Invented</title></titles><electronic-resource-num>"
    f"10.9999/st.0</electronic-resource-num><custom1>{REASON}</custom1></record></records></xml>",
    "EndNote XML, misc": "<xml><records><record><titles><title>Invented</title></titles><electronic-resource-num>"
    f"10.9999/st.0</electronic-resource-num><misc2>{REASON}</misc2></record></records></xml>",
    "EndNote %0": f"%0 Journal Article\n%T Invented\n%R 10.9999/st.0\n%1 {REASON}\n\n",
    "BibTeX": f"@article{{a, title={{Invented}}, doi={{10.9999/st.0}}, usera={{{REASON}}}}}\n",
    "CSL-JSON": f'[{{"type": "article", "title": "Invented", "DOI": "10.9999/st.0", "annote": "{REASON}"}}]',
}


@pytest.mark.parametrize("form", PLACES)
def test_a_decision_in_a_field_of_ones_own_is_shown_and_read_in_every_form(form: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text(PLACES[form], encoding="utf-8")
    found = read_entries(tmp_path / "file", "x")
    (one,) = found.entries
    assert [(d.decision, d.reason, d.stage) for d in one.decisions] == [("exclude", "Wrong population", "full_text")]
    assert (REASON in one.said, found.unplaced) == (True, {})


@pytest.mark.parametrize("form", [f for f in PLACES if f != "CSL-JSON"])
def test_what_else_stands_in_such_a_field_is_counted(form: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text(PLACES[form].replace(REASON, "my shelf"), encoding="utf-8")
    found = read_entries(tmp_path / "file", "x")
    assert (found.entries[0].decisions, sum((found.unplaced or {}).values())) == ((), 1)


def test_a_reason_of_nobody_takes_no_stage_from_somebody_elses_exclusion(tmp_path: Path) -> None:
    notes = 'N1  - RAYYAN-INCLUSION: {"Anna"=>"Excluded"}\nN1  - Exclusion Reason: Wrong dose'
    (tmp_path / "file.ris").write_text(RIS.format(notes), encoding="utf-8")
    (one,) = read_entries(tmp_path / "file.ris", "x").entries
    assert {d.by: (d.stage, d.reason) for d in one.decisions} == {
        "Anna": ("title_abstract", None), None: (None, "Wrong dose"),
    }  # fmt: skip

"""The stage of a decision in a table: every name of its column, every word in its cells, and what is not understood."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from rlsevidence.exchange.importing import import_file
from rlsevidence.exchange.reading import Entry, read_entries
from rlsevidence.exchange.stages import STAGE_COLUMNS
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
    ("words", "stage"), [(FULL, "full_text"), (ABSTRACT, "title_abstract"), (UNKNOWN, None), (("",), "title_abstract")]
)
def test_every_word_for_a_stage_is_read_and_others_stay_as_they_are(
    words: tuple[str, ...], stage: str | None, tmp_path: Path
) -> None:
    found = read_rows(tmp_path, "Decision;Stage", *(f"Include;{word}" for word in words))
    assert [d.stage for e in found for d in e.decisions] == [stage or word for word in words]


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

"""RefWorks' tagged files: every record, author, page, word and note, as in the samples of zotero/translators."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rlsevidence.exchange.reading import FileRead, read_entries
from rlsevidence.exchange.refworks import as_ris, is_refworks

TWO = """RT Journal Article
SR Electronic(1)
ID 271
A1 Sand,Anna
A1 von Berg,Bo
T1 Invented trial of a works
JF Invented Journal
JO Inv J
YR 2019
FD May
VO 28
IS 3
SP 12
OP 19
K1 made-up
K1 invented words
AB Nobody took part.
and it apparently begins a line with two capitals; DO not read it as a tag.
NO a remark
SN 1234-5678
AN 90000131
DS PubMed
DO 10.9999/rw.1
UL https://example.org/rw1
OL English (30)
U1 my own field
LK https://example.org/second

RT Book, Whole
SR Print(0)
A1 Öst,Carl
T1 Invented book of works
YR 2001
PB Invented Press
PP Lund
"""


def read(text: str, folder: Path) -> FileRead:
    (folder / "file").write_text(text, encoding="utf-8")
    return read_entries(folder / "file", "x")


def test_every_field_has_a_place_or_is_said(tmp_path: Path) -> None:
    found = read(TWO, tmp_path)
    assert (found.form, found.started, found.problems, found.adds_up) == ("RefWorks", 2, (), True)
    first, second = found.entries
    record = first.record
    assert (record.id, record.pmid, record.doi) == ("pubmed:90000131", "90000131", "10.9999/rw.1")
    assert record.authors == ("Sand A", "von Berg B")
    assert (record.title, record.journal) == ("Invented trial of a works", "Inv J")
    assert (record.year, record.volume, record.issue, record.pages) == (2019, "28", "3", "12-19")
    assert (record.language, first.keywords) == ("English", ("made-up", "invented words"))
    assert first.abstract.startswith("Nobody took part. and it apparently begins")
    assert first.abstract.endswith("DO not read it as a tag.")
    assert first.said == ("a remark", "U1: my own field")
    assert set(found.unplaced or ()) == {"SR", "FD", "ISSN", "LK", "publisher", "PP", "ID", "JF", "DP"}
    assert (second.record.title, second.record.authors, second.record.year) == (
        "Invented book of works", ("Öst C",), 2001
    )  # fmt: skip
    assert not [n for n in found.notes if "no ER" in n], "the format has none"
    assert any("Book, Whole" in n.title() for n in found.notes)


@pytest.mark.parametrize(
    ("text", "records"),
    [
        (TWO.replace("\n\nRT", "\nRT"), 2),
        ("Exported from RefWorks\n\n" + TWO, 2),
        (TWO.rstrip("\n"), 2),
        (TWO.replace("\n", "\r\n"), 2),
        (TWO + "\n" + TWO.replace("rw.1", "rw.2").replace("90000131", "90000132"), 4),
    ],
)
def test_records_however_they_are_set_apart(text: str, records: int, tmp_path: Path) -> None:
    found = read(text, tmp_path)
    assert (found.form, found.started, found.adds_up) == ("RefWorks", records, True)


def test_a_record_without_anything_to_know_it_by_is_named_by_its_line(tmp_path: Path) -> None:
    found = read(TWO + "\nRT Generic\nYR 2003\n", tmp_path)
    assert [p.line for p in found.problems] == [TWO.count("\n") + 2]
    assert len(found.entries) == 2


@pytest.mark.parametrize("text", ["RT is a word\nand prose goes on", "", "TY  - JOUR\nER  - ", "title,doi\na,b"])
def test_other_texts_are_none_of_refworks(text: str) -> None:
    assert not is_refworks(text.split("\n"))


WORDS = st.lists(st.text("abcåäöéü", min_size=2, max_size=8), min_size=1, max_size=5).map(" ".join)


@given(
    records=st.lists(st.tuples(WORDS, st.lists(WORDS, max_size=3), st.lists(WORDS, max_size=3)), min_size=1, max_size=5)
)
@settings(max_examples=30, deadline=None)
def test_no_record_author_or_word_is_lost(
    records: list[tuple[str, list[str], list[str]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = ""
    for title, authors, words in records:
        fields = [f"T1 Invented {title}", *(f"A1 {a.title()}, Anna" for a in authors), *(f"K1 {w}" for w in words)]
        text += "\n".join(["RT Journal Article", *fields]) + "\n\n"
    assert len(list(as_ris(text.split("\n")))) <= text.count("\n") + 2, "no line is made up"
    found = read(text, tmp_path_factory.mktemp("refworks"))
    assert (found.started, found.problems) == (len(records), ())
    for (title, authors, words), entry in zip(records, found.entries, strict=True):
        assert entry.record.title == f"Invented {title}"
        assert entry.record.authors == tuple(f"{a.title()} A" for a in authors)
        assert entry.keywords == tuple(words)

"""Tags of RIS that are glued to their hyphens, or longer than RIS has them: read as fields, or told by their line."""

from __future__ import annotations

from pathlib import Path

import pytest

from rlsevidence.exchange.entry import FileRead
from rlsevidence.exchange.reading import read_entries


def read(tmp_path: Path, *lines: str) -> FileRead:
    (tmp_path / "file").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_entries(tmp_path / "file", "x")


HYPHENS = ("- ", " - ", "  - ", "-")
BEFORE = ("PY  - 2016", "SO - Inv J", "KW  - dose", "TI  - Invented", "AB  - A text of nobody", "VL  - 3")


@pytest.mark.parametrize("hyphen", HYPHENS)
@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize(
    ("tag", "text", "field", "value"),
    [
        ("PMID", "90000103", "pmid", "90000103"),
        ("DOI", "10.9999/glued", "doi", "10.9999/glued"),
        ("PMCID", "PMC90000103", "pmcid", "PMC90000103"),
        ("PMC", "PMC90000103", "pmcid", "PMC90000103"),
        ("PMC", "90000103", "pmcid", "PMC90000103"),
    ],
)
def test_a_long_tag_is_read_however_its_hyphen_stands(
    tag: str, text: str, field: str, value: str, before: str, hyphen: str, tmp_path: Path
) -> None:
    head = () if before.startswith("TI") else ("TI  - Invented",)
    found = read(tmp_path, "TY  - JOUR", "AU  - Sand, A", *head, before, f"{tag}{hyphen}{text}", "ER  - ")
    (entry,) = found.entries
    assert getattr(entry.record, field) == value
    assert entry.record.title == "Invented"
    assert tag not in (entry.abstract + str(entry.record.journal))


def test_a_file_whose_tags_are_all_glued_is_read_whole(tmp_path: Path) -> None:
    lines = ["TY- JOUR", "TI- Invented one", "AU- Sand, A", "AU- Berg, B", "JO- Inv J", "VL- 3", "IS- 2", "SP- 10",
             "EP- 12", "PY- 2016", "DO- 10.9999/g.1", "UR- https://example.org/1",
             "AB- A text of nobody.", "ER- "]  # fmt: skip
    more = [line.replace("one", "two").replace("g.1", "g.2") for line in lines]
    one, two = read(tmp_path, *lines, "", *more).entries
    r = one.record
    assert (r.title, r.authors, r.journal, r.volume, r.issue, r.pages, r.year, r.doi, one.abstract) == (
        "Invented one", ("Sand A", "Berg B"), "Inv J", "3", "2", "10-12", 2016, "10.9999/g.1", "A text of nobody.",
    )  # fmt: skip
    assert two.record.doi == "10.9999/g.2"


def test_an_unknown_tag_becomes_no_part_of_another_field_and_is_counted(tmp_path: Path) -> None:
    found = read(tmp_path, "TY  - JOUR", "TI  - Invented", "JO  - Inv J", "CUSTOM1- words", "QQ- more", "ER  - ")
    (entry,) = found.entries
    assert entry.record.journal == "Inv J"
    assert found.unplaced == {"CUSTOM1": 1, "QQ": 1}


@pytest.mark.parametrize("line", ["T2- and T1-weighted pictures", "RCT - a trial", "AB- negative people"])
def test_a_line_of_an_abstract_stays_one_and_is_told(line: str, tmp_path: Path) -> None:
    found = read(tmp_path, "TY  - JOUR", "TI  - Invented", "AB  - We looked at", line, "of nobody.", "ER  - ")
    (entry,) = found.entries
    assert entry.abstract == f"We looked at {line} of nobody."
    assert [n for n in found.notes if "line 4: looks like a field" in n and line in n]


@pytest.mark.parametrize("line", ["T2-weighted pictures", "10.9999/x", "the ER-positive", "IL-6 - a word"])
def test_words_with_hyphens_are_no_fields(line: str, tmp_path: Path) -> None:
    found = read(tmp_path, "TY  - JOUR", "TI  - Invented", "AB  - We looked at", line, "ER  - ")
    assert found.entries[0].abstract == f"We looked at {line}"
    assert found.notes == ()


SIGNS = ("-", ":", ": ", "  \u2212 ", " \u2013 ", "\u2010", " \u2014")


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("before", ["AU  - Sand, A", "TI  - Invented", "KW  - dose", "VL  - 3", "AD  - Of nobody"])
@pytest.mark.parametrize(
    ("tag", "text", "field", "value"),
    [
        ("PY", "2019", "year", 2019),
        ("Y1", "2019///", "year", 2019),
        ("DO", "10.9999/glued", "doi", "10.9999/glued"),
        ("UR", "https://example.org/1", "url", "https://example.org/1"),
    ],
)
def test_a_tag_of_two_letters_glued_to_its_text_is_read(
    tag: str, text: str, field: str, value: object, before: str, sign: str, tmp_path: Path
) -> None:
    head = () if before.startswith("TI") else ("TI  - Invented", "AU  - Sand, A")
    found = read(tmp_path, "TY  - JOUR", *head, before, f"{tag}{sign}{text}", "ER  - ")
    (entry,) = found.entries
    assert getattr(entry.record, field) == value
    assert entry.record.title == "Invented"
    assert set(entry.record.authors) <= {"Sand A"}


def test_a_record_whose_tags_are_all_glued_to_their_texts_is_read_whole(tmp_path: Path) -> None:
    lines = ("TY-JOUR", "TI-Invented", "AU-Sand, A", "AU-Berg, B", "AB-A text of nobody", "JO-Inv J", "VL-3", "IS-2",
             "SP-10", "EP-12", "KW-dose", "N1-A word of nobody", "Y1-2019///", "ER-")  # fmt: skip
    (entry,) = read(tmp_path, *lines).entries
    r = entry.record
    assert (r.title, r.authors, r.journal, r.volume, r.issue, r.pages, r.year, entry.abstract) == (
        "Invented", ("Sand A", "Berg B"), "Inv J", "3", "2", "10-12", 2019, "A text of nobody",
    )  # fmt: skip


@pytest.mark.parametrize("sign", ["-", ":", ": ", "- "])
@pytest.mark.parametrize("tag", ["XX", "T2", "AB", "N1", "ZQ"])
@pytest.mark.parametrize("before", ["AU  - Sand, A", "TI  - Invented"])
def test_no_author_and_no_title_takes_in_what_looks_like_a_field_in_silence(
    before: str, tag: str, sign: str, tmp_path: Path
) -> None:
    head = ("AU  - Sand, A", before) if before.startswith("TI") else ("TI  - Invented", before)
    found = read(tmp_path, "TY  - JOUR", *head, f"{tag}{sign}words of nobody", "ER  - ")
    (entry,) = found.entries
    whole = (entry.record.title, entry.record.authors) == ("Invented", ("Sand A",))
    assert whole or [n for n in found.notes if "line 4: looks like a field" in n]


def test_a_keyword_that_looks_like_a_field_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, "TY  - JOUR", "TI  - Invented", "KW  - dose", "N1-Reason", "T2-weighted", "ER  - ")
    assert [n for n in found.notes if "line 4: looks like a field" in n]
    assert not [n for n in found.notes if "line 5" in n]


@pytest.mark.parametrize("line", ["OR - 1.2 was found", "KW - in mice", "AU - in gold", "RR - the ratio"])
def test_a_line_of_an_abstract_with_one_blank_before_its_hyphen_is_no_field(line: str, tmp_path: Path) -> None:
    found = read(tmp_path, "TY  - JOUR", "TI  - Invented", "AU  - Sand, A", "AB  - We looked", line, "on.", "ER  - ")
    (entry,) = found.entries
    assert entry.abstract == f"We looked {line} on."
    assert entry.record.authors == ("Sand A",)
    assert [n for n in found.notes if "line 5: looks like a field" in n]


def test_a_record_whose_tags_have_one_blank_is_read_as_before(tmp_path: Path) -> None:
    lines = ("TY - JOUR", "TI - Invented", "AB - A text", "KW - dose", "AU - Sand, A", "VL - 3", "QQ - words", "ER - ")
    found = read(tmp_path, *lines)
    (entry,) = found.entries
    assert (entry.record.authors, entry.record.volume, entry.abstract) == (("Sand A",), "3", "A text")
    assert found.unplaced == {"QQ": 1}


def test_a_postal_code_in_an_address_is_no_field(tmp_path: Path) -> None:
    found = read(tmp_path, "TY  - JOUR", "TI  - Invented", "AD  - Of nobody", "SE-123 45 Nowhere", "VL-3", "ER  - ")
    assert (found.entries[0].record.volume, found.notes) == ("3", ())


@pytest.mark.parametrize(
    ("before", "line"),
    [
        *[
            ("AU  - Sand, A", x)
            for x in ("Volume: 3", "PY 2019", "DOI 10.9999/x", "JO Inv J", "year = 2019", "see 12-19")
        ],
        *[("TI  - Invented", x) for x in ("DO 10.9999/x", "https://example.org/1", "PMID 90000001", "JO Inv J")],
    ],
)
def test_a_line_that_is_nobody_s_name_and_no_title_is_told(before: str, line: str, tmp_path: Path) -> None:
    found = read(tmp_path, "TY  - JOUR", "PY  - 2011", before, line, "ER  - ")
    assert [n for n in found.notes if "line 4: looks like a field" in n]


@pytest.mark.parametrize("line", ["Berg, B", "El-Sayed B", "of the Invented Group", "von Ek, C Jr."])
def test_a_further_line_of_names_is_not_told(line: str, tmp_path: Path) -> None:
    found = read(tmp_path, "TY  - JOUR", "TI  - Invented", "AU  - Sand, A;", line, "ER  - ")
    assert found.notes == ()

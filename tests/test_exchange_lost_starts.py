"""Records that lost the field they begin with are told apart from the one before, never joined to it."""

from pathlib import Path

import pytest

from rlsevidence.exchange.reading import read_entries

FIRST = "PMID- 90000001\nOWN - NLM\nTI  - Invented first\nAU  - Aa B\nDP  - 2001\n"
SECOND = {
    "owner": "OWN - NLM\nTI  - Invented second\nAU  - Cc D\nDP  - 1999\n",
    "title": "TI  - Invented second\nAU  - Cc D\nDP  - 1999\n",
}


@pytest.mark.parametrize("second", SECOND.values(), ids=SECOND)
@pytest.mark.parametrize("gap", ["\n", ""], ids=["blank", "close"])
def test_a_medline_record_without_pmid_is_refused_by_itself(tmp_path: Path, second: str, gap: str) -> None:
    file = tmp_path / "x.nbib"
    file.write_text(FIRST + gap + second + "\nPMID- 90000003\nTI  - Invented third\nDP  - 2003\n")
    read = read_entries(file, "x")
    assert [(e.record.id, e.record.title, e.record.authors) for e in read.entries] == [
        ("pubmed:90000001", "Invented first", ("Aa B",)),
        ("pubmed:90000003", "Invented third", ()),
    ]
    (fault,) = read.problems
    assert fault.line == 6 + len(gap)
    assert "PMID" in f"{fault.found} {fault.expected}"


def test_blank_lines_and_an_owner_before_the_number_split_no_medline_record(tmp_path: Path) -> None:
    file = tmp_path / "x.nbib"
    file.write_text(FIRST.replace("\n", "\n\n") + "\nOWN - NLM\nPMID- 90000002\nTI  - Invented second\nDP  - 2002\n")
    read = read_entries(file, "x")
    assert [e.record.title for e in read.entries] == ["Invented first", "Invented second"]
    assert not read.problems


RIS = "TY  - JOUR\nTI  - Invented first\nAU  - Aa, B\nPY  - 2001\n{}TI  - Invented second\nPY  - 1999\nER  - \n"
REFER = "%0 Journal Article\n%A Aa, B\n%T Invented first\n%D 2001\n{}%A Cc, D\n%T Invented second\n%D 1999\n"


@pytest.mark.parametrize("text", [RIS, REFER], ids=["ris", "refer"])
def test_after_a_blank_line_a_second_title_or_refers_author_begins_a_record(tmp_path: Path, text: str) -> None:
    file = tmp_path / "x.txt"
    file.write_text(text.format("\n"))
    read = read_entries(file, "x")
    assert read.started == 2
    assert [(e.record.title, e.record.authors[:1]) for e in read.entries] == [
        ("Invented first", ("Aa B",)),
        ("Invented second", ("Cc D",) if text is REFER else ()),
    ]


def test_double_spacing_splits_no_record(tmp_path: Path) -> None:
    file = tmp_path / "x.ris"
    file.write_text(RIS.format("AU  - Cc, D\n").split("TI  - Invented second")[0].replace("\n", "\n\n") + "ER  - \n")
    (only,) = read_entries(file, "x").entries
    assert only.record.authors == ("Aa B", "Cc D")


@pytest.mark.parametrize("said", ["[No author name available]", "[No authors listed]", "[Anonymous]"])
def test_a_note_that_there_is_no_author_is_no_author(tmp_path: Path, said: str) -> None:
    file = tmp_path / "x.csv"
    file.write_text(f'"Authors","Title","Year"\n"Berg A.","Invented first","2020"\n"{said}","Invented second","2021"\n')
    read = read_entries(file, "x")
    assert [e.record.authors for e in read.entries] == [("Berg A",), ()]

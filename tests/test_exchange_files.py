"""Files that reviewers bring: every dialect read whole, every record accounted for, nothing made up."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from invented import FIRST_PMID
from review import make_review, seed
from rlsevidence import store
from rlsevidence.cli import main
from rlsevidence.decoding import decode
from rlsevidence.errors import EvidenceError
from rlsevidence.exchange import texts
from rlsevidence.exchange.importing import import_file
from rlsevidence.exchange.reading import Entry, FileRead, read_entries, split_authors
from rlsevidence.exchange.tagged import read_tagged
from rlsevidence.model import Record

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


def ris(number: int, *more: str, end: str = "ER  - ") -> str:
    lines = [
        "TY  - JOUR", f"TI  - Invented record {number}", f"AU  - Öberg, Åsa{number}", "PY  - 2019",
        f"DO  - 10.9999/inv.{number}", *more, end,
    ]  # fmt: skip
    return "\n".join(line for line in lines if line) + "\n"


def read(text: str | bytes, tmp_path: Path, name: str = "file") -> FileRead:
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_entries(file, "import:file")


FILES: dict[str, tuple[str | bytes, int, str]] = {
    "a record in the middle without ER": (ris(1) + ris(2, end="") + ris(3), 3, "line 7: the record has no ER"),
    "none of them with ER": (ris(1, end="") + ris(2, end=""), 2, "the end of the file"),
    "cut off at the end": (ris(1) + "TY  - JOUR\nTI  - Invented record 2\nDO  - 10.9999/inv.2", 2, "has no ER"),
    "tags in small letters": (ris(1).replace("TY  - JOUR", "ty  - jour").replace("ER", "er") + ris(2), 2, ""),
    "one space before the hyphen": (ris(1).replace("  - ", " - "), 1, ""),
    "numbered records": ("1. " + ris(1) + "\n2. " + ris(2), 2, ""),
    "a header and blank lines": ("A header\n\n" + ris(1).replace("\n", "\n\n"), 1, "line 1: outside any record"),
    "links between the records": (ris(1) + "\nLink:\nhttps://example.org/1\n" + ris(2), 2, "lines 8-9: outside"),
    "Windows line ends and a BOM": (b"\xef\xbb\xbf" + (ris(1) + ris(2)).replace("\n", "\r\n").encode(), 2, ""),
    "line ends of the old Mac": ((ris(1) + ris(2)).replace("\n", "\r"), 2, ""),
    "Windows-1252": (ris(1).encode("cp1252"), 1, "read as Windows-1252"),
    "UTF-16": (ris(1).encode("utf-16"), 1, "read as UTF-16"),
    "UTF-16 that does not say so": (ris(1).encode("utf-16-le"), 1, "though it does not say so"),
    "two DOIs": (ris(1, "DO  - 10.9999/inv.other"), 1, "further DOIs, which one record has no place"),
    "two addresses": (ris(1, "UR  - https://example.org/a", "UR  - https://example.org/b"), 1, "further addresses"),
    "EndNote's Refer": ("%0 Journal Article\n%T Invented record 1\n%A Öberg, Åsa1\n%D 2019\n%R 10.9999/inv.1\n", 1, ""),
    "Cochrane CENTRAL": (
        "Record #1 of 2\nID: CN-09000001\nAU: Öberg Å\nTI: Invented record 1\nYR: 2019\nDOI: 10.9999/inv.1\n\n"
        "Record #2 of 2\nID: CN-09000002\nAU: Öberg Å\nTI: Invented record 2\nYR: 2019\nDOI: 10.9999/inv.2\n",
        2,
        "",
    ),
    "Excel in Swedish": (
        "Titel;Författare;År;DOI\r\nInvented record 1;Öberg, Å.;2019;10.9999/inv.1\r\n".encode("cp1252"),
        1,
        "columns are separated by semicolons",
    ),
    "CSL-JSON": (
        json.dumps([{"type": "article-journal", "title": "Invented record 1", "DOI": "10.9999/inv.1",
                     "author": [{"family": "Öberg", "given": "Åsa"}], "issued": {"date-parts": [[2019]]}}]),
        1,
        "",
    ),
}  # fmt: skip
"""Kind -> a file of it, how many records begin in it, and what must be said."""


@pytest.mark.parametrize("kind", list(FILES))
def test_every_record_that_begins_comes_in_and_what_was_guessed_is_said(kind: str, tmp_path: Path) -> None:
    text, number, said = FILES[kind]
    found = read(text, tmp_path)
    assert found.started == len(found.entries) == number
    assert found.problems == ()
    assert found.adds_up
    for i, entry in enumerate(found.entries, 1):
        assert entry.record.title == f"Invented record {i}"
        assert entry.record.doi == f"10.9999/inv.{i}"
        if "cut off" not in kind or i == 1:
            assert entry.record.authors[0].startswith("Öberg"), "letters are right"
            assert len(entry.record.authors) == 1, "no author of another record"
            assert entry.record.year == 2019
    assert said in "\n".join(found.notes)


AUTHORS = {
    "Sand A, Berg B.": ["Sand A", "Berg B"],
    "Sand AB, von Berg C, Öberg Å.": ["Sand AB", "von Berg C", "Öberg Å"],
    "Sand A.": ["Sand A"],
    "Sand A. and Berg B.": ["Sand A.", "Berg B."],
    "Sand, A.; Berg, B.": ["Sand, A.", "Berg, B."],
    "Sand, Anna": ["Sand, Anna"],
    "Sand, A.": ["Sand, A."],
    "Sand A., Berg B.B.": ["Sand A.", "Berg B.B."],
    "Sand, A., Berg, B.B.": ["Sand, A.", "Berg, B.B."],
    "Sand, A., Jr.": ["Sand, A., Jr."],
    "The Invented Group": ["The Invented Group"],
    "": [""],
}


@pytest.mark.parametrize("said", list(AUTHORS))
def test_authors_of_one_cell(said: str) -> None:
    assert split_authors(said) == AUTHORS[said]


def test_what_has_no_place_is_counted_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evidence = make_review(tmp_path / "review", [seed(FIRST_PMID, title="Invented record that is known")])
    file = tmp_path / "labels.csv"
    file.write_text("title,doi,colour,notes\nInvented one,10.9999/a,red,\nInvented two,10.9999/b,blue,mine\n", "utf-8")
    report = import_file(evidence, file, now=NOW)
    assert report.unplaced == {"colour": 2}
    assert [e.said for e in report.read] == [(), ("notes: mine",)]
    assert "colour (2)" in report.format_text()
    assert report.accounted
    assert "2 begun: 2 entered, 0 here already, 0 refused" in report.format_text()


def test_an_abstract_over_several_lines_is_one(tmp_path: Path) -> None:
    text = ris(1, "AB  - First sentence.", "second line", "", "after a blank").replace(
        "second line\n", "second line\n\n"
    )
    (record,) = read_tagged(text.split("\n"), "ris", [])
    assert record.first("AB") == "First sentence.\nsecond line\n\nafter a blank"
    found = read(text, tmp_path)
    assert found.unplaced == {}
    assert found.entries[0].abstract == "First sentence. second line after a blank"


def test_the_account_of_an_import_adds_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    known = seed(FIRST_PMID, doi="10.9999/inv.1", title="Invented record 1", authors=["Öberg Å"])
    evidence = make_review(tmp_path / "review", [known])
    file = tmp_path / "mixed.ris"
    file.write_text(ris(1) + ris(2) + ris(2) + "TY  - JOUR\nAU  - Nobody, N\nER  - \n" + ris(3, end=""), "utf-8")
    report = import_file(evidence, file, now=NOW)
    assert (report.entries, len(report.new), report.linked, report.twice, len(report.problems)) == (5, 2, 1, 1, 1)
    assert report.accounted
    assert report.problems[0].line == 19, "a record without a title is named by its line"
    assert main(["import", str(file), "--workspace", str(evidence.parent)]) == 1, "something was refused"
    assert "1 refused" in capsys.readouterr().out


def test_a_notice_has_the_day_it_was_noted_and_no_other(tmp_path: Path) -> None:
    evidence = make_review(tmp_path / "review", [])
    file = tmp_path / "retracted.nbib"
    lines = ["PMID- 90000021", "TI  - Invented retracted record.", "PT  - Retracted Publication", "DP  - 2019 Nov-Dec"]
    file.write_text("\n".join(lines) + "\n", "utf-8")
    (entry,) = read_entries(file, "import:file").entries
    assert [n.noted_on for n in entry.record.integrity] == [None], "PubMed's file does not say when"
    import_file(evidence, file, now=NOW)
    records: dict[str, Record] = store.load_part(evidence, "records")
    assert [n.noted_on for n in records["pubmed:90000021"].integrity] == ["2026-11-24"], "the day of the import"
    assert "1800" not in (evidence / "records.jsonl").read_text(encoding="utf-8")


def entry(text: str, tmp_path: Path) -> Entry:
    (found,) = read(text, tmp_path).entries
    return found


def test_two_authors_of_scopus_are_never_one_who_does_not_exist(tmp_path: Path) -> None:
    for cell in ("Sand A., Berg B.B.", "Sand, A., Berg, B.B.", "Sand A.; Berg B.B.", "Sand A. and Berg B.B."):
        found = entry(f'Authors,Title,DOI\n"{cell}",Invented,10.9999/a\n', tmp_path)
        assert found.record.authors == ("Sand A", "Berg BB"), cell


@pytest.mark.parametrize("said", ["[No abstract available]", "No abstract available.", "No abstract"])
def test_words_for_no_abstract_are_no_abstract(said: str, tmp_path: Path) -> None:
    found = entry(f"title,doi,abstract\nInvented,10.9999/a,{said}\n", tmp_path)
    assert (found.abstract, found.record.abstract_sha256) == ("", None)


def test_an_abstract_that_only_begins_so_is_kept(tmp_path: Path) -> None:
    found = entry("title,doi,abstract\nInvented,10.9999/a,No abstract thinking was tested.\n", tmp_path)
    assert found.abstract == "No abstract thinking was tested."


@pytest.mark.parametrize("form", ["ris", "csv", "bib"])
def test_marks_of_a_conflict_are_called_that_with_their_lines(form: str, tmp_path: Path) -> None:
    sides = "<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> other\n"
    text = {
        "ris": "TY  - JOUR\n" + sides.format("TI  - One", "TI  - Two") + "DO  - 10.9999/a\nER  - \n",
        "csv": "title,doi\n" + sides.format("One,10.9999/a", "Two,10.9999/a"),
        "bib": "@article{a,\n" + sides.format("title={One},", "title={Two},") + "doi={10.9999/a}}\n",
    }[form]
    with pytest.raises(EvidenceError, match=r":2 found git's marks of a conflict \(lines 2, 4, 6\)"):
        read(text, tmp_path)


def test_a_line_of_equal_signs_is_no_conflict(tmp_path: Path) -> None:
    assert entry(ris(1).replace("ER", "N1  - a\n=======\nER"), tmp_path).said == ("a =======",)


@pytest.mark.parametrize("year", ["2199", "n.d.", "in press"])
def test_a_year_that_is_none_is_said_and_stays_unknown(year: str, tmp_path: Path) -> None:
    found = read(ris(1).replace("2019", year), tmp_path)
    assert found.entries[0].record.year is None
    assert any(f"no year is told from {year!r}" in note for note in found.notes)


PAGES = {
    "https://pubmed.ncbi.nlm.nih.gov/90000125/": "pubmed:90000125",
    "http://www.ncbi.nlm.nih.gov/pubmed/90000125": "pubmed:90000125",
    "https://doi.org/10.9999/A.b": "doi:10.9999/a.b",
    "https://pubmed.ncbi.nlm.nih.gov/?term=90000125": "url:https://pubmed.ncbi.nlm.nih.gov/?term=90000125",
    "https://example.org/pubmed/90000125": "url:https://example.org/pubmed/90000125",
}
"""An address, and the identifier of a record that has nothing else."""


@pytest.mark.parametrize("url", list(PAGES))
def test_a_page_of_pubmed_or_of_a_doi_is_that_record_and_no_second_one(url: str, tmp_path: Path) -> None:
    assert entry(f"title,url\nInvented,{url}\n", tmp_path).record.id == PAGES[url]
    assert entry(f"title,url,pmid\nInvented,{url},90000001\n", tmp_path).record.id == "pubmed:90000001"


def test_what_people_wrote_in_endnote_is_shown(tmp_path: Path) -> None:
    text = (
        "<xml><records><record><titles><title>Invented</title></titles><electronic-resource-num>10.9999/a"
        "</electronic-resource-num><notes>one</notes><research-notes>two</research-notes><label>three</label>"
        "</record></records></xml>"
    )
    assert entry(text, tmp_path).said == ("one", "two", "three")


def test_particles_of_a_name_stay_with_it(tmp_path: Path) -> None:
    people = [
        {"family": "Sand", "given": "Anna", "non-dropping-particle": "von"},
        {"family": "Berg", "given": "Bo", "dropping-particle": "de"},
    ]
    text = json.dumps([{"type": "book", "title": "Invented", "DOI": "10.9999/a", "author": people}])
    assert entry(text, tmp_path).record.authors == ("von Sand A", "de Berg B")


words = st.text(st.characters(categories=("Lu", "Ll"), max_codepoint=0x17F), min_size=1, max_size=8)
titles = st.lists(words, min_size=1, max_size=6).map(" ".join)


@given(st.lists(st.tuples(titles, st.lists(words, max_size=4), st.booleans()), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_no_record_and_no_author_is_lost_whether_closed_or_not(made: list[tuple[str, list[str], bool]]) -> None:
    text = ""
    for title, authors, closed in made:
        lines = ["TY  - JOUR", f"TI  - {title}", *(f"AU  - {a}" for a in authors), *(["ER  - "] if closed else [])]
        text += "\n".join(lines) + "\n"
    records = list(read_tagged(text.split("\n"), "ris", []))
    assert [(r.first("TI"), r.all("AU"), r.closed) for r in records] == made


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00\r\ufeff"), min_size=1))
@settings(max_examples=80, deadline=None)
def test_text_survives_its_encodings(text: str) -> None:
    for codec in ("utf-8", "utf-8-sig", "utf-16", "utf-32"):
        found: Any = decode(text.encode(codec))
        assert found is not None
        assert found.text == text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_lines_longer_than_what_is_held_are_lines_all_the_same(end: str, mark: str, tmp_path: Path) -> None:
    """A whole file may be one line, and is read in parts; whoever asks for lines gets them whole."""
    lines = ["a" * (texts.CHUNK - 1), "b" * texts.CHUNK, "c" * (texts.CHUNK + 1), "å" * (3 * texts.CHUNK), "", "d"]
    file = tmp_path / "long.txt"
    file.write_bytes((mark + end.join(lines)).encode())
    text = texts.open_text(file)
    assert text is not None
    assert [line.removesuffix("\n") for line in text.lines()] == lines == list(text.split())
    assert text.whole() == "\n".join(lines) == "".join(text.pieces())
    assert max(map(len, text.open())) == texts.CHUNK
    assert text.head == "\n".join(lines)[: texts.HEAD]


@pytest.mark.parametrize(("before", "marked"), [("\n", True), ("", False)])
def test_marks_of_a_conflict_stand_at_the_beginning_of_a_line(before: str, marked: bool, tmp_path: Path) -> None:
    file = tmp_path / "long.txt"
    file.write_text(f"{'a' * texts.CHUNK}{before}<<<<<<< ours\nx\n>>>>>>> theirs\n", encoding="utf-8")
    text = texts.open_text(file)
    assert text is not None
    assert text.in_conflict == marked


def test_the_first_line_and_the_last_of_a_report_count_alike(tmp_path: Path) -> None:
    evidence = make_review(tmp_path / "w")
    text = "TY  - JOUR\nTI  - Invented twice\nDO  - 10.9999/twice\nER  - \n" * 2
    (tmp_path / "twice.ris").write_text(text, encoding="utf-8")
    report = import_file(evidence, tmp_path / "twice.ris", now=NOW)
    first, *_, last = report.format_text().split("\n")
    assert "0 here already, 1 twice in the file, " in first
    assert "0 here already, 1 twice in the file, " in last

"""Identifiers, days and names that stand in unusual places or forms: read where they are sure, told where not."""

from __future__ import annotations

from pathlib import Path

import pytest

from rlsevidence.exchange.entry import FileRead
from rlsevidence.exchange.people import short_name
from rlsevidence.exchange.reading import read_entries


def read(tmp_path: Path, text: str) -> FileRead:
    (tmp_path / "file").write_text(text, encoding="utf-8")
    return read_entries(tmp_path / "file", "x")


RIS = "TY  - JOUR\nTI  - Invented\nAU  - Sand, A\n{}\nER  - \n"


@pytest.mark.parametrize(
    "lines",
    [
        "N1  - PMID: 90000703; PMID: 90000704",
        "N1  - PMID: 90000703, 90000704",
        "N1  - PMID: 90000703 PMID: 90000704",
        "N1  - PMID: 90000703\nN1  - PMID: 90000704",
        "ID  - PMID: 90000703\nN1  - Accession Number: 1. PMID: 90000704.",
        "N1  - PMID: 90000703\nUR  - https://pubmed.ncbi.nlm.nih.gov/90000704/",
    ],
)
def test_a_second_pmid_is_told(lines: str, tmp_path: Path) -> None:
    found = read(tmp_path, RIS.format(lines))
    assert {found.entries[0].record.pmid} <= {"90000703", "90000704"}
    assert [n for n in found.notes if "further PMID" in n or "no PMID is told" in n or "90000704" in n], found.notes


PAGES = ["https://pubmed.ncbi.nlm.nih.gov/90000561", "https://pubmed.ncbi.nlm.nih.gov/90000561/",
         "http://www.ncbi.nlm.nih.gov/pubmed/90000561", "https://europepmc.org/article/MED/90000561"]  # fmt: skip
FORMS = {
    "RIS": RIS.format("DO  - 10.9999/u\nUR  - {}"),
    "RIS, second": RIS.format("DO  - 10.9999/u\nUR  - https://example.org/1\nUR  - {}"),
    "CSV": "title,doi,url\nInvented,10.9999/u,{}\n",
    "BibTeX": "@article{{a, title={{Invented}}, doi={{10.9999/u}}, url={{{}}}}}\n",
    "CSL-JSON": '[{{"title": "Invented", "type": "article", "DOI": "10.9999/u", "URL": "{}"}}]',
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("form", FORMS)
def test_the_page_in_pubmed_gives_the_pmid_beside_a_doi_too(form: str, page: str, tmp_path: Path) -> None:
    r = read(tmp_path, FORMS[form].format(page)).entries[0].record
    assert (r.id, r.doi) == ("pubmed:90000561", "10.9999/u")


def test_a_search_in_pubmed_gives_none(tmp_path: Path) -> None:
    text = FORMS["RIS"].format("https://pubmed.ncbi.nlm.nih.gov/?term=90000564")
    assert read(tmp_path, text).entries[0].record.pmid is None


@pytest.mark.parametrize(
    ("said", "pmid"),
    [("9.0000551E+07", "90000551"), ("9,0000551E+07", "90000551"), ("9.0000551e7", "90000551"), ("9.00005E+07", None),
     ("9.00005510E+07", None), ("9E+07", None)],
)  # fmt: skip
def test_a_power_of_ten_is_a_number_where_it_has_all_digits(said: str, pmid: str | None, tmp_path: Path) -> None:
    found = read(tmp_path, f'title,pmid\nInvented,"{said}"\n')
    assert found.entries[0].record.pmid == pmid
    assert [n for n in found.notes if said in n], "told either way"


@pytest.mark.parametrize(
    ("said", "year"),
    [("03/04/2019", 2019), ("2019-03", 2019), ("2019-13-01", 2019), ("Mar 2019", 2019), ("43831", None), ("19", None)],
)
@pytest.mark.parametrize("column", ["Date", "Datum", "Date published", "Publiceringsdatum"])
def test_a_day_gives_the_year_where_no_column_does(column: str, said: str, year: int | None, tmp_path: Path) -> None:
    found = read(tmp_path, f"Title,{column},DOI\nInvented,{said},10.9999/d\n")
    assert found.entries[0].record.year == year
    assert f"the year is told from the column {column!r}" in found.notes
    assert any(said in n for n in found.notes) is (year is None)


def test_a_day_of_a_decision_is_no_year_of_the_work(tmp_path: Path) -> None:
    found = read(tmp_path, "Title,Date,Decision\nInvented,2019-03-04,include\n")
    assert found.entries[0].record.year is None


MEDLINE = (
    "PMID- 9000000{0}\nTI  - Invented {0}\nAU  - Sand A\nDP  - 2020\nTA  - Inv J\n"
    "AB  - Nobody took part in any of it.\n"
)
END = "SO  - Inv J. 2020.\n"


@pytest.mark.parametrize("first", [MEDLINE.format(1) + END + "\n", ""])
@pytest.mark.parametrize("end", ["", "\n"])
def test_a_record_that_is_cut_off_is_not_confirmed_and_gives_no_abstract(first: str, end: str, tmp_path: Path) -> None:
    if not first and end:
        return  # of one record with whole lines nobody can tell
    found = read(tmp_path, first + MEDLINE.format(2).removesuffix(" in any of it.\n") + end)
    last = found.entries[-1]
    assert (last.record.verification, last.full, last.abstract, last.record.abstract_sha256) == (
        "partial", None, "", None,
    )  # fmt: skip
    assert [n for n in found.notes if "may be cut off: it is not held for confirmed" in n]
    assert not first or found.entries[0].record.verification == "confirmed"


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_whole_file_is_confirmed_whatever_its_last_line_ends_with(end: str, tmp_path: Path) -> None:
    found = read(tmp_path, MEDLINE.format(1) + END + "\n" + MEDLINE.format(2) + END.strip() + end)
    assert [e.record.verification for e in found.entries] == ["confirmed", "confirmed"]
    assert all(e.abstract for e in found.entries)


@pytest.mark.parametrize(
    ("name", "short"),
    [("김, 철수", "김 철수"), ("Kim, 철수", "Kim 철수"), ("王, 小明", "王 小明"), ("山田, 太郎", "山田 太郎"),
     ("Kim, Chul-Soo", "Kim CS"), ("Öberg, Åsa", "Öberg Å"), ("Иванов, Пётр", "Иванов П")],
)  # fmt: skip
def test_a_name_in_a_script_without_initials_stays_whole(name: str, short: str) -> None:
    assert short_name(name) == short


def test_zotero_s_extra_gives_the_pmcid_too(tmp_path: Path) -> None:
    text = '"Key","Item Type","Title","Extra"\n"A","journalArticle","Invented","PMID: 90000521\nPMCID: PMC9000521"\n'
    r = read(tmp_path, text).entries[0].record
    assert (r.pmid, r.pmcid) == ("90000521", "PMC9000521")

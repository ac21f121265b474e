"""What stands in the cells of files: identifiers, years and lists of authors, read alike from every form."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from rlsevidence.exchange.decisions import Decided, list_remarks
from rlsevidence.exchange.entry import FileRead
from rlsevidence.exchange.reading import read_entries
from rlsevidence.exchange.taking_over import _reason

FORMS: dict[str, Callable[[str, str], str]] = {
    "RIS": lambda tag, v: (
        "TY  - JOUR\nTI  - Invented\nAU  - Sand, A\n"
        + (f"DO  - {v}\n" if tag == "DOI" else f"PMID- {v}\n" if tag == "PMID" else f"PY  - {v}\n")
        + "ER  - \n"
    ),
    "CSV": lambda tag, v: f'Title,Authors,{tag}\nInvented,Sand A,"{v}"\n',
    "BibTeX": lambda tag, v: f"@article{{a, title={{Invented}}, author={{Sand, A}}, {tag.lower()}={{{v}}}}}\n",
    "CSL-JSON": lambda tag, v: json.dumps(
        [
            {
                "title": "Invented",
                "type": "article",
                "author": [{"family": "Sand"}],
                **({"issued": {"raw": v}} if tag == "Year" else {tag: v}),
            }
        ]
    ),
    "Zotero JSON": lambda tag, v: json.dumps(
        [{"title": "Invented", "itemType": "journalArticle", ("date" if tag == "Year" else tag): v}]
    ),
}


def read(folder: Path, text: str) -> FileRead:
    file = folder / "given.txt"
    file.write_text(text, encoding="utf-8")
    found = read_entries(file, "import:given.txt")
    assert found.adds_up
    assert len(found.entries) == 1
    return found


DOIS = {
    "10.9999/inv.1": "10.9999/inv.1",
    "https://doi.org/10.9999/INV.1": "10.9999/inv.1",
    "doi: 10.9999/inv.1.": "10.9999/inv.1",
    "10.9999/inv.1,": "10.9999/inv.1",
    "10.9999/inv.1;": "10.9999/inv.1",
    "10.9999/inv.1 [doi]": "10.9999/inv.1",
    "10.9999/inv.1[doi]": "10.9999/inv.1",
    "(10.9999/inv.1)": "10.9999/inv.1",
    "https://dx.doi.org/10.9999/inv.1?nosfx=y": "10.9999/inv.1",
    "10.9999/inv.1#abstract": "10.9999/inv.1",
    "10.9999/inv.1#page=2": "10.9999/inv.1",
    "10.9999/inv.1#page=2&zoom=100,0,0": "10.9999/inv.1",
    "10.9999/inv.1%23view=FitH": "10.9999/inv.1",
    "https://doi.org/10.9999/inv.1#:~:text=a%20word": "10.9999/inv.1",
    "10.9999/inv.1?x=1#page=2": "10.9999/inv.1",
    "https://www.example.org/doi/full/10.9999/inv.1/abstract": "10.9999/inv.1",
    "http://proxy.example.org/login?url=https://doi.org/10.9999/inv.1": "10.9999/inv.1",
    "10.9999%2Finv.1": "10.9999/inv.1",
    "https://doi.org/10.9999%2Finv(1)%3A2": "10.9999/inv(1):2",
    "urn:doi:10.9999/inv.1": "10.9999/inv.1",
    "DOI10.9999/inv1": "10.9999/inv1",
    "10.9999 /inv.1": "10.9999/inv.1",
    "10.9999/inv. 1": "10.9999/inv.1",
    "10.9999/(SICI)1099(1998)13:3<1::AID-INV1>3.0.CO;2-X": "10.9999/(sici)1099(1998)13:3<1::aid-inv1>3.0.co;2-x",
    "10.9999/10.9998/inv": "10.9999/10.9998/inv",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("said", "doi"), DOIS.items())
def test_a_doi_is_read_without_what_stands_round_it(tmp_path: Path, form: str, said: str, doi: str) -> None:
    found = read(tmp_path, FORMS[form]("DOI", said))
    assert (found.entries[0].record.id, found.entries[0].record.doi) == (f"doi:{doi}", doi)
    assert not found.notes


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("between", ["; ", ", ", " ", " | ", "; https://doi.org/"])
def test_of_two_dois_in_one_cell_the_second_is_told(tmp_path: Path, form: str, between: str) -> None:
    found = read(tmp_path, FORMS[form]("DOI", f"10.9999/inv.7{between}10.9999/inv.8"))
    assert found.entries[0].record.doi == "10.9999/inv.7"
    assert any("further DOIs, which one record has no place for: 10.9999/inv.8" in n for n in found.notes)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("said", ["10.9999/", "pending", "10.99/inv", "see the article"])
def test_what_is_no_doi_is_told_by_line(tmp_path: Path, form: str, said: str) -> None:
    found = read(tmp_path, FORMS[form]("DOI", said))
    assert found.entries[0].record.doi is None
    (note,) = found.notes
    assert note.startswith("line 1: " if form != "CSV" else "line 2: ")
    assert f"no DOI is told from {said!r}" in note


def test_words_beside_a_doi_are_told_and_are_no_part_of_it(tmp_path: Path) -> None:
    found = read(tmp_path, FORMS["CSV"]("DOI", "see 10.9999/inv.1 of the supplement"))
    assert found.entries[0].record.doi == "10.9999/inv.1"
    assert "line 2: no DOI is told from 'see of the supplement'" in found.notes[0]


PMIDS = {
    "90000502": "90000502",
    "PMID: 90000502": "90000502",
    "PMID:90000502": "90000502",
    "90000502 [Indexed for MEDLINE]": "90000502",
    "90000502.0": "90000502",
    "090000502": "90000502",
    "https://pubmed.ncbi.nlm.nih.gov/90000502/": "90000502",
    "90 000 502": "90000502",
    "90,000,502": "90000502",
    "90000502;90000506": "90000502",
    "9.00005E+07": None,
    "-90000502": None,
    "900005020000": None,
    "pending": None,
}
NOTED = {
    "90 000 502": "the PMID 90000502 is told from '90 000 502'",
    "90,000,502": "the PMID 90000502 is told from '90,000,502'",
    "90000502;90000506": "further PMIDs, which one record has no place for: 90000506",
}


@pytest.mark.parametrize("form", [form for form in FORMS if form != "RIS"])
@pytest.mark.parametrize(("said", "pmid"), PMIDS.items())
def test_a_pmid_is_read_where_it_is_plain_and_told_where_it_is_none(
    tmp_path: Path, form: str, said: str, pmid: str | None
) -> None:
    found = read(tmp_path, FORMS[form]("PMID", said))
    assert found.entries[0].record.pmid == pmid
    expected = NOTED.get(said) if pmid else f"no PMID is told from {said!r}; it stays in the file only"
    assert [n.partition(": ")[2] for n in found.notes] == ([expected] if expected else [])


def test_an_identifier_in_the_place_of_another_is_read_by_its_label(tmp_path: Path) -> None:
    assert read(tmp_path, FORMS["CSV"]("DOI", "PMID: 90000499")).entries[0].record.pmid == "90000499"
    assert read(tmp_path, FORMS["CSV"]("PMID", "PMC9000504")).entries[0].record.pmcid == "PMC9000504"
    assert read(tmp_path, FORMS["CSV"]("PMID", "10.9999/inv.1")).entries[0].record.doi == "10.9999/inv.1"
    assert read(tmp_path, FORMS["CSV"]("PMCID", "pmc9000504")).entries[0].record.pmcid == "PMC9000504"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("said", ["2001-2003", "in press 2024?", "2019/2020", "ca 2020"])
def test_a_year_that_is_not_plain_is_told(tmp_path: Path, form: str, said: str) -> None:
    found = read(tmp_path, FORMS[form]("Year", said))
    year = int(next(w for w in said.replace("/", "-").split() if w[0] == "2")[:4])
    assert found.entries[0].record.year == year
    assert any(f"the year {year} is told from {said!r}" in n for n in found.notes)


@pytest.mark.parametrize("said", ["2001", "2001-03-02", "2019-05-03/2019-06", "1.1.2003", "c2001", "2010/05//May2010"])
def test_a_plain_year_is_not_remarked_upon(tmp_path: Path, said: str) -> None:
    assert not read(tmp_path, FORMS["RIS"]("Year", said)).notes


CELLS = {
    "Sand A, Berg B, Ek CD; INVENT Trial Investigators.": ["Sand A", "Berg B", "Ek CD", "INVENT Trial Investigators"],
    "INVENT Trial Investigators; Sand A, Berg B.": ["INVENT Trial Investigators", "Sand A", "Berg B"],
    "Sand A; INVENT Group.": ["Sand A", "INVENT Group"],
    "Sand A, Berg B, INVENT Group.": ["Sand A", "Berg B", "INVENT Group"],
    "Sand A & Berg B": ["Sand A", "Berg B"],
    "Sand A, Berg B & Ek C": ["Sand A", "Berg B", "Ek C"],
    "Anna Sand, Bo Berg and Cia Ek": ["Anna Sand", "Bo Berg", "Cia Ek"],
    "Anna Sand, Bo Berg, and Cia Ek": ["Anna Sand", "Bo Berg", "Cia Ek"],
    "Anna Sand och Bo Berg": ["Anna Sand", "Bo Berg"],
    "Sand, A., Berg, B., & Ek, C.": ["Sand A", "Berg B", "Ek C"],
    "Sand, A, Berg, B": ["Sand A", "Berg B"],
    "Sand, Anna and Berg, Bo": ["Sand A", "Berg B"],
    "A. Sand Jr.; B. Berg": ["Sand A Jr", "Berg B"],
    "van der Sand, Anna Maria": ["van der Sand AM"],
    "Sand, Tea Anna, Jr": ["Sand TA Jr"],
    "Ministry of Food, Health and Trade": ["Ministry of Food, Health and Trade"],
}
DOUBTFUL = {
    "Sand, Anna, Berg, Bo": ["Sand A", "Berg B"],
    "Sand Berg, Anna Maria": ["Sand Berg AM"],
    "Sand & Berg": ["Sand & Berg"],
    "Anna Sand, Bo Berg": ["Anna Sand BB"],
    "Anna Sand, Jr., Bo Berg": ["Anna Sand BB Jr"],
}


def read_names(folder: Path, cell: str, column: str = "Authors") -> tuple[list[str], tuple[str, ...]]:
    found = read(folder, f'Title,{column},Year\nInvented,"{cell}",2001\n')
    return list(found.entries[0].record.authors), found.notes


@pytest.mark.parametrize(("cell", "names"), CELLS.items())
def test_persons_and_groups_in_one_cell_are_taken_apart(tmp_path: Path, cell: str, names: list[str]) -> None:
    assert read_names(tmp_path, cell) == (names, ())


@pytest.mark.parametrize(("cell", "names"), DOUBTFUL.items())
def test_a_cell_that_may_be_read_otherwise_is_told(tmp_path: Path, cell: str, names: list[str]) -> None:
    shown = f"{'; '.join(names)}, as {'one author' if len(names) == 1 else f'{len(names)} authors'}"
    found, (note,) = read_names(tmp_path, cell)
    assert found == names
    assert note == f"line 2: the authors {cell!r} may be read in several ways; read as: {shown}"


def test_a_suffix_after_a_given_name_first_is_no_family_name(tmp_path: Path) -> None:
    assert read_names(tmp_path, "Anna Sand; Cia Ek Jr.; Bo van der Berg, III", "Author/s")[0] == [
        "Sand A",
        "Ek C Jr",
        "van der Berg B III",
    ]


CUT: dict[str, str] = {
    "RIS": "TY  - JOUR\nTI  - Invented\nAU  - Sand, A\nAU  - et al.\nER  - \n",
    "RIS, in a name": "TY  - JOUR\nTI  - Invented\nAU  - Sand, A, et al\nER  - \n",
    "CSV": "Title,Authors\nInvented,Sand A et al.\n",
    "BibTeX": "@article{a, title={Invented}, author={Sand, A and others}}\n",
    "CSL-JSON": '[{"title": "Invented", "type": "article", "author": [{"family": "Sand", "given": "A"},'
    ' {"literal": "et al."}]}]',
}


@pytest.mark.parametrize("form", CUT)
def test_a_list_of_authors_that_is_cut_off_is_told(tmp_path: Path, form: str) -> None:
    found = read(tmp_path, CUT[form])
    assert list(found.entries[0].record.authors) == ["Sand A"]
    (note,) = found.notes
    assert "the list of authors is cut off in the file ('" in note


def test_embase_with_one_field_a_row_and_a_line_above_each_record(tmp_path: Path) -> None:
    text = (
        '"Embase results"\n"EMBASE RECORD 1"\n"TITLE","Invented one"\n"AUTHOR NAMES","Sand A.","Berg B."\n'
        '"SOURCE","Journal of Invention (2019) 12:3 (45-50). Date of Publication: 1 Mar 2019"\n'
        '"PUBLICATION YEAR","2019"\n"DOI","10.9999/inv.1"\n"MEDLINE PMID","90000401"\n\n'
        '"EMBASE RECORD 2"\n"EMBASE ACCESSION ID","L2"\n"TITLE","Invented two"\n"AUTHOR NAMES","Ek C."\n'
    )
    file = tmp_path / "given.csv"
    file.write_text(text, encoding="utf-8")
    found = read_entries(file, "import:given.csv")
    one, two = (e.record for e in found.entries)
    assert (one.id, one.doi, one.title, one.authors) == (
        "pubmed:90000401",
        "10.9999/inv.1",
        "Invented one",
        ("Sand A", "Berg B"),
    )
    assert (one.journal, one.volume, one.issue, one.pages) == ("Journal of Invention", "12", "3", "45-50")
    assert (two.title, two.authors) == ("Invented two", ("Ek C",))
    assert any("'Embase results'" in note for note in found.notes)
    assert found.unplaced == {"EMBASE ACCESSION ID": 1}


RETRACTED: dict[str, str] = {
    "Scopus, CSV": "Title,Authors,Year,Document Type\nInvented,Sand A,2020,Retracted\n",
    "WoS, CSV": "Title,Authors,Year,Document Type\nInvented,Sand A,2020,Article; Retracted Publication\n",
    "RIS": "TY  - JOUR\nTI  - Invented\nAU  - Sand, A\nM3  - Retracted Publication\nER  - \n",
    "RIS, a keyword": "TY  - JOUR\nTI  - Invented\nAU  - Sand, A\nKW  - Retracted Publication\nER  - \n",
    "BibTeX": "@article{a, title={Invented}, author={Sand, A}, type={Retracted}}\n",
    "a title": "Title,Authors\nRETRACTED ARTICLE: Invented,Sand A\n",
}


@pytest.mark.parametrize("form", RETRACTED)
def test_a_work_that_the_file_calls_retracted_is_entered_so(tmp_path: Path, form: str) -> None:
    found = read(tmp_path, RETRACTED[form])
    assert found.entries[0].record.is_retracted
    assert any("entered as retracted, as the file says so" in note for note in found.notes)


@pytest.mark.parametrize("said", ["Retraction", "Retraction notice", "Article"])
def test_a_notice_of_retraction_is_not_itself_retracted(tmp_path: Path, said: str) -> None:
    found = read(tmp_path, f"Title,Authors,Document Type\nRetracted hopes in an invented town,Sand A,{said}\n")
    assert not found.entries[0].record.is_retracted


def test_values_of_bibtex_are_joined_whatever_they_begin_with(tmp_path: Path) -> None:
    text = (
        '@string{jx = "Inv"}\n@article{a, title = "Invented " # "in {two} parts", journal = "J " # jx # { of X},\n'
        'author = {Sand, A} # " and " # {Berg, B}, year = 2001, note = {n = "a" # "b"}}\n'
    )
    entry = read(tmp_path, text).entries[0]
    assert (entry.record.title, entry.record.journal) == ("Invented in two parts", "J Inv of X")
    assert (entry.record.authors, entry.said) == (("Sand A", "Berg B"), ('n = "a" # "b"',))


def test_lines_stay_in_number_where_values_are_joined(tmp_path: Path) -> None:
    text = (
        '@article{a, title = "Invented\n"\n#\n" one", author = {Sand, A}}\n@article{b, title = {Two}, doi = {none}}\n'
    )
    file = tmp_path / "given.bib"
    file.write_text(text, encoding="utf-8")
    assert [(e.place, e.record.title) for e in read_entries(file, "import:given.bib").entries] == [
        (1, "Invented one"),
        (5, "Two"),
    ]


DAYS = {
    "2025-01-02": "2025-01-02",
    "31.12.2024": "2024-12-31",
    "2024/12/31": "2024-12-31",
    "13/02/2025": "2025-02-13",
    "02/03/2025": None,
    "31.02.2025": None,
}


@pytest.mark.parametrize("column", ["Date", "Datum", "Decided on"])
@pytest.mark.parametrize(("said", "day"), DAYS.items())
def test_the_day_beside_a_decision_is_its_day(tmp_path: Path, column: str, said: str, day: str | None) -> None:
    found = read(tmp_path, f"Title,Authors,Decision,{column}\nInvented,Sand A,Include,{said}\n")
    (decided,) = found.entries[0].decisions
    assert decided.at == day
    assert found.entries[0].said == (() if day else (f"{column}: {said}",))
    assert not found.unplaced


def test_a_table_without_decisions_has_no_days_of_them(tmp_path: Path) -> None:
    (entry,) = read(tmp_path, "Title,Authors,Date\nInvented,Sand A,31.12.2024\n").entries
    assert (entry.decisions, entry.record.year) == ((), 2024)


def test_remarks_of_rayyan_keep_their_marks(tmp_path: Path) -> None:
    notes = r'RAYYAN-INCLUSION: {"Anna"=>"Included"} | USER-NOTES: {"Anna"=>["read | later", "ask \"Bo\""]}'
    cell = notes.replace('"', '""')
    entry = read(tmp_path, f'title,authors,notes\nInvented,"Sand, A.","{cell}"\n').entries[0]
    assert [d.said for d in entry.decisions] == ['Anna => Included; read | later; ask "Bo"']
    assert any("read | later" in remark for remark in list_remarks(entry.said))


def test_the_reason_of_exclusions_is_none_of_what_is_unsure() -> None:
    reasons = {"wrong-population": (), "eligible": ()}
    said = [Decided("unsure", None, None, "x"), Decided("exclude", None, None, "x")]
    assert [_reason(d, reasons, "wrong-population") for d in said] == [None, "wrong-population"]
    assert _reason(Decided("unsure", None, "Wrong population", "x"), reasons, None) == "wrong-population"


TAGGED = (
    "AN", "BT", "C3", "CT", "DA", "DB", "DP", "ID", "J1", "J2", "JA", "JF", "L3", "ST", "T2",
)  # fmt: skip


@pytest.mark.parametrize("tag", TAGGED)
def test_a_tag_of_which_the_record_takes_another_is_listed(tmp_path: Path, tag: str) -> None:
    text = (
        f"TY  - JOUR\nTI  - Invented\nPY  - 2001\nJO  - Inv J\nUR  - https://example.org/a\n{tag}  - Zq value\nER  - \n"
    )
    assert read(tmp_path, text).unplaced == {tag: 1}


def test_what_a_record_takes_is_not_listed(tmp_path: Path) -> None:
    text = "TY  - JOUR\nTI  - Invented\nT2  - Inv J\nDA  - 2001\nC2  - PMC9000504\nID  - PMID: 90000502\nER  - \n"
    found = read(tmp_path, text)
    assert not found.unplaced
    assert (found.entries[0].record.pmcid, found.entries[0].record.pmid) == ("PMC9000504", "90000502")


def test_scopus_has_a_pmid_where_others_have_a_pmcid(tmp_path: Path) -> None:
    text = "TY  - JOUR\nTI  - Invented\nDB  - Scopus\nC2  - 90000414\nER  - \n"
    assert read(tmp_path, text).entries[0].record.pmid == "90000414"
    assert read(tmp_path, text.replace("Scopus", "Other")).unplaced == {"C2": 1, "DB": 1}


@pytest.mark.parametrize("tag", ["OAB", "GR", "DEP", "CIN", "CON", "TT", "BTI", "SI", "UOF"])
def test_what_a_record_has_no_place_for_of_pubmed_text_is_listed(tmp_path: Path, tag: str) -> None:
    said = "20010203" if tag == "DEP" else "ClinicalTrials.gov/NCT99902222"
    text = f"PMID- 90000602\nTI  - Invented\nAU  - Sand A\nDP  - 2001\n{tag.ljust(4)}- {said}\n"
    assert read(tmp_path, text).unplaced == {tag: 1}


@pytest.mark.parametrize(("kind", "listed"), [("arXiv", {"eprint": 1, "eprinttype": 1}), ("pubmed", {"eprinttype": 1})])
def test_a_number_of_another_archive_is_listed(tmp_path: Path, kind: str, listed: dict[str, int]) -> None:
    text = f"@article{{a, title={{Invented}}, author={{Sand, A}}, eprint={{90000403}}, eprinttype={{{kind}}}}}\n"
    assert read(tmp_path, text).unplaced == listed

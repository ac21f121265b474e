"""What common exports have in places of their own: authors, identifiers and languages that are read all the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rlsevidence.exchange.entry import Entry, FileRead
from rlsevidence.exchange.reading import read_entries
from rlsevidence.pubmed.build import read_language
from rlsevidence.sources.openalex import _authors as list_authors

TITLE = "Invented trial of one thing against another"


def read(folder: Path, name: str, text: str) -> FileRead:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return read_entries(file, "import:x")


def read_one(folder: Path, name: str, text: str) -> Entry:
    (entry,) = read(folder, name, text).entries
    return entry


def test_a_group_among_the_authors_of_web_of_science_is_one(tmp_path: Path) -> None:
    text = "FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU Sand, D\nCA Invented Study Grp\n"
    text += f"TI {TITLE}\nER\n\nEF\n"
    found = read(tmp_path, "x.txt", text)
    assert found.entries[0].record.authors == ("Sand D", "Invented Study Grp")
    assert "CA" not in (found.unplaced or {})


def test_diva_has_names_with_what_it_knows_of_them(tmp_path: Path) -> None:
    name = "Sand, Anna [abc123] [0000-0001-2345-6789] (Invented University [1], Institute (A) [2])"
    name += ";Ek, Bo (KI);van der Ö, C"
    text = f'"PID","Name","Title","Language"\n"1","{name}","{TITLE}","eng"\n'
    assert read_one(tmp_path, "x.csv", text).record.authors == ("Sand A", "Ek B", "van der Ö C")


def test_a_column_of_names_elsewhere_is_no_column_of_authors(tmp_path: Path) -> None:
    assert read_one(tmp_path, "x.csv", f"Name,Title\nAnna Berg,{TITLE}\n").record.authors == ()


@pytest.mark.parametrize("sign", ["//", " // "])
def test_endnotes_table_has_two_strokes_between_authors(sign: str, tmp_path: Path) -> None:
    text = f"Reference Type\tAuthor\tYear\tTitle\nJournal Article\tSand, Anna{sign}Ek, Bo\t2020\t{TITLE}\n"
    assert read_one(tmp_path, "x.txt", text).record.authors == ("Sand A", "Ek B")


@pytest.mark.parametrize(
    "page", ["http://www.ncbi.nlm.nih.gov/pubmed/90008001", "https://pubmed.ncbi.nlm.nih.gov/90008001/"]
)
def test_embase_sets_the_address_after_the_pmid(page: str, tmp_path: Path) -> None:
    record = read_one(tmp_path, "x.csv", f"Title,Medline PMID\n{TITLE},90008001 ({page})\n").record
    assert record.pmid == "90008001"


@pytest.mark.parametrize("tag", ["C7", "C2", "AN"])
def test_pmc_s_number_is_read_where_ris_has_it(tag: str, tmp_path: Path) -> None:
    found = read(tmp_path, "x.ris", f"TY  - JOUR\nTI  - {TITLE}\n{tag}  - PMC9000777\nER  - \n")
    assert found.entries[0].record.pmcid == "PMC9000777"
    assert tag not in (found.unplaced or {})


def test_semantic_scholars_identifiers_and_authors_are_read(tmp_path: Path) -> None:
    ids = {"DOI": "10.9999/s2.1", "PubMed": "90000971", "PubMedCentral": 9000971}
    items = [
        {"title": TITLE, "authors": ["A Sand", "B de Ek"], "year": 2019, "externalIds": ids, "venue": "J Invented"},
        {
            "title": f"{TITLE} two",
            "authors": [{"name": "Carl Öst", "authorId": "1"}],
            "year": None,
            "externalIds": None,
        },
        {"title": f"{TITLE} three", "authors": "Sand, A.; Ek, B.", "type": "article"},
    ]
    one, two, three = (e.record for e in read(tmp_path, "x.json", json.dumps(items)).entries)
    assert (one.id, one.doi, one.pmcid) == ("pubmed:90000971", "10.9999/s2.1", "PMC9000971")
    assert (one.authors, one.year, one.journal) == (("Sand A", "de Ek B"), 2019, "J Invented")
    assert (two.authors, two.year, three.authors) == (("Öst C",), None, ("Sand A", "Ek B"))


@pytest.mark.parametrize("column", ["CT number", "EU CT number"])
def test_ctis_s_number_is_a_registration(column: str, tmp_path: Path) -> None:
    text = f"{column},Title of the trial,Sponsor\n2023-500001-11-00,{TITLE},Invented Pharma\n"
    record = read_one(tmp_path, "x.csv", text).record
    assert record.id == "url:https://euclinicaltrials.eu/ctis-public/view/2023-500001-11-00"
    assert record.trial is not None


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Unknown(0)", None), ("Unknown", None), ("und", None), ("Undetermined", None), ("n/a", None),
        ("Not specified", None), ("Language: unknown", None), ("Okänt", None), ("-", None),
        ("English (30)", "English"), ("english language", "english"), ("Language: English", "English"),
        ("eng", "eng"), ("swe", "swe"), ("svenska", "svenska"), ("English; Swedish", "English; Swedish"),
    ],
)  # fmt: skip
def test_a_language_that_is_not_known_is_none(said: str, name: str | None, tmp_path: Path) -> None:
    assert read_language(said) == name
    assert read_one(tmp_path, "x.ris", f"TY  - JOUR\nTI  - {TITLE}\nLA  - {said}\nER  - \n").record.language == name
    text = f"RT Journal Article\nA1 Sand, A\nT1 {TITLE}\nOL {said}\n"
    assert read_one(tmp_path, "x.txt", text).record.language == name
    text = f"PMID- 90000001\nTI  - {TITLE}\nLA  - {said}\n"
    assert read_one(tmp_path, "x.nbib", text).record.language == name


def test_openalex_knows_some_authors_as_printed_only() -> None:
    row = {
        "authorships": [
            {"author": {"display_name": "Tea Anna Testsson"}, "raw_author_name": "T. A. Testsson"},
            {"author": None, "raw_author_name": "Anna Sand"},
            {"author": {"display_name": None}, "raw_author_name": "Ek, Bo"},
        ]
    }
    assert list_authors(row) == ("Testsson TA", "Sand A", "Ek B")


BIB = "@article{{{key}title = {{{title}}},\nauthor = {{Sand, Anna}},\nyear = 2019,\n}}\n"


@pytest.mark.parametrize("key", ["", "\n", "Sand,T2019,\n", "Sand,T,2019, ", "Sand:2019,", "Sand 2019,"])
def test_an_entry_of_bibtex_is_read_whatever_its_key(key: str, tmp_path: Path) -> None:
    text = BIB.format(key=key, title=TITLE) + BIB.format(key="b,", title=f"{TITLE} two")
    found = read(tmp_path, "x.bib", text)
    assert not found.problems
    assert [(e.record.title, e.record.authors, e.record.year) for e in found.entries] == [
        (TITLE, ("Sand A",), 2019),
        (f"{TITLE} two", ("Sand A",), 2019),
    ]


@pytest.mark.parametrize("bad", ["a,\nabstract = {unclosed,\n", "a,\nauthor {Sand},\n", "=,"])
def test_an_entry_of_bibtex_that_is_broken_is_one(bad: str, tmp_path: Path) -> None:
    good = BIB.format(key="b,", title=TITLE)
    found = read(tmp_path, "x.bib", good + BIB.format(key=bad, title="Invented and broken") + good.replace("b,", "c,"))
    assert (found.started, len(found.entries), len(found.problems)) == (3, 2, 1), found.problems


@pytest.mark.parametrize("field", ["keywords = {one; two}", "Keywords = {one},\nkeywords = {two}"])
def test_a_stray_line_takes_no_field_with_it(field: str, tmp_path: Path) -> None:
    text = f"@article{{a,\n title = {{{TITLE}}},\nstray text\n{field},\n year = 2001\n}}\n"
    found = read(tmp_path, "x.bib", text)
    (entry,) = found.entries
    assert (entry.keywords, entry.record.year) == (("one", "two"), 2001)
    assert found.between == ((3, "stray text"),)
    assert not [n for n in found.unplaced or {} if "stray" in n]


def test_pubmeds_xml_tells_what_a_record_has_no_place_for(tmp_path: Path) -> None:
    text = (
        '<?xml version="1.0"?><PubmedArticleSet><PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM">'
        '<PMID Version="1">90000401</PMID><Article PubModel="Print"><Journal><JournalIssue><PubDate><Year>1998</Year>'
        f"</PubDate></JournalIssue><Title>Invented J</Title></Journal><ArticleTitle>{TITLE}</ArticleTitle>"
        "<VernacularTitle>Påhittad prövning</VernacularTitle></Article>"
        '<OtherAbstract Type="Publisher" Language="fre"><AbstractText>Rien.</AbstractText></OtherAbstract>'
        "</MedlineCitation></PubmedArticle></PubmedArticleSet>"
    )
    assert read(tmp_path, "x.xml", text).unplaced == {"OtherAbstract": 1, "VernacularTitle": 1}
    alone = text.replace(TITLE, "").replace("OtherAbstract", "Nothing")
    assert not read(tmp_path, "y.xml", alone).unplaced, "the record's title"


@pytest.mark.parametrize(
    ("source", "told"), [("Invented J", False), ("Invented J, 2019, 3(1), 5-9", False), ("Other J", True)]
)
def test_a_source_beside_the_journal_is_told(source: str, told: bool, tmp_path: Path) -> None:
    found = read(tmp_path, "x.ris", f"TY  - JOUR\nTI  - {TITLE}\nJO  - Invented J\nSO  - {source}\nER  - \n")
    assert found.entries[0].record.journal == "Invented J"
    assert any("under SO" in note for note in found.notes) == told

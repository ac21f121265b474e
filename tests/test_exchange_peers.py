"""Files of kinds that users of other programs reported as failing, made small and invented.

Each says where the kind was reported and what is right. A row is a kind: other members of it are read the same way.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from rlsevidence.errors import EvidenceError
from rlsevidence.exchange.reading import FileRead, read_entries


@dataclass(frozen=True)
class Peer:
    """`where`: the public report of the kind; `why`: what is right and why; `titles`: of the records that come in;
    `refused`: lines of those that do not; `said`: words among the notes; `first`: fields of the first record."""

    where: str
    why: str
    data: str | bytes
    titles: tuple[str, ...]
    refused: tuple[int, ...] = ()
    said: tuple[str, ...] = ()
    first: dict[str, object] = field(default_factory=dict)
    abstract: str | None = None
    notes: tuple[str, ...] | None = None


def ris(*lines: str) -> str:
    return "\n".join(("TY  - JOUR", "TI  - One", "AU  - Sand, A.", "DO  - 10.9999/a", *lines, "ER  - ", ""))


WOS = "PT\tAU\tAF\tTI\tSO\tPY\tVL\tBP\tEP\tDI\tAB\tPM\tDE\tUT\n"
ONE = {"doi": "10.9999/a"}

PEERS = {
    "a byte order mark that was encoded twice": Peer(
        "asreview #602", "the mark is no part of the first tag",
        "\ufeffï»¿%0 Journal Article\n%A Sand, A.\n%T One αβ\n%R 10.9999/a\n", ("One αβ",), first=ONE,
    ),
    "TY in the middle of the record": Peer(
        "CiteSource #27", "what stands before TY belongs to the record where it holds its title",
        "DB  - McK\nTI  - One\nSP  - 67-76\nAB  - NA\nTY  - JOUR\nAU  - Sand, A.\nDO  - 10.9999/a\nER  - \n"
        "DB  - McK\nTI  - Two\nTY  - JOUR\nDO  - 10.9999/b\nER  - \n",
        ("One", "Two"), first={"pages": "67-76", "authors": ("Sand A",)}, abstract="",
    ),
    "an empty tag": Peer(
        "rispy #62", "it ends the field above it and says nothing", ris("IS  - 9", "SP  -", "PB  - X"), ("One",),
        first={"issue": "9", "pages": None},
    ),
    "a stray tag and the search after the first record": Peer(
        "rispy #61", "they are no record and part of none, and are said",
        ris() + "\nC1  - Database: Invented <1980 to 2024>\n\nSearch Strategy:\n1  magnesium\n\n2. \n"
        + ris().replace("One", "Two").replace("/a", "/b"),
        ("One", "Two"), said=("'C1  - Database: Invented <1980 to 2024>'",),
    ),
    "a line of an abstract that begins with ER": Peer(
        "synthesisr #16", "only an ER that says nothing closes a record",
        ris("AB  - Tumours were", "ER - positive in ten.", "ERs were counted."), ("One",),
        abstract="Tumours were ER - positive in ten. ERs were counted.",
    ),
    "CINAHL's dates and pages": Peer(
        "synthesisr #15", "the year of a date with months in words; pages with a letter",
        "TY  - JOUR\nID  - 90000001\nT1  - One.\nAU  - Sand, A.\nY1  - 2020/11//Nov/Dec2020\nDO  - 10.9999/a\n"
        "N1  - Accession Number: 90000001. Language: English.\nSP  - e2115\nEP  - e2123\nJO  - Invented Medicine\n"
        "JF  - Invented Medicine\nER  - \n",
        ("One.",), first={"year": 2020, "pages": "e2115-e2123", "pmid": None},
    ),
    "Web of Science, tab-delimited, UTF-16": Peer(
        "litsearchr #23", "its two-letter columns are known, its encoding is said",
        ("\ufeff" + WOS + "J\tSand, A; Berg, BB\tSand, Anna; Berg, Bo B\tOne\tINV J\t2020\t1\t3\t9\t10.9999/a\tText.\t"
         "90000001\tsleep; legs\tWOS:1\n").encode("utf-16-le"),
        ("One",), said=("UTF-16", "tabs"), abstract="Text.",
        first={"authors": ("Sand A", "Berg BB"), "pages": "3-9", "pmid": "90000001", "year": 2020},
    ),
    "Web of Science for EndNote (.ciw)": Peer(
        "revtools #14", "its records begin with PT, not TY",
        "FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU Sand, A\n   Berg, B\nTI One\n   goes on\nSO INV J\n"
        "PY 2020\nDI 10.9999/a\nER\n\nPT J\nAU Sand, A\nTI Two\nDI 10.9999/b\nER\n\nEF\n",
        ("One goes on", "Two"), first={"authors": ("Sand A", "Berg B")},
    ),
    "the same key twice in BibTeX": Peer(
        "bibtexparser #378", "two entries are two entries",
        "@article{a, title={One}, doi={10.9999/a}}\n@article{a, title={Two}, doi={10.9999/b}}\n", ("One", "Two"),
    ),
    "the same field twice in an entry": Peer(
        "bibtexparser #520, #449", "the entry comes in, with both notes and without braces",
        "@article{a,\n title={One},\n note={first},\n note={second},\n doi={10.9999/a},\n doi={10.9999/z}}\n\n"
        "@article{b, title={Two}, doi={10.9999/b}}\n",
        ("One", "Two"), first=ONE, notes=("first | second",),
    ),
    "an @ in a title": Peer(
        "bibtexparser #124", "it begins no entry",
        "@article{ art,\nAuthor = {Sand, Anna},\nTitle = {{One\n   @blah two.}},\nDOI = {10.9999/a},\n}\n",
        ("One @blah two.",), first={"authors": ("Sand A",)},
    ),
    "months without braces, and with more": Peer(
        "bibtexparser #240, qiqqa #22", "a macro that nobody defined loses no entry",
        '@article{a, title="One", month = jul, doi="10.9999/a"}\n'
        '@article{b, title="Two", month=may # "~3", doi="10.9999/b"}\n',
        ("One", "Two"),
    ),
    "comments of JabRef and of others": Peer(
        "revtools #35, better-bibtex #873", "they are no entries and take none with them",
        "% Encoding: UTF-8\n\n@article{a, title={One}, doi={10.9999/a}}\n\n"
        "@Comment{jabref-meta: databaseType:bibtex;}\n"
        "@comment a line that runs on\n@article{b, title={Two}, doi={10.9999/b}}\n",
        ("One", "Two"),
    ),
    "a brace that is only escaped": Peer(
        "bibtexparser #347", "the entry and the ones after it come in",
        "@article{a, title={One}, doi={10.9999/a}, file = {Sand \\{One.pdf:/x/One.pdf:application/pdf}\n}\n"
        "@article{b, title={Two}, doi={10.9999/b}}\n",
        ("One", "Two"),
    ),
    "first names first": Peer(
        "synthesisr #30", "they are the same people",
        "@article{a, title={One}, author={Anna B. Sand and Bo von Berg}, doi={10.9999/a}}\n", ("One",),
        first={"authors": ("Sand AB", "von Berg B")},
    ),
    "'None' where nothing is known": Peer(
        "pybliometrics #419", "it is no volume and no page", ris("VL  - None", "SP  - None", "PY  - 2025"), ("One",),
        first={"volume": None, "pages": None, "year": 2025},
    ),
    "quotation marks that are not doubled": Peer(
        "asreview #919", "the row is named by its line, the others come in",
        'title,doi,abstract\nOne,10.9999/a,x\n"T"wo,10.9999/b,y\nThree,10.9999/c,z\n', ("One", "Three"), refused=(3,),
    ),
    "a quotation mark that is never closed": Peer(
        "asreview #919", "it swallows none of the rows after it",
        'title,doi,abstract\nOne,10.9999/a,x\n"Two,10.9999/b,y\nThree,10.9999/c,z\n', ("One", "Three"), refused=(3,),
    ),
    "semicolons in a row that has one too many": Peer(
        "asreview #302", "a shifted row is refused, never read askew",
        "title;doi;year\nOne;10.9999/a;2020\nTwo; and more;10.9999/b;2021\nThree;10.9999/c;2022\n", ("One", "Three"),
        refused=(3,), said=("semicolons",),
    ),
    "Excel's own first line": Peer(
        "asreview #302", "'sep=' names the separator and is no header",
        "sep=;\r\ntitle;doi;year\r\nOne;10.9999/a;2020\r\n", ("One",), said=("semicolons",), first={"year": 2020},
    ),
    "empty cells at the end of a row": Peer(
        "asreview #1503", "spreadsheets add them, and they say nothing", "title,doi\nOne,10.9999/a,,\n", ("One",),
    ),
    "Embase, fields under each other": Peer(
        "CiteSource #212", "each block is a record; no label becomes a title",
        '"TITLE","One"\n"AUTHOR NAMES","Sand A.","Berg B."\n"SOURCE TITLE","Inv J"\n"PUBLICATION YEAR","2020"\n'
        '"DOI","10.9999/a"\n"ABSTRACT","Text."\n\n"TITLE","Two"\n"AUTHOR NAMES","Sand A."\n"DOI","10.9999/b"\n',
        ("One", "Two"), first={"year": 2020, "journal": "Inv J", "authors": ("Sand A", "Berg B")}, abstract="Text.",
    ),
    "Scopus, pages in two columns": Peer(
        "ris-csv #1", "they are one field here; an article number is one where there are none",
        "\ufeffAuthors,Title,Year,Source title,Art. No.,Page start,Page end,DOI\n"
        '"Sand, A.; Berg, B.",One,2020,Inv J,,3,9,10.9999/a\n"Sand, A.",Two,2020,Inv J,e12,,,10.9999/b\n',
        ("One", "Two"), first={"pages": "3-9"},
    ),
    "Zotero's own JSON": Peer(
        "better-bibtex #1456", "creators are authors; attachments are no records",
        json.dumps({"config": {}, "items": [
            {"itemType": "journalArticle", "title": "One", "date": "2020-03-01", "DOI": "10.9999/a",
             "extra": "PMID: 90000001",
             "publicationTitle": "Inv J", "abstractNote": "Text.", "tags": [{"tag": "sleep"}],
             "creators": [{"creatorType": "author", "firstName": "Anna", "lastName": "Sand"},
                          {"creatorType": "editor", "firstName": "Ed", "lastName": "Itor"},
                          {"creatorType": "author", "name": "Invented Group"}],
             "notes": [{"note": "<p>a thought</p>"}]},
            {"itemType": "attachment", "title": "One.pdf"}]}),
        ("One",), said=("no records",), abstract="Text.", notes=("a thought", "PMID: 90000001"),
        first={"authors": ("Sand A", "Invented Group"), "pmid": "90000001", "year": 2020, "journal": "Inv J"},
    ),
    "research notes of EndNote": Peer(
        "zotero/translators #852", "they are notes, and shown", ris("RN  - why I keep it"), ("One",),
        notes=("why I keep it",),
    ),
    "all authors under one tag": Peer(
        "revtools #48", "semicolons part people",
        ris().replace("Sand, A.", "Sand, A.; Berg, Bo; The Group, of Tests"), ("One",),
        first={"authors": ("Sand A", "Berg B", "The Group, of Tests")},
    ),
    "HTML entities in a title": Peer(
        "CiteSource #212", "they are letters, as PubMed has them",
        ris("JO  - Sleep &amp; Legs").replace("One", "One &lt; two &amp; &#233;tude"), ("One < two & étude",),
        first={"journal": "Sleep & Legs"},
    ),
    "letters that were encoded twice": Peer(
        "asreview #332", "they are not guessed at, and it is said",
        ris().replace("Sand", "Ã–berg"), ("One",), said=("encoded twice",),
    ),
    "a control character in EndNote's XML": Peer(
        "asreview #332", "it is dropped, and no record with it",
        "<xml><records><record><titles><title>One\x0b two&#x3;</title></titles><electronic-resource-num>10.9999/a"
        "</electronic-resource-num></record></records></xml>",
        ("One two",),
    ),
    "a broken record of MEDLINE": Peer(
        "asreview #871", "it is named by its line, the others come in",
        "PMID- 90000001\nTI  - One\nAB  - Text.\n\nPMID- 90000002\nTI  - Two\nnot a tag\n\n"
        "PMID- 90000003\nTI  - Three\n",
        ("One", "Three"), refused=(7,), abstract="Text.",
    ),
    "MEDLINE in Windows-1252 with a heading": Peer(
        "asreview #871", "its encoding is said, and what stands before the first record",
        "Results of a search\n\nPMID- 90000001\nTI  - One\nAU  - Öberg Å\n".encode("cp1252"), ("One",),
        said=("Windows-1252", "'Results of a search'"), first={"authors": ("Öberg Å",)},
    ),
    "PubMed's XML, cut off": Peer(
        "asreview #1869", "what came whole comes in, and the break is named",
        "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>90000001</PMID><Article><ArticleTitle>One</ArticleTitle>"
        "</Article></MedlineCitation></PubmedArticle>\n<PubmedArticle><MedlineCitation><PMID>90000002</PMID>",
        ("One",), refused=(2,),
    ),
}  # fmt: skip


def read(data: str | bytes, tmp_path: Path) -> FileRead:
    file = tmp_path / "file"
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_entries(file, "import:file")


@pytest.mark.parametrize("kind", PEERS)
def test_files_that_other_programs_were_reported_to_lose(kind: str, tmp_path: Path) -> None:
    compare(PEERS[kind], tmp_path)


def compare(peer: Peer, tmp_path: Path) -> None:
    found = read(peer.data, tmp_path)
    assert tuple(e.record.title for e in found.entries) == peer.titles, peer.why
    assert tuple(p.line for p in found.problems) == peer.refused, peer.why
    assert found.adds_up
    for words in peer.said:
        assert words in "\n".join(found.notes), peer.why
    first = found.entries[0]
    assert {k: getattr(first.record, k) for k in peer.first} == peer.first, peer.why
    if peer.abstract is not None:
        assert first.abstract == peer.abstract, peer.why
    if peer.notes is not None:
        assert first.said == peer.notes, peer.why


REGISTRIES = {
    "ISRCTN": (
        "ISRCTN,Public title,Date assigned,Condition\nISRCTN90000001,Invented trial,02/01/2020,Restless legs\n",
        ("doi:10.1186/isrctn90000001", 2020),
    ),
    "EU CTIS": (
        "Trial number,Overall trial status,Title of the trial\n2024-590001-13-00,Ended,Invented trial\n",
        ("url:https://euclinicaltrials.eu/ctis-public/view/2024-590001-13-00", None),
    ),
    "ClinicalTrials.gov": (
        "NCT Number,Study Title,Study URL,First Posted\n"
        "NCT90000001,Invented trial,https://clinicaltrials.gov/study/NCT90000001,2020-01-02\n",
        ("nct:NCT90000001", 2020),
    ),
    "WHO ICTRP": (
        "TrialID,Last Refreshed on,Public title,Scientific title,Primary sponsor,Date registration,web address\n"
        "JPRN-90000001,1 January 2026,Invented trial,An invented trial,Nobody,3/4/2020,https://example.org/JPRN-1\n",
        ("url:https://example.org/JPRN-1", 2020),
    ),
}


@pytest.mark.parametrize("registry", REGISTRIES)
def test_tables_of_registries_come_in_under_the_numbers_that_they_are_known_by(registry: str, tmp_path: Path) -> None:
    """Two of them cannot be asked: their files are how they come in."""
    data, (name, year) = REGISTRIES[registry]
    (entry,) = read(data, tmp_path).entries
    assert (entry.record.id, entry.record.year) == (name, year)
    assert entry.record.title == "Invented trial"
    assert entry.record.publication_types == ("Clinical Trial Registration",)


def test_there_are_twenty_kinds_and_each_says_where_it_was_reported_and_why() -> None:
    assert len(PEERS) >= 20
    assert all(" #" in peer.where and peer.why for peer in PEERS.values())


ABSTRACTS = "1. Inv J. 2020 Mar;1(2):3-9. doi: 10.9999/a.\n\nOne.\n\nSand A(1).\n\nPMID: 90000001\n"


def test_pubmeds_abstracts_as_text_are_refused_by_name(tmp_path: Path) -> None:
    """asreview #871: a page to be read, in which fields cannot be told apart for certain."""
    with pytest.raises(EvidenceError, match=r"found '1\. Inv J\. 2020 Mar.*expected PubMed XML, MEDLINE \(\.nbib\)"):
        read(ABSTRACTS, tmp_path)


FURTHER = {
    "the source of a work in one line": Peer(
        "CiteSource #212", "CENTRAL has journal, year, volume, issue and pages under one tag: each goes to its place",
        "Record #1 of 1\nID: CN-09000001\nAU: Sand A\nTI: One\nSO: Invented Journal, 2019, 28(3), 12‐19\nYR: 2019\n"
        "DOI: 10.9999/a\n",
        ("One",),
        first={"journal": "Invented Journal", "volume": "28", "issue": "3", "pages": "12-19", "year": 2019},
    ),
    "a source that is no place in a journal": Peer(
        "CiteSource #212", "what cannot be told apart is a note and no journal",
        "Record #1 of 1\nAU: Sand A\nTI: One\nSO: Thesis; University of Nowhere: 2019\nYR: 2019\nDOI: 10.9999/a\n",
        ("One",), first={"journal": None}, notes=("Thesis; University of Nowhere: 2019",),
    ),
    "the day of entry in PubMed's table": Peer(
        "asreview #1503", "it is known of the record and kept; another form of date stays unknown",
        'PMID,Title,Authors,Publication Year,Create Date\n90000001,One,"Sand A, Berg B.",2020,2020/01/02\n'
        "90000002,Two,Sand A.,2020,2 January\n",
        ("One", "Two"), first={"pmid": "90000001", "authors": ("Sand A", "Berg B")},
    ),
    "search history between the records": Peer(
        "synthesisr #15", "lines of a query between the records belong to none, and are said",
        "1.\n" + ris() + "\n2. exp invented/ and plant.mp. (953)\n\n" + ris().replace("One", "Two").replace("/a", "/b"),
        ("One", "Two"), said=("exp invented/ and plant.mp. (953)",),
    ),
    "BibTeX with two braces round each value": Peer(
        "revtools #2", "Web of Science writes {{...}} and a space after the brace of the entry: it is read",
        "@article{ ISI:000000000000001,\nAuthor = {Sand, Anna and Berg, Bo},\nTitle = {{One of two}},\n"
        "Journal = {{INVENTED JOURNAL}},\nYear = {{2019}},\nDOI = {{10.9999/a}},\n"
        "Unique-ID = {{ISI:000000000000001}},\n}\n",
        ("One of two",), first={"journal": "INVENTED JOURNAL", "year": 2019, "authors": ("Sand A", "Berg B")},
    ),
    "BibTeX with a title that holds a line of equals signs": Peer(
        "bibtexparser #230", "an entry that other readers pass over in silence is read or named, never lost",
        "@article{a, title = {One: a = b}, author = {Sand, Anna}, doi = {10.9999/a}}\n"
        "@article{b, title = {Two}, author = {Berg, Bo}, abstract = {5 % of them, and @home}, doi = {10.9999/b}}\n",
        ("One: a = b", "Two"), first=ONE,
    ),
    "BibTeX in Cyrillic, with a key of such letters": Peer(
        "zotero-better-bibtex #2771", "letters are letters",
        "@book{АренсЗ,\nseries = {Серия \"Между строк\"},\ntitle = {Выдуманная книга},\nyear = {2022},\n"
        "author = {Аренс З},\n}\n",
        ("Выдуманная книга",), first={"year": 2022},
    ),
    "EndNote's BibTeX with a name list of bodies": Peer(
        "citr #11", "names that BibTeX cannot take apart stay as they are and keep no entry out",
        "@InCollection{a,\n  Title = {One},\n  Author = {Sand, Anna and Berg, Bo C.},\n"
        "  Booktitle = {Invented handbook},\n"
        "  Editor = {Dal, Russell J., Klinge, Hans},\n  Year = {2007},\n  Endnotereftype = {Book Section}\n}\n",
        ("One",), first={"authors": ("Sand A", "Berg BC"), "journal": "Invented handbook"},
    ),
    "Embase's export with its authors under A1": Peer(
        "asreview #1005", "A1 are authors as AU are, and M3, L2 and U2 say what they say",
        "TY  - JOUR\nID  - L90000001\nT1  - One\nA1  - Sand A.\nA1  - Berg B.\nY1  - 2020//\nJF  - Invented J\n"
        "M3  - Article\nU2  - L90000001\nL2  - http://dx.doi.org/10.9999/a\nDO  - 10.9999/a\nER  - \n",
        ("One",), first={"authors": ("Sand A", "Berg B"), "year": 2020, "journal": "Invented J"},
    ),
    "Epistemonikos and RefWorks merged into one file": Peer(
        "asreview #1871", "each keeps its title and abstract, whatever tag its own program has for them",
        "TY  - JOUR\nT1  - One\nN2  - Invented words.\nAU  - Sand, Anna\nER  - \n"
        "TY  - GEN\nTI  - Two\nAB  - Other words.\nAU  - Berg, Bo\nER  - \n",
        ("One", "Two"), abstract="Invented words.",
    ),
    "Web of Science's table with a column that is empty throughout": Peer(
        "bibliometrix #339", "a column without a word says nothing and keeps no row out",
        WOS + "J\tSand, A\tSand, Anna\tOne\tINV J\t2020\t1\t2\t9\t10.9999/a\t\t\t\tWOS:1\n"
        "J\tBerg, B\tBerg, Bo\tTwo\tINV J\t2021\t1\t3\t\t\t\t\t\tWOS:2\n",
        ("One", "Two"), first={"pages": "2-9", "year": 2020},
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", FURTHER)
def test_further_files_that_other_programs_were_reported_to_lose(kind: str, tmp_path: Path) -> None:
    compare(FURTHER[kind], tmp_path)


def test_a_day_of_entry_that_is_no_day_stays_unknown(tmp_path: Path) -> None:
    days = [e.record.dates.created for e in read(FURTHER["the day of entry in PubMed's table"].data, tmp_path).entries]
    assert days == ["2020-01-02", None]

"""Further files that reviewers bring: every record accounted for, and no author, page, abstract or label lost.

`where` of each kind says which public file, program or document its shape is from; the records are invented.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from review import make_review
from rlsevidence.errors import EvidenceError
from rlsevidence.exchange.author_cells import split_authors
from rlsevidence.exchange.importing import import_file
from rlsevidence.exchange.reading import FileRead, read_entries

NOW = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Kind:
    """`lost`: what of it was lost or entered wrongly before; `first`: fields of the first record."""

    where: str
    lost: str
    text: str
    first: dict[str, Any]
    records: int = 1
    abstract: str = "Invented abstract."
    keywords: tuple[str, ...] = ()
    unplaced: frozenset[str] = field(default_factory=frozenset)
    """Columns of which it must be said that they have no place; nothing about a work may be among the others."""


PLACE = {"year": 2019, "journal": "Invented Journal", "volume": "28", "issue": "3", "pages": "12-19"}
TWO = ("Sand A", "von Berg B")
LENS = (
    "Lens ID,Title,Date Published,Publication Year,Publication Type,Source Title,ISSNs,Publisher,Source Country,"
    "Author/s,Abstract,Volume,Issue Number,Start Page,End Page,Fields of Study,Keywords,MeSH Terms,Chemicals,Funding,"
    "Source URLs,External URL,PMID,DOI,PMCID,Microsoft Academic ID,Cites Patent Count,References,"
    "Scholarly Citation Count\n"
    "000-000-000-000-01X,Invented trial of lenses,2019-05-01,2019,journal article,Invented Journal,1234-5678,"
    "Invented Press,Sweden,Anna Sand; Bo von Berg,Invented abstract.,28,3,12,19,Invented Field,made-up,Humans,,,,"
    "https://example.org/lens,90000101,10.9999/lens.1,PMC9000101,,0,,3\n"
)
DIMENSIONS = (
    '"About the data: Exported on Sep 30, 2026. Criteria: ""invented; titles"" in title, and abstract."\n'
    '"Rank","Publication ID","DOI","PMID","PMCID","Title","Abstract","Source title","MeSH terms","PubYear","Volume",'
    '"Issue","Pagination","Publication Type","Authors","Times cited","Dimensions URL"\n'
    '"1","pub.1000000001","10.9999/dim.1","90000102","PMC9000102","Invented trial of dimensions",'
    '"Invented abstract.","Invented Journal","Humans; Made-up","2019","28","3","12-19","Article",'
    '"Sand, Anna; von Berg, Bo","42","https://app.dimensions.ai/details/publication/pub.1000000001"\n'
)
PERISH = (
    "Cites,Authors,Title,Year,Source,Publisher,ArticleURL,CitesURL,GSRank,QueryDate,Type,DOI,ISSN,CitationURL,Volume,"
    "Issue,StartPage,EndPage,ECC,CitesPerYear,CitesPerAuthor,AuthorCount,Age,Abstract,FullTextURL,RelatedURL\n"
    '42,"AG Sand, B von Berg, K Öst",Invented trial of scholars,2019,Invented Journal,Press,https://example.org/pop,,1,'
    "2026-09-30 12:00:00,,10.9999/pop.1,,,28,3,12,19,42,7,14,3,6,Invented abstract.,,\n"
    "1,C Ek,Invented trial of one scholar,2018,Invented Journal,Press,https://example.org/pop2,,2,,,,,,,,,,,,,,,,,\n"
)
OPENALEX = (
    '"id","authorships.author.display_name","cited_by_count","display_name","doi",'
    '"primary_location.source.display_name","publication_year","type","ids.pmid","biblio.volume","biblio.issue",'
    '"biblio.first_page","biblio.last_page","abstract"\n'
    '"https://openalex.org/W90000001","Anna Sand|Bo von Berg","143","Invented trial of open things",'
    '"https://doi.org/10.9999/oa.1","Invented Journal","2019","article","https://pubmed.ncbi.nlm.nih.gov/90000103",'
    '"28","3","12","19","Invented abstract."\n'
)
EBSCO_CSV = (
    '"Article Title","Author","Journal Title","ISSN","ISBN","Publication Date","Volume","Issue","First Page",'
    '"Page Count","Accession Number","DOI","Publisher","Doctype","Subjects","Keywords","Abstract","PLink"\n'
    '"Invented trial of hosts","Sand, Anna; von Berg, Bo","Invented Journal","12345678","","20190501","28","3","12",'
    '"8","109000001","10.9999/ebsco.1","Press","Article","Made-up","words","Invented abstract.",'
    '"https://search.ebscohost.com/login.aspx?direct=true&db=ccm&AN=109000001"\n'
)
IEEE = (
    '"Document Title",Authors,"Author Affiliations","Publication Title",Date Added To Xplore,"Publication Year",'
    '"Volume","Issue","Start Page","End Page","Abstract","ISSN",ISBNs,"DOI",Funding Information,PDF Link,'
    '"Author Keywords","IEEE Terms","Mesh_Terms"\n'
    '"Invented trial of sensors","A. Sand; B. von Berg","Invented","Invented Journal","1 May 2019","2019","28","3",'
    '"12","19","Invented abstract.","","","10.9999/ieee.1","","https://example.org/i","made-up","Sensors",""\n'
)
EBSCO_RECORD = (
    '<rec resultID="{n}"><pdfLink/><plink>https://search.ebscohost.com/login.aspx?AN=10900000{n}</plink>\n'
    '<header shortDbName="c8h" uiTerm="10900000{n}" longDbName="CINAHL with Full Text" uiTag="AN"><controlInfo>'
    '<bkinfo/><dissinfo/><jinfo><jid type="issn">12345678</jid><jtl>Invented Journal</jtl></jinfo><pubinfo>'
    '<dt year="2019" month="12" day="01">2019</dt><vid>28</vid><iid>3</iid><pub>Press</pub></pubinfo><artinfo>'
    '<ui>10900000{n}</ui><ui type="doi">10.9999/ebx.{n}</ui><ui type="pmid">9000011{n}</ui>'
    '<ui type="other">PMC900011{n}</ui>'
    "<ppf>12</ppf><ppct>8</ppct><formats/><tig><atl>Invented trial {n} &amp; <i>more</i></atl></tig><aug>"
    '<au>Sand, Anna</au><au>von Berg, Bo</au></aug><sug><subj type="major">Made-up</subj></sug>'
    "<ab>Invented abstract.</ab><doctype>journal article</doctype></artinfo><language>English</language></controlInfo>"
    "</header></rec>\n"
)
EBSCO_XML = (
    f"<?xml version='1.0' encoding='UTF-8'?>\n<records>{EBSCO_RECORD.format(n=1)}{EBSCO_RECORD.format(n=2)}</records>\n"
)
OVID = """<1. >
VN  - Ovid Technologies
DB  - Embase
AN  - 2001234567
AU  - Sand, Anna
AU  - von Berg, Bo [Reprint Author]
IN  - (Sand, Berg) Invented Hospital
TI  - Invented trial of tags
SO  - Invented Journal. 28(3) (pp 12-19), 2019. Date of Publication: May 2019.
PT  - Article
IS  - 1234-5678
LG  - Swedish
AB  - Invented
  abstract.
HW  - made-up; words
DO  - https://dx.doi.org/10.9999/ovid.1
PM  - 90000120 [https://www.ncbi.nlm.nih.gov/pubmed/?term=90000120]
YR  - 2019

<2. >
VN  - Ovid Technologies
DB  - Ovid MEDLINE(R)
UI  - 90000121
FA  - Öst, Carl
TI  - Invented trial of more tags.
SO  - Invent J. 29(1):1-4, 2020 Jan.
AB  - Invented.
DI  - 10.9999/ovid.2

VN  - Ovid Technologies
DB  - APA PsycInfo
UI  - 2020-12345-001
AU  - Ek D
TI  - Invented trial without a number
YR  - 2020
"""
OVID_FIELDS = """<1>
Unique Identifier
  90000122
Title
  Invented trial of fields.
Source
  Invented Journal. 28(3):12-19, 2019 May.
Authors
  Sand A; von Berg B
Abstract
  Invented abstract.
Country of Publication
  Sweden
"""
EPPI = json.dumps(
    {
        "CodeSets": [
            {
                "SetName": "Screen on title and abstract",
                "Attributes": {
                    "AttributesList": [
                        {"AttributeId": 11, "AttributeType": "Include", "AttributeName": "INCLUDE on title"},
                        {
                            "AttributeId": 12, "AttributeType": "Exclude", "AttributeName": "EXCLUDE on population",
                            "Attributes": {"AttributesList": [
                                {"AttributeId": 13, "AttributeType": "Selectable (show checkbox)",
                                 "AttributeName": "Invented code"}]},
                        },
                    ]
                },
            }
        ],
        "References": [
            {
                "Codes": [{"AttributeId": 12, "AdditionalText": "animals"}, {"AttributeId": 13}, {"AttributeId": 99}],
                "Outcomes": [], "ItemId": 1, "Title": "Invented trial of codes", "ParentTitle": "Invented Journal",
                "ShortTitle": "Sand (2019)", "Year": "2019", "StandardNumber": "1234-5678", "Volume": "28",
                "Issue": "3", "Pages": "12-19", "URL": "https://example.org/e", "DOI": "10.9999/eppi.1",
                "Abstract": "Invented abstract.", "Comments": "A note", "TypeName": "Journal, Article",
                "Authors": "Sand, Anna ; von Berg, Bo ; ", "ParentAuthors": "", "Keywords": "made-up\nwords",
                "ItemStatus": "I", "ItemStatusTooltip": "Included in review", "QuickCitation": "",
            },
            {"Codes": [{"AttributeId": 11}], "Title": "Invented trial of few fields", "Authors": "", "Year": ""},
        ],
    }
)  # fmt: skip
ELICIT = (
    "Title,Authors,DOI,DOI link,Venue,Citation count,Year,Abstract\n"
    'Invented trial of elicit,"Anna Sand, Bo von Berg",10.9999/el.1,https://doi.org/10.9999/el.1,Invented Journal,3,'
    "2019,Invented abstract.\n"
)
EMBASE = (
    '"TITLE","AUTHOR NAMES","SOURCE","PUBLICATION YEAR","VOLUME","ISSUE","FIRST PAGE","LAST PAGE","PUBLICATION TYPE",'
    '"ABSTRACT","AUTHOR KEYWORDS","LANGUAGE OF ARTICLE","MEDLINE PMID","EMBASE LINK","DOI"\n'
    '"Invented trial of embase","Sand A., von Berg B.","Invented Journal (2019) 28:3 (12-19)","2019","28","3","12",'
    '"19","Article","Invented abstract.","made-up","English","90000131","https://www.embase.com/x","10.9999/em.1"\n'
)
PROQUEST = (
    "Title,Abstract,StoreId,AccessionNumber,Authors,documentType,entryDate,issn,issue,language,pages,pubdate,pubtitle,"
    "volume,year,DocumentURL,digitalObjectIdentifier,identifierKeywords,subjectTerms,startPage,Database\n"
    'Invented trial of quests,Invented abstract.,1,2,"Sand, Anna; von Berg, Bo",Journal Article,2019-06-01,1234-5678,3,'
    "English,12-19,May 2019,Invented Journal,28,2019,https://example.org/q,10.9999/pq.1,made-up,words,12,PsycInfo\n"
)
WOS_EXCEL = (
    "Publication Type,Authors,Author Full Names,Article Title,Source Title,Language,Author Keywords,Keywords Plus,"
    "Abstract,Publication Year,Volume,Issue,Start Page,End Page,Article Number,DOI,Pubmed Id,UT (Unique WOS ID)\n"
    'J,"Sand, A; von Berg, B","Sand, Anna; von Berg, Bo",Invented trial of excel,Invented Journal,English,made-up,'
    "WORDS,Invented abstract.,2019,28,3,,,e1234,10.9999/wx.1,90000130,WOS:000000000000001\n"
)
BVS = (
    '"ID","Title","Authors","Source","Journal","Database","Language","Publication year","Descriptor(s)",'
    '"Fulltext URL","Abstract","Volume number","Issue number","DOI"\n'
    '"biblio-1","Invented trial of lilacs","Sand, Anna;von Berg, Bo.","Invented j;28(3): 12-19, 2019.",'
    '"Invented Journal","LILACS","en","2019","Made-up","https://example.org/b","Invented abstract.","28","3",'
    '"10.9999/bvs.1"\n'
)
ZOTERO_CSV = (
    '"Key","Item Type","Publication Year","Author","Title","Publication Title","DOI","Url","Abstract Note","Date",'
    '"Pages","Issue","Volume","Extra","Notes","Manual Tags","Automatic Tags"\n'
    '"AB12CD34","journalArticle","2019","Sand, Anna; von Berg, Bo","Invented trial of zotero","Invented Journal",'
    '"10.9999/zc.1","https://example.org/z","Invented abstract.","2019-05-01","12-19","3","28","PMID: 90000133",'
    '"<p>My <b>note</b></p>","mine; yours","auto"\n'
)
EUROPE = (
    "SOURCE,EXTERNAL_ID,TITLE,AUTHORS,JOURNAL_TITLE,ISSUE,JOURNAL_VOLUME,PUB_YEAR,PAGE_INFO,DOI,ABSTRACT\n"
    'MED,90000136,Invented trial of europe,"Sand A, von Berg B.",Invented Journal,3,28,2019,12-19,10.9999/ep.1,'
    "Invented abstract.\n"
)
JABREF = """% Encoding: UTF-8
@String{ij = "Invented Journal"}
@Article{Sand2019,
  author       = {Sand, Anna and von Berg, Bo and others},
  date         = {2019-05},
  journaltitle = ij,
  title        = {Invented trial of {JabRef}},
  doi          = {10.9999/jr.1},
  issue        = {3},
  volume       = {28},
  pages        = {12--19},
  comment-anna = {Include this one},
  comment      = {My note},
  file         = {:sand.pdf:PDF},
  groups       = {included, 2nd},
  readstatus   = {read},
  keywords     = {made-up, words},
  abstract     = {Invented abstract.},
}

@Comment{jabref-meta: databaseType:biblatex;}
"""
KINDS = {
    "Elicit, CSV": Kind(
        "Elicit's table: names in full, given name first, commas between them, the journal under 'Venue'",
        "two authors became one who does not exist, and the journal was lost",
        ELICIT,
        {"id": "doi:10.9999/el.1", "year": 2019, "journal": "Invented Journal", "authors": TWO},
    ),
    "Embase, CSV": Kind(
        "Embase.com's export with a row for each record",
        "the whole place of print stood as the journal, PubMed's number and the language were lost",
        EMBASE,
        {**PLACE, "id": "pubmed:90000131", "language": "English", "authors": TWO},
        keywords=("made-up",),
    ),
    "ProQuest, table": Kind(
        "ProQuest's XLS: pubtitle, digitalObjectIdentifier",
        "the DOI and the journal",
        PROQUEST,
        {**PLACE, "id": "doi:10.9999/pq.1", "authors": TWO},
        keywords=("made-up", "words"),
    ),
    "Web of Science, Excel": Kind(
        "the full record in Web of Science's Excel export",
        "the number of the article, which stands in place of pages, and Keywords Plus",
        WOS_EXCEL,
        {**PLACE, "pages": "e1234", "id": "pubmed:90000130", "authors": TWO},
        keywords=("made-up", "WORDS"),
    ),
    "BVS (LILACS), CSV": Kind(
        "the regional portal's CSV: 'Volume number', 'Descriptor(s)'",
        "the volume, the descriptors and the address",
        BVS,
        {**PLACE, "pages": None, "id": "doi:10.9999/bvs.1", "authors": TWO, "seen_at": ("https://example.org/b",)},
        keywords=("Made-up",),
    ),
    "Zotero, CSV": Kind(
        "Zotero's CSV: PubMed's number among the lines of 'Extra'",
        "the PMID",
        ZOTERO_CSV,
        {**PLACE, "id": "pubmed:90000133", "authors": TWO},
        keywords=("mine", "yours", "auto"),
    ),
    "a table whose source is a database": Kind(
        "Europe PMC: SOURCE is MED, and the journal stands elsewhere",
        "MED stood as the journal, without year, volume and pages",
        EUROPE,
        {**PLACE, "id": "doi:10.9999/ep.1", "authors": TWO},
    ),
    "JabRef, biblatex": Kind(
        "docs.jabref.org: comments by user, groups and marks in fields of their own",
        "comments, groups and marks were counted and not shown; nothing said that the list of authors is cut off",
        JABREF,
        {**PLACE, "id": "doi:10.9999/jr.1", "title": "Invented trial of JabRef", "authors": TWO},
        keywords=("made-up", "words"),
        unplaced=frozenset({"file"}),
    ),
    "Lens, CSV": Kind(
        "columns: import/kyambogo_lens.py of github.com/awandahl/dspace",
        "every author, the issue and the pages",
        LENS,
        {**PLACE, "id": "pubmed:90000101", "doi": "10.9999/lens.1", "pmcid": "PMC9000101", "authors": TWO},
        keywords=("made-up", "Humans"),
        unplaced=frozenset({"Lens ID", "Fields of Study"}),
    ),
    "Dimensions, CSV": Kind(
        "help.dimensions.ai; read_dimensions_file of public programs passes over the first line",
        "every record: the line above the columns was taken for them",
        DIMENSIONS,
        {**PLACE, "id": "pubmed:90000102", "authors": TWO},
        keywords=("Humans", "Made-up"),
    ),
    "Publish or Perish, CSV": Kind(
        "the columns as its users' programs name them, such as FileAccess.java and extractBibTex",
        "three authors became one who does not exist; no pages, no address",
        PERISH,
        {**PLACE, "id": "doi:10.9999/pop.1", "authors": ("Sand AG", "von Berg B", "Öst K")},
        records=2,
    ),
    "OpenAlex, CSV": Kind(
        "ourresearch/openalex-formatter: dotted names, bars between authors",
        "refused",
        OPENALEX,
        {**PLACE, "id": "pubmed:90000103", "doi": "10.9999/oa.1", "authors": TWO},
    ),
    "EBSCOhost, CSV": Kind(
        "EBSCOhost's spreadsheet export",
        "the year and the page",
        EBSCO_CSV,
        {**PLACE, "pages": "12", "id": "doi:10.9999/ebsco.1", "authors": TWO},
        keywords=("Made-up", "words"),
    ),
    "IEEE Xplore, CSV": Kind(
        "IEEE Xplore's CSV export",
        "'A. Sand' stayed as it was, the pages were lost",
        IEEE,
        {**PLACE, "id": "doi:10.9999/ieee.1", "authors": TWO},
        keywords=("made-up", "Sensors"),
    ),
    "EBSCOhost, XML": Kind(
        "the sample in EBSCOProvider.fs: rec/header/controlInfo",
        "refused as no XML of PubMed's",
        EBSCO_XML,
        {**PLACE, "pages": "12", "id": "pubmed:90000111", "title": "Invented trial 1 & more", "authors": TWO},
        records=2,
        keywords=("Made-up",),
        unplaced=frozenset({"doctype", "ppct", "pub"}),
    ),
    "Ovid, Reprint/Medlars": Kind(
        "Zotero's translator for 'OVID Tagged' and its test cases",
        "refused as no XML",
        OVID,
        {**PLACE, "id": "pubmed:90000120", "doi": "10.9999/ovid.1", "language": "Swedish", "authors": TWO},
        records=3,
        keywords=("made-up", "words"),
        unplaced=frozenset({"IN", "ISSN", "VN"}),
    ),
    "Ovid, fields by their names": Kind(
        "Ovid's 'Citation' text, the same fields under their full names",
        "refused as no XML",
        OVID_FIELDS,
        {**PLACE, "id": "pubmed:90000122", "authors": TWO},
        unplaced=frozenset({"Country of Publication"}),
    ),
    "EPPI-Reviewer, JSON": Kind(
        "web-maintenance/eppi_export_162.json of infoqualitylab/Empirical-Retraction-Lit; field names: EPPI-Reviewer",
        "refused as JSON without references",
        EPPI,
        {**PLACE, "id": "doi:10.9999/eppi.1", "authors": TWO},
        records=2,
        keywords=("made-up", "words"),
        unplaced=frozenset({"StandardNumber"}),
    ),
}


def read(text: str, folder: Path, name: str = "file") -> FileRead:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return read_entries(file, "import:file")


@pytest.mark.parametrize("name", KINDS)
def test_nothing_is_lost(name: str, tmp_path: Path) -> None:
    kind = KINDS[name]
    found = read(kind.text, tmp_path)
    assert (found.started, len(found.entries), found.problems) == (kind.records, kind.records, ()), kind.lost
    first = found.entries[0]
    assert {k: getattr(first.record, k) for k in kind.first} == kind.first, kind.lost
    assert (first.abstract, first.keywords) == (kind.abstract, kind.keywords), kind.lost
    assert kind.unplaced <= set(found.unplaced or ()), "what has no place is said"
    assert not {n.lower() for n in found.unplaced or ()} & {"authors", "author", "author/s", "abstract", "title", "doi"}


@pytest.mark.parametrize("name", KINDS)
def test_twice_is_once_and_the_account_adds_up(name: str, tmp_path: Path) -> None:
    kind = KINDS[name]
    evidence = make_review(tmp_path / "w")
    (tmp_path / "file").write_text(kind.text, encoding="utf-8")
    first, again = (import_file(evidence, tmp_path / "file", now=NOW) for _ in range(2))
    assert (len(first.new), first.accounted, again.new, again.accounted) == (kind.records, True, (), True)


def test_ovid_says_which_numbers_are_pubmed_s(tmp_path: Path) -> None:
    _, medline, psycinfo = (e.record for e in read(OVID, tmp_path).entries)
    assert (medline.id, medline.authors, medline.pages) == ("pubmed:90000121", ("Öst C",), "1-4")
    assert psycinfo.id.startswith("own:"), "a number of PsycInfo is no PMID"


def test_dimensions_first_line_is_said_with_its_number(tmp_path: Path) -> None:
    found = read(DIMENSIONS, tmp_path)
    assert [line for line, _ in found.between] == [1]
    assert "line 1: above the names of the columns" in found.notes[0]
    assert found.entries[0].place == 3, "lines keep their numbers"


def test_codes_of_eppi_reviewer_are_shown_and_those_of_screening_offered(tmp_path: Path) -> None:
    first, second = read(EPPI, tmp_path).entries
    assert first.said == (
        "code: EXCLUDE on population: animals", "code: Invented code", "code: code 99", "Comments: A note",
        "ItemStatusTooltip: Included in review",
    )  # fmt: skip
    assert [(d.decision, d.by, d.reason) for d in first.decisions] == [("exclude", None, "population")]
    assert [(d.decision, d.reason) for d in second.decisions] == [("include", None)]


def test_a_persons_sorting_in_jabref_is_shown_and_a_list_that_is_cut_off_is_said(tmp_path: Path) -> None:
    found = read(JABREF, tmp_path)
    assert set(found.entries[0].said) == {
        "comment-anna: Include this one", "My note", "groups: included, 2nd", "readstatus: read"
    }  # fmt: skip
    assert [n for n in found.notes if "'and others'" in n] == [
        "line 3: the list of authors is cut off in the file ('and others')"
    ]


def test_a_broken_record_of_ebsco_is_named_and_keeps_none_of_the_others_out(tmp_path: Path) -> None:
    text = EBSCO_XML.replace("</records>", '\n<rec resultID="3"><header shortDbName="c8h"/></rec></records>')
    found = read(text, tmp_path)
    assert (found.started, len(found.entries), [p.line for p in found.problems]) == (3, 2, [7])
    assert found.adds_up


def first(text: str, folder: Path) -> Any:
    found = read(text, folder)
    assert found.adds_up
    assert found.problems == ()
    return found.entries[0]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"></rdf:RDF>', "RDF that is not Zotero's"),
        ("<!DOCTYPE html>\n<html><body>Invented</body></html>", "a web page"),
    ],
)
def test_markup_of_another_kind_is_called_what_it_is(text: str, name: str, tmp_path: Path) -> None:
    """Before, Zotero's RDF and a saved page of results were said to be broken XML of PubMed's."""
    with pytest.raises(EvidenceError, match=f"found {name}, expected PubMed XML.*; export the same as RIS or CSL-JSON"):
        read(text, tmp_path)


SIGNS = {
    r"p {\textless} 0{\%}": "p < 0%",
    r"p $<$ 0.05, 5 {\textgreater}4": "p < 0.05, 5 >4",
    r"TNF-$\alpha$ of H$_2$O and Ca$^{2+}$": "TNF-α of H2O and Ca2+",
    r"{\textgreater}60 {\textmu}g at 5{\textpm}1": ">60 µg at 5±1",
    r"costs \$5 to \$10": "costs $5 to $10",
    r"$x^2 + y^2$": r"$x^2 + y^2$",
}


@pytest.mark.parametrize("written", SIGNS)
def test_signs_of_latex_are_not_left_out(written: str, tmp_path: Path) -> None:
    """Mendeley writes '<' as a macro that the library does not know: 'p < 0.05' came in as 'p 0.05'."""
    entry = first(f"@article{{a,\n title = {{One}},\n abstract = {{{written}}}\n}}\n", tmp_path)
    assert entry.abstract == SIGNS[written]


def test_an_abstract_under_several_tags_is_whole(tmp_path: Path) -> None:
    record = "TY  - JOUR\nTI  - One\nAB  - Background.\nAB  - Methods.\nAB  - Results.\n"
    assert first(record + "ER  - \n", tmp_path).abstract == "Background. Methods. Results."
    found = read(record + "N2  - Another.\nER  - \n", tmp_path)
    assert found.entries[0].abstract == "Background. Methods. Results."
    assert any("a second abstract, under N2" in note for note in found.notes)
    assert first(record + "N2  - Methods.\nER  - \n", tmp_path).abstract == "Background. Methods. Results."


def test_endnote_s_ris_from_pubmed_has_its_numbers(tmp_path: Path) -> None:
    text = "TY  - JOUR\nTI  - One\nAN  - 90000141\nDP  - NLM\nM3  - 10.9999/pe.1 [doi]\nER  - \n"
    record = first(text, tmp_path).record
    assert (record.id, record.doi) == ("pubmed:90000141", "10.9999/pe.1")
    other = first(text.replace("NLM", "EBSCOhost"), tmp_path).record
    assert other.id == "doi:10.9999/pe.1", "another provider's number is no PMID"


def test_zotero_s_csl_has_pubmed_s_number_among_its_notes(tmp_path: Path) -> None:
    item = {"type": "article-journal", "title": "One", "note": "PMID: 90000143\nPMCID: PMC9000143\nmine"}
    entry = first(json.dumps([item]), tmp_path)
    assert (entry.record.id, entry.record.pmcid, entry.said[-1]) == ("pubmed:90000143", "PMC9000143", "mine")


def test_names_on_lines_of_their_own_in_one_cell_are_several(tmp_path: Path) -> None:
    entry = first('Title,Authors\nOne,"Sand A\nvon Berg B"\n', tmp_path)
    assert entry.record.authors == TWO


def test_the_second_address_of_an_entry_is_said(tmp_path: Path) -> None:
    found = read("@article{a,\n title={One},\n url={http://example.org/a http://example.org/b}\n}\n", tmp_path)
    assert found.entries[0].record.url == "http://example.org/a"
    assert any("http://example.org/b" in note for note in found.notes)


NAMES = {
    "Anna Sand, Bo Berg, Carl Öst": ["Anna Sand", "Bo Berg", "Carl Öst"],
    "Garcia Lopez, Maria Jose": ["Garcia Lopez, Maria Jose"],
    "Ministry of Food": ["Ministry of Food"],
    "AG Sand, B Berg": ["Sand, AG", "Berg, B"],
    "A. G. Sand; Berg, B.": ["Sand, A. G.", "Berg, B."],
    # What may be a family name in capitals, or a body, stays as it is.
    "LI Xia": ["LI Xia"],
    "WHO Working Group": ["WHO Working Group"],
    "Sand AG, Berg B": ["Sand AG", "Berg B"],
    "Sand, Anna": ["Sand, Anna"],
}


@pytest.mark.parametrize("said", NAMES)
def test_initials_before_the_name(said: str) -> None:
    assert split_authors(said) == NAMES[said]

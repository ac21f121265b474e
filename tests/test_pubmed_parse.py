"""PubMed XML and MEDLINE text to the same record: a case for each thing that PubMed does, and hostile files refused."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.fidelity import expect, ours, read_entrez
from invented import DOCTYPE, FIRST_PMID, Article, format_article, format_medline, format_set
from rlsevidence.errors import EvidenceError
from rlsevidence.model import FullRecord
from rlsevidence.pubmed.build import INTEGRITY, Parts
from rlsevidence.pubmed.elements import ARTICLE, BOOK_DOCUMENT, CITATION, PUBMED_DATA
from rlsevidence.pubmed.medline import CORRECTIONS, parse_medline
from rlsevidence.pubmed.parse import parse_file, parse_xml


def read_xml(text: str | bytes) -> list[FullRecord]:
    return list(parse_xml(io.BytesIO(text.encode() if isinstance(text, str) else text)))


def read_text(text: str) -> list[FullRecord]:
    return list(parse_medline(io.BytesIO(text.encode())))


def one(
    article: str = "", citation: str = "", data: str = "", title: str = "Invented title.", attributes: str = ""
) -> FullRecord:
    """A record of an article with these elements and nothing else beside its PMID, title and journal."""
    text = (
        f'<PubmedArticleSet><PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"{attributes}>'
        f'<PMID Version="1">{FIRST_PMID}</PMID>'
        f'<Article PubModel="Print"><ArticleTitle>{title}</ArticleTitle>{article}</Article>{citation}'
        f"</MedlineCitation><PubmedData>{data}</PubmedData></PubmedArticle></PubmedArticleSet>"
    )
    (record,) = read_xml(text)
    return record


def dated(inner: str) -> str:
    return f"<Journal><JournalIssue CitedMedium='Print'><PubDate>{inner}</PubDate></JournalIssue></Journal>"


def history(status: str, inner: str) -> str:
    return f'<History><PubMedPubDate PubStatus="{status}">{inner}</PubMedPubDate></History>'


DAY = "<Year>2020</Year><Month>3</Month><Day>5</Day>"
MATH = '<mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML"><mml:msup><mml:mi>x</mml:mi><mml:mn>2</mml:mn></mml:msup></mml:math>'

# part of the record -> [(XML, what it is read as, why)]
CASES: dict[str, list[tuple[dict[str, str], Any, str]]] = {
    "pmid": [({}, str(FIRST_PMID), "its own")],
    "version": [({}, "1", "an attribute of the PMID")],
    "indexing_method": [
        ({"attributes": ' IndexingMethod="Automated"'}, "Automated", "an attribute"),
        ({}, None, "mostly absent"),
    ],
    "title": [
        ({"title": "On <i>Mg<sup>2+</sup></i> in <b>vivo</b>"}, "On Mg2+ in vivo", "markup within markup"),
        ({"title": f"About {MATH}"}, "About x2", "MathML"),
        ({"title": "Two\n      lines &amp; more\u00a0here"}, "Two lines & more here", "white space folded"),
        ({"title": "[A translated title]."}, "[A translated title].", "brackets stay"),
        ({"title": "", "article": "<VernacularTitle>Ein Titel</VernacularTitle>"}, "Ein Titel", "only the original"),
        ({"title": ""}, "[no title in PubMed]", "none at all"),
        ({"title": "<![CDATA[a < b]]><!-- not this -->"}, "a < b", "CDATA and comments"),
    ],
    "vernacular_title": [({"article": "<VernacularTitle>Über <i>Mg</i></VernacularTitle>"}, "Über Mg", "with markup")],
    "authors": [
        (
            {
                "article": "<AuthorList><Author><LastName>Testsson</LastName><ForeName>Tea</ForeName><Initials>T</Initials>"
                "<Suffix>Jr</Suffix><AffiliationInfo><Affiliation>Nowhere</Affiliation></AffiliationInfo></Author>"
                "<Author><CollectiveName>Invented <i>Group</i></CollectiveName></Author>"
                "<Author><LastName>Ensam</LastName></Author>"
                "<Author><LastName>Ny</LastName><ForeName>Ada</ForeName></Author></AuthorList>"
            },
            ("Testsson T Jr", "Invented Group", "Ensam", "Ny Ada"),
            "suffix, group, family name only, no initials",
        ),
        (
            {
                "article": '<AuthorList><Author ValidYN="N"><LastName>Tetsson</LastName></Author>'
                '<Author ValidYN="Y"><LastName>Testsson</LastName></Author></AuthorList>'
            },
            ("Testsson",),
            "an earlier spelling is not a second author",
        ),
        ({}, (), "none"),
    ],
    "year": [
        ({"article": dated("<Year>2020</Year><Month>Mar</Month>")}, 2020, "Year"),
        ({"article": dated("<MedlineDate>1998 Nov-Dec</MedlineDate>")}, 1998, "MedlineDate of two months"),
        ({"article": dated("<MedlineDate>1998-1999</MedlineDate>")}, 1998, "MedlineDate of two years"),
        ({"article": dated("<MedlineDate>Winter 2004</MedlineDate>")}, 2004, "MedlineDate that begins with a season"),
        ({"article": f"<ArticleDate>{DAY}</ArticleDate>"}, 2020, "electronic only"),
        ({}, None, "unknown stays unknown"),
    ],
    "published": [
        ({"article": dated("<Year>2020</Year><Month>Mar</Month><Day>07</Day>")}, "2020-03-07", "to the day"),
        ({"article": dated("<Year>2020</Year><Month>Mar</Month>")}, "2020-03", "to the month"),
        ({"article": dated("<Year>2020</Year><Month>02</Month><Day>31</Day>")}, "2020-02", "a day that cannot be"),
        ({"article": dated("<Year>2020</Year><Season>Spring</Season>")}, "2020", "a season is no month"),
        ({"article": dated("<MedlineDate>1998 Nov-Dec</MedlineDate>")}, "1998", "two months are none"),
    ],
    "journal": [
        (
            {
                "citation": "<MedlineJournalInfo><Country>X</Country><MedlineTA>J Invent</MedlineTA></MedlineJournalInfo>"
            },
            "J Invent",
            "NLM's abbreviation",
        ),
        (
            {
                "article": "<Journal><Title>Journal of Inventions</Title><ISOAbbreviation>J. Invent.</ISOAbbreviation></Journal>"
            },
            "J. Invent.",
            "else ISO's",
        ),
        (
            {"article": "<Journal><Title>Journal of Inventions</Title></Journal>"},
            "Journal of Inventions",
            "else its name",
        ),
    ],
    "volume": [
        (
            {"article": "<Journal><JournalIssue><Volume>12 Suppl 1</Volume></JournalIssue></Journal>"},
            "12 Suppl 1",
            "text",
        )
    ],
    "issue": [({"article": "<Journal><JournalIssue><Issue>3-4</Issue></JournalIssue></Journal>"}, "3-4", "text")],
    "pages": [
        (
            {
                "article": "<Pagination><StartPage>501</StartPage><EndPage>505</EndPage><MedlinePgn>501-5</MedlinePgn></Pagination>"
            },
            "501-5",
            "as MEDLINE has it",
        ),
        (
            {"article": "<Pagination><StartPage>501</StartPage><EndPage>505</EndPage></Pagination>"},
            "501-505",
            "from both ends",
        ),
        ({"article": "<Pagination><StartPage>e12</StartPage></Pagination>"}, "e12", "one page"),
    ],
    "languages": [({"article": "<Language>ger</Language><Language>eng</Language>"}, "ger,eng", "several")],
    "publication_types": [
        (
            {
                "article": '<PublicationTypeList><PublicationType UI="D1">Letter</PublicationType><PublicationType UI="D2">Comment</PublicationType></PublicationTypeList>'
            },
            ("Letter", "Comment"),
            "all, in order",
        )
    ],
    "mesh": [
        (
            {
                "citation": '<MeshHeadingList><MeshHeading><DescriptorName UI="D1" MajorTopicYN="N">Magnesium</DescriptorName>'
                '<QualifierName UI="Q1" MajorTopicYN="Y">blood</QualifierName><QualifierName UI="Q2" MajorTopicYN="N">urine'
                '</QualifierName></MeshHeading><MeshHeading><DescriptorName AutoHM="Y" UI="D2" MajorTopicYN="N">Humans'
                "</DescriptorName></MeshHeading></MeshHeadingList>"
            },
            [("D1", "Magnesium", True, ("blood", "urine")), ("D2", "Humans", False, ())],
            "major by its qualifier; an automatic heading is not a major one",
        )
    ],
    "created": [
        ({"data": history("entrez", DAY)}, "2020-03-05", "when it entered PubMed"),
        ({"citation": f"<DateCreated>{DAY}</DateCreated>"}, "2020-03-05", "MEDLINE's own files of earlier years"),
    ],
    "revised": [({"citation": f"<DateRevised>{DAY}</DateRevised>"}, "2020-03-05", "")],
    "indexed": [
        ({"data": history("medline", DAY)}, None, "PubMed puts the entry date here until MeSH comes"),
        (
            {
                "data": history("medline", DAY),
                "citation": "<MeshHeadingList><MeshHeading><DescriptorName>X</DescriptorName></MeshHeading></MeshHeadingList>",
            },
            "2020-03-05",
            "MeSH has come",
        ),
    ],
    "doi": [
        (
            {"data": '<ArticleIdList><ArticleId IdType="doi">10.9999/ABC.1</ArticleId></ArticleIdList>'},
            "10.9999/abc.1",
            "lower case",
        ),
        (
            {
                "article": '<ELocationID EIdType="pii">S1</ELocationID><ELocationID EIdType="doi" ValidYN="N">10.9999/old</ELocationID><ELocationID EIdType="doi">10.9999/new</ELocationID>'
            },
            "10.9999/new",
            "several locations, one not valid",
        ),
        (
            {
                "data": '<ReferenceList><Reference><Citation>x</Citation><ArticleIdList><ArticleId IdType="doi">10.9999/cited</ArticleId></ArticleIdList></Reference></ReferenceList>'
            },
            None,
            "a reference's DOI is not its own",
        ),
    ],
    "pmcid": [
        (
            {"data": '<ArticleIdList><ArticleId IdType="pmc">PMC12</ArticleId></ArticleIdList>'},
            "PMC12",
            "an article id",
        ),
        ({"citation": '<OtherID Source="NLM">PMC34 [Available on 01/01/27]</OtherID>'}, "PMC34", "MEDLINE's own files"),
        ({"citation": '<OtherID Source="NLM">NIHMS5</OtherID>'}, None, "a manuscript number is none"),
    ],
    "abstract": [
        (
            {
                "article": '<Abstract><AbstractText Label="AIM" NlmCategory="OBJECTIVE">To <i>see</i>.</AbstractText><AbstractText Label="RESULTS" NlmCategory="RESULTS"><b>P</b>&lt;0.05</AbstractText><CopyrightInformation>(c)</CopyrightInformation></Abstract>'
            },
            [("AIM", "OBJECTIVE", "To see."), ("RESULTS", "RESULTS", "P<0.05")],
            "sections with labels",
        ),
        (
            {
                "article": f"<Abstract><AbstractText>So {MATH}<DispFormula>{MATH}</DispFormula>.</AbstractText></Abstract>"
            },
            [(None, None, "So x2x2.")],
            "formulas",
        ),
        ({"article": "<Abstract><AbstractText/></Abstract>"}, [], "an empty one is none"),
        ({}, [], "none"),
    ],
    "other_abstracts": [
        (
            {
                "citation": '<OtherAbstract Type="Publisher" Language="fre"><AbstractText>Résumé.</AbstractText></OtherAbstract>'
            },
            [("Publisher", "fre", "Résumé.")],
            "not the record's own",
        )
    ],
    "keywords": [
        (
            {
                "citation": '<KeywordList Owner="NOTNLM"><Keyword><i>a</i></Keyword><Keyword/></KeywordList><KeywordList Owner="KIE"><Keyword>b</Keyword></KeywordList>'
            },
            ("a", "b"),
            "several lists, an empty one",
        )
    ],
    "databanks": [
        (
            {
                "article": "<DataBankList><DataBank><DataBankName>ClinicalTrials.gov</DataBankName><AccessionNumberList><AccessionNumber>NCT99999999</AccessionNumber></AccessionNumberList></DataBank><DataBank><DataBankName>GEO</DataBankName></DataBank></DataBankList>"
            },
            [("ClinicalTrials.gov", ("NCT99999999",)), ("GEO", ())],
            "with and without numbers",
        )
    ],
    "grants": [
        (
            {
                "article": "<GrantList><Grant><GrantID>1/2</GrantID><Acronym>X</Acronym><Agency>A</Agency><Country>C</Country></Grant><Grant><Agency>B</Agency></Grant></GrantList>"
            },
            [("1/2", "A", "C"), (None, "B", None)],
            "parts may be missing",
        )
    ],
    "comments_corrections": [
        (
            {
                "citation": '<CommentsCorrectionsList><CommentsCorrections RefType="ErratumIn"><RefSource>J. 2021</RefSource><PMID Version="1">90000009</PMID></CommentsCorrections><CommentsCorrections RefType="CommentOn"><RefSource>K.</RefSource></CommentsCorrections></CommentsCorrectionsList>'
            },
            [("ErratumIn", "90000009", "J. 2021"), ("CommentOn", None, "K.")],
            "with and without PMID",
        )
    ],
    "published_online": [
        (
            {"article": dated("<Year>2021</Year><Month>Jan</Month>") + f"<ArticleDate>{DAY}</ArticleDate>"},
            "2020-03-05",
            "beside the issue",
        ),
        ({"article": dated("<Year>2021</Year>")}, None, "an issue only"),
    ],
    "major_qualifiers": [
        (
            {
                "citation": '<MeshHeadingList><MeshHeading><DescriptorName MajorTopicYN="N">A</DescriptorName><QualifierName MajorTopicYN="Y">blood</QualifierName><QualifierName MajorTopicYN="N">urine</QualifierName></MeshHeading><MeshHeading><DescriptorName MajorTopicYN="Y">B</DescriptorName></MeshHeading></MeshHeadingList>'
            },
            ("A/blood",),
            "the qualifier with the star, none for a star at the heading",
        ),
        ({}, (), "none"),
    ],
}


def shown(record: FullRecord, part: str) -> Any:
    values: dict[str, Any] = {
        **{name: getattr(record.dates, name) for name in ("published", "created", "revised", "indexed")},
        "languages": record.language,
        "mesh": [(m.ui, m.term, m.major, m.qualifiers) for m in record.mesh],
        "abstract": [(s.label, s.category, s.text) for s in record.abstract],
        "other_abstracts": [(o.type, o.language, o.sections[0].text) for o in record.other_abstracts],
        "databanks": [(d.name, d.accessions) for d in record.databanks],
        "grants": [(g.id, g.agency, g.country) for g in record.grants],
        "comments_corrections": [(c.type, c.pmid, c.source) for c in record.comments_corrections],
    }
    return values[part] if part in values else getattr(record, part)


def test_every_part_of_a_record_has_a_case() -> None:
    assert set(CASES) == set(Parts.__annotations__)


@pytest.mark.parametrize(
    ("part", "xml", "expected"),
    [pytest.param(p, x, e, id=f"{p}: {why}") for p, cases in CASES.items() for x, e, why in cases],
)
def test_each_part_is_read_as_pubmed_means_it(part: str, xml: dict[str, str], expected: Any) -> None:
    assert shown(one(**xml), part) == expected


def test_a_record_made_without_validation_is_a_valid_one() -> None:
    (record,) = read_xml(format_set([FULL]))
    assert FullRecord.model_validate_json(record.model_dump_json()) == record
    assert hash(record.mesh[0]) == hash(FullRecord.model_validate_json(record.model_dump_json()).mesh[0])


FULL = Article(
    FIRST_PMID,
    title="Invented record with everything",
    doi="10.9999/invented",
    pmc="PMC99",
    authors=[("Testsson", "T"), "Invented Group", ("Å Exempel", "EX")],
    language=["eng", "swe"],
    types=["Journal Article", "Randomized Controlled Trial"],
    mesh=[("Magnesium", True, ["blood"]), ("Humans", False, [])],
    keywords=["invented", "record"],
    abstract=[("OBJECTIVE", "To see & hear < more."), ("RESULTS", "p = 0.05.")],
    corrections=[("ErratumIn", FIRST_PMID + 8), ("RetractionIn", FIRST_PMID + 9)],
    nct="NCT99999999",
    grants=[("G-1", "Agency of Inventions", "Nowhere")],
    vernacular="Påhittad post",
    indexed="2020-04-01",
    references=(FIRST_PMID + 5,),
)


# ---------------------------------------------------------------- books

BOOK = (
    '<PubmedArticleSet><PubmedBookArticle><BookDocument><PMID Version="1">90000001</PMID><ArticleIdList><ArticleId '
    'IdType="bookaccession">NBK1</ArticleId></ArticleIdList><Book><Publisher><PublisherName>Invented Press</PublisherName>'
    "</Publisher><BookTitle>The <i>Invented</i> Book</BookTitle><PubDate><Year>1993</Year></PubDate>"
    '<AuthorList Type="editors"><Author><LastName>Redaktör</LastName><Initials>R</Initials></Author></AuthorList></Book>'
    "{inside}<Language>eng</Language><PublicationType>Review</PublicationType><Abstract><AbstractText>Words.</AbstractText>"
    "</Abstract></BookDocument><PubmedBookData><History><PubMedPubDate PubStatus='pubmed'><Year>2010</Year><Month>3</Month>"
    "<Day>20</Day></PubMedPubDate></History></PubmedBookData></PubmedBookArticle></PubmedArticleSet>"
)
CHAPTER = (
    "<ArticleTitle>An invented chapter</ArticleTitle><AuthorList Type='authors'><Author><LastName>Kapitel</LastName>"
    "<Initials>K</Initials></Author></AuthorList>"
)


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("", ("The Invented Book", ("Redaktör R",), "Invented Press")),
        (CHAPTER, ("An invented chapter", ("Kapitel K",), "The Invented Book")),
        ("<ArticleTitle>By nobody</ArticleTitle>", ("By nobody", (), "The Invented Book")),
    ],
    ids=["a whole book", "a chapter", "an editor is no author of a chapter"],
)
def test_books(inside: str, expected: tuple[Any, ...]) -> None:
    (record,) = read_xml(BOOK.format(inside=inside))
    assert (record.title, record.authors, record.journal) == expected
    assert (record.year, record.dates.created, record.publication_types) == (1993, "2010-03-20", ("Review",))
    assert [s.text for s in record.abstract] == ["Words."]


def test_files_of_medline_hold_bare_citations() -> None:
    inner = format_article(FULL)
    bare = inner[inner.index("<MedlineCitation") : inner.index("<PubmedData>")].replace("</PubmedArticle>", "")
    (record,) = read_xml(
        f"<MedlineCitationSet>{bare}<DeleteCitation><PMID>1</PMID></DeleteCitation></MedlineCitationSet>"
    )
    assert (record.title, record.doi) == (FULL.title, FULL.doi)


# ---------------------------------------------------------------- notices


@pytest.mark.parametrize("kind", INTEGRITY)
def test_each_notice_is_told_apart(kind: str) -> None:
    (record,) = read_xml(format_set([Article(FIRST_PMID, corrections=[(kind, FIRST_PMID + 9)])]))
    assert [(n.kind, n.by) for n in record.integrity] == [(INTEGRITY[kind], f"pubmed:{FIRST_PMID + 9}")]
    assert record.is_retracted == (INTEGRITY[kind] == "retracted")


def test_links_that_say_nothing_against_a_record_are_no_notice() -> None:
    kinds = sorted({*CORRECTIONS.values(), "Cites", "ReprintIn", "ReprintOf"} - set(INTEGRITY))
    (record,) = read_xml(format_set([Article(FIRST_PMID, corrections=[(k, FIRST_PMID + 9) for k in kinds])]))
    assert record.integrity == ()
    assert [c.type for c in record.comments_corrections] == kinds


# ---------------------------------------------------------------- beside the other reader, and there and back

words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]), min_size=1, max_size=12
)
phrase = st.lists(words, min_size=1, max_size=5).map(" ".join).filter(lambda t: t.split() == t.split(" "))
plain = st.text("abcdefghij ÅÄÖéñβ'.,&<>\"", min_size=1, max_size=30).map(lambda t: " ".join(t.split())).filter(bool)
day = st.dates(dt.date(1800, 1, 1), dt.date(2099, 12, 31)).map(str)
articles = st.builds(
    Article,
    pmid=st.integers(FIRST_PMID, FIRST_PMID + 9998),
    title=phrase,
    year=st.integers(1800, 2099),
    journal=phrase,
    volume=st.none() | words,
    issue=st.none() | words,
    pages=st.none() | words,
    doi=st.none() | st.from_regex(r"10\.9999/[a-z0-9.()-]{0,19}[a-z0-9)-]", fullmatch=True),
    pmc=st.none() | st.integers(1, 10**7).map(lambda n: f"PMC{n}"),
    authors=st.lists(phrase | st.tuples(phrase, st.text("ABCDEF", min_size=1, max_size=3)), max_size=4),
    language=st.lists(st.sampled_from(["eng", "swe", "ger"]), max_size=2),
    types=st.lists(phrase, max_size=3),
    mesh=st.lists(st.tuples(phrase, st.booleans(), st.lists(phrase, max_size=2)), max_size=4),
    keywords=st.lists(phrase, max_size=3),
    abstract=st.lists(st.tuples(st.none() | phrase, phrase), max_size=3),
    corrections=st.lists(
        st.tuples(st.sampled_from(sorted(CORRECTIONS.values())), st.none() | st.integers(1, 10**8 - 1)), max_size=3
    ),
    nct=st.none() | st.integers(0, 99999999).map(lambda n: f"NCT{n:08d}"),
    grants=st.lists(st.tuples(phrase, phrase, phrase), max_size=2),
    vernacular=st.none() | phrase,
    created=day,
    revised=st.none() | day,
    indexed=st.none() | day,
)


def wanted(a: Article) -> dict[str, Any]:
    """What an invented record must be read as: its own fields, and nothing that our reader has made of them."""
    return {
        "pmid": str(a.pmid),
        "title": a.title,
        "authors": [x if isinstance(x, str) else f"{x[0]} {x[1]}" for x in a.authors],
        "year": a.year,
        "journal": a.journal,
        "volume": a.volume,
        "issue": a.issue,
        "pages": a.pages,
        "doi": a.doi,
        "pmcid": a.pmc,
        "language": ",".join(a.language) or None,
        "publication_types": list(a.types),
        "mesh": [(f"D{900000 + i}", term, major, list(qs)) for i, (term, major, qs) in enumerate(a.mesh)],
        "keywords": list(a.keywords),
        "abstract": [(label, label, text) for label, text in a.abstract],
        "comments_corrections": [(k, str(p) if p else None, "J Invent Test. 2021") for k, p in a.corrections],
        "databanks": [("ClinicalTrials.gov", [a.nct])] if a.nct else [],
        "grants": [tuple(g) for g in a.grants],
        "vernacular_title": a.vernacular,
        "created": a.created,
        "revised": a.revised,
        "indexed": (a.indexed or a.created) if a.mesh else None,
        "published": str(a.year),
        "version": "1",
        "indexing_method": None,
        "other_abstracts": [],
    }


@given(articles)
@settings(max_examples=150, deadline=None)
def test_whatever_can_be_written_as_xml_is_read_back(a: Article) -> None:
    (record,) = read_xml(format_set([a]))
    assert ours(record) == wanted(a)


def test_it_agrees_with_bio_entrez_field_by_field() -> None:
    raw = format_set([FULL, replace(FULL, pmid=FIRST_PMID + 1, markup=" <i>in vivo</i>", medline_date="1998 Nov-Dec")])
    theirs = [expect(*each) for each in read_entrez(raw)]
    assert [ours(r) for r in read_xml(raw)] == theirs


NOT_IN_MEDLINE = {
    "mesh": "no UI; which qualifier is the major one",
    "abstract": "NLM's category of a section; labels not in capitals",
    "authors": "where groups stand among people",
    "comments_corrections": "the order of kinds",
    "version": "which version of the record it is",
    "indexing_method": "whether a person or a program assigned MeSH",
}
medline_articles = st.builds(
    replace,
    articles,
    title=plain.filter(lambda t: not t.startswith("-")),
    abstract=st.lists(
        st.tuples(st.sampled_from(["AIM", "METHODS", "RESULTS"]), plain.map(lambda t: f"x{t}.")), max_size=3
    )
    | st.lists(st.tuples(st.none(), plain.map(lambda t: f"x{t}.")), max_size=1),
    **{n: st.none() | plain for n in ("volume", "issue", "pages", "vernacular")},
    journal=plain,
    types=st.lists(plain, max_size=3),
    keywords=st.lists(plain, max_size=3),
    authors=st.lists(st.tuples(plain, st.text("ABCDEF", min_size=1, max_size=3)), max_size=3),
    mesh=st.lists(st.tuples(plain, st.booleans(), st.lists(plain, max_size=2)), max_size=3),
    grants=st.lists(st.tuples(plain, plain, plain), max_size=2),
)


@given(medline_articles)
@settings(max_examples=100, deadline=None)
def test_xml_and_medline_text_agree_field_by_field(a: Article) -> None:
    (xml,), (text,) = read_xml(format_set([a])), read_text(format_medline(a))
    both = [ours(xml), ours(text)]
    for record in both:
        record["mesh"] = [(term, major, qs) for _, term, major, qs in record["mesh"]]
        record["abstract"] = [(label, words) for label, _, words in record["abstract"]]
        record["comments_corrections"] = sorted(record["comments_corrections"], key=str)
        for name in ("version", "indexing_method"):
            del record[name]
    assert both[0] == both[1]
    assert set(NOT_IN_MEDLINE) <= set(ours(xml))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AU  - Testsson T Jr\nCN  - Invented Group", {"authors": ["Testsson T Jr", "Invented Group"]}),
        ("DP  - 1998 Nov-Dec", {"published": "1998", "year": 1998}),
        ("DP  - 2020 Mar 7", {"published": "2020-03-07"}),
        ("DEP - 20200307", {"published": "2020-03-07", "year": 2020}),
        ("LID - S1 [pii]\nLID - 10.9999/ABC\n      .1 [doi]", {"doi": "10.9999/abc.1"}),
        ("MH  - Magnesium/*blood/urine", {"mesh": [(None, "Magnesium", True, ["blood", "urine"])]}),
        ("RPI - J. 2020. PMID: 90000002", {"comments_corrections": [("RepublishedIn", "90000002", "J. 2020")]}),
        ("RIN - J. 2020;1:2. doi: 10.9999/x. PMID: 90000002", {"comments_corrections": [("RetractionIn", "90000002", "J. 2020;1:2. doi: 10.9999/x")]}),
        ("GR  - R01 X/Y/XY/Agency/Country", {"grants": [("R01 X/Y", "Agency", "Country")]}),
        ("SI  - ClinicalTrials.gov/NCT1\nSI  - GEO", {"databanks": [("ClinicalTrials.gov", ["NCT1"]), ("GEO", [])]}),
        ("AB  - AIM: To see. RESULTS: Yes. HDL was 3.", {"abstract": [("AIM", None, "To see."), ("RESULTS", None, "Yes. HDL was 3.")]}),
        ("AB  - We saw. NOTE: nothing.", {"abstract": [(None, None, "We saw. NOTE: nothing.")]}),
        ("OAB - Publisher: Résumé.\nOABL- fre", {"other_abstracts": [("Publisher", "fre", [(None, None, "Résumé.")])]}),
        ("BTI - A Book\nED  - Redaktör R\nPB  - Press", {"title": "A Book", "authors": ["Redaktör R"], "journal": "Press"}),
        ("BTI - A Book\nTI  - A chapter\nED  - Redaktör R", {"title": "A chapter", "authors": [], "journal": "A Book"}),
    ],
)  # fmt: skip
def test_what_medline_text_does(text: str, expected: dict[str, Any]) -> None:
    (record,) = read_text(
        f"PMID- {FIRST_PMID}\nTI  - Invented\n{text}\n" if "BTI" not in text else f"PMID- 1\n{text}\n"
    )
    got = ours(record)
    assert {name: got[name] for name in expected} == expected


# ---------------------------------------------------------------- files


def record_file(tmp_path: Path, raw: bytes, name: str = "file.xml") -> Path:
    file = tmp_path / name
    file.write_bytes(raw)
    return file


XML = format_set([FULL, replace(FULL, pmid=FIRST_PMID + 1)])
MEDLINE = (format_medline(FULL) + "\n" + format_medline(replace(FULL, pmid=FIRST_PMID + 1))).encode()


@pytest.mark.parametrize(
    "raw",
    [
        XML,
        b"\xef\xbb\xbf" + XML,
        gzip.compress(XML),
        XML.decode().replace('version="1.0"', 'version="1.0" encoding="UTF-16"').encode("utf-16"),
        MEDLINE,
        b"\xef\xbb\xbf" + MEDLINE,
        MEDLINE.replace(b"\n", b"\r\n"),
        gzip.compress(MEDLINE),
        b"\n\n1\n" + MEDLINE,
    ],
    ids=["xml", "xml with bom", "xml.gz", "utf-16", "medline", "medline with bom", "crlf", "medline.gz", "numbered"],
)
def test_files_are_told_apart_by_how_they_begin(raw: bytes, tmp_path: Path) -> None:
    assert [r.pmid for r in parse_file(record_file(tmp_path, raw))] == [str(FIRST_PMID), str(FIRST_PMID + 1)]


BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
ARTICLE_XML = format_article(FULL)
HOSTILE = {
    "entity bomb": (BOMB + f"<PubmedArticleSet>{ARTICLE_XML.replace('with everything', '&i;')}</PubmedArticleSet>", 0, "entities that grow out of all measure"),
    "external entity": ('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + f"<PubmedArticleSet>{ARTICLE_XML.replace('with everything', '&e;')}</PubmedArticleSet>", 0, "declarations inside the document type"),
    "parameter entity": ('<!DOCTYPE x [<!ENTITY % e SYSTEM "http://127.0.0.1/x.dtd"> %e;]>' + f"<PubmedArticleSet>{ARTICLE_XML}</PubmedArticleSet>", 0, "declarations inside the document type"),
    "entity of the DTD": (DOCTYPE + f"<PubmedArticleSet>{ARTICLE_XML}{ARTICLE_XML.replace('Testsson', 'M&uuml;ller')}</PubmedArticleSet>", 1, "an entity that is not declared"),
    "undeclared entity": (f"<PubmedArticleSet>{ARTICLE_XML.replace('Testsson', 'M&uuml;ller')}</PubmedArticleSet>", 0, "not well-formed XML"),
    "absurd depth": ("<PubmedArticleSet>" + "<a>" * 100_000, 0, "not well-formed XML, or cut short"),
    "cut short": (f"<PubmedArticleSet>{ARTICLE_XML}{ARTICLE_XML[:500]}", 1, "not well-formed XML, or cut short"),
    "wrong encoding": ((f"<?xml version='1.0' encoding='ascii'?><PubmedArticleSet>{ARTICLE_XML}</PubmedArticleSet>").encode(), 0, "not well-formed XML"),
    "unknown encoding": ("<?xml version='1.0' encoding='klingon'?><PubmedArticleSet/>", 0, "encoding"),
    "other xml": ("<html><body/></html>", 0, "found <html>, expected PubMed XML"),
    "an error of NCBI": ("<eFetchResult><ERROR>no</ERROR></eFetchResult>", 0, "found <eFetchResult>, expected PubMed XML"),
    "truncated gzip": (gzip.compress(XML)[:-200], 0, "the compressed file is damaged or cut short"),
    "not gzip inside": (b"\x1f\x8b" + b"\0" * 40, 0, "the compressed file is damaged or cut short"),
    "json": ('{"error": "no"}', 0, "found '{\"error\": \"no\"}', expected PubMed XML or MEDLINE text"),
    "empty": ("", 0, "found 'nothing', expected PubMed XML or MEDLINE text"),
    "medline broken": (MEDLINE.decode() + "\nwhat is this\n", 2, "found 'what is this', expected a tag"),
    "medline in latin-1": ("PMID- 1\nTI  - Påhitt\n".encode("latin-1"), 0, ":2 byte 7 is not UTF-8"),
    "medline without pmid": ("TI  - Invented\n", 0, ":1 a record without a PMID"),
    "xml without pmid": ("<PubmedArticleSet><PubmedArticle><MedlineCitation><Article/></MedlineCitation></PubmedArticle></PubmedArticleSet>", 0, "a record without a PMID"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_cannot_be_read_is_refused_after_the_records_before_it(name: str, tmp_path: Path) -> None:
    raw, whole, message = HOSTILE[name]
    records = []
    file = record_file(tmp_path, raw if isinstance(raw, bytes) else raw.encode())
    with pytest.raises(EvidenceError) as caught:
        records.extend(parse_file(file))
    assert message in str(caught.value)
    assert str(caught.value).startswith(str(file))
    assert len(records) == whole


def test_an_empty_set_is_no_fault() -> None:
    assert read_xml("<PubmedArticleSet></PubmedArticleSet>") == []


def test_unknown_elements_are_reported_and_never_fatal() -> None:
    said: list[str] = []
    text = format_article(FULL).replace("</MedlineCitation>", "<Novelty/></MedlineCitation>")
    text = text.replace("</Article>", "<Oddity/></Article>").replace("</PubmedData>", "<Rarity/></PubmedData>")
    records = list(parse_xml(io.BytesIO(f"<PubmedArticleSet>{text}</PubmedArticleSet>".encode()), said.append))
    assert sorted(said) == ["unknown element Novelty", "unknown element Oddity", "unknown element Rarity"]
    assert records[0].title == FULL.title


def test_known_elements_are_those_of_the_dtd() -> None:
    """Read out of the DTD that ships with Bio.Entrez, so that a new one shows here what is missing."""
    import re

    import Bio.Entrez

    files = sorted((Path(Bio.Entrez.__file__).parent / "DTDs").glob("pubmed_2*.dtd"))
    text = re.sub(r"<!--.*?-->", "", files[-1].read_text(encoding="utf-8"), flags=re.S)
    known = {"MedlineCitation": CITATION, "Article": ARTICLE, "PubmedData": PUBMED_DATA, "BookDocument": BOOK_DOCUMENT}
    for element, names in known.items():
        found = re.search(rf"<!ELEMENT\s+{element}\s+(\([^>]*)>", text)
        assert found is not None
        assert set(re.findall(r"[A-Za-z]+", found[1])) <= names, element


# ---------------------------------------------------------------- the command


def run(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "rlsevidence", "parse", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, check=False)


def test_parse_prints_a_record_a_line_with_every_field(tmp_path: Path) -> None:
    done = run(str(record_file(tmp_path, XML)), "--format", "jsonl")
    lines = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert (done.returncode, len(lines)) == (0, 2)
    assert list(lines[0]) == list(FullRecord.model_fields)
    (first, _) = read_xml(XML)
    assert FullRecord.model_validate(lines[0]) == first
    assert lines[0]["comments_corrections"][1] == {
        "type": "RetractionIn",
        "pmid": str(FIRST_PMID + 9),
        "source": "J Invent Test. 2021",
    }
    assert run("-", stdin=XML).stdout == done.stdout
    assert run("-", stdin=gzip.compress(XML)).stdout == done.stdout


def test_parse_keeps_the_lines_before_a_break_and_ends_with_2(tmp_path: Path) -> None:
    done = run(str(record_file(tmp_path, XML[: -len(XML) // 4])))
    assert done.returncode == 2
    assert [json.loads(line)["pmid"] for line in done.stdout.decode().splitlines()] == [str(FIRST_PMID)]
    assert done.stderr.decode().startswith("rlsevidence: ")
    assert "Traceback" not in done.stderr.decode()
    assert run(str(tmp_path / "nowhere.xml")).returncode == 2


def test_parse_says_once_what_it_does_not_know() -> None:
    text = format_article(FULL).replace("</MedlineCitation>", "<Novelty/></MedlineCitation>")
    done = run("-", stdin=f"<PubmedArticleSet>{text}{text}</PubmedArticleSet>".encode())
    assert done.returncode == 0
    assert done.stderr.decode() == "noticed in PubMed's file: unknown element Novelty (in 2 records)\n"


def test_memory_does_not_grow_with_the_file() -> None:
    """Ten times the records in the same memory, give or take what the allocator keeps."""
    import tracemalloc

    def peak(number: int) -> int:
        class Endless(io.RawIOBase):
            def __init__(self) -> None:
                self.parts = self.make()

            def make(self) -> Iterator[bytes]:
                yield b"<PubmedArticleSet>"
                for _ in range(number):
                    yield ARTICLE_XML.encode()
                yield b"</PubmedArticleSet>"

            def readable(self) -> bool:
                return True

            def readinto(self, buffer: Any) -> int:
                part = next(self.parts, b"")
                buffer[: len(part)] = part
                return len(part)

        tracemalloc.start()
        count = sum(1 for _ in parse_xml(io.BufferedReader(Endless(), 1 << 16)))
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count == number
        return top

    peak(10)
    assert peak(2000) < peak(200) + 200_000

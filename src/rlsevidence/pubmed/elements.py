"""One PubMed element (an article, a book or a chapter of one) -> FullRecord.

Takes all text of an element (inline markup and MathML flattened), a record's own identifiers and not those of its
reference list, and every date as PubMed states it. Unknown elements are reported as drift, never fatal. Pure.

Children are gathered by name in one pass over each element (`{child.tag: child}`): asking lxml for one path after the
other takes several times as long. Names that the DTD lets stand more than once are read apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from ..errors import EvidenceError
from ..model import AbstractSection, Correction, DataBank, FullRecord, Grant, MeshHeading, OtherAbstract
from .build import PMID, build_record, clean_doi, clean_pmcid, construct, fold, list_unread_ids, say_unread, section
from .dates import find_year, format_date

Drift = Callable[[str], None]
Children = dict[str, Any]


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


CITATION = _names(
    "PMID DateCompleted DateRevised DateCreated Article MedlineJournalInfo ChemicalList SupplMeshList "
    "CitationSubset CommentsCorrectionsList GeneSymbolList MeshHeadingList NumberOfReferences "
    "PersonalNameSubjectList OtherID OtherAbstract KeywordList CoiStatement SpaceFlightMission "
    "InvestigatorList GeneralNote"
)
ARTICLE = _names(
    "Journal ArticleTitle Pagination ELocationID Abstract AuthorList Language DataBankList GrantList "
    "PublicationTypeList VernacularTitle ArticleDate Affiliation"
)
PUBMED_DATA = _names("History PublicationStatus ArticleIdList ObjectList ReferenceList")
BOOK_DOCUMENT = _names(
    "PMID ArticleIdList Book LocationLabel ArticleTitle VernacularTitle Pagination Language AuthorList "
    "InvestigatorList PublicationType Abstract Sections KeywordList ContributionDate DateRevised GrantList "
    "ItemList ReferenceList"
)
"""The elements that the DTD of 2025 knows, and those of earlier ones; anything else is drift."""


def read_citation(citation: Any, data: Any, on_drift: Drift | None) -> FullRecord:
    """A MedlineCitation and the PubmedData beside it (None in MEDLINE's own files) as a record."""
    found = {child.tag: child for child in citation}
    article = found.get("Article")
    if article is None:
        raise EvidenceError("a MedlineCitation without Article")
    own = {child.tag: child for child in article}
    beside = {child.tag: child for child in data} if data is not None else {}
    if on_drift:
        _report(found, CITATION, on_drift)
        _report(own, ARTICLE, on_drift)
        _report(beside, PUBMED_DATA, on_drift)
    history = _history(beside.get("History"))
    ids = _ids(beside.get("ArticleIdList"))
    journal = {child.tag: child for child in own["Journal"]} if "Journal" in own else {}
    issue = {child.tag: child for child in journal["JournalIssue"]} if "JournalIssue" in journal else {}
    published = _leaves(issue.get("PubDate"))
    electronic = _leaves(own.get("ArticleDate"))
    headings = found.get("MeshHeadingList")
    mesh, major_qualifiers = _mesh(headings) if headings is not None else ((), ())
    pmid = found.get("PMID")
    made = build_record(
        pmid=_text(pmid),
        doi=clean_doi(ids.get("doi")) or (_elocation(article) if "ELocationID" in own else None),
        pmcid=clean_pmcid(ids.get("pmc")) or (_other_pmcid(citation) if "OtherID" in found else None),
        title=_text(own.get("ArticleTitle")),
        authors=_authors(own["AuthorList"]) if "AuthorList" in own else (),
        year=find_year(published) or find_year(electronic),
        journal=_journal(found.get("MedlineJournalInfo"))
        or _text(journal.get("ISOAbbreviation"))
        or _text(journal.get("Title")),
        volume=_text(issue.get("Volume")),
        issue=_text(issue.get("Issue")),
        pages=_pages(own.get("Pagination")),
        languages=_texts(article.iterchildren("Language")),
        publication_types=_shared_texts(own["PublicationTypeList"]) if "PublicationTypeList" in own else (),
        mesh=mesh,
        created=history.get("entrez") or _date(found.get("DateCreated")),
        revised=_date(found.get("DateRevised")),
        # Until MeSH arrives, PubMed repeats the entry date here.
        indexed=history.get("medline") if headings is not None else None,
        published=_iso(published) or _iso(electronic),
        abstract=_abstract(own["Abstract"]) if "Abstract" in own else (),
        keywords=_keywords(citation) if "KeywordList" in found else (),
        databanks=tuple(map(_databank, own["DataBankList"])) if "DataBankList" in own else (),
        grants=tuple(map(_grant, own["GrantList"])) if "GrantList" in own else (),
        comments_corrections=_corrections(found.get("CommentsCorrectionsList")),
        vernacular_title=_text(own.get("VernacularTitle")),
        version=pmid.get("Version") if pmid is not None else None,
        indexing_method=citation.get("IndexingMethod"),
        other_abstracts=_other_abstracts(citation) if "OtherAbstract" in found else (),
        published_online=_iso(electronic),
        major_qualifiers=major_qualifiers,
    )
    if on_drift:
        _report_unread(found, ids, made, on_drift)
        if not made.year and any(published.values()):
            on_drift(say_unread("year", " ".join(filter(None, published.values()))))
    return made


def read_book(document: Any, data: Any, on_drift: Drift | None) -> FullRecord:
    """A BookDocument (a book, or a chapter with a title of its own) and its PubmedBookData as a record."""
    found = {child.tag: child for child in document}
    book = {child.tag: child for child in found["Book"]} if "Book" in found else {}
    if on_drift:
        _report(found, BOOK_DOCUMENT, on_drift)
    history = _history(data.find("History") if data is not None else None)
    ids = _ids(found.get("ArticleIdList"))
    published = _leaves(book.get("PubDate"))
    chapter, whole = _text(found.get("ArticleTitle")), _text(book.get("BookTitle"))
    pmid = found.get("PMID")
    authors = _book_authors(document)
    if not authors and not chapter and "Book" in found:
        # Those who wrote or edited a book made the whole of it, not each of its chapters.
        authors = _book_authors(found["Book"]) or _book_authors(found["Book"], editors=True)
    publisher = book.get("Publisher")
    return build_record(
        pmid=_text(pmid),
        doi=clean_doi(ids.get("doi")) or (_elocation(found["Book"]) if "ELocationID" in book else None),
        pmcid=clean_pmcid(ids.get("pmc")),
        title=chapter or whole,
        authors=authors,
        year=find_year(published),
        # A chapter stands in its book as an article in its journal; a whole book has its publisher there.
        journal=whole if chapter else _text(publisher.find("PublisherName")) if publisher is not None else None,
        volume=_text(book.get("Volume")),
        pages=_pages(found.get("Pagination")),
        languages=_texts(document.iterchildren("Language")),
        publication_types=_texts(document.iterchildren("PublicationType")),
        created=history.get("entrez") or history.get("pubmed"),
        revised=_date(found.get("DateRevised")),
        published=_iso(published),
        abstract=_abstract(found["Abstract"]) if "Abstract" in found else (),
        keywords=_keywords(document),
        grants=tuple(map(_grant, found["GrantList"])) if "GrantList" in found else (),
        vernacular_title=_text(found.get("VernacularTitle")),
        version=pmid.get("Version") if pmid is not None else None,
    )


def _report_unread(found: Children, ids: Mapping[str, str | None], got: FullRecord, on_drift: Drift) -> None:
    for said in list_unread_ids(found.get("Article", found.get("Book")), ids, got):
        on_drift(said)
    if (day := _leaves(found.get("DateRevised"))) and not got.dates.revised:
        on_drift(say_unread("day", "-".join(filter(None, day.values())), "DateRevised"))
    for each in got.comments_corrections:
        if each.pmid and not PMID.fullmatch(each.pmid):
            on_drift(say_unread("PMID", each.pmid, each.type))


def _report(found: Children, known: frozenset[str], on_drift: Drift) -> None:
    for tag in found.keys() - known:
        on_drift(f"unknown element {tag}")


# ---------------------------------------------------------------- text


def _text(element: Any) -> str | None:
    """All text of an element, markup flattened, white space folded; None when there is none."""
    if element is None:
        return None
    return fold("".join(element.itertext()) if len(element) else element.text)


def _texts(elements: Iterator[Any]) -> tuple[str, ...]:
    return tuple([text for element in elements if (text := _text(element))])


# The same few hundred words come again and again: languages, publication types, headings.
_fold = lru_cache(maxsize=4096)(fold)


def _shared_texts(elements: Any) -> tuple[str, ...]:
    return tuple([text for element in elements if (text := _fold(element.text))])


def _leaves(element: Any) -> dict[str, str | None]:
    """The texts of children that hold nothing but text, by name: parts of a date, of a grant, of a page range."""
    return {child.tag: child.text for child in element} if element is not None else {}


# ---------------------------------------------------------------- dates


def _iso(parts: dict[str, str | None]) -> str | None:
    year = parts.get("Year")
    if year is None:
        found = find_year(parts)
        return str(found) if found else None
    return format_date(year.strip(), parts.get("Month"), parts.get("Day"))


def _date(element: Any) -> str | None:
    """Year, Month and Day children as an ISO date, as far as they are given; one that no calendar has is unknown."""
    found = _iso(parts := _leaves(element))
    wanted = 10 if parts.get("Day") else 7 if parts.get("Month") else 4
    return found if found and len(found) == wanted else None


def _history(element: Any) -> dict[str, str]:
    """PubMed's own dates of the record: `entrez` is when it was made (CRDT), `medline` when MeSH came (MHDA)."""
    found: dict[str, str] = {}
    if element is not None:
        for each in element:
            status = each.get("PubStatus")
            if status in ("entrez", "medline", "pubmed") and (date := _date(each)):
                found[status] = date
    return found


# ---------------------------------------------------------------- identifiers


def _ids(element: Any) -> dict[str, str | None]:
    """The record's own identifiers by kind, the first of each: ids of its reference list stand elsewhere."""
    found: dict[str, str | None] = {}
    if element is not None:
        for each in element:
            found.setdefault(each.get("IdType", "pubmed"), fold(each.text))
    return found


def _elocation(element: Any) -> str | None:
    for each in element.iterchildren("ELocationID"):
        if each.get("EIdType") == "doi" and each.get("ValidYN") != "N" and (doi := clean_doi(each.text)):
            return doi
    return None


def _other_pmcid(citation: Any) -> str | None:
    return next((found for e in citation.iterchildren("OtherID") if (found := clean_pmcid(fold(e.text)))), None)


# ---------------------------------------------------------------- people, places


def _authors(listed: Any) -> tuple[str, ...]:
    """Names as 'Family AB Jr' and names of groups, in order.

    Names marked as not valid are earlier spellings of one that stands beside them.
    """
    names: list[str] = []
    valid = True
    family: str | None = None
    initials: str | None = None
    given: str | None = None
    suffix: str | None = None

    def finish() -> None:
        name = f"{family or ''} {initials or given or ''} {suffix or ''}"
        if valid and (name := " ".join(name.split())):
            names.append(name)

    # One flat walk in C that passes over affiliations, which are most of an author list.
    for part in listed.iter("Author", "LastName", "Initials", "ForeName", "Suffix", "CollectiveName"):
        tag = part.tag
        if tag == "Author":
            finish()
            family = initials = given = suffix = None
            valid = "N" not in part.values() or part.get("ValidYN") != "N"
        elif tag == "LastName" or tag == "CollectiveName":
            family = _text(part)
        elif tag == "Initials":
            initials = part.text
        elif tag == "ForeName":
            given = part.text
        else:
            suffix = _text(part)
    finish()
    return tuple(names)


def _book_authors(element: Any, *, editors: bool = False) -> tuple[str, ...]:
    return tuple(
        name
        for listed in element.iterchildren("AuthorList")
        if (listed.get("Type") == "editors") == editors
        for name in _authors(listed)
    )


def _journal(info: Any) -> str | None:
    return next((_fold(child.text) for child in info if child.tag == "MedlineTA"), None) if info is not None else None


def _pages(pagination: Any) -> str | None:
    parts = _leaves(pagination)
    if pages := fold(parts.get("MedlinePgn")):
        return pages
    first, last = fold(parts.get("StartPage")), fold(parts.get("EndPage"))
    return f"{first}-{last}" if first and last else first


# ---------------------------------------------------------------- subject


@lru_cache(maxsize=4096)
def _heading(ui: str | None, term: str, major: bool, qualifiers: tuple[str, ...]) -> MeshHeading:
    """One heading; the same value for the same words, because most records share theirs with others."""
    made: MeshHeading = construct(
        MeshHeading, {"ui": ui, "term": fold(term) or "", "major": major, "qualifiers": qualifiers}
    )
    return made


def _mesh(listed: Any) -> tuple[tuple[MeshHeading, ...], tuple[str, ...]]:
    """The headings, and 'Heading/qualifier' for each qualifier that is a major topic."""
    headings: list[MeshHeading] = []
    starred: list[str] = []
    ui = term = None
    major = False
    qualifiers: list[str] = []
    # One flat walk in C: each DescriptorName begins a heading. `values` is a fraction of the price of `get`.
    for part in listed.iter("DescriptorName", "QualifierName"):
        if part.tag == "DescriptorName":
            if term is not None:
                headings.append(_heading(ui, term, major, tuple(qualifiers)))
            ui, term, major, qualifiers = part.get("UI"), part.text or "", False, []
        elif text := _fold(part.text):
            qualifiers.append(text)
        if "Y" in part.values() and part.get("MajorTopicYN") == "Y":
            major = True
            if part.tag == "QualifierName" and qualifiers:
                starred.append(f"{fold(term)}/{qualifiers[-1]}")
    if term is not None:
        headings.append(_heading(ui, term, major, tuple(qualifiers)))
    return tuple(headings), tuple(starred)


def _keywords(element: Any) -> tuple[str, ...]:
    return tuple(
        [text for listed in element.iterchildren("KeywordList") for keyword in listed if (text := _text(keyword))]
    )


# ---------------------------------------------------------------- abstract


def _abstract(element: Any) -> tuple[AbstractSection, ...]:
    return tuple(
        [
            section(part.get("Label") or None, part.get("NlmCategory") or None, text)
            for part in element
            if part.tag == "AbstractText" and (text := _text(part))
        ]
    )


def _other_abstracts(citation: Any) -> tuple[OtherAbstract, ...]:
    """Abstracts in another language or for other readers; never taken for the record's own."""
    return tuple(
        OtherAbstract.model_construct(type=each.get("Type") or "", language=each.get("Language") or "eng", sections=s)
        for each in citation.iterchildren("OtherAbstract")
        if (s := _abstract(each))
    )


# ---------------------------------------------------------------- links


def _databank(element: Any) -> DataBank:
    numbers = element.iterfind("AccessionNumberList/AccessionNumber")
    return DataBank.model_construct(name=_text(element.find("DataBankName")) or "", accessions=_texts(numbers))


def _grant(element: Any) -> Grant:
    parts = _leaves(element)
    made: Grant = construct(
        Grant,
        {
            "id": fold(parts.get("GrantID")),
            "agency": fold(parts.get("Agency")),
            "country": fold(parts.get("Country")),
        },
    )
    return made


def _corrections(listed: Any) -> tuple[Correction, ...]:
    found = []
    for each in () if listed is None else listed:
        parts = _leaves(each)
        values = {
            "type": each.get("RefType") or "",
            "pmid": fold(parts.get("PMID")),
            "source": fold(parts.get("RefSource")),
        }
        found.append(construct(Correction, values))
    return tuple(found)

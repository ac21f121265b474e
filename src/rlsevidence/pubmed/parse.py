"""PubMed XML -> FullRecord, streaming, without DTD, network or entities.

Takes all text of an element (inline markup and MathML flattened), a record's own identifiers and not those of its
reference list, and every date as PubMed states it. Unknown elements are reported as drift, never fatal.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from lxml import etree

from ..errors import EvidenceError
from ..model import (
    AbstractSection,
    Correction,
    DataBank,
    FullRecord,
    Grant,
    Integrity,
    MeshHeading,
    Record,
    RecordDates,
)
from .dates import MONTHS, find_year, format_date

RECORD_TAGS = ("PubmedArticle", "PubmedBookArticle")
INTEGRITY = {"RetractionIn": "retracted", "ExpressionOfConcernIn": "concern", "ErratumIn": "corrected"}
"""PubMed's kind of link to another publication -> the kind of notice that it is about this one."""
DOI = re.compile(r"10\.\d{4,9}/\S+")
KNOWN_CHILDREN = frozenset(
    [
        "PMID",
        "DateCompleted",
        "DateRevised",
        "DateCreated",
        "Article",
        "MedlineJournalInfo",
        "ChemicalList",
        "SupplMeshList",
        "CitationSubset",
        "CommentsCorrectionsList",
        "GeneSymbolList",
        "MeshHeadingList",
        "NumberOfReferences",
        "PersonalNameSubjectList",
        "OtherID",
        "OtherAbstract",
        "KeywordList",
        "CoiStatement",
        "SpaceFlightMission",
        "InvestigatorList",
        "GeneralNote",
    ]
)
Drift = Callable[[str], None]


def parse_file(source: Path | BinaryIO, on_drift: Drift | None = None) -> Iterator[FullRecord]:
    """Records of a file: PubMed XML, the same gzipped, or MEDLINE text, told apart by how it begins.

    Yields the complete records before a break and then raises EvidenceError, which says where it broke.
    """
    from .medline import parse_medline

    name = str(source) if isinstance(source, Path) else "standard input"
    try:
        stream: BinaryIO = source.open("rb") if isinstance(source, Path) else source
    except OSError as error:
        raise EvidenceError(f"{name}: {error.strerror or error}") from None
    with stream:
        try:
            start, whole = _look_at(stream)
            if start[:2] == b"\x1f\x8b":
                start, whole = _look_at(gzip.GzipFile(fileobj=whole))
            text = start.lstrip(b"\xef\xbb\xbf \t\r\n")
            if text.startswith(b"<") or start[:2] in (b"\xff\xfe", b"\xfe\xff"):
                yield from parse_xml(whole, on_drift, name=name)
            elif re.match(rb"[A-Z]{2,4} *- ", text):
                yield from parse_medline(whole, name=name)
            else:
                found = text[:40].decode("utf-8", "replace") or "nothing"
                raise EvidenceError(f"{name}: found {found!r}, expected PubMed XML or MEDLINE text")
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise EvidenceError(f"{name}: the compressed file is damaged or cut short ({error})") from None


def _look_at(stream: Any) -> tuple[bytes, BinaryIO]:
    """The first bytes of a stream that cannot be wound back, and the stream with those bytes still to be read."""
    head = stream.read(4096)
    return head, io.BufferedReader(_Joined(head, stream), 1 << 16)


class _Joined(io.RawIOBase):
    """A few bytes already read, then the rest of a stream that cannot be wound back."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._head:
            part, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        else:
            part = self._rest.read(len(buffer))
        buffer[: len(part)] = part
        return len(part)


def parse_xml(stream: BinaryIO, on_drift: Drift | None = None, *, name: str = "the answer") -> Iterator[FullRecord]:
    """Records of PubMed XML, one after the other, in memory that does not grow with the file.

    Raises EvidenceError for what is not well-formed (after the complete records before the break), for a document type
    with declarations of its own and for entities: PubMed sends none, and they are how hostile files are built.
    """
    events = etree.iterparse(
        stream,
        events=("start", "end"),
        tag=(*RECORD_TAGS, "PubmedArticleSet", "MedlineCitationSet"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    checked = False
    try:
        for event, element in events:
            if not checked:
                _refuse_declarations(element, name)
                checked = True
            if event == "start" or element.tag not in RECORD_TAGS:
                continue
            # An element that stands inside a record (none does today) must not be taken for one.
            yield parse_record(element, on_drift, name=name)
            element.clear()
            parent = element.getparent()
            if parent is not None:
                while element.getprevious() is not None:
                    del parent[0]
    except etree.XMLSyntaxError as error:
        raise EvidenceError(f"{name}: not well-formed XML, or cut short: {error.msg}") from None
    except (LookupError, UnicodeDecodeError) as error:
        raise EvidenceError(f"{name}: the encoding cannot be read: {error}") from None
    if not checked:
        root = events.root
        found = f"<{root.tag}>" if root is not None else "nothing"
        raise EvidenceError(f"{name}: found {found}, expected PubMed XML (a PubmedArticleSet)")


def _refuse_declarations(element: Any, name: str) -> None:
    dtd = element.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in (*dtd.iterentities(), *dtd.iterelements())):
        raise EvidenceError(
            f"{name}: found declarations inside the document type, expected none: such a file is refused"
        )


def parse_record(element: Any, on_drift: Drift | None = None, *, name: str = "the answer") -> FullRecord:
    """One PubmedArticle or PubmedBookArticle element as a record."""
    if any(True for _ in element.iter(etree.Entity)):
        raise EvidenceError(
            f"{name}: found an entity that is not declared, expected plain text: such a file is refused"
        )
    if element.tag == "PubmedBookArticle":
        return _parse_book(element, on_drift)
    return _parse_article(element, on_drift)


def _parse_article(element: Any, on_drift: Drift | None) -> FullRecord:
    citation = element.find("MedlineCitation")
    if citation is None:
        raise EvidenceError("a PubmedArticle without MedlineCitation")
    article = citation.find("Article")
    data = element.find("PubmedData")
    pmid_element = citation.find("PMID")
    pmid = _text(pmid_element)
    if on_drift:
        _report_drift(citation, pmid, on_drift)
    issue = article.find("Journal/JournalIssue")
    published = issue.find("PubDate") if issue is not None else None
    electronic = article.find("ArticleDate")
    history = _history(data)
    vernacular = _text(article.find("VernacularTitle"))
    corrections = tuple(
        Correction.model_construct(
            type=c.get("RefType") or "", pmid=_text(c.find("PMID")), source=_text(c.find("RefSource"))
        )
        for c in citation.iterfind("CommentsCorrectionsList/CommentsCorrections")
    )
    types = tuple(t for t in map(_text, article.iterfind("PublicationTypeList/PublicationType")) if t)
    revised = _date(citation.find("DateRevised"))
    return build_record(
        pmid=pmid,
        doi=_find_doi(article, data),
        pmcid=_article_id(data, "pmc"),
        title=_text(article.find("ArticleTitle")),
        vernacular=vernacular,
        authors=_authors(article.find("AuthorList")),
        year=find_year(published) or find_year(electronic),
        published=_date(published) or _date(electronic),
        journal=_text(citation.find("MedlineJournalInfo/MedlineTA"))
        or _text(article.find("Journal/ISOAbbreviation"))
        or _text(article.find("Journal/Title")),
        volume=_text(issue.find("Volume")) if issue is not None else None,
        issue=_text(issue.find("Issue")) if issue is not None else None,
        pages=_pages(article),
        languages=tuple(t for t in map(_text, article.iterfind("Language")) if t),
        types=types,
        mesh=tuple(_mesh(h) for h in citation.iterfind("MeshHeadingList/MeshHeading")),
        created=history.get("entrez") or _date(citation.find("DateCreated")),
        revised=revised,
        indexed=history.get("medline") if citation.find("MeshHeadingList") is not None else None,
        abstract=_abstract(article.find("Abstract")),
        keywords=tuple(t for t in map(_text, citation.iterfind("KeywordList/Keyword")) if t),
        databanks=tuple(_databank(b) for b in article.iterfind("DataBankList/DataBank")),
        grants=tuple(_grant(g) for g in article.iterfind("GrantList/Grant")),
        corrections=corrections,
        version=pmid_element.get("Version") if pmid_element is not None else None,
        indexing_method=citation.get("IndexingMethod"),
    )


def _parse_book(element: Any, on_drift: Drift | None) -> FullRecord:
    document = element.find("BookDocument")
    if document is None:
        raise EvidenceError("a PubmedBookArticle without BookDocument")
    data = element.find("PubmedBookData")
    book = document.find("Book")
    pmid_element = document.find("PMID")
    published = book.find("PubDate") if book is not None else None
    ids = {i.get("IdType"): _text(i) for i in document.iterfind("ArticleIdList/ArticleId")}
    own = _text(document.find("ArticleTitle"))
    publisher = _text(book.find("Publisher/PublisherName")) if book is not None else None
    title_of_book = _text(book.find("BookTitle")) if book is not None else None
    authors = _authors(document.find("AuthorList")) or (_authors(book.find("AuthorList")) if book is not None else ())
    history = _history(data)
    elocation = book.findtext("ELocationID[@EIdType='doi']") if book is not None else None
    return build_record(
        pmid=_text(pmid_element),
        doi=_clean_doi(ids.get("doi") or elocation),
        pmcid=ids.get("pmc"),
        title=own or title_of_book,
        vernacular=_text(document.find("VernacularTitle")),
        authors=authors,
        year=find_year(published),
        published=_date(published),
        # A chapter stands in its book as an article in its journal; a whole book has its publisher there.
        journal=title_of_book if own else publisher,
        volume=_text(book.find("Volume")) if book is not None else None,
        issue=None,
        pages=_text(document.find("Pagination/MedlinePgn")),
        languages=tuple(t for t in map(_text, document.iterfind("Language")) if t),
        types=tuple(t for t in map(_text, document.iterfind("PublicationType")) if t),
        mesh=(),
        created=history.get("entrez") or history.get("pubmed"),
        revised=_date(document.find("DateRevised")),
        indexed=None,
        abstract=_abstract(document.find("Abstract")),
        keywords=tuple(t for t in map(_text, document.iterfind("KeywordList/Keyword")) if t),
        databanks=(),
        grants=tuple(_grant(g) for g in document.iterfind("GrantList/Grant")),
        corrections=(),
        version=pmid_element.get("Version") if pmid_element is not None else None,
        indexing_method=None,
    )


def build_record(
    *,
    pmid: str | None,
    doi: str | None,
    pmcid: str | None,
    title: str | None,
    vernacular: str | None,
    authors: tuple[str, ...],
    year: int | None,
    published: str | None,
    journal: str | None,
    volume: str | None,
    issue: str | None,
    pages: str | None,
    languages: tuple[str, ...],
    types: tuple[str, ...],
    mesh: tuple[MeshHeading, ...],
    created: str | None,
    revised: str | None,
    indexed: str | None,
    abstract: tuple[AbstractSection, ...],
    keywords: tuple[str, ...],
    databanks: tuple[DataBank, ...],
    grants: tuple[Grant, ...],
    corrections: tuple[Correction, ...],
    version: str | None,
    indexing_method: str | None,
) -> FullRecord:
    """A record from its parts, whatever format they were read from. Not validated again: the parts are clean text."""
    if not pmid:
        raise EvidenceError("a record without a PMID")
    noted_on = revised or created or "0000"
    return FullRecord.model_construct(
        id=f"pubmed:{pmid}",
        pmid=pmid,
        doi=doi,
        pmcid=pmcid if pmcid and re.fullmatch(r"PMC\d+", pmcid) else None,
        url=None,
        # PubMed gives no title to a few records; the brackets say that this is not one.
        title=title or vernacular or "[no title in PubMed]",
        authors=authors,
        organisation=None,
        year=year,
        journal=journal,
        volume=volume,
        issue=issue,
        pages=pages,
        language=",".join(languages) or None,
        publication_types=types,
        mesh=mesh,
        integrity=_integrity(corrections, types, noted_on),
        dates=RecordDates.model_construct(created=created, revised=revised, indexed=indexed, published=published),
        abstract_sha256=hash_abstract(abstract),
        origin="pubmed",
        verification="pubmed",
        unverified=(),
        seen_at=(),
        abstract=abstract,
        keywords=keywords,
        databanks=databanks,
        grants=grants,
        comments_corrections=corrections,
        vernacular_title=vernacular,
        version=version,
        indexing_method=indexing_method,
    )


def hash_abstract(abstract: tuple[AbstractSection, ...]) -> str | None:
    """SHA-256 of labels and texts, None without an abstract. When it changes, what was tagged was another text."""
    if not abstract:
        return None
    text = "\n".join(f"{s.label or ''}\t{s.text}" for s in abstract)
    return hashlib.sha256(text.encode()).hexdigest()


def format_record(record: FullRecord) -> dict[str, Any]:
    """The record as `parse --format jsonl` prints it: the keys of records.jsonl, then everything else it holds."""
    plain: dict[str, Any] = json.loads(record.model_dump_json())
    order = [*Record.model_fields, *(name for name in FullRecord.model_fields if name not in Record.model_fields)]
    return {name: plain[name] for name in order}


# ---------------------------------------------------------------- parts of a record


def _text(element: Any) -> str | None:
    """All text of an element, markup flattened, white space folded; None when there is none."""
    if element is None:
        return None
    text = "".join(element.itertext()) if len(element) else element.text
    return (" ".join(text.split()) or None) if text else None


def _authors(listed: Any) -> tuple[str, ...]:
    if listed is None:
        return ()
    names = []
    for author in listed.iterfind("Author"):
        if author.get("ValidYN") == "N":
            continue
        group = _text(author.find("CollectiveName"))
        if group:
            names.append(group)
            continue
        family = _text(author.find("LastName"))
        if family:
            given = _text(author.find("Initials")) or _text(author.find("ForeName"))
            names.append(" ".join(part for part in (family, given, _text(author.find("Suffix"))) if part))
    return tuple(names)


def _pages(article: Any) -> str | None:
    pages = _text(article.find("Pagination/MedlinePgn"))
    if pages:
        return pages
    first, last = _text(article.find("Pagination/StartPage")), _text(article.find("Pagination/EndPage"))
    return f"{first}-{last}" if first and last else first


def _article_id(data: Any, kind: str) -> str | None:
    """The record's own identifier: ids of its reference list stand deeper and are not looked at."""
    if data is None:
        return None
    for element in data.iterfind("ArticleIdList/ArticleId"):
        if element.get("IdType") == kind:
            return _text(element)
    return None


def _find_doi(article: Any, data: Any) -> str | None:
    found = _clean_doi(_article_id(data, "doi"))
    if found:
        return found
    for element in article.iterfind("ELocationID"):
        if element.get("EIdType") == "doi" and element.get("ValidYN") != "N" and (doi := _clean_doi(_text(element))):
            return doi
    return None


def _clean_doi(text: str | None) -> str | None:
    match = DOI.search(text.replace(" ", "")) if text else None
    return match[0].lower() if match else None


def _mesh(heading: Any) -> MeshHeading:
    descriptor = heading.find("DescriptorName")
    qualifiers = heading.findall("QualifierName")
    major = any(e.get("MajorTopicYN") == "Y" for e in (descriptor, *qualifiers))
    return MeshHeading.model_construct(
        ui=descriptor.get("UI"),
        term=_text(descriptor) or "",
        major=major,
        qualifiers=tuple(t for t in map(_text, qualifiers) if t),
    )


def _abstract(element: Any) -> tuple[AbstractSection, ...]:
    if element is None:
        return ()
    return tuple(
        AbstractSection.model_construct(
            label=part.get("Label") or None, category=part.get("NlmCategory") or None, text=text
        )
        for part in element.iterfind("AbstractText")
        if (text := _text(part))
    )


def _databank(element: Any) -> DataBank:
    numbers = element.iterfind("AccessionNumberList/AccessionNumber")
    return DataBank.model_construct(
        name=_text(element.find("DataBankName")) or "", accessions=tuple(t for t in map(_text, numbers) if t)
    )


def _grant(element: Any) -> Grant:
    return Grant.model_construct(
        id=_text(element.find("GrantID")), agency=_text(element.find("Agency")), country=_text(element.find("Country"))
    )


def _integrity(corrections: tuple[Correction, ...], types: tuple[str, ...], noted_on: str) -> tuple[Integrity, ...]:
    found = [
        Integrity.model_construct(kind=INTEGRITY[c.type], by=f"pubmed:{c.pmid}" if c.pmid else None, noted_on=noted_on)
        for c in corrections
        if c.type in INTEGRITY
    ]
    # The publication type says it too, and sometimes only the type does.
    if "Retracted Publication" in types and not any(n.kind == "retracted" for n in found):
        found.append(Integrity.model_construct(kind="retracted", by=None, noted_on=noted_on))
    return tuple(dict.fromkeys(found))


def _history(data: Any) -> dict[str, str]:
    """PubMed's own dates of the record: `entrez` is when it was made (CRDT), `medline` when MeSH came (MHDA)."""
    if data is None:
        return {}
    dates = ((e.get("PubStatus"), _date(e)) for e in data.iterfind("History/PubMedPubDate"))
    return {status: date for status, date in dates if date}


def _date(element: Any) -> str | None:
    """Year, Month and Day children as an ISO date, as far as they are given."""
    if element is None:
        return None
    year = _text(element.find("Year"))
    if year is None:
        found = find_year(element)
        return str(found) if found else None
    return format_date(year, _text(element.find("Month")), _text(element.find("Day")))


def _report_drift(citation: Any, pmid: str | None, on_drift: Drift) -> None:
    for child in citation:
        if child.tag not in KNOWN_CHILDREN:
            on_drift(f"{pmid}: unknown element {child.tag} in MedlineCitation")


__all__ = ["MONTHS", "build_record", "format_record", "hash_abstract", "parse_file", "parse_record", "parse_xml"]

"""Europe PMC: everything in PubMed, and preprints, theses, guidelines and abstracts from elsewhere. Pure.

Sources: the RESTful web service, https://europepmc.org/RestfulWebService (modules `search` and, for long
queries, `searchPOST`: query, resultType=core, cursorMark, pageSize up to 1000, sort, format=json, email; no rate is
published, so ours is a careful one); its search syntax, https://europepmc.org/searchsyntax; the end of
a list is an answer without `nextCursorMark`, or with the mark that was asked for (release notes of version 6.6,
https://groups.google.com/a/ebi.ac.uk/g/epmc-webservices).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from ..model import Integrity, MeshHeading
from .pages import Ask, Database, Described, Hit, Page, Reader, Refused, make_record, plain_abstract

START = "*"
LONGEST = 3000
"""Bytes of a query that still go into an address, where each may become three."""
NOTICES = {
    "retraction in": "retracted",
    "retracted and republished in": "retracted",
    "partial retraction in": "concern",
    "expression of concern in": "concern",
    "erratum in": "corrected",
    "correction in": "corrected",
    "corrected and republished in": "corrected",
}
"""Europe PMC's kind of link to another publication, in lower case -> the kind of notice that it is about this one.

The same links without 'in', such as 'Retraction of', say that the record itself is the notice.
"""
read = Reader("Europe PMC")


class EuropePmc(Database):
    key = "europepmc"
    name = "Europe PMC"
    page_size = 1000
    requests_per_second: ClassVar[float] = 5.0
    who: ClassVar[Mapping[str, str]] = MappingProxyType({"email": "email"})

    def ask(self, part: str, cursor: str | None, number: int, known: bool) -> Ask:
        """One page, newest first, so that what is new stands on the first. Synonyms are off: the words are the query's
        own, as in PubMed's field searches."""
        parameters = {
            "query": part,
            "resultType": "core",
            "format": "json",
            "synonym": "FALSE",
            "pageSize": str(self.page_size),
            "sort": "P_PDATE_D desc",
            "cursorMark": cursor or START,
        }
        long = len(part.encode()) > LONGEST
        return Ask("searchPOST" if long else "search", parameters, f"page {number} of the search", posted=long)

    def read(self, raw: bytes, origin: str) -> Page:
        value = read.parse(raw)
        if (code := value.get("errCode")) is not None:
            raise Refused(f"Europe PMC refused the request: {code} {value.get('errMsg') or ''}".strip())
        count = read.need(value, "hitCount", int)
        if count and "resultList" not in value:
            read.refuse("resultList", None, "an object")
        rows = read.rows(value, "resultList.result") if "resultList" in value else ()
        cursor = read.get(value, "nextCursorMark", str)
        hits = tuple(_hit(row, origin) for row in rows)
        return Page(count, hits, cursor or None, read.get(value, "request.queryString", str) or "")


def _hit(row: Mapping[str, Any], origin: str) -> Hit:
    own, source = read.need(row, "id", str), read.need(row, "source", str)
    abstract = plain_abstract(read.get(row, "abstractText", str))
    types = read.texts(row, "pubTypeList.pubType")
    journal = (
        read.text(row, "journalInfo.journal.medlineAbbreviation")
        or read.text(row, "journalInfo.journal.isoabbreviation")
        or read.text(row, "journalInfo.journal.title")
        or read.text(row, "bookOrReportDetails.publisher")
    )
    described = Described(
        page=f"https://europepmc.org/article/{source}/{own}",
        database="Europe PMC",
        pmid=read.get(row, "pmid", str) or (own if source == "MED" else None),
        doi=read.get(row, "doi", str),
        pmcid=read.get(row, "pmcid", str),
        title=read.text(row, "title"),
        authors=_authors(row),
        year=read.get(row, "pubYear", str),
        journal=journal,
        volume=read.text(row, "journalInfo.volume"),
        issue=read.text(row, "journalInfo.issue"),
        pages=read.text(row, "pageInfo"),
        language=read.text(row, "language"),
        # A preprint says so by its source, and most of them by their type too.
        types=types if source != "PPR" or "Preprint" in types else ("Preprint", *types),
        mesh=_mesh(row),
        integrity=_notices(row, types),
        created=read.get(row, "firstIndexDate", str),
        revised=read.get(row, "dateOfRevision", str),
        published=read.get(row, "firstPublicationDate", str),
        abstract=abstract,
    )
    return Hit(f"{source}/{own}", make_record(described, origin), abstract, read.texts(row, "keywordList.keyword"))


def _authors(row: Mapping[str, Any]) -> tuple[str, ...]:
    named = (read.text(a, "fullName") or read.text(a, "collectiveName") for a in read.rows(row, "authorList.author"))
    found = tuple(name for name in named if name)
    if found:
        return found
    string = read.text(row, "authorString") or ""
    return tuple(name for part in string.rstrip(".").split(",") if (name := part.strip()))


def _mesh(row: Mapping[str, Any]) -> tuple[MeshHeading, ...]:
    found = []
    for heading in read.rows(row, "meshHeadingList.meshHeading"):
        qualifiers = read.rows(heading, "meshQualifierList.meshQualifier")
        major = any(read.get(h, "majorTopic_YN", str) == "Y" for h in (heading, *qualifiers))
        names = tuple(name for q in qualifiers if (name := read.text(q, "qualifierName")))
        term = read.text(heading, "descriptorName") or read.refuse("descriptorName", None, "the name of a heading")
        found.append(MeshHeading(ui=None, term=term, major=major, qualifiers=names))
    return tuple(found)


def _notices(row: Mapping[str, Any], types: tuple[str, ...]) -> tuple[Integrity, ...]:
    found = []
    for link in read.rows(row, "commentCorrectionList.commentCorrection"):
        kind = NOTICES.get((read.text(link, "type") or "").casefold())
        own = read.get(link, "id", str)
        by = f"pubmed:{own}" if own and own.isdigit() and read.get(link, "source", str) == "MED" else None
        if kind:
            found.append(Integrity(kind=kind, by=by, noted_on=None))
    if any(t.casefold() == "retracted publication" for t in types) and not any(n.kind == "retracted" for n in found):
        found.append(Integrity(kind="retracted", by=None, noted_on=None))
    return tuple(dict.fromkeys(found))

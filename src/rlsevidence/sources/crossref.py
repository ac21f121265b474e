"""Crossref: what is registered for a DOI, and notices about it, in both directions. It brings no records. Pure.

Sources: the REST API, https://api.crossref.org (GET /works with `filter=doi:...`, several of one filter meaning any of
them, rows up to 1000, mailto); who asks and how fast,
https://www.crossref.org/documentation/retrieve-metadata/rest-api/access-and-authentication/ (limits come in headers;
ours are careful ones); `update-to`, which a notice says, and `updated-by`, which what it is about says, with what
Retraction Watch knows, https://www.crossref.org/blog/retraction-watch-retractions-now-in-the-crossref-api/; kinds of
updates,
https://www.crossref.org/documentation/register-maintain-records/maintaining-your-metadata/registering-updates/.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from types import MappingProxyType
from typing import Any, ClassVar

from ..counted import say_count, say_names
from ..exchange.people import short_name
from ..model import Integrity
from ..pubmed.build import clean_doi
from .pages import Ask, Database, Described, Hit, Page, Reader, Targets, make_record
from .targets import choose_records

EXPECTED = "studies, records, or DOIs of records that are here"
NOTICES = {
    "retraction": "retracted",
    "withdrawal": "retracted",
    "removal": "retracted",
    "partial_retraction": "concern",
    "expression_of_concern": "concern",
    "correction": "corrected",
    "corrigendum": "corrected",
    "erratum": "corrected",
}
"""Crossref's kind of update -> the kind of notice."""
NO_NOTICES = frozenset({"addendum", "clarification", "new_edition", "new_version"})
"""Kinds of update that are none; any other is named, since it may be."""
read = Reader("Crossref")


class Crossref(Database):
    key = "crossref"
    name = "Crossref"
    page_size = 100
    requests_per_second: ClassVar[float] = 1.0
    requests_per_second_known: ClassVar[float | None] = 3.0
    who: ClassVar[Mapping[str, str]] = MappingProxyType({"mailto": "email"})
    starts_from_records: ClassVar[bool] = True

    def parts(self, query: str, targets: Targets, begun: Sequence[object]) -> tuple[str, ...]:
        """The DOIs of the records that the query names, so many at once as an address holds."""
        chosen = choose_records(query.split(), targets, query, EXPECTED)
        dois = sorted({r.doi for r in chosen if r.doi and _can_ask(r.doi) and r.doi not in targets.not_known})
        return tuple(" ".join(dois[i : i + self.page_size]) for i in range(0, len(dois), self.page_size))

    def left_out(self, query: str, targets: Targets, begun: Sequence[object]) -> tuple[str, ...]:
        chosen = choose_records(query.split(), targets, query, EXPECTED)
        none = [r.id for r in chosen if not r.doi]
        odd = [r.id for r in chosen if r.doi and not _can_ask(r.doi)]
        told = [f"{say_count(len(none), 'record')} without a DOI cannot be asked for"] if none else []
        if absent := sorted({r.doi for r in chosen if r.doi and r.doi in targets.not_known}):
            told.append(
                f"not asked for again yet: {say_count(len(absent), 'DOI')} of which it knew nothing,"
                f" {say_names(f'{doi} (asked on {targets.not_known[doi]})' for doi in absent)}"
            )
        return (*told, *(f"{i} cannot be asked for: a comma parts filters" for i in odd))

    def not_given(self, part: str, keys: Set[str]) -> tuple[str, ...]:
        return tuple(doi for doi in part.split() if doi not in keys)

    def ask(self, part: str, cursor: str | None, number: int, known: bool) -> Ask:
        dois = part.split()
        filters = ",".join(f"doi:{doi}" for doi in dois)
        what = f"{len(dois)} DOIs" if len(dois) > 1 else dois[0]
        return Ask("works", {"filter": filters, "rows": str(self.page_size)}, what)

    def read(self, raw: bytes, origin: str) -> Page:
        value = read.parse(raw)
        rows = read.rows(value, "message.items")
        read.need(value, "message.items", list)
        hits = tuple(_hit(row, origin) for row in rows)
        odd = [
            f"an update of the kind {kind!r} on doi:{hit.record.doi} is none that is known here: read it there"
            for row, hit in zip(rows, hits, strict=True)
            for update in read.rows(row, "updated-by")
            if (kind := _kind(update)) and kind not in NOTICES and kind not in NO_NOTICES
        ]
        return Page(read.need(value, "message.total-results", int), hits, None, warnings=tuple(dict.fromkeys(odd)))


def _kind(update: Mapping[str, Any]) -> str:
    return (read.get(update, "type", str) or "").strip().lower().replace("-", "_").replace(" ", "_")


def _can_ask(doi: str) -> bool:
    return "," not in doi


def _hit(row: Mapping[str, Any], origin: str) -> Hit:
    doi = clean_doi(read.need(row, "DOI", str))
    if doi is None:
        read.refuse("DOI", row["DOI"], "a DOI")
    first = {name: next(iter(read.texts(row, name)), None) for name in ("title", "container-title")}
    described = Described(
        page=f"https://api.crossref.org/works/{doi}",
        database="Crossref",
        doi=doi,
        title=first["title"],
        authors=_authors(row),
        year=_year(row),
        journal=first["container-title"],
        volume=read.text(row, "volume"),
        issue=read.text(row, "issue"),
        pages=read.text(row, "page"),
        integrity=_notices(row, "updated-by"),
    )
    return Hit(doi, make_record(described, origin), only_known=True, also=_spoken_of(row, doi, origin))


def _authors(row: Mapping[str, Any]) -> tuple[str, ...]:
    names = []
    for author in read.rows(row, "author"):
        family, given = read.text(author, "family"), read.text(author, "given")
        name = short_name(f"{family}, {given}") if family and given else family or read.text(author, "name")
        names += [name] if name else []
    return tuple(names)


def _year(row: Mapping[str, Any]) -> str | None:
    """The year of publication: in print where it says so, as PubMed has it, else the earliest it knows."""
    for field in ("published-print", "issued"):
        parts = read.get(row, f"{field}.date-parts", list)
        if parts and isinstance(parts[0], list) and parts[0] and isinstance(parts[0][0], int):
            return str(parts[0][0])
    return None


def _notices(row: Mapping[str, Any], field: str) -> tuple[Integrity, ...]:
    """Notices about the record, each once, though the publisher and Retraction Watch may both tell of it."""
    found = []
    for update in read.rows(row, field):
        kind = NOTICES.get(_kind(update))
        by = clean_doi(read.get(update, "DOI", str))
        if kind:
            found.append(Integrity(kind=kind, by=f"doi:{by}" if by else None, noted_on=None))
    return tuple(dict.fromkeys(found))


def _spoken_of(row: Mapping[str, Any], doi: str, origin: str) -> tuple[Hit, ...]:
    """What the record, being a notice, is about: `update-to` names it, and the notice is this record."""
    found = []
    for update in read.rows(row, "update-to"):
        of = clean_doi(read.get(update, "DOI", str))
        kind = NOTICES.get(_kind(update))
        if of and kind and of != doi:
            notice = Integrity(kind=kind, by=f"doi:{doi}", noted_on=None)
            described = Described(
                page=f"https://api.crossref.org/works/{of}", database="Crossref", doi=of, integrity=(notice,)
            )
            found.append(Hit(of, make_record(described, origin), only_known=True, beside=True))
    return tuple(found)

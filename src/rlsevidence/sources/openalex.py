"""OpenAlex: works that cite the studies of the review, and works that these cite (citation searching). Pure.

Sources: https://developers.openalex.org (GET /works: filter `cites`, `cited_by`, `doi`, `pmid`, values joined by `|`,
at most 100; `select`; per_page up to 100); paging, https://developers.openalex.org/guides/page-through-results (by page
up to 10,000 records; by cursor any number, for those with a key); keys and budgets,
https://developers.openalex.org/api-reference/authentication; errors, where 403 says 'slow down',
https://developers.openalex.org/api-reference/errors. Abstracts come as an index of words and are put together again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar

from ..counted import say_count
from ..errors import NetworkError, UsageError
from ..exchange.people import short_name, turn_name
from ..model import Integrity, Record
from ..pubmed.build import clean_doi
from .pages import Ask, Database, Described, Hit, Page, Reader, Targets, make_record
from .targets import choose_records

DIRECTIONS = {"citing": "cites", "cited by": "cited_by"}
"""How a query begins -> the filter that it becomes."""
EXPECTED = "'citing' or 'cited by', then studies, records, or ids of records that are here"
SEEDS = 50
"""Works that one question starts from, so that its address stays short."""
BY_PAGE = 10_000
FIELDS = (
    "id",
    "doi",
    "ids",
    "display_name",
    "publication_year",
    "publication_date",
    "type",
    "language",
    "is_retracted",
    "authorships",
    "primary_location",
    "biblio",
    "abstract_inverted_index",
    "created_date",
    "updated_date",
)
TYPES = {"article": "Journal Article", "preprint": "Preprint"}
read = Reader("OpenAlex")


class OpenAlex(Database):
    key = "openalex"
    name = "OpenAlex"
    page_size = 100
    requests_per_second: ClassVar[float] = 5.0
    who: ClassVar[Mapping[str, str]] = MappingProxyType({"mailto": "email", "api_key": "api_key"})
    busy: ClassVar[frozenset[int]] = frozenset({403, 408, 429})
    starts_from_records: ClassVar[bool] = True

    def begin(self, query: str, targets: Targets) -> tuple[Ask, ...]:
        """What OpenAlex calls the works to start from: by DOI, and by PMID where there is none."""
        chosen = _split(query, targets)[1]
        asks = []
        for name, values in (
            ("doi", sorted(r.doi for r in chosen if r.doi)),
            ("pmid", sorted(r.pmid for r in chosen if r.pmid and not r.doi)),
        ):
            for i in range(0, len(values), SEEDS):
                some = values[i : i + SEEDS]
                parameters = {"filter": f"{name}:{'|'.join(some)}", "select": "id,doi,ids", "per_page": "100"}
                asks.append(Ask("works", parameters, f"what it calls {say_count(len(some), 'record')}"))
        return tuple(asks)

    def look(self, raw: bytes) -> tuple[tuple[str, str | None, str | None], ...]:
        """(its own id, DOI, PMID) of each work."""
        value = read.parse(raw)
        read.need(value, "results", list)
        return tuple((_own(r), clean_doi(read.get(r, "doi", str)), _pmid(r)) for r in read.rows(value, "results"))

    def lacks(self, ask: Ask, looked: object) -> bool:
        known = (
            {x for work in looked if isinstance(work, tuple) for x in work[1:]} if isinstance(looked, tuple) else set()
        )
        return not set(ask.parameters["filter"].partition(":")[2].split("|")) <= known

    def parts(self, query: str, targets: Targets, begun: Sequence[object]) -> tuple[str, ...]:
        direction, chosen = _split(query, targets)
        told = {seed[0] for seeds in begun if isinstance(seeds, tuple) for seed in seeds}
        ids = sorted(told | {number for r in chosen if (number := _find_number(r))})
        return tuple(f"{direction}:{'|'.join(ids[i : i + SEEDS])}" for i in range(0, len(ids), SEEDS))

    def left_out(self, query: str, targets: Targets, begun: Sequence[object]) -> tuple[str, ...]:
        chosen = _split(query, targets)[1]
        seeds = [seed for some in begun if isinstance(some, tuple) for seed in some]
        known = {x for _, doi, pmid in seeds for x in (doi, pmid) if x}
        if not chosen:
            return ("no study counts yet, so there is nothing to start from",)
        rest = [r for r in chosen if not {r.doi, r.pmid} & known and not _find_number(r)]
        left = {
            "not known there, so not started from (the next pull asks again)": [r.id for r in rest if r.doi or r.pmid],
            "without a DOI or PMID to ask by, so not started from": [r.id for r in rest if not (r.doi or r.pmid)],
        }
        return tuple(f"{why}: {', '.join(ids)}" for why, ids in left.items() if ids)

    def ask(self, part: str, cursor: str | None, number: int, known: bool) -> Ask:
        """One page, newest first. Who has no key pages by number."""
        paging = {"cursor": cursor or "*"} if known else {"page": cursor or "1"}
        parameters = {
            "filter": part,
            "select": ",".join(FIELDS),
            "sort": "publication_date:desc",
            "per_page": str(self.page_size),
            **paging,
        }
        return Ask("works", parameters, f"page {number} of the search")

    def is_page(self, asked: str) -> bool:
        """Those that only look up what it calls the works to start from are not sorted."""
        return "sort=" in asked

    def read(self, raw: bytes, origin: str) -> Page:
        value = read.parse(raw)
        count = read.need(value, "meta.count", int)
        read.need(value, "results", list)
        hits = tuple(_hit(row, origin) for row in read.rows(value, "results"))
        page = read.get(value, "meta.page", int)
        if page is None:
            return Page(count, hits, read.get(value, "meta.next_cursor", str) or None)
        if count > BY_PAGE:
            raise NetworkError(
                f"OpenAlex gives {BY_PAGE} of {say_count(count, 'record')} to those without a key: set OPENALEX_API_KEY"
                " (it is free), or start from fewer studies"
            )
        more = page * read.need(value, "meta.per_page", int) < count
        return Page(count, hits, str(page + 1) if more else None)


def _split(query: str, targets: Targets) -> tuple[str, tuple[Record, ...]]:
    """The filter and the records that a query names. UsageError for a query that does not begin as one."""
    for beginning, direction in DIRECTIONS.items():
        if query.startswith(f"{beginning} "):
            words = query.removeprefix(beginning).split()
            return direction, choose_records(words, targets, query, EXPECTED)
    raise UsageError(f"query {query!r}: found another beginning, expected {EXPECTED}")


NUMBER = re.compile(r"https?://openalex\.org/(W\d+)")


def _find_number(record: Record) -> str | None:
    """OpenAlex's own number of a record that it brought, and that has neither a DOI nor a PMID to ask by."""
    pages = () if record.doi or record.pmid else (record.url or "", *record.seen_at)
    return next((found[1] for page in pages if (found := NUMBER.fullmatch(page))), None)


def _own(row: Mapping[str, Any]) -> str:
    """'W123' of 'https://openalex.org/W123'."""
    own = str(read.need(row, "id", str)).rsplit("/", 1)[-1]
    return own if re.fullmatch(r"W\d+", own) else read.refuse("id", row["id"], "W and digits")


def _pmid(row: Mapping[str, Any]) -> str | None:
    text = read.get(row, "ids.pmid", str)
    return str(text).rstrip("/").rsplit("/", 1)[-1] if text else None


def _hit(row: Mapping[str, Any], origin: str) -> Hit:
    own = _own(row)
    abstract = _abstract(row)
    kind = read.get(row, "type", str)
    pages = [read.text(row, f"biblio.{name}_page") for name in ("first", "last")]
    pmcid = (read.get(row, "ids.pmcid", str) or "").rstrip("/").rsplit("/", 1)[-1]
    described = Described(
        page=f"https://openalex.org/{own}",
        database="OpenAlex",
        pmid=_pmid(row),
        doi=read.get(row, "doi", str),
        pmcid=f"PMC{pmcid}" if pmcid.isdigit() else pmcid or None,
        title=read.text(row, "display_name"),
        authors=_authors(row),
        year=read.get(row, "publication_year", str),
        journal=read.text(row, "primary_location.source.display_name"),
        volume=read.text(row, "biblio.volume"),
        issue=read.text(row, "biblio.issue"),
        pages="-".join(dict.fromkeys(p for p in pages if p)) or None,
        types=(TYPES.get(kind, kind),) if kind else (),
        integrity=(Integrity(kind="retracted", by=None, noted_on=None),) if row.get("is_retracted") is True else (),
        created=read.get(row, "created_date", str),
        revised=read.get(row, "updated_date", str),
        published=read.get(row, "publication_date", str),
        abstract=abstract,
        # Names are put together by machine there, and turned round by us.
        unsure=("authors",),
    )
    return Hit(own, make_record(described, origin), abstract, compared=False)


NAME = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,4}")


def _authors(row: Mapping[str, Any]) -> tuple[str, ...]:
    """'Tea Anna Testsson' as 'Testsson TA'; what does not look like a person's name stays as it is."""
    names = []
    for author in read.rows(row, "authorships"):
        # Whom OpenAlex has not told apart it knows by what was printed only.
        name = read.text(author, "author.display_name") or read.text(author, "raw_author_name") or ""
        if NAME.fullmatch(name):
            name = turn_name(name)
        name = (short_name(name) if "," in name else None) or name
        names += [name] if name else []
    return tuple(names)


def _abstract(row: Mapping[str, Any]) -> str:
    """The text of an index of words: word -> its places."""
    index = read.get(row, "abstract_inverted_index", dict) or {}
    placed: dict[int, str] = {}
    for word, places in index.items():
        if not isinstance(places, list) or not all(isinstance(p, int) for p in places):
            read.refuse("abstract_inverted_index", {word: places}, "words with their places")
        placed |= dict.fromkeys(places, word)
    return " ".join(placed[place] for place in sorted(placed))

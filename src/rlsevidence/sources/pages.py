"""What is asked of a database and what it answers, whichever database it is: questions, pages, and JSON read with care.

Pure. An answer of another form than the one known is refused whole: half a list would make the rest of it look lost.
"""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, BinaryIO, ClassVar, NoReturn

from ..errors import NetworkError
from ..exchange.abstracts import split_abstract
from ..model import Integrity, MeshHeading, Record, RecordDates, Registered
from ..pubmed.build import DOI, clean_doi, clean_pmcid, fold, hash_abstract
from ..pubmed.dates import MONTHS, YEAR


class Refused(NetworkError):
    """A server that has looked at the request and does not answer it: asking again would bring the same."""


class SchemaError(NetworkError):
    """An answer that is whole, and of another form than this program knows."""


@dataclass(frozen=True)
class Ask:
    """One question: the path under the database's address, its parameters, and what it is for, in words.

    `posted`: the parameters go in the body, because an address that holds them would be too long.
    """

    path: str
    parameters: Mapping[str, str]
    what: str
    posted: bool = False


@dataclass(frozen=True)
class Hit:
    """One record that a database gave. `key` is the database's own name for it, by which it is known from page to page.

    `titles`: other titles that it goes by; `only_known`: it says something of a record that is here and brings none;
    `beside`: the search did not find it, another record speaks of it (`also`); `compared`: whether its fields are told
    against those that stand here.
    """

    key: str
    record: Record
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    only_known: bool = False
    beside: bool = False
    compared: bool = True
    also: tuple[Hit, ...] = ()


@dataclass(frozen=True)
class Page:
    """One answer to a search. `count` is the database's own total, None on pages that do not repeat it; `cursor` asks
    for the next page, None at the end."""

    count: int | None
    hits: tuple[Hit, ...]
    cursor: str | None
    translation: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Targets:
    """What a search that starts from records of the workspace may start from.

    `records`: all of them; `counted`: the reports of studies that count in the review; both by id. `not_known`:
    identifiers that the database knows nothing of -> the day on which it was asked.
    """

    records: Mapping[str, Record]
    counted: Sequence[str] = ()
    not_known: Mapping[str, str] = field(default_factory=dict)


class Database(ABC):
    """One database: how it is called, how fast it may be asked, how a question is put and its answer read.

    `who`: the parameters in which it wants to know who asks -> 'email' or 'api_key'; `busy`: the statuses by which it
    says 'slow down'; `requests_per_second_known`: its limit for those who say who they are, where it has one.
    """

    key: ClassVar[str]
    name: ClassVar[str]
    page_size: int
    form: ClassVar[str] = "JSON"
    """What its answers are: JSON or XML."""
    total: ClassVar[str] = "the total"
    """What the database calls its total."""
    requests_per_second: ClassVar[float]
    requests_per_second_known: ClassVar[float | None] = None
    who: ClassVar[Mapping[str, str]] = MappingProxyType({})
    busy: ClassVar[frozenset[int]] = frozenset({408, 429})
    starts_from_records: ClassVar[bool] = False
    """True for one whose searches start from records of the workspace."""
    whole_at_once: ClassVar[bool] = False
    """True for one that has no pages: a list longer than its first answer is asked for once more, whole, and may be
    longer than memory should hold; it has `stream`."""

    def __init__(self, page_size: int | None = None) -> None:
        if page_size is not None:
            self.page_size = page_size

    def begin(self, query: str, targets: Targets) -> tuple[Ask, ...]:
        """Questions whose answers the parts of a search are made from; none for most."""
        return ()

    def look(self, raw: bytes) -> object:
        """The answer to one of those, read. SchemaError when it has another form."""
        return json.loads(raw)

    def lacks(self, ask: Ask, looked: object) -> bool:
        """Whether the answer to one of those leaves out something that was asked for: it may be there another day."""
        return False

    def parts(self, query: str, targets: Targets, begun: Sequence[object]) -> tuple[str, ...]:
        """The searches that together are this one: one, for most."""
        return (query,)

    def left_out(self, query: str, targets: Targets, begun: Sequence[object]) -> tuple[str, ...]:
        """What of the query cannot be asked, to be said."""
        return ()

    def not_given(self, part: str, keys: Set[str]) -> tuple[str, ...]:
        """Identifiers that a part asks for by name and that are not among the `keys` of what came."""
        return ()

    @abstractmethod
    def ask(self, part: str, cursor: str | None, number: int, known: bool) -> Ask:
        """The question for page `number`, from 1, of a part. `known`: whether a key is sent along."""

    def is_page(self, asked: str) -> bool:
        """Whether a kept question, path and parameters as the archive names it, was for a page of records."""
        return True

    @abstractmethod
    def read(self, raw: bytes, origin: str) -> Page:
        """An answer to such a question. SchemaError when it has another form."""

    def stream(self, raw: BinaryIO, origin: str) -> tuple[int, Iterator[Hit]]:
        """As `read`, of one that is `whole_at_once`: the total, and the records one at a time as they are asked for."""
        raise NotImplementedError(f"{self.name} gives pages")


# ---------------------------------------------------------------- reading JSON with care

_NAMES = {
    dict: "an object",
    list: "a list",
    str: "a text",
    int: "a number",
    bool: "true or false",
}


class Reader:
    """Reads values out of one database's JSON by their path; what has another form than expected is said with it."""

    def __init__(self, database: str) -> None:
        self._database = database

    def parse(self, raw: bytes) -> dict[str, Any]:
        value = json.loads(raw)
        return value if isinstance(value, dict) else self.refuse("the top", value, "an object")

    def need(self, value: Mapping[str, Any], path: str, kind: type) -> Any:
        """What stands at `path` ('resultList.result'). SchemaError when it is absent or of another kind."""
        found = self.get(value, path, kind)
        return self.refuse(path, None, _NAMES[kind]) if found is None else found

    def get(self, value: Mapping[str, Any], path: str, kind: type) -> Any:
        """What stands at `path`, None where it or anything above it is absent. SchemaError for another kind."""
        here: Any = value
        for name in path.split("."):
            if not isinstance(here, Mapping):
                return self.refuse(path, here, "an object on the way there")
            here = here.get(name)
            if here is None:
                return None
        if kind is str and isinstance(here, int) and not isinstance(here, bool):
            here = str(here)  # years and ids are numbers in one answer and texts in the next
        if not isinstance(here, kind) or (kind is int and isinstance(here, bool)):
            return self.refuse(path, here, _NAMES[kind])
        return here

    def text(self, value: Mapping[str, Any], path: str) -> str | None:
        """The text at `path`, without markup, white space folded."""
        return plain(self.get(value, path, str))

    def texts(self, value: Mapping[str, Any], path: str) -> tuple[str, ...]:
        """The texts of the list at `path`; a single one may stand there without its list."""
        here: Any = value
        for name in path.split("."):
            here = here.get(name) if isinstance(here, Mapping) else None
        if here is None:
            return ()
        items = here if isinstance(here, list) else [here]
        if not all(isinstance(i, str) for i in items):
            self.refuse(path, here, "a list of texts")
        return tuple(t for i in items if (t := plain(i)))

    def rows(self, value: Mapping[str, Any], path: str) -> tuple[Mapping[str, Any], ...]:
        """The objects of the list at `path`, none where it is absent."""
        found = self.get(value, path, list) or ()
        return tuple(i if isinstance(i, Mapping) else self.refuse(path, i, "a list of objects") for i in found)

    def refuse(self, path: str, found: object, expected: str) -> NoReturn:
        shown = "nothing" if found is None else json.dumps(found, ensure_ascii=False)[:60]
        raise SchemaError(
            f"{self._database} answers in another form than this program knows: at {path} found {shown},"
            f" expected {expected}; nothing of this search was entered"
        )


TAG = re.compile(r"</?[A-Za-z][^<>]*>")


def plain(text: str | None) -> str | None:
    """`text` without markup and entities, white space folded; None when nothing is left."""
    return fold(html.unescape(TAG.sub("", text))) if text else None


HEADING = re.compile(r"<(h\d|title|jats:title)>([^<]*)</\1>", re.I)
BREAK = re.compile(r"</?(?:p|br|jats:p|jats:sec|sec)\b[^<>]*>", re.I)


def plain_abstract(text: str | None) -> str:
    """An abstract with its headings as labels in capitals, as MEDLINE writes them, and no other markup."""
    if not text:
        return ""
    labelled = HEADING.sub(lambda m: f" {m[2].strip(' :').upper()}: ", text)
    return plain(BREAK.sub(" ", labelled)) or ""


# ---------------------------------------------------------------- records


@dataclass(frozen=True)
class Described:
    """What a database says of one record; what is left out it does not say. `page`: where a person can see it."""

    page: str
    database: str
    pmid: str | None = None
    doi: str | None = None
    pmcid: str | None = None
    nct: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    organisation: str | None = None
    year: str | int | None = None
    journal: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    language: str | None = None
    types: tuple[str, ...] = ()
    mesh: tuple[MeshHeading, ...] = ()
    integrity: tuple[Integrity, ...] = ()
    created: str | None = None
    revised: str | None = None
    published: str | None = None
    abstract: str = ""
    unsure: tuple[str, ...] = field(default=())
    trial: Registered | None = None


DAY = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.?(?: (\d{1,2}))?,? (\d{4})")


def make_record(d: Described, origin: str) -> Record:
    """A record of what a database says: its id is the first it has of pubmed, doi, nct, else the page of the database.

    It was seen in a public source, and is said to be partly unsure where that source gives no year.
    """
    pmid = d.pmid if d.pmid and re.fullmatch(r"[1-9]\d{0,8}", d.pmid) else None
    doi = clean_doi(d.doi)
    key = f"pubmed:{pmid}" if pmid else f"doi:{doi}" if doi else f"nct:{d.nct}" if d.nct else f"url:{d.page}"
    found = YEAR.search(str(d.year)) if d.year is not None else None
    year = int(found[0]) if found else None
    unsure = tuple(dict.fromkeys((*d.unsure, *(() if year else ("year",)), *(() if d.title else ("title",)))))
    return Record(
        id=key,
        pmid=pmid,
        doi=doi,
        pmcid=clean_pmcid(d.pmcid),
        url=d.page if key.startswith("url:") else None,
        # A title in square brackets has not been seen.
        title=d.title or f"[no title in {d.database}]",
        authors=d.authors,
        organisation=d.organisation,
        year=year,
        journal=d.journal,
        volume=d.volume,
        issue=d.issue,
        pages=d.pages,
        language=d.language,
        publication_types=d.types,
        mesh=d.mesh,
        integrity=d.integrity,
        dates=RecordDates(created=read_day(d.created), revised=read_day(d.revised), published=read_day(d.published)),
        abstract_sha256=hash_abstract(split_abstract(d.abstract)) if d.abstract else None,
        origin=origin,
        verification="partial" if unsure else "confirmed",
        unverified=unsure,
        seen_at=() if key.startswith("url:") else (d.page,),
        trial=d.trial,
    )


def find_dois(text: str) -> tuple[str, ...]:
    """The DOIs in a sentence or among addresses, each once, without the marks that end it there."""
    found = (match[0].lower().rstrip(".,;:\"'") for match in DOI.finditer(text))
    bare = (doi[:-1] if doi.endswith((")", "]")) and "(" not in doi and "[" not in doi else doi for doi in found)
    return tuple(dict.fromkeys(bare))


def read_day(text: str | None) -> str | None:
    """The date at the start of a text such as '2024-05-10T07:00:00Z', as far as it is given; None for anything else.

    A month or a day that there is none of makes the whole no date: its year is as doubtful as they are. Months in
    words ('May 2019', 'May 3, 2019') are read too, as registries had them.
    """
    if text and (named := MONTH_FIRST.fullmatch(text.strip())):
        month = MONTHS.get(named[1][:3].lower())
        return read_day(f"{named[3]}-{month:02d}" + (f"-{int(named[2]):02d}" if named[2] else "")) if month else None
    match = DAY.match(text) if text else None
    if match and text and re.match(r"-\d", text[match.end() :]):
        return None
    try:
        dt.date.fromisoformat(f"{match[0]}-01-01"[:10] if match else "none")
    except ValueError:
        return None
    return match[0] if match else None

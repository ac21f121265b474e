"""A record as a search sees it: each field prepared when it is first asked for. Pure."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from ..model import FullRecord
from .words import join_fields

NO_TITLE = "[no title in PubMed]"


class View:
    """One record. Word fields are texts as `join_fields` makes them."""

    def __init__(self, record: FullRecord) -> None:
        self.record = record

    @cached_property
    def title(self) -> str:
        """[ti]. A vernacular title that stands in for a missing one has a field of its own."""
        record = self.record
        stands_in = record.title in (NO_TITLE, record.vernacular_title)
        return "" if stands_in else join_fields(record.title)

    @cached_property
    def title_abstract(self) -> str:
        """[tiab]: title, abstract with its labels, other abstracts and the authors' keywords, each a field."""
        record = self.record
        abstracts = (record.abstract, *(other.sections for other in record.other_abstracts))
        whole = (" ".join(f"{s.label or ''} {s.text}" for s in sections) for sections in abstracts)
        return "\n".join(filter(None, (self.title, join_fields(*whole, *record.keywords))))

    @cached_property
    def keywords(self) -> str:
        """[ot]"""
        return join_fields(*self.record.keywords)

    @cached_property
    def vernacular(self) -> str:
        """[tt]"""
        return join_fields(self.record.vernacular_title or "")

    @cached_property
    def headings(self) -> dict[str, tuple[bool, frozenset[str]]]:
        """Heading -> whether it is a major topic, and its qualifiers; all in lower case."""
        return {m.term.lower(): (bool(m.major), frozenset(q.lower() for q in m.qualifiers)) for m in self.record.mesh}

    @cached_property
    def major_qualifiers(self) -> frozenset[tuple[str, str]]:
        """(heading, qualifier) in lower case for each qualifier that is a major topic."""
        found = (text.lower().rpartition("/") for text in self.record.major_qualifiers)
        return frozenset((heading, qualifier) for heading, _, qualifier in found)

    @cached_property
    def types(self) -> frozenset[str]:
        return frozenset(t.lower() for t in self.record.publication_types)

    @cached_property
    def languages(self) -> frozenset[str]:
        return frozenset((self.record.language or "").split(","))

    def dates(self, kind: str) -> tuple[str, ...]:
        """Days, ISO, that the record has of a kind (`DATES`)."""
        return tuple(fill_day(found) for found in DATES[kind](self.record) if found)


def fill_day(partial: str) -> str:
    """A date without month or day as PubMed files it: January, the first."""
    return partial + "-01-01"[len(partial) - 4 :] if len(partial) < 10 else partial


DATES: dict[str, Callable[[FullRecord], tuple[str | None, ...]]] = {
    # Either date of publication brings a record.
    "publication": lambda r: (r.dates.published, r.published_online),
    "online": lambda r: (r.published_online,),
    "entry": lambda r: (r.dates.created,),
    # Until MeSH arrives, PubMed has the day of entry here.
    "indexed": lambda r: (r.dates.indexed or r.dates.created,),
    "revised": lambda r: (r.dates.revised,),
}
WORD_FIELDS: dict[str, Callable[[View], str]] = {
    "title": lambda v: v.title,
    "title_abstract": lambda v: v.title_abstract,
    "keywords": lambda v: v.keywords,
    "vernacular": lambda v: v.vernacular,
}

"""Which imported records are known already: by an identifier for certain, by their words as a proposal. Pure.

A preprint is never taken for its article, nor a conference abstract or a registration: they are reports of one study,
and what changed between them can be what matters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from ..model import Record
from .faces import Face, is_preprint, number_in_central
from .matching import APART, BLOCK, SAFE, STUDY, block_keys, compare
from .registries import ISRCTN_PAGE, identify

__all__ = ["IDENTIFIERS", "Link", "Met", "MetInMemory", "find_links", "is_preprint", "list_identifiers", "weigh"]

IDENTIFIERS = {
    "pmid": "the same PMID",
    "doi": "the same DOI",
    "pmcid": "the same PMCID",
    "url": "the same address",
    "central": "the same number in CENTRAL",
    "id": "the same number",
}
"""Fields by which two records are one; the id last, for those that have nothing else, as registrations."""


def list_identifiers(record: Record) -> Iterator[tuple[str, str]]:
    """(field, value) of everything that a record is known by, in the order of `IDENTIFIERS`.

    The page of a registration in ISRCTN names its DOI, by which others have it.
    """
    page = ISRCTN_PAGE.match(record.url) if record.url and not record.doi else None
    for field in IDENTIFIERS:
        if field == "doi" and page:
            yield field, identify(page[1].upper())["doi"]
        elif field == "central":
            if number := number_in_central(record):
                yield field, number
        elif value := getattr(record, field):
            yield field, value


@dataclass(frozen=True, slots=True)
class Link:
    """An imported record and the one it seems to be. `certain`: they share an identifier, so they are one record.

    `safe`: so much agrees that the rule links them, which a person can take back; `score`: 0 to 1, see `matching`.
    """

    record: str
    same_as: str
    why: str
    certain: bool
    safe: bool = False
    score: float = 1.0


class Met(Protocol):
    """Records that are here, by what they are found by. `MetInMemory` holds them; `shelf.Shelf` has them on disk."""

    def enter(self, face: Face) -> None:
        """Put a record beside the others. Of two that share an identifier the first is found by it."""

    def find(self, field: str, value: str) -> str | None:
        """The id of the record with this identifier."""

    def near(self, face: Face) -> Iterable[Face]:
        """Records that share a key of `matching.block_keys`, each once and in the order in which they were entered;
        none by a key that more than `BLOCK` share."""


class MetInMemory:
    """`Met` for what fits into memory."""

    def __init__(self, known: Iterable[Record] = ()) -> None:
        self._by_id: dict[tuple[str, str], str] = {}
        self._blocks: dict[int, list[int]] = {}
        self._faces: list[Face] = []
        for record in known:
            self.enter(Face(record))

    def enter(self, face: Face) -> None:
        for found in list_identifiers(face.record):
            self._by_id.setdefault(found, face.record.id)
        for key in block_keys(face):
            self._blocks.setdefault(key, []).append(len(self._faces))
        self._faces.append(face)

    def find(self, field: str, value: str) -> str | None:
        return self._by_id.get((field, value))

    def near(self, face: Face) -> Iterable[Face]:
        blocks = (self._blocks.get(key, ()) for key in block_keys(face))
        places = {place for own in blocks if len(own) <= BLOCK for place in own}
        return [self._faces[place] for place in sorted(places)]


def weigh(record: Record, met: Met) -> tuple[Link | None, list[tuple[str, str]]]:
    """The link of one record that comes in to one that is met already, and the pairs that report one study with it.

    A certain link comes from a shared identifier; another from what `matching` finds, the surest one. A record that is
    not certainly another one is entered beside the others.
    """
    for field, value in list_identifiers(record):
        known = met.find(field, value)
        if known and field == "central" and record.pmid and known.startswith("pubmed:") and known != record.id:
            continue  # what PubMed has twice is two
        if known:
            return Link(record.id, known, IDENTIFIERS[field], True), []
    face = Face(record)
    pairs = [compare(face, other) for other in met.near(face) if other.record.id != record.id]
    apart = [(record.id, p.b) for p in pairs if p.verdict == STUDY]
    met.enter(face)
    if alike := [p for p in pairs if p.verdict not in (APART, STUDY)]:
        best = max(alike, key=lambda p: (p.verdict == SAFE, p.score))
        return Link(record.id, best.b, best.why, False, best.verdict == SAFE, best.score), apart
    return None, apart


def find_links(imported: Iterable[Record], known: Mapping[str, Record]) -> tuple[list[Link], list[tuple[str, str]]]:
    """Links of imported records to known ones, or to earlier ones of the import; and pairs that report one study."""
    met = MetInMemory(known.values())
    weighed = [weigh(record, met) for record in imported]
    return [link for link, _ in weighed if link], [pair for _, apart in weighed for pair in apart]

"""Which imported records are known already: by an identifier for certain, by their words as a proposal. Pure.

A preprint is never taken for its article, nor a conference abstract or a registration: they are reports of one study,
and what changed between them can be what matters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..model import Record
from .faces import Face, is_preprint
from .matching import APART, BLOCK, SAFE, STUDY, block_keys, compare

__all__ = ["IDENTIFIERS", "Link", "find_links", "is_preprint"]

IDENTIFIERS = {
    "pmid": "the same PMID",
    "doi": "the same DOI",
    "pmcid": "the same PMCID",
    "url": "the same address",
    "id": "the same number",
}
"""Fields by which two records are one; the id last, for those that have nothing else, as registrations."""


@dataclass(frozen=True)
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


def find_links(imported: Iterable[Record], known: Mapping[str, Record]) -> tuple[list[Link], list[tuple[str, str]]]:
    """Links of imported records to known ones, or to earlier ones of the import; and pairs that report one study.

    Certain links come from a shared identifier; the others from what `matching` finds, the surest one of each record.
    """
    by_id: dict[tuple[str, str], str] = {}
    blocks: dict[int, list[Face]] = {}

    def enter(face: Face) -> None:
        for field in IDENTIFIERS:
            if value := getattr(face.record, field):
                by_id.setdefault((field, value), face.record.id)
        for key in block_keys(face):
            blocks.setdefault(key, []).append(face)

    for record in known.values():
        enter(Face(record))
    links: list[Link] = []
    apart: list[tuple[str, str]] = []
    for record in imported:
        shared = next(
            ((i, why) for f, why in IDENTIFIERS.items() if (v := getattr(record, f)) and (i := by_id.get((f, v)))), None
        )
        if shared:
            links.append(Link(record.id, shared[0], shared[1], True))
            continue
        face = Face(record)
        pairs = [compare(face, other) for other in _near(face, blocks)]
        apart += [(record.id, p.b) for p in pairs if p.verdict == STUDY]
        if alike := [p for p in pairs if p.verdict not in (APART, STUDY)]:
            best = max(alike, key=lambda p: (p.verdict == SAFE, p.score))
            links.append(Link(record.id, best.b, best.why, False, best.verdict == SAFE, best.score))
        enter(face)
    return links, apart


def _near(face: Face, blocks: Mapping[int, list[Face]]) -> Iterable[Face]:
    met: dict[str, Face] = {}
    for key in block_keys(face):
        own = blocks.get(key, ())
        if len(own) <= BLOCK:
            met |= {other.record.id: other for other in own}
    met.pop(face.record.id, None)
    return met.values()

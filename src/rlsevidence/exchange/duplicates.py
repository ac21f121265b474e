"""Which imported records are known already: by an identifier for certain, by their words as a proposal. Pure.

A preprint is never taken for its article, nor the article for the preprint: they are two publications, and what
changed between them can be what matters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..model import Record
from ..pubmed.fields import fold_words

PREPRINT_DOI = re.compile(r"^10\.(1101|21203|2139|20944|31234|31219|31222|48550|26434|12688|2196/preprints)\b")
PREPRINT_JOURNAL = re.compile(r"\b(bio|med|chem|psy|psych|ar)rxiv\b|arxiv|research square|preprints?\b|\bssrn\b", re.I)
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
    """An imported record and the one it seems to be. `certain`: they share an identifier, so they are one record."""

    record: str
    same_as: str
    why: str
    certain: bool


def is_preprint(record: Record) -> bool:
    """Whether a record is a preprint, by its type, its DOI or where it stands."""
    return (
        "Preprint" in record.publication_types
        or bool(record.doi and PREPRINT_DOI.match(record.doi))
        or bool(record.journal and PREPRINT_JOURNAL.search(record.journal))
    )


def find_links(imported: Iterable[Record], known: Mapping[str, Record]) -> tuple[list[Link], list[tuple[str, str]]]:
    """Links of imported records to known ones, or to earlier ones of the import; and pairs of preprint and article.

    Certain links come from a shared identifier; proposals from the same title and year (one apart at most) with no
    author or one author in common.
    """
    records = dict(known)
    by_id: dict[tuple[str, str], str] = {}
    by_title: dict[str, list[str]] = {}

    def enter(record: Record) -> None:
        records[record.id] = record
        for field in IDENTIFIERS:
            if value := getattr(record, field):
                by_id.setdefault((field, value), record.id)
        by_title.setdefault(fold_words(record.title), []).append(record.id)

    for record in known.values():
        enter(record)
    links: list[Link] = []
    apart: list[tuple[str, str]] = []
    for record in imported:
        shared = next(
            ((i, why) for f, why in IDENTIFIERS.items() if (v := getattr(record, f)) and (i := by_id.get((f, v)))), None
        )
        if shared:
            links.append(Link(record.id, shared[0], shared[1], True))
            continue
        for other in (records[i] for i in by_title.get(fold_words(record.title), ())):
            if not _may_be_same(record, other):
                continue
            if is_preprint(record) != is_preprint(other):
                apart.append((record.id, other.id))
                continue
            links.append(Link(record.id, other.id, "the same title, year and authors", False))
            break
        enter(record)
    return links, apart


def _may_be_same(a: Record, b: Record) -> bool:
    if a.pmid and b.pmid:
        return False  # PubMed tells them apart
    # A preprint may be years older than its article.
    if a.year and b.year and abs(a.year - b.year) > (5 if is_preprint(a) != is_preprint(b) else 1):
        return False
    families = [{fold_words(name).split(" ")[0] for name in r.authors} for r in (a, b)]
    return not all(families) or bool(families[0] & families[1])

"""Which records of the workspace a search starts from, as its query names them. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import UsageError
from ..model import Record
from ..pubmed.build import clean_doi
from .pages import Targets

GROUPS = ("studies", "records")
"""`studies`: the reports of the studies that count in the review; `records`: every record."""


def choose_records(words: Sequence[str], targets: Targets, query: str, expected: str) -> tuple[Record, ...]:
    """The records that `words` name: `studies`, `records`, or ids ('doi:10...', 'pubmed:1', a bare DOI), in order.

    UsageError, with the whole `query` and what is `expected`, for a word that is none of these or names no record.
    """
    chosen: dict[str, Record] = {}
    by_doi = {r.doi: r for r in targets.records.values() if r.doi}
    by_pmid = {r.pmid: r for r in targets.records.values() if r.pmid}
    for word in words:
        if word == "records":
            chosen |= targets.records
        elif word == "studies":
            chosen |= {i: targets.records[i] for i in targets.counted if i in targets.records}
        else:
            doi = clean_doi(word.removeprefix("doi:"))
            found = targets.records.get(word) or by_pmid.get(word.removeprefix("pubmed:")) or by_doi.get(doi or "")
            if found is None:
                raise UsageError(f"query {query!r}: found {word!r}, expected {expected}")
            chosen[found.id] = found
    if not words:
        raise UsageError(f"query {query!r}: found nothing to start from, expected {expected}")
    return tuple(chosen.values())

"""Every PMID that a strategy finds, over as many searches as it takes; what is kept is not asked for twice."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ..counted import say_count
from ..errors import NetworkError
from ..model import Search
from .answers import SearchAnswer, read_search
from .archive import Archive
from .client import CAP, Client

FIRST_DAY = dt.date(1800, 1, 1)
LAST_DAY = dt.date(3000, 12, 31)
SEARCH_HOURS = 1
"""How long the answer to a search serves a pull that was cut off: new records come every day."""


class HalfAListError(NetworkError):
    """PubMed gave fewer PMIDs than it counts. With half a list every record that is not on it would look lost."""


@dataclass(frozen=True)
class Hits:
    """What a strategy found: its `query` as it was asked, PubMed's first `answer`, and all `pmids`."""

    search: Search
    query: str
    answer: SearchAnswer
    pmids: tuple[str, ...]
    slices: int


def hash_query(query: str) -> str:
    """SHA-256 of a query, white space folded: whether two runs asked the same."""
    return hashlib.sha256(" ".join(query.split()).encode()).hexdigest()


def complete_query(search: Search, *, everything: bool) -> str:
    """What a search asks, with its first-pass limit unless `everything` is wanted; white space as it stands there."""
    query = search.query.strip()
    return f"({query}) {search.first_pass}" if search.first_pass and not everything else query


class Finder:
    """Searches PubMed for one pull. `asked_for` counts requests by why they were made."""

    def __init__(self, client: Client, archive: Archive, at: str) -> None:
        self._client, self._archive, self._at = client, archive, at
        self._cycle: str | None = None
        self.asked_for: Counter[str] = Counter()

    def keep_as(self, cycle: str) -> None:
        """Keep answers under the name of this pull, and go by those that it has already. A plan keeps nothing."""
        self._cycle = cycle

    def find(self, search: Search, query: str) -> Hits:
        """All PMIDs that match. HalfAListError when PubMed counts more than it gives."""
        first = self._ask("to search", query)
        ids, slices = (first.ids, 1) if first.count <= CAP else self._slice(query, FIRST_DAY, LAST_DAY)
        pmids = tuple(dict.fromkeys(ids))
        if len(pmids) < first.count:
            raise HalfAListError(f"{search.id}: PubMed counts {say_count(first.count, 'record')} and gave {len(pmids)}")
        return Hits(search, query, first, pmids, slices)

    def find_revised(self, hits: Hits, since: str) -> Sequence[str]:
        """Hits that PubMed has revised (LR) or indexed (MHDA) since a day, ISO."""
        start, end = since.replace("-", "/"), _slashes(LAST_DAY)
        window = f'("{start}"[lr] : "{end}"[lr]) OR ("{start}"[mhda] : "{end}"[mhda])'
        answer = self._ask("to see what is revised", f"({hits.query}) AND ({window})")
        # More than one answer can hold: all of them again.
        return hits.pmids if answer.count > CAP else answer.ids

    def _slice(self, query: str, start: dt.date, end: dt.date) -> tuple[tuple[str, ...], int]:
        """PubMed hands out 9,999 at most: halve the span of entry dates until each half is below that."""
        if start >= end:
            raise NetworkError(f"more than {CAP} records entered PubMed on {start}: make the query narrower")
        middle = start + (end - start) // 2
        ids: tuple[str, ...] = ()
        slices = 0
        for first, last in ((start, middle), (middle + dt.timedelta(days=1), end)):
            answer = self._ask("to search in slices", query, mindate=_slashes(first), maxdate=_slashes(last))
            more, number = (answer.ids, 1) if answer.count <= CAP else self._slice(query, first, last)
            ids, slices = ids + more, slices + (number if answer.count else 0)
        return ids, slices

    def _ask(self, why: str, term: str, **dates: str) -> SearchAnswer:
        """A search, or what this pull was told when it made it before it was cut off."""
        asked = " ".join([term, *dates.values()])
        raw = None
        if self._cycle:
            oldest = dt.datetime.fromisoformat(self._at) - dt.timedelta(hours=SEARCH_HOURS)
            raw = self._archive.recall_search(self._cycle, asked, oldest.strftime("%Y-%m-%dT%H:%M:%SZ"))
        if raw is None:
            raw = self._client.search(term, dates={"datetype": "crdt", **dates} if dates else None)
            self.asked_for[why] += 1
            if self._cycle:
                self._archive.add(raw, "esearch", [asked], at=self._at, cycle=self._cycle)
        return read_search(raw)


def _slashes(day: dt.date) -> str:
    return f"{day.year:04d}/{day.month:02d}/{day.day:02d}"

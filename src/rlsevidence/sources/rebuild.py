"""Records made again from the kept answers of every database, without asking any: for readers that have learnt more.

PubMed's answers make its records anew (`pubmed.rebuild`). What other databases said is held against what stands here:
empty fields are filled and notices added, nothing is overwritten, and what differs is listed for a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from .. import store
from ..errors import EvidenceError, NetworkError
from ..exchange.abstracts import keep_abstracts
from ..exchange.shelf import Shelf, open_shelf
from ..pubmed.archive import Archive, Entry
from ..pubmed.merge import Difference
from ..pubmed.rebuild import RebuildReport
from ..pubmed.rebuild import rebuild as rebuild_pubmed
from .enter import Entered, enter_hits
from .pages import Database, Hit
from .pull import DATABASES
from .walk import read_hits

Text = tuple[str, tuple[str, ...]]
BATCH = 2_000
"""Abstracts that are written to the cache at once."""


def rebuild(folder: Path, databases: Mapping[str, type[Database]] = DATABASES) -> RebuildReport:
    """Read the newest kept answer to every question once more. Doing it twice changes nothing."""
    done = rebuild_pubmed(folder)
    local = store.local_folder(folder)
    archive = Archive(local.parent)
    ids, changed = set(done.ids), list(done.changed)
    differences: list[Difference] = []
    unread: list[str] = []
    texts: list[tuple[str, Text]] = []
    with open_shelf(folder) as shelf:
        for database in (made() for made in databases.values()):
            for entry in _newest(archive, database):
                try:
                    hits = _open(database, archive, entry.sha256)
                except (EvidenceError, NetworkError) as error:
                    unread.append(f"{entry.sha256[:12]} of {database.name}: {error}")
                    continue
                # Nothing enters here: a record that is gone was taken out by somebody.
                known = (replace(hit, only_known=True) for hit in hits())
                entered = enter_hits(shelf, known, database=database.name, noted_on=entry.at[:10])
                ids |= set(entered.here.values())
                changed += entered.changed
                differences += entered.differences
                texts += _texts(hits(), entered, shelf)
                if len(texts) >= BATCH:
                    keep_abstracts(local, texts)
                    texts.clear()
        keep_abstracts(local, texts)
        shelf.save()
        number = shelf.count()
    return RebuildReport(
        len(ids),
        tuple(dict.fromkeys(changed)),
        number - len(ids),
        frozenset(ids),
        tuple(dict.fromkeys(differences)),
        tuple(unread),
    )


def _newest(archive: Archive, database: Database) -> Iterator[Entry]:
    """The newest answer to each question that was for records, oldest first: a notice has the day it first came."""
    latest = {e.asked[0]: e for e in archive.entries(database.key) if e.asked and database.is_page(e.asked[0])}
    yield from sorted(latest.values(), key=lambda e: e.at)


def _open(database: Database, archive: Archive, digest: str) -> Callable[[], Iterable[Hit]]:
    """Gives the records of a kept answer as often as it is called; read once to its end before any of it counts."""
    if not database.whole_at_once:
        kept = tuple(read_hits(database, archive, digest, "archive"))
        return lambda: kept
    for _ in read_hits(database, archive, digest, "archive"):
        pass
    return lambda: read_hits(database, archive, digest, "archive")


def _texts(hits: Iterable[Hit], entered: Entered, shelf: Shelf) -> Iterator[tuple[str, Text]]:
    """Abstracts of records that hold the hash of what this database gave, so that no other text stands in its place."""
    for hit in hits:
        own = entered.here.get(hit.key)
        here = shelf.get(own) if own and hit.abstract else None
        if own and here and here.abstract_sha256 == hit.record.abstract_sha256:
            yield own, (hit.abstract, hit.keywords)

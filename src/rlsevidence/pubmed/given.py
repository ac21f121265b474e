"""What PubMed has given, on disk while a pull goes on: memory holds no more than one of its answers at a time.

Two things are asked of it: the records that came in this pull, whole, each once; and of those that came before, what
a search's gains are explained by.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .. import store
from ..model import FullRecord
from ..model.records import RecordDates
from .archive import Archive, Entry

LEFT = "pulled-"
"""How the folder of such a database begins. Whoever opens one holds `pull.lock`."""
TABLES = """
CREATE TABLE came (place INTEGER PRIMARY KEY, pmid TEXT UNIQUE, said BLOB);
CREATE TABLE before (id TEXT PRIMARY KEY, said BLOB) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class Brief:
    """Of a record that is not held whole, what its being found is explained by."""

    doi: str | None
    year: int | None
    dates: RecordDates


class Given:
    """Records out of the archive of one workspace; `open_given` makes it."""

    def __init__(self, archive: Archive, database: sqlite3.Connection) -> None:
        self._archive, self._sql = archive, database
        self._is_read = False

    # ------------------------------------------------------------ what came before

    def brief(self, record_id: str) -> Brief | None:
        """The record as PubMed gave it last before this was first asked; None when this machine had not fetched it."""
        if not self._is_read:
            self._read_before()
        row = self._sql.execute("SELECT said FROM before WHERE id = ?", (record_id,)).fetchone()
        return pickle.loads(row[0]) if row else None

    def _read_before(self) -> None:
        latest = {pmid: e.sha256 for pmid, e in self._archive.latest().items()}
        for digest in dict.fromkeys(latest.values()):
            rows = [
                (r.id, pickle.dumps(Brief(r.doi, r.year, r.dates)))
                for r in self._archive.parse(digest)
                if latest.get(r.pmid or "") == digest
            ]
            self._sql.executemany("INSERT OR REPLACE INTO before VALUES (?, ?)", rows)
        self._is_read = True

    # ------------------------------------------------------------ what came in this pull

    def collect(self, entries: Iterable[Entry], pmids: Iterable[str], drift: Counter[str]) -> dict[str, str | None]:
        """Keep the records of `entries` that are among `pmids`, in the order in which they came first and as they came
        last. Returns the PMIDs asked for alone in vain, with what came instead."""
        self._sql.execute("DELETE FROM came")
        wanted = set(pmids)
        alone: dict[str, str | None] = {}
        for entry in entries:
            if entry.tool != "efetch":
                continue
            found = self._archive.parse(entry.sha256, lambda text: drift.update([text]))
            self._sql.executemany(
                "INSERT INTO came (pmid, said) VALUES (?, ?) ON CONFLICT (pmid) DO UPDATE SET said = excluded.said",
                [(r.pmid, pickle.dumps(r)) for r in found if r.pmid in wanted],
            )
            if len(entry.asked) == 1 and entry.asked[0] not in {r.pmid for r in found}:
                alone[entry.asked[0]] = found[0].pmid if len(found) == 1 else None
        return alone

    def __len__(self) -> int:
        number: int = self._sql.execute("SELECT count(*) FROM came").fetchone()[0]
        return number

    def __contains__(self, pmid: object) -> bool:
        return self._sql.execute("SELECT 1 FROM came WHERE pmid = ?", (pmid,)).fetchone() is not None

    def get(self, pmid: str) -> FullRecord | None:
        row = self._sql.execute("SELECT said FROM came WHERE pmid = ?", (pmid,)).fetchone()
        return pickle.loads(row[0]) if row else None

    def __iter__(self) -> Iterator[FullRecord]:
        for (said,) in self._sql.execute("SELECT said FROM came ORDER BY place"):
            yield pickle.loads(said)


@contextmanager
def open_given(folder: Path, archive: Archive) -> Iterator[Given]:
    """What has been given to the workspace of an evidence folder, of which one pull is going on."""
    with store.open_scratch(folder, LEFT, TABLES) as database:
        yield Given(archive, database)

"""The records of a folder while some of them change: what changes waits on disk until all of it is written at once."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..model import Record
from .disk import workspace_lock
from .jsonltext import format_record, parse_record
from .place import local_folder
from .recordlines import RecordLines, merge_records

LEFT = "coming-in-"
"""How the folder of such a database begins: one that is left over belonged to somebody who was killed."""
TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -6000;
"""
CHANGED = "CREATE TABLE changed (id TEXT PRIMARY KEY, line TEXT, turn INTEGER) WITHOUT ROWID;"


@contextmanager
def open_scratch(folder: Path, prefix: str, tables: str) -> Iterator[sqlite3.Connection]:
    """A database of SQLite with `tables` in the workspace's cache folder, which ends with this.

    Those of the same `prefix` that somebody left who was killed are cleared, so whoever opens one holds the lock that
    keeps others with this prefix away.
    """
    cache = local_folder(folder) / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    for left in cache.glob(f"{prefix}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=cache, prefix=prefix, ignore_cleanup_errors=True) as name:
        database = sqlite3.connect(Path(name) / "records.sqlite", isolation_level=None)
        try:
            database.executescript(f"{TABLES}{tables}BEGIN;")
            yield database
        finally:
            database.close()


class Changes:
    """The records of one evidence folder as they stand, with those that were put in their place or beside them.

    `turn` counts the parts in which records come: what came during this one is not known yet.
    """

    def __init__(self, folder: Path, database: sqlite3.Connection) -> None:
        self._folder, self._sql = folder, database
        self.held = RecordLines(folder)
        self._turn = 0
        self._any = False

    def begin(self) -> None:
        """A further part begins: what has come in so far is known from here on."""
        self._turn += 1

    def is_known(self, name: str) -> bool:
        """Whether the record was here before this part began."""
        row = self._sql.execute("SELECT turn FROM changed WHERE id = ?", (name,)).fetchone()
        return name in self.held or (row is not None and row[0] < self._turn)

    def __contains__(self, name: object) -> bool:
        row = self._sql.execute("SELECT 1 FROM changed WHERE id = ?", (name,)).fetchone()
        return row is not None or name in self.held

    def get(self, name: str) -> Record | None:
        row = self._sql.execute("SELECT line FROM changed WHERE id = ?", (name,)).fetchone()
        return parse_record(row[0]) if row else self.held.get(name)

    def put(self, record: Record) -> None:
        """A record that is new, or says something else than it did."""
        self._any = True
        self._sql.execute(
            "INSERT INTO changed VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET line = excluded.line",
            (record.id, format_record(record), self._turn),
        )

    def save(self) -> bool:
        """Write `records.jsonl`, last of all: what stands where in it is no longer known then. True when its bytes
        changed."""
        rows = self._sql.execute("SELECT line FROM changed ORDER BY id")
        changed = (parse_record(line) for (line,) in rows)
        return merge_records(self._folder, self.held, changed, any_changed=self._any)

    def count(self) -> int:
        """How many records there are."""
        new = sum(name not in self.held for (name,) in self._sql.execute("SELECT id FROM changed"))
        return len(self.held) + new


@contextmanager
def open_changes(folder: Path) -> Iterator[Changes]:
    """The records of an evidence folder, which nobody else writes to meanwhile."""
    with workspace_lock(folder), open_scratch(folder, LEFT, CHANGED) as database:
        yield Changes(folder, database)

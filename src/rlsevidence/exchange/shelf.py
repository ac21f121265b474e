"""The records of a workspace on disk while others come in: found by identifier or by likeness, changed, and written.

However many there are, memory holds the ids alone: what the program has to find them by stands in a database of
SQLite in the workspace's cache folder, which ends with the import that made it.
"""

from __future__ import annotations

import json
import pickle
import shutil
import sqlite3
import tempfile
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .. import store
from ..model import Record
from .duplicates import list_identifiers
from .faces import COMPARED, Face
from .matching import BLOCK, block_keys

TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -6000;
CREATE TABLE known (field TEXT, value TEXT, id TEXT, PRIMARY KEY (field, value)) WITHOUT ROWID;
CREATE TABLE block (key INTEGER, place INTEGER, PRIMARY KEY (key, place)) WITHOUT ROWID;
CREATE TABLE face (place INTEGER PRIMARY KEY, said TEXT);
CREATE TABLE changed (id TEXT PRIMARY KEY, line TEXT, turn INTEGER) WITHOUT ROWID;
CREATE TABLE spool (place INTEGER PRIMARY KEY, said BLOB);
"""
FACES = 300
"""So many of the records last compared with stay in memory."""
LEFT = "coming-in-"
"""How the folder of such a database begins: one that is left over belonged to somebody who was killed."""


class Shelf:
    """The records of one evidence folder, with what comes in beside them; `open_shelf` makes it.

    `turn` counts the parts in which records come in: what came in during this one is not known yet.
    """

    def __init__(self, folder: Path, database: sqlite3.Connection) -> None:
        self._folder, self._sql = folder, database
        self.held = store.RecordLines(folder)
        self._places = 0
        self._turn = 0
        self._any = False
        self._faces: OrderedDict[int, Face] = OrderedDict()
        for record in self.held:
            self.enter(Face(record))

    # ------------------------------------------------------------ records

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
        return store.parse_record(row[0]) if row else self.held.get(name)

    def put(self, record: Record) -> None:
        """A record that is new, or says more than it did."""
        self._any = True
        self._sql.execute(
            "INSERT INTO changed VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET line = excluded.line",
            (record.id, store.format_record(record), self._turn),
        )

    def save(self) -> bool:
        """Write `records.jsonl`, last of all: what stands where in it is no longer known then. True when its bytes
        changed."""
        rows = self._sql.execute("SELECT line FROM changed ORDER BY id")
        changed = (store.parse_record(line) for (line,) in rows)
        return store.merge_records(self._folder, self.held, changed, any_changed=self._any)

    def count(self) -> int:
        """How many records there are."""
        new = sum(name not in self.held for (name,) in self._sql.execute("SELECT id FROM changed"))
        return len(self.held) + new

    # ------------------------------------------------------------ as `duplicates.Met`

    def enter(self, face: Face) -> None:
        record, place = face.record, self._places
        self._places += 1
        said = [getattr(record, name) for name in COMPARED]
        self._sql.execute("INSERT INTO face VALUES (?, ?)", (place, json.dumps(said, ensure_ascii=False)))
        values = [(field, value, record.id) for field, value in list_identifiers(record)]
        self._sql.executemany("INSERT OR IGNORE INTO known VALUES (?, ?, ?)", values)
        self._sql.executemany("INSERT INTO block VALUES (?, ?)", [(key, place) for key in block_keys(face)])

    def find(self, field: str, value: str) -> str | None:
        row = self._sql.execute("SELECT id FROM known WHERE field = ? AND value = ?", (field, value)).fetchone()
        return row[0] if row else None

    def near(self, face: Face) -> Iterable[Face]:
        places: set[int] = set()
        for key in block_keys(face):
            own = self._sql.execute("SELECT place FROM block WHERE key = ? LIMIT ?", (key, BLOCK + 1)).fetchall()
            if len(own) <= BLOCK:
                places.update(place for (place,) in own)
        return [self._face(place) for place in sorted(places)]

    def _face(self, place: int) -> Face:
        if place in self._faces:
            self._faces.move_to_end(place)
            return self._faces[place]
        ((said,),) = self._sql.execute("SELECT said FROM face WHERE place = ?", (place,)).fetchall()
        values = dict(zip(COMPARED, json.loads(said), strict=True))
        lists = {name: tuple(values[name]) for name in ("authors", "publication_types")}
        face = self._faces[place] = Face(Record.model_construct(**{**values, **lists}))
        if len(self._faces) > FACES:
            self._faces.popitem(last=False)
        return face

    # ------------------------------------------------------------ what comes in, until all of it has been read

    def set_aside(self, value: Any) -> None:
        self._sql.execute("INSERT INTO spool (said) VALUES (?)", (pickle.dumps(value),))

    def taken_out(self) -> Iterator[Any]:
        """What was set aside, in its order, as often as it is asked for."""
        for (said,) in self._sql.execute("SELECT said FROM spool ORDER BY place"):
            yield pickle.loads(said)


@contextmanager
def open_shelf(folder: Path) -> Iterator[Shelf]:
    """The shelf of an evidence folder, which nobody else writes to meanwhile."""
    with store.workspace_lock(folder):
        cache = store.local_folder(folder) / "cache"
        cache.mkdir(parents=True, exist_ok=True)
        for left in cache.glob(f"{LEFT}*"):
            shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(dir=cache, prefix=LEFT, ignore_cleanup_errors=True) as name:
            database = sqlite3.connect(Path(name) / "records.sqlite", isolation_level=None)
            try:
                database.executescript(TABLES + "BEGIN;")
                yield Shelf(folder, database)
            finally:
                database.close()

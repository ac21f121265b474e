"""The records of a workspace on disk while others come in: found by identifier or by likeness, changed, and written.

However many there are, memory holds the ids alone: what the program has to find them by stands in a database of
SQLite in the workspace's cache folder, which ends with the import that made it.
"""

from __future__ import annotations

import json
import pickle
import sqlite3
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

TABLES = f"""
{store.CHANGED}
CREATE TABLE known (field TEXT, value TEXT, id TEXT, PRIMARY KEY (field, value)) WITHOUT ROWID;
CREATE TABLE block (key INTEGER, place INTEGER, PRIMARY KEY (key, place)) WITHOUT ROWID;
CREATE TABLE face (place INTEGER PRIMARY KEY, said TEXT);
CREATE TABLE spool (place INTEGER PRIMARY KEY, said BLOB);
"""
FACES = 300
"""So many of the records last compared with stay in memory."""


class Shelf(store.Changes):
    """The records of one evidence folder, with what comes in beside them; `open_shelf` makes it."""

    def __init__(self, folder: Path, database: sqlite3.Connection) -> None:
        super().__init__(folder, database)
        self._places = 0
        self._faces: OrderedDict[int, Face] = OrderedDict()
        for record in self.held:
            self.enter(Face(record))

    # ------------------------------------------------------------ as `duplicates.Met`

    def enter(self, face: Face) -> None:
        record, place = face.record, self._places
        self._places += 1
        said = [getattr(record, name) for name in COMPARED]
        self._sql.execute("INSERT INTO face VALUES (?, ?)", (place, json.dumps(said, ensure_ascii=False)))
        self.learn(record)
        self._sql.executemany("INSERT INTO block VALUES (?, ?)", [(key, place) for key in block_keys(face)])

    def learn(self, record: Record) -> None:
        """What a record is found by, also what it has got since it was entered."""
        values = [(field, value, record.id) for field, value in list_identifiers(record)]
        self._sql.executemany("INSERT OR IGNORE INTO known VALUES (?, ?, ?)", values)

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
        lists = {name: tuple(values[name]) for name in ("authors", "publication_types", "seen_at")}
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
    with store.workspace_lock(folder), store.open_scratch(folder, store.LEFT, TABLES) as database:
        yield Shelf(folder, database)

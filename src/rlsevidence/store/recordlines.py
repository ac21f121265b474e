"""`records.jsonl` read and written line by line: memory holds where each record stands, not the records.

What it reads and writes is what `load_part` and `save_records` do, to the byte; a file that is not as this program
writes it (unsorted, line ends of Windows, a fault of form) is left to those, so that every message comes from one
place.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..layout import part_path
from ..model import Record
from .disk import workspace_lock, write_atomic_lines
from .jsonltext import format_record, parse_record
from .reading import load_part


class RecordLines:
    """The records of an evidence folder as they stand when it is opened: some 100 bytes of memory for each.

    EvidenceError, as `load_part` raises it, when the file cannot be read. Nobody may write to the file while this is
    in use, so whoever uses it holds the workspace's lock.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / part_path("records")
        self._ids: list[str] = []
        self._starts = array("Q")
        self._odd: dict[int, str] = {}
        """Place -> how the record is written canonically, where its line is not."""
        self._held: dict[str, Record] | None = None
        if not self._index():
            self._held = dict(sorted(load_part(folder, "records").items()))
            self._ids = list(self._held)

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._place(name) is not None

    def get(self, name: str) -> Record | None:
        at = self._place(name)
        if at is None:
            return None
        if self._held is not None:
            return self._held[name]
        with self._file.open("rb") as stream:
            stream.seek(self._starts[at])
            return parse_record(stream.readline().decode("utf-8"))

    def __iter__(self) -> Iterator[Record]:
        """Every record, sorted by id."""
        if self._held is not None:
            yield from self._held.values()
            return
        with self._file.open("rb") as stream:
            for line in stream:
                yield parse_record(line.decode("utf-8"))

    def merge(self, changed: Iterable[Record]) -> Iterator[bytes]:
        """The lines of the file with `changed`, sorted by id and each once, in place of those of their ids and beside
        the others."""
        waiting = iter(changed)
        next_one = next(waiting, None)
        for name, line in self._lines():
            while next_one is not None and next_one.id < name:
                yield format_record(next_one).encode()
                next_one = next(waiting, None)
            if next_one is not None and next_one.id == name:
                line = format_record(next_one).encode()
                next_one = next(waiting, None)
            yield line
        while next_one is not None:
            yield format_record(next_one).encode()
            next_one = next(waiting, None)

    @property
    def is_canonical(self) -> bool:
        """Whether the file is written as this program writes it."""
        return self._held is None and not self._odd

    def _lines(self) -> Iterator[tuple[str, bytes]]:
        if self._held is not None:
            for record in self._held.values():
                yield record.id, format_record(record).encode()
            return
        with self._file.open("rb") as stream:
            for at, line in enumerate(stream):
                yield self._ids[at], self._odd[at].encode() if at in self._odd else line

    def _place(self, name: str) -> int | None:
        at = bisect_left(self._ids, name)
        return at if at < len(self._ids) and self._ids[at] == name else None

    def _index(self) -> bool:
        """Read every line once; false when anything is not as it should be."""
        start = 0
        try:
            with self._file.open("rb") as stream:
                for at, raw in enumerate(stream):
                    line = raw.decode("utf-8")
                    if not line.endswith("\n") or "\r" in line or line.startswith("\ufeff"):
                        return False
                    record = parse_record(line)
                    if self._ids and record.id <= self._ids[-1]:
                        return False
                    if (made := format_record(record)) != line:
                        self._odd[at] = made
                    self._ids.append(record.id)
                    self._starts.append(start)
                    start += len(raw)
        except (OSError, ValueError, RecursionError):  # pydantic's and json's faults are ValueErrors
            self._ids.clear()
            return False
        return True


def merge_records(folder: Path, held: RecordLines, changed: Iterable[Record], *, any_changed: bool) -> bool:
    """Write `records.jsonl` as `held` has it, with `changed` (sorted by id, each once); true when its bytes changed."""
    with workspace_lock(folder):
        if not any_changed and held.is_canonical:
            return False
        file = folder / part_path("records")
        return write_atomic_lines(file, held.merge(changed))

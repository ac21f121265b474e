"""What a file gave, kept as soon as it is known, so that a run that is cut off costs the files in hand only.

Two Parquet files and a marker for each: `NAME.seen.parquet` (PMID and version of every record), `NAME.hits.parquet`
(what is found, with its XML) and `NAME.json`, written last. Without its marker, or when the file itself has changed
since, a checkpoint does not count. A key of the search, of MeSH and of the rules names their folder.
"""

from __future__ import annotations

import hashlib
import json
import os
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from .. import __version__, store
from .files import SourceFile
from .one_file import FileResult
from .versions import FileContent

RULES = 1
"""Raised when the same query may find something else in the same file."""


def make_key(query: str, mesh_digest: str) -> str:
    """What checkpoints may be used for: the same query (white space folded), MeSH and rules."""
    text = json.dumps([" ".join(query.split()), mesh_digest, RULES, __version__])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Checkpoint:
    """The marker of one file: what is known of it without opening the tables."""

    file: str
    size: int
    mtime_ns: int
    md5: str
    checked: bool
    records: int
    hits: int
    deleted: tuple[tuple[int, int, int], ...]
    seconds: float
    peak_mb: float


class Checkpoints:
    """The checkpoints of one scan, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def clear(self) -> None:
        for file in self.folder.glob("*.json") if self.folder.is_dir() else ():
            file.unlink()

    def find(self, source: SourceFile) -> Checkpoint | None:
        """The checkpoint of a file as it lies there now."""
        try:
            plain = json.loads(self._path(source.name, "json").read_text(encoding="utf-8"))
            plain["deleted"] = tuple(tuple(d) for d in plain["deleted"])
            made = Checkpoint(**plain)
        except (OSError, ValueError, KeyError, TypeError):
            return None
        tables = all(self._path(source.name, f"{kind}.parquet").is_file() for kind in ("seen", "hits"))
        same = (made.size, made.mtime_ns) == (source.size, source.mtime_ns)
        return made if tables and same else None

    def save(self, source: SourceFile, result: FileResult) -> Checkpoint:
        """Keep what a file gave; the marker comes last."""
        import pyarrow as pa

        self.folder.mkdir(parents=True, exist_ok=True)
        seen = pa.table({"pmid": pa.array(result.pmids, pa.int64()), "version": pa.array(result.versions, pa.int32())})
        hits = pa.table(
            {
                "pmid": pa.array([h.pmid for h in result.hits], pa.int64()),
                "version": pa.array([h.version for h in result.hits], pa.int32()),
                "place": pa.array([h.place for h in result.hits], pa.int32()),
                "xml": pa.array([h.xml for h in result.hits], pa.large_binary()),
            }
        )
        self._write(seen, source.name, "seen")
        self._write(hits, source.name, "hits")
        marker = Checkpoint(
            file=source.name,
            size=source.size,
            mtime_ns=source.mtime_ns,
            md5=result.md5,
            checked=result.checked,
            records=result.records,
            hits=len(result.hits),
            deleted=tuple((d.pmid, d.version, d.place) for d in result.deleted),
            seconds=round(result.seconds, 3),
            peak_mb=round(result.peak_mb, 1),
        )
        fields = dict(zip(Checkpoint.__dataclass_fields__, astuple(marker), strict=True))
        store.write_atomic(self._path(source.name, "json"), json.dumps(fields) + "\n")
        return marker

    def contents(self, files: Sequence[SourceFile]) -> Iterator[FileContent]:
        """What each file holds, one at a time, in their order."""
        for source in files:
            marker = self.find(source)
            if marker is None:
                continue
            seen = self._read(source.name, "seen")
            yield FileContent(
                source.name,
                array("Q", seen.column("pmid").to_pylist()),
                array("H", seen.column("version").to_pylist()),
                marker.deleted,
                frozenset(self._read(source.name, "hits", ["place"]).column("place").to_pylist()),
            )

    def found_pmids(self, file: str) -> list[int]:
        """PMIDs that are found in a file, whether or not these versions stand."""
        pmids: list[int] = self._read(file, "hits", ["pmid"]).column("pmid").to_pylist()
        return pmids

    def found_xml(self, file: str, places: frozenset[int]) -> Iterator[bytes]:
        """Compressed XML of what is found at `places` of a file, in their order."""
        table = self._read(file, "hits", ["place", "xml"])
        for place, xml in zip(table.column("place").to_pylist(), table.column("xml"), strict=True):
            if place in places:
                yield xml.as_py()

    def _path(self, name: str, kind: str) -> Path:
        return self.folder / f"{name}.{kind}"

    def _read(self, name: str, kind: str, columns: list[str] | None = None) -> Any:
        import pyarrow.parquet as pq

        # One thread: a scan has processes enough.
        return pq.read_table(self._path(name, f"{kind}.parquet"), columns=columns, use_threads=False)

    def _write(self, table: Any, name: str, kind: str) -> None:
        import pyarrow.parquet as pq

        path = self._path(name, f"{kind}.parquet")
        temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        # PMIDs of a file follow each other: their steps take a byte, the numbers eight.
        encodings = {"pmid": "DELTA_BINARY_PACKED"} if kind == "seen" else None
        pq.write_table(table, temporary, compression="zstd", use_dictionary=False, column_encoding=encodings)
        temporary.replace(path)

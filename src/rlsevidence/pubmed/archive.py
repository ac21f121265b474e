"""What a database said, kept as it said it: raw answers by SHA-256, compressed, under `.rlsevidence/archive/`.

Parsing can be done again from here without the network. The index says which answer holds what and when it was asked;
it is only ever added to, and a line is written after its file is safe, so an interruption loses nothing. An answer
whose file is gone or damaged counts as never asked.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from .. import store
from ..errors import EvidenceError
from ..model import FullRecord
from .elements import Drift
from .parse import parse_xml


@dataclass(frozen=True)
class Entry:
    """One line of the index. `asked`: the PMIDs of a fetch, or the words of a search; `cycle` names the pull."""

    sha256: str
    at: str
    cycle: str
    tool: str
    asked: tuple[str, ...]


class Archive:
    """Raw answers of one workspace."""

    def __init__(self, workspace: Path) -> None:
        self.folder = workspace / ".rlsevidence" / "archive"
        self.index = self.folder / "index.jsonl"
        self._sound: dict[str, bool] = {}

    def add(self, raw: bytes, tool: str, asked: Sequence[str], *, at: str, cycle: str) -> str:
        """Keep one answer; returns its SHA-256. The file is on disk before the index names it."""
        digest = hashlib.sha256(raw).hexdigest()
        if not self._is_sound(digest):
            self._write(digest, gzip.compress(raw, mtime=0), raw.lstrip()[:1])
        self._note(digest, tool, asked, at, cycle)
        return digest

    def add_file(self, raw: BinaryIO, tool: str, asked: Sequence[str], *, at: str, cycle: str) -> str:
        """As `add`, of an answer in a file, which memory never holds."""
        raw.seek(0)
        digest = _hash(raw)
        if not self._is_sound(digest):
            raw.seek(0)
            begun = raw.read(1)
            raw.seek(0)
            with self.spool() as packed:
                with gzip.GzipFile("", "wb", fileobj=packed, mtime=0) as out:
                    shutil.copyfileobj(raw, out)
                packed.seek(0)
                self._write(digest, packed, begun)
        self._note(digest, tool, asked, at, cycle)
        return digest

    def _note(self, digest: str, tool: str, asked: Sequence[str], at: str, cycle: str) -> None:
        line = {"sha256": digest, "at": at, "cycle": cycle, "tool": tool, "asked": list(asked)}
        store.append_line(self.index, json.dumps(line, ensure_ascii=False) + "\n")

    @contextmanager
    def spool(self) -> Iterator[BinaryIO]:
        """A file for an answer while it comes, beside those that are kept; nothing is left of it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=self.folder) as file:
            yield file

    def _write(self, digest: str, packed: bytes | BinaryIO, begun: bytes) -> None:
        file = self._name(digest, ".json" if begun == b"{" else ".xml")
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=file.parent, suffix=".tmp")
        with os.fdopen(descriptor, "wb") as stream:
            shutil.copyfileobj(io.BytesIO(packed) if isinstance(packed, bytes) else packed, stream)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).replace(file)
        self._sound[digest] = True

    def read(self, digest: str) -> bytes:
        """The answer as it came. EvidenceError when its file is gone or does not hold what it should."""
        file = self._file(digest)
        try:
            raw = gzip.decompress(file.read_bytes())
        except (OSError, EOFError, zlib.error) as error:
            raise EvidenceError(f"{file} cannot be read: {error}") from None
        if hashlib.sha256(raw).hexdigest() != digest:
            raise EvidenceError(f"{file} does not hold what its name says: remove it, and pull again")
        return raw

    @contextmanager
    def open(self, digest: str) -> Iterator[BinaryIO]:
        """As `read`, of an answer longer than memory should hold."""
        self._check(digest)
        with gzip.open(self._file(digest)) as stream:
            yield cast(BinaryIO, stream)

    def _check(self, digest: str) -> None:
        file = self._file(digest)
        try:
            with gzip.open(file) as stream:
                found = _hash(cast(BinaryIO, stream))
        except (OSError, EOFError, zlib.error) as error:
            raise EvidenceError(f"{file} cannot be read: {error}") from None
        if found != digest:
            raise EvidenceError(f"{file} does not hold what its name says: remove it, and pull again")

    def entries(self, tool: str | None = None) -> Iterator[Entry]:
        """Lines of the index whose answers are here and whole, oldest first; those of one `tool` where it is given.

        A line cut short by a crash is passed over: its answer is asked again.
        """
        if not self.index.is_file():
            return
        for line in self.index.read_bytes().split(b"\n"):
            try:
                v = json.loads(line)
                entry = Entry(v["sha256"], v["at"], v["cycle"], v.get("tool", "efetch"), tuple(map(str, v["asked"])))
            except (ValueError, KeyError, TypeError):
                continue
            if tool in (None, entry.tool) and self._is_sound(entry.sha256):
                yield entry

    def asked_in(self, cycle: str) -> tuple[Entry, ...]:
        """What this pull has asked already."""
        return tuple(e for e in self.entries() if e.cycle == cycle)

    def recall_search(self, cycle: str, asked: str, oldest: str) -> bytes | None:
        """The answer to a search that this pull has made already, no earlier than the UTC time `oldest`."""
        searches = (e for e in self.asked_in(cycle) if e.tool == "esearch" and e.at >= oldest)
        found = next((e for e in searches if e.asked == (asked,)), None)
        return self.read(found.sha256) if found else None

    def latest(self) -> dict[str, Entry]:
        """PMID -> the newest answer that was asked for it."""
        return {pmid: e for e in self.entries() if e.tool == "efetch" for pmid in e.asked}

    def parse(self, digest: str, on_drift: Drift | None = None) -> list[FullRecord]:
        """The records of a fetch."""
        return list(parse_xml(io.BytesIO(self.read(digest)), on_drift, name=str(self._file(digest))))

    def _is_sound(self, digest: str) -> bool:
        if digest not in self._sound:
            try:
                self._check(digest)
                self._sound[digest] = True
            except EvidenceError:
                self._sound[digest] = False
        return self._sound[digest]

    def _file(self, digest: str) -> Path:
        as_json = self._name(digest, ".json")
        return as_json if as_json.is_file() else self._name(digest, ".xml")

    def _name(self, digest: str, form: str) -> Path:
        return self.folder / digest[:2] / f"{digest}{form}.gz"


def _hash(stream: BinaryIO) -> str:
    digest = hashlib.sha256()
    while part := stream.read(1 << 16):
        digest.update(part)
    return digest.hexdigest()


class Cache:
    """Full records, abstracts included, from the archive of this machine; empty before the first pull."""

    def __init__(self, workspace: Path) -> None:
        self._archive = Archive(workspace)
        self._records: dict[str, FullRecord] | None = None

    def full_record(self, record_id: str) -> FullRecord | None:
        """The record with every field as PubMed last gave it; None when this machine has not fetched it."""
        if self._records is None:
            self._records = self._load()
        return self._records.get(record_id)

    def _load(self) -> dict[str, FullRecord]:
        latest = self._archive.latest()
        records: dict[str, FullRecord] = {}
        for digest in dict.fromkeys(e.sha256 for e in latest.values()):
            for record in self._archive.parse(digest):
                entry = latest.get(record.pmid or "")
                if entry is not None and entry.sha256 == digest:
                    records[record.id] = record
        return records

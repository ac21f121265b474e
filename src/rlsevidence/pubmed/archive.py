"""What PubMed said, kept as it said it: raw answers by SHA-256, compressed, under `.rlsevidence/archive/`.

Parsing can be done again from here without the network. The index says which answer holds which record and when it was
asked; it is only ever added to, and a line is written after its file is safe, so an interruption loses nothing.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..model import FullRecord
from .parse import parse_xml


class Archive:
    """Raw answers of one workspace."""

    def __init__(self, workspace: Path) -> None:
        self.folder = workspace / ".rlsevidence" / "archive"
        self.index = self.folder / "index.jsonl"

    def add(self, raw: bytes, pmids: Sequence[str], *, at: str, cycle: str) -> str:
        """Keep one efetch answer; returns its SHA-256.

        `pmids` are those that were asked for, `cycle` names the pull.
        """
        digest = hashlib.sha256(raw).hexdigest()
        file = self._file(digest)
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            descriptor, temporary = tempfile.mkstemp(dir=file.parent, suffix=".tmp")
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(gzip.compress(raw, mtime=0))
                stream.flush()
                os.fsync(stream.fileno())
            Path(temporary).replace(file)
        line = json.dumps({"sha256": digest, "at": at, "cycle": cycle, "asked": list(pmids)}) + "\n"
        with self.index.open("ab") as stream:
            stream.write(line.encode())
            stream.flush()
            os.fsync(stream.fileno())
        return digest

    def read(self, digest: str) -> bytes:
        return gzip.decompress(self._file(digest).read_bytes())

    def entries(self) -> Iterator[dict[str, object]]:
        """Lines of the index, oldest first.

        A last line cut short by a crash is passed over: its answer is asked again.
        """
        if not self.index.is_file():
            return
        for line in self.index.read_text(encoding="utf-8").splitlines():
            try:
                yield json.loads(line)
            except ValueError:
                continue

    def asked_in(self, cycle: str) -> dict[str, str]:
        """PMID -> SHA-256 of the answer, for what this pull has asked already."""
        found: dict[str, str] = {}
        for entry in self.entries():
            if entry.get("cycle") == cycle:
                found |= dict.fromkeys(map(str, entry["asked"]), str(entry["sha256"]))  # type: ignore[call-overload]
        return found

    def latest(self) -> dict[str, str]:
        """PMID -> SHA-256 of the newest answer that was asked for it."""
        found: dict[str, str] = {}
        for entry in self.entries():
            found |= dict.fromkeys(map(str, entry["asked"]), str(entry["sha256"]))  # type: ignore[call-overload]
        return found

    def parse(self, digest: str) -> list[FullRecord]:
        return list(parse_xml(io.BytesIO(self.read(digest))))

    def _file(self, digest: str) -> Path:
        return self.folder / digest[:2] / f"{digest}.xml.gz"


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
        for digest in dict.fromkeys(latest.values()):
            for record in self._archive.parse(digest):
                if record.pmid and latest.get(record.pmid) == digest:
                    records[record.id] = record
        return records

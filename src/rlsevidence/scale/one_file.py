"""One file of PubMed's -> which records it holds, which it deletes, and which a search finds: what a worker does.

Nothing is written and nothing raised for a file that cannot be used: its name and why come back, so that one bad file
among 1,300 costs itself only.
"""

from __future__ import annotations

import gzip
import io
import os
import sys
import time
import zlib
from array import array
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from ..errors import EvidenceError
from ..pubmed.parse import iter_elements, parse_record
from .files import HashingReader, read_md5
from .predicates import Predicate
from .view import View

CHUNK = 1 << 18


@dataclass(frozen=True)
class Hit:
    """A record that is found: its `place` among the file's records, from 0, and its XML, compressed."""

    pmid: int
    version: int
    place: int
    xml: bytes = field(repr=False)


@dataclass(frozen=True)
class Deletion:
    """A version that the file deletes, after `place` records."""

    pmid: int
    version: int
    place: int


@dataclass(frozen=True)
class FileResult:
    """What one file holds. `pmids` and `versions`: of every record in its order; `checked`: its MD5 was compared."""

    file: str
    pmids: array[int] = field(repr=False)
    versions: array[int] = field(repr=False)
    deleted: tuple[Deletion, ...]
    hits: tuple[Hit, ...]
    md5: str
    checked: bool
    seconds: float
    peak_mb: float
    worker: int

    @property
    def records(self) -> int:
        return len(self.pmids)


@dataclass(frozen=True)
class FileRefused:
    """A file that cannot be used, and why."""

    file: str
    why: str


def scan_file(path: str, predicate: Predicate) -> FileResult | FileRefused:
    """Read one file from its first to its last record. Memory grows with what is found in it, not with the file."""
    file, start = Path(path), time.perf_counter()
    try:
        expected = read_md5(file)
        with HashingReader(file) as hashing:
            try:
                result = _read(file.name, hashing, predicate)
                why = None
            except (EOFError, zlib.error, gzip.BadGzipFile) as error:
                result, why = None, f"the compressed file is damaged or cut short ({error})"
            except (EvidenceError, ValueError) as error:
                result, why = None, str(error).removeprefix(f"{file.name}: ")
            md5 = hashing.finish()
    except ValueError as error:
        return FileRefused(file.name, str(error))
    except OSError as error:
        return FileRefused(file.name, f"cannot be read where the worker runs: {error.strerror or error}")
    if expected is not None and md5 != expected:
        # Whatever else is wrong with it follows from this, and fetching it again mends both.
        return FileRefused(file.name, f"its MD5 is {md5}, and {file.name}.md5 says {expected}: fetch it again")
    if result is None:
        return FileRefused(file.name, why or "cannot be read")
    pmids, versions, deleted, hits = result
    return FileResult(
        file=file.name,
        pmids=pmids,
        versions=versions,
        deleted=tuple(deleted),
        hits=tuple(hits),
        md5=md5,
        checked=expected is not None,
        seconds=time.perf_counter() - start,
        peak_mb=measure_peak(),
        worker=os.getpid(),
    )


def measure_peak() -> float:
    """The most memory that this process has held, MB; 0 where the system does not say (Windows)."""
    if sys.platform == "win32":
        return 0.0
    import resource

    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


_Found = tuple["array[int]", "array[int]", list[Deletion], list[Hit]]


def _read(name: str, hashing: HashingReader, predicate: Predicate) -> _Found:
    raw = io.BufferedReader(hashing, CHUNK)
    try:
        return _take(name, raw, predicate)
    finally:
        raw.detach()  # the hashing reader is closed by whoever opened it, once it has read the rest


def _take(name: str, raw: io.BufferedReader[HashingReader], predicate: Predicate) -> _Found:
    pmids, versions = array("Q"), array("H")
    deleted: list[Deletion] = []
    hits: list[Hit] = []
    whole = io.BufferedReader(gzip.GzipFile(fileobj=raw), CHUNK) if raw.peek(2)[:2] == b"\x1f\x8b" else raw
    for element in iter_elements(whole, name=name):
        if element.tag == "DeleteCitation":
            gone = (e for e in element if e.tag == "PMID")
            deleted += [Deletion(int(e.text), int(e.get("Version") or 1), len(pmids)) for e in gone]
            continue
        record = parse_record(element)
        pmid, version = int(record.pmid or 0), int(record.version or 1)
        if predicate.holds(View(record)):
            xml = etree.tostring(element, encoding="utf-8", with_tail=False)
            hits.append(Hit(pmid, version, len(pmids), zlib.compress(xml, 1)))
        pmids.append(pmid)
        versions.append(version)
    return pmids, versions, deleted, hits

"""Files that were imported, kept on this machine as they came; PubMed's own also feed its archive."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
import shutil
from collections.abc import Iterable, Sequence
from io import BufferedReader
from pathlib import Path

from .. import store
from ..pubmed.archive import Archive
from .duplicates import Link
from .pubmed_pieces import keep_readable
from .texts import open_text


def hash_file(file: Path) -> str:
    """The SHA-256 of a file, read a piece at a time."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _keep_readable(file: Path) -> bytes:
    """What PubMed's archive can read again of a file with a broken record in it."""
    with file.open("rb") as stream:
        packed = stream.read(2) == b"\x1f\x8b"
    text = open_text(file, packed=packed)
    return keep_readable(text) if text else b""


def keep_file(
    local: Path, file: Path, digest: str, links: Iterable[Link], pmids: Sequence[str], now: dt.datetime, *, whole: bool
) -> None:
    """The file as it came, by its SHA-256, and what became of each entry; PubMed's own files also feed the cache."""
    kept = local / "imports" / f"{digest}.gz"
    if kept.exists():
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    became = {k.record: {"same_as": k.same_as, "why": k.why} for k in links}
    line = {"sha256": digest, "name": file.name, "at": now.isoformat(), "links": became}
    store.append_line(kept.parent / "index.jsonl", json.dumps(line, ensure_ascii=False) + "\n")
    # Under the lock nobody else writes it; one that a killed import left is written over.
    half = kept.with_suffix(".tmp")
    with half.open("wb") as out, gzip.GzipFile("", "wb", fileobj=out, mtime=0) as packed, file.open("rb") as raw:
        shutil.copyfileobj(raw, packed)
    half.replace(kept)
    if pmids:
        with _open_plain(file) as stream:
            # Of any other form not more than its beginning is read: the whole of it would be held at once.
            begun = stream.read(200)
            if begun.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
                plain = begun + stream.read() if whole else _keep_readable(file)
                Archive(local.parent).add(plain, "efetch", pmids, at=now.isoformat(), cycle=f"import:{digest}")


def _open_plain(file: Path) -> gzip.GzipFile | BufferedReader:
    """The file as it is without the compression of gzip."""
    with file.open("rb") as stream:
        packed = stream.read(2) == b"\x1f\x8b"
    return gzip.open(file, "rb") if packed else file.open("rb")

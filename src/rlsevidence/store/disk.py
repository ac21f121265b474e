"""Writing that cannot be seen half done: one file at a time replaced whole, one writer at a time."""

from __future__ import annotations

import filecmp
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from ..errors import EvidenceError
from ..layout import part_path
from .place import local_folder

LOCK_SECONDS = 60.0


def write_atomic(file: Path, text: str | bytes) -> None:
    """Replace `file` by `text` so that a reader, or a crash, meets the old bytes or the new ones and
    nothing between."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=".tmp")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(text.encode() if isinstance(text, str) else text)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(file.stat().st_mode & 0o777 if file.exists() else 0o644)
        Path(temporary).replace(file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_atomic_lines(file: Path, lines: Iterable[bytes]) -> bool:
    """As `write_atomic`, of what is made while it is written, so that memory holds one line; true when the bytes
    changed. `lines` may come from `file` itself, which is replaced when the last of them is written."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=".tmp")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            for line in lines:
                stream.write(line)
            stream.flush()
            os.fsync(stream.fileno())
        if file.exists() and filecmp.cmp(file, temporary, shallow=False):
            Path(temporary).unlink()
            return False
        Path(temporary).chmod(file.stat().st_mode & 0o777 if file.exists() else 0o644)
        Path(temporary).replace(file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return True


def append_line(file: Path, line: str) -> None:
    """Add one line at the end of `file` and make sure that it is on disk; never glued to a line cut short before."""
    with file.open("ab+") as stream:
        stream.seek(0, os.SEEK_END)
        if stream.tell():
            stream.seek(-1, os.SEEK_END)
            if stream.read(1) != b"\n":
                stream.write(b"\n")
        stream.write(line.encode())
        stream.flush()
        os.fsync(stream.fileno())


@contextmanager
def workspace_lock(folder: Path) -> Iterator[None]:
    """One writer of this evidence folder at a time on this machine. The lock ends with the process that holds it."""
    lock = FileLock(local_folder(folder) / "evidence.lock", timeout=LOCK_SECONDS, is_singleton=True)
    try:
        with lock:
            yield
    except Timeout:
        raise EvidenceError(
            f"another rlsevidence has been writing to {folder} for over {LOCK_SECONDS:.0f} s; wait for it or end it"
        ) from None


def clear_leftovers(folder: Path) -> None:
    """Remove what a killed writer left behind: half-written temporary files, and a last ledger line cut short.

    Nobody else is writing while the lock is held, so such a file belongs to nobody; the run of such a line is done
    again by whoever was interrupted.
    """
    with workspace_lock(folder):
        for file in folder.glob(".*.tmp"):
            file.unlink(missing_ok=True)
        ledger = folder / part_path("runs")
        raw = ledger.read_bytes() if ledger.is_file() else b""
        if raw and not raw.endswith(b"\n"):
            write_atomic(ledger, raw[: raw.rfind(b"\n") + 1].decode("utf-8"))

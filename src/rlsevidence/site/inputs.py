"""All that a notebook may show, read at once, and told apart by its content: never by times of files."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..workspace import Workspace

_SHAPES_OUTPUT = (
    "citeproc-py", "ipykernel", "ipython", "jinja2", "markupsafe", "mistune", "nbclient", "nbconvert", "nbformat",
    "pandas", "plotly", "pygments",
)  # fmt: skip


@dataclass(frozen=True)
class Inputs:
    """All that a notebook may show, read once: evidence, cached abstracts, the program, its libraries, the day."""

    told: str
    files: tuple[tuple[str, bytes, bool], ...]
    """(path below its folder, content, whether it stands right in the evidence folder)."""

    def hash(self, noteless: Collection[str] = ()) -> str:
        """SHA-256; `noteless`: tables of WITH_NOTES for which it is the same whatever people note there."""
        digest = hashlib.sha256(self.told.encode())
        for name, content, is_evidence in self.files:
            shown = drop_notes(content) if is_evidence and name in noteless else content
            digest.update(f"\0{name}\0".encode() + shown)
        return digest.hexdigest()


def read_inputs(review: Workspace) -> Inputs:
    """As the files are now."""
    told = f"{_tell_program()} {review.today}"
    # The index tells of every answer of PubMed that is kept; the answers themselves are named by their hash.
    folders = ((review.folder, "*"), (review.local / "archive", "index.jsonl"))
    files = [
        (name, file.read_bytes(), folder == review.folder)
        for folder, pattern in folders
        for name, file in _list_files(folder, pattern)
    ]
    return Inputs(told, tuple(files))


@cache  # what this process runs was read when it began, and a build asks for it again and again
def _tell_program() -> str:
    digest = hashlib.sha256(f"{sys.version_info[:3]}".encode())
    for name in _SHAPES_OUTPUT:
        digest.update(f"{name} {find_version(name)}\n".encode())
    for path, file in _list_files(Path(__file__).resolve().parents[1], "*"):
        digest.update(f"\0{path}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def _list_files(folder: Path, pattern: str) -> Iterator[tuple[str, Path]]:
    """(path below `folder`, file), without what Python compiled."""
    for file in sorted(folder.rglob(pattern)):
        if file.is_file() and "__pycache__" not in file.parts:
            yield file.relative_to(folder).as_posix(), file


def hash_inputs(review: Workspace, *, noteless: Collection[str] = ()) -> str:
    """SHA-256 over all that a notebook may show; see `Inputs`."""
    return read_inputs(review).hash(noteless)


WITH_NOTES = ("tags.tsv", "screening.tsv")
"""Tables with a column `note`."""


def drop_notes(table: bytes) -> bytes:
    """A table of tab-separated values without its column `note`; as it is where it has none, or is damaged."""
    rows = [line.split(b"\t") for line in table.split(b"\n")]
    if b"note" not in rows[0]:
        return table
    column = rows[0].index(b"note")
    if any(len(row) != len(rows[0]) for row in rows if row != [b""]):
        return table
    return b"\n".join(b"\t".join(row[:column] + row[column + 1 :]) for row in rows)


def find_version(name: str) -> str:
    """The version of an installed distribution; '?' where it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "?"

"""The files that PubMed hands out: which there are, in which order they are read, and whether they came whole."""

from __future__ import annotations

import hashlib
import io
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import UsageError

NAME = re.compile(r"([a-z]+)(\d\d)n(\d{4,})\.xml(\.gz)?")
EXPECTED = "PubMed's names, such as pubmed26n0001.xml.gz, which say the order"
_MD5 = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")


@dataclass(frozen=True)
class SourceFile:
    """One file as it lay there when the scan began. `number`: its place among baseline and update files of a year."""

    path: Path
    number: int
    size: int
    mtime_ns: int

    @property
    def name(self) -> str:
        return self.path.name


def list_files(paths: Sequence[Path]) -> tuple[SourceFile, ...]:
    """The files named, and those of the folders named, by their numbers: update files go on where the baseline ends.

    UsageError for what is not there, for names that say no order, for one file twice and for files of two years: each
    year's baseline replaces the one before.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if NAME.fullmatch(p.name))
            if not inside:
                raise UsageError(f"{path}: found no file of PubMed's, expected {EXPECTED}")
            found += inside
        elif path.is_file():
            found.append(path)
        else:
            raise UsageError(f"{path}: there is no such file or folder")
    listed: dict[int, SourceFile] = {}
    years: dict[str, Path] = {}
    for path in found:
        match = NAME.fullmatch(path.name)
        if match is None:
            raise UsageError(f"{path}: found the name {path.name!r}, expected {EXPECTED}")
        years.setdefault(match[1] + match[2], path)
        if len(years) > 1:
            first, second = years.values()
            raise UsageError(f"{first.name} and {second.name} are of two years; each baseline replaces the one before")
        number, about = int(match[3]), path.stat()
        if number in listed:
            raise UsageError(f"{listed[number].path} and {path} have the same number: name one of them")
        listed[number] = SourceFile(path.resolve(), number, about.st_size, about.st_mtime_ns)
    return tuple(listed[number] for number in sorted(listed))


def find_gaps(files: Sequence[SourceFile]) -> tuple[str, ...]:
    """Numbers that are missing between the first and the last file: '12' or '12-15'."""
    gaps = []
    for before, after in itertools.pairwise(files):
        first, last = before.number + 1, after.number - 1
        if first <= last:
            gaps.append(str(first) if first == last else f"{first}-{last}")
    return tuple(gaps)


def read_md5(file: Path) -> str | None:
    """The MD5 that stands in `<file>.md5` beside it; None without such a file. ValueError when it holds none."""
    beside = file.with_name(f"{file.name}.md5")
    if not beside.is_file():
        return None
    match = _MD5.search(beside.read_text(encoding="utf-8", errors="replace").lower())
    if match is None:
        raise ValueError(f"{beside.name} holds no MD5")
    return match[0]


class HashingReader(io.RawIOBase):
    """A file that adds up the MD5 of what is read from it, so that it is read once."""

    def __init__(self, file: Path) -> None:
        self._stream = file.open("rb", buffering=0)
        self._digest = hashlib.md5(usedforsecurity=False)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        number = self._stream.readinto(buffer) or 0
        self._digest.update(memoryview(buffer)[:number])
        return number

    def finish(self) -> str:
        """The MD5 of the whole file, of which what was not read is read now."""
        while chunk := self._stream.read(1 << 20):
            self._digest.update(chunk)
        return self._digest.hexdigest()

    def close(self) -> None:
        self._stream.close()
        super().close()

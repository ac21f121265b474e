"""The text of a file, line by line from the disk, however it was encoded: memory holds a line and its beginning."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

from ..decoding import BOMS, decode, drop_marks
from ..errors import EvidenceError

HEAD = 200_000
"""So many characters of the beginning are looked at to tell what a file is."""
CHUNK = 1 << 16


@dataclass(frozen=True)
class Text:
    """A text with line ends as \\n. `said`: what a person should know of how it was read; `in_conflict`: whether marks
    of git stand in it."""

    head: str
    said: str | None
    encoding: str
    in_conflict: bool
    open: Callable[[], Iterator[str]]
    """From the beginning: lines with their \\n, long ones in parts."""

    def lines(self) -> Iterator[str]:
        """Each line with its \\n, from the beginning."""
        begun: list[str] = []
        for part in self.open():
            if begun or not part.endswith("\n"):
                begun.append(part)
                if part.endswith("\n"):
                    yield "".join(begun)
                    begun.clear()
            else:
                yield part
        if begun:
            yield "".join(begun)

    def starts(self) -> Iterator[str]:
        """How each line begins, without its \\n: enough to tell what a file is, which may be one line as a whole."""
        begins = True
        for part in self.open():
            if begins:
                yield part.removesuffix("\n")
            begins = part.endswith("\n")

    def split(self) -> Iterator[str]:
        """As `whole().split("\\n")`: a text that ends with a line's end has an empty one after it."""
        end = "\n"
        for line in self.lines():
            end = line[-1:]
            yield line.removesuffix("\n")
        if end == "\n":
            yield ""

    def whole(self) -> str:
        """All of it at once, for what cannot be read otherwise."""
        return "".join(self.open())

    def pieces(self) -> Iterator[str]:
        """Pieces of some size, whatever the lines are."""
        waiting: list[str] = []
        size = 0
        for part in self.open():
            waiting.append(part)
            size += len(part)
            if size >= CHUNK:
                yield "".join(waiting)
                waiting, size = [], 0
        yield "".join(waiting)


def text_of(text: str, said: str | None = None, encoding: str = "UTF-8") -> Text:
    """A text that is in memory."""
    marks = ("\n" + text).find("\n<<<<<<< ") >= 0 and ("\n" + text).find("\n>>>>>>> ") >= 0
    return Text(text[:HEAD], said, encoding, marks, lambda: iter(io.StringIO(text)))


def open_text(file: Path, *, packed: bool = False) -> Text | None:
    """The text of a file, unpacked where it is `packed`; None when it is none. The file is read once for this.

    EvidenceError when what is packed is damaged.
    """

    def raw() -> BinaryIO:
        return cast(BinaryIO, gzip.open(file)) if packed else file.open("rb")

    try:
        with raw() as stream:
            first = stream.read(4096)
        mark = next(((codec, name) for start, codec, name in BOMS if first.startswith(start)), None)
        if mark is None and b"\0" in first:
            with raw() as stream:
                found = decode(stream.read())
            return text_of(found.text, found.said, _name(found.said)) if found else None
        if mark is not None:
            said = None if mark[1] == "UTF-8" else f"read as {mark[1]}"
            return _try(raw, mark[0], "strict", said)
        # What is no UTF-8 is read as Windows-1252, see `decoding`.
        found_as = _try(raw, "utf-8", "strict", None)
        return found_as or _try(raw, "cp1252", "replace", "read as Windows-1252, as it is no UTF-8")
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise EvidenceError(f"{file}: the compressed file is damaged or cut short ({error})") from None


def _name(said: str | None) -> str:
    words = (said or "").removeprefix("read as ").split(",")[0]
    return words or "UTF-8"


def _try(raw: Callable[[], BinaryIO], codec: str, errors: str, said: str | None) -> Text | None:
    """The text in this encoding; None when it is not in it."""

    def parts() -> Iterator[str]:
        with raw() as stream, io.TextIOWrapper(stream, codec, errors, newline=None) as text:
            # A whole file may be one line, as JSON often is: no more of it than this is held.
            for number, part in enumerate(iter(lambda: text.readline(CHUNK), "")):
                yield part if number else drop_marks(part)

    begun = ended = False
    before = "\n"
    try:
        head = ""
        for part in islice(parts(), 5_000):
            head += part
            if len(head) >= HEAD:
                break
        head = head[:HEAD]
        for part in parts():
            if before.endswith("\n"):
                begun = begun or part.startswith("<<<<<<< ")
                ended = ended or part.startswith(">>>>>>> ")
            before = part
    except UnicodeDecodeError:
        return None
    return Text(head, said, _name(said), begun and ended, parts)

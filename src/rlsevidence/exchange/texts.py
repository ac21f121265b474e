"""The text of a file, line by line from the disk, however it was encoded: memory holds a line and its beginning.

One bad byte keeps no record out and changes no other: in what is UTF-8 but for it, it is read as Windows-1252 by
itself, and said with its line.
"""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

from ..counted import say_count
from ..decoding import BOMS, decode, drop_marks
from ..errors import EvidenceError
from .western import weigh

HEAD = 200_000
"""So many characters of the beginning are looked at to tell what a file is."""
CHUNK = 1 << 16
ALONE = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}
"""A byte that is no UTF-8, as Python's 'surrogateescape' keeps it -> its letter in Windows-1252; five have none."""
STRANGE = re.compile("[\0\udc80-\udcff]")
CONTROL = re.compile("[\1-\x08\x0e-\x19\x1c-\x1f]")
STRANGE_SIGN = re.compile("[\0-\x08\x0e-\x19\x1c-\x1f]")
NO_SIGN = re.compile(b"[\\0-\\x08\\x0e-\\x19\\x1c-\\x1f]")
LEFT_OUT = dict.fromkeys((*range(9), *range(14, 26))) | dict.fromkeys(range(28, 32), " ")
"""Signs of control, which stand for nothing in a text, and those that separate fields, for which a blank is read."""
LINES_SAID = 5
"""So many lines of bad bytes are told by number."""


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
    cut: int = 0
    """The number of the last line where that has no end, else 0: the file may have been cut off within it."""

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
    cut = 0 if text.endswith("\n") or not text else text.count("\n") + 1
    return Text(text[:HEAD], said, encoding, marks, lambda: iter(io.StringIO(text)), cut)


def blank_lines(text: Text, number: int) -> Text:
    """The text with its first lines empty, so that the others keep their numbers."""

    def parts() -> Iterator[str]:
        line = 0
        for part in text.open():
            yield part if line >= number else "\n" if part.endswith("\n") else ""
            line += part.endswith("\n")

    head = "\n" * number + "\n".join(text.head.split("\n")[number:])
    return replace(text, head=head, open=parts)


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
            if found:
                return text_of(found.text, found.said, _name(found.said))
            if not _is_text_but_for_nul(first):
                return None
        if mark is not None and mark[1] != "UTF-8":
            said = f"read as {mark[1]}"
            return _try(raw, mark[0], "strict", said) or _replace(raw, mark[0], said, mark[1])
        # What is no UTF-8 is read as Windows-1252, see `decoding`.
        return _try(raw, "utf-8", "strict", None) or _read_cut(raw) or _read_mixed(raw)
    except EvidenceError as error:
        raise EvidenceError(f"{file}: {error}") from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise EvidenceError(f"{file}: the compressed file is damaged or cut short ({error})") from None


def _is_text_but_for_nul(first: bytes) -> bool:
    """Whether a few NUL bytes stand in a text: in pictures, archives and programs many other signs of control do."""
    control = len(NO_SIGN.findall(first)) - first.count(0)
    return control <= min(3, len(first) // 25) and first.count(0) <= max(2, len(first) // 10)


def _read_cut(raw: Callable[[], BinaryIO]) -> Text | None:
    """UTF-8 that ends within a letter, shown as U+FFFD; None for anything else.

    A single last byte from E0 on is left to `_read_mixed`: in Windows-1252 it is a small letter, as text may end with.
    """
    decoder, line = codecs.getincrementaldecoder("utf-8")(), 1
    with raw() as stream:
        for piece in iter(lambda: stream.read(1 << 20), b""):
            try:
                line += decoder.decode(piece).count("\n")
            except UnicodeDecodeError:
                return None
    rest = decoder.getstate()[0]
    if not rest or (len(rest) == 1 and rest[0] >= 0xE0):
        return None
    said = f"line {line}: the file ends within a letter, shown as \ufffd: it was cut off there"
    return _try(raw, "utf-8", "replace", said, "UTF-8")


def _read_mixed(raw: Callable[[], BinaryIO]) -> Text | None:
    """What is no UTF-8 as a whole: UTF-8 with bad bytes where more letters are UTF-8's than are not, else
    Windows-1252 or what `western` tells. The lines of the bad bytes are said. EvidenceError for another script."""
    good, number, lines = 0, 1, dict[int, int]()
    with raw() as stream, io.TextIOWrapper(stream, "utf-8", "surrogateescape", newline=None) as text:
        for part in iter(lambda: text.readline(CHUNK), ""):
            if not part.isascii():
                bad = len(STRANGE.findall(part.replace("\0", "")))
                good += sum(not c.isascii() for c in part) - bad
                if bad:
                    lines[number] = lines.get(number, 0) + bad
            number += part.endswith("\n")
    where = _say_lines(list(lines))
    if good > sum(lines.values()):
        said = f"{where}: bytes that are no UTF-8, as the rest of the file is, are read as Windows-1252"
        return _try(raw, "utf-8", "surrogateescape", f"{said}: look at them in the source", "UTF-8")
    with raw() as stream:
        weighed = weigh(iter(lambda: stream.read(1 << 20), b""))
    if weighed.kind == "other":
        raise EvidenceError(
            f"found bytes that are no UTF-8 and no words of a Western encoding ({where}), perhaps of another script;"
            " expected UTF-8: save the file so in the program that shows it well"
        )
    if weighed.kind == "mac_roman":
        said = f"read as MacRoman, as it is no UTF-8 and its bytes make no words of Windows-1252 ({where})"
        return _try(raw, "mac_roman", "replace", f"{said}: look at them in the source")
    said = f"read as Windows-1252, as it is no UTF-8 ({where})"
    if weighed.open:
        said += f"; {say_count(weighed.open, 'byte')} without a letter there, shown as \ufffd"
    if weighed.odd:
        said += f"; words such as {', '.join(weighed.odd)} look wrong in it"
    if weighed.open or weighed.odd:
        said += ": it may be of another encoding, look at it in the source"
    return _try(raw, "cp1252", "replace", said)


def _replace(raw: Callable[[], BinaryIO], codec: str, said: str, name: str) -> Text | None:
    """The text with a sign (U+FFFD) for what cannot be read in it, and the lines where it stands."""
    lines, number = dict[int, None](), 1
    with raw() as stream, io.TextIOWrapper(stream, codec, "replace", newline=None) as text:
        for part in iter(lambda: text.readline(CHUNK), ""):
            if "\ufffd" in part:
                lines[number] = None
            number += part.endswith("\n")
    where = _say_lines(list(lines))
    return _try(raw, codec, "replace", f"{said}; {where}: bytes that cannot be read, shown as \ufffd", name)


def _say_lines(lines: Sequence[int]) -> str:
    shown = ", ".join(map(str, lines[:LINES_SAID]))
    more = f" and {len(lines) - LINES_SAID} more" if len(lines) > LINES_SAID else ""
    return f"line{'s' if len(lines) > 1 else ''} {shown}{more}"


def _name(said: str | None) -> str:
    words = (said or "").removeprefix("read as ").split(",")[0]
    return words or "UTF-8"


def _try(
    raw: Callable[[], BinaryIO], codec: str, errors: str, said: str | None, encoding: str | None = None
) -> Text | None:
    """The text in this encoding; None when it is not in it. NUL bytes and other signs that stand for nothing are left
    out."""

    def parts() -> Iterator[str]:
        with raw() as stream, io.TextIOWrapper(stream, codec, errors, newline=None) as text:
            # A whole file may be one line, as JSON often is: no more of it than this is held.
            for number, part in enumerate(iter(lambda: text.readline(CHUNK), "")):
                part = part.translate(LEFT_OUT) if STRANGE_SIGN.search(part) else part
                if errors == "surrogateescape" and not part.isascii():
                    part = part.translate(ALONE)
                if part:
                    yield part if number else drop_marks(part)

    begun = ended = False
    before, lines = "\n", 0
    name = encoding or _name(said)
    try:
        nul, control = _find_nul(raw, codec, errors)
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
            lines += part.endswith("\n")
    except UnicodeDecodeError:
        return None
    if nul:
        what = "NUL bytes and signs of control" if control else "NUL bytes"
        said = f"{f'{said}; ' if said else ''}{_say_lines(nul)}: {what}, which stand for nothing, are left out"
    return Text(head, said, name, begun and ended, parts, 0 if before.endswith("\n") else lines + 1)


def _find_nul(raw: Callable[[], BinaryIO], codec: str, errors: str) -> tuple[list[int], bool]:
    """The lines where NUL bytes and signs of control stand, and whether there are any of the latter."""
    with raw() as stream:
        pieces = iter(lambda: stream.read(1 << 20), b"")
        if codec in ("utf-8", "utf-8-sig", "cp1252") and not any(NO_SIGN.search(piece) for piece in pieces):
            return [], False
    found, number, control = dict[int, None](), 1, False
    with raw() as stream, io.TextIOWrapper(stream, codec, errors, newline=None) as text:
        for part in iter(lambda: text.readline(CHUNK), ""):
            if STRANGE_SIGN.search(part):
                found[number] = None
                control = control or CONTROL.search(part) is not None
            number += part.endswith("\n")
    return list(found), control

"""XML that is broken as a whole, taken apart into its records: a broken one keeps none of the others out. Pure.

Only what no parser of XML reads comes here. A piece is read by itself, and strictly: nothing within a record is mended.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")
LONGEST_TAG = 200
FRAME = re.compile(r"<\?.*?\?>|<!DOCTYPE[^>]*>|<!--.*?-->", re.S)
"""What may stand before the first record of any XML."""


@dataclass(frozen=True)
class Piece:
    """`text` from `line` on. `closed`: it begins and ends as a record does; `begun`: it begins as one."""

    line: int
    text: str
    begun: bool
    closed: bool


def split_records(parts: Iterable[str], names: Sequence[str]) -> Iterator[Piece]:
    """The records (elements of one of the `names`, which do not stand in each other) and what stands between them.

    `parts` are pieces of the text, wherever it is cut; memory holds a record.
    """
    either = "|".join(names)
    mark = re.compile(rf"<(?P<start>{either})(?=[\s>/])|</(?P<end>{either})\s*>")
    held, line, at, begun = "", 1, 0, False
    for part in parts:
        held += part
        while found := mark.search(held, at):
            at = found.end()
            if found["end"] and not begun:
                continue
            cut = found.end() if found["end"] else found.start()
            if cut:
                yield Piece(line, held[:cut], begun, begun and bool(found["end"]))
            line += held.count("\n", 0, cut)
            begun = bool(found["start"])
            held, at = held[cut:], 1 if begun else 0
        at = max(at, len(held) - LONGEST_TAG)
    if held:
        yield Piece(line, held, begun, False)


def say_outside(piece: Piece, wrappers: Sequence[str]) -> tuple[int, str] | None:
    """(line, text) of what stands between two records and is no `wrappers` of them; None where nothing does."""
    frame = re.compile(rf"</?(?:{'|'.join(wrappers)})(?:\s[^>]*)?/?>|{FRAME.pattern}", re.S)
    plain = frame.sub(lambda m: "\n" * m[0].count("\n"), piece.text)
    if not plain.strip():
        return None
    before = plain[: len(plain) - len(plain.lstrip())]
    return piece.line + before.count("\n"), " ".join(plain.split())


@dataclass(frozen=True)
class Broken:
    """What could not be read: the line it stands at, and why. `outside`: plain text between records, no record."""

    line: int
    why: str
    outside: bool = False


def read_pieces(
    parts: Iterable[str], names: Sequence[str], wrappers: Sequence[str], read: Callable[[Any, int], T]
) -> Iterator[T | Broken]:
    """Each record as `read(element, line)` makes it, and what is broken. ValueError of `read` says what is."""
    return read_split(split_records(parts, names), wrappers, read)


def read_split(pieces: Iterable[Piece], wrappers: Sequence[str], read: Callable[[Any, int], T]) -> Iterator[T | Broken]:
    """As `read_pieces`, of text that has been taken apart."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True)
    for piece in pieces:
        if not piece.begun:
            if outside := say_outside(piece, wrappers):
                if "<" in outside[1]:
                    yield Broken(outside[0], f"{outside[1][:60]!r} outside any record")
                else:
                    yield Broken(*outside, outside=True)
            continue
        if not piece.closed:
            start = re.match(r"<\w+", piece.text)
            yield Broken(piece.line, f"a record that does not end ({start[0] if start else ''}>)")
            continue
        try:
            element = etree.fromstring(piece.text.encode(), parser)
            if next(element.iter(etree.Entity), None) is not None:
                raise ValueError("an entity that is not declared")
            yield read(element, piece.line)
        except etree.XMLSyntaxError as error:
            yield Broken(piece.line + (error.lineno or 1) - 1, f"not well-formed XML: {error.msg}")
        except ValueError as error:
            yield Broken(piece.line, str(error))


def read_whole(
    text: str, names: Sequence[str], wrappers: Sequence[str], read: Callable[[Any, int], T]
) -> tuple[list[T], list[Broken]]:
    """The records of `text`, and what of it is broken: all at once where it is XML, by pieces where it is not."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True)
    # The encoding that a file names is not that of the text which was made of it; its lines stay.
    plain = re.sub(r"^\s*<\?xml[^>]*\?>", lambda m: "\n" * m[0].count("\n"), text)
    try:
        root = etree.fromstring(plain.encode(), parser)
    except etree.XMLSyntaxError as error:
        read_apart = list(read_pieces([plain], names, wrappers, read))
        broken = [r for r in read_apart if isinstance(r, Broken)]
        records = [r for r in read_apart if not isinstance(r, Broken)]
        return records, broken or [Broken(error.lineno or 1, f"not well-formed XML: {error.msg}")]
    found = list(root.iter(*names))
    said = {(r.tail or "").strip() for r in found} | {
        (r.getparent().text or "").strip() for r in found if r is not root
    }
    if said <= {""}:
        return [read(r, r.sourceline) for r in found], []
    between = (say_outside(piece, wrappers) for piece in split_records([plain], names) if not piece.begun)
    return [read(r, r.sourceline) for r in found], [Broken(*words, outside=True) for words in between if words]


def drop_broken(
    parts: Iterable[str], names: Sequence[str], wrapper: str, look: Callable[[Any], object] = lambda _: None
) -> bytes:
    """The records that can be read, in one document of XML. `look`: raises ValueError for one that is left out."""
    from lxml import etree

    def read(element: Any, _: int) -> bytes:
        look(element)
        return bytes(etree.tostring(element, with_tail=False))

    whole = read_pieces(parts, names, (), read)
    return b"\n".join([f"<{wrapper}>".encode(), *(w for w in whole if isinstance(w, bytes)), f"</{wrapper}>".encode()])


def text_of_element(element: Any) -> str:
    """All text in an element, in one line."""
    return " ".join("".join(element.itertext()).split())

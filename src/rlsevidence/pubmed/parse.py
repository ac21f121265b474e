"""Files of PubMed records -> FullRecord, one after the other, without DTD, network or entities.

XML, gzipped XML and MEDLINE text are told apart by how they begin. Memory does not grow with the file. What cannot be
read is refused with a sentence that says where; the complete records before the break are handed out first.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from lxml import etree

from ..errors import EvidenceError
from ..model import FullRecord
from .elements import Drift, read_book, read_citation
from .medline import parse_medline

Stray = Callable[[int, str], None]
"""Told of text between two records: its line, and what it says."""
RECORD_TAGS = ("PubmedArticle", "PubmedBookArticle", "MedlineCitation", "BookDocument")
"""An efetch answer holds the first two; MEDLINE's own files hold the other two bare."""
ROOTS = ("PubmedArticleSet", "MedlineCitationSet", "PubmedBookArticleSet", "BookDocumentSet", *RECORD_TAGS)


class BrokenXmlError(EvidenceError):
    """XML that breaks off or holds a record that cannot be read; other records of it may be whole."""


def parse_file(
    source: Path | BinaryIO, on_drift: Drift | None = None, on_stray: Stray | None = None
) -> Iterator[FullRecord]:
    """Records of a file or stream: PubMed XML, the same gzipped, or MEDLINE text, told apart by how it begins.

    `on_stray` is told of text that stands between the records of XML.

    Yields the complete records before a break and then raises EvidenceError, which says where it broke.
    """
    name = str(source) if isinstance(source, Path) else "standard input"
    try:
        stream: BinaryIO = source.open("rb") if isinstance(source, Path) else source
    except OSError as error:
        raise EvidenceError(f"{name}: {error.strerror or error}") from None
    with stream:
        try:
            start, whole = _look_at(stream)
            if start[:2] == b"\x1f\x8b":
                start, whole = _look_at(gzip.GzipFile(fileobj=whole))
            text = start.lstrip(b"\xef\xbb\xbf \t\r\n")
            if text.startswith(b"<") or start[:2] in (b"\xff\xfe", b"\xfe\xff"):
                yield from parse_xml(whole, on_drift, name=name, on_stray=on_stray)
            elif re.match(rb"(\d+[\r\n]+)?[A-Z][A-Z0-9]{1,3} *- ", text):
                yield from parse_medline(whole, name=name)
            else:
                found = text[:40].decode("utf-8", "replace") or "nothing"
                raise EvidenceError(f"{name}: found {found!r}, expected PubMed XML or MEDLINE text")
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise EvidenceError(f"{name}: the compressed file is damaged or cut short ({error})") from None
        except OSError as error:
            raise EvidenceError(f"{name}: {error.strerror or error}") from None


def _look_at(stream: Any) -> tuple[bytes, BinaryIO]:
    """The first bytes of a stream that cannot be wound back, and the stream with those bytes still to be read."""
    head = stream.read(4096)
    return head, io.BufferedReader(_Joined(head, stream), 1 << 16)


class _Joined(io.RawIOBase):
    """A few bytes already read, then the rest of a stream that cannot be wound back."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._head:
            part, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        else:
            part = self._rest.read(len(buffer))
        buffer[: len(part)] = part
        return len(part)


def parse_xml(
    stream: BinaryIO, on_drift: Drift | None = None, *, name: str = "the answer", on_stray: Stray | None = None
) -> Iterator[FullRecord]:
    """Records of PubMed XML, one after the other, in memory that does not grow with the file.

    Raises EvidenceError for what is not well-formed (after the complete records before the break), for a document type
    with declarations of its own and for entities: PubMed sends none, and they are how hostile files are built.
    """
    count = 0
    for element in iter_elements(stream, name=name, on_stray=on_stray):
        if element.tag == "DeleteCitation":
            if on_drift:
                on_drift(f"the file lists {len(element)} PMIDs as deleted; they are not records")
            continue
        count += 1
        try:
            record = parse_record(element, on_drift)
        except EvidenceError as error:
            raise BrokenXmlError(f"{name}: record {count}: {error}") from None
        yield record


def iter_elements(stream: BinaryIO, *, name: str = "the answer", on_stray: Stray | None = None) -> Iterator[Any]:
    """The elements of records (`RECORD_TAGS`) and lists of deleted ones (DeleteCitation), as `parse_xml` reads them.

    An element is emptied when the next one is asked for.
    """
    events = etree.iterparse(
        stream,
        events=("end",),
        tag=(*RECORD_TAGS, "DeleteCitation"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    seen = False
    try:
        for _, element in events:
            if not seen:
                _refuse_declarations(element, name)
                seen = True
            parent = element.getparent()
            if parent is not None and parent.tag in RECORD_TAGS:
                continue  # the part of a record that is still being read
            if events.error_log and any(True for _ in element.iter(etree.Entity)):
                raise EvidenceError(
                    f"{name}: found an entity that is not declared, expected plain text: such a file is refused"
                )
            before = element.getprevious()
            if on_stray and before is not None and before.tail and (stray := before.tail.lstrip()):
                on_stray(element.sourceline - stray.count("\n"), stray.strip())
            yield element
            element.clear(keep_tail=True)
            if parent is not None:
                while element.getprevious() is not None:
                    del parent[0]
    except etree.XMLSyntaxError as error:
        if "amplification" in error.msg or "entity loop" in error.msg:
            raise EvidenceError(
                f"{name}: found entities that grow out of all measure: such a file is refused"
            ) from None
        raise BrokenXmlError(f"{name}: not well-formed XML, or cut short: {error.msg}") from None
    except (LookupError, UnicodeDecodeError) as error:
        raise BrokenXmlError(f"{name}: the encoding cannot be read: {error}") from None
    if not seen:
        root = events.root
        if root is None or root.tag not in ROOTS:
            found = f"<{root.tag}>" if root is not None else "nothing"
            raise EvidenceError(f"{name}: found {found}, expected PubMed XML (a PubmedArticleSet)")
        _refuse_declarations(root, name)


def _refuse_declarations(element: Any, name: str) -> None:
    dtd = element.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in (*dtd.iterentities(), *dtd.iterelements())):
        raise EvidenceError(
            f"{name}: found declarations inside the document type, expected none: such a file is refused"
        )


def parse_record(element: Any, on_drift: Drift | None = None) -> FullRecord:
    """One record element (see `RECORD_TAGS`) as a record."""
    tag = element.tag
    if tag == "PubmedArticle":
        parts = {child.tag: child for child in element}
        if "MedlineCitation" not in parts:
            raise EvidenceError("a PubmedArticle without MedlineCitation")
        return read_citation(parts["MedlineCitation"], parts.get("PubmedData"), on_drift)
    if tag == "PubmedBookArticle":
        document = element.find("BookDocument")
        if document is None:
            raise EvidenceError("a PubmedBookArticle without BookDocument")
        return read_book(document, element.find("PubmedBookData"), on_drift)
    return (read_citation if tag == "MedlineCitation" else read_book)(element, None, on_drift)

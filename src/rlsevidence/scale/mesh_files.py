"""NLM's files of MeSH -> `Mesh`; which of the formats it is, is told by what stands in the file."""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from lxml import etree

from ..errors import EvidenceError
from .mesh import Entry, Mesh, build_mesh, read_ascii_lines, read_tree_lines, read_xml_record

KINDS = "NLM's tree file (mtrees<year>.bin), descriptors or qualifiers (desc or qual<year>.xml, d or q<year>.bin)"
RECORDS = ("DescriptorRecord", "QualifierRecord")


def read_mesh(files: Sequence[Path]) -> tuple[Mesh, str]:
    """What the files hold together, and the SHA-256 of all of them. EvidenceError for a file that is none of MeSH."""
    digest = hashlib.sha256()
    entries: list[Entry] = []
    for file in files:
        try:
            raw = file.read_bytes()
            digest.update(hashlib.sha256(raw).digest())
            raw = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
        except (OSError, EOFError, zlib.error) as error:
            raise EvidenceError(f"{file}: {getattr(error, 'strerror', None) or error}") from None
        found = list(_read(raw, file))
        if not found:
            raise EvidenceError(f"{file}: found no heading, expected {KINDS}")
        entries += found
    return build_mesh(entries), digest.hexdigest()


def _read(raw: bytes, file: Path) -> Iterable[Entry]:
    if raw.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<"):
        return _read_xml(raw, file)
    try:
        lines = raw.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise EvidenceError(f"{file}: byte {error.start} is not UTF-8, expected {KINDS}") from None
    if any(line.startswith("*NEWRECORD") for line in lines[:50]):
        return read_ascii_lines(lines)
    return _read_tree(lines, file)


def _read_tree(lines: list[str], file: Path) -> Iterator[Entry]:
    for entry in read_tree_lines(lines):
        if isinstance(entry, int):
            raise EvidenceError(f"{file}:{entry} found {lines[entry - 1][:40]!r}, expected 'Heading;A01.234'; {KINDS}")
        yield entry


def _read_xml(raw: bytes, file: Path) -> Iterator[Entry]:
    events = etree.iterparse(
        io.BytesIO(raw), tag=RECORDS, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        for _, element in events:
            yield read_xml_record(element)
            element.clear()
    except etree.XMLSyntaxError as error:
        raise EvidenceError(f"{file}: not well-formed XML, or cut short: {error.msg}") from None

"""PubMed's XML that is broken as a whole -> its records one by one, and what cannot be read. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..errors import EvidenceError
from ..model import FullRecord
from ..pubmed.elements import Drift
from ..pubmed.parse import RECORD_TAGS, ROOTS, parse_record
from .entry import find_record_fault
from .texts import Text
from .xml_pieces import Broken, drop_broken, read_pieces


def _names(text: Text) -> tuple[str, ...]:
    """The elements that records are: an answer of PubMed has others round those of MEDLINE's own files."""
    outer = [name for name in RECORD_TAGS[:2] if f"<{name}>" in text.head or f"<{name} " in text.head]
    return RECORD_TAGS[:2] if outer else RECORD_TAGS[2:]


def read_pubmed_pieces(text: Text, tell: Drift | None = None) -> Iterator[FullRecord | Broken]:
    """Every record that is whole, in the order of the file, and what is broken, with its line. `tell` hears of what was
    not read of a record before the record comes."""
    wrappers = [name for name in ROOTS if name not in RECORD_TAGS]

    return read_pieces(text.pieces(), _names(text), wrappers, lambda element, _: _read(element, tell))


def _read(element: Any, tell: Drift | None = None) -> FullRecord:
    """ValueError, as `read_pieces` asks for, for what is no record."""
    try:
        full = parse_record(element, tell)
    except EvidenceError as error:
        raise ValueError(str(error)) from None
    if fault := find_record_fault(full.to_record()):
        raise ValueError(say_fault(fault))
    return full


def say_fault(fault: tuple[str, str, str]) -> str:
    """As one sentence, of a record in XML."""
    return f"{fault[0]}: {fault[1]}, expected {fault[2]}"


def keep_readable(text: Text) -> bytes:
    """The whole records of a broken file, in one document of XML; of two under one PMID the first."""
    seen = set[str | None]()

    def read(element: Any) -> None:
        pmid = _read(element).pmid
        if pmid in seen:
            raise ValueError("a second record under one PMID")
        seen.add(pmid)

    return drop_broken(text.pieces(), _names(text), ROOTS[0], read)

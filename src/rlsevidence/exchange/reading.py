"""Files of other databases -> records, each with what it rests on: PubMed XML and MEDLINE, RIS and its kin, CSV and its
kin, CSL-JSON. The kind is told by what stands in the file, never by its name.

Nothing is guessed: a field that the file does not have stays unknown, every field is marked as known second-hand, so
that a pull fills it from PubMed where PubMed has the record; what has no place in a record is counted and said.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..decoding import decode, find_conflict
from ..errors import EvidenceError, Problem
from ..pubmed.build import fold
from ..pubmed.parse import parse_file
from .asreview import is_project, read_project
from .endnote_xml import is_endnote
from .entry import FILLED, Entry, FileRead, keep_entries, short_name
from .pubmed_text import read_medline_text
from .references import read_bibtex_file, read_csl, read_endnote_file, read_tagged_file
from .tables import CSV_COLUMNS, read_table, read_workbook, split_authors
from .tagged import find_dialect

__all__ = ["CSV_COLUMNS", "FILLED", "KINDS", "Entry", "FileRead", "read_entries", "short_name", "split_authors"]


def read_entries(file: Path, origin: str) -> FileRead:
    """The entries of a file that can become records, and what is wrong with the others.

    EvidenceError when the file as a whole cannot be read.
    """
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise EvidenceError(f"{file}: {error.strerror or error}") from None
    if raw[:2] == b"\x1f\x8b":
        if gzip_begins_with_markup(raw):
            return _read_pubmed(file, origin)
        raw = unpack(raw, file)
    if raw[:4] == b"PK\x03\x04" and is_project(file):
        return _read_project(file, origin)
    if raw[:4] == b"PK\x03\x04":
        return replace(read_workbook(file, origin), form="Excel")
    decoded = decode(raw)
    if decoded is None:
        raise EvidenceError(f"{file}: found bytes that are no text, expected {KINDS}")
    text, said = decoded.text, (decoded.said,) if decoded.said else ()
    coded = re.search(r"read as ([\w-]+)", decoded.said or "")
    return replace(_read_text(text, said, file, origin), encoding=coded[1] if coded else "UTF-8")


TWICE = re.compile("Ã[\u00a4\u00a5\u00b6\u00a9\u00a8\u00bc\u0084\u0085\u0096\u201e\u2026\u2013]")
"""Letters of UTF-8 that were read as Windows-1252 and written as UTF-8 again."""


def _read_text(text: str, said: Sequence[str], file: Path, origin: str) -> FileRead:
    if marks := find_conflict(text):
        raise EvidenceError(
            f"{file}:{marks[0]} found git's marks of a conflict (lines {', '.join(map(str, marks))}),"
            " expected a file that was merged to its end"
        )
    if TWICE.search(text[:200_000]):
        said = (*said, "letters such as 'Ã¶' look as if they had been encoded twice: they are kept as they stand")
    start = text[:4096].lstrip()
    if start.startswith("<") and is_endnote(text):
        return read_endnote_file(text, file, origin, said)
    if start.startswith("<"):
        return _read_pubmed(file, origin)
    if re.match(r"(?:.*\n){0,20}?PMID *- ", start):
        return replace(read_medline_text(text, file, origin, tuple(said)), form="PubMed")
    if (dialect := find_dialect(text)) is not None:
        return read_tagged_file(text, dialect, file, origin, said)
    if start[:1] in "[{" and start:
        return read_csl(text, file, origin, said)
    if re.match(r"(?:%[^\n]*\n|\s)*@\w+\s*[{(]", start):
        return read_bibtex_file(text, file, origin, said)
    header = re.sub(r"^sep=.[ \t]*\n\s*", "", start).split("\n", 1)[0].lower()
    if {"pt", "au", "ti", "so"} <= set(header.split("\t")):
        return read_table(text.lstrip("\n"), file, origin, said, "\t")
    if any(name in header for name in CSV_COLUMNS["title"]) and any(mark in header for mark in ",;\t"):
        return read_table(text.lstrip("\n"), file, origin, said)
    found = text.strip()[:40] or "nothing"
    raise EvidenceError(f"{file}: found {found!r}, expected {KINDS}")


KINDS = (
    "PubMed XML, MEDLINE (.nbib), RIS or CSV with a title column, EndNote (XML, %0), CENTRAL, Web of Science, BibTeX, "
    "CSL-JSON, Excel or an ASReview project"
)


def gzip_begins_with_markup(raw: bytes) -> bool:
    """Whether what is packed is XML, which is read as it streams, or text."""
    try:
        head = gzip.GzipFile(fileobj=io.BytesIO(raw)).read(64)
    except (OSError, EOFError, zlib.error):
        return True  # the reader of XML says what is wrong with it
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or head[:2] in (b"\xff\xfe", b"\xfe\xff")


def unpack(raw: bytes, file: Path) -> bytes:
    try:
        return gzip.decompress(raw)
    except (OSError, EOFError, zlib.error) as error:
        raise EvidenceError(f"{file}: the compressed file is damaged or cut short ({error})") from None


def _read_pubmed(file: Path, origin: str) -> FileRead:
    """PubMed's XML. Where it breaks off, what stands before the break comes in, and the break is a record refused."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    try:
        for i, full in enumerate(parse_file(file), 1):
            record = full.to_record().model_copy(update={"origin": origin, "verification": "confirmed"})
            entries.append(Entry(i, record, full))
    except EvidenceError as error:
        if not entries:
            raise
        at = re.search(r"\bline (\d+)", str(error))
        found = f"{str(error).removeprefix(f'{file}: ')}; nothing after it was read"
        problems.append(Problem(str(file), int(at[1]) if at else 1, "file", "import-xml", found, "whole XML"))
    return FileRead(tuple(entries), tuple(problems), len(entries) + len(problems), form="PubMed")


def _read_project(file: Path, origin: str) -> FileRead:
    made = []
    for number, given, decisions, said in read_project(file):
        names = [n for name in given["authors"] for n in split_authors(name)]
        fields = {key: fold(str(given[key])) if given.get(key) else None for key in ("title", "year", "doi", "url")}
        empty = dict.fromkeys(("journal", "volume", "issue", "pages", "language", "pmid", "pmcid"))
        got = {
            **empty,
            **fields,
            "authors": tuple(filter(None, map(short_name, names))),
            "types": (),
            "abstract": " ".join(str(given.get("abstract") or "").split()),
            "keywords": tuple(given["keywords"]),
            "decisions": decisions,
            "said": said,
        }
        made.append((number, got))
    return replace(keep_entries(made, file, origin, (), Counter()), form="ASReview project")

"""Tables -> entries: CSV and its kin, Excel. Columns are known by the names that databases give them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..errors import EvidenceError, UsageError
from ..pubmed.build import fold
from .decisions import LABEL_COLUMNS, read_label
from .entry import STOPS, FileRead, keep_entries, short_name
from .own_rows import split_words

CSV_COLUMNS = {
    "title": ("title", "article title", "document title", "primary title", "titel"),
    "authors": ("authors", "author", "author names", "author(s)", "author full names", "författare"),
    "year": ("year", "publication year", "year of publication", "pub year", "published year", "år", "utgivningsår"),
    "journal": ("journal", "source title", "source", "journal title", "journal/book", "publication title", "tidskrift"),
    "volume": ("volume", "volym"),
    "issue": ("issue", "number", "nummer"),
    "pages": ("pages", "page range", "sidor"),
    "doi": ("doi",),
    "pmid": ("pmid", "pubmed id", "pubmed_id"),
    "pmcid": ("pmcid", "pmc_id"),
    "url": ("url", "link", "länk"),
    "language": ("language", "språk"),
}
"""Field -> the names that databases give its column, in small letters."""


# ---------------------------------------------------------------- CSV and its kin

ABSTRACT_COLUMNS = ("abstract", "abstract note", "sammanfattning", "abstrakt")
KEYWORD_COLUMNS = ("keywords", "author keywords", "index keywords", "nyckelord", "manual tags", "automatic tags")
NOTE_COLUMNS = ("notes", "note", "tags", "asreview_note", "exclusion reason", "anteckningar", "screening", "extra")
FORMULA_MARK = re.compile(r"^'(?=[=+@\t\r-])")
"""The apostrophe that programs, this one among them, set before a text that a spreadsheet would run."""
SEPARATORS = {";": "semicolons", "\t": "tabs", ",": "commas"}


def split_authors(said: str) -> list[str]:
    """The names in one cell. PubMed separates by commas and ends in a stop; others by semicolons, bars or 'and'."""
    text = " ".join(said.split())
    if ";" in text or "|" in text:
        return re.split(r"\s*[;|]\s*", text)
    if re.search(r"\band\b", text) and not text.endswith(" and"):
        return re.split(r"\s*,?\s+and\s+", text)
    named = [p.strip() for p in text.split(",")]
    if len(named) > 1 and all(re.fullmatch(rf"[^\W\d_].*\s{STOPS.pattern}", p) for p in named):
        return named
    # Scopus of earlier years: 'Sand, A., Berg, B.B.', a family name and its initials in turn.
    if len(named) > 2 and len(named) % 2 == 0 and all(bool(STOPS.fullmatch(p)) == i % 2 for i, p in enumerate(named)):
        return [f"{family}, {given}" for family, given in zip(named[::2], named[1::2], strict=True)]
    parts = [p.strip() for p in text.rstrip(".").split(",")]
    if len(parts) > 1 and all(
        re.fullmatch(r"[^\W\d_].*\s[^\W\d_a-zåäö]{1,4}(?:\s(?:Jr|Sr|\d\w\w))?", p) for p in parts
    ):
        return parts
    if re.fullmatch(r"[^,]+\s[A-ZÅÄÖ]{1,4}\.", text):
        return [text[:-1]]
    return [text]


def read_workbook(file: Path, origin: str) -> FileRead:
    """The first sheet of an Excel workbook whose first row names a title, read as a table is."""
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise UsageError("Excel files need openpyxl: pip install 'rlsevidence[spreadsheets]'") from None
    try:
        book = load_workbook(io.BytesIO(file.read_bytes()), read_only=True, data_only=True)
    except Exception as error:
        raise EvidenceError(
            f"{file}: found an archive that is no Excel workbook ({error}), expected one or an ASReview project"
        ) from None
    for sheet in book.worksheets:
        rows = [["" if c is None else _plain_cell(c) for c in row] for row in sheet.iter_rows(values_only=True)]
        rows = [row for row in rows if any(row)]
        if rows and any(cell.strip().lower() in CSV_COLUMNS["title"] for cell in rows[0]):
            out = io.StringIO()
            csv.writer(out, lineterminator="\n").writerows(rows)
            more = [s.title for s in book.worksheets if s.title != sheet.title]
            said = [f"read from the sheet {sheet.title!r}", *([f"sheets left out: {', '.join(more)}"] if more else [])]
            return read_table(out.getvalue(), file, origin, said, ",")
    raise EvidenceError(f"{file}: found no sheet with a title column, expected one whose first row names the columns")


def _plain_cell(value: object) -> str:
    """A cell as it is shown: 2020.0 as 2020, a day as 2020-01-02."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return str(value)


def read_table(text: str, file: Path, origin: str, said: Sequence[str], delimiter: str | None = None) -> FileRead:
    header = text.split("\n", 1)[0]
    delimiter = delimiter or max(",;\t", key=header.count)
    notes = [*said, *([f"columns are separated by {SEPARATORS[delimiter]}"] if delimiter != "," else [])]
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    rows: list[tuple[int, dict[str, Any]]] = []
    unplaced: Counter[str] = Counter()
    try:
        given = [cell.strip() for cell in next(reader)]
        names = [cell.lower() for cell in given]
        columns = {f: next((names.index(n) for n in named if n in names), None) for f, named in CSV_COLUMNS.items()}
        labels = [i for i, n in enumerate(names) if n in LABEL_COLUMNS]
        noted = [i for i, n in enumerate(names) if n in NOTE_COLUMNS]
        worded = [i for i, n in enumerate(names) if n in KEYWORD_COLUMNS]
        about = next((i for i, n in enumerate(names) if n in ABSTRACT_COLUMNS), None)
        placed = {*columns.values(), *labels, *noted, *worded, about}
        line = reader.line_num
        for cells in reader:
            first, line = line + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(names):
                raise EvidenceError(f"{file}:{first} found {len(cells)} cells, expected {len(names)} as in the header")
            cells = [FORMULA_MARK.sub("", cell) for cell in cells]
            got: dict[str, Any] = {f: fold(cells[at]) if at is not None else None for f, at in columns.items()}
            authors = split_authors(got["authors"] or "")
            unplaced.update(given[i] for i, cell in enumerate(cells) if i not in placed and cell.strip() and given[i])
            decided = tuple(d for i in labels if (d := read_label(given[i], cells[i])))
            rows.append(
                (
                    first,
                    {
                        **got,
                        "authors": tuple(filter(None, map(short_name, authors))),
                        "types": (),
                        "abstract": " ".join(cells[about].split()) if about is not None else "",
                        "keywords": tuple(word for i in worded for word in split_words(cells[i])),
                        "said": tuple(f"{given[i]}: {fold(cells[i])}" for i in noted if cells[i].strip()),
                        "decisions": decided,
                    },
                )
            )
    except csv.Error as error:
        raise EvidenceError(f"{file}:{reader.line_num} not CSV: {error}") from None
    return replace(keep_entries(rows, file, origin, notes, unplaced), form="CSV")

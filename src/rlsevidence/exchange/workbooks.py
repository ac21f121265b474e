"""Excel workbooks -> entries: the rows of the first sheet that names a title, by their numbers there.

With openpyxl, which gives a sheet up at the first row that it cannot read; then each row is read by itself.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from ..errors import EvidenceError, UsageError
from .csv_rows import BrokenRow, Row
from .entry import Entry, Told
from .tables import CSV_COLUMNS, read_cells
from .xml_pieces import split_records

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def read_workbook(file: Path, origin: str, told: Told) -> Iterator[Entry]:
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
        rows = _read_sheet(sheet)
        header = next((r for r in rows if isinstance(r, tuple)), None)
        if header and any(cell.strip().lower() in CSV_COLUMNS["title"] for cell in header[1]):
            more = [s.title for s in book.worksheets if s.title != sheet.title]
            told.form = "Excel"
            told.note(f"read from the sheet {sheet.title!r}")
            if more:
                told.note(f"sheets left out: {', '.join(more)}")
            yield from read_cells(header[1], _rest_of(rows, header[0]), file, origin, told)
            return
    raise EvidenceError(f"{file}: found no sheet with a title column, expected one whose first row names the columns")


def _read_sheet(sheet: Any) -> list[Row | BrokenRow]:
    """The rows of a sheet that say anything, each under its number, and those that cannot be read."""
    try:
        return list(_number(enumerate(sheet.iter_rows(values_only=True), 1)))
    except Exception:  # whatever openpyxl raises: bad dates, numbers of texts that are not there, broken XML
        return list(_read_apart(sheet))


def _number(rows: Any) -> Iterator[Row]:
    for number, row in rows:
        cells = ["" if cell is None else _plain_cell(cell) for cell in row]
        if any(cells):
            yield number, cells


def _read_apart(sheet: Any) -> Iterator[Row | BrokenRow]:
    """Each row read by itself, as a sheet of its own."""
    try:
        with sheet._get_source() as source:
            text = source.read().decode("utf-8", "replace")
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, EOFError) as error:
        yield BrokenRow(1, 1, f"a sheet whose bytes are damaged ({error})", "a whole one")
        return
    last = 0
    for piece in split_records([text], ("row",)):
        if not piece.begun:
            continue
        said = re.match(r'<row\b[^>]*?\br="(\d+)"', piece.text)
        last = int(said[1]) if said else last + 1
        try:
            if not piece.closed:
                raise ValueError("a row that does not end")
            xml = f'<worksheet xmlns="{NAMESPACE}"><sheetData>{piece.text}</sheetData></worksheet>'
            sheet._get_source = partial(io.BytesIO, xml.encode())
            yield from _number((last, row) for row in sheet.iter_rows(min_row=last, max_row=last, values_only=True))
        except Exception as error:
            yield BrokenRow(last, last, str(error) or type(error).__name__, "a row that can be read")


def _rest_of(
    rows: Sequence[Row | BrokenRow], header: int
) -> Callable[[int, Callable[[Sequence[str]], bool]], Iterator[Row | BrokenRow]]:
    """The rows under the header, each as wide as that: what stands beyond it is a row of another form."""

    def read(width: int, _: Callable[[Sequence[str]], bool]) -> Iterator[Row | BrokenRow]:
        for row in rows:
            if isinstance(row, BrokenRow):
                yield row
            elif row[0] > header:
                cells = [*row[1], *[""] * (width - len(row[1]))]
                if any(cell.strip() for cell in cells[width:]):
                    yield BrokenRow(row[0], row[0], f"{len(cells)} cells", f"{width} as in the header")
                else:
                    yield row[0], cells[:width]

    return read


def _plain_cell(value: object) -> str:
    """A cell as it is shown: 2020.0 as 2020, a day as 2020-01-02."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return str(value)

"""Excel workbooks -> entries: the rows of every sheet that names a title, hidden ones too, by their numbers there.

With openpyxl, which gives a sheet up at the first row that it cannot read; then each row is read by itself.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence, Set
from functools import partial
from pathlib import Path
from typing import Any

from ..counted import say_count
from ..errors import EvidenceError, Problem, UsageError
from .csv_rows import BrokenRow, Row
from .entry import OUTSIDE, Entry, Told
from .tables import CSV_COLUMNS, WOS_MARKS, read_cells
from .xml_pieces import split_records

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def read_workbook(file: Path, origin: str, told: Told) -> Iterator[Entry]:
    """Every sheet of an Excel workbook in which a row names a title, read as a table is. Of the others the number of
    rows is told, apart from the records; one that looks like a list of records is a fault."""
    try:
        from openpyxl.chartsheet import Chartsheet
        from openpyxl.reader.excel import ExcelReader
    except ImportError:
        raise UsageError("Excel files need openpyxl: pip install 'rlsevidence[spreadsheets]'") from None

    class Reader(ExcelReader):  # type: ignore[misc]
        def read_chartsheet(self, sheet: Any, rel: Any) -> None:
            """A sheet that is a chart holds no records, and openpyxl gives the workbook up at one without a chart."""
            self.wb._add_sheet(Chartsheet(parent=self.wb, title=sheet.name))

    try:
        reader = Reader(io.BytesIO(file.read_bytes()), read_only=True, data_only=True)
        reader.read()
        book = reader.wb
    except Exception as error:
        raise EvidenceError(
            f"{file}: found an archive that is no Excel workbook ({error}), expected one or an ASReview project"
        ) from None
    read, left = [], []
    for sheet in book.worksheets:
        rows = _read_sheet(sheet)
        whole = [r for r in rows if isinstance(r, tuple)]
        header = next((r for r in whole[:BEFORE] if _names_title(r[1])), None)
        if header:
            read.append((sheet.title, sheet.sheet_state != "visible", rows, header))
        elif rows:
            left.append((sheet.title, rows))
    if not read:
        where = f"one with a heading on line {BEFORE} or before"
        raise EvidenceError(f"{file}: found no sheet with a title column, expected one {where}")
    told.form = "Excel"
    for title, hidden, rows, header in read:
        told.note(f"read from the sheet {title!r}{', which is hidden' if hidden else ''}")
        at = Path(f"{file}, sheet {title!r}") if len(read) > 1 else file
        notes = told.count_notes()
        for row in rows:
            if isinstance(row, tuple) and row[0] < header[0]:
                words = " ".join(cell for cell in row[1] if cell.strip())
                told.note(f"line {row[0]}: above the names of the columns, left out: {words[:60]!r}", OUTSIDE)
                told.between.append((row[0], words))
        yield from read_cells(header[1], _rest_of(rows, header[0]), at, origin, told)
        if len(read) > 1:
            told.place_notes(notes, f"sheet {title!r}, ")
    held = {said for _, _, rows, _ in read for row in rows for said in _list_identifiers(row)}
    for title, rows in left:
        if _is_of_records(rows, held):
            found = f"{say_count(len(rows), 'row')} in the sheet {title!r}, none of which is read"
            told.broken.append(Problem(str(file), 0, "sheet", "import-sheet", found, "a row that names a title column"))
        else:
            told.not_records.append((f"sheet {title!r}", len(rows)))


BEFORE = 20
"""So many rows that say anything are looked at for the names of the columns."""


def _names_title(cells: Sequence[str]) -> bool:
    named = {cell.strip().lower() for cell in cells}
    return bool(named & set(CSV_COLUMNS["title"])) or named >= WOS_MARKS


def _is_of_records(rows: Sequence[Row | BrokenRow], held: Set[str]) -> bool:
    """Whether rows without a title speak of works that no sheet that is read names (`held`, their identifiers): in
    a column of DOIs or PMIDs, or in half of the rows at least by an address or a whole reference. What people note on
    studies, by label, author and year or by the same identifiers, is no list of records. Rows that cannot be read may
    be anything."""
    whole = [r for r in rows if isinstance(r, tuple)]
    if len(whole) < len(rows):
        return True
    named = any(cell.strip().lower() in IDENTIFIED for _, cells in whole[:BEFORE] for cell in cells)
    new = sum(bool(_list_identifiers(row, named=named) - held) for row in whole)
    cited = sum(not _list_identifiers(row) and any(map(CITATION.search, row[1])) for row in whole)
    return (named and new > 0) or 2 * (new + cited) >= max(1, len(whole))


IDENTIFIED = frozenset({*CSV_COLUMNS["doi"], *CSV_COLUMNS["pmid"]})
ADDRESS = re.compile(
    r"\b(10\.\d{4,9}/[^\s,;\"<>]*[^\s,;.)\"<>])|\bpubmed(?:\.ncbi\.nlm\.nih\.gov/|[ :]{1,2})(\d{5,9})"
    r"|\bpmid\W{1,3}(\d{5,9})",
    re.I,
)
"""Where an article is found: its DOI, or PubMed's number."""
CITATION = re.compile(r"(?:19|20)\d\d[^;\n]{0,12}; ?\d+.{0,20}[:(]|\((?:19|20)\d\d\w?\)\.? \S.{20,}")
"""A whole reference in one cell, as journals print it: '... Inv J 2011;2(3):4', or '... (2011). Title of it ...'."""


def _list_identifiers(row: Row | BrokenRow, *, named: bool = True) -> set[str]:
    """The DOIs and PMIDs in the cells of a row; `named`: a bare number may be a PMID."""
    found = set[str]()
    for cell in row[1] if isinstance(row, tuple) else ():
        found.update(next(filter(None, match)).lower() for match in ADDRESS.findall(cell))
        if named and re.fullmatch(r"\d{5,9}", cell.strip()):
            found.add(cell.strip())
    return found


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

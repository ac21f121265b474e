"""Cells of tables that leave: nothing in them may run as a formula where the file is opened. Pure.

Source: OWASP, CSV Injection: a cell that begins with = + - @, a tab or a carriage return is taken for a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

STARTS = ("=", "+", "-", "@", "\t", "\r")


def is_formula(cell: object) -> bool:
    """Whether a spreadsheet would take a text for a formula. Numbers are none, whatever their sign."""
    return isinstance(cell, str) and cell.startswith(STARTS)


def neutralise(cell: object) -> object:
    """The cell with an apostrophe before it where a spreadsheet would run it."""
    return f"'{cell}" if is_formula(cell) else cell


def _one_kind_of_line(cell: object) -> object:
    # A bare carriage return would end the row for some readers.
    return cell.replace("\r\n", "\n").replace("\r", "\n") if isinstance(cell, str) else cell


def write_csv(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """A CSV text, UTF-8, line feeds, None as an empty cell, every cell neutralised."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([neutralise(c) for c in columns])
    for row in rows:
        writer.writerow(["" if row.get(c) is None else _one_kind_of_line(neutralise(row[c])) for c in columns])
    return out.getvalue()

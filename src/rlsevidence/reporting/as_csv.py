"""A table as CSV, with what stands under it in a text beside it. Pure."""

from __future__ import annotations

from ..export.cells import write_csv
from .sheet import Sheet, letter


def write_sheet_csv(sheet: Sheet) -> str:
    """The rows by the names of columns for programs; marks of footnotes stand in brackets behind their text."""
    return write_csv(sheet.keys, sheet.list_rows())


def write_notes(sheet: Sheet) -> str:
    """Title, footnotes, remarks and references as text."""
    lines = [sheet.title, sheet.about, ""]
    lines += [f"[{letter(i)}] {note.text}" for i, note in enumerate(sheet.notes)]
    lines += ["", *sheet.remarks] if sheet.remarks else []
    lines += ["", *(entry.text for entry in sheet.references.entries)] if sheet.references else []
    return "\n".join(lines) + "\n"

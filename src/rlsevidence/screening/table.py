"""Records with what people decided on them, from a CSV file: `id, title, abstract, label_included`. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from ..counted import say_count
from ..decoding import decode
from ..errors import EvidenceError, Problem

COLUMNS = ("id", "title", "abstract", "label_included")
LABELS = {"1": True, "0": False, "1.0": True, "0.0": False, "": None, "true": True, "false": False, "nan": None}
"""What may stand in `label_included`, in any case: included, excluded, or not decided yet (as is ASReview's -1)."""


@dataclass(frozen=True)
class Row:
    """One record: its text, and whether it was included (None: nobody has decided)."""

    id: str
    title: str
    abstract: str
    included: bool | None

    @property
    def text(self) -> str:
        return f"{self.title} {self.abstract}"


def parse_rows(data: bytes, name: str) -> tuple[Row, ...]:
    """The rows of a CSV file, with commas, semicolons or tabs, in UTF-8, UTF-16 with a mark, or Windows-1252.

    Columns are known by name in any case; others are ignored. EvidenceError names every line that cannot be used.
    """
    decoded = decode(data)
    if decoded is None:
        raise EvidenceError(f"{name} holds bytes that are no text; save the table as CSV")
    text = decoded.text
    # A field may hold a whole abstract.
    csv.field_size_limit(max(len(text), 131_072))
    head = text.split("\n", 1)[0]
    separator = max(",;\t", key=head.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        header = [cell.strip().casefold() for cell in next(lines)]
    except StopIteration:
        raise EvidenceError(f"{name} is empty; it needs the columns {', '.join(COLUMNS)}") from None
    missing = [column for column in COLUMNS if column not in header]
    if missing:
        found = ", ".join(header) or "nothing"
        raise EvidenceError(
            f"{name} cannot be read:",
            [Problem(name, 1, column, "column", f"columns {found}", f"a column {column}") for column in missing],
        )
    at = [header.index(column) for column in COLUMNS]
    rows: list[Row] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        line = lines.line_num
        if len(cells) < len(header):
            problems.append(
                Problem(name, line, "row", "cells", f"{len(cells)} cells", f"{len(header)}, as in the header")
            )
            continue
        key, title, abstract, label = (cells[i].strip() for i in at)
        if not key:
            problems.append(Problem(name, line, "id", "id", "nothing", "an id of its own for each row"))
        elif key in seen:
            problems.append(
                Problem(name, line, "id", "id-twice", key, f"an id of its own; line {seen[key]} has this one")
            )
        elif label.casefold() not in LABELS and label not in ("-1", "-1.0"):
            problems.append(Problem(name, line, "label_included", "label", label, "1, 0 or nothing (undecided)"))
        else:
            seen[key] = line
            rows.append(Row(key, title, abstract, LABELS.get(label.casefold())))
    if problems:
        raise EvidenceError(f"{name} cannot be read:", problems)
    return tuple(rows)


def need_both(rows: Sequence[Row], name: str) -> None:
    """EvidenceError unless there is an included and an excluded row to learn from."""
    included = sum(r.included is True for r in rows)
    excluded = sum(r.included is False for r in rows)
    if not included or not excluded:
        raise EvidenceError(
            f"{name}: there is nothing to learn from: {say_count(included, 'row is', 'rows are')}"
            f" included (1) and {excluded} excluded (0); at "
            "least one of each is needed"
        )

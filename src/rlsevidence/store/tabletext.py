"""Tab-separated tables <-> rows, with the line of every row, and one canonical way to write.

A table has a header, one row a line, sorted by all columns, each row once. A cell holds neither tabs nor line ends and
no white space at its edges, so that a row is a line of a diff and nothing hides in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from pydantic import ValidationError

from ..errors import EvidenceError, Problem
from ..model import Frozen, Loc, Places
from ..schema_problems import list_schema_problems
from .yamltext import CONTROL

MENDED_BY_FMT = frozenset({"sorted", "row-twice", "cell-edge", "line-ends", "byte-order-mark", "old-form"})
"""Rules whose breaches leave every value readable: `rlsevidence fmt` mends them."""


def table_columns(model: type[Frozen]) -> tuple[str, ...]:
    """The columns of a table, in order: the fields of its model."""
    return tuple(model.model_fields)


def parse_table(text: str, path: str, model: type[Frozen]) -> tuple[list[Any], dict[Loc, int], list[Problem]]:
    """Rows of a tab-separated table with a header, the line of each row, and what is wrong."""
    columns = table_columns(model)
    problems: list[Problem] = []
    where: dict[Loc, int] = {(): 1}
    rows: list[Any] = []
    body = text.removesuffix("\n").split("\n")
    if body[0].split("\t") != list(columns):
        found, expected = (" ".join(names) for names in (body[0].split("\t"), columns))
        problems.append(Problem(path, 1, "header", "header", repr(found), f"{expected}, separated by tabs"))
        return rows, where, problems
    previous: list[str] | None = None
    for number, line in enumerate(body[1:], 2):
        cells = line.split("\t")
        if len(cells) != len(columns):
            found = "an empty line" if not line else f"{len(cells)} cells"
            expected = f"{len(columns)} cells, separated by tabs (and no tab in a cell)"
            problems.append(Problem(path, number, "row", "cells", found, expected))
            continue
        for column, cell in zip(columns, cells, strict=True):
            if CONTROL.search(cell) or "\r" in cell:
                expected = "text without control characters"
                problems.append(Problem(path, number, column, "cell-text", repr(cell), expected))
            elif cell != cell.strip():
                expected = "no white space at the edges (rlsevidence fmt removes it)"
                problems.append(Problem(path, number, column, "cell-edge", repr(cell), expected))
        if previous is not None and cells == previous:
            problems.append(Problem(path, number, "row", "row-twice", "the same row again", "each row once"))
        elif previous is not None and cells < previous:
            expected = "rows sorted by all columns (rlsevidence fmt sorts them)"
            problems.append(Problem(path, number, "row", "sorted", "a row that belongs higher up", expected))
        previous = cells
        try:
            row = model.model_validate(_from_cells(dict(zip(columns, cells, strict=True)), model))
        except ValidationError as error:
            problems += list_schema_problems(error, path, Places({path: {(): number}}))
            continue
        where[(len(rows),)] = number
        rows.append(row)
    return rows, where, problems


def _may_be_blank(model: type[Frozen], name: str) -> bool:
    """Whether an empty cell says that something is not recorded, and not a text of no letters."""
    return type(None) in get_args(model.model_fields[name].annotation)


def _from_cells(cells: Mapping[str, str], model: type[Frozen]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, text in cells.items():
        cell = text.strip()
        if name == "indirect_because":
            values[name] = tuple(word for word in cell.split(",") if word)
        else:
            values[name] = None if cell == "" and _may_be_blank(model, name) else cell
    return values


def _to_cells(row: Frozen, model: type[Frozen]) -> list[str]:
    return [
        ",".join(value) if isinstance(value, tuple) else "" if value is None else str(value).strip()
        for value in (getattr(row, name) for name in model.model_fields)
    ]


def format_table(rows: Iterable[Frozen], model: type[Frozen]) -> str:
    """Canonical table: header, then the rows sorted by all columns, each row once.

    White space at the edges of a cell is removed; EvidenceError for a cell that a table cannot hold.
    """
    cells = sorted({tuple(_to_cells(row, model)) for row in rows})
    for row in cells:
        for cell in row:
            if CONTROL.search(cell) or any(c in cell for c in "\t\r\n"):
                raise EvidenceError(f"a cell of a table cannot hold tabs, line ends or control characters: {cell!r}")
    return "".join("\t".join(row) + "\n" for row in [table_columns(model), *cells])

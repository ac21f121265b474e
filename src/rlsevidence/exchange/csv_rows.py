"""Rows of CSV, each with its line: a row that is broken, or not closed, costs no other. Pure."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

Row = tuple[int, list[str]]
"""The line that a row begins at, and its cells."""


@dataclass(frozen=True)
class BrokenRow:
    """A row that cannot be read, from `line` to `last`: what was found, and what is right."""

    line: int
    last: int
    found: str
    expected: str


class CsvRows:
    """Rows one after the other, from lines with their ends.

    A cell that is never closed runs on into the rows after it: of a row that cannot be read only its first line is
    left, and those after it are read anew. What of them is no row is told with it.
    """

    def __init__(self, lines: Iterable[str], delimiter: str) -> None:
        self._lines, self._delimiter = iter(lines), delimiter
        self._again: deque[str] = deque()
        self._line = 0
        self._within = 0

    def read_header(self) -> list[str]:
        """The first row that says anything. csv.Error where it cannot be read."""
        while True:
            _, cells, _ = self._take()
            if cells is None or cells:
                return cells or []

    def read(self, width: int, is_likely: Callable[[Sequence[str]], bool]) -> Iterator[Row | BrokenRow]:
        """The rows after the header, which has `width` cells.

        `is_likely` tells of a row within lines of a broken one whether it is one, and no rest of a text.
        """
        waiting: BrokenRow | None = None
        unclosed = False
        while True:
            first, again = self._line + 1, self._line + 1 <= self._within
            taken, cells, found = self._take_row(width)
            if not taken:
                break
            if cells is None or (again and (_holds_end(cells) or not is_likely(cells))):
                # The rest of a text over several lines, whose beginning could not be read, has too few cells.
                again = again or (unclosed and found[0].endswith("cells") and int(found[0].split()[0]) < width)
                last = first + self._keep_first(taken) - 1
                if waiting and again:
                    waiting = BrokenRow(waiting.line, last, waiting.found, waiting.expected)
                    continue
                if waiting:
                    yield waiting
                waiting, unclosed = BrokenRow(first, last, *found), not found[0].endswith("cells")
                continue
            if waiting and (cells or not again):
                yield waiting
                waiting, unclosed = None, False
            if cells:
                yield first, cells
        if waiting:
            yield waiting

    def _take_row(self, width: int) -> tuple[list[str], list[str] | None, tuple[str, str]]:
        taken, cells, why = self._take()
        if cells is None:
            return taken, None, (why, "cells that are closed")
        if not any(cell.strip() for cell in cells):
            return taken, [], ("", "")
        if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            cells = cells[:width]  # spreadsheets add empty cells at the end of some rows
        if len(cells) != width:
            return taken, None, (f"{len(cells)} cells", f"{width} as in the header")
        return taken, cells, ("a text that goes on", "a row")

    def _take(self) -> tuple[list[str], list[str] | None, str]:
        """(lines, cells, why) of the next row; no cells where it cannot be read, no lines at the end."""
        taken: list[str] = []

        def feed() -> Iterator[str]:
            while True:
                line = self._again.popleft() if self._again else next(self._lines, None)
                if line is None:
                    return
                taken.append(line)
                yield line

        try:
            cells = next(csv.reader(feed(), delimiter=self._delimiter, strict=True), None)
        except csv.Error as error:
            self._line += len(taken)
            return taken, None, str(error)
        self._line += len(taken)
        return taken, cells if cells is not None else [], ""

    def _keep_first(self, taken: list[str]) -> int:
        """Put back all lines but the first; how many are not put back."""
        self._within = max(self._within, self._line)
        self._again.extendleft(reversed(taken[1:]))
        self._line -= len(taken) - 1
        return 1


def _holds_end(cells: Sequence[str]) -> bool:
    """Whether a cell holds the mark that ended a text of the row before: then it is of two rows."""
    return any(cell.count('"') % 2 for cell in cells)

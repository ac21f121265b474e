"""What a table is: its columns with dtype and meaning, and how its rows are listed."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..model import Evidence

Row = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """One column: its dtype ('string', 'Int64', 'Float64', 'boolean') and what it holds."""

    dtype: str
    holds: str


@dataclass(frozen=True)
class Table:
    """One table: what a row is, its columns in order, and how its rows are listed."""

    row_is: str
    columns: Mapping[str, Column]
    rows: Callable[[Evidence], Iterable[Row]]
    but_notes: Callable[[Evidence], Iterable[Row]] | None = None
    """The same rows without their `note`, where they can be had without reading any."""

    def list_rows(self, evidence: Evidence, columns: Collection[str]) -> Iterable[Row]:
        """The rows with at least `columns`; notes are read only where they are asked for."""
        chosen = self.rows if self.but_notes is None or "note" in columns else self.but_notes
        return chosen(evidence)


S, N, F, B = "string", "Int64", "Float64", "boolean"


def list_columns(**described: tuple[str, str]) -> dict[str, Column]:
    return {name: Column(dtype, holds) for name, (dtype, holds) in described.items()}


def join(values: Iterable[str]) -> str | None:
    return "; ".join(values) or None


def to_json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, default=str)


WORD = "a word of vocabulary.yaml: "
"""How the description of a column of controlled words begins; the group follows."""

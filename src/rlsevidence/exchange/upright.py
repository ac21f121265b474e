"""Tables that have the fields of a record under each other, as Embase writes them -> side by side. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Sequence

LOOKED_AT = 15
"""So many rows are looked at to tell how a table stands."""
BEGINS = re.compile(r"\w+ RECORD \d+", re.I)
"""What stands alone in the row above a record."""


def is_upright(head: str, columns: Collection[str]) -> bool:
    """Whether rows begin with names of columns (`columns`, in small letters): of the title and of two more."""
    first = [cells[0].strip().lower() for cells in _rows(head.split("\n")[:LOOKED_AT]) if len(cells) > 1]
    named = {name for name in first if name in columns}
    return "title" in named and len(named) > 2


def turn(text: str) -> tuple[str, Sequence[str]]:
    """The same table with a row for each record, and what stands in it beside the records."""
    records: list[dict[str, str]] = []
    beside: list[str] = []
    for cells in _rows(text.split("\n")):
        name, said = cells[0].strip(), "; ".join(c.strip() for c in cells[1:] if c.strip())
        if BEGINS.fullmatch(name) and not said:
            records.append({})
        elif len(cells) == 1 or not name:
            beside.append(name or said)
        else:
            if not records or (name in records[-1] and name.lower() == "title"):
                records.append({})
            records[-1][name] = "; ".join(filter(None, (records[-1].get(name), said)))
    records = [record for record in records if record]
    columns = list(dict.fromkeys(name for record in records for name in record))
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([columns, *([r.get(c, "") for c in columns] for r in records)])
    return out.getvalue(), beside


def _rows(lines: Sequence[str]) -> list[list[str]]:
    return [row for row in csv.reader(line + "\n" for line in lines) if any(cell.strip() for cell in row)]

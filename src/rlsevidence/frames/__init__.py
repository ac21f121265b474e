"""Every table of the evidence as a pandas frame, with documented columns and dtypes.

Unknown is missing (`<NA>`), never zero, 'no' or an empty word. Controlled words are plain strings, so that frames of
different workspaces can be put together; `describe` says what each column holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..errors import UsageError
from ..model import Evidence
from ..unknown import tell_unknown
from . import decided, findings, outside, question, reference
from .remarks import tell_remarks
from .table import WORD, Column, Table
from .told import EFFECT_COLUMNS, QUOTED, name_column, tell_effects, tell_frame

if TYPE_CHECKING:
    import pandas as pd

_ALL = {**question.TABLES, **findings.TABLES, **decided.TABLES, **reference.TABLES, **outside.TABLES}
_ORDER = (
    "claims",
    "sentences",
    "passages",
    "records",
    "studies",
    "arms",
    "results",
    "tags",
    "screening",
    "stops",
    "unread",
    "verifications",
    "fact_checks",
    "appraisals",
    "certainty",
    "readings",
    "seals",
    "searches",
    "runs",
    "hand_searches",
    "watch",
    "people",
    "dose_limits",
    "salts",
    "interactions",
    "vocabulary",
)
TABLES: Mapping[str, Table] = {name: _ALL[name] for name in _ORDER}
"""Every table by name, in the order in which the method comes to them."""


def frame(evidence: Evidence, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """The table `name`, or these of its columns in this order.

    UsageError, with the tables or columns there are, when there is no such table or column.
    """
    import pandas as pd

    table = _find(name)
    chosen = list(table.columns if columns is None else columns)
    if unknown := [column for column in chosen if column not in table.columns]:
        raise UsageError(f"{name}: no column {unknown[0]!r}; there are: {', '.join(table.columns)}")
    data = pd.DataFrame(list(table.list_rows(evidence, chosen)), columns=chosen, dtype="object")
    return data.astype({column: table.columns[column].dtype for column in chosen})


def describe(name: str) -> pd.DataFrame:
    """The columns of a table: column, dtype, holds."""
    import pandas as pd

    rows = [(column, c.dtype, c.holds) for column, c in _find(name).columns.items()]
    return pd.DataFrame(rows, columns=["column", "dtype", "holds"])


def _find(name: str) -> Table:
    if name not in TABLES:
        raise UsageError(tell_unknown("table", name, TABLES))
    return TABLES[name]


__all__ = [
    "EFFECT_COLUMNS",
    "QUOTED",
    "TABLES",
    "WORD",
    "Column",
    "Table",
    "describe",
    "frame",
    "name_column",
    "tell_effects",
    "tell_frame",
    "tell_remarks",
]

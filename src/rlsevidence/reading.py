"""Tables laid out for reading in a notebook: texts whole and to the left, numbers to the right, a dash for nothing."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_LEFT, _RIGHT = ' style="text-align:left"', ' style="text-align:right"'


@dataclass(frozen=True)
class Laid:
    """A table that a notebook shows. `frame` is the table itself, to go on working with."""

    frame: pd.DataFrame

    def _repr_html_(self) -> str:
        from pandas.api.types import is_numeric_dtype

        numeric = [is_numeric_dtype(dtype) and str(dtype) != "boolean" for dtype in self.frame.dtypes]
        sides = [_RIGHT if number else _LEFT for number in numeric]
        head = "".join(
            f'<th scope="col"{side}>{html.escape(str(column).replace("_", " "))}</th>'
            for column, side in zip(self.frame.columns, sides, strict=True)
        )
        rows = "".join(
            "<tr>" + "".join(f"<td{side}>{_cell(v)}</td>" for v, side in zip(row, sides, strict=True)) + "</tr>"
            for row in self.frame.itertuples(index=False, name=None)
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"

    def __repr__(self) -> str:
        return self.frame.map(_text).to_string(index=False)


def lay_out(frame: pd.DataFrame) -> Laid:
    """`frame` for reading; a named index becomes its first columns."""
    named = [name for name in frame.index.names if name is not None]
    return Laid(frame.reset_index() if named else frame)


def _cell(value: object) -> str:
    return html.escape(_text(value))


def _text(value: object) -> str:
    import pandas as pd

    if value is None or value is pd.NA or (isinstance(value, float) and value != value):
        return "–"
    if pd.api.types.is_bool(value):
        return "yes" if value else "no"
    return tell_number(value) if isinstance(value, float) else str(value)


def tell_number(value: float) -> str:
    """A number at three digits, whole where it is whole: a table says what is known, not what a float holds."""
    return f"{value:.0f}" if value.is_integer() or abs(value) >= 100 else f"{value:.3g}"

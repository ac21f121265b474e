"""Tables and texts for reading in a notebook: texts whole and to the left, numbers to the right, a dash for nothing."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .called import tell_slips
from .language import say

if TYPE_CHECKING:
    import pandas as pd

_LEFT, _RIGHT = ' style="text-align:left"', ' style="text-align:right"'


@dataclass(frozen=True)
class Laid:
    """A table that a notebook shows. `frame` is the table itself, to go on working with.

    `language`: in which numbers, yes and no are said; `foreign`: column -> the language of its texts, where another.
    """

    frame: pd.DataFrame
    language: str = "en"
    foreign: Mapping[str, str] = field(default_factory=dict)

    def _repr_html_(self) -> str:
        from pandas.api.types import is_numeric_dtype

        numeric = [is_numeric_dtype(dtype) and str(dtype) != "boolean" for dtype in self.frame.dtypes]
        sides = [_RIGHT if number else _LEFT for number in numeric]
        marks = [f' lang="{self.foreign[c]}"' if c in self.foreign else "" for c in self.frame.columns]
        head = "".join(
            f'<th scope="col"{side}>{html.escape(str(column).replace("_", " "))}</th>'
            for column, side in zip(self.frame.columns, sides, strict=True)
        )
        rows = "".join(
            "<tr>"
            + "".join(
                f"<td{side}{mark if isinstance(v, str) else ''}>{html.escape(_text(v, self.language))}</td>"
                for v, side, mark in zip(row, sides, marks, strict=True)
            )
            + "</tr>"
            for row in self.frame.itertuples(index=False, name=None)
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"

    def __repr__(self) -> str:
        return self.frame.map(lambda value: _text(value, self.language)).to_string(index=False)


@dataclass(frozen=True)
class Told:
    """A text that a notebook shows as it is; `foreign`: parts of it that are in another language, which is `plain`."""

    text: str
    foreign: tuple[str, ...] = ()
    plain: str = "en"

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        shown = html.escape(self.text)
        if self.foreign:
            longest = sorted(set(self.foreign), key=len, reverse=True)
            found = "|".join(rf"(?<!\w){re.escape(html.escape(part))}(?!\w)" for part in longest)
            shown = re.sub(found, lambda one: f'<span lang="{self.plain}">{one[0]}</span>', shown)
        return f"<pre>{shown}</pre>"


@tell_slips
def lay_out(frame: pd.DataFrame, language: str = "en", *, foreign: Mapping[str, str] | None = None) -> Laid:
    """`frame` for reading; a named index becomes its first columns. The rest as `Laid` has it."""
    named = [name for name in frame.index.names if name is not None]
    return Laid(frame.reset_index() if named else frame, language, foreign or {})


def _text(value: object, language: str) -> str:
    import pandas as pd

    if value is None or value is pd.NA or (isinstance(value, float) and value != value):
        return "–"
    if pd.api.types.is_bool(value):
        return say("table.yes" if value else "table.no", language)
    return tell_number(value).replace(".", say("number.decimal", language)) if isinstance(value, float) else str(value)


def tell_number(value: float) -> str:
    """A number at three digits, whole where it is whole: a table says what is known, not what a float holds."""
    return f"{value:.0f}" if value.is_integer() or abs(value) >= 100 else f"{value:.3g}"

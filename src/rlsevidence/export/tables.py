"""Records and the review as tables: CSV, Excel, and a Frictionless data package that says what each column holds."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..citing.items import find_address
from ..errors import UsageError
from ..exchange.own_rows import join_words
from ..frames import TABLES, frame
from ..model import Evidence
from .cells import write_csv
from .choose import Item

COLUMNS = (
    "id", "pmid", "doi", "pmcid", "url", "title", "authors", "year", "journal", "volume", "issue", "pages", "language",
    "abstract", "keywords", "label_included", "notices", "screening", "tags",
)  # fmt: skip
"""Columns of the table of records. `label_included` is ASReview's: 1, 0 or empty."""


def tabulate(item: Item) -> dict[str, object]:
    """One record as a row of COLUMNS."""
    r = item.record
    return {
        **{k: getattr(r, k) for k in ("id", "pmid", "doi", "pmcid", "title", "year", "journal")},
        "url": find_address(r) or None,
        **{k: getattr(r, k) for k in ("volume", "issue", "pages", "language")},
        "authors": _join(r.authors or ((r.organisation,) if r.organisation else ())),
        "abstract": item.abstract or None,
        "keywords": join_words(item.keywords) or None,
        "label_included": {True: "1", False: "0", None: None}[item.included],
        "notices": " | ".join(item.say_notices()) or None,
        "screening": " | ".join(item.say_screening()) or None,
        "tags": " | ".join(item.say_tags()) or None,
    }


def _join(names: Sequence[str]) -> str | None:
    # A lone name with a comma or an 'and' in it would be taken for several: the semicolon says that it is one.
    lone = len(names) == 1 and ("," in names[0] or " and " in names[0])
    return ("; ".join(names) or None) if not lone else f"{names[0]};"


def write_records_csv(items: Iterable[Item]) -> str:
    return write_csv(COLUMNS, map(tabulate, items))


def write_records_xlsx(items: Iterable[Item]) -> bytes:
    """An Excel workbook; every cell is a text that Excel shows and never runs. UsageError without openpyxl."""
    try:
        from openpyxl import Workbook
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
        from openpyxl.styles import Alignment, Font
    except ImportError:
        raise UsageError(
            "Excel files need openpyxl, which is not installed: pip install 'rlsevidence[spreadsheets]'"
        ) from None
    book = Workbook()
    sheet = book.active
    sheet.title = "records"
    sheet.append(list(COLUMNS))
    for row in map(tabulate, items):
        sheet.append([None] * len(COLUMNS))
        for column, name in enumerate(COLUMNS, 1):
            if row[name] is not None:
                cell = sheet.cell(sheet.max_row, column)
                # Longer texts than a cell can hold would make the file unreadable; `list_losses` says where.
                cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(row[name]))[:CELL]
                cell.data_type, cell.quotePrefix = "s", True
    for cell in sheet[1]:
        cell.font, cell.alignment = Font(bold=True), Alignment(vertical="top")
    sheet.freeze_panes = "B2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


CELL = 32_767
"""Characters that a cell of Excel can hold."""


def write_package(
    evidence: Evidence,
    title: str,
    more: Mapping[str, tuple[Mapping[str, tuple[str, str]], Sequence[Mapping[str, object]]]],
    licence: str | None = None,
) -> dict[str, str]:
    """File name -> text: every table of the evidence as CSV, those of `more`, and `datapackage.json` (Frictionless).

    `more`: name -> columns, each with its type and what it holds, and rows. `licence`: of the evidence, an SPDX name.
    """
    files: dict[str, str] = {}
    resources: list[dict[str, Any]] = []
    for name, table in TABLES.items():
        files[f"{name}.csv"] = write_csv(list(table.columns), table.rows(evidence))
        fields = [
            {"name": column, "type": _type(str(c.dtype)), "description": c.holds} for column, c in table.columns.items()
        ]
        resources.append(_resource(name, f"A row is {table.row_is}.", fields))
    for name, (columns, rows) in more.items():
        files[f"{name}.csv"] = write_csv(tuple(columns), rows)
        fields = [{"name": c, "type": kind, "description": holds} for c, (kind, holds) in columns.items()]
        resources.append(_resource(name, "A row is a result of a study for a claim, with its effect.", fields))
    package = {"profile": "tabular-data-package", **_describe(title, licence), "resources": resources}
    files["datapackage.json"] = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    return files


def write_parquet(evidence: Evidence, title: str, licence: str | None = None) -> dict[str, str | bytes]:
    """Every table of the evidence as Parquet, with the same data dictionary. UsageError without pyarrow.

    Columns have the types of the frames; unknown is null.
    """
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise UsageError("Parquet needs pyarrow, which is not installed: pip install 'rlsevidence[scale]'") from None
    files: dict[str, str | bytes] = {}
    resources: list[dict[str, Any]] = []
    for name, table in TABLES.items():
        out = io.BytesIO()
        frame(evidence, name).to_parquet(out, index=False)
        files[f"{name}.parquet"] = out.getvalue()
        fields = [
            {"name": column, "type": _type(str(c.dtype)), "description": c.holds} for column, c in table.columns.items()
        ]
        resources.append(_resource(name, f"A row is {table.row_is}.", fields, "parquet"))
    package = {**_describe(title, licence), "resources": resources}
    files["datapackage.json"] = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    return files


def _describe(title: str, licence: str | None) -> dict[str, Any]:
    said = {"licenses": [{"name": licence}]} if licence else {}
    return {"name": "review", "title": title, **said}


def _resource(name: str, about: str, fields: list[dict[str, Any]], form: str = "csv") -> dict[str, Any]:
    resource: dict[str, Any] = {
        "name": name.replace("_", "-"),
        "path": f"{name}.{form}",
        "format": form,
        "mediatype": "text/csv" if form == "csv" else "application/vnd.apache.parquet",
        "description": about,
        "schema": {"fields": fields},
    }
    if form == "csv":
        # What belongs to text alone: how it is coded, and what an empty cell is.
        resource |= {
            "profile": "tabular-data-resource",
            "encoding": "utf-8",
            "schema": {"fields": fields, "missingValues": [""]},
        }
    return resource


def _type(dtype: str) -> str:
    kind = dtype.lower()
    return (
        "integer"
        if kind.startswith("int")
        else "number"
        if kind.startswith("float")
        else "boolean"
        if kind.startswith("bool")
        else "string"
    )

"""Tables that can be read on a narrow screen: each cell knows its heading, so that a row may become a list.

Roles are written out, because a browser that lays a table out as blocks may forget that it is one.
"""

from __future__ import annotations

import html
import re

_TABLE = re.compile(r"<table\b[^>]*>.*?</table>", re.DOTALL)
_CELL = re.compile(r"<(th|td)\b([^>]*)>")


def label_tables(page: str) -> str:
    """`page` with the heading of its column at each cell of every table that has headings."""
    return _TABLE.sub(lambda found: _label(found[0]), page)


def _label(table: str) -> str:
    head, cut, body = table.partition("</thead>")
    if not cut:
        return table
    titles = [_read(cell) for cell in re.findall(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", head, re.DOTALL)]
    rows = body.split("<tr>")
    labelled = [rows[0], *(_label_row(row, titles) for row in rows[1:])]
    head = head.replace("<table", '<table role="table"', 1).replace("<thead>", '<thead role="rowgroup">')
    head = head.replace("<tr>", '<tr role="row">')
    head = re.sub(r"<th\b", '<th role="columnheader"', head)
    return head + cut + '<tr role="row">'.join(labelled).replace("<tbody>", '<tbody role="rowgroup">')


def _label_row(row: str, titles: list[str]) -> str:
    column = -1

    def mark(found: re.Match[str]) -> str:
        nonlocal column
        column += 1
        title = titles[column] if column < len(titles) else ""
        role = "rowheader" if found[1] == "th" else "cell"
        label = f' data-label="{html.escape(title)}"' if title and found[1] == "td" else ""
        return f'<{found[1]} role="{role}"{label}{found[2]}>'

    return _CELL.sub(mark, row)


def _read(cell: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", cell)).split())

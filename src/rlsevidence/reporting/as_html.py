"""A table as HTML that stands by itself or in a page. Pure."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from ..language import say
from .sheet import Cell, Sheet, letter

Href = Callable[[Cell], str | None]
"""Where a cell leads; None where it leads nowhere."""

STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 1.5rem auto; max-width: 100rem; padding: 0 1rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
caption { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
sup { line-height: 0; }
ul.references { list-style: none; padding: 0; }
ul.references li { padding-left: 2rem; text-indent: -2rem; margin-bottom: 0.3rem; overflow-wrap: anywhere; }
th, td { border-bottom: 1px solid #8888; padding: 0.4rem 0.5rem; text-align: left; vertical-align: top; }
thead th { border-bottom: 2px solid currentColor; }
tbody th { font-weight: 600; }
td, tbody th { white-space: pre-line; min-width: 5rem; }
ol.notes { list-style: lower-alpha; font-size: 0.85rem; }
.small { font-size: 0.85rem; }
"""


def write_fragment(sheet: Sheet, href: Href = lambda cell: None, *, level: int = 2) -> str:
    """The table with its footnotes, remarks and references, for a page that has a style of its own.

    `level`: of its headings. Texts are escaped; a cell in another language than the table's says which.
    """
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in sheet.columns)
    rows = []
    for row in sheet.rows:
        first, *others = row
        cells = f'<th scope="row"{_lang(first)}>{_write(first, href, sheet)}</th>'
        cells += "".join(f"<td{_lang(cell)}>{_write(cell, href, sheet)}</td>" for cell in others)
        rows.append(f"<tr>{cells}</tr>")
    parts = [
        f'<div class="scroll" role="group" aria-label="{escape(sheet.title)}" tabindex="0"><table>',
        f"<caption>{escape(sheet.title)}</caption>",
        f"<thead><tr>{head}</tr></thead>",
        f"<tbody>{''.join(rows)}</tbody>",
        "</table></div>",
    ]
    if sheet.notes:
        items = "".join(
            f'<li id="{sheet.name}-{letter(i)}"{_lang(note)}>{escape(note.text)}</li>'
            for i, note in enumerate(sheet.notes)
        )
        parts.append(f'<ol class="notes">{items}</ol>')
    parts += [f'<p class="small">{escape(remark)}</p>' for remark in sheet.remarks]
    if sheet.references:
        title = say("table.references", sheet.language)
        entries = "".join(f"<li>{entry.linked}</li>" for entry in sheet.references.entries)
        parts.append(f'<h{level}>{escape(title)}</h{level}><ul class="references">{entries}</ul>')
    return "\n".join(parts)


def write_page(sheet: Sheet, href: Href = lambda cell: None) -> str:
    """The table as a page of its own, without scripts and without anything from elsewhere."""
    return (
        f'<!doctype html>\n<html lang="{escape(sheet.language)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(sheet.title)}</title>'
        f"<style>{STYLE}</style></head><body><main><h1>{escape(sheet.title)}</h1><p>{escape(sheet.about)}</p>\n"
        f"{write_fragment(sheet, href)}\n</main></body></html>\n"
    )


def _lang(of: object) -> str:
    language = getattr(of, "language", None)
    return f' lang="{escape(language)}"' if language else ""


def _write(cell: Cell, href: Href, sheet: Sheet) -> str:
    text = "".join(
        f'<span lang="{escape(language)}">{escape(words)}</span>' if language else escape(words)
        for words, language in cell.split()
    )
    keys = escape(sheet.write_keys(cell))
    if keys.count(",") > 3:
        # A row of many numbers may break, or its column would leave no room for the others.
        keys = keys.replace(",", ",<wbr>")
    if target := href(cell):
        text = f'<a href="{escape(target, quote=True)}">{text}</a>'
    note = escape(say("table.note", sheet.language), quote=True)
    marks = "".join(
        f'<a href="#{sheet.name}-{letter(n)}" aria-label="{note} {letter(n)}">{letter(n)}</a> ' for n in cell.notes
    ).strip()
    return f"{text}{keys} <sup>{marks}</sup>" if marks else f"{text}{keys}"

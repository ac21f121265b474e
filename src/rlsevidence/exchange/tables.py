"""Tables -> entries: CSV and its kin, Excel. Columns are known by the names that databases give them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ..errors import EvidenceError, Problem, UsageError
from ..pubmed.build import fold
from .decisions import LABEL_COLUMNS, read_label
from .entry import OUTSIDE, STOPS, Entry, Told, keep_entries, short_name
from .own_rows import split_words
from .registries import ADDRESSES, DATES, NUMBER_COLUMNS, TITLES, TYPE, identify
from .texts import Text, text_of

GIVEN_FIRST = ("author/s", "authorships.author.display_name")
"""Columns of authors (Lens; OpenAlex) in which each name begins with the given one: 'Anna von Sand'."""
CSV_COLUMNS = {
    "title": ("title", "article title", "document title", "primary title", "titel", *TITLES, "display_name"),
    "authors": ("authors", "author", "author names", "author(s)", "author full names", "författare", *GIVEN_FIRST),
    "year": (
        "year",
        "publication year",
        "year of publication",
        "pub year",
        "published year",
        "år",
        "utgivningsår",
        "publication_year",
        "pubyear",
        *DATES,
        "publication date",
    ),
    "journal": (
        "journal",
        "source title",
        "source",
        "journal title",
        "journal/book",
        "publication title",
        "tidskrift",
        "primary_location.source.display_name",
    ),
    "volume": ("volume", "volym", "biblio.volume"),
    "issue": ("issue", "number", "nummer", "issue number", "biblio.issue"),
    "pages": ("pages", "page range", "sidor", "pagination"),
    "doi": ("doi",),
    "pmid": ("pmid", "pubmed id", "pubmed_id", "ids.pmid"),
    "pmcid": ("pmcid", "pmc_id"),
    "url": ("url", "link", "länk", *ADDRESSES, "external url", "articleurl"),
    "language": ("language", "språk"),
}
"""Field -> the names that databases give its column, in small letters."""


# ---------------------------------------------------------------- CSV and its kin

ABSTRACT_COLUMNS = ("abstract", "abstract note", "sammanfattning", "abstrakt")
KEYWORD_COLUMNS = (
    "keywords",
    "author keywords",
    "index keywords",
    "nyckelord",
    "manual tags",
    "automatic tags",
    "mesh terms",
    "mesh_terms",
    "ieee terms",
    "subjects",
)
NOTE_COLUMNS = ("notes", "note", "tags", "asreview_note", "exclusion reason", "anteckningar", "screening", "extra")
FORMULA_MARK = re.compile(r"^'(?=[=+@\t\r-])")
"""The apostrophe that programs, this one among them, set before a text that a spreadsheet would run."""
SEPARATORS = {";": "semicolons", "\t": "tabs", ",": "commas"}


INITIALS_FIRST = re.compile(r"((?:[^\W\d_]\.[- ]?){1,4}|[A-ZÅÄÖÜÉ]{1,4} )\s*([^\W\d_][^,;]*[^\W\d_])")
"""'AG Sand' and 'A. G. von Sand', as Google Scholar and IEEE write names."""


def split_authors(said: str) -> list[str]:
    """The names in one cell. PubMed separates by commas and ends in a stop; others by semicolons, bars or 'and'."""
    text = " ".join(said.split())
    if ";" in text or "|" in text:
        return [_turn_name(name) for name in re.split(r"\s*[;|]\s*", text)]
    if re.search(r"\band\b", text) and not text.endswith(" and"):
        return re.split(r"\s*,?\s+and\s+", text)
    named = [p.strip() for p in text.split(",")]
    if len(named) > 1 and all(re.fullmatch(rf"[^\W\d_].*\s{STOPS.pattern}", p) for p in named):
        return named
    # Scopus of earlier years: 'Sand, A., Berg, B.B.', a family name and its initials in turn.
    if len(named) > 2 and len(named) % 2 == 0 and all(bool(STOPS.fullmatch(p)) == i % 2 for i, p in enumerate(named)):
        return [f"{family}, {given}" for family, given in zip(named[::2], named[1::2], strict=True)]
    if len(named) > 1 and all(INITIALS_FIRST.fullmatch(p) and not FAMILY_FIRST.fullmatch(p) for p in named):
        return [_turn_name(name, bare=True) for name in named]
    parts = [p.strip() for p in text.rstrip(".").split(",")]
    if len(parts) > 1 and all(
        re.fullmatch(r"[^\W\d_].*\s[^\W\d_a-zåäö]{1,4}(?:\s(?:Jr|Sr|\d\w\w))?", p) for p in parts
    ):
        return parts
    if re.fullmatch(r"[^,]+\s[A-ZÅÄÖ]{1,4}\.", text):
        return [text[:-1]]
    return [text]


FAMILY_FIRST = re.compile(r"[^\W\d_].*\s[A-ZÅÄÖÜÉ]{1,4}\.?")


def _turn_name(name: str, bare: bool = False) -> str:
    """'A. Sand' as 'Sand, A.'; 'AG Sand' too where it is sure (`bare`) that the capitals are no family's name."""
    found = INITIALS_FIRST.fullmatch(name)
    if found and (bare or "." in found[1]) and not FAMILY_FIRST.fullmatch(name):
        return f"{found[2]}, {found[1].strip()}"
    return name


PARTICLES = re.compile(r"(?:.* )?(?=(?:van|von|de|der|den|di|da|du|la|le|af|av|al|el|ter|ten|zu) )")


def _turn_given(name: str) -> str:
    """'Anna von Sand' as 'von Sand, Anna'; one that has a comma, or no second word, as it stands."""
    if "," in name or " " not in name or any(c.isdigit() for c in name):
        return name
    at = PARTICLES.match(name)
    given, family = (name[: at.end()].strip(), name[at.end() :]) if at and at.end() else name.rsplit(" ", 1)
    return f"{family}, {given}"


def read_workbook(file: Path, origin: str, told: Told) -> Iterator[Entry]:
    """The first sheet of an Excel workbook whose first row names a title, read as a table is."""
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise UsageError("Excel files need openpyxl: pip install 'rlsevidence[spreadsheets]'") from None
    try:
        book = load_workbook(io.BytesIO(file.read_bytes()), read_only=True, data_only=True)
    except Exception as error:
        raise EvidenceError(
            f"{file}: found an archive that is no Excel workbook ({error}), expected one or an ASReview project"
        ) from None
    for sheet in book.worksheets:
        rows = [["" if c is None else _plain_cell(c) for c in row] for row in sheet.iter_rows(values_only=True)]
        rows = [row for row in rows if any(row)]
        if rows and any(cell.strip().lower() in CSV_COLUMNS["title"] for cell in rows[0]):
            out = io.StringIO()
            csv.writer(out, lineterminator="\n").writerows(rows)
            more = [s.title for s in book.worksheets if s.title != sheet.title]
            told.note(f"read from the sheet {sheet.title!r}")
            if more:
                told.note(f"sheets left out: {', '.join(more)}")
            yield from read_table(text_of(out.getvalue()), file, origin, told, ",", form="Excel")
            return
    raise EvidenceError(f"{file}: found no sheet with a title column, expected one whose first row names the columns")


def _plain_cell(value: object) -> str:
    """A cell as it is shown: 2020.0 as 2020, a day as 2020-01-02."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return str(value)


WOS_COLUMNS = {
    "ti": "title", "au": "authors", "py": "year", "so": "journal", "vl": "volume", "is": "issue", "bp": "page start",
    "ep": "page end", "di": "doi", "pm": "pmid", "la": "language", "ab": "abstract", "de": "author keywords",
    "id": "index keywords",
}  # fmt: skip
"""The columns of Web of Science's tab-delimited files -> what others call them."""
ENDS = {
    **dict.fromkeys(("start page", "startpage", "first page", "biblio.first_page"), "page start"),
    **dict.fromkeys(("end page", "endpage", "last page", "biblio.last_page"), "page end"),
}
"""What Lens, IEEE, EBSCOhost, OpenAlex and Publish or Perish call the columns of the first page and the last."""
PAGES = ("page start", "page end", "art. no.")
"""Columns of pages where a file has no column for both."""


def _name_columns(given: Sequence[str]) -> list[str]:
    """The columns in small letters, those of Web of Science by the names of others."""
    names = [ENDS.get(cell.lower(), cell.lower()) for cell in given]
    return [WOS_COLUMNS.get(n, n) for n in names] if {"pt", "au", "ti", "so"} <= set(names) else names


def _rows_of(reader: Any, file: Path, width: int, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of each row. One that is broken is named by its line and keeps none of the others out."""
    line = reader.line_num
    while True:
        first = line + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            line = reader.line_num
            where = f"lines {first}-{line}" if line > first else f"line {line}"
            problems.append(
                Problem(str(file), first, "row", "import-csv", f"{error} ({where})", "cells that are closed")
            )
            continue
        if cells is None:
            return
        line = reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            cells = cells[:width]  # spreadsheets add empty cells at the end of some rows
        if len(cells) != width:
            found, expected = f"{len(cells)} cells", f"{width} as in the header"
            problems.append(Problem(str(file), first, "row", "import-csv", found, expected))
            continue
        yield first, cells


def _turn(text: str) -> str:
    """A table that has its fields under each other, as Embase writes them, with its fields side by side."""
    rows = [row for row in csv.reader(io.StringIO(text)) if any(row)]
    records: list[dict[str, str]] = []
    for name, *cells in rows:
        if name.strip().upper() == "TITLE":
            records.append({})
        records[-1][name.strip()] = "; ".join(c for c in cells if c.strip())
    columns = list(dict.fromkeys(name for record in records for name in record))
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([columns, *([r.get(c, "") for c in columns] for r in records)])
    return out.getvalue()


UPRIGHT = re.compile(r'"?TITLE"?,[^\n]*\n(?:"?[A-Z][A-Z /()-]+"?,[^\n]*\n){2}')
"""A file that begins with TITLE and its text, and goes on with further fields in capitals under it."""


def read_table(
    text: Text, file: Path, origin: str, told: Told, delimiter: str | None = None, form: str = "CSV"
) -> Iterator[Entry]:
    told.form = form
    head = text.head.lstrip("\n")
    named = re.match(r"sep=(.)[ \t]*\n", head)
    if named:
        delimiter, head = named[1], head[named.end() :]
    if UPRIGHT.match(head):
        text, delimiter = text_of(_turn(text.whole().lstrip("\n"))), ","
        head = text.head
        told.note("the fields of each record stand under each other: places are those of records, not lines")
    head = head.lstrip("\n")
    before = count_before(head)
    for number, line in enumerate(head.split("\n")[:before], 2 if named else 1):
        if line.strip():
            told.note(f"line {number}: above the names of the columns, left out: {line.strip()[:60]!r}", OUTSIDE)
            told.between.append((number, line.strip()))
    header = head.split("\n")[before]
    delimiter = delimiter or max(",;\t", key=header.count)
    if delimiter != ",":
        told.note(f"columns are separated by {SEPARATORS.get(delimiter, repr(delimiter))}")
    yield from keep_entries(
        _read_rows(_table_lines(text, before + bool(named)), delimiter, file, told), file, origin, told
    )


def count_before(head: str) -> int:
    """How many of the first lines stand above the names of the columns, as Dimensions says when it was exported."""
    for number, line in enumerate(head.split("\n")[:6]):
        mark = max(",;\t", key=line.count)
        try:
            cells = next(csv.reader([line], delimiter=mark, strict=True), [])
        except csv.Error:
            continue
        if len(cells) > 1 and any(cell.strip().lower() in CSV_COLUMNS["title"] for cell in cells):
            return number
    return 0


def _table_lines(text: Text, skipped: int) -> Iterator[str]:
    """The lines of a table from its first that is not empty; the `skipped` ones above it are empty ones, so that lines
    keep their numbers."""
    begun = 0
    for line in text.lines():
        if not begun and line == "\n":
            continue
        yield "\n" if begun < skipped else line
        begun += 1


def _read_rows(lines: Iterator[str], delimiter: str, file: Path, told: Told) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line, fields) of each row that has as many cells as the header."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        given = [cell.strip() for cell in next(row for row in reader if row)]
        names = _name_columns(given)
        columns = {f: next((names.index(n) for n in named if n in names), None) for f, named in CSV_COLUMNS.items()}
        labels = [i for i, n in enumerate(names) if n in LABEL_COLUMNS]
        noted = [i for i, n in enumerate(names) if n in NOTE_COLUMNS]
        worded = [i for i, n in enumerate(names) if n in KEYWORD_COLUMNS]
        about = next((i for i, n in enumerate(names) if n in ABSTRACT_COLUMNS), None)
        paged = {n: names.index(n) for n in PAGES if n in names and columns["pages"] is None}
        registered = next((i for i, n in enumerate(names) if n in NUMBER_COLUMNS), None)
        created = names.index("create date") if "create date" in names else None
        by = columns["authors"]
        turned = "initials" if "gsrank" in names else "given" if by is not None and names[by] in GIVEN_FIRST else ""
        placed = {created, *columns.values(), *paged.values(), *labels, *noted, *worded, about, registered}
        for first, cells in _rows_of(reader, file, len(names), told.broken):
            cells = [FORMULA_MARK.sub("", cell) for cell in cells]
            got: dict[str, Any] = {f: fold(cells[at]) if at is not None else None for f, at in columns.items()}
            got["pages"] = got["pages"] or _pages({n: cells[at].strip() for n, at in paged.items()})
            if registered is not None:
                got |= identify(cells[registered])
            authors = split_authors(got["authors"] or "")
            if turned == "given":
                authors = [_turn_given(name) for name in authors]
            elif turned == "initials":
                authors = [_turn_name(name, bare=True) for name in authors]
            got["pmid"] = re.sub(r"^https?://\S*?/(\d{1,9})/?$", r"\1", got["pmid"]) if got["pmid"] else None
            if got["year"] and re.fullmatch(r"\d{8}", got["year"]):
                got["year"] = got["year"][:4]  # EBSCOhost's day
            told.unplaced.update(
                given[i] for i, cell in enumerate(cells) if i not in placed and cell.strip() and given[i]
            )
            decided = tuple(d for i in labels if (d := read_label(given[i], cells[i])))
            yield (
                first,
                {
                    **got,
                    "created": _day(cells[created]) if created is not None else None,
                    "authors": tuple(filter(None, map(short_name, authors))),
                    "types": (TYPE,) if registered is not None and cells[registered].strip() else (),
                    "abstract": " ".join(cells[about].split()) if about is not None else "",
                    "keywords": tuple(word for i in worded for word in split_words(cells[i])),
                    "said": tuple(f"{given[i]}: {fold(cells[i])}" for i in noted if cells[i].strip()),
                    "decisions": decided,
                },
            )
    except csv.Error as error:
        raise EvidenceError(f"{file}:{reader.line_num} not CSV: {error}") from None


def _day(said: str) -> str | None:
    """A day as PubMed's table has it, '2020/01/02', in ISO form; None for anything else."""
    found = re.fullmatch(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})", said.strip())
    try:
        return dt.date(*map(int, found.groups())).isoformat() if found else None
    except ValueError:
        return None


def _pages(said: dict[str, str]) -> str | None:
    start, end, article = (said.get(name, "") for name in PAGES)
    return f"{start}-{end}" if start and end and start != end else start or article or None

"""Tables -> entries: CSV and its kin, Excel. Columns are known by the names that databases give them."""

from __future__ import annotations

import csv
import datetime as dt
import html
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from ..errors import EvidenceError, Problem
from ..pubmed.build import fold
from .author_cells import GIVEN_FIRST, choose_reading, read_authors, tell_of_authors
from .csv_rows import BrokenRow, CsvRows, Row
from .decision_columns import find_decision_columns
from .decisions import at_full_text
from .entry import OUTSIDE, Entry, Told, keep_entries
from .own_rows import split_words
from .people import short_name
from .registered_tables import describe_row, find_registry_columns
from .registries import ADDRESSES, DATES, TITLES, TYPE, identify, tell_of_number
from .texts import Text, text_of
from .upright import is_upright, turn

CSV_COLUMNS = {
    "title": (
        "title",
        "article title",
        "document title",
        "primary title",
        "titel",
        "artikeltitel",
        "rubrik",
        *TITLES,
        "display_name",
    ),
    "authors": (
        "authors",
        "author",
        "author names",
        "author(s)",
        "author full names",
        "författare",
        "författarnamn",
        *GIVEN_FIRST,
    ),
    "year": (
        "year",
        "publication year",
        "year of publication",
        "pub year",
        "published year",
        "år",
        "utgivningsår",
        "publiceringsår",
        "publikationsår",
        "publication_year",
        "pubyear",
        "pub_year",
        *DATES,
        "publication date",
    ),
    "journal": (
        "journal",
        "source title",
        "journal_title",
        "journal title",
        "journal/book",
        "publication title",
        "pubtitle",
        "venue",
        "tidskrift",
        "tidskriftstitel",
        "primary_location.source.display_name",
        "source",
    ),
    "volume": ("volume", "volym", "årgång", "biblio.volume", "volume number", "journal_volume"),
    "issue": ("issue", "number", "nummer", "häfte", "issue number", "biblio.issue"),
    "pages": ("pages", "page range", "sidor", "sidnummer", "pagination", "page_info"),
    "doi": ("doi", "digitalobjectidentifier"),
    "pmid": ("pmid", "pubmed id", "pubmed_id", "ids.pmid", "medline pmid", "pubmed-id"),
    "pmcid": ("pmcid", "pmc_id"),
    "url": (
        "url",
        "link",
        "länk",
        "webbadress",
        *ADDRESSES,
        "external url",
        "articleurl",
        "documenturl",
        "fulltext url",
    ),
    "language": ("language", "språk", "language of article"),
}
"""Field -> the names that databases give its column, in small letters."""


# ---------------------------------------------------------------- CSV and its kin

ABSTRACT_COLUMNS = ("abstract", "abstract note", "sammanfattning", "abstrakt", "brief summary")
KEYWORD_COLUMNS = (
    "keywords",
    "author keywords",
    "index keywords",
    "nyckelord",
    "ämnesord",
    "manual tags",
    "automatic tags",
    "mesh terms",
    "mesh_terms",
    "ieee terms",
    "keywords plus",
    "descriptor(s)",
    "subjectterms",
    "identifierkeywords",
    "subjects",
)
KIND_COLUMNS = (
    "document type",
    "publication type",
    "publication types",
    "dt",
    "pt",
    "type",
    "item type",
    "dokumenttyp",
)
NOTE_COLUMNS = ("manual tags", "notes", "note", "tags", "anteckningar", "screening", "extra")
DATE_COLUMNS = ("date", "datum", "pubdate", "pub date", "date published", "published", "publiceringsdatum",
                "publicerad", "publikationsdatum", "utgivningsdatum", "cover date", "issue date")  # fmt: skip
"""Columns of a day that is the work's, where a table has none of a year and decisions name no day there."""
KNOWN = frozenset({*(name for names in CSV_COLUMNS.values() for name in names), *ABSTRACT_COLUMNS, *KEYWORD_COLUMNS})
FORMULA_MARK = re.compile(r"^'(?=[=+@\t\r-])")
"""The apostrophe that programs, this one among them, set before a text that a spreadsheet would run."""
SEPARATORS = {";": "semicolons", "\t": "tabs", ",": "commas"}


WOS_COLUMNS = {
    "ti": "title", "au": "authors", "py": "year", "so": "journal", "vl": "volume", "is": "issue", "bp": "page start",
    "ep": "page end", "di": "doi", "pm": "pmid", "la": "language", "ab": "abstract", "de": "author keywords",
    "id": "index keywords",
}  # fmt: skip
"""The columns of Web of Science's tab-delimited files -> what others call them."""
WOS_MARKS = frozenset({"pt", "au", "ti", "so"})
"""Columns by which such a file is known."""
ENDS = {
    **dict.fromkeys(("start page", "startpage", "first page", "biblio.first_page"), "page start"),
    "article number": "art. no.",
    **dict.fromkeys(("end page", "endpage", "last page", "biblio.last_page"), "page end"),
}
"""What Lens, IEEE, EBSCOhost, OpenAlex and Publish or Perish call the columns of the first page and the last."""
PAGES = ("page start", "page end", "art. no.")
"""Columns of pages where a file has no column for both."""


def _name_columns(given: Sequence[str]) -> list[str]:
    """The columns in small letters, those of Web of Science by the names of others."""
    names = [ENDS.get(cell.lower(), cell.lower()) for cell in given]
    if find_registry_columns(given):
        names = [n.replace("_", " ") for n in names]  # ICTRP's, in some of its exports
    return [WOS_COLUMNS.get(n, n) for n in names] if set(names) >= WOS_MARKS else names


def read_table(
    text: Text, file: Path, origin: str, told: Told, delimiter: str | None = None, form: str = "CSV"
) -> Iterator[Entry]:
    told.form = form
    head = text.head.lstrip("\n")
    named = re.match(r"sep=(.)[ \t]*\n", head)
    if named:
        delimiter, head = named[1], head[named.end() :]
    if is_upright(head, KNOWN):
        turned, beside = turn(text.whole())
        text, delimiter = text_of(turned), ","
        head = text.head
        for words in beside:
            told.note(f"in no record, left out: {words[:60]!r}", OUTSIDE)
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
    rows = CsvRows(_table_lines(text, before + bool(named)), delimiter)
    try:
        given = rows.read_header()
    except csv.Error as error:
        raise EvidenceError(f"{file}:{before + 1 + bool(named)} not CSV: {error}") from None
    yield from keep_entries(_read_rows(given, rows.read, file, told), file, origin, told)


def count_before(head: str) -> int:
    """How many of the first lines stand above the names of the columns, as Dimensions says when it was exported."""
    for number, line in enumerate(head.split("\n")[:6]):
        mark = max(",;\t", key=line.count)
        try:
            cells = next(csv.reader([line], delimiter=mark, strict=True), [])
        except csv.Error:
            continue
        named = {cell.strip().lower() for cell in cells}
        if len(cells) > 1 and (named & set(CSV_COLUMNS["title"]) or named >= WOS_MARKS):
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


Rows = Callable[[int, Callable[[Sequence[str]], bool]], Iterator[Row | BrokenRow]]
"""What gives the rows under a header of so many cells, and takes what tells whether a row is likely to be one."""


def _read_rows(header: Sequence[str], rows: Rows, file: Path, told: Told) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line, fields) of each row that has as many cells as the header; the broken ones go to `told`."""
    given = [cell.strip() for cell in header]
    names = _name_columns(given)
    columns = {f: next((names.index(n) for n in named if n in names), None) for f, named in CSV_COLUMNS.items()}
    if columns["authors"] is None and {"pid", "name"} <= set(names):
        columns["authors"] = names.index("name")  # DiVA's
    decisions = find_decision_columns(given, told.people)
    zotero = "item type" in names
    if columns["year"] is None:
        dated = (i for i, n in enumerate(names) if n in DATE_COLUMNS and i not in decisions.placed)
        columns["year"] = next(dated, None)
        if columns["year"] is not None:
            told.note(f"the year is told from the column {given[columns['year']]!r}")
    noted = [i for i, n in enumerate(names) if n in NOTE_COLUMNS]
    worded = [i for i, n in enumerate(names) if n in KEYWORD_COLUMNS]
    about = next((i for i, n in enumerate(names) if n in ABSTRACT_COLUMNS), None)
    paged = {n: names.index(n) for n in PAGES if n in names and columns["pages"] is None}
    extra = names.index("extra") if "extra" in names else None
    kinds = [i for i, n in enumerate(names) if n in KIND_COLUMNS]
    registered = find_registry_columns(given)
    created = names.index("create date") if "create date" in names else None
    by = columns["authors"]
    reading = choose_reading(names, names[by] if by is not None else "")
    placed = {created, *columns.values(), *paged.values(), *decisions.placed, *noted, *worded, about}
    placed |= registered.placed if registered else set()

    def is_likely(cells: Sequence[str]) -> bool:
        said = {f: cells[at].strip() if at is not None else "" for f, at in columns.items()}
        return bool(said["title"]) and all(not said[f] or LIKELY[f].search(said[f]) for f in LIKELY)

    for row in rows(len(names), is_likely):
        if isinstance(row, BrokenRow):
            where = f" (lines {row.line}-{row.last})" if row.last > row.line else ""
            told.broken.append(Problem(str(file), row.line, "row", "import-csv", row.found + where, row.expected))
            continue
        first, cells = row
        cells = [FORMULA_MARK.sub("", cell) for cell in cells]
        got: dict[str, Any] = {f: fold(cells[at]) if at is not None else None for f, at in columns.items()}
        got["pages"] = got["pages"] or _pages({n: cells[at].strip() for n, at in paged.items()})
        number, trial, sponsor = registered.read(cells) if registered else ("", None, None)
        page = got["url"]
        if (own := identify(number)) and trial is not None:
            got |= own
        if got["pmid"] is None and extra is not None and (told_pmid := EXTRA_PMID.search(cells[extra])):
            got["pmid"] = told_pmid[1]
        if got["pmcid"] is None and extra is not None and (told_pmcid := EXTRA_PMCID.search(cells[extra])):
            got["pmcid"] = told_pmcid[1]
        listed = cells[by] if by is not None else ""
        if by is not None and names[by] == "name":
            listed = DIVA_BESIDE.sub("", listed)
        listed = listed.strip().replace("\n", "; ") if ";" not in listed else listed
        authors = read_authors(listed, reading)
        if got["year"] and re.fullmatch(r"\d{8}", got["year"]):
            got["year"] = got["year"][:4]  # EBSCOhost's day
        _read_source(got)
        told.unplaced.update(
            given[i] or f"column {i + 1}, which has no name"
            for i, cell in enumerate(cells)
            if i not in placed and cell.strip()
        )
        decided, beside = decisions.read(cells)
        notes = ((i, _plain_note(cells[i]) if zotero else fold(cells[i])) for i in noted if cells[i].strip())
        said = (*(f"{given[i]}: {note}" for i, note in notes), *beside)
        yield (
            first,
            {
                **got,
                "created": _day(cells[created]) if created is not None else None,
                "authors": tuple(filter(None, map(short_name, authors))),
                "doubts": (*tell_of_authors(listed, reading), *(tell_of_number(number) if trial is not None else ())),
                **describe_row(number, trial, sponsor),
                "pages_seen": (page,) if page and page != got["url"] else (),
                "kinds": tuple(part for i in kinds for part in re.split(r"[;,|]", cells[i])),
                "types": (TYPE,) if trial is not None else (),
                "abstract": " ".join(cells[about].split()) if about is not None else "",
                "keywords": tuple(word for i in worded for word in split_words(cells[i])),
                "words_of": ", ".join(given[i] for i in worded if cells[i].strip()),
                "said": said,
                "decisions": (*decided, *at_full_text(said)) if decisions.covidence else decided,
            },
        )


LIKELY = {
    "year": re.compile(r"^\D{0,12}\d{4}\b|\d{4}$"),
    "doi": re.compile(r"\b10\.\d{4,9}/"),
    "pmid": re.compile(r"^\W*(?:https?://\S*/)?\d{1,9}\W*$"),
}
"""What stands in a cell of these columns, if anything does: by it the rest of a broken row is told from a row."""
PARAGRAPH = re.compile(r"</?(?:p|div|br|ul|ol|li|h[1-6]|span|strong|em|b|i)(?:\s[^<>]*)?/?>", re.I)
"""Marks of a page round the words of a note, as Zotero's tables have them."""


def _plain_note(cell: str) -> str:
    """A note of Zotero's, which is a piece of a page, as its words in one line."""
    return fold(html.unescape(PARAGRAPH.sub(" ", cell))) or ""


DIVA_BESIDE = re.compile(r"\s*(?:\[[^\[\]]*\]|\((?:[^()]|\([^()]*\))*\))")
"""What DiVA sets after a name: who it is there, an ORCID, and where the person works."""
EXTRA_PMID = re.compile(r"\bPMID: *(\d{1,9})\b", re.I)
EXTRA_PMCID = re.compile(r"\bPMCID: *(PMC\d{1,9})\b", re.I)
"""Where Zotero keeps PubMed's number: among lines of 'Extra'."""
NO_JOURNAL = frozenset({"med", "pmc", "ppr", "agr", "cba", "pubmed", "medline", "scopus", "wos", "embase", "crossref"})
"""What stands under 'Source' where it names the database: no journal is called so."""
EMBASE_SOURCE = re.compile(
    r"(?P<journal>.+?) \((?P<year>\d{4})\) (?P<volume>\d[\w-]*)(?::(?P<issue>[\w. -]+?))?"
    r" ?(?:\((?P<pages>[^()]+)\))?\.?(?: Date of Publication:.*)?"
)
"""'Invented Journal (2019) 28:3 (12-19)'."""


def read_cells(header: Sequence[str], rows: Rows, file: Path, origin: str, told: Told) -> Iterator[Entry]:
    """The entries of a table whose cells were read elsewhere."""
    yield from keep_entries(_read_rows(header, rows, file, told), file, origin, told)


def _read_source(got: dict[str, Any]) -> None:
    """Take apart what Embase has in one cell of source, and leave out what is the name of a database."""
    said = got["journal"] or ""
    if said.casefold() in NO_JOURNAL:
        got["journal"] = None
    elif found := EMBASE_SOURCE.fullmatch(said):
        got |= {k: v.strip() for k, v in found.groupdict().items() if v and (k == "journal" or not got[k])}


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

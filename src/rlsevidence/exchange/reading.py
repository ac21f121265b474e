"""Files of other databases -> records, each with what it rests on: PubMed XML and MEDLINE, RIS and its kin, CSV and its
kin, CSL-JSON. The kind is told by what stands in the file, never by its name.

Nothing is guessed: a field that the file does not have stays unknown, every field is marked as known second-hand, so
that a pull fills it from PubMed where PubMed has the record; what has no place in a record is counted and said.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..errors import EvidenceError, Problem, UsageError
from ..model import FullRecord, Record, RecordDates
from ..pubmed.build import clean_doi, clean_pmcid, fold, hash_abstract
from ..pubmed.dates import YEAR
from ..pubmed.parse import parse_file
from .abstracts import split_abstract
from .asreview import is_project, read_project
from .bibtex import read_bibtex, split_names
from .decisions import LABEL_COLUMNS, Decided, read_label, read_notes
from .decoding import decode
from .endnote_xml import XmlRecord, is_endnote, read_endnote
from .tagged import Tagged, count_tags, find_dialect, read_tagged

OWN_TAG = re.compile(r"[a-z0-9-]+: (?:supports|disputes|inconclusive|not_relevant)")
"""A tag that this program wrote among the keywords: a decision, and nothing that the record says."""
REGISTRATION = re.compile(r"https?://(?:www\.)?clinicaltrials\.gov/(?:ct2/show|study)/(NCT\d{8})\b", re.I)
"""The page of a registration: the record is that registration, under its number."""
TRACKED = re.compile(r"[?&;](utm_\w+|fbclid|gclid|mc_cid|mc_eid|jsessionid|sessionid|_ga|cmpid)=", re.I)
FILLED = ("title", "authors", "year", "journal", "volume", "issue", "pages", "language", "doi", "pmcid")
CSV_COLUMNS = {
    "title": ("title", "article title", "document title", "primary title", "titel"),
    "authors": ("authors", "author", "author names", "author(s)", "author full names", "författare"),
    "year": ("year", "publication year", "year of publication", "pub year", "published year", "år", "utgivningsår"),
    "journal": ("journal", "source title", "source", "journal title", "journal/book", "tidskrift"),
    "volume": ("volume", "volym"),
    "issue": ("issue", "number", "nummer"),
    "pages": ("pages", "page range", "sidor"),
    "doi": ("doi",),
    "pmid": ("pmid", "pubmed id", "pubmed_id"),
    "pmcid": ("pmcid", "pmc_id"),
    "url": ("url", "link", "länk"),
    "language": ("language", "språk"),
}
"""Field -> the names that databases give its column, in small letters."""


@dataclass(frozen=True)
class Entry:
    """One entry of a file. `place` is its line or its number; `full` is there when PubMed itself wrote the file."""

    place: int
    record: Record
    full: FullRecord | None = None
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    decisions: tuple[Decided, ...] = ()
    said: tuple[str, ...] = ()
    """Notes that stand in the file."""


@dataclass(frozen=True)
class FileRead:
    """What a file holds: `started` entries, of which each is among `entries` or among `problems`.

    `notes`: what a person should know of how it was read; `unplaced`: field -> in how many entries it says something
    that a record has no place for. The file itself is kept whole.
    """

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    started: int
    notes: tuple[str, ...] = ()
    unplaced: Mapping[str, int] | None = None
    form: str = ""
    encoding: str = "UTF-8"
    between: tuple[tuple[int, str], ...] = ()
    """Lines that stand between or outside the records: the first one's number, and the start of the text."""

    @property
    def adds_up(self) -> bool:
        return self.started == len(self.entries) + len(self.problems)


def read_entries(file: Path, origin: str) -> FileRead:
    """The entries of a file that can become records, and what is wrong with the others.

    EvidenceError when the file as a whole cannot be read.
    """
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise EvidenceError(f"{file}: {error.strerror or error}") from None
    if raw[:2] == b"\x1f\x8b":
        return _read_pubmed(file, origin)
    if raw[:4] == b"PK\x03\x04" and is_project(file):
        return _read_project(file, origin)
    if raw[:4] == b"PK\x03\x04":
        return replace(_read_workbook(file, origin), form="Excel")
    decoded = decode(raw)
    if decoded is None:
        raise EvidenceError(f"{file}: found bytes that are no text, expected {KINDS}")
    text, said = decoded.text, (decoded.said,) if decoded.said else ()
    coded = re.search(r"read as ([\w-]+)", decoded.said or "")
    return replace(_read_text(text, said, file, origin), encoding=coded[1] if coded else "UTF-8")


def _read_text(text: str, said: Sequence[str], file: Path, origin: str) -> FileRead:
    start = text[:4096].lstrip()
    if start.startswith("<") and is_endnote(text):
        return _read_endnote(text, file, origin, said)
    if start.startswith("<") or re.match(r"PMID *- ", start):
        return _read_pubmed(file, origin)
    if (dialect := find_dialect(text)) is not None:
        return _read_tagged(text, dialect, file, origin, said)
    if start[:1] in "[{" and start:
        return _read_csl(text, file, origin, said)
    if re.match(r"(?:%[^\n]*\n|\s)*@\w+\s*[{(]", start):
        return _read_bibtex(text, file, origin, said)
    header = start.split("\n", 1)[0].lower()
    if any(name in header for name in CSV_COLUMNS["title"]) and any(mark in header for mark in ",;\t"):
        return _read_table(text.lstrip("\n"), file, origin, said)
    found = text.strip()[:40] or "nothing"
    raise EvidenceError(f"{file}: found {found!r}, expected {KINDS}")


KINDS = (
    "PubMed XML, MEDLINE (.nbib), RIS or CSV with a title column, EndNote (XML, %0), CENTRAL, Web of Science, BibTeX, "
    "CSL-JSON, Excel or an ASReview project"
)


def _read_pubmed(file: Path, origin: str) -> FileRead:
    entries = tuple(
        Entry(i, full.to_record().model_copy(update={"origin": origin, "verification": "confirmed"}), full)
        for i, full in enumerate(parse_file(file), 1)
    )
    return FileRead(entries, (), len(entries), form="PubMed")


# ---------------------------------------------------------------- RIS and its kin

PLACED = frozenset(
    {
        "TY", "TI", "T1", "CT", "ST", "AU", "A1", "PY", "Y1", "DA", "JO", "JF", "JA", "J1", "J2", "T2", "BT",
        "VL", "IS", "SP", "EP", "LA", "DO", "AN", "DB", "DP", "C2", "UR", "L3",
    }
)  # fmt: skip
"""Tags that a record has a place for."""
KEPT = frozenset({"AB", "N2", "KW", "N1", "ID"})
"""Tags that go to the cache of this machine, or are shown as notes and decisions."""
NAMED = {
    "SN": "ISSN",
    "PB": "publisher",
    "M3": "type",
}


def _read_tagged(text: str, dialect: str, file: Path, origin: str, said: Sequence[str]) -> FileRead:
    found = read_tagged(text, dialect)
    notes = list(said)
    for record in found.records:
        if not record.closed:
            notes.append(f"line {record.line}: the record has no ER; it is taken to end at {record.closed_by}")
    for line, number, words in found.outside:
        lines = f"line {line}" if number == 1 else f"lines {line}-{line + number - 1}"
        notes.append(f"{lines}: outside any record, left out: {words[:60]!r}")
    made = []
    for record in found.records:
        got, more = _from_tagged(record)
        made.append((record.line, got))
        notes += [f"line {record.line}: {said}" for said in more]
    tags = count_tags(found.records)
    unplaced = Counter(
        {NAMED.get(tag, tag): number for tag, number in tags.items() if tag not in PLACED and tag not in KEPT}
    )
    between = tuple((line, words) for line, _, words in found.outside)
    kept = _keep(made, file, origin, notes, unplaced)
    return replace(
        kept,
        form={"ris": "RIS", "central": "CENTRAL", "refer": "EndNote", "wos": "Web of Science"}[dialect],
        between=between,
    )


def _from_tagged(e: Tagged) -> tuple[dict[str, Any], list[str]]:
    """The fields of a record, and what stands in the file beside them that one record cannot hold."""

    def first(*tags: str) -> str | None:
        return fold(e.first(*tags) or "") or None

    start, end = first("SP"), first("EP")
    notes = " ".join(e.all("N1", "AN", "ID", "C7", "M1", "M2"))
    database = " ".join(e.all("DB", "DP")).lower()
    numbers = e.all("AN")
    pmid = re.search(r"(?:PMID|PUBMED)[: ]\s*(\d{1,9})\b", notes, re.I)
    plain = next((n for n in numbers if n.isdigit()), None)
    urls = [u for u in e.all("UR", "L3") if re.match(r"https?://", u)]
    dois = list(dict.fromkeys(filter(None, map(clean_doi, (*e.all("DO"), *(u for u in urls if "doi.org/10." in u))))))
    own = next((n for n in numbers if re.fullmatch(r"CN-\d+", n)), None)
    more = []
    if len(dois) > 1:
        more.append(f"further DOIs, which one record has no place for: {', '.join(dois[1:])}")
    if len(pages := [u for u in urls if "doi.org/10." not in u]) > 1:
        more.append(f"further addresses, which one record has no place for: {', '.join(pages[1:])}")
    if own:
        more.append(f"CENTRAL's number {own} is kept in the file only")
    kind = (first("TY") or "").upper()
    preprint = any("preprint" in t.lower() for t in (*e.all("M3"), kind))
    return {
        "title": first("TI", "T1", "CT", "ST"),
        "authors": tuple(filter(None, map(short_name, e.all("A1", "AU")))),
        "year": first("PY", "Y1", "DA"),
        "journal": first("JO", "JF", "T2", "JA", "J1", "J2", "BT"),
        "volume": first("VL"),
        "issue": first("IS"),
        "pages": f"{start}-{end}" if start and end and "-" not in start and start != end else start,
        "language": first("LA"),
        "doi": dois[0] if dois else None,
        # An accession number is a PMID only where the database says that it is PubMed's.
        "pmid": pmid[1] if pmid else plain if plain and re.search("pubmed|medline", database) else None,
        "pmcid": first("C2"),
        "url": pages[0] if pages else urls[0] if urls else None,
        "types": ("Preprint",) if preprint else (),
        "abstract": " ".join((e.first("AB", "N2") or "").split()),
        "keywords": tuple(k for k in e.all("KW") if not OWN_TAG.fullmatch(k)),
        "said": tuple(fold(n) for n in e.all("N1", "RN", "PA")),
    }, more


# ---------------------------------------------------------------- CSL-JSON


def _read_csl(text: str, file: Path, origin: str, said: Sequence[str]) -> FileRead:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise EvidenceError(f"{file}: found what is no JSON ({error}), expected CSL-JSON") from None
    items = value if isinstance(value, list) else value.get("items") if isinstance(value, dict) else None
    if not isinstance(items, list) or not all(isinstance(i, dict) and ("title" in i or "type" in i) for i in items):
        raise EvidenceError(f"{file}: found JSON without references, expected CSL-JSON: a list of items with a title")
    unplaced = Counter(key for item in items for key, v in item.items() if key not in CSL_PLACED and v)
    made = [(i, _from_csl(item)) for i, item in enumerate(items, 1)]
    return replace(_keep(made, file, origin, said, unplaced), form="CSL-JSON")


CSL_PLACED = frozenset(
    {
        "type",
        "title",
        "author",
        "issued",
        "container-title",
        "volume",
        "issue",
        "page",
        "language",
        "DOI",
        "PMID",
        "PMCID",
    }
    | {"URL", "id", "citation-key", "abstract", "keyword", "note"}
)


def _from_csl(item: Mapping[str, Any]) -> dict[str, Any]:
    def text(key: str) -> str | None:
        return fold(str(item[key])) if item.get(key) not in (None, "") else None

    parts = (item.get("issued") or {}).get("date-parts") or [[]]
    raw = (item.get("issued") or {}).get("raw") or (item.get("issued") or {}).get("literal")
    bodies = {a["literal"] for a in item.get("author") or () if isinstance(a, dict) and a.get("literal")}
    authors = [
        a.get("literal") or ", ".join(filter(None, (a.get("family"), a.get("given"), a.get("suffix"))))
        for a in item.get("author") or ()
        if isinstance(a, dict)
    ]
    return {
        "title": text("title"),
        "authors": tuple(filter(None, (a if a in bodies else short_name(a) for a in authors if a))),
        "year": str(parts[0][0]) if parts and parts[0] else raw,
        "journal": text("container-title"),
        "volume": text("volume"),
        "issue": text("issue"),
        "pages": text("page"),
        "language": text("language"),
        "doi": text("DOI"),
        "pmid": text("PMID"),
        "pmcid": text("PMCID"),
        "url": text("URL"),
        "types": ("Preprint",) if "preprint" in str(item.get("genre", "")).lower() else (),
        "abstract": text("abstract") or "",
        "keywords": tuple(filter(None, (k.strip() for k in str(item.get("keyword") or "").split(",")))),
        "said": tuple(filter(None, (fold(n) for n in str(item.get("note") or "").split("\n")))),
    }


GROUP = re.compile(r"(?<!\S)(and|of|for|on|the|och|för|i|&|et|für|und)(?!\S)")
"""Words that stand after the comma in the name of a body ('Ministry of Food, Health and Trade'), in no given name."""


# ---------------------------------------------------------------- EndNote XML


def _read_endnote(text: str, file: Path, origin: str, said: Sequence[str]) -> FileRead:
    records = read_endnote(text, str(file))
    unplaced = Counter(name for r in records for name in set(r.unplaced))
    kept = _keep([(r.line, _from_endnote(r)) for r in records], file, origin, said, unplaced)
    return replace(kept, form="EndNote XML")


def _from_endnote(record: XmlRecord) -> dict[str, Any]:
    get = record.fields.get
    number = get("accession") or ""
    from_pubmed = re.search("pubmed|medline|nlm", get("database") or "", re.I)
    return {
        **{k: get(k) for k in ("title", "year", "journal", "volume", "issue", "pages", "language", "doi", "pmcid")},
        "authors": tuple(filter(None, map(short_name, record.authors))),
        # An accession number is a PMID only where the database says that it is PubMed's.
        "pmid": number if from_pubmed and number.isdigit() else None,
        "url": next((u for u in record.urls if re.match(r"https?://", u)), None),
        "types": (),
        "abstract": get("abstract") or "",
        "keywords": tuple(k for k in record.keywords if not OWN_TAG.fullmatch(k)),
        "said": (get("notes"),) if get("notes") else (),
    }


# ---------------------------------------------------------------- BibTeX

BIB_PLACED = frozenset(
    {"title", "author", "year", "date", "journal", "journaltitle", "booktitle", "volume", "number", "issue", "pages",
     "language", "langid", "doi", "pmid", "eprint", "pmcid", "url", "abstract", "keywords", "note", "annote"}
)  # fmt: skip


def _read_bibtex(text: str, file: Path, origin: str, said: Sequence[str]) -> FileRead:
    entries, broken = read_bibtex(text)
    unplaced = Counter(key for e in entries for key, value in e.fields.items() if key not in BIB_PLACED and value)
    kept = _keep([(e.line, _from_bibtex(e.fields)) for e in entries], file, origin, said, unplaced)
    faults = tuple(Problem(str(file), line, "entry", "import-bibtex", why, "a closed entry") for line, why in broken)
    return replace(kept, problems=(*kept.problems, *faults), started=kept.started + len(faults), form="BibTeX")


def _from_bibtex(fields: Mapping[str, str]) -> dict[str, Any]:
    def first(*keys: str) -> str | None:
        return next((fold(fields[k]) for k in keys if fields.get(k)), None)

    pubmed = "pubmed" in (fields.get("eprinttype") or fields.get("archiveprefix") or "").lower()
    return {
        "title": first("title"),
        "authors": tuple(filter(None, map(short_name, split_names(fields.get("author", ""))))),
        "year": first("year", "date"),
        "journal": first("journal", "journaltitle", "booktitle"),
        "volume": first("volume"),
        "issue": first("number", "issue"),
        "pages": (first("pages") or "").replace("--", "-").replace("–", "-") or None,
        "language": first("language", "langid"),
        "doi": first("doi"),
        "pmid": first("pmid") or (first("eprint") if pubmed else None),
        "pmcid": first("pmcid"),
        "url": first("url"),
        "types": (),
        "abstract": first("abstract") or "",
        "keywords": tuple(filter(None, (k.strip() for k in re.split(r"[;,]", fields.get("keywords", ""))))),
        "said": tuple(filter(None, (fold(n) for k in ("note", "annote") for n in fields.get(k, "").split(" | ")))),
    }


def short_name(name: str) -> str | None:
    """'Testsson, Tea Anna, Jr' as 'Testsson TA Jr'; a name without a comma stays as it is."""
    family, comma, rest = " ".join(name.split()).rstrip(",").partition(",")
    if not comma:
        return family or None
    if GROUP.search(rest):
        return f"{family},{rest}"
    given, _, suffix = rest.partition(",")
    parts = re.findall(r"[^\W\d_]+", given)
    capitals = given.replace(".", "").replace(" ", "")
    initials = capitals if capitals.isupper() and len(capitals) <= 3 else "".join(p[0].upper() for p in parts)
    return " ".join(filter(None, (family.strip(), initials, suffix.strip()))) or None


# ---------------------------------------------------------------- CSV and its kin

ABSTRACT_COLUMNS = ("abstract", "abstract note", "sammanfattning", "abstrakt")
KEYWORD_COLUMNS = ("keywords", "author keywords", "index keywords", "nyckelord", "manual tags", "automatic tags")
NOTE_COLUMNS = ("notes", "note", "tags", "asreview_note", "exclusion reason", "anteckningar", "screening", "extra")
FORMULA_MARK = re.compile(r"^'(?=[=+@\t\r-])")
"""The apostrophe that programs, this one among them, set before a text that a spreadsheet would run."""
SEPARATORS = {";": "semicolons", "\t": "tabs", ",": "commas"}


def split_authors(said: str) -> list[str]:
    """The names in one cell. PubMed separates by commas and ends in a stop; others by semicolons, bars or 'and'."""
    text = " ".join(said.split())
    if ";" in text or "|" in text:
        return re.split(r"\s*[;|]\s*", text)
    if re.search(r"\band\b", text) and not text.endswith(" and"):
        return re.split(r"\s*,?\s+and\s+", text)
    parts = [p.strip() for p in text.rstrip(".").split(",")]
    if len(parts) > 1 and all(
        re.fullmatch(r"[^\W\d_].*\s[^\W\d_a-zåäö]{1,4}(?:\s(?:Jr|Sr|\d\w\w))?", p) for p in parts
    ):
        return parts
    if re.fullmatch(r"[^,]+\s[A-ZÅÄÖ]{1,4}\.", text):
        return [text[:-1]]
    return [text]


def _read_project(file: Path, origin: str) -> FileRead:
    made = []
    for number, given, decisions, said in read_project(file):
        names = [n for name in given["authors"] for n in split_authors(name)]
        fields = {key: fold(str(given[key])) if given.get(key) else None for key in ("title", "year", "doi", "url")}
        empty = dict.fromkeys(("journal", "volume", "issue", "pages", "language", "pmid", "pmcid"))
        got = {
            **empty,
            **fields,
            "authors": tuple(filter(None, map(short_name, names))),
            "types": (),
            "abstract": " ".join(str(given.get("abstract") or "").split()),
            "keywords": tuple(given["keywords"]),
            "decisions": decisions,
            "said": said,
        }
        made.append((number, got))
    return replace(_keep(made, file, origin, (), Counter()), form="ASReview project")


def _read_workbook(file: Path, origin: str) -> FileRead:
    """The first sheet of an Excel workbook whose first row names a title, read as a table is."""
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise UsageError("Excel files need openpyxl: pip install 'rlsevidence[spreadsheets]'") from None
    try:
        book = load_workbook(io.BytesIO(file.read_bytes()), read_only=True, data_only=True)
    except Exception as error:
        raise EvidenceError(f"{file}: found an archive that is no Excel workbook ({error}), expected {KINDS}") from None
    for sheet in book.worksheets:
        rows = [["" if c is None else _plain_cell(c) for c in row] for row in sheet.iter_rows(values_only=True)]
        rows = [row for row in rows if any(row)]
        if rows and any(cell.strip().lower() in CSV_COLUMNS["title"] for cell in rows[0]):
            out = io.StringIO()
            csv.writer(out, lineterminator="\n").writerows(rows)
            more = [s.title for s in book.worksheets if s.title != sheet.title]
            said = [f"read from the sheet {sheet.title!r}", *([f"sheets left out: {', '.join(more)}"] if more else [])]
            return _read_table(out.getvalue(), file, origin, said, ",")
    raise EvidenceError(f"{file}: found no sheet with a title column, expected one whose first row names the columns")


def _plain_cell(value: object) -> str:
    """A cell as it is shown: 2020.0 as 2020, a day as 2020-01-02."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return str(value)


def _read_table(text: str, file: Path, origin: str, said: Sequence[str], delimiter: str | None = None) -> FileRead:
    header = text.split("\n", 1)[0]
    delimiter = delimiter or max(",;\t", key=header.count)
    notes = [*said, *([f"columns are separated by {SEPARATORS[delimiter]}"] if delimiter != "," else [])]
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    rows: list[tuple[int, dict[str, Any]]] = []
    unplaced: Counter[str] = Counter()
    try:
        given = [cell.strip() for cell in next(reader)]
        names = [cell.lower() for cell in given]
        columns = {f: next((names.index(n) for n in named if n in names), None) for f, named in CSV_COLUMNS.items()}
        labels = [i for i, n in enumerate(names) if n in LABEL_COLUMNS]
        noted = [i for i, n in enumerate(names) if n in NOTE_COLUMNS]
        worded = [i for i, n in enumerate(names) if n in KEYWORD_COLUMNS]
        about = next((i for i, n in enumerate(names) if n in ABSTRACT_COLUMNS), None)
        placed = {*columns.values(), *labels, *noted, *worded, about}
        line = reader.line_num
        for cells in reader:
            first, line = line + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(names):
                raise EvidenceError(f"{file}:{first} found {len(cells)} cells, expected {len(names)} as in the header")
            cells = [FORMULA_MARK.sub("", cell) for cell in cells]
            got: dict[str, Any] = {f: fold(cells[at]) if at is not None else None for f, at in columns.items()}
            authors = split_authors(got["authors"] or "")
            unplaced.update(given[i] for i, cell in enumerate(cells) if i not in placed and cell.strip() and given[i])
            decided = tuple(d for i in labels if (d := read_label(given[i], cells[i])))
            rows.append(
                (
                    first,
                    {
                        **got,
                        "authors": tuple(filter(None, map(short_name, authors))),
                        "types": (),
                        "abstract": " ".join(cells[about].split()) if about is not None else "",
                        "keywords": tuple(
                            filter(None, (k.strip() for i in worded for k in re.split(r"[;,|]", cells[i])))
                        ),
                        "said": tuple(f"{given[i]}: {fold(cells[i])}" for i in noted if cells[i].strip()),
                        "decisions": decided,
                    },
                )
            )
    except csv.Error as error:
        raise EvidenceError(f"{file}:{reader.line_num} not CSV: {error}") from None
    return replace(_keep(rows, file, origin, notes, unplaced), form="CSV")


# ---------------------------------------------------------------- to records


def _keep(
    entries: Iterable[tuple[int, Mapping[str, Any]]],
    file: Path,
    origin: str,
    notes: Sequence[str],
    unplaced: Counter[str],
) -> FileRead:
    kept: list[Entry] = []
    problems: list[Problem] = []
    started = 0
    for place, got in entries:
        started += 1
        record, problem = _make_record(got, origin)
        if record:
            said = tuple(got.get("said") or ())
            abstract = got.get("abstract") or ""
            sections = split_abstract(abstract)
            if sections:
                record = record.model_copy(update={"abstract_sha256": hash_abstract(sections)})
            decisions = tuple(dict.fromkeys((*got.get("decisions", ()), *read_notes(said))))
            kept.append(Entry(place, record, None, abstract, tuple(got.get("keywords") or ()), decisions, said))
        else:
            problems.append(Problem(str(file), place, *problem))
    return FileRead(tuple(kept), tuple(problems), started, tuple(notes), dict(sorted(unplaced.items())))


def _make_record(got: Mapping[str, Any], origin: str) -> tuple[Record | None, tuple[str, str, str, str]]:
    title = got["title"]
    pmid = got["pmid"] if got["pmid"] and re.fullmatch(r"[1-9]\d{0,8}", got["pmid"]) else None
    doi, url = clean_doi(got["doi"]), got["url"]
    if url and not re.fullmatch(r"https?://\S+", url):
        url = None
    if not title:
        return None, ("title", "import-title", "nothing", "a title")
    trial = REGISTRATION.match(url) if url and not pmid and not doi else None
    if trial:
        url = None
    key = f"pubmed:{pmid}" if pmid else f"doi:{doi}" if doi else f"nct:{trial[1].upper()}" if trial else None
    key = key or (f"url:{url}" if url else None)
    if key is None:
        return None, ("id", "import-id", repr(title[:60]), "a PMID, a DOI or an address, so that it can be found again")
    year = YEAR.search(got["year"] or "")
    values: dict[str, Any] = {
        "title": title,
        "authors": got["authors"],
        "year": int(year[0]) if year else None,
        "journal": got["journal"],
        "volume": got["volume"],
        "issue": got["issue"],
        "pages": got["pages"],
        "language": got["language"],
        "doi": doi,
        "pmcid": clean_pmcid(got["pmcid"]),
    }
    record = Record(
        id=key,
        pmid=pmid,
        url=url if key.startswith("url:") else None,
        organisation=None,
        publication_types=got["types"],
        mesh=(),
        integrity=(),
        dates=RecordDates(created=None, revised=None),
        abstract_sha256=None,
        origin=origin,
        verification="partial",
        unverified=tuple(f for f in FILLED if values[f] not in (None, ())),
        seen_at=(url,) if url and not key.startswith("url:") and not TRACKED.search(url) else (),
        **values,
    )
    return record, ("", "", "", "")

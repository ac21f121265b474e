"""Files of other databases -> records, each with what it rests on. PubMed XML and MEDLINE, RIS, CSV. Pure but for
reading.

Nothing is guessed: a field that the file does not have stays unknown, and every field of RIS and CSV is marked as known
second-hand, so that a pull fills it from PubMed where PubMed has the record.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import EvidenceError, Problem
from ..model import FullRecord, Record, RecordDates
from ..pubmed.build import clean_doi, clean_pmcid, fold
from ..pubmed.dates import YEAR
from ..pubmed.parse import parse_file

TRACKED = re.compile(r"[?&;](utm_\w+|fbclid|gclid|mc_cid|mc_eid|jsessionid|sessionid|_ga|cmpid)=", re.I)
FILLED = ("title", "authors", "year", "journal", "volume", "issue", "pages", "language", "doi", "pmcid")
CSV_COLUMNS = {
    "title": ("title", "article title", "document title", "primary title"),
    "authors": ("authors", "author", "author names", "author(s)"),
    "year": ("year", "publication year", "year of publication", "pub year"),
    "journal": ("journal", "source title", "source", "journal title", "journal/book"),
    "volume": ("volume",),
    "issue": ("issue", "number"),
    "pages": ("pages", "page range"),
    "doi": ("doi",),
    "pmid": ("pmid", "pubmed id"),
    "pmcid": ("pmcid",),
    "url": ("url", "link"),
    "language": ("language",),
}
"""Field -> the names that databases give its column, in small letters."""


@dataclass(frozen=True)
class Entry:
    """One entry of a file. `place` is its line or its number; `full` is there when PubMed itself wrote the file."""

    place: int
    record: Record
    full: FullRecord | None = None


def read_entries(file: Path, origin: str) -> tuple[list[Entry], list[Problem]]:
    """The entries of a file that can become records, and what is wrong with the others.

    The kind of file is told by how it begins. EvidenceError when the file as a whole cannot be read.
    """
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise EvidenceError(f"{file}: {error.strerror or error}") from None
    start = raw[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<") or raw[:2] in (b"\x1f\x8b", b"\xff\xfe", b"\xfe\xff") or re.match(rb"PMID *- ", start):
        return _read_pubmed(file, origin), []
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise EvidenceError(f"{file}: byte {error.start} is not UTF-8; save the file as UTF-8") from None
    if re.match(r"\s*(\d+\.\s+)?TY {1,2}- ", text):
        return _keep([(i, _from_ris(e)) for i, e in enumerate(_load_ris(text, file), 1)], file, origin)
    header = text.lstrip("\n").split("\n", 1)[0].lower()
    if "title" in header and any(mark in header for mark in ",;\t"):
        return _keep(_load_csv(text, file), file, origin)
    found = text.strip()[:40] or "nothing"
    raise EvidenceError(
        f"{file}: found {found!r}, expected PubMed XML, MEDLINE (.nbib), RIS or CSV with a title column"
    )


def _read_pubmed(file: Path, origin: str) -> list[Entry]:
    return [
        Entry(i, full.to_record().model_copy(update={"origin": origin, "verification": "confirmed"}), full)
        for i, full in enumerate(parse_file(file), 1)
    ]


# ---------------------------------------------------------------- RIS


def _load_ris(text: str, file: Path) -> list[dict[str, Any]]:
    import rispy

    try:
        entries: list[dict[str, Any]] = rispy.loads(text)
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise EvidenceError(f"{file}: not RIS: {error}") from None
    return entries


def _from_ris(e: Mapping[str, Any]) -> dict[str, Any]:
    def first(*names: str) -> str | None:
        for name in names:
            value = e.get(name)
            text = fold(str(value[0] if isinstance(value, list) and value else value or ""))
            if text:
                return text
        return None

    start, end = first("start_page"), first("end_page")
    notes = " ".join(map(str, [*e.get("notes", ()), e.get("accession_number", ""), e.get("id", "")]))
    database = f"{first('name_of_database') or ''} {first('database_provider') or ''}".lower()
    pmid = re.search(r"PMID:?\s*(\d{1,9})\b", notes)
    number = first("accession_number") or ""
    return {
        "title": first("primary_title", "title", "short_title"),
        "authors": tuple(filter(None, map(short_name, [*e.get("first_authors", ()), *e.get("authors", ())]))),
        "year": first("year", "publication_year", "date"),
        "journal": first("alternate_title1", "journal_name", "alternate_title3", "alternate_title2", "secondary_title"),
        "volume": first("volume"),
        "issue": first("number"),
        "pages": f"{start}-{end}" if start and end and "-" not in start and start != end else start,
        "language": first("language"),
        "doi": first("doi") or next((u for u in e.get("urls", ()) if "doi.org/10." in u), None),
        # An accession number is a PMID only where the database says that it is PubMed's.
        "pmid": pmid[1] if pmid else number if number.isdigit() and re.search("pubmed|medline", database) else None,
        "pmcid": first("custom2"),
        "url": next(iter(e.get("urls", ())), None),
        "types": ("Preprint",) if str(first("type_of_work") or "").lower() == "preprint" else (),
    }


def short_name(name: str) -> str | None:
    """'Testsson, Tea Anna, Jr' as 'Testsson TA Jr'; a name without a comma stays as it is."""
    family, comma, rest = " ".join(name.split()).rstrip(",").partition(",")
    if not comma:
        return family or None
    given, _, suffix = rest.partition(",")
    parts = re.findall(r"[^\W\d_]+", given)
    capitals = given.replace(".", "").replace(" ", "")
    initials = capitals if capitals.isupper() and len(capitals) <= 3 else "".join(p[0].upper() for p in parts)
    return " ".join(filter(None, (family.strip(), initials, suffix.strip()))) or None


# ---------------------------------------------------------------- CSV


def _load_csv(text: str, file: Path) -> list[tuple[int, dict[str, Any]]]:
    header = text.lstrip("\n").split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    rows: list[tuple[int, dict[str, Any]]] = []
    try:
        names = [cell.strip().lower() for cell in next(reader)]
        columns = {f: next((names.index(n) for n in named if n in names), None) for f, named in CSV_COLUMNS.items()}
        line = reader.line_num
        for cells in reader:
            first, line = line + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(names):
                raise EvidenceError(f"{file}:{first} found {len(cells)} cells, expected {len(names)} as in the header")
            got: dict[str, Any] = {f: fold(cells[at]) if at is not None else None for f, at in columns.items()}
            authors = re.split(r"\s*;\s*|\s*\|\s*", got["authors"] or "")
            rows.append((first, {**got, "authors": tuple(filter(None, map(short_name, authors))), "types": ()}))
    except csv.Error as error:
        raise EvidenceError(f"{file}:{reader.line_num} not CSV: {error}") from None
    return rows


# ---------------------------------------------------------------- to records


def _keep(
    entries: Iterable[tuple[int, Mapping[str, Any]]], file: Path, origin: str
) -> tuple[list[Entry], list[Problem]]:
    kept: list[Entry] = []
    problems: list[Problem] = []
    for place, got in entries:
        record, problem = _make_record(got, origin)
        if record:
            kept.append(Entry(place, record))
        else:
            problems.append(Problem(str(file), place, *problem))
    return kept, problems


def _make_record(got: Mapping[str, Any], origin: str) -> tuple[Record | None, tuple[str, str, str, str]]:
    title = got["title"]
    pmid = got["pmid"] if got["pmid"] and re.fullmatch(r"[1-9]\d{0,8}", got["pmid"]) else None
    doi, url = clean_doi(got["doi"]), got["url"]
    if url and not re.fullmatch(r"https?://\S+", url):
        url = None
    if not title:
        return None, ("title", "import-title", "nothing", "a title")
    key = f"pubmed:{pmid}" if pmid else f"doi:{doi}" if doi else f"url:{url}" if url else None
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

"""Formats of reference managers -> entries: RIS and its kin, CSL-JSON, EndNote XML, BibTeX. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ..errors import EvidenceError, Problem
from ..pubmed.build import clean_doi, fold
from .bibtex import read_bibtex, split_names
from .decisions import read_notes
from .endnote_xml import XmlRecord, read_endnote
from .entry import FURTHER, OUTSIDE, UNCLOSED, Entry, Told, keep_entries, short_name
from .own_rows import split_rows, split_words
from .registries import find_central
from .tagged import Outside, Tagged, list_tags, read_tagged
from .texts import Text

# ---------------------------------------------------------------- RIS and its kin

PLACED = frozenset(
    {
        "TY", "TI", "T1", "CT", "ST", "AU", "A1", "PY", "Y1", "DA", "JO", "JF", "JA", "J1", "J2", "T2", "BT",
        "VL", "IS", "SP", "EP", "LA", "DO", "AN", "DB", "DP", "C2", "C3", "UR", "L3", "SO",
    }
)  # fmt: skip
"""Tags that a record has a place for."""
KEPT = frozenset({"AB", "N2", "KW", "N1", "ID", "RN", "PA"})
"""Tags that go to the cache of this machine, or are shown as notes and decisions."""
NAMED = {
    "SN": "ISSN",
    "PB": "publisher",
    "M3": "type",
}


def read_tagged_file(lines: Iterable[str], dialect: str, file: Path, origin: str, told: Told) -> Iterator[Entry]:
    told.form = {"ris": "RIS", "central": "CENTRAL", "refer": "EndNote", "wos": "Web of Science"}[dialect]
    outside: list[Outside] = []

    def made() -> Iterator[tuple[int, dict[str, Any]]]:
        for record in read_tagged(lines, dialect, outside):
            if not record.closed:
                said = f"line {record.line}: the record has no ER; it is taken to end at {record.closed_by}"
                told.note(said, UNCLOSED)
            got, more = _from_tagged(record)
            for said in more:
                told.note(f"line {record.line}: {said}", FURTHER)
            told.unplaced.update(NAMED.get(t, t) for t in list_tags(record) if t not in PLACED and t not in KEPT)
            yield record.line, got

    yield from keep_entries(made(), file, origin, told)
    for line, number, words in outside:
        at = f"line {line}" if number == 1 else f"lines {line}-{line + number - 1}"
        told.note(f"{at}: outside any record, left out: {words[:60]!r}", OUTSIDE)
        told.between.append((line, words))


SOURCE = re.compile(
    r"(?P<journal>[^,;:]{2,120}?)(?:, (?P<year>\d{4}))?"
    r"(?:, (?P<volume>[\w ]{1,20})?(?:\((?P<issue>[^()]{1,20})\))?)?(?:, (?P<pages>[A-Za-z]?\d[\w‐–-]*))?\.?"
)
"""Where a work was printed, in one line, as CENTRAL has it: 'Journal of X, 2019, 28(3), 12-19'; or the journal."""


def _read_source(text: str | None) -> dict[str, str]:
    """Journal, year, volume, issue and pages of such a line; nothing where it is another kind of line."""
    plain = fold(text or "") or ""
    found = SOURCE.fullmatch(plain) if plain and not read_notes((plain,)) else None
    given = {name: value.strip() for name, value in found.groupdict().items() if value} if found else {}
    if "pages" in given:
        given["pages"] = re.sub("[‐–]", "-", given["pages"])
    return given


def _from_tagged(e: Tagged) -> tuple[dict[str, Any], list[str]]:
    """The fields of a record, and what stands in the file beside them that one record cannot hold."""

    def first(*tags: str) -> str | None:
        return fold(e.first(*tags) or "") or None

    start, end = first("SP"), first("EP")
    source = _read_source(e.first("SO"))
    notes = " ".join(e.all("N1", "AN", "ID", "C7", "M1", "M2"))
    database = " ".join(e.all("DB", "DP")).lower()
    numbers = e.all("AN")
    pmid = re.search(r"(?:PMID|PUBMED)[: ]\s*(\d{1,9})\b", notes, re.I)
    plain = next((n for n in numbers if n.isdigit()), None)
    urls = [u for u in e.all("UR", "L3") if re.match(r"https?://", u)]
    urls += [u for u in e.all("SO") if re.fullmatch(r"https?://\S+", u)]  # CENTRAL's of a registration
    given = (*e.all("DO"), *(d for d in e.all("DI") if d.startswith("10.")), *(u for u in urls if "doi.org/10." in u))
    dois = list(dict.fromkeys(filter(None, (clean_doi(d) for d in given if not find_central(d)))))
    central = next(filter(None, map(find_central, (*numbers, *given, *urls))), None)
    urls = [u for u in urls if not find_central(u)]
    pmid = pmid or re.search(r"PUBMED (\d{1,9})\b", " ".join(e.all("C3")), re.I)
    from_embase = "embase" in f"{database} {' '.join(urls)}".lower() or any(
        re.fullmatch(r"L\d+", n) for n in e.all("U2")
    )
    if not pmid and from_embase:  # whose number stands in U2, and PubMed's in C5
        pmid = re.fullmatch(r"(\d{1,9})", first("C5") or "")
    more = []
    if len(dois) > 1:
        more.append(f"further DOIs, which one record has no place for: {', '.join(dois[1:])}")
    if len(pages := [u for u in urls if "doi.org/10." not in u]) > 1:
        more.append(f"further addresses, which one record has no place for: {', '.join(pages[1:])}")
    kind = (first("TY") or "").upper()
    if kind not in ("", "JOUR", "JFULL", "ABST", "JOURNAL ARTICLE"):
        more.append(f"the kind of work, {kind}, is kept in the file only")
    preprint = any("preprint" in t.lower() for t in (*e.all("M3"), kind))
    return {
        "title": first("TI", "T1", "CT", "ST"),
        # RefWorks and some journals put all authors under one tag.
        "authors": tuple(filter(None, (short_name(n) for a in e.all("A1", "AU") for n in a.split(";")))),
        "year": first("PY", "Y1", "DA") or source.get("year"),
        "journal": first("JO", "JF", "T2", "JA", "J1", "J2", "BT") or source.get("journal"),
        "volume": first("VL") or source.get("volume"),
        "issue": first("IS") or source.get("issue"),
        "pages": (f"{start}-{end}" if start and end and "-" not in start and start != end else start)
        or source.get("pages"),
        "language": first("LA"),
        "doi": dois[0] if dois else None,
        # An accession number is a PMID only where the database says that it is PubMed's.
        "pmid": pmid[1] if pmid else plain if plain and re.search("pubmed|medline", database) else None,
        "pmcid": first("C2"),
        "central": central,
        "url": pages[0] if pages else urls[0] if urls else None,
        "types": ("Preprint",) if preprint else (),
        "abstract": " ".join((e.first("AB", "N2") or "").split()),
        "keywords": tuple(e.all("KW")),
        "said": tuple(fold(n) for n in (*e.all("N1", "RN", "PA"), *(() if source else e.all("SO")))),
    }, more


# ---------------------------------------------------------------- CSL-JSON


def read_csl(text: Text, file: Path, origin: str, told: Told) -> Iterator[Entry]:
    try:
        # A list is read item by item, twice: first to see that every item is what it should be.
        kinds = {("itemType" in i, "title" in i or "type" in i) for i in iter_objects(text.pieces())}
        items: Iterable[Any] = iter_objects(text.pieces())
    except ValueError:
        value = _load(text.whole(), file)
        listed = value if isinstance(value, list) else value.get("items") if isinstance(value, dict) else None
        whole = isinstance(listed, list) and all(isinstance(i, dict) for i in listed)
        items = listed if whole and listed is not None else ()
        kinds = {("itemType" in i, "title" in i or "type" in i) for i in items} if whole else {(False, False)}
    if kinds and all(zotero for zotero, _ in kinds):
        yield from _read_zotero(items, file, origin, told)
        return
    if not all(csl for _, csl in kinds):
        raise EvidenceError(f"{file}: found JSON without references, expected CSL-JSON: a list of items with a title")
    told.form = "CSL-JSON"

    def made() -> Iterator[tuple[int, dict[str, Any]]]:
        for number, item in enumerate(items, 1):
            told.unplaced.update(key for key, v in item.items() if key not in CSL_PLACED and v)
            yield number, _from_csl(item)

    yield from keep_entries(made(), file, origin, told)


def _load(text: str, file: Path) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise EvidenceError(f"{file}: found what is no JSON ({error}), expected CSL-JSON") from None


LONGEST = 4 << 20
"""Characters beyond which an object that does not end is left to the reader that says what is wrong."""


def iter_objects(pieces: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The objects of a JSON list, one after the other. ValueError for anything else, of whatever kind."""
    decode, rest = json.JSONDecoder().raw_decode, iter(pieces)
    held, state = "", "["
    for piece in rest:
        held += piece
        while True:
            held = held.lstrip(" \t\n\r")
            if not held:
                break
            if state == "{":
                if held[0] != "{":
                    raise ValueError("not an object")
                try:
                    value, end = decode(held)
                except ValueError:
                    if len(held) > LONGEST:
                        raise
                    break  # it may end in the next piece
                yield value
                held, state = held[end:], ","
            elif state == "[" and held[0] == "[":
                held, state = held[1:].lstrip(" \t\n\r"), "{"
                if held[:1] == "]":
                    raise ValueError("an empty list")
            elif state == "," and held[0] in ",]":
                held, state = held[1:], "{" if held[0] == "," else "end"
            else:
                raise ValueError("not a list of objects")
    if held or state != "end":
        raise ValueError("a list that does not end")


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


def _family(author: Mapping[str, Any]) -> str:
    """The family name with the particles that CSL keeps apart from it: 'von Sand'."""
    parts = (author.get(key) for key in ("dropping-particle", "non-dropping-particle", "family"))
    return " ".join(str(p).strip() for p in parts if p)


def _from_csl(item: Mapping[str, Any]) -> dict[str, Any]:
    def text(key: str) -> str | None:
        return fold(str(item[key])) if item.get(key) not in (None, "") else None

    parts = (item.get("issued") or {}).get("date-parts") or [[]]
    raw = (item.get("issued") or {}).get("raw") or (item.get("issued") or {}).get("literal")
    bodies = {a["literal"] for a in item.get("author") or () if isinstance(a, dict) and a.get("literal")}
    authors = [
        a.get("literal") or ", ".join(filter(None, (_family(a), a.get("given"), a.get("suffix"))))
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
        "keywords": split_words(str(item.get("keyword") or "")),
        "said": tuple(filter(None, (fold(n) for n in str(item.get("note") or "").split("\n")))),
    }


# ---------------------------------------------------------------- Zotero's own JSON

ZOTERO_PLACED = frozenset(
    {"itemType", "title", "creators", "date", "publicationTitle", "volume", "issue", "pages", "language", "DOI", "PMID",
     "PMCID", "url", "abstractNote", "tags", "notes", "extra", "key", "itemKey", "itemID", "citationKey", "uri",
     "version", "libraryID", "select"}
)  # fmt: skip


def _read_zotero(items: Iterable[Mapping[str, Any]], file: Path, origin: str, told: Told) -> Iterator[Entry]:
    """Items as Zotero and Better BibTeX write them: like CSL-JSON to look at, with everything under other names."""
    told.form = "Zotero"
    alone = 0

    def made() -> Iterator[tuple[int, dict[str, Any]]]:
        nonlocal alone
        number = 0
        for item in items:
            if item["itemType"] in ("attachment", "note", "annotation"):
                alone += 1
                continue
            number += 1
            told.unplaced.update(key for key, v in item.items() if key not in ZOTERO_PLACED and v)
            yield number, _from_zotero(item)

    yield from keep_entries(made(), file, origin, told)
    if alone:
        told.note(f"{alone} attachments and notes that stand alone are no records: left out")


def _from_zotero(item: Mapping[str, Any]) -> dict[str, Any]:
    def text(key: str) -> str | None:
        return fold(str(item[key])) if item.get(key) not in (None, "") else None

    people = [c for c in item.get("creators") or () if isinstance(c, dict)]
    main = [c for c in people if c.get("creatorType", "author") == "author"] or people
    names = [
        c.get("name") or short_name(", ".join(filter(None, (c.get("lastName"), c.get("firstName"))))) for c in main
    ]
    extra = {
        k.strip().lower(): v.strip() for k, _, v in (x.partition(":") for x in str(item.get("extra") or "").split("\n"))
    }
    words = [w.get("tag") if isinstance(w, dict) else w for w in item.get("tags") or ()]
    said = [n.get("note") if isinstance(n, dict) else n for n in item.get("notes") or ()]
    notes = [re.sub(r"<[^>]*>", " ", str(n)) for n in said if n] + [str(item.get("extra") or "")]
    return {
        "title": text("title"),
        "authors": tuple(str(n) for n in names if n),
        "year": text("date"),
        "journal": text("publicationTitle"),
        **{key: text(key) for key in ("volume", "issue", "pages", "language")},
        "doi": text("DOI") or extra.get("doi"),
        "pmid": text("PMID") or extra.get("pmid"),
        "pmcid": text("PMCID") or extra.get("pmcid"),
        "url": text("url"),
        "types": ("Preprint",) if item.get("itemType") == "preprint" else (),
        "abstract": text("abstractNote") or "",
        "keywords": tuple(str(w) for w in words if w),
        "said": tuple(filter(None, map(fold, notes))),
    }


# ---------------------------------------------------------------- EndNote XML


def read_endnote_file(text: str, file: Path, origin: str, told: Told) -> Iterator[Entry]:
    told.form = "EndNote XML"
    records = read_endnote(text, str(file))
    told.unplaced.update(name for r in records for name in set(r.unplaced))
    yield from keep_entries(((r.line, _from_endnote(r)) for r in records), file, origin, told)


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
        "keywords": record.keywords,
        "said": tuple(text for key in ("notes", "research", "label") if (text := get(key))),
    }


# ---------------------------------------------------------------- BibTeX

BIB_PLACED = frozenset(
    {"title", "author", "year", "date", "journal", "journaltitle", "booktitle", "volume", "number", "issue", "pages",
     "language", "langid", "doi", "pmid", "eprint", "pmcid", "url", "abstract", "keywords", "note", "annote"}
)  # fmt: skip


def read_bibtex_file(text: str, file: Path, origin: str, told: Told) -> Iterator[Entry]:
    told.form = "BibTeX"
    entries, broken = read_bibtex(text)
    told.unplaced.update(key for e in entries for key, value in e.fields.items() if key not in BIB_PLACED and value)
    told.broken += [Problem(str(file), line, "entry", "import-bibtex", why, "a closed entry") for line, why in broken]
    yield from keep_entries(((e.line, _from_bibtex(e.fields)) for e in entries), file, origin, told)


def _short_or_body(name: str) -> str | None:
    return name[1:] if name.startswith("\0") else short_name(name)


def _from_bibtex(fields: Mapping[str, str]) -> dict[str, Any]:
    def first(*keys: str) -> str | None:
        return next((fold(fields[k]) for k in keys if fields.get(k)), None)

    pubmed = "pubmed" in (fields.get("eprinttype") or fields.get("archiveprefix") or "").lower()
    return {
        "title": first("title"),
        "authors": tuple(filter(None, map(_short_or_body, split_names(fields.get("author", ""))))),
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
        "keywords": split_words(fields.get("keywords", "")),
        "said": tuple(filter(None, (fold(n) for k in ("note", "annote") for n in split_rows(fields.get(k, ""))))),
    }

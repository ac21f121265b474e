"""Lists in JSON -> entries: CSL-JSON, Zotero's own, EPPI-Reviewer's. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ..errors import EvidenceError
from ..pubmed.build import fold
from .entry import Entry, Told, keep_entries, short_name
from .eppi import PLACED as EPPI_PLACED
from .eppi import is_eppi, name_codes, read_reference
from .own_rows import split_words
from .texts import Text

# ---------------------------------------------------------------- CSL-JSON


def read_csl(text: Text, file: Path, origin: str, told: Told) -> Iterator[Entry]:
    try:
        # A list is read item by item, twice: first to see that every item is what it should be.
        kinds = {("itemType" in i, "title" in i or "type" in i) for i in iter_objects(text.pieces())}
        items: Iterable[Any] = iter_objects(text.pieces())
    except ValueError:
        value = _load(text.whole(), file)
        listed = value if isinstance(value, list) else value.get("items") if isinstance(value, dict) else None
        if is_eppi(value):
            yield from _read_eppi(value, file, origin, told)
            return
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
    # Zotero keeps PubMed's numbers in lines of its own among the notes.
    notes = [n.partition(":") for n in str(item.get("note") or "").split("\n")]
    extra = {key.strip().lower(): value.strip() for key, _, value in notes}
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
        "pmid": text("PMID") or extra.get("pmid"),
        "pmcid": text("PMCID") or extra.get("pmcid"),
        "url": text("URL"),
        "types": ("Preprint",) if "preprint" in str(item.get("genre", "")).lower() else (),
        "abstract": text("abstract") or "",
        "keywords": split_words(str(item.get("keyword") or "")),
        "said": tuple(filter(None, (fold(n) for n in str(item.get("note") or "").split("\n")))),
    }


# ---------------------------------------------------------------- EPPI-Reviewer's JSON


def _read_eppi(value: Mapping[str, Any], file: Path, origin: str, told: Told) -> Iterator[Entry]:
    told.form = "EPPI-Reviewer"
    codes = name_codes(value)

    def made() -> Iterator[tuple[int, dict[str, Any]]]:
        for number, item in enumerate(value["References"], 1):
            told.unplaced.update(key for key, v in item.items() if key not in EPPI_PLACED and v)
            yield number, read_reference(item, codes)

    yield from keep_entries(made(), file, origin, told)


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

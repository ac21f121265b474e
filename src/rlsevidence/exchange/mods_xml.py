"""MODS, the Library of Congress's XML, as catalogues and reference managers export it: the fields of a record. Pure.

Elements as in the schema, https://www.loc.gov/standards/mods/, and the samples of `MODS.js` of
github.com/zotero/translators at 06a9371.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .people import SUFFIX, short_name, tell_of_cut
from .xml_pieces import text_of_element
from .xml_stream import local

AUTHORS = frozenset({"", "aut", "author", "cre", "creator", "dtr"})
"""Roles of those who are authors; names without a role are."""
SILENT = frozenset(
    {"titleInfo", "name", "originInfo", "relatedItem", "identifier", "location", "abstract", "subject", "note",
     "language", "recordInfo", "typeOfResource", "part", "physicalDescription"}
)  # fmt: skip
"""Elements that are read otherwise, or that describe the catalogue's entry and not the work."""
READ = {
    "name": frozenset({"namePart", "displayForm", "role", "etal"}),
    "originInfo": frozenset({"publisher", "dateIssued", "copyrightDate", "dateCreated", "dateOther", "dateCaptured",
                             "dateModified", "dateValid", "issuance"}),
    "subject": frozenset({"topic", "geographic", "temporal", "genre"}),
    "part": frozenset({"detail", "extent", "date"}),
}  # fmt: skip
"""What is read of an element; what else says something in it is told."""
HOST = frozenset({"titleInfo", "part", "originInfo", "genre", "typeOfResource", "recordInfo", "physicalDescription"})
DATES = ("dateIssued", "copyrightDate", "dateCreated", "dateOther")


def read_mods(record: Any) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The fields of one <mods>, and the names of elements that say something and have no place."""
    host = next((e for e in _all(record, "relatedItem") if e.get("type") in ("host", "series")), None)
    titles = _all(record, "titleInfo")
    plain = next((t for t in titles if not t.get("type")), titles[0] if titles else None)
    people = list(_people(record))
    numbers: dict[str, list[str]] = {}
    for e in _all(record, "identifier"):
        numbers.setdefault((e.get("type") or "").lower(), []).append(text_of_element(e))
    abstracts = _all(record, "abstract")
    spoken = [e for e in abstracts if _language(e) == _language(abstracts[0])]
    urls = [text_of_element(u) for at in _all(record, "location") for u in _all(at, "url")]
    pages = list(dict.fromkeys(u for u in (*urls, *numbers.get("uri", ())) if re.match(r"https?://", u)))
    part = next((p for at in (host, record) if at is not None for p in _all(at, "part")), None)
    printed = _pages(part)
    got = {
        "title": _title(plain) if plain is not None else None,
        "authors": tuple(filter(None, (short_name(n) for n, role in people if role in AUTHORS))),
        "doubts": tell_of_cut(n for n, role in people if role in AUTHORS),
        "year": _year(record, part, host),
        "journal": _title(next(iter(_all(host, "titleInfo")), None)) if host is not None else None,
        "volume": _detail(part, "volume"),
        "issue": _detail(part, "issue") or _detail(part, "number"),
        "pages": printed,
        "language": next((text_of_element(e) for e in _all(record, "language") if text_of_element(e)), None),
        # Several of a kind are told further on, where the first that is one is taken.
        "doi": "; ".join(numbers.get("doi", ())) or None,
        "pmid": "; ".join(n for k in ("pmid", "pubmed", "medline") for n in numbers.get(k, ()) if n.isdigit()) or None,
        "pmcid": next((n for k in ("pmcid", "pmc") for n in numbers.get(k, ())), None),
        "url": next((u for u in pages), None),
        "types": (),
        "abstract": " ".join(filter(None, map(text_of_element, spoken))),
        "keywords": tuple(dict.fromkeys(t for s in _all(record, "subject") for t in _topics(s))),
        "said": tuple(filter(None, map(text_of_element, _all(record, "note")))),
    }
    known = {"doi", "pmid", "pubmed", "pmcid", "pmc", "uri", ""}
    left = [local(e) for e in record if local(e) and local(e) not in SILENT and text_of_element(e)]
    left += [f"name ({role})" for _, role in people if role not in AUTHORS]
    left += [f"identifier ({kind})" for kind in numbers if kind not in known]
    left += [f"title ({t.get('type')})" for t in titles if t is not plain]
    left += ["publisher" for o in _all(record, "originInfo") if any(text_of_element(p) for p in _all(o, "publisher"))]
    left += [f"related item ({e.get('type') or 'other'})" for e in _all(record, "relatedItem") if e is not host]
    left += ["further addresses"] if len(pages) > 1 else []
    left += [f"abstract ({_language(e)})" for e in abstracts if e not in spoken]
    for holder in filter(lambda e: local(e) in READ, (*record, *(host if host is not None else ()))):
        inner = (e for e in holder if local(e) and local(e) not in READ[local(holder)] and text_of_element(e))
        left += [f"{local(holder)} ({local(e)})" for e in inner]
    left += [f"in the host: {local(e)}" for e in (host if host is not None else ()) if _is_left(e)]
    return got, tuple(dict.fromkeys(left))


def _all(holder: Any, name: str) -> list[Any]:
    return [e for e in holder if local(e) == name] if holder is not None else []


def _language(element: Any) -> str:
    """The language that an element says it is in; empty where it says none."""
    return element.get("lang") or element.get("{http://www.w3.org/XML/1998/namespace}lang") or ""


def _is_left(element: Any) -> bool:
    return bool(local(element)) and local(element) not in HOST and bool(text_of_element(element))


def _title(info: Any) -> str | None:
    if info is None:
        return None
    said = {name: " ".join(filter(None, map(text_of_element, _all(info, name)))) for name in ("nonSort", "title")}
    sub = ": ".join(filter(None, map(text_of_element, _all(info, "subTitle"))))
    whole = " ".join(filter(None, (said["nonSort"], said["title"])))
    return ": ".join(filter(None, (whole, sub))) or None


def _people(record: Any) -> Iterator[tuple[str, str]]:
    """(name, family first; role in small letters, empty where none is given) of each name."""
    for name in _all(record, "name"):
        roles = [text_of_element(t).lower() for r in _all(name, "role") for t in _all(r, "roleTerm")]
        role = next((r for r in roles if r in AUTHORS), roles[0] if roles else "")
        parts: dict[str, list[str]] = {}
        for piece in _all(name, "namePart"):
            parts.setdefault(piece.get("type") or "", []).append(text_of_element(piece))
        family, given = " ".join(parts.get("family", ())), " ".join(parts.get("given", ()))
        whole = re.sub(r"\s*\[\d{4}-(?:\d{4})?\]$|,\s*\d{4}-(?:\d{4})?$", "", " ".join(parts.get("", ())))
        suffix = " ".join(t for t in parts.get("termsOfAddress", ()) if SUFFIX.fullmatch(t))
        said = f"{family}, {given}" if family and given else family or whole or given
        said = said or " ".join(filter(None, map(text_of_element, _all(name, "displayForm"))))
        said = f"{said}, {suffix}" if suffix and said else said
        if name.get("type") in ("corporate", "conference"):
            said = whole.replace(",", ",,", 1)  # a body, whose comma is its own
        if said:
            yield said, role


def _year(record: Any, part: Any, host: Any) -> str | None:
    for holder in (record, host):
        for info in _all(holder, "originInfo"):
            for name in DATES:
                if dates := [text_of_element(e) for e in _all(info, name) if text_of_element(e)]:
                    return dates[0]
    return next((text_of_element(e) for e in _all(part, "date") if text_of_element(e)), None)


def _detail(part: Any, kind: str) -> str | None:
    found = [text_of_element(n) for d in _all(part, "detail") if d.get("type") == kind for n in _all(d, "number")]
    return next(filter(None, found), None)


def _pages(part: Any) -> str | None:
    for extent in _all(part, "extent"):
        if extent.get("unit") in ("page", "pages", None):
            said = {n: " ".join(map(text_of_element, _all(extent, n))) for n in ("start", "end", "list")}
            if said["list"]:
                return re.sub(r"^pp?\.\s*", "", said["list"])
            if said["start"]:
                return (
                    f"{said['start']}-{said['end']}" if said["end"] and said["end"] != said["start"] else said["start"]
                )
    return None


def _topics(subject: Any) -> Iterator[str]:
    for element in subject:
        if local(element) in ("topic", "geographic", "temporal", "genre") and text_of_element(element):
            yield text_of_element(element)

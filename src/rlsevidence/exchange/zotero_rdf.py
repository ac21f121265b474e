"""Zotero's RDF: items with their tags and notes; journals and notes stand in nodes of their own. Pure.

Shape: what Zotero exports as 'Zotero RDF' (namespaces bib, dc, dcterms, foaf, prism, z), as described and sampled in
`RDF.js` of github.com/zotero/translators. A reader of RDF in general (rdflib) holds the whole graph; here the file is
read twice and an item held at a time.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .people import short_name
from .xml_stream import local, stream_children, text_of_element

RESOURCE = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}resource"
ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
ZOTERO = "http://www.zotero.org/namespaces/export#"
NO_ITEMS = frozenset({"attachment", "note", "annotation"})
SIMPLE = {"title": "title", "date": "year", "pages": "pages", "language": "language", "volume": "volume",
          "number": "issue"}  # fmt: skip
"""Elements of an item, or of what it is part of, that say one field each."""
SILENT = frozenset({"itemType", "link", "relation", "isPartOf", "authors", "subject", "identifier", "isReferencedBy",
                    "description", "abstract", "creator"})  # fmt: skip
"""Elements that are read otherwise, or that name files and other items only."""
MARKUP = re.compile(r"<[^<>]*>")


@dataclass
class Around:
    """Nodes that items point at: `parts`: journals, books and series; `notes`: the text of notes; by their address."""

    parts: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)


def is_zotero_rdf(head: str) -> bool:
    """Whether RDF is Zotero's, by the namespace that it declares."""
    return ZOTERO in head


def find_around(pieces: Iterable[str], found: Around) -> None:
    """What items point at, from the whole file, into `found`: it may stand before them or after them."""
    for node in stream_children(pieces):
        about = node.get(ABOUT)
        if about and local(node) == "Memo":
            value = next((text_of_element(e) for e in node if local(e) == "value"), "")
            found.notes[about] = _plain(value)
        elif about and _kind(node) is None:
            found.parts[about] = _fields(node)


def read_items(pieces: Iterable[str], around: Around) -> Iterator[tuple[int, dict[str, Any], tuple[str, ...]]]:
    """(line, fields, names of elements without a place) of every item that is neither a file nor a note."""
    for node in stream_children(pieces):
        kind = _kind(node)
        if kind is not None and kind not in NO_ITEMS:
            got, unplaced = _item(node, around)
            yield node.sourceline or 1, got, unplaced


def _kind(node: Any) -> str | None:
    return next((text_of_element(e) for e in node if e.tag == f"{{{ZOTERO}}}itemType"), None)


def _fields(node: Any) -> dict[str, list[str]]:
    """Each element with a text: its name -> the texts."""
    found: dict[str, list[str]] = {}
    for element in node:
        if name := local(element):
            found.setdefault(name, []).append(text_of_element(element))
    return found


def _item(node: Any, around: Around) -> tuple[dict[str, Any], tuple[str, ...]]:
    own = _fields(node)
    parts: list[Mapping[str, list[str]]] = []
    for element in (e for e in node if local(e) == "isPartOf"):
        if (pointed := element.get(RESOURCE)) in around.parts:
            parts.append(around.parts[pointed])
        parts += [_fields(part) for part in element if local(part)]
    holders = (own, *parts)
    given = [i for holder in holders for i in holder.get("identifier", ())]
    doi = next((i[4:].strip() for i in given if i.upper().startswith("DOI ")), None)
    url = next((i for i in given if re.match(r"https?://", i)), None)
    extra = " ".join(own.get("description", ()))
    pmid = re.search(r"\bPMID:\s*(\d{1,9})\b", extra, re.I)
    pmcid = re.search(r"\bPMCID:\s*(PMC\d+)\b", extra, re.I)
    seen = [e.get(RESOURCE) for e in node if local(e) == "isReferencedBy"]
    notes = [around.notes[n] for n in seen if n in around.notes]
    notes += [_plain(text_of_element(m)) for e in node if local(e) == "isReferencedBy" for m in e]
    got: dict[str, Any] = {name: _first(name_in, holders) for name_in, name in SIMPLE.items()}
    got |= {
        "title": _first("title", (own,)),
        "journal": _first("title", parts),
        "authors": tuple(filter(None, map(short_name, _authors(node, own)))),
        "doi": doi,
        "url": url,
        "pmid": pmid[1] if pmid else None,
        "pmcid": pmcid[1] if pmcid else None,
        "types": ("Preprint",) if _kind(node) == "preprint" else (),
        "abstract": " ".join(own.get("abstract", ())),
        "keywords": tuple(filter(None, own.get("subject", ()))),
        "said": tuple(filter(None, (*notes, f"extra: {extra}" if extra else ""))),
    }
    left = [n for n, texts in own.items() if any(texts) and n not in SIMPLE and n not in SILENT]
    left += [f"{n} of what it is part of" for part in parts for n, texts in part.items() if any(texts) and _left(n)]
    left += [i.split(" ")[0] for i in given if re.match(r"(?!DOI )[A-Z]{3,5} ", i)]
    return got, tuple(dict.fromkeys(left))


def _left(name: str) -> bool:
    return name not in SIMPLE and name not in ("identifier", "itemType")


def _first(name: str, holders: Iterable[Mapping[str, list[str]]]) -> str | None:
    return next((text for holder in holders for text in holder.get(name, ()) if text), None)


def _authors(node: Any, own: Mapping[str, list[str]]) -> Iterator[str]:
    listed = [p for e in node if local(e) == "authors" for p in e.iter() if local(p) in ("Person", "Agent")]
    for person in listed:
        parts = {local(e).lower(): text_of_element(e) for e in person}
        family, given = parts.get("surname", ""), parts.get("givenname", "")
        # A body has one name, which is no family's: its commas are its own.
        yield f"{family}, {given}" if given else f"{family.replace(',', ',,', 1)}" if "," in family else family
    if not listed:
        yield from own.get("creator", ())


def _plain(text: str) -> str:
    """The words of a note, which Zotero keeps as HTML."""
    return " ".join(html.unescape(MARKUP.sub(" ", html.unescape(text))).split())

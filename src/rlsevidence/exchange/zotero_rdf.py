"""Zotero's RDF: items with their tags and notes; journals and notes stand in nodes of their own. Pure.

Shape: what Zotero exports as 'Zotero RDF' (namespaces bib, dc, dcterms, foaf, prism, z), as described and sampled in
`RDF.js` of github.com/zotero/translators: nodes that have an address (`rdf:about`) one after the other. A reader of
RDF in general (rdflib) holds the whole graph, and nothing of a file that is damaged; here the file is read twice, node
by node, and a broken one keeps none of the others out.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .people import short_name, tell_of_cut
from .xml_pieces import Broken, Piece, read_split, text_of_element
from .xml_stream import drop_prefixes, local

RESOURCE, ABOUT = "resource", "about"
NODE = re.compile(r"<([\w.-]+)\s[^<>]*?\babout\s*=")
"""Where a node begins; what stands within one has no address of its own."""
INSIDE = re.compile(r"<(?!/|RDF\b)[\w.-]+(?:\s[^<>]*)?(?<!/)>\s*\Z")
"""A tag that has been opened and holds nothing yet."""
END = re.compile(r"</RDF\s*>|<RDF\b[^<>]*>")
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


def split_nodes(parts: Iterable[str]) -> Iterator[Piece]:
    """The nodes, and what stands between them, from a text without prefixes."""
    held, line = "", 1
    for part in parts:
        held += part
        while (first := NODE.search(held)) and (following := _find_next(held, first.end())):
            yield from _pieces(held[: following.start()], first, line)
            line += held.count("\n", 0, following.start())
            held = held[following.start() :]
    yield from _pieces(held, NODE.search(held), line)


def _find_next(text: str, at: int) -> re.Match[str] | None:
    """The next node from `at` on that does not stand in another's element, as a journal in `isPartOf` may."""
    while found := NODE.search(text, at):
        if not INSIDE.search(text, max(0, found.start() - 500), found.start()):
            return found
        at = found.end()
    return None


def _pieces(text: str, start: re.Match[str] | None, line: int) -> Iterator[Piece]:
    """What stands before a node, the node to its own end, and what stands after it."""
    if start is None:
        yield Piece(line, text, begun=False, closed=False)
        return
    if start.start():
        yield Piece(line, text[: start.start()], begun=False, closed=False)
    closing = re.search(rf"</{re.escape(start[1])}\s*>(?!.*</{re.escape(start[1])}\s*>)", text, re.S)
    # A tag that ends itself is a whole node, without a closing one.
    end = closing.end() if closing else (found.end() if (found := END.search(text, start.end())) else len(text))
    begins = line + text.count("\n", 0, start.start())
    yield Piece(begins, text[start.start() : end], begun=True, closed=closing is not None)
    if end < len(text):
        yield Piece(line + text.count("\n", 0, end), text[end:], begun=False, closed=False)


def read_nodes(parts: Iterable[str]) -> Iterator[tuple[int, Any] | Broken]:
    """(line, element) of each node, and what is broken."""
    return read_split(split_nodes(drop_prefixes(parts)), ("RDF",), lambda element, line: (line, element))


def find_around(parts: Iterable[str]) -> Around:
    """What items point at, from the whole file: it may stand before them or after them."""
    found = Around()
    for one in read_nodes(parts):
        if isinstance(one, Broken):
            continue
        node = one[1]
        about = node.get(ABOUT)
        if local(node) == "Memo":
            found.notes[about] = _plain(next((text_of_element(e) for e in node if local(e) == "value"), ""))
        elif _kind(node) is None:
            found.parts[about] = _fields(node)
    return found


def read_items(parts: Iterable[str], around: Around) -> Iterator[tuple[int, dict[str, Any], tuple[str, ...]] | Broken]:
    """(line, fields, names of elements without a place) of every item that is neither a file nor a note; what is
    broken."""
    for one in read_nodes(parts):
        if isinstance(one, Broken):
            yield one
        elif (kind := _kind(one[1])) is not None and kind not in NO_ITEMS:
            yield one[0], *_item(one[1], around)


def _kind(node: Any) -> str | None:
    return next((text_of_element(e) for e in node if local(e) == "itemType"), None)


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
        "doubts": tell_of_cut(_authors(node, own)),
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

"""EndNote's XML export: records with their fields, styled text read as text. Nothing outside the file is fetched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .decisions import holds_decision
from .xml_pieces import Broken, read_whole, text_of_element

PLACES = {
    "title": "titles/title",
    "journal": "titles/secondary-title",
    "year": "dates/year",
    "volume": "volume",
    "issue": "number",
    "pages": "pages",
    "language": "language",
    "doi": "electronic-resource-num",
    "accession": "accession-num",
    "database": "remote-database-name",
    "abstract": "abstract",
    "notes": "notes",
    "pmcid": "custom2",
    "research": "research-notes",
    "label": "label",
}
"""Field -> where it stands in a record."""
PLACED = frozenset({p.split("/")[0] for p in PLACES.values()}) | {
    "contributors", "urls", "keywords", "database", "source-app", "rec-number", "foreign-keys", "ref-type",
    "periodical",
}  # fmt: skip


@dataclass(frozen=True)
class XmlRecord:
    """One record: its line, its fields, authors, keywords, addresses, and the names of elements that had no place."""

    line: int
    fields: dict[str, str]
    authors: tuple[str, ...]
    keywords: tuple[str, ...]
    urls: tuple[str, ...]
    unplaced: tuple[str, ...]
    marked: tuple[str, ...] = ()
    """What of its fields for one's own is a decision."""


FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]));"
)
"""Marks that XML may not hold, and that EndNote writes all the same where a text was pasted."""


def is_endnote(text: str) -> bool:
    head = re.sub(r"<\?xml[^>]*\?>|<!--.*?-->", "", text[:4096], flags=re.S).lstrip()
    return re.match(r"(?:<xml>\s*)?<records>\s*<record>", head) is not None


def read_endnote(text: str) -> tuple[list[XmlRecord], list[Broken]]:
    """The records of the file, and what of it is broken."""
    return read_whole(FORBIDDEN.sub(" ", text), ("record",), ("xml", "records"), _read)


def _read(record: Any, line: int) -> XmlRecord:
    def texts(path: str) -> tuple[str, ...]:
        return tuple(t for e in record.findall(path) if (t := text_of_element(e)))

    fields = {field: found[0] for field, path in PLACES.items() if (found := texts(path))}
    if "journal" not in fields and (full := texts("periodical/full-title")):
        fields["journal"] = full[0]
    own = [e for e in record if isinstance(e.tag, str) and OWN.fullmatch(e.tag) and e.tag not in PLACED]
    marked = {e.tag: text for e in own if holds_decision(text := text_of_element(e))}
    more = [
        e.tag
        for e in record
        if isinstance(e.tag, str) and e.tag not in PLACED and e.tag not in marked and text_of_element(e)
    ]
    more += [e.tag for part in GROUPS for e in record.findall(f"{part}/*") if _is_left(e, fields)]
    if fields.get("database"):
        more.append(PLACES["database"])
    if (number := fields.get("accession")) and not (number.isdigit() and is_pubmeds(fields)):
        more.append(PLACES["accession"])
    return XmlRecord(
        line,
        fields,
        texts("contributors/authors/author"),
        texts("keywords/keyword"),
        tuple(u for path in ("urls/related-urls/url", "urls/web-urls/url") for u in texts(path)),
        tuple(more),
        tuple(marked.values()),
    )


OWN = re.compile(r"(?:custom|misc)\d")
"""Elements that each person uses as they like."""
GROUPS = ("titles", "dates", "contributors", "urls", "periodical")
READ = frozenset({"title", "secondary-title", "year", "authors", "related-urls", "web-urls"})
"""Elements within those groups that a record takes."""


def _is_left(element: Any, fields: dict[str, str]) -> bool:
    """Whether an element of a group says something that the record does not."""
    return element.tag not in READ and bool(text := text_of_element(element)) and text not in fields.values()


def is_pubmeds(fields: Mapping[str, str]) -> bool:
    """Whether the database that a record names is PubMed, whose accession numbers are PMIDs."""
    return re.search("pubmed|medline|nlm", fields.get("database") or "", re.I) is not None

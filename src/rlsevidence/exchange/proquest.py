"""ProQuest's text exports: records set apart by a line of underscores, fields each under its name and a colon. Pure.

Names of the fields as public programs that read these exports list them (`all_labels`, `META_HEADERS`): Title,
Publication title, Publication year, ProQuest document ID ...
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ..pubmed.build import fold
from .own_rows import split_words
from .people import short_name

RULE = re.compile(r"^\s*_{20,}\s*$")
COUNTED = re.compile(r"^\s*Document \d+ of \d+\s*$")
PLACES = {
    "Title": "title", "Author": "authors", "Authors": "authors", "Publication title": "journal", "Volume": "volume",
    "Issue": "issue", "Pages": "pages", "First page": "pages", "Publication year": "year", "Year": "year",
    "Publication date": "year", "Language of publication": "language", "Language": "language", "DOI": "doi",
    "Document URL": "url", "PMID": "pmid", "PubMed ID": "pmid", "Abstract": "abstract",
    "Abstract (summary)": "abstract",
    "Subject": "keywords", "Identifier / keyword": "keywords", "Identifiers": "keywords", "MeSH subject": "keywords",
    "Notes": "said", "Note": "said",
}  # fmt: skip
"""Name of a field -> what it is of a record; of several for one field the first that says something."""
OTHERS = frozenset(
    {"Full text", "Links", "Location", "People", "Company / organization", "Narrow subject", "Broad subject",
     "Publisher", "Place of publication", "Country of publication", "Publication subject", "ISSN", "e-ISSN",
     "ISBN", "Source type", "Document type", "Document feature", "ProQuest document ID", "Copyright",
     "Last updated", "Database", "Section", "Classification", "Number of references", "Accession number",
     "Publication info", "Author affiliation", "Correspondence author", "Peer reviewed", "Publication history",
     "Online publication date", "University/institution", "Conference title", "Alternate title", "Original title",
     "Journal abbreviation"}
)  # fmt: skip
"""Fields that a record has no place for; a name that a text may begin a line with, such as 'Results', is none."""
LABEL = re.compile(r"^\s?([A-Z][A-Za-z/() -]{1,40}?): ?(.*)$")
FRAME = re.compile(r"^(?:Contact us at|Database copyright|Terms and Conditions|Copyright ©|https?://)", re.I)
LONG = frozenset({"Abstract", "Abstract (summary)", "Full text", "Notes"})
"""Fields that go on over further lines."""


@dataclass
class ProQuestRecord:
    """One record: its line, its headline, and (name, text) of its fields in order."""

    line: int
    headline: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)


def is_proquest(head: str) -> bool:
    """Whether the beginning of a text names ProQuest's own number of a document, and a title, as its exports do."""
    return (
        re.search(r"^ ?ProQuest document ID: ", head, re.M) is not None
        and re.search(r"^ ?(?:Title|Publication title): ", head, re.M) is not None
    )


def split_records(lines: Iterable[str], between: list[tuple[int, str]]) -> Iterator[ProQuestRecord]:
    """Each record; what stands outside of them goes to `between` with its line."""
    open_one: ProQuestRecord | None = None
    loose: list[tuple[int, str]] = []

    def closed() -> Iterator[ProQuestRecord]:
        if open_one is not None and open_one.fields:
            yield open_one
        else:
            between.extend(loose)

    for number, line in enumerate(lines, 1):
        if RULE.match(line) or (COUNTED.match(line) and open_one is not None and open_one.fields):
            yield from closed()
            open_one, loose = None, []
            continue
        if not line.strip() or COUNTED.match(line):
            continue
        open_one = open_one or ProQuestRecord(number)
        found = LABEL.match(line)
        if found and (found[1] in PLACES or found[1] in OTHERS):
            open_one.fields.append((found[1], found[2].strip()))
        elif open_one.fields and (open_one.fields[-1][0] in LONG or not open_one.fields[-1][1]):
            name, text = open_one.fields[-1]
            open_one.fields[-1] = (name, f"{text} {line.strip()}".strip())
        elif found and open_one.fields and not FRAME.match(line):
            open_one.fields.append((found[1], found[2].strip()))  # a field whose name is not known here: said
        elif not open_one.fields and not open_one.headline and not FRAME.match(line):
            open_one.headline = line.strip()
            loose.append((number, line.strip()))
        elif not open_one.fields:
            loose.append((number, line.strip()))
        else:
            between.append((number, line.strip()))
    yield from closed()


def read_record(record: ProQuestRecord) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The fields of a record, and the names of those that have no place."""
    texts: dict[str, list[str]] = {}
    for name, text in record.fields:
        if text and (place := PLACES.get(name)):
            texts.setdefault(place, []).append(text)

    def first(name: str) -> str | None:
        return next((fold(t) for t in texts.get(name, ())), None)

    names = [n for text in texts.get("authors", ()) for n in text.split(";")]
    got = {
        **{k: first(k) for k in ("journal", "volume", "issue", "pages", "year", "language", "doi", "pmid", "url")},
        "title": first("title") or fold(record.headline),
        # Numbers after a name point at its affiliation.
        "authors": tuple(filter(None, (short_name(re.sub(r"[\s\d,*]+$", "", n)) for n in names))),
        "pmcid": None,
        "types": (),
        "abstract": " ".join(texts.get("abstract", ())),
        "keywords": tuple(dict.fromkeys(w for text in texts.get("keywords", ()) for w in split_words(text))),
        "said": tuple(fold(t) or "" for t in texts.get("said", ())),
    }
    left = [n for n, text in record.fields if text and not PLACES.get(n)]
    return got, tuple(dict.fromkeys(left))

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
from .people import short_name, tell_of_cut

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
    """Whether a text begins with a line of underscores, or names ProQuest's number of a document and a title, as its
    exports do."""
    return re.match(r"\s*_{40,}\s*\n", head) is not None or (
        re.search(r"^ ?ProQuest document ID: ", head, re.M) is not None
        and re.search(r"^ ?(?:Title|Publication title): ", head, re.M) is not None
    )


ONCE = frozenset({"Title", "Author", "Authors", "ProQuest document ID"})
"""Fields that a record has once: another one is the next record's, whose line of underscores is lost."""
SILENT = "ProQuest document link"


def split_records(lines: Iterable[str], between: list[tuple[int, str]]) -> Iterator[ProQuestRecord]:
    """Each record; what stands outside of them goes to `between` with its line."""
    reader = _Reader(between)
    for number, line in enumerate(lines, 1):
        if (done := reader.take(number, line)) is not None:
            yield done
    if (done := reader.close()) is not None:
        yield done


class _Reader:
    def __init__(self, between: list[tuple[int, str]]) -> None:
        self.between = between
        self.open: ProQuestRecord | None = None
        self.loose: list[tuple[int, str]] = []
        """Lines above the first field of a record: its headline, or no part of it."""

    def take(self, number: int, line: str) -> ProQuestRecord | None:
        """The record that ends before this line, if one does."""
        plain = line.strip()
        if RULE.match(line) or (COUNTED.match(line) and self.open is not None and self.open.fields):
            return self.close()
        if not plain or COUNTED.match(line) or plain == SILENT:
            return None
        found = LABEL.match(line)
        known = found is not None and (found[1] in PLACES or found[1] in OTHERS)
        done = None
        if found and known and found[1] in ONCE and self.open and found[1] in dict(self.open.fields):
            done = self.close()
        self.open = self.open or ProQuestRecord(number)
        fields = self.open.fields
        if found and known:
            fields.append((found[1], found[2].strip()))
        elif fields and (fields[-1][0] in LONG or not fields[-1][1]):
            name, text = fields[-1]
            fields[-1] = (name, f"{text} {plain}".strip())
        elif found and fields and not FRAME.match(line):
            fields.append((found[1], found[2].strip()))  # a field whose name is not known here: said
        elif not fields:
            self.loose.append((number, plain))
        else:
            self.between.append((number, plain))
        return done

    def close(self) -> ProQuestRecord | None:
        """The record that is open, with its headline; lines above it that are none of it are outside."""
        done, loose = self.open, self.loose
        self.open, self.loose = None, []
        if done is None or not done.fields:
            self.between += loose
            return None
        title = dict(done.fields).get("Title")
        done.headline = next((text for _, text in loose if not title or text == title), "")
        self.between += [(line, text) for line, text in loose if text != done.headline]
        return done


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
        "doubts": tell_of_cut(names),
        "pmcid": None,
        "types": (),
        "abstract": " ".join(texts.get("abstract", ())),
        "keywords": tuple(dict.fromkeys(w for text in texts.get("keywords", ()) for w in split_words(text))),
        "said": tuple(fold(t) or "" for t in texts.get("said", ())),
    }
    left = [n for n, text in record.fields if text and not PLACES.get(n)]
    return got, tuple(dict.fromkeys(left))

"""A record as CSL-JSON has it. Pure.

Source: the CSL-JSON schema of the Citation Style Language, 1.0.2.
"""

from __future__ import annotations

import re
from typing import Any

from ..model import Record

PERSON = re.compile(
    r"(?P<family>.*\S) (?P<initials>[A-ZÅÄÖÜÉ]{1,6})(?: (?P<suffix>Jr|Sr|I{2,3}|IV|\d(?:st|nd|rd|th)))?"
)
"""A name as PubMed shortens it: 'Testsson TA Jr'. Other names, groups among them, stay as they are."""


def split_name(name: str) -> tuple[str, str, str] | None:
    """Family name, initials and suffix of a person; None for a group or a name of another form.

    'Ministry of Food, USA' only looks like a person: no family name has a comma or an 'and'.
    """
    match = PERSON.fullmatch(name)
    if not match or "," in match["family"] or " and " in match["family"]:
        return None
    return match["family"], match["initials"], match["suffix"] or ""


def dot_initials(initials: str) -> str:
    """'TA' as 'T. A.'."""
    return " ".join(f"{letter}." for letter in initials)


def find_address(record: Record) -> str:
    """The address of the record's page; for a registration, which has none of its own, that of the registry."""
    if record.prefix == "nct":
        return f"https://clinicaltrials.gov/study/{record.id.partition(':')[2]}"
    return record.url or ""


def list_authors(record: Record) -> tuple[str, ...]:
    """Its authors; the body behind it where it names none."""
    return record.authors or ((record.organisation,) if record.organisation else ())


REPORTS = re.compile(r"\b(?:guidelines?|guidance|statement|technical report|book)\b", re.I)
"""Types of publication that are documents of a body."""
CSL_TYPES = {"article": "article-journal", "report": "report", "page": "webpage", "preprint": "article"}
"""Kinds of work -> types of CSL; any other is a document."""


def find_kind(record: Record) -> str:
    """What a record is, for every format: article (of a journal), preprint, report (of a body), page or unknown.

    A registration is a page of its registry. What has no journal is an article only where its types say so.
    """
    types = record.publication_types
    if "Preprint" in types:
        return "preprint"
    if record.prefix == "nct" or "Clinical Trial Registration" in types:
        return "page"
    if record.journal or "Journal Article" in types:
        return "article"
    if any(REPORTS.search(t) for t in types):
        return "report"
    return "page" if record.prefix == "url" or record.url else "unknown"


def make_csl(record: Record) -> dict[str, Any]:
    """The bibliographic part of a record; keys without a value are left out."""
    authors = []
    for name in list_authors(record):
        parts = split_name(name)
        person = (
            {"family": parts[0], "given": dot_initials(parts[1]), "suffix": parts[2]} if parts else {"literal": name}
        )
        authors.append({k: v for k, v in person.items() if v})
    made = {
        "id": record.id,
        "type": CSL_TYPES.get(find_kind(record), "document"),
        "title": record.title,
        "author": authors,
        "issued": {"date-parts": [[record.year]]} if record.year else None,
        "container-title": record.journal,
        "volume": record.volume,
        "issue": record.issue,
        "page": record.pages,
        "language": record.language,
        "DOI": record.doi,
        "PMID": record.pmid,
        "PMCID": record.pmcid,
        "URL": find_address(record),
    }
    return {k: v for k, v in made.items() if v}

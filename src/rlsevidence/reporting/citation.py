"""How a version of the evidence is cited: CITATION.cff, version 1.2.0 of the Citation File Format. Pure.

Source: Druskat et al., Citation File Format 1.2.0, https://doi.org/10.5281/zenodo.5171937.
"""

from __future__ import annotations

import json

from ..model import Evidence

CONTRIBUTORS = "The contributors of this review"
"""The author, an entity, of a review for which nobody is named."""


def write_citation(evidence: Evidence, version: str, day: str) -> str:
    """The file for a data set of this review. Its authors are the people of people.tsv; `day` is ISO 8601.

    The row of the seed is no person; where nobody else is named, the author is an entity, CONTRIBUTORS.
    """
    lines = [
        "cff-version: 1.2.0",
        "message: Please cite this version of the evidence.",
        "type: dataset",
        f"title: {_quote(evidence.protocol.title)}",
        "authors:",
        *(f"  - name: {_quote(name)}" for name in list_authors(evidence)),
        f"version: {_quote(version)}",
        f"date-released: {day}",
    ]
    if evidence.topic.licence:
        lines.append(f"license: {_quote(evidence.topic.licence)}")
    registered = evidence.protocol.registered
    if registered:
        lines += ["identifiers:", "  - type: other", f"    value: {_quote(registered)}"]
    return "\n".join(lines) + "\n"


def write_zenodo(evidence: Evidence, version: str, day: str) -> str:
    """`.zenodo.json` for a deposit of the evidence, by Zenodo's names of fields. What is not decided is left out."""
    made: dict[str, object] = {
        "title": evidence.protocol.title,
        "description": evidence.topic.lead.in_language("en"),
        "upload_type": "dataset",
        "version": version,
        "publication_date": day,
        "creators": [{"name": name} for name in list_authors(evidence)],
        "keywords": ["systematic review", "evidence synthesis", "GRADE", *_list_subjects(evidence)],
    }
    if evidence.topic.licence:
        made["license"] = evidence.topic.licence.lower()
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def list_authors(evidence: Evidence) -> list[str]:
    """The people of people.tsv without the first entry; CONTRIBUTORS where that leaves nobody."""
    return [p.name for p in evidence.people if not p.is_first_entry] or [CONTRIBUTORS]


def _list_subjects(evidence: Evidence) -> list[str]:
    topic = evidence.topic
    return [thing.name.in_language("en") for thing in (topic.exposure, topic.condition)]


def _quote(text: str) -> str:
    # A string of JSON is one of YAML.
    return json.dumps(text, ensure_ascii=False)

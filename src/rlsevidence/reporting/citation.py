"""How a version of the evidence is cited: CITATION.cff, version 1.2.0 of the Citation File Format. Pure.

Source: Druskat et al., Citation File Format 1.2.0, https://doi.org/10.5281/zenodo.5171937.
"""

from __future__ import annotations

import json

from ..model import Evidence


def write_citation(evidence: Evidence, version: str, day: str) -> str:
    """The file for a data set of this review. Its authors are the people of people.tsv; `day` is ISO 8601."""
    authors = [person.name for person in evidence.people]
    lines = [
        "cff-version: 1.2.0",
        "message: Please cite this version of the evidence.",
        "type: dataset",
        f"title: {_quote(evidence.protocol.title)}",
        "authors:",
        *(f"  - name: {_quote(name)}" for name in authors or ["Nobody named"]),
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
        "creators": [{"name": person.name} for person in evidence.people] or [{"name": "Nobody named"}],
        "keywords": ["systematic review", "evidence synthesis", "GRADE", *_list_subjects(evidence)],
    }
    if evidence.topic.licence:
        made["license"] = evidence.topic.licence.lower()
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _list_subjects(evidence: Evidence) -> list[str]:
    topic = evidence.topic
    return [thing.name.in_language("en") for thing in (topic.exposure, topic.condition)]


def _quote(text: str) -> str:
    # A string of JSON is one of YAML.
    return json.dumps(text, ensure_ascii=False)

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
    registered = evidence.protocol.registered
    if registered:
        lines += ["identifiers:", "  - type: other", f"    value: {_quote(registered)}"]
    return "\n".join(lines) + "\n"


def _quote(text: str) -> str:
    # A string of JSON is one of YAML.
    return json.dumps(text, ensure_ascii=False)

"""Notices of PubMed's that nobody has accepted, as things that wait for a person. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..model import Evidence, Integrity
from .todos import Todo

GRAVE = 9
"""What a retraction weighs before the judgements that its record touches."""


def list_open_notices(evidence: Evidence, told: Mapping[str, Sequence[Integrity]]) -> Iterator[Todo]:
    """One thing for each of the notices `told`: record -> those that comparing found and that do not stand here."""
    tagged: dict[str, set[str]] = {}
    for tag in evidence.tags:
        tagged.setdefault(tag.record, set()).add(tag.claim)
    for record, notices in told.items():
        touches = len(tagged.get(evidence.aliases.get(record, record), ()))
        why = f"PubMed says so, and it is not noted here; rlsevidence verify {record}"
        for one in notices:
            what = f"{record}: {one.kind} by {one.by}" if one.by else f"{record}: {one.kind}"
            weight = touches + (GRAVE if one.kind == "retracted" else 0)
            yield Todo("notice", what, why, (record, one.kind), weight)

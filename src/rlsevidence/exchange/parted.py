"""Records that came with an identifier of another one, and stand by themselves since: to be looked at. Pure.

`joining.set_apart` leaves such an identifier as an address at the record; whose it is, a person says with
`rlsevidence link`, and then it waits no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model import Evidence, Record
from ..tagging.todos import Todo
from .duplicates import list_identifiers
from .identifiers import PUBMED_PAGE
from .joining import call

PAGES = {
    "pmid": PUBMED_PAGE,
    "doi": re.compile(r"https?://(?:dx\.)?doi\.org/(10\.\S+)", re.I),
    "pmcid": re.compile(r"https?://(?:pmc|www)\.ncbi\.nlm\.nih\.gov(?:/pmc)?/articles/(PMC\d+)/?", re.I),
}
"""The page of an identifier -> the identifier."""


def list_parted(evidence: Evidence) -> tuple[Todo, ...]:
    """What is to be looked at, one thing for each identifier: all records that came with it beside its own."""
    own: dict[tuple[str, str], str] = {}
    for record in evidence.records.values():
        for key in list_identifiers(record):
            own.setdefault(key, record.id)
    decided = {row.pair for row in evidence.links}
    found: dict[tuple[str, str, str], list[str]] = {}
    for record in evidence.records.values():
        for field, value in _list_seen(record):
            whose = own.get((field, value))
            if whose and whose != record.id and tuple(sorted((whose, record.id))) not in decided:
                found.setdefault((whose, field, value), []).append(record.id)
    return tuple(
        Todo(
            "parted",
            f"{', '.join(records)}: came with the {call(field)} {value}",
            f"it stands for {whose}; rlsevidence link says whether they are one",
            (whose, *records),
            len(records),
            {"identifier": f"{call(field)} {value}"},
        )
        for (whose, field, value), records in found.items()
    )


def _list_seen(record: Record) -> Iterator[tuple[str, str]]:
    """The identifiers whose pages stand at a record as addresses, in the form in which records have them.

    One that has an identifier of that kind of its own was seen there, and not parted from it; so was one that is known
    by anything but its content and was seen on the page of another.
    """
    for address in record.seen_at:
        for field, page in PAGES.items():
            if match := page.fullmatch(address):
                if getattr(record, field) is None:
                    yield field, match[1].lower() if field == "doi" else match[1]
                break
        else:
            if record.id.startswith("own:"):
                yield "url", address

"""Records without a PMID, looked up in PubMed by DOI and then by title; proposed to a person, never assumed."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from .. import store
from ..counted import say_count
from ..errors import NetworkError
from ..model import Record
from .answers import read_search
from .client import Client
from .found import BY_TITLE, FILE, read_lookups
from .merge import Proposal

AGAIN_DAYS = 30
"""A record that was not found is asked for again after a month."""
BY_DOI = "the same DOI"


def look_up(
    client: Client,
    records: Mapping[str, Record],
    local: Path,
    today: dt.date,
    say: Callable[[str], None],
    asked_for: Counter[str],
    linked: Mapping[str, str] | None = None,
) -> tuple[Proposal, ...]:
    """Proposals for records without PMID, `linked` ones apart, which have one by a link.

    What was asked is kept, so that an interruption asks nothing twice. A PubMed that stops to answer is said and no
    error: the pull itself is done by now.
    """
    asked = read_lookups(local)
    limit = (today - dt.timedelta(days=AGAIN_DAYS)).isoformat()
    records = {i: r for i, r in records.items() if not (linked or {}).get(i, "").startswith("pubmed:")}
    todo = [r for r in records.values() if r.pmid is None and r.doi and asked.get(r.id, {}).get("on", "") < limit]
    try:
        for number, record in enumerate(todo, 1):
            before = client.requests
            pmid, why = _find(client, record)
            asked_for["to look up records without a PMID"] += client.requests - before
            asked[record.id] = {"on": today.isoformat(), "pmid": pmid, "why": why}
            store.write_atomic(local / FILE, json.dumps(asked, indent=1, sort_keys=True) + "\n")
            if number % 20 == 0 or number == len(todo):
                say(f"looked up {number} of {say_count(len(todo), 'record')} without a PMID")
    except NetworkError as error:
        say(f"{error}; the other records without a PMID are looked up at the next pull")
    return kept_proposals(records, local)


def list_looked_up(local: Path) -> frozenset[str]:
    """Ids of records that this machine has looked up, found or not."""
    return frozenset(read_lookups(local))


def kept_proposals(records: Mapping[str, Record], local: Path) -> tuple[Proposal, ...]:
    """What earlier look-ups on this machine found for records without PMID; asks nothing."""
    asked = read_lookups(local)
    return tuple(
        Proposal(i, entry["pmid"], entry["why"])
        for i, entry in sorted(asked.items())
        if entry.get("pmid") and i in records and records[i].pmid is None
    )


def _find(client: Client, record: Record) -> tuple[str | None, str]:
    by_doi = read_search(client.search(f'"{record.doi}"[aid]', size=2))
    if by_doi.count == 1 and by_doi.ids:
        return by_doi.ids[0], BY_DOI
    if not record.title.startswith("["):
        title = " ".join(record.title.replace('"', " ").split())
        by_title = read_search(client.search(f'"{title}"[ti]', size=2))
        if by_title.count == 1 and by_title.ids:
            return by_title.ids[0], BY_TITLE
    return None, "not found by DOI or title"

"""Records as they can be read on this machine: with the abstract where the local cache has one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..exchange.abstracts import complete, read_abstracts
from ..model import Evidence, FullRecord, Record


def read_records(root: Path, local: Path, evidence: Evidence) -> Iterator[Record | FullRecord]:
    """Every record of `evidence`; `root` holds it, `local` is the cache of this machine."""
    from ..pubmed.archive import Cache

    # PubMed's own answer comes before what another database's file said.
    cache, imported = Cache(root), read_abstracts(local)
    also: dict[str, list[str]] = {}
    for given, holds in evidence.aliases.items():
        also.setdefault(holds, []).append(given)
    for i, record in evidence.records.items():
        names = (i, *sorted(also.get(i, ())))
        texts = next((t for n in names if (t := imported.get(n))), None)
        yield cache.full_record(i) or complete(record, texts)

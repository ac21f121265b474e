"""PMIDs that other databases give for records that have none here, as this machine keeps them: to be proposed.

A database's word joins no records: a person accepts it, with `rlsevidence link`, or PubMed is asked.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from pathlib import Path

from .. import store

FILE = "said-pmids.json"
Said = tuple[str, str, str]
"""Record, PMID, and who says so, why."""


def note_pmids(local: Path, said: Iterable[Said]) -> None:
    """Keep what a pull was told beside what earlier ones were; of one record and PMID the latest."""
    kept = {(record, pmid): why for record, pmid, why in _read(local)}
    fresh = {(record, pmid): why for record, pmid, why in said}
    if fresh.items() - kept.items():
        rows = [[*pair, why] for pair, why in sorted({**kept, **fresh}.items())]
        store.write_atomic(local / FILE, json.dumps(rows, ensure_ascii=False, indent=1) + "\n")


def read_said_pmids(local: Path, looked_up: Collection[str]) -> tuple[Said, ...]:
    """What is kept, each with whether PubMed has been asked for the record (`looked_up`) since."""
    asked = "PubMed was asked and did not find it by DOI or title"
    return tuple(
        (r, p, f"{why}; {asked if r in looked_up else 'not looked up in PubMed'}") for r, p, why in _read(local)
    )


def _read(local: Path) -> tuple[Said, ...]:
    try:
        rows = json.loads((local / FILE).read_text(encoding="utf-8"))
        return tuple((str(record), str(pmid), str(why)) for record, pmid, why in rows)
    except (OSError, ValueError, TypeError):
        return ()

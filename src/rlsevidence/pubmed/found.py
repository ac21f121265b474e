"""What earlier pulls found in PubMed for records without a PMID, as this machine keeps it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FILE = "lookups.json"
BY_TITLE = "found by its title"
"""A search for a title brings what has its words: whether it bears the title is seen when the records are compared."""
EARLIER = {"the same title": BY_TITLE}
"""What older versions kept -> what it was."""


def read_found(local: Path) -> tuple[tuple[str, str, str], ...]:
    """(record, PMID, why) of every look-up of earlier pulls that found something."""
    found = ((i, entry.get("pmid"), entry.get("why")) for i, entry in sorted(read_lookups(local).items()))
    return tuple((i, str(pmid), str(why)) for i, pmid, why in found if pmid)


def read_lookups(local: Path) -> dict[str, Any]:
    """Record -> what was asked of PubMed for it: `on`, `pmid`, `why`; nothing where the file cannot be read."""
    try:
        plain = json.loads((local / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(plain, dict):
        return {}
    return {i: {**entry, "why": EARLIER.get(entry.get("why"), entry.get("why"))} for i, entry in plain.items()}

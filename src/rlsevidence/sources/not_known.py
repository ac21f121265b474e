"""Identifiers that a database was asked for by name and knows nothing of, as this machine keeps them: it is not asked
for them again at every pull."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from .. import store

FILE = "not-known.json"
KEPT_DAYS = 30
"""What a database does not know today may be registered there later: after so many days it is asked again."""


def read_not_known(local: Path, database: str, today: dt.date) -> Mapping[str, str]:
    """Identifier -> the day, ISO, on which the database said nothing of it; those that still count."""
    since = (today - dt.timedelta(days=KEPT_DAYS)).isoformat()
    return {name: day for name, day in _read(local).get(database, {}).items() if since < day}


def note_not_known(local: Path, database: str, names: Iterable[str], today: dt.date) -> None:
    """Keep what a pull asked for and was not given; what counts no longer goes."""
    kept = _read(local)
    now = {**read_not_known(local, database, today), **dict.fromkeys(names, today.isoformat())}
    if now != kept.get(database, {}):
        plain = {**kept, database: dict(sorted(now.items()))}
        store.write_atomic(local / FILE, json.dumps(plain, ensure_ascii=False, indent=1) + "\n")


def _read(local: Path) -> dict[str, dict[str, str]]:
    try:
        kept = json.loads((local / FILE).read_text(encoding="utf-8"))
        return {str(d): {str(name): str(day) for name, day in names.items()} for d, names in kept.items()}
    except (OSError, ValueError, AttributeError):
        return {}

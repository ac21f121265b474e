"""Notices that PubMed's answers tell of and nobody has accepted yet, as this machine keeps them for `todo` and `news`.

What stands in the evidence by now is no longer open, whoever noted it: by `verify`, by a pull, or on another machine.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from .. import store
from ..model import Integrity, Record
from .verified import Compared

FILE = "notices.json"


def keep_told(local: Path, compared: Iterable[Compared]) -> None:
    """Keep what was found of these records; of others stays what was found of them."""
    held = _read(local)
    before = dict(held)
    for one in compared:
        if one.status != "not_asked":
            held.pop(one.record, None)
        if one.notices and one.status != "other":
            held[one.record] = [n.to_plain() for n in one.notices]
    if held != before:
        store.write_atomic(local / FILE, json.dumps(held, indent=1, sort_keys=True) + "\n")


def read_told(local: Path, *records: Mapping[str, Record]) -> dict[str, tuple[Integrity, ...]]:
    """Record -> notices that were told of and stand at none of its entries in `records`."""
    found: dict[str, tuple[Integrity, ...]] = {}
    for name, plain in _read(local).items():
        entries = [held[name] for held in records if name in held]
        noted = {(n.kind, n.by) for one in entries for n in one.integrity}
        try:
            told = tuple(Integrity(**n) for n in plain)
        except (TypeError, ValidationError):
            continue
        if entries and (left := tuple(n for n in told if (n.kind, n.by) not in noted)):
            found[name] = left
    return found


def _read(local: Path) -> dict[str, Any]:
    try:
        plain = json.loads((local / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {i: v for i, v in plain.items() if isinstance(v, list)} if isinstance(plain, dict) else {}

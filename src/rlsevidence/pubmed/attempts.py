"""Pulls that failed on this machine, so that 'the search failed' is never shown as 'nothing new'."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from .. import store

FILE = "failed-pulls.json"


@dataclass(frozen=True)
class Attempt:
    """The last attempt at a search, which failed. `at` is a UTC time."""

    at: str
    why: str


def read_attempts(local: Path) -> Mapping[str, Attempt]:
    """Search -> its last attempt, when that failed and none has ended well since."""
    try:
        plain = json.loads((local / FILE).read_text(encoding="utf-8"))
        return {search: Attempt(v["at"], v["why"]) for search, v in plain.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def note_attempt(local: Path, searches: Iterable[str], at: str, why: str) -> None:
    _write(local, {**read_attempts(local), **{s: Attempt(at, why) for s in searches}})


def forget_attempt(local: Path, searches: Iterable[str]) -> None:
    """Once a search has ended well, its failures are history, which the ledger keeps."""
    before = read_attempts(local)
    after = {s: a for s, a in before.items() if s not in set(searches)}
    if after != before:
        _write(local, after)


def _write(local: Path, attempts: Mapping[str, Attempt]) -> None:
    plain = {search: {"at": a.at, "why": a.why} for search, a in sorted(attempts.items())}
    store.write_atomic(local / FILE, json.dumps(plain, indent=1) + "\n")

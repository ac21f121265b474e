"""What the ledger of searches says that a search holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..model import SearchRun


def replay_ids(runs: Iterable[SearchRun], search: str) -> frozenset[str]:
    """The record ids that the search held after its runs, from what each gained and lost.

    Runs are taken in the order of their times: a ledger merged from two branches has them in another.
    """
    held: set[str] = set()
    for run in sorted((r for r in runs if r.search == search and r.outcome == "done"), key=lambda r: r.at):
        held |= set(run.gained)
        held -= set(run.lost)
    return frozenset(held)


def list_gained(runs: Iterable[SearchRun], search: str) -> frozenset[str]:
    """Every record id that a run of the search ever brought, also one that it no longer finds."""
    return frozenset(i for run in runs if run.search == search and run.outcome == "done" for i in run.gained)


@dataclass(frozen=True)
class LastDone:
    """When a search was last done, ISO, and whether a file brought its records or its database was asked."""

    day: str
    by_file: bool


def find_last_done(runs: Iterable[SearchRun]) -> Mapping[str, LastDone]:
    """Search -> when it was last done, and how. A search of which no run ended well is not there."""
    found: dict[str, LastDone] = {}
    for run in sorted((r for r in runs if r.outcome == "done"), key=lambda r: r.at):
        found[run.search] = LastDone(run.at[:10], bool(run.notes and "file" in run.notes))
    return found

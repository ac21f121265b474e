"""What the ledger of searches says that a search holds."""

from __future__ import annotations

from collections.abc import Iterable

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

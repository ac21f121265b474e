"""Whose turn it is to pull, which searches, and at what moment: the same for every database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from ..errors import EvidenceError, UsageError
from ..model import Search, SearchRun
from ..unknown import tell_unknown

RESUME_HOURS = 24
"""An unfinished pull older than this is not taken up: what it asked may have changed since."""
WAIT_SECONDS = 600.0
Say = Callable[[str], None]


@contextmanager
def one_at_a_time(local: Path, say: Say) -> Iterator[None]:
    """One pull of a workspace at a time, whatever the database: a second waits, and EvidenceError when too long."""
    lock = FileLock(local / "pull.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        say("another pull of this workspace is going on: waiting for it")
        try:
            lock.acquire(timeout=WAIT_SECONDS)
        except Timeout:
            raise EvidenceError(
                f"another pull has been going on for over {WAIT_SECONDS / 60:.0f} minutes; wait for it or end it"
            ) from None
    try:
        yield
    finally:
        lock.release()


def choose_searches(searches: Mapping[str, Search], names: Sequence[str] | None) -> list[Search]:
    """The searches asked for by id, or those marked `default`."""
    unknown = [n for n in names or () if n not in searches]
    if unknown:
        raise UsageError(tell_unknown("search", unknown[0], searches))
    return [s for s in searches.values() if (s.id in names if names else s.default)]


def last_run(runs: Iterable[SearchRun], search: str) -> SearchRun | None:
    """The latest run of a search that ended well."""
    return max((r for r in runs if r.search == search and r.outcome == "done"), key=lambda r: r.at, default=None)


def later_than(runs: Iterable[SearchRun], now: dt.datetime) -> str:
    """`now` as the ledger writes it, or a second after its last line: no two runs of a search may share a name."""
    moment = now.astimezone(dt.UTC).replace(microsecond=0)
    taken = [r.at for r in runs if r.at[:10] == moment.date().isoformat()]
    while (text := moment.strftime("%Y-%m-%dT%H:%M:%SZ")) <= max(taken, default=""):
        moment += dt.timedelta(seconds=1)
    return text

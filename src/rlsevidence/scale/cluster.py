"""Files spread over workers with Dask: a cluster of this machine, or one whose scheduler is named.

A worker that dies costs the files in its hands, which Dask gives to another; one over which several die is refused.
When the scheduler of a cluster goes away, the files that are not done are given to it again once it is back.
"""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .. import __version__
from ..errors import EvidenceError, UsageError
from ..tagging.worker import count_cores
from .files import SourceFile
from .one_file import FileRefused, FileResult, scan_file
from .predicates import Predicate

AHEAD = 2
"""Files given out for each worker: one in work and one waiting, so that results never heap up."""
DEATHS = 1
"""So many workers may die over a file before it is tried alone, and then again before it is refused."""
BACK_SECONDS = 60.0
"""How long a scheduler that went away is waited for."""
CONNECT_SECONDS = 10.0
POLL_SECONDS = 5.0
ALONE_SECONDS = 40.0
"""How long a cluster may be without any worker: one that died is replaced within a few seconds."""
LOSSES = 5
"""So many times workers or a scheduler may be lost for good before the scan ends."""
MEMORY = re.compile(r"(\d+(?:\.\d+)?)\s*([MG])(i?)B")
LEAST_MB = 256
"""A worker holds some 150 MB before it has read anything."""

Say = Callable[[str], None]
Take = Callable[[SourceFile, FileResult | FileRefused], None]


def need_libraries() -> None:
    """UsageError that names the extra when what a scan needs is not there."""
    try:
        import distributed  # noqa: F401
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise UsageError(
            f"scanning needs {error.name}, which is not installed: pip install 'rlsevidence[scale]'"
        ) from None


def choose_workers(wanted: int | None, files: int) -> int:
    """How many workers on this machine: those asked for, never more than cores or files."""
    if wanted is not None and wanted < 1:
        raise UsageError(f"found {wanted} workers, expected 1 or more")
    return max(1, min(wanted or count_cores(), count_cores(), files))


class _LostError(Exception):
    """The scheduler is gone."""


class Cluster:
    """Where files are read: `scheduler` (tcp://host:port), or `workers` processes here of at most `memory` each."""

    def __init__(self, scheduler: str | None, workers: int, memory: str, local: Path, say: Say) -> None:
        amount = MEMORY.fullmatch(memory)
        if amount is None:
            raise UsageError(f"found memory {memory!r}, expected an amount such as 1GiB or 800MB")
        if float(amount[1]) * {"M": 1, "G": 1024 if amount[3] else 1000}[amount[2]] < LEAST_MB:
            raise UsageError(f"found memory {memory!r}, expected {LEAST_MB}MB or more for each worker")
        if scheduler is not None and not re.fullmatch(r"(tcp|tls)://[^/\s]+:\d+", scheduler):
            raise UsageError(f"found the scheduler {scheduler!r}, expected an address such as tcp://host:8786")
        self.scheduler, self.workers, self.memory, self.local, self.say = scheduler, workers, memory, local, say

    def run(self, files: Sequence[SourceFile], predicate: Predicate, take: Take) -> None:
        """Give `take` what each file gave, as it is known. EvidenceError when the scheduler stays away."""
        done: set[str] = set()

        def note(source: SourceFile, found: FileResult | FileRefused) -> None:
            take(source, found)
            done.add(source.name)

        losses = 0
        while todo := [f for f in files if f.name not in done]:
            try:
                with self._client(CONNECT_SECONDS if not done else BACK_SECONDS) as client:
                    self.workers = self._check_workers(client)
                    _spread(client, todo, predicate, note, self.workers)
            except _LostError:
                losses += 1
                if losses == LOSSES:
                    raise EvidenceError(self._gone()) from None
                if self.scheduler is None:
                    self.say("the workers are gone: starting others")
                    continue
                self.say(f"the scheduler {self.scheduler} went away: waiting {BACK_SECONDS:.0f} seconds for it")

    def _gone(self) -> str:
        what = f"the scheduler {self.scheduler} or its workers" if self.scheduler else "the workers of this machine"
        return f"{what} went away {LOSSES} times; what was finished is kept, and the same command goes on from there"

    @contextmanager
    def _client(self, patience: float) -> Iterator[Any]:
        import dask
        from distributed import Client, LocalCluster

        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        settings = {
            "distributed.scheduler.allowed-failures": DEATHS,
            "distributed.comm.timeouts.connect": f"{CONNECT_SECONDS}s",
            "distributed.worker.daemon": True,
            # Spilling to disk would hide that a file needs more than its share.
            "distributed.worker.memory.spill": False,
            "distributed.worker.memory.target": False,
        }
        with dask.config.set(settings):
            if self.scheduler is None:
                self.local.mkdir(parents=True, exist_ok=True)
                with (
                    LocalCluster(
                        n_workers=self.workers,
                        threads_per_worker=1,
                        processes=True,
                        memory_limit=self.memory,
                        host="127.0.0.1",
                        # Dask serves its state over HTTP in any case: any free port, seen from this machine only.
                        dashboard_address="127.0.0.1:0",
                        scheduler_kwargs={"dashboard": False},
                        local_directory=str(self.local),
                        silence_logs=logging.CRITICAL,
                    ) as cluster,
                    Client(cluster) as client,
                ):
                    yield client
                return
            client = self._connect(Client, patience)
            try:
                yield client
            finally:
                client.close(timeout=2)

    def _connect(self, make: Any, patience: float) -> Any:
        end = time.monotonic() + patience
        while True:
            try:
                return make(self.scheduler, timeout=min(CONNECT_SECONDS, patience))
            except (OSError, TimeoutError) as error:
                if time.monotonic() >= end:
                    raise EvidenceError(
                        f"no scheduler answers at {self.scheduler} ({error}); what was finished is kept, and the same"
                        " command goes on from there"
                    ) from None
                time.sleep(1)

    def _check_workers(self, client: Any) -> int:
        """How many threads there are. EvidenceError when there is none, or one with another version of this program."""
        if self.scheduler is None:
            return self.workers
        try:
            client.wait_for_workers(1, timeout=BACK_SECONDS)
            versions = client.run(_version)
        except TimeoutError:
            raise EvidenceError(f"{self.scheduler} has no worker") from None
        except ModuleNotFoundError:
            raise EvidenceError(f"the workers of {self.scheduler} do not have rlsevidence {__version__}") from None
        except OSError:
            raise _LostError from None
        other = sorted({v for v in versions.values() if v != __version__})
        if other:
            raise EvidenceError(f"workers of {self.scheduler} have rlsevidence {', '.join(other)}, not {__version__}")
        return sum(client.nthreads().values())


def _version() -> str:
    return __version__


def _spread(client: Any, files: Sequence[SourceFile], predicate: Predicate, take: Take, workers: int) -> None:
    waiting = deque(files)
    suspects: list[SourceFile] = []
    hands = _Hands(client, predicate)
    while waiting or hands.futures:
        while waiting and len(hands.futures) < workers * AHEAD:
            hands.give(waiting.popleft())
        for source, found in hands.collect():
            if found is None:
                suspects.append(source)
            else:
                take(source, found)
    # Dask blames every file that was in the hands of a worker that died: each alone tells which one it was.
    for suspect in suspects:
        hands.give(suspect)
        while hands.futures:
            for source, found in hands.collect():
                why = f"workers died over it, {DEATHS + 1} of them while they read nothing else: is --memory too small?"
                take(source, found or FileRefused(source.name, why))


class _Hands:
    """The files that workers have in hand."""

    def __init__(self, client: Any, predicate: Predicate) -> None:
        self.client, self.predicate = client, predicate
        self.futures: dict[Any, SourceFile] = {}
        self.alone_since: float | None = None

    def give(self, source: SourceFile) -> None:
        # Not pure, and a key of its own: the same name may hold something else tomorrow.
        key = f"scan-{source.name}-{uuid.uuid4().hex[:8]}"
        self.futures[self.client.submit(scan_file, str(source.path), self.predicate, key=key, pure=False)] = source

    def collect(self) -> Iterator[tuple[SourceFile, FileResult | FileRefused | None]]:
        """What has come within a few seconds; None for a file over which workers died. _LostError when all are gone."""
        from distributed import wait
        from distributed.scheduler import KilledWorker

        try:
            done = wait(list(self.futures), timeout=POLL_SECONDS, return_when="FIRST_COMPLETED").done
            for future in done:
                try:
                    found = future.result(timeout=POLL_SECONDS)
                except KilledWorker:
                    found = None
                source = self.futures.pop(future)
                future.release()
                yield source, found
            self.alone_since = None
        except TimeoutError:
            # Nothing yet, or what a file gave went with its worker before it was fetched, and is made again.
            self._look_for_workers()
        except (CancelledError, OSError):
            raise _LostError from None

    def _look_for_workers(self) -> None:
        try:
            number = len(self.client.nthreads()) if self.client.status == "running" else None
        except OSError:
            number = None
        if number is None:
            raise _LostError
        if number:
            self.alone_since = None
        elif self.alone_since is None:
            self.alone_since = time.monotonic()
        elif time.monotonic() - self.alone_since > ALONE_SECONDS:
            raise _LostError

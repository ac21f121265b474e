"""Suggestions on all cores: records go out to processes of their own, suggestions come back, in order.

Where this process has one thread only, each is a copy of it, which has all patterns ready and begins at once. Where it
has more, as in a notebook, a copy might wait for ever for what another thread holds: then each is this Python started
anew (a script without a main guard would otherwise start itself again), which takes as long as reading hundreds of
records. So on few cores this process reads beside the others from the first moment, and there is one fewer to wait for.
A process that dies costs nothing but time: its records are read here instead.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import struct
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import current_process, get_context
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import IO, Any

from ..model import Claim, FullRecord, Record
from .lexicon import Lexicon, read_lexicons, take_lexicons
from .packed import hash_found, pack
from .suggest import ReadRecord, list_asked, list_clues, suggest_record

BATCH = 32
"""Records that go out at once."""
_READS_HERE = 4
"""Up to as many cores this process is a reader too; with more it has enough to do with what the others send."""
_SELDOM = 100_000
"""New objects after which cycles are looked for: nothing that is made here is in one, nearly all of it is soon gone."""
_PATIENCE = 10
"""Seconds that a process is given to end by itself."""
_ROOT = str(Path(__file__).resolve().parents[2])
_START = "import sys; sys.path.insert(0, sys.argv[1]); from rlsevidence.tagging.worker import serve; serve()"

Read = tuple[dict[str, str], str, bytes]
"""The concepts that a record speaks of with a hash of where; the clues to others; its suggestions, packed."""


def read_batch(lexicon: Lexicon, claims: Sequence[Claim], records: Sequence[Record | FullRecord]) -> list[Read]:
    asked = list_asked(lexicon, claims)
    done = []
    for record in records:
        read = ReadRecord(record, lexicon)
        done.append((hash_found(read.found), list_clues(record), pack(suggest_record(read, asked, ()))))
    return done


class Workers:
    """A context in which batches are read by `count` processes; with one, here and in order."""

    def __init__(self, lexicon: Lexicon, claims: Sequence[Claim], count: int) -> None:
        # Patterns are compiled where they are used; a lexicon that has none yet travels light.
        self._given = (Lexicon(lexicon.concepts, lexicon.topic), tuple(claims))
        self._lexicon, self._count = lexicon, count
        self._idle: SimpleQueue[Process | None] = SimpleQueue()
        self._threads: ThreadPoolExecutor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._threads is not None:
            self._threads.shutdown(wait=True, cancel_futures=True)
            gc.set_threshold(*self._usual)
            for _ in range(self._count):
                _end(self._idle.get())

    def submit(self, records: Sequence[Record | FullRecord]) -> list[Future[list[Read]]]:
        """What each batch of `records` will be read as, in order."""
        batches = [records[i : i + BATCH] for i in range(0, len(records), BATCH)]
        if self._count < 2 or (self._threads is None and len(batches) < 4 * self._count):
            return [_done(read_batch(self._lexicon, self._given[1], batch)) for batch in batches]
        if self._threads is None:
            self._usual = gc.get_threshold()
            gc.set_threshold(_SELDOM)
            here = self._count <= _READS_HERE
            for process in self._begin_all(self._count - here):
                self._idle.put(process)
            if here:
                self._idle.put(None)
            self._threads = ThreadPoolExecutor(self._count)
        return [self._threads.submit(self._read, batch) for batch in batches]

    def _begin_all(self, count: int) -> list[Process | None]:
        """The processes, before there is a thread to wait for them."""
        lexicon, claims = self._given
        if not _may_copy():
            lexicons = read_lexicons()
            return [_begin((lexicon, claims, lexicons)) for _ in range(count)]
        read_batch(self._lexicon, claims, [])
        gc.freeze()  # what is there now is in no cycle of theirs
        try:
            begun: list[Process | None] = []
            for _ in range(count):
                begun.append(_copy(self._lexicon, claims, begun))
            return begun
        finally:
            gc.unfreeze()

    def _read(self, batch: Sequence[Record | FullRecord]) -> list[Read]:
        process = self._idle.get()
        try:
            if process is not None:
                try:
                    _send(process.sink, tuple(batch))
                    answer: list[Read] = _receive(process.source)
                    return answer
                except (OSError, EOFError):
                    _end(process)
                    process = None
            return read_batch(self._lexicon, self._given[1], batch)
        finally:
            self._idle.put(process)


def count_cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def serve() -> None:
    """What a process of `Workers` does until its input ends."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    with suppress(EOFError, KeyboardInterrupt):
        lexicon, claims, lexicons = _receive(source)
        take_lexicons(lexicons)
        gc.freeze()  # what stays to the end needs no looking through, again and again
        gc.set_threshold(_SELDOM)
        _answer(lexicon, claims, source, sink)


def _answer(lexicon: Lexicon, claims: Sequence[Claim], source: IO[bytes], sink: IO[bytes]) -> None:
    with suppress(EOFError, KeyboardInterrupt, BrokenPipeError):
        while True:
            _send(sink, read_batch(lexicon, claims, _receive(source)))


@dataclass(frozen=True)
class Process:
    """Another process that reads: where batches go, where answers come from, how it is waited for and killed."""

    pid: int
    sink: IO[bytes]
    source: IO[bytes]
    wait: Callable[[], bool]
    """Whether it has ended, waiting for at most ten seconds."""

    def kill(self) -> None:
        with suppress(OSError):
            os.kill(self.pid, signal.SIGKILL)


def _begin(given: Any) -> Process | None:
    """This Python started anew."""
    try:
        process = subprocess.Popen([sys.executable, "-c", _START, _ROOT], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        if process.stdin is None or process.stdout is None:
            return None
        _send(process.stdin, given)
    except OSError:
        return None

    def wait() -> bool:
        try:
            process.wait(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            return False
        return True

    return Process(process.pid, process.stdin, process.stdout, wait)


def _may_copy() -> bool:
    """Whether nothing but this thread runs here, as far as the system tells."""
    if sys.platform != "linux":  # elsewhere libraries of the system do not bear it
        return False
    try:
        return len(list(Path("/proc/self/task").iterdir())) == 1 and not current_process().daemon
    except OSError:
        return False


def _copy(lexicon: Lexicon, claims: Sequence[Claim], others: Sequence[Process | None]) -> Process | None:
    """A copy of this process as it is now, all patterns ready.

    It lets go of what the others are spoken to by: else they would not hear that nobody speaks to them any more.
    """
    try:
        (below, sink), (source, above) = (
            [os.fdopen(end, mode) for end, mode in zip(os.pipe(), ("rb", "wb"), strict=True)] for _ in range(2)
        )

        def answer() -> None:
            gc.set_threshold(_SELDOM)
            for stream in (sink, source, *(stream for one in others if one for stream in (one.sink, one.source))):
                stream.close()
            _answer(lexicon, claims, below, above)

        process = get_context("fork").Process(target=answer)
        process.start()
    except OSError:
        return None
    below.close()
    above.close()

    def wait() -> bool:
        process.join(_PATIENCE)
        return not process.is_alive()

    return Process(process.pid or 0, sink, source, wait)


def _end(process: Process | None) -> None:
    if process is None:
        return
    for stream in (process.sink, process.source):
        with suppress(OSError):
            stream.close()
    if not process.wait():
        process.kill()
        process.wait()


def _done(value: list[Read]) -> Future[list[Read]]:
    future: Future[list[Read]] = Future()
    future.set_result(value)
    return future


def _send(stream: IO[bytes], value: Any) -> None:
    # Both ends are this program: pickle carries nothing from outside.
    data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(struct.pack(">Q", len(data)) + data)
    stream.flush()


def _receive(stream: IO[bytes]) -> Any:
    head = stream.read(8)
    if len(head) < 8:
        raise EOFError
    (length,) = struct.unpack(">Q", head)
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return pickle.loads(data)

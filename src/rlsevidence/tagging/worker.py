"""Suggestions on all cores: records go out to processes of their own, suggestions come back, in order.

Where this process has one thread only, each is a copy of it, which has all patterns ready and begins at once. Where it
has more, as in a notebook, a copy might wait for ever for what another thread holds: then each is this Python started
anew (a script without a main guard would otherwise start itself again), which takes as long as reading hundreds of
records. So this process reads beside the others from the first moment: whenever it would wait for a batch, it reads the
next one that nobody has begun. A process that dies costs nothing but time: its records are read here instead.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import current_process, get_context
from pathlib import Path
from queue import SimpleQueue
from threading import Condition, Thread
from types import TracebackType
from typing import IO, Any, NamedTuple

from pydantic_core import to_json

from ..model import Claim, FullRecord, Record, SuggestedTag
from .lexicon import Lexicon
from .packed import pack, place_found
from .suggest import Asked, ReadRecord, list_asked, suggest_record

BATCH = 16
"""Records that go out at once."""
_AHEAD = 2
"""Batches that a process has at a time: the next is there when it has done one."""
_SELDOM = 100_000
"""New objects after which cycles are looked for: nothing that is made here is in one, nearly all of it is soon gone."""
_PATIENCE = 10
"""Seconds that a process is given to end by itself."""
_ROOT = str(Path(__file__).resolve().parents[2])
_START = "import sys; sys.path.insert(0, sys.argv[1]); from rlsevidence.tagging.worker import serve; serve()"

AnyRecord = Record | FullRecord


class Read(NamedTuple):
    """What is read of a record: the concepts that it speaks of with the places where it does, as JSON; its suggestions,
    packed, and as they are where they were made in this process."""

    found: bytes
    tags: bytes
    made: list[SuggestedTag] | None


def read_batch(
    lexicon: Lexicon, claims: Sequence[Claim], records: Sequence[AnyRecord], is_away: bool = False
) -> list[Read]:
    asked = _list_asked(lexicon, claims)
    done = []
    for record in records:
        read = ReadRecord(record, lexicon)
        tags = list(suggest_record(read, asked, ()))
        done.append(Read(to_json(place_found(read.found)), pack(tags), None if is_away else tags))
    return done


def _list_asked(lexicon: Lexicon, claims: Sequence[Claim]) -> list[Asked]:
    """Read once for all batches: the last that was asked for is held."""
    global _last
    if _last is None or _last[0] is not lexicon or _last[1] is not claims:
        _last = lexicon, claims, list_asked(lexicon, claims)
    return _last[2]


_last: tuple[Lexicon, Sequence[Claim], list[Asked]] | None = None


@dataclass
class Batch:
    """Records that go out together, and what is read of them once it is."""

    records: Sequence[AnyRecord]
    read: list[Read] | None = None


class Workers:
    """A context in which batches are read by `count` processes, of which this is one."""

    def __init__(self, lexicon: Lexicon, claims: Sequence[Claim], count: int) -> None:
        # Patterns are compiled where they are used; a lexicon that has none yet travels light.
        self._given = (Lexicon(lexicon.concepts, lexicon.topic), tuple(claims))
        self._lexicon, self._count = lexicon, count
        self._waiting: deque[Batch] = deque()
        self._changed = Condition()
        self._is_over = False
        self._threads: list[Thread] | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._threads is not None:
            with self._changed:
                self._waiting.clear()
                self._is_over = True
                self._changed.notify_all()
            for thread in self._threads:
                thread.join()
            gc.set_threshold(*self._usual)

    def submit(self, records: Sequence[AnyRecord]) -> list[Batch]:
        """The batches in which `records` are read, in order; each is to be finished."""
        batches = [Batch(records[i : i + BATCH]) for i in range(0, len(records), BATCH)]
        if self._threads is None and self._count > 1 and len(batches) >= 4 * self._count:
            self._usual = gc.get_threshold()
            gc.set_threshold(_SELDOM)
            begun = self._begin_all(self._count - 1)
            self._threads = [Thread(target=self._serve, args=(process,)) for process in begun if process is not None]
            for thread in self._threads:
                thread.start()
        with self._changed:
            self._waiting.extend(batches)
            self._changed.notify_all()
        return batches

    def finish(self, batch: Batch) -> list[Read]:
        """What is read of a batch. As long as it is not done, others that nobody has begun are read here."""
        while batch.read is None:
            with self._changed:
                if not self._waiting:
                    if batch.read is None:
                        self._changed.wait()
                    continue
                own = self._waiting.popleft()
            own.read = read_batch(self._lexicon, self._given[1], own.records)
        return batch.read

    def _serve(self, process: Process) -> None:
        """Send batches to a process and take what it has read, until all is over or the process has died."""
        out: deque[Batch] = deque()
        try:
            while True:
                taken = self._take(_AHEAD - len(out), has_some=bool(out))
                out.extend(taken)
                for batch in taken:
                    _send(process.sink, tuple(batch.records))
                if not out or self._is_over:
                    break
                answer = [Read(*one) for one in _receive(process.source)]
                with self._changed:
                    out.popleft().read = answer
                    self._changed.notify_all()
        except (OSError, EOFError):
            pass
        finally:
            with self._changed:
                self._waiting.extendleft(reversed(out))
                self._changed.notify_all()
            _end(process)

    def _take(self, count: int, *, has_some: bool) -> list[Batch]:
        """Up to `count` batches that nobody has begun. Whoever `has_some` does not wait, and leaves others the last."""
        with self._changed:
            while not (has_some or self._waiting or self._is_over):
                self._changed.wait()
            if has_some and len(self._waiting) < self._count:
                return []
            return [self._waiting.popleft() for _ in range(min(count, len(self._waiting)))]

    def _begin_all(self, count: int) -> list[Process | None]:
        """The processes, before there is a thread that speaks to them."""
        lexicon, claims = self._given
        if not _may_copy():
            return [_begin((lexicon, claims)) for _ in range(count)]
        read_batch(self._lexicon, claims, [])
        gc.freeze()  # what is there now is in no cycle of theirs
        try:
            begun: list[Process | None] = []
            for _ in range(count):
                begun.append(_copy(self._lexicon, claims, begun))
            return begun
        finally:
            gc.unfreeze()


def count_cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def serve() -> None:
    """What a process of `Workers` does until its input ends."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    with suppress(EOFError, KeyboardInterrupt):
        lexicon, claims = _receive(source)
        gc.freeze()  # what stays to the end needs no looking through, again and again
        gc.set_threshold(_SELDOM)
        _answer(lexicon, claims, source, sink)


def _answer(lexicon: Lexicon, claims: Sequence[Claim], source: IO[bytes], sink: IO[bytes]) -> None:
    """Read batch after batch. Those that wait are taken in meanwhile: so neither end waits to be rid of what it has."""
    waiting: SimpleQueue[Sequence[AnyRecord] | None] = SimpleQueue()

    def take_in() -> None:
        with suppress(EOFError, OSError, ValueError):
            while True:
                waiting.put(_receive(source))
        waiting.put(None)

    Thread(target=take_in, daemon=True).start()
    with suppress(KeyboardInterrupt, BrokenPipeError):
        while (batch := waiting.get()) is not None:
            _send(sink, [tuple(read) for read in read_batch(lexicon, claims, batch, is_away=True)])


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

"""Suggestions on all cores: records go out to processes of their own, suggestions come back, in order.

Each is this Python started anew, not a fork: a notebook has threads, and a script without a main guard would start
itself again. Starting one takes as long as reading a hundred records or more; so on few cores this process reads
beside the others from the first moment, and there is one fewer to wait for. A process that dies costs nothing but time:
its records are read here instead.
"""

from __future__ import annotations

import gc
import os
import pickle
import struct
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import IO, Any

from ..model import Claim, FullRecord, Record
from .lexicon import Lexicon, read_lexicons, take_lexicons
from .packed import pack
from .suggest import ReadRecord, list_asked, suggest_record

BATCH = 32
"""Records that go out at once."""
_READS_HERE = 4
"""Up to as many cores this process is a reader too; with more it has enough to do with what the others send."""
_SELDOM = 100_000
"""New objects after which cycles are looked for: nothing that is made here is in one, nearly all of it is soon gone."""
_ROOT = str(Path(__file__).resolve().parents[2])
_START = "import sys; sys.path.insert(0, sys.argv[1]); from rlsevidence.tagging.worker import serve; serve()"

Read = tuple[frozenset[str], bytes]
"""The concepts that a record speaks of, and its suggestions for all claims, packed."""


def read_batch(lexicon: Lexicon, claims: Sequence[Claim], records: Sequence[Record | FullRecord]) -> list[Read]:
    asked = list_asked(lexicon, claims)
    done = []
    for record in records:
        read = ReadRecord(record, lexicon)
        done.append((frozenset(read.found), pack(suggest_record(read, asked, ()))))
    return done


class Workers:
    """A context in which batches are read by `count` processes; with one, here and in order."""

    def __init__(self, lexicon: Lexicon, claims: Sequence[Claim], count: int) -> None:
        # Patterns are compiled where they are used; a lexicon that has none yet travels light.
        self._given = (Lexicon(lexicon.concepts, lexicon.topic), tuple(claims))
        self._lexicon, self._count = lexicon, count
        self._idle: SimpleQueue[subprocess.Popen[bytes] | None] = SimpleQueue()
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
            self._threads = ThreadPoolExecutor(self._count)
            self._usual = gc.get_threshold()
            gc.set_threshold(_SELDOM)
            lexicons = read_lexicons()
            for place in range(self._count):
                here = place == 0 and self._count <= _READS_HERE
                self._idle.put(None if here else _begin((*self._given, lexicons)))
        return [self._threads.submit(self._read, batch) for batch in batches]

    def _read(self, batch: Sequence[Record | FullRecord]) -> list[Read]:
        process = self._idle.get()
        try:
            if process is not None and process.stdin is not None and process.stdout is not None:
                try:
                    _send(process.stdin, tuple(batch))
                    answer: list[Read] = _receive(process.stdout)
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
        while True:
            _send(sink, read_batch(lexicon, claims, _receive(source)))


def _begin(given: Any) -> subprocess.Popen[bytes] | None:
    try:
        process = subprocess.Popen([sys.executable, "-c", _START, _ROOT], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        if process.stdin is not None:
            _send(process.stdin, given)
    except OSError:
        return None
    return process


def _end(process: subprocess.Popen[bytes] | None) -> None:
    if process is None:
        return
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
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

"""Suggestions kept from one run to the next: what is asked again is only what changed.

A record is read again when its text or the program changed; when a concept's words changed, if it has or had those
words; when a claim changed, if it concerns that claim or did. What is kept is a cache of this machine: a file that is
damaged, locked or from another version costs time and changes no result.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import deque
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice
from pathlib import Path

from ..model import Claim, FullRecord, Record, SuggestedTag
from .lexicon import Lexicon, Need
from .packed import unpack
from .suggest import find_cues, is_met
from .worker import BATCH, Read, Workers, count_cores

CHUNK = 16 * BATCH
"""Records that are looked up, read and written together: what bounds the memory."""

AnyRecord = Record | FullRecord


@dataclass(frozen=True)
class Row:
    """What is kept of one record: hashes of its content and of the state it was read in, concepts, suggestions."""

    content: str
    state: str
    found: frozenset[str]
    tags: bytes


@dataclass(frozen=True)
class State:
    """What suggestions depend on beside the record: hashes, so that two states can be told apart piece by piece."""

    program: str
    concepts: Mapping[str, str]
    claims: Mapping[str, str]

    @cached_property
    def key(self) -> str:
        return _hash(self.to_json())

    def to_json(self) -> str:
        return json.dumps([self.program, dict(self.concepts), dict(self.claims)])


def suggest_kept(
    lexicon: Lexicon,
    claims: Sequence[Claim],
    records: Iterable[AnyRecord],
    decided: Container[tuple[str, str]],
    file: Path | None,
    workers: int | None = None,
) -> Iterator[SuggestedTag]:
    """As `suggest_tags`, with `file` as memory and up to `workers` processes (None: one a core)."""
    order = {claim.id: place for place, claim in enumerate(claims)}
    kept = Kept(file)
    try:
        with Workers(lexicon, claims, count_cores() if workers is None else workers) as team:
            reader = _Reader(lexicon, claims, kept, team)
            source = iter(records)
            waiting: deque[_Chunk] = deque()
            while True:
                chunk = tuple(islice(source, CHUNK))
                if chunk:
                    waiting.append(reader.begin(chunk))
                if waiting and (len(waiting) > 1 or not chunk):
                    for record, tags in reader.finish(waiting.popleft()):
                        own = (t for t in unpack(tags) if t.claim in order)
                        yield from (
                            t for t in sorted(own, key=lambda t: order[t.claim]) if (t.claim, record) not in decided
                        )
                elif not chunk:
                    return
    finally:
        kept.close()


@dataclass(frozen=True)
class _Chunk:
    records: tuple[AnyRecord, ...]
    contents: tuple[str, ...]
    known: Mapping[str, Row]
    """Those that hold as they are."""
    coming: Sequence[Future[list[Read]]]


class _Reader:
    def __init__(self, lexicon: Lexicon, claims: Sequence[Claim], kept: Kept, team: Workers) -> None:
        self._lexicon, self._kept, self._team = lexicon, kept, team
        self._parts: dict[frozenset[str], Lexicon] = {}
        self._needs = {claim.id: lexicon.find_need(claim) for claim in claims}
        self._state = read_state(lexicon, claims, self._needs)
        kept.note_state(self._state)

    def begin(self, records: tuple[AnyRecord, ...]) -> _Chunk:
        contents = tuple(_hash(record.model_dump_json()) for record in records)
        rows = self._kept.find([record.id for record in records])
        known: dict[str, Row] = {}
        for record, content in zip(records, contents, strict=True):
            row = rows.get(record.id)
            if row is not None and row.content == content and self._holds(record, row):
                known[record.id] = row
        asked = [record for record in records if record.id not in known]
        return _Chunk(records, contents, known, self._team.submit(asked))

    def finish(self, chunk: _Chunk) -> Iterator[tuple[str, bytes]]:
        read = iter([one for future in chunk.coming for one in future.result()])
        changed: dict[str, Row] = {}
        tags: list[tuple[str, bytes]] = []
        for record, content in zip(chunk.records, chunk.contents, strict=True):
            row = chunk.known.get(record.id)
            if row is None:
                found, own = next(read)
                row = changed[record.id] = Row(content, self._state.key, found, own)
            elif row.state != self._state.key:
                changed[record.id] = Row(content, self._state.key, row.found, row.tags)
            tags.append((record.id, row.tags))
        self._kept.save(changed)
        return iter(tags)

    def _holds(self, record: AnyRecord, row: Row) -> bool:
        """Whether what was found in an earlier state would be found in this one."""
        if row.state == self._state.key:
            return True
        then = self._kept.states.get(row.state)
        if then is None or then.program != self._state.program:
            return False
        concepts = _differ(then.concepts, self._state.concepts)
        if concepts & row.found or find_cues(record, self._part(concepts)):
            return False
        claims = _differ(then.claims, self._state.claims)
        if any(claim in self._needs and is_met(self._needs[claim], row.found) for claim in claims):
            return False
        return not claims or claims.isdisjoint(tag.claim for tag in unpack(row.tags))

    def _part(self, names: frozenset[str]) -> Lexicon:
        """The lexicon with these concepts alone."""
        if names not in self._parts:
            kept = {name: concept for name, concept in self._lexicon.concepts.items() if name in names}
            self._parts[names] = Lexicon(kept, self._lexicon.topic)
        return self._parts[names]


def read_state(lexicon: Lexicon, claims: Iterable[Claim], needs: Mapping[str, Need]) -> State:
    topic = lexicon.topic.better.model_dump_json() if lexicon.topic else ""
    return State(
        _hash(f"{read_program()} {lexicon.forms} {topic}"),
        {name: _hash(concept.model_dump_json()) for name, concept in lexicon.concepts.items()},
        {claim.id: _hash(f"{claim.model_dump_json()} {needs[claim.id]}") for claim in claims},
    )


@cache
def read_program() -> str:
    """A hash of the code, lexicons and weights that suggestions come from."""
    folder = Path(__file__).resolve().parent
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.suffix in (".py", ".yaml", ".json"):
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _differ(then: Mapping[str, str], now: Mapping[str, str]) -> frozenset[str]:
    return frozenset(name for name in {**then, **now} if then.get(name) != now.get(name))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _seal(tags: bytes) -> bytes:
    """The bytes behind a hash of them: what this program did not write, or not to the end, is read again."""
    return hashlib.sha256(tags).digest()[:SEAL] + tags


SEAL = 8
"""Bytes of the hash."""


class Kept:
    """The file of kept suggestions. Whatever goes wrong with it, it only forgets."""

    def __init__(self, file: Path | None) -> None:
        self.states: dict[str, State] = {}
        self._base: sqlite3.Connection | None = None
        if file is None:
            return
        for _ in range(2):
            try:
                self._open(file)
                return
            except (sqlite3.Error, ValueError, TypeError):
                self.close()
                with suppress(OSError):
                    file.unlink()

    def _open(self, file: Path) -> None:
        self._base = base = sqlite3.connect(file, timeout=10, check_same_thread=False)
        with base:
            base.execute("create table if not exists state (key text primary key, value text not null)")
            base.execute(
                "create table if not exists record (id text primary key, content text not null, state text not null, "
                "found text not null, tags blob not null)"
            )
        for key, value in base.execute("select key, value from state"):
            program, concepts, claims = json.loads(value)
            self.states[key] = State(program, concepts, claims)
        base.execute("select id, content, state, found, tags from record limit 1").fetchall()

    def note_state(self, state: State) -> None:
        """Remember a state, and forget those in which no record was read."""
        self.states[state.key] = state
        self._write("delete from state where key not in (select distinct state from record)", [()])
        self._write("insert or replace into state values (?, ?)", [(state.key, state.to_json())])

    def find(self, ids: Sequence[str]) -> dict[str, Row]:
        if self._base is None:
            return {}
        marks = ", ".join("?" * len(ids))
        try:
            rows = self._base.execute(f"select id, content, state, found, tags from record where id in ({marks})", ids)
            return {
                i: Row(content, state, frozenset(json.loads(found)), tags[SEAL:])
                for i, content, state, found, tags in rows
                if tags == _seal(tags[SEAL:])
            }
        except (sqlite3.Error, ValueError, TypeError):
            return {}

    def save(self, rows: Mapping[str, Row]) -> None:
        self._write(
            "insert or replace into record values (?, ?, ?, ?, ?)",
            [(i, r.content, r.state, json.dumps(sorted(r.found)), _seal(r.tags)) for i, r in rows.items()],
        )

    def close(self) -> None:
        if self._base is not None:
            self._base.close()
            self._base = None

    def _write(self, statement: str, values: Sequence[tuple[str | bytes, ...]]) -> None:
        if self._base is None or not values:
            return
        with suppress(sqlite3.Error), self._base:
            self._base.executemany(statement, values)

"""Suggestions kept from one run to the next: what is asked again is only what changed.

A record is read again when its text or the program changed; when a concept's words changed, if it has others of them
now; when a claim changed, if it concerns that claim or did. What is kept is a cache of this machine: a file that is
damaged, locked or from another version costs time and changes no result.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import deque
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice
from pathlib import Path

from pydantic_core import from_json

from ..model import Claim, FullRecord, Record, SuggestedTag
from .lexicon import Lexicon, Need
from .packed import place_found, unpack
from .sought import Sought
from .suggest import find_cues, is_met
from .worker import BATCH, Batch, Workers, count_cores

CHUNK = 32 * BATCH
"""Records that are looked up, read and written together: what bounds the memory."""

AnyRecord = Record | FullRecord


@dataclass(frozen=True)
class Row:
    """What is kept of one record: hashes of its content and of the state it was read in; the concepts that it speaks
    of with the places where it does, as JSON; its suggestions, packed."""

    content: str
    state: str
    found: bytes
    tags: bytes


@dataclass(frozen=True)
class State:
    """What suggestions depend on beside the record: hashes, so that two states can be told apart piece by piece.

    That of a concept begins with whether it is a source on a whole topic, which counts wherever its words stand.
    """

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
                        own = [t for t in tags if t.claim in order and (t.claim, record) not in decided]
                        own.sort(key=lambda t: order[t.claim])
                        yield from own
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
    coming: Sequence[Batch]


@dataclass(frozen=True)
class _Change:
    """What is different now from an earlier state: concepts, those of them that are gone or count otherwise, the
    lexicon with these alone, claims."""

    concepts: frozenset[str]
    recast: frozenset[str]
    part: Lexicon
    sought: Sought
    claims: frozenset[str]


class _Reader:
    def __init__(self, lexicon: Lexicon, claims: Sequence[Claim], kept: Kept, team: Workers) -> None:
        self._lexicon, self._kept, self._team = lexicon, kept, team
        self._changes: dict[str, _Change | None] = {}
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

    def finish(self, chunk: _Chunk) -> Iterator[tuple[str, Sequence[SuggestedTag]]]:
        """(record, its suggestions), each as soon as it is read; the chunk is saved at its end."""
        read = (one for batch in chunk.coming for one in self._team.finish(batch))
        changed: dict[str, Row] = {}
        holding: list[str] = []
        for record, content in zip(chunk.records, chunk.contents, strict=True):
            row = chunk.known.get(record.id)
            if row is None:
                found, tags, made = next(read)
                changed[record.id] = Row(content, self._state.key, found, tags)
                yield record.id, unpack(tags) if made is None else made
                continue
            if row.state != self._state.key:
                holding.append(record.id)
            yield record.id, unpack(row.tags)
        self._kept.save(changed)
        self._kept.move(holding, self._state.key)

    def _holds(self, record: AnyRecord, row: Row) -> bool:
        """Whether what was found in an earlier state would be found in this one."""
        if row.state == self._state.key:
            return True
        if row.state not in self._changes:
            self._changes[row.state] = self._compare(row.state)
        change = self._changes[row.state]
        if change is None:
            return False
        found: dict[str, str] = from_json(row.found)
        if not change.recast.isdisjoint(found):
            return False
        was = {name: found[name] for name in change.concepts if name in found}
        if (was or change.sought.may_be_in(record)) and place_found(find_cues(record, change.part)) != was:
            return False
        claims = change.claims
        if any(claim in self._needs and is_met(self._needs[claim], found) for claim in claims):
            return False
        return not claims or claims.isdisjoint(tag.claim for tag in unpack(row.tags))

    def _compare(self, state: str) -> _Change | None:
        then, now = self._kept.states.get(state), self._state
        if then is None or then.program != now.program:
            return None
        names = _differ(then.concepts, now.concepts)
        kept = {name: concept for name, concept in self._lexicon.concepts.items() if name in names}
        part = Lexicon(kept, self._lexicon.topic)
        recast = frozenset(n for n in names if then.concepts.get(n, "")[:1] != now.concepts.get(n, "")[:1])
        return _Change(names, recast, part, Sought(part), _differ(then.claims, now.claims))


def read_state(lexicon: Lexicon, claims: Iterable[Claim], needs: Mapping[str, Need]) -> State:
    topic = lexicon.topic.better.model_dump_json() if lexicon.topic else ""
    return State(
        _hash(f"{read_program()} {lexicon.forms} {topic}"),
        {n: f"{c.broad:d}{_hash(c.model_dump_json())}" for n, c in lexicon.concepts.items()},
        {claim.id: _hash(f"{claim.model_dump_json()} {needs[claim.id]}") for claim in claims},
    )


@cache
def read_program() -> str:
    """A hash of the code, lexicons and weights that suggestions come from."""
    folder = Path(__file__).resolve().parent
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.suffix in (".py", ".toml", ".json"):
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _differ(then: Mapping[str, str], now: Mapping[str, str]) -> frozenset[str]:
    return frozenset(name for name in {**then, **now} if then.get(name) != now.get(name))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _seal(found: bytes, tags: bytes) -> bytes:
    """The bytes behind a hash of all: what this program did not write, or not to the end, is read again."""
    return hashlib.sha256(found + tags).digest()[:SEAL] + tags


_COLUMNS = "id, content, state, found, tags"


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
        base.execute("pragma synchronous = off")  # what a crash cuts off costs time only
        with base:
            base.execute("create table if not exists state (key text primary key, value text not null)")
            base.execute(
                "create table if not exists record (id text primary key, content text not null, state text not null, "
                "found blob not null, tags blob not null)"
            )
        for key, value in base.execute("select key, value from state"):
            program, concepts, claims = json.loads(value)
            self.states[key] = State(program, concepts, claims)
        base.execute(f"select {_COLUMNS} from record limit 1").fetchall()

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
            rows = self._base.execute(f"select {_COLUMNS} from record where id in ({marks})", ids)
            return {
                i: Row(content, state, found, tags[SEAL:])
                for i, content, state, found, tags in rows
                if tags == _seal(found, tags[SEAL:])
            }
        except (sqlite3.Error, ValueError, TypeError):
            return {}

    def save(self, rows: Mapping[str, Row]) -> None:
        self._write(
            f"insert or replace into record ({_COLUMNS}) values (?, ?, ?, ?, ?)",
            [(i, r.content, r.state, r.found, _seal(r.found, r.tags)) for i, r in rows.items()],
        )

    def move(self, ids: Sequence[str], state: str) -> None:
        """Note that what is kept of these records holds in this state too."""
        self._write("update record set state = ? where id = ?", [(state, i) for i in ids])

    def close(self) -> None:
        if self._base is not None:
            self._base.close()
            self._base = None

    def _write(self, statement: str, values: Sequence[tuple[str | bytes, ...]]) -> None:
        if self._base is None or not values:
            return
        with suppress(sqlite3.Error), self._base:
            self._base.executemany(statement, values)

"""`matching.match` over again when some records have changed: only they are set beside others once more. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..model import Record
from .faces import COMPARED, Face
from .matching import BLOCK, Pair, block_keys, compare, is_worth_comparing, sort_pairs


@dataclass(frozen=True)
class Seen:
    """A record as it was when it was last compared: the digest of what is compared of it, and its keys."""

    id: str
    digest: str
    keys: tuple[int, ...]


@dataclass(frozen=True)
class Matched:
    """What `match` found, and what it takes to find it again; `seen` in the order of the records."""

    pairs: tuple[Pair, ...]
    seen: tuple[Seen, ...]


def digest_record(record: Record) -> str:
    """What tells whether anything has changed that a comparison looks at."""
    said = repr([getattr(record, name) for name in COMPARED])
    return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def digest_all(digests: Iterable[str]) -> str:
    return hashlib.blake2b("".join(digests).encode(), digest_size=16).hexdigest()


def match_again(records: Mapping[str, Record], digests: Sequence[str], before: Matched | None) -> Matched:
    """`match(records)`, with the work of `before` used again. `digests`: those of `records`, in their order."""
    old = {s.id: s for s in before.seen} if before else {}
    seen: list[Seen] = []
    faces: dict[str, Face] = {}
    fresh: set[str] = set()
    for record, digest in zip(records.values(), digests, strict=True):
        known = old.get(record.id)
        if known is None or known.digest != digest:
            fresh.add(record.id)
            faces[record.id] = Face(record)
            known = Seen(record.id, digest, tuple(sorted(block_keys(faces[record.id]))))
        seen.append(known)
    was, now = _blocks(before.seen if before else ()), _blocks(seen)
    place = {s.id: at for at, s in enumerate(seen)}
    same = {s.id for s in seen} - fresh
    kept = [p for p in before.pairs if p.a in same and p.b in same] if before else []
    by_keys = {s.id: s.keys for s in seen}
    holds = {
        (p.a, p.b): p for p in kept if place[p.a] < place[p.b] and _meet(p.a, p.b, by_keys[p.a], by_keys[p.b], now)
    }
    found: dict[tuple[str, str], Pair] = {}
    for key, own in now.items():
        earlier = was.get(key, [])
        if own == earlier and fresh.isdisjoint(own):
            continue  # the same records in the same order: their pairs are those compared before
        rank = {name: at for at, name in enumerate(earlier[: BLOCK + 1]) if name in same}
        for at, name in enumerate(own[: BLOCK + 1]):
            for other in own[:at]:
                met_before = rank.get(other, BLOCK + 1) < rank.get(name, -1)
                if met_before or (other, name) in found or (other, name) in holds:
                    continue
                for one in (other, name):
                    if one not in faces:
                        faces[one] = Face(records[one])
                if is_worth_comparing(faces[other], faces[name]):
                    found[other, name] = compare(faces[other], faces[name])
    return Matched(tuple(sort_pairs([*holds.values(), *found.values()])), tuple(seen))


def _blocks(seen: Iterable[Seen]) -> dict[int, list[str]]:
    blocks: dict[int, list[str]] = {}
    for one in seen:
        for key in one.keys:
            blocks.setdefault(key, []).append(one.id)
    return blocks


def _meet(a: str, b: str, keys: Sequence[int], others: Sequence[int], blocks: Mapping[int, Sequence[str]]) -> bool:
    """Whether two records still share a key that tells something."""
    shared = set(keys) & set(others)
    return any(b in (own := blocks[key][: BLOCK + 1]) and a in own for key in shared)

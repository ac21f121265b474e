"""Pairs of records that look alike, kept between runs by the content of the records.

Asked again of records that have not changed they cost reading one line; where some have, only those are compared. The
rules' own source is part of what is kept. Nothing depends on the file being there: it can be made again at any time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import astuple
from functools import cache
from pathlib import Path

from .. import store
from ..model import Record
from .matching import Pair
from .rematching import Matched, Seen, digest_all, digest_record, match_again

FILE = Path("cache") / "pairs.jsonl"
"""Three lines: what the pairs rest on, the pairs, and the records as they were seen."""


def match_kept(records: Mapping[str, Record], local: Path) -> tuple[Pair, ...]:
    """`matching.match(records)`, sooner. `local`: `.rlsevidence/` of the workspace."""
    digests = [digest_record(r) for r in records.values()]
    rests_on = f"{_rules()} {digest_all(digests)}"
    file = local / FILE
    before: Matched | None = None
    with suppress(OSError, ValueError, TypeError, LookupError), file.open(encoding="utf-8") as stream:
        kept_on = json.loads(stream.readline())
        pairs = tuple(Pair(a, b, v, s, tuple(r), tuple(g)) for a, b, v, s, r, g in json.loads(stream.readline()))
        if kept_on == rests_on:
            return pairs
        if kept_on.startswith(f"{_rules()} "):
            seen = (Seen(i, digest, tuple(keys)) for i, digest, keys in json.loads(stream.readline()))
            before = Matched(pairs, tuple(seen))
    found = match_again(records, digests, before)
    lines = (rests_on, [astuple(p) for p in found.pairs], [astuple(s) for s in found.seen])
    text = "".join(json.dumps(line, ensure_ascii=True) + "\n" for line in lines)
    # A folder that nobody may write to can still be read.
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        store.write_atomic(file, text)
    return found.pairs


@cache
def _rules() -> str:
    folder = Path(__file__).parent
    names = ("faces.py", "matching.py", "rematching.py")
    return hashlib.blake2b(b"".join((folder / name).read_bytes() for name in names), digest_size=16).hexdigest()

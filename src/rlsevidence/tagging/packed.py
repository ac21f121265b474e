"""The suggestions for one record as bytes, for another process or for a file: each place stands once. Pure.

Claim after claim names the same numbers and the same words. Written out for each suggestion they take six times the
room, and reading them back takes longer than finding them did.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from ..model import Cue, SuggestedTag

_CUE = tuple(Cue.model_fields)
_TAG = tuple(SuggestedTag.model_fields)
_LISTS = ("cues", "numbers")
_TUPLES = ("indirect_because", "rules")


def pack(tags: Iterable[SuggestedTag]) -> bytes:
    """`[cues, suggestions]` as JSON: values in the order of the fields, a place by its number among the cues."""
    numbers: dict[int, int] = {}
    cues: list[list[Any]] = []
    held = []  # so that no two of them share an identity

    def count(cue: Cue) -> int:
        number = numbers.get(id(cue))
        if number is None:
            number = numbers[id(cue)] = len(cues)
            cues.append([cue.field, cue.start, cue.end, cue.words, cue.rule])
        return number

    rows = []
    for tag in tags:
        held.append(tag)
        row = dict(tag.__dict__)
        row["cues"], row["numbers"] = [count(c) for c in tag.cues], [count(c) for c in tag.numbers]
        row["sentence"] = None if tag.sentence is None else count(tag.sentence)
        rows.append([row[name] for name in _TAG])
    return json.dumps([cues, rows], separators=(",", ":")).encode("ascii")


def hash_found(found: Mapping[str, Iterable[Cue]]) -> dict[str, str]:
    """Concept -> a hash of the places and words by which it is found, to tell whether they are the same."""
    return {
        name: hashlib.sha256(
            repr([(c.field, c.start, c.end, c.words) for c in cues]).encode("utf-8", "surrogatepass")
        ).hexdigest()[:16]
        for name, cues in found.items()
    }


def unpack(data: bytes) -> list[SuggestedTag]:
    """The suggestions again. ValueError, TypeError, KeyError or IndexError when it is none of `pack`'s."""
    places, rows = json.loads(data)
    cues = [Cue.of_checked(dict(zip(_CUE, place, strict=True))) for place in places]
    tags = []
    for row in rows:
        values = dict(zip(_TAG, row, strict=True))
        for name in _LISTS:
            values[name] = tuple([cues[number] for number in values[name]])
        for name in _TUPLES:
            values[name] = tuple(values[name])
        if values["sentence"] is not None:
            values["sentence"] = cues[values["sentence"]]
        tags.append(SuggestedTag.of_checked(values))
    return tags

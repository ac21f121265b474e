"""The suggestions for one record as bytes, for another process or for a file: each place stands once. Pure.

Claim after claim names the same numbers and the same words. Written out for each suggestion they take six times the
room, and reading them back takes longer than finding them did.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import Any

from pydantic_core import PydanticSerializationError, from_json, to_json

from ..model import Cue, SuggestedTag

_CUE = tuple(Cue.model_fields)
_TAG = tuple(SuggestedTag.model_fields)
_list_cue, _list_tag = itemgetter(*_CUE), itemgetter(*_TAG)
_CUES, _NUMBERS, _SENTENCE = _TAG.index("cues"), _TAG.index("numbers"), _TAG.index("sentence")
_BECAUSE, _RULES = _TAG.index("indirect_because"), _TAG.index("rules")


def pack(tags: Iterable[SuggestedTag]) -> bytes:
    """`[cues, lists of cues, suggestions]` as JSON: values in the order of the fields; a place by its number among the
    cues, places that stand together by that of their list."""
    cues: list[tuple[Any, ...]] = []
    lists: list[list[int]] = []
    numbers: dict[int, int] = {}
    held = []  # so that no two values share an identity

    def count(cue: Cue) -> int:
        number = numbers.get(id(cue))
        if number is None:
            number = numbers[id(cue)] = len(cues)
            cues.append(_list_cue(cue.__dict__))
        return number

    def count_all(together: tuple[Cue, ...]) -> int:
        number = numbers.get(id(together))
        if number is None:
            number = numbers[id(together)] = len(lists)
            lists.append(list(map(count, together)))
        return number

    rows = []
    for tag in tags:
        held.append(tag)
        row = list(_list_tag(tag.__dict__))
        row[_CUES], row[_NUMBERS] = count_all(row[_CUES]), count_all(row[_NUMBERS])
        if row[_SENTENCE] is not None:
            row[_SENTENCE] = count(row[_SENTENCE])
        rows.append(row)
    try:
        return to_json([cues, lists, rows])
    except (PydanticSerializationError, UnicodeEncodeError):  # half of a pair of code units, which is no text
        return json.dumps([cues, lists, rows], separators=(",", ":")).encode("ascii")


def place_found(found: Mapping[str, Iterable[Cue]]) -> dict[str, str]:
    """Concept -> the places by which it is found: in one and the same text they tell the words."""
    return {name: " ".join([f"{c.field}:{c.start}-{c.end}" for c in cues]) for name, cues in found.items()}


def unpack(data: bytes) -> list[SuggestedTag]:
    """The suggestions again. ValueError, TypeError, KeyError or IndexError when it is none of `pack`'s."""
    try:
        places, lists, rows = from_json(data)
    except ValueError:
        places, lists, rows = json.loads(data)
    cues = [
        Cue.of_checked({"field": field, "start": start, "end": end, "words": words, "rule": rule})
        for field, start, end, words, rule in places
    ]
    together = [tuple([cues[number] for number in numbers]) for numbers in lists]
    tags = []
    for row in rows:
        row[_CUES], row[_NUMBERS] = together[row[_CUES]], together[row[_NUMBERS]]
        row[_BECAUSE], row[_RULES] = tuple(row[_BECAUSE]), tuple(row[_RULES])
        if row[_SENTENCE] is not None:
            row[_SENTENCE] = cues[row[_SENTENCE]]
        tags.append(SuggestedTag.of_checked(dict(zip(_TAG, row, strict=True))))
    return tags

"""Which rows of the readings speak of which text today, and whether all of them are still there. Pure.

A row names its text, and a sentence of a document by its number. Numbers move: a sentence that stands elsewhere now
keeps what was put down of it, known by the hash of its verdict's words. Rows that were deleted or changed by hand are
known by the seals that they leave behind.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..decisions.rows import moment_key
from ..model import Reading, Seal
from ..model.seals import Remembered, find_gone, find_unsealed
from .rests_on import LATER, SIGNED_PARTS, TEXT, THRESHOLD, Key, RestsOn, read_parts

NOBODY = ("recorded",)
"""Acts in which nobody says that he has read the text."""


@dataclass(frozen=True)
class Kept:
    """`of`: the rows that speak of each text; `without_text`: names in rows that no text of today goes by."""

    of: Mapping[Key, Sequence[Reading]]
    without_text: tuple[Key, ...]


def match_rows(texts: Mapping[Key, RestsOn], readings: Iterable[Reading]) -> Kept:
    """Each row with the text that it was written of.

    A row of a sentence goes to the sentence of the same document whose verdict has the words that the row was written
    of: the one of that number where it has them, else the others that have. Where no sentence has them (the verdict
    was reworded), it stays with its number.
    """
    wording: dict[tuple[str, str | None, str], list[Key]] = {}
    for key, now in texts.items():
        if "#" in key[0]:
            wording.setdefault((_document(key), key[1], now[TEXT]), []).append(key)
    rows = [(row, (row.text, row.claim), read_parts(row.rests_on).get(TEXT, "")) for row in readings]
    own = {(key, words) for _, key, words in rows}
    of: dict[Key, list[Reading]] = {}
    lost: dict[Key, None] = {}
    for row, key, words in rows:
        same = wording.get((_document(key), key[1], words), []) if "#" in key[0] else []
        # A sentence that has rows of its own for these words takes over none of another's.
        places = [key] if key in same or not same else [other for other in same if (other, words) not in own]
        for place in places:
            if place in texts:
                of.setdefault(place, []).append(row)
        if not any(place in texts for place in places):
            lost[key] = None
    return Kept(of, tuple(lost))


def _document(key: Key) -> str:
    return key[0].partition("#")[0]


def may_be(key: Key, gone: Key, claims: Container[str]) -> bool:
    """Whether a text of which nothing is put down may be one that is gone, under another name or number.

    Sentences of one claim may be, and judgements and phrases of a claim whose name is no more.
    """
    folder = key[0].partition("/")[0]
    if folder != gone[0].partition("/")[0]:
        return False
    return key[1] == gone[1] or gone[1] not in claims


def find_altered(
    texts: Iterable[Key], readings: Sequence[Reading], seals: Sequence[Seal], remembered: Remembered
) -> Mapping[Key, tuple[Seal | Reading, ...]]:
    """Texts with the rows that were deleted (their seals) or written by hand, and that no person has read since.

    A row is missed where its seal is left or where git has it (`remembered`). Only a later row in a person's name
    mends that, and only one that the program has put down.
    """
    known = dict.fromkeys((*seals, *remembered.known))
    unsealed = find_unsealed(readings, (*seals, *remembered.seals))
    wrong: dict[Key, list[Seal | Reading]] = {}
    items: list[Seal | Reading] = [*find_gone(readings, known), *unsealed]
    for item in items:
        wrong.setdefault((item.text, item.claim), []).append(item)
    if not wrong or not known:
        return {}
    by_hand = {id(row) for row in unsealed}
    last: dict[Key, str] = {}
    for row in readings:
        if row.act not in NOBODY and id(row) not in by_hand:
            key = (row.text, row.claim)
            last[key] = max(last.get(key, ""), moment_key(row.decided_on))
    return {
        key: tuple(wrong[key])
        for key in texts
        if key in wrong and max(moment_key(item.decided_on) for item in wrong[key]) >= last.get(key, "")
    }


def completes(later: Reading, earlier: Reading) -> bool:
    """Whether a row says again what an earlier one says of the same text, and adds parts that it lacks."""
    was, now = read_parts(earlier.rests_on), read_parts(later.rests_on)
    added = now.keys() - was.keys()
    return bool(added) and added <= {*LATER, THRESHOLD} and _holds(was, now)


def leave_laundered_out(rows: Sequence[Reading], now: RestsOn) -> Sequence[Reading]:
    """Without what was put down in nobody's name over another row that says otherwise: it takes no change away.

    Of two of one day nobody knows which was first, so the one that `now` holds by is left out.
    """
    first = min((moment_key(row.decided_on) for row in rows), default="")

    def is_over(row: Reading) -> bool:
        others = [other for other in rows if other is not row and moment_key(other.decided_on) == first]
        if row.act not in NOBODY or any(completes(row, other) for other in rows if other is not row):
            return False
        if moment_key(row.decided_on) != first:
            return True
        return _holds(read_parts(row.rests_on), now) and any(
            not _holds(read_parts(other.rests_on), now) for other in others if other.act in NOBODY
        )

    return [row for row in rows if not is_over(row)]


def _holds(was: RestsOn, now: RestsOn) -> bool:
    """Whether what lay under a text lies there still; its words are the business of sign-offs."""
    return all(now.get(name) == value for name, value in was.items() if name not in SIGNED_PARTS)


def list_to_complete(
    texts: Mapping[Key, RestsOn], of: Mapping[Key, Sequence[Reading]], beside: Container[Key]
) -> tuple[Key, ...]:
    """Texts that hold, `beside` apart, and of which no row tells of the parts that came later."""
    found = []
    for key, now in texts.items():
        rows = [read_parts(row.rests_on) for row in of.get(key, ())]
        wanted = {name for name in LATER if name in now}
        holding = [was for was in rows if _holds(was, now)]
        if key not in beside and holding and wanted and not any(wanted <= was.keys() for was in rows):
            found.append(key)
    return tuple(found)

"""The objects of a list in JSON, each with its line, one by one: a broken one keeps none of the others out. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..pubmed.build import fold

LONGEST = 4 << 20
"""Characters beyond which an object that does not end is broken."""
ONCE = frozenset({"title", "Title", "DOI", "itemType", "author", "creators", "Authors"})
"""Fields that stand once in an object: where one stands twice, two records have run together."""


@dataclass(frozen=True)
class Item:
    """An object that stands in the list, or, where `value` is None, why it is none: what was found, what is right."""

    line: int
    value: dict[str, Any] | None
    found: str = ""
    expected: str = ""
    outside: bool = False
    """Whether it is text after the list, and no part of it."""


def looks_whole(value: object) -> bool:
    """Whether an object is a record and no part of one: authors, dates and notes are objects as well."""
    if not isinstance(value, dict):
        return False
    return "title" in value or "itemType" in value or "Title" in value or {"type", "id"} <= value.keys()


def iter_items(pieces: Iterable[str], is_record: Callable[[object], bool] = looks_whole) -> Iterator[Item]:
    """What stands in the list that `pieces` begin with, wherever they are cut; memory holds an object.

    After a broken object the next one for which `is_record` holds goes on. What follows the list comes last.
    """
    return _Items(pieces, is_record).read()


class _TwiceError(ValueError):
    pass


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        if twice := next((n for n in names if n in ONCE and names.count(n) > 1), None):
            raise _TwiceError(f"the field {twice!r} twice in one object")
    return made


DECODE = json.JSONDecoder(object_pairs_hook=_once).raw_decode
BLANK = re.compile(r"[ \t\n\r]*")


class _Items:
    def __init__(self, pieces: Iterable[str], is_record: Callable[[object], bool]) -> None:
        self.rest, self.is_record = iter(pieces), is_record
        self.held, self.line, self.ended = "", 1, False

    def more(self) -> bool:
        """Whether there is more text, which is then held too."""
        piece = next(self.rest, None)
        self.ended = piece is None
        self.held += piece or ""
        return piece is not None

    def drop(self, number: int) -> None:
        self.line += self.held.count("\n", 0, number)
        self.held = self.held[number:]

    def peek(self) -> str:
        """The next sign that is no blank, or nothing at the end of the text."""
        while True:
            self.drop(BLANK.match(self.held).end())  # type: ignore[union-attr]
            if self.held or not self.more():
                return self.held[:1]

    def read(self) -> Iterator[Item]:
        alone = self.peek() not in ("[", "")
        if not alone:
            self.drop(1)
        broken = False
        while (sign := self.peek()) != "]":
            if sign == ",":
                self.drop(1)
            elif not sign:
                if not alone and not broken:  # else no list is to end, or what is cut off has been told
                    yield Item(self.line, None, "the end of the file", "']', where the list ends: the file is cut off")
                return
            else:
                item = self.take()
                broken = item.value is None
                yield item
        self.drop(1)
        if self.peek():
            yield Item(self.line, None, " ".join(self.held.split())[:60], outside=True)

    def take(self) -> Item:
        """What stands next, up to its end; where that is not told, up to the next record."""
        line = self.line
        while True:
            try:
                value, end = DECODE(self.held)
                break
            except _TwiceError as error:
                return self.skip(line, str(error))
            except json.JSONDecodeError as error:
                cut_off = error.msg.startswith("Unterminated") or error.pos >= len(self.held) - 12
                if not (cut_off and len(self.held) < LONGEST and self.more()):
                    at = line + error.lineno - 1
                    where = f" in line {at}" if at > line else ""
                    return self.skip(line, f"what is no JSON ({error.msg.removesuffix(' starting at')}{where})")
            except RecursionError:
                return self.skip(line, "objects within objects without end")
        self.drop(end)
        if not isinstance(value, dict):
            shown = json.dumps(value, ensure_ascii=False)
            return Item(line, None, shown if len(shown) <= 60 else f"{shown[:57]}...", "an object")
        return Item(line, value)

    def skip(self, line: int, why: str) -> Item:
        """What is broken, dropped up to where the next record begins, or to the end of the text."""
        at = 1
        while True:
            at = self.held.find("{", at)
            if at < 0:
                at = len(self.held)
                if not self.more():
                    break
                continue
            try:
                value, _ = DECODE(self.held, at)
            except _TwiceError:
                break  # it begins there, and is told of next
            except RecursionError:
                value = None
            except json.JSONDecodeError as error:
                cut_off = error.msg.startswith("Unterminated") or error.pos >= len(self.held) - 12
                if cut_off and len(self.held) - at < LONGEST and self.more():
                    continue
                value = None
            if self.is_record(value):
                break
            at += 1
        self.drop(min(at, len(self.held)))
        return Item(line, None, why, "an object of JSON")


def read_text(item: Mapping[str, Any], key: str) -> str | None:
    """What an item has under `key`, as text in one line; None where it has nothing."""
    return fold(str(item[key])) if item.get(key) not in (None, "") else None

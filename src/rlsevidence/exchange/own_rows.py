"""Decisions as this program's own exports write them into notes, read back row by row. Pure.

`export.choose.Item` writes them: one line a row, with whose it is, when, and how much was read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

SCREENING = re.compile(
    r"screening \((?P<stage>[\w-]+)\): (?P<decision>[\w-]+), (?P<reason>[\w-]+); read: (?P<basis>[\w-]+);"
    r" (?P<by>[\w.-]+) \((?P<role>[\w-]+)\) (?P<at>\d{4}-\d\d-\d\d\S*?)(?:; (?P<note>.*))?",
    re.S,
)
TAG = re.compile(
    r"tag: (?P<claim>[\w-]+) = (?P<stance>[\w-]+)(?:, (?P<directness>[\w-]+))?(?: \((?P<because>[^)]*)\))?;"
    r" read: (?P<basis>[\w-]+); (?P<by>[\w.-]+) \((?P<role>[\w-]+)\) (?P<at>\d{4}-\d\d-\d\d\S*?)(?:; (?P<note>.*))?",
    re.S,
)
NEXT = r"(?=screening \([\w-]+\): |tag: [\w-]+ = )"
BEGINS = re.compile(rf" \| {NEXT}")
"""Where the next row begins in a cell or a note that holds several; a bar within a row's own note is none."""
HIDDEN = re.compile(rf" (/*)\| {NEXT}")
"""A bar in a row's own note that would be taken for such a beginning, with the strokes that say that it is none."""


def hide_bars(note: str) -> str:
    """A row's own note, with a stroke before each bar that would begin a row: ' /| tag: ...'."""
    return HIDDEN.sub(r" /\1| ", note)


def show_bars(note: str) -> str:
    """The note as it was before `hide_bars`."""
    return re.sub(rf" /(/*)\| {NEXT}", r" \1| ", note)


@dataclass(frozen=True)
class SaidTag:
    """One tag in a file: which claim, the stance, how directly, how much was read, whose it is, when, and the note."""

    claim: str
    stance: str
    directness: str | None
    because: tuple[str, ...]
    basis: str
    by: str
    role: str
    at: str
    note: str

    def to_plain(self) -> dict[str, Any]:
        return asdict(self)


def split_rows(text: str) -> tuple[str, ...]:
    """The rows in one cell or note."""
    return tuple(part.strip() for part in BEGINS.split(text) if part.strip())


def read_tags(notes: Sequence[str]) -> tuple[SaidTag, ...]:
    """The tags that stand within notes."""
    found = []
    for note in notes:
        for row in split_rows(note.removeprefix("tags: ")):
            if match := TAG.fullmatch(row):
                because = tuple(filter(None, (w.strip() for w in (match["because"] or "").split(","))))
                claim, stance, directness, basis = match.group("claim", "stance", "directness", "basis")
                by, role, at = match.group("by", "role", "at")
                found.append(
                    SaidTag(claim, stance, directness, because, basis, by, role, at, show_bars(match["note"] or ""))
                )
    return tuple(dict.fromkeys(found))


def split_words(text: str) -> tuple[str, ...]:
    """Keywords of one cell: by semicolons where there are any, else by bars, else by commas."""
    mark = next((m for m in ";|" if m in text), ",")
    return tuple(filter(None, (word.strip() for word in text.split(mark))))


def join_words(words: Sequence[str]) -> str:
    """Keywords as one text that `split_words` takes apart again: a lone one with a comma gets a semicolon after it."""
    lone = len(words) == 1 and ("," in words[0] or "|" in words[0])
    return f"{words[0]};" if lone else "; ".join(words)

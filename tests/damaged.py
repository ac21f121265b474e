"""Files that are damaged in one place, and what must still be true of what is read from them.

One set of invented records is written in a form, one place of it is damaged, and what is read is held against what was
written: no other record is lost or changed, none holds parts of two, and what became of the damaged one is told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rlsevidence.exchange.reading import Entry, FileRead, read_entries

WORDS = ("alpha", "bravo", "carol", "delta")
FAMILIES = (("Sandqvist", "Abelsson"), ("Bergfors",), ("Cederlund", "Dahlgrund", "Ekvall"), ("Forsling",))


@dataclass(frozen=True)
class Span:
    """Where a record stands in a file: its own words from `start` to `end`; between records lies what is of both."""

    number: int
    start: int
    end: int


def list_marks(number: int) -> tuple[str, ...]:
    """Words that stand in one record only: of its title, authors, abstract and number."""
    return (WORDS[number], *FAMILIES[number], f"10.9999/inv.{number}", f"line{WORDS[number]}")


def find_spans(data: bytes) -> list[Span]:
    spans = []
    for number in range(len(WORDS)):
        places = [m for word in list_marks(number) for m in re.finditer(re.escape(word.encode()), data)]
        spans.append(Span(number, min(m.start() for m in places), max(m.end() for m in places)))
    return spans


def list_touched(spans: Sequence[Span], at: int) -> set[int]:
    """The records that damage at a byte can touch: the one it stands in, or the two it stands between."""
    within = {s.number for s in spans if s.start <= at < s.end}
    before = max((s.number for s in spans if s.end <= at), default=None)
    after = min((s.number for s in spans if s.start > at), default=None)
    return within or {n for n in (before, after) if n is not None}


def read(data: bytes, file: Path) -> FileRead:
    file.write_bytes(data)
    return read_entries(file, "import:file")


def say(entry: Entry) -> str:
    """All that a record says of its title, authors, number and abstract."""
    r = entry.record
    text = " ".join(s.text for s in entry.full.abstract) if entry.full and not entry.abstract else entry.abstract
    return "\n".join([r.title, *r.authors, r.doi or "", text])


def list_mixed(found: FileRead) -> list[str]:
    """Records that hold words of two."""
    own = [(say(e), [n for n in range(len(WORDS)) if any(w in say(e) for w in list_marks(n))]) for e in found.entries]
    return [text for text, numbers in own if len(numbers) > 1]


def list_faults(found: FileRead, whole: FileRead, touched: set[int]) -> list[str]:
    """What of `found`, read from a damaged file, is not as it must be beside `whole`, read from the same undamaged."""
    faults = [] if found.adds_up else [f"{found.started} begun, {len(found.entries)} in, {len(found.problems)} refused"]
    faults += [f"of two records: {text!r}" for text in list_mixed(found)]
    now = [say(e) for e in found.entries]
    for number, entry in enumerate(whole.entries):
        if number not in touched and now.count(say(entry)) != 1:
            faults.append(f"record {number} is there {now.count(say(entry))} times")
    return faults


def is_told(found: FileRead, first: int, last: int) -> bool:
    """Whether anything is told of a line from `first` to `last`."""
    lines = {p.line for p in found.problems} | {line for line, _ in found.between}
    for note in found.notes:
        for numbers in re.findall(r"\blines? (\d+(?:[-, ]+(?:and )?\d+)*)", note):
            lines |= {int(n) for n in re.findall(r"\d+", numbers)}
    return any(first <= line <= last for line in lines)

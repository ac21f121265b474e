"""MEDLINE text (.nbib) as a person's file: each record by itself, so that a broken one keeps none of the others out.

The records are PubMed's parser's; what is told here is where each begins, what it cannot place, and notes (`GN`), where
our own exports and reviewers put decisions. Pure.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from ..errors import EvidenceError, Problem
from ..model import FullRecord, Record, RecordDates
from ..pubmed.build import INTEGRITY
from ..pubmed.medline import CORRECTIONS, list_unread, parse_medline
from .asreview_notes import LABEL as ASREVIEW
from .author_signs import tell_of_doubt
from .decisions import read_notes
from .entry import FILLED, FURTHER, OUTSIDE, Entry, Told, drop_nobody, drop_tags, find_record_fault, note_outside
from .own_rows import read_tags

TAG = re.compile(r"^([A-Z][A-Z0-9]{1,3}) *- ?(.*)$")
PLACED = frozenset(
    {"PMID", "TI", "BTI", "AU", "CN", "ED", "DP", "DEP", "AID", "LID", "PMC", "TA", "JT", "PB", "VI", "IP", "PG", "LA",
     "PT", "MH", "CRDT", "DA", "LR", "MHDA", "AB", "OT", "SI", "GR", "TT", "OAB", "OABL", "GN", *CORRECTIONS}
)  # fmt: skip
"""Tags that a record of PubMed, its abstract or its notes have a place for. `FAU` repeats `AU` with names in full."""
IN_PART = frozenset(
    {"SI", "GR", "TT", "OAB", "DEP"} | {tag for tag, kind in CORRECTIONS.items() if kind not in INTEGRITY}
)
"""Tags that PubMed's own record has a place for, and a record of this program has not."""
INSTEAD = {"BTI": "TI", "ED": "AU", "JT": "TA"}
"""Tags of which a record takes nothing where the other one stands."""
TITLES = frozenset({"TI", "BTI"})
ONCE = frozenset({"OWN", "STAT", "TI", "BTI"})
"""Tags that lead a record and stand in it once: a second one begins the next record, whether or not it has a PMID."""
REPEATED = frozenset({"FAU", "FED", "EDAT", "OTO"})
"""Tags that say again what another says."""


def read_medline_text(
    lines: Iterable[str], file: Path, origin: str, told: Told, *, cut: bool = False
) -> Iterator[Entry]:
    """Every record that begins in `lines`, with its line; the broken ones go to `told`.

    `cut`: whether the last line has no end. The record that ends there, or without the last tag of the others, may be
    cut off: it is no word of PubMed's that can be relied on, and its last field is left out where that is the abstract.
    """
    told.form = "PubMed"
    between: list[tuple[int, str]] = []
    whole = False
    for line, block, last in _mark_last(_split(lines, between)):
        tags_of = [m[1] for one in block if (m := TAG.match(one))]
        cut_off = last and "SO" not in tags_of and (cut or whole)
        whole = whole or "SO" in tags_of
        if cut_off:
            told.note(f"line {line}: the record has no end and may be cut off: it is not held for confirmed", OUTSIDE)
            if tags_of[-1:] == ["AB"]:
                block = block[: max(i for i, one in enumerate(block) if TAG.match(one))]
        told.started += 1
        try:
            (full,) = parse_medline(io.BytesIO("\n".join(block).encode()))
        except EvidenceError as error:
            at = re.match(r"the text:(\d+) ", str(error))
            where = line + int(at[1]) - 1 if at else line
            said_of = re.sub(r"^the text:\d+ ", "", str(error))
            found, _, expected = said_of.removeprefix("found ").partition(", expected ")
            told.faults.append(Problem(str(file), where, "record", "import-medline", found, expected or "MEDLINE text"))
            continue
        if fault := find_record_fault(full.to_record()):
            field, found, expected = fault
            told.faults.append(Problem(str(file), line, field, "import-medline", found, expected))
            continue
        tags = {m[1] for one in block if (m := TAG.match(one)) and m[2].strip()}
        told.unplaced.update((tags - PLACED - REPEATED) | (tags & IN_PART))
        told.unplaced.update(t for t, beside in INSTEAD.items() if {t, beside} <= tags)
        values = _list_values(block)
        people = [name for tag, name in values if tag in ("AU", "ED")]
        for unread in (*list_unread(values), *tell_of_doubt(people, ())):
            told.note(f"line {line}: {unread}", FURTHER)
        notes = tuple(value for tag, value in values if tag == "GN")
        own = read_tags(notes)
        marked = cut_off or any(ASREVIEW.search(note) for note in notes)
        record = _take_as(full.to_record(), origin, second_hand=marked)
        abstract = join_abstract(full)
        words = drop_tags(full.keywords, own)
        yield Entry(line, record, None if marked else full, abstract, words, read_notes(notes), notes, own)
    for line, words_outside in between:
        note_outside(told, line, words_outside)


def _mark_last(found: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str], bool]]:
    """(line, lines, whether it is the last) of each record."""
    held = next(found, None)
    while held is not None:
        following = next(found, None)
        yield *held, following is None
        held = following


def join_abstract(full: FullRecord) -> str:
    """Its sections in one text, each after its label in capitals."""
    return " ".join(f"{s.label.upper()}: {s.text}" if s.label else s.text for s in full.abstract)


def as_second_hand(entry: Entry, record: Record) -> Entry:
    """An entry of PubMed's form whose number is another record's here: `record` has what it says, on a file's word."""
    if entry.full is None:
        return replace(entry, record=record)
    taken = _take_as(record, record.origin, second_hand=True)
    abstract = entry.abstract or join_abstract(entry.full)
    words = entry.keywords or entry.full.keywords
    return replace(entry, record=taken, full=None, abstract=abstract, keywords=words)


def _take_as(record: Record, origin: str, *, second_hand: bool) -> Record:
    """PubMed's own word is confirmed. A record with a label of screening in its notes was written by a program such as
    this one, from what it held: it is second-hand, and its date of publication may be the year in another form."""
    record = record.model_copy(update={"authors": drop_nobody(record.authors)})
    if not second_hand:
        return record.model_copy(update={"origin": origin, "verification": "confirmed"})
    filled = tuple(f for f in FILLED if getattr(record, f) not in (None, ()))
    dates = RecordDates(created=None, revised=None)
    more = {"origin": origin, "verification": "partial", "unverified": filled, "dates": dates}
    return record.model_copy(update=more)


def _split(lines: Iterable[str], between: list[tuple[int, str]]) -> Iterator[tuple[int, list[str]]]:
    """(line, lines) of each record. What stands outside them goes to `between`, numbers that count records apart."""
    first, block = 0, list[str]()
    seen, gap, since = set[str](), False, -1
    for number, line in enumerate(lines, 1):
        if not line.strip():
            gap = True
            continue
        match = TAG.match(line)
        tag = match[1] if match else ""
        if gap:
            # In a text with an empty line after each line those say nothing.
            since = len(block) if since < 0 else 0
        if _begins(tag, seen, gap=gap):
            # What stands after an empty line and before a title that begins a record is of that record.
            late = block[since:] if tag in TITLES and tag in seen and 0 < since < len(block) else []
            if late:
                del block[since:]
            if block:
                yield first, block
            first, block, seen, since = number - len(late), [*late, line], {tag}, -1
        elif not block or (gap and not match and not line.startswith("      ")):
            if not line.strip().isdigit():
                between.append((number, line.strip()))
        elif not (line.strip().isdigit() and not line.startswith("      ")):
            block.append(line)
            seen.add(tag)
        gap = False
    if block:
        yield first, block


def _begins(tag: str, seen: set[str], *, gap: bool) -> bool:
    """Whether the tag begins a record after one with the tags `seen`. A record that lost its PMID is one all the same:
    joined to the one before, its title and authors would go under that one's number."""
    if tag == "PMID":
        return not seen or "PMID" in seen or bool(seen & TITLES)
    return tag in ONCE and (tag in seen or not seen or (gap and bool(seen & TITLES)))


def _list_values(block: list[str]) -> list[tuple[str, str]]:
    """(tag, what stands under it, in one line) of a record, in the order of the file; tags of nothing left out."""
    found: list[tuple[str, str]] = []
    for line in block:
        if match := TAG.match(line):
            found.append((match[1], match[2]))
        elif found and line.startswith("      "):
            tag, value = found[-1]
            found[-1] = (tag, f"{value} {line.strip()}")
    return [(tag, plain) for tag, value in found if (plain := " ".join(value.split()))]

"""Files with a tag before each field: RIS in its dialects, Cochrane CENTRAL, EndNote's Refer. Pure.

Written here and not left to rispy, which loses what reviewers must not lose: a record that is not closed takes in the
next one, one cut off at the end of the file vanishes, fields have no line, tags in small letters and lines between
records make it refuse the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from .central import CENTRAL_ABOVE, CENTRAL_LINE, CENTRAL_RIS_TAGS, CENTRAL_START, CENTRAL_TAGS
from .glued_tags import DASHES, LONG_TAGS, NO_WORDS, is_line_of_text, read_glued
from .ovid import OVID_LINE, OVID_NAMES, OVID_START, OVID_TAGS, settle_ovid
from .wos import WOS_FRAME, WOS_LINE, WOS_TAGS, settle_wos

RIS_LINE = re.compile(r"^\s{0,4}(?:\d+\.\s+)?([A-Za-z][A-Za-z0-9])\s{1,3}-(?:\s(.*))?$")
RIS_TIGHT = re.compile(
    r"^\s{0,4}((?:TY|TI|T1|AU|A1|PY|Y1|DO|JO|JF|T2|VL|IS|SP|EP)(?=\s)|[A-Z][A-Z0-9](?=\s\s))\s{1,3}-([^\s-].*)$"
    r"|^\s{0,4}(TY|TI|T1|AU|A1|PY|Y1|DO|JO|JF|T2|VL|IS|SP|EP|AB|N2|N1|KW|UR|SN|LA|ER)"
    rf"\s{{1,3}}[{DASHES}](?:\s?(.*))?$"
)
"""The same without a blank after the hyphen, or with a dash."""
RIS_START = re.compile(rf"^\s{{0,4}}(?:TY|ty)(?:\s+|\s*[-:={DASHES}]\s*)([A-Z]{{3,6}})\s*$")
"""How a record begins whose other lines may not be readable: it is counted all the same."""
RIS_LONG = re.compile(
    r"^\s{0,4}(?:(DOI)(?=\W+(?:doi|http|10\.))|(PMID)(?=\W+\d)|(PMC(?:ID)?)(?=\W+(?:PMC)?\d)|(ISSN|ISBN|URL))"
    rf"\s{{0,3}}[-{DASHES}](?:\s(.*)|(10\..*|\d.*|PMC\d.*))$"
)
GLUED = re.compile(r"^\s{0,4}([A-Z][A-Z0-9])-(?:\s+(\S.*))?\s*$|^\s{0,4}([A-Z][A-Z0-9]{2,9})\s{0,3}-\s+(\S.*)$")
"""A tag with no blank before its hyphen, or one of more letters than RIS has."""
REFER_LINE = re.compile(r"^%([0-9A-Z@?!#$\]&(*)~<>\[=+{}^:;])(?:\s(.*))?$")
LONG = frozenset({"AB", "N2", "N1", "TI", "T1", "X", "Z", "T"})
"""Fields that run on over lines of their own; an empty line within them is kept as one."""
TITLES = frozenset({"TI", "T1"})
PEOPLE = frozenset({"AU", "A1", "AF"})
REFER_TAGS = {
    "0": "TY", "T": "TI", "A": "AU", "D": "PY", "J": "JO", "B": "T2", "V": "VL", "N": "IS", "P": "SP", "R": "DO",
    "U": "UR", "X": "AB", "M": "AN", "K": "KW", "Z": "N1", "G": "LA", "@": "SN", "8": "DA", "W": "DB", "2": "C2",
}  # fmt: skip
"""Refer's tags -> those of RIS."""


@dataclass
class Tagged:
    """One record as it stands: the line it starts at, (tag, text) in order, and whether the file closed it."""

    line: int
    fields: list[tuple[str, str]] = field(default_factory=list)
    closed: bool = False
    closed_by: str = ""
    lost: bool = False
    """Whether the line that records begin with is missing: that one begins is told by a second title."""
    doubtful: tuple[int, str] | None = None
    """What stands after an empty line at the end of the last field: part of it, or something outside."""
    titles: tuple[str, ...] = ()
    """Further titles, right after the first."""
    perhaps: list[tuple[int, str]] = field(default_factory=list)
    """Lines of a running text that look like fields."""

    def all(self, *tags: str) -> list[str]:
        """What stands under the tags, in the order of `tags`, then of the file."""
        return [text for tag in tags for own, text in self.fields if own == tag and text]

    def first(self, *tags: str) -> str | None:
        return next(iter(self.all(*tags)), None)


Outside = tuple[int, int, str]
"""Lines that stand between or outside the records: (first line, how many, text)."""


def find_dialect(lines: Iterable[str]) -> str | None:
    """ris, central, refer or wos, by the first of 200 lines that looks like one; None for none of them."""
    numbered = False
    for line in islice(lines, 200):
        if numbered and (CENTRAL_LINE.match(line) or _match_ris(line)):
            return "central" if CENTRAL_LINE.match(line) else "ris"
        if numbered := numbered or CENTRAL_START.match(line) is not None:
            continue  # CENTRAL numbers its records in both of its forms
        if (found := _match_ris(line)) and found[0] == "TY":
            return "ris"
        if line.startswith("%0 "):
            return "refer"
        if re.match(r"VN {1,2}- Ovid Technologies", line) or OVID_START.match(line):
            return "ovid"
        if re.match(r"(?:FN (?:Clarivate|ISI|Thomson)|PT [JBSP]$)", line):
            return "wos"
    return "central" if numbered else None


def is_ovid(start: str) -> bool:
    """Whether a file that begins with '<' begins as Ovid numbers its records."""
    return OVID_START.match(start.split("\n", 1)[0]) is not None


def read_tagged(lines: Iterable[str], dialect: str, outside: list[Outside]) -> Iterator[Tagged]:
    """Every record that begins in `lines`, one after the other; what stands outside them goes to `outside` at the end.

    A new beginning, and the end of the file, close one that was left open.
    """
    reader, number = _Reader(dialect), 0
    for number, line in enumerate(lines, 1):
        reader.take(number, line)
        yield from reader.take_closed()
    if reader.open is None and reader.has_early_title():
        reader.begin(number)
    reader.close("the end of the file")
    yield from reader.take_closed()
    reader.leave_early()
    outside += _group(reader.outside)


class _Reader:
    def __init__(self, dialect: str) -> None:
        self.dialect = dialect
        self.records: list[Tagged] = []
        self.outside: list[tuple[int, str]] = []
        self.open: Tagged | None = None
        self.numbered = False  # whether RIS has CENTRAL's numbers above its records, and so its tags
        self.gap = False
        self.glued = 0
        """How many tags of the open record are glued to what they say."""
        self.wide = False
        """Whether its first line has two blanks before the hyphen, as RIS has."""
        self.places: list[int] = []
        """The line of each field of the open record."""
        self.early: list[tuple[int, str, str]] = []
        """Fields that stand outside a record: of the next one where they hold its title, else of none."""

    def take_closed(self) -> list[Tagged]:
        """The records that are closed by now, once each."""
        closed, self.records = self.records, []
        return closed

    def take(self, number: int, line: str) -> None:
        if (self.dialect == "central" and CENTRAL_START.match(line)) or (
            self.dialect == "ovid" and OVID_START.match(line)
        ):
            self.begin(number)
            return
        if self.dialect == "ovid" and line.startswith("VN  - ") and (self.open is None or self.open.fields):
            self.begin(number)  # records without numbers begin so
        if self.dialect == "wos" and self.take_wos(number, line):
            return
        if self.dialect == "ris" and self.take_above(number, line):
            return
        found = self.match(number, line) or self.match_glued(number, line)
        if found is None:
            self.run_on(number, line)
            return
        tag, text = found
        if self.dialect != "central" and tag == "TY":
            self.begin(number)
            self.wide, self.glued = line.lstrip().startswith("TY  -"), int(re.match(r"\s*TY-", line) is not None)
        if tag == "ER" and text and self.dialect == "ris":
            self.run_on(number, line)  # 'ER - positive' is a line of an abstract
            return
        if tag == "ER" and self.dialect in ("ris", "wos"):
            if self.open is None and self.has_early_title():
                self.begin(number)
            if self.open is None:
                self.outside.append((number, line.strip()))
            else:
                self.close("")
            return
        at = self.find_lost_start(tag, text)
        if at is not None:
            self.begin_lost(number, at)
        if self.open is None:
            self.early.append((number, tag, text))
            self.gap = False
            return
        self.add(number, tag, text)
        self.open.doubtful = None
        self.gap = False

    def add(self, number: int, tag: str, text: str) -> None:
        if self.open is not None:
            self.open.fields.append((tag, text))
            self.places.append(number)

    def find_lost_start(self, tag: str, text: str) -> int | None:
        """Where, among the fields of the open record, another one begins without the line that records begin with.

        It is told by a second title that does not follow the first, by a second number of CENTRAL, and in Refer, whose
        records stand apart by empty lines, by authors after one. Joined to the one before, it would be a wrong record.
        """
        if self.open is None or not text:
            return None
        fields, end = self.open.fields, len(self.open.fields)
        if self.dialect == "central" and tag == "AN" and text.startswith("CN-"):
            return end if any(t == "AN" and said.startswith("CN-") for t, said in fields) else None
        said = list_tags(self.open)
        if tag == "AU" and self.gap and self.dialect == "refer":
            return end if {"AU", "TI"} <= said and fields[-1][0] != "AU" else None
        if tag not in TITLES or not said & TITLES or (fields[-1][0] in TITLES and not self.gap):
            return None
        if tag not in said and _is_same(text, self.open.first(*TITLES) or ""):
            return None
        if self.gap:
            return end
        first = next(i for i, (t, _) in enumerate(fields) if t in TITLES)
        before = {t for t, _ in fields[:first]} - {"TY"}
        while end > first + 1 and (fields[end - 1][0] in before or self.is_second_group(end - 1)):
            end -= 1
        return end

    def is_second_group(self, at: int) -> bool:
        """Whether the author at a place stands apart from the record's first authors."""
        fields = self.open.fields if self.open else []
        people = [i for i, (t, _) in enumerate(fields) if t in PEOPLE]
        return at in people and any(i not in people for i in range(people[0], at))

    def begin_lost(self, number: int, at: int) -> None:
        """Begin a record with the fields of the open one from a place on."""
        if self.open is None:
            return
        fields, places = self.open.fields[at:], self.places[at:]
        del self.open.fields[at:]
        self.begin(places[0] if places else number)
        self.open.fields, self.places, self.open.lost = fields, places, True

    def has_early_title(self) -> bool:
        return any(tag in ("TI", "T1", "CT") and text for _, tag, text in self.early)

    def take_wos(self, number: int, line: str) -> bool:
        """What Web of Science does otherwise: its frame, and further lines of a field, each of them an author."""
        if line[:2] in WOS_FRAME and WOS_LINE.match(line):
            self.close(f"line {number}, where the file ends") if line[:2] == "EF" else None
            return True
        if line.startswith("   ") and self.open is not None and self.open.fields:
            tag, text = self.open.fields[-1]
            if tag in ("AU", "AF"):
                self.add(number, tag, line.strip())
            else:
                self.open.fields[-1] = (tag, f"{text} {line.strip()}".strip())
            return True
        return False

    def take_above(self, number: int, line: str) -> bool:
        """What CENTRAL writes above each record of its RIS, which is nobody's field."""
        if CENTRAL_START.match(line):
            self.numbered = True
            self.close(f"line {number}, where the next one begins")
            return True
        return self.numbered and self.open is None and CENTRAL_ABOVE.match(line) is not None

    def match(self, number: int, line: str) -> tuple[str, str] | None:
        if self.dialect == "central":
            found = CENTRAL_LINE.match(line)
            return (CENTRAL_TAGS.get(found[1], found[1]), found[2].strip()) if found else None
        if self.dialect == "refer":
            found = REFER_LINE.match(line)
            return (REFER_TAGS.get(found[1], f"%{found[1]}"), (found[2] or "").strip()) if found else None
        if self.dialect == "wos":
            found = WOS_LINE.match(line)
            text = (found[2] or "").strip() if found else ""
            return (WOS_TAGS.get(found[1], found[1]), f"PMID: {text}" if found[1] == "PM" else text) if found else None
        if self.dialect == "ovid":
            return self.match_ovid(line)
        if self.open and self.open.fields and is_line_of_text(line, self.open.fields[-1][0], self.wide):
            self.open.perhaps.append((number, line.strip()))
            return None
        read = _match_ris(line)
        return (CENTRAL_RIS_TAGS.get(read[0], read[0]), read[1]) if read and self.numbered else read

    def match_glued(self, number: int, line: str) -> tuple[str, str] | None:
        """A tag that is glued to its hyphen. Within a text that runs on only one that is no word there; of what else
        looks so the line is kept, to be told."""
        if self.open is None or self.dialect not in ("ris", "ovid"):
            return None
        found, last = GLUED.match(line), self.open.fields[-1][0] if self.open.fields else "TY"
        if found is None:
            return self.match_tight(number, line, last)
        tag, text = found[1] or found[3], (found[2] or found[4] or "").strip()
        titled = last in TITLES and not found[3]
        if last not in LONG or tag in NO_WORDS or titled or (tag == "ER" and not text):
            self.glued += 1
            return OVID_TAGS.get(tag, tag) if self.dialect == "ovid" else tag, text
        self.open.perhaps.append((number, line.strip()))
        return None

    def match_tight(self, number: int, line: str, last: str) -> tuple[str, str] | None:
        found = read_glued(line, last, self.glued > 1) if self.dialect == "ris" and not self.gap else None
        if found and found.is_field:
            self.glued += 1
            return found.tag, found.text
        if found and self.open:
            self.open.perhaps.append((number, line.strip()))
        return None

    def match_ovid(self, line: str) -> tuple[str, str] | None:
        if named := OVID_NAMES.get(line.strip()) if not line.startswith(" ") else None:
            return named, ""
        if found := OVID_LINE.match(line):
            tag, text = OVID_TAGS.get(found[1], found[1]), found[2].strip()
            return tag, re.sub(r"\s*\[[^][]*\]$", "", text) if tag in ("AU", "PM") else text
        if re.match(r"[A-Z][A-Za-z /&()-]{2,60}$", line):
            return line.strip(), ""  # a field whose name is not known: said to have no place
        return None

    def begin(self, number: int) -> None:
        if self.open is not None:
            self.close(f"line {number}, where the next one begins")
        self.open, self.places = Tagged(number), []
        if self.has_early_title():
            # Some programs put TY where it falls among the others.
            self.open = Tagged(self.early[0][0], [(tag, text) for _, tag, text in self.early])
            self.places = [line for line, _, _ in self.early]
            self.early.clear()
        self.leave_early()
        self.gap = False

    def leave_early(self) -> None:
        """What stands before a record and is no part of it, to be said."""
        self.outside += [(line, f"{tag}  - {text}".strip()) for line, tag, text in self.early]
        self.outside.sort(key=lambda at: at[0])
        self.early.clear()

    def close(self, by: str) -> None:
        if self.open is None:
            return
        self.open.closed = not by or self.dialect not in ("ris", "wos")
        if self.dialect == "ovid":
            self.open.fields = list(settle_ovid(self.open.fields))
        if self.dialect == "wos":
            self.open.fields = list(settle_wos(self.open.fields))
        tags = [tag for tag in ("TI", "T1") if tag in list_tags(self.open)]
        self.open.titles = tuple(text for tag in tags for text in self.open.all(tag)[1:])
        self.open.closed_by = by
        self.records.append(self.open)
        self.open = None

    def run_on(self, number: int, line: str) -> None:
        """A line without a tag: part of the field above it, or something that stands outside."""
        if not line.strip():
            self.gap = True
            return
        if self.open is None and self.early and self.has_early_title() and not self.gap:
            at, tag, text = self.early[-1]
            self.early[-1] = (at, tag, f"{text} {line.strip()}")
            return
        if self.open is None or not self.open.fields or self.open.fields[-1][0] == "TY":
            self.outside.append((number, line.strip()))
            return
        tag, text = self.open.fields[-1]
        if self.gap and (tag not in LONG or self.dialect == "central"):
            self.outside.append((number, line.strip()))
            return
        if self.gap:
            self.open.doubtful = (number, line.strip())
        apart = tag in ("AB", "N2", "N1", "X", "Z") or (self.dialect == "ovid" and tag in ("AU", "FA"))
        between = "\n\n" if self.gap and text else "\n" if apart else " "
        self.open.fields[-1] = (tag, f"{text}{between}{line.strip()}".strip())
        self.gap = False


def _match_ris(line: str) -> tuple[str, str] | None:
    """The tag of a line of RIS and what stands under it; None where it is no such line."""
    if found := RIS_LINE.match(line):
        return found[1].upper(), (found[2] or "").strip()
    if found := RIS_LONG.match(line):
        *named, after, glued = found.groups()
        tag, text = next(filter(None, named)), (after or glued or "").strip()
        label = {"PMID": "PMID: ", "PMC": "PMC", "PMCID": "PMC"}.get(tag, "")
        return LONG_TAGS[tag], text if text.upper().startswith("PMC") else f"{label}{text}"
    if found := RIS_TIGHT.match(line):
        return found[1] or found[3], (found[2] or found[4] or "").strip()
    return ("TY", found[1]) if (found := RIS_START.match(line)) else None


def _group(lines: Sequence[tuple[int, str]]) -> Iterator[tuple[int, int, str]]:
    """Lines that follow each other, as one."""
    start: int | None = None
    count = 0
    said = ""
    for number, text in lines:
        if start is not None and number == start + count:
            count += 1
            continue
        if start is not None:
            yield start, count, said
        start, count, said = number, 1, text
    if start is not None:
        yield start, count, said


def _is_same(one: str, other: str) -> bool:
    """Whether two titles are one, perhaps shortened."""
    a, b = sorted((re.sub(r"\W+", "", t).casefold() for t in (one, other)), key=len)
    return b.startswith(a)


def list_tags(record: Tagged) -> set[str]:
    """The tags under which a record says something."""
    return {tag for tag, text in record.fields if text}

"""RefWorks' tagged files, line by line, as the same in RIS: no line is added to or taken from a record. Pure.

Tags as in RefWorks' own description of its tagged format, and in the samples of `RefWorks Tagged.js` of
github.com/zotero/translators at 18cbd41. A record has no end of its own: the next `RT` begins another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

LINE = re.compile(r"^\s{0,3}([A-Z][A-Z0-9]\d?)(?:\s+(.*))?$")
RIS = {
    "RT": "TY", "YR": "PY", "VO": "VL", "OP": "EP", "K1": "KW", "NO": "N1", "UL": "UR", "DS": "DP", "A1": "AU",
    "OL": "LA",
}  # fmt: skip
"""Tags of RefWorks -> those of RIS, where RIS has another one for the same."""
SAME = frozenset({"T1", "JF", "JO", "IS", "SP", "AB", "AN", "DO", "DB", "LA", "ST", "SN", "PB", "ID", "T2"})
OWN = frozenset(
    {
        "SR", "A2", "A3", "A4", "A5", "A6", "T3", "FD", "PP", "ED", "AV", "AD", "CL", "CN", "IP", "LK", "LL", "RD",
        "RP", "SF", "SL", "WP", "WT", "WV", "PN", "CR", "CY", "PM", "ER", "NP", "SM", "TA",
    }
)  # fmt: skip
"""Tags that a record has no place for; RIS has none of them, or one of which the same holds."""
USERS = re.compile(r"U\d{1,2}")
"""Fields for whatever a person keeps there: shown as notes, by their name."""
LOOK_AT = 200


def is_refworks(starts: Iterable[str]) -> bool:
    """Whether a line among the first begins a record as RefWorks does, and lines of its fields follow."""
    begun = False
    for line in islice(starts, LOOK_AT):
        if begun and line.strip():
            found = LINE.match(line)
            return found is not None and _is_tag(found[1])
        begun = begun or re.match(r"\s{0,3}RT\s+[A-Z]\w", line) is not None
    return False


def _is_tag(tag: str) -> bool:
    return tag in RIS or tag in SAME or tag in OWN or USERS.fullmatch(tag) is not None


def as_ris(lines: Iterable[str]) -> Iterator[str]:
    """Each line as RIS has it; an empty one before the next record, and the end of the file, close a record."""
    waiting = 0
    begun = False
    for line in lines:
        if not line.strip():
            waiting += 1
            continue
        found = LINE.match(line)
        starts = found is not None and found[1] == "RT"
        for i in range(waiting):
            yield "ER  - " if starts and begun and i == 0 else ""
        waiting = 0
        begun = begun or starts
        yield _turn(found[1], found[2] or "", line) if found and _is_tag(found[1]) else line
    if begun:
        yield "ER  - "


def _turn(tag: str, text: str, line: str) -> str:
    if USERS.fullmatch(tag):
        return f"N1  - {tag}: {text}" if text.strip() else line
    if tag == "OL":
        text = re.sub(r"\s*\(\d+\)\s*$", "", text)  # 'English (30)'
    if tag == "PM":
        return f"ID  - PMID: {text}"
    return f"{RIS.get(tag, tag)}  - {text}"

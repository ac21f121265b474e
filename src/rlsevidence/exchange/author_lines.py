"""Authors in forms that give each a line or an element of its own -> their names, also where all stand in one. Pure.

Where such a form names several people in one place it is a list, as tables have it; one person's name is never taken
apart: 'Sand, Anna, PhD' and 'Ministry of Food, Health and Trade' are one each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .author_cells import LISTED, QUOTED, are_mixed, split_in_doubt
from .author_signs import clean_listing, is_long_pair, keep_whole, may_be_two, tell_of_gap
from .people import BODY, ET_AL, GROUP, PARTICLE, SUFFIX, short_name, tell_of_cut

DEGREE = re.compile(
    r"(?:[PD]h\.?D|M\.?D|M\.?Sc|B\.?Sc|M\.?A|B\.?A|M\.?P\.?H|Dr\.?P\.?H|Pharm\.?D|R\.?N|R\.?D|D\.?O|M\.?B\.?B\.?S|F\.?R\.?C\.?P|Dr|Prof"
    r"|docent|professor)\.?",
    re.I,
)
"""What stands after one person's name and makes no second one."""


def read_lines(lines: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names in the lines of one record, as records have them; and what a person should know of them."""
    said = [" ".join(re.sub(r"(?<=\S)\t(?=\S)", "\0", line).split()).replace("\0", "\t") for line in lines]
    told = tell_of_cut(part for line in said for part in line.split(";")) or tell_of_gap(" ".join(said))
    if len(said) > 3 and all(len(line) == 1 for line in said):
        joined = "".join(said)  # a program has written a list letter by letter, and its blanks are lost
        names, _ = split_line(joined)
        shown = "; ".join(filter(None, map(short_name, names)))
        told += (f"the authors stand a letter a line; read as: {shown[:120]}, as {_count(names)}",)
        return tuple(filter(None, map(short_name, names))), told
    found: list[str] = []
    for line in said:
        names, doubtful = split_line(line)
        if len(said) == 1 == len(names) and is_long_pair(names[0]):
            names, doubtful = [keep_whole(names[0])], True
        short = [name for name in map(short_name, names) if name]
        found += short
        if doubtful:
            shown = "; ".join(short)[:120]
            told += (f"the authors {line[:80]!r} may be read in several ways; read as: {shown}, as {_count(short)}",)
    return tuple(found), told


def _count(names: Sequence[str]) -> str:
    return "one author" if len(names) == 1 else f"{len(names)} authors"


def split_line(said: str) -> tuple[list[str], bool]:
    """The names in one line, and whether it may be read otherwise too."""
    text = " ".join(said.split())
    if not LISTED.fullmatch(text):
        text = ET_AL.sub("", " ".join(clean_listing(said).split()))
    if LISTED.fullmatch(text):
        return [name for one, other in QUOTED.findall(text) if (name := (one or other).strip())], False
    if ";" in text or "|" in text:
        listed = [part for part in re.split(r"\s*[;|]\s*", text) if part]
        mixed = are_mixed(listed)
        read = [([keep_whole(p)], True) if mixed and may_be_two(p) else split_line(p) for p in listed]
        return [name for names, _ in read for name in names], any(doubt for _, doubt in read)
    pieces = [piece.strip() for piece in text.split(",")]
    if any(DEGREE.fullmatch(piece) for piece in pieces[1:]) and len(pieces) < 5:
        return [text], False
    if re.search(r"\s(?:and|och|&)\s", text):
        if not all(map(_may_be_person, _parts(text))):
            # 'Health and Care Excellence', 'Sand & Berg': one body, or nobody can tell.
            return [text], not BODY.search(text) and not any(map(GROUP.search, pieces[1:])) and len(pieces) > 1
        return split_in_doubt(text)
    if len(pieces) < 2 or (BODY.search(text) and not any(map(_ends, pieces))):
        return [text], False
    names, doubtful = split_in_doubt(text)
    if len(pieces) == 2:  # 'Sand A, Ek BC' are two; 'García Márquez, Gabriel José' is how one stands here
        return (names, False) if len(names) == 2 and not doubtful else ([text], False)
    if doubtful and len(pieces) == 3:
        return [text], not any(map(SUFFIX.fullmatch, pieces))
    return (names, doubtful) if len(names) > 1 else ([text], False)


def _parts(text: str) -> Iterator[str]:
    """What stands between the words for 'and', and the commas where each part is a whole name."""
    for part in re.split(r"\s*,?\s+(?:and|och|&)\s+", text):
        pieces = [piece.strip() for piece in part.split(",")]
        yield from pieces if all(" " in piece for piece in pieces) else [part]


def _may_be_person(part: str) -> bool:
    words = part.replace(",", " ").split()
    if BODY.search(part) or GROUP.search(part):
        return False
    named = all(word[:1].isupper() or PARTICLE.fullmatch(word) for word in words)
    return named and ("," in part or 1 < len(words) < 5)


def _ends(piece: str) -> bool:
    """Whether a piece ends with initials, so that it is a whole short name."""
    return re.search(r"\s[A-ZÅÄÖÜÉ]{1,3}$", piece) is not None

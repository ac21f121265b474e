"""MeSH as a search needs it: headings, publication types and qualifiers, each with the narrower ones. Pure.

Read from NLM's own files, which the user gives: the tree file (`mtrees<year>.bin`, 'Heading;Number'), the descriptors
and qualifiers as XML (`desc<year>.xml`, `qual<year>.xml`) or as ASCII (`d<year>.bin`, `q<year>.bin`). What is narrower
follows from the tree numbers: N02.1 lies under N02.
"""

from __future__ import annotations

import difflib
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Entry:
    """One heading or qualifier of a file. `also`: entry terms and abbreviations that lead to it."""

    name: str
    numbers: tuple[str, ...]
    also: tuple[str, ...] = ()
    is_qualifier: bool = False


@dataclass(frozen=True)
class Tree:
    """Names with their places. Every name is compared in lower case."""

    numbers: Mapping[str, tuple[str, ...]]
    also: Mapping[str, str] = field(default_factory=dict)

    def find(self, text: str) -> str | None:
        """The name that `text` is, or leads to, in lower case."""
        name = " ".join(text.lower().split())
        return name if name in self.numbers else self.also.get(name)

    def explode(self, name: str) -> frozenset[str]:
        """A name (in lower case) and all that lie under it, in any of its places."""
        found = {name}
        for number in self.numbers[name]:
            below = f"{number}."
            for place in range(bisect_left(self._order, (below, "")), len(self._order)):
                other, narrower = self._order[place]
                if not other.startswith(below):
                    break
                found.add(narrower)
        return frozenset(found)

    def like(self, text: str) -> tuple[str, ...]:
        """Names that `text` may be meant for."""
        return tuple(difflib.get_close_matches(text.lower(), self.numbers, 2, 0.8))

    @cached_property
    def _order(self) -> list[tuple[str, str]]:
        return sorted((number, name) for name, numbers in self.numbers.items() for number in numbers)


@dataclass(frozen=True)
class Mesh:
    """Headings (publication types among them) and qualifiers; None for what no file was given."""

    headings: Tree | None = None
    qualifiers: Tree | None = None


def build_mesh(entries: Iterable[Entry]) -> Mesh:
    """The trees of all entries, whatever files they come from."""
    numbers: tuple[dict[str, set[str]], dict[str, set[str]]] = ({}, {})
    also: tuple[dict[str, str], dict[str, str]] = ({}, {})
    for entry in entries:
        name = " ".join(entry.name.lower().split())
        numbers[entry.is_qualifier].setdefault(name, set()).update(entry.numbers)
        for other in entry.also:
            also[entry.is_qualifier].setdefault(" ".join(other.lower().split()), name)
    made = [
        Tree({name: tuple(sorted(places)) for name, places in found.items()}, names) if found else None
        for found, names in zip(numbers, also, strict=True)
    ]
    return Mesh(*made)


# ---------------------------------------------------------------- NLM's formats

TREE_LINE = re.compile(r"([^;]+);([A-Z]\d\d(?:\.\d{3})*)\s*")


def read_tree_lines(lines: Iterable[str]) -> Iterator[Entry | int]:
    """`mtrees<year>.bin`: a heading and one of its places a line. A line that is none comes as its number."""
    for number, line in enumerate(lines, 1):
        if match := TREE_LINE.fullmatch(line.rstrip("\r\n")):
            yield Entry(match[1], (match[2],))
        elif line.strip():
            yield number


def read_ascii_lines(lines: Iterable[str]) -> Iterator[Entry]:
    """`d<year>.bin` and `q<year>.bin`: 'MH = ...' or 'SH = ...', its places and the terms that lead to it."""
    record: dict[str, list[str]] = {}
    for line in (*lines, "*NEWRECORD"):
        if line.startswith("*NEWRECORD"):
            for tag in ("MH", "SH"):
                for name in record.get(tag, [])[:1]:
                    entries = [e.split("|")[0] for key in ("ENTRY", "PRINT ENTRY") for e in record.get(key, [])]
                    places = (*record.get("MN", []), *record.get("TN", []))
                    yield Entry(name, places, (*entries, *record.get("QA", [])), tag == "SH")
            record = {}
        else:
            tag, equals, value = line.partition(" = ")
            if equals:
                record.setdefault(tag.strip(), []).append(value.strip())


def read_xml_record(element: Any) -> Entry:
    """A DescriptorRecord or QualifierRecord of NLM's XML."""
    kind = element.tag.removesuffix("Record")
    terms = element.iterfind("ConceptList/Concept/TermList/Term")
    also = [t for term in terms for t in (term.findtext("String"), term.findtext("Abbreviation")) if t]
    name = element.findtext(f"{kind}Name/String") or ""
    places = tuple(e.text or "" for e in element.iterfind("TreeNumberList/TreeNumber"))
    return Entry(name, places, tuple(t for t in also if t != name), kind == "Qualifier")

"""Columns of a table that people head with their names, or that programs head with those of their users. Pure.

A heading alone tells no name from a subject, so a column is somebody's where the workspace knows that name, or where
the table is one of Abstrackr's, whose columns after the consensus are its reviewers'.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ..model import Person
from .decisions import Decided

ABSTRACKR_MARKS = frozenset({"(internal) id", "(source) id", "consensus"})
"""Columns by which a table of Abstrackr's is known: citation screening at Brown University, exported as CSV."""
ABSTRACKR = {"1": "include", "-1": "exclude", "0": "unsure", "maybe": "unsure"}
"""What Abstrackr has in a reviewer's column -> the decision; `o` stands where nobody has decided, `x` for conflict."""
NOT_SEEN = frozenset({"", "o"})
SIGNED = {
    **dict.fromkeys(("excluded by", "exkluderad av", "exkluderat av", "utesluten av"), "exclude"),
    **dict.fromkeys(("included by", "inkluderad av", "inkluderat av"), "include"),
}
"""Columns in which the name of a person is that person's decision."""
ASKED = re.compile(
    r"(?:is|was) (?:this|the)(?: (?:reference|study|article|citation|record|paper))? (?:relevant|eligible|included?)\b"
    r".*"
    r"|(?:relevant|eligible)\??|include this (?:reference|study|article|citation|record|paper)\??"
    r"|är (?:studien|artikeln|referensen|posten|den) relevant\??",
    re.I,
)
"""A column that asks whether a record belongs, as DistillerSR's forms do."""


def name_people(people: Sequence[Person], called: str | None) -> Mapping[str, str]:
    """What heads a person's column, in small letters -> the person's name. A first name does where one has it."""
    people = [p for p in people if not p.is_first_entry]
    first = Counter(p.name.split()[0].casefold() for p in people)
    names = {p.name.split()[0].casefold(): p.name for p in people if first[p.name.split()[0].casefold()] == 1}
    names |= {p.id.casefold(): p.name for p in people} | {p.name.casefold(): p.name for p in people}
    return {**({called.casefold(): called} if called else {}), **names}


def find_reviewers(given: Sequence[str], people: Mapping[str, str]) -> tuple[dict[int, str], bool]:
    """Number of a column -> whose it is, and whether Abstrackr wrote the table."""
    low = [name.strip().casefold() for name in given]
    if set(low) >= ABSTRACKR_MARKS:
        at = low.index("consensus")
        return {i: given[i].strip() for i in range(at, len(given)) if given[i].strip()}, True
    return {i: people[name] for i, name in enumerate(low) if name in people}, False


def read_abstrackr(column: str, by: str, cell: str) -> Decided | None:
    """The decision in a reviewer's cell; None where there is none."""
    word = ABSTRACKR.get(cell.strip().casefold())
    return Decided(word, by, None, f"{column}: {cell.strip()}") if word else None


def is_asked(names: Iterable[str]) -> bool:
    return any(ASKED.fullmatch(name.strip()) for name in names)

"""What a rule is, and the table in which all of them stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

from ..decisions import Settled, settle
from ..errors import Problem, show
from ..layout import appraisal_name, part_path
from ..model import Evidence, Frozen, Loc, Record

Found = tuple[str, Loc, str, object, str]
"""What a rule yields: path, place in the file, field, what was found, what was expected."""


SIMPLE = frozenset({str, int, float, bool, dt.date, type(None)})
"""Types of values in which no other value can stand: a walk through a review need not look into them, and most are."""


@cache
def list_fields(model: type[Frozen]) -> tuple[tuple[str, str], ...]:
    """(field, its name in files) of a model."""
    return tuple((name, info.alias or name) for name, info in model.model_fields.items())


@dataclass(frozen=True)
class Context:
    """What rules look at, with what several of them need worked out once."""

    evidence: Evidence
    today: dt.date
    stands_in: Mapping[str, str] = field(default_factory=dict)
    """Path that a rule names -> the file in which what it looks at stands, where that is another one."""

    @cached_property
    def settled(self) -> Settled:
        """What people decided."""
        return settle(self.evidence)

    @cached_property
    def people(self) -> frozenset[str]:
        return frozenset(person.id for person in self.evidence.people)

    @cached_property
    def record_rows(self) -> dict[str, int]:
        """Record id -> its row in records.jsonl, from 0."""
        return {record: row for row, record in enumerate(self.evidence.records)}

    @cached_property
    def all_records(self) -> tuple[Record, ...]:
        """Records by their row, those after all others that a link has joined to another."""
        return (*self.evidence.records.values(), *self.evidence.linked.values())

    @cached_property
    def appraised(self) -> frozenset[str]:
        return frozenset(a.study for a in self.evidence.appraisals)

    @cached_property
    def appraisal_paths(self) -> dict[str, str]:
        return {appraisal_name(a): part_path("appraisals", appraisal_name(a)) for a in self.evidence.appraisals}


@dataclass(frozen=True)
class Rule:
    """One rule: its name (which stands in every message), why it is there, and how breaches are found.

    `across`: it sets files beside each other, so it would speak of what is missing when a file could not be read.
    """

    name: str
    why: str
    breaches: Callable[[Context], Iterator[Found]]
    across: bool = False

    def find(self, context: Context) -> Iterator[Problem]:
        for named, loc, where, found, expected in self.breaches(context):
            path = context.stands_in.get(named, named)
            line = context.evidence.places.line(path, loc)
            yield Problem(
                path, line, where, self.name, found.said if isinstance(found, Said) else show(found), expected
            )


RULES: dict[str, Rule] = {}


def rule(
    name: str, why: str, *, across: bool = False
) -> Callable[[Callable[[Context], Iterator[Found]]], Callable[[Context], Iterator[Found]]]:
    """Enter a function in the table of rules; `across` as in `Rule`."""

    def enter(breaches: Callable[[Context], Iterator[Found]]) -> Callable[[Context], Iterator[Found]]:
        if name in RULES:
            raise ValueError(f"two rules are called {name}")
        RULES[name] = Rule(name, why, breaches, across)
        return breaches

    return enter


@dataclass(frozen=True)
class Said:
    """A description of what was found, as against the value itself."""

    said: str


def list_words(words: object) -> str:
    """`a, b or c`, for 'expected'."""
    items = [str(w) for w in words] if isinstance(words, (list, tuple, set, frozenset, dict)) else [str(words)]
    if isinstance(words, (set, frozenset)):
        items.sort()
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} or {items[-1]}" if items else "nothing"

"""The whole evidence folder as one frozen value, and where each part of it stands in the files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..errors import Problem
from .base import Frozen, Vocabulary
from .concepts import Concepts
from .decisions import Certainty, Person, Reading, Screening, ScreeningStop, Seal, Tag, Verification
from .document import Claim, Document, Protocol, Search, SearchRun, Sentence
from .links import Link, Unapplied
from .outside import FactCheck, HandSearch, UnreadStudy, WatchList
from .records import Record
from .seals import Remembered
from .studies import Appraisal, Study
from .tables import DoseLimits, HealthClaims, Interactions, Salts
from .topic import Topic

Loc = tuple[str | int, ...]


@dataclass(frozen=True)
class Places:
    """Line numbers: file -> path of keys -> line, counted from 1.

    Keys of a table's row start with its row number, from 0.
    """

    lines: Mapping[str, Mapping[Loc, int]] = field(default_factory=dict)

    def line(self, path: str, loc: Loc = ()) -> int:
        """The line of `loc` in `path`, or of the nearest thing that holds it; 0 when the file is not known."""
        known = self.lines.get(path)
        if known is None:
            return 0
        for length in range(len(loc), -1, -1):
            if (found := known.get(loc[:length])) is not None:
                return found
        return 1

    def reorder(self, path: str, rows: Sequence[int]) -> Places:
        """The same places, what stood in row `rows[i]` of `path` now asked for as row `i`."""
        known = self.lines.get(path)
        if known is None:
            return self
        by_row: dict[int | str, list[Loc]] = {}
        for loc in known:
            if loc:
                by_row.setdefault(loc[0], []).append(loc)
        moved = {(i, *loc[1:]): known[loc] for i, row in enumerate(rows) for loc in by_row.get(row, ())}
        return Places({**self.lines, path: {**{loc: n for loc, n in known.items() if not loc}, **moved}})


@dataclass(frozen=True)
class Draft:
    """A file that says of itself that it is not finished. Listed, never counted, and free to have empty fields.

    `field` is the part that it belongs to, `name` the name of its file, `plain` what stands in it; `missing` what it
    still lacks.
    """

    path: str
    field: str
    name: str
    plain: Mapping[str, Any]
    missing: tuple[Problem, ...]


@dataclass(frozen=True)
class Own:
    """One person's finished extraction of a study, or judgement of a claim, made alone. Kept, and counted nowhere.

    `field` is the part that it belongs to, `name` what it is about; what counts stands in the file of that name.
    """

    path: str
    field: str
    name: str
    by: str
    item: Frozen


@dataclass(frozen=True)
class Broken:
    """A file, or a row of a table, that could not be read, and why. `ids`: every id of the workspace that it names."""

    path: str
    problems: tuple[Problem, ...]
    ids: frozenset[str]


@dataclass(frozen=True)
class Evidence:
    """Everything in `evidence/`, by id and in the order of the files. Equality ignores where things stand."""

    vocabulary: Vocabulary
    topic: Topic
    protocol: Protocol
    people: tuple[Person, ...]
    documents: Mapping[str, Document]
    concepts: Concepts
    claims: Mapping[str, Claim]
    searches: Mapping[str, Search]
    runs: tuple[SearchRun, ...]
    records: Mapping[str, Record]
    studies: Mapping[str, Study]
    screening: tuple[Screening, ...]
    tags: tuple[Tag, ...]
    appraisals: tuple[Appraisal, ...]
    certainty: Mapping[str, Certainty]
    dose_limits: DoseLimits | None
    salts: Salts | None
    interactions: Interactions | None
    health_claims: HealthClaims | None
    verifications: tuple[Verification, ...] = ()
    stops: tuple[ScreeningStop, ...] = ()
    fact_checks: tuple[FactCheck, ...] = ()
    hand_searches: tuple[HandSearch, ...] = ()
    unread: Mapping[str, UnreadStudy] = field(default_factory=dict)
    watch: WatchList | None = None
    links: tuple[Link, ...] = ()
    linked: Mapping[str, Record] = field(default_factory=dict)
    """Records that are another one by a link, as they stand in the file; `records` holds what they come to together."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Id that gives way to another by a link -> the id that holds."""
    linked_on: Mapping[str, str] = field(default_factory=dict)
    """Id that gives way to another by a link -> the moment since which it does."""
    unapplied: Mapping[tuple[str, str], Unapplied] = field(default_factory=dict)
    """Pairs that are said to be one record and read apart all the same -> why."""
    absent: frozenset[str] = frozenset()
    """Ids that hold by a link and have no line of their own yet, such as a PMID that the next pull will bring."""
    written_as: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """File (`studies/ID`) that names records by ids that gave way -> id that holds -> the ids that stand there."""
    readings: tuple[Reading, ...] = ()
    """Who wrote, read or signed off which text, and what it rested on then."""
    seals: tuple[Seal, ...] = ()
    """Which rows of `readings` the program put down, so that one that is gone is missed."""
    remembered: Remembered = field(default_factory=Remembered, compare=False, repr=False)
    """What git has of both, so that tables that are gone or were replaced are missed as well."""
    drafts: tuple[Draft, ...] = ()
    own: tuple[Own, ...] = ()
    broken: tuple[Broken, ...] = ()
    places: Places = field(default_factory=Places, compare=False, repr=False)

    @property
    def sentences(self) -> Iterator[tuple[Document, Sentence]]:
        """Every sentence of every document, with its document, in the order of the topic."""
        return ((document, sentence) for document in self.documents.values() for sentence in document.sentences)

    def resolve_id(self, record: str) -> str:
        """The id under which a record is read: its own, or the one that holds by a link."""
        return self.aliases.get(record, record)

    @cached_property
    def claim_titles(self) -> Mapping[str, str]:
        """Claim id -> its title in every language: the words by which people know it."""
        return {name: " ".join(claim.title.texts.values()) for name, claim in self.claims.items()}

    @cached_property
    def study_labels(self) -> Mapping[str, str]:
        """Study id -> its label."""
        return {name: study.label for name, study in self.studies.items()}

    @cached_property
    def record_titles(self) -> Mapping[str, str]:
        """Record id -> its title."""
        return {name: record.title for name, record in self.records.items()}

    @cached_property
    def study_of(self) -> Mapping[str, str]:
        """Record id -> id of the study it is a report of."""
        return {record: study.id for study in self.studies.values() for record in study.reports}

"""The whole evidence folder as one frozen value, and where each part of it stands in the files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import Problem
from .base import Frozen, Vocabulary
from .concepts import Concepts
from .decisions import Certainty, Person, Reading, Screening, Tag
from .document import Claim, Document, Protocol, Search, SearchRun, Sentence
from .records import Record
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
    readings: tuple[Reading, ...] = ()
    """Who wrote, read or signed off which text, and what it rested on then."""
    drafts: tuple[Draft, ...] = ()
    own: tuple[Own, ...] = ()
    broken: tuple[Broken, ...] = ()
    places: Places = field(default_factory=Places, compare=False, repr=False)

    @property
    def sentences(self) -> Iterator[tuple[Document, Sentence]]:
        """Every sentence of every document, with its document, in the order of the topic."""
        return ((document, sentence) for document in self.documents.values() for sentence in document.sentences)

    @property
    def study_of(self) -> Mapping[str, str]:
        """Record id -> id of the study it is a report of."""
        return {record: study.id for study in self.studies.values() for record in study.reports}

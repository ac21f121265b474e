"""The shapes of what programs read from the site, from which its JSON Schemas are made. Keys are only ever added."""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict

Texts = dict[str, str]
"""Language code -> text."""


class StudyInClaimShape(TypedDict):
    """One study beside one claim; `counted` with the reason, whichever way it went."""

    id: str
    label: str
    design: str
    stance: str | None
    directness: str | None
    counted: bool
    why: str
    n: int | None
    in_body: bool
    risk_of_bias: str | None
    read: str
    year: int | None


class WordingShape(TypedDict):
    """One sentence of a document that asserts the claim."""

    document: str
    at: str
    strength: str
    cue: str
    gap: str


class WaitingShape(TypedDict):
    """What waits for a person: numbers of records or of studies."""

    unscreened: int
    unchecked: int
    full_text: int
    conflicts: int


class ClaimShape(TypedDict):
    """One claim: how certain, what the studies say, what may be printed; the same as `show --format json`."""

    claim: str
    kind: str
    title: Texts
    as_of: str
    certainty: str | None
    basis: str | None
    direction: str | None
    studies: list[StudyInClaimShape]
    wording: list[WordingShape]
    allowed_wording: str | None
    gap: str
    waiting: WaitingShape
    last_search: str | None
    sentence: dict[str, str | None]


class FaultShape(TypedDict):
    """A box of the flow that does not add up."""

    box: str
    found: int
    expected: int
    ids: list[str]


class FlowShape(TypedDict):
    """The PRISMA flow: the ids in each box (studies where its name begins so, else records), and what is wrong."""

    boxes: dict[str, list[str]]
    not_searched: list[str]
    faults: list[FaultShape]


class ColumnShape(TypedDict):
    """A column of a table: its name for programs and for readers."""

    key: str
    title: str


class NoteShape(TypedDict):
    """A footnote; `language` where it is not that of the table."""

    mark: str
    text: str
    language: str | None


class ReferenceShape(TypedDict):
    """An entry of a bibliography, with the key by which the table names it."""

    record: str
    key: str
    text: str


class TableShape(TypedDict):
    """A table for a paper; cells hold text, marks of footnotes and the ids of what they speak of."""

    name: str
    language: str
    title: str
    about: str
    columns: list[ColumnShape]
    rows: list[dict[str, dict[str, Any]]]
    notes: list[NoteShape]
    remarks: list[str]
    references: list[ReferenceShape]


class PieceShape(TypedDict):
    """A part of a paragraph; `target`: what its number is counted in."""

    text: str
    target: str | None


class ParagraphShape(TypedDict):
    """A drafted paragraph; a person must read and finish it."""

    section: str
    language: str
    pieces: list[PieceShape]


class EntryShape(TypedDict):
    """One file: where it stands, what it holds, its schema."""

    path: str
    holds: str
    schema: str


class IndexShape(TypedDict):
    """What there is, on which day it was made, by which version of the program."""

    made_on: str
    version: str
    files: list[EntryShape]

"""The quote a decision rests on, kept as a place and a hash: `[abstract/2:10-80 @3fa9c1d2e4b50718]` in the note. Pure.

No text of a publisher is kept. When PubMed's text changes, its hash does too, and the quote has to be found again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..model import Record, Tag

_ANCHOR = re.compile(r"\[(?P<field>abstract/\d+):(?P<start>\d+)-(?P<end>\d+) @(?P<hash>[0-9a-f]{16})\]")
HASH_LENGTH = 16
"""Hexadecimal digits of the abstract's SHA-256 that are kept: enough to tell two versions of one text apart."""


@dataclass(frozen=True)
class Anchor:
    """A span in one section of an abstract, in code points, and the beginning of the abstract's SHA-256."""

    field: str
    start: int
    end: int
    abstract: str

    def __str__(self) -> str:
        return f"[{self.field}:{self.start}-{self.end} @{self.abstract}]"


@dataclass(frozen=True)
class BrokenAnchor:
    """A decision whose quote stands in a text that has changed since, or is gone."""

    tag: Tag
    anchor: Anchor
    why: str


def make_anchor(field: str, start: int, end: int, abstract_sha256: str) -> Anchor:
    return Anchor(field, start, end, abstract_sha256[:HASH_LENGTH])


def find_anchor(note: str) -> Anchor | None:
    """The anchor that a note carries; None when it carries none."""
    match = _ANCHOR.search(note)
    if match is None:
        return None
    return Anchor(match["field"], int(match["start"]), int(match["end"]), match["hash"])


def drop_anchor(note: str) -> str:
    """The note as a person wrote it."""
    return " ".join(_ANCHOR.sub(" ", note).split())


def find_broken_anchors(tags: Iterable[Tag], records: Mapping[str, Record]) -> Iterator[BrokenAnchor]:
    """The decisions whose quote no longer stands where they say; tags are those that hold."""
    for tag in tags:
        anchor = find_anchor(tag.note)
        record = records.get(tag.record)
        if anchor is None or record is None:
            continue
        if record.abstract_sha256 is None:
            yield BrokenAnchor(tag, anchor, "the record has no abstract now")
        elif not record.abstract_sha256.startswith(anchor.abstract):
            yield BrokenAnchor(tag, anchor, "PubMed's text has changed since")

"""What a pull from a database cannot bring: look-ups by hand, studies that are known and unread, and what is watched.

None of it is counted. It is shown, asked for and tried.
"""

from __future__ import annotations

from typing import Annotated

from .base import (
    CHECKED,
    WATCHED,
    Day,
    Flag,
    Frozen,
    Int,
    Multilingual,
    Prose,
    RecordId,
    Slug,
    Text,
    WebAddress,
    Word,
    read_prose,
)
from .base import Field as _Field


class HandSearch(Frozen):
    """One look-up by hand: when, where, in which words, and what it brought. PRISMA counts it among other methods."""

    asked_on: Day
    where: Text
    query: Text
    brought: Text
    by: Slug


class FactCheck(Frozen):
    """One fact of the evidence, looked up again on public pages by somebody who read the page before the file.

    `field` is a path in the study or table that `about` names; `outcome`: agreed, differs or not-found.
    """

    about: Text
    field: Text
    here: Text
    found: str
    outcome: Annotated[str, _Field(pattern=CHECKED)]
    where: str
    checked_on: Day
    by: Slug


class UnreadStudy(Frozen):
    """A study that a review or a page tells of and nobody here has read. Never counted.

    `said` is what is told of its result, as a word of direction; `unseen` what must be seen before it can be entered.
    """

    id: Slug
    what: Multilingual
    claims: Annotated[tuple[Slug, ...], _Field(min_length=1)]
    design: Annotated[str, Word("design")]
    n: Annotated[Int, _Field(ge=0)] | None
    directness: Annotated[str, Word("directness")]
    indirect_because: tuple[Annotated[str, Word("indirect_because")], ...] = ()
    said: Annotated[str, Word("direction")]
    told_by: Annotated[tuple[Text, ...], _Field(min_length=1)]
    """Records of records.jsonl, or addresses, that tell of it."""
    seen_on: Day
    unseen: Annotated[tuple[Prose, ...], _Field(min_length=1)]
    entered_by: Slug
    draft: Flag = False
    title: Text | None = None
    """Its title, when that has been seen; every pull's strategies are held against it, and a library finds it by it."""

    def tell_unseen(self, language: str) -> str:
        """What must be seen, in `language` or the first that it stands in."""
        return ", ".join(read_prose(text, language) for text in self.unseen)


class Watched(Frozen):
    """One statement outside PubMed on which something here rests: what it says, where, and when that was last seen.

    `months`: after how many it is to be looked at again; `version` of the source, null when it shows none. A null
    `seen_on` means that only a copy or a text about it has been seen.
    """

    id: Slug
    what: Multilingual
    kind: Annotated[str, _Field(pattern=WATCHED)]
    claims: tuple[Slug, ...]
    expected: Text
    where: WebAddress
    version: Text | None
    seen_on: Day | None
    months: Annotated[Int, _Field(ge=1)]
    records: tuple[RecordId, ...] = ()
    """Records that it would change: a label that sentences rest on, or the source of rows of limits."""


class WatchList(Frozen):
    """What PubMed lacks and is watched by hand."""

    watched: tuple[Watched, ...]

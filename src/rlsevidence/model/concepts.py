"""What records may speak of, and what a record must speak of to concern a claim."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from .base import Field as _Field
from .base import Flag, Frozen, Slug, Text, Word

WAY = r"^(increase|decrease)$"


class Concept(Frozen):
    """Something that a record may speak of: MeSH headings (`Heading` or `Heading/qualifier`), and words.

    A term is a regular expression over whole words, in any case unless it is an abbreviation of at most four capitals.
    `lay`: how articles for readers say it, in any language; only the audit of a document reads it.
    `broad`: a source on a whole topic, which may speak to a claim that its title does not name; it is proposed last.
    """

    mesh: tuple[Text, ...]
    terms: Annotated[tuple[Text, ...], _Field(min_length=1)]
    why: Text
    broad: Flag = False
    lay: tuple[Text, ...] = ()


class TrialForm(Frozen):
    """A claim in the form of a trial: who is set against whom, what is measured, and which direction supports it."""

    treated: Text
    compared: Text
    outcome: Text
    supports: Annotated[str, _Field(pattern=WAY)]


class Concerns(Frozen):
    """What a record must speak of to concern a claim: of each group under `all`, at least one concept.

    `direct`: concept -> the part of the question that differs where a record does not speak of it. `reads` is absent
    where a claim has no such form.
    """

    all: Annotated[tuple[Annotated[tuple[Slug, ...], _Field(min_length=1)], ...], _Field(min_length=1)]
    direct: Mapping[Slug, Annotated[str, Word("indirect_because")]] = _Field(default_factory=dict)
    reads: TrialForm | None = None


Concepts = Mapping[str, Concept]
"""Concept -> how it is recognised, in the order of the file."""

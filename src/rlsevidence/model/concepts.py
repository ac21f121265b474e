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
    """MeSH headings, or Heading/qualifier."""
    terms: Annotated[tuple[Text, ...], _Field(min_length=1)]
    """Regular expressions over whole words, as titles and abstracts say it."""
    why: Text
    """Why these terms, and which were left out."""
    broad: Flag = False
    """true for a source on a whole topic, which may speak to a claim without naming it; absent otherwise."""
    lay: tuple[Text, ...] = ()
    """How articles for readers say it, in any language; only the audit of a document reads it."""


class TrialForm(Frozen):
    """A claim in the form of a trial: who is set against whom, what is measured, and which direction supports it."""

    treated: Text
    """what one group gets"""
    compared: Text
    """what the other gets"""
    outcome: Text
    """what is measured"""
    supports: Annotated[str, _Field(pattern=WAY)]
    """which direction of the outcome supports the claim: increase or decrease"""


class Concerns(Frozen):
    """What a record must speak of to concern a claim: of each group under `all`, at least one concept.

    `direct`: concept -> the part of the question that differs where a record does not speak of it. `reads` is absent
    where a claim has no such form.
    """

    all: Annotated[tuple[Annotated[tuple[Slug, ...], _Field(min_length=1)], ...], _Field(min_length=1)]
    """Groups of concepts of concepts.yaml: a record must speak of at least one concept of each group."""
    direct: Mapping[Slug, Annotated[str, Word("indirect_because")]] = _Field(default_factory=dict)
    """Concept -> the part of the question that differs in a record that does not speak of it."""
    reads: TrialForm | None = None
    """The claim in the form of a trial, where it has one; it lets the program read which way an outcome went."""


Concepts = Mapping[str, Concept]
"""Concept -> how it is recognised, in the order of the file."""

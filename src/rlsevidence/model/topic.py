"""What a workspace is about: the one file from which code, pages and notebooks learn their topic."""

from __future__ import annotations

from typing import Annotated

from .base import LANGUAGE, Frozen, Multilingual, Slug, Text, Word
from .base import Field as _Field

LanguageCode = Annotated[str, _Field(pattern=LANGUAGE)]


class Exposure(Frozen):
    """What is taken, done or met with: the 'intervention or exposure' of the question.

    `concept` is the concept of concepts.yaml by which a record is known to speak of it.
    """

    word: Annotated[str, Word("compound")]
    """Its word in vocabulary.yaml, under compound."""
    name: Multilingual
    """Its name in a sentence, in each language."""
    concept: Slug
    """Its concept in concepts.yaml."""


class Condition(Frozen):
    """The state of health that the exposure is said to change. `short` is how a table or a title calls it."""

    word: Annotated[str, Word("condition")]
    """Its word in vocabulary.yaml, under condition."""
    name: Multilingual
    """Its name in a sentence, in each language."""
    short: Multilingual
    """Its name in a table or a title, such as an abbreviation."""
    concept: Slug
    """Its concept in concepts.yaml."""


class Substance(Frozen):
    """What the optional tables of amounts count, where the exposure is a substance with amounts that can be converted.

    `symbol` is the element of `atomic_weights` in salts.yaml; `unit` the unit in which amounts are compared, a day.
    `also_called` are further spellings of the substance itself on packs and in articles.
    """

    name: Multilingual
    symbol: Text
    unit: Text
    also_called: tuple[Text, ...] = ()
    forms: tuple[Text, ...] = ()
    """Regular expressions for what stands behind the name where a form of it is meant, as abstracts print them."""


class OutcomeWords(Frozen):
    """Regular expressions for the topic's own outcomes, beside those that hold for any: which way is better."""

    lower: tuple[Text, ...] = ()
    higher: tuple[Text, ...] = ()


class Topic(Frozen):
    """What the workspace is about. `languages`: those of its pages, the first one first; `documents`: their order."""

    title: Multilingual
    """The title of the pages."""
    short: Multilingual
    """What the workspace is about, in a few words within a sentence."""
    question: Multilingual
    """The question at the top of the start page."""
    lead: Multilingual
    """The sentences under that question: who says what, and what is done about it here."""
    languages: Annotated[tuple[LanguageCode, ...], _Field(min_length=1)]
    """The languages of the pages, by code; the first one is opened first."""
    exposure: Exposure
    """What is taken, done or met with."""
    condition: Condition
    """The state of health that it is said to change."""
    jurisdictions: tuple[Text, ...]
    """Whose authorities come first, such as Sweden: home before the others."""
    licence: Text | None = None
    """Under which the evidence may be used, by its SPDX name such as CC-BY-4.0; null where nobody has decided."""
    documents: tuple[Slug, ...]
    """The documents of documents/, in the order of the pages."""
    substance: Substance | None = None
    """What the tables of amounts count, where there are any (dose-limits.yaml, salts.yaml); null where none are."""
    better: OutcomeWords = OutcomeWords()

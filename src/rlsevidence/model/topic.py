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
    name: Multilingual
    concept: Slug


class Condition(Frozen):
    """The state of health that the exposure is said to change. `short` is how a table or a title calls it."""

    word: Annotated[str, Word("condition")]
    name: Multilingual
    short: Multilingual
    concept: Slug


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
    short: Multilingual
    question: Multilingual
    lead: Multilingual
    languages: Annotated[tuple[LanguageCode, ...], _Field(min_length=1)]
    exposure: Exposure
    condition: Condition
    jurisdictions: tuple[Text, ...]
    documents: tuple[Slug, ...]
    substance: Substance | None = None
    better: OutcomeWords = OutcomeWords()

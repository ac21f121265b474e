"""The question side: claims, the document that makes them, search strategies and the protocol."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from .base import (
    AT,
    LANGUAGE,
    OUTCOME,
    Day,
    Flag,
    Frozen,
    Int,
    Json,
    Moment,
    Multilingual,
    RecordId,
    Sha256,
    Slug,
    Text,
    Word,
)
from .base import Field as _Field
from .concepts import Concerns

GRADED_KINDS = frozenset({"effect", "association"})
"""Kinds of claim that must carry GRADE."""
GRADABLE_KINDS = GRADED_KINDS | {"harm"}
"""Kinds that may carry GRADE: harms are graded where there is a body of studies, else they carry a basis."""


class Pico(Frozen):
    """The question in the field's form: population, intervention or exposure, comparator, outcome."""

    population: Text
    intervention: Text | None = None
    exposure: Text | None = None
    comparator: Text
    outcome: Text


class Claim(Frozen):
    """One checkable proposition. It holds no verdict: that is computed from the evidence.

    `concerns` says which records speak to it; without it that is read from the question.
    """

    id: Slug
    kind: Annotated[str, Word("claim_kind")]
    title: Multilingual
    statement: Multilingual
    pico: Pico | None = None
    status: Annotated[str, Word("claim_status")]
    concerns: Concerns | None = None
    headline: Flag = False
    notes: tuple[Text, ...] = ()
    draft: Flag = False


class ClaimInSentence(Frozen):
    """That a sentence asserts a claim, how strongly, and at most four printed words by which the place is known."""

    claim: Slug
    wording: Annotated[str, Word("wording")]
    cue: Text


class Defect(Frozen):
    """A translation defect: at most four printed words, what they should mean, and why that is so."""

    printed: Text
    meant: Text
    why: Multilingual | Text


class Verdict(Frozen):
    """An editor's verdict on one sentence, with the wording that may be printed instead."""

    word: Annotated[str, Word("verdict_word")]
    why: Multilingual
    suggest: Multilingual | None


class Sentence(Frozen):
    """One sentence of the document, paraphrased. `at` is paragraph.sentence, counted from 1."""

    at: Annotated[str, _Field(pattern=AT)]
    says: Multilingual
    fingerprint: Sha256
    terms: Annotated[tuple[Text, ...], _Field(min_length=1)]
    kind: Annotated[str, Word("sentence_kind")]
    claims: tuple[ClaimInSentence, ...]
    defects: tuple[Defect, ...]
    verdict: Verdict | None
    note: Text | None = None


class Document(Frozen):
    """One document under review, sentence by sentence; the printed text is not kept."""

    id: Slug
    title: Text
    language: Annotated[str, _Field(pattern=LANGUAGE)]
    sentences: tuple[Sentence, ...]
    draft: Flag = False


class SearchBlock(Frozen):
    """One concept of a strategy: its terms are joined with OR, the blocks with AND."""

    concept: Text
    terms: Annotated[tuple[Text, ...], _Field(min_length=1)]
    why: Text


class Search(Frozen):
    """A search strategy. `default` searches run with every pull; the others when they are asked for by name.

    `first_pass` is a limit added to the query the first time, for strategies that would bring thousands.
    """

    id: Slug
    title: Text
    source: Annotated[str, Word("search_source")]
    purpose: Text
    claims: tuple[Slug, ...]
    default: Flag
    interval_months: Annotated[Int, _Field(ge=1)]
    query: Text
    first_pass: Text | None = None
    broad_query: Text | None = None
    broad_why: Text | None = None
    wanted: tuple[Text, ...] = ()
    blocks: tuple[SearchBlock, ...]
    limits: Text
    known_items: tuple[RecordId, ...]
    rationale: Text
    status: Text
    written_by: Slug
    peer_reviewed_by: Slug | None


class ProtocolOutcome(Frozen):
    """An outcome of the protocol, with the smallest change that matters to people, or why none is set."""

    outcome: Annotated[str, Word("outcome")]
    in_words: Text
    measures: tuple[Text, ...]
    better: Text
    smallest_change_that_matters: Text | Int | Annotated[float, _Field(strict=True)]
    why: Text


class ProtocolChange(Frozen):
    """A change of method, with its date."""

    on: Day
    what: Text


class Protocol(Frozen):
    """The method of the review. The long prose parts are kept as written; the program reads what it computes with."""

    title: Text
    version: Text
    dated: Day
    registered: Text | None
    question: Multilingual
    headline_claims: tuple[Slug, ...]
    eligibility: Mapping[str, Json]
    information_sources: Mapping[str, Json]
    outcomes: tuple[ProtocolOutcome, ...]
    selection_and_extraction: Mapping[str, Json]
    appraisal_tools: Mapping[str, Text]
    synthesis: Mapping[str, Text]
    certainty: Mapping[str, Text]
    wording: Mapping[str, Json]
    verdict_rule: tuple[Text, ...]
    living: Mapping[str, Text]
    changes: tuple[ProtocolChange, ...]


class SearchRun(Frozen):
    """One line of the ledger of searches: what was asked, when, and what came back. Append-only.

    `gained` and `lost` hold record ids with a word for why; the retrieval code documents those words.
    """

    run: Text
    search: Slug
    at: Moment
    outcome: Annotated[str, _Field(pattern=OUTCOME)]
    query_sha256: Sha256
    translation: str | None
    warnings: tuple[str, ...]
    count: Int | None
    fetched: Int | None
    gained: Mapping[str, Json]
    lost: Mapping[str, Json]
    tools: Mapping[str, str]
    why_failed: str | None = None
    notes: Mapping[str, Json] | None = None

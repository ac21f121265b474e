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
    Prose,
    RecordId,
    Sha256,
    Slug,
    Text,
    Word,
)
from .base import Field as _Field
from .concepts import Concerns
from .phrases import Phrases

GRADED_KINDS = frozenset({"effect", "association"})
"""Kinds of claim that must carry GRADE."""
GRADABLE_KINDS = GRADED_KINDS | {"harm"}
"""Kinds that may carry GRADE: harms are graded where there is a body of studies, else they carry a basis."""


class Pico(Frozen):
    """The question in the field's form: population, intervention or exposure, comparator, outcome."""

    population: Text
    """In whom."""
    intervention: Text | None = None
    """What is given, for claims on an effect or a harm."""
    exposure: Text | None = None
    """What is met with, where nothing is given; in place of intervention."""
    comparator: Text
    """Beside what: placebo, another treatment, those without it."""
    outcome: Text
    """What is measured or felt."""


class Claim(Frozen):
    """One checkable proposition. It holds no verdict: that is computed from the evidence.

    `concerns` says which records speak to it; without it that is read from the question.
    """

    id: Slug
    """As the file is named."""
    kind: Annotated[str, Word("claim_kind")]
    """What sort of claim it is; it decides what is asked of the evidence."""
    title: Multilingual
    """A few words, in each language of the workspace."""
    statement: Multilingual
    """One proposition that can be checked, in each language, without any verdict and as the document means it."""
    pico: Pico | None = None
    """The question in the field's form, for effects, associations and harms; absent for other kinds."""
    status: Annotated[str, Word("claim_status")]
    """Whether it is under review."""
    concerns: Concerns | None = None
    """Which records speak to it. Tune it to find rather than to be sure: a person decides afterwards."""
    phrases: Phrases | None = None
    """What a printable sentence on it is made of, in each language; without them none is offered."""
    headline: Flag = False
    """true where it is one of those that the start page answers; absent otherwise."""
    notes: tuple[Prose, ...] = ()
    """What a reader of the file should know."""
    draft: Flag = False
    """true until the file is finished; it is counted nowhere until then. `rlsevidence finish` takes it away."""


class ClaimInSentence(Frozen):
    """That a sentence asserts a claim, how strongly, and at most four printed words by which the place is known."""

    claim: Slug
    """Id of claims/."""
    wording: Annotated[str, Word("wording")]
    """How firmly the sentence speaks."""
    cue: Text
    """At most four printed words by which the place is known."""


class Defect(Frozen):
    """A translation defect: at most four printed words, what they should mean, and why that is so.

    `meant` in one text is in the language of the document.
    """

    printed: Text
    meant: Prose
    why: Prose


class Verdict(Frozen):
    """An editor's verdict on one sentence, with the wording that may be printed instead."""

    word: Annotated[str, Word("verdict_word")]
    why: Multilingual
    suggest: Multilingual | None
    decided_by: Slug | None = None
    decided_on: Day | None = None


class Sentence(Frozen):
    """One sentence of the document, paraphrased. `at` is paragraph.sentence, counted from 1."""

    at: Annotated[str, _Field(pattern=AT)]
    """paragraph.sentence, counted from 1"""
    says: Multilingual
    """a paraphrase in each language of the workspace, in your own words"""
    fingerprint: Sha256
    """computed by the program from the printed sentence"""
    terms: Annotated[tuple[Text, ...], _Field(min_length=1)]
    """single printed words by which it is known again once it has been edited"""
    kind: Annotated[str, Word("sentence_kind")]
    """what the sentence does, a word of vocabulary.yaml (sentence_kind)"""
    claims: tuple[ClaimInSentence, ...]
    """what it asserts: {claim: id, wording: a word, cue: at most four printed words}"""
    defects: tuple[Defect, ...]
    """errors of translation: {printed: at most four words, meant: what they should say, why: the reason}"""
    verdict: Verdict | None
    """an editor's verdict: {word: a word of vocabulary.yaml, why: the reason, suggest: what may be printed}"""
    note: Text | None = None
    """what a reader of the file should know"""


class Document(Frozen):
    """One document under review, sentence by sentence; the printed text is not kept."""

    id: Slug
    """As the file is named."""
    title: Prose
    """Its own title, or what it is called; in each language of the workspace where it is a description."""
    language: Annotated[str, _Field(pattern=LANGUAGE)]
    """The code of the language that it is printed in, such as sv."""
    sentences: tuple[Sentence, ...]
    """In the order of the document."""
    draft: Flag = False
    """true until every sentence has been read; `rlsevidence finish` takes it away then."""


class SearchBlock(Frozen):
    """One concept of a strategy: its terms are joined with OR, the blocks with AND."""

    concept: Text
    """what the block is about"""
    terms: Annotated[tuple[Text, ...], _Field(min_length=1)]
    """each as PubMed takes it: '"Heading"[Mesh]', 'word[tiab]', '"two words"[tiab]'"""
    why: Text
    """why these terms, and which were left out"""


class Search(Frozen):
    """A search strategy. `default` searches run with every pull; the others when they are asked for by name.

    `first_pass` is a limit added to the query the first time, for strategies that would bring thousands.
    """

    id: Slug
    """As the file is named."""
    title: Prose
    """What it looks for, in a few words."""
    source: Annotated[str, Word("search_source")]
    """The database."""
    purpose: Prose
    """Which studies it is to find."""
    claims: tuple[Slug, ...]
    """The claims it serves: ids of claims/."""
    default: Flag
    """true: every pull runs it; false: only when it is asked for by name."""
    interval_months: Annotated[Int, _Field(ge=1)]
    """After how many months it is due again."""
    query: Text
    """What is asked, in the database's language: the blocks joined with AND, the terms of each with OR; limits last."""
    first_pass: Text | None = None
    """A limit added to the query the first time, for a search that would bring thousands."""
    broad_query: Text | None = None
    """A wider query, run now and then to see what the narrow one misses."""
    broad_why: Text | None = None
    """What the wider query is for, and how often it is run."""
    wanted: tuple[Text, ...] = ()
    """Studies known of and not found yet."""
    blocks: tuple[SearchBlock, ...]
    """One concept of the question a block: MeSH headings and free words."""
    limits: Text
    """What narrows it, such as a design or a language, and why; 'None.' where nothing does."""
    known_items: tuple[RecordId, ...]
    """Records of records.jsonl that it must find, or it is wrong."""
    rationale: Text
    """Why it is built so: for recall, or for precision."""
    status: Text
    """Where it stands, such as 'written, not yet run'."""
    written_by: Slug
    """Who wrote it: an id of people.tsv."""
    peer_reviewed_by: Slug | None
    """Who else has read it: an id of people.tsv; null until somebody has."""
    draft: Flag = False
    """true until it is written: listed, never run. Take the line away then."""

    @property
    def brings_records(self) -> bool:
        """Whether it can find records; Crossref is asked about those that are here."""
        return self.source != "crossref"

    @property
    def follows_citations(self) -> bool:
        """Whether it goes from studies to what cites them or they cite, and searches no database by words."""
        return self.source == "openalex"


class ProtocolOutcome(Frozen):
    """An outcome of the protocol, with the smallest change that matters to people, or why none is set."""

    outcome: Annotated[str, Word("outcome")]
    """a word of vocabulary.yaml"""
    in_words: Text
    """what it is, for a reader"""
    measures: tuple[Text, ...]
    """scales and counts that measure it"""
    better: Text
    """lower, higher, none, or in words"""
    smallest_change_that_matters: Text | Int | Annotated[float, _Field(strict=True)]
    """a number with a source, or 'not established here'"""
    why: Text
    """the source of that, or why there is none"""


class ProtocolChange(Frozen):
    """A change of method, with its date."""

    on: Day
    what: Text


class ReportTexts(Frozen):
    """What a report of the review needs and only people can write. Each stands in the report and in its checklist."""

    abstract: Multilingual | None = None
    rationale: Multilingual | None = None
    citation_searching: Multilingual | None = None
    contacts: Multilingual | None = None
    filters: Multilingual | None = None
    prior_work: Multilingual | None = None
    heterogeneity: Multilingual | None = None
    interpretation: Multilingual | None = None
    limits_of_evidence: Multilingual | None = None
    limits_of_review: Multilingual | None = None
    limits_of_synthesis: Multilingual | None = None
    implications: Multilingual | None = None
    support: Multilingual | None = None


class Protocol(Frozen):
    """The method of the review. The long prose parts are kept as written; the program reads what it computes with."""

    title: Text
    """The title of the review."""
    version: Text
    """In quotation marks; a change of method gets a new one, and a line under changes."""
    dated: Day
    """The day of this version."""
    registered: Text | None
    """Where the protocol is registered, such as PROSPERO with its number; null where it is not."""
    question: Multilingual
    """The question of the whole review, in each language."""
    headline_claims: tuple[Slug, ...]
    """The claims that readers care most about: shown first, searched most often. They say headline: true themselves."""
    eligibility: Mapping[str, Json]
    """Which studies are let in, group of claims by group of claims, decided before they are read."""
    information_sources: Mapping[str, Json]
    """Where studies are looked for. strategies: ids of searches/."""
    outcomes: tuple[ProtocolOutcome, ...]
    """What is measured, most important first."""
    selection_and_extraction: Mapping[str, Json]
    """Who screens, tags and enters numbers, and how disagreement is settled."""
    appraisal_tools: Mapping[str, Text]
    """Risk of bias: the tool for each design. check asks for the tool that stands here."""
    synthesis: Mapping[str, Text]
    """How studies are put together."""
    certainty: Mapping[str, Text]
    """How sure one may be of the whole."""
    wording: Mapping[str, Json]
    """Which words each degree of certainty allows."""
    verdict_rule: tuple[Text, ...]
    """When a sentence gets which verdict."""
    living: Mapping[str, Text]
    """How the review is kept current, and when it ends."""
    changes: tuple[ProtocolChange, ...]
    """Changes of method: {on: a date, what: what was changed and why}."""
    report: ReportTexts | None = None
    """Texts of the report that only people can write, each in one or more languages."""


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

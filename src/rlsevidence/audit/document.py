"""The document, sentence by sentence, beside what the evidence allows.

Pure: people's verdicts are shown, not made here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..judgement.claim_summary import ClaimSummary, restrict_to_document
from ..judgement.kept_back import find_kept_back
from ..judgement.wording import RANK, summarise_gap
from ..model import Document, Sentence

CHANGE_FIRST = ("contradicted", "unsupported", "overstated")
"""Verdicts that need another wording before the sentence is printed again, gravest first."""


@dataclass(frozen=True)
class ClaimWeighed:
    """One claim in one sentence: how firmly it is worded, what the evidence allows, and the gap between them."""

    summary: ClaimSummary
    wording: str
    cue: str
    gap: str


@dataclass(frozen=True)
class SentenceWeighed:
    """One sentence with its claims weighed. `list_missing`: it announces a list that is not there."""

    sentence: Sentence
    claims: tuple[ClaimWeighed, ...]
    gap: str
    list_missing: bool
    document: str = ""
    """Id of the document that it stands in."""

    @property
    def verdict_word(self) -> str | None:
        return self.sentence.verdict.word if self.sentence.verdict else None

    @property
    def keeps_back(self) -> str | None:
        """Why no wording is shown; see `ClaimSummary.keeps_back`."""
        return find_kept_back(self.document, self.sentence, {c.summary.claim.id: c.summary for c in self.claims})

    @property
    def waits(self) -> bool:
        """Whether a judgement that the verdict was given with does not count yet."""
        return any(c.summary.waits for c in self.claims)

    @property
    def is_reported(self) -> bool:
        """Whether it says that a study showed something: then the attribution must be right as well."""
        return any(c.wording == "reported" for c in self.claims)


@dataclass(frozen=True)
class Difference:
    """A claim that the document words cautiously in one place and as certain in another."""

    summary: ClaimSummary
    places: tuple[tuple[str, str], ...]
    """(sentence, wording), in the order of the document."""


@dataclass(frozen=True)
class DocumentWeighed:
    sentences: tuple[SentenceWeighed, ...]
    differences: tuple[Difference, ...]
    verdicts: Mapping[str, int]

    @property
    def paragraphs(self) -> Mapping[int, tuple[SentenceWeighed, ...]]:
        """Paragraph number -> its sentences, in order."""
        found: dict[int, list[SentenceWeighed]] = {}
        for item in self.sentences:
            found.setdefault(int(item.sentence.at.partition(".")[0]), []).append(item)
        return {number: tuple(items) for number, items in found.items()}

    @property
    def change_first(self) -> tuple[SentenceWeighed, ...]:
        return tuple(s for s in self.sentences if s.verdict_word in CHANGE_FIRST)

    @property
    def missing_lists(self) -> tuple[SentenceWeighed, ...]:
        return tuple(s for s in self.sentences if s.list_missing)


def weigh_document(document: Document, summaries: Iterable[ClaimSummary]) -> DocumentWeighed:
    """Every sentence of `document` beside the summaries of the claims it makes; a claim without one is left out."""
    by_claim = {s.claim.id: restrict_to_document(s, document.id) for s in summaries}
    sentences = []
    for sentence in document.sentences:
        claims = tuple(
            ClaimWeighed(
                by_claim[c.claim], c.wording, c.cue, _find_gap(by_claim[c.claim], document.id, sentence.at, c.wording)
            )
            for c in sentence.claims
            if c.claim in by_claim
        )
        gap = summarise_gap(c.gap for c in claims)
        leads = sentence.kind == "list-lead-in"
        sentences.append(SentenceWeighed(sentence, claims, gap, leads, document.id))
    counts = Counter(s.verdict_word for s in sentences if s.verdict_word)
    return DocumentWeighed(tuple(sentences), tuple(_find_differences(sentences)), dict(sorted(counts.items())))


def _find_gap(summary: ClaimSummary, document: str, at: str, wording: str) -> str:
    place = (document, at, wording)
    return next((p.gap for p in summary.passages if (p.document, p.at, p.strength) == place), "not_applicable")


def _find_differences(sentences: Iterable[SentenceWeighed]) -> Iterable[Difference]:
    places: dict[str, list[tuple[str, str]]] = {}
    summaries: dict[str, ClaimSummary] = {}
    for item in sentences:
        for claim in item.claims:
            # A sentence that leads in a missing list says little by itself, so it does not make the document disagree.
            if not item.list_missing:
                places.setdefault(claim.summary.claim.id, []).append((item.sentence.at, claim.wording))
                summaries[claim.summary.claim.id] = claim.summary
    for claim_id, found in places.items():
        ranks = {RANK[wording] for _, wording in found}
        if min(ranks) <= RANK["hedged"] and max(ranks) >= RANK["plain"]:
            yield Difference(summaries[claim_id], tuple(found))

"""What editors wrote to be printed instead of a sentence, left out wherever it may not be printed by now. Pure.

Pages, tables, notebooks and programs read the documents through this: what is kept back in one place and one language
is kept back in all of them. The evidence itself stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..model import Document, Evidence, Sentence
from .claim_summary import ClaimSummary


def find_kept_back(document: str, sentence: Sentence, summaries: Mapping[str, ClaimSummary]) -> str | None:
    """Why the wording written for a sentence is kept back, by the first of its claims that asks for it; see
    `ClaimSummary.keeps_back`."""
    found = (summaries[c.claim].keeps_back(document, sentence.at) for c in sentence.claims if c.claim in summaries)
    return next((why for why in found if why), None)


def keep_back(document: Document, summaries: Mapping[str, ClaimSummary]) -> Document:
    """The document without the wordings that are kept back."""
    sentences = tuple(
        s.model_copy(update={"verdict": s.verdict.model_copy(update={"suggest": None})})
        if s.verdict and s.verdict.suggest and find_kept_back(document.id, s, summaries)
        else s
        for s in document.sentences
    )
    return document.model_copy(update={"sentences": sentences})


def show_documents(evidence: Evidence, summaries: Mapping[str, ClaimSummary]) -> Evidence:
    """The evidence with its documents as readers and programs may see them."""
    return replace(evidence, documents={id_: keep_back(d, summaries) for id_, d in evidence.documents.items()})

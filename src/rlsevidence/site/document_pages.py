"""The page of each document, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator

from ..audit.document import weigh_document
from ..model import Document
from .finding import list_finding_words
from .frame import Frame, Page

VERDICT_ORDER = (
    "contradicted",
    "unsupported",
    "overstated",
    "understated",
    "incomplete",
    "supported_with_limits",
    "supported",
    "not_checkable",
)
"""Verdicts as the document page tallies them, what needs most work first."""


def make_documents(frame: Frame) -> Iterator[Page]:
    """A page for each document, the first as `document.html`; a page that says so where there is none yet."""
    for document in frame.evidence.documents.values():
        yield make_document(frame, document)
    if not frame.evidence.documents:
        yield frame.render("no-document.html.j2", frame.document_path(""), frame.say("document_title"))


def make_document(frame: Frame, document: Document) -> Page:
    weighed = weigh_document(document, frame.review.summaries)
    words = [*VERDICT_ORDER, *sorted(set(weighed.verdicts) - set(VERDICT_ORDER))]
    return frame.render(
        "document.html.j2",
        frame.document_path(document.id),
        frame.say("document_title"),
        document=document,
        weighed=weighed,
        finding=list_finding_words(frame.evidence.topic),
        verdicts=[(word, weighed.verdicts[word]) for word in words if word in weighed.verdicts],
        first_with={
            i.verdict_word: i.sentence.at for i in reversed([i for own in weighed.paragraphs.values() for i in own])
        },
        printed_language=document.language,
        references=frame.references(
            s.study for summary in frame.review.summaries_of(document.id) for s in summary.counted
        ),
        # Editors print in the document's own language; where we have no text in it, the English one comes first.
        document_language=document.language
        if document.language in frame.evidence.topic.languages
        else frame.evidence.topic.languages[0],
    )

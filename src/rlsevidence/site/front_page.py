"""The first pages: of the whole site, and of each language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import figures
from ..judgement.sentences import offer_sentence
from ..reporting.raster import can_raster
from .frame import Frame, Page, speak_of
from .learn_page import count_minutes
from .render import make_environment

if TYPE_CHECKING:
    from ..workspace import Workspace


def make_front(frame: Frame) -> Page:
    summaries = frame.review.summaries
    judged = [s for s in summaries if s.certainty]
    return frame.render(
        "index.html.j2",
        "index.html",
        frame.evidence.topic.question.in_language(frame.language),
        summaries=summaries,
        over=sum(s.gap == "over" for s in summaries),
        compared=sum(s.gap != "not_applicable" for s in summaries),
        judged=len(judged),
        path_minutes=count_minutes(frame),
        checked=sum(s.is_checked for s in judged),
        answers=[(s, offer_sentence(s, frame.language)) for s in summaries if s.claim.headline],
        charts=frame.charts(
            (
                figures.plot_claims_at_a_glance(summaries, language=frame.language),
                figures.plot_evidence_map(summaries, language=frame.language),
            )
        ),
    )


def make_root(review: Workspace, address: str | None = None) -> Page:
    """The first page: the question and the answers in every language, each leading on to its own pages."""
    topic = review.evidence.topic
    headlines = [s for s in review.summaries if s.claim.headline]
    pages = {
        code: {
            **speak_of(review.evidence, code),
            "answers": [(s, offer_sentence(s, code)) for s in headlines],
        }
        for code in topic.languages
    }
    template = make_environment(topic.languages).get_template("root.html.j2")
    documents = tuple(review.evidence.documents.values())
    text = template.render(
        pages=pages,
        first=topic.languages[0],
        topic=topic,
        documents=documents,
        address=address,
        has_png=can_raster(),
    )
    return Page("index.html", text)

"""The cards of all claims as files."""

from __future__ import annotations

from collections.abc import Iterator

from .card import draw_card, draw_topic_card
from .frame import Frame
from .kept import keep_png


def make_cards(frame: Frame) -> Iterator[tuple[str, bytes]]:
    """(path, content) of each claim's verdict, to be shown elsewhere, as SVG and, where this machine can, as PNG;
    none of what is withheld. First the one for pages that are about no claim: it tells no verdict."""
    if picture := keep_png(frame.review.local, draw_neutral(frame)):
        yield f"{frame.language}/cards/index.png", picture
    for summary in frame.review.summaries:
        if not summary.withheld:
            card = draw_card(summary, frame.evidence.topic, frame.review.today, frame.words)
            path = f"{frame.language}/cards/{summary.claim.id}"
            yield f"{path}.svg", card.encode("utf-8")
            if picture := keep_png(frame.review.local, card):
                yield f"{path}.png", picture


def draw_neutral(frame: Frame) -> str:
    """The card for pages that are about no claim: what the review asks, and how much of it somebody has checked."""
    judged = [s for s in frame.review.summaries if s.certainty]
    checked = sum(s.is_checked for s in judged)
    told = frame.words.say("site.short_checked", n=checked, all=len(judged)) if judged else ""
    counts = (told or frame.say("short_judged_none"),) if frame.review.summaries else ()
    return draw_topic_card(frame.evidence.topic, frame.review.today, frame.words, counts)

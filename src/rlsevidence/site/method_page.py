"""How the review was done."""

from __future__ import annotations

import datetime as dt

from .. import figures
from ..screening.said import describe_settled
from .frame import Frame, Page


def make_method(frame: Frame) -> Page:
    evidence = frame.evidence
    last: dict[str, dt.date] = {}
    for run in evidence.runs:
        if run.outcome == "done":
            day = dt.date.fromisoformat(run.at[:10])
            last[run.search] = max(day, last.get(run.search, day))
    return frame.render(
        "method.html.j2",
        "method.html",
        frame.say("method_title"),
        protocol=evidence.protocol,
        drafts=evidence.drafts,
        screening_end=describe_settled(frame.review.settled, frame.language),
        charts=frame.charts((figures.plot_flow(frame.review.flow, language=frame.language),)),
        pool_charts=frame.charts((figures.plot_coverage(language=frame.language),)),
        searches=[(s, last.get(s.id)) for s in evidence.searches.values()],
    )

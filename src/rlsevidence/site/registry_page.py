"""Registered trials beside their reports, and where publication bias is suspected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from .. import figures
from ..judgement.claim_summary import ClaimSummary
from ..judgement.domains import ProposedStep
from ..reporting import Cell
from ..reporting.as_html import write_fragment
from .frame import Frame, Page
from .render import Place


def make_registry(frame: Frame) -> Page:
    """Registered trials beside their reports, and where the rules see a reason to suspect publication bias."""
    place = Place(frame.language, "registry.html")

    def lead(cell: Cell) -> str | None:
        return place.page(f"studies/{cell.study}.html") if cell.study in frame.evidence.studies else None

    trials = frame.review.trials
    return frame.render(
        "registry.html.j2",
        place.path,
        frame.say("registry_title"),
        charts=frame.charts((figures.plot_registrations(trials, frame.review.today, language=frame.language),)),
        fragment=Markup(write_fragment(frame.review.table("registrations", frame.language), lead)),
        suspected=list(list_suspicions(frame.review.summaries)),
    )


def list_suspicions(summaries: Iterable[ClaimSummary]) -> Iterator[tuple[ClaimSummary, ProposedStep, int | None]]:
    """Claims whose rules propose something off for publication bias: the step, and what people took off, if any did."""
    for summary in summaries:
        proposed = summary.proposal.grade.downgrades if summary.proposal and summary.proposal.grade else ()
        for step in proposed:
            if step.domain == "publication_bias" and step.steps:
                people = (summary.certainty.downgrades or {}).get(step.domain) if summary.certainty else None
                yield summary, step, people.steps if people else None

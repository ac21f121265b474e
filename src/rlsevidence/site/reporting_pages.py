"""What the review says of itself in the forms that journals and programs ask for."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from ..reporting import TABLES, Cell
from ..reporting.as_html import write_fragment
from ..reporting.drafted import find_page, say_draft
from ..reporting.flow_drawing import anchor, draw_flow, list_contents, say_sum
from ..screening.said import describe_settled
from .api import list_api
from .frame import Frame, Page
from .render import Place


def make_reporting(frame: Frame) -> Iterator[Page]:
    """What the review says of itself: the flow with what stands in it, tables for papers, drafts, the API."""
    flow, words = frame.review.flow, frame.words
    yield frame.render(
        "flow.html.j2",
        "flow.html",
        frame.say("flow_title"),
        sum=say_sum(flow, frame.language),
        screening_end=describe_settled(frame.review.settled, frame.language),
        drawing=Markup(draw_flow(flow, frame.language, lambda name: f"#{anchor(name)}")),
        listed=list_contents(flow, frame.evidence, frame.language),
        anchor=anchor,
        studies=frame.evidence.studies,
    )
    sheets = [frame.review.table(name, frame.language) for name in TABLES]
    for sheet in sheets:
        place = Place(frame.language, f"tables/{sheet.name}.html")

        def lead(cell: Cell, place: Place = place) -> str | None:
            if cell.claim:
                return place.page(f"claims/{cell.claim}.html")
            return place.page(f"studies/{cell.study}.html") if cell.study in frame.evidence.studies else None

        fragment = Markup(write_fragment(sheet, lead))
        yield frame.render("table.html.j2", place.path, sheet.title, sheet=sheet, fragment=fragment)
    here = Place(frame.language, "tables/index.html")
    yield frame.render(
        "tables.html.j2",
        here.path,
        frame.say("tables_title"),
        sheets=sheets,
        sum=say_sum(flow, frame.language),
        paragraphs=frame.review.draft(frame.language),
        # A number is no name for a link: it is read out with what it leads to.
        leads_to={
            "flow": frame.say("flow_title"),
            **{sheet.name: sheet.title for sheet in sheets},
            **{f"claims/{s.claim.id}": frame.words.read(s.claim.title) for s in frame.review.summaries},
        },
        draft_note=say_draft(words),
        lead=lambda target: here.page(find_page(target)),
    )
    yield frame.render("api.html.j2", "api.html", frame.say("api_title"), files=frame.api or list_api(frame.review))

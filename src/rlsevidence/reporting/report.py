"""The review as one Word file: what it found and how, flow, tables, figures, references, and what is unchecked.

Numbers of references are those of one list for the whole file. Whatever nobody else has checked says so where it
stands.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..citing import cite
from ..figures.flow import plot_flow
from ..figures.svg import can_draw, draw_svg
from ..judgement.apart_said import describe_unsettled
from ..judgement.claim_summary import ClaimSummary
from ..judgement.proposed_said import mark_proposed
from ..judgement.readings_said import describe_sign_off, describe_stale
from ..judgement.sentences import propose_sentence
from .as_docx import (
    MARGIN_CM,
    add_bookmark,
    add_link,
    add_references,
    add_sheet,
    open_document,
    save_document,
)
from .drafted import SECTIONS, Paragraph, draft_paragraphs
from .facts import Facts
from .flow_drawing import draw_flow, say_sum
from .raster import write_png
from .sheet import Sheet
from .voice import Voice

if TYPE_CHECKING:
    from ..figures import Drawn

TABLES = (
    "summary-of-findings", "evidence-profile", "characteristics", "risk-of-bias", "excluded", "searches", "ongoing",
    "amendments", "prisma", "prisma-s", "swim",
)  # fmt: skip
"""The tables of a report, in its order."""
WRITTEN = {
    "methods": ("rationale", "support"),
    "results": ("interpretation", "limits_of_evidence", "limits_of_review", "implications"),
}
"""Section -> what people write for it, under `report` of the protocol."""
PIXELS = 900
"""Width of a figure before it is made 300 dots to the inch."""
Figures = Callable[[ClaimSummary | None], Iterable["Drawn"]]
"""The figures of one claim; those of the whole review for None."""


@dataclass(frozen=True)
class Report:
    """What a report is made of. `tables`: by the names of TABLES, in their order."""

    facts: Facts
    words: Voice
    tables: Sequence[Sheet]
    figures: Figures
    today: str
    style: str = "vancouver"

    @property
    def headline(self) -> list[ClaimSummary]:
        named = self.facts.evidence.protocol.headline_claims
        return [s for s in self.facts.summaries if s.claim.id in named] or list(self.facts.summaries[:1])


def write_report(report: Report, say: Callable[[str], None] = lambda message: None) -> bytes:
    """The bytes of the Word file, the same for the same review. `say` hears what is being made.

    UsageError without python-docx or resvg-py.
    """
    words, facts = report.words, report.facts
    document = open_document(words.language)
    document.core_properties.title = facts.evidence.protocol.title
    document.add_heading(words.read(facts.evidence.topic.title), 0)
    document.add_paragraph(facts.evidence.protocol.title)
    _note(document, words.say("report.status", day=report.today, version=facts.evidence.protocol.version))
    _note(document, words.say("report.not-advice"))
    _note(document, _say_unchecked(facts, words))
    say("summary")
    document.add_heading(words.say("report.summary"), 1)
    texts = facts.evidence.protocol.report
    if texts and texts.abstract:
        document.add_paragraph(words.read(texts.abstract))
    for summary in report.headline:
        _add_claim(document, summary, words)
    cited = list(dict.fromkeys(r for t in report.tables for row in t.rows for cell in row for r in cell.cites))
    records = [facts.evidence.records[r] for r in cited if r in facts.evidence.records]
    whole = cite(records, report.style, words.language) if records else None
    paragraphs = draft_paragraphs(facts, words)
    places = {"flow", *(t.name for t in report.tables), *(f"claims/{s.claim.id}" for s in report.headline)}
    for section in SECTIONS:
        document.add_heading(words.say(f"draft.title.{section}"), 1)
        _note(document, words.say("draft.is-draft"))
        for field in WRITTEN[section]:
            if texts and (text := getattr(texts, field)):
                document.add_paragraph(words.read(text))
        for paragraph in paragraphs:
            if paragraph.section == section:
                _add_paragraph(document, paragraph, places)
        if section == "methods":
            say("flow")
            add_bookmark(document.paragraphs[-1], "flow")
            said = plot_flow(facts.flow, language=words.language).text
            _add_picture(document, draw_flow(facts.flow, words.language), said)
            _note(document, say_sum(facts.flow, words.language))
    say("figures")
    document.add_heading(words.say("report.figures"), 1)
    for of in (None, *report.headline):
        for drawn in report.figures(of):
            _add_figure(document, drawn, words)
    _turn(document)
    document.add_heading(words.say("report.tables"), 1)
    for sheet in report.tables:
        say(sheet.name)
        add_bookmark(document.add_heading(sheet.title, 2), sheet.name)
        document.add_paragraph(sheet.about)
        add_sheet(document, replace(sheet, references=whole))
    if whole:
        document.add_heading(words.say("table.references"), 1)
        add_references(document, [entry.markup for entry in whole.entries])
    return save_document(document)


def _say_unchecked(facts: Facts, words: Voice) -> str:
    judged, judged_checked = facts.judged
    appraisals, _, appraisals_checked = facts.appraised
    said = words.say(
        "report.unchecked",
        judged=judged - judged_checked,
        claims=judged,
        studies=len(facts.evidence.studies) - facts.studies_checked,
        every=len(facts.evidence.studies),
        appraisals=appraisals - appraisals_checked,
        all=appraisals,
    )
    return f"{said} {words.say('report.stale', n=facts.stale)}" if facts.stale else said


def _add_claim(document: Any, summary: ClaimSummary, words: Voice) -> None:
    word = summary.certainty_word or summary.basis_word
    group = "certainty" if summary.certainty_word else "basis_rating"
    heading = words.read(summary.claim.title)
    rating = mark_proposed(words.name(group, word), summary, words) if word else words.say("table.not-judged")
    title = f"{heading}: {rating}"
    add_bookmark(document.add_heading(title, 2), f"claims/{summary.claim.id}")
    if told := describe_unsettled(summary.apart, summary.changed_since, words, summary.people):
        _note(document, told)
    if summary.certainty is not None:
        document.add_paragraph(words.read(summary.certainty.summary))
        if summary.stale_text is not None:
            _note(document, describe_stale(summary.stale_text, words))
        if summary.signed is not None:
            _note(document, describe_sign_off(summary.signed, words, summary.people))
        else:
            _note(document, words.say("table.unchecked"))
    elif summary.waits:
        _note(document, words.say("table.waits"))
    if sentence := propose_sentence(summary, words.language):
        document.add_paragraph(words.say("report.printable", sentence=sentence))


def _add_paragraph(document: Any, paragraph: Paragraph, places: Container[str]) -> None:
    """A drafted paragraph; each number leads to the place in this document that it is counted in."""
    made = document.add_paragraph()
    for piece in paragraph.pieces:
        if piece.target in places:
            add_link(made, piece.text, mark=piece.target)
        else:
            made.add_run(piece.text)


def _note(document: Any, text: str) -> None:
    document.add_paragraph().add_run(text).italic = True


def _add_figure(document: Any, drawn: Drawn, words: Voice) -> None:
    """The picture with its text; no text that explains marks and colours of a picture that is not there."""
    figure = drawn.spec.to_plain()
    if drawn.shows and not can_draw(figure):
        document.add_paragraph(words.say("report.figure-on-pages", title=drawn.title))
        return
    if drawn.shows:
        _add_picture(document, draw_svg(figure, PIXELS, title=drawn.title), drawn.text)
    document.add_paragraph(drawn.text)


def _add_picture(document: Any, svg: str, text: str) -> None:
    """The picture as wide as the page allows, with what it says for those who do not see it."""
    from docx.shared import Cm

    section = document.sections[-1]
    room = section.page_width - section.left_margin - section.right_margin
    high = section.page_height - 2 * Cm(MARGIN_CM) - Cm(3)
    picture = document.add_picture(io.BytesIO(write_png(svg)), width=room)
    if picture.height > high:
        picture.width, picture.height = int(picture.width * high / picture.height), high
    picture._inline.docPr.set("descr", text)


def _turn(document: Any) -> None:
    """A new section on pages that lie, for wide tables."""
    from docx.enum.section import WD_ORIENT, WD_SECTION

    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width

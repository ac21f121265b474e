"""The PRISMA 2020 flow diagram, from counts. A database that has not been searched says so; it does not say zero."""

from __future__ import annotations

import html
import textwrap

import pandas as pd

from ..language.words import Words
from ..synthesis.flow import Flow
from .base import GREY, INK, LEAST_WIDTH, Drawn, start_figure, wrap
from .flow_boxes import FlowBox, list_boxes, place_boxes
from .sketch import Sketch
from .svg_text import SOFT, fit_lines

WIDE = 23
"""Characters of a line in a box: what fits where the figure is as narrow as it may be."""


def table_flow(flow: Flow, *, language: str = "en") -> pd.DataFrame:
    """One row per box: stage, count (blank where nothing has been done yet), note."""
    voice = Words(language, flow.vocabulary)
    names = [voice.say(f"figure.flow.column.{name}") for name in ["stage", "count", "note"]]
    rows: list[tuple[str, int | None, str]] = [
        (
            voice.say("figure.flow.identified", search=search),
            count,
            _note(flow, search, count, voice),
        )
        for search, count in (*flow.databases.items(), *flow.citations.items())
    ]
    rows += [
        (
            voice.say("figure.flow.identified-by-other-methods-seed"),
            flow.other_methods,
            "",
        ),
        (voice.say("figure.duplicates-removed"), flow.duplicates, ""),
        (voice.say("figure.screened"), flow.screened, ""),
        (voice.say("figure.waiting-for-screening"), flow.unscreened, ""),
        (voice.say("figure.excluded"), sum(flow.excluded.values()), ""),
    ]
    rows += [
        (voice.say("figure.of-which") + voice.name("screening_reason", reason), n, "")
        for reason, n in flow.excluded.items()
    ]
    rows += [
        (voice.say("figure.flow.undecided-more-must-be-read"), flow.unsure, ""),
        (voice.say("figure.records-included"), flow.included_records, ""),
        (voice.say("figure.studies-included"), flow.included_studies, ""),
        (voice.say("figure.flow.of-which-primary-studies"), flow.primary_studies, ""),
        (
            voice.say("figure.flow.of-which-inform-and-are"),
            flow.informing_studies,
            "",
        ),
        (voice.say("figure.flow.studies-whose-full-text-is-2"), flow.full_text_wanted, ""),
        (voice.say("figure.flow.studies-read-in-full-text"), flow.full_text_read, ""),
        (voice.say("figure.flow.excluded-after-full-text"), sum(flow.excluded_full_text.values()), ""),
    ]
    rows += [
        (voice.say("figure.of-which") + voice.name("screening_reason", reason), n, "")
        for reason, n in flow.excluded_full_text.items()
    ]
    return pd.DataFrame(rows, columns=names).astype({names[1]: "Int64"})


def _note(flow: Flow, search: str, count: int | None, voice: Words) -> str:
    """What stands beside the count of a search: that it waits, or how many it found that were here already."""
    if count is None:
        return voice.say("figure.flow.not-searched-yet")
    known = flow.known.get(search, 0)
    here = voice.say("figure.flow.found-here-already", found=count, known=known) if known else ""
    done = flow.last.get(search)
    way = "figure.flow.done-by-file" if done and done.by_file else "figure.flow.done-by-api"
    when = voice.say(way, day=done.day) if done else ""
    named = voice.name("search_source", flow.sources[search]) if search in flow.sources else ""
    return "; ".join(filter(None, (named, when, here)))


LINE = 15
"""Pixels of a line of a box."""
LETTERS, NARROWEST, ROOM = 12, 124, 16
"""Pixels of a letter; of a box inside where the figure is as narrow as it may be; above and below its lines."""
GAP = 46
"""Pixels between two rows of boxes, for the arrow."""


def _write(box: FlowBox) -> str:
    """What a box says, in lines that it has room for; where a line goes on in the next they are joined by SOFT."""
    wide = round(WIDE * (box.x1 - box.x0) / 48)
    bold = SOFT.join(f"<b>{line}</b>" for line in wrap(box.head, wide).split("<br>"))
    return "<br>".join((bold, *(_fold(text, wide).replace("<br>", SOFT) for text in box.lines)))


def _count_lines(box: FlowBox, text: str) -> int:
    """Lines that a box takes where the figure is narrowest and its lines are folded anew."""
    wide = NARROWEST * (box.x1 - box.x0) / 48
    return fit_lines(text, LETTERS, wide).count("<br>") + 1


def _fold(text: str, wide: int) -> str:
    """`text` in lines; a name that is longer than a line is broken at its hyphens, or where it must."""
    if max(map(len, text.split(" "))) <= wide:
        return wrap(text, wide)
    return "<br>".join(html.escape(line, quote=False) for line in textwrap.wrap(text, wide))


def plot_flow(flow: Flow, *, language: str = "en") -> Drawn:
    """Boxes and arrows after PRISMA 2020 (Page et al., BMJ 2021;372:n71): databases left, other methods right."""
    voice = Words(language, flow.vocabulary)
    title = voice.say("figure.flow.from-records-to-studies-prisma")
    searched = {k: v for k, v in (*flow.databases.items(), *flow.citations.items()) if v is not None}
    from_searches = (
        voice.say("figure.flow.from-searches", sum=sum(searched.values()), number=len(searched))
        if searched
        else voice.say("figure.flow.no-database-has-been-searched")
    )
    text = voice.say(
        "figure.flow.records-came-by-other-methods",
        other_methods=flow.other_methods,
        from_searches=from_searches,
        screened=flow.screened,
        sum=sum(flow.excluded.values()),
        late=sum(flow.excluded_full_text.values()),
        unsure=flow.unsure,
        included_studies=flow.included_studies,
        primary_studies=flow.primary_studies,
        full_text_read=flow.full_text_read,
        full_text_wanted=flow.full_text_wanted,
    )
    boxes = list_boxes(flow, language=language)
    texts = [_write(box) for box in boxes]
    placed = place_boxes({b.name: _count_lines(b, t) * LINE + ROOM for b, t in zip(boxes, texts, strict=True)}, GAP)
    figure = start_figure(title, round(placed.height) + 80, top=60, bottom=20)

    def up(y: float) -> float:
        """Pixels from above as hundredths from below."""
        return round(100 - y / placed.height * 100, 3)

    figure.update_xaxes(visible=False, range=[0, 100])
    figure.update_yaxes(visible=False, range=[0, 100])

    for box, text_of in zip(boxes, texts, strict=True):
        top, bottom = placed.edges[box.name]
        _box(figure, box.x0, up(bottom), box.x1, up(top), text_of, box.faint)
    for x0, y0, x1, y1 in placed.arrows:
        figure.add_annotation(
            x=x1,
            y=up(y1),
            ax=x0,
            ay=up(y0),
            xref="x",
            yref="y",
            axref="x",
            ayref="y",
            showarrow=True,
            arrowhead=2,
            arrowwidth=1.5,
            arrowcolor=INK,
            text="",
        )
    figure.update_layout(meta={LEAST_WIDTH: 330}, margin={"l": 6, "r": 6})
    return Drawn("prisma-flow", title, text, table_flow(flow, language=language), figure, language=language)


def _box(figure: Sketch, x0: float, y0: float, x1: float, y1: float, text: str, faint: bool = False) -> None:
    figure.add_shape(
        type="rect",
        x0=x0,
        x1=x1,
        y0=y0,
        y1=y1,
        line={"color": GREY if faint else INK, "width": 1.5, "dash": "dash" if faint else "solid"},
        fillcolor="#f5f7fa" if faint else "#ffffff",
    )
    figure.add_annotation(
        x=(x0 + x1) / 2, y=(y0 + y1) / 2, text=text, showarrow=False, font={"size": 11}, align="center"
    )

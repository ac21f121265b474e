"""The PRISMA 2020 flow diagram, from counts. A database that has not been searched says so; it does not say zero."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from ..language.words import Words
from ..synthesis.flow import Flow
from .base import GREY, INK, LEAST_WIDTH, Drawn, start_figure, wrap
from .sketch import Sketch

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
        (
            voice.say("figure.flow.studies-whose-full-text-is"),
            flow.full_text_read + flow.full_text_wanted,
            "",
        ),
        (
            voice.say("figure.flow.studies-whose-full-text-is-2"),
            flow.full_text_wanted,
            "",
        ),
        (voice.say("figure.flow.studies-assessed-in-full-text"), flow.full_text_read, ""),
    ]
    return pd.DataFrame(rows, columns=names).astype({names[1]: "Int64"})


def _note(flow: Flow, search: str, count: int | None, voice: Words) -> str:
    """What stands beside the count of a search: that it waits, or how many it found that were here already."""
    if count is None:
        return voice.say("figure.flow.not-searched-yet")
    found = flow.found.get(search, count)
    here = voice.say("figure.flow.found-here-already", found=found, known=found - count) if found > count else ""
    done = flow.last.get(search)
    way = "figure.flow.done-by-file" if done and done.by_file else "figure.flow.done-by-api"
    when = voice.say(way, day=done.day) if done else ""
    named = voice.name("search_source", flow.sources[search]) if search in flow.sources else ""
    return "; ".join(filter(None, (named, when, here)))


def _list_sources(flow: Flow, counts: Mapping[str, int | None], voice: Words) -> list[str]:
    """One line a search where all are PubMed's, else one a database, its searches together: boxes have little room.

    Each says when it was last searched, and that a file brought it where no database was asked.
    """
    not_yet = voice.say("figure.flow.not-searched-yet")
    only_pubmed = {flow.sources.get(s, "pubmed") for s in counts} <= {"pubmed"}
    groups: dict[str, list[str]] = {}
    for search in counts:
        groups.setdefault(search.removeprefix("pubmed-") if only_pubmed else flow.sources[search], []).append(search)
    lines = []
    for name, searches in groups.items():
        done = [n for s in searches if (n := counts[s]) is not None]
        last = max((flow.last[s] for s in searches if s in flow.last), key=lambda d: d.day, default=None)
        # The number stays on one line, in a box that is narrow.
        said = f"n\u00a0=\u00a0{sum(done)}" if done else not_yet
        if done and last:
            said += f", {last.day}" + (f" ({voice.say('figure.flow.from-a-file')})" if last.by_file else "")
        lines.append(f"{name if only_pubmed else voice.name('search_source', name)}: {said}")
    return lines


FEW = 3
"""So many files are named in the box of other methods; more are counted together."""


def _list_other(flow: Flow, voice: Words) -> list[str]:
    """What came by other methods: pages, and files that belong to no search, each by its name."""
    pages = flow.other_methods - sum(flow.files.values())
    if not flow.files:
        return [voice.say("figure.flow.seed-entry-from-public-pages"), f"n = {flow.other_methods}"]
    lines = [f"{voice.say('figure.flow.seed-entry-from-public-pages')}: n\u00a0=\u00a0{pages}"] if pages else []
    if len(flow.files) > FEW:
        number = sum(flow.files.values())
        return [*lines, f"{voice.say('figure.flow.files', number=len(flow.files))}: n\u00a0=\u00a0{number}"]
    return [*lines, *(f"{name}: n\u00a0=\u00a0{n}" for name, n in sorted(flow.files.items()))]


@dataclass(frozen=True)
class FlowBox:
    """One box: its name, where it stands (hundredths of the drawing, from below), what it says, what is in it.

    `holds`: names of the boxes of `Flow.boxes` whose ids it counts. `faint`: nothing has been counted for it yet.
    """

    name: str
    x0: float
    y0: float
    x1: float
    y1: float
    head: str
    lines: tuple[str, ...]
    faint: bool
    holds: tuple[str, ...]


ARROWS = (
    (24, 86, 24, 81),
    (70, 86, 40, 81),
    (48, 75, 52, 75),
    (48, 69, 52, 60),
    (24, 68, 24, 62),
    (24, 50, 24, 45),
    (48, 39.5, 52, 39.5),
    (24, 34, 24, 29),
    (48, 23.5, 52, 23.5),
    (24, 18, 24, 13),
    (96, 33, 96, 13),
    (52, 6.5, 48, 6.5),
)
"""From where to where each arrow goes: x0, y0, x1, y1, in hundredths of the drawing, from below."""


def list_boxes(flow: Flow, *, language: str = "en") -> tuple[FlowBox, ...]:
    """The boxes of the flow as they are drawn, from the top."""
    voice = Words(language, flow.vocabulary)
    databases = _list_sources(flow, flow.databases, voice)
    only_pubmed = {flow.sources.get(s, "pubmed") for s in flow.databases} <= {"pubmed"}
    head = voice.say("figure.databases-pubmed" if only_pubmed else "figure.flow.databases-and-registers")
    citations = _list_sources(flow, flow.citations, voice) if flow.citations else []
    reasons = [f"{voice.name('screening_reason', r)}: {n}" for r, n in flow.excluded.items()]
    boxes: list[tuple[float, float, float, float, str, list[str], bool]] = [
        (0, 86, 48, 100, head, databases, all(n is None for n in flow.databases.values())),
        (
            52,
            86,
            100,
            100,
            voice.say("figure.other-methods"),
            [*_list_other(flow, voice), *citations],
            False,
        ),
        (
            0,
            68,
            48,
            81,
            voice.say("figure.records-screened"),
            [
                f"n = {flow.screened}",
                f"{voice.say('figure.duplicates-removed-2')}: {flow.duplicates}",
                f"{voice.say('figure.waiting')}: {flow.unscreened}",
            ],
            False,
        ),
        (
            52,
            65,
            100,
            81,
            voice.say("figure.records-excluded"),
            [f"n = {sum(flow.excluded.values())}", *reasons],
            False,
        ),
        (
            52,
            53,
            100,
            62,
            voice.say("figure.undecided"),
            [f"n = {flow.unsure}", voice.say("figure.flow.more-must-be-read")],
            False,
        ),
        (
            0,
            50,
            48,
            62,
            voice.say("figure.records-included"),
            [
                f"n = {flow.included_records}",
                voice.say("figure.flow.about-studies", included_studies=flow.included_studies),
            ],
            False,
        ),
        (
            0,
            34,
            48,
            45,
            voice.say("figure.flow.studies-whose-full-text-is"),
            [f"n = {flow.full_text_read + flow.full_text_wanted}"],
            False,
        ),
        (
            52,
            33,
            100,
            46,
            voice.say("figure.flow.full-text-not-yet-retrieved"),
            [
                f"n = {flow.full_text_wanted}",
                voice.say("figure.flow.whether-they-can-be-had"),
            ],
            False,
        ),
        (
            0,
            18,
            48,
            29,
            voice.say("figure.flow.studies-assessed-in-full-text"),
            [f"n = {flow.full_text_read}"],
            False,
        ),
        (
            52,
            15.5,
            92,
            31.5,
            voice.say("figure.flow.excluded-after-full-text"),
            [
                voice.say("figure.flow.not-counted-apart-they-stand"),
            ],
            True,
        ),
        (
            0,
            0,
            48,
            13,
            voice.say("figure.flow.studies-in-the-review-so"),
            [
                f"n = {flow.included_studies}",
                f"{flow.primary_studies} {voice.say('figure.flow.primary-can-be-counted')}",
                f"{flow.informing_studies} {voice.say('figure.inform-not-counted')}",
            ],
            False,
        ),
        (
            52,
            0,
            100,
            13,
            voice.say("figure.flow.included-without-full-text"),
            [f"n = {flow.full_text_wanted}", voice.say("figure.flow.rest-on-abstracts")],
            False,
        ),
    ]
    cited = tuple(f"identified:{s}" for s in flow.citations)
    holds = {
        "identified": tuple(f"identified:{s}" for s in flow.databases),
        "other_methods": ("other_methods", *cited),
        "screened": ("duplicates", "unsure", "included", *(f"excluded:{r}" for r in flow.excluded)),
        "excluded": tuple(f"excluded:{r}" for r in flow.excluded),
        "unsure": ("unsure",),
        "included": ("included",),
        "sought": ("studies",),
        "studies:wanted": ("studies:wanted",),
        "studies:read": ("studies:read",),
        "excluded-after": (),
        "studies": ("studies",),
        "studies:unread": ("studies:wanted",),
    }
    return tuple(
        FlowBox(name, x0, y0, x1, y1, head, tuple(texts), faint, held)
        for (name, held), (x0, y0, x1, y1, head, texts, faint) in zip(holds.items(), boxes, strict=True)
    )


LINE = 14.3
"""Pixels of a line of a box."""


def _write(box: FlowBox) -> str:
    """What a box says, in lines that it has room for."""
    wide = round(WIDE * (box.x1 - box.x0) / 48)
    bold = "<br>".join(f"<b>{line}</b>" for line in wrap(box.head, wide).split("<br>"))
    return "<br>".join((bold, *(wrap(text, wide) for text in box.lines)))


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
        unsure=flow.unsure,
        included_studies=flow.included_studies,
        primary_studies=flow.primary_studies,
        full_text_read=flow.full_text_read,
        full_text_wanted=flow.full_text_wanted,
    )
    boxes = list_boxes(flow, language=language)
    texts = [_write(box) for box in boxes]
    # As high as the fullest box needs, at the width of a phone.
    height = max((t.count("<br>") + 2) * LINE / (b.y1 - b.y0) * 100 for b, t in zip(boxes, texts, strict=True))
    figure = start_figure(title, max(1010, round(height) + 80), top=60, bottom=20)
    figure.update_xaxes(visible=False, range=[0, 100])
    figure.update_yaxes(visible=False, range=[0, 100])

    for box, text_of in zip(boxes, texts, strict=True):
        _box(figure, box.x0, box.y0, box.x1, box.y1, text_of, box.faint)
    for x0, y0, x1, y1 in ARROWS:
        figure.add_annotation(
            x=x1,
            y=y1,
            ax=x0,
            ay=y0,
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
    return Drawn("prisma-flow", title, text, table_flow(flow, language=language), figure)


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

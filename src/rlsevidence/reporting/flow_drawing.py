"""The PRISMA 2020 flow as SVG whose boxes lead to what stands in them, and the lists that they lead to. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from textwrap import wrap

from ..citing.items import find_address
from ..figures.flow_boxes import FlowBox, list_boxes, place_boxes
from ..language.words import Words
from ..model import Evidence
from ..synthesis.flow import Flow, find_faults
from .voice import find_title_language

WIDTH, GAP = 760, 38
FONT, LINE = 13, 17
"""Pixels of a letter and of a line."""
ROOM = 24
"""Pixels of a box above and below its lines, together."""
PER_LINE = 50
"""Characters that fit a box."""
Link = Callable[[str], str | None]
"""Where a box of that name leads; None where nowhere."""


@dataclass(frozen=True)
class Listed:
    """What stands in one box: its name and head, and for each record or study its id, title, address and the
    language of its title, '' for that of the page or where it is not known."""

    name: str
    head: str
    items: tuple[tuple[str, str, str, str], ...]


def draw_flow(flow: Flow, language: str, link: Link = lambda name: None) -> str:
    """The flow as one SVG, the same bytes for the same counts. Colours are those of the page it stands in."""
    words = Words(language, flow.vocabulary)
    title = words.say("figure.flow.from-records-to-studies-prisma")
    boxes = list_boxes(flow, language=language)
    lines = {box.name: _list_lines(box) for box in boxes}
    placed = place_boxes({name: len(own) * LINE + ROOM for name, own in lines.items()}, GAP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 -4 {WIDTH + 8} {placed.height + 8:g}" role="group" '
        f'aria-labelledby="flow-title" font-family="system-ui, sans-serif" font-size="{FONT}" '
        f'style="max-width:{WIDTH}px;width:100%;height:auto">',
        f'<title id="flow-title">{escape(title)}</title>',
        '<defs><marker id="flow-head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" '
        'orient="auto-start-reverse"><path d="M0 0L10 5L0 10z" fill="currentColor"/></marker></defs>',
    ]
    for x0, y0, x1, y1 in placed.arrows:
        parts.append(
            f'<line x1="{_x(x0)}" y1="{y0:g}" x2="{_x(x1)}" y2="{y1:g}" stroke="currentColor" '
            'stroke-width="1.5" marker-end="url(#flow-head)"/>'
        )
    for box in boxes:
        drawn = _draw_box(box, lines[box.name], *placed.edges[box.name])
        target = link(box.name) if box.holds else None
        parts.append(f'<a href="{escape(target, quote=True)}">{drawn}</a>' if target else drawn)
    return "\n".join((*parts, "</svg>\n"))


def _x(value: float) -> str:
    return f"{value * WIDTH / 100:g}"


def _list_lines(box: FlowBox) -> list[tuple[str, bool]]:
    """What a box says, in lines that fit its width; whether a line belongs to the head."""
    wide = round(PER_LINE * (box.x1 - box.x0) / 48)
    lines = [(line, True) for line in wrap(box.head, wide - 4)]
    return lines + [(line, False) for text in box.lines for line in wrap(text, wide)]


def _draw_box(box: FlowBox, lines: list[tuple[str, bool]], upper: float, lower: float) -> str:
    width, height = (box.x1 - box.x0) * WIDTH / 100, lower - upper
    middle = (box.x0 + box.x1) / 2 * WIDTH / 100
    top = upper + (height - LINE * len(lines)) / 2 + FONT
    dash = ' stroke-dasharray="5 4"' if box.faint else ""
    parts = [
        f'<rect x="{_x(box.x0)}" y="{upper:g}" width="{width:g}" height="{height:g}" fill="none" '
        f'stroke="currentColor" stroke-width="1.5" pointer-events="all"{dash}/>'
    ]
    for i, (line, is_head) in enumerate(lines):
        weight = ' font-weight="bold"' if is_head else ""
        parts.append(
            f'<text x="{middle:g}" y="{top + i * LINE:g}" text-anchor="middle" fill="currentColor"{weight}>'
            f"{escape(line)}</text>"
        )
    return "".join(parts)


def list_contents(flow: Flow, evidence: Evidence, language: str) -> tuple[Listed, ...]:
    """What each box holds, in the order of the boxes; boxes that count nothing are left out."""
    listed = []
    for box in list_boxes(flow, language=language):
        ids = dict.fromkeys(i for name in box.holds for i in flow.boxes.get(name, ()))
        if not box.holds:
            continue
        items = []
        for i in ids:
            if i in evidence.studies:
                items.append((i, evidence.studies[i].label, "", ""))
            else:
                record = evidence.linked[i] if i in evidence.linked else evidence.records[i]
                text = f"{record.title} ({record.year})" if record.year else record.title
                items.append((i, text, find_address(record), find_title_language(record)))
        listed.append(Listed(box.name, box.head, tuple(items)))
    return tuple(listed)


def anchor(name: str) -> str:
    """The anchor of the list behind a box."""
    return "box-" + re.sub(r"[^a-z0-9]+", "-", name)


def say_sum(flow: Flow, language: str) -> str:
    """That the boxes add up, or which do not."""
    words = Words(language, flow.vocabulary)
    faults = tuple(find_faults(flow))
    if not faults:
        return words.say("flow.adds-up")
    return words.say("flow.adds-not-up", boxes=", ".join(dict.fromkeys(f.box for f in faults)))


def write_flow_page(flow: Flow, evidence: Evidence, language: str, today: str) -> str:
    """The flow as a page of its own: the drawing, and under it what stands in each box. No scripts, nothing fetched."""
    words = Words(language, flow.vocabulary)
    title = words.say("figure.flow.from-records-to-studies-prisma")
    sections = []
    for one in list_contents(flow, evidence, language):
        items = "".join(f"<li>{_item(*item)}</li>" for item in one.items)
        sections.append(
            f'<section id="{anchor(one.name)}"><h2>{escape(one.head)} ({len(one.items)})</h2><ul>{items}</ul></section>'
        )
    drawing = draw_flow(flow, language, lambda name: f"#{anchor(name)}")
    return (
        f'<!doctype html>\n<html lang="{escape(language)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(title)}</title>'
        "<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:1rem auto;"
        "padding:0 1rem}li{overflow-wrap:anywhere}:target{outline:3px solid}</style></head><body><main>"
        f"<h1>{escape(title)}</h1><p>{escape(say_sum(flow, language))} "
        f"{escape(words.say('table.made-by', day=today))}</p>\n{drawing}\n{''.join(sections)}</main></body></html>\n"
    )


def _item(id: str, title: str, address: str, language: str) -> str:
    lang = f' lang="{escape(language)}"' if language else ""
    if address:
        return f'<a href="{escape(address, quote=True)}"{lang}>{escape(title)}</a> <small>{escape(id)}</small>'
    return f"<span{lang}>{escape(title)}</span> <small>{escape(id)}</small>"

"""The document as one page: annotated in its own order, notes in the margin, filters; it needs nothing beside itself.

Pure. It prints, and reads on a phone.
"""

from __future__ import annotations

import html
import json
from functools import cache
from importlib import resources

from ..model import Evidence
from .audited import Audit, Passage
from .report import MARKS, count_line, list_findings, list_notes, name_verdict
from .texts import tell


@cache
def _part(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def write_page(audit: Audit, evidence: Evidence, language: str, reviews: list[dict[str, object]] | None = None) -> str:
    """One HTML page that needs nothing beside itself. `reviews`: ClaimReview to embed for search engines."""
    esc = html.escape
    title = esc(tell("title", language, name=audit.article.heading))
    boxes = "".join(
        f'<label><input type="checkbox" value="{word}" checked> {MARKS[word]} {name} ({n})</label>'
        for word, n in audit.counts.items()
        for name in [esc(name_verdict(word, evidence, language))]
    )
    by_paragraph: dict[int, list[Passage]] = {}
    for p in audit.passages:
        by_paragraph.setdefault(p.paragraph, []).append(p)
    blocks = []
    for number, paragraph in enumerate(audit.article.paragraphs):
        passages = by_paragraph.get(number, [])
        tag, css = {"heading": ("h2", ""), "item": ("div", ' class="item"'), "quote": ("blockquote", "")}.get(
            paragraph.kind, ("p", "")
        )
        printed = _mark(paragraph.text, passages, evidence, language)
        notes = "".join(_note(p, evidence, language) for p in passages if _has_note(p))
        code = passages[0].language if passages else audit.language
        aside = f'<ul class="notes">{notes}</ul>' if notes else ""
        blocks.append(f'<section class="block"><{tag}{css} lang="{code}">{printed}</{tag}>{aside}</section>')
    findings = "".join(f"<li>{esc(said)}</li>" for said in list_findings(audit, evidence, language))
    data = ""
    if reviews:
        plain = json.dumps(reviews, ensure_ascii=False).replace("<", "\\u003c")
        data = f'<script type="application/ld+json">{plain}</script>'
    filters = f"<fieldset><legend>{esc(tell('filter', language))}</legend>{boxes}</fieldset>" if boxes else ""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width,initial-scale=1"><title>{title}</title><style>{_part("annotated_page.css")}</style>{data}</head><body>'
        f'<header><h1>{title}</h1><p class="small">{esc(tell("as_of", language, day=audit.as_of))}. '
        f"{esc(count_line(audit, evidence, language))}</p>"
        + (f'<ul class="small">{findings}</ul>' if findings else "")
        + f"{filters}</header><main>{''.join(blocks)}</main><footer><p>{esc(tell('proposal', language))} "
        f"{esc(tell('not_advice', language))}</p></footer><script>{_part('annotated_page.js')}</script></body></html>\n"
    )


def _has_note(p: Passage) -> bool:
    return p.verdict is not None or bool(p.defects or p.sources or p.commercial)


def _mark(text: str, passages: list[Passage], evidence: Evidence, language: str) -> str:
    parts, end = [], 0
    for p in passages:
        parts.append(html.escape(text[end : p.start]))
        own = html.escape(p.text)
        if _has_note(p):
            word = p.verdict or "none"
            said = html.escape(name_verdict(p.verdict, evidence, language))
            own = (
                f'<mark class="{word}" data-of="{word}" id="s{p.at}"><a href="#n{p.at}">{own}'
                f"<sup>&nbsp;{MARKS.get(word, '·')}&nbsp;{p.at} {said}</sup></a></mark>"
            )
        parts.append(own)
        end = p.end
    return "".join([*parts, html.escape(text[end:])])


def _note(p: Passage, evidence: Evidence, language: str) -> str:
    word = p.verdict or "none"
    lines = []
    for what, said in list_notes(p, evidence, language):
        printed = what == tell("may_print", language)
        head = f"<b>{html.escape(what)}:</b> " if what else ""
        code = f' lang="{p.language}"' if printed or not what else ""
        lines.append(f"<p{' class=print' if printed else ''}{code}>{head}{html.escape(said)}</p>")
    said = html.escape(name_verdict(p.verdict, evidence, language))
    return (
        f'<li class="{word}" data-verdict="{word}" id="n{p.at}"><h3>{MARKS.get(word, "·")} <a href="#s{p.at}" '
        f'style="color:inherit">{p.at}</a> {said}</h3>{"".join(lines)}</li>'
    )

"""Paragraphs of methods and results, drafted from the protocol and the ledger; every number leads to what it counts.

Pure. Nothing is said that has not been counted: a review that has not been searched says so. They say that they are
drafts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from ..judgement.apart_said import describe_unsettled, mark_unsettled
from ..judgement.proposed_said import mark_proposed
from ..language.words import Words
from ..screening.said import describe_settled
from .facts import Facts
from .voice import Voice

SECTIONS = ("methods", "results")
_WHOLE = re.compile(r"(?<![\d.,-])\d+(?![\d-]|[.,]\d|\s?%)")
"""A count in a sentence that is said elsewhere too: no part of a day, of a share, or of a number with a fraction."""
_MARK = re.compile("\x01(.*?)\x02(.*?)\x03", re.S)


@dataclass(frozen=True)
class Piece:
    """A part of a paragraph. `target`: the table, 'flow', 'claims/ID' or file that the number is counted in."""

    text: str
    target: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class Paragraph:
    """One drafted paragraph of a section."""

    section: str
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def draft_paragraphs(facts: Facts, words: Voice) -> tuple[Paragraph, ...]:
    """Methods first, then results."""
    return (
        *(Paragraph("methods", p) for p in _methods(facts, words)),
        *(Paragraph("results", p) for p in _results(facts, words)),
    )


def say_draft(words: Words) -> str:
    """That these are drafts."""
    return words.say("draft.is-draft")


def find_page(target: str) -> str:
    """The page of the site, below the folder of its language, that a number of a draft leads to."""
    return f"{target}.html" if "/" in target or target == "flow" else f"tables/{target}.html"


def write_markdown(paragraphs: tuple[Paragraph, ...], words: Voice, pages: str) -> str:
    """The paragraphs as Markdown, numbers as links to the pages below `pages`, an address or a relative path."""
    lines = [f"*{say_draft(words)}* {words.say('draft.links', pages=pages)}", ""]
    for section in SECTIONS:
        lines += [f"## {words.say(f'draft.title.{section}')}", ""]
        for paragraph in paragraphs:
            if paragraph.section == section:
                lines += [
                    "".join(
                        f"[{p.text}](<{pages}/{find_page(p.target)}>)" if p.target else p.text for p in paragraph.pieces
                    ),
                    "",
                ]
    return "\n".join(lines)


def write_html(paragraphs: tuple[Paragraph, ...], words: Voice, pages: str) -> str:
    """The paragraphs as a page of HTML, numbers as links to the pages below `pages`."""
    title = escape(words.say("draft.title.methods") + ", " + words.say("draft.title.results").lower())
    out = [
        f'<!doctype html>\n<html lang="{escape(words.language)}"><meta charset="utf-8"><title>{title}</title>',
        f"<h1>{title}</h1>",
        f"<p><em>{escape(say_draft(words))}</em> {escape(words.say('draft.links', pages=pages))}</p>",
    ]
    for section in SECTIONS:
        out.append(f"<h2>{escape(words.say(f'draft.title.{section}'))}</h2>")
        for paragraph in paragraphs:
            if paragraph.section == section:
                out.append(f"<p>{''.join(_link(piece, pages) for piece in paragraph.pieces)}</p>")
    return "\n".join((*out, "</html>", ""))


def _link(piece: Piece, pages: str) -> str:
    text = escape(piece.text)
    return f'<a href="{escape(f"{pages}/{find_page(piece.target)}")}">{text}</a>' if piece.target else text


def _count(number: object, target: str) -> str:
    return f"\x01{target}\x02{number}\x03"


def _split(text: str) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    end = 0
    for match in _MARK.finditer(text):
        if match.start() > end:
            pieces.append(Piece(text[end : match.start()]))
        pieces.append(Piece(match[2], match[1]))
        end = match.end()
    return (*pieces, Piece(text[end:])) if end < len(text) else tuple(pieces)


def _methods(facts: Facts, words: Voice) -> Iterator[tuple[Piece, ...]]:
    evidence, flow = facts.evidence, facts.flow

    def say(key: str, **counts: object) -> tuple[Piece, ...]:
        return _split(words.say(f"draft.methods.{key}", **counts))

    sources = dict.fromkeys(words.name("search_source", s.source) for s in evidence.searches.values())
    common = {
        "strategies": _count(len(evidence.searches), "searches"),
        "databases": ", ".join(sources) or words.say("table.none"),
        "other": _count(flow.other_methods, "flow"),
        "seed": _count(facts.seeded, "flow"),
        "files": _count(facts.from_files, "flow"),
    }
    if facts.last_search is None:
        yield say("sources-never", **common)
    else:
        yield say("sources", **common, run=_count(facts.searches_run, "searches"), day=facts.last_search)
    yield say(
        "selection",
        screened=_count(flow.screened, "flow"),
        all=_count(facts.identified, "flow"),
        two=_count(facts.screened_by_two, "flow"),
    )
    said = describe_settled(facts.settled, words.language)
    yield _split(_WHOLE.sub(lambda n: _count(n[0], "flow"), said))
    yield say(
        "extraction",
        studies=_count(len(evidence.studies), "characteristics"),
        checked=_count(facts.studies_checked, "characteristics"),
        full=_count(sum(s.read == "full-text" for s in evidence.studies.values()), "characteristics"),
    )
    n, _, checked = facts.appraised
    if n:
        tools = dict.fromkeys(words.name("tool", a.tool) for a in evidence.appraisals if a.by is None)
        yield say(
            "bias",
            appraisals=_count(n, "risk-of-bias"),
            tools="; ".join(tools),
            checked=_count(checked, "risk-of-bias"),
        )
    yield say("synthesis", pooled=_count(facts.pooled, "summary-of-findings"))
    yield say(
        "certainty",
        graded=_count(facts.graded, "evidence-profile"),
        claims=_count(len(facts.summaries), "summary-of-findings"),
    )
    yield say("amendments", version=evidence.protocol.version, changes=_count(facts.amendments, "amendments"))


def _results(facts: Facts, words: Voice) -> Iterator[tuple[Piece, ...]]:
    evidence, flow = facts.evidence, facts.flow

    def say(key: str, **counts: object) -> tuple[Piece, ...]:
        return _split(words.say(f"draft.results.{key}", **counts))

    yield say(
        "flow",
        identified=_count(facts.identified, "flow"),
        excluded=_count(facts.excluded, "excluded"),
        unsure=_count(flow.unsure, "flow"),
        unscreened=_count(flow.unscreened, "flow"),
        included=_count(flow.included_records, "flow"),
        studies=_count(flow.included_studies, "flow"),
    )
    designs = Counter(evidence.studies[i].design for i in flow.boxes["studies"])
    if designs:
        yield say(
            "designs",
            primary=_count(flow.primary_studies, "flow"),
            informing=_count(flow.informing_studies, "flow"),
            designs=_list({words.name("design", d): n for d, n in designs.most_common()}, "characteristics"),
        )
    overall = Counter(a.overall for a in evidence.appraisals if a.by is None)
    if overall:
        yield say(
            "bias", those=_list({words.name("judgement", j): n for j, n in overall.most_common()}, "risk-of-bias")
        )
    results, effects = facts.results
    yield say("effects", effects=_count(effects, "characteristics"), results=_count(results, "characteristics"))
    levels = Counter(s.certainty_word for s in facts.summaries if s.certainty_word and s.judged_by == "person")
    if levels:
        yield say(
            "levels",
            those=_list({words.name("certainty", level): n for level, n in levels.most_common()}, "evidence-profile"),
        )
    for summary in facts.summaries:
        if summary.claim.id not in evidence.protocol.headline_claims:
            if told := describe_unsettled(summary.apart, summary.changed_since, words, evidence.people):
                yield say("claim-apart", claim=words.read(summary.claim.title), apart=told)
            continue
        word = summary.certainty_word
        given = {
            "claim": words.read(summary.claim.title),
            "certainty": mark_proposed(words.name("certainty", word), summary, words)
            if word
            else words.say("table.not-judged"),
            "studies": _count(len(summary.counted), f"claims/{summary.claim.id}"),
            "direct": _count(summary.by_directness.get("direct", 0), f"claims/{summary.claim.id}"),
        }
        if summary.certainty is not None:
            body = _count(len(summary.certainty.body), "evidence-profile")
            said = words.read(summary.certainty.summary)
            if mark := mark_unsettled(summary.apart, summary.changed_since, words):
                said = f"{said} [{mark}]"
            if summary.stale_text is not None:
                said = f"{said} [{words.say(f'site.{summary.stale_text.name_mark()}')}]"
            yield say("claim", **given, body=body, summary=said)
        else:
            yield say("claim-open", **given)


def _list(counts: dict[str, int], target: str) -> str:
    return ", ".join(f"{name} {_count(n, target)}" for name, n in counts.items())

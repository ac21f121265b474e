"""Words in the outputs of notebooks that are older than their evidence, marked where they stand. Pure.

A page of ours asks the summary whether its words hold. A notebook prints what it likes, so what it has printed is held
against the words that no page may show unmarked: each output that has one is marked, in the language of the page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..judgement.claim_summary import ClaimSummary
from ..judgement.readings import Stale
from ..judgement.readings_said import describe_stale
from ..judgement.sentences import propose_sentence
from ..language.words import Words
from ..model import Certainty, Evidence, Multilingual, Prose, Sentence

OUTPUT = re.compile(r'<div class="output"[^>]*>')
CELL = re.compile(r'(?=<div class="(?:code|text|output)\b[^>]*>)')
CELL_OF_TABLE = re.compile(r"<(t[dh])\b([^>]*)>([^<]+)</\1>")
ENOUGH = 60
"""So many characters tell a text, also where a table cuts it short."""
LEAST = 12
"""A text of fewer could stand anywhere."""


@dataclass(frozen=True)
class MarkedWords:
    """Words that no page may show unmarked, and what is to be said beside them. `of`: lead or verdict."""

    words: str
    found: Stale
    of: str


def list_marked_words(evidence: Evidence, summaries: Iterable[ClaimSummary]) -> tuple[MarkedWords, ...]:
    """Every wording, in every language, of every text whose ground has changed or is not known."""
    sentences = {(d.id, s.at): s for d, s in evidence.sentences}
    return tuple(
        MarkedWords(plain, found, of)
        for summary in summaries
        for found in summary.stale
        for of, prose in _list_prose(summary, found, sentences, evidence.certainty.get(summary.claim.id))
        for text in (prose.texts.values() if isinstance(prose, Multilingual) else [prose])
        if len(plain := _normalise(text)[:ENOUGH]) >= LEAST
    )


def _list_prose(
    summary: ClaimSummary,
    found: Stale,
    sentences: dict[tuple[str, str], Sentence],
    written: Certainty | None,
) -> Iterator[tuple[str, Prose]]:
    folder, _, name = found.text.partition("/")
    document, _, at = name.partition("#")
    certainty, sentence = summary.certainty, sentences.get((document, at))
    if folder == "certainty" and certainty is not None:
        yield "lead", written.summary if written is not None else certainty.summary
        steps = (*(certainty.downgrades or {}).values(), *(certainty.upgrades or {}).values())
        for said in (*steps, certainty.direction, certainty.basis):
            if said is not None:
                yield "lead", said.why
    elif folder == "claims":
        for language in summary.languages:
            if (printable := propose_sentence(summary, language)) is not None:
                yield "lead", printable
    elif folder == "documents" and sentence is not None and sentence.verdict is not None:
        yield "verdict", sentence.verdict.why
        if sentence.verdict.suggest is not None:
            yield "verdict", sentence.verdict.suggest


def mark_outputs(body: str, marked: Sequence[MarkedWords], voice: Words) -> str:
    """A rendered notebook with a note above each output that prints any of `marked`."""
    return "".join(_mark(part, marked, voice) for part in CELL.split(body)) if marked else body


def _mark(part: str, marked: Sequence[MarkedWords], voice: Words) -> str:
    opened = OUTPUT.match(part)
    if opened is None:
        return part
    shown = _normalise(html.unescape(re.sub(r"<[^>]+>", " ", part)))
    notes = {
        f"<strong>{voice.say(f'site.{item.found.name_mark(item.of)}')}</strong> "
        + html.escape(describe_stale(item.found, voice), quote=False)
        for item in marked
        if item.words in shown
    }
    said = "".join(f'<p class="notice mind" lang="{voice.language}">{note}</p>' for note in sorted(notes))
    return opened[0] + said + part[opened.end() :]


def mark_foreign(
    body: str, foreign: Collection[str], language: str, named: Callable[[str], str] = lambda text: text
) -> str:
    """A rendered notebook whose cells of tables are marked as `language` where they hold one of `foreign`, and no more.

    What people wrote in one language alone stands on the pages of every language, and is read out in its own. `named`
    marks names within another cell.
    """

    def mark(found: re.Match[str]) -> str:
        said = html.unescape(found[3])
        if " lang=" in found[2]:
            return found[0]
        if said not in foreign:
            marked = named(said)
            return found[0] if marked == said else f"<{found[1]}{found[2]}>{marked}</{found[1]}>"
        return f'<{found[1]}{found[2]} lang="{language}">{found[3]}</{found[1]}>'

    return CELL_OF_TABLE.sub(mark, body) if foreign else body


def _normalise(text: str) -> str:
    return " ".join(text.split())

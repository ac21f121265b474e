"""Cells of tables on built pages: what each says in the language of its page, and English that nothing marks.

No list of words decides it: an English word is one that the English catalogue, the evidence's English texts or the
titles of records have and that no Swedish text has. Names of people, bodies, works and files are the same in every
language (WCAG 3.1.2 excepts proper names), and so are identifiers and addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

from rlsevidence.language import SHIPPED
from rlsevidence.model import Evidence, Multilingual
from rlsevidence.model.base import Frozen
from rlsevidence.reporting.voice import find_title_language

VOID = {"meta", "link", "br", "img", "input", "hr", "wbr"}
CELLS = ("td", "th", "caption")
WORD = re.compile(r"[^\W\d_]{3,}")
IDENTIFIER = re.compile(
    r"\b(?:url|doi|pmid|pmcid|nct|isrctn):\S+|https?:\S+|[\w./-]+\.(?:yaml|tsv|jsonl?|csv|cff)\b"
    r"|(?:[\w-]+\.)+[a-z]{2,4}\b|\b[A-Z]+[\d-]{4,}\b|\b[a-z0-9]+(?:-[a-z0-9]+){2,}\b"
)
"""Records, addresses, files, hosts of links and ids of searches or studies: no language's words."""


class Cells(HTMLParser):
    """The text of every cell and caption that is in the language of the page."""

    def __init__(self, text: str, language: str) -> None:
        super().__init__(convert_charrefs=True)
        self.language = language
        self.open: list[tuple[str, bool]] = []
        self.texts: list[str] = []
        self.cell: list[str] | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        own = dict(attrs).get("lang")
        kept = self.open[-1][1] if self.open else True
        self.open.append((tag, own == self.language if own else kept and tag not in ("script", "style", "code", "svg")))
        if tag in CELLS:
            self.cell = []

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        self.open.pop()
        if tag in CELLS and self.cell is not None:
            self.texts.append(" ".join("".join(self.cell).split()))
            self.cell = None

    def handle_data(self, data: str) -> None:
        # What is marked leaves a gap, so that words before and behind it do not become one.
        if self.cell is not None:
            self.cell.append(data if self.open and self.open[-1][1] else " · ")


def list_english_cells(pages: Mapping[str, str], evidence: Evidence) -> list[tuple[str, str, str]]:
    """(page, word, cell) for each cell of a Swedish page with English in it that is not marked as such."""
    english = _list_english(evidence)
    names = {s.label for s in evidence.studies.values()} | {p.name for p in evidence.people}
    known = re.compile("|".join(re.escape(n) for n in sorted(names, key=len, reverse=True)))
    titles = {r.title for r in evidence.records.values() if find_title_language(r) == "en" and " " in r.title}
    found = []
    for path, text in pages.items():
        for cell in Cells(text, "sv").texts:
            left = IDENTIFIER.sub("", known.sub("", cell))
            words = [word for word in WORD.findall(left) if word.casefold() in english]
            if words or any(title in left for title in titles):
                found.append((path, words[0] if words else "a title", cell[:160]))
    return found


def _list_english(evidence: Evidence) -> Set[str]:
    english, swedish = set(_list_catalogue("en")), set(_list_catalogue("sv"))
    for language, text in _list_texts(
        [getattr(evidence, part) for part in ("claims", "studies", "certainty", "documents", "appraisals", "unread")]
        + [evidence.searches, evidence.protocol, evidence.topic, evidence.vocabulary, evidence.dose_limits]
        + [evidence.interactions, evidence.salts, evidence.health_claims, evidence.concepts]
    ):
        (swedish if language == "sv" else english).update(_split(text))
    for record in evidence.records.values():
        (english if find_title_language(record) == "en" else swedish).update(_split(record.title))
    for study in evidence.studies.values():
        swedish.update(_split(study.label_in.get("sv", "")))
    return english - swedish


def _list_texts(value: Any) -> Iterator[tuple[str, str]]:
    """(language, text) for each text in a value; one that does not say its language is English, as the files are."""
    if isinstance(value, Multilingual):
        yield from value.texts.items()
    elif isinstance(value, str):
        if " " in value.strip():
            yield "en", value
    elif isinstance(value, Frozen):
        for name in type(value).model_fields:
            if name != "label_in":
                yield from _list_texts(getattr(value, name))
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _list_texts(one)
    elif isinstance(value, (list, tuple, frozenset)):
        for one in value:
            yield from _list_texts(one)


def _list_catalogue(language: str) -> Iterator[str]:
    with (Path(SHIPPED) / f"{language}.po").open("rb") as file:
        for message in read_po(file):
            said = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
            for text in said:
                yield from _split(re.sub(r"\{[^}]*\}", " ", text or ""))


def _split(text: str) -> Iterator[str]:
    return (word.casefold() for word in WORD.findall(text))

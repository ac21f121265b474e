"""Sentences of an abstract with the place where each stands, and what part of the report each belongs to. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from .heads import note_part

Role = Literal["title", "aim", "methods", "results", "conclusion", "body"]

ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    # 'Results and conclusions' states the conclusion; 'aims and methods' tells what was done: the later word decides.
    ("conclusion", re.compile(r"conclu|interpretation|implication|significance|summary|discussion|comment", re.I)),
    ("results", re.compile(r"result|finding|outcome(?!.*measure)|observation", re.I)),
    (
        "methods",
        re.compile(
            r"method|design|setting|patient|participant|subject|material|measure|intervention|procedure|population|"
            r"analys|sample|data|registration|trial|funding|sponsor|search|selection|experiment|case|approach|outcome",
            re.I,
        ),
    ),
    (
        "aim",
        re.compile(
            r"aim|objective|purpose|background|introduction|hypothes|rationale|context|question|goal|importance|why",
            re.I,
        ),
    ),
)
_CONCLUDES = re.compile(
    r"(?i)^(?:in (?:conclusion|summary|sum)|to (?:conclude|sum(?:mari[sz]e)?)|we (?:conclude|suggest|recommend|believe)"
    r"|(?:it is|it was|it can be|we therefore) conclude|these (?:results|findings|data|observations) |"
    r"(?:our|the|present|this) (?:\w+ )?(?:results|findings|data|study|observations) (?:\w+ ){0,2}"
    r"(?:suggest|indicat|show|demonstrat|support|confirm|provid|impl)|therefore|thus|overall|taken together|"
    r"conclusions?\b)"
)
# A dot ends no sentence after these, nor after a single capital or within a number.
_NO_END = re.compile(
    r"(?:\b(?:vs|e\.g|i\.e|cf|et al|approx|ca|no|nos|fig|figs|dr|st|resp|spp?|subsp|var|min|max|mg|kg|ml|inc|ltd|ref|"
    r"refs|etc|incl|viz|[A-Z])|\b(?:[a-z]\.)+[a-z])\.$",
    re.I,
)
_END = re.compile(r"[.!?]+[\"'”’)\]]*(?=\s)|\n\s*\n")
_MIXED = re.compile(r"[a-z]+[A-Z\d-]")
_MARK = re.compile(
    r"(?:(?<=\s)|^)(?:ABSTRACT\.)?((?:[A-Z][A-Z/&,\-]+)(?: [A-Z/&,\-]+){0,6}|TITLE|(?:Conclusions?|Results|Methods|"
    r"Background|Objectives?|Purpose|Aims?|Findings|Interpretation))\s?:{1,2}\s+"
)


class Passage(NamedTuple):
    """A stretch of text and its label, as an abstract has them. `label` is None where there is none."""

    label: str | None
    text: str


class Sentence(NamedTuple):
    """One sentence: the number of its passage and its code-point offsets there, end not included."""

    section: int
    start: int
    end: int
    text: str
    role: Role


def split_text(text: str) -> list[tuple[int, int]]:
    """(start, end) of each sentence of one text, in code points, without the white space round it."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        end = match.end()
        if text[match.start()] in ".!?":
            after = text[end : end + 60].lstrip()
            before = text[max(start, end - 12) : end].rstrip("\"'”’)]")
            if (after and not _may_begin(after)) or _NO_END.search(before):
                continue
        _add(spans, text, start, end)
        start = end
    _add(spans, text, start, len(text))
    return spans


def _may_begin(after: str) -> bool:
    first = after.lstrip("\"'“‘([")[:1]
    return not first.islower() or _MIXED.match(after) is not None


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end].lstrip()
    left = end - len(piece)
    right = left + len(piece.rstrip())
    if right > left:
        spans.append((left, right))


@lru_cache(maxsize=1024)
def find_role(label: str | None) -> Role:
    """The part of a report that a section label names; 'body' for none or an unknown one."""
    if label:
        for role, pattern in ROLES:
            if pattern.search(label):
                return role
        if label.strip().upper() == "TITLE":
            return "title"
    return "body"


def split_passages(passages: Sequence[Passage]) -> tuple[Sentence, ...]:
    """All sentences of an abstract in order, each with its role.

    In passages without a telling label a sentence that says that it concludes, and the last one, get the role
    'conclusion'; others stay 'body'.
    """
    return _split(tuple(passages))


@lru_cache(maxsize=32)
def _split(passages: tuple[Passage, ...]) -> tuple[Sentence, ...]:
    """Kept for a while: stance and direction ask for the same sentences, claim by claim."""
    found: list[Sentence] = []
    for number, passage in enumerate(passages):
        role = find_role(passage.label)
        spans = split_text(passage.text)
        for place, (start, end) in enumerate(spans):
            text = passage.text[start:end]
            note_part(passage.text, start, end)
            own = role
            if role == "body" and (
                _CONCLUDES.match(text) or (number == len(passages) - 1 and place == len(spans) - 1 and len(spans) > 1)
            ):
                own = "conclusion"
            found.append(Sentence(number, start, end, text, own))
    return tuple(found)


def split_labelled(text: str) -> tuple[Passage, ...]:
    """One text with its labels inside ('RESULTS: ...') -> passages; offsets then count within each passage."""
    marks = list(_MARK.finditer(text))
    passages = []
    if not marks or marks[0].start() > 0:
        passages.append(Passage(None, text[: marks[0].start()] if marks else text))
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    passages += [Passage(mark[1], text[mark.end() : end]) for mark, end in zip(marks, ends, strict=False)]
    return tuple(p for p in passages if p.text.strip())

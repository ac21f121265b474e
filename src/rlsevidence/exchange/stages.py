"""At which stage somebody decided, as columns and cells of tables say it in English and Swedish. Pure."""

from __future__ import annotations

import re

STAGE_COLUMNS = frozenset(
    {"stage", "screening stage", "review stage", "decision stage", "stage of screening", "stage of review",
     "stage name", "screening phase", "review phase", "screening level", "review level", "screening step",
     "review step", "level", "step", "phase", "steg", "fas", "nivå", "etapp", "granskningssteg", "granskningsfas",
     "granskningsnivå", "screeningsteg", "screeningfas", "screeningnivå", "bedömningssteg", "bedömningsfas",
     "urvalssteg", "beslutssteg", "urvalsfas", "steg i granskningen", "steg i urvalet"}
)  # fmt: skip
"""Names of columns whose cells say the stage, as `plain` has them."""
_ABSTRACT = r"(?:abstracts?|abstrakt|sammanfattning(?:ar|en)?)"
_TITLE = r"(?:titles?|titel|titlar)"
PHRASES = {
    "title_abstract": re.compile(
        rf"\b(?:{_TITLE}(?: (?:and|och|or|eller|samt))? {_ABSTRACT}|{_ABSTRACT} (?:and|och) {_TITLE}"
        rf"|ti ?abs?|t a|{_ABSTRACT}(?= |$)|{_TITLE}(?= |$))"
    ),
    "full_text": re.compile(
        r"\b(?:full ?(?:text|report|paper|article)s?(?:en)?|hela texten|hel ?text(?:en)?|ft)"
        r"(?=\b|s?beslut|granskning|läsning|bedömning|nivå|steg|fas|screening)"
    ),
}
"""What says each stage, in words as `plain` has them."""
BESIDE = frozenset(
    {"screening", "screened", "screen", "review", "stage", "level", "phase", "step", "assessment", "only",
     "reading", "read", "on", "at", "the", "of", "granskning", "läsning", "bedömning", "steg", "fas", "nivå", "på",
     "i", "av", "efter", "after", "in", "for", "för", "vid", "endast", "sgranskning", "1", "2", "first", "second",
     "första", "andra"}
)  # fmt: skip
"""Words that may stand beside such a phrase in a cell and change nothing."""


def plain(text: str) -> str:
    """Words in small letters, one blank between two."""
    return re.sub(r"[\W_]+", " ", text).strip().casefold()


def split_stage(text: str) -> tuple[str | None, str]:
    """The stage that words name, and the rest of them; None where they name none, or both."""
    words = plain(text)
    found = {stage: match for stage, phrase in PHRASES.items() if (match := phrase.search(words))}
    if len(found) != 1:
        return None, words
    ((stage, match),) = found.items()
    rest = f"{words[: match.start()]} {words[match.end() :]}"
    return stage, " ".join(rest.split())


def read_stage(cell: str) -> str:
    """The stage that a cell names; what names none, or says more than that, as it stands: it is no stage."""
    stage, rest = split_stage(cell)
    return stage if stage and set(rest.split()) <= BESIDE else " ".join(cell.split())

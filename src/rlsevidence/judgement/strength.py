"""How firmly a printable sentence speaks, word by word, so that none goes out firmer than its evidence. Pure.

The words stand in each language's catalogue (`strength.*`), so that a further language brings its own; an asterisk is
any ending. They are few on purpose: they judge sentences that the program joins itself. What other people's sentences
say is read by `audit.wording`, which knows many more.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from ..language import has_text, say
from .wording import RANK

RUNGS = ("emphatic", "strong", "probably", "hedged", "very_uncertain")
"""Rungs of the ladder that words tell of, firmest first; a sentence with none of them is plain."""
OTHERS = ("not", "asks", "whether")
"""What takes a firm word back, what begins a question within a sentence, and what begins one of yes or no."""
_REACH = 3
"""So many words before a firm one may a denial stand and still take it back: 'has not yet been proven'."""

_SECOND = re.compile(r"[.!?;:]\s+\S")
"""Where a second statement begins, over which no word of doubt of the first one stands."""

_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?!\w)")


@cache
def _compile(group: str, language: str) -> re.Pattern[str]:
    words = (w.strip() for w in say(f"strength.{group}", language).split(","))
    listed = "|".join(re.escape(w).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for w in words)
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE)


def knows_words(language: str) -> bool:
    """Whether the language's own catalogue lists words of every rung; without them nothing can be judged in it."""
    return all(has_text(f"strength.{group}", language) for group in (*RUNGS, *OTHERS))


@lru_cache(maxsize=16384)  # each text of a review is asked for several rungs, by several rules and pages
def find_words(text: str, rung: str, language: str) -> tuple[str, ...]:
    """The words of one rung in a text, those left out that a denial shortly before takes back."""
    denial = _compile("not", language)
    found = []
    for match in _compile(rung, language).finditer(text):
        before = re.split(r"[.!?]\s", text[: match.start()])[-1].split()[-_REACH:]
        if not (rung in ("emphatic", "strong") and denial.search(" ".join(before))):
            found.append(match[0])
    return tuple(found)


def read_strength(text: str, language: str) -> str:
    """The firmest rung of which the text has a word: a key of `wording.RANK`; 'plain' where it has none."""
    return next((rung for rung in RUNGS if find_words(text, rung, language)), "plain")


def find_too_strong(core: str, beside: str, allowed: str, language: str) -> str | None:
    """The word that goes too far, or the whole of `core` where it lacks its word of doubt; None where all fits.

    `core` makes the claim and may be no firmer than `allowed`; `beside` (limits, figures, advice) says other things,
    and plainly, but no word there may be strong or one of size.
    """
    for text, limit in ((core, allowed), (beside, "plain")):
        for rung in RUNGS:
            if RANK[rung] > RANK[limit] and (words := find_words(text, rung, language)):
                return words[0]
    doubtless = RANK[read_strength(core, language)] > RANK[allowed]
    return core if doubtless or _SECOND.search(core) else None


def says_can(verb: str, language: str) -> bool:
    """Whether a verb says that something can happen, and no more: 'can cause', 'kan ge'."""
    return has_text("strength.can", language) and bool(_compile("can", language).match(verb))


def mentions_can(text: str, language: str) -> bool:
    """Whether a text says anywhere that something can happen."""
    return has_text("strength.can", language) and bool(_compile("can", language).search(text))


def find_doubt(text: str, language: str) -> str | None:
    """The first word of a text that puts it in doubt, however mildly: 'probably', 'may', 'uncertain'."""
    rungs = ("probably", "hedged", "very_uncertain")
    return next((words[0] for rung in rungs if (words := find_words(text, rung, language))), None)


def asks(question: str, language: str) -> bool:
    """Whether a text is a question within a sentence: 'whether …', 'hur mycket …'."""
    return bool(_compile("asks", language).match(question))


def asks_whether(question: str, language: str) -> bool:
    """Whether a question within a sentence asks for yes or no: 'whether it harms', and not 'how often it harms'."""
    return bool(_compile("whether", language).match(question))


def names_ceiling(text: str, language: str) -> bool:
    """Whether a text says that a figure is an upper limit; a language without words for it says it always."""
    return not has_text("strength.ceiling", language) or bool(_compile("ceiling", language).search(text))


def list_numbers(text: str) -> frozenset[str]:
    """The numbers of a text, written in one way: decimal points, no spaces."""
    return frozenset(m[0].replace(",", ".") for m in _NUMBER.finditer(text))

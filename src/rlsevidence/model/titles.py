"""Two titles held against each other word by word: a slip of letters, a withdrawal's mark, or other words. Pure.

Another publication about an article (its correction, a comment, a reply, its protocol) bears nearly its title. A slip
changes letters within a word; who adds, leaves out or replaces a whole word names something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from difflib import SequenceMatcher

BEGINNING = "one is the beginning of the other"
SLIP = "a slip of some letters"
MARK = "one bears the mark of an article that was withdrawn"
WORDS = "whole words are added, left out or others: perhaps another publication about it"
NEAR = 0.85
"""From this share of like text on, two titles are one title with a slip in it."""
LIKE = 0.75
"""From this share of like letters on, a word is another with a slip in it."""
SHARED = 0.6
"""From this share of common words on (of the shorter title), two titles are near each other."""
SMALL = frozenset(["of", "the", "and", "for", "in", "on", "a", "an", "to", "with", "der", "die", "das", "und"])
"""Words whose absence changes nothing."""
DESIGN = frozenset((
    "randomised", "randomized", "controlled", "clinical", "trial", "study", "placebo", "double", "single", "blind",
    "blinded", "masked", "parallel", "group", "multicentre", "multicenter", "crossover", "cross", "over",
    "prospective", "retrospective", "cohort", "case", "control", "systematic", "review", "meta", "analysis",
))  # fmt: skip
"""Words of a subtitle that names a design and nothing else, which some databases leave out. A pilot, an extension or an
analysis of some other kind is a publication of its own."""
NUMERALS = frozenset((
    "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x",
))  # fmt: skip
OPPOSITES = (
    ("hypo", "hyper"), ("inter", "intra"), ("pre", "post"), ("increas", "decreas"), ("under", "over"),
    ("macro", "micro"), ("with", "without"), ("efficacy", "inefficacy"), ("mono", "poly"), ("more", "less"),
)  # fmt: skip
"""Beginnings of words of which one in place of the other is no slip."""
PREFIX = re.compile(
    r"^[\[(]*(?:(?:RETRACTED|WITHDRAWN|REMOVED)(?: (?:ARTICLE|PAPER))?|(?:Retracted|Withdrawn)(?: [Aa]rticle)?)"
    r"[\])]*:\s*"
)
SUFFIX = re.compile(r"\s*[\[(](?:RETRACTED|WITHDRAWN|Retracted|Withdrawn|retracted|withdrawn)(?: article)?[\])][.\s]*$")


def is_marked_withdrawn(title: str) -> bool:
    """Whether the title says, before or behind its words, that its publisher has withdrawn the article."""
    return bool(PREFIX.match(title) or (title.rstrip(". ")[-1:] in (")", "]") and SUFFIX.search(title)))


def tell_titles(ours: str, theirs: str, fold: Callable[[str], str]) -> str:
    """What two titles that are not one have to do with each other: a sentence above, or nothing.

    `fold` gives a title's words for comparing, with spaces between them.
    """
    bare = [SUFFIX.sub("", PREFIX.sub("", t)) for t in (ours, theirs)]
    is_marked = bare != [ours, theirs]
    a, b = (fold(t) for t in (bare if is_marked else (ours, theirs)))
    if a == b:
        return MARK if is_marked else SLIP
    mine, yours = a.split(), b.split()
    short, long = sorted((mine, yours), key=len)
    if short and long[: len(short)] == short and len(long) > len(short):
        rest = set(long[len(short) :])
        return BEGINNING if rest <= DESIGN | SMALL and not _is_part(rest) else WORDS
    matcher = SequenceMatcher(None, mine, yours, autojunk=False)
    changed = [(mine[i:j], yours[k:m]) for kind, i, j, k, m in matcher.get_opcodes() if kind != "equal"]
    if all(_is_slip(x, y) for x, y in changed):
        return SLIP if SequenceMatcher(None, a, b, autojunk=False).ratio() >= NEAR else ""
    common = sum(block.size for block in matcher.get_matching_blocks())
    return WORDS if short and common / len(short) >= SHARED else ""


def _is_part(rest: Collection[str]) -> bool:
    """Whether what goes on says that it is an analysis or a review of the first, and no design: ': an analysis'."""
    alone = {*rest} - SMALL
    return bool(alone & {"analysis", "review"}) and not alone & {"systematic", "meta"}


def _is_slip(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether a run of words is another with letters wrong in it; a word set in two is one."""
    ours, theirs = ([w for w in words if w not in SMALL] for words in (ours, theirs))
    a, b = sorted(("".join(ours), "".join(theirs)), key=len)
    if a == b:
        return True
    if not a or re.findall(r"\d+", a) != re.findall(r"\d+", b) or {*ours, *theirs} & NUMERALS:
        return False
    if b.endswith(a) or any(x in (p, q) for p, q in OPPOSITES for x in _swapped(a, b, p, q)):
        return False
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= LIKE


def _swapped(a: str, b: str, p: str, q: str) -> tuple[str, ...]:
    """`p` or `q` where the two words are one but for it at their beginnings."""
    pairs = ((a, b), (b, a))
    return tuple(p for x, y in pairs if x.startswith(p) and y.startswith(q) and x[len(p) :] == y[len(q) :])

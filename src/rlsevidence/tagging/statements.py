"""A claim that states something, set against what a sentence says of the same pair of things. Pure.

The claim is read first: what it speaks of (before its verb), what that does (up, down, good, bad, hangs together, no
difference) and to what (after it). Then each sentence is read for the same, near the claim's own words; and the two are
compared. 'No difference' disputes a claim that asserts one where the sentence speaks of both its things, and says
nothing about it where it does not.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from .cues import find_matches, find_negations
from .direction import find_better
from .heads import PatternSet
from .lexicon import read_lexicon
from .readings import ReadSentence
from .words import list_words

WAYS = ("up", "down", "good", "bad", "exists", "none", "unharmed", "often", "seldom", "open", "divided")
"""What a word can say of the thing that is spoken of."""
_OF_CUES = {
    "increase": "up", "decrease": "down", "improve": "good", "effective": "good", "feasible": "good", "worsen": "bad",
    "association": "exists", "different": "exists", "similar": "none", "no-difference": "none",
    "no-association": "none", "no-evidence": "none", "failed": "none", "not-significant": "none", "regardless": "none",
    "not-needed": "none", "unclear": "open", "more-research": "open", "partial": "divided", "not-in-part": "divided",
}  # fmt: skip
_TURNED = {"up": "none", "down": "none", "good": "none", "exists": "none", "bad": "unharmed", "none": "exists",
           "unharmed": "bad", "often": "seldom", "seldom": "often"}  # fmt: skip
_ASSERTS = ("up", "down", "good", "bad", "exists", "unharmed", "often", "seldom", "none")
REACH = 70.0
"""Characters over which the weight of a word falls to about a third."""


@dataclass(frozen=True)
class Said:
    """One word that says something: which way, where, whether a negation turned it."""

    way: str
    start: int
    end: int
    turned: bool


@dataclass(frozen=True)
class Statement:
    """A claim that states: the stems of its two things, the ways it says they hang together, its comparison."""

    text: str
    first: frozenset[str]
    second: frozenset[str]
    ways: frozenset[str]
    compared: tuple[frozenset[str], frozenset[str]] | None
    better: str | None

    @property
    def stems(self) -> frozenset[str]:
        return self.first | self.second


@cache
def _relations() -> tuple[PatternSet, Mapping[str, str]]:
    entries = read_lexicon("relations.yaml")
    patterns = {n: re.compile(r"(?<!\w)(?:" + "|".join(e["terms"]) + r")(?!\w)", re.I) for n, e in entries.items()}
    return PatternSet(patterns), {name: entry["says"] for name, entry in entries.items()}


@lru_cache(maxsize=512)
def find_said(text: str) -> tuple[Said, ...]:
    """Every word of `text` that says a way, a negation before it taken in, in the order of the text."""
    patterns, says = _relations()
    scopes = find_negations(text)
    found: dict[tuple[str, int], Said] = {}

    def add(way: str, start: int, end: int, negated: bool) -> None:
        turned = negated and way in _TURNED
        said = Said(_TURNED[way] if turned else way, start, end, turned)
        found.setdefault((said.way, start), said)

    for name, matches in patterns.find(text).items():
        for match in matches:
            # A word that holds its own negation ('no effect', 'failed to') is turned only by another before it.
            before = any(a < match.start() < b and a != match.start() for a, b in scopes)
            add(says[name], match.start(), match.end(), before)
    for cue in find_matches(text):
        way = _OF_CUES.get(cue.family)
        if way is not None:
            holds = way in ("none", "open", "divided")
            add(way, cue.start, cue.end, cue.negated and not holds)
    return tuple(sorted(found.values(), key=lambda s: (s.start, s.way)))


_THAN = re.compile(r"\b(?:than|superior to|inferior to|versus|vs\.?|compared (?:to|with)|over)\b", re.I)
_BY_HOW_MUCH = re.compile(r"(?:more|less|greater|higher)\b[^,;]{0,25}?\bthan\b", re.I)
_ASKING = re.compile(r"^(?:does|do|did|is|are|was|were|can|could|should|will|would|has|have|may|might)\s+", re.I)


@lru_cache(maxsize=1024)
def read_statement(text: str) -> Statement:
    """Read a claim: its things stand before and after the first word that says how they hang together."""
    text = _ASKING.sub("", text.strip())
    words = list_words(text)
    said = _choose_ways(text, [s for s in find_said(text) if s.way in _ASSERTS], words)
    things = [(w, s) for w, s, e in words if not any(a.start <= s and e <= a.end for a in said)]
    things = things or [(w, s) for w, s, _ in words]
    at = said[0].start if said else (things[len(things) // 2][1] if things else 0)
    first = frozenset(w for w, s in things if s < at)
    second = frozenset(w for w, s in things if s >= at) - first
    than, sides = _THAN.search(text), None
    if than is not None:
        after = frozenset(w for w, s in things if s >= than.end()) - first
        sides = (first, after) if first and after else None
    ways = frozenset(s.way for s in said) or frozenset({"exists"})
    return Statement(text, first, second, ways, sides, find_better(text[at:]) or find_better(text))


def _choose_ways(text: str, said: Sequence[Said], words: Sequence[tuple[str, int, int]]) -> list[Said]:
    """What the claim asserts: the first word that says a way after one of its things ('low levels of' says none).

    A word that only says that there is a link takes a direction from behind it: 'is linked to a lower risk'.
    """
    inner = [(s.start, s.end) for s in said]
    begin = next((e for _, s, e in words if not any(a <= s and e <= b for a, b in inner)), 0)
    after = [s for s in said if s.start >= begin] or list(said)
    if not after:
        return []
    chosen = [s for s in after if s.start < after[0].end]
    if all(s.way == "exists" for s in chosen):
        chosen += [s for s in after if s.way in ("up", "down") and 0 < s.start - chosen[0].end < 25][:1]
    return chosen


_OPPOSITE = {"up": "down", "down": "up", "good": "bad", "bad": "good", "often": "seldom", "seldom": "often"}


def find_kind(claim: Statement) -> str:
    """What sort of thing a claim asserts: 'none', 'unharmed', 'often', 'directed' (up, down, good, bad) or 'exists'."""
    for kind in ("unharmed", "none"):
        if kind in claim.ways:
            return kind
    if claim.ways & {"up", "down", "good", "bad"}:
        return "directed"
    return "often" if claim.ways & {"often", "seldom"} else "exists"


def weigh_ways(claim: Statement, read: ReadSentence) -> dict[str, float]:
    """Way -> 0 to 1: whether a sentence says it, by nearness to the claim's second thing, else to any of its words.

    Good and bad are taken to mean less and more where the claim's outcome is known to be better low, and so on.
    """
    near = [(s, e) for w, s, e, _ in read.words if w in claim.second]
    near = near or [(s, e) for w, s, e, _ in read.words if w in claim.first]
    swapped = _is_swapped(claim, read)
    told: dict[str, float] = {}
    text = read.sentence.text
    earlier = False
    for said in find_said(text):
        if said.way in ("up", "down", "often", "seldom"):
            # 'low levels of the thing', 'higher intake' say which people; 'fell more than' says by how much.
            if any(0 <= s - said.end <= 2 for w, s, _, _ in read.words if w in claim.first):
                continue
            if earlier and _BY_HOW_MUCH.match(text, said.start):
                continue
        earlier = earlier or said.way in ("up", "down", "good", "bad")
        gap = min([max(0, s - said.end, said.start - e) for s, e in near], default=150)
        way = _OPPOSITE.get(said.way, said.way) if swapped and said.way in ("up", "down", "good", "bad") else said.way
        value = math.exp(-gap / REACH)
        if value > told.get(way, 0.0):
            told[way] = value
    if claim.better is not None:
        more, less = ("good", "bad") if claim.better == "higher" else ("bad", "good")
        for one, other in (("up", more), ("down", less)):
            most = max(told.get(one, 0.0), told.get(other, 0.0))
            if most:
                told[one] = told[other] = most
    return told


def _is_swapped(claim: Statement, read: ReadSentence) -> bool:
    """Whether a comparison names the two sides the other way round: 'B was better than A'."""
    if claim.compared is None:
        return False
    than = _THAN.search(read.sentence.text)
    if than is None:
        return False
    one, other = claim.compared
    before = {w for w, s, _, _ in read.words if s < than.start()}
    after = {w for w, s, _, _ in read.words if s >= than.end()}
    return bool(other & before and one & after) and not (one & before and other & after)


def compare(claim: Statement, read: ReadSentence) -> dict[str, float]:
    """What one sentence says of a claim: 'same', 'against', 'none', 'open', 'divided' (0 to 1), and what it covers."""
    told = weigh_ways(claim, read)
    kind = find_kind(claim)

    def most(*ways: str) -> float:
        return max([told.get(w, 0.0) for w in ways])

    any_effect = most("up", "down", "good", "bad", "exists")
    if kind == "none":
        same, against, none = most("none", "unharmed"), any_effect, 0.0
    elif kind == "unharmed":
        same, against, none = most("unharmed", "none", "seldom"), most("bad", "up"), 0.0
    elif kind == "exists":
        same, against, none = any_effect, 0.0, most("none", "unharmed")
    else:
        wanted = claim.ways & set(_OPPOSITE)
        if claim.better is not None:
            more, less = ("good", "bad") if claim.better == "higher" else ("bad", "good")
            pairs = {"up": more, more: "up", "down": less, less: "down"}
            wanted = wanted | {pairs[w] for w in wanted if w in pairs}
        same = max([told.get(w, 0.0) for w in wanted])
        against = max([told.get(_OPPOSITE[w], 0.0) for w in wanted])
        none = most("none", "unharmed") if not wanted <= {"bad"} else most("none", "unharmed", "good")

    def cover(stems: frozenset[str]) -> float:
        return len(stems & read.stems) / len(stems) if stems else 0.0

    return {
        "same": same, "against": against, "none": none, "open": most("open"), "divided": most("divided"),
        "first": cover(claim.first), "second": cover(claim.second), "both": cover(claim.stems),
        "versus": cover(claim.compared[1]) if claim.compared else 1.0,
        "exists": told.get("exists", 0.0),
    }  # fmt: skip

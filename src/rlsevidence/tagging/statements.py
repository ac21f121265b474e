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
from functools import lru_cache
from typing import NamedTuple

from .once import once
from .outcomes import find_better
from .readings import ReadSentence
from .said import Said, find_said
from .words import list_stems, list_words

_ASSERTS = ("up", "down", "good", "bad", "exists", "unharmed", "often", "seldom", "none", "open")
_OPPOSITE = {"up": "down", "down": "up", "good": "bad", "bad": "good", "often": "seldom", "seldom": "often"}
_DIRECTED = frozenset(("up", "down", "good", "bad"))
_AMOUNTS = frozenset(("up", "down", "often", "seldom"))
_BAD = frozenset({"bad"})
_ALIKE = {"higher": (("up", "good"), ("down", "bad")), "lower": (("up", "bad"), ("down", "good"))}
"""Which way is better -> the ways that then mean the same."""
REACH = 70.0
"""Characters over which the weight of a word falls to about a third."""
_NEARNESS = tuple(math.exp(-gap / REACH) for gap in range(1_000))


@dataclass(frozen=True)
class Statement:
    """A claim that states: the stems of its two things and of whom it speaks, the ways it says, its comparison."""

    text: str
    first: frozenset[str]
    second: frozenset[str]
    whom: frozenset[str]
    ways: frozenset[str]
    compared: tuple[frozenset[str], frozenset[str]] | None
    better: str | None

    @once
    def stems(self) -> frozenset[str]:
        return self.first | self.second

    @once
    def kind(self) -> str:
        """What it asserts: 'none', 'unharmed', 'open', 'often', 'directed' (up, down, good, bad) or 'exists'."""
        for kind in ("unharmed", "none", "open"):
            if kind in self.ways:
                return kind
        if self.ways & {"up", "down", "good", "bad"}:
            return "directed"
        return "often" if self.ways & {"often", "seldom"} else "exists"

    @once
    def wanted(self) -> frozenset[str]:
        """Its ways that have an opposite, and what they mean where it is known which way is better."""
        own = self.ways & set(_OPPOSITE)
        if self.better is None or self.ways == {"bad"}:
            return own
        more, less = ("good", "bad") if self.better == "higher" else ("bad", "good")
        pairs = {"up": more, more: "up", "down": less, less: "down"}
        return own | {pairs[w] for w in own if w in pairs}

    @once
    def turned(self) -> str | None:
        """Which way is better, where good and bad are to be taken as more and less."""
        return self.better if self.ways != _BAD else None

    @once
    def manner(self) -> tuple[str, frozenset[str], str | None]:
        """All that what is said of other things depends on: two claims alike in it hear the same."""
        return self.kind, self.wanted, self.turned

    @once
    def covers(self) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
        """The words that a sentence covers of its first thing, its second, and both."""
        return self.first or self.stems, self.second or self.stems, self.stems


class Seen(NamedTuple):
    """What one sentence says of a claim, and the share of the words of its things that it has, each 0 to 1."""

    same: float
    against: float
    none: float
    open: float
    divided: float
    exists: float
    first: float
    second: float
    both: float


_THAN = re.compile(r"\b(?:than|superior to|inferior to|versus|vs\.?|compared (?:to|with)|over)\b", re.I)
_BY_HOW_MUCH = re.compile(r"(?:more|less|greater|higher)\b[^,;]{0,25}?\bthan\b", re.I)
_AGAINST = re.compile(
    r"\b(?:cur(?:e|es|ed)|treats?|treated|reliev\w+|relief|against|remed(?:y|ies) for|heals?|symptoms?)\b", re.I
)
"""What is cured, relieved or fought is better low, whatever its name."""
_PEOPLE = r"(?:people|patients|persons?|individuals|adults?|adolescents|children|infants|wom[ae]n|m[ae]n|older|elderly)"
_WHOM = re.compile(
    rf"^(?:in|for|among) [^,;]{{3,90}}, |\b(?:in|among) (?:(?!the\b)[\w-]+ ){{0,3}}{_PEOPLE}\b[^,;.]*(?=[.,;]|$)", re.I
)
"""Words that say in whom a claim holds, at its beginning or its end."""
_GENERAL = list_stems("symptoms complaints problems disease condition illness outcome outcomes health risk")
_ASKING = re.compile(r"^(?:does|do|did|is|are|was|were|can|could|should|will|would|has|have|may|might)\s+", re.I)


@lru_cache(maxsize=1024)
def read_statement(text: str) -> Statement:
    """Read a claim: its things stand before and after the first word that says how they hang together."""
    text = _ASKING.sub("", text.strip())
    spoken = _WHOM.search(text)
    whom = list_stems(spoken[0]) if spoken else frozenset()
    if spoken:
        # Blanks keep the places of the rest.
        rest = text[: spoken.start()] + " " * len(spoken[0]) + text[spoken.end() :]
        text, whom = (rest, whom) if list_stems(rest) else (text, frozenset())
    words = list_words(text)
    said = _choose_ways(text, [s for s in find_said(text) if s.way in _ASSERTS], words)
    things = [(w, s) for w, s, e in words if not any(a.start <= s and e <= a.end for a in said)]
    things = things or [(w, s) for w, s, _ in words]
    at = said[0].start if said else (things[len(things) // 2][1] if things else 0)
    first = frozenset(w for w, s in things if s < at)
    second = frozenset(w for w, s in things if s >= at) - first
    if second <= _GENERAL:  # 'relieves the symptoms' says of what in the words for whom
        second |= whom - first
    than, sides = _THAN.search(text), None
    if than is not None:
        after = frozenset(w for w, s in things if s >= than.end()) - first
        sides = (first, after) if first and after else None
    ways = frozenset(s.way for s in said) or frozenset({"exists"})
    better = find_better(text[at:]) or find_better(text)
    if better is None and _AGAINST.search(text):
        better = "lower"
    return Statement(text, first, second, whom - first - second, ways, sides, better)


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


def weigh_ways(claim: Statement, read: ReadSentence) -> tuple[float, float, float, float, float, float]:
    """What a sentence says of a claim, as `_set_against` has it. Claims of one manner that share the words which stand
    here are told the same."""
    stems = read.stems
    swapped = claim.compared is not None and _is_swapped(claim, read)
    key = claim.first & stems, claim.second & stems, swapped, claim.manner
    seen = read.against.get(key)
    if seen is None:
        seen = read.against[key] = _set_against(claim.kind, claim.wanted, _weigh_ways(claim, read, *key[:3]))
    return seen


def _weigh_ways(
    claim: Statement, read: ReadSentence, first: frozenset[str], second: frozenset[str], swapped: bool
) -> dict[str, float]:
    """Way -> 0 to 1: whether a sentence says it, by nearness to the claim's second thing, else to any of its words.

    Good and bad are taken to mean less and more where the claim's outcome is known to be better low, and so on.
    """
    key = first, second, swapped, claim.turned
    told = read.ways.get(key)
    if told is None:
        places = read.places
        ones = [place for stem in key[0] for place in places[stem]]
        twos = [place for stem in key[1] for place in places[stem]]
        told = read.ways[key] = _find_ways(read, ones, twos, swapped, claim.turned)
    return told


def _find_ways(
    read: ReadSentence, ones: Sequence[tuple[int, int]], twos: Sequence[tuple[int, int]], swapped: bool,
    better: str | None,
) -> dict[str, float]:  # fmt: skip
    near, named, begins = twos or ones, [*ones, *twos], {s for s, _ in ones}
    told: dict[str, float] = {}
    text = read.sentence.text
    earlier, denied = False, -9
    for way, begin, end, _ in read.said:
        if way == "none":
            denied = max(denied, end)
        elif way in _OPPOSITE and 0 <= begin - denied <= 2:
            continue  # 'equally effective', 'no better'
        if named and any(a <= begin and end <= b for a, b in named):
            continue  # the claim's own thing: in 'slower healing' healing is what is spoken of
        if way in _AMOUNTS:
            # 'low levels of the thing', 'higher intake' say which people; 'fell more than' says by how much.
            if end in begins or end + 1 in begins or end + 2 in begins:
                continue
            if earlier and _BY_HOW_MUCH.match(text, begin):
                continue
        directs = way in _DIRECTED
        earlier = earlier or directs
        gap = min([s - end if s > end else begin - e if begin > e else 0 for s, e in near]) if near else _AFAR
        if swapped and directs:
            way = _OPPOSITE[way]
        value = _NEARNESS[gap] if gap < len(_NEARNESS) else math.exp(-gap / REACH)
        if value > told.get(way, 0.0):
            told[way] = value
    if better is not None:
        for one, other in _ALIKE[better]:
            most = max(told.get(one, 0.0), told.get(other, 0.0))
            if most:
                told[one] = told[other] = most
    return told


def _is_swapped(claim: Statement, read: ReadSentence) -> bool:
    """Whether a comparison names the two sides the other way round: 'B was better than A'."""
    if claim.compared is None:
        return False
    one, other = claim.compared
    if one.isdisjoint(read.stems) or other.isdisjoint(read.stems):
        return False
    than = _THAN.search(read.sentence.text)
    if than is None:
        return False
    before = {w for w, s, _, _ in read.words if s < than.start()}
    after = {w for w, s, _, _ in read.words if s >= than.end()}
    return bool(other & before and one & after) and not (one & before and other & after)


def compare(claim: Statement, read: ReadSentence) -> Seen:
    """What one sentence says of a claim, and what it covers."""
    stems = read.stems
    if claim.stems.isdisjoint(stems):
        return see_from_afar(claim, read)
    first, second, both = claim.covers
    return Seen(
        *weigh_ways(claim, read),
        len(first & stems) / len(first),
        len(second & stems) / len(second),
        len(both & stems) / len(both),
    )


_NOTHING = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def see_from_afar(claim: Statement, read: ReadSentence) -> Seen:
    """What a sentence that has none of a claim's words says to it: the same to every claim of its manner, and the same
    as any other sentence that says these ways."""
    return _see_ways(list_ways_afar(claim.turned, read), claim.manner)


def list_ways_afar(turned: str | None, read: ReadSentence) -> frozenset[str]:
    """The ways that a sentence says to a claim of whose words it has none."""
    ways = read.of_others.get(turned)
    if ways is None:
        if turned is None:
            ways = frozenset(_find_ways(read, (), (), False, None))
        else:
            own = list_ways_afar(None, read)
            ways = own.union(*[pair for pair in _ALIKE[turned] if not own.isdisjoint(pair)])
        read.of_others[turned] = ways
    return ways


_AFAR = 150
"""Characters that a word counts as being away from things that the sentence does not name."""


@lru_cache(maxsize=8192)
def _see_ways(ways: frozenset[str], manner: tuple[str, frozenset[str], str | None]) -> Seen:
    kind, wanted, _ = manner
    return Seen(*_set_against(kind, wanted, dict.fromkeys(ways, _NEARNESS[_AFAR])), 0.0, 0.0, 0.0)


def _set_against(
    kind: str, wanted: frozenset[str], told: Mapping[str, float]
) -> tuple[float, float, float, float, float, float]:
    """The ways that a sentence says, as those of the claim: same, against, none, open, divided, exists."""
    if not told:
        return _NOTHING
    get = told.get
    none = get("none", 0.0)
    unharmed = max(none, get("unharmed", 0.0))
    if kind == "directed" or kind == "often":
        same = max([get(w, 0.0) for w in wanted])
        against = max([get(_OPPOSITE[w], 0.0) for w in wanted])
        none = unharmed if wanted != _BAD else max(unharmed, get("good", 0.0))
    elif kind == "unharmed":
        same, against, none = (
            max(unharmed, get("seldom", 0.0)),
            max(get("bad", 0.0), get("up", 0.0), 0.7 * get("exists", 0.0)),
            0.0,
        )
    else:
        any_effect = max([get(w, 0.0) for w in ("up", "down", "good", "bad", "exists")])
        if kind == "none":
            same, against, none = unharmed, any_effect, 0.0
        elif kind == "open":
            same, against, none = get("open", 0.0), any_effect, 0.0
        else:
            same, against, none = any_effect, 0.0, unharmed
    return same, against, none, get("open", 0.0), get("divided", 0.0), get("exists", 0.0)


def cover_beside(claim: Statement, read: ReadSentence) -> tuple[float, float]:
    """The share of the words for the other side of the claim's comparison, and for whom it speaks of, that a sentence
    has, 0 to 1; 1 where the claim has none."""
    return (
        _cover(claim.compared[1], read.stems) if claim.compared else 1.0,
        _cover(claim.whom, read.stems) if claim.whom else 1.0,
    )


def _cover(wanted: frozenset[str], stems: frozenset[str]) -> float:
    """The share of `wanted` that is among `stems`, 0 to 1."""
    return len(wanted & stems) / len(wanted) if wanted else 0.0

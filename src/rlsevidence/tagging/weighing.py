"""The features of a statement against a text: what its sentences say of the claim, weighed by what they cover. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from functools import cache
from operator import itemgetter
from typing import NamedTuple

from .linear import Amounts, Marks
from .readings import ROLE_WEIGHTS as _ROLES
from .readings import Reading, ReadSentence
from .statements import Seen, Statement, compare, cover_beside, list_ways_afar, see_from_afar

READS = Seen._fields[:5]
"""What is read of each sentence: same, against, none, open, divided."""
_BEST = tuple((f"best:{name}:weight", f"best:{name}:covered", f"best:{name}:paired") for name in READS)
_ANY = tuple(f"any:{name}" for name in READS)
_COVERS = tuple(f"covers:{name}" for name in ("first", "second", "both", "versus", "whom"))
SPOKEN_OF = 1 / 3
"""The share of the words of each of a claim's two things that a sentence must have to speak of the pair. With a kind of
evidence left out of training, a side was proposed on another outcome, another treatment or a background sentence 339
times in 3,152 without this rule and 12 times with it (tests/benchmarks/statements.py)."""


_Weighted = tuple[float, ReadSentence, Seen]


def weigh_sentences(claim: Statement, reading: Reading) -> list[_Weighted]:
    """(weight, sentence, what it says of the claim), the weightiest first."""
    stems = claim.stems
    if stems.isdisjoint(reading.stems):
        return _weigh_unspoken(claim, reading)
    from_afar = reading.from_afar.get(claim.manner)
    if from_afar is None:
        from_afar = reading.from_afar[claim.manner] = _see_all_from_afar(claim, reading.sentences)
    found = []
    for far in from_afar:
        read = far[1]
        if stems.isdisjoint(read.stems):
            found.append(far)
            continue
        seen = compare(claim, read)
        weight = 0.05 + seen.both
        if seen.second:
            weight += 0.25 * max(seen.same, seen.against, seen.none, seen.exists)
        found.append((weight * _ROLES[read.sentence.role], read, seen))
    found.sort(key=_weight, reverse=True)  # stable: of two alike the first stays first
    return found


def _weigh_unspoken(claim: Statement, reading: Reading) -> list[_Weighted]:
    """The same of a claim none of whose words stands in any sentence: its role alone weighs."""
    return _see_all_from_afar(claim, reading.by_role)


def _see_all_from_afar(claim: Statement, sentences: Iterable[ReadSentence]) -> list[_Weighted]:
    return [(0.05 * _ROLES[read.sentence.role], read, see_from_afar(claim, read)) for read in sentences]


_weight = itemgetter(0)
_MOST = 6
"""The weightiest sentences, beyond which none is asked."""
_SEVERAL = 2


def hear(claim: Statement, reading: Reading) -> Hashable:
    """All of a text that tells how a claim none of whose words stands in it is weighed, beside what the claim is and
    what the sentence that weighs most covers beside: two texts alike in it say the same to it.

    The sentence that weighs most, by its place in the report, with the ways it says and its cues; for each way the most
    weight with which any sentence says it; how the text ends.
    """
    heard = reading.heard.get(claim.turned)
    if heard is None:
        most: dict[str, float] = {}
        for read in reading.by_role[:_MOST]:  # the weightiest first: of a way, the first counts most
            for way in list_ways_afar(claim.turned, read):
                most.setdefault(way, _ROLES[read.sentence.role])
        best = reading.by_role[0]
        heard = reading.heard[claim.turned] = (
            frozenset(most.items()), _ROLES[best.sentence.role], list_ways_afar(claim.turned, best), best.cue_marks,
            reading.ends, len(reading.by_role) > _SEVERAL,
        )  # fmt: skip
    return heard


class Weighed(NamedTuple):
    """A statement against a text: the features that are there or not, those that have an amount other than nothing, the
    sentence that speaks most to it, and the share of the words of its two things that this one has."""

    marks: Marks
    amounts: Amounts
    best: ReadSentence | None
    first: float
    second: float

    @property
    def is_on_pair(self) -> bool:
        """Whether the sentence that speaks most speaks of both things of the claim."""
        return min(self.first, self.second) >= SPOKEN_OF


def measure_statement(claim: Statement, reading: Reading) -> tuple[dict[str, float], ReadSentence | None]:
    """The features of a statement against a text, and the sentence that speaks most to it."""
    weighed = weigh_statement(claim, reading)
    return {**dict.fromkeys(weighed.marks, 1.0), **dict(weighed.amounts)}, weighed.best


def weigh_statement(claim: Statement, reading: Reading) -> Weighed:
    """As `measure_statement`, apart what is only there and what has an amount."""
    kind = claim.kind
    weighed = weigh_sentences(claim, reading)
    if not weighed:
        return Weighed((_join("kind", kind),), (), None, 0.0, 0.0)
    most, best, seen = weighed[0]
    same = against = none = open_ = divided = 0.0
    for weight, _, other in weighed[:_MOST]:
        if (value := other[0] * weight / most) > same:
            same = value
        if (value := other[1] * weight / most) > against:
            against = value
        if (value := other[2] * weight / most) > none:
            none = value
        if (value := other[3] * weight / most) > open_:
            open_ = value
        if (value := other[4] * weight / most) > divided:
            divided = value
    amounts = [pair for pair in zip(_ANY, (same, against, none, open_, divided), strict=True) if pair[1]]
    if same and (both_ways := min(same, max(against, none))):
        amounts.append(("any:both-ways", both_ways))
    amounts += reading.ends
    versus, whom = cover_beside(claim, best)
    first, second, both = seen.first, seen.second, seen.both
    covers = (first, second, both, versus, whom)
    amounts += [pair for pair in zip(_COVERS, covers, strict=True) if pair[1]]
    _add(amounts, seen)
    says, torn = _find_says(seen)
    marks = _name_marks(
        kind, says, torn, seen.open >= 0.3, seen.divided >= 0.3, len(weighed) > _SEVERAL,
        (_level(first), _level(second), _level(both), _level(versus), _level(whom), _level(min(first, second))),
    )  # fmt: skip
    return Weighed(marks + best.cue_marks, tuple(amounts), best, first, second)


def _level(value: float) -> str:
    return "none" if value == 0 else "part" if value < 0.5 else "most" if value < 1 else "all"


def _find_says(seen: Seen) -> tuple[str, bool]:
    """Which is said most by the sentence that speaks most, and whether the next is near."""
    same, against, none = seen[:3]
    # The first of those that are said most, and how far it is ahead of the next.
    if same >= against and same >= none:
        says, most, next_most = "same", same, max(against, none)
    elif against >= none:
        says, most, next_most = "against", against, max(same, none)
    else:
        says, most, next_most = "none", none, max(same, against)
    if most < 0.2:
        return "nothing", False
    return says, most - next_most <= 0.15


def _add(amounts: list[tuple[str, float]], seen: Seen) -> None:
    """What the sentence that speaks most says, as it is, and by what it covers."""
    both = seen.both
    pair = min(seen.first, seen.second)
    for (weight, covered, paired), value in zip(_BEST, seen, strict=False):
        if value:
            amounts.append((weight, value))
            if both:
                amounts.append((covered, value * both))
                if pair:
                    amounts.append((paired, value * pair))
    if both and seen.exists:
        amounts.append(("best:exists", seen.exists * both))


@cache
def _name_marks(
    kind: str, says: str, torn: bool, open_: bool, divided: bool, several: bool, levels: tuple[str, ...]
) -> Marks:
    """The names of what is there. `levels`: of the five covers, and of the pair."""
    names = [_join("kind", kind), *_name_says(says, kind, levels[5], levels[2]), *map(_join, _COVERS, levels)]
    names += ["best:torn"] * torn + [_join("best:open", says)] * open_ + [_join("best:divided", says)] * divided
    return tuple(dict.fromkeys([*names, *["several"] * several]))  # a kind may be called as a level is


def _name_says(says: str, kind: str, pair: str, both: str) -> tuple[str, ...]:
    return f"best:{says}", f"best:{says}:{kind}", f"best:{says}:{pair}", f"best:{says}:both-{both}"


def _join(one: str, other: str) -> str:
    return f"{one}:{other}"

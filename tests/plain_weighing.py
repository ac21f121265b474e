"""The features of a statement against a text, one after the other: the plain way that the quick one is held against."""

from __future__ import annotations

from functools import cache
from operator import itemgetter

from rlsevidence.tagging.readings import Reading, ReadSentence
from rlsevidence.tagging.statements import Seen, Statement, compare, cover_beside

READS = Seen._fields[:5]
"""What is read of each sentence: same, against, none, open, divided."""
_BEST = tuple((f"best:{name}:weight", f"best:{name}:covered", f"best:{name}:paired") for name in READS)
_COVERS = tuple(f"covers:{name}" for name in ("first", "second", "both", "versus", "whom"))
_ROLES = {"conclusion": 1.0, "results": 0.9, "body": 0.85, "title": 0.7, "aim": 0.3, "methods": 0.3}


def weigh_sentences(claim: Statement, reading: Reading) -> list[tuple[float, ReadSentence, Seen]]:
    """(weight, sentence, what it says of the claim), the weightiest first."""
    found = []
    for read in reading.sentences:
        seen = compare(claim, read)
        weight = 0.05 + seen.both
        if seen.second:
            weight += 0.25 * max(seen.same, seen.against, seen.none, seen.exists)
        weight *= _ROLES[read.sentence.role]
        found.append((weight, read, seen))
    found.sort(key=_weight, reverse=True)  # stable: of two alike the first stays first
    return found


_weight = itemgetter(0)


def measure_statement(claim: Statement, reading: Reading) -> tuple[dict[str, float], ReadSentence | None]:
    """The features of a statement against a text, and the sentence that speaks most to it."""
    kind = claim.kind
    features: dict[str, float] = {_join("kind", kind): 1.0}
    weighed = weigh_sentences(claim, reading)
    if not weighed:
        return features, None
    most, best, seen = weighed[0]
    _add(features, kind, seen)
    same = against = none = open_ = divided = 0.0
    for weight, _, other in weighed[:6]:
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
    features["any:same"] = same
    features["any:against"] = against
    features["any:none"] = none
    features["any:open"] = open_
    features["any:divided"] = divided
    features["any:both-ways"] = min(same, max(against, none))
    features["several"] = float(len(weighed) > 2)
    last = {said.way for said in reading.sentences[-1].said}
    features["last:open"], features["last:divided"] = float("open" in last), float("divided" in last)
    versus, whom = cover_beside(claim, best)
    for key, value in zip(_COVERS, (seen.first, seen.second, seen.both, versus, whom), strict=True):
        features[key] = value
        features[_join(key, _level(value))] = 1.0
    for key in best.cue_marks:
        features[key] = 1.0
    return features, best


def _level(value: float) -> str:
    return "none" if value == 0 else "part" if value < 0.5 else "most" if value < 1 else "all"


def _add(features: dict[str, float], kind: str, seen: Seen) -> None:
    """What the sentence that speaks most says."""
    same, against, none, open_, divided, exists, first, second, both = seen
    pair = min(first, second)
    # The first of those that are said most, and how far it is ahead of the next.
    if same >= against and same >= none:
        says, most, next_most = "same", same, max(against, none)
    elif against >= none:
        says, most, next_most = "against", against, max(same, none)
    else:
        says, most, next_most = "none", none, max(same, against)
    if most < 0.2:
        says = "nothing"
    for key in _name_says(says, kind, _level(pair), _level(both)):
        features[key] = 1.0
    if says != "nothing" and most - next_most <= 0.15:
        features["best:torn"] = 1.0
    for (weight, covered, paired), value in zip(_BEST, seen, strict=False):
        features[weight] = value
        features[covered] = value * both
        features[paired] = value * pair
    features["best:exists"] = exists * both
    if open_ >= 0.3:
        features[_join("best:open", says)] = 1.0
    if divided >= 0.3:
        features[_join("best:divided", says)] = 1.0


@cache
def _name_says(says: str, kind: str, pair: str, both: str) -> tuple[str, ...]:
    return f"best:{says}", f"best:{says}:{kind}", f"best:{says}:{pair}", f"best:{says}:both-{both}"


@cache
def _join(one: str, other: str) -> str:
    return f"{one}:{other}"

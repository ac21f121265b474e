"""The features of a statement against a text: what its sentences say of the claim, weighed by what they cover. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from .readings import Reading, ReadSentence
from .statements import Statement, compare

READS = ("same", "against", "none", "open", "divided")
# Names of features are joined once: every pair of claim and record asks for them.
_ANY = tuple((name, f"any:{name}") for name in READS)
_BEST = tuple((name, f"best:{name}:weight", f"best:{name}:covered", f"best:{name}:paired") for name in READS)
_COVERS = tuple((name, f"covers:{name}") for name in ("first", "second", "both", "versus", "whom"))
_CUES = tuple(
    (name, f"cue:{name}")
    for name in (
        *("hedge", "contrast", "partial", "more-research", "unclear", "recommend", "confirm", "significant"),
        *("significant-negated", "did-not", "no-plain", "concern", "negative", "assert"),
    )
)
_ROLES = {"conclusion": 1.0, "results": 0.9, "body": 0.85, "title": 0.7, "aim": 0.3, "methods": 0.3}


SPOKEN_OF = 1 / 3
"""The share of the words of each of a claim's two things that a sentence must have to speak of the pair. With a kind of
evidence left out of training, a side was proposed on another outcome, another treatment or a background sentence 339
times in 3,152 without this rule and 12 times with it (tests/benchmarks/statements.py)."""


def speaks_of_pair(features: Mapping[str, float]) -> bool:
    """Whether the sentence that speaks most speaks of both things of the claim, by the features of the claim."""
    return min(features.get("covers:first", 0.0), features.get("covers:second", 0.0)) >= SPOKEN_OF


def weigh_sentences(claim: Statement, reading: Reading) -> list[tuple[float, ReadSentence, dict[str, float]]]:
    """(weight, sentence, what it says of the claim), the weightiest first."""
    found = []
    for read in reading.sentences:
        seen = compare(claim, read)
        weight = 0.05 + seen["both"]
        if seen["second"]:
            weight += 0.25 * max(seen["same"], seen["against"], seen["none"], seen["exists"])
        weight *= _ROLES[read.sentence.role]
        found.append((weight, read, seen))
    return sorted(found, key=lambda f: -f[0])


def measure_statement(claim: Statement, reading: Reading) -> tuple[dict[str, float], ReadSentence | None]:
    """The features of a statement against a text, and the sentence that speaks most to it."""
    kind = claim.kind
    features: dict[str, float] = {_join("kind", kind): 1.0}
    weighed = weigh_sentences(claim, reading)
    if not weighed:
        return features, None
    most, best, seen = weighed[0]
    _add(features, kind, seen)
    whole = dict.fromkeys(READS, 0.0)
    for weight, _, other in weighed[:6]:
        for name in READS:
            value = other[name] * weight / most
            if value > whole[name]:
                whole[name] = value
    for name, key in _ANY:
        features[key] = whole[name]
    features["any:both-ways"] = min(whole["same"], max(whole["against"], whole["none"]))
    features["several"] = float(len(weighed) > 2)
    last = {s.way for s in reading.sentences[-1].said}
    features["last:open"] = float("open" in last)
    features["last:divided"] = float("divided" in last)
    for name, key in _COVERS:
        features[key] = seen[name]
        features[_join(key, _level(seen[name]))] = 1.0
    told = best.told
    for name, key in _CUES:
        if told.get(name):
            features[key] = 1.0
    return features, best


def _level(value: float) -> str:
    return "none" if value == 0 else "part" if value < 0.5 else "most" if value < 1 else "all"


def _add(features: dict[str, float], kind: str, seen: dict[str, float]) -> None:
    """What the sentence that speaks most says."""
    ranked = sorted(READS[:3], key=lambda n: -seen[n])
    says = ranked[0] if seen[ranked[0]] >= 0.2 else "nothing"
    both, pair = seen["both"], min(seen["first"], seen["second"])
    for key in _name_says(says, kind, _level(pair), _level(both)):
        features[key] = 1.0
    if says != "nothing" and seen[ranked[0]] - seen[ranked[1]] <= 0.15:
        features["best:torn"] = 1.0
    for name, weight, covered, paired in _BEST:
        value = seen[name]
        features[weight] = value
        features[covered] = value * both
        features[paired] = value * pair
    features["best:exists"] = seen["exists"] * both
    if seen["open"] >= 0.3:
        features[_join("best:open", says)] = 1.0
    if seen["divided"] >= 0.3:
        features[_join("best:divided", says)] = 1.0


@cache
def _name_says(says: str, kind: str, pair: str, both: str) -> tuple[str, ...]:
    return f"best:{says}", f"best:{says}:{kind}", f"best:{says}:{pair}", f"best:{says}:both-{both}"


@cache
def _join(one: str, other: str) -> str:
    return f"{one}:{other}"

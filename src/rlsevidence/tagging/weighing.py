"""The features of a statement against a text: what its sentences say of the claim, weighed by what they cover. Pure."""

from __future__ import annotations

from .readings import Reading, ReadSentence
from .statements import Statement, compare

READS = ("same", "against", "none", "open", "divided")
_ROLES = {"conclusion": 1.0, "results": 0.9, "body": 0.85, "title": 0.7, "aim": 0.3, "methods": 0.3}


def weigh_sentences(claim: Statement, reading: Reading) -> list[tuple[float, ReadSentence, dict[str, float]]]:
    """(weight, sentence, what it says of the claim), the weightiest first."""
    found = []
    for read in reading.sentences:
        seen = compare(claim, read)
        speaks = max(seen["same"], seen["against"], seen["none"], seen["exists"])
        weight = _ROLES[read.sentence.role] * (0.05 + seen["both"] + 0.25 * speaks * (seen["second"] > 0))
        found.append((weight, read, seen))
    return sorted(found, key=lambda f: -f[0])


def measure_statement(claim: Statement, reading: Reading) -> tuple[dict[str, float], ReadSentence | None]:
    """The features of a statement against a text, and the sentence that speaks most to it."""
    kind = claim.kind
    features: dict[str, float] = {f"kind:{kind}": 1.0}
    weighed = weigh_sentences(claim, reading)
    if not weighed:
        return features, None
    most, best, seen = weighed[0]
    _add(features, "best", kind, seen)
    whole: dict[str, float] = {}
    for weight, _, other in weighed[:6]:
        for name in READS:
            whole[name] = max(whole.get(name, 0.0), other[name] * weight / most)
    for name in READS:
        features[f"any:{name}"] = whole[name]
    features["any:both-ways"] = min(whole["same"], max(whole["against"], whole["none"]))
    features["several"] = float(len(weighed) > 2)
    last = reading.sentences[-1].said
    features["last:open"] = float(any(s.way == "open" for s in last))
    features["last:divided"] = float(any(s.way == "divided" for s in last))
    for name in ("first", "second", "both", "versus", "whom"):
        features[f"covers:{name}"] = seen[name]
        features[f"covers:{name}:{_level(seen[name])}"] = 1.0
    for name in (
        "hedge",
        "contrast",
        "partial",
        "more-research",
        "unclear",
        "recommend",
        "confirm",
        "significant",
        "significant-negated",
        "did-not",
        "no-plain",
        "concern",
        "negative",
        "assert",
    ):
        if best.told.get(name):
            features[f"cue:{name}"] = 1.0
    return features, best


def _level(value: float) -> str:
    return "none" if value == 0 else "part" if value < 0.5 else "most" if value < 1 else "all"


def _add(features: dict[str, float], at: str, kind: str, seen: dict[str, float]) -> None:
    ranked = sorted(READS[:3], key=lambda n: -seen[n])
    says = ranked[0] if seen[ranked[0]] >= 0.2 else "nothing"
    clear = says == "nothing" or seen[ranked[0]] - seen[ranked[1]] > 0.15
    level = _level(min(seen["first"], seen["second"]))
    low = _level(seen["both"])
    features[f"{at}:{says}"] = 1.0
    features[f"{at}:{says}:{kind}"] = 1.0
    features[f"{at}:{says}:{level}"] = 1.0
    features[f"{at}:{says}:both-{low}"] = 1.0
    if not clear:
        features[f"{at}:torn"] = 1.0
    for name in READS:
        features[f"{at}:{name}:weight"] = seen[name]
        features[f"{at}:{name}:covered"] = seen[name] * seen["both"]
        features[f"{at}:{name}:paired"] = seen[name] * min(seen["first"], seen["second"])
    features[f"{at}:exists"] = seen["exists"] * seen["both"]
    if seen["open"] >= 0.3:
        features[f"{at}:open:{says}"] = 1.0
    if seen["divided"] >= 0.3:
        features[f"{at}:divided:{says}"] = 1.0

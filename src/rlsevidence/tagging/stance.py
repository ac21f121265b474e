"""What an abstract says of a claim: the sentence that speaks to it, the stance, and how sure that is. Pure.

Two ways lead to a stance: the leans of the cues alone (`judge_by_rules`, no training), and a small linear model over
the same cues (`judge`), whose weights ship as numbers. Both name the cues that spoke. A stance of this module is a
suggestion; it is never counted.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from .cues import load_families
from .linear import LinearModel, load_model
from .readings import ASSERTING, NEGATIVE, POLAR, ReadClaim, Reading, ReadSentence
from .sentences import Sentence
from .statements import Statement, cover_beside, read_statement
from .tempering import find_other
from .weighing import Weighed, hear, weigh_statement

STANCES = ("supports", "disputes", "inconclusive")
PROPOSE_AT: Mapping[str, float] = {"supports": 0.64, "disputes": 0.56, "inconclusive": 0.50}
"""The confidence below which a stance is not proposed and the record is to be read. A false 'supports' costs most: from
its step on three in four were right, of the others seven in ten, articles left out (tests/benchmarks/statements.py)."""
TEMPERED = 0.55
"""How sure what holds in place of a support is: of 38 such on development data 24 were right, so a dispute is not
proposed and the record is to be read (tests/benchmarks/statements.py)."""
_MOST_KEPT = 50_000
KEY = ("negative", "assert", "similar", "different", "increase", "decrease", "worsen", "not-needed", "partial")


class StanceJudgement(NamedTuple):
    """What is proposed. `confidence` is the probability, on development data, that the stance is right.

    `rules` name the cues that spoke for it, strongest first; `sentence` is the one to read, None without an abstract.
    `on_pair`: whether that sentence speaks of both things of the claim; without, no side is proposed.
    """

    stance: str
    confidence: float
    sentence: Sentence | None
    rules: tuple[str, ...]
    on_pair: bool = True

    @property
    def is_proposed(self) -> bool:
        """Whether it is sure enough to be proposed; otherwise the record is to be read."""
        if self.sentence is None or not (self.on_pair or self.stance == "inconclusive"):
            return False
        return self.confidence >= PROPOSE_AT[self.stance]


def weigh_conclusions(claim: ReadClaim, reading: Reading) -> dict[str, float]:
    """Cue -> 0 to 1: whether a conclusion has it, weighed by how much of the claim that sentence speaks of."""
    wanted = frozenset(claim.stems)
    overlaps = [overlap(wanted, r) for r in reading.conclusions]
    most = max(overlaps, default=0.0) or 1.0
    whole: dict[str, float] = {}
    for read, own in zip(reading.conclusions, overlaps, strict=True):
        for name, value in read.told.items():
            whole[name] = max(whole.get(name, 0.0), value * (0.35 + 0.65 * own / most))
    return whole


def measure(claim: ReadClaim, reading: Reading) -> dict[str, float]:
    """The features of one claim against one abstract: presence of cues where they count, and what the claim asks."""
    features: dict[str, float] = {f"asks:{kind}": 1.0 for kind in claim.kinds}
    features["asks:question"] = float(claim.is_question)
    if not reading.sentences:
        return features
    wanted = frozenset(claim.stems)
    overlaps = [overlap(wanted, r) for r in reading.conclusions]
    best = max(range(len(overlaps)), key=lambda i: (overlaps[i], -i))
    features["overlap"] = overlaps[best]
    features["conclusion:length"] = min(len(reading.conclusions), 5) / 5
    whole = weigh_conclusions(claim, reading)
    late = frozenset(claim.stems[len(claim.stems) // 3 :])
    told = reading.conclusions[best].told
    for name, value in told.items():
        features[f"best:{name}"] = value
    for read, own in zip(reading.conclusions, overlaps, strict=True):
        share = 0.35 + 0.65 * (own / (overlaps[best] or 1))
        for name, value in _near(read, late).items():
            features[f"near:{name}"] = max(features.get(f"near:{name}", 0.0), value * share)
        _negated_words(claim, read, features)
    for kind in claim.kinds:
        for name in KEY:
            if whole.get(name):
                features[f"{kind}+{name}"] = whole[name]
            if told.get(name):
                features[f"{kind}+best-{name}"] = 1.0
    _answers(claim, whole, features, "answer")
    places = {"answer-best": best, "answer-first": 0, "answer-last": len(reading.conclusions) - 1}
    for name, place in places.items():
        _answers(claim, reading.conclusions[place].told, features, name)
    _predicate(claim, reading, features)
    _direction_pairs(claim, whole, features)
    _results(reading, wanted, features)
    return features


def overlap(wanted: frozenset[str], read: ReadSentence) -> float:
    """The share of the claim's content words that a sentence has, 0 to 1."""
    return len(wanted & read.stems) / len(wanted) if wanted else 0.0


def _near(read: ReadSentence, late: frozenset[str]) -> dict[str, float]:
    places = [(s, e) for w, s, e, _ in read.words if w in late]
    told: dict[str, float] = {}
    for cue in read.cues:
        name = f"{cue.family}-negated" if cue.negated and cue.family in POLAR else cue.family
        start, end, gap = cue.start, cue.end, 150 if not places else 1_000_000
        for s, e in places:
            own = s - end if s > end else start - e if start > e else 0
            if own < gap:
                gap = own
        value = math.exp(-gap / 80)
        if value > told.get(name, 0.0):
            told[name] = value
    told["negative"] = max([told.get(name, 0.0) for name in NEGATIVE])
    told["assert"] = max([told.get(name, 0.0) for name in ASSERTING])
    return told


def _negated_words(claim: ReadClaim, read: ReadSentence, features: dict[str, float]) -> None:
    """Words of the claim that the sentence denies or asserts; the later words of a claim say what is asked."""
    late = set(claim.stems[len(claim.stems) // 2 :])
    for word, _, _, denied in read.words:
        if word in late:
            key = "claim-word:denied" if denied else "claim-word:asserted"
            features[key] = min(features.get(key, 0.0) + 1 / 3, 1.0)
    if not (claim.opposites.isdisjoint(read.stems) and claim.bared.isdisjoint(read.stems)):
        features["claim-word:opposite"] = 1.0


ANSWERS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "association": (
        ("association",),
        ("no-association", "no-difference", "association-negated", "regardless", "not-significant"),
    ),
    "effect": (
        ("association", "improve", "increase", "decrease", "worsen", "different"),
        ("no-difference", "no-association", "improve-negated", "association-negated", "similar", "regardless",
         "increase-negated", "decrease-negated", "worsen-negated", "not-significant"),
    ),
    "difference": (
        ("different", "increase", "decrease", "effective", "improve", "worsen"),
        ("no-difference", "similar", "different-negated", "increase-negated", "decrease-negated", "not-significant"),
    ),
    "equivalence": (("similar", "no-difference", "effective", "feasible"), ("different", "similar-negated", "failed")),
    "worth": (
        ("effective", "feasible", "similar", "improve"),
        ("failed", "effective-negated", "feasible-negated", "no-evidence", "overestimate", "not-needed", "worsen"),
    ),
    "necessity": (("recommend",), ("not-needed", "recommend-negated", "no-evidence", "no-difference", "similar")),
    "ability": (
        ("effective", "feasible", "improve", "association"),
        ("failed", "feasible-negated", "effective-negated"),
    ),
    "existence": (
        ("confirm", "different", "association"),
        ("no-evidence", "no-difference", "no-association", "no-plain"),
    ),
    "replacement": (("not-needed", "similar", "effective", "feasible"), ("failed", "worsen", "effective-negated")),
    "objection": (
        ("worsen", "failed", "not-needed"),
        ("effective", "feasible", "similar", "regardless", "worsen-negated", "no-association"),
    ),
}  # fmt: skip
"""Kind of question -> the cues that answer it with yes, and those that answer it with no."""


def _predicate(claim: ReadClaim, reading: Reading, features: dict[str, float]) -> None:
    """Words by which the claim asks ('predict', 'safe', 'necessary'), asserted or denied by a conclusion."""
    for read in reading.conclusions:
        for word, _, _, denied in read.words:
            if word in claim.predicate:
                features["predicate:denied" if denied else "predicate:asserted"] = 1.0


def _answers(claim: ReadClaim, whole: Mapping[str, float], features: dict[str, float], at: str) -> None:
    names = (f"{at}:yes", f"{at}:no", f"{at}:both", f"{at}:neither")
    for kind, (yes, no) in ANSWERS.items():
        if kind not in claim.kinds:
            continue
        said_yes = max([whole.get(n, 0.0) for n in yes])
        said_no = max([whole.get(n, 0.0) for n in no])
        values = (
            said_yes * (1 - said_no),
            said_no * (1 - said_yes),
            said_yes * said_no,
            (1 - said_yes) * (1 - said_no),
        )
        for name, value in zip(names, values, strict=True):
            if value > features.get(name, -1.0):
                features[name] = value
    if whole.get("assert") and whole.get("negative"):
        features[f"{at}:mixed"] = whole["assert"] * whole["negative"]


def _direction_pairs(claim: ReadClaim, whole: Mapping[str, float], features: dict[str, float]) -> None:
    up, down = whole.get("increase", 0.0), whole.get("decrease", 0.0)
    for kind, same, against in (("upward", up, down), ("downward", down, up)):
        if kind in claim.kinds:
            features["direction:same"] = max(features.get("direction:same", 0.0), same)
            features["direction:against"] = max(features.get("direction:against", 0.0), against * (1 - same))
    if "betterment" in claim.kinds:
        features["direction:better"] = max(whole.get("improve", 0.0), whole.get("effective", 0.0))
        features["direction:worse"] = whole.get("worsen", 0.0)


def _results(reading: Reading, wanted: frozenset[str], features: dict[str, float]) -> None:
    """The results section: how much of it is negative, weighed by how near each sentence is to the claim."""
    total = 0.0
    sums: dict[str, float] = {}
    for read in reading.results:
        weight = 0.2 + overlap(wanted, read)
        total += weight
        for name, there in read.marks:
            sums[name] = sums.get(name, 0.0) + weight * there
    for name, value in sums.items():
        features[f"results:{name}"] = value / total


def choose_sentence(claim: ReadClaim, reading: Reading) -> ReadSentence | None:
    """The sentence that speaks to the claim: among conclusions, else results, the one with most of its words."""
    wanted = frozenset(claim.stems)
    pool = reading.conclusions or reading.sentences
    return max(pool, key=lambda r: overlap(wanted, r), default=None)


def judge_by_rules(claim: ReadClaim, reading: Reading) -> tuple[str, tuple[str, ...]]:
    """The stance by the leans of the cues alone, and the cues that spoke for it. Needs no training."""
    points = dict.fromkeys(STANCES, 0.0)
    points["supports"] = 1.5  # a question that is put in a title is more often answered with yes
    spoke: dict[str, list[str]] = {s: [] for s in STANCES}
    features, whole = measure(claim, reading), weigh_conclusions(claim, reading)
    families = load_families()
    swaps = "equivalence" in claim.kinds or "worth" in claim.kinds
    for name, family in families.items():
        value = whole.get(name, 0.0)
        denied = whole.get(f"{name}-negated", 0.0)
        for stance, lean in family.lean.items():
            if value:
                points[stance] += value * lean
                spoke[stance].append(f"cue:{name}")
        if denied:
            points["disputes"] += denied
            spoke["disputes"].append(f"cue:{name}-negated")
        if name in ("similar", "no-difference") and value:
            if swaps:
                points["supports"] += 4 * value
                spoke["supports"].append(f"cue:{name}")
            elif "difference" in claim.kinds:
                points["disputes"] += 2 * value
                spoke["disputes"].append(f"cue:{name}")
    if features.get("claim-word:denied", 0) > features.get("claim-word:asserted", 0):
        points["disputes"] += 2
        spoke["disputes"].append("claim-word:denied")
    if features.get("direction:against"):
        points["disputes"] += 2
        spoke["disputes"].append("direction:against")
    chosen = max(STANCES, key=lambda s: points[s])
    return chosen, tuple(spoke[chosen])


@cache
def _model(name: str) -> LinearModel:
    return load_model(name)


def judge(claim: ReadClaim, reading: Reading, model: LinearModel | None = None) -> StanceJudgement:
    """The stance an abstract takes to a claim, by the trained weights, with its sentence and the cues that spoke.

    A claim that states something is read for what it says of which things; of a question the kind decides.
    """
    if claim.is_question:
        features = measure(claim, reading)
        used = model or _model("stance" if reading.concludes else "stance-unconcluded")
        spoken, on_pair = choose_sentence(claim, reading), True
    else:
        return _judge_statement(read_statement(claim.text), reading, model or _model("statement"))
    chosen, odds, spoke = used.choose(features)
    return StanceJudgement(chosen, used.confide(odds), spoken.sentence if spoken else None, spoke, on_pair)


def _judge_statement(claim: Statement, reading: Reading, model: LinearModel) -> StanceJudgement:
    if not reading.sentences or not claim.stems.isdisjoint(reading.stems):
        return _temper(claim, _judge_weighed(weigh_statement(claim, reading), model))
    # Where none of its words stands, all claims of one manner that name as much beside are told the same.
    beside = cover_beside(claim, reading.by_role[0])
    judged: StanceJudgement | None = reading.unspoken.get(key := (claim.manner, beside, id(model)))
    if judged is None:
        judged = reading.unspoken[key] = _judge_unspoken(claim, beside, reading, model)
    return judged


def _judge_unspoken(
    claim: Statement, beside: tuple[float, ...], reading: Reading, model: LinearModel
) -> StanceJudgement:
    """What other texts that say as much to such a claim were judged, or else as any claim is judged."""
    key = claim.manner, beside, hear(claim, reading)
    known = model.kept.get(key)
    if known is None:
        if len(model.kept) >= _MOST_KEPT:
            model.kept.clear()
        known = model.kept[key] = _judge_weighed(weigh_statement(claim, reading), model)
    stance, confidence, _, rules, on_pair = known
    return StanceJudgement(stance, confidence, reading.by_role[0].sentence, rules, on_pair)


def _temper(claim: Statement, judged: StanceJudgement) -> StanceJudgement:
    """The judgement, its support taken back where the sentence's own words do not bear it out."""
    if judged.stance != "supports" or judged.sentence is None:
        return judged
    other = find_other(claim, judged.sentence.text)
    if other is None:
        return judged
    return judged._replace(stance=other[0], confidence=TEMPERED, rules=(other[1], *judged.rules))


def _judge_weighed(claim: Weighed, model: LinearModel) -> StanceJudgement:
    if claim.best is None:  # nothing to read says nothing, and no more surely than by chance
        return StanceJudgement("inconclusive", 1 / len(STANCES), None, ())
    chosen, odds, spoke = model.choose_marked(claim.marks, claim.amounts)
    return StanceJudgement(chosen, model.confide(odds), claim.best.sentence, spoke, claim.is_on_pair)

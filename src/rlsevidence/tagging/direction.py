"""Which way an outcome went under an intervention against its comparator: more, less or no difference. Pure.

The sentence that speaks of the outcome is looked for first; cues count more the nearer they stand to its words; and who
is compared with whom may turn a cue round ('higher in the control group').
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from operator import attrgetter, is_
from typing import NamedTuple

from ..model import OutcomeWords
from .cues import CueMatch
from .findings import LEAST_ROLE, NONE, Findings, FindingSentence, read_findings
from .linear import LinearModel, load_model
from .outcomes import NO_WORDS, find_better
from .sentences import Passage, Sentence, split_labelled
from .words import list_abbreviations, list_stems

DIRECTIONS = ("increase", "decrease", "no_difference")
NEAR = 110.0
"""Characters over which the weight of a cue falls to about a third."""


class Question(NamedTuple):
    """What is asked: stems that only the intervention, or only the comparator, has; the outcome and its good side."""

    outcome: frozenset[str]
    treated: frozenset[str]
    compared: frozenset[str]
    better: str | None
    is_reduction: bool


class DirectionJudgement(NamedTuple):
    """What is proposed, with the sentence that speaks most to it; `told` is false where none names the outcome."""

    direction: str
    confidence: float
    sentence: Sentence | None
    rules: tuple[str, ...]
    told: bool


_UNTREATED = re.compile(r"placebo|control|sham|usual|standard|conventional|no (?:treatment|intervention)|alone", re.I)
_REDUCTION = re.compile(r"\b(?:reductions?|decreases?|declines?|loss(?:es)?|fall|drop|change from)\b", re.I)


def read_question(
    intervention: str, comparator: str, outcome: str, text: str, named: OutcomeWords = NO_WORDS
) -> Question:
    """Read what is asked; abbreviations that `text` defines for the same words are taken as words too."""
    words, plain = _read_plainly(intervention, comparator, outcome, named)
    stems = list(words[:3])
    for long_form, short in list_abbreviations(text):
        for place, own in enumerate(stems):
            if long_form and len(long_form & own) / len(long_form) > 0.6:
                stems[place] = own | list_stems(short)
            elif short.lower() in {s.lower() for s in own}:
                stems[place] = own | long_form
    return plain if all(map(is_, stems, words)) else _ask(stems[0], stems[1], stems[2], words[3], outcome, named)


def _ask(
    asked: frozenset[str], treated: frozenset[str], compared: frozenset[str], beside: frozenset[str],
    outcome: str, named: OutcomeWords,
) -> Question:  # fmt: skip
    compared = compared | beside
    return Question(
        asked,
        treated - compared - asked,
        compared - treated - asked,
        find_better(outcome, named),
        bool(_REDUCTION.search(outcome)),
    )


@lru_cache(maxsize=1024)
def _read_plainly(
    intervention: str, comparator: str, outcome: str, named: OutcomeWords
) -> tuple[tuple[frozenset[str], ...], Question]:
    """Its words, and what is asked by a text without abbreviations."""
    words = _read_words(intervention, comparator, outcome)
    return words, _ask(words[0], words[1], words[2], words[3], outcome, named)


def _read_words(intervention: str, comparator: str, outcome: str) -> tuple[frozenset[str], ...]:
    """Stems of the outcome, of the intervention, of the comparator, and those a comparator without a name goes by."""
    beside: frozenset[str] = frozenset()
    if _UNTREATED.search(comparator):
        beside = frozenset({"placebo", "control", "usual", "standard"} & list_stems(f"{comparator} control"))
    return list_stems(outcome), list_stems(intervention), list_stems(comparator), beside


class _Candidate(NamedTuple):
    read: FindingSentence
    overlap: float
    weight: float


_GENERIC = frozenset(
    list_stems(
        "mean median average total score scores scale rate rates number percentage proportion incidence level levels "
        "value values change changes time times baseline week weeks month months day days year years end follow-up "
        "overall difference index measure outcome primary secondary any all frequency amount effect results "
        "significant improvement increase decrease reduction"
    )
)


def find_candidates(question: Question, passages: Sequence[Passage]) -> list[_Candidate]:
    """The sentences that may state the finding, best first; at most five.

    A word of the outcome that few sentences have tells more than one that stands everywhere.
    """
    return _find_candidates(question, read_findings(passages))


def _find_candidates(question: Question, findings: Findings) -> list[_Candidate]:
    counts, (outcome, treated, compared, _, _) = findings.counts, question
    worth = {w: (0.7 if w in _GENERIC else 1.0) / (1 + counts.get(w, 0)) ** 0.5 for w in outcome}
    whole = sum(worth.values()) or 1.0
    found = []
    for read in findings.sentences:
        if read.role < LEAST_ROLE:
            continue
        stems = read.stems
        share = 0.0 if outcome.isdisjoint(stems) else sum([worth[w] for w in outcome & stems]) / whole
        groups = 0.15 * (not treated.isdisjoint(stems))
        groups += 0.1 * (not compared.isdisjoint(stems))
        told = 0.25 * read.tells
        weight = read.role * (share + (groups + told if share else 0.25 * (groups + told)))
        if weight <= 0.02:
            continue  # what follows only lessens it
        if read.is_of_baseline:
            weight *= 0.5
        if read.is_of_method:
            weight *= 0.5
        if weight > 0.02:
            found.append(_Candidate(read, share, weight))
    found.sort(key=_weight, reverse=True)  # stable: of two alike the first in the text stays first
    return found[:5]


_weight = attrgetter("weight")


def measure_direction(question: Question, passages: Sequence[Passage]) -> tuple[dict[str, float], Sentence | None]:
    """The features of one question against one abstract, and the sentence that speaks most to it."""
    findings = read_findings(passages)
    return _measure(question, findings, _find_candidates(question, findings))


def _measure(
    question: Question, findings: Findings, candidates: Sequence[_Candidate]
) -> tuple[dict[str, float], Sentence | None]:
    features: dict[str, float] = {"better:known": float(question.better is not None)}
    if question.better:
        features[f"better:{question.better}"] = 1.0
    if not candidates:
        features["outcome:absent"] = 1.0
        return features, None
    best = candidates[0]
    features["outcome:overlap"] = best.overlap
    features["outcome:absent"] = float(best.overlap == 0)
    for place, candidate in enumerate(candidates):
        share = candidate.weight / best.weight
        for name, value in _tell(question, candidate).items():
            key = f"near:{name}"
            features[key] = max(features.get(key, 0.0), value * share)
            if place == 0:
                features[f"best:{name}"] = value
    none, up, down = (features.get(f"near:{n}", 0.0) for n in ("none", "up", "down"))
    features["sum:none-first"] = none - max(up, down)
    features["sum:up-first"] = up - down
    features["best:up-first"] = features.get("best:up", 0.0) - features.get("best:down", 0.0)
    told = {n: features.get(f"best:{n}", 0.0) for n in ("none", "up", "down")}
    alone = [n for n in told if told[n] > 0.3 and all(told[o] < 0.1 for o in told if o != n)]
    features.update({f"alone:{n}": 1.0 for n in alone})
    features["sum:nothing"] = float(max(none, up, down) < 0.1)
    features.update(_overall(question, findings))
    features[f"cues:{weigh_cues(features).replace('_', '-')}"] = 1.0
    return features, best.read.sentence


def _overall(question: Question, findings: Findings) -> dict[str, float]:
    """What the conclusion says of the intervention as a whole, turned to the outcome by which way is better."""
    good = "good" if question.better is None else "up" if question.better == "higher" else "down"
    return {f"overall:{good if said == 'good' else said}": 1.0 for said in findings.overall}


_THAN = re.compile(r"\b(?:than|compared (?:to|with)|versus|vs\.?|relative to|over|in comparison (?:to|with))\b", re.I)


_Groups = list[tuple[int, int, float]]
"""(start, end, +1 or -1) of each word that only the treated group, or only the comparator, has, in order."""


def _find_groups(question: Question, read: FindingSentence) -> _Groups:
    treated, compared = question.treated, question.compared
    if treated.isdisjoint(read.stems) and compared.isdisjoint(read.stems):
        return []
    both = treated | compared
    return [(s, e, 1.0 if w in treated else -1.0) for w, s, e in read.words if w in both]


def _orient(groups: _Groups, read: FindingSentence, cue: CueMatch) -> float:
    """+1 when the cue is said of the treated group, -1 when of the comparator, 0 when nobody can tell."""
    if not groups:
        return 0.0
    text = read.sentence.text
    than = _THAN.search(text, cue.end)
    if than and than.start() - cue.end < 90:
        stop = re.search(r"[;:(\[]|, ", text[than.end() :])
        end = than.end() + (stop.start() if stop else len(text))
        after = {sign for start, _, sign in groups if than.end() <= start < end}
        if len(after) == 1:
            return -after.pop()
    best, sign = 1e9, 0.0
    for start, end, own in groups:
        # A group named just after the cue ('higher in the placebo group') tells as much as one before it.
        distance = cue.start - end if end <= cue.start else (start - cue.end) * 1.5
        if distance < best:
            best, sign = distance, own
    return sign


def _tell(question: Question, candidate: _Candidate) -> dict[str, float]:
    told: dict[str, float] = {}
    read, outcome, better = candidate.read, question.outcome, question.better
    places = [] if outcome.isdisjoint(read.stems) else [(s, e) for w, s, e in read.words if w in outcome]
    groups = _find_groups(question, read)

    def near(start: int, end: int) -> float:
        if not places:
            return 0.35
        gap = min([s - end if s > end else start - e if start > e else 0 for s, e in places])
        return math.exp(-gap / NEAR)

    def add(name: str, value: float) -> None:
        if value > told.get(name, -1.0):
            told[name] = value

    for cue, turn in read.turned_cues:
        name = cue.family
        if name not in _HEARD:
            continue
        value = near(cue.start, cue.end)
        if name in NONE:
            add(name, value)
            add("none", value)
        elif name in ("increase", "decrease"):
            if cue.negated:
                add("none", value * 0.8)
                add(f"{name}-negated", value)
                continue
            sign = _orient(groups, read, cue)
            up = ((name == "increase") == (sign >= 0)) == (turn > 0)
            if question.is_reduction and name == "decrease" and turn > 0:
                up = not up
            add("up" if up else "down", value)
            add(f"{name}:{'treated' if sign > 0 else 'compared' if sign < 0 else 'untold'}", value)
        elif name in ("improve", "worsen", "effective"):
            if cue.negated:
                add("none", value * 0.8)
                add(f"{name}-negated", value)
                continue
            sign = _orient(groups, read, cue)
            good = ((name != "worsen") == (sign >= 0)) == (turn > 0)
            if better is None:
                add("better" if good else "worse", value)
            else:
                add("up" if (better == "higher") == good else "down", value * 0.9)
                add("better:up" if (better == "higher") == good else "better:down", value)
        else:
            add(name + ("-negated" if cue.negated else ""), value)
    for name, start, end in read.intervals:
        add(f"interval:{name}", near(start, end))
    for larger, start, end in read.pairs if groups else ():
        sign = _order(groups, start)
        if sign:
            add("pair:up" if larger == (sign > 0) else "pair:down", near(start, end))
    for name, start, end in read.p_values:
        add(name, near(start, end))
    return told


_HEARD = frozenset(
    (*NONE, "increase", "decrease", "improve", "worsen", "effective", "significant", "different", "did-not",
     "no-plain", "hedge", "partial", "contrast")
)  # fmt: skip
"""Cues that tell of a direction."""


def _order(groups: _Groups, start: int) -> float:
    """+1 when the treated group is named before the comparator in the sentence, -1 the other way, 0 untold."""
    first_t = next((s for s, _, sign in groups if sign > 0), None)
    first_c = next((s for s, _, sign in groups if sign < 0), None)
    if first_t is None and first_c is None:
        return 0.0
    if first_c is None:
        return 1.0
    if first_t is None:
        return 0.5 if first_c > start else -0.5
    return 1.0 if first_t < first_c else -1.0


@cache
def _model() -> LinearModel:
    return load_model("direction")


def judge_direction(
    intervention: str, comparator: str, outcome: str, abstract: str, model: LinearModel | None = None
) -> DirectionJudgement:
    """The direction of `outcome` under `intervention` against `comparator`, as one abstract tells it."""
    return judge_passages(intervention, comparator, outcome, split_labelled(abstract), model)


def judge_passages(
    intervention: str,
    comparator: str,
    outcome: str,
    passages: Sequence[Passage],
    model: LinearModel | None = None,
    named: OutcomeWords = NO_WORDS,
) -> DirectionJudgement:
    """As `judge_direction`, for an abstract that is in sections already. `named`: the topic's names of outcomes."""
    return judge_findings(intervention, comparator, outcome, read_findings(passages), model, named)


def judge_findings(
    intervention: str,
    comparator: str,
    outcome: str,
    findings: Findings,
    model: LinearModel | None = None,
    named: OutcomeWords = NO_WORDS,
) -> DirectionJudgement:
    """As `judge_passages`, for an abstract that has been read for another claim already."""
    question = read_question(intervention, comparator, outcome, findings.text, named)
    return _judge(question, findings, _find_candidates(question, findings), model or _model())


def judge_told(
    intervention: str, comparator: str, outcome: str, findings: Findings, named: OutcomeWords = NO_WORDS
) -> DirectionJudgement | None:
    """As `judge_findings`; None where that would say that nothing is told of the outcome, without reading on."""
    question = read_question(intervention, comparator, outcome, findings.text, named)
    if question.outcome.isdisjoint(findings.stems):
        return None
    candidates = _find_candidates(question, findings)
    if not candidates or candidates[0].overlap == 0:
        return None
    return _judge(question, findings, candidates, _model())


def _judge(
    question: Question, findings: Findings, candidates: Sequence[_Candidate], model: LinearModel
) -> DirectionJudgement:
    features, sentence = _measure(question, findings, candidates)
    chosen, odds, spoke = model.choose(features)
    return DirectionJudgement(chosen, model.confide(odds), sentence, spoke, not features.get("outcome:absent"))


def judge_direction_by_rules(question: Question, passages: Sequence[Passage]) -> str:
    """The direction by the cues alone, without trained weights: the strongest of none, up and down."""
    return weigh_cues(measure_direction(question, passages)[0])


def weigh_cues(features: Mapping[str, float]) -> str:
    """The strongest of none, up and down, a tie or nothing at all counting as no difference."""
    get = features.get
    none = max(get("near:none", 0.0), get("near:interval:crosses", 0.0), get("near:p-large", 0.0))
    up = max(get("near:up", 0.0), get("near:interval:above", 0.0), 0.8 * get("near:pair:up", 0.0))
    down = max(get("near:down", 0.0), get("near:interval:below", 0.0), 0.8 * get("near:pair:down", 0.0))
    if max(none, up, down) < 0.1 or none >= max(up, down):
        return "no_difference"
    return "increase" if up >= down else "decrease"

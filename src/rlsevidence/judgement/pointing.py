"""Which way a study points, and which way a body does. Pure.

A tag says how people read a study; where it speaks of an effect, its own intervals have to bear that out. Only a result
wholly on the worse side shows harm, and only one that leaves no room for what matters shows no difference (GRADE
guidance 34, J Clin Epidemiol 2022;150:216: what an interval shows is told by the ends of it, held against a threshold).
A study that goes against a claim without such an interval opposes it, and shows nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ..decisions import StudyInClaim
from ..language.reasons import Joined, Said, because
from ..model import Claim, Evidence, Result, Study
from ..synthesis.effects import RATIOS
from ..synthesis.result_effects import NoEffect, compute_effect
from .contrary import OPPOSITE, read_results

UNCLEAR = "unclear"
DISPUTES, CONTRARY = "disputes", "contrary"
"""Ways that are no direction: against the claim by its tag alone; by its tag the opposite of its own results."""
DIRECTIONS = frozenset({"benefit", "harm", "no_difference"})
SMALL_RATIO = 1.25
"""A risk, odds or hazard no more than this many times the other, nor less than one such part of it, matters little.
GRADE guidelines 6, J Clin Epidemiol 2011;64:1283, takes a quarter more or less as what matters; this is a bit less."""
SMALL_STANDARD = 0.2
"""Standard deviations below which a difference matters little, where nothing else is set. Ours."""

Ways = Mapping[str, str]
"""Study id -> a direction, UNCLEAR, DISPUTES or CONTRARY."""


def read_ways(evidence: Evidence, claim: Claim, body: Sequence[StudyInClaim]) -> Ways:
    return {s.id: read_way(evidence, claim, s) for s in body}


def read_way(evidence: Evidence, claim: Claim, one: StudyInClaim) -> str:
    """The way that one study points for `claim`; what it leaves open is UNCLEAR."""
    told = read_results(one.study, claim.id)  # of an effect: what is better supports it
    if claim.kind != "effect" and told is not None:
        told = OPPOSITE[told]
    if one.stance == "supports":
        if told == "disputes":
            return CONTRARY
        return "benefit" if claim.kind == "effect" else "harm"
    if one.stance == "disputes":
        if claim.kind == "effect" and told == "disputes":
            return "harm"
        if claim.kind == "effect" and told == "supports":
            return CONTRARY
        if claim.kind != "association" and shows_no_difference(evidence, one.study, claim.id):
            return "no_difference"
        return DISPUTES
    return UNCLEAR


def shows_no_difference(evidence: Evidence, study: Study, claim: str) -> bool:
    """Whether every result of `study` for `claim` has an interval that leaves no room for what matters.

    Held against the smallest change that the protocol sets for the outcome, or against SMALL_RATIO or SMALL_STANDARD
    where the measure is one of those; in other units, and where the protocol sets nothing, nobody can tell. With
    nobody to compare with, or another treatment to compare with, no difference can be seen at all.
    """
    used = [r for r in study.results if claim in r.claims]
    if not used or study.comparator == "active":
        return False
    for result in used:
        effect = compute_effect(study, result)
        if result.kind not in ("between-arms", "association") or isinstance(effect, NoEffect):
            return False
        ends = _read_ends(result) or effect.interval()
        room = _find_room(evidence, result.outcome, effect.measure)
        if ends is None or room is None or not -room < ends[0] <= ends[1] < room:
            return False
    return True


def _read_ends(result: Result) -> tuple[float, float] | None:
    """The interval as it was printed, on the logarithm for ratios; one worked out again would be even."""
    e = result.estimate
    if e is None or e.ci_low is None or e.ci_high is None or (e.level or 95) != 95:
        return None
    ratio = e.measure in RATIOS
    return (math.log(e.ci_low), math.log(e.ci_high)) if ratio else (e.ci_low, e.ci_high)


def _find_room(evidence: Evidence, outcome: str, measure: str) -> float | None:
    """The smallest effect that matters, on the scale of `measure` (the logarithm for ratios)."""
    if measure in RATIOS:
        return math.log(SMALL_RATIO)
    if measure == "SMD":
        return SMALL_STANDARD
    return find_smallest_change(evidence, outcome)


def find_smallest_change(evidence: Evidence, outcome: str) -> float | None:
    """The smallest change that matters, as the protocol sets it for an outcome; None where it sets no number."""
    for o in evidence.protocol.outcomes:
        if o.outcome == outcome and isinstance(o.smallest_change_that_matters, (int, float)):
            return float(o.smallest_change_that_matters)
    return None


def point_body(ways: Ways, body: Sequence[StudyInClaim], beside: Sequence[StudyInClaim] = ()) -> tuple[str, Said]:
    """Where the body points, with the counts. It is never shown without the level, and never lifts it.

    Where there are randomised comparisons they alone point: a change with nobody to compare with cannot outvote them.
    What leaves the question open must not prevail, neither in studies nor in people: one small favourable trial beside
    a larger one that found no difference shows no benefit. Where a side that points has an unknown size, studies alone
    are counted. `beside`: studies that carry no level and are heard; a direction that one of them does not share is
    unclear. The rule is ours; GRADE asks for the whole body and gives no count.
    """
    randomised = [s for s in body if s.study.is_randomised]
    pointing = randomised or list(body)
    by_stance = [s.stance for s in pointing]
    supports, disputes = by_stance.count("supports"), by_stance.count("disputes")
    parts: list[Said] = [
        because(
            "reason.direction.counts",
            supports=supports,
            open=len(pointing) - supports - disputes,
            disputes=disputes,
        )
    ]
    if randomised and len(randomised) < len(body):
        parts.append(because("reason.direction.randomised", some=len(randomised), all=len(body)))
    for way in (DISPUTES, CONTRARY):
        if those := tuple(s.id for s in pointing if ways[s.id] == way):
            parts.append(because(f"reason.direction.{way}", those=those))
    sides: dict[str, list[StudyInClaim]] = {}
    for s in pointing:
        sides.setdefault(ways[s.id], []).append(s)
    undecided = sides.pop(UNCLEAR, [])
    direction = next(iter(sides)) if len(sides) == 1 else UNCLEAR
    if direction not in DIRECTIONS or not _prevails(sides[direction], undecided):
        direction = UNCLEAR
    if direction != UNCLEAR:
        other = [s for s in beside if ways[s.id] != direction]
        for key, is_direct in (("reason.direction.beside", True), ("reason.direction.aside", False)):
            if those := tuple(s.id for s in other if (s.directness == "direct") is is_direct):
                direction = UNCLEAR
                parts.append(because(key, those=those))
    return direction, parts[0] if len(parts) == 1 else Joined(tuple(parts))


def _prevails(side: Sequence[StudyInClaim], undecided: Sequence[StudyInClaim]) -> bool:
    """Whether a side has no fewer studies and, where its sizes are known, no fewer people than what is undecided."""
    people = [s.study.population.n for s in side]
    known = [n for n in people if n is not None]
    outnumbered = len(known) == len(people) and sum(known) < sum(s.study.population.n or 0 for s in undecided)
    return len(side) >= len(undecided) and not outnumbered


__all__ = ["UNCLEAR", "Ways", "find_smallest_change", "point_body", "read_way", "read_ways", "shows_no_difference"]

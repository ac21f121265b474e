"""What a study's own results cost: nothing beside a benefit, few events, another comparison, no comparison. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..decisions import StudyInClaim
from ..language.reasons import Joined, Said, because
from ..model import Claim, Evidence, Result, Study
from ..synthesis.distributions import critical
from ..synthesis.effects import RATIOS
from ..synthesis.two_groups import read_pair
from .asserted import find_asserted
from .shown import COMPARED, list_shown_by, list_signs
from .signs import OPEN

EVENTS = 300
"""Events that a precise answer needs, whatever the number of people: GRADE guidelines 6 has about 300 as a rule of
thumb where the risk without treatment is not known, and distrusts large effects on few events."""
FEW_EVENTS = 90
"""Events below which imprecision costs two steps: the share of EVENTS that FAR_BELOW is of the people. Ours."""
COUNTED = RATIOS | {"RD"}
"""Effect measures of things that happen or do not, whose precision is that of the events."""
COMPARATOR = "comparator"
NAMED = ("events", "count", "cases", "affected")
"""What the people of a group in whom it happened may be called."""
_OF = re.compile(r"\s*(\d+)\s*/\s*(\d+)\s*$")
Found = tuple[int, Said | None]


def list_of_one_group(studies: Sequence[StudyInClaim], claim: str) -> tuple[str, ...]:
    """Randomised studies of which only what happened within one group is told for the claim."""
    return tuple(s.id for s in studies if s.study.is_randomised and _is_of_one_group(s.study, claim))


def answer_as_told(studies: Sequence[StudyInClaim], claim: str) -> list[StudyInClaim]:
    """The studies, those of one group as what their results are: no comparison. The groups were allotted by chance, and
    what came of it is not told; a change within one of them would have come without treatment too."""
    alone = frozenset(list_of_one_group(studies, claim))
    return [
        replace(s, study=s.study.model_copy(update={"design": "single-arm-trial"})) if s.id in alone else s
        for s in studies
    ]


def _is_of_one_group(study: Study, claim: str) -> bool:
    used = [r for r in study.results if claim in r.claims]
    return bool(used) and all(
        r.kind == "before-after" or (r.kind == "proportion" and read_pair(study, r) is None) for r in used
    )


def judge_own_results(evidence: Evidence, claim: Claim, body: Sequence[StudyInClaim]) -> Found:
    """A step where one result of a study leaves no room for what matters, or the question open, and another is clear of
    no effect: which of them was meant to tell is not to be known here."""
    parted = []
    for s in body:
        shown = [r for r in list_shown_by(s.study, claim.id, evidence) if r.kind in COMPARED]
        is_open = OPEN in list_signs(s.study, claim) or any(r.is_nothing or not r.side for r in shown)
        if is_open and any(r.side and not r.is_nothing for r in shown):
            parted.append(s.id)
    return (1, because("reason.inconsistency.own", those=tuple(parted))) if parted else (0, None)


def judge_comparator(claim: Claim, body: Sequence[StudyInClaim]) -> Found:
    """A step where half of the studies or more compare with another treatment, and the claim promises something.

    Better than another treatment may be better than nothing, or that one may do harm: it is another question.
    """
    if find_asserted(claim) != "benefit" or claim.kind == "association":
        return 0, None
    active = tuple(s.id for s in body if s.study.comparator == "active" and COMPARATOR not in s.indirect_because)
    if not active or len(active) * 2 < len(body):
        return 0, None
    return 1, because("reason.indirectness.active", those=active)


def judge_events(claim: str, body: Sequence[StudyInClaim], start: str) -> Found:
    """Steps that few events cost, in studies whose comparisons are all of things that happen or do not.

    Where a study does not say how many, nobody can tell: that costs one step in a body that starts high, unless the
    others have enough by themselves.
    """
    dichotomous = [s for s in body if _is_dichotomous(s.study, claim)]
    events = {s.id: count_events(s.study, claim) for s in dichotomous}
    unknown = tuple(i for i, n in events.items() if n is None)
    known = sum(n for n in events.values() if n is not None)
    if not events or known >= EVENTS:
        return 0, None
    guessed = known + sum(_guess_events(s.study, claim) for s in dichotomous if s.id in unknown)
    if unknown and start == "high" and guessed < FEW_EVENTS:
        return 2, because("reason.imprecision.events_wide", those=unknown, few=FEW_EVENTS)
    if unknown:
        return (1, because("reason.imprecision.events_unknown", those=unknown)) if start == "high" else (0, None)
    return (2 if known < FEW_EVENTS else 1), because("reason.imprecision.events", events=known, size=EVENTS)


def _is_dichotomous(study: Study, claim: str) -> bool:
    shown = [r for r in list_shown_by(study, claim) if r.kind in COMPARED]
    return bool(shown) and all(r.measure in COUNTED for r in shown)


def _guess_events(study: Study, claim: str) -> float:
    """About how many events the interval of a risk or hazard ratio comes from; infinite where it does not tell.

    In two groups of one size with ratio R the variance of its logarithm is at most (1 + R)^2 / (R x events).
    """
    found = [math.inf]
    for r in list_shown_by(study, claim):
        if r.kind in COMPARED and r.measure in ("RR", "HR") and r.high > r.low:
            ratio, deviation = math.exp(r.value), (r.high - r.low) / (2 * critical(None))
            found.append((1 + ratio) ** 2 / (ratio * deviation**2))
    return min(found)


def count_events(study: Study, claim: str) -> int | None:
    """Events in all groups compared, of the result that has fewest; None where one result does not say, or cannot be
    right."""
    found = [_count(r) for r in study.results if claim in r.claims and r.kind in COMPARED]
    known = [n for n in found if n is not None]
    return min(known) if known else None


def _count(result: Result) -> int | None:
    values = result.values or {}
    groups = [v for v in values.values() if isinstance(v, Mapping)]
    pairs = [_read_events(g) for g in groups] if groups else []
    pairs = pairs or [(v, None) for name, v in values.items() if name.endswith("_events")]
    pairs = pairs or [(values.get("events"), values.get("n"))]
    total = 0
    for events, people in pairs:
        if not isinstance(events, int) or isinstance(events, bool) or events < 0:
            return None
        if isinstance(people, int) and events > people:
            return None
        total += events
    return total


def _read_events(group: Mapping[str, object]) -> tuple[object, object]:
    """Events and people of one group, as whoever entered them called the events."""
    events = next((group[name] for name in NAMED if name in group), None)
    of = _OF.match(events) if isinstance(events, str) else None
    return (int(of[1]), int(of[2])) if of else (events, group.get("n"))


def add_steps(found: tuple[int, Said], *more: Found, most: int = 2) -> tuple[int, Said]:
    """One judgement with what else costs steps in its domain; what costs nothing is not told."""
    steps, why = found
    told = [reason for cost, reason in more if cost and reason is not None]
    return min(most, steps + sum(cost for cost, _ in more)), Joined((why, *told)) if told else why


__all__ = [
    "add_steps",
    "answer_as_told",
    "count_events",
    "judge_comparator",
    "judge_events",
    "judge_own_results",
    "list_of_one_group",
]

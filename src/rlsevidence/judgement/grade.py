"""What the rules propose for a claim that GRADE rates: a body, five domains, the level they add up to, a direction.

A proposal is another type than a person's judgement (`Certainty`) and is made without looking at it: it reads studies,
tags and appraisals only. Every step names its rule and where the rule comes from; where the source leaves a number
open, the number is ours and says so. What a rule cannot see (an effect too good to be true, a missing trial that a
review mentions) is for people, so differences are expected and shown.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..decisions import Settled, StudyInClaim
from ..language.reasons import Joined, Said, because
from ..model import GRADE_DOMAINS, Certainty, Claim
from ..model.grade import GRADE_UPGRADES, add_levels, rank_word
from ..synthesis.claim_pool import PooledClaim, pool_claim
from ..synthesis.effects import RATIOS
from . import domains
from .agreeing import (
    Sides,
    judge_gravest,
    keep_against,
    keep_randomised,
    list_indirect,
    list_measured,
    list_shown,
    list_weighed,
    part_body,
)
from .choices import PROTOCOL, Choices
from .domains import DESCRIBING, HIGH_RISK, SOURCES, UNCONTROLLED, ProposedStep, make_step
from .doubted import list_doubted, list_left
from .held import bear_out
from .own_results import add_steps, answer_as_told, judge_comparator, judge_own_results, list_of_one_group
from .pointing import UNBORNE, UNCLEAR, Ways, point_body, read_ways
from .shown import COMPARED, find_opposed, list_shown_by
from .told import COMPARING

OBSERVING = frozenset({"cohort", "case-control"})


@dataclass(frozen=True)
class GradeProposal:
    """What the rules come to for one claim. `level` is None when there is no study to rate."""

    claim: str
    body: tuple[str, ...]
    starts_at: str | None
    convention: str
    downgrades: tuple[ProposedStep, ...]
    upgrades: tuple[ProposedStep, ...]
    level: str | None
    direction: str
    direction_reason: Said
    people: int
    pooled: tuple[PooledClaim, ...] = ()

    @property
    def direction_why(self) -> str:
        return self.direction_reason.english

    @property
    def steps(self) -> Mapping[str, int]:
        return {step.domain: step.steps for step in self.downgrades}


@dataclass(frozen=True)
class Difference:
    """Where the proposal and a person's decision part: a domain, the start, the level or the direction."""

    what: str
    proposed: str
    decided: str


def is_rated(claim: Claim, studies: Sequence[StudyInClaim]) -> bool:
    """Whether GRADE rates the claim: effects and associations always, harms when there is a body of studies.

    A body is one randomised comparison or two controlled studies counted for the claim; harm known from case reports
    and authorities has a basis instead.
    """
    if claim.kind in ("effect", "association"):
        return True
    if claim.kind != "harm":
        return False
    counted = [s.study for s in studies if s.counted]
    return any(s.is_randomised for s in counted) or sum(s.design in OBSERVING for s in counted) > 1


def choose_body(claim: Claim, studies: Iterable[StudyInClaim], choices: Choices = PROTOCOL) -> tuple[StudyInClaim, ...]:
    """The counted studies that the level rests on.

    Laboratory work never carries a level; case reports and series only when nothing compares; an association needs
    people with and without. Only a title read carries nothing. Studies of another question carry it only where none of
    this one does: beside one that answers the question they can neither lift what it shows nor weigh it down.
    """
    comparing, describing = _list_eligible(claim, studies, choices)
    pool = comparing or describing
    direct = [s for s in pool if s.directness == "direct"]
    if choices.directness == "direct-only" or (choices.directness == "direct-first" and direct):
        pool = direct
    return tuple(sorted(pool, key=lambda s: s.id))


def _list_eligible(
    claim: Claim, studies: Iterable[StudyInClaim], choices: Choices
) -> tuple[list[StudyInClaim], list[StudyInClaim]]:
    """What may carry a level, whatever question it answers: studies that compare, and those that only describe."""
    pool = [s for s in studies if s.counted and s.study.read != "title" and s.stance is not None]
    if not choices.second_hand:
        pool = [s for s in pool if s.study.read != "second-hand"]
    if not choices.uncontrolled or claim.kind == "association":
        pool = [s for s in pool if s.study.design not in UNCONTROLLED]
    if not choices.high_risk:
        pool = [s for s in pool if s.risk_of_bias not in HIGH_RISK]
    return [s for s in pool if s.study.design in COMPARING], [s for s in pool if s.study.design in DESCRIBING]


def propose_grade(
    settled: Settled, claim: Claim, studies: Sequence[StudyInClaim], choices: Choices = PROTOCOL
) -> GradeProposal:
    """The rules' proposal. `studies` must have been listed without a body of people's choosing.

    A study whose journal has expressed concern is neither taken out, as a retracted one is, nor taken on trust: the
    level is the lowest of those with and without it, and where the directions part, none is told.
    """
    alone = list_of_one_group(studies, claim.id)
    if alone:
        whole = _propose_doubted(settled, claim, answer_as_told(studies, claim.id), choices)
        named = tuple(i for i in alone if i in whole.body)
        if not named:
            return whole
        told = because("reason.direction.one_group", those=named)
        return replace(whole, direction_reason=Joined((whole.direction_reason, told)))
    return _propose_doubted(settled, claim, studies, choices)


def _propose_doubted(
    settled: Settled, claim: Claim, studies: Sequence[StudyInClaim], choices: Choices
) -> GradeProposal:
    doubted = list_doubted(settled.evidence, studies)
    whole = _propose(settled, claim, studies, choices)
    named = tuple(i for i in doubted if i in whole.body)
    if not named:
        return whole
    found = [whole]
    for left in list_left(named):
        found.append(_propose(settled, claim, [s for s in studies if s.id not in left], choices))
    lowest = min(found, key=lambda g: rank_word(g.level))
    if len({g.direction for g in found}) > 1:
        lowest = _propose(settled, claim, studies, choices, unclear=True)
    told = because("reason.direction.doubted", those=named)
    return replace(lowest, body=whole.body, direction_reason=Joined((lowest.direction_reason, told)))


def _propose(
    settled: Settled, claim: Claim, studies: Sequence[StudyInClaim], choices: Choices, *, unclear: bool = False
) -> GradeProposal:
    """The proposal with every study taken on trust. `unclear`: whatever the body shows, no direction is told."""
    body = choose_body(claim, studies, choices)
    ids = tuple(s.id for s in body)
    direct = [s for s in body if s.directness == "direct"]
    beside = _list_beside(claim, body, studies, choices)
    ways = read_ways(settled.evidence, claim, [*body, *beside])
    direction, why = point_body(ways, body, beside, claim.id)
    if not body:
        reason = because("reason.grade.nothing")
        return GradeProposal(claim.id, ids, None, choices.convention, (), (), None, UNCLEAR, reason, 0)
    shown = [s.study for s in part_body(direction, body, ways).show]
    if direction in ("benefit", "harm") and not bear_out(settled.evidence, claim, shown, direction):
        direction, why = UNCLEAR, Joined((why, because("reason.direction.pooled")))
    direction = UNCLEAR if unclear else direction
    start, convention = choose_start(body, choices)
    sides = [part_body(direction, body, ways)]
    answering = part_body(direction, direct, ways)
    if answering.show and len(direct) < len(body):
        # Indirect ones taken in by choice lift nothing above what the direct ones carry.
        sides.append(answering)
        start = min(start, choose_start(direct, choices)[0], key=("low", "high").index)
    down = _judge_domains(settled, claim, sides, ways, (start, convention), choices, direction)
    up = _upgrades(claim.id, body, (start, convention), down) if direction != UNCLEAR else ()
    if direction == UNCLEAR:
        down = _bring_down(start, down, up, ("imprecision", "inconsistency"), "reason.grade.unclear")
    if not answering.show:
        down = _bring_down(start, down, up, ("indirectness", "imprecision"), "reason.grade.no_direct")
        if not direct:
            down = _say_beside(down, "indirectness", "reason.grade.no_direct")
    if direction != UNCLEAR and domains.is_of_pilots(keep_randomised(sides[0]).show, claim.id, choices):
        down = _bring_down(start, down, up, ("imprecision",), "reason.grade.pilots", "low")
    if direction == "no_difference":
        down = _bring_down(start, down, up, ("imprecision",), "reason.grade.no_difference", "moderate")
    level = add_levels(start, (s.steps for s in down), (s.steps for s in up))
    informing, pooled = domains.count_informing(body, start, claim.id), pool_claim([s.study for s in body], claim.id)
    return GradeProposal(claim.id, ids, start, convention, down, up, level, direction, why, informing, pooled)


def _list_beside(
    claim: Claim, body: Sequence[StudyInClaim], studies: Sequence[StudyInClaim], choices: Choices
) -> list[StudyInClaim]:
    """Who carries no level and is heard on the direction: direct reports of cases where nothing in the body is direct,
    and, where nothing direct is randomised, randomised comparisons of another question that were set aside."""
    comparing, describing = _list_eligible(claim, studies, choices)
    direct = [s for s in body if s.directness == "direct"]
    if not direct:
        return [s for s in describing if s.directness == "direct"]
    if choices.directness != "direct-first" or any(s.study.is_randomised for s in direct):
        return []
    return [s for s in comparing if s.directness != "direct" and s.study.is_randomised]


def _bring_down(
    start: str,
    down: tuple[ProposedStep, ...],
    up: Sequence[ProposedStep],
    places: Sequence[str],
    key: str,
    to: str = "very_low",
) -> tuple[ProposedStep, ...]:
    """`down` with as many steps more, in `places` and up to two in each, as bring the level to no more than `to`."""
    level = add_levels(start, (s.steps for s in down), (s.steps for s in up))
    missing = rank_word(level) - rank_word(to)
    found = list(down)
    for place in places:
        at = next(i for i, step in enumerate(found) if step.domain == place)
        more = min(missing, max(0, 2 - found[at].steps))
        if more > 0:
            reason = Joined((found[at].reason, because(key)))
            found[at] = replace(found[at], steps=found[at].steps + more, reason=reason)
            missing -= more
    return tuple(found)


def _say_beside(down: tuple[ProposedStep, ...], domain: str, key: str) -> tuple[ProposedStep, ...]:
    """`down` with a reason that is told whether or not it cost a step more, once."""
    reason = because(key)
    return tuple(
        replace(step, reason=Joined((step.reason, reason)))
        if step.domain == domain and reason.english not in step.why
        else step
        for step in down
    )


def _judge_domains(
    settled: Settled,
    claim: Claim,
    sides: Sequence[Sides],
    ways: Ways,
    starts: tuple[str, str],
    choices: Choices,
    direction: str,
) -> tuple[ProposedStep, ...]:
    """The five domains, each as grave as the studies that show the direction have it with or without the others.

    Where there are randomised comparisons each is judged by those alone; what else points another way can cost
    consistency, and what else agrees or leaves it open costs nothing.
    """
    start, convention = starts
    rated = [keep_randomised(side) for side in sides]

    def opposes(one: StudyInClaim, show: Sequence[StudyInClaim]) -> bool:
        """By its way, or by an interval of its own, whatever it is told to show."""
        against = ways[one.id] not in (direction, UNCLEAR, UNBORNE)
        return against or find_opposed([*(s.study for s in show), one.study], claim.id) is not None

    compared = [keep_against(side, opposes) for side in sides]
    aside = tuple(s.id for s in sides[0].body if s not in compared[0].body)
    late = tuple(dict.fromkeys(s.id for side in sides for s in side.others))
    measured = list_measured(claim.id)
    weighed = list_weighed(lambda s: domains.charge_alone(s, start, convention))

    def pool(body: Sequence[StudyInClaim]) -> tuple[PooledClaim, ...]:
        return pool_claim([s.study for s in body], claim.id)

    def bias(body: Sequence[StudyInClaim]) -> tuple[int, Said]:
        return domains.judge_risk_of_bias(body, start, convention, choices)

    risk, why = judge_gravest(rated, weighed, bias)
    if aside:
        why = Joined((why, because("reason.grade.aside", those=aside)))
    return (
        make_step("risk_of_bias", risk, why),
        make_step(
            "inconsistency",
            *judge_gravest(
                compared,
                measured,
                lambda b: add_steps(
                    domains.judge_inconsistency(b, pool(b), claim.id),
                    judge_own_results(settled.evidence, claim, b),
                ),
            ),
        ),
        make_step(
            "indirectness",
            *judge_gravest(
                rated,
                list_indirect,
                lambda b: add_steps(domains.judge_indirectness(b), judge_comparator(claim, b)),
            ),
        ),
        make_step(
            "imprecision",
            *judge_gravest(
                rated,
                measured,
                lambda b: domains.judge_imprecision(settled.evidence, claim, b, start, pool(b), choices),
            ),
        ),
        make_step(
            "publication_bias",
            *judge_gravest(
                rated, list_shown, lambda b: domains.judge_publication_bias(settled, claim, b, late, direction)
            ),
        ),
    )


def choose_start(body: Sequence[StudyInClaim], choices: Choices = PROTOCOL) -> tuple[str, str]:
    """(where the level starts, the convention that holds). ROBINS-I in full and a low start are never both applied."""
    if any(s.study.is_randomised for s in body):
        return "high", choices.convention
    if choices.convention == "robins-i" and all((s.tool or "").startswith("robins-i") for s in body):
        return "high", "robins-i"
    return "low", "design"


# ---------------------------------------------------------------- upgrades


def _upgrades(
    claim: str, body: Sequence[StudyInClaim], starts: tuple[str, str], down: Sequence[ProposedStep]
) -> tuple[ProposedStep, ...]:
    """A large effect only, in a body that starts low, is read in full and has lost nothing, nor would any of its
    studies alone for its risk of bias: a weak one may be the reason that the effect is large.

    Every study has to have a ratio for the claim itself, and all of them the same side of no effect. The other two
    upgrades need a person: no field of the data shows them.
    """
    start, convention = starts
    if start != "low" or any(s.study.read != "full-text" for s in body) or any(step.steps for step in down):
        return ()
    if find_opposed([s.study for s in body], claim):
        return ()
    limits = []
    aligned: set[bool] = set()
    for s in body:
        ratios = [r for r in list_shown_by(s.study, claim) if r.measure in RATIOS and r.kind in COMPARED]
        aligned |= {r.aligned for r in ratios}
        # A ratio of which nobody says which way is better may be on the other side of one of which somebody does.
        if not ratios or len(aligned) > 1 or domains.charge_alone(s, start, convention):
            return ()
        limits.append(min(math.exp(max(r.low, -r.high)) for r in ratios))
    # Rounded: a limit printed as 2 must not fall below it by way of its logarithm.
    nearest = round(min(limits), 9)
    steps = 2 if nearest >= 5 else 1 if nearest >= 2 else 0
    if not steps:
        return ()
    reason = because("reason.upgrade.large", ratio=5 if steps == 2 else 2)
    return (ProposedStep(GRADE_UPGRADES[0], steps, reason, SOURCES["upgrade"]),)


# ---------------------------------------------------------------- beside what people decided


def compare_decision(proposal: GradeProposal, certainty: Certainty) -> tuple[Difference, ...]:
    """Where a person's judgement departs from the proposal, the start and the domains first."""
    if not certainty.is_graded:
        return ()
    found = []
    if certainty.starts_at != proposal.starts_at:
        found.append(Difference("starts_at", proposal.starts_at or "nothing to rate", certainty.starts_at or "-"))
    decided = {name: step.steps for name, step in (certainty.downgrades or {}).items()}
    for domain in GRADE_DOMAINS:
        one, other = proposal.steps.get(domain), decided.get(domain)
        if one != other and one is not None:
            found.append(Difference(domain, str(one), "-" if other is None else str(other)))
    if certainty.overall != proposal.level:
        found.append(Difference("certainty", proposal.level or "nothing to rate", certainty.overall or "-"))
    if certainty.direction and certainty.direction.finding != proposal.direction:
        found.append(Difference("direction", proposal.direction, certainty.direction.finding))
    return tuple(found)

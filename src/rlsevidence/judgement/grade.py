"""What the rules propose for a claim that GRADE rates: a body, five domains, the level they add up to, a direction.

A proposal is another type than a person's judgement (`Certainty`) and is made without looking at it: it reads studies,
tags and appraisals only. Every step names its rule and where the rule comes from; where the source leaves a number
open, the number is ours and says so. What a rule cannot see (an effect too good to be true, a missing trial that a
review mentions) is for people, so differences are expected and shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..decisions import Settled, StudyInClaim
from ..language.reasons import Joined, Said, because
from ..model import GRADE_DOMAINS, Certainty, Claim
from ..model.grade import GRADE_UPGRADES, add_levels
from ..synthesis.claim_pool import PooledClaim, pool_claim
from . import domains
from .agreeing import Sides, judge_gravest, list_indirect, list_measured, list_shown, list_weighed, part_body
from .choices import PROTOCOL, Choices
from .domains import DESCRIBING, HIGH_RISK, SOURCES, UNCONTROLLED, ProposedStep, make_step

COMPARING = frozenset(
    {"rct", "crossover-rct", "single-arm-trial", "cohort", "case-control", "cross-sectional", "genetic"}
)
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
    people with and without. Only a title read carries nothing.
    """
    pool = _list_eligible(claim, studies, choices)
    direct = [s for s in pool if s.directness == "direct"]
    if choices.directness == "direct-only" or (choices.directness == "direct-first" and len(direct) >= 2):
        pool = direct
    return tuple(sorted(pool, key=lambda s: s.id))


def _list_eligible(claim: Claim, studies: Iterable[StudyInClaim], choices: Choices) -> list[StudyInClaim]:
    """The body before indirect studies are set aside."""
    pool = [s for s in studies if s.counted and s.study.read != "title" and s.stance is not None]
    if not choices.second_hand:
        pool = [s for s in pool if s.study.read != "second-hand"]
    if not choices.uncontrolled or claim.kind == "association":
        pool = [s for s in pool if s.study.design not in UNCONTROLLED]
    if not choices.high_risk:
        pool = [s for s in pool if s.risk_of_bias not in HIGH_RISK]
    return [s for s in pool if s.study.design in COMPARING] or [s for s in pool if s.study.design in DESCRIBING]


def propose_grade(
    settled: Settled, claim: Claim, studies: Sequence[StudyInClaim], choices: Choices = PROTOCOL
) -> GradeProposal:
    """The rules' proposal. `studies` must have been listed without a body of people's choosing."""
    body = choose_body(claim, studies, choices)
    ids = tuple(s.id for s in body)
    direction, why = _point(claim, body)
    if not body:
        reason = because("reason.grade.nothing")
        return GradeProposal(claim.id, ids, None, choices.convention, (), (), None, direction, reason, 0)
    start, convention = choose_start(body, choices)
    sides = [part_body(direction, body)]
    if choices.directness == "direct-first" and sum(s.directness == "direct" for s in sides[0].show) < 2:
        # That two are direct is then the doing of a study that shows another way: setting the indirect ones aside
        # must not lift what rested on them.
        wide = sorted(_list_eligible(claim, studies, choices), key=lambda s: s.id)
        sides.append(part_body(direction, wide))
        start = min(start, choose_start(wide, choices)[0], key=("low", "high").index)
    down = _judge_domains(settled, claim, sides, (start, convention), choices)
    up = _upgrades(body, start, down)
    level = add_levels(start, (s.steps for s in down), (s.steps for s in up))
    informing, pooled = domains.count_informing(body, start), pool_claim([s.study for s in body], claim.id)
    return GradeProposal(claim.id, ids, start, convention, down, up, level, direction, why, informing, pooled)


def _judge_domains(
    settled: Settled, claim: Claim, sides: Sequence[Sides], starts: tuple[str, str], choices: Choices
) -> tuple[ProposedStep, ...]:
    """The five domains, each as grave as the studies that show the direction have it with or without the others."""
    start, convention = starts
    late = tuple(dict.fromkeys(s.id for side in sides for s in side.others))
    measured = list_measured(claim.id)
    weighed = list_weighed(lambda s: domains.charge_alone(s, start, convention))

    def pool(body: Sequence[StudyInClaim]) -> tuple[PooledClaim, ...]:
        return pool_claim([s.study for s in body], claim.id)

    return (
        make_step(
            "risk_of_bias",
            *judge_gravest(sides, weighed, lambda b: domains.judge_risk_of_bias(b, start, convention, choices)),
        ),
        make_step("inconsistency", *judge_gravest(sides, measured, lambda b: domains.judge_inconsistency(b, pool(b)))),
        make_step("indirectness", *judge_gravest(sides, list_indirect, domains.judge_indirectness)),
        make_step(
            "imprecision",
            *judge_gravest(
                sides,
                measured,
                lambda b: domains.judge_imprecision(settled.evidence, claim, b, start, pool(b), choices),
            ),
        ),
        make_step(
            "publication_bias",
            *judge_gravest(sides, list_shown, lambda b: domains.judge_publication_bias(settled, claim, b, late)),
        ),
    )


def choose_start(body: Sequence[StudyInClaim], choices: Choices = PROTOCOL) -> tuple[str, str]:
    """(where the level starts, the convention that holds). ROBINS-I in full and a low start are never both applied."""
    if any(s.study.is_randomised for s in body):
        return "high", choices.convention
    if choices.convention == "robins-i" and all((s.tool or "").startswith("robins-i") for s in body):
        return "high", "robins-i"
    return "low", "design"


# ---------------------------------------------------------------- upgrades and direction


def _upgrades(body: Sequence[StudyInClaim], start: str, down: Sequence[ProposedStep]) -> tuple[ProposedStep, ...]:
    """A large effect only, in a body that starts low, is read in full and has lost nothing.

    The other two need a person: no field of the data shows them.
    """
    if start != "low" or any(s.study.read != "full-text" for s in body) or any(step.steps for step in down):
        return ()
    limits = []
    for s in body:
        ratios = [r.estimate for r in s.study.results if r.estimate and r.estimate.measure in ("OR", "RR", "HR")]
        near = [e.ci_low if e.value > 1 else 1 / e.ci_high for e in ratios if e.ci_low and e.ci_high]
        if not near:
            return ()
        limits.append(min(near))
    steps = 2 if min(limits) >= 5 else 1 if min(limits) >= 2 else 0
    if not steps:
        return ()
    reason = because("reason.upgrade.large", ratio=5 if steps == 2 else 2)
    return (ProposedStep(GRADE_UPGRADES[0], steps, reason, SOURCES["upgrade"]),)


def _point(claim: Claim, body: Sequence[StudyInClaim]) -> tuple[str, Said]:
    """Where the body points. It is never shown without the level, and never decides it.

    Where there are randomised comparisons they alone point: a change with nobody to compare with cannot outvote them.
    What leaves the question open must not prevail, neither in studies nor in people: one small favourable trial beside
    a larger one that found no difference shows no benefit. Where a side that points has an unknown size, studies alone
    are counted. The rule is ours; GRADE asks for the whole body and gives no count.
    """
    randomised = [s for s in body if s.study.is_randomised]
    pointing = randomised or list(body)
    sides = {word: [s for s in pointing if s.stance == word] for word in ("supports", "disputes")}
    undecided = [s for s in pointing if s.stance not in sides]
    supports, disputes, open_ = len(sides["supports"]), len(sides["disputes"]), len(undecided)
    counts: Said = because("reason.direction.counts", supports=supports, open=open_, disputes=disputes)
    if randomised and len(randomised) < len(body):
        counts = Joined((counts, because("reason.direction.randomised", some=len(randomised), all=len(body))))
    if supports and not disputes and _prevails(sides["supports"], undecided):
        return ("benefit" if claim.kind == "effect" else "harm"), counts
    if disputes and not supports and _prevails(sides["disputes"], undecided):
        return ("unclear" if claim.kind == "association" else "no_difference"), counts
    return "unclear", counts


def _prevails(side: Sequence[StudyInClaim], undecided: Sequence[StudyInClaim]) -> bool:
    """Whether a side has no fewer studies and, where its sizes are known, no fewer people than what is undecided."""
    people = [s.study.population.n for s in side]
    known = [n for n in people if n is not None]
    outnumbered = len(known) == len(people) and sum(known) < sum(s.study.population.n or 0 for s in undecided)
    return len(side) >= len(undecided) and not outnumbered


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

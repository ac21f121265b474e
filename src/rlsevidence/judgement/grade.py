"""What the rules propose for a claim that GRADE rates: a body, five domains, the level they add up to, a direction.

A proposal is another type than a person's judgement (`Certainty`) and is made without looking at it: it reads studies,
tags and appraisals only. Every step names its rule and where the rule comes from; where the source leaves a number
open, the number is ours and says so. What a rule cannot see (an effect too good to be true, a missing trial that a
review mentions) is for people, so differences are expected and shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from ..decisions import Settled, StudyInClaim
from ..language.reasons import Joined, Named, Reason, Said, because
from ..model import GRADE_DOMAINS, Certainty, Claim, Evidence
from ..model.appraisal_tools import SEVERITY
from ..model.grade import GRADE_UPGRADES, add_levels
from ..synthesis.claim_pool import PooledClaim, pool_claim, read_associations
from ..synthesis.registered_twice import is_registration, join_registrations
from .choices import PROTOCOL, Choices

SOURCES = {
    "risk_of_bias": "GRADE guidelines 4, J Clin Epidemiol 2011;64:407: judged by the studies that carry most of the"
    " information",
    "inconsistency": "GRADE guidelines 7, J Clin Epidemiol 2011;64:1294",
    "indirectness": "GRADE guidelines 8, J Clin Epidemiol 2011;64:1303",
    "imprecision": "GRADE guidelines 6, J Clin Epidemiol 2011;64:1283, and guidance 34, 2022;150:216",
    "publication_bias": "GRADE guidelines 5, J Clin Epidemiol 2011;64:1277",
    "upgrade": "GRADE guidelines 9, J Clin Epidemiol 2011;64:1311",
}
COMPARING = frozenset(
    {"rct", "crossover-rct", "single-arm-trial", "cohort", "case-control", "cross-sectional", "genetic"}
)
DESCRIBING = frozenset({"case-series", "case-report"})
UNCONTROLLED = DESCRIBING | {"single-arm-trial"}
OBSERVING = frozenset({"cohort", "case-control"})
HIGH_RISK = frozenset({"high", "serious", "critical"})
HEAVY = 1 / 3
"""Share of the weight in studies at high risk from which one step is lost, even where most of it is good. Ours."""
SMALL = 100
"""People below which a favourable study counts as small for publication bias. Ours."""
FAR_BELOW = 0.3
"""Share of the information size below which imprecision costs two steps; guidance 34 says 'far less'. Ours."""


@dataclass(frozen=True)
class ProposedStep:
    """`steps` down (or up) in one domain, the reason, and the source of the rule. `why`: the reason in English."""

    domain: str
    steps: int
    reason: Said
    source: str

    @property
    def why(self) -> str:
        return self.reason.english


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
    pool = [s for s in studies if s.counted and s.study.read != "title" and s.stance is not None]
    if not choices.second_hand:
        pool = [s for s in pool if s.study.read != "second-hand"]
    if not choices.uncontrolled or claim.kind == "association":
        pool = [s for s in pool if s.study.design not in UNCONTROLLED]
    if not choices.high_risk:
        pool = [s for s in pool if s.risk_of_bias not in HIGH_RISK]
    pool = [s for s in pool if s.study.design in COMPARING] or [s for s in pool if s.study.design in DESCRIBING]
    direct = [s for s in pool if s.directness == "direct"]
    if choices.directness == "direct-only" or (choices.directness == "direct-first" and len(direct) >= 2):
        pool = direct
    return tuple(sorted(pool, key=lambda s: s.id))


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
    pooled = pool_claim([s.study for s in body], claim.id)
    informing = _people(body, start)
    down = (
        _step("risk_of_bias", *_risk_of_bias(body, start, convention, choices)),
        _step("inconsistency", *_inconsistency(body, pooled)),
        _step("indirectness", *_indirectness(body)),
        _step("imprecision", *_imprecision(settled.evidence, claim, body, start, pooled, choices)),
        _step("publication_bias", *_publication_bias(settled, claim, body)),
    )
    up = _upgrades(body, start, down)
    level = add_levels(start, (s.steps for s in down), (s.steps for s in up))
    return GradeProposal(claim.id, ids, start, convention, down, up, level, direction, why, informing, pooled)


def choose_start(body: Sequence[StudyInClaim], choices: Choices = PROTOCOL) -> tuple[str, str]:
    """(where the level starts, the convention that holds). ROBINS-I in full and a low start are never both applied."""
    if any(s.study.is_randomised for s in body):
        return "high", choices.convention
    if choices.convention == "robins-i" and all((s.tool or "").startswith("robins-i") for s in body):
        return "high", "robins-i"
    return "low", "design"


def _step(domain: str, steps: int, reason: Said) -> ProposedStep:
    return ProposedStep(domain, steps, reason, SOURCES[domain])


def _people(body: Sequence[StudyInClaim], start: str) -> int:
    """People whose results inform the comparison: in a body that starts high, those in randomised comparisons."""
    informing = [s for s in body if s.study.is_randomised] if start == "high" else list(body)
    return sum(s.study.population.n or 0 for s in informing or body)


# ---------------------------------------------------------------- the five domains


def _risk_of_bias(body: Sequence[StudyInClaim], start: str, convention: str, choices: Choices) -> tuple[int, Said]:
    penalties = {s.id: _penalty(s, start, convention) for s in body}
    sizes = {s.id: s.study.population.n for s in body}
    by_people = choices.weigh == "people" and all(sizes.values())
    weight = {i: float((sizes[i] or 0) if by_people else 1) for i in sizes}
    total = sum(weight.values())
    shares = [sum(w for i, w in weight.items() if penalties[i] >= level) / total for level in range(4)]
    steps = max(level for level, share in enumerate(shares) if share >= 0.5)
    if steps == 0 and shares[2] >= HEAVY:
        steps = 1
    worst = [s for s in body if penalties[s.id] >= steps]
    share = round(100 * sum(weight[s.id] for s in worst) / total)
    bare = UNCONTROLLED if start == "high" and convention == "design" else frozenset()
    judged = tuple(_describe_risk(s, s.study.design in bare) for s in body)
    if steps:
        unit = "people" if by_people else "studies"
        parts = [because(f"reason.risk.{unit}", share=share, steps=steps, judged=judged)]
    else:
        parts = [because("reason.risk.none", judged=judged)]
    if not by_people and choices.weigh == "people":
        parts.append(because("reason.risk.alike"))
    if start == "low" and any((s.tool or "").startswith("robins") for s in body):
        parts.append(because("reason.risk.confounding"))
    limit = 3 if convention == "robins-i" else 2
    return min(steps, limit), Joined(tuple(parts))


def _describe_risk(study: StudyInClaim, alone: bool) -> Reason:
    word = Named("judgement", study.risk_of_bias) if study.risk_of_bias else because("reason.risk.not_appraised")
    return because("reason.risk.alone" if alone else "reason.risk.study", study=study.id, judgement=word)


def _penalty(study: StudyInClaim, start: str, convention: str) -> int:
    """Steps that one study's risk of bias would cost a body of its own; at least one until its full text was read."""
    read = {study.study.read, study.appraisal.read if study.appraisal else "abstract"}
    return max(_charge(study, start, convention), 0 if read == {"full-text"} else 1)


def _charge(study: StudyInClaim, start: str, convention: str) -> int:
    word = study.risk_of_bias or "unclear"
    tool = study.tool or ""
    if tool.startswith("robins") and start == "low" and study.appraisal is not None:
        # The low start is the charge for what random allotment would have settled: only the other domains count.
        others = [d.judgement for name, d in study.appraisal.domains.items() if name != "confounding"]
        word = max((w for w in others if w in SEVERITY), key=SEVERITY.index, default="unclear")
        return {"low": 0, "moderate": 0, "serious": 1, "critical": 2}.get(word, 1)
    if start == "high" and study.study.design in UNCONTROLLED and convention == "design":
        return 2
    if word == "low":
        return 0
    if tool.startswith("jbi"):
        # Any answer that raises doubt is entered as 'high' in these lists, so it is less than RoB 2's.
        return 1
    if word == "critical":
        return 3 if convention == "robins-i" else 2
    return {"serious": 2, "high": 2}.get(word, 1)


def _inconsistency(body: Sequence[StudyInClaim], pooled: Sequence[PooledClaim]) -> tuple[int, Said]:
    if len(body) < 2:
        return 0, because("reason.inconsistency.single")
    for pool in pooled:
        result = pool.pooled
        if result is not None and result.i2 >= 50:
            crossing = result.pi_low is not None and result.pi_low < 0 < (result.pi_high or 0)
            steps = 2 if result.i2 >= 75 and crossing else 1
            i2 = f"{result.i2:.0f}"
            return steps, because("reason.inconsistency.i2", i2=i2, k=result.k, measure=pool.measure)
    supports = [s.id for s in body if s.stance == "supports"]
    disputes = [s.id for s in body if s.stance == "disputes"]
    if supports and disputes:
        minority = min(len(supports), len(disputes)) / (len(supports) + len(disputes))
        # A third or more on the other side: neither direction prevails.
        steps = 2 if minority > 1 / 3 else 1
        sides = {"ours": tuple(supports), "theirs": tuple(disputes)}
        return steps, because("reason.inconsistency.both", **sides)
    return 0, because("reason.inconsistency.none")


def _indirectness(body: Sequence[StudyInClaim]) -> tuple[int, Said]:
    indirect = [s for s in body if s.directness == "indirect"]
    if len(indirect) * 2 < len(body):
        return 0, because("reason.indirectness.direct", some=len(body) - len(indirect), all=len(body))
    twice = sum(len(s.indirect_because) > 1 for s in indirect)
    reasons = sorted({r for s in indirect for r in s.indirect_because})
    steps = 2 if twice * 2 >= len(body) else 1
    named = tuple(Named("indirect_because", r) for r in reasons) or because("reason.indirectness.unsaid")
    return steps, because("reason.indirectness.indirect", some=len(indirect), all=len(body), reasons=named)


def _imprecision(
    evidence: Evidence,
    claim: Claim,
    body: Sequence[StudyInClaim],
    start: str,
    pooled: Sequence[PooledClaim],
    choices: Choices,
) -> tuple[int, Said]:
    size, people = choices.information_size, _people(body, start)
    unknown = sum(s.study.population.n is None for s in body)
    steps = 2 if people < FAR_BELOW * size else 1 if people < size else 0
    known_people = because("reason.imprecision.people", people=people, size=size)
    if unknown:
        known_people = because("reason.imprecision.people_unknown", people=people, size=size, unknown=unknown)
    parts = [known_people]
    # Where nothing was allotted by chance, the interval of the largest study speaks: associations are not pooled.
    known = pooled if start == "high" else read_associations([s.study for s in body], claim.id)[:1]
    intervals = [(p.measure, p.outcome, p.low, p.high) for p in known]
    if not intervals:
        return max(steps, 1), Joined((*parts, because("reason.imprecision.no_interval")))
    for measure, outcome, low, high in intervals:
        smallest = _smallest_change(evidence, outcome)
        if low < 0 < high:
            steps = max(steps, 1)
            parts.append(because("reason.imprecision.crosses", measure=measure))
            if smallest and low < -smallest and high > smallest:
                steps = 2
                parts[-1] = because("reason.imprecision.both_ways", measure=measure, smallest=smallest)
        elif smallest and abs(low) < smallest < abs(high):
            steps = max(steps, 1)
            parts.append(because("reason.imprecision.small", measure=measure, smallest=smallest))
    return steps, Joined(tuple(parts))


def _smallest_change(evidence: Evidence, outcome: str) -> float | None:
    for o in evidence.protocol.outcomes:
        if o.outcome == outcome and isinstance(o.smallest_change_that_matters, (int, float)):
            return float(o.smallest_change_that_matters)
    return None


def _publication_bias(settled: Settled, claim: Claim, body: Sequence[StudyInClaim]) -> tuple[int, Said]:
    reasons = []
    sizes = [s.study.population.n for s in body]
    if all(s.stance == "supports" for s in body) and all(n is None or n < SMALL for n in sizes):
        reasons.append(because("reason.publication.small", small=SMALL))
    unpublished = list_unpublished(settled, claim.id)
    if unpublished:
        reasons.append(because("reason.publication.registered", those=unpublished))
    return (1, Joined(tuple(reasons))) if reasons else (0, because("reason.publication.none"))


def list_unpublished(settled: Settled, claim: str) -> tuple[str, ...]:
    """Registrations tagged to the claim that no study with results names as its own, and without results anywhere.

    A registration is with results where it has been linked to a report, or where the registry has posted them.
    """
    evidence = settled.evidence
    tagged = settled.relevant.get(claim, frozenset())
    studies = evidence.studies.values()
    with_results = {s.registration for s in studies if s.design != "registry-entry"}
    with_results |= {r.id for r in evidence.records.values() if r.trial and r.trial.has_results}
    if "registrations" not in settled.kept:  # the same for every claim
        settled.kept["registrations"] = join_registrations(evidence)
    joined = cast(Mapping[str, tuple[str, ...]], settled.kept["registrations"])
    with_results |= {other for r in with_results if r for other in joined.get(r, ())}
    found: dict[tuple[str, ...], str] = {}
    for s in studies:
        if (
            s.design == "registry-entry"
            and tagged & set(s.reports)
            and not with_results & set(s.reports)
            and all(is_registration(evidence.records[r]) for r in s.reports if r in evidence.records)
        ):
            # A trial that stands in two registries is missing once.
            found.setdefault(next((joined[r] for r in s.reports if r in joined), (s.id,)), s.id)
    return tuple(found.values())


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
    """
    randomised = [s for s in body if s.study.is_randomised]
    pointing = randomised or list(body)
    supports = sum(s.stance == "supports" for s in pointing)
    disputes = sum(s.stance == "disputes" for s in pointing)
    open_ = len(pointing) - supports - disputes
    counts: Said = because("reason.direction.counts", supports=supports, open=open_, disputes=disputes)
    if randomised and len(randomised) < len(body):
        counts = Joined((counts, because("reason.direction.randomised", some=len(randomised), all=len(body))))
    if supports and not disputes and supports >= open_:
        return ("benefit" if claim.kind == "effect" else "harm"), counts
    if disputes and not supports and disputes >= open_:
        return ("unclear" if claim.kind == "association" else "no_difference"), counts
    return "unclear", counts


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

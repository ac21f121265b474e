"""The five domains of GRADE for one body of studies, each as steps down with a reason. Pure.

Every function judges exactly the studies it is given. Which are given is decided elsewhere (`agreeing`), so that no
result which points another way can give a step back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from ..decisions import Settled, StudyInClaim
from ..language.reasons import Joined, Named, Reason, Said, because
from ..model import Claim, Evidence
from ..model.appraisal_tools import SEVERITY
from ..synthesis.claim_pool import PooledClaim, read_associations
from ..synthesis.registered_twice import is_registration, join_registrations
from .choices import Choices
from .compared import count_compared
from .held import SPREAD, charge_interval, lies_on_one_side
from .own_results import judge_events
from .shown import ASSOCIATION, find_opposed, list_shown_by
from .told import list_told

SOURCES = {
    "risk_of_bias": "GRADE guidelines 4, J Clin Epidemiol 2011;64:407: judged by the studies that carry most of the"
    " information",
    "inconsistency": "GRADE guidelines 7, J Clin Epidemiol 2011;64:1294",
    "indirectness": "GRADE guidelines 8, J Clin Epidemiol 2011;64:1303",
    "imprecision": "GRADE guidelines 6, J Clin Epidemiol 2011;64:1283, and guidance 34, 2022;150:216",
    "publication_bias": "GRADE guidelines 5, J Clin Epidemiol 2011;64:1277",
    "upgrade": "GRADE guidelines 9, J Clin Epidemiol 2011;64:1311",
}
DESCRIBING = frozenset({"case-series", "case-report"})
UNCONTROLLED = DESCRIBING | {"single-arm-trial"}
HIGH_RISK = frozenset({"high", "serious", "critical"})
HEAVY = 1 / 3
"""Share of the weight in studies at high risk from which one step is lost, even where most of it is good. Ours."""
SMALL = 100
"""People below which a favourable study counts as small for publication bias. Ours."""
FAR_BELOW = 0.3
"""Share of the information size below which imprecision costs two steps; guidance 34 says 'far less'. Ours."""

PILOT = 50
"""People below which a trial is a pilot: they showed effects half as large again as those of 1000 or more. Ours."""


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


def make_step(domain: str, steps: int, reason: Said) -> ProposedStep:
    return ProposedStep(domain, steps, reason, SOURCES[domain])


def count_informing(body: Sequence[StudyInClaim], start: str, claim: str) -> int:
    """People analysed in the arms that were compared: in a body that starts high, those of randomised comparisons."""
    informing = [s for s in body if s.study.is_randomised] if start == "high" else list(body)
    return sum(count_compared(s.study, claim) or 0 for s in informing or body)


def judge_risk_of_bias(body: Sequence[StudyInClaim], start: str, convention: str, choices: Choices) -> tuple[int, Said]:
    penalties = {s.id: charge_alone(s, start, convention) for s in body}
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


def charge_alone(study: StudyInClaim, start: str, convention: str) -> int:
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


def judge_inconsistency(body: Sequence[StudyInClaim], pooled: Sequence[PooledClaim], claim: str) -> tuple[int, Said]:
    """Beside randomised comparisons only such others are given as point another way; they cost by their number."""
    if len(body) < 2:
        return 0, because("reason.inconsistency.single")
    asked = [s for s in body if s.study.is_randomised] or list(body)
    found = [_judge_spread(pooled), _judge_intervals(asked, claim)]
    if others := tuple(s.id for s in body if s not in asked):
        ours = tuple(s.id for s in asked)
        found.append((_part(ours, others), because("reason.inconsistency.both", ours=ours, theirs=others)))
    steps, reason = max(found, key=lambda f: f[0])
    if steps:
        return steps, reason
    supports = [s.id for s in asked if s.stance == "supports"]
    disputes = [s.id for s in asked if s.stance == "disputes"]
    if supports and disputes:
        sides = {"ours": tuple(supports), "theirs": tuple(disputes)}
        return _part(supports, disputes), because("reason.inconsistency.both", **sides)
    # A result that leaves it open and gives no interval may agree or not: nobody can tell, so it does not agree.
    shown = {s.id for s in asked if s.stance in ("supports", "disputes")}
    compared = {i for pool in pooled if shown & set(pool.studies) for i in pool.studies}
    unheld = tuple(s.id for s in asked if s.stance == "inconclusive" and s.id not in compared)
    if shown and unheld:
        return 1, because("reason.inconsistency.open", those=unheld)
    return 0, because("reason.inconsistency.none")


def _judge_spread(pooled: Sequence[PooledClaim]) -> tuple[int, Said]:
    for pool in pooled:
        result = pool.pooled
        if result is not None and result.i2 >= SPREAD:
            crossing = result.pi_low is not None and result.pi_low < 0 < (result.pi_high or 0)
            # Of two trials the prediction interval rests on one difference, and on opposite sides they are found
            # by their own intervals: two that are both clear differ in size only.
            sizes_only = result.k == 2 and lies_on_one_side(pool)
            steps = 2 if result.i2 >= 75 and crossing and not sizes_only else 1
            i2 = f"{result.i2:.0f}"
            return steps, because("reason.inconsistency.i2", i2=i2, k=result.k, measure=pool.measure)
    return 0, because("reason.inconsistency.none")


def _judge_intervals(body: Sequence[StudyInClaim], claim: str) -> tuple[int, Said]:
    """Intervals wholly on opposite sides, however the studies were tagged; those of one study alone are its tag's."""
    opposed = find_opposed([s.study for s in body], claim)
    if opposed is None or len(set(opposed[0]) | set(opposed[1])) < 2:
        return 0, because("reason.inconsistency.none")
    return _part(*opposed), because("reason.inconsistency.opposed", ours=opposed[0], theirs=opposed[1])


def _part(ours: Sequence[str], theirs: Sequence[str]) -> int:
    # A third or more on the other side: neither direction prevails.
    return 2 if min(len(ours), len(theirs)) / (len(ours) + len(theirs)) > 1 / 3 else 1


def judge_indirectness(body: Sequence[StudyInClaim]) -> tuple[int, Said]:
    indirect = [s for s in body if s.directness == "indirect"]
    if len(indirect) * 2 < len(body):
        return 0, because("reason.indirectness.direct", some=len(body) - len(indirect), all=len(body))
    twice = sum(len(s.indirect_because) > 1 for s in indirect)
    reasons = sorted({r for s in indirect for r in s.indirect_because})
    steps = 2 if twice * 2 >= len(body) else 1
    named = tuple(Named("indirect_because", r) for r in reasons) or because("reason.indirectness.unsaid")
    return steps, because("reason.indirectness.indirect", some=len(indirect), all=len(body), reasons=named)


def judge_imprecision(
    evidence: Evidence,
    claim: Claim,
    body: Sequence[StudyInClaim],
    start: str,
    pooled: Sequence[PooledClaim],
    choices: Choices,
) -> tuple[int, Said]:
    size, people = choices.information_size, count_informing(body, start, claim.id)
    unknown = sum(s.study.population.n is None for s in body)
    steps = 2 if people < FAR_BELOW * size else 1 if people < size else 0
    known_people = because("reason.imprecision.people", people=people, size=size)
    if unknown:
        known_people = because("reason.imprecision.people_unknown", people=people, size=size, unknown=unknown)
    parts: list[Said] = [known_people]
    few, told = judge_events(claim.id, body, start)
    if few and told is not None:
        steps = max(steps, few)
        parts.append(told)
    # Where nothing was allotted by chance, the interval of the largest study speaks: associations are not pooled.
    known = pooled if start == "high" else read_associations([s.study for s in body], claim.id)[:1]
    if not known:
        unheld = tuple(s.id for s in body if list_shown_by(s.study, claim.id))
        key = "reason.imprecision.unheld" if unheld else "reason.imprecision.no_interval"
        return max(steps, 1), Joined((*parts, because(key, **({"those": unheld} if unheld else {}))))
    for pool in known:
        cost, why = charge_interval(evidence, pool)
        if not pool.has_side and claim.kind != ASSOCIATION:
            cost, why = max(cost, 1), (*why, because("reason.imprecision.no_side", measure=pool.measure))
        steps = max(steps, cost)
        parts += why
    return steps, Joined(tuple(parts))


def is_of_pilots(body: Sequence[StudyInClaim], claim: str, choices: Choices) -> bool:
    """Whether too few people took part in trials that were not pilots, however many there were in all.

    Small trials show larger effects than large ones of the same thing (Dechartres et al., BMJ 2013;346:f2304), so many
    of them are not one large trial, and their number lends no certainty. The numbers are ours.
    """
    sizes = [count_compared(s.study, claim) or 0 for s in body]
    return sum(n for n in sizes if n >= PILOT) < FAR_BELOW * choices.information_size


def judge_publication_bias(
    settled: Settled,
    claim: Claim,
    body: Sequence[StudyInClaim],
    late: Collection[str] = (),
    direction: str = "unclear",
) -> tuple[int, Said]:
    """What is missing and would not show `direction`: registered and silent, or told of and not read.

    `late`: studies that do not show the direction. A missing trial that turns out to be one of them is missing no
    more, but it has not made the direction more certain: the step stays."""
    reasons = []
    sizes = [count_compared(s.study, claim.id) for s in body]
    if all(s.stance == "supports" for s in body) and all(n is None or n < SMALL for n in sizes):
        reasons.append(because("reason.publication.small", small=SMALL))
    unpublished = list_unpublished(settled, claim.id)
    if unpublished:
        reasons.append(because("reason.publication.registered", those=unpublished))
    turned_up = tuple(i for i in list_unpublished(settled, claim.id, late) if i not in unpublished)
    if turned_up:
        reasons.append(because("reason.publication.turned_up", those=turned_up))
    ids = {s.id for s in body}
    told = list_told(
        settled.evidence, claim, direction, ids - set(late), randomised=any(s.study.is_randomised for s in body)
    )
    if told:
        reasons.append(because("reason.publication.told", those=told))
    return (1, Joined(tuple(reasons))) if reasons else (0, because("reason.publication.none"))


def list_unpublished(settled: Settled, claim: str, leaving: Collection[str] = ()) -> tuple[str, ...]:
    """Registrations tagged to the claim that no study with results names as its own, and without results anywhere.

    A registration is with results where it has been linked to a report, or where the registry has posted them.
    `leaving`: studies whose results are not looked at.
    """
    evidence = settled.evidence
    tagged = settled.relevant.get(claim, frozenset())
    studies = evidence.studies.values()
    registered = [s for s in studies if s.design == "registry-entry" and tagged & set(s.reports)]
    if not registered:
        return ()
    with_results = {s.registration for s in studies if s.design != "registry-entry" and s.id not in leaving}
    with_results |= {r.id for r in evidence.records.values() if r.trial and r.trial.has_results}
    if "registrations" not in settled.kept:  # the same for every claim
        settled.kept["registrations"] = join_registrations(evidence)
    joined = cast(Mapping[str, tuple[str, ...]], settled.kept["registrations"])
    with_results |= {other for r in with_results if r for other in joined.get(r, ())}
    found: dict[tuple[str, ...], str] = {}
    for s in registered:
        if not with_results & set(s.reports) and all(
            is_registration(evidence.records[r]) for r in s.reports if r in evidence.records
        ):
            # A trial that stands in two registries is missing once.
            found.setdefault(next((joined[r] for r in s.reports if r in joined), (s.id,)), s.id)
    return tuple(found.values())

"""Which way a study points, and which way a body does. Pure.

A tag says how people read a study; where it speaks of an effect, its own intervals have to bear that out. Only a result
wholly on the worse side shows harm, and only one that leaves no room for what matters shows no difference (GRADE
guidance 34, J Clin Epidemiol 2022;150:216: what an interval shows is told by the ends of it, held against a threshold).
A study that goes against a claim without such an interval opposes it, and shows nothing else; one that is told to
show what its own intervals leave no room for, or do not reach, leaves the question open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..decisions import StudyInClaim
from ..language.reasons import Joined, Said, because
from ..model import Claim, Evidence, Study
from .asserted import NO_DIFFERENCE, find_asserted
from .compared import count_compared
from .contrary import OPPOSITE, read_results
from .shown import ASSOCIATION, COMPARED, Shown, find_opposed, list_shown_by, list_signs
from .signs import BETTER, CLEAR, OPEN, WORSE, Sign

UNCLEAR = "unclear"
DISPUTES, CONTRARY, OPPOSED, UNBORNE = "disputes", "contrary", "opposed", "unborne"
"""Ways that are no direction: against the claim by its tag alone; a tag that some of its own results go against; told
as one with another whose interval lies wholly on the other side; a tag that its own intervals do not bear out, which
leaves the question open."""
DIRECTIONS = frozenset({"benefit", "harm", "no_difference"})
Ways = Mapping[str, str]
"""Study id -> a direction, UNCLEAR, DISPUTES, CONTRARY, OPPOSED or UNBORNE."""


def read_ways(evidence: Evidence, claim: Claim, body: Sequence[StudyInClaim]) -> Ways:
    """The way of each; OPPOSED for those that are told as one and have intervals wholly on opposite sides."""
    ways = {s.id: read_way(evidence, claim, s) for s in body}
    for direction in DIRECTIONS:
        opposed = find_opposed([s.study for s in body if ways[s.id] == direction], claim.id)
        if opposed:
            ways |= {i: OPPOSED for side in opposed for i in side}
    return ways


def read_way(evidence: Evidence, claim: Claim, one: StudyInClaim) -> str:
    """The way that one study points for `claim`, its tag read from the side that the claim takes.

    What it leaves open is UNCLEAR.
    """
    if one.stance not in OPPOSITE:
        return UNCLEAR
    if find_opposed([one.study], claim.id):
        return CONTRARY
    shown, signs = list_shown_by(one.study, claim.id, evidence), list_signs(one.study, claim)
    if find_asserted(claim) == NO_DIFFERENCE:
        return _read_equal(evidence, claim, one, shown, signs)
    if one.stance == "supports":
        return _read_support(claim, shown, signs)
    return _read_dispute(evidence, claim, one, shown, signs)


def _read_support(claim: Claim, shown: Sequence[Shown], signs: Sequence[Sign]) -> str:
    """A tag that is for a side: against its own results, borne out by one, left open by them, or a bare word."""
    asserted = find_asserted(claim)
    ours = BETTER if asserted == "benefit" else WORSE
    if any(s.side and s.side == -(s.turn(claim) or 0) for s in shown) or -ours in signs:
        return CONTRARY
    borne = [s.bears_out(claim) for s in shown]
    if True in borne or ours in signs or CLEAR in signs:
        return asserted
    return UNBORNE if False in borne or OPEN in signs else asserted


def _read_dispute(
    evidence: Evidence, claim: Claim, one: StudyInClaim, shown: Sequence[Shown], signs: Sequence[Sign]
) -> str:
    """A tag that is against a side; what it shows instead has to have an interval."""
    ours = BETTER if find_asserted(claim) == "benefit" else WORSE
    if any(s.side and s.side == s.turn(claim) for s in shown) or ours in signs:
        return CONTRARY
    if claim.kind == ASSOCIATION:
        return DISPUTES
    if ours == BETTER and (worse := [s for s in shown if s.side and s.side == -(s.turn(claim) or 0)]):
        return _tell_harm(claim, one, worse)
    return NO_DIFFERENCE if shows_no_difference(evidence, one.study, claim.id) else DISPUTES


def _read_equal(
    evidence: Evidence, claim: Claim, one: StudyInClaim, shown: Sequence[Shown], signs: Sequence[Sign]
) -> str:
    """A tag beside a claim that there is no difference, as that something is safe. Nothing but an interval without room
    for what matters bears it out: not having seen a harm is not having seen that there is none."""
    equal = claim.kind != ASSOCIATION and shows_no_difference(evidence, one.study, claim.id)
    worse = [s for s in shown if s.aligned and s.side < 0 and not s.is_nothing]
    better = [s for s in shown if s.aligned and s.side > 0 and not s.is_nothing]
    if one.stance == "supports":
        return NO_DIFFERENCE if equal else CONTRARY if worse or WORSE in signs else UNBORNE
    if equal or better or BETTER in signs:
        return CONTRARY
    return _tell_harm(claim, one, worse) if worse and claim.kind != ASSOCIATION else DISPUTES


def _tell_harm(claim: Claim, one: StudyInClaim, worse: Sequence[Shown]) -> str:
    """What is worse shows harm where all results say so and one of them is not too small to matter."""
    told = read_results(one.study, claim.id) == DISPUTES and not all(s.is_nothing for s in worse)
    return "harm" if told else DISPUTES


def shows_no_difference(evidence: Evidence, study: Study, claim: str) -> bool:
    """Whether every result of `study` for `claim` has an interval that leaves no room for what matters.

    Held against the smallest change that the protocol sets for the outcome, or against SMALL_RATIO or SMALL_STANDARD
    where the measure is one of those; in other units, and where the protocol sets nothing, nobody can tell. With
    nobody to compare with, or another treatment to compare with, no difference can be seen at all.
    """
    used = [r for r in study.results if claim in r.claims]
    shown = list_shown_by(study, claim, evidence)
    if not used or study.comparator == "active" or len(shown) < len(used):
        return False
    return all(s.kind in COMPARED and s.is_nothing and not s.is_loose for s in shown)


def point_body(
    ways: Ways, body: Sequence[StudyInClaim], beside: Sequence[StudyInClaim], claim: str
) -> tuple[str, Said]:
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
    for way in (DISPUTES, CONTRARY, OPPOSED, UNBORNE):
        if those := tuple(s.id for s in pointing if ways[s.id] == way):
            parts.append(because(f"reason.direction.{way}", those=those))
    sides: dict[str, list[StudyInClaim]] = {}
    for s in pointing:
        sides.setdefault(ways[s.id], []).append(s)
    unborne = sides.pop(UNBORNE, [])
    undecided = [*sides.pop(UNCLEAR, []), *unborne]
    direction = next(iter(sides)) if len(sides) == 1 else UNCLEAR
    if direction not in DIRECTIONS or not _prevails(sides[direction], undecided, claim):
        direction = UNCLEAR
    if unborne and direction != UNCLEAR and sides[direction][0].stance != unborne[0].stance:
        direction = UNCLEAR  # somebody read it as the opposite, and nobody has settled that
    if direction != UNCLEAR:
        other = [s for s in beside if ways[s.id] != direction]
        for key, is_direct in (("reason.direction.beside", True), ("reason.direction.aside", False)):
            if those := tuple(s.id for s in other if (s.directness == "direct") is is_direct):
                direction = UNCLEAR
                parts.append(because(key, those=those))
    return direction, parts[0] if len(parts) == 1 else Joined(tuple(parts))


def _prevails(side: Sequence[StudyInClaim], undecided: Sequence[StudyInClaim], claim: str) -> bool:
    """Whether a side has no fewer studies and, where its sizes are known, no fewer people than what is undecided.

    Of the side only those count who were analysed in the arms compared; of what is undecided, all.
    """
    people = [count_compared(s.study, claim) for s in side]
    known = [n for n in people if n is not None]
    outnumbered = len(known) == len(people) and sum(known) < sum(s.study.population.n or 0 for s in undecided)
    return len(side) >= len(undecided) and not outnumbered


__all__ = ["UNCLEAR", "Ways", "point_body", "read_way", "read_ways", "shows_no_difference"]

"""Bodies of invented studies, drawn at random, and what the rules make of them, for every property of rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from hypothesis import strategies as st

from conftest import REPO
from invented_studies import CLAIM, effect, stand, turn_claim
from rlsevidence import store
from rlsevidence.decisions import Settled, StudyInClaim, settle
from rlsevidence.judgement.choices import PROTOCOL, Choices, list_universes
from rlsevidence.judgement.grade import GradeProposal, propose_grade
from rlsevidence.judgement.pointing import read_way
from rlsevidence.model import CERTAINTY_LEVELS, Claim, Estimate, Integrity

MATTERS = 3.0
"""Points of sleep that matter, as the plan of `base` has it."""
BETTER, WORSE = effect(5, 4, 6), effect(-4, -5, -3)
NONE, OPEN = effect(0.2, -0.8, 1.2), effect(1, -4, 6)
ESTIMATES = [None, BETTER, WORSE, NONE, OPEN, effect(8, 7, 9)]
DESIGNS = ("rct", "rct", "rct", "crossover-rct", "single-arm-trial", "cohort", "case-series")
UNRANDOMISED = ("single-arm-trial", "cohort", "case-control", "case-series")
SIZES = (8, 40, 60, 75, 113, 150, 300, 400, 3000)
DOUBTED = "pubmed:90009999"


@cache
def base() -> Settled:
    """The evidence here with what matters set to MATTERS points of sleep, and one record that its journal doubts."""
    evidence = store.load(REPO / "evidence")
    plan = evidence.protocol.model_copy(
        update={
            "outcomes": tuple(
                o.model_copy(update={"smallest_change_that_matters": MATTERS}) if o.outcome == "sleep" else o
                for o in evidence.protocol.outcomes
            )
        }
    )
    assert any(o.smallest_change_that_matters == MATTERS for o in plan.outcomes)
    notice = Integrity(kind="concern", by=None, noted_on="2026-11-29")
    some = next(iter(evidence.records.values()))
    doubted = some.model_copy(update={"id": DOUBTED, "pmid": DOUBTED.removeprefix("pubmed:"), "integrity": (notice,)})
    return settle(replace(evidence, protocol=plan, records={**evidence.records, DOUBTED: doubted}))


@cache
def unset() -> Settled:
    """The evidence here as it is: nothing says how many points of sleep matter."""
    return settle(store.load(REPO / "evidence"))


def ask(kind: str = "effect", settled: Settled | None = None) -> Claim:
    """The claim that the invented studies stand beside, as one of `kind`."""
    return turn_claim((settled or base()).evidence.claims[CLAIM], kind)


def rate(
    studies: Sequence[StudyInClaim], kind: str = "effect", chosen: Choices = PROTOCOL, settled: Settled | None = None
) -> GradeProposal:
    return propose_grade(settled or base(), ask(kind, settled), studies, chosen)


def way(one: StudyInClaim, kind: str = "effect", settled: Settled | None = None) -> str:
    """Which way one study points."""
    return read_way((settled or base()).evidence, ask(kind, settled), one)


def rank(found: GradeProposal) -> int:
    return CERTAINTY_LEVELS.index(found.level) if found.level else -1


def told(found: GradeProposal) -> object:
    return found.level, found.direction, [(s.domain, s.steps, s.why) for s in found.downgrades], found.direction_why


def no_firmer(before: GradeProposal, after: GradeProposal) -> None:
    """No higher level, and the direction stays or becomes unclear."""
    assert rank(after) <= rank(before), (told(before), told(after))
    assert after.direction in (before.direction, "unclear"), (told(before), told(after))


def doubt(one: StudyInClaim) -> StudyInClaim:
    return replace(one, study=one.study.model_copy(update={"reports": (DOUBTED,)}))


def draw_study(
    stance: st.SearchStrategy[str],
    names: Sequence[str] = "abcdef",
    *,
    designs: Sequence[str] = DESIGNS,
    directness: Sequence[str] = ("direct", "direct", "indirect"),
    estimates: Sequence[Estimate | None] = ESTIMATES,
) -> st.SearchStrategy[StudyInClaim]:
    return st.builds(
        stand,
        st.sampled_from(names),
        st.sampled_from(designs),
        stance=stance,
        directness=st.sampled_from(directness),
        because=st.lists(st.sampled_from(["population", "outcome"]), max_size=2, unique=True),
        risk=st.sampled_from([None, "low", "low", "some_concerns", "high"]),
        n=st.one_of(st.none(), st.sampled_from(SIZES)),
        read=st.sampled_from(["abstract", "full-text", "full-text", "second-hand"]),
        estimate=st.sampled_from(estimates),
    )


def draw_body(
    one: st.SearchStrategy[StudyInClaim], smallest: int = 1, most: int = 5
) -> st.SearchStrategy[list[StudyInClaim]]:
    return st.lists(one, min_size=smallest, max_size=most, unique_by=lambda s: s.id)


def draw_sides(
    names: Sequence[str] = "abcdef", *, most: int = 5, estimates: Sequence[Estimate | None] = ESTIMATES
) -> st.SearchStrategy[list[StudyInClaim]]:
    """Bodies mostly of one side, so that they point somewhere."""
    return st.sampled_from(["supports", "disputes"]).flatmap(
        lambda side: draw_body(
            draw_study(st.sampled_from([side, side, side, "inconclusive"]), names, estimates=estimates), most=most
        )
    )


def draw_any(stance: st.SearchStrategy[str], names: Sequence[str] = "abcdef") -> st.SearchStrategy[StudyInClaim]:
    """A study with an interval anywhere, of any width, in points or standard deviations."""
    ends = st.tuples(st.floats(-6, 6), st.floats(0.2, 12), st.sampled_from([("MD", 1), ("MD", 1), ("SMD", 6)]))
    found = ends.map(lambda e: effect(*((e[0] + x) / e[2][1] for x in (e[1] / 2, 0, e[1])), e[2][0]))
    return st.builds(
        stand,
        st.sampled_from(names),
        st.sampled_from(DESIGNS),
        stance=stance,
        directness=st.sampled_from(["direct", "direct", "direct", "indirect"]),
        risk=st.sampled_from(["low", "low", "some_concerns", "high"]),
        n=st.sampled_from([None, 20, *SIZES]),
        estimate=st.one_of(st.none(), found, found, found),
    )


KINDS = st.sampled_from(["effect", "harm", "association"])
UNIVERSES = st.one_of(st.just(PROTOCOL), st.sampled_from(list_universes()))
STANCES = st.sampled_from(["supports", "inconclusive", "disputes"])

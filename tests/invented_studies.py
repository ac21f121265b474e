"""Invented studies beside a claim, for judging rules on bodies that are made by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from rlsevidence.decisions import StudyInClaim
from rlsevidence.language.reasons import Named, Reason
from rlsevidence.model import (
    RANDOMISED_DESIGNS,
    Appraisal,
    Claim,
    DomainJudgement,
    Estimate,
    Multilingual,
    Population,
    Result,
    Study,
)

CLAIM = "insomnia-improvement"


def make_study(
    name: str,
    design: str = "rct",
    *,
    n: int | None = 100,
    read: str = "full-text",
    registration: str | None = None,
    estimate: Estimate | None = None,
    kind: str = "between-arms",
    better: str | None = "higher",
    p: str | None = None,
    number: int = 1,
) -> Study:
    """A study that nobody has done. Its record would be PMID 90000000 + `number`."""
    result = Result(
        id="invented",
        outcome="sleep",
        measure="invented scale",
        unit="points",
        better=better,
        kind=kind,
        values=None,
        estimate=estimate,
        p=p,
        when=None,
        where="abstract",
        claims=(CLAIM,),
    )
    return Study(
        id=name,
        label=f"Invented: {name}",
        reports=(f"pubmed:{90000000 + number}",),
        registration=registration,
        design=design,
        read=read,
        population=Population(
            who="invented people", n=n, conditions=("rls",), severity=None, baseline=None, country=None
        ),
        arms=(),
        comparator="placebo",
        results=(result,),
        harms=None,
        finding=Multilingual(en="invented", sv="påhittad"),
        caveats=(),
        counts_with=(),
        funding=None,
        conflicts=None,
        facts_from=(),
        verification="partial",
        extracted_by="seed",
        checked_by=None,
    )


def stand(
    name: str,
    design: str = "rct",
    *,
    stance: str | None = "supports",
    directness: str = "direct",
    because: Sequence[str] = (),
    risk: str | None = "low",
    tool: str = "rob2",
    domains: dict[str, str] | None = None,
    counted: bool = True,
    n: int | None = 100,
    read: str = "full-text",
    estimate: Estimate | None = None,
) -> StudyInClaim:
    """An invented study as it stands beside the claim: direct, counted, favourable and at low risk unless said."""
    kind = "between-arms" if design in RANDOMISED_DESIGNS else "association"
    study = make_study(name, design, n=n, read=read, estimate=estimate, kind=kind)
    appraisal = None
    if risk is not None:
        judged = {d: DomainJudgement(judgement=w, support="invented") for d, w in (domains or {}).items()}
        appraisal = Appraisal(
            study=name,
            result=None,
            tool=tool,
            read=read,
            role="screener",
            reviewers=("seed",),
            decided_on=dt.date(2026, 1, 1),
            domains=judged,
            overall=risk,
            why="invented",
        )
    return StudyInClaim(
        study=study,
        decisions=(),
        stance=stance,
        directness=directness,
        indirect_because=tuple(because),
        counted=counted,
        reason=Reason("reason.counted.primary", (("design", Named("design", study.design)),)),
        risk_of_bias=risk,
        tool=tool if risk else None,
        year=2020,
        retracted=False,
        in_body=False,
        appraisal=appraisal,
    )


def turn_claim(claim: Claim, kind: str) -> Claim:
    """The claim as one of `kind` that takes the side of its kind: a benefit for an effect, else a harm."""
    assert claim.phrases is not None
    phrases = claim.phrases.model_copy(update={"agrees_with": "benefit" if kind == "effect" else "harm"})
    return claim.model_copy(update={"kind": kind, "phrases": phrases})


def effect(value: float, low: float, high: float, measure: str = "MD") -> Estimate:
    return Estimate(measure=measure, value=value, ci_low=low, ci_high=high, level=95.0)

"""What would change the verdict: a study left out or retracted, other defensible choices, a new trial. Pure.

Everything here compares proposals of rules with proposals of rules; people's decisions stay as they are.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ..decisions import Settled, StudyInClaim, settle_without
from ..language.reasons import Named, Reason, Said, because
from ..language.words import Words
from ..model import CERTAINTY_LEVELS, Appraisal, Estimate, Evidence, Integrity, Multilingual, Population, Result, Study
from ..synthesis.distributions import normal_quantile
from .choices import OPTIONS, PROTOCOL, Choices, list_universes
from .grade import propose_grade
from .history import NOTHING, explain_move
from .proposals import Proposal, propose

Verdict = tuple[str | None, str]


@dataclass(frozen=True)
class Effect:
    """One claim before and after a change. `moved`: whether its level, basis or direction did."""

    claim: str
    before: Verdict
    after: Verdict
    reason: Said

    @property
    def why(self) -> str:
        """The reason in English."""
        return self.reason.english

    @property
    def moved(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class Multiverse:
    """One claim under every combination of defensible choices.

    `holds` and `holds_level`: the share (0-1) of universes with the protocol's verdict, and with its level alone.
    `by_option`: (choice, value) -> the share among the universes that made that choice.
    """

    claim: str
    verdict: Verdict
    universes: int
    holds: float
    holds_level: float
    verdicts: Mapping[Verdict, int]
    by_option: Mapping[tuple[str, object], float]

    @property
    def highest(self) -> str | None:
        """The highest level in any universe; None when none has anything to rate."""
        levels = [v[0] for v in self.verdicts if v[0] is not None]
        return max(levels, key=CERTAINTY_LEVELS.index, default=None)


@dataclass(frozen=True)
class NewTrial:
    """The smallest new trial that would move a claim up, by the rules. `people` is None when none would.

    `from_level`, `to_level`: words of certainty; `still`: the domains that go on costing steps afterwards.
    """

    claim: str
    from_level: str | None
    to_level: str | None
    people: int | None
    still: tuple[str, ...]
    conditions: tuple[Reason, ...]

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What the trial is assumed to be, in English."""
        return tuple(c.english for c in self.conditions)


def leave_out(evidence: Evidence, studies: Iterable[str]) -> Evidence:
    """The evidence without these studies and the tags of their records. KeyError for a study not there."""
    gone = {i: evidence.studies[i] for i in studies}
    records = {r for s in gone.values() for r in s.reports}
    return replace(
        evidence,
        studies={i: s for i, s in evidence.studies.items() if i not in gone},
        tags=tuple(t for t in evidence.tags if t.record not in records),
        appraisals=tuple(a for a in evidence.appraisals if a.study not in gone),
    )


def retract(evidence: Evidence, studies: Iterable[str], on: dt.date) -> Evidence:
    """The evidence as if these studies had been retracted `on` that day. KeyError for a study that is not there."""
    notice = Integrity(kind="retracted", by=None, noted_on=on.isoformat())
    reports = {r for i in studies for r in evidence.studies[i].reports}
    records = {
        i: r.model_copy(update={"integrity": (*r.integrity, notice)}) if i in reports else r
        for i, r in evidence.records.items()
    }
    return replace(evidence, records=records)


def compare_verdicts(
    before: Settled, after: Settled, choices: Choices = PROTOCOL, claims: Iterable[str] | None = None
) -> tuple[Effect, ...]:
    """Every claim whose proposal differs at all between two states of the evidence, those that moved first.

    `choices` hold for `after`; `before` is weighed as the protocol says.
    """
    found = []
    for claim in claims if claims is not None else before.evidence.claims:
        if claim in before.withheld or claim in after.withheld:
            continue
        one, other = propose(before, claim), propose(after, claim, choices)
        reason = explain_move(one, other)
        if reason != NOTHING:
            found.append(Effect(claim, one.verdict, other.verdict, reason))
    return tuple(sorted(found, key=lambda e: (not e.moved, e.claim)))


def find_pivots(settled: Settled, claim_id: str) -> tuple[tuple[str, Effect], ...]:
    """(study, effect of leaving it out) for each study of the body whose absence moves the claim's proposal."""
    found = []
    for study in propose(settled, claim_id).body:
        reports = settled.evidence.studies[study].reports
        without = settle_without(settled, leave_out(settled.evidence, [study]), reports)
        found += [(study, e) for e in compare_verdicts(settled, without, claims=[claim_id]) if e.moved]
    return tuple(found)


def run_multiverse(settled: Settled, claim_id: str) -> Multiverse | None:
    """The claim under all choices; None when GRADE does not rate it (a basis has no such choices)."""
    base = propose(settled, claim_id)
    if base.grade is None:
        return None
    claim = settled.evidence.claims[claim_id]
    universes = list_universes()
    verdicts: list[Verdict] = []
    for choices in universes:
        grade = propose_grade(settled, claim, base.studies, choices)
        verdicts.append((grade.level, grade.direction))
    same = [v == base.verdict for v in verdicts]
    by_option = {
        (name, value): _share(s for s, u in zip(same, universes, strict=True) if getattr(u, name) == value)
        for name, values in OPTIONS.items()
        for value in values
    }
    return Multiverse(
        claim_id,
        base.verdict,
        len(universes),
        _share(same),
        _share(v[0] == base.level for v in verdicts),
        dict(Counter(verdicts).most_common()),
        by_option,
    )


def _share(flags: Iterable[bool]) -> float:
    found = list(flags)
    return sum(found) / len(found)


# ---------------------------------------------------------------- a new trial

LARGEST = 20_000
"""People beyond which no trial of a food supplement is to be hoped for."""
ALONE = 0.5
"""Standard deviations that the new trial must be able to show by itself: fewer people would give no usable interval."""


def size_new_trial(settled: Settled, claim_id: str, choices: Choices = PROTOCOL) -> NewTrial | None:
    """How many people a good new trial would need to move the claim up one level; None when GRADE does not rate it."""
    base = propose(settled, claim_id)
    if base.grade is None:
        return None
    claim = settled.evidence.claims[claim_id]
    stance = "disputes" if base.direction == "no_difference" else "supports"
    grade = propose_grade(settled, claim, base.studies, choices)
    start = CERTAINTY_LEVELS.index(grade.level) if grade.level else -1
    size = choices.information_size
    conditions = (
        because("reason.trial.people"),
        because("reason.trial.risk"),
        because("reason.trial.agrees" if grade.body else "reason.trial.decides"),
        because("reason.trial.precision", size=size, difference=round(detectable_difference(size), 2)),
        because("reason.trial.alone", people=people_needed(ALONE), difference=ALONE),
        because("reason.trial.stay"),
    )

    def index(people: int) -> tuple[int, tuple[str, ...], str | None]:
        trial = _imagine_trial(claim_id, people, stance)
        after = propose_grade(settled, claim, [*base.studies, trial], choices)
        level = CERTAINTY_LEVELS.index(after.level) if after.level else -1
        return level, tuple(s.domain for s in after.downgrades if s.steps), after.level

    if start == len(CERTAINTY_LEVELS) - 1 or index(LARGEST)[0] <= start:
        return NewTrial(claim_id, grade.level, None, None, (), conditions)
    low, high = people_needed(ALONE), LARGEST
    while low < high:
        middle = (low + high) // 2
        if index(middle)[0] > start:
            high = middle
        else:
            low = middle + 1
    _, still, level = index(low)
    return NewTrial(claim_id, grade.level, level, low, still, conditions)


def detectable_difference(people: int, power: float = 0.8, level: float = 0.95) -> float:
    """The difference in standard deviations that `people` in two equal arms detect (normal approximation)."""
    z = normal_quantile(0.5 + level / 2) + normal_quantile(power)
    return float(2 * z / people**0.5)


def people_needed(difference: float, power: float = 0.8, level: float = 0.95) -> int:
    """People in two equal arms for a difference in standard deviations; normal approximation, whole arms."""
    z = normal_quantile(0.5 + level / 2) + normal_quantile(power)
    return 2 * int(-(-2 * (z / difference) ** 2 // 1))


def _imagine_trial(claim_id: str, people: int, stance: str) -> StudyInClaim:
    """A trial that nobody has done. It never enters any evidence; only a proposal is asked what it would change."""
    result = Result(
        id="imagined",
        outcome="symptoms",
        measure="imagined outcome",
        unit=None,
        better="higher",
        kind="between-arms",
        values=None,
        estimate=Estimate(measure="SMD", value=1.0, ci_low=0.5, ci_high=1.5, level=95.0),
        p=None,
        when=None,
        where="abstract",
        claims=(claim_id,),
    )
    # Nobody has done it, so it has no report, and the check that a study has one is left out.
    study = Study.model_construct(
        id="imagined-trial",
        label="An imagined trial",
        reports=(),
        registration=None,
        design="rct",
        read="full-text",
        population=Population(who="imagined", n=people, conditions=(), severity=None, baseline=None, country=None),
        arms=(),
        comparator="placebo",
        results=(result,),
        harms=None,
        finding=Multilingual.model_validate({"en": "imagined"}),
        caveats=(),
        counts_with=(),
        funding=None,
        conflicts=None,
        facts_from=(),
        verification="partial",
        extracted_by="rules",
        checked_by=None,
    )
    appraisal = Appraisal(
        study=study.id,
        result=None,
        tool="rob2",
        read="full-text",
        role="screener",
        reviewers=("rules",),
        decided_on=dt.date(1, 1, 1),
        domains={},
        overall="low",
        why="imagined",
    )
    counted = because("reason.counted.primary", design=Named("design", study.design))
    return StudyInClaim(study, (), stance, "direct", (), True, counted, "low", "rob2", None, False, False, appraisal)


def format_verdict(verdict: Verdict, words: Words | None = None) -> str:
    """'very low, benefit': the words of the files, spelt with spaces, or their names in the language of `words`."""
    word, direction = verdict
    if words is not None:
        group = "certainty" if word in CERTAINTY_LEVELS else "basis_rating"
        level = words.name(group, word) if word else words.say("reason.move.unrated")
        return level if direction == "not_applicable" else f"{level}, {words.name('direction', direction)}"
    said = (word or "nothing to rate").replace("_", " ")
    return said if direction == "not_applicable" else f"{said}, {direction.replace('_', ' ')}"


__all__ = [
    "Effect",
    "Multiverse",
    "NewTrial",
    "Proposal",
    "compare_verdicts",
    "detectable_difference",
    "find_pivots",
    "format_verdict",
    "leave_out",
    "people_needed",
    "retract",
    "run_multiverse",
    "size_new_trial",
]

"""Studies, the unit of counting: their people, arms and results, and how each was appraised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from .base import Day, Flag, Frozen, Int, Json, Multilingual, Number, Prose, RecordId, Slug, Text, WebAddress, Word
from .base import Field as _Field
from .settlement import Settlement

DESIGNS = (
    "rct",
    "crossover-rct",
    "single-arm-trial",
    "case-control",
    "cross-sectional",
    "cohort",
    "genetic",
    "case-series",
    "case-report",
    "systematic-review",
    "meta-analysis",
    "guideline",
    "authority",
    "label",
    "narrative-review",
    "laboratory",
    "registry-entry",
)
"""Designs as figures and the evidence map order them, what can be counted first, the strongest on top."""
PRIMARY_DESIGNS = frozenset(
    {
        "rct",
        "crossover-rct",
        "single-arm-trial",
        "case-control",
        "cross-sectional",
        "cohort",
        "genetic",
        "case-series",
        "case-report",
        "laboratory",
    }
)
"""Designs that measured something themselves and may be counted. The other designs inform."""

RANDOMISED_DESIGNS = frozenset({"rct", "crossover-rct"})


def bound_people(design: str, sizes: Sequence[int | None]) -> tuple[int, int | None]:
    """(fewest, most) people that a study of `design` can have by the numbers in its arms; most: None without a bound.

    Everyone randomised is in one arm, in a crossover in every arm; a single group may stand in several arms, as its
    doses or times. Other designs bound nothing: their groups may leave people out. Arms of unknown size bound nothing
    from above.
    """
    known = [n for n in sizes if n is not None]
    whole = bool(known) and len(known) == len(sizes)
    if design == "rct":
        return sum(known), sum(known) if whole else None
    largest = max(known, default=0)
    if design == "crossover-rct":
        return largest, largest if whole else None
    if design == "single-arm-trial":
        return largest, sum(known) if whole else None
    return 0, None


class Severity(Frozen):
    """How severe the condition was at the start, on a scale that is named."""

    scale: Text
    value: Number


class Population(Frozen):
    """Who was studied. `n`: people in the study; `n_analysed`: people in the analysis when it is another number."""

    who: Text
    n: Annotated[Int, _Field(ge=0)] | None
    conditions: tuple[Annotated[str, Word("condition")], ...]
    severity: Text | None
    baseline: Severity | None
    country: Text | None
    n_analysed: Annotated[Int, _Field(ge=0)] | None = None
    excluded: Text | None = None
    age: Text | None = None
    sex: Text | None = None


class Arm(Frozen):
    """One treatment group. `amount` in `unit`; `amount_is` says whether that is the substance or the whole salt.

    `with`: what else the group got beside it.
    """

    id: Slug
    n: Annotated[Int, _Field(ge=0)] | None
    compound: Annotated[str, Word("compound")] | None
    salt: Annotated[str, Word("salt")] | None
    amount: Annotated[Number, _Field(gt=0)] | None
    unit: Text | None
    amount_is: Annotated[str, Word("amount_is")] | None
    route: Annotated[str, Word("route")] | None
    duration: Text | None
    given_with: Prose | None = _Field(alias="with")
    note: Prose | None = None


class Estimate(Frozen):
    """An effect as reported, with its confidence interval at `level` per cent."""

    measure: Annotated[str, Word("estimate_measure")]
    value: Number
    ci_low: Number | None
    ci_high: Number | None
    level: Number | None
    note: Prose | None = None


class Result(Frozen):
    """One result of a study. `p` is a string as printed. `where` names the place it was read."""

    id: Slug
    outcome: Annotated[str, Word("outcome")]
    measure: Text
    unit: Text | None
    better: Annotated[str, Word("better")] | None
    kind: Annotated[str, Word("result_kind")]
    values: Mapping[str, Json] | None
    estimate: Estimate | None
    p: Text | None
    when: Text | None
    where: Text
    claims: tuple[Slug, ...]
    note: Prose | None = None
    version: Text | None = None
    """Which version of the source the number stands in, where there are several, such as pub3 of a Cochrane review."""
    who: Text | None = None
    """Whose rate it is: the people it was counted among, who may be fewer or others than the study's as a whole."""

    @property
    def is_rate(self) -> bool:
        """A share of people or things, which says nothing without its population and its time."""
        if self.kind not in ("proportion", "pooled"):
            return False
        return (self.unit or "").startswith("percent") or any("percent" in key for key in self.values or {})


class Study(Frozen):
    """What is counted and appraised: one study with all reports about it.

    `counts_with` names studies that must not be counted beside this one (a review of it, a duplicate); the relation
    holds both ways. `read` is the deepest thing that was read.
    """

    id: Slug
    label: Text
    reports: Annotated[tuple[RecordId, ...], _Field(min_length=1)]
    registration: RecordId | None
    design: Annotated[str, Word("design")]
    read: Annotated[str, Word("read")]
    population: Population
    arms: tuple[Arm, ...]
    comparator: Annotated[str, Word("comparator")]
    results: tuple[Result, ...]
    harms: Prose | None
    finding: Multilingual
    caveats: tuple[Prose, ...]
    counts_with: tuple[Slug, ...]
    funding: Prose | None
    conflicts: Prose | None
    facts_from: tuple[WebAddress, ...]
    verification: Annotated[str, Word("record_verification")]
    extracted_by: Slug
    checked_by: Slug | None
    notes: tuple[Prose, ...] = ()
    places: Mapping[Text, Text] = {}
    """Field, such as `results.sleep.p` -> where in what was read it stands: `[abstract/2:10-14 @3fa9c1d2e4b50718]`."""
    extracted_with: tuple[Slug, ...] = ()
    """Who else extracted it, each alone, before the differences were settled by `extracted_by`."""
    label_in: Mapping[Text, Text] = {}
    """Language -> the label in it, where the label is words and no author and year, which are the same everywhere."""
    settled: Settlement | None = None
    """How the differences between those who extracted it alone were settled; absent where one person did."""
    by: Slug | None = None
    """Whose own extraction it is, which is counted nowhere; absent in the one that counts."""

    @property
    def seen_by_two(self) -> bool:
        """Whether a second person has checked it, or made it alone as well, and the two were settled."""
        return self.checked_by is not None or self.settled is not None

    @property
    def is_primary(self) -> bool:
        return self.design in PRIMARY_DESIGNS

    @property
    def is_randomised(self) -> bool:
        return self.design in RANDOMISED_DESIGNS

    draft: Flag = False


class DomainJudgement(Frozen):
    """One domain of an appraisal tool: the judgement and what it rests on, in our own words.

    `answers`: number of a prompt of the form (`model.appraisal_tools.PROMPTS`) -> what was answered.
    """

    judgement: Annotated[str, Word("judgement")]
    support: Prose
    answers: Mapping[Annotated[str, _Field(pattern=r"^[1-9]$")], Text] = {}


class Appraisal(Frozen):
    """Risk of bias of one study with one tool. `result` names the results it concerns; null means all of them.

    `by`: whose own appraisal it is, when several people appraise a study each for themselves; absent for the one that
    all of them stand behind.
    """

    study: Slug
    result: tuple[Slug, ...] | Slug | None
    tool: Annotated[str, Word("tool")]
    read: Annotated[str, Word("read")]
    role: Annotated[str, Word("role")]
    reviewers: Annotated[tuple[Slug, ...], _Field(min_length=1)]
    decided_on: Day
    domains: Mapping[str, DomainJudgement]
    overall: Annotated[str, Word("judgement")]
    why: Prose
    notes: Prose | tuple[Prose, ...] | None = None
    checked_by: Slug | None = None
    settled: Settlement | None = None
    """How the differences between those who appraised it alone were settled."""
    by: Slug | None = None

    @property
    def seen_by_two(self) -> bool:
        """Whether a second person has checked it, or made it alone as well, and the two were settled."""
        return self.checked_by is not None or self.settled is not None

    @property
    def results(self) -> tuple[str, ...]:
        if self.result is None:
            return ()
        return (self.result,) if isinstance(self.result, str) else self.result

    draft: Flag = False


__all__ = [
    "PRIMARY_DESIGNS",
    "RANDOMISED_DESIGNS",
    "Appraisal",
    "Arm",
    "DomainJudgement",
    "Estimate",
    "Flag",
    "Population",
    "Result",
    "Study",
    "bound_people",
]

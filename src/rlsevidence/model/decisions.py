"""What people decide (tags, screening, certainty) and what a rule only suggests.

They are different types on purpose.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated

from .base import (
    ACT,
    DECISION,
    READING_OF,
    RESTS_ON,
    SEAL,
    Day,
    Flag,
    Frozen,
    Int,
    Moment,
    Multilingual,
    Number,
    Prose,
    RecordId,
    Slug,
    Text,
    Word,
)
from .base import Field as _Field
from .namesakes import SAME, compare_names
from .settlement import Settlement

GRADE_DOMAINS = ("risk_of_bias", "inconsistency", "indirectness", "imprecision", "publication_bias")
CERTAINTY_LEVELS = ("very_low", "low", "moderate", "high")
"""Ordered from least to most certain. Ordinal words: they are compared, never averaged."""


class Person(Frozen):
    """Somebody who decides. `interests`: declared conflicts of interest, blank when none has been declared or asked."""

    id: Slug
    name: Text
    role: Text
    interests: str

    @property
    def is_first_entry(self) -> bool:
        """Whether the row, by its id or a word of its role, stands for the first entry of records and is nobody."""
        return "seed" in (self.id, *self.role.casefold().split())


def list_own_ids(people: Iterable[Person], who: Iterable[str]) -> frozenset[str]:
    """The ids in `who` with every other id under which one of them may stand in people.tsv: two ids are one person."""
    held, asked = list(people), frozenset(who)
    names = [person.name for person in held if person.id in asked]
    return asked | {person.id for person in held if any(compare_names(name, person.name) for name in names)}


def find_namesake(people: Iterable[Person], person: Person) -> tuple[Person, str] | None:
    """Who may stand there under another id, with how near the names come (SAME or INITIAL); None for nobody."""
    found = [(p, near) for p in people if p.id != person.id and (near := compare_names(p.name, person.name))]
    return min(found, key=lambda one: one[1] != SAME, default=None)


class Tag(Frozen):
    """One person's decision on one record for one claim.

    The latest of one reviewer and role holds; none is overwritten.
    """

    claim: Slug
    record: RecordId
    stance: Annotated[str, Word("stance")]
    directness: Annotated[str, Word("directness")] | None
    indirect_because: tuple[Annotated[str, Word("indirect_because")], ...]
    basis: Annotated[str, Word("read")]
    role: Annotated[str, Word("role")]
    reviewer: Slug
    decided_on: Moment
    note: str


class Screening(Frozen):
    """One person's decision to let a record in or leave it out, at one stage, with the reason."""

    record: RecordId
    stage: Annotated[str, Word("screening_stage")]
    decision: Annotated[str, Word("screening_decision")]
    reason: Annotated[str, Word("screening_reason")]
    basis: Annotated[str, Word("read")]
    role: Annotated[str, Word("role")]
    reviewer: Slug
    decided_on: Moment
    note: str


class Verification(Frozen):
    """One person's decision on one field of a record that was entered by hand and held against PubMed's.

    `decision`: 'accept' (what PubMed says stands here now) or 'keep' (what stood here is right, PubMed's is not).
    `here` and `pubmed` are what was compared that day, as `model.identity.show` writes it.
    """

    record: RecordId
    field: Text
    decision: Annotated[str, _Field(pattern=DECISION)]
    here: str
    pubmed: str
    pmid: Text
    reviewer: Slug
    decided_on: Moment


Count = Annotated[int, _Field(ge=0)]
Share = Annotated[float, _Field(ge=0, le=1)]
"""In a table's cell: a whole number from 0, a number from 0 to 1."""


class ScreeningStop(Frozen):
    """One person's decision that enough has been screened, with the estimate it rests on; the latest row holds.

    `total`: records that the queue was to go through, `read`: of them read in its order, `relevant`: all that were let
    in or are unsure by then, `aside`: decided beside the order, `unopened`: put away in lists and opened by nobody,
    `drawn`: of those read, drawn at random from all that nobody had opened. `chance`: of so few late finds if the
    recall were below `promised`; `likely`, `most`: missed records as likely exceeded as not, and exceeded with a chance
    of `doubt`.
    A row with the role 'withdrawn' goes on with the screening.
    """

    decided_on: Moment
    stage: Annotated[str, Word("screening_stage")]
    role: Annotated[str, Word("role")]
    reviewer: Slug
    total: Count
    read: Count
    relevant: Count
    aside: Count
    unopened: Count
    drawn: Count
    promised: Share
    doubt: Share
    chance: Share
    likely: Count
    most: Count
    rule: Slug
    note: str


class Reading(Frozen):
    """That somebody wrote, read or signed off a text, and what the text rested on then.

    `text`: `certainty/<claim>`, `claims/<claim>` (its phrases), `documents/<id>#<sentence>` (a verdict),
    `studies/<id>` or `appraisals/<name>`; `claim`: the claim whose body it rests on, where it rests on one.
    `rests_on` is written by the program (`judgement.rests_on`). `act`: `recorded` says that nobody claims to have read
    it, and only what stood under it; `read`: how deep whoever read it went, never deeper than the studies were read.
    """

    text: Annotated[str, _Field(pattern=READING_OF)]
    claim: Slug | None
    act: Annotated[str, _Field(pattern=ACT)]
    rests_on: Annotated[str, _Field(pattern=RESTS_ON)]
    read: Annotated[str, Word("read")] | None
    reviewer: Slug | None
    decided_on: Moment
    note: str


class Seal(Frozen):
    """That a row of the readings was put down by the program, so that one deleted or changed by hand is missed.

    `seal` is a short hash of the whole row (`model.seals`); the rest names the row, should it be gone.
    """

    text: Annotated[str, _Field(pattern=READING_OF)]
    claim: Slug | None
    act: Annotated[str, _Field(pattern=ACT)]
    reviewer: Slug | None
    decided_on: Moment
    seal: Annotated[str, _Field(pattern=SEAL)]


class Cue(Frozen):
    """The words a suggestion rests on and where they stand: code-point offsets in `field` ('title' or 'abstract/2')."""

    field: Text
    start: Int
    end: Int
    words: Text
    rule: Text


class SuggestedTag(Frozen):
    """What a rule proposes for one record and one claim.

    Shown, never counted: a summary takes `Tag` and nothing else. `confidence` is the chance, on development data, that
    the stance is right; `sentence` is the one that speaks to the claim, `direction` which way its outcome went,
    `design` what the record and its text tell, `numbers` what that text prints. All None or empty on a title alone.
    """

    claim: Slug
    record: RecordId
    concerns: bool
    stance: Annotated[str, Word("stance")] | None
    directness: Annotated[str, Word("directness")] | None
    indirect_because: tuple[str, ...]
    basis: Annotated[str, Word("read")]
    rules: tuple[Text, ...]
    cues: tuple[Cue, ...]
    why: Text
    confidence: float | None = None
    sentence: Cue | None = None
    direction: str | None = None
    design: Annotated[str, Word("design")] | None = None
    numbers: tuple[Cue, ...] = ()
    is_broad: Flag = False
    """Whether it rests on the record being a source on a whole topic, and not on words of the claim itself."""


class GradeStep(Frozen):
    """One domain of GRADE: steps down (or up) with the reason in words."""

    steps: Annotated[Int, _Field(ge=0, le=2)]
    why: Prose


class Basis(Frozen):
    """How well a claim that GRADE does not rate is founded."""

    rating: Annotated[str, Word("basis_rating")]
    why: Prose


class Direction(Frozen):
    """Where the body of evidence points. It is shown with the certainty and never without it."""

    finding: Annotated[str, Word("direction")]
    why: Prose


class BaselineRisk(Frozen):
    """How often the outcome happens without the exposure, from which absolute effects are worked out.

    `per_1000`: people with the event out of 1,000, over `time`; `source`: the record that says so, `where` in it.
    """

    outcome: Annotated[str, Word("outcome")]
    who: Text
    per_1000: Annotated[Number, _Field(gt=0, lt=1000)]
    time: Text | None
    source: RecordId
    where: Text


class Certainty(Frozen):
    """People's judgement of one claim: GRADE domain by domain, or a basis for claims that GRADE does not rate."""

    claim: Slug
    body: tuple[Slug, ...]
    informed_by: tuple[Slug, ...] = ()
    basis: Basis | None = None
    starts_at: Annotated[str, Word("grade_start")] | None = None
    downgrades: Mapping[str, GradeStep] | None = None
    upgrades: Mapping[str, GradeStep] | None = None
    overall: Annotated[str, Word("certainty")] | None = None
    departs_because: Mapping[str, Multilingual] | None = None
    """Domain (or 'basis', 'starts_at') -> why less is taken off there than the rules propose. Needed above them."""
    direction: Direction | None = None
    baseline_risks: tuple[BaselineRisk, ...] = ()
    """Risks without the exposure, one an outcome, each with its source. Without one no absolute effect is given."""
    read: Annotated[str, Word("read")]
    reviewers: Annotated[tuple[Slug, ...], _Field(min_length=1)]
    decided_on: Day
    summary: Multilingual
    notes: tuple[Prose, ...] | Prose = ()
    checked_by: Slug | None = None
    settled: Settlement | None = None
    """How the differences between those who judged it alone were settled."""
    by: Slug | None = None
    """Whose own judgement it is, which is counted nowhere; absent in the one that counts."""

    @property
    def seen_by_two(self) -> bool:
        """Whether a second person has checked it, or judged it alone as well, and the two were settled."""
        return self.checked_by is not None or self.settled is not None

    @property
    def is_graded(self) -> bool:
        return self.downgrades is not None

    @property
    def word(self) -> str | None:
        """The level or the rating, whichever there is."""
        return self.overall or (self.basis.rating if self.basis else None)

    draft: Flag = False

"""Which studies are counted beside a claim, and why; the first reason that settles it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..language.reasons import Named, Reason, because
from ..model import Appraisal, Evidence, Study
from ..model.appraisal_tools import rank_severity
from .rows import Decision, ScreeningDecision


@dataclass(frozen=True)
class StudyInClaim:
    """One study beside one claim. `counted` with `reason`, whichever way it went; `why`: the reason in English.

    `in_body`: people rested their judgement of certainty on it. A counted study outside the body is most often
    indirect: it is shown, and the judgement says why it does not carry it.
    """

    study: Study
    decisions: tuple[Decision, ...]
    stance: str | None
    directness: str | None
    indirect_because: tuple[str, ...]
    counted: bool
    reason: Reason
    risk_of_bias: str | None
    tool: str | None
    year: int | None
    retracted: bool
    in_body: bool
    appraisal: Appraisal | None = None

    @property
    def id(self) -> str:
        return self.study.id

    @property
    def why(self) -> str:
        return self.reason.english


def list_studies(
    evidence: Evidence,
    decisions: Mapping[str, Decision],
    screening: Mapping[str, ScreeningDecision],
    body: Sequence[str],
    study_of: Mapping[str, str],
) -> tuple[StudyInClaim, ...]:
    """The studies beside one claim, counted ones first. `body`: the studies that people rested a judgement on.

    Of two reports of the same people the one in `body` is counted; rules that propose leave `body` empty.
    """
    by_study: dict[str, list[Decision]] = {}
    for record, decision in decisions.items():
        if record in study_of:
            by_study.setdefault(study_of[record], []).append(decision)

    # Studies of the body come first, so that of two reports of the same people the one people judged is counted.
    def order(study: str) -> tuple[bool, str, int, str]:
        return (
            study not in body,
            evidence.studies[study].design,
            _year(evidence, evidence.studies[study]) or 9999,
            study,
        )

    ids = sorted(by_study, key=order)
    counted: set[str] = set()
    listed = []
    for study_id in ids:
        item = _weigh_study(
            evidence, evidence.studies[study_id], tuple(by_study[study_id]), screening, counted, study_id in body
        )
        if item.stance == "not_relevant":
            continue
        if item.counted:
            counted.add(study_id)
        listed.append(item)
    return tuple(sorted(listed, key=lambda s: (not s.counted, s.study.design, s.year or 9999, s.id)))


def _weigh_study(
    evidence: Evidence,
    study: Study,
    decisions: tuple[Decision, ...],
    screening: Mapping[str, ScreeningDecision],
    counted: set[str],
    in_body: bool,
) -> StudyInClaim:
    """Whether one study is counted, with the first reason that settles it."""
    settled = [d for d in decisions if d.state != "conflict" and d.stance != "not_relevant"]
    stances = {d.stance for d in settled}
    stance = (
        None
        if any(d.state == "conflict" for d in decisions)
        else "not_relevant"
        if not settled
        else next(iter(stances))
        if len(stances) == 1
        else "inconclusive"
    )
    retracted = any(evidence.records[r].is_retracted for r in study.reports if r in evidence.records)
    beside = sorted(other for other in counted if _count_together(evidence, study.id, other))
    excluded = [d.record for d in decisions if (s := screening.get(d.record)) and s.decision == "exclude"]
    design = Named("design", study.design)
    if stance is None:
        reason, count = because("reason.counted.conflict"), False
    elif retracted:
        reason, count = because("reason.counted.retracted"), False
    elif excluded:
        reason, count = because("reason.counted.screened_out", record=excluded[0]), False
    elif not study.is_primary:
        reason, count = because("reason.counted.informs", design=design), False
    elif beside:
        reason, count = because("reason.counted.same_people", others=tuple(beside)), False
    else:
        reason, count = because("reason.counted.primary", design=design), True
    appraisal = _find_appraisal(evidence.appraisals, study.id)
    directs = {d.directness for d in settled}
    return StudyInClaim(
        study=study,
        decisions=decisions,
        stance=stance,
        directness=None if not directs else "direct" if directs == {"direct"} else "indirect",
        indirect_because=tuple(sorted({reason for d in settled for reason in d.indirect_because})),
        counted=count,
        reason=reason,
        risk_of_bias=appraisal.overall if appraisal else None,
        tool=appraisal.tool if appraisal else None,
        year=_year(evidence, study),
        retracted=retracted,
        in_body=in_body,
        appraisal=appraisal,
    )


def _count_together(evidence: Evidence, one: str, other: str) -> bool:
    # The relation holds both ways, whichever file states it.
    return other in evidence.studies[one].counts_with or one in evidence.studies[other].counts_with


def _find_appraisal(appraisals: Iterable[Appraisal], study: str) -> Appraisal | None:
    """The appraisal that holds for a study: the consensus when there is one, else the latest that all stand behind.

    While people who appraised it each for themselves have not settled it, the gravest of theirs holds: a body must not
    look better because nobody has met yet (`check` asks for the consensus).
    """
    own = [a for a in appraisals if a.study == study]
    shared = [a for a in own if a.by is None]
    if shared:
        return max(shared, key=lambda a: (a.role == "consensus", a.decided_on, a.tool))
    return max(own, key=lambda a: (rank_severity(a.overall), a.decided_on, a.tool, a.by or ""), default=None)


def _year(evidence: Evidence, study: Study) -> int | None:
    years = [r.year for i in study.reports if (r := evidence.records.get(i)) and r.year]
    return min(years, default=None)

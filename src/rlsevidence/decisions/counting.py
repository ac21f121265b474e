"""Which studies are counted beside a claim, and why; the first reason that settles it. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..language.reasons import Named, Reason, because
from ..model import Appraisal, Evidence, Study
from ..model.appraisal_tools import rank_severity
from ..model.links import SAME_STUDY, Link, settle_links
from .rows import Decision, ScreeningDecision
from .versions import list_current, list_people, list_versions


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
    appraised_elsewhere: bool = False
    """Whether the only appraisals there are name results of other claims, and say nothing for this one."""
    differ: tuple[tuple[str, str], ...] = ()
    """(who, judgement) of those who appraised it each alone with that tool, while nobody has settled it."""

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
            find_year(evidence, evidence.studies[study]) or 9999,
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
        reason, count = _explain_beside(evidence, study.id, tuple(beside)), False
    else:
        reason, count = because("reason.counted.primary", design=design), True
    appraisal, elsewhere = find_appraisal(evidence, study, decisions[0].claim)
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
        year=find_year(evidence, study),
        retracted=retracted,
        in_body=in_body,
        appraisal=appraisal,
        appraised_elsewhere=elsewhere,
        differ=list_apart(evidence, appraisal) if appraisal else (),
    )


def _count_together(evidence: Evidence, one: str, other: str) -> bool:
    # The relation holds both ways, whichever file states it.
    return other in evidence.studies[one].counts_with or one in evidence.studies[other].counts_with


def _explain_beside(evidence: Evidence, study: str, others: tuple[str, ...]) -> Reason:
    """Why a study is not counted beside `others`: by whose link, where somebody linked them, else by their files."""
    for other in others:
        if (row := find_joining(evidence, study, other)) is not None:
            return because("reason.counted.linked", others=others, who=row.reviewer, on=row.decided_on[:10])
    return because("reason.counted.same_people", others=others)


def find_joining(evidence: Evidence, one: str, other: str) -> Link | None:
    """The latest row of `links.tsv` by which two studies are one; None where only their files say so."""
    for (a, b), held in settle_links(evidence.links).items():
        ends = {evidence.study_of.get(evidence.aliases.get(i, i)) for i in (a, b)}
        if held.relation == SAME_STUDY and ends == {one, other}:
            return held.rows[-1]
    return None


def find_appraisal(evidence: Evidence, study: Study, claim: str) -> tuple[Appraisal | None, bool]:
    """(the appraisal that holds for a study beside a claim, whether there are only ones of other claims' results).

    The consensus when there is one, else the latest that all stand behind. While people who appraised it each for
    themselves have not settled it, the gravest of theirs holds, whoever finished first: a body must not look better
    because nobody has met yet. An appraisal of other results can count against a study and never for it.
    """
    every = [a for a in evidence.appraisals if a.study == study.id]
    own = [a for a in every if _concerns(a, study, claim)] or [a for a in every if not _is_light(a)]
    shared = [a for a in own if a.by is None]
    if not shared:
        return max(own, key=_rank, default=None), bool(every) and not own
    standing = max(shared, key=lambda a: (a.role == "consensus", a.decided_on, a.tool))
    if not list_apart(evidence, standing):
        return standing, False
    open_ones = [a for a in list_current(own) if a.by is not None and a.tool == standing.tool]
    return max([standing, *open_ones], key=lambda a: (*_rank(a)[:2], a is standing)), False


def _rank(appraisal: Appraisal) -> tuple[float, float, dt.date, str, str]:
    worst = sum(_weigh_word(d.judgement) for d in appraisal.domains.values())
    return _weigh_word(appraisal.overall), worst, appraisal.decided_on, appraisal.tool, appraisal.by or ""


def _weigh_word(word: str) -> float:
    # What nobody could tell costs as much as concerns do, so that it is graver than what is said to be low.
    return rank_severity("moderate") + 0.5 if word == "unclear" else rank_severity(word)


def _concerns(appraisal: Appraisal, study: Study, claim: str) -> bool:
    """Whether an appraisal speaks of what a claim is about: of all results, of one that the study ties to the claim, or
    of one with the same outcome. Where the study ties no result to the claim, nobody can tell, and it does."""
    used = [r for r in study.results if claim in r.claims]
    if not appraisal.results or not used:
        return True
    outcomes = {r.outcome for r in used}
    return any(r.id in appraisal.results and r.outcome in outcomes for r in study.results)


def _is_light(appraisal: Appraisal) -> bool:
    """Whether a body looks better with an appraisal than with none: confounding apart, which the start charges for."""
    robins = appraisal.tool.startswith("robins")
    words = [d.judgement for name, d in appraisal.domains.items() if name != "confounding"] if robins else []
    worst = max(words, key=rank_severity, default=appraisal.overall)
    return worst in ("low", "moderate")


def list_apart(evidence: Evidence, appraisal: Appraisal) -> tuple[tuple[str, str], ...]:
    """(who, overall judgement) of all who finished this appraisal alone; empty once settled, or where they agree."""
    name = f"{appraisal.study}.{appraisal.tool}"
    if not any(
        a.by is not None and (a.study, a.tool) == (appraisal.study, appraisal.tool) for a in evidence.appraisals
    ):
        return ()
    found = [v for v in list_versions(evidence, "appraisals", name) if v.changed]
    judged = {(v.value["overall"], *sorted((k, d["judgement"]) for k, d in v.value["domains"].items())) for v in found}
    return tuple((", ".join(list_people(v)), str(v.value["overall"])) for v in found) if len(judged) > 1 else ()


def find_year(evidence: Evidence, study: Study) -> int | None:
    """The year of the first report of a study; None where no report has one."""
    years = [r.year for i in study.reports if (r := evidence.records.get(i)) and r.year]
    return min(years, default=None)

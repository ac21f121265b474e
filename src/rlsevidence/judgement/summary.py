"""One claim's summary: which studies are counted and why, what they say, how certain it is, what waits for a person.

A summary takes decisions (`Tag`), never suggestions; suggestions come in only as the number that waits.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..model import Appraisal, Certainty, Claim, Evidence, Study, SuggestedTag
from ..tagging.decisions import Decision, ScreeningDecision, summarise_decisions, summarise_screening
from .wording import allow_wording, compare_wording, summarise_gap

STANCES = ("supports", "inconclusive", "disputes")


@dataclass(frozen=True)
class StudyInClaim:
    """One study beside one claim. `counted` with `why`: the reason, whichever way it went.

    `in_body`: people rested their judgement of certainty on it. A counted study outside the body is most often
    indirect: it is shown, and the judgement says why it does not carry it.
    """

    study: Study
    decisions: tuple[Decision, ...]
    stance: str | None
    directness: str | None
    indirect_because: tuple[str, ...]
    counted: bool
    why: str
    risk_of_bias: str | None
    tool: str | None
    year: int | None
    retracted: bool
    in_body: bool

    @property
    def id(self) -> str:
        return self.study.id


@dataclass(frozen=True)
class PassageInClaim:
    """One sentence that asserts the claim: where, how strongly, the gap to what is allowed, and the
    editor's verdict."""

    at: str
    strength: str
    cue: str
    gap: str
    verdict: str | None


@dataclass(frozen=True)
class Waiting:
    """What waits for a person. Numbers of records (`unscreened`, `suggested`, `conflicts`) or of studies."""

    unscreened: int
    unchecked: int
    full_text: int
    conflicts: int
    suggested: int


@dataclass(frozen=True)
class LastSearch:
    """The latest search that concerns the claim and ended well; None in both places when there has been none."""

    on: dt.date | None
    age_days: int | None


@dataclass(frozen=True)
class ClaimSummary:
    """Everything a page or a figure says of one claim, computed from the evidence and from nothing else."""

    claim: Claim
    as_of: dt.date
    studies: tuple[StudyInClaim, ...]
    certainty: Certainty | None
    allowed_wording: str | None
    passages: tuple[PassageInClaim, ...]
    gap: str
    waiting: Waiting
    last_search: LastSearch

    @property
    def counted(self) -> tuple[StudyInClaim, ...]:
        return tuple(s for s in self.studies if s.counted)

    @property
    def by_stance(self) -> Mapping[str, int]:
        return _count((s.stance for s in self.counted), STANCES)

    @property
    def by_design(self) -> Mapping[str, int]:
        return _count(s.study.design for s in self.counted)

    @property
    def by_directness(self) -> Mapping[str, int]:
        return _count((s.directness for s in self.counted), ("direct", "indirect"))

    @property
    def by_risk_of_bias(self) -> Mapping[str, int]:
        """Counted studies by overall judgement; 'not_appraised' where nobody has judged."""
        return _count(s.risk_of_bias or "not_appraised" for s in self.counted)

    @property
    def participants(self) -> int:
        """People in the counted studies whose number is known."""
        return sum(s.study.population.n or 0 for s in self.counted)

    @property
    def participants_unknown(self) -> int:
        """Counted studies whose number of people is not recorded. They are not zero: they are unknown."""
        return sum(s.study.population.n is None for s in self.counted)

    @property
    def certainty_word(self) -> str | None:
        return self.certainty.overall if self.certainty else None

    @property
    def basis_word(self) -> str | None:
        return self.certainty.basis.rating if self.certainty and self.certainty.basis else None

    @property
    def direction(self) -> str | None:
        return self.certainty.direction.finding if self.certainty and self.certainty.direction else None

    @property
    def strongest_wording(self) -> str | None:
        from .wording import RANK

        return max((p.strength for p in self.passages), key=RANK.__getitem__, default=None)


def _count(words: Iterable[str | None], first: Sequence[str] = ()) -> Mapping[str, int]:
    counter = Counter(w for w in words if w is not None)
    order = [*first, *sorted(set(counter) - set(first))]
    return {word: counter[word] for word in order if counter[word] or word in first}


def summarise_claims(
    evidence: Evidence, *, today: dt.date, suggestions: Iterable[SuggestedTag] = ()
) -> tuple[ClaimSummary, ...]:
    """All claims, headline claims first, then in the order in which the document makes them."""
    waiting = tuple(suggestions)
    return tuple(summarise_claim(evidence, claim, today=today, suggestions=waiting) for claim in order_claims(evidence))


def order_claims(evidence: Evidence) -> tuple[str, ...]:
    """Claim ids: the protocol's headline claims, then by first place in the document, then the rest by id."""
    in_document = [c.claim for s in evidence.document.sentences for c in s.claims]
    order = [*evidence.protocol.headline_claims, *in_document, *sorted(evidence.claims)]
    return tuple(dict.fromkeys(claim for claim in order if claim in evidence.claims))


def summarise_claim(
    evidence: Evidence, claim_id: str, *, today: dt.date, suggestions: Iterable[SuggestedTag] = ()
) -> ClaimSummary:
    """The summary of one claim as it stands on `today`. KeyError when there is no such claim."""
    claim = evidence.claims[claim_id]
    decisions = {d.record: d for d in summarise_decisions(evidence.tags).values() if d.claim == claim_id}
    screening = summarise_screening(evidence.screening)
    certainty = evidence.certainty.get(claim_id)
    allowed = allow_wording(certainty)
    studies = _list_studies(evidence, decisions, screening, certainty)
    passages = tuple(
        PassageInClaim(
            s.at, c.wording, c.cue, compare_wording(c.wording, certainty), s.verdict.word if s.verdict else None
        )
        for s in evidence.document.sentences
        for c in s.claims
        if c.claim == claim_id
    )
    suggested = {s.record for s in suggestions if s.claim == claim_id} - set(decisions)
    return ClaimSummary(
        claim=claim,
        as_of=today,
        studies=studies,
        certainty=certainty,
        allowed_wording=allowed,
        passages=passages,
        gap=summarise_gap(p.gap for p in passages),
        waiting=_count_waiting(studies, decisions, screening, suggested, certainty),
        last_search=_find_last_search(evidence, claim_id, today),
    )


def _list_studies(
    evidence: Evidence,
    decisions: Mapping[str, Decision],
    screening: Mapping[str, ScreeningDecision],
    certainty: Certainty | None,
) -> tuple[StudyInClaim, ...]:
    study_of = evidence.study_of
    by_study: dict[str, list[Decision]] = {}
    for record, decision in decisions.items():
        if record in study_of:
            by_study.setdefault(study_of[record], []).append(decision)
    body = certainty.body if certainty else ()

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
    if stance is None:
        why, count = "reviewers disagree and nobody has settled it yet", False
    elif retracted:
        why, count = "retracted: shown, never counted", False
    elif excluded:
        why, count = f"left out at screening ({excluded[0]})", False
    elif not study.is_primary:
        why, count = f"{study.design}: informs, and is not counted beside the studies it rests on", False
    elif beside:
        why, count = f"the same people or results as {', '.join(beside)}, which is counted", False
    else:
        why, count = f"primary study ({study.design})", True
    appraisal = _find_appraisal(evidence.appraisals, study.id)
    directs = {d.directness for d in settled}
    return StudyInClaim(
        study=study,
        decisions=decisions,
        stance=stance,
        directness=None if not directs else "direct" if directs == {"direct"} else "indirect",
        indirect_because=tuple(sorted({reason for d in settled for reason in d.indirect_because})),
        counted=count,
        why=why,
        risk_of_bias=appraisal.overall if appraisal else None,
        tool=appraisal.tool if appraisal else None,
        year=_year(evidence, study),
        retracted=retracted,
        in_body=in_body,
    )


def _count_together(evidence: Evidence, one: str, other: str) -> bool:
    # The relation holds both ways, whichever file states it.
    return other in evidence.studies[one].counts_with or one in evidence.studies[other].counts_with


def _find_appraisal(appraisals: Iterable[Appraisal], study: str) -> Appraisal | None:
    """The appraisal that holds for a study: the consensus when there is one, else the latest."""
    own = [a for a in appraisals if a.study == study]
    return max(own, key=lambda a: (a.role == "consensus", a.decided_on, a.tool), default=None)


def _year(evidence: Evidence, study: Study) -> int | None:
    years = [r.year for i in study.reports if (r := evidence.records.get(i)) and r.year]
    return min(years, default=None)


def _count_waiting(
    studies: Sequence[StudyInClaim],
    decisions: Mapping[str, Decision],
    screening: Mapping[str, ScreeningDecision],
    suggested: set[str],
    certainty: Certainty | None,
) -> Waiting:
    relevant = {r for r, d in decisions.items() if d.stance != "not_relevant"} | suggested
    undecided = {r for r in relevant if (s := screening.get(r)) is None or s.decision in (None, "unsure")}
    counted = [s.study for s in studies if s.counted]
    return Waiting(
        unscreened=len(undecided),
        unchecked=sum(s.study.checked_by is None for s in studies)
        + (certainty is not None and certainty.checked_by is None),
        full_text=sum(s.read != "full-text" for s in counted),
        conflicts=sum(d.state == "conflict" for d in decisions.values()),
        suggested=len(suggested),
    )


def _find_last_search(evidence: Evidence, claim: str, today: dt.date) -> LastSearch:
    searches = {s.id for s in evidence.searches.values() if claim in s.claims}
    dates = [
        day
        for run in evidence.runs
        if run.search in searches and run.outcome == "done" and (day := dt.date.fromisoformat(run.at[:10])) <= today
    ]
    last = max(dates, default=None)
    return LastSearch(last, (today - last).days if last else None)


def format_summary(summary: ClaimSummary) -> dict[str, Any]:
    """The summary as `show --format json` prints it: plain values, keys that programs rely on."""
    return {
        "claim": summary.claim.id,
        "kind": summary.claim.kind,
        "title": summary.claim.title.model_dump(),
        "headline": summary.claim.headline,
        "as_of": summary.as_of.isoformat(),
        "certainty": summary.certainty_word,
        "basis": summary.basis_word,
        "direction": summary.direction,
        "studies": [
            {
                "id": s.id,
                "label": s.study.label,
                "design": s.study.design,
                "stance": s.stance,
                "directness": s.directness,
                "counted": s.counted,
                "why": s.why,
                "n": s.study.population.n,
                "in_body": s.in_body,
                "risk_of_bias": s.risk_of_bias,
                "read": s.study.read,
                "year": s.year,
            }
            for s in summary.studies
        ],
        "counts": {
            "stance": dict(summary.by_stance),
            "design": dict(summary.by_design),
            "directness": dict(summary.by_directness),
            "risk_of_bias": dict(summary.by_risk_of_bias),
            "participants": summary.participants,
            "studies_without_number": summary.participants_unknown,
        },
        "reasons": (
            [
                {"domain": domain, "steps": step.steps, "why": step.why}
                for domain, step in (summary.certainty.downgrades or {}).items()
            ]
            if summary.certainty
            else []
        ),
        "summary": summary.certainty.summary.model_dump() if summary.certainty else None,
        "wording": [{"at": p.at, "strength": p.strength, "cue": p.cue, "gap": p.gap} for p in summary.passages],
        "allowed_wording": summary.allowed_wording,
        "gap": summary.gap,
        "waiting": {
            "unscreened": summary.waiting.unscreened,
            "unchecked": summary.waiting.unchecked,
            "full_text": summary.waiting.full_text,
            "conflicts": summary.waiting.conflicts,
            "suggested": summary.waiting.suggested,
        },
        "last_search": summary.last_search.on.isoformat() if summary.last_search.on else None,
        "last_search_age_days": summary.last_search.age_days,
    }

"""Claims summarised: which studies are counted and why, what they say, how certain it is, what waits for a person.

A summary takes decisions (`Tag`), never suggestions; suggestions come in only as the number that waits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ..decisions import Decision, Settled, StudyInClaim, settle
from ..decisions.versions import list_changed, list_unsettled
from ..errors import Problem
from ..language import say
from ..model import (
    Certainty,
    Claim,
    Document,
    Evidence,
    Sentence,
    SuggestedTag,
)
from ..model.spoken import find_label
from ..tagging.known import Known
from .as_of import restrict_evidence
from .claim_summary import ClaimSummary, LastSearch, PassageInClaim, Waiting
from .departures import find_counting, find_pending
from .proposals import propose
from .readings import judge_readings
from .sentences import find_figure
from .wording import allow_wording, compare_wording, summarise_gap


def summarise_claims(
    settled: Settled,
    *,
    today: dt.date,
    suggestions: Iterable[SuggestedTag] = (),
    as_of: dt.date | None = None,
    clock: str = "publication",
    known: Iterable[Known] = (),
) -> tuple[ClaimSummary, ...]:
    """All claims, headline claims first, then in the order in which the document makes them.

    With `as_of` before `today`, as they stood then (see `as_of.restrict_evidence`): suggestions are left out.
    """
    if as_of is None or as_of >= today:
        found, unread = tuple(suggestions), tuple(known)
        order = order_claims(settled.evidence)
        return _keep_back(tuple(_summarise(settled, claim, today, found, known=unread) for claim in order))
    past = restrict_evidence(settled.evidence, as_of, clock)
    then = settle(past.evidence)
    return _keep_back(
        tuple(
            replace(
                _summarise(then, claim, past.day, (), past=True),
                clock=clock,
                undated=_list_undated(settled, claim, past.undated),
            )
            for claim in order_claims(settled.evidence)
        )
    )


def _keep_back(summaries: tuple[ClaimSummary, ...]) -> tuple[ClaimSummary, ...]:
    """What one claim of a sentence keeps back is kept back where the others speak of the sentence too."""
    asked = {(p.document, p.at): why for s in summaries for p in s.passages if (why := s.keeps_back(p.document, p.at))}
    return tuple(
        replace(
            s,
            passages=tuple(
                replace(p, suggest=None, kept_back=asked[p.document, p.at]) if (p.document, p.at) in asked else p
                for p in s.passages
            ),
        )
        for s in summaries
    )


def _list_undated(settled: Settled, claim: str, undated: tuple[str, ...]) -> tuple[str, ...]:
    tagged = settled.relevant.get(claim, frozenset())
    return tuple(r for r in undated if r in tagged)


def order_claims(evidence: Evidence) -> tuple[str, ...]:
    """Claim ids: the protocol's headline claims, then by first place in the document, then the rest by id."""
    in_document = [c.claim for _, s in evidence.sentences for c in s.claims]
    order = [*evidence.protocol.headline_claims, *in_document, *sorted(evidence.claims)]
    return tuple(dict.fromkeys(claim for claim in order if claim in evidence.claims))


def summarise_claim(
    settled: Settled,
    claim_id: str,
    *,
    today: dt.date,
    suggestions: Iterable[SuggestedTag] = (),
    as_of: dt.date | None = None,
    clock: str = "publication",
    known: Iterable[Known] = (),
) -> ClaimSummary:
    """The summary of one claim as it stands on `today`, or stood on `as_of`. KeyError when there is no such claim."""
    if as_of is None or as_of >= today:
        return _summarise(settled, claim_id, today, suggestions, known=tuple(known))
    past = restrict_evidence(settled.evidence, as_of, clock)
    summary = _summarise(settle(past.evidence), claim_id, as_of, (), past=True)
    return replace(summary, clock=clock, undated=_list_undated(settled, claim_id, past.undated))


def _summarise(
    settled: Settled,
    claim_id: str,
    day: dt.date,
    suggestions: Iterable[SuggestedTag],
    *,
    past: bool = False,
    known: Sequence[Known] = (),
) -> ClaimSummary:
    evidence = settled.evidence
    claim = evidence.claims[claim_id]
    if broken := settled.withheld.get(claim_id):
        return _withhold(settled, claim, day, tuple(p for b in broken for p in b.problems), past)
    decisions = settled.by_claim.get(claim_id, {})
    held = settled.holding.get(claim_id)
    studies = settled.studies(claim_id)
    proposal = propose(settled, claim_id)
    pending = find_pending(settled, claim_id, proposal)
    certainty = find_counting(settled, claim_id, pending)
    # Nobody judged in the past, or the judgement waits: what the rules propose is no verdict, and no wording is held
    # against it.
    ruled = (past or pending is not None) and certainty is None
    allowed = None if ruled else allow_wording(certainty)
    said = [(d, s, c) for d, s in evidence.sentences for c in s.claims if c.claim == claim_id]
    # A sentence that announces a missing list says little by itself: it speaks only where nothing else does.
    only_lists = all(s.kind == "list-lead-in" for _, s, _ in said)
    passages = tuple(
        PassageInClaim(
            s.at,
            c.wording,
            c.cue,
            "not_applicable"
            if ruled or (s.kind == "list-lead-in" and not only_lists)
            else compare_wording(c.wording, certainty),
            s.verdict.word if s.verdict else None,
            s.verdict.suggest if s.verdict else None,
            counts=only_lists or s.kind != "list-lead-in",
            document=d.id,
            place=_name_place(evidence, d, s),
        )
        for d, s, c in said
    )

    readings = None if past else judge_readings(settled)
    signed = readings.signed.get(f"certainty/{claim_id}") if readings else None
    # A source on a whole topic may be looked at for many claims; it waits in the queue and not beside each of them.
    suggested = {s.record for s in suggestions if s.claim == claim_id and not s.is_broad} - set(decisions)
    made = ClaimSummary(
        claim=claim,
        as_of=day,
        studies=studies,
        certainty=certainty,
        allowed_wording=allowed,
        passages=passages,
        gap=summarise_gap(p.gap for p in passages),
        newer=settled.newer(claim_id),
        waiting=replace(
            _count_waiting(settled, studies, decisions, suggested, certainty),
            known=tuple(one for one in known if claim_id in one.claims),
        ),
        last_search=_find_last_search(evidence, claim_id, day),
        proposal=proposal,
        pending=pending,
        stale=readings.list_marked(claim_id) if readings else (),
        # Whoever signed read what stands in the file, and not what counts in its place.
        signed=None if signed and signed.holds and ((held and held.is_own) or (pending and pending.lower)) else signed,
        phrases_signed=readings.signed.get(f"claims/{claim_id}") if readings else None,
        unsettled_judgement=list_unsettled(evidence, "certainty", claim_id) if held else (),
        apart=held.apart if held else (),
        changed_since=list_changed(evidence, "certainty", claim_id) if held else (),
        people=evidence.people,
        unsettled_studies={}
        if past
        else {s.id: who for s in studies if (who := list_unsettled(evidence, "studies", s.id))},
        figure=find_figure(evidence, claim),
        retracted=_list_retracted(evidence, claim, certainty),
        unread=tuple(u for u in evidence.unread.values() if claim_id in u.claims and not past),
        clock="publication" if past else None,
        vocabulary=evidence.vocabulary,
        languages=evidence.topic.languages,
    )
    return _mark_words(_keep_back((made,))[0], evidence)


def _mark_words(made: ClaimSummary, evidence: Evidence) -> ClaimSummary:
    """The summary of a claim, its words begun by why they may not be printed, where they may not: so no page, table,
    feed or search shows them without."""
    if made.stopped is None or made.certainty is None:
        return made
    why, _ = made.stopped
    studies = ", ".join(find_label(evidence.studies[i]) for i in made.retracted)
    texts = made.certainty.summary.texts
    marked = {code: f"{say(f'words.stopped.{why}', code, studies=studies)} {text}" for code, text in texts.items()}
    summary = type(made.certainty.summary).model_validate(marked)
    return replace(made, certainty=made.certainty.model_copy(update={"summary": summary}))


def _withhold(settled: Settled, claim: Claim, day: dt.date, problems: tuple[Problem, ...], past: bool) -> ClaimSummary:
    """The summary of a claim whose verdict could rest on what cannot be read: where it is made, and nothing more."""
    evidence = settled.evidence
    passages = tuple(
        PassageInClaim(s.at, c.wording, c.cue, "not_applicable", None, document=d.id, place=_name_place(evidence, d, s))
        for d, s in evidence.sentences
        for c in s.claims
        if c.claim == claim.id
    )
    return ClaimSummary(
        claim=claim,
        as_of=day,
        studies=(),
        certainty=None,
        allowed_wording=None,
        passages=passages,
        gap="not_applicable",
        waiting=Waiting(0, 0, 0, 0, 0),
        last_search=_find_last_search(evidence, claim.id, day),
        clock="publication" if past else None,
        withheld=problems,
        vocabulary=evidence.vocabulary,
        languages=evidence.topic.languages,
    )


def _list_retracted(evidence: Evidence, claim: Claim, certainty: Certainty | None) -> tuple[str, ...]:
    named = (*certainty.body, *certainty.informed_by) if certainty else ()
    rested = dict.fromkeys((*named, *(claim.phrases.rests_on if claim.phrases else ())))
    records = evidence.records
    return tuple(
        i
        for i in rested
        if (study := evidence.studies.get(i)) and any(records[r].is_retracted for r in study.reports if r in records)
    )


def _name_place(evidence: Evidence, document: Document, sentence: Sentence) -> str:
    return sentence.at if len(evidence.documents) == 1 else f"{document.id} {sentence.at}"


def _count_waiting(
    settled: Settled,
    studies: Sequence[StudyInClaim],
    decisions: Mapping[str, Decision],
    suggested: set[str],
    certainty: Certainty | None,
) -> Waiting:
    relevant = {r for r, d in decisions.items() if d.stance != "not_relevant"} | suggested
    undecided = {r for r in relevant if (s := settled.screening.get(r)) is None or s.decision in (None, "unsure")}
    counted = [s.study for s in studies if s.counted]
    return Waiting(
        unscreened=len(undecided),
        unchecked=sum(not s.study.seen_by_two for s in studies) + (certainty is not None and not certainty.seen_by_two),
        full_text=sum(s.read != "full-text" for s in counted),
        conflicts=sum(d.state == "conflict" for d in decisions.values()),
        suggested=len(suggested),
        untagged=tuple(i for i in settled.untagged_studies if suggested & set(settled.evidence.studies[i].reports)),
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

"""One claim's summary: which studies are counted and why, what they say, how certain it is, what waits for a person.

A summary takes decisions (`Tag`), never suggestions; suggestions come in only as the number that waits.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..decisions import Decision, Settled, StudyInClaim, settle
from ..decisions.versions import list_unsettled
from ..errors import Problem
from ..language.words import Words
from ..model import (
    Certainty,
    Claim,
    Document,
    Evidence,
    Multilingual,
    Person,
    Sentence,
    SuggestedTag,
    UnreadStudy,
    Vocabulary,
    read_prose,
)
from ..synthesis.direction import Tally, read_directions, tally_directions
from ..tagging.known import Known
from .as_of import restrict_evidence
from .departures import Pending, find_counting, find_pending
from .proposals import Proposal, format_proposal, propose
from .readings import CHANGED, SignOff, Stale, judge_readings
from .sentences import find_figure, offer_sentence, propose_sentence
from .wording import RANK, allow_level, allow_wording, compare_level, compare_wording, summarise_gap

STANCES = ("supports", "inconclusive", "disputes")


@dataclass(frozen=True)
class PassageInClaim:
    """One sentence that asserts the claim: where, how strongly, the gap to what is allowed, and the editor's verdict.

    `counts`: false for a sentence that only announces a missing list, where other sentences make the claim.
    """

    at: str
    strength: str
    cue: str
    gap: str
    verdict: str | None
    suggest: Multilingual | None = None
    """What an editor wrote that may be printed instead; None when nobody has, or only for a higher level than now."""
    counts: bool = True
    document: str = ""
    """Id of the document that the sentence stands in."""
    place: str = ""
    """Where it stands, for a reader: the sentence, with its document where there are several."""


@dataclass(frozen=True)
class Waiting:
    """What waits for a person. Numbers of records (`unscreened`, `suggested`, `conflicts`) or of studies."""

    unscreened: int
    unchecked: int
    full_text: int
    conflicts: int
    suggested: int
    untagged: tuple[str, ...] = ()
    """Studies that are entered, that rules propose for the claim, and that nobody has tagged to any."""
    known: tuple[Known, ...] = ()
    """Records that a person has let in, that concern the claim, and that nobody has entered: known, not yet read."""


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
    proposal: Proposal | None = None
    """What the rules come to, made without looking at `certainty`."""
    clock: str | None = None
    """For a past state, what its date means: 'publication' or 'entry'. None for today."""
    undated: tuple[str, ...] = ()
    """Records of this claim left out of a past state because they have no such date."""
    newer: tuple[str, ...] = ()
    """Direct studies tagged after the judgement, which does not know them: a person must judge again."""
    vocabulary: Vocabulary = field(default_factory=dict, compare=False, repr=False)
    """The controlled words of the workspace, so that whoever shows the summary can name them."""
    languages: tuple[str, ...] = ()
    """The languages of the workspace."""
    pending: Pending | None = None
    """A judgement that goes above the rules' proposal and does not count yet; `certainty` is None then."""
    unread: tuple[UnreadStudy, ...] = ()
    """Studies that are known of and that nobody here has read: shown beside the direction, counted nowhere."""
    figure: float | None = None
    """The authority's own figure that the claim's phrases name."""
    retracted: tuple[str, ...] = ()
    """Retracted studies that the judgement or the claim's phrases rest on: no sentence is printed while they do."""
    withheld: tuple[Problem, ...] = ()
    """What could not be read and could change the verdict, which is therefore withheld; empty as a rule."""
    stale: tuple[Stale, ...] = ()
    """Texts on the claim (judgement, phrases, verdicts on sentences) whose ground has changed since they were read."""
    signed: SignOff | None = None
    """The sign-off that the judgement claims, holding or not; None where nobody has checked it."""
    phrases_signed: SignOff | None = None
    """The same of the claim's phrases."""

    unsettled_judgement: tuple[str, ...] = ()
    """Who judged the claim each alone and otherwise, while nobody has settled it."""
    apart: tuple[tuple[str, str | None], ...] = ()
    """(who, level or rating) of those: the lowest counts until it is settled."""
    people: tuple[Person, ...] = field(default=(), compare=False, repr=False)
    """Those of people.tsv, so that whoever shows the summary can name them."""
    unsettled_studies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Study -> who extracted it each alone and otherwise, while nobody has settled it."""

    @property
    def stale_text(self) -> Stale | None:
        """The judgement's own words, where what they rest on has changed since anybody read them."""
        return next((found for found in self.stale if found.text == f"certainty/{self.claim.id}"), None)

    @property
    def stale_phrases(self) -> Stale | None:
        """The phrases of the printable sentence, where what they rest on has changed since anybody read them."""
        return next((found for found in self.stale if found.text == f"claims/{self.claim.id}"), None)

    @property
    def stale_words(self) -> Stale | None:
        """What marks the words that stand for the claim at a glance: those of its judgement, else its phrases."""
        return self.stale_text or self.stale_phrases

    def read_words(self, words: Words) -> str | None:
        """The words of the judgement as a page shows them, after what marks them where they do not hold."""
        if self.certainty is None:
            return None
        said, stale = words.read(self.certainty.summary), self.stale_text
        return said if stale is None else f"[{words.say(f'site.{stale.name_mark()}')}] {said}"

    @property
    def is_checked(self) -> bool:
        """Whether somebody else has signed the judgement off as it stands, on what it rests on now."""
        return self.signed is not None and self.signed.holds

    def find_stale(self, document: str, at: str) -> Stale | None:
        """The editor's verdict on one sentence, where what it rests on has changed since anybody read it."""
        return next((found for found in self.stale if found.text == f"documents/{document}#{at}"), None)

    def may_print(self, document: str, at: str) -> bool:
        """Whether what an editor wrote instead of one sentence was not written for a higher level than counts now."""
        stale = self.find_stale(document, at)
        return stale is None or not stale.is_lowered

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
    def judged_by(self) -> str | None:
        """'person' for a judgement; 'rules' for a past state, which nobody judged then, and while a judgement waits;
        None when nothing was."""
        if self.certainty is not None:
            return "person"
        return "rules" if (self.clock or self.pending) and self.proposal and self.proposal.word else None

    @property
    def waits(self) -> bool:
        """Whether a judgement waits that goes above the rules' proposal."""
        return self.pending is not None

    @property
    def stopped(self) -> tuple[str, str | None] | None:
        """Why nothing of the judgement may be printed as it stands, a word of `sentences.LACKS`, and the studies."""
        if self.retracted:
            return "retracted", ", ".join(self.retracted)
        stale = self.stale_text
        return ("stale", stale.on) if stale is not None and stale.why == CHANGED else None

    @property
    def certainty_word(self) -> str | None:
        if self.judged_by == "rules" and self.proposal:
            return self.proposal.level
        return self.certainty.overall if self.certainty else None

    @property
    def basis_word(self) -> str | None:
        if self.judged_by == "rules" and self.proposal:
            return self.proposal.rating
        return self.certainty.basis.rating if self.certainty and self.certainty.basis else None

    @property
    def direction(self) -> str | None:
        if self.judged_by == "rules" and self.proposal:
            return self.proposal.direction
        return self.certainty.direction.finding if self.certainty and self.certainty.direction else None

    def tally_directions(self) -> tuple[Tally, ...]:
        """Directions of effect by outcome, in the manner of SWiM, over the counted studies."""
        return tally_directions(read_directions([(s.study, s.stance) for s in self.counted], self.claim.id))

    def printable(self, language: str) -> str | None:
        """The sentence that an editor may print; None where `sentences.offer_sentence` says what it lacks."""
        return propose_sentence(self, language)

    @property
    def strongest_wording(self) -> str | None:
        return max((p.strength for p in self.passages if p.counts), key=RANK.__getitem__, default=None)


def restrict_to_document(summary: ClaimSummary, document: str) -> ClaimSummary:
    """The summary with what one document says: its passages, and the gap that they leave."""
    passages = tuple(p for p in summary.passages if p.document == document)
    return replace(summary, passages=passages, gap=summarise_gap(p.gap for p in passages))


def _count(words: Iterable[str | None], first: Sequence[str] = ()) -> Mapping[str, int]:
    counter = Counter(w for w in words if w is not None)
    order = [*first, *sorted(set(counter) - set(first))]
    return {word: counter[word] for word in order if counter[word] or word in first}


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
        return tuple(_summarise(settled, claim, today, found, known=unread) for claim in order)
    past = restrict_evidence(settled.evidence, as_of, clock)
    then = settle(past.evidence)
    return tuple(
        replace(
            _summarise(then, claim, past.day, (), past=True),
            clock=clock,
            undated=_list_undated(settled, claim, past.undated),
        )
        for claim in order_claims(settled.evidence)
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
    # Nobody judged in the past, or the judgement waits: there, and only there, the wording is held against the rules'
    # proposal.
    ruled = (past or pending is not None) and certainty is None
    if ruled and pending is not None and proposal.level is None:
        # How well founded a statement is, rules judge by counting who says so: that they find nobody allows no word
        # against it while a person's judgement waits.
        allowed = None
    else:
        allowed = allow_level(proposal.level, proposal.rating) if ruled else allow_wording(certainty)
    said = [(d, s, c) for d, s in evidence.sentences for c in s.claims if c.claim == claim_id]
    # A sentence that announces a missing list says little by itself: it speaks only where nothing else does.
    only_lists = all(s.kind == "list-lead-in" for _, s, _ in said)
    passages = tuple(
        PassageInClaim(
            s.at,
            c.wording,
            c.cue,
            "not_applicable"
            if s.kind == "list-lead-in" and not only_lists
            else compare_level(c.wording, allowed, proposal.level is not None)
            if ruled
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
    kept = (p if made.may_print(p.document, p.at) else replace(p, suggest=None) for p in made.passages)
    return replace(made, passages=tuple(kept))


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


def format_summary(summary: ClaimSummary) -> dict[str, Any]:
    """The summary as `show --format json` prints it: plain values, keys that programs rely on."""
    offers = {language: offer_sentence(summary, language) for language in summary.languages}
    phrases = summary.claim.phrases
    return {
        "claim": summary.claim.id,
        "kind": summary.claim.kind,
        "title": summary.claim.title.model_dump(),
        "headline": summary.claim.headline,
        "as_of": summary.as_of.isoformat(),
        "as_of_by": summary.clock,
        "undated": list(summary.undated),
        "judged_by": summary.judged_by,
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
        "unread": [
            {
                "id": u.id,
                "n": u.n,
                "design": u.design,
                "directness": u.directness,
                "said": u.said,
                "what": u.what.model_dump(),
            }
            for u in summary.unread
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
                {"domain": domain, "steps": step.steps, "why": read_prose(step.why, "en")}
                for domain, step in (summary.certainty.downgrades or {}).items()
            ]
            if summary.certainty
            else []
        ),
        "summary": summary.certainty.summary.model_dump() if summary.certainty else None,
        "directions": [
            {
                "outcome": t.outcome,
                "kind": t.family,
                "better": list(t.better),
                "worse": list(t.worse),
                "unclear": list(t.unclear),
                "sign_test_p": t.p,
                "why_not_pooled": t.why_not_pooled,
            }
            for t in summary.tally_directions()
        ],
        "proposal": format_proposal(summary.proposal, summary.certainty) if summary.proposal else None,
        "sentence": {language: offer.sentence for language, offer in offers.items()},
        "sentence_details": {language: offer.details for language, offer in offers.items()},
        "sentence_lacks": {language: offer.lacks for language, offer in offers.items()},
        "sentence_written_by": phrases.written_by if phrases else None,
        "sentence_checked_by": phrases.checked_by if phrases else None,
        "wording": [
            {
                "document": p.document,
                "at": p.at,
                "strength": p.strength,
                "cue": p.cue,
                "gap": p.gap,
                "allowed": summary.allowed_wording,
                "verdict": p.verdict,
                "suggest": p.suggest.model_dump() if p.suggest else None,
            }
            for p in summary.passages
        ],
        "allowed_wording": summary.allowed_wording,
        "gap": summary.gap,
        "newer": list(summary.newer),
        "judgement_waits": summary.pending.to_plain() if summary.pending else None,
        "judged_apart": [{"who": who.split(", "), "level": word} for who, word in summary.apart],
        "stale": [found.to_plain() for found in summary.stale],
        "signed_off": summary.signed.to_plain() if summary.signed else None,
        "withheld": [p.to_plain() for p in summary.withheld],
        "waiting": {
            "unscreened": summary.waiting.unscreened,
            "unchecked": summary.waiting.unchecked,
            "full_text": summary.waiting.full_text,
            "conflicts": summary.waiting.conflicts,
            "suggested": summary.waiting.suggested,
            "untagged_studies": list(summary.waiting.untagged),
            "known_unread": [one.to_plain() for one in summary.waiting.known],
        },
        "last_search": summary.last_search.on.isoformat() if summary.last_search.on else None,
        "last_search_age_days": summary.last_search.age_days,
    }

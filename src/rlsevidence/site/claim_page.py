"""The page of a claim: its verdict, what it rests on, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .. import figures
from ..judgement.changing import Changing, weigh_changes
from ..judgement.claim_summary import ClaimSummary
from ..judgement.departures import describe_pending
from ..judgement.sentences import explain_lack, offer_sentence
from ..language.words import Words
from ..reporting.registrations import say_awaited
from ..synthesis.registry import list_awaited, list_untied
from ..tagging.untranslated import list_notes
from .card import describe_verdict, write_snippet
from .frame import Frame, Page

if TYPE_CHECKING:
    from ..figures import Drawn


def make_claim(frame: Frame, summary: ClaimSummary) -> Page:
    sentences = {(d.id, s.at): s for d, s in frame.evidence.sentences}
    certainty = summary.certainty
    notes = summary.claim.notes
    if certainty:
        notes += list_notes(certainty.notes)
    charts = frame.charts(draw_figures(frame, summary))
    offer = offer_sentence(summary, frame.language)
    return frame.render(
        "claim.html.j2",
        f"claims/{summary.claim.id}.html",
        summary.claim.title.in_language(frame.language),
        s=summary,
        passages=[(p, sentences[p.document, p.at]) for p in summary.passages],
        body=frame.known(certainty.body if certainty else ()),
        informing_studies=frame.known(certainty.informed_by if certainty else ()),
        newer=frame.known(summary.newer),
        charts=charts,
        notes=notes,
        proposal=summary.proposal,
        settled_certainty=frame.differences("certainty", summary.claim.id, certainty) if certainty else (),
        waits=describe_pending(summary.pending, Words(frame.language, frame.evidence.vocabulary), frame.evidence.people)
        if summary.pending
        else None,
        decided={d: step.steps for d, step in (certainty.downgrades or {}).items()} if certainty else {},
        printable=offer.sentence,
        in_box=offer.details,
        no_sentence=explain_lack(offer, summary.claim, frame.language),
        sentence_checked=summary.phrases_signed is not None and summary.phrases_signed.holds,
        changing=find_changing(frame, summary),
        awaited=[(t, say_awaited(t, frame.words)) for t in list_awaited(frame.review.trials, summary.claim.id)],
        untied=list_untied(frame.review.trials),
        snippet=None if summary.withheld else make_snippet(frame, summary),
        described=frame.say("withheld")
        if summary.withheld
        else describe_verdict(summary, frame.review.today, frame.words),
        sources={s.id: frame.records(s.study) for s in summary.studies},
        references=frame.references(s.study for s in summary.studies),
    )


def draw_figures(frame: Frame, summary: ClaimSummary) -> Iterator[Drawn]:
    """The figures that say something of this claim: none is drawn from nothing."""
    language = frame.language
    if summary.withheld:
        return
    if summary.studies:
        yield figures.plot_directions(summary, language=language)
        yield figures.plot_timeline(summary, language=language)
    if summary.claim.kind in ("effect", "association"):
        yield figures.plot_forest(summary, language=language)
    history = frame.review.history(summary.claim.id)
    if history.states:
        yield figures.plot_verdict_history(history, summary.claim, language=language)
    if any(s.risk_of_bias for s in summary.studies):
        yield figures.plot_risk_of_bias(frame.evidence, summary, language=language)
    if summary.claim.kind == "dose" and frame.evidence.dose_limits:
        yield figures.plot_doses(frame.evidence, language=language)


def find_changing(frame: Frame, summary: ClaimSummary) -> Changing | None:
    """What would change a claim's verdict; None where there is nothing that the rules could weigh."""
    claim = summary.claim.id
    if summary.withheld or not summary.studies:
        return None
    if claim not in frame.weighed:
        frame.weighed[claim] = weigh_changes(frame.review.settled, claim)
    return frame.weighed[claim]


def make_snippet(frame: Frame, summary: ClaimSummary) -> str:
    page = f"{frame.address}{frame.language}/claims/{summary.claim.id}.html" if frame.address else None
    return write_snippet(summary, frame.evidence.topic, frame.review.today, frame.words, page)

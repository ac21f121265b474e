"""Verbs that say what the evidence comes to, and came to earlier: show, history, dose."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable

from ..counted import say_count
from ..errors import EvidenceError, UsageError
from ..judgement.claim_summary import ClaimSummary, restrict_to_document
from ..language.words import Words
from ..model import Certainty
from ..workspace import Workspace
from . import text
from .common import open_review, print_json


def show(args: Namespace) -> int:
    from ..judgement.summary_plain import format_summary

    review = open_review(args)
    language = review.choose_language(args.language)
    if args.claim and " " in args.claim.strip():
        # A sentence instead of an id: what the audit says of it.
        from .audit import show_sentence

        # Without --language, in the language of the sentence itself.
        return show_sentence(review, args.claim, args.format, args.language and language)
    chosen = _choose_document(review, args.document)
    if args.claim:
        summary = chosen(review.summary(args.claim, args.as_of, args.by))
        if args.format == "json":
            print_json(format_summary(summary))
            return 2 if summary.withheld else 0
        if summary.withheld:
            message = f"nothing is said of {args.claim} until what its verdict could rest on can be read:"
            raise EvidenceError(message, summary.withheld)
        print(text.format_claim(summary, language))
        return 0
    summaries = review.summaries if args.as_of is None else review.summaries_as_of(args.as_of, args.by)
    if args.document:
        summaries = tuple(own for s in summaries if (own := chosen(s)).passages)
    if args.format == "json":
        print_json([format_summary(s) for s in summaries])
    else:
        print(text.format_sentences(summaries, language) if args.sentences else text.format_claims(summaries, language))
    return 0


def sentences(args: Namespace) -> int:
    """Every printable sentence in a table, so that an editor can read them side by side, before and after a change."""
    from ..judgement.laid_out import lay_out_sentences

    review = open_review(args)
    languages = review.evidence.topic.languages
    if args.language is not None:
        languages = (review.choose_language(args.language),)
    chosen = [review.judged(claim) for claim in args.claim] or review.summaries
    rows = [
        {
            "claim": laid.claim.id,
            "kind": laid.claim.kind,
            "state": laid.state.word,
            "way": laid.state.way,
            "language": laid.language,
            "today": laid.today,
            "sentence": laid.offer.sentence,
            "lacks": laid.offer.lacks,
            "found": laid.offer.found,
            "details": laid.offer.details,
            "waits": laid.waits,
        }
        for summary in chosen
        for laid in lay_out_sentences(summary, languages)
        if laid.today or not args.today
    ]
    if args.format == "json":
        print_json(rows)
        return 0
    print("\t".join(SENTENCE_COLUMNS))
    for row in rows:
        cells = {**row, **{name: name if row[name] else "" for name in ("today", "waits")}}
        print("\t".join(str(cells[name] or "") for name in SENTENCE_COLUMNS))
    return 0


SENTENCE_COLUMNS = (
    "claim",
    "kind",
    "state",
    "way",
    "language",
    "today",
    "sentence",
    "lacks",
    "found",
    "details",
    "waits",
)
"""`waits` stands on today's rows of a claim whose judgement waits for a second person, graded or not."""


def _choose_document(review: Workspace, document: str | None) -> Callable[[ClaimSummary], ClaimSummary]:
    """What narrows a summary to one document; without a document it stays as it is and names them all."""
    if document is None:
        return lambda summary: summary
    review.summaries_of(document)  # says which documents there are when this is none of them
    return lambda summary: restrict_to_document(summary, document)


def _print_decision(decision: Certainty) -> None:
    said = decision.overall or (decision.basis.rating if decision.basis else "nothing")
    print(f"{decision.decided_on}  people decided: {said.replace('_', ' ')}")


def history(args: Namespace) -> int:
    from ..judgement.apart_said import describe_apart
    from ..judgement.history import trace_verdict
    from ..judgement.what_if import format_verdict
    from ..language.words import Words

    review = open_review(args)
    claim = review.judged(args.claim).claim
    found = trace_verdict(review.settled, claim.id, today=review.today, clock=args.by)
    family, votes = review.genealogy(claim.id), review.votes(claim.id)
    decision = found.decision
    if args.format == "json":
        print_json(
            {
                "claim": claim.id,
                "as_of_by": found.clock,
                "states": [
                    {
                        "day": s.day.isoformat(),
                        "known_as": s.said_on,
                        "added": list(s.added),
                        "certainty": s.proposal.level,
                        "basis": s.proposal.rating,
                        "direction": s.proposal.direction,
                        "body": list(s.proposal.body),
                        "moved": s.moved,
                        "why": s.why,
                        "judged_by": "rules",
                    }
                    for s in found.states
                ],
                "undated": list(found.undated),
                "judged_apart": [{"who": who.split(", "), "level": word} for who, word in found.apart],
                "genealogy": {
                    "independent": list(family.independent),
                    "supporting": list(family.supporting),
                    "origin": family.origin,
                    "repeat_origin": list(family.repeats_origin),
                    "rests_on": {d: list(on) for d, on in family.rests_on.items()},
                    "unlinked": list(family.unlinked),
                    "in_document": list(family.in_document),
                },
                "votes": {"counts": dict(votes.votes), "percent": dict(votes.shares), "hidden": dict(votes.hidden)},
                "decision": {
                    "decided_on": decision.decided_on.isoformat(),
                    "certainty": decision.overall,
                    "basis": decision.basis.rating if decision.basis else None,
                }
                if decision
                else None,
            }
        )
        return 0
    how = "publication" if found.clock == "publication" else "entry into PubMed"
    print(f"{claim.title.in_language('en')}  ({claim.id}), by date of {how}")
    print("Every state is what the rules propose for what existed then; a year counts from its last day, this year's")
    print("from today.\n")
    decided = decision.decided_on if decision else None
    for s in found.states:
        if decision and decided and decided < s.day:
            _print_decision(decision)
            decided = None
        mark = "MOVED" if s.moved else "     "
        print(f"{s.said_on:10}  {mark}  {format_verdict(s.proposal.verdict)}")
        print(text.wrap_line(f"+ {', '.join(s.added)}: {s.why}", "                   "))
    if found.undated:
        print(text.wrap_line(f"Without a date, so in today's state only: {', '.join(found.undated)}", ""))
    if decision and decided:
        _print_decision(decision)
    if found.apart:
        voice = Words("en", review.evidence.vocabulary)
        print(text.wrap_line(describe_apart(found.apart, voice, review.evidence.people), ""))
    print("\nWho measured, and who repeats")
    print(
        text.wrap_line(
            f"{say_count(len(family.independent), 'study of its own', 'studies of their own')}"
            f": {', '.join(family.independent) or '-'}",
            "  ",
        )
    )
    if family.origin:
        again = ", ".join(family.repeats_origin) or "none here"
        print(text.wrap_line(f"first to support it: {family.origin}; documents that rest on it: {again}", "  "))
    for document, studies in family.rests_on.items():
        print(text.wrap_line(f"{document} rests on {', '.join(studies)}", "  "))
    if family.unlinked:
        print(text.wrap_line(f"assert it and rest on no study here: {', '.join(family.unlinked)}", "  "))
    shares = ", ".join(f"{n} % {word}" for word, n in votes.shares.items()) or "none"
    print(f"\nA vote meter would show {shares} of {votes.total} publications; its 'yes' hides")
    for kind, number in votes.hidden.items():
        print(f"  {number:3d}  {kind}")
    print(text.say("not_advice", Words("en")))
    return 0


def dose(args: Namespace) -> int:
    from ..exposure.amounts import find_measure
    from ..exposure.printed import compare_limits, read_dose

    evidence = open_review(args).evidence
    measure = find_measure(evidence)
    if measure is None:
        raise UsageError("dose: this workspace counts no amounts; topic.yaml names no substance (evidence/README.md)")
    try:
        found = read_dose(args.text, measure)
    except ValueError as error:
        raise UsageError(f"dose: {error}") from None
    limits = compare_limits(found, evidence.dose_limits.limits if evidence.dose_limits else ())
    if args.format == "json":
        print_json(
            {
                "text": found.text,
                "salt": found.salt,
                "low_mg": found.low,
                "high_mg": found.high,
                "readings": [
                    {"meaning": r.meaning, "low_mg": r.dose.low, "high_mg": r.dose.high, "how": r.dose.how}
                    for r in found.readings
                ],
                "upper_levels": [
                    {
                        "authority": x.authority,
                        "jurisdiction": x.jurisdiction,
                        "counts": x.counts,
                        "age": x.applies_to.age,
                        "value_mg": x.value_mg,
                        "dose_is": side,
                    }
                    for x, side in limits
                ],
            }
        )
        return 0
    print(f"{found.text}: {_span(found.low, found.high)} of {measure.name} itself")
    for r in found.readings:
        meaning = {"salt": "if it is the weight of the salt", "elemental": f"if it is the weight of the {measure.name}"}
        print(text.wrap_line(f"{meaning[r.meaning]}: {_span(r.dose.low, r.dose.high)} ({r.dose.how})", "  "))
    print("\nBeside upper levels (a day):")
    rows = [
        (
            f"  {x.value_mg:g} mg",
            side,
            x.counts,
            f"{x.authority}, {x.jurisdiction}, {x.applies_to.age or 'no age given'}",
        )
        for x, side in limits
    ]
    print(text.format_rows(("  level", "this is", "counts", "whose"), rows))
    print(text.say("not_advice", Words("en")))
    return 0


def _span(low: float, high: float) -> str:
    return f"{low:.0f} mg" if round(low) == round(high) else f"{low:.0f} to {high:.0f} mg"

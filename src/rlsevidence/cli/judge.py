"""Verbs that say what the evidence comes to, and came to earlier: show, history."""

from __future__ import annotations

from argparse import Namespace

from . import text
from .common import open_review, print_json


def show(args: Namespace) -> int:
    from ..judgement.summary import format_summary

    review = open_review(args)
    if args.claim:
        summary = review.summary(args.claim, args.as_of, args.by)
        if args.format == "json":
            print_json(format_summary(summary))
        else:
            print(text.format_claim(summary, args.language))
        return 0
    summaries = review.summaries if args.as_of is None else review.summaries_as_of(args.as_of, args.by)
    if args.format == "json":
        print_json([format_summary(s) for s in summaries])
    else:
        print(text.format_claims(summaries, args.language))
    return 0


def history(args: Namespace) -> int:
    from ..judgement.history import trace_verdict
    from ..judgement.what_if import format_verdict

    review = open_review(args)
    claim = review.summary(args.claim).claim
    found = trace_verdict(review.evidence, claim.id, today=review.today, clock=args.by)
    decision = found.decision
    if args.format == "json":
        print_json(
            {
                "claim": claim.id,
                "as_of_by": found.clock,
                "states": [
                    {
                        "day": s.day.isoformat(),
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
    print(f"{claim.title.en}  ({claim.id}), by date of {how}")
    print("Every state is what the rules propose for what existed then; a year counts from its last day.\n")
    for s in found.states:
        mark = "MOVED" if s.moved else "     "
        print(f"{s.day}  {mark}  {format_verdict(s.proposal.verdict)}")
        print(text.wrap_line(f"+ {', '.join(s.added)}: {s.why}", "                   "))
    if found.undated:
        print(text.wrap_line(f"Without a date, so in today's state only: {', '.join(found.undated)}", ""))
    if decision:
        said = decision.overall or (decision.basis.rating if decision.basis else "nothing")
        print(f"{decision.decided_on}  people decided: {said.replace('_', ' ')}")
    print(text.say("not_advice", "en"))
    return 0

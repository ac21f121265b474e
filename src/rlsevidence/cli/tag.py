"""Verbs of tagging: suggest, todo."""

from __future__ import annotations

from argparse import Namespace

from ..errors import UsageError
from ..workspace import Workspace
from .common import open_review, print_json, say


def suggest(args: Namespace) -> int:
    review = open_review(args)
    if args.explain:
        record, claim = args.explain
        return _explain(review, record, claim, args.format)
    from .steps import save_suggestions

    path = save_suggestions(review)
    say(f"{len(review.suggestions)} suggestions in {path}; none of them is counted")
    if args.format == "json":
        print_json([s.model_dump(mode="json") for s in review.suggestions])
    else:
        for s in review.suggestions:
            print(f"{s.claim}  {s.record}  {s.stance or '-'}  [{s.basis}]  {s.why}")
    return 0


def _explain(review: Workspace, record: str, claim: str, form: str) -> int:
    from ..tagging.suggest import explain

    found = {r.id: r for r in review.records}
    if record not in found:
        raise UsageError(f"no record {record!r} in records.jsonl")
    if claim not in review.evidence.claims:
        raise UsageError(f"no claim {claim!r}; there are: {', '.join(review.evidence.claims)}")
    explanation = explain(found[record], review.evidence.claims[claim])
    if form == "json":
        print_json(explanation.to_plain())
    else:
        print(explanation.format_text())
    return 0


def todo(args: Namespace) -> int:
    items = open_review(args).todo
    if args.format == "json":
        print_json([item.to_plain() for item in items])
        return 0
    for item in items[: args.limit]:
        print(f"{item.kind}: {item.what}\n    {item.why}")
    if len(items) > args.limit:
        print(f"... and {len(items) - args.limit} more (--limit)")
    return 0

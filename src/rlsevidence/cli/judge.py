"""Verbs that say what the evidence comes to: show."""

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

"""Verbs that bring records in: pull, import, parse, news."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections import Counter
from pathlib import Path
from typing import BinaryIO

from .. import clock
from ..errors import UsageError
from ..workspace import open_workspace
from .common import open_review, print_json, say


def pull(args: Namespace) -> int:
    review = open_workspace(args.workspace)
    if args.from_archive:
        from ..pubmed.rebuild import rebuild

        print(rebuild(review.folder).format_text())
        return 0
    report = review.pull(args.searches or None, report=say, dry_run=args.dry_run, everything=args.everything)
    if args.format == "json":
        print_json(report.to_plain())
    else:
        print(report.format_text())
    return 3 if report.failed else 0


def import_(args: Namespace) -> int:
    from ..exchange.importing import import_file

    for option in ("called", "reason"):
        if getattr(args, option) is not None and args.reviewer is None:
            raise UsageError(f"--{option} says something of the reviewer: --reviewer is missing")
    review = open_review(args)
    reports = [
        import_file(
            review.folder,
            Path(name),
            now=clock.read_now(),
            search=args.search,
            reviewer=args.reviewer,
            called=args.called,
            reason=args.reason,
            dry_run=args.dry_run,
        )
        for name in args.files
    ]
    if args.format == "json":
        print_json([r.to_plain() for r in reports])
    else:
        print("\n".join(r.format_text() for r in reports))
    return 1 if any(r.problems or not r.accounted for r in reports) else 0


def parse(args: Namespace) -> int:
    from ..pubmed.build import format_record
    from ..pubmed.parse import parse_file

    drift: Counter[str] = Counter()
    try:
        for name in args.files:
            source: Path | BinaryIO = sys.stdin.buffer if name == "-" else Path(name)
            for record in parse_file(source, lambda text: drift.update([text])):
                sys.stdout.write(format_record(record) + "\n")
    finally:
        for text, number in drift.items():
            say(f"noticed in PubMed's file: {text} (in {number} records)")
    return 0


def news(args: Namespace) -> int:
    from ..pubmed.digest import format_markdown

    found = open_review(args).news(args.since)
    if args.format == "json":
        print_json(found.to_plain())
    else:
        print(format_markdown(found))
    return 0

"""Verbs that bring records in: pull, import, parse, news."""

from __future__ import annotations

import re
import sys
from argparse import Namespace
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

from .. import clock, store
from ..counted import say_count
from ..errors import EvidenceError, UsageError
from ..layout import part_path
from ..model import Search
from ..model.base import SLUG
from ..workspace import Workspace, open_workspace
from .common import open_review, print_json, say


def pull(args: Namespace) -> int:
    review = open_workspace(args.workspace)
    if args.translate:
        return _translate(args, review)
    if args.name is not None:
        raise UsageError("--as names what --translate writes: --translate is missing")
    if args.from_archive:
        from ..sources.rebuild import rebuild

        print(rebuild(review.folder).format_text())
        return 0
    report = review.pull(args.searches or None, report=say, dry_run=args.dry_run, everything=args.everything)
    if args.format == "json":
        print_json(report.to_plain())
    else:
        print(report.format_text())
    return 3 if report.failed else 0


def _translate(args: Namespace, review: Workspace) -> int:
    from ..pubmed.turn import choose_searches
    from ..sources.translate import translate, write_strategy

    chosen = choose_searches(store.load_part(review.folder, "searches"), args.searches or None)
    if args.name is not None and len(chosen) != 1:
        raise UsageError(f"--as names one strategy, and {len(chosen)} are to be translated")
    if args.name is not None and not re.fullmatch(SLUG, args.name):
        raise UsageError(
            f"--as: found {args.name!r}, expected lower-case words joined by hyphens, such as europepmc-{chosen[0].id}"
        )
    found = [translate(search, args.translate) for search in chosen]
    if args.format == "json":
        print_json([asdict(t) for t in found])
    else:
        print("\n\n".join(t.format_text() for t in found))
    if args.name is not None:
        called = review.words().name("search_source", args.translate)
        made = write_strategy(chosen[0], found[0], args.name, called)
        path = part_path("searches", made.id)
        store.save_new(review.folder, path, store.format_item(Search.model_validate(made.to_plain())))
        say(f"written: {path}; it runs when it is named: rlsevidence pull {made.id}")
    return 0


def import_(args: Namespace) -> int:
    from ..exchange.importing import import_file

    for option in ("called", "reason", "stage"):
        if getattr(args, option) is not None and args.reviewer is None:
            raise UsageError(f"--{option} says something of the reviewer: --reviewer is missing")
    folder = store.evidence_folder(args.workspace)  # opened as a whole it would hold every record
    told: list[object] = []
    whole, unread = True, 0
    for name in args.files:
        try:
            # One file after the other: memory holds the texts of one.
            report = import_file(
                folder,
                Path(name),
                now=clock.read_now(),
                search=args.search,
                reviewer=args.reviewer,
                called=args.called,
                reason=args.reason,
                stage=args.stage,
                dry_run=args.dry_run,
                whole=args.format == "json",
            )
        except EvidenceError as error:
            # A file that cannot be read keeps none of the others out; a fault of the workspace would be each one's.
            if len(args.files) == 1 or not str(error).startswith(str(Path(name))):
                raise
            say(f"rlsevidence: {error}")
            unread += 1
            continue
        whole = whole and not report.problems and report.accounted
        if args.format == "json":
            told.append(report.to_plain())
        else:
            print(report.format_text(), flush=True)
        del report
    if args.format == "json":
        print_json(told)
    if unread:
        say(f"{say_count(unread, 'file')} of {len(args.files)} could not be read and brought nothing in")
        return EvidenceError.exit_code
    return 0 if whole else 1


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
            say(f"noticed in PubMed's file: {text} (in {say_count(number, 'record')})")
    return 0


def news(args: Namespace) -> int:
    from ..pubmed.digest import format_markdown

    found = open_review(args).news(args.since)
    if args.format == "json":
        print_json(found.to_plain())
    else:
        print(format_markdown(found))
    return 0

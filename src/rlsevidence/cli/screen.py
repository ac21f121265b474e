"""Verbs of screening and of the queue that learns: screen, rank, simulate."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from ..counted import say_count
from ..errors import UsageError
from ..language import say as tell
from .common import open_review, print_json, say

if TYPE_CHECKING:
    from ..panel.screening import ScreenSession


def screen(args: Namespace) -> int:
    """Screen in the terminal, or one step of it: the queue, the estimate, a stop, going on after one."""
    from ..panel.screen_terminal import format_missed, screen_in_terminal
    from ..panel.screening import ScreenSession
    from .text import terminal_width

    review = open_review(args)
    session = ScreenSession(review, args.reviewer, language=review.choose_language(args.language))
    if args.stop is not None or args.go_on:
        row = session.go_on(args.note) if args.go_on else session.stop(args.stop)
        say(f"{row.decided_on[:10]} {row.reviewer}, screening-stops.tsv")
    if args.stop is not None or args.go_on or args.estimate:
        if args.format == "json":
            from ..screening.said import make_path

            held = session.holding_stop
            points = make_path(session.trace())
            print_json({**session.estimate().to_plain(), "points": points, "stop": held.to_plain() if held else None})
        else:
            print("\n".join(format_missed(session, terminal_width())))
        return 0
    if args.queue is not None:
        _print_queue(session, args)
        return 0
    made = screen_in_terminal(session, shown=args.show, words=args.find, ask=input, say=print, width=terminal_width())
    say(tell("terminal.decisions_saved", session.language, n=made))
    return 0


def _print_queue(session: ScreenSession, args: Namespace) -> None:
    """The next records of the queue, with the words that put them there."""
    records = session.list_queue(args.show, args.find)[: args.queue]
    listed = [
        {"id": r, "title": session.records[r].title, "words": list(session.explain(r)), "random": r in session.drawn}
        | {"sampled": r in session.queue.sample}
        for r in records
    ]
    if args.format == "json":
        print_json(listed)
        return
    if session.queue.sample:
        say(session.texts["order_sample"].format(unopened=len(session.unopened)))
    else:
        say(session.texts["order_learnt" if session.has_learnt else "order_plain"])
    if not listed and args.find:
        say(session.texts["none_found"].format(words=args.find))
    for place, item in enumerate(listed, 1):
        why = (
            session.texts["sampled"]
            if item["sampled"]
            else session.texts["drawn"]
            if item["random"]
            else ", ".join(session.explain(str(item["id"])))
        )
        print(f"{place:>5}  {item['id']}  {item['title']}\n       {why}")


def rank(args: Namespace) -> int:
    """Order what is undecided: the rows of a CSV file, or without one the records of the workspace."""
    from ..screening.ranker import need_library, rank_undecided
    from ..screening.table import Row, need_both, parse_rows

    need_library()
    if args.file is not None:
        name, rows = args.file, parse_rows(_read(args.file), args.file)
    else:
        review = open_review(args)
        decided = {r: s.decision for r, s in review.settled.screening.items()}
        words = {"include": True, "exclude": False}
        rows = tuple(
            Row(r.id, r.title, " ".join(s.text for s in getattr(r, "abstract", ())), words.get(decided.get(r.id) or ""))
            for r in review.records
        )
        name = "screening.tsv"
    need_both(rows, name)
    ranked = rank_undecided(rows, explore=args.explore / 100, seed=args.seed)
    if args.format == "jsonl":
        for row in ranked[: args.limit]:
            print(json.dumps(row.to_plain(), ensure_ascii=False))
        return 0
    say(f"{len(ranked)} undecided, best first; the order excludes nothing")
    for place, row in enumerate(ranked[: args.limit], 1):
        drawn = "  (drawn at random)" if row.random else ""
        print(f"{place:>5}  {row.score:+.3f}  {row.id}  {', '.join(row.words)}{drawn}")
    return 0


def simulate(args: Namespace) -> int:
    """Replay a finished screening in the order of the ranker, once for each seed."""
    from ..screening.ranker import need_library
    from ..screening.replay import replay, summarise_runs
    from ..screening.table import need_both, parse_rows

    if not args.seeds:
        raise UsageError("--seeds: found 0, expected 1 or more")
    if not 0 < args.promised < 1:
        raise UsageError(f"--promised: found {args.promised:g}, expected a share between 0 and 1, such as 0.95")
    need_library()
    rows = parse_rows(_read(args.file), args.file)
    open_ = [r for r in rows if r.included is None]
    if open_:
        say(
            f"{say_count(len(open_), 'undecided row is', 'undecided rows are')}"
            f" left out: only what was decided can be replayed"
        )
    rows = tuple(r for r in rows if r.included is not None)
    need_both(rows, args.file)
    if len(rows) < 3:
        raise UsageError(f"{args.file}: two rows are given at the start, so at least 3 are needed")
    runs = replay(rows, range(1, args.seeds + 1), promised=args.promised, tell=say)
    summary = summarise_runs(rows, runs)
    if args.format == "json":
        print_json(summary)
        return 0
    print(f"{say_count(summary['n'], 'record')}, {summary['included']} included")
    for run in runs:
        print(
            f"seed {run.seed}: WSS@95 {run.wss95:.3f}, WSS@100 {run.wss100:.3f}, mean place {run.atd:.3f}, "
            f"found in the first tenth {run.recall10:.2f}; stop after {run.stop['after']} with recall "
            f"{run.stop['recall']:.3f} (promised {run.stop['promised']})"
        )
    print(f"mean: WSS@95 {summary['wss95']:.3f}, mean place {summary['atd']:.3f}")
    return 0


def _read(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}") from None

"""Verbs of tagging: suggest, tag, agreement, stance, direction, design, todo."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from ..counted import say_count
from ..engines.answer import Context
from ..errors import EvidenceError, Problem, UsageError
from ..store import evidence_folder, local_folder
from ..unknown import tell_unknown
from ..workspace import Workspace
from .agreement_text import format_agreed, format_agreement
from .common import open_review, print_json, say

Line = tuple[str, int, dict[str, Any]]
"""File, line number and the object that stands there."""


def suggest(args: Namespace) -> int:
    review = open_review(args)
    if args.explain:
        record, claim = args.explain
        return _explain(review, record, claim, args.format)
    if args.claim:
        return _try_claim(review, args.claim, args.format, args.limit)
    from .steps import save_suggestions

    if args.engine != "rules":
        review = _ask_engine(review, args)
    path = save_suggestions(review)
    say(f"{say_count(len(review.suggestions), 'suggestion')} in {path}; none of them is counted")
    if args.format == "json":
        print_json([s.model_dump(mode="json") for s in review.suggestions])
    else:
        ordered = sorted(review.suggestions, key=lambda s: s.is_broad)
        for s in ordered[: args.limit]:
            print(f"{s.claim}  {s.record}  {s.stance or '-'}  [{s.basis}]  {s.why}")
        if len(ordered) > args.limit:
            print(f"... and {len(ordered) - args.limit} more (--limit)")
    return 0


def _ask_engine(review: Workspace, args: Namespace) -> Workspace:
    """The same workspace, its suggestions with the stance that an engine takes."""
    from ..engines.apply import judge_suggestions
    from ..engines.choose import load_engine

    context = _make_context(args)
    engine = load_engine(args.engine, context)
    return review.judged_by(lambda tags, claims, records: judge_suggestions(tags, claims, records, engine, context))


def _try_claim(review: Workspace, claim: str, form: str, limit: int) -> int:
    """Also for a draft, whose need is what is being tuned."""
    from ..starting.claim_draft import find_need
    from ..tagging.trial import try_need
    from .tried_text import format_tried

    plain = {d.name: d.plain for d in review.evidence.drafts if d.field == "claims"}
    plain |= {name: item.to_plain() for name, item in review.evidence.claims.items()}
    if claim not in plain:
        raise UsageError(tell_unknown("claim", claim, plain))
    tried = try_need(
        claim,
        find_need(review.lexicon, plain[claim]),
        review.lexicon,
        review.records,
        review.settled.by_claim.get(claim, {}),
        review.settled.relevant.get(claim, frozenset()),
    )
    if form == "json":
        print_json(tried.to_plain())
    else:
        print(format_tried(tried, limit))
    return 0


def _explain(review: Workspace, record: str, claim: str, form: str) -> int:
    from ..tagging.suggest import explain

    found = {r.id: r for r in review.records}
    if record not in found:
        raise UsageError(tell_unknown("record", record, review.evidence.record_titles, where=" in records.jsonl"))
    if claim not in review.evidence.claims:
        raise UsageError(tell_unknown("claim", claim, review.evidence.claim_titles))
    explanation = explain(review.lexicon, found[record], review.evidence.claims[claim])
    if form == "json":
        print_json(explanation.to_plain())
    else:
        print(explanation.format_text())
    return 0


def _print_first_readings(review: Workspace, limit: int, form: str) -> int:
    """What to read first, by what it could change of the verdicts that stand."""
    from ..judgement.first_readings import changes_scale, list_first_readings
    from ..judgement.what_if import format_verdict

    found = list_first_readings(review.settled, review.today)
    rows = [
        {
            "read": f.id,
            "kind": f.kind,
            "so_far": f.read,
            "n": f.n,
            "where": list(f.records),
            "claims": list(f.claims),
            "could_move": [
                {
                    "claim": e.claim,
                    "from": format_verdict(e.before),
                    "to": format_verdict(e.after),
                    "scale": changes_scale(e),
                }
                for e in f.moves
            ],
        }
        for f in found
    ]
    if form == "json":
        print_json(rows)
        return 0
    for place, f in enumerate(found[:limit], 1):
        size = f"{say_count(f.n, 'person', 'people')}" if f.n else "number of people unknown"
        print(f"{place}. {f.id} ({size}; {f.read} so far): {'; '.join(f.records)}")
        for e in f.moves:
            told = ", on another scale" if changes_scale(e) else ""
            print(f"    could move {e.claim}: {format_verdict(e.before)} -> {format_verdict(e.after)}{told}")
        if not f.moves:
            print(f"    carries {', '.join(f.claims)}; no verdict moves without it")
    if len(found) > limit:
        print(f"... and {len(found) - limit} more (--limit)")
    return 0


def todo(args: Namespace) -> int:
    review = open_review(args)
    if args.library:
        return _print_first_readings(review, args.limit, args.format)
    items = review.todo
    if args.format == "json":
        print_json([item.to_plain() for item in items])
        return 0
    for item in items[: args.limit]:
        print(f"{item.kind}: {item.what}\n    {item.why}")
    if len(items) > args.limit:
        print(f"... and {len(items) - args.limit} more (--limit)")
    return 0


def tag(args: Namespace) -> int:
    from ..language import say as tell
    from ..panel.session import ReviewSession
    from ..panel.terminal import review_in_terminal
    from .text import terminal_width

    review = open_review(args)
    session = ReviewSession(review, args.reviewer, language=review.choose_language(args.language))
    if args.claim is not None and args.claim not in session.review.evidence.claims:
        raise UsageError(tell_unknown("claim", args.claim, session.review.evidence.claim_titles))
    made = review_in_terminal(session, claim=args.claim, shown=args.show, ask=input, say=print, width=terminal_width())
    say(tell("terminal.decisions_saved", session.language, n=made))
    return 0


def agreement(args: Namespace) -> int:
    review = open_review(args)
    if args.engine != "rules":
        review = _ask_engine(review, args)
    from ..forms.agreed import count_changed, count_joint, measure_agreed

    report, agreed = review.agreement_report, measure_agreed(review.evidence)
    joint, changed = count_joint(review.evidence), count_changed(review.evidence)
    if args.format == "json":
        print_json(
            {**report.to_plain(), "made_alone": [one.to_plain() for one in agreed], "joint": joint, "changed": changed}
        )
    else:
        print(format_agreement(report))
        print(format_agreed(agreed, joint, changed))
    return 0


def stance(args: Namespace) -> int:
    from ..tagging.judging import judge_stances

    if args.engine == "rules":
        return _judge(args, judge_stances)
    from ..engines.apply import judge_lines
    from ..engines.choose import load_engine

    context = _make_context(args)
    engine = load_engine(args.engine, context)
    return _judge(args, lambda lines: judge_lines(lines, engine, context))


def _make_context(args: Namespace) -> Context:
    """Answers are kept where a workspace is; a file can be judged without one."""
    try:
        cache = local_folder(evidence_folder(args.workspace)) / "engines"
    except UsageError:
        cache = None
    return Context(cache, say)


def direction(args: Namespace) -> int:
    from ..tagging.judging import judge_directions

    return _judge(args, judge_directions)


def design(args: Namespace) -> int:
    from ..tagging.judging import judge_designs

    return _judge(args, judge_designs)


def _judge(args: Namespace, judge: Callable[[Iterable[Line]], Iterator[dict[str, Any]]]) -> int:
    lines, problems = read_lines(args.file)
    if problems:
        raise EvidenceError(f"{args.file} cannot be read:", problems)
    for answer in judge(lines):
        print(json.dumps(answer, ensure_ascii=False))
    return 0


def read_lines(name: str) -> tuple[list[Line], list[Problem]]:
    """JSON lines of a file ('-': standard input), each with its number, and what is wrong with them."""
    lines: list[Line] = []
    problems: list[Problem] = []
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise EvidenceError(f"{name} is not UTF-8 text (byte {error.start})") from None
    # Not splitlines(): a line separator within an abstract ends no line of JSON.
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except ValueError as error:
            problems.append(Problem(name, number, "line", "json-syntax", str(error), "one JSON object a line"))
            continue
        if not isinstance(value, dict):
            problems.append(Problem(name, number, "line", "json-object", type(value).__name__, "an object"))
            continue
        lines.append((name, number, value))
    return lines, problems

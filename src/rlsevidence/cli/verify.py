"""The verb that holds what people entered against PubMed: verify."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from .. import clock
from ..errors import UsageError
from ..model import Record
from .common import open_review, print_json, say

if TYPE_CHECKING:
    from ..pubmed.verified import Decisions
    from ..workspace import Workspace


def verify(args: Namespace) -> int:
    from ..pubmed.client import Client
    from ..pubmed.config import read_settings
    from ..pubmed.verified import decide
    from ..pubmed.verify import compare_all, write

    review = open_review(args)
    decides = bool(args.accept or args.keep)
    if decides:
        _check_reviewer(review, args.reviewer)
    elif args.reviewer:
        raise UsageError("--reviewer says who decides: --accept or --keep is missing")
    now = clock.read_now()
    client = None if args.offline else Client(read_settings(), say=say)
    report = compare_all(review.folder, args.records, client=client, now=now, say=say)
    judge = partial(decide, report, accept=args.accept, keep=args.keep, reviewer=args.reviewer or "", now=now)
    if decides:
        made = write(review.folder, judge)
    else:  # what everything would come to, so that nobody accepts a retraction unawares
        judge = partial(decide, report, accept=["all"], keep=[], reviewer="nobody", now=now)
        made = judge(review.evidence.records)
    moved = _list_moves(review, made.records)
    touched = _list_touched(review, made)
    left = (
        len(report.open)
        if not decides
        else len(compare_all(review.folder, args.records, client=None, now=now, say=lambda _: None).open)
    )
    if args.format == "json":
        print_json(
            {
                **report.to_plain(),
                "decided": [r.to_plain() for r in made.rows] if decides else [],
                "studies_touched": touched,
                "claims": moved,
                "open": left,
            }
        )
    else:
        print(report.format_text())
        print(_say_outcome(made, touched, moved, decides=decides))
        if left:
            say(f"{left} records wait for a person: --accept RECORD[:FIELD] or --keep RECORD:FIELD, --reviewer WHO")
    return 1 if left else 0


def _check_reviewer(review: Workspace, reviewer: str | None) -> None:
    """Somebody of people.tsv, and not who entered the records: a flag that its author lifts says nothing."""
    from ..panel.reviewer import check_reviewer

    if reviewer is None:
        raise UsageError("a decision has a name: --reviewer WHO is missing")
    check_reviewer(review, reviewer)
    if any(r.origin == reviewer for r in review.evidence.records.values()):
        raise UsageError(f"{reviewer} entered these records; somebody else lifts their flags")


def _list_moves(review: Workspace, records: Mapping[str, Record]) -> list[dict[str, Any]]:
    """Claims whose proposal would be, or is, another with `records` in place of what the workspace had."""
    from ..decisions import settle
    from ..judgement.what_if import compare_verdicts

    after = settle(replace(review.evidence, records=records))
    return [
        {"claim": e.claim, "before": list(e.before), "after": list(e.after), "moved": e.moved, "why": e.why}
        for e in compare_verdicts(review.settled, after)
    ]


def _list_touched(review: Workspace, made: Decisions) -> dict[str, list[str]]:
    """Study -> the fields of its reports that say something else than before."""
    before, study_of = review.evidence.records, review.evidence.study_of
    touched: dict[str, list[str]] = {}
    for record, now in made.records.items():
        then = before.get(record)
        if then is None or record not in study_of:
            continue
        own = {r.field for r in made.rows if r.record == record}
        changed = sorted(f for f in own if getattr(now, f) != getattr(then, f))
        if changed:
            touched[study_of[record]] = changed
    return touched


def _say_outcome(
    made: Decisions, touched: Mapping[str, list[str]], moved: list[dict[str, Any]], *, decides: bool
) -> str:
    lines = []
    if decides:
        records = len({r.record for r in made.rows})
        lines.append(f"{len(made.rows)} fields of {records} records decided, in verifications.tsv")
        lines += [f"  {study}: {', '.join(fields)}" for study, fields in sorted(touched.items())]
    else:
        lines.append(f"Accepting all of it would change what {len(touched)} studies say of their reports")
    verb = "moves" if decides else "would move"
    lines += [f"{verb}: {m['claim']}: {m['why']}" for m in moved]
    if not moved:
        lines.append(f"No proposal of the rules {verb}.")
    return "\n".join(lines)

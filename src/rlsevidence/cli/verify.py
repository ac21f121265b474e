"""The verb that holds what people entered against PubMed: verify."""

from __future__ import annotations

import datetime as dt
from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from .. import clock
from ..errors import UsageError
from ..language.words import Words
from ..model import Record
from .common import open_review, print_json, say
from .verify_text import format_notices_left, format_outcome, format_report, format_waiting

if TYPE_CHECKING:
    from ..judgement.what_if import Effect
    from ..pubmed.verified import Decisions, VerifyReport
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
    words_of = [*args.accept, *args.keep]
    report = compare_all(review.folder, args.records, client=client, now=now, say=say, decided=words_of)
    judge = partial(decide, report, accept=args.accept, keep=args.keep, reviewer=args.reviewer or "", now=now)
    if decides:
        made = write(review.folder, judge)
    else:  # what everything would come to, so that nobody accepts a retraction unawares
        judge = partial(decide, report, accept=["all"], keep=[], reviewer="nobody", now=now)
        made = judge(review.evidence.records)
    effects = _list_moves(review, made.records)
    touched = _list_touched(review, made)
    after = report
    if decides:
        after = compare_all(review.folder, args.records, client=None, now=now, say=lambda _: None, decided=words_of)
    left = len(after.open)
    if args.format == "json":
        print_json(
            {
                **report.to_plain(),
                "decided": [r.to_plain() for r in made.rows] if decides else [],
                "studies_touched": touched,
                "claims": [_plain(e) for e in effects],
                "open": left,
                "notices_left": {c.record: [n.to_plain() for n in c.notices] for c in after.open if c.notices},
            }
        )
    else:
        words = Words(review.choose_language(args.language), review.evidence.vocabulary)
        print(format_report(report, words))
        print(format_outcome(made, touched, effects, words, decides=decides))
        if decides and (told := format_notices_left(after.open, _foresee(review, made.records, after, now), words)):
            print(told)
        if left:
            say(format_waiting(left, words))
    return 1 if left else 0


def _check_reviewer(review: Workspace, reviewer: str | None) -> None:
    """Somebody of people.tsv, and not who entered the records: a flag that its author lifts says nothing."""
    from ..panel.reviewer import check_reviewer

    if reviewer is None:
        raise UsageError("a decision has a name: --reviewer WHO is missing")
    check_reviewer(review, reviewer)
    if any(r.origin == reviewer for r in review.evidence.records.values()):
        raise UsageError(f"{reviewer} entered these records; somebody else lifts their flags")


def _list_moves(
    review: Workspace, records: Mapping[str, Record], before: Mapping[str, Record] | None = None
) -> Sequence[Effect]:
    """Claims whose proposal would be, or is, another with `records` in place of what the workspace had, or `before`."""
    from ..decisions import settle
    from ..judgement.what_if import compare_verdicts

    was = review.settled if before is None else settle(replace(review.evidence, records=before))
    return compare_verdicts(was, settle(replace(review.evidence, records=records)))


def _foresee(
    review: Workspace, records: Mapping[str, Record], left: VerifyReport, now: dt.datetime
) -> Sequence[Effect]:
    """What the notices that are left open would move in the `records` as they stand now."""
    from ..pubmed.verified import NOTICES, decide

    open_ = [f"{c.record}:{NOTICES}" for c in left.open if c.notices and c.status == "compared"]
    if not open_:
        return ()
    noted = decide(left, records, accept=open_, keep=[], reviewer="nobody", now=now)
    return _list_moves(review, noted.records, records)


def _plain(e: Effect) -> dict[str, Any]:
    return {"claim": e.claim, "before": list(e.before), "after": list(e.after), "moved": e.moved, "why": e.why}


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

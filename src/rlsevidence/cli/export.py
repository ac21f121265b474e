"""The verb export: records and the review, in open formats."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from ..counted import say_count
from ..errors import UsageError
from .common import open_review, say

FEW = 4
"""So many of what was left out are named in a line."""


def export(args: Namespace) -> int:
    review = open_review(args)
    made = review.build_export(
        args.kind,
        claim=args.claim,
        stance=args.stance,
        counted=args.counted,
        screened=args.screened,
        as_of=args.as_of,
        by=args.by,
        style=args.style,
        language=args.language,
    )
    if args.out is None and args.kind == "references":
        sys.stdout.write(str(made.files["references.txt"]))
    elif args.out is None:
        if len(made.files) > 1 or any(isinstance(data, bytes) for data in made.files.values()):
            raise UsageError(f"{args.kind} is no text on one page: say with --out where it goes")
        (data,) = made.files.values()
        sys.stdout.write(str(data))
    else:
        for path in review.write_export(made, Path(args.out)):
            say(f"wrote {path}")
    told = {"format": args.kind, "records": made.records, "losses": [dict(loss) for loss in made.losses]}
    if args.format == "json":
        say(json.dumps(told, ensure_ascii=False))
    else:
        say(f"{say_count(made.records, 'record')}")
        for loss in made.losses:
            say(f"not held: {loss['what']} ({loss['records']}): {loss['why']}{say_which(loss.get('which', ()))}")
    return 0


def say_which(which: Sequence[str]) -> str:
    """The first few of what a format left out; `--format json` names them all."""
    if not which:
        return ""
    more = f" and {len(which) - FEW} more (--format json names them)" if len(which) > FEW else ""
    return f": {'; '.join(which[:FEW])}{more}"

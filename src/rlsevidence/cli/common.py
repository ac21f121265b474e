"""What every verb does in the same way: open the workspace, talk, print JSON."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from typing import Any

from ..workspace import Workspace, open_workspace


def say(message: str) -> None:
    """Talk goes to standard error, so that data can be piped."""
    print(message, file=sys.stderr, flush=True)


def open_review(args: Namespace) -> Workspace:
    """The workspace of `--workspace`, for a verb that speaks of the whole evidence: what cannot be read is said."""
    review = open_workspace(args.workspace)
    for broken in review.evidence.broken:
        say(f"cannot be read, and what could rest on it is withheld: {broken.problems[0]}")
    return review


def print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))

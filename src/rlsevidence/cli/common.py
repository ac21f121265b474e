"""What every verb does in the same way: open the workspace, talk, print JSON."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..workspace import Workspace


def say(message: str) -> None:
    """Talk goes to standard error, so that data can be piped."""
    print(message, file=sys.stderr, flush=True)


def open_review(args: Namespace) -> Workspace:
    """The workspace of `--workspace`, for a verb that speaks of the whole evidence: what cannot be read is said."""
    from ..workspace import open_workspace  # not needed by verbs that only keep the folder in order

    review = open_workspace(args.workspace)
    for broken in review.evidence.broken:
        say(f"cannot be read, and what could rest on it is withheld: {broken.problems[0]}")
    return review


def print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))

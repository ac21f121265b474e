"""What every verb does in the same way: open the workspace, talk, print JSON."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from ..errors import UsageError

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


def choose_language(review: Workspace, wanted: str | None) -> str:
    """The language of what is printed. UsageError for one that the workspace does not have."""
    languages = review.evidence.topic.languages
    if wanted is None:
        return "en" if "en" in languages else languages[0]
    if wanted not in languages:
        raise UsageError(f"no language {wanted!r} in this workspace; there are: {', '.join(languages)}")
    return wanted


def print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))

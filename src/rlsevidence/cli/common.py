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
    return open_workspace(args.workspace)


def print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))

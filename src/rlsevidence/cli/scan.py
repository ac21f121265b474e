"""The verb that runs a search over all of PubMed's files."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from .. import store
from ..errors import UsageError
from .common import print_json, say

if TYPE_CHECKING:
    from ..scale.scan import Progress

PAUSE = 5.0
"""Seconds between two lines of progress where there is no terminal."""
WIDTH = 24
"""Of the bar on a terminal, which leaves room for what stands behind it."""


def scan(args: Namespace) -> int:
    from ..scale.scan import Options, plan_scan
    from ..scale.scan import scan as run_scan

    folder = store.evidence_folder(args.workspace)
    options = Options(
        mesh=tuple(map(Path, args.mesh)),
        workers=args.workers,
        memory=args.memory,
        scheduler=args.scheduler,
        out=Path(args.out) if args.out else None,
        everything=args.everything,
        again=args.again,
    )
    if args.dry_run:
        plan = plan_scan(folder, args.search, options)
        if args.format == "json":
            print_json(plan.to_plain())
        else:
            print(plan.format_text())
        return 0
    if not args.paths:
        raise UsageError("no PATH: name the files of PubMed's, or their folder")
    report = run_scan(folder, list(map(Path, args.paths)), args.search, options, say, _progress())
    if args.format == "json":
        print_json(report.to_plain())
    else:
        print(report.format_text())
    return 0 if report.is_whole else 1


def _progress() -> Callable[[Progress], None]:
    """On a terminal one line that changes; elsewhere a line now and then, and the last one."""
    shown = 0.0

    def show(progress: Progress) -> None:
        nonlocal shown
        is_last = progress.files == progress.of
        if sys.stderr.isatty():
            done = WIDTH * progress.files // progress.of
            bar = f"[{'#' * done}{'.' * (WIDTH - done)}]"
            print(f"\r\x1b[K{bar} {progress}", end="\n" if is_last else "", file=sys.stderr, flush=True)
        elif is_last or monotonic() - shown >= PAUSE:
            shown = monotonic()
            say(str(progress))

    return show

"""Verbs that make something to read: run, site, lab."""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

from ..workspace import open_workspace
from .common import open_review, say


def run(args: Namespace) -> int:
    from .steps import run_steps

    return run_steps(open_review(args), offline=args.offline, again=args.again, site=not args.no_site, say=say)


def site(args: Namespace) -> int:
    from ..site import build_site

    review = open_review(args)
    folder = "site"
    if args.as_of:
        # Notebooks open the evidence themselves, and so show today's.
        review, args.no_notebooks, folder = review.as_of(args.as_of, args.by), True, f"site-{args.as_of}-by-{args.by}"
    out = Path(args.out) if args.out else review.root / "build" / folder
    report = build_site(review, out, notebooks=not args.no_notebooks, address=args.address, report=say)
    print(report.index)
    return 0


def lab(args: Namespace) -> int:
    review = open_workspace(args.workspace)
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={review.root}",
        f"--ServerApp.contents_manager_class={__package__.split('.')[0]}.lab_files.WorkingCopies",
        "--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb",
    ]
    command += args.passed_on
    environment = {**os.environ, "JUPYTER_PREFER_ENV_PATH": "1"}
    if os.name == "posix":
        # This process becomes the server, so that what ends the one ends the other, and with it its kernels.
        sys.stdout.flush()
        os.execve(sys.executable, command, environment)
    try:
        return subprocess.call(command, env=environment)
    except KeyboardInterrupt:
        return 130

"""Verbs that keep the evidence folder in order: check, fmt, schema."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from .. import clock, store
from ..errors import UNFINISHED, Problem, count_faults
from . import text
from .common import print_json, say


def check(args: Namespace) -> int:
    problems = list_problems(store.evidence_folder(args.workspace), args.bot or ())
    if args.format == "json":
        print_json([p.to_plain() for p in problems])
    elif problems:
        print(text.format_problems(problems))
    else:
        print("0 problems")
    return 1 if count_faults(problems) else 0


def list_problems(folder: Path, touched: tuple[str, ...] | list[str] = ()) -> list[Problem]:
    """Every problem of form and of sense, sorted by place."""
    from ..check import check_evidence, check_touched, list_raw_problems

    evidence, problems = store.read(folder)
    if evidence is not None:
        left_out = {problem.path for problem in problems if problem.rule not in store.NOTHING_LEFT_OUT}
        items = {path for path in left_out if path.count("/") == 1 and path.endswith(".yaml")}
        # An appraisal is named for its study and its tool.
        names = {name for path in items for stem in [Path(path).stem] for name in (stem, stem.partition(".")[0])}
        for path in sorted(items):
            raw = store.read_raw(folder, path)
            if raw and isinstance(raw[1], dict):
                problems += list_raw_problems(path, *raw, evidence.vocabulary)
                # A file that is wrongly named holds an item of another name.
                names |= {v for key in ("id", "claim", "study") if isinstance(v := raw[1].get(key), str)}
        faulty = {problem.path for problem in problems if problem.rule != UNFINISHED}
        found = check_evidence(evidence, today=clock.read_today(), whole=left_out == items, unread=names)
        # What cannot be read is not called empty as well.
        problems += [p for p in found if not (p.rule == UNFINISHED and p.path in faulty)]
    return sorted({*problems, *check_touched(touched)})


def fmt(args: Namespace) -> int:
    folder = store.evidence_folder(args.workspace)
    differing = store.format_folder(folder, write=not args.check, say=say)
    for path in differing:
        print(path)
    say(f"{len(differing)} files {'are not canonical' if args.check else 'rewritten'}")
    left = {problem.path for problem in store.read(folder)[1] if problem.rule not in store.NOTHING_LEFT_OUT}
    if left:
        names = ", ".join(sorted(left))
        say(f"{len(left)} left as they are, since they cannot be read; rlsevidence check says why: {names}")
    return 1 if args.check and differing else 0


def schema(args: Namespace) -> int:
    from ..store.schemas import build_schemas

    folder = store.evidence_folder(args.workspace)
    for path in store.save_schemas(folder, build_schemas(store.load(folder).vocabulary)):
        print(path)
    return 0

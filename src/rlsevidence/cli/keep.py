"""Verbs that keep the evidence folder in order: check, fmt, schema."""

from __future__ import annotations

from argparse import Namespace

from .. import store
from ..counted import say_count
from ..errors import count_faults
from . import text
from .common import print_json, say


def check(args: Namespace) -> int:
    from ..finishing import list_problems

    problems = list_problems(store.evidence_folder(args.workspace), args.bot or ())
    if args.format == "json":
        print_json([p.to_plain() for p in problems])
    elif problems:
        print(text.format_problems(problems))
    else:
        print("0 problems")
    faults = count_faults(problems)
    waits = len(problems) - faults
    if waits and not faults and not args.strict and args.format == "text":
        say("What waits for a person is no problem by itself; check --strict ends with 1 for it too.")
    return 1 if faults or (args.strict and waits) else 0


def fmt(args: Namespace) -> int:
    folder = store.evidence_folder(args.workspace)
    differing = store.format_folder(folder, write=not args.check, say=say)
    for path in differing:
        print(path)
    found = (
        say_count(len(differing), "file is not", "files are not") if args.check else say_count(len(differing), "file")
    )
    say(f"{found} {'canonical' if args.check else 'rewritten'}")
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

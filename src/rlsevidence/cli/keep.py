"""Verbs that keep the evidence folder in order: check, new, sign-off, fmt, schema."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from .. import clock, store
from ..errors import EvidenceError, Problem, UsageError
from . import text
from .common import print_json, say

UNFINISHED = "unfinished"
"""The rule of what is still to be filled: listed, and no fault."""


def check(args: Namespace) -> int:
    problems = list_problems(store.evidence_folder(args.workspace), args.bot or ())
    if args.format == "json":
        print_json([p.to_plain() for p in problems])
    elif problems:
        print(text.format_problems(problems))
    else:
        print("0 problems")
    return 0 if all(p.rule == UNFINISHED for p in problems) else 1


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
        problems += check_evidence(evidence, today=clock.read_today(), whole=left_out == items, unread=names)
    return sorted({*problems, *check_touched(touched)})


def new(args: Namespace) -> int:
    from ..scaffold import build_scaffold

    folder = store.evidence_folder(args.workspace)
    # A file that is half filled must not keep the next one from being started.
    evidence, problems = store.read(folder)
    if evidence is None:
        raise EvidenceError(f"{folder} cannot be read:", sorted(problems))
    try:
        path, content = build_scaffold(evidence, args.kind, args.of, args.name, today=clock.read_today())
    except UsageError as error:
        if problems:
            raise EvidenceError(f"{error}; some files cannot be read yet:", sorted(problems)) from None
        raise
    store.save_new(folder, path, content)
    print(folder / path)
    say("Fill in what you can see and leave the rest null; then: rlsevidence check")
    return 0


def sign_off(args: Namespace) -> int:
    from ..layout import part_path
    from ..scaffold import sign_off as signed

    folder = store.evidence_folder(args.workspace)
    people = store.load_part(folder, "people")
    field = {"study": "studies", "appraisal": "appraisals", "certainty": "certainty"}[args.kind]
    path = part_path(field, args.id)
    if not (folder / path).is_file():
        raise UsageError(f"no {args.kind} {args.id!r}: {path} is not there")
    changed = store.transform(folder, path, lambda item: signed(item, args.reviewer, people))
    print(f"{path}: checked_by {args.reviewer}" + ("" if changed else " (it already said so)"))
    return 0


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

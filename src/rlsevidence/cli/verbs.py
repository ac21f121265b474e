"""One function per verb: read the arguments, make one call, print, return the exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any, BinaryIO

from .. import clock, store
from ..errors import Problem, UsageError
from ..workspace import Workspace, open_workspace
from . import text


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def _open(args: Namespace) -> Workspace:
    return open_workspace(args.workspace)


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def run(args: Namespace) -> int:
    from .steps import run_steps

    return run_steps(_open(args), offline=args.offline, again=args.again, site=not args.no_site, say=_say)


def pull(args: Namespace) -> int:
    review = _open(args)
    report = review.pull(args.searches or None, report=_say, dry_run=args.dry_run, everything=args.everything)
    if args.format == "json":
        _print_json(report.to_plain())
    else:
        print(report.format_text())
    return 0


def parse(args: Namespace) -> int:
    from ..pubmed.parse import format_record, parse_file

    for name in args.files:
        source: Path | BinaryIO = sys.stdin.buffer if name == "-" else Path(name)
        for record in parse_file(source):
            sys.stdout.write(json.dumps(format_record(record), ensure_ascii=False) + "\n")
    return 0


def news(args: Namespace) -> int:
    from ..pubmed.digest import format_markdown

    found = _open(args).news(args.since)
    if args.format == "json":
        _print_json(found.to_plain())
    else:
        print(format_markdown(found))
    return 0


def suggest(args: Namespace) -> int:
    review = _open(args)
    if args.explain:
        record, claim = args.explain
        return _explain(review, record, claim, args.format)
    from .steps import save_suggestions

    path = save_suggestions(review)
    _say(f"{len(review.suggestions)} suggestions in {path}; none of them is counted")
    if args.format == "json":
        _print_json([s.model_dump(mode="json") for s in review.suggestions])
    else:
        for s in review.suggestions:
            print(f"{s.claim}  {s.record}  {s.stance or '-'}  [{s.basis}]  {s.why}")
    return 0


def _explain(review: Workspace, record: str, claim: str, form: str) -> int:
    from ..tagging.suggest import explain

    found = {r.id: r for r in review.records}
    if record not in found:
        raise UsageError(f"no record {record!r} in records.jsonl")
    if claim not in review.evidence.claims:
        raise UsageError(f"no claim {claim!r}; there are: {', '.join(review.evidence.claims)}")
    explanation = explain(found[record], review.evidence.claims[claim])
    if form == "json":
        _print_json(explanation.to_plain())
    else:
        print(explanation.format_text())
    return 0


def check(args: Namespace) -> int:
    problems = list_problems(store.evidence_folder(args.workspace), args.bot or ())
    if args.format == "json":
        _print_json(
            [{k: getattr(p, k) for k in ("path", "line", "field", "rule", "found", "expected")} for p in problems]
        )
    elif problems:
        print(text.format_problems(problems))
    else:
        print("0 problems")
    return 1 if problems else 0


def list_problems(folder: Path, touched: tuple[str, ...] | list[str] = ()) -> list[Problem]:
    """Every problem of form and of sense, sorted by place."""
    from ..check import check_evidence, check_touched

    evidence, problems = store.read(folder)
    if evidence is not None:
        problems += check_evidence(evidence, today=clock.read_today())
    return sorted({*problems, *check_touched(touched)})


def show(args: Namespace) -> int:
    from ..judgement.summary import format_summary

    review = _open(args)
    if args.claim:
        summary = review.summary(args.claim)
        if args.format == "json":
            _print_json(format_summary(summary))
        else:
            print(text.format_claim(summary, review.evidence.vocabulary, args.language))
    elif args.format == "json":
        _print_json([format_summary(s) for s in review.summaries])
    else:
        print(text.format_claims(review.summaries, args.language))
    return 0


def todo(args: Namespace) -> int:
    items = _open(args).todo
    if args.format == "json":
        _print_json([item.to_plain() for item in items])
        return 0
    for item in items[: args.limit]:
        print(f"{item.kind}: {item.what}\n    {item.why}")
    if len(items) > args.limit:
        print(f"... and {len(items) - args.limit} more (--limit)")
    return 0


def new(args: Namespace) -> int:
    from ..scaffold import build_scaffold

    folder = store.evidence_folder(args.workspace)
    path, content = build_scaffold(store.load(folder), args.kind, args.of, args.name, today=clock.read_today())
    store.save_new(folder, path, content)
    print(folder / path)
    _say("Fill in what you can see and leave the rest null; then: rlsevidence check")
    return 0


def sign_off(args: Namespace) -> int:
    from ..layout import part_path
    from ..scaffold import sign_off as signed

    folder = store.evidence_folder(args.workspace)
    evidence = store.load(folder)
    field = {"study": "studies", "appraisal": "appraisals", "certainty": "certainty"}[args.kind]
    path = part_path(field, args.id)
    if not (folder / path).is_file():
        raise UsageError(f"no {args.kind} {args.id!r}: {path} is not there")
    changed = store.transform(folder, path, lambda item: signed(item, args.reviewer, evidence.people))
    print(f"{path}: checked_by {args.reviewer}" + ("" if changed else " (it already said so)"))
    return 0


def fmt(args: Namespace) -> int:
    differing = store.format_folder(store.evidence_folder(args.workspace), write=not args.check)
    for path in differing:
        print(path)
    _say(f"{len(differing)} files {'are not canonical' if args.check else 'rewritten'}")
    return 1 if args.check and differing else 0


def site(args: Namespace) -> int:
    from ..site import build_site

    review = _open(args)
    out = Path(args.out) if args.out else review.root / "build" / "site"
    report = build_site(review, out, notebooks=not args.no_notebooks, report=_say)
    print(report.index)
    return 0


def lab(args: Namespace) -> int:
    review = _open(args)
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={review.root}",
        "--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb",
    ]
    rest = [a for a in args.rest if a != "--"]
    try:
        return subprocess.call([*command, *rest], env={**os.environ, "JUPYTER_PREFER_ENV_PATH": "1"})
    except KeyboardInterrupt:
        return 130


def schema(args: Namespace) -> int:
    from ..schemas import build_schemas

    folder = store.evidence_folder(args.workspace)
    for path in store.save_schemas(folder, build_schemas(store.load(folder).vocabulary)):
        print(path)
    return 0

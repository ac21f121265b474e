"""The verbs by which the review reports itself: table, flow, report, snapshot."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from .. import store
from ..counted import say_count
from ..errors import UsageError, count_faults
from ..export.bundle import unpack_bundle
from ..reporting import Sheet
from ..reporting.as_csv import write_notes, write_sheet_csv
from ..reporting.as_docx import write_docx
from ..reporting.as_html import write_page
from ..reporting.drafted import write_html, write_markdown
from ..reporting.raster import write_png
from ..reporting.voice import open_voice
from ..synthesis.flow import find_faults
from .common import open_review, say

if TYPE_CHECKING:
    from ..workspace import Workspace

VERSION = re.compile(r"[0-9A-Za-z]+(?:[.-][0-9A-Za-z]+)*")

FORMS = {".html": "html", ".htm": "html", ".csv": "csv", ".docx": "docx", ".json": "json"}
"""The ending of a file -> the form that it takes."""
PICTURES = {".svg": "svg", ".png": "png", ".html": "html", ".json": "json"}


def table(args: Namespace) -> int:
    review = open_review(args)
    sheet = review.table(args.name, args.language, claims=args.claim, style=args.style)
    out = Path(args.out) if args.out else None
    form = args.format or (FORMS.get(out.suffix.lower()) if out else "csv")
    if form is None:
        raise UsageError(f"{out}: what this ending stands for is not known; name it with --format")
    write_out(out, write_sheet(sheet, form), form)
    if form == "csv":
        notes = write_notes(sheet)
        if out is None:
            say(notes.rstrip())
        else:
            write_out(out.with_name(f"{out.name}.notes.txt"), notes, "csv")
    return 0


def report(args: Namespace) -> int:
    review = open_review(args)
    out = Path(args.out)
    ending = out.suffix.lower()
    if ending in (".md", ".html"):
        words = open_voice(review.evidence, review.choose_language(args.language))
        write = write_markdown if ending == ".md" else write_html
        # The pages need not be built yet; the text says where the links lead.
        site = review.root / "build" / "site" / words.language
        pages = Path(os.path.relpath(site, out.resolve().parent)).as_posix()
        write_out(out, write(review.draft(args.language), words, pages), "md")
    elif ending == ".docx":
        say(f"wrote {review.write_report(out, args.language, style=args.style, say=lambda m: say(f'report: {m}'))}")
    else:
        raise UsageError(f"{out}: found {ending or 'no ending'}, expected .docx (all of it), .md or .html (paragraphs)")
    return 0


def snapshot(args: Namespace) -> int:
    from ..finishing import list_problems

    review = open_review(args)
    if not VERSION.fullmatch(args.version):
        raise UsageError(
            f"found {args.version!r}, expected a version such as 2026.11 or 1.0.2: letters, digits, . and -"
        )
    faults = count_faults(list_problems(review.folder))
    if faults:
        say(f"{say_count(faults, 'problem')}: `rlsevidence check` lists them; what has problems is not released")
        return 1
    out = Path(args.out) if args.out else review.root / "build" / "snapshots" / args.version
    if out.exists() and any(out.iterdir()):
        raise UsageError(f"{out} is not empty: a version is released once")
    with tempfile.TemporaryDirectory() as place:
        earlier = find_earlier(args.since, out, Path(place))
        made = review.build_snapshot(args.version, earlier)
        for name, content in made.items():
            store.write_atomic(out / name, content)
            say(f"wrote {out / name}")
        print(made[f"CHANGED.{review.choose_language(args.language)}.md"], end="")
    if args.tag:
        tag_version(review.root, args.version)
    return 0


def find_earlier(since: str | None, out: Path, place: Path) -> Workspace | None:
    """The earlier version, unpacked into `place`: `since`, or the newest bundle beside `out`; None for the first."""
    from ..workspace import open_workspace

    bundles = [Path(since)] if since else sorted(out.parent.glob("*/review-*.zip"), key=lambda p: p.stat().st_mtime)
    if not bundles:
        return None
    if not bundles[-1].is_file():
        raise UsageError(f"{bundles[-1]}: no such bundle")
    say(f"compared with {bundles[-1]}")
    unpack_bundle(bundles[-1].read_bytes(), place)
    return open_workspace(place)


def tag_version(root: Path, version: str) -> None:
    """The tag evidence-VERSION on the commit that holds the evidence as it is released."""

    def ask(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["git", "-C", str(root), *command], capture_output=True, text=True, check=False)

    changed = ask("status", "--porcelain", "--", "evidence")
    if changed.returncode:
        raise UsageError("--tag needs a repository of git; the snapshot is written, without a tag")
    if changed.stdout.strip():
        raise UsageError("--tag needs the evidence committed as it is; the snapshot is written, without a tag")
    done = ask("tag", "-a", f"evidence-{version}", "-m", f"The evidence, version {version}")
    if done.returncode:
        raise UsageError(f"git: {done.stderr.strip()}")
    say(f"tagged evidence-{version}")


def flow(args: Namespace) -> int:
    from ..reporting.flow_drawing import anchor, draw_flow, write_flow_page

    review = open_review(args)
    language = review.choose_language(args.language)
    out = Path(args.out) if args.out else None
    form = args.format or (PICTURES.get(out.suffix.lower()) if out else "svg")
    if form is None:
        raise UsageError(f"{out}: what this ending stands for is not known; name it with --format")
    made: str | bytes
    if form == "html":
        made = write_flow_page(review.flow, review.evidence, language, review.today.isoformat())
    elif form == "json":
        made = json.dumps({name: list(ids) for name, ids in review.flow.boxes.items()}, ensure_ascii=False, indent=1)
    else:
        # The pages need not be built yet; a picture of pixels, and one that has no place, can lead nowhere.
        page = review.root / "build" / "site" / language / "flow.html"
        place = Path(os.path.relpath(page, out.resolve().parent)).as_posix() if out and form == "svg" else None
        made = draw_flow(review.flow, language, lambda name: f"{place}#{anchor(name)}" if place else None)
    write_out(out, write_png(str(made)) if form == "png" else made, form)
    faults = tuple(find_faults(review.flow))
    for fault in faults:
        say(f"the box {fault.box} does not add up: {fault.found}, and {fault.expected} by the other count")
    return 1 if faults else 0


def write_sheet(sheet: Sheet, form: str) -> str | bytes:
    """A table in one form."""
    if form == "html":
        return write_page(sheet)
    if form == "docx":
        return write_docx(sheet)
    if form == "json":
        return json.dumps(sheet.to_plain(), ensure_ascii=False, indent=2) + "\n"
    return write_sheet_csv(sheet)


def write_out(out: Path | None, content: str | bytes, form: str) -> None:
    """To a file, or to standard output where the form is a text."""
    if out is not None:
        store.write_atomic(out, content)
        say(f"wrote {out}")
    elif isinstance(content, bytes):
        raise UsageError(f"{form} is no text: say with --out where it goes")
    else:
        sys.stdout.write(content)

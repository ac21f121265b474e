"""The verb that begins a workspace: init."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from .. import clock
from ..audit.read import read_article
from ..errors import UsageError
from ..starting.asked import FIELDS, Asked, parse_languages, parse_texts
from ..starting.files import GivenArticle, build_files
from ..starting.place import check_place, create_workspace
from ..starting.shipped import list_languages
from .common import say

_ASKED = {
    "title": "Title of the pages",
    "exposure": "What is taken, done or met with, as one would name it",
    "condition": "The state of health that it is said to change",
}


def init(args: Namespace) -> int:
    folder = Path(args.folder)
    check_place(folder)
    asked = _ask(args)
    articles = [_read(given, asked.languages) for given in args.article]
    create_workspace(folder, build_files(asked, articles, clock.read_today()))
    print(folder.absolute())
    say("Begun. Nothing is judged yet; README.md tells the next five steps, rlsevidence check what is to be filled.")
    return 0


def _ask(args: Namespace) -> Asked:
    """What the options say, and where they are silent, what is answered on the terminal."""
    known = list_languages()
    given: dict[str, list[str]] = {field: getattr(args, field) for field in FIELDS}
    missing = [f"--{field}" for field in FIELDS if not given[field]]
    terminal = sys.stdin is not None and sys.stdin.isatty()
    if missing and not terminal:
        raise UsageError(f"missing: {', '.join(missing)} (asked for on a terminal only)")
    languages: Sequence[str] | None = parse_languages(args.languages, known) if args.languages is not None else None
    if languages is None and missing:
        languages = _answer("Languages of the pages, the first one first", f"there are: {', '.join(known)}", known)
    texts = {field: parse_texts(field, given[field], languages) for field in FIELDS if given[field]}
    if languages is None:
        languages = parse_languages(",".join(c for field in FIELDS for c in texts[field]), known)
    for field in FIELDS:
        if field not in texts:
            texts[field] = {code: _line(f"{_ASKED[field]} [{code}]") for code in languages}
    ordered = {field: {c: texts[field][c] for c in languages if c in texts[field]} for field in FIELDS}
    return Asked(tuple(languages), **ordered)


def _answer(question: str, hint: str, known: Sequence[str]) -> tuple[str, ...]:
    while True:
        try:
            return parse_languages(_line(f"{question} ({hint})"), known)
        except UsageError as error:
            say(str(error))


def _line(question: str) -> str:
    """One answer, asked for until there is one. UsageError at the end of the input."""
    while True:
        print(f"{question}: ", end="", file=sys.stderr, flush=True)
        try:
            text = " ".join(input().split())
        except EOFError:
            raise UsageError("the questions were left unanswered; nothing has been written") from None
        if text:
            return text


def _read(given: str, languages: Sequence[str]) -> GivenArticle:
    """`FILE`, or `sv=FILE` for an article in Swedish."""
    code, sign, rest = given.partition("=")
    told = bool(sign) and code.isalpha() and code.islower() and len(code) in (2, 3) and not Path(given).exists()
    return GivenArticle(read_article(Path(rest if told else given)), code if told else None)

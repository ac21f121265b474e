"""Every group of verbs, put together. Nothing else is imported, so that `--help` answers at once."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import cache

from .. import __version__
from .verbs import decide, judge, queue, records, report, show, start, write
from .verbs.options import EPILOG, Verb

DISCLAIMER = "What it says is not medical advice."

VERBS: dict[str, Verb] = {}
"""Every verb by its name, in the order of `--help`."""
for _group in (start, decide, judge, report, queue, write, records, show):
    _group.add_verbs(VERBS)


class _Help(argparse.HelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30, width=100)


@cache
def build_parser() -> argparse.ArgumentParser:
    """The parser of the command `rlsevidence`; `parsed.verb` is the verb. Made once in a process."""
    parser = argparse.ArgumentParser(
        prog="rlsevidence",
        description="What the evidence says of each claim of a health article, and where the wording outruns it. "
        + DISCLAIMER,
        epilog=EPILOG,
        formatter_class=_Help,
    )
    parser.add_argument("--version", action="version", version=f"rlsevidence {__version__}")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for name, (_, summary, add_arguments) in VERBS.items():
        verb = verbs.add_parser(name, help=summary, description=f"{summary}.", epilog=EPILOG, formatter_class=_Help)
        if name != "init":
            verb.add_argument("--workspace", metavar="DIR", help="the workspace, when it is not the current folder")
        add_arguments(verb)
    return parser


def split_lab(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """What of `lab ...` is ours, and what goes to JupyterLab, in its order; a bare '--' goes to nobody."""
    own, rest = list(arguments[:1]), list[str]()
    left = iter(arguments[1:])
    for argument in left:
        if argument == "--":
            rest += left
        elif argument == "--workspace":
            own += [argument, *([value] if (value := next(left, None)) is not None else [])]
        elif argument in ("-h", "--help") or argument.startswith("--workspace="):
            own.append(argument)
        else:
            rest.append(argument)
    return own, rest

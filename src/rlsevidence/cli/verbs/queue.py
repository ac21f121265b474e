"""What comes next: the order of the screening, what waits, what is new: their arguments and their help."""

from __future__ import annotations

import argparse

from .options import Verb, add_format, read_count


def add_verbs(verbs: dict[str, Verb]) -> None:
    """Add the verbs of this group, in the order of `--help`."""
    verbs.update(
        {
            "rank": Verb("screen", "Order what nobody has screened by what has been; nothing is excluded", _rank),
            "simulate": Verb("screen", "Replay a finished screening: what the order saves, when to stop", _simulate),
            "todo": Verb("tag", "List what waits for a person, most valuable first", _todo),
            "news": Verb("retrieve", "Say what has changed since a run or a date, retractions first", _news),
        }
    )


def _rank(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        nargs="?",
        metavar="FILE.csv",
        help="columns id, title, abstract, label_included (1, 0 or empty: undecided), - for standard input; "
        "without it the records of the workspace",
    )
    parser.add_argument(
        "--explore",
        type=read_count,
        default=0,
        metavar="PERCENT",
        help="places for rows drawn at random; default: 0",
    )
    parser.add_argument("--seed", type=read_count, default=1, help="of what is drawn at random; default: 1")
    parser.add_argument("--limit", type=read_count, default=None, help="how many to show; default: all")
    add_format(parser, "text", "jsonl")


def _simulate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.csv", help="as for rank, with every row decided; - for standard input")
    parser.add_argument("--seeds", type=read_count, default=3, help="how many replays, from seed 1 on; default: 3")
    parser.add_argument(
        "--promised",
        type=float,
        default=0.95,
        metavar="SHARE",
        help="recall that a stop promises; default: 0.95",
    )
    add_format(parser, "text", "json")


def _todo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--limit", type=read_count, default=20, help="how many to show; default: 20")
    parser.add_argument(
        "--library", action="store_true", help="what to read first with a library at hand, by what it could change"
    )
    add_format(parser, "text", "json")


def _news(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--since", metavar="RUN-or-DATE", help="a run or a date; default: what the last pull brought")
    add_format(parser, "markdown", "json")

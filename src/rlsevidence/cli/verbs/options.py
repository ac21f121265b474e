"""What a verb is, and the options that several verbs share."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import NamedTuple

EPILOG = (
    "exit codes: 0 done, 1 findings, 2 wrong usage or bad input, 3 network, 130 interrupted. "
    "The workspace is the current folder or the nearest parent that holds evidence/."
)


class Verb(NamedTuple):
    """One verb: the module of `cli` that holds its function, what it does, and its arguments."""

    module: str
    summary: str
    add_arguments: Callable[[argparse.ArgumentParser], None]


def add_format(parser: argparse.ArgumentParser, *formats: str) -> None:
    parser.add_argument("--format", choices=formats, default=formats[0], help=f"default: {formats[0]}")


def add_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--language", metavar="CODE", help="one of the workspace's; default: en where it has English, else its first"
    )


def add_reviewer(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reviewer", required=True, metavar="WHO", help="your id in people.tsv")


def add_engine(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--engine",
        metavar="NAME",
        default="rules",
        help="who judges the stance: rules (default), onnx:FOLDER, openai:MODEL (claims and abstracts go to the "
        "address in RLSEVIDENCE_ENGINE_URL), or a plug-in",
    )


def add_as_of(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--as-of",
        metavar="DATE",
        help="as the evidence stood on an earlier day, such as 2019-12-31, or year, such as 2019",
    )
    parser.add_argument(
        "--by", choices=("publication", "entry"), default="publication", help="which date counts; default: publication"
    )


def add_style(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--style",
        default="vancouver",
        metavar="STYLE",
        help="of references: vancouver, apa, or a .csl file; default: vancouver",
    )


def read_count(text: str) -> int:
    """A number of things to show: a whole number, not below zero."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"found {text!r}, expected a whole number, 0 or more")
    return int(text)


def read_number(text: str) -> int:
    """A number of things that there must be: a whole number, 1 or more."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"found {text!r}, expected a whole number, 1 or more")
    return int(text)

"""A workspace begun, the main job, and what PubMed is asked for: their arguments and their help."""

from __future__ import annotations

import argparse

from .options import Verb, add_format, add_language


def add_verbs(verbs: dict[str, Verb]) -> None:
    """Add the verbs of this group, in the order of `--help`."""
    verbs.update(
        {
            "init": Verb("begin", "Begin a workspace for another article and topic, every field explained", _init),
            "run": Verb("publish", "Do the main job: pull, suggest, check, summaries, notebooks, site", _run),
            "pull": Verb("retrieve", "Ask PubMed and other databases for records that are new or changed", _pull),
            "verify": Verb("verify", "Hold records that people entered against PubMed's, field by field", _verify),
        }
    )


def _init(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="FOLDER", help="a folder that is new or empty")
    for name, means in (
        ("title", "the title of the pages"),
        ("exposure", "what is taken, done or met with"),
        ("condition", "the state of health that it is said to change"),
    ):
        parser.add_argument(
            f"--{name}",
            action="append",
            default=[],
            metavar="TEXT",
            help=f"{means}; once a language as en=TEXT, or a text in the first language",
        )
    parser.add_argument(
        "--languages", metavar="CODES", help="of the pages, the first one first, such as sv,en; default: those given"
    )
    parser.add_argument(
        "--article",
        action="append",
        default=[],
        metavar="FILE",
        help="text, Markdown, HTML, DOCX or PDF, to be split into sentences; sv=FILE says its language; repeatable",
    )


def _run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--offline", action="store_true", help="do not try to reach PubMed")
    parser.add_argument("--again", action="store_true", help="do every step, also those whose inputs have not changed")
    parser.add_argument("--no-site", action="store_true", help="stop before the notebooks and the pages")


def _pull(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "searches", nargs="*", metavar="SEARCH", help="search strategies; default: those marked default"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="print the plan with each database's count, fetch nothing"
    )
    parser.add_argument(
        "--from-archive", action="store_true", help="ask nothing: make the records again from the answers kept here"
    )
    parser.add_argument(
        "--all",
        action="store_true",
        dest="everything",
        help="without the first-pass limit of a search, and all identifiers, also those that Crossref did not know",
    )
    parser.add_argument(
        "--translate",
        metavar="DATABASE",
        help="ask nothing: put the blocks of searches into the language of a database, and say what it cannot say",
    )
    parser.add_argument("--as", dest="name", metavar="ID", help="with --translate: write it as this strategy")
    add_format(parser, "text", "json")


def _verify(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "records", nargs="*", metavar="RECORD", help="records to compare; default: all that people entered"
    )
    parser.add_argument(
        "--accept",
        action="append",
        default=[],
        metavar="WHAT",
        help="what PubMed says stands here from now on: a record, RECORD:FIELD, 'harmless' (nothing comes to say "
        "something else) or 'all'; repeatable",
    )
    parser.add_argument(
        "--keep", action="append", default=[], metavar="RECORD:FIELD", help="what stands here is right; repeatable"
    )
    parser.add_argument("--reviewer", metavar="WHO", help="who decides: an id of people.tsv, not who entered them")
    parser.add_argument("--offline", action="store_true", help="ask nothing: go by the answers kept on this machine")
    add_language(parser)
    add_format(parser, "text", "json")

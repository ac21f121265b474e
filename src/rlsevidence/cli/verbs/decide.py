"""What people decide on records and studies, and what the rules say beside them: their arguments and their help."""

from __future__ import annotations

import argparse
from functools import partial

from .options import Verb, add_engine, add_format, add_language, add_reviewer, read_count


def add_verbs(verbs: dict[str, Verb]) -> None:
    """Add the verbs of this group, in the order of `--help`."""
    verbs.update(
        {
            "suggest": Verb(
                "tag", "Propose tags for records and claims that nobody has decided; never counted", _suggest
            ),
            "tag": Verb("tag", "Review suggestions in the terminal, one decision a line; each is saved at once", _tag),
            "screen": Verb(
                "screen", "Screen in the terminal, in an order that learns; say what may be missed, stop", _screen
            ),
            "desk": Verb("desk", "List what waits for one person; on a terminal, open it by its number", _desk),
            "extract": Verb(
                "desk", "Fill in a study field by field, each answer saved at once as your draft", _extract
            ),
            "appraise": Verb("desk", "Fill in an appraisal of a study, the tool's rule beside it", _appraise),
            "judge": Verb("desk", "Fill in the certainty of a claim, what the rules propose beside it", _judge_claim),
            "settle": Verb("desk", "Settle field by field what several people made, each alone", _settle),
            "agreement": Verb(
                "tag", "Show how far reviewers agree, and the rules with them; what is contested", _agreement
            ),
            "stance": Verb("tag", "Say of claims and abstracts, one a line, what stance the text takes", _stance),
            "direction": Verb(
                "tag", "Say of interventions and outcomes, one a line, which way the outcome went", _judge
            ),
            "design": Verb("tag", "Say of titles and abstracts, one a line, what design the text tells", _judge),
        }
    )


def _suggest(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--limit", type=read_count, default=40, help="how many to print as text; default: 40")
    parser.add_argument(
        "--claim", metavar="CLAIM", help="which records one claim brings, which words did it and what it misses"
    )
    parser.add_argument(
        "--explain", nargs=2, metavar=("RECORD", "CLAIM"), help="why one record is, or is not, suggested"
    )
    add_engine(parser)
    add_format(parser, "text", "json")


def _tag(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reviewer", required=True, metavar="WHO", help="your id in people.tsv")
    parser.add_argument("--claim", metavar="CLAIM", help="one claim; default: all")
    parser.add_argument(
        "--show",
        choices=("undecided", "conflict", "decided", "new", "all"),
        default="undecided",
        help="default: undecided",
    )
    add_language(parser)


def _screen(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reviewer", required=True, metavar="WHO", help="your id in people.tsv")
    parser.add_argument(
        "--show",
        choices=("undecided", "unsure", "conflict", "decided", "unopened", "all"),
        default="undecided",
        help="which records (unopened: set aside in lists, opened by nobody); default: undecided",
    )
    parser.add_argument("--find", default="", metavar="WORDS", help="only an id, PMID or DOI, or words of the title")
    add_language(parser)
    parser.add_argument(
        "--queue", type=read_count, default=None, metavar="N", help="print the next N of the queue, and end"
    )
    parser.add_argument("--estimate", action="store_true", help="print what may be missed by now, and end")
    parser.add_argument(
        "--stop",
        nargs="?",
        const="",
        default=None,
        metavar="WHY",
        help="stop the screening here, with the estimate of now; WHY is needed before the rule would stop",
    )
    parser.add_argument("--go-on", action="store_true", help="go on after a stop")
    parser.add_argument("--note", default="", help="with --go-on: why")
    add_format(parser, "text", "json")


def _desk(parser: argparse.ArgumentParser) -> None:
    add_reviewer(parser)
    parser.add_argument("--find", default="", metavar="WORDS", help="only what all of these words stand in")
    add_language(parser)
    add_format(parser, "text", "json")


def _tell(doing: str, text: str) -> tuple[str, str]:
    return doing, text


def _form(parser: argparse.ArgumentParser, what: str) -> None:
    """What each form takes: asked field by field, or told by options, which are done in their order."""
    parser.add_argument("id", metavar="ID", help=what)
    add_reviewer(parser)
    told = {
        "set": ("FIELD=VALUE", "put a value into a field, and do not ask; empty: nothing"),
        "add": ("LIST=VALUE", "one more group, result, line or word"),
        "drop": ("ITEM", "take a group or a result away, such as arms.placebo"),
        "take": ("FIELD=WHO", "what one of several people has there, or what `rules` offer"),
    }
    for doing, (metavar, help_) in told.items():
        parser.add_argument(
            f"--{doing}", dest="edits", action="append", metavar=metavar, type=partial(_tell, doing), help=help_
        )
    parser.add_argument("--finish", action="store_true", help="let it count; exit 1 and what it lacks where it cannot")
    parser.add_argument("--show", action="store_true", help="print every field by its name, with what it lacks")
    add_language(parser)
    add_format(parser, "text", "json")


def _extract(parser: argparse.ArgumentParser) -> None:
    _form(parser, "a record, such as pubmed:12345678, or a study")
    parser.add_argument("--name", metavar="ID", help="the id of a new study; default: first author and year")
    parser.add_argument("--text", metavar="FILE", help="your own PDF or text of the article; kept nowhere")


def _appraise(parser: argparse.ArgumentParser) -> None:
    _form(parser, "a study")
    parser.add_argument("--tool", metavar="TOOL", help="default: the one that the protocol names for the design")


def _judge_claim(parser: argparse.ArgumentParser) -> None:
    _form(parser, "a claim")


def _settle(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("part", choices=("studies", "appraisals", "certainty"), help="what it is that was made")
    _form(parser, "its file's name, such as name-year or name-year.rob2")


def _agreement(parser: argparse.ArgumentParser) -> None:
    add_engine(parser)
    add_format(parser, "text", "json")


def _stance(parser: argparse.ArgumentParser) -> None:
    _judge(parser)
    add_engine(parser)


def _judge(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.jsonl", help="one JSON object a line; - for standard input")

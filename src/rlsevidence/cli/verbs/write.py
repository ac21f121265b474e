"""Files of the evidence: begun, made to count, read again, brought to form: their arguments and their help."""

from __future__ import annotations

import argparse

from .options import Verb, add_format, add_language


def add_verbs(verbs: dict[str, Verb]) -> None:
    """Add the verbs of this group, in the order of `--help`."""
    verbs.update(
        {
            "new": Verb("drafts", "Start a study, appraisal, certainty, claim or search, every field explained", _new),
            "finish": Verb("drafts", "Make a draft count, or say what it still lacks and where (exit 1)", _finish),
            "sign-off": Verb("drafts", "Record a second reader", _sign_off),
            "reread": Verb("drafts", "Record that a person has read again what had changed under a text", _reread),
            "fmt": Verb("keep", "Bring the evidence folder to its canonical form", _fmt),
        }
    )


def _new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("study", "appraisal", "certainty", "claim", "search", "person"))
    parser.add_argument(
        "of", metavar="OF", help="study: a record id; appraisal: a study; certainty, claim, search, person: its id"
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help="study: the id to give it; appraisal: the tool")
    someone = parser.add_argument_group("person", "Who joins the review: a row of people.tsv.")
    someone.add_argument("--name", dest="called", metavar="NAME", help="as it shall be printed")
    someone.add_argument("--role", metavar="TEXT", help="what they do in the review; default: reviewer")
    someone.add_argument("--interests", metavar="TEXT", help="conflicts of interest that they declare")
    claim = parser.add_argument_group(
        "claim", "What is known of it already; on a terminal the rest is asked. Texts: sv=TEXT, once a language."
    )
    claim.add_argument("--kind", metavar="WORD", help="a word of vocabulary.yaml (claim_kind)")
    for name, means in (("title", "a few words"), ("statement", "the claim as one proposition, without any verdict")):
        claim.add_argument(f"--{name}", action="append", default=[], metavar="TEXT", help=means)
    for name, means in (
        ("population", "in whom"),
        ("intervention", "what is given"),
        ("exposure", "what is met with, where nothing is given"),
        ("comparator", "beside what"),
        ("outcome", "what is measured or felt"),
    ):
        claim.add_argument(f"--{name}", metavar="TEXT", help=means)
    claim.add_argument(
        "--needs",
        action="append",
        default=[],
        metavar="CONCEPTS",
        help="a record must speak of one of these concepts, such as sleep,fatigue; repeatable: of one of each",
    )
    claim.add_argument(
        "--direct",
        action="append",
        default=[],
        metavar="CONCEPT=PART",
        help="what of the question differs where a record does not speak of the concept, such as population",
    )
    claim.add_argument(
        "--supports", choices=("increase", "decrease"), help="which way the outcome goes when the claim is true"
    )
    claim.add_argument(
        "--concept",
        action="append",
        default=[],
        metavar="NAME=TERMS",
        help="a concept that is not there yet, with its words: regular expressions, commas between them",
    )
    claim.add_argument(
        "--mesh", action="append", default=[], metavar="NAME=HEADINGS", help="MeSH headings of such a concept"
    )


def _finish(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("study", "appraisal", "certainty", "claim", "search", "document"))
    parser.add_argument("id", metavar="ID", help="as the file is named: an id, or <study>.<tool>")
    add_format(parser, "text", "json")


def _sign_off(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "kind", choices=("study", "appraisal", "certainty", "phrases"), help="phrases: a claim's printable sentences"
    )
    parser.add_argument("id", metavar="ID", help="a study, <study>.<tool>, or a claim")
    parser.add_argument("--reviewer", required=True, metavar="WHO", help="the second reader's id in people.tsv")
    parser.add_argument("--read", metavar="DEPTH", help="how deep it was read; default and limit: as the studies were")
    add_language(parser)


def _reread(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what",
        nargs="?",
        metavar="CLAIM|TEXT",
        help="a claim, for every text on it, or one text: certainty/ID, claims/ID, documents/ID#SENTENCE",
    )
    parser.add_argument("--reviewer", metavar="WHO", help="who has read it again: an id of people.tsv")
    parser.add_argument("--read", metavar="DEPTH", help="how deep it was read; default and limit: as the studies were")
    parser.add_argument("--note", metavar="TEXT", help="what the reader found")
    parser.add_argument(
        "--record",
        action="store_true",
        help="put down what lies under texts of which nothing is put down yet; nobody claims to have read them",
    )


def _fmt(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file is not canonical")

"""What the evidence comes to, claim by claim and sentence by sentence: their arguments and their help."""

from __future__ import annotations

import argparse

from .options import Verb, add_as_of, add_format, add_language


def add_verbs(verbs: dict[str, Verb]) -> None:
    """Add the verbs of this group, in the order of `--help`."""
    verbs.update(
        {
            "check": Verb("keep", "List every problem of the evidence folder, with its line", _check),
            "show": Verb("judge", "Show what the evidence says of one claim, or of all", _show),
            "sentences": Verb(
                "judge", "Lay out every sentence that claims' phrases can make, level by level", _sentences
            ),
            "audit": Verb("audit", "Hold a document against the evidence, sentence by sentence", _audit),
            "history": Verb("judge", "Show how the verdict on a claim moved, and which study moved it", _history),
            "whatif": Verb("what_if", "Show what would change a verdict: a study, other choices, a new trial", _whatif),
            "figure": Verb(
                "draw", "Write one figure as a file: SVG, PNG, a page with its table, or Plotly's JSON", _figure
            ),
            "dose": Verb("judge", "Read an amount as the substance itself, beside authorities' upper levels", _dose),
            "pool": Verb("combine", "Pool effects from a CSV file, or refuse and say why (exit 1)", _pool),
        }
    )


def _check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--bot", nargs="+", metavar="PATH", help="also: an automatic update may have changed only these"
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="exit 1 also for what is unfinished or to be read again; without it they are listed at exit 0",
    )
    add_format(parser, "text", "json")


def _show(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("claim", nargs="?", metavar="CLAIM", help="one claim; without it, all claims in a table")
    add_language(parser)
    parser.add_argument("--document", metavar="ID", help="the passages of one document; without it, of all")
    add_as_of(parser)
    parser.add_argument("--sentences", action="store_true", help="verdict, gap and the sentence that may be printed")
    add_format(parser, "text", "json")


def _sentences(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("claim", nargs="*", metavar="CLAIM", help="only these claims")
    parser.add_argument("--language", metavar="CODE", help="only this language; default: all of the workspace")
    parser.add_argument(
        "--today", action="store_true", help="only the sentence that holds today, or that there is none"
    )
    add_format(parser, "tsv", "json")


def _audit(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help="text, Markdown, HTML, DOCX, PDF, or a folder of them; - for input"
    )
    parser.add_argument("--text", metavar="SENTENCE", help="a sentence instead of a file")
    parser.add_argument(
        "--country", metavar="COUNTRY", help="whose authority amounts are held against; default: the topic's"
    )
    parser.add_argument(
        "--context",
        choices=("editorial", "commercial"),
        default="editorial",
        help="commercial adds pointers to the rules on health claims; default: editorial",
    )
    parser.add_argument(
        "--fail-on", metavar="VERDICTS", help="exit 1 when a sentence has one of these, such as overstated,contradicted"
    )
    parser.add_argument(
        "--before", metavar="FILE", help="an earlier version of the document: what is better, worse, new, gone"
    )
    parser.add_argument(
        "--since", metavar="RUN-or-DATE", help="which sentences to reopen because the evidence moved since then"
    )
    parser.add_argument(
        "--as-new", action="store_true", help="as if no document were known: every sentence by the rules alone"
    )
    parser.add_argument(
        "--language", metavar="CODE", help="of what is said around the sentences; default: the document's"
    )
    parser.add_argument(
        "--out", metavar="PATH", help="a file to write instead of standard output; a folder for several documents"
    )
    add_format(parser, "text", "json", "html", "md", "docx", "sarif", "claimreview")


def _history(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("claim", metavar="CLAIM", help="the claim")
    parser.add_argument(
        "--by", choices=("publication", "entry"), default="publication", help="which date counts; default: publication"
    )
    add_format(parser, "text", "json")


def _whatif(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("claim", nargs="?", metavar="CLAIM", help="one claim; without it, every claim that changes")
    parser.add_argument("--without", action="append", default=[], metavar="STUDY", help="leave a study out")
    parser.add_argument("--retracted", action="append", default=[], metavar="STUDY", help="as if it had been retracted")
    parser.add_argument(
        "--drop",
        action="append",
        default=[],
        choices=("indirect", "high-risk", "uncontrolled", "second-hand"),
        help="take such studies out of every body",
    )
    parser.add_argument("--convention", choices=("design", "robins-i"), default="design", help="where GRADE starts")
    parser.add_argument(
        "--unread",
        action="store_true",
        help="what studies that are known and unread would change if they support, leave open or dispute",
    )
    parser.add_argument("--multiverse", action="store_true", help="every combination of defensible choices")
    parser.add_argument("--new-trial", action="store_true", help="how large a good new trial would have to be")
    add_format(parser, "text", "json")


def _figure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="such as claims-at-a-glance or forest; a wrong name lists them")
    parser.add_argument("--claim", metavar="CLAIM", help="for the figures of one claim")
    parser.add_argument("--language", metavar="CODE", help="default: the first of the workspace")
    parser.add_argument(
        "--out", required=True, metavar="FILE", help="ends in .svg, .png, .html (with table) or .json (Plotly)"
    )


def _dose(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "text",
        metavar="TEXT",
        help="an amount as on a pack, such as '250 mg' or '12.4 mmol', with the name of the substance or of its salt",
    )
    add_format(parser, "text", "json")


def _pool(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        metavar="FILE",
        help="columns study, yi and vi, se, or ci_low and ci_high, or counts ai, n1i, ci, n2i with measure; optional "
        "kind, outcome, sample, n, p; commas, semicolons or tabs; - for standard input",
    )
    parser.add_argument(
        "--method", choices=("FE", "DL", "PM", "REML"), default="REML", help="how tau2 is estimated; default: REML"
    )
    parser.add_argument(
        "--ci",
        choices=("z", "hksj", "hksj-floor"),
        default="hksj-floor",
        help="normal, plain Knapp-Hartung, or the same with a floor at the common-effect interval; default: hksj-floor",
    )
    add_format(parser, "text", "json")

"""Records and the review for papers and for other programs: their arguments and their help."""

from __future__ import annotations

import argparse

from .options import Verb, add_as_of, add_language, add_style


def add_verbs(verbs: dict[str, Verb]) -> None:
    """Add the verbs of this group, in the order of `--help`."""
    verbs.update(
        {
            "export": Verb("export", "Write records with their decisions, or the review, in an open format", _export),
            "table": Verb("report", "Write a table for a paper: GRADE, studies, searches; HTML, CSV, Word", _table),
            "flow": Verb(
                "report", "Draw the PRISMA flow; as .svg and .html its boxes lead to the records in them", _flow
            ),
            "report": Verb("report", "Write the review as a Word file, or draft methods and results", _report),
            "snapshot": Verb("report", "Release a version of the evidence: bundle, citation, what changed", _snapshot),
        }
    )


def _export(parser: argparse.ArgumentParser) -> None:
    records = ("ris", "bibtex", "csl-json", "csv", "xlsx", "nbib", "references")
    whole = ("tables", "parquet", "revman", "metafor", "robvis", "bundle")
    parser.add_argument(
        "kind",
        metavar="FORMAT",
        choices=(*records, *whole),
        help=f"records: {', '.join(records)}; the review: {', '.join(whole)}",
    )
    parser.add_argument("--claim", metavar="ID", help="only records tagged to this claim")
    parser.add_argument("--stance", choices=("supports", "disputes", "inconclusive", "not_relevant"))
    parser.add_argument("--counted", action="store_true", help="only records of studies that are counted")
    parser.add_argument("--screened", choices=("include", "exclude", "unsure", "undecided"))
    add_as_of(parser)
    add_style(parser)
    add_language(parser)
    parser.add_argument("--out", metavar="PATH", help="a file, or a folder for several; default: standard output")
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="of what is said of losses; default: text"
    )


def _table(parser: argparse.ArgumentParser) -> None:
    names = (
        "summary-of-findings", "evidence-profile", "characteristics", "risk-of-bias", "excluded", "searches", "ongoing",
        "protocol", "prisma", "prisma-s", "swim", "registrations", "amendments",
    )  # fmt: skip
    parser.add_argument("name", metavar="TABLE", choices=names, help=", ".join(names))
    parser.add_argument("--claim", action="append", default=[], metavar="ID", help="only this claim; may be repeated")
    add_language(parser)
    add_style(parser)
    parser.add_argument(
        "--format", choices=("csv", "html", "docx", "json"), help="default: by the ending of --out, else csv"
    )
    parser.add_argument("--out", metavar="PATH", help="the file to write; default: standard output")


def _flow(parser: argparse.ArgumentParser) -> None:
    add_language(parser)
    parser.add_argument(
        "--format", choices=("svg", "png", "html", "json"), help="default: by the ending of --out, else svg"
    )
    parser.add_argument(
        "--out",
        metavar="PATH",
        help="the file to write (.svg: its boxes lead to the built pages); default: standard output",
    )


def _report(parser: argparse.ArgumentParser) -> None:
    add_language(parser)
    add_style(parser)
    parser.add_argument(
        "--out",
        required=True,
        metavar="PATH",
        help="a .docx file for the whole report; .md or .html for the drafted paragraphs alone",
    )


def _snapshot(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("version", metavar="VERSION", help="such as 2026.11 or 1.0.2")
    parser.add_argument(
        "--since", metavar="BUNDLE", help="the bundle to compare with; default: the newest earlier snapshot"
    )
    parser.add_argument("--tag", action="store_true", help="also tag the commit as evidence-VERSION")
    add_language(parser)
    parser.add_argument("--out", metavar="FOLDER", help="default: build/snapshots/VERSION")

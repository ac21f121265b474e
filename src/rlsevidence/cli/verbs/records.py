"""Records from other databases and from PubMed's own files: their arguments and their help."""

from __future__ import annotations

import argparse

from .options import Verb, add_format, read_number


def add_verbs(verbs: dict[str, Verb]) -> None:
    """Add the verbs of this group, in the order of `--help`."""
    verbs.update(
        {
            "import": Verb(
                "retrieve", "Bring in records from other databases; what is known is linked, never dropped", _import
            ),
            "link": Verb(
                "links", "Say which records are one, or report one study; list what is proposed; take it back", _link
            ),
            "scan": Verb("scan", "Run a search over PubMed's own files, on all cores or on a cluster", _scan),
            "parse": Verb("retrieve", "Print PubMed records as JSON lines, every field", _parse),
        }
    )


def _import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="RIS and its kin, MEDLINE (.nbib), XML, BibTeX, JSON, CSV, Excel, projects: told by its content",
    )
    parser.add_argument(
        "--search", metavar="SEARCH", help="the strategy that the files come from; default: import:FILE"
    )
    parser.add_argument(
        "--reviewer",
        metavar="WHO",
        help="record likely duplicates, and this person's own decisions in the file, in screening.tsv in this name",
    )
    parser.add_argument("--called", metavar="NAME", help="what the reviewer is called in the file")
    parser.add_argument("--reason", metavar="WORD", help="the reason of exclusions for which the file gives none")
    parser.add_argument(
        "--stage", metavar="STAGE", help="title_abstract or full_text: of decisions for which the file does not tell it"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would be entered, write nothing")
    add_format(parser, "text", "json")


def _link(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "records", nargs="*", metavar="RECORD", help="two record ids or PMIDs; none: list the proposals"
    )
    parser.add_argument("--reviewer", metavar="WHO", help="your id in people.tsv")
    parser.add_argument(
        "--as",
        dest="relation",
        choices=("same-record", "same-study", "different"),
        help="what they are to each other; default: as the list has it, or else same-record",
    )
    parser.add_argument("--why", metavar="TEXT", help="why; default: the reasons of the proposal")
    parser.add_argument(
        "--undo", action="store_true", help="take back every earlier word on the two, by a row more in links.tsv"
    )
    parser.add_argument("--by-rule", action="store_true", help="link all pairs in which so much agrees that it is safe")
    parser.add_argument("--dry-run", action="store_true", help="say what it would come to, write nothing")
    add_format(parser, "text", "json")


def _scan(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="baseline and update files (pubmed26n0001.xml.gz), or folders of them; .md5 files beside them are checked",
    )
    parser.add_argument("--search", required=True, metavar="ID", help="the strategy: a search of the workspace")
    parser.add_argument(
        "--mesh",
        action="append",
        default=[],
        metavar="FILE",
        help="NLM's file of headings (mtrees<year>.bin, desc<year>.xml) or qualifiers (qual<year>.xml, q<year>.bin); "
        "repeatable",
    )
    parser.add_argument(
        "--workers", type=read_number, metavar="N", help="processes here; default, and at most: the cores"
    )
    parser.add_argument("--memory", default="1GiB", metavar="AMOUNT", help="the most for each worker; default: 1GiB")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="a Dask scheduler instead, such as tcp://host:8786")
    parser.add_argument(
        "--out", metavar="PATH", help="a .parquet file, or a folder; default: .rlsevidence/scans/ID/hits.parquet"
    )
    parser.add_argument(
        "--all", action="store_true", dest="everything", help="without the first-pass limit of a search"
    )
    parser.add_argument("--again", action="store_true", help="read every file, also those that an earlier run has read")
    parser.add_argument(
        "--dry-run", action="store_true", help="say whether the strategy can be translated, and read no file of records"
    )
    add_format(parser, "text", "json")


def _parse(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="PubMed XML, .xml.gz or MEDLINE; - for standard input")
    add_format(parser, "jsonl")

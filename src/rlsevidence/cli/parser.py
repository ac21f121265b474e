"""Every verb, its arguments and its help. Nothing else is imported, so that `--help` answers at once."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import NamedTuple

from .. import __version__

DISCLAIMER = "What it says is not medical advice."

EPILOG = (
    "exit codes: 0 done, 1 findings, 2 wrong usage or bad input, 3 network, 130 interrupted. "
    "The workspace is the current folder or the nearest parent that holds evidence/."
)


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


def _format(parser: argparse.ArgumentParser, *formats: str) -> None:
    parser.add_argument("--format", choices=formats, default=formats[0], help=f"default: {formats[0]}")


def _language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--language", metavar="CODE", help="one of the workspace's; default: en where it has English, else its first"
    )


def _count(text: str) -> int:
    """A number of things to show: a whole number, not below zero."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"found {text!r}, expected a whole number, 0 or more")
    return int(text)


def _number(text: str) -> int:
    """A number of things that there must be: a whole number, 1 or more."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"found {text!r}, expected a whole number, 1 or more")
    return int(text)


def _nothing(parser: argparse.ArgumentParser) -> None:
    """A verb without arguments of its own."""


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
        "--all", action="store_true", dest="everything", help="without the first-pass limit of a search"
    )
    parser.add_argument(
        "--translate",
        metavar="DATABASE",
        help="ask nothing: put the blocks of searches into the language of a database, and say what it cannot say",
    )
    parser.add_argument("--as", dest="name", metavar="ID", help="with --translate: write it as this strategy")
    _format(parser, "text", "json")


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
    _language(parser)
    _format(parser, "text", "json")


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
    parser.add_argument("--workers", type=_number, metavar="N", help="processes here; default, and at most: the cores")
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
    _format(parser, "text", "json")


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
    parser.add_argument("--dry-run", action="store_true", help="say what would be entered, write nothing")
    _format(parser, "text", "json")


def _link(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "records", nargs="*", metavar="RECORD", help="two record ids or PMIDs; none: list the proposals"
    )
    parser.add_argument("--reviewer", metavar="WHO", help="your id in people.tsv")
    parser.add_argument(
        "--as",
        dest="relation",
        choices=("same-record", "same-study", "different"),
        help="what they are to each other; default: same-record",
    )
    parser.add_argument("--why", metavar="TEXT", help="why; default: the reasons of the proposal")
    parser.add_argument(
        "--undo", action="store_true", help="take back every earlier word on the two, by a row more in links.tsv"
    )
    parser.add_argument("--by-rule", action="store_true", help="link all pairs in which so much agrees that it is safe")
    parser.add_argument("--dry-run", action="store_true", help="say what it would come to, write nothing")
    _format(parser, "text", "json")


def _parse(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="PubMed XML, .xml.gz or MEDLINE; - for standard input")
    _format(parser, "jsonl")


def _news(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--since", metavar="RUN-or-DATE", help="a run or a date; default: what the last pull brought")
    _format(parser, "markdown", "json")


def _suggest(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--limit", type=_count, default=40, help="how many to print as text; default: 40")
    parser.add_argument(
        "--claim", metavar="CLAIM", help="which records one claim brings, which words did it and what it misses"
    )
    parser.add_argument(
        "--explain", nargs=2, metavar=("RECORD", "CLAIM"), help="why one record is, or is not, suggested"
    )
    _engine(parser)
    _format(parser, "text", "json")


def _tag(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reviewer", required=True, metavar="WHO", help="your id in people.tsv")
    parser.add_argument("--claim", metavar="CLAIM", help="one claim; default: all")
    parser.add_argument(
        "--show",
        choices=("undecided", "conflict", "decided", "new", "all"),
        default="undecided",
        help="default: undecided",
    )
    _language(parser)


def _desk(parser: argparse.ArgumentParser) -> None:
    _reviewer(parser)
    parser.add_argument("--find", default="", metavar="WORDS", help="only what all of these words stand in")
    _language(parser)
    _format(parser, "text", "json")


def _reviewer(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reviewer", required=True, metavar="WHO", help="your id in people.tsv")


def _form(parser: argparse.ArgumentParser, what: str) -> None:
    """What each form takes: asked field by field, or told by options, which are done in their order."""
    parser.add_argument("id", metavar="ID", help=what)
    _reviewer(parser)
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
    _language(parser)
    _format(parser, "text", "json")


def _tell(doing: str, text: str) -> tuple[str, str]:
    return doing, text


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
    _engine(parser)
    _format(parser, "text", "json")


def _engine(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--engine",
        metavar="NAME",
        default="rules",
        help="who judges the stance: rules (default), onnx:FOLDER, openai:MODEL (claims and abstracts go to the "
        "address in RLSEVIDENCE_ENGINE_URL), or a plug-in",
    )


def _stance(parser: argparse.ArgumentParser) -> None:
    _judge(parser)
    _engine(parser)


def _judge(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.jsonl", help="one JSON object a line; - for standard input")


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
    _format(parser, "text", "json", "html", "md", "docx", "sarif", "claimreview")


def _check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--bot", nargs="+", metavar="PATH", help="also: an automatic update may have changed only these"
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="exit 1 also for what is unfinished or to be read again; without it they are listed at exit 0",
    )
    _format(parser, "text", "json")


def _show(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("claim", nargs="?", metavar="CLAIM", help="one claim; without it, all claims in a table")
    _language(parser)
    parser.add_argument("--document", metavar="ID", help="the passages of one document; without it, of all")
    _as_of(parser)
    parser.add_argument("--sentences", action="store_true", help="verdict, gap and the sentence that may be printed")
    _format(parser, "text", "json")


def _sentences(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("claim", nargs="*", metavar="CLAIM", help="only these claims")
    parser.add_argument("--language", metavar="CODE", help="only this language; default: all of the workspace")
    parser.add_argument(
        "--today", action="store_true", help="only the sentence that holds today, or that there is none"
    )
    _format(parser, "tsv", "json")


def _as_of(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as-of", metavar="DATE", help="as the evidence stood on an earlier day, such as 2019-12-31")
    parser.add_argument(
        "--by", choices=("publication", "entry"), default="publication", help="which date counts; default: publication"
    )


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
    _format(parser, "text", "json")


def _history(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("claim", metavar="CLAIM", help="the claim")
    parser.add_argument(
        "--by", choices=("publication", "entry"), default="publication", help="which date counts; default: publication"
    )
    _format(parser, "text", "json")


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
    _format(parser, "text", "json")


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
    _format(parser, "text", "json")


def _fmt(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file is not canonical")


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
    _format(parser, "text", "json")


def _sign_off(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "kind", choices=("study", "appraisal", "certainty", "phrases"), help="phrases: a claim's printable sentences"
    )
    parser.add_argument("id", metavar="ID", help="a study, <study>.<tool>, or a claim")
    parser.add_argument("--reviewer", required=True, metavar="WHO", help="the second reader's id in people.tsv")
    parser.add_argument("--read", metavar="DEPTH", help="how deep it was read; default and limit: as the studies were")


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


def _todo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--limit", type=_count, default=20, help="how many to show; default: 20")
    parser.add_argument(
        "--library", action="store_true", help="what to read first with a library at hand, by what it could change"
    )
    _format(parser, "text", "json")


def _site(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", metavar="DIR", help="default: build/site")
    parser.add_argument("--no-notebooks", action="store_true", help="pages only")
    parser.add_argument(
        "--address", metavar="URL", help="where the pages will stand, for links that are shared; else pyproject.toml's"
    )
    _as_of(parser)


def _lab(parser: argparse.ArgumentParser) -> None:
    parser.epilog = f"Every other option goes to JupyterLab, such as --no-browser or --port 9000. {EPILOG}"


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
    _as_of(parser)
    _style(parser)
    _language(parser)
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
    _language(parser)
    _style(parser)
    parser.add_argument(
        "--format", choices=("csv", "html", "docx", "json"), help="default: by the ending of --out, else csv"
    )
    parser.add_argument("--out", metavar="PATH", help="the file to write; default: standard output")


def _report(parser: argparse.ArgumentParser) -> None:
    _language(parser)
    _style(parser)
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
    _language(parser)
    parser.add_argument("--out", metavar="FOLDER", help="default: build/snapshots/VERSION")


def _flow(parser: argparse.ArgumentParser) -> None:
    _language(parser)
    parser.add_argument(
        "--format", choices=("svg", "png", "html", "json"), help="default: by the ending of --out, else svg"
    )
    parser.add_argument(
        "--out",
        metavar="PATH",
        help="the file to write (.svg: its boxes lead to the built pages); default: standard output",
    )


def _style(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--style",
        default="vancouver",
        metavar="STYLE",
        help="of references: vancouver, apa, or a .csl file; default: vancouver",
    )


def _screen(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reviewer", required=True, metavar="WHO", help="your id in people.tsv")
    parser.add_argument(
        "--show",
        choices=("undecided", "unsure", "conflict", "decided", "unopened", "all"),
        default="undecided",
        help="which records (unopened: set aside in lists, opened by nobody); default: undecided",
    )
    parser.add_argument("--find", default="", metavar="WORDS", help="only an id, PMID or DOI, or words of the title")
    _language(parser)
    parser.add_argument(
        "--queue", type=_count, default=None, metavar="N", help="print the next N of the queue, and end"
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
    _format(parser, "text", "json")


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
        type=_count,
        default=0,
        metavar="PERCENT",
        help="places for rows drawn at random; default: 0",
    )
    parser.add_argument("--seed", type=_count, default=1, help="of what is drawn at random; default: 1")
    parser.add_argument("--limit", type=_count, default=None, help="how many to show; default: all")
    _format(parser, "text", "jsonl")


def _simulate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.csv", help="as for rank, with every row decided; - for standard input")
    parser.add_argument("--seeds", type=_count, default=3, help="how many replays, from seed 1 on; default: 3")
    parser.add_argument(
        "--promised",
        type=float,
        default=0.95,
        metavar="SHARE",
        help="recall that a stop promises; default: 0.95",
    )
    _format(parser, "text", "json")


class Verb(NamedTuple):
    """One verb: the module of this folder that holds its function, what it does, and its arguments."""

    module: str
    summary: str
    add_arguments: Callable[[argparse.ArgumentParser], None]


VERBS: dict[str, Verb] = {
    "init": Verb("begin", "Begin a workspace for another article and topic, every field explained", _init),
    "run": Verb("publish", "Do the main job: pull, suggest, check, summaries, notebooks, site", _run),
    "pull": Verb("retrieve", "Ask PubMed and other databases for records that are new or changed", _pull),
    "verify": Verb("verify", "Hold records that people entered against PubMed's, field by field", _verify),
    "suggest": Verb("tag", "Propose tags for records and claims that nobody has decided; never counted", _suggest),
    "tag": Verb("tag", "Review suggestions in the terminal, one decision a line; each is saved at once", _tag),
    "screen": Verb("screen", "Screen in the terminal, in an order that learns; say what may be missed, stop", _screen),
    "desk": Verb("desk", "List what waits for one person; on a terminal, open it by its number", _desk),
    "extract": Verb("desk", "Fill in a study field by field, each answer saved at once as your draft", _extract),
    "appraise": Verb("desk", "Fill in an appraisal of a study, the tool's rule beside it", _appraise),
    "judge": Verb("desk", "Fill in the certainty of a claim, what the rules propose beside it", _judge_claim),
    "settle": Verb("desk", "Settle field by field what several people made, each alone", _settle),
    "agreement": Verb("tag", "Show how far reviewers agree, and the rules with them; what is contested", _agreement),
    "stance": Verb("tag", "Say of claims and abstracts, one a line, what stance the text takes", _stance),
    "direction": Verb("tag", "Say of interventions and outcomes, one a line, which way the outcome went", _judge),
    "design": Verb("tag", "Say of titles and abstracts, one a line, what design the text tells", _judge),
    "check": Verb("keep", "List every problem of the evidence folder, with its line", _check),
    "show": Verb("judge", "Show what the evidence says of one claim, or of all", _show),
    "sentences": Verb("judge", "Lay out every sentence that claims' phrases can make, level by level", _sentences),
    "audit": Verb("audit", "Hold a document against the evidence, sentence by sentence", _audit),
    "history": Verb("judge", "Show how the verdict on a claim moved, and which study moved it", _history),
    "whatif": Verb("what_if", "Show what would change a verdict: a study, other choices, a new trial", _whatif),
    "figure": Verb("draw", "Write one figure as a file: SVG, PNG, a page with its table, or Plotly's JSON", _figure),
    "dose": Verb("judge", "Read an amount as the substance itself, beside authorities' upper levels", _dose),
    "pool": Verb("combine", "Pool effects from a CSV file, or refuse and say why (exit 1)", _pool),
    "export": Verb("export", "Write records with their decisions, or the review, in an open format", _export),
    "table": Verb("report", "Write a table for a paper: GRADE, studies, searches; HTML, CSV, Word", _table),
    "flow": Verb("report", "Draw the PRISMA flow; as .svg and .html its boxes lead to the records in them", _flow),
    "report": Verb("report", "Write the review as a Word file, or draft methods and results", _report),
    "snapshot": Verb("report", "Release a version of the evidence: bundle, citation, what changed", _snapshot),
    "rank": Verb("screen", "Order what nobody has screened by what has been; nothing is excluded", _rank),
    "simulate": Verb("screen", "Replay a finished screening: what the order saves, when to stop", _simulate),
    "todo": Verb("tag", "List what waits for a person, most valuable first", _todo),
    "news": Verb("retrieve", "Say what has changed since a run or a date, retractions first", _news),
    "new": Verb("drafts", "Start a study, appraisal, certainty, claim or search, every field explained", _new),
    "finish": Verb("drafts", "Make a draft count, or say what it still lacks and where (exit 1)", _finish),
    "sign-off": Verb("drafts", "Record a second reader", _sign_off),
    "reread": Verb("drafts", "Record that a person has read again what had changed under a text", _reread),
    "fmt": Verb("keep", "Bring the evidence folder to its canonical form", _fmt),
    "import": Verb(
        "retrieve", "Bring in records from other databases; what is known is linked, never dropped", _import
    ),
    "link": Verb("links", "Say which records are one, or report one study; list what is proposed; take it back", _link),
    "scan": Verb("scan", "Run a search over PubMed's own files, on all cores or on a cluster", _scan),
    "parse": Verb("retrieve", "Print PubMed records as JSON lines, every field", _parse),
    "site": Verb("publish", "Build the pages, with the notebooks rendered, for reading without a network", _site),
    "lab": Verb("publish", "Open JupyterLab on the notebooks", _lab),
    "schema": Verb("keep", "Write the JSON Schemas of the evidence files", _nothing),
}

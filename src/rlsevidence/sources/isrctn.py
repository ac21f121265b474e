"""ISRCTN: registrations of trials, published or not. Pure.

The interface's own documentation is a draft: https://www.isrctn.com/editorial/retrieveFile/81786542-9920-48a0-8fce-
09f8428ab843/37855 (GET /api/query/format/default?q=&limit=, XML; one request after the other, and some one a second).
What is not in it was read in public programs that ask the same interface:

- the root `allTrials` with `totalCount`, and in it fullTrial/trial, fullTrial/sponsor: the serialised classes of
  MDR_Downloader (github.com/michelescarlato/MDR_Downloader, SourceSpecific/isrctn); newer ones beside them, such as
  primaryOutcomes/outcomeMeasure in place of primaryOutcome, in ToolUniverse (isrctn_tool.py);
- there are no pages: `limit` alone is heard, and may be any number (github.com/rfhb/ctrdata, R/ctrLoadQueryIntoDb-
  Isrctn.R, "no pagination or batching"; a later reader found `offset`, `page`, `start`, `skip` and `from` passed over
  without a word). So a list that is longer than the first answer is asked for once more, whole;
- words that stand alone are joined by OR, and AND, OR, brackets and phrases are heard: the same two, and
  https://www.isrctn.com/page/search-tips (newest registrations first; no synonyms, no truncation, some stemming);
- results are links to publications more often than results in the registry: `results/publicationStage`,
  `results/basicReport`, `outputs/output[@outputType, @dateUploaded]`;
- numbers in other registries: externalRefs/eudraCTNumber, /clinicalTrialsGovNumber, /protocolSerialNumber and
  /secondaryNumbers/secondaryNumber[@numberType], as ctrdata's fields (`externalRefs.eudraCTNumber`, R/dbGetFieldsInto-
  Df.R) and the newer downloader of ECRIN (SecondaryNumberList) name them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, ClassVar

from ..exchange.registries import TYPE, identify
from ..model import Registered, RegisteredOutcome, RegisteredReference
from ..synthesis.registered_twice import find_numbers
from .markup import XmlReader
from .pages import Ask, Database, Described, Hit, Page, find_dois, make_record, read_day

NAME = "ISRCTN"
NUMBER = re.compile(r"(?:ISRCTN)?(\d{8})")
PUBMED = re.compile(r"(?:pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/pubmed/)([1-9]\d{0,8})\b")
UNTOLD = re.compile(r"not (?:provided|available|applicable)\b.{0,40}|n/?a|none|nil known", re.I)
"""What stands in fields that the registrant left open."""
IN_REGISTRY = ("basic", "plainenglish")
"""How the kinds of results that stand in the registry itself begin; others ('Results article') are published."""
read = XmlReader(NAME, "http://www.67bricks.com/isrctn")


class Isrctn(Database):
    key = "isrctn"
    name = NAME
    form = "XML"
    page_size = 500
    """What most searches find is fewer, and comes in one answer, every time. A registration is some 20 kB."""
    total = "@totalCount"
    requests_per_second: ClassVar[float] = 1.0
    whole_at_once = True

    def ask(self, part: str, cursor: str | None, number: int, known: bool) -> Ask:
        """The first answer, newest registrations first, or all that it counts."""
        return Ask("api/query/format/default", {"q": part, "limit": cursor or str(self.page_size)},
                   f"page {number} of the search")  # fmt: skip

    def read(self, raw: bytes, origin: str) -> Page:
        root = read.root(raw, "allTrials")
        count = read.number(root, "totalCount")
        hits = tuple(_hit(full, origin) for full in read.all(root, "fullTrial"))
        return Page(count, hits, str(count) if len(hits) < count else None)

    def stream(self, raw: BinaryIO, origin: str) -> tuple[int, Iterator[Hit]]:
        elements = read.stream(raw, "allTrials", "fullTrial")
        count = read.number(next(elements), "totalCount")
        return count, (_hit(full, origin) for full in elements)


def _hit(full: Any, origin: str) -> Hit:
    trial = next(iter(read.all(full, "trial")), None)
    if trial is None:
        read.refuse("fullTrial/trial", None, "a trial")
    said = read.text(trial, "isrctn") or trial.get("publicIdentifierCanonical")
    number = NUMBER.fullmatch(said or "")
    if number is None:
        read.refuse("trial/isrctn", said, "eight digits")
    title, scientific = _told(trial, "trialDescription/title"), _told(trial, "trialDescription/scientificTitle")
    assigned = next((e.get("dateAssigned") for e in read.all(trial, "isrctn")), None)
    assigned = assigned or trial.get("publicIdentifierDateAssigned")
    described = Described(
        page=f"https://www.isrctn.com/ISRCTN{number[1]}",
        database=NAME,
        doi=identify(number[1])["doi"],
        title=title or scientific,
        organisation=read.text(full, "sponsor/organisation"),
        # The year of a registration is that of its first day in the registry.
        year=(assigned or "")[:4] or None,
        types=(TYPE,),
        created=assigned,
        revised=trial.get("lastUpdated"),
        abstract=_told(trial, "trialDescription/plainEnglishSummary") or "",
        trial=_read_trial(trial, assigned),
    )
    words = (
        *read.texts(trial, "conditions/condition/description"),
        *read.texts(trial, "interventions/intervention/drugNames"),
        # The same trial's number in another registry: what is here under it can be found by that word.
        *filter(_says, read.texts(trial, "externalRefs/clinicalTrialsGovNumber")),
    )
    titles = tuple(filter(None, (title, scientific, _told(trial, "trialDescription/acronym"))))
    return Hit(described.page, make_record(described, origin), described.abstract, tuple(dict.fromkeys(words)), titles)


def _read_trial(trial: Any, assigned: str | None) -> Registered:
    """Dates, primary outcomes and publications of a trial, as the registry has them.

    It says neither a day of primary completion nor whether the end came about: what is overdue cannot be told from it.
    """
    end, started = read.text(trial, "trialDesign/overallEndDate"), read.text(trial, "trialDesign/overallStartDate")
    target, final = _number(trial, "participants/targetEnrolment"), _number(trial, "participants/totalFinalEnrolment")
    results = _find_results(trial)
    return Registered(
        registry=NAME,
        status=_told(trial, "trialDesign/overallStatusOverride"),
        first_posted=read_day(assigned),
        started=read_day(started),
        primary_completion=None,
        primary_completion_is=None,
        completion=read_day(end),
        completion_is=None,
        # Nought is how an enrolment that is not known yet stands there.
        enrolment=final or target,
        enrolment_is="ACTUAL" if final else "ESTIMATED" if target else None,
        study_type=_told(trial, "trialDesign/primaryStudyDesign"),
        phases=tuple(dict.fromkeys(p for p in read.texts(trial, "interventions/intervention/phase") if _says(p))),
        primary_outcomes=tuple(_outcomes(trial)),
        has_results=results.any_here,
        results_on=results.on,
        references=results.pmids,
        result_references=results.certain,
        other_numbers=_list_numbers(trial),
        other_references=results.others,
    )


def _list_numbers(trial: Any) -> tuple[str, ...]:
    """The trial's numbers in other registries, wherever among its references to others they stand."""
    parts = read.all(trial, "externalRefs")
    texts = (said for part in parts for e in part.iter() for said in (e.text or "", *e.attrib.values()))
    found = (n for text in texts for registry, n in find_numbers(text) if registry != NAME)
    return tuple(dict.fromkeys(found))


def _outcomes(trial: Any) -> Iterator[RegisteredOutcome]:
    """Structured outcomes where there are any, else the one text of older registrations."""
    structured = read.all(trial, "trialDescription/primaryOutcomes/outcomeMeasure")
    for outcome in structured:
        if measure := _told(outcome, "variable"):
            yield RegisteredOutcome(measure=measure, time_frame=_told(outcome, "timepoints"))
    text = None if structured else _told(trial, "trialDescription/primaryOutcome")
    if text:
        yield RegisteredOutcome(measure=text, time_frame=None)


@dataclass(frozen=True)
class _Results:
    """What the registry knows of results. `pmids`: publications that may report them, `certain`: those that it says do;
    `unnamed`: whether there are others, which have no PMID; `posted`: whether any stand in the registry, since `on`."""

    pmids: tuple[str, ...]
    certain: tuple[str, ...]
    unnamed: bool
    posted: bool
    on: str | None
    others: tuple[RegisteredReference, ...]
    """Those without a PMID that go by a DOI."""

    @property
    def any_here(self) -> bool | None:
        """Whether results are to be had: unknown where the registry names only publications that have a PMID.

        One without a PMID cannot be named further on, and 'nothing found' would be wrong of it.
        """
        return True if self.posted or self.unnamed else None if self.pmids else False


def _find_results(trial: Any) -> _Results:
    named: list[str] = []
    cited: list[str] = []
    days: list[str] = []
    posted = any(_told(trial, f"results/{name}") for name in ("basicReport", "plainEnglishReport"))
    for output in read.all(trial, "outputs/output"):
        kind = re.sub(r"\W", "", output.get("outputType") or "").casefold()
        if kind.startswith(IN_REGISTRY):
            posted = True
            days += filter(None, [read_day(output.get("dateUploaded"))])
        elif "result" in kind:
            named.append(" ".join(v for e in output.iter() for v in (*e.attrib.values(), e.text or "")))
    details = _told(trial, "results/publicationDetails") or ""
    if "result" in details.casefold():
        cited.append(details)  # of older registrations, where protocols may stand beside results
    certain, pmids = (
        tuple(dict.fromkeys(p for t in texts for p in PUBMED.findall(t))) for texts in (named, named + cited)
    )
    unnamed = any(not PUBMED.search(text) for text in named + cited)
    stage = (read.text(trial, "results/publicationStage") or "").casefold()
    return _Results(
        pmids,
        certain,
        unnamed or (stage == "results" and not (pmids or posted)),
        posted,
        min(days, default=None),
        tuple(
            dict.fromkeys(
                RegisteredReference(kind=kind, doi=doi, citation=None)
                for kind, texts in (("RESULT", named), ("DERIVED", cited))
                for text in texts
                if not PUBMED.search(text)
                for doi in find_dois(text)
            )
        ),
    )


def _told(value: Any, path: str) -> str | None:
    """The text at `path` unless it only says that nothing was said."""
    text = read.text(value, path)
    return text if text and _says(text) else None


def _says(text: str) -> bool:
    return not UNTOLD.fullmatch(text.rstrip("."))


def _number(value: Any, path: str) -> int | None:
    """The one number in a text, with its unit or without ('100 participants'); of several nobody can tell which."""
    found = re.findall(r"[0-9]+", re.sub(r"(?<=\d),(?=\d{3}\b)", "", read.text(value, path) or ""))
    return int(found[0]) if len(found) == 1 else None

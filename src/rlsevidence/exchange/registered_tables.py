"""What a table or an XML file of a trial registry says of a trial -> `Registered`. Pure.

Columns: ICTRP (`Trials_downloaded_from_ICTRP`, and the CSV of the same fields, Date_enrollement, Secondary_ID ...), as
public programs that read its exports list them; ClinicalTrials.gov, the columns of its CSV; ANZCTR, the columns and the
elements (`actrn`, `secondaryid`, `utrn`) of its exports; ISRCTN and EU CTIS, those of their tables.
Only what is said is taken: a day that can be read two ways is the year, and whether a date has come about stays open.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..model import Registered, RegisteredOutcome
from ..synthesis.registered_twice import find_numbers
from .registries import NUMBER_COLUMNS, TYPE, identify, name_registry, tell_of_number

PLACES = {
    "registry": ("source register",),
    "status": ("recruitment status", "study status", "overall trial status", "overall status", "trial status"),
    "first_posted": ("date registration3", "date registration", "date of registration", "date assigned",
                     "date applied", "first posted", "approvaldate", "approval date"),
    "started": ("date enrollement", "date enrolment", "start date", "actualstartdate", "actual start date",
                "overall start date"),
    "primary_completion": ("primary completion date",),
    "completion": ("completion date", "overall end date", "actualenddate", "actual end date", "end of trial"),
    "enrolment": ("target size", "enrollment", "target number of participants", "samplesize", "sample size"),
    "study_type": ("study type", "studytype"),
    "phases": ("phase", "phases", "trial phase"),
    "primary_outcomes": ("primary outcome", "primary outcome measures", "primary outcome measure", "primary outcomes"),
    "has_results": ("results yes no", "study results"),
    "results_on": ("results date posted", "results first posted"),
}  # fmt: skip
"""Field -> the names of columns and elements, folded; the first that says something."""
ELSEWHERE = frozenset(
    {"secondary id", "secondary ids", "secondaryid", "secondary id s", "other ids", "other id",
     "other study id numbers", "utrn", "utn", "universal trial number", "eudract number", "clinicaltrials gov number",
     "eu ct number", "nct number", "isrctn", "protocol serial number", "secondary identifying numbers", "nct id",
     "other identifiers"}
)  # fmt: skip
"""Columns that name the trial's numbers in other registries."""
SPONSORS = ("primary sponsor", "sponsor", "sponsor co sponsors", "primary sponsor name", "sponsor name")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ENTERED_ON = ("target size", "target number of participants", "samplesize", "sample size")
"""How many people are wanted, not how many there were."""


def fold_name(name: str) -> str:
    """'Date_enrollement' and 'Secondary ID(s)' as 'date enrollement' and 'secondary id s'."""
    return " ".join(re.findall(r"[a-z0-9]+", name.casefold()))


@dataclass(frozen=True)
class RegistryColumns:
    """Where in a table of a registry what stands: `number`: the column of the trial's own number."""

    given: tuple[str, ...]
    number: int
    placed: frozenset[int]

    def read(self, cells: Sequence[str]) -> tuple[str, Registered | None, str | None]:
        """(the number, what the registry says, the sponsor) of one row; nothing of a row without a number."""
        said = [(fold_name(name), cell) for name, cell in zip(self.given, cells, strict=True) if cell.strip()]
        number = cells[self.number].strip()
        trial, sponsor = read_trial(number, said)
        return number, trial, sponsor


def find_registry_columns(given: Sequence[str]) -> RegistryColumns | None:
    """The columns of a registry's table, None for another table. ANZCTR has a number of its own before its ACTRN."""
    low = [name.strip().casefold() for name in given]
    number = next((low.index(n) for n in ("actrn", *(n for n in low if n in NUMBER_COLUMNS)) if n in low), None)
    if number is None:
        return None
    known = {n for names in PLACES.values() for n in names} | ELSEWHERE | set(SPONSORS)
    placed = frozenset(i for i, name in enumerate(given) if fold_name(name) in known)
    return RegistryColumns(tuple(given), number, placed | {number})


def read_trial(number: str, said: Iterable[tuple[str, str]]) -> tuple[Registered | None, str | None]:
    """What a registry says of the trial under `number`, from (folded name, text) pairs; and its sponsor."""
    pairs = [(name, " ".join(text.split())) for name, text in said if text.strip()]
    if not number.strip():
        return None, None
    texts: dict[str, list[str]] = {}
    for name, text in pairs:
        texts.setdefault(name, []).append(text)

    def first(field: str) -> str | None:
        return next((texts[n][0] for n in PLACES[field] if n in texts), None)

    size = next((n for n in PLACES["enrolment"] if n in texts), None)
    enrolment = int(texts[size][0]) if size and re.fullmatch(r"\d{1,9}", texts[size][0]) else None
    outcomes = [o for n in PLACES["primary_outcomes"] for text in texts.get(n, ()) for o in text.split("|")]
    own = {n for _, n in find_numbers(number)}
    others = (n for name in texts if name in ELSEWHERE for text in texts[name] for _, n in find_numbers(text))
    trial = Registered(
        registry=first("registry") or name_registry(number) or "registry not named",
        status=first("status"),
        first_posted=read_date(first("first_posted")),
        started=read_date(first("started")),
        primary_completion=read_date(first("primary_completion")),
        primary_completion_is=None,
        completion=read_date(first("completion")),
        completion_is=None,
        enrolment=enrolment,
        enrolment_is="ESTIMATED" if enrolment is not None and size in ENTERED_ON else None,
        study_type=first("study_type"),
        phases=tuple(p.strip() for p in (first("phases") or "").split("|") if p.strip()),
        primary_outcomes=tuple(
            RegisteredOutcome(measure=o.strip(), time_frame=None) for o in dict.fromkeys(outcomes) if o.strip()
        ),
        has_results=_says(first("has_results")),
        results_on=read_date(first("results_on")),
        references=(),
        result_references=(),
        other_numbers=tuple(n for n in dict.fromkeys(others) if n not in own),
    )
    return trial, next((texts[n][0] for n in SPONSORS if n in texts), None)


def _says(text: str | None) -> bool | None:
    word = (text or "").strip().casefold()
    if word in ("yes", "true", "has results", "1"):
        return True
    return False if word in ("no", "false", "no results available", "no results posted", "0") else None


def read_date(text: str | None) -> str | None:
    """A date of a registry in ISO form, as far as it is certain: '03/04/2020' is 2020, '13/04/2020' a day."""
    said = " ".join((text or "").split())
    if found := re.match(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?!\d)|(\d{4})/?(\d\d)/?(\d\d)$", said):
        year, month, day = found.groups()[:3] if found[1] else found.groups()[3:]
    elif found := re.match(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?!\d)", said):
        a, b, year = found.groups()
        month, day = (b, a) if int(a) > 12 else (a, b) if int(b) > 12 or a == b else (None, None)
    elif found := re.match(r"(?:(\d{1,2})\.? )?([A-Za-z]{3})[a-z]*\.?,? (?:(\d{1,2}), )?(\d{4})(?!\d)", said):
        name, year = found[2].lower(), found[4]
        month = str(MONTHS.index(name) + 1) if name in MONTHS else None
        day = (found[1] or found[3]) if month else None
    elif found := re.fullmatch(r"(?:19|20)\d\d", said):
        year, month, day = said, None, None
    else:
        return None
    try:
        whole = dt.date(int(year), int(month or 1), int(day or 1)).isoformat()
    except ValueError:
        return None
    return whole if day else whole[:7] if month else whole[:4]


XML_NUMBERS = ("trialid", "actrn")
XML_TITLES = ("public title", "publictitle", "scientific title", "scientifictitle", "study title")
XML_ADDRESSES = ("web address",)


def read_xml_trial(said: Sequence[tuple[str, str]]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The fields of an entry from (name, text) of the elements of one trial, and the names that have no place."""
    pairs = [(fold_name(name), " ".join(text.split())) for name, text in said if text.strip()]
    first = dict(reversed(pairs))
    number = next((first[n] for n in XML_NUMBERS if n in first), "")
    trial, sponsor = read_trial(number, pairs)
    titles = [first[n] for n in XML_TITLES if n in first]
    page = next((first[n] for n in XML_ADDRESSES if n in first), None)
    own = identify(number)
    url = own.get("url") or (page if "doi" not in own else None)
    known = {n for names in PLACES.values() for n in names} | ELSEWHERE | {*SPONSORS, *XML_NUMBERS, *XML_ADDRESSES}
    known |= {*XML_TITLES[:1], *(n for n in XML_TITLES if n in first and first[n] == (titles or [""])[0])}
    words = [w for name, text in pairs if name in ("condition", "intervention", "conditionname") for w in [text]]
    got: dict[str, Any] = {
        **dict.fromkeys(("journal", "volume", "issue", "pages", "language", "doi", "pmid", "pmcid")),
        "doi": own.get("doi"),
        "url": url,
        "pages_seen": (page,) if page and page != url else (),
        "title": titles[0] if titles else None,
        "year": trial.first_posted if trial else None,
        "authors": (),
        "types": (TYPE,) if trial else (),
        "abstract": "",
        "keywords": tuple(dict.fromkeys(words)),
        "doubts": tell_of_number(number),
        "said": (),
        **describe_row(number, trial, sponsor),
    }
    taken = known | {"condition", "intervention", "conditionname"}
    return got, tuple(dict.fromkeys(name for name, _ in pairs if name not in taken))


def describe_row(number: str, trial: Registered | None, sponsor: str | None) -> Mapping[str, Any]:
    """What a registration adds to the fields of an entry."""
    return {"trial": trial, "organisation": sponsor} if trial is not None and number else {}

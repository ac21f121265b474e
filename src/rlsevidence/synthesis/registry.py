"""Registered trials beside their reports: what was promised, what came of it, what is overdue. Pure.

When results are due: within 12 months of the primary completion date, by US law for the trials that it covers
(42 CFR 11.44, FDAAA 801) and by the joint statement of funders at WHO (2017) for all. Here it is a yardstick for every
trial, not a finding that anybody broke a law. A date that is not recorded, or that was only ever an estimate and has
passed, leaves it unknown.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from ..decisions import Settled
from ..model import Record, RegisteredOutcome, Study

TYPE = "Clinical Trial Registration"
NUMBER = re.compile(r"NCT\d{8}|ISRCTN\d+|ACTRN\d+|DRKS\d+|ChiCTR[\w-]*\d+|UMIN\d+|\d{4}-\d{6}-\d{2}", re.I)
MONTHS = 12
"""After the primary completion date, results are due."""
REPORTED, POSTED, ELSEWHERE, WITHDRAWN, NOTHING = "reported", "posted", "elsewhere", "withdrawn", "nothing"
STATES = (REPORTED, POSTED, ELSEWHERE, WITHDRAWN, NOTHING)
"""A report is here; results stand in the registry; the registry names a publication that is not here; the trial was
withdrawn before anybody entered it; nothing was found."""
ALIKE = 0.5
"""Share of a registered outcome's words that a reported one must have to be shown beside it."""
SMALL = frozenset(
    ["of", "the", "and", "for", "in", "on", "a", "an", "at", "to", "by", "with", "from", "as", "or", "change", "score"]
)


@dataclass(frozen=True)
class OutcomeBeside:
    """A primary outcome as registered, and the results of the reports that go by like words: ids of results.

    `reported` is None where no report's results were entered here, so nothing can be said.
    """

    registered: RegisteredOutcome
    reported: tuple[str, ...] | None


@dataclass(frozen=True)
class RegisteredTrial:
    """One registration. `reports`: records here that report it; `study`: the study whose reports they are.

    `state`: a word of STATES; `due`: the day results were or are due, None when unknown; `overdue`: None when unknown.
    `named`: PMIDs of publications that the registry names and that are not here. `outcomes`: the primary ones.
    """

    record: Record
    study: Study | None
    reports: tuple[str, ...]
    named: tuple[str, ...]
    state: str
    due: dt.date | None
    overdue: bool | None
    outcomes: tuple[OutcomeBeside, ...]
    claims: tuple[str, ...]

    @property
    def number(self) -> str:
        """The number in the registry, or the address where none is told from it."""
        found = NUMBER.search(self.record.id)
        return found[0].upper() if found else self.record.id.partition(":")[2]


def is_registration(record: Record) -> bool:
    """Whether a record is a trial's entry in a registry."""
    return record.prefix == "nct" or record.trial is not None or TYPE in record.publication_types


def list_trials(settled: Settled, today: dt.date) -> tuple[RegisteredTrial, ...]:
    """Every registration that screening has not left out, those of which nothing was found first."""
    evidence = settled.evidence
    found = []
    for record in evidence.records.values():
        state = settled.screening.get(record.id)
        if is_registration(record) and not (state and state.decision == "exclude"):
            found.append(_describe(settled, record, today))
    return tuple(sorted(found, key=lambda t: (-STATES.index(t.state), t.overdue is not True, t.record.id)))


def _describe(settled: Settled, record: Record, today: dt.date) -> RegisteredTrial:
    evidence = settled.evidence
    studies = [s for s in evidence.studies.values() if record.id in (s.registration, *s.reports)]
    reports = tuple(
        dict.fromkeys(
            r
            for s in studies
            for r in s.reports
            if r != record.id and r in evidence.records and not is_registration(evidence.records[r])
        )
    )
    reporting = [s for s in studies if any(r in reports for r in s.reports)]
    here = {r.pmid for r in evidence.records.values() if r.pmid}
    trial = record.trial
    named = tuple(p for p in trial.references if p not in here) if trial else ()
    if reports:
        state = REPORTED
    elif trial and trial.has_results:
        state = POSTED
    elif named:
        state = ELSEWHERE
    elif trial and (trial.status or "").upper() == "WITHDRAWN":
        state = WITHDRAWN
    else:
        state = NOTHING
    due, overdue = _say_due(record, today) if state == NOTHING else (_say_due(record, today)[0], False)
    claims = tuple(c for c, own in settled.relevant.items() if record.id in own or own & set(reports))
    study = next(iter([*reporting, *studies]), None)
    return RegisteredTrial(
        record, study, reports, named, state, due, overdue, tuple(_set_beside(record, reporting)), claims
    )


def _say_due(record: Record, today: dt.date) -> tuple[dt.date | None, bool | None]:
    """(the day results are due, whether it has passed); unknown where the registry gives no date that happened."""
    trial = record.trial
    if trial is None or trial.primary_completion is None:
        return None, None
    completed = last_day(trial.primary_completion)
    if (trial.primary_completion_is or "").upper() != "ACTUAL":
        return None, None if completed <= today else False
    due = completed.replace(year=completed.year + MONTHS // 12, day=min(completed.day, 28))
    due = due.replace(day=min(completed.day, calendar.monthrange(due.year, due.month)[1]))
    return due, due < today


def last_day(partial: str) -> dt.date:
    """The last day that a date can mean: nothing is overdue too early."""
    year, month, day = ([int(p) for p in partial.split("-")] + [0, 0])[:3]
    month = month or 12
    return dt.date(year, month, day or calendar.monthrange(year, month)[1])


def _set_beside(record: Record, studies: list[Study]) -> Iterator[OutcomeBeside]:
    results = [r for s in studies for r in s.results]
    for outcome in record.trial.primary_outcomes if record.trial else ():
        words = _words(outcome.measure)
        alike = [
            r.id
            for r in results
            if words and len(words & (_words(r.measure) | _words(r.outcome.replace("-", " ")))) >= ALIKE * len(words)
        ]
        yield OutcomeBeside(outcome, tuple(alike) if results else None)


def _words(text: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return frozenset(w.rstrip("s") for w in re.findall(r"[a-z0-9]+", plain) if w not in SMALL and len(w) > 1)

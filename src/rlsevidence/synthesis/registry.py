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
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..decisions import Settled
from ..model import Evidence, Record, Registered, RegisteredOutcome, RegisteredReference, Study
from ..model.links import DIFFERENT, ORDER, SAME_STUDY, settle_links
from .registered_twice import is_registration, join_registrations, list_own_numbers

MONTHS = 12
"""After the primary completion date, results are due."""
REPORTED, UNLINKED, PERHAPS, POSTED, ELSEWHERE = "reported", "unlinked", "perhaps", "posted", "elsewhere"
WITHDRAWN, NOTHING = "withdrawn", "nothing"
STATES = (REPORTED, UNLINKED, PERHAPS, POSTED, ELSEWHERE, WITHDRAWN, NOTHING)
"""A report is here; the registry names a publication of its results that is here and that nobody has linked to it;
a record here may be its report, and nobody has linked the two; results stand in the registry; it names a publication
that is not here; the trial was withdrawn before anybody entered it; nothing was found."""
RESULT = "RESULT"
"""The registries' word for a publication of results."""
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
    """One trial. `record`: its registration, and `others` those in other registries.

    `reports`: records here that report it; `study`: the study whose reports they are.

    `state`: a word of STATES; `due`: the day results were or are due, None when unknown; `overdue`: None when unknown.
    `named`: PMIDs of publications that the registry names and that are not here, `cited` those without a PMID, by
    their DOI or as they are cited there; `unlinked`: records here of those that it names for its results; `perhaps`:
    other records here that may be its report. `outcomes`: the primary ones.
    `claims`: those that it is tagged to; `set_aside`: somebody has looked, and found it not to concern some claim.
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
    others: tuple[Record, ...] = ()
    set_aside: bool = False
    unlinked: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()

    @property
    def records(self) -> tuple[Record, ...]:
        return (self.record, *self.others)

    @property
    def number(self) -> str:
        """The trial's numbers, or the address of a registration of which none is told."""
        return " / ".join(
            next((n for _, n in sorted(list_own_numbers(r))), r.id.partition(":")[2]) for r in self.records
        )

    @property
    def registered(self) -> tuple[Registered, ...]:
        """What each registry says of it."""
        return tuple(r.trial for r in self.records if r.trial)


def list_trials(
    settled: Settled, today: dt.date, perhaps: Iterable[tuple[str, str]] = ()
) -> tuple[RegisteredTrial, ...]:
    """Every trial with a registration that screening has not left out, those of which nothing was found first.

    One that stands in two registries is one trial. `perhaps`: pairs of records that may belong together and that nobody
    has decided on: of a trial with such a record nobody can say that nothing was found.
    """
    proposed = tuple(perhaps)
    evidence = settled.evidence
    joined = join_registrations(evidence)
    groups: dict[tuple[str, ...], list[Record]] = {}
    for name in joined:
        state = settled.screening.get(name)
        if not (state and state.decision == "exclude"):
            groups.setdefault(joined[name], []).append(evidence.records[name])
    found = [_describe(settled, sorted(own, key=_order), today, proposed) for own in groups.values()]
    return tuple(sorted(found, key=lambda t: (-STATES.index(t.state), t.overdue is not True, t.record.id)))


def list_awaited(trials: Iterable[RegisteredTrial], claim: str) -> tuple[RegisteredTrial, ...]:
    """The trials tagged to a claim whose results may be still to come or to be read: no report of them is here.

    One that was withdrawn before anybody entered it has none to give.
    """
    return tuple(t for t in trials if claim in t.claims and t.state not in (REPORTED, WITHDRAWN))


def list_untied(trials: Iterable[RegisteredTrial]) -> tuple[RegisteredTrial, ...]:
    """The trials without a report here that are tagged to no claim: nobody has said what they bear on.

    One that somebody has looked at and set aside, with the reason in tags.tsv, is none of these.
    """
    return tuple(t for t in trials if not (t.claims or t.set_aside) and t.state not in (REPORTED, WITHDRAWN))


def _order(record: Record) -> tuple[int, str]:
    """The first registration of a trial is the one that goes by its number, and of those the first."""
    return ORDER.index(record.prefix) if record.prefix != "nct" else -1, record.id


def _describe(
    settled: Settled, records: Sequence[Record], today: dt.date, proposed: Sequence[tuple[str, str]]
) -> RegisteredTrial:
    evidence = settled.evidence
    own = {r.id for r in records}
    studies = [s for s in evidence.studies.values() if own & {s.registration, *s.reports}]
    reports = tuple(
        dict.fromkeys(
            r for s in studies for r in s.reports if r in evidence.records and not is_registration(evidence.records[r])
        )
    )
    # Somebody has linked a report that no study's file holds yet.
    linked = (i for pair in _list_said(evidence, SAME_STUDY) if own & set(pair) for i in pair)
    linked = (i for i in linked if i in evidence.records and not is_registration(evidence.records[i]))
    reports = tuple(dict.fromkeys((*reports, *linked)))
    reporting = [s for s in studies if any(r in reports for r in s.reports)]
    here = {r.pmid: r.id for r in evidence.records.values() if r.pmid}
    said = [r.trial for r in records if r.trial]
    named = tuple(dict.fromkeys(p for trial in said for p in trial.references if p not in here))
    by_doi = {r.doi: r.id for r in evidence.records.values() if r.doi}
    others = [r for trial in said for r in trial.other_references]
    cited = tuple(dict.fromkeys(_name(r) for r in others if r.doi not in by_doi))
    apart = {i for pair in _list_said(evidence, DIFFERENT) if own & set(pair) for i in pair}
    results = [p for trial in said for p in trial.result_references]
    for_results = [*(here.get(p) for p in results), *(by_doi.get(r.doi or "") for r in others if r.kind == RESULT)]
    unlinked = _open(for_results, (*reports, *own, *apart))
    mentioned = [here.get(p) for trial in said for p in trial.references]
    mentioned += [by_doi.get(r.doi or "") for r in others]
    mentioned += [b for pair in proposed for a, b in (pair, pair[::-1]) if a in own]
    may_be = _open(
        (i for i in mentioned if i and i in evidence.records and not is_registration(evidence.records[i])),
        (*reports, *own, *apart, *unlinked),
    )
    if reports:
        state = REPORTED
    elif unlinked:
        state = UNLINKED
    elif may_be:
        state = PERHAPS
    elif any(trial.has_results for trial in said):
        state = POSTED
    elif named or cited:
        state = ELSEWHERE
    elif said and all((trial.status or "").upper() == "WITHDRAWN" for trial in said):
        state = WITHDRAWN
    else:
        state = NOTHING
    due, overdue = _agree_on_due(said, today)
    overdue = overdue if state == NOTHING else False
    claims = tuple(c for c, relevant in settled.relevant.items() if relevant & (own | set(reports)))
    study = next(iter([*reporting, *studies]), None)
    return RegisteredTrial(
        records[0],
        study,
        reports,
        named,
        state,
        due,
        overdue,
        tuple(_set_beside(said, reporting)),
        claims,
        tuple(records[1:]),
        any(d.stance == "not_relevant" for (_, of), d in settled.decisions.items() if of in own),
        unlinked,
        may_be,
        cited,
    )


def _open(found: Iterable[str | None], known: Iterable[str]) -> tuple[str, ...]:
    """The records among `found`, each once, of which nobody has said yet what they are to a trial."""
    settled = set(known)
    return tuple(dict.fromkeys(i for i in found if i is not None and i not in settled))


def _name(reference: RegisteredReference) -> str:
    return f"doi:{reference.doi}" if reference.doi else (reference.citation or "")[:120]


def _list_said(evidence: Evidence, relation: str) -> Iterator[tuple[str, str]]:
    """Pairs of records of which people say so, by the ids that hold."""
    for (a, b), one in settle_links(evidence.links).items():
        if one.relation == relation:
            yield evidence.resolve_id(a), evidence.resolve_id(b)


def _agree_on_due(said: Sequence[Registered], today: dt.date) -> tuple[dt.date | None, bool | None]:
    """As `_say_due`, of all registries that say something; unknown where one has it overdue and another has not."""
    told = [_say_due(trial, today) for trial in said]
    known = {overdue for _, overdue in told if overdue is not None}
    if len(known) != 1:
        return None, None
    (overdue,) = known
    return max((due for due, late in told if due and late is overdue), default=None), overdue


def _say_due(trial: Registered, today: dt.date) -> tuple[dt.date | None, bool | None]:
    """(the day results are due, whether it has passed); unknown where the registry gives no date that happened."""
    if trial.primary_completion is None:
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


def _set_beside(said: Sequence[Registered], studies: list[Study]) -> Iterator[OutcomeBeside]:
    results = [r for s in studies for r in s.results]
    for outcome in dict.fromkeys(o for trial in said for o in trial.primary_outcomes):
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

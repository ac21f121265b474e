"""The evidence as it stood on an earlier day: today's reading of the records that existed then. Pure.

A record counts from its date of publication, or from its entry into PubMed. A date known only to the year counts from
the last day of that year, so nothing is known too early. A record without such a date is left out of past states, and
named. Tags, appraisals and extraction are those of today; a person's judgement of certainty counts from the day it was
made, so earlier states carry the rules' proposal instead. A retraction counts from the notice's own date when that is
known, else from the day it was noted here; a study that is only told of counts from the day it was seen. Adding a
record dated later never changes an earlier state.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Container
from dataclasses import dataclass, replace

from ..model import Certainty, Document, Evidence, Record

CLOCKS = ("publication", "entry")
"""What a record's date means: when it was published, or when it entered PubMed."""


@dataclass(frozen=True)
class PastEvidence:
    """`evidence` as of `day` by `clock`. `undated`: records left out because they have no such date."""

    evidence: Evidence
    day: dt.date
    clock: str
    undated: tuple[str, ...]


def restrict_evidence(evidence: Evidence, day: dt.date, clock: str = "publication") -> PastEvidence:
    """What `evidence` holds of the records that existed on `day`. ValueError for a clock that is not one of CLOCKS."""
    if clock not in CLOCKS:
        raise ValueError(f"clock: {clock!r} is not one of {', '.join(CLOCKS)}")
    dates = {i: read_date(record, clock) for i, record in evidence.records.items()}
    known = {i for i, date in dates.items() if date is not None and date <= day}
    records = {i: _forget_notices(r, dates, day) for i, r in evidence.records.items() if i in known}
    studies = {}
    for study in evidence.studies.values():
        reports = tuple(r for r in study.reports if r in known)
        if reports:
            studies[study.id] = study.model_copy(update={"reports": reports})
    certainty = {c.claim: c for c in evidence.certainty.values() if c.decided_on <= day}
    past = replace(
        evidence,
        documents={i: _forget_verdicts(d, certainty) for i, d in evidence.documents.items()},
        records=records,
        studies=studies,
        tags=tuple(t for t in evidence.tags if t.record in known),
        screening=tuple(s for s in evidence.screening if s.record in known),
        stops=tuple(s for s in evidence.stops if dt.date.fromisoformat(s.decided_on[:10]) <= day),
        appraisals=tuple(a for a in evidence.appraisals if a.study in studies),
        certainty=certainty,
        own=tuple(o for o in evidence.own if not isinstance(o.item, Certainty) or o.item.decided_on <= day),
        # What a text rested on is held against today's evidence and says nothing of an earlier one.
        readings=(),
        # When a study that is only told of was done nobody knows; it was known of here from the day it was seen.
        unread={i: u for i, u in evidence.unread.items() if u.seen_on <= day},
        runs=tuple(r for r in evidence.runs if dt.date.fromisoformat(r.at[:10]) <= day),
    )
    return PastEvidence(past, day, clock, tuple(sorted(i for i, date in dates.items() if date is None)))


def _forget_verdicts(document: Document, judged: Container[str]) -> Document:
    """The document without editors' verdicts that rest on a judgement nobody had made then."""
    sentences = tuple(
        s if s.verdict is None or all(c.claim in judged for c in s.claims) else s.model_copy(update={"verdict": None})
        for s in document.sentences
    )
    return document if sentences == document.sentences else document.model_copy(update={"sentences": sentences})


def read_date(record: Record, clock: str) -> dt.date | None:
    """The last day that the record's date can mean; None when it has none."""
    return _last_day(read_partial_date(record, clock))


def read_partial_date(record: Record, clock: str) -> str | None:
    """The record's date as far as it is known: a year, a month or a day, as ISO 8601; None when it has none."""
    if clock == "entry":
        return record.dates.created
    return record.dates.published or (str(record.year) if record.year else None)


def _last_day(partial: str | None) -> dt.date | None:
    if not partial:
        return None
    year, month, day = ([int(p) for p in partial.split("-")] + [0, 0])[:3]
    month = month or 12
    return dt.date(year, month, day or calendar.monthrange(year, month)[1])


def _forget_notices(record: Record, dates: dict[str, dt.date | None], day: dt.date) -> Record:
    kept = []
    for notice in record.integrity:
        published = dates.get(notice.by) if notice.by else None
        noted = published or _last_day(notice.noted_on)
        if noted is None or noted <= day:  # a notice of a day not recorded is never forgotten
            kept.append(notice)
    return record if len(kept) == len(record.integrity) else record.model_copy(update={"integrity": tuple(kept)})

"""Fetched records into known ones: what is new, what changed, what differs from what a person entered. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ..model import FullRecord, Integrity, Record, SearchRun
from ..model.identity import abbreviates, compare_fields, doubt_identity, fold_words, same_pages
from ..model.links import Unapplied
from ..model.records import RecordDates

OWN_FIELDS = ("publication_types", "mesh", "dates", "abstract_sha256")
"""Fields that are PubMed's own to say. What was assigned here until the record could be fetched gives way."""
ENTERED_FIELDS = ("doi", "pmcid", "title", "authors", "year", "journal", "volume", "issue", "pages", "language")
"""Fields that a person may have entered. They are filled where nothing stood and never silently overwritten."""


@dataclass(frozen=True)
class Difference:
    """One field on which a record entered by a person and PubMed, or another database (`by`), do not agree.

    A person decides.
    """

    record: str
    field: str
    here: str
    pubmed: str
    by: str = "PubMed"


@dataclass(frozen=True)
class Proposal:
    """A record without PMID that PubMed seems to hold. Proposed, never assumed."""

    record: str
    pmid: str
    why: str


@dataclass(frozen=True)
class Merge:
    """What merging brought; `notices`: what is newly noted.

    `waiting`: records that people entered, whose fields nobody has held against PubMed's yet.
    """

    new: tuple[str, ...]
    changed: tuple[str, ...]
    waiting: tuple[str, ...]
    differences: tuple[Difference, ...]
    proposals: tuple[Proposal, ...]
    notices: tuple[tuple[str, Integrity], ...]


class Held(Protocol):
    """Records by id, known and new, in which a record can be put in the place of another."""

    def get(self, name: str, /) -> Record | None: ...
    def put(self, record: Record, /) -> None: ...


@dataclass(frozen=True)
class Otherwise:
    """Known records that go by another id than that of their PMID.

    `by_pmid`: PMID -> id of the record, which was entered by its DOI and keeps that id when a person gives it its PMID:
    decisions refer to it. `by_doi`: DOI -> id of the record, which has no PMID.
    """

    by_pmid: Mapping[str, str]
    by_doi: Mapping[str, str]


def find_otherwise(known: Iterable[Record]) -> Otherwise:
    """What `merge_into` needs to know of all `known` records, sorted by id, so that it need not hold them."""
    by_doi, by_pmid, own = dict[str, str](), dict[str, str](), set[str]()
    for record in known:
        if record.pmid is None:
            if record.doi:
                by_doi[record.doi] = record.id
        elif record.id != f"pubmed:{record.pmid}":
            by_pmid[record.pmid] = record.id
        elif record.pmid in by_pmid:
            own.add(record.pmid)
    return Otherwise({p: i for p, i in by_pmid.items() if p not in own}, by_doi)


def merge_into(
    held: Held,
    fetched: Iterable[FullRecord],
    otherwise: Otherwise,
    *,
    origin: Mapping[str, str],
    noted_on: str,
    accepted: Container[str] = (),
) -> Merge:
    """Merge `fetched`, one after the other, into the records that are `held`, of which it puts what is new or changed.

    `origin`: PMID -> id of the search that brought it; `noted_on`: day of the pull. A fetched record whose DOI stands
    at a known record without PMID is proposed for it and not entered a second time, unless a person has `accepted` its
    PMID: then it is entered, and the link joins the two.
    """
    new, changed, waiting = [], [], []
    notices: list[tuple[str, Integrity]] = []
    differences: list[Difference] = []
    proposals: list[Proposal] = []
    for full in fetched:
        mine = otherwise.by_pmid.get(str(full.pmid), full.id)
        before = held.get(mine)
        pubmed = _noted(full.to_record(), noted_on)
        if before is None and full.doi in otherwise.by_doi and full.doi is not None and full.id not in accepted:
            proposals.append(Proposal(otherwise.by_doi[full.doi], str(full.pmid), "the same DOI"))
            continue
        if before is None:
            after = pubmed.model_copy(update={"origin": origin.get(str(full.pmid), "import:pubmed")})
            new.append(full.id)
        else:
            found = compare(before, pubmed)
            differences += found
            if before.verification != "pubmed":
                waiting.append(mine)
            doubt = None if before.verification == "pubmed" else doubt_identity(compare_fields(before, full))
            if doubt:
                # Perhaps the PMID is another article's: nothing of it is taken, not even a retraction.
                if not found:
                    differences.append(Difference(mine, "pmid", str(before.pmid), f"{full.title} ({doubt})"))
                continue
            after = _update(before, pubmed)
            if after != before:
                changed.append(mine)
        known = set(before.integrity) if before else set()
        notices += [(mine, n) for n in after.integrity if n not in known]
        if after != before:
            held.put(after)
    return Merge(tuple(new), tuple(changed), tuple(waiting), tuple(differences), tuple(proposals), tuple(notices))


def list_doubtful_links(
    unapplied: Mapping[tuple[str, str], Unapplied], records: Mapping[str, Record]
) -> tuple[Difference, ...]:
    """Links that are not applied because PubMed's record looks like another article than the one that was entered."""
    found = []
    for pair, why in unapplied.items():
        if why.doubt:
            other, holds = sorted(pair, key=lambda i: i.startswith("pubmed:"))
            theirs = f"{records[holds].title} ({why.doubt}; the link is not applied)"
            found.append(Difference(other, f"link to {holds}", records[other].title, theirs))
    return tuple(found)


def _noted(record: Record, on: str) -> Record:
    """The record with its notices dated by the day they are noted here, which is what `news` goes by."""
    if not record.integrity:
        return record
    notices = tuple(n.model_copy(update={"noted_on": on}) for n in record.integrity)
    return record.model_copy(update={"integrity": notices})


def compare(here: Record, pubmed: Record) -> list[Difference]:
    """Fields that stand in both and do not agree, field by field; a field nobody has verified does not count."""
    found: list[Difference] = []
    if here.verification == "pubmed":
        return found
    for field in ENTERED_FIELDS:
        ours, theirs = getattr(here, field), getattr(pubmed, field)
        if ours in (None, ()) or theirs in (None, ()) or field in here.unverified:
            continue
        if not agree(field, ours, theirs):
            found.append(Difference(here.id, field, show_value(ours), show_value(theirs)))
    return found


def agree(field: str, ours: Any, theirs: Any) -> bool:
    """Whether two values of one field say the same, allowing for case, punctuation and usual abbreviations."""
    if field == "authors":
        mine, yours = [fold_words(a) for a in ours], [fold_words(a) for a in theirs]
        return mine == yours[: len(mine)]  # the public page may have shown the first authors only
    if field == "journal":
        return fold_words(ours) == fold_words(theirs) or abbreviates(theirs, ours) or abbreviates(ours, theirs)
    if field == "pages":
        return same_pages(ours, theirs)
    if field == "title":
        return fold_words(ours) == fold_words(theirs)
    return bool(ours == theirs)


def show_value(value: Any) -> str:
    """The value of a field in one line."""
    return "; ".join(value) if isinstance(value, tuple) else str(value)


def _update(before: Record, pubmed: Record) -> Record:
    changes: dict[str, Any] = {name: getattr(pubmed, name) for name in OWN_FIELDS}
    changes["integrity"] = merge_integrity(before.integrity, pubmed.integrity)
    for field in ENTERED_FIELDS:
        ours, theirs = getattr(before, field), getattr(pubmed, field)
        # What PubMed does not say takes nothing away from what a person has seen elsewhere; and what a person entered
        # stands, with its flags, until a person has accepted what PubMed says (`verify`).
        if theirs not in (None, ()) and (before.verification == "pubmed" or ours in (None, ())):
            changes[field] = theirs
    return before.model_copy(update=changes)


def merge_integrity(before: tuple[Integrity, ...], now: tuple[Integrity, ...]) -> tuple[Integrity, ...]:
    """Notices are kept with the day they were first noted; none is dropped because PubMed has stopped to show it.

    'deleted' is dropped: PubMed has just given the record again.
    """
    kept = tuple(n for n in before if n.kind != "deleted")
    known = {(n.kind, n.by) for n in kept}
    return (*kept, *(n for n in now if (n.kind, n.by) not in known))


def mark_deleted(held: Held, missing: Mapping[str, str | None], noted_on: str) -> tuple[tuple[str, Integrity], ...]:
    """Mark the records that PubMed no longer gives, and keep them: a tombstone, because decisions refer to them.

    `missing`: PMID -> the PMID it was merged into, None when it is simply gone. Returns what is new.
    """
    notices = []
    for pmid, into in missing.items():
        record = held.get(f"pubmed:{pmid}")
        if record is None or any(n.kind == "deleted" for n in record.integrity):
            continue
        if record.verification != "pubmed":
            continue  # never seen in PubMed by us: the PMID may be wrong, which is for a person to find out
        notice = Integrity(kind="deleted", by=f"pubmed:{into}" if into else None, noted_on=noted_on)
        held.put(record.model_copy(update={"integrity": (*record.integrity, notice)}))
        notices.append((record.id, notice))
    return tuple(notices)


# ---------------------------------------------------------------- what a search gained and lost


OVERLAP_DAYS = 7
"""PubMed shows a change some days after the date it bears, so windows reach back this far before the last run."""
GAINED = ("first_run", "query_edited", "new", "entered_late", "newly_indexed", "revised", "not_fetched", "unexplained")
LOST = ("query_edited", "deleted", "merged", "newly_indexed", "revised", "unexplained")
"""The words for why a search holds a record, or no longer holds it, since its last run."""


class Dated(Protocol):
    """What a gain or a loss is explained by: a record, or the part of it that is held."""

    @property
    def year(self) -> int | None: ...
    @property
    def dates(self) -> RecordDates: ...


def window_start(last: SearchRun) -> str:
    """The first day, ISO, of what may have changed since the `last` run."""
    return (dt.date.fromisoformat(last.at[:10]) - dt.timedelta(days=OVERLAP_DAYS)).isoformat()


def explain_gain(record: Dated | None, last: SearchRun | None, query_sha256: str, today: dt.date) -> str:
    """Why a record is among the hits now and was not at the `last` run: a word of `GAINED`."""
    if record is None:
        return "not_fetched"
    if last is None:
        return "first_run"
    if last.query_sha256 != query_sha256:
        return "query_edited"
    since = window_start(last)
    created, indexed, revised = record.dates.created, record.dates.indexed, record.dates.revised
    if created and created >= since:
        late = record.year is not None and record.year < today.year - 1
        return "entered_late" if late else "new"
    if indexed and indexed >= since:
        return "newly_indexed"
    if revised and revised >= since:
        return "revised"
    return "unexplained"


def explain_loss(record: Dated | None, last: SearchRun, query_sha256: str, merged: bool = False) -> str:
    """Why a record is not among the hits any more: a word of `LOST`.

    `record` is what PubMed gives for it now, None when nothing; `merged`: it gives another record in its place.
    """
    if merged:
        return "merged"
    if record is None:
        return "deleted"
    if last.query_sha256 != query_sha256:
        return "query_edited"
    since = window_start(last)
    if record.dates.indexed and record.dates.indexed >= since:
        return "newly_indexed"
    if record.dates.revised and record.dates.revised >= since:
        return "revised"
    return "unexplained"

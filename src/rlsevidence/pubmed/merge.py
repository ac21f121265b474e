"""Fetched records into known ones: what is new, what changed, what differs from what a person entered. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..model import FullRecord, Integrity, Record, SearchRun
from ..model.identity import abbreviates, compare_fields, doubt_identity, fold_words, same_pages
from ..model.links import Unapplied

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
    """What merging brought. `records` holds every record, known and new, by id; `notices` what is newly noted.

    `waiting`: records that people entered, whose fields nobody has held against PubMed's yet.
    """

    records: Mapping[str, Record]
    new: tuple[str, ...]
    changed: tuple[str, ...]
    waiting: tuple[str, ...]
    differences: tuple[Difference, ...]
    proposals: tuple[Proposal, ...]
    notices: tuple[tuple[str, Integrity], ...]


def merge_records(
    known: Mapping[str, Record],
    fetched: Iterable[FullRecord],
    *,
    origin: Mapping[str, str],
    noted_on: str,
    accepted: Container[str] = (),
) -> Merge:
    """Merge `fetched` into `known`. `origin`: PMID -> id of the search that brought it; `noted_on`: day of the pull.

    A fetched record whose DOI stands at a known record without PMID is proposed for it and not entered a second time,
    unless a person has `accepted` its PMID: then it is entered, and the link joins the two.
    """
    records = dict(known)
    by_doi = {r.doi: r.id for r in known.values() if r.doi and not r.pmid}
    # A record that was entered by its DOI keeps that id when a person gives it its PMID: decisions refer to it.
    by_pmid = {r.pmid: r.id for r in known.values() if r.pmid}
    new, changed, waiting = [], [], []
    notices: list[tuple[str, Integrity]] = []
    differences: list[Difference] = []
    proposals: list[Proposal] = []
    for full in fetched:
        mine = by_pmid.get(str(full.pmid), full.id)
        before = records.get(mine)
        pubmed = _noted(full.to_record(), noted_on)
        if before is None and full.doi in by_doi and full.doi is not None and full.id not in accepted:
            proposals.append(Proposal(by_doi[full.doi], str(full.pmid), "the same DOI"))
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
        held = set(before.integrity) if before else set()
        notices += [(mine, n) for n in after.integrity if n not in held]
        records[mine] = after
    return Merge(
        records, tuple(new), tuple(changed), tuple(waiting), tuple(differences), tuple(proposals), tuple(notices)
    )


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
            found.append(Difference(here.id, field, _show(ours), _show(theirs)))
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


def _show(value: Any) -> str:
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


def mark_deleted(
    records: Mapping[str, Record], missing: Mapping[str, str | None], noted_on: str
) -> tuple[dict[str, Record], tuple[tuple[str, Integrity], ...]]:
    """Records that PubMed no longer gives, marked and kept: a tombstone, because decisions refer to them.

    `missing`: PMID -> the PMID it was merged into, None when it is simply gone. Returns all records and what is new.
    """
    marked = dict(records)
    notices = []
    for pmid, into in missing.items():
        record = marked.get(f"pubmed:{pmid}")
        if record is None or any(n.kind == "deleted" for n in record.integrity):
            continue
        if record.verification != "pubmed":
            continue  # never seen in PubMed by us: the PMID may be wrong, which is for a person to find out
        notice = Integrity(kind="deleted", by=f"pubmed:{into}" if into else None, noted_on=noted_on)
        marked[record.id] = record.model_copy(update={"integrity": (*record.integrity, notice)})
        notices.append((record.id, notice))
    return marked, tuple(notices)


# ---------------------------------------------------------------- what a search gained and lost


OVERLAP_DAYS = 7
"""PubMed shows a change some days after the date it bears, so windows reach back this far before the last run."""
GAINED = ("first_run", "query_edited", "new", "entered_late", "newly_indexed", "revised", "not_fetched", "unexplained")
LOST = ("query_edited", "deleted", "merged", "newly_indexed", "revised", "unexplained")
"""The words for why a search holds a record, or no longer holds it, since its last run."""


def window_start(last: SearchRun) -> str:
    """The first day, ISO, of what may have changed since the `last` run."""
    return (dt.date.fromisoformat(last.at[:10]) - dt.timedelta(days=OVERLAP_DAYS)).isoformat()


def explain_gain(record: Record | None, last: SearchRun | None, query_sha256: str, today: dt.date) -> str:
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


def explain_loss(record: FullRecord | None, last: SearchRun, query_sha256: str, merged: bool = False) -> str:
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

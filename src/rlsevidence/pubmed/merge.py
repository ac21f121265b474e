"""Fetched records into known ones: what is new, what changed, what differs from what a person entered. Pure."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..model import FullRecord, Integrity, Record, SearchRun

OWN_FIELDS = ("publication_types", "mesh", "dates", "abstract_sha256")
"""Fields that are PubMed's own to say. What was assigned here until the record could be fetched gives way."""
ENTERED_FIELDS = ("doi", "pmcid", "title", "authors", "year", "journal", "volume", "issue", "pages", "language")
"""Fields that a person may have entered. They are filled where nothing stood and never silently overwritten."""
IDENTITY = ("doi", "title", "year", "journal")
"""What must agree before a seed record counts as verified, beside the PMID that it was fetched by."""


@dataclass(frozen=True)
class Difference:
    """One field on which a record entered by a person and PubMed do not agree. A person decides."""

    record: str
    field: str
    here: str
    pubmed: str


@dataclass(frozen=True)
class Proposal:
    """A record without PMID that PubMed seems to hold. Proposed, never assumed."""

    record: str
    pmid: str
    why: str


@dataclass(frozen=True)
class Merge:
    """What merging brought. `records` holds every record, known and new, by id."""

    records: Mapping[str, Record]
    new: tuple[str, ...]
    changed: tuple[str, ...]
    verified: tuple[str, ...]
    differences: tuple[Difference, ...]
    proposals: tuple[Proposal, ...]
    retracted: tuple[str, ...]


def merge_records(known: Mapping[str, Record], fetched: Iterable[FullRecord], *, origin: Mapping[str, str]) -> Merge:
    """Merge `fetched` into `known`. `origin`: PMID -> id of the search that brought it.

    A fetched record whose DOI stands at a known record without PMID is proposed for it and not entered a second time.
    """
    records = dict(known)
    by_doi = {r.doi: r.id for r in known.values() if r.doi and not r.pmid}
    new, changed, verified, retracted = [], [], [], []
    differences: list[Difference] = []
    proposals: list[Proposal] = []
    for full in fetched:
        before = known.get(full.id)
        if before is None and full.doi in by_doi and full.doi is not None:
            proposals.append(Proposal(by_doi[full.doi], str(full.pmid), "the same DOI"))
            continue
        if before is None:
            after = full.to_record().model_copy(update={"origin": origin.get(str(full.pmid), "import:pubmed")})
            new.append(full.id)
        else:
            found = compare(before, full)
            differences += found
            after = _update(before, full, found)
            if after != before:
                changed.append(full.id)
            if after.verification == "pubmed" and before.verification != "pubmed":
                verified.append(full.id)
        if after.is_retracted and not (before and before.is_retracted):
            retracted.append(full.id)
        records[full.id] = after
    return Merge(
        records, tuple(new), tuple(changed), tuple(verified), tuple(differences), tuple(proposals), tuple(retracted)
    )


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
        mine, yours = [_fold(a) for a in ours], [_fold(a) for a in theirs]
        return mine == yours[: len(mine)]  # the public page may have shown the first authors only
    if field == "journal":
        return _fold(ours) == _fold(theirs) or _abbreviates(theirs, ours) or _abbreviates(ours, theirs)
    if field == "pages":
        return _pages(ours) == _pages(theirs)
    if field == "title":
        return _fold(ours) == _fold(theirs)
    return bool(ours == theirs)


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", plain))


SMALL = frozenset(["of", "the", "and", "for", "in", "on", "a", "an", "der", "die", "das", "und"])


def _abbreviates(short: str, long: str) -> bool:
    """Whether each word of `short` begins the next word of `long`, small words left out."""
    words = [w for w in _fold(long).split() if w not in SMALL]
    parts = [w for w in _fold(short).split() if w not in SMALL]
    return len(parts) == len(words) and all(word.startswith(part) for part, word in zip(parts, words, strict=True))


def _pages(text: str) -> str:
    """'501-505' and '501-5' are the same pages."""
    match = re.fullmatch(r"(\d+)\s*[-–]\s*(\d+)", text.strip())
    if match is None:
        return text.strip().casefold()
    first, last = match.groups()
    return f"{first}-{first[: len(first) - len(last)] + last if len(last) < len(first) else last}"


def _show(value: Any) -> str:
    return "; ".join(value) if isinstance(value, tuple) else str(value)


def _update(before: Record, full: FullRecord, differences: list[Difference]) -> Record:
    pubmed = full.to_record()
    changes: dict[str, Any] = {name: getattr(pubmed, name) for name in OWN_FIELDS}
    changes["integrity"] = merge_integrity(before.integrity, pubmed.integrity)
    if before.verification == "pubmed":
        changes |= {name: getattr(pubmed, name) for name in ENTERED_FIELDS}
        return before.model_copy(update=changes)
    in_doubt = {d.field for d in differences}
    for field in ENTERED_FIELDS:
        theirs = getattr(pubmed, field)
        if theirs not in (None, ()) and field not in in_doubt:
            changes[field] = theirs
    if not in_doubt & set(IDENTITY):
        changes["verification"] = "pubmed" if not in_doubt else before.verification
        changes["unverified"] = tuple(f for f in before.unverified if changes.get(f, getattr(before, f)) in (None, ()))
        if changes["verification"] == "pubmed":
            changes["unverified"] = ()
    return before.model_copy(update=changes)


def merge_integrity(before: tuple[Integrity, ...], now: tuple[Integrity, ...]) -> tuple[Integrity, ...]:
    """Notices are kept with the day they were first noted; none is dropped because PubMed has stopped to show it."""
    known = {(n.kind, n.by) for n in before}
    return (*before, *(n for n in now if (n.kind, n.by) not in known))


# ---------------------------------------------------------------- what a search gained and lost


def replay_ids(runs: Iterable[SearchRun], search: str) -> frozenset[str]:
    """The record ids that the search held after its runs, from what each gained and lost."""
    held: set[str] = set()
    for run in runs:
        if run.search == search and run.outcome == "done":
            held |= set(run.gained)
            held -= set(run.lost)
    return frozenset(held)


def explain_gain(record: Record, last: SearchRun | None, query_sha256: str, today: dt.date) -> str:
    """Why a record is among the hits now and was not at the `last` run."""
    if last is None:
        return "first_run"
    if last.query_sha256 != query_sha256:
        return "query_edited"
    since = last.at[:10]
    created, indexed, revised = record.dates.created, record.dates.indexed, record.dates.revised
    if created and created >= since:
        late = record.year is not None and record.year < today.year - 1
        return "entered_late" if late else "new"
    if indexed and indexed >= since:
        return "newly_indexed"
    if revised and revised >= since:
        return "revised"
    return "unexplained"


def explain_loss(record: FullRecord | None, last: SearchRun, query_sha256: str) -> str:
    """Why a record is not among the hits any more; `record` is what PubMed gives for it now, None when nothing."""
    if last.query_sha256 != query_sha256:
        return "query_edited"
    if record is None:
        return "deleted"
    if record.dates.revised and record.dates.revised >= last.at[:10]:
        return "revised"
    return "unexplained"

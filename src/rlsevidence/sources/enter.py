"""Records of another database into the known ones: what is new, what is here already, what it says that is news. Pure.

A record that shares an identifier with a known one is that record and is not entered again. What stands here is never
overwritten: empty fields are filled, what differs is listed for a person, notices of retraction are added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..exchange.duplicates import Link, find_links
from ..model import Integrity, Record
from ..pubmed.merge import Difference, Proposal, agree, compare
from .pages import Hit

FILLED = ("authors", "organisation", "year", "journal", "volume", "issue", "pages", "language")
"""Fields that are filled where nothing stood. Identifiers are not: that two records are one, a person decides."""


@dataclass(frozen=True)
class Entered:
    """What entering brought. `here`: id of a record as the database names it -> the id under which it is known here.

    `links` are likely duplicates, by title; `apart` preprints and their articles; `notices` what is newly noted.
    """

    records: Mapping[str, Record]
    here: Mapping[str, str]
    new: tuple[str, ...]
    known: tuple[str, ...]
    changed: tuple[str, ...]
    notices: tuple[tuple[str, Integrity], ...]
    differences: tuple[Difference, ...]
    proposals: tuple[Proposal, ...]
    links: tuple[Link, ...]
    apart: tuple[tuple[str, str], ...]


def enter_hits(known: Mapping[str, Record], hits: Iterable[Hit], *, database: str, noted_on: str) -> Entered:
    """Enter `hits` beside `known`. `noted_on`: the day of the pull, ISO; `database`: who says so, for the report."""
    by_doi = {f"doi:{r.doi}": r.id for r in known.values() if r.doi}
    given = [_noted(one, noted_on, by_doi) for hit in hits for one in (hit, *hit.also)]
    links, apart = find_links([hit.record for hit in given], known)
    certain = {link.record: link for link in links if link.certain}
    records = dict(known)
    here: dict[str, str] = {}
    new: list[str] = []
    known_ids: list[str] = []
    changed: dict[str, None] = {}
    notices: list[tuple[str, Integrity]] = []
    differences: list[Difference] = []
    proposals: list[Proposal] = []
    for hit in given:
        link = certain.get(hit.record.id)
        own = link.same_as if link else hit.record.id
        if hit.beside:
            # It was not found by the search, so the ledger does not hold it; what is said of it counts all the same.
            own = own if own in known else ""
        if not own:
            continue
        if own not in records:
            if hit.only_known:
                continue
            records[own] = hit.record
            new.append(own)
            notices += [(own, n) for n in hit.record.integrity]
        elif own in known:
            before = records[own]
            known_ids += [] if hit.beside else [own]
            found = _compare(before, hit, database)
            records[own] = after = _fill(before, hit, {d.field for d in found})
            differences += found
            notices += [(own, n) for n in after.integrity if n not in before.integrity]
            if after != before:
                changed[own] = None
            if hit.record.pmid and not before.pmid and f"pubmed:{hit.record.pmid}" not in records:
                why = f"{database} says so: {link.why if link else 'the same record'}"
                proposals.append(Proposal(own, hit.record.pmid, why))
        if not hit.beside:
            here[hit.record.id] = own
    entered = set(new)
    return Entered(
        records,
        here,
        tuple(new),
        tuple(dict.fromkeys(known_ids)),
        tuple(changed),
        tuple(dict.fromkeys(notices)),
        tuple(dict.fromkeys(differences)),
        tuple(dict.fromkeys(proposals)),
        tuple(link for link in links if not link.certain and link.record in entered),
        tuple(pair for pair in apart if pair[0] in entered),
    )


def _noted(hit: Hit, on: str, by_doi: Mapping[str, str]) -> Hit:
    """The hit with its notices dated by the day they are noted here, which is what `news` goes by, and each named by
    the id under which it is known here."""
    if not hit.record.integrity:
        return hit
    notices = tuple(
        n.model_copy(update={"noted_on": on, "by": by_doi.get(n.by or "", n.by)}) for n in hit.record.integrity
    )
    record = hit.record.model_copy(update={"integrity": notices})
    return replace(hit, record=record)


def _compare(before: Record, hit: Hit, database: str) -> list[Difference]:
    found = compare(before, hit.record) if hit.compared and not hit.beside else []
    titles = [t for t in hit.titles if agree("title", before.title, t)]
    kept = [d for d in found if not (d.field == "title" and (titles or _unseen(hit.record.title)))]
    return [Difference(d.record, d.field, d.here, d.pubmed, database) for d in kept]


def _unseen(title: str) -> bool:
    return title.startswith("[no title in ")


def _fill(before: Record, hit: Hit, in_doubt: set[str]) -> Record:
    """`before` with its empty fields filled and new notices added; what PubMed has given only gets the notices."""
    theirs, changes = hit.record, dict[str, Any]()
    if notices := _new_notices(before.integrity, theirs.integrity):
        changes["integrity"] = (*before.integrity, *notices)
    if before.verification != "pubmed" and hit.compared and not hit.beside:
        filled = {
            name: getattr(theirs, name)
            for name in FILLED
            if getattr(before, name) in (None, ()) and getattr(theirs, name) not in (None, ())
        }
        seen = {n for n in before.unverified if n in filled or _agrees(n, before, hit, in_doubt)}
        if filled or seen:
            unverified = tuple(n for n in before.unverified if n not in seen)
            changes |= {**filled, "unverified": unverified}
            if before.verification == "partial" and not unverified:
                changes["verification"] = "confirmed"
            page = (*theirs.seen_at, *filter(None, [theirs.url]))
            changes["seen_at"] = tuple(dict.fromkeys((*before.seen_at, *page)))
    if theirs.trial is not None and theirs.trial != before.trial and theirs.id == before.id:
        changes["trial"] = theirs.trial  # what a registry says of a trial is the registry's own to say
    return before.model_copy(update=changes) if changes else before


def _agrees(name: str, before: Record, hit: Hit, in_doubt: set[str]) -> bool:
    """Whether a field that nobody had seen at its source is said by this source in the same way."""
    if name == "title" and any(agree("title", before.title, t) for t in hit.titles):
        return True
    ours, given = getattr(before, name, None), getattr(hit.record, name, None)
    if name in in_doubt or ours in (None, ()) or given in (None, ()):
        return False
    return agree(name, ours, given)


def _new_notices(before: tuple[Integrity, ...], now: tuple[Integrity, ...]) -> list[Integrity]:
    """Notices that are news. Databases name one notice by different identifiers, so what is told as often as it is
    known is not told again: a second correction is news, the same retraction by another name is not."""
    held = Counter(n.kind for n in before)
    known = {(n.kind, n.by) for n in before}
    fresh: list[Integrity] = []
    for kind, number in Counter(n.kind for n in now).items():
        others = [n for n in now if n.kind == kind and (kind, n.by) not in known]
        fresh += others[: max(0, number - held[kind])]
    return fresh

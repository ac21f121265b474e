"""Records of another database into the known ones: what is new, what is here already, what it says that is news. Pure.

A record that shares an identifier with a known one is that record and is not entered again. What stands here is never
overwritten: empty fields are filled, what differs is listed for a person, notices of retraction are added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..exchange.duplicates import Link, list_identifiers, weigh
from ..exchange.joining import call, find_clash, have_nobody_in_common, part
from ..exchange.shelf import Shelf
from ..model import Integrity, Record
from ..pubmed.merge import Difference, Proposal, agree, compare
from .pages import Hit

FILLED = ("authors", "organisation", "year", "journal", "volume", "issue", "pages", "language")
"""Fields that are filled where nothing stood. Identifiers are not: that two records are one, a person decides."""


@dataclass(frozen=True)
class Entered:
    """What entering brought. `here`: the database's own name of a hit -> the id under which it is known here; `number`:
    how many hits there were; `gained`: id here -> why it is gained, for those that `held` did not hold.

    `links` are likely duplicates, by title; `apart` preprints and their articles; `notices` what is newly noted;
    `parted` hits with an identifier of another work, each with what became of it, and records whose own identifier
    the database knows another work by.
    """

    here: Mapping[str, str]
    new: tuple[str, ...]
    known: tuple[str, ...]
    changed: tuple[str, ...]
    notices: tuple[tuple[str, Integrity], ...]
    differences: tuple[Difference, ...]
    proposals: tuple[Proposal, ...]
    links: tuple[Link, ...]
    apart: tuple[tuple[str, str], ...]
    number: int
    gained: Mapping[str, str]
    parted: tuple[str, ...] = ()


def enter_hits(
    shelf: Shelf,
    hits: Iterable[Hit],
    *,
    database: str,
    noted_on: str,
    held: frozenset[str] = frozenset(),
    explain: Callable[[Record], str] = lambda _: "",
) -> Entered:
    """Enter `hits`, one after the other, beside the records of `shelf`.

    `noted_on`: the day of the pull, ISO; `database`: who says so, for the report; `held`: the ids that the search had
    found before; `explain`: why a record that is not among them is found now.
    """
    shelf.begin()
    told = _Told()
    number = 0
    for hit in hits:
        number += 1
        own = _enter(shelf, _noted(hit, noted_on, shelf), database, told)
        if own and not hit.beside and own not in held:
            told.gained[own] = explain(hit.record)
        for also in hit.also:
            _enter(shelf, _noted(also, noted_on, shelf), database, told)
    entered = set(told.new)
    return Entered(
        told.here,
        tuple(told.new),
        tuple(told.known),
        tuple(told.changed),
        tuple(told.notices),
        tuple(told.differences),
        tuple(told.proposals),
        tuple(link for link in told.links if link.record in entered),
        tuple(pair for pair in told.apart if pair[0] in entered),
        number,
        told.gained,
        tuple(told.parted),
    )


@dataclass
class _Told:
    """What `enter_hits` tells, as it comes up: each once, in its order."""

    here: dict[str, str] = field(default_factory=dict)
    new: list[str] = field(default_factory=list)
    known: dict[str, None] = field(default_factory=dict)
    changed: dict[str, None] = field(default_factory=dict)
    notices: dict[tuple[str, Integrity], None] = field(default_factory=dict)
    differences: dict[Difference, None] = field(default_factory=dict)
    proposals: dict[Proposal, None] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    apart: list[tuple[str, str]] = field(default_factory=list)
    gained: dict[str, str] = field(default_factory=dict)
    parted: dict[str, None] = field(default_factory=dict)


def _enter(shelf: Shelf, hit: Hit, database: str, told: _Told) -> str:
    """The id under which the hit is here; empty when it does not come in."""
    if not hit.beside and not hit.only_known:
        hit = _part(hit, shelf, told)
    link, apart = weigh(hit.record, shelf)
    certain = link if link and link.certain else None
    if link and not link.certain:
        told.links.append(link)
    told.apart += apart
    own = certain.same_as if certain else hit.record.id
    if hit.beside and not shelf.is_known(own):
        # It was not found by the search, so the ledger does not hold it; what is said of it counts all the same.
        return ""
    before = shelf.get(own)
    if before is None:
        if hit.only_known:
            return ""
        shelf.put(hit.record)
        told.new.append(own)
        told.notices |= dict.fromkeys((own, n) for n in hit.record.integrity)
    elif shelf.is_known(own):
        if not hit.beside:
            told.known[own] = None
        if not (hit.only_known and _is_another(before, hit, database, told)):
            _take_over(shelf, before, hit, database, certain.why if certain else "the same record", told)
    else:
        # It came with this pull already; where it is told of in other words, that is not passed over.
        told.differences |= dict.fromkeys(_compare(before, hit, database))
    if not hit.beside:
        told.here[hit.key] = own
    return own


def _take_over(shelf: Shelf, before: Record, hit: Hit, database: str, why: str, told: _Told) -> None:
    """Fill what the record lacks, note where the two differ, and propose a PMID; nothing is overwritten."""
    found = _compare(before, hit, database)
    after = _fill(before, hit, {d.field for d in found})
    told.differences |= dict.fromkeys(found)
    told.notices |= dict.fromkeys((before.id, n) for n in after.integrity if n not in before.integrity)
    if after != before:
        shelf.put(after)
        told.changed[before.id] = None
    if hit.record.pmid and not before.pmid and f"pubmed:{hit.record.pmid}" not in shelf:
        told.proposals[Proposal(before.id, hit.record.pmid, f"{database} says so: {why}")] = None


def _part(hit: Hit, shelf: Shelf, told: _Told) -> Hit:
    """The hit without an identifier that stands here for another work; see `exchange.joining`.

    What PubMed has given goes by PubMed's number, whatever its title has become; a PMID that somebody typed may be
    another work's.
    """

    def is_its_own(field: str, known: Record) -> bool:
        return field == "pmid" and known.verification == "pubmed"

    record, parted = part(hit.record, shelf, is_its_own, hit.titles)
    told.parted |= dict.fromkeys(parted)
    return replace(hit, record=record) if parted else hit


def _is_another(known: Record, hit: Hit, database: str, told: _Told) -> bool:
    """Whether a database that is asked about a DOI knows another work by it: then the record's DOI is in doubt, and
    nothing that is said of it belongs to the record. A notice on it is named each time, until somebody has looked."""
    field = "doi" if known.doi and known.doi == hit.record.doi else "pmid"
    if known.verification == "pubmed" or not (hit.record.title or hit.record.authors):
        return False
    if _unseen(hit.record.title):
        why = "other authors" if have_nobody_in_common(known, hit.record) else ""
    else:
        why = find_clash(known, hit.record, field, hit.titles)
    if why:
        noted = ", ".join(dict.fromkeys(n.kind for n in hit.record.integrity))
        told.parted[
            f"{known.id}: {database} knows another work by its {call(field)} ({why}): {hit.record.title[:60]!r}"
            f"{f', {noted.upper()} there' if noted else ''}; nothing is taken over from there, a person decides"
        ] = None
    return bool(why)


def _noted(hit: Hit, on: str, shelf: Shelf) -> Hit:
    """The hit with its notices dated by the day they are noted here, which is what `news` goes by, and each named by
    the id under which it is known here."""
    if not hit.record.integrity:
        return hit
    notices = tuple(
        n.model_copy(update={"noted_on": on, "by": _find_by_doi(shelf, n.by) or n.by}) for n in hit.record.integrity
    )
    record = hit.record.model_copy(update={"integrity": notices})
    return replace(hit, record=record)


def _find_by_doi(shelf: Shelf, name: str | None) -> str | None:
    """The id of the record that was here with the DOI of `name`, 'doi:' before it."""
    kind, _, doi = (name or "").partition(":")
    found = shelf.find("doi", doi) if kind == "doi" else None
    return found if found and shelf.is_known(found) else None


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
    same = theirs.id == before.id or (theirs.doi and ("doi", theirs.doi) in list_identifiers(before))
    if theirs.trial is not None and theirs.trial != before.trial and same:
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

"""Bring a file of records into the workspace: keep the file, enter what is new, link what is known, say all of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from .. import __version__, store
from ..counted import say_count
from ..decisions.ledger import replay_ids
from ..errors import EvidenceError, UsageError
from ..layout import part_path
from ..model import Link as Linked
from ..model import Record, Screening, SearchRun, Tag
from ..model.links import BY_RULE, SAME_RECORD
from ..pubmed.finding import hash_query
from ..pubmed.turn import later_than
from ..unknown import tell_unknown
from .abstracts import keep_abstracts
from .decisions import list_remarks, say_decided
from .duplicates import Link, weigh
from .entry import FURTHER
from .import_report import REMARKS_SHOWN, ImportReport, say_unstaged
from .joining import Differs, join, list_filled, part
from .kept_files import hash_file, keep_file
from .pubmed_text import as_second_hand
from .reading import Entry, Told, stream_entries
from .reviewer_columns import name_people
from .said_pmids import note_pmids
from .shelf import Shelf, open_shelf
from .taking_over import UNSTAGED, Left, Taker, take_screening, take_tags


def import_file(
    folder: Path,
    file: Path,
    *,
    now: dt.datetime,
    search: str | None = None,
    reviewer: str | None = None,
    called: str | None = None,
    reason: str | None = None,
    stage: str | None = None,
    dry_run: bool = False,
    whole: bool = True,
) -> ImportReport:
    """Import one file into the evidence folder.

    `search`: the strategy that the file comes from, which gives the origin and gets a line in the ledger; without it
    the origin is `import:` and the name of the file. `reviewer`: who records likely duplicates, as rows of
    screening.tsv that a later row takes back; without one they are only proposed. With a reviewer the decisions in the
    file that are that person's own (by `called`, the name they go by there) become their screening rows; an exclusion
    needs a reason of the vocabulary, the file's or `reason`, and every one a stage, the file's or `stage`; a decision
    that is there is never overwritten. Importing twice changes nothing. `whole`: keep the entries for the report
    (`read`), which takes room for all of them at once.
    """
    if search and search not in (searches := store.load_part(folder, "searches")):
        if (folder / part_path("searches", search)).is_file():
            then = f"fill it in, then rlsevidence finish search {search}"
            raise UsageError(f"search {search!r} is a draft, which counts nowhere: {then}")
        then = "" if searches else f"rlsevidence new search {search} begins one"
        raise UsageError(tell_unknown("search", search, searches, then=then))
    if reviewer and reviewer not in (people := [p.id for p in store.load_part(folder, "people")]):
        raise UsageError(tell_unknown("person", reviewer, people, where=" in people.tsv"))
    reasons = store.load_part(folder, "vocabulary").get("screening_reason", {})
    if reason and reason not in reasons:
        raise UsageError(tell_unknown("reason", reason, reasons, where=" in vocabulary.yaml"))
    stages = store.load_part(folder, "vocabulary").get("screening_stage", {})
    if stage and stage not in stages:
        raise UsageError(tell_unknown("stage", stage, stages, where=" in vocabulary.yaml"))
    origin = search or f"import:{file.name}"
    told = Told(people=name_people(store.load_part(folder, "people"), called))
    with open_shelf(folder) as shelf:
        met = _meet(stream_entries(file, origin, told), shelf, now, keep=whole)
        if not met.number and not told.problems:
            raise EvidenceError(f"{file}: found no entry, expected at least one")
        if met.completed:
            done = "would be completed" if dry_run else "completed"
            told.note(f"{say_count(met.completed, 'registration')} that stood here by a number or an address: {done}")
        for said in met.parted:
            told.note(said, FURTHER)
        if told_not := say_unstaged(met.unstaged, met.usual, stage):
            told.note(told_not)
        if met.said:
            number = say_count(len(met.said), "record")
            told.note(f"the file gives PubMed's number for {number} without one here: rlsevidence link proposes it")
        rows: tuple[Screening, ...] = ()
        tags: tuple[Tag, ...] = ()
        left: tuple[Left, ...] = ()
        perhaps = [k for k in met.links if not k.certain and not k.safe]
        undoubled: tuple[Left, ...] = ()
        if reviewer:
            same = {k.record: k.same_as for k in met.links if k.certain}
            person = next(p for p in store.load_part(folder, "people") if p.id == reviewer)
            moment = now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            rows, tags, left = _own_rows(folder, shelf, same, Taker(person, called, reason, moment, stage))
            undoubled = tuple(_list_decided(folder, perhaps, rows, left, reviewer))
        doubles = [k for k in perhaps if k.record not in dict(undoubled)] if reviewer else []
        if not dry_run:
            local = store.local_folder(folder)
            keep_abstracts(local, _list_texts(shelf, met))
            digest = hash_file(file)
            keep_file(local, file, digest, met.links, met.pmids, now, whole=not (told.broken or met.doubled))
            shelf.save()
            note_pmids(local, met.said)
            if reviewer:
                if rows:
                    store.add_screening(folder, list(rows))
                if tags:
                    store.add_tags(folder, list(tags))
                _record_duplicates(folder, doubles, reviewer, now)
            _link_by_rule(folder, [k for k in met.links if k.safe], now)
            runs = store.load_part(folder, "runs")
            if search and not any(r.search == search and digest in str(r.notes) for r in runs):
                store.append_run(folder, _run(search, file, digest, met, runs, now))
    return ImportReport(
        str(file),
        origin,
        told.started + len(told.broken),
        tuple(met.new),
        tuple(met.links),
        tuple(met.apart),
        told.problems,
        dry_run,
        reviewer,
        told.notes,
        dict(sorted(told.unplaced.items())),
        met.number - len(met.ids),
        told.form,
        told.encoding,
        tuple(told.between),
        tuple(met.kept),
        tuple(r.record for r in rows),
        tuple(left),
        tuple((t.record, t.claim) for t in tags),
        offered=met.offered,
        abstracts=met.abstracts,
        remarked=met.remarked,
        remarks=tuple(met.remarks),
        offers=tuple(met.offers),
        worded=met.worded,
        filled=tuple((name, tuple(fields)) for name, fields in met.filled.items()),
        differences=tuple(met.differs),
        not_records=tuple(told.not_records),
        recorded=tuple(k.record for k in doubles),
        unrecorded=undoubled,
    )


@dataclass
class _Met:
    """What became of the entries of a file. `elsewhere`: those that are another record here, and which; `pmids`: of
    PubMed's own records; `offered`: entries that hold decisions or tags; `abstracts`: entries that have one;
    `remarked`: those whose notes or labels say more than a decision, and `remarks` the first of them."""

    number: int = 0
    ids: set[str] = field(default_factory=set)
    new: dict[str, None] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    apart: list[tuple[str, str]] = field(default_factory=list)
    elsewhere: dict[str, str] = field(default_factory=dict)
    pmids: list[str] = field(default_factory=list)
    offered: int = 0
    unstaged: int = 0
    """Entries with a decision at a stage that nothing tells."""
    usual: int = 0
    """Entries with a decision of a program that is made for one stage, and does not say which one it was used for."""
    abstracts: int = 0
    worded: int = 0
    """Entries whose keywords are kept beside their abstract."""
    remarked: int = 0
    remarks: list[tuple[str, str]] = field(default_factory=list)
    offers: list[tuple[str, str]] = field(default_factory=list)
    """The first entries that hold decisions or tags: record, and who decided what."""
    kept: list[Entry] = field(default_factory=list)
    here: dict[str, None] = field(default_factory=dict)
    """Records of the workspace that the file holds too."""
    said: list[tuple[str, str, str]] = field(default_factory=list)
    """PMIDs that the file gives for records that have none here, each with why it is the same record."""
    completed: int = 0
    """Registrations that were here, of which nothing had been said that the file says."""
    doubled: bool = False
    """Whether a file of PubMed's has two works under one number."""
    parted: list[str] = field(default_factory=list)
    """Entries with an identifier of another work, each with what became of it."""
    filled: dict[str, dict[str, None]] = field(default_factory=dict)
    """Records that were here, or stood in the file before, and the fields that were empty and are no longer."""
    differs: dict[Differs, None] = field(default_factory=dict)


def _meet(entries: Iterable[Entry], shelf: Shelf, now: dt.datetime, *, keep: bool) -> _Met:
    """Hold each entry against what is here and against the earlier ones, and set it aside: nothing is written yet."""
    met = _Met()
    for given in entries:
        entry = _date_notices(given, now)
        entry = _part(entry, shelf, met)
        record = entry.record
        met.number += 1
        met.offered += bool(entry.decisions or entry.tags)
        met.unstaged += any(d.stage is None for d in entry.decisions)
        met.usual += any(d.usual for d in entry.decisions)
        if (entry.decisions or entry.tags) and len(met.offers) < REMARKS_SHOWN:
            tags = (f"{t.by}: {t.claim} = {t.stance}" for t in entry.tags)
            met.offers.append((record.id, "; ".join((*map(say_decided, entry.decisions), *tags))))
        met.abstracts += bool(entry.abstract)
        met.worded += bool(entry.abstract and entry.keywords)
        if remarks := list_remarks(entry.said):
            met.remarked += 1
            if len(met.remarks) < REMARKS_SHOWN:
                met.remarks.append((record.id, "; ".join(remarks)))
        link, apart = weigh(record, shelf)
        if link:
            met.links.append(link)
        met.apart += apart
        if record.trial and (link is None or link.certain):
            met.completed += _complete_trial(shelf, link.same_as if link else record.id, record)
        if link and link.certain and link.same_as != record.id:
            if record.pmid and (known := shelf.get(link.same_as)) and known.pmid is None:
                met.said.append((link.same_as, record.pmid, f"a file has it so: {link.why}"))
            if record.id not in met.new:
                met.elsewhere[record.id] = link.same_as
            met.here[link.same_as] = None
            _join(shelf, link.same_as, record, met)
        elif record.id in shelf:
            if record.id not in met.new:
                met.here[record.id] = None
            _join(shelf, record.id, record, met)
        else:
            shelf.put(record)
            met.new[record.id] = None
        met.ids.add(record.id)
        if entry.full and entry.full.pmid:
            met.pmids.append(entry.full.pmid)
        if keep:
            met.kept.append(entry)
        shelf.set_aside(replace(entry, full=None))
    return met


def _part(entry: Entry, shelf: Shelf, met: _Met) -> Entry:
    """The entry without the identifiers that stand here for another work; see `joining`."""
    # What PubMed has under its own number is that record; where it says two things of one number, nobody can tell.
    record, told = part(entry.record, shelf, lambda field, known: field == "pmid" and _is_pubmeds(entry, known))
    met.parted += [f"line {entry.place}: {why}" for why in told]
    met.doubled |= bool(told and entry.full)
    return as_second_hand(entry, record) if told else entry


def _is_pubmeds(entry: Entry, known: Record) -> bool:
    return entry.full is not None and known.verification == "partial"


def _join(shelf: Shelf, name: str, record: Record, met: _Met) -> None:
    """Fill what the record that is here lacks, and note where the two differ; nothing is overwritten."""
    before = shelf.get(name)
    if before is None:
        return
    after, differs = join(before, record, lambda field, value: shelf.find(field, value) is None)
    met.differs |= dict.fromkeys(differs)
    if after != before:
        shelf.put(after)
        shelf.learn(after)
        met.filled.setdefault(name, {}).update(dict.fromkeys(list_filled(before, after)))


def _list_texts(shelf: Shelf, met: _Met) -> Iterator[tuple[str, tuple[str, tuple[str, ...]]]]:
    """The abstract and the keywords of each record, under its id; of a second text for one the first stays."""
    for entry in shelf.taken_out():
        name = met.elsewhere.get(entry.record.id, entry.record.id)
        if not entry.abstract or (name != entry.record.id and "abstract" not in met.filled.get(name, ())):
            continue
        held = shelf.get(name)
        if held is None or held.abstract_sha256 in (None, entry.record.abstract_sha256):
            yield name, (entry.abstract, entry.keywords)


def _complete_trial(shelf: Shelf, name: str, record: Record) -> bool:
    """Add what a registry's file says of a trial where nobody has said anything of it yet; nothing is overwritten."""
    before = shelf.get(name)
    if before is None or before.trial is not None or before.doi != record.doi:
        return False
    shelf.put(before.model_copy(update={"trial": record.trial}))
    return True


def _own_rows(
    folder: Path, shelf: Shelf, same: Mapping[str, str], who: Taker
) -> tuple[tuple[Screening, ...], tuple[Tag, ...], tuple[Left, ...]]:
    """Rows of `who` from the decisions and tags in a file, and what was not taken over, with why."""
    words = store.load_part(folder, "vocabulary")
    held = store.load_part(folder, "screening")
    screening, left = take_screening(shelf.taken_out(), same, held, words, who)
    claims = store.load_part(folder, "claims")
    tags, more = take_tags(shelf.taken_out(), same, store.load_part(folder, "tags"), claims, words, who)
    return screening, tags, (*left, *more)


def _date_notices(entry: Entry, now: dt.datetime) -> Entry:
    """Notices of a publication are dated by the day they are noted here, as those of a pull are."""
    if not entry.record.integrity:
        return entry
    day = now.astimezone(dt.UTC).date().isoformat()
    notices = tuple(n.model_copy(update={"noted_on": day}) for n in entry.record.integrity)
    return replace(entry, record=entry.record.model_copy(update={"integrity": notices}))


def _list_decided(
    folder: Path, perhaps: Iterable[Link], rows: Iterable[Screening], left: Iterable[Left], reviewer: str
) -> Iterator[tuple[str, str]]:
    """(record, why) of those that may be here already and that the reviewer has said something of: that stands, and
    waits where the file does not say at which stage it was said."""
    file = {record: why.partition(":")[0] for record, why in left if why.endswith(UNSTAGED)}
    file |= {s.record: s.decision for s in rows}
    held = {s.record: s.decision for s in store.load_part(folder, "screening") if s.reviewer == reviewer}
    for record in dict.fromkeys(link.record for link in perhaps):
        if record in file:
            yield record, f"the file says {file[record]}"
        elif record in held:
            yield record, f"{reviewer} has decided {held[record]}"


def _record_duplicates(folder: Path, links: Sequence[Link], reviewer: str, now: dt.datetime) -> None:
    moment = now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    rows = [
        Screening(
            record=link.record,
            stage="title_abstract",
            decision="exclude",
            reason="duplicate",
            basis="title",
            role="screener",
            reviewer=reviewer,
            decided_on=moment,
            note=f"{link.why} as {link.same_as}",
        )
        for link in links
    ]
    if rows:
        store.add_screening(folder, rows)


def _link_by_rule(folder: Path, links: Sequence[Link], now: dt.datetime) -> None:
    """Rows of links.tsv for what the rule holds to be one record. What anybody has decided on the two stays."""
    moment = now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    decided = {row.pair for row in store.load_part(folder, "links")} if links else set()
    rows = [
        Linked(
            record=k.record,
            same_as=k.same_as,
            relation=SAME_RECORD,
            reviewer=BY_RULE,
            decided_on=moment,
            why=f"{k.why} ({k.score})",
        )
        for k in links
    ]
    if new := [row for row in rows if row.pair not in decided]:
        store.add_links(folder, new)


def _run(
    search: str,
    file: Path,
    digest: str,
    met: _Met,
    runs: Sequence[SearchRun],
    now: dt.datetime,
) -> SearchRun:
    at = later_than(runs, now)
    held = replay_ids(runs, search)
    return SearchRun(
        run=f"{at}.{search}",
        search=search,
        at=at,
        outcome="done",
        query_sha256=hash_query(file.name),
        translation=None,
        warnings=(),
        count=met.number,
        fetched=len(met.new),
        # What was here already the search found all the same; what it held before is no news.
        gained={
            **dict.fromkeys(sorted(met.new), "imported"),
            **{i: "already_here" for i in sorted(met.here) if i not in met.new and i not in held},
        },
        lost={},
        tools={"rlsevidence": __version__},
        notes={
            "file": file.name,
            "sha256": digest,
            "links": {k.record: f"{k.same_as}: {k.why}" for k in met.links},
            **({"parted": met.parted} if met.parted else {}),
        },
    )

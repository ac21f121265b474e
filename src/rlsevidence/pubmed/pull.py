"""One pull: search, fetch what is missing, keep the raw answers, merge, save, write the ledger.

Each part is safe to be cut off: an answer is on disk before it is used, records are replaced whole, and the ledger line
comes last. A pull that was cut off leaves its name behind; the next one takes it up and asks only for what is missing.
Two pulls of one workspace wait for each other.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock, Timeout

from .. import __version__, store
from ..decisions.ledger import replay_ids
from ..errors import EvidenceError, NetworkError, UsageError
from ..model import FullRecord, Record, Search, SearchRun
from ..model.links import find_aliases, find_unapplied, settle_links
from .answers import SearchAnswer
from .archive import Archive, Cache
from .attempts import forget_attempt, note_attempt
from .client import Client
from .config import Settings, config_file
from .finding import Finder, HalfAListError, Hits, complete_query, hash_query
from .lookup import look_up
from .merge import (
    explain_gain,
    explain_loss,
    list_doubtful_links,
    mark_deleted,
    merge_records,
    window_start,
)
from .report import Notice, PullReport, SearchReport

BATCH = 200
ALONE = 25
"""How many PMIDs that PubMed gave nothing for are asked for once more one by one, to see what they were merged into."""
RESUME_HOURS = 24
"""An unfinished pull older than this is not taken up: what it asked may have changed since."""
WAIT_SECONDS = 600.0
Say = Callable[[str], None]


def pull(
    folder: Path,
    searches: Sequence[str] | None,
    *,
    settings: Settings,
    report: Say,
    now: dt.datetime,
    dry_run: bool = False,
    everything: bool = False,
    client: Client | None = None,
) -> PullReport:
    """Run `searches` (the default ones when None) of the evidence folder and save what came.

    `everything` leaves out the first-pass limit of a search. NetworkError when PubMed does not answer, UsageError when
    a search does not exist, EvidenceError when the folder cannot be read or another pull does not end.
    """
    client = client or Client(settings, say=report)
    with one_at_a_time(store.local_folder(folder), report):
        store.clear_leftovers(folder)
        known = _read_known(folder)
        chosen = choose_searches(known.searches, searches)
        if settings.email is None:
            report(f"no e-mail address: NCBI asks for one; set RLSEVIDENCE_EMAIL, or email in {config_file()}")
        task = _Task(folder, known, chosen, everything, client, report, now)
        if dry_run:
            return task.plan()
        try:
            return task.run()
        except NetworkError as error:
            task.note_failure(str(error))
            raise


@contextmanager
def one_at_a_time(local: Path, say: Say) -> Iterator[None]:
    """One pull of a workspace at a time, whatever the database: a second waits, and EvidenceError when too long."""
    lock = FileLock(local / "pull.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        say("another pull of this workspace is going on: waiting for it")
        try:
            lock.acquire(timeout=WAIT_SECONDS)
        except Timeout:
            raise EvidenceError(
                f"another pull has been going on for over {WAIT_SECONDS / 60:.0f} minutes; wait for it or end it"
            ) from None
    try:
        yield
    finally:
        lock.release()


@dataclass(frozen=True)
class _Known:
    """What a pull goes by: the parts of the evidence that it needs, and the ids of records that people have used."""

    searches: Mapping[str, Search]
    runs: Sequence[SearchRun]
    records: Mapping[str, Record]
    used: frozenset[str]
    linked: Mapping[str, str]
    """Id that gives way by a link -> the id that holds, which may be a PMID whose record is still to come."""

    @property
    def accepted(self) -> frozenset[str]:
        """Ids of PubMed's that people have accepted for a record known by another one."""
        return frozenset(i for i in self.linked.values() if i.startswith("pubmed:"))


def _read_known(folder: Path) -> _Known:
    """Read those parts and no others, so that a slip in an appraisal does not keep anybody from pulling."""
    parts = {name: store.load_part(folder, name) for name in ("searches", "runs", "records", "studies", "tags")}
    used = {record for study in parts["studies"].values() for record in (*study.reports, study.registration)}
    used |= {tag.record for tag in parts["tags"]}
    linked = find_aliases(settle_links(store.load_part(folder, "links")), parts["records"])[0]
    return _Known(parts["searches"], parts["runs"], parts["records"], frozenset(used - {None}), linked)


def choose_searches(searches: Mapping[str, Search], names: Sequence[str] | None) -> list[Search]:
    """The searches asked for by id, or those marked `default`."""
    unknown = [n for n in names or () if n not in searches]
    if unknown:
        raise UsageError(f"no search {unknown[0]!r}; there are: {', '.join(searches)}")
    return [s for s in searches.values() if (s.id in names if names else s.default)]


@dataclass(frozen=True)
class _Wanted:
    """PMIDs to ask for, and why each: the first reason that holds."""

    why: Mapping[str, str]

    @property
    def pmids(self) -> list[str]:
        return list(self.why)


class _Task:
    """One pull as it goes on; what it asks is decided by what is `known` at its start."""

    def __init__(
        self,
        folder: Path,
        known: _Known,
        searches: Sequence[Search],
        everything: bool,
        client: Client,
        say: Say,
        now: dt.datetime,
    ) -> None:
        self.folder, self.known, self.client, self.say = folder, known, client, say
        self.searches, self.everything = searches, everything
        self.local = store.local_folder(folder)
        self.at = later_than(known.runs, now)
        self.today = now.astimezone(dt.UTC).date()
        self.archive = Archive(self.local.parent)
        self.marker = self.local / "pull.json"
        self.cycle = self.at
        self.translations: dict[str, SearchAnswer] = {}
        self.cache = Cache(self.local.parent)
        self.finder = Finder(client, self.archive, self.at)
        self.asked_for = self.finder.asked_for

    def plan(self) -> PullReport:
        """What a pull would do: counts, gains and losses, and how many records it would fetch. Writes nothing."""
        found = [self._search(s) for s in self.searches]
        wanted = self._wanted(found)
        reports = tuple(self._attribute(h, self.known.runs, self.known.records) for h in found)
        return PullReport(
            self.at, True, reports, to_fetch=len(wanted.why), requests=self.client.requests, asked_for=self.asked_for
        )

    def run(self) -> PullReport:
        """The pull itself. NetworkError when PubMed stops to answer: what came is kept, and the next pull goes on."""
        self._take_up()
        self.finder.keep_as(self.cycle)
        found = [self._search(s) for s in self.searches]
        wanted = self._wanted(found)
        fetched, missing, drift = self._fetch(wanted)
        report = self._save(found, fetched, missing, drift)
        self.marker.unlink(missing_ok=True)
        forget_attempt(self.local, [s.id for s in self.searches])
        records = store.load_part(self.folder, "records")
        proposals = look_up(self.client, records, self.local, self.today, self.say, self.asked_for, self.known.linked)
        seen = {(p.record, p.pmid) for p in report.proposals}
        more = tuple(p for p in proposals if (p.record, p.pmid) not in seen)
        return replace(
            report,
            proposals=(*report.proposals, *more),
            requests=self.client.requests,
            asked_for=dict(self.asked_for),
        )

    def note_failure(self, why: str) -> None:
        """Write down that the searches failed: in the ledger once PubMed has answered anything, else on this machine.

        A laptop without a network is no event in the life of the review; a search that broke off is.
        """
        note_attempt(self.local, [s.id for s in self.searches], self.at, self.client.settings.redact(why))
        if self.client.answered:
            for search in self.searches:
                answer = self.translations.get(search.id)
                store.append_run(self.folder, self._run(search, self._query(search), answer, failed=why))

    def _take_up(self) -> None:
        """Go on with a pull of the same searches that was cut off, or begin a new one."""
        asked = {"searches": [s.id for s in self.searches], "everything": self.everything}
        try:
            left = json.loads(self.marker.read_text(encoding="utf-8"))
            same = {k: left[k] for k in asked} == asked
            age = dt.datetime.fromisoformat(self.at) - dt.datetime.fromisoformat(left["cycle"])
            if same and abs(age) < dt.timedelta(hours=RESUME_HOURS):
                self.cycle = left["cycle"]
                if self.archive.asked_in(self.cycle):
                    self.say("going on with the pull that was interrupted")
                return
        except (OSError, ValueError, KeyError, TypeError):
            pass
        store.write_atomic(self.marker, json.dumps({"cycle": self.cycle, **asked}) + "\n")

    def _query(self, search: Search) -> str:
        return " ".join(complete_query(search, everything=self.everything).split())

    def _search(self, search: Search) -> Hits:
        self.say(f"searching {search.id} ...")
        query = self._query(search)
        try:
            hits = self.finder.find(search, query)
        except HalfAListError:
            self.marker.unlink(missing_ok=True)  # the next pull must not go by these answers
            raise
        self.translations[search.id] = hits.answer
        for warning in hits.answer.warnings:
            self.say(f"{search.id}: PubMed warns: {warning}")
        self.say(f"{search.id}: {hits.answer.count} records match")
        return hits

    # ------------------------------------------------------------ fetching

    def _wanted(self, found: Iterable[Hits]) -> _Wanted:
        """PMIDs to fetch: every record that people have used, hits not held here, lost ones, and what is revised."""
        records = self.known.records
        by_doi = {r.doi for r in records.values() if r.doi and not r.pmid}
        why: dict[str, str] = {}
        for name in sorted(self.known.accepted):
            if name not in records:
                why.setdefault(name.removeprefix("pubmed:"), "for PMIDs that people accepted")
        for record in records.values():
            if record.pmid and record.id in self.known.used:
                why.setdefault(record.pmid, "for records in use")
            elif record.pmid and record.verification != "pubmed":
                why.setdefault(record.pmid, "for records not yet verified")
        for hits in found:
            for pmid in hits.pmids:
                held = self.cache.full_record(f"pubmed:{pmid}")
                if held is None or (held.id not in records and held.doi not in by_doi):
                    why.setdefault(pmid, "for new records")
            now = set(hits.pmids)
            before = {i.removeprefix("pubmed:") for i in replay_ids(self.known.runs, hits.search.id)}
            why |= {p: "for records lost" for p in sorted(before - now) if p not in why}
            last = last_run(self.known.runs, hits.search.id)
            if last:
                revised = self.finder.find_revised(hits, window_start(last))
                why |= {p: "for revised records" for p in revised if p not in why}
        return _Wanted(why)

    def _fetch(self, wanted: _Wanted) -> tuple[dict[str, FullRecord], dict[str, str | None], tuple[str, ...]]:
        """Fetch in batches, each kept before the next is asked; what this pull has already is not asked again.

        Returns the records by PMID, the PMIDs that PubMed gives nothing for with what they were merged into, and what
        of the format is not known.
        """
        done = {p for e in self.archive.asked_in(self.cycle) if e.tool == "efetch" for p in e.asked}
        todo = [p for p in wanted.pmids if p not in done]
        for start in range(0, len(todo), BATCH):
            batch = todo[start : start + BATCH]
            self._fetch_batch(batch, Counter(wanted.why[p] for p in batch).most_common(1)[0][0])
            self.say(f"fetched {start + len(batch)} of {len(todo)} records")
        drift: Counter[str] = Counter()
        records, alone = self._collect(wanted.pmids, drift)
        absent = [p for p in wanted.pmids if p not in records and p not in alone]
        if absent:
            for group in [[p] for p in absent[:ALONE]] + ([absent[ALONE:]] if absent[ALONE:] else []):
                self._fetch_batch(group, "for records not given at first")
            records, alone = self._collect(wanted.pmids, Counter())
        missing = {p: alone.get(p) for p in wanted.pmids if p not in records}
        return records, missing, tuple(f"{text} (in {number} records)" for text, number in sorted(drift.items()))

    def _fetch_batch(self, batch: Sequence[str], why: str) -> None:
        raw = self.client.fetch(batch)
        self.asked_for[why] += 1
        self.archive.add(raw, "efetch", batch, at=self.at, cycle=self.cycle)

    def _collect(
        self, pmids: Sequence[str], drift: Counter[str]
    ) -> tuple[dict[str, FullRecord], dict[str, str | None]]:
        """Records by PMID of what this pull has asked, and those asked for alone in vain with what came instead."""
        wanted = set(pmids)
        records: dict[str, FullRecord] = {}
        alone: dict[str, str | None] = {}
        for entry in self.archive.asked_in(self.cycle):
            if entry.tool != "efetch":
                continue
            found = self.archive.parse(entry.sha256, lambda text: drift.update([text]))
            records |= {r.pmid: r for r in found if r.pmid in wanted}
            if len(entry.asked) == 1 and entry.asked[0] not in {r.pmid for r in found}:
                alone[entry.asked[0]] = found[0].pmid if len(found) == 1 else None
        return records, alone

    # ------------------------------------------------------------ finishing

    def _save(
        self,
        found: Sequence[Hits],
        fetched: Mapping[str, FullRecord],
        missing: Mapping[str, str | None],
        drift: tuple[str, ...],
    ) -> PullReport:
        """Merge into the evidence as it stands now, which people may have changed meanwhile, and write the ledger."""
        origin = {p: hits.search.id for hits in reversed(found) for p in hits.pmids}
        with store.workspace_lock(self.folder):
            known, runs = (store.load_part(self.folder, field) for field in ("records", "runs"))
            merge = merge_records(
                known, fetched.values(), origin=origin, noted_on=self.today.isoformat(), accepted=self.known.accepted
            )
            records, tombstones = mark_deleted(merge.records, missing, self.today.isoformat())
            store.save_records(self.folder, records)
            links = store.load_part(self.folder, "links")
            reports = tuple(self._attribute(hits, runs, records, fetched, missing) for hits in found)
            for hits, one in zip(found, reports, strict=True):
                run = self._run(hits.search, hits.query, hits.answer, report=one, fetched=len(fetched))
                store.append_run(self.folder, run)
        notices = tuple(Notice(i, n.kind, n.by) for i, n in (*merge.notices, *tombstones) if i not in merge.new)
        notices += tuple(Notice(i, n.kind, n.by) for i, n in merge.notices if i in merge.new and n.kind == "retracted")
        order = {"retracted": 0, "concern": 1, "deleted": 2, "corrected": 3}
        shown = {*merge.new, *(n.record for n in notices), *(i for r in reports for i in r.gained)}
        doubts = find_unapplied(settle_links(links), records)
        differences = (*merge.differences, *list_doubtful_links(doubts, records))
        return PullReport(
            at=self.at,
            dry_run=False,
            searches=reports,
            fetched=len(fetched),
            new=merge.new,
            changed=merge.changed,
            waiting=merge.waiting,
            notices=tuple(sorted(notices, key=lambda n: (order.get(n.kind, 9), n.record))),
            missing=dict(missing),
            differences=differences,
            proposals=merge.proposals,
            drift=drift,
            titles={i: records[i].title for i in sorted(shown) if i in records},
        )

    def _attribute(
        self,
        hits: Hits,
        runs: Sequence[SearchRun],
        records: Mapping[str, Record],
        fetched: Mapping[str, FullRecord] | None = None,
        missing: Mapping[str, str | None] | None = None,
    ) -> SearchReport:
        """What the search gained and lost since its last run. A plan has `fetched` nothing, so it cannot say why."""
        is_plan, came, gone = fetched is None, fetched or {}, missing or {}
        held = replay_ids(runs, hits.search.id)
        now = {f"pubmed:{p}" for p in hits.pmids}
        last, digest = last_run(runs, hits.search.id), hash_query(hits.query)

        def full(i: str) -> FullRecord | None:
            return came.get(i.removeprefix("pubmed:")) or self.cache.full_record(i)

        gained, lost = {}, {}
        for i in sorted(now - held):
            # A hit whose DOI stands at a record without PMID is proposed for it: it is here, under another id.
            record = records.get(i) or full(i)
            if record or is_plan:
                gained[i] = explain_gain(record, last, digest, self.today)
            # A hit that PubMed did not give yet is not entered as gained: it will be, when it comes.
        for i in sorted(held - now) if last else ():
            pmid = i.removeprefix("pubmed:")
            if is_plan or last is None:
                lost[i] = "not_fetched"
            else:
                lost[i] = explain_loss(came.get(pmid), last, digest, bool(gone.get(pmid)))
        unfound = tuple(i for i in hits.search.known_items if i.startswith("pubmed:") and i not in now)
        answer = hits.answer
        return SearchReport(
            hits.search.id,
            hits.query,
            answer.translation,
            answer.warnings,
            answer.count,
            gained,
            lost,
            hits.slices,
            unfound,
        )

    def _run(
        self,
        search: Search,
        query: str,
        answer: SearchAnswer | None,
        *,
        report: SearchReport | None = None,
        fetched: int | None = None,
        failed: str | None = None,
    ) -> SearchRun:
        import Bio

        return SearchRun(
            run=f"{self.at}.{search.id}",
            search=search.id,
            at=self.at,
            outcome="failed" if failed else "done",
            query_sha256=hash_query(query),
            translation=answer.translation if answer else None,
            warnings=answer.warnings if answer else (),
            count=answer.count if answer else None,
            fetched=fetched,
            gained=report.gained if report else {},
            lost=report.lost if report else {},
            tools={"rlsevidence": __version__, "biopython": Bio.__version__},
            why_failed=self.client.settings.redact(failed) if failed else None,
        )


def last_run(runs: Iterable[SearchRun], search: str) -> SearchRun | None:
    """The latest run of a search that ended well."""
    return max((r for r in runs if r.search == search and r.outcome == "done"), key=lambda r: r.at, default=None)


def later_than(runs: Iterable[SearchRun], now: dt.datetime) -> str:
    """`now` as the ledger writes it, or a second after its last line: no two runs of a search may share a name."""
    moment = now.astimezone(dt.UTC).replace(microsecond=0)
    taken = [r.at for r in runs if r.at[:10] == moment.date().isoformat()]
    while (text := moment.strftime("%Y-%m-%dT%H:%M:%SZ")) <= max(taken, default=""):
        moment += dt.timedelta(seconds=1)
    return text

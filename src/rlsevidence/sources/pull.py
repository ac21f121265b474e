"""One pull of every database that is chosen: PubMed by its own way, the others page by page, one after the other.

As with PubMed, each part is safe to be cut off: an answer is on disk before it is used, records are replaced whole, and
the ledger line comes last. A database that does not answer keeps none of the others from being asked.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import __version__, store
from ..counted import say_count
from ..decisions import settle
from ..decisions.ledger import replay_ids
from ..errors import NetworkError, UsageError
from ..exchange.abstracts import keep_abstracts
from ..exchange.said_pmids import note_pmids
from ..exchange.shelf import Shelf, open_shelf
from ..model import Search, SearchRun
from ..pubmed.archive import Archive
from ..pubmed.attempts import forget_attempt, note_attempt
from ..pubmed.config import read_settings as read_pubmed_settings
from ..pubmed.digest import ORDER
from ..pubmed.finding import hash_query
from ..pubmed.merge import explain_gain
from ..pubmed.pull import pull as pull_pubmed
from ..pubmed.report import Notice, PullReport, SearchReport
from ..pubmed.turn import RESUME_HOURS, choose_searches, last_run, later_than, one_at_a_time
from .clinicaltrials import ClinicalTrials
from .crossref import Crossref
from .enter import Entered, enter_hits
from .europepmc import EuropePmc
from .isrctn import Isrctn
from .not_known import note_not_known, read_not_known
from .openalex import OpenAlex
from .pages import Database, SchemaError, Targets
from .settings import read_settings
from .transport import Transport
from .walk import Found, HalfAListError, Walker

PUBMED = "pubmed"
DATABASES: Mapping[str, type[Database]] = {d.key: d for d in (EuropePmc, ClinicalTrials, Isrctn, OpenAlex, Crossref)}
"""The databases beside PubMed that can be asked, by their word in the vocabulary, in the order they are asked in."""
Say = Callable[[str], None]
MakeTransport = Callable[[Database], Transport]


def pull(
    folder: Path,
    names: Sequence[str] | None,
    *,
    report: Say,
    now: dt.datetime,
    dry_run: bool = False,
    everything: bool = False,
    make_transport: MakeTransport | None = None,
    databases: Mapping[str, Database] | None = None,
) -> PullReport:
    """Run the searches `names` (the default ones when None), each in the database that its file names.

    NetworkError when no database could be asked; of one among several, `PullReport.failed` says so. UsageError when a
    search does not exist or is of a database that cannot be asked.
    """
    searches = store.load_part(folder, "searches")
    chosen = choose_searches(searches, names)
    asked = databases or {key: made() for key, made in DATABASES.items()}
    for search in chosen:
        if search.source != PUBMED and search.source not in asked:
            raise UsageError(
                f"search {search.id!r} is of {search.source!r}, which cannot be asked from here; there are:"
                f" {', '.join([PUBMED, *asked])}. Its files come in with rlsevidence import --search {search.id}"
            )
    # One moment for all of them: what a pull brought is what `news` tells of by default.
    at = later_than(store.load_part(folder, "runs"), now)
    groups: list[tuple[str, Callable[[], PullReport]]] = []
    if any(s.source == PUBMED for s in chosen) or not chosen:
        ids = [s.id for s in chosen if s.source == PUBMED] or names
        groups.append(("PubMed", lambda: _pull_pubmed(folder, ids, report, now, dry_run, everything)))

    def add(database: Database, own: Sequence[Search]) -> None:
        def run() -> PullReport:
            transport = make_transport(database) if make_transport else _transport(database, report)
            with one_at_a_time(store.local_folder(folder), report):
                store.clear_leftovers(folder)
                task = _Task(folder, database, own, transport, report, now, at, everything)
                return task.plan() if dry_run else task.run()

        groups.append((database.name, run))

    for key, database in asked.items():
        if own := [s for s in chosen if s.source == key]:
            add(database, own)
    return _run_groups(groups, report)


def _run_groups(groups: Sequence[tuple[str, Callable[[], PullReport]]], say: Say) -> PullReport:
    done: PullReport | None = None
    failed: list[tuple[str, NetworkError]] = []
    for name, run in groups:
        try:
            brought = run()
        except NetworkError as error:
            failed.append((name, error))
            if len(groups) > 1:
                say(f"{error}; going on with the other databases")
            continue
        done = brought if done is None else done.join(brought)
    if done is None:
        raise failed[0][1]
    told = tuple((name, str(error)) for name, error in failed)
    return done.join(PullReport(done.at, done.dry_run, (), failed=told)) if told else done


def _pull_pubmed(
    folder: Path, names: Sequence[str] | None, say: Say, now: dt.datetime, dry_run: bool, everything: bool
) -> PullReport:
    return pull_pubmed(
        folder, names, settings=read_pubmed_settings(), report=say, now=now, dry_run=dry_run, everything=everything
    )


def _transport(database: Database, say: Say) -> Transport:
    return Transport(database, read_settings(database.key), say=say)


@dataclass(frozen=True)
class _Done:
    """One search as it was asked and what it found."""

    search: Search
    query: str
    found: Found


class _Task:
    """One pull of one database as it goes on."""

    def __init__(
        self,
        folder: Path,
        database: Database,
        searches: Sequence[Search],
        transport: Transport,
        say: Say,
        now: dt.datetime,
        at: str,
        everything: bool,
    ) -> None:
        self.folder, self.database, self.searches = folder, database, searches
        self.transport, self.say, self.everything = transport, say, everything
        self.local = store.local_folder(folder)
        self.runs: Sequence[SearchRun] = store.load_part(folder, "runs")
        ids = {s.id for s in searches}
        taken = any(r.at >= at and r.search in ids for r in self.runs)  # another process has pulled meanwhile
        self.at = later_than(self.runs, now) if taken else at
        self.today = now.astimezone(dt.UTC).date()
        self.archive = Archive(self.local.parent)
        self.marker = self.local / f"pull-{database.key}.json"

    def plan(self) -> PullReport:
        """What a pull would find: totals, and gains as far as the first page shows them. Writes nothing."""
        walker = Walker(self.database, self.transport, self.archive, self.at, None, self.say)
        reports, found = [], []
        for search in self.searches:
            done = self._search(walker, search, self._targets())
            found.append(done)
            with open_shelf(self.folder) as shelf:
                entered = self._enter(shelf, walker, done, self.runs)
            reports.append(self._attribute(done, entered, True))
        return PullReport(
            self.at,
            True,
            tuple(reports),
            to_fetch=sum(len(r.gained) for r in reports),
            requests=self.transport.requests,
            asked_for=dict(walker.asked_for),
            not_known=self._list_not_known(found),
        )

    def _list_not_known(self, done: Sequence[_Done]) -> tuple[tuple[str, str], ...]:
        names = dict.fromkeys(name for one in done for name in one.found.not_given)
        return tuple((self.database.name, name) for name in names)

    def run(self) -> PullReport:
        """The pull itself. NetworkError when the database stops to answer: what came is kept for the next pull."""
        walker = Walker(self.database, self.transport, self.archive, self.at, self._take_up(), self.say)
        targets = self._targets()
        found: list[_Done] = []
        try:
            for search in self.searches:
                found.append(self._search(walker, search, targets))
        except UsageError:
            self.marker.unlink(missing_ok=True)
            raise
        except NetworkError as error:
            if isinstance(error, (SchemaError, HalfAListError)):
                self.marker.unlink(missing_ok=True)  # the next pull must not go by these answers
            self._note_failure(str(error))
            raise
        report = self._save(walker, found)
        self.marker.unlink(missing_ok=True)
        forget_attempt(self.local, [s.id for s in self.searches])
        return report

    def _targets(self) -> Targets:
        if not self.database.starts_from_records:
            return Targets({})
        evidence = store.load(self.folder)
        settled = settle(evidence)
        counted = {s.id: s for claim in evidence.claims for s in settled.studies(claim) if s.counted}
        reports = (r for s in counted for r in evidence.studies[s].reports)
        not_known = {} if self.everything else read_not_known(self.local, self.database.key, self.today)
        return Targets(evidence.records, tuple(dict.fromkeys(reports)), not_known)

    def _take_up(self) -> str:
        """The name of the pull: that of one of the same searches that was cut off, or a new one."""
        asked = {"searches": [s.id for s in self.searches], "everything": self.everything}
        try:
            left = json.loads(self.marker.read_text(encoding="utf-8"))
            age = dt.datetime.fromisoformat(self.at) - dt.datetime.fromisoformat(left["cycle"])
            if {k: left[k] for k in asked} == asked and abs(age) < dt.timedelta(hours=RESUME_HOURS):
                self.say(f"going on with the pull of {self.database.name} that was interrupted")
                return str(left["cycle"])
        except (OSError, ValueError, KeyError, TypeError):
            pass
        store.write_atomic(self.marker, json.dumps({"cycle": self.at, **asked}) + "\n")
        return self.at

    def _query(self, search: Search) -> str:
        query = " ".join(search.query.split())
        return f"({query}) {search.first_pass}" if search.first_pass and not self.everything else query

    def _search(self, walker: Walker, search: Search, targets: Targets) -> _Done:
        self.say(f"searching {search.id} in {self.database.name} ...")
        query = self._query(search)
        found = walker.find(search.id, query, targets)
        for warning in found.warnings:
            self.say(f"{search.id}: {self.database.name} warns: {warning}")
        self.say(f"{search.id}: {say_count(found.count, 'record matches', 'records match')}")
        return _Done(search, query, found)

    def _note_failure(self, why: str) -> None:
        """Write down that the searches failed: in the ledger once the database has answered anything, else here."""
        note_attempt(self.local, [s.id for s in self.searches], self.at, self.transport.settings.redact(why))
        if self.transport.answered:
            for search in self.searches:
                store.append_run(self.folder, self._run(search, self._query(search), failed=why))

    # ------------------------------------------------------------ finishing

    def _enter(self, shelf: Shelf, walker: Walker, one: _Done, runs: Sequence[SearchRun]) -> Entered:
        last, digest = last_run(runs, one.search.id), hash_query(one.query)
        return enter_hits(
            shelf,
            walker.read_again(one.found, one.search.id),
            database=self.database.name,
            noted_on=self.today.isoformat(),
            held=frozenset(replay_ids(runs, one.search.id)),
            explain=lambda record: explain_gain(record, last, digest, self.today),
        )

    def _save(self, walker: Walker, done: Sequence[_Done]) -> PullReport:
        """Enter what came beside the records as they stand now, which people may have changed, and write the ledger."""
        report = PullReport(self.at, False, ())
        with open_shelf(self.folder) as shelf:
            runs = store.load_part(self.folder, "runs")
            reports, lines = [], []
            for one in done:
                entered = self._enter(shelf, walker, one, runs)
                self._keep_abstracts(walker, one, entered)
                told = self._attribute(one, entered, False, runs)
                reports.append(told)
                lines.append(self._run(one.search, one.query, one.found, told, entered))
                report = report.join(self._tell(entered))
                note_not_known(self.local, self.database.key, one.found.not_given, self.today)
                note_pmids(self.local, ((p.record, p.pmid, p.why) for p in entered.proposals))
            shown = {*report.new, *(n.record for n in report.notices), *(i for r in reports for i in r.gained)}
            titles = {i: record.title for i in sorted(shown) if (record := shelf.get(i))}
            shelf.save()
            for line in lines:
                store.append_run(self.folder, line)
        return report.join(
            PullReport(
                self.at,
                False,
                tuple(reports),
                fetched=sum(d.found.number for d in done),
                requests=self.transport.requests,
                asked_for=dict(walker.asked_for),
                titles=titles,
                not_known=self._list_not_known(done),
            )
        )

    def _keep_abstracts(self, walker: Walker, one: _Done, entered: Entered) -> None:
        """Abstracts of what is new, for the cache of this machine, read again page by page: memory holds one."""
        new = set(entered.new)
        texts = (
            (entered.here[hit.key], (hit.abstract, hit.keywords))
            for hit in walker.read_again(one.found, one.search.id)
            if hit.abstract and entered.here.get(hit.key) in new
        )
        if new:
            keep_abstracts(self.local, texts)

    def _tell(self, entered: Entered) -> PullReport:
        new = set(entered.new)
        # A correction of what is new here is no news; a retraction is, wherever it stands.
        told = [(i, n) for i, n in entered.notices if i not in new or n.kind == "retracted"]
        notices = [Notice(i, n.kind, n.by) for i, n in told]
        return PullReport(
            self.at,
            False,
            (),
            new=entered.new,
            changed=entered.changed,
            notices=tuple(sorted(notices, key=lambda n: (ORDER.get(n.kind, 9), n.record))),
            differences=entered.differences,
            proposals=entered.proposals,
            perhaps=tuple((k.record, k.same_as, k.why) for k in entered.links),
            apart=entered.apart,
            parted=entered.parted,
        )

    def _attribute(
        self,
        one: _Done,
        entered: Entered,
        is_plan: bool,
        runs: Sequence[SearchRun] | None = None,
    ) -> SearchReport:
        """What the search gained and lost since its last run, under the ids that records go by here."""
        runs = self.runs if runs is None else runs
        held, digest = replay_ids(runs, one.search.id), hash_query(one.query)
        last = last_run(runs, one.search.id)
        now = set(entered.here.values())
        gained = dict(sorted(entered.gained.items()))
        why = "query_edited" if last and last.query_sha256 != digest else "unexplained"
        lost = {} if is_plan or last is None else dict.fromkeys(sorted(held - now), why)
        unfound = () if is_plan else tuple(i for i in one.search.known_items if i not in now)
        return SearchReport(
            one.search.id,
            one.query,
            one.found.translation,
            one.found.warnings,
            one.found.count,
            gained,
            lost,
            unfound=unfound,
            database=self.database.name,
            known=len(entered.known),
        )

    def _run(
        self,
        search: Search,
        query: str,
        found: Found | None = None,
        report: SearchReport | None = None,
        entered: Entered | None = None,
        failed: str | None = None,
    ) -> SearchRun:
        notes: dict[str, Any] | None = None
        if found is not None and entered is not None:
            notes = {"source": self.database.key, "new": len(entered.new), "known": len(entered.known)}
            notes |= {"not_known": list(found.not_given)} if found.not_given else {}
            notes |= {"parted": list(entered.parted)} if entered.parted else {}
        return SearchRun(
            run=f"{self.at}.{search.id}",
            search=search.id,
            at=self.at,
            outcome="failed" if failed else "done",
            query_sha256=hash_query(query),
            translation=found.translation if found else None,
            warnings=found.warnings if found else (),
            count=found.count if found else None,
            fetched=found.number if found else None,
            gained=report.gained if report else {},
            lost=report.lost if report else {},
            tools={"rlsevidence": __version__},
            why_failed=self.transport.settings.redact(failed) if failed else None,
            notes=notes,
        )

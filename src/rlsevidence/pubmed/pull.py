"""One pull: search, fetch what is missing, keep the raw answers, merge, save, write the ledger.

Each part is safe to be cut off: an answer is on disk before it is used, records are replaced whole, and the ledger line
comes last. A pull that was cut off leaves its name behind; the next one takes it up and asks only for what is missing.
Two pulls of one workspace wait for each other.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from .. import __version__, store
from ..counted import say_count
from ..decisions.ledger import replay_ids
from ..errors import NetworkError
from ..model import Search, SearchRun
from ..model.links import find_unapplied, settle_links
from .answers import SearchAnswer
from .archive import Archive
from .attempts import forget_attempt, note_attempt
from .client import Client
from .config import Settings, config_file
from .digest import ORDER
from .finding import Finder, HalfAListError, Hits, complete_query, hash_query
from .given import Given, open_given
from .held import Known, read_known
from .lookup import look_up
from .merge import (
    explain_gain,
    explain_loss,
    find_otherwise,
    list_doubtful_links,
    mark_deleted,
    merge_into,
    window_start,
)
from .report import Notice, PullReport, SearchReport
from .turn import RESUME_HOURS, Say, last_run, later_than, one_at_a_time

BATCH = 200
ALONE = 25
"""How many PMIDs that PubMed gave nothing for are asked for once more one by one, to see what they were merged into."""


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
        known = read_known(folder, searches)
        if settings.email is None:
            report(f"no e-mail address: NCBI asks for one; set RLSEVIDENCE_EMAIL, or email in {config_file()}")
        with open_given(folder, Archive(store.local_folder(folder).parent)) as given:
            task = _Task(folder, known, given, everything, client, report, now)
            if dry_run:
                return task.plan()
            try:
                return task.run()
            except NetworkError as error:
                task.note_failure(str(error))
                raise


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
        known: Known,
        given: Given,
        everything: bool,
        client: Client,
        say: Say,
        now: dt.datetime,
    ) -> None:
        self.folder, self.known, self.given, self.client, self.say = folder, known, given, client, say
        self.searches, self.everything = known.searches, everything
        self.local = store.local_folder(folder)
        self.at = later_than(known.runs, now)
        self.today = now.astimezone(dt.UTC).date()
        self.archive = Archive(self.local.parent)
        self.marker = self.local / "pull.json"
        self.cycle = self.at
        self.translations: dict[str, SearchAnswer] = {}
        self.finder = Finder(client, self.archive, self.at)
        self.asked_for = self.finder.asked_for

    def plan(self) -> PullReport:
        """What a pull would do: counts, gains and losses, and how many records it would fetch. Writes nothing."""
        found = [self._search(s) for s in self.searches]
        wanted = self._wanted(found)
        with store.open_changes(self.folder) as records:
            reports = tuple(self._attribute(h, self.known.runs, records) for h in found)
        return PullReport(
            self.at, True, reports, to_fetch=len(wanted.why), requests=self.client.requests, asked_for=self.asked_for
        )

    def run(self) -> PullReport:
        """The pull itself. NetworkError when PubMed stops to answer: what came is kept, and the next pull goes on."""
        self._take_up()
        self.finder.keep_as(self.cycle)
        found = [self._search(s) for s in self.searches]
        wanted = self._wanted(found)
        missing, drift = self._fetch(wanted)
        report = self._save(found, missing, drift)
        self.marker.unlink(missing_ok=True)
        forget_attempt(self.local, [s.id for s in self.searches])
        with store.workspace_lock(self.folder):
            records = {r.id: r for r in store.RecordLines(self.folder) if r.pmid is None}
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
        self.say(f"{search.id}: {say_count(hits.answer.count, 'record matches', 'records match')}")
        return hits

    # ------------------------------------------------------------ fetching

    def _wanted(self, found: Iterable[Hits]) -> _Wanted:
        """PMIDs to fetch: every record that people have used, hits not held here, lost ones, and what is revised."""
        records = self.known.records
        why: dict[str, str] = {}
        for name in sorted(self.known.accepted):
            if name not in records:
                why.setdefault(name.removeprefix("pubmed:"), "for PMIDs that people accepted")
        for pmid, reason in self.known.due.items():
            why.setdefault(pmid, reason)
        for hits in found:
            for pmid in hits.pmids:
                held = self.given.brief(f"pubmed:{pmid}")
                if held is None or (f"pubmed:{pmid}" not in records and held.doi not in self.known.dois):
                    why.setdefault(pmid, "for new records")
            now = set(hits.pmids)
            before = {i.removeprefix("pubmed:") for i in replay_ids(self.known.runs, hits.search.id)}
            why |= {p: "for records lost" for p in sorted(before - now) if p not in why}
            last = last_run(self.known.runs, hits.search.id)
            if last:
                revised = self.finder.find_revised(hits, window_start(last))
                why |= {p: "for revised records" for p in revised if p not in why}
        return _Wanted(why)

    def _fetch(self, wanted: _Wanted) -> tuple[dict[str, str | None], tuple[str, ...]]:
        """Fetch in batches, each kept before the next is asked; what this pull has already is not asked again.

        Afterwards the records are in `given`. Returns the PMIDs that PubMed gives nothing for with what they were
        merged into, and what of the format is not known.
        """
        done = {p for e in self.archive.asked_in(self.cycle) if e.tool == "efetch" for p in e.asked}
        todo = [p for p in wanted.pmids if p not in done]
        for start in range(0, len(todo), BATCH):
            batch = todo[start : start + BATCH]
            self._fetch_batch(batch, Counter(wanted.why[p] for p in batch).most_common(1)[0][0])
            self.say(f"fetched {start + len(batch)} of {say_count(len(todo), 'record')}")
        drift: Counter[str] = Counter()
        alone = self.given.collect(self.archive.asked_in(self.cycle), wanted.pmids, drift)
        absent = [p for p in wanted.pmids if p not in self.given and p not in alone]
        if absent:
            for group in [[p] for p in absent[:ALONE]] + ([absent[ALONE:]] if absent[ALONE:] else []):
                self._fetch_batch(group, "for records not given at first")
            alone = self.given.collect(self.archive.asked_in(self.cycle), wanted.pmids, Counter())
        missing = {p: alone.get(p) for p in wanted.pmids if p not in self.given}
        return missing, tuple(f"{text} (in {say_count(number, 'record')})" for text, number in sorted(drift.items()))

    def _fetch_batch(self, batch: Sequence[str], why: str) -> None:
        raw = self.client.fetch(batch)
        self.asked_for[why] += 1
        self.archive.add(raw, "efetch", batch, at=self.at, cycle=self.cycle)

    # ------------------------------------------------------------ finishing

    def _save(self, found: Sequence[Hits], missing: Mapping[str, str | None], drift: tuple[str, ...]) -> PullReport:
        """Merge into the evidence as it stands now, which people may have changed meanwhile, and write the ledger."""
        origin = {p: hits.search.id for hits in reversed(found) for p in hits.pmids}
        today, fetched = self.today.isoformat(), len(self.given)
        with store.open_changes(self.folder) as records:
            runs, rows = (store.load_part(self.folder, field) for field in ("runs", "links"))
            merge = merge_into(
                records,
                self.given,
                find_otherwise(records.held),
                origin=origin,
                noted_on=today,
                accepted=self.known.accepted,
            )
            tombstones = mark_deleted(records, missing, today)
            reports = tuple(self._attribute(hits, runs, records, missing) for hits in found)
            new = set(merge.new)
            notices = [Notice(i, n.kind, n.by) for i, n in (*merge.notices, *tombstones) if i not in new]
            notices += [Notice(i, n.kind, n.by) for i, n in merge.notices if i in new and n.kind == "retracted"]
            shown = {*new, *(n.record for n in notices), *(i for r in reports for i in r.gained)}
            titles = {i: record.title for i in sorted(shown) if (record := records.get(i))}
            links = settle_links(rows)
            linked = {i: record for pair in links for i in pair if (record := records.get(i))}
            differences = (*merge.differences, *list_doubtful_links(find_unapplied(links, linked), linked))
            records.save()
            for hits, one in zip(found, reports, strict=True):
                run = self._run(hits.search, hits.query, hits.answer, report=one, fetched=fetched)
                store.append_run(self.folder, run)
        return PullReport(
            at=self.at,
            dry_run=False,
            searches=reports,
            fetched=fetched,
            new=merge.new,
            changed=merge.changed,
            waiting=merge.waiting,
            notices=tuple(sorted(notices, key=lambda n: (ORDER.get(n.kind, 9), n.record))),
            missing=dict(missing),
            differences=differences,
            proposals=merge.proposals,
            drift=drift,
            titles=titles,
        )

    def _attribute(
        self,
        hits: Hits,
        runs: Sequence[SearchRun],
        records: store.Changes,
        missing: Mapping[str, str | None] | None = None,
    ) -> SearchReport:
        """What the search gained and lost since its last run. A plan has `missing` nothing, so it cannot say why."""
        is_plan, gone = missing is None, missing or {}
        held = replay_ids(runs, hits.search.id)
        now = {f"pubmed:{p}" for p in hits.pmids}
        last, digest = last_run(runs, hits.search.id), hash_query(hits.query)
        gained, lost = {}, {}
        for i in sorted(now - held):
            # A hit whose DOI stands at a record without PMID is proposed for it: it is here, under another id.
            record = records.get(i) or self.given.get(i.removeprefix("pubmed:")) or self.given.brief(i)
            if record or is_plan:
                gained[i] = explain_gain(record, last, digest, self.today)
            # A hit that PubMed did not give yet is not entered as gained: it will be, when it comes.
        for i in sorted(held - now) if last else ():
            pmid = i.removeprefix("pubmed:")
            if is_plan or last is None:
                lost[i] = "not_fetched"
            else:
                lost[i] = explain_loss(self.given.get(pmid), last, digest, bool(gone.get(pmid)))
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

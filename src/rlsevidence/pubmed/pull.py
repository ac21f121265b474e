"""One pull: search, fetch what is missing, keep the raw answers, merge, save, write the ledger.

Each part is safe to be cut off: an answer is on disk before it is used, records are replaced whole, and the ledger line
comes last. A second start on the same day asks only for what the first did not get.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from .. import __version__, store
from ..errors import NetworkError, UsageError
from ..model import Evidence, FullRecord, Integrity, Record, Search, SearchRun
from .archive import Archive
from .client import CAP, Client, HistoryLostError, SearchAnswer
from .config import Settings, config_file
from .merge import Difference, Merge, Proposal, explain_gain, explain_loss, merge_records, replay_ids

BATCH = 200
OVERLAP_DAYS = 7
LOOKUP_DAYS = 30
FIRST_DAY = "1800/01/01"
LAST_DAY = "3000/12/31"
Say = Callable[[str], None]


@dataclass(frozen=True)
class SearchReport:
    """What one search brought. `gained` and `lost`: record id -> why."""

    search: str
    query: str
    translation: str
    warnings: tuple[str, ...]
    count: int
    gained: Mapping[str, str]
    lost: Mapping[str, str]
    slices: int = 1


@dataclass(frozen=True)
class PullReport:
    """What a pull did. `titles`: record id -> title of everything gained."""

    at: str
    dry_run: bool
    searches: tuple[SearchReport, ...]
    fetched: int
    requests: int
    new: tuple[str, ...]
    changed: tuple[str, ...]
    verified: tuple[str, ...]
    retracted: tuple[str, ...]
    missing: tuple[str, ...]
    differences: tuple[Difference, ...]
    proposals: tuple[Proposal, ...]
    titles: Mapping[str, str] = field(default_factory=dict)

    def to_plain(self) -> dict[str, Any]:
        return asdict(self)

    def format_text(self) -> str:
        """The report for a terminal: retractions first, unexplained changes loud."""
        lines = [f"RETRACTED: {i} {self.titles.get(i, '')}" for i in self.retracted]
        for s in self.searches:
            extra = f" in {s.slices} slices" if s.slices > 1 else ""
            lines.append(f"{s.search}: {s.count} records match{extra}; {len(s.gained)} gained, {len(s.lost)} lost")
            lines += [f"  warning from PubMed: {w}" for w in s.warnings]
            for why in sorted(set(s.gained.values())):
                ids = [i for i, w in s.gained.items() if w == why]
                loud = "UNEXPLAINED" if why == "unexplained" else why.replace("_", " ")
                lines.append(f"  gained, {loud}: {len(ids)}")
                if why != "first_run":
                    lines += [f"    {i}  {self.titles.get(i, '')[:90]}" for i in ids[:20]]
            lines += [f"  LOST {i}: {'UNEXPLAINED' if w == 'unexplained' else w}" for i, w in s.lost.items()]
        if self.dry_run:
            return "\n".join([*lines, "Dry run: nothing was fetched or written."])
        lines.append(
            f"{self.fetched} records fetched with {self.requests} requests: {len(self.new)} new, {len(self.changed)}"
            f" changed, {len(self.verified)} seed records verified"
        )
        if self.missing:
            lines.append(
                f"PubMed gave nothing for {len(self.missing)} of those asked for: {', '.join(self.missing[:10])}"
            )
        if self.differences:
            lines.append(f"{len(self.differences)} fields differ from what was entered here; a person decides:")
            lines += [f"  {d.record} {d.field}: here {d.here!r}, PubMed {d.pubmed!r}" for d in self.differences[:20]]
            if len(self.differences) > 20:
                lines.append(f"  ... and {len(self.differences) - 20} more (--format json)")
        lines += [f"Proposed: {p.record} may be PMID {p.pmid} ({p.why})" for p in self.proposals]
        return "\n".join(lines)


def pull(
    workspace: Path,
    evidence: Evidence,
    searches: Sequence[str] | None,
    *,
    settings: Settings,
    report: Say,
    now: dt.datetime,
    dry_run: bool = False,
    everything: bool = False,
    client: Client | None = None,
) -> PullReport:
    """Run `searches` (the default ones when None) and save what came. Raises NetworkError when PubMed does not answer.

    `everything` leaves out the first-pass limit of a search. UsageError when a search does not exist.
    """
    chosen = choose_searches(evidence, searches)
    if settings.email is None:
        report(f"no e-mail address: NCBI asks for one; set RLSEVIDENCE_EMAIL, or email in {config_file()}")
    client = client or Client(settings, say=report)
    folder = store.evidence_folder(workspace)
    task = _Task(workspace, folder, evidence, client, report, now)
    found = [task.search(search, everything) for search in chosen]
    if dry_run:
        return task.report_dry(found)
    return task.finish(found)


def choose_searches(evidence: Evidence, names: Sequence[str] | None) -> list[Search]:
    """The searches asked for by id, or those marked `default`."""
    unknown = [n for n in names or () if n not in evidence.searches]
    if unknown:
        raise UsageError(f"no search {unknown[0]!r}; there are: {', '.join(evidence.searches)}")
    return [s for s in evidence.searches.values() if (s.id in names if names else s.default)]


def hash_query(query: str) -> str:
    return hashlib.sha256(" ".join(query.split()).encode()).hexdigest()


@dataclass(frozen=True)
class _Hits:
    search: Search
    query: str
    answer: SearchAnswer
    pmids: tuple[str, ...]
    slices: int


class _Task:
    """One pull as it goes on; what it asks is decided by `evidence` and the ledger as they stood at its start."""

    def __init__(
        self, workspace: Path, folder: Path, evidence: Evidence, client: Client, say: Say, now: dt.datetime
    ) -> None:
        self.folder, self.evidence, self.client, self.say = folder, evidence, client, say
        self.at = now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.today = now.astimezone(dt.UTC).date()
        self.cycle = self.today.isoformat()
        self.archive = Archive(workspace)
        self.proposal_file = workspace / ".rlsevidence" / "lookups.json"

    # ------------------------------------------------------------ searching

    def search(self, search: Search, everything: bool) -> _Hits:
        """All PMIDs that match, over several requests where one may not bring them all."""
        query = " ".join(search.query.split())
        if search.first_pass and not everything:
            query = f"({query}) {search.first_pass}"
        self.say(f"searching {search.id} ...")
        try:
            first = self.client.search(query, size=CAP)
            ids, slices = (first.ids, 1) if first.count <= CAP else self._slice(query, FIRST_DAY, LAST_DAY, first.count)
        except NetworkError as error:
            # A search that never reached PubMed is no run: a machine without network leaves the ledger as it was.
            if self.client.has_answered:
                store.append_run(self.folder, self._run(search, query, None, failed=str(error)))
            raise
        pmids = tuple(dict.fromkeys(ids))
        if len(pmids) < first.count:
            self.say(
                f"PubMed counts {first.count} and gave {len(pmids)}: it may have changed meanwhile; the next pull asks"
                " again"
            )
        for warning in first.warnings:
            self.say(f"{search.id}: PubMed warns: {warning}")
        self.say(f"{search.id}: {first.count} records match")
        return _Hits(search, query, first, pmids, slices)

    def _slice(self, query: str, start: str, end: str, count: int) -> tuple[tuple[str, ...], int]:
        """PubMed hands out 9,999 at most: halve the span of entry dates until each half is below that."""
        if count <= CAP:
            answer = self.client.search(query, datetype="crdt", mindate=start, maxdate=end)
            return answer.ids, 1
        middle = _middle(start, end)
        if middle is None:
            raise NetworkError(f"more than {CAP} records entered PubMed on {start}: make the query narrower")
        left = self.client.search(query, size=0, datetype="crdt", mindate=start, maxdate=middle)
        after = _next_day(middle)
        right = self.client.search(query, size=0, datetype="crdt", mindate=after, maxdate=end)
        ids: tuple[str, ...] = ()
        slices = 0
        for span, answer in (((start, middle), left), ((after, end), right)):
            if answer.count:
                more, number = self._slice(query, *span, answer.count)
                ids, slices = ids + more, slices + number
        return ids, slices

    # ------------------------------------------------------------ fetching

    def _wanted(self, found: Iterable[_Hits]) -> tuple[list[str], frozenset[str]]:
        """PMIDs to fetch: hits this machine has no answer for, what is revised, and every record that people have used.

        Also those that a search has lost: they are asked for even when this day's pull has an answer already.
        """
        cached = self.archive.latest()
        wanted = [
            p for hits in found for p in hits.pmids if p not in cached or f"pubmed:{p}" not in self.evidence.records
        ]
        used = {r for s in self.evidence.studies.values() for r in (*s.reports, s.registration)}
        used |= {t.record for t in self.evidence.tags}
        wanted += [
            r.pmid for r in self.evidence.records.values() if r.pmid and (r.id in used or r.verification != "pubmed")
        ]
        lost: set[str] = set()
        for hits in found:
            held = {i.removeprefix("pubmed:") for i in replay_ids(self.evidence.runs, hits.search.id)}
            lost |= held - set(hits.pmids)
            wanted += self._revised(hits)
        return list(dict.fromkeys([*wanted, *sorted(lost)])), frozenset(lost)

    def _revised(self, hits: _Hits) -> Sequence[str]:
        """Hits that PubMed has revised or indexed since the last run, with some days of overlap."""
        last = self._last_run(hits.search.id)
        if last is None:
            return ()
        since = (dt.date.fromisoformat(last.at[:10]) - dt.timedelta(days=OVERLAP_DAYS)).strftime("%Y/%m/%d")
        window = f'("{since}"[lr] : "{LAST_DAY}"[lr]) OR ("{since}"[mhda] : "{LAST_DAY}"[mhda])'
        return self.client.search(f"({hits.query}) AND ({window})").ids

    def _last_run(self, search: str) -> SearchRun | None:
        return next((r for r in reversed(self.evidence.runs) if r.search == search and r.outcome == "done"), None)

    def fetch(
        self, pmids: Sequence[str], again: frozenset[str] = frozenset()
    ) -> tuple[dict[str, FullRecord], tuple[str, ...]]:
        """Fetch in batches, each kept before the next is asked; what this day's pull has already is not asked again.

        Returns the records by PMID and the PMIDs that PubMed gave nothing for, asked once more one by one.
        """
        done = self.archive.asked_in(self.cycle)
        todo = [p for p in pmids if p not in done or p in again]
        for start in range(0, len(todo), BATCH):
            batch = todo[start : start + BATCH]
            self._fetch_batch(batch)
            self.say(f"fetched {start + len(batch)} of {len(todo)} records")
        records = self._collect(pmids)
        absent = [p for p in pmids if p not in records and p not in done]
        for pmid in absent:
            self._fetch_batch([pmid])
        if absent:
            records = self._collect(pmids)
        return records, tuple(p for p in pmids if p not in records)

    def _fetch_batch(self, batch: Sequence[str]) -> None:
        try:
            raw = self.client.fetch(batch)
        except HistoryLostError as error:
            raise NetworkError(f"PubMed lost the search while records were fetched: {error}") from None
        self.archive.add(raw, batch, at=self.at, cycle=self.cycle)

    def _collect(self, pmids: Sequence[str]) -> dict[str, FullRecord]:
        wanted = set(pmids)
        done = self.archive.asked_in(self.cycle)
        records: dict[str, FullRecord] = {}
        for digest in dict.fromkeys(done[p] for p in pmids if p in done):
            records |= {str(r.pmid): r for r in self.archive.parse(digest) if r.pmid in wanted}
        return records

    # ------------------------------------------------------------ finishing

    def finish(self, found: list[_Hits]) -> PullReport:
        wanted, lost = self._wanted(found)
        try:
            fetched, missing = self.fetch(wanted, again=lost)
        except NetworkError as error:
            for hits in found:
                store.append_run(self.folder, self._run(hits.search, hits.query, hits.answer, failed=str(error)))
            raise
        origin = {p: hits.search.id for hits in reversed(found) for p in hits.pmids}
        merge = merge_records(self.evidence.records, fetched.values(), origin=origin)
        records = mark_deleted(merge.records, missing, self.today)
        proposals = (*merge.proposals, *self._look_up(records))
        store.save_records(self.folder, records)
        reports = tuple(self._attribute(hits, fetched, records) for hits in found)
        for hits, one in zip(found, reports, strict=True):
            store.append_run(
                self.folder, self._run(hits.search, hits.query, hits.answer, report=one, fetched=len(fetched))
            )
        return PullReport(
            at=self.at,
            dry_run=False,
            searches=reports,
            fetched=len(fetched),
            requests=self.client.requests,
            new=merge.new,
            changed=merge.changed,
            verified=merge.verified,
            retracted=merge.retracted,
            missing=missing,
            differences=merge.differences,
            proposals=proposals,
            titles=_titles(merge, records, reports),
        )

    def report_dry(self, found: list[_Hits]) -> PullReport:
        reports = tuple(self._attribute(h, {}, self.evidence.records) for h in found)
        return PullReport(self.at, True, reports, 0, self.client.requests, (), (), (), (), (), (), (), {})

    def _attribute(self, hits: _Hits, fetched: Mapping[str, FullRecord], records: Mapping[str, Record]) -> SearchReport:
        held = replay_ids(self.evidence.runs, hits.search.id)
        now = {f"pubmed:{p}" for p in hits.pmids}
        last, digest = self._last_run(hits.search.id), hash_query(hits.query)
        gained = {}
        for i in sorted(now - held):
            # A hit whose DOI stands at a record without PMID is proposed for it: it is here, under another id.
            record = records.get(i) or fetched.get(i.removeprefix("pubmed:"))
            gained[i] = explain_gain(record, last, digest, self.today) if record else "not_fetched"
        lost = {
            i: explain_loss(fetched.get(i.removeprefix("pubmed:")), last, digest) for i in sorted(held - now) if last
        }
        return SearchReport(
            hits.search.id,
            hits.query,
            hits.answer.translation,
            hits.answer.warnings,
            hits.answer.count,
            gained,
            lost,
            hits.slices,
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

    def _look_up(self, records: Mapping[str, Record]) -> tuple[Proposal, ...]:
        """Records without PMID, asked for by DOI and then by title; proposed to a person, asked again after a month."""
        asked = json.loads(self.proposal_file.read_text(encoding="utf-8")) if self.proposal_file.is_file() else {}
        limit = (self.today - dt.timedelta(days=LOOKUP_DAYS)).isoformat()
        todo = [r for r in records.values() if r.pmid is None and r.doi and asked.get(r.id, {}).get("on", "") < limit]
        for number, record in enumerate(todo, 1):
            pmid, why = self._find(record)
            asked[record.id] = {"on": self.today.isoformat(), "pmid": pmid, "why": why}
            store.write_atomic(self.proposal_file, json.dumps(asked, indent=1, sort_keys=True) + "\n")
            if number % 20 == 0 or number == len(todo):
                self.say(f"looked up {number} of {len(todo)} records without a PMID")
        return tuple(
            Proposal(i, entry["pmid"], entry["why"])
            for i, entry in sorted(asked.items())
            if entry["pmid"] and i in records and records[i].pmid is None
        )

    def _find(self, record: Record) -> tuple[str | None, str]:
        by_doi = self.client.search(f'"{record.doi}"[aid]', size=2)
        if by_doi.count == 1 and by_doi.ids:
            return by_doi.ids[0], "the same DOI"
        if not record.title.startswith("["):
            title = " ".join(record.title.replace('"', " ").split())
            by_title = self.client.search(f'"{title}"[ti]', size=2)
            if by_title.count == 1 and by_title.ids:
                return by_title.ids[0], "the same title"
        return None, "not found by DOI or title"


def mark_deleted(records: Mapping[str, Record], missing: Iterable[str], today: dt.date) -> dict[str, Record]:
    """Records that PubMed no longer gives, marked and kept: a tombstone, because decisions refer to them."""
    marked = dict(records)
    for pmid in missing:
        record = marked.get(f"pubmed:{pmid}")
        if record is None or any(n.kind == "deleted" for n in record.integrity):
            continue
        if record.verification != "pubmed":
            continue  # never seen in PubMed by us: the PMID may be wrong, which is for a person to find out
        notice = Integrity(kind="deleted", by=None, noted_on=today.isoformat())
        marked[record.id] = record.model_copy(update={"integrity": (*record.integrity, notice)})
    return marked


def _titles(merge: Merge, records: Mapping[str, Record], reports: Iterable[SearchReport]) -> dict[str, str]:
    ids = {*merge.new, *merge.retracted, *(i for r in reports for i in r.gained)}
    return {i: records[i].title for i in sorted(ids) if i in records}


def _middle(start: str, end: str) -> str | None:
    """The day in the middle of a span; None when the span is one day."""
    first, last = _day(start), _day(end)
    if first >= last:
        return None
    return (first + (last - first) // 2).strftime("%Y/%m/%d").rjust(10, "0")


def _next_day(day: str) -> str:
    return (_day(day) + dt.timedelta(days=1)).strftime("%Y/%m/%d").rjust(10, "0")


def _day(text: str) -> dt.date:
    return dt.datetime.strptime(text, "%Y/%m/%d").replace(tzinfo=dt.UTC).date()

"""Records that people entered, held against PubMed's own: asked for, compared, and written as a person decides.

What was decided stands in `verifications.tsv`, one field a row. Answers are kept before they are used, and what was
asked within a day is not asked again, so that an interruption costs nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from .. import store
from ..counted import say_count
from ..errors import UsageError
from ..model import FullRecord, Integrity, Record, Verification
from ..model.identity import TAKEN, FieldCheck, compare_fields, doubt_identity
from ..unknown import tell_unknown
from .archive import Archive
from .client import Client
from .lookup import BY_DOI, kept_proposals, list_looked_up, look_up
from .pull import ALONE, BATCH
from .told import keep_told
from .turn import one_at_a_time
from .verified import Compared, Decisions, VerifyReport, is_settled

FRESH_HOURS = 24
SAME_TITLE = "the same title"
OTHER_TITLE = "a search for the title brought it, but it does not bear that title"
OTHER_DOI = "a search for the DOI brought it, but it does not bear that DOI"
Say = Callable[[str], None]


def compare_all(
    folder: Path,
    names: Sequence[str],
    *,
    client: Client | None,
    now: dt.datetime,
    say: Say,
    decided: Sequence[str] = (),
) -> VerifyReport:
    """Hold the records `names` (all that people entered, when empty) against PubMed's answers.

    A record that was accepted before is asked about again and is in the report where a notice has come since, or where
    PubMed's record has gone astray. `decided`: words of a person's decisions, whose records are in the report as well.
    `client` None: ask nothing, go by the answers kept on this machine, however old. NetworkError when PubMed stops to
    answer: what came is kept. UsageError for a record that is not there.
    """
    local = store.local_folder(folder)
    with one_at_a_time(local, say):
        known: Mapping[str, Record] = store.load_part(folder, "records")
        rows: Sequence[Verification] = store.load_part(folder, "verifications")
        studies = {r: s.id for s in store.load_part(folder, "studies").values() for r in s.reports}
        if unknown := [n for n in names if n not in known]:
            raise UsageError(
                tell_unknown("record", unknown[0], {i: r.title for i, r in known.items()}, where=" in records.jsonl")
            )
        named = frozenset(names) | {i for word in decided for i in (word, word.rpartition(":")[0])}
        earlier = frozenset() if names else frozenset(row.record for row in rows)
        waiting = frozenset() if names else frozenset(i for i, r in known.items() if r.verification != "pubmed")
        chosen = {i: r for i, r in known.items() if i in named | earlier | waiting}
        if client is None:
            proposals = kept_proposals(chosen, local)
        else:
            today = now.astimezone(dt.UTC).date()
            proposals = look_up(client, chosen, local, today, say, Counter())
        found = {p.record: (p.pmid, p.why) for p in proposals}
        asked = {i: r.pmid or (found[i][0] if i in found else None) for i, r in chosen.items()}
        answers = _Answers(Archive(local.parent), client, now, say)
        answers.fetch([p for p in asked.values() if p])
        settled, looked_up = _latest(rows), list_looked_up(local)
        bearers = _list_bearers(known)
        compared = [
            _compare_one(r, asked[i], found.get(i, ("", ""))[1], answers, settled, bearers, looked_up=i in looked_up)
            for i, r in chosen.items()
        ]
        keep_told(local, compared)
        shown = [c for c in compared if c.record in named | waiting or _has_come(c, known[c.record])]
        return VerifyReport(tuple(shown), client.requests if client else 0, studies)


def _has_come(one: Compared, record: Record) -> bool:
    """Whether something has befallen a record that was accepted: a notice, or its going from PubMed, unless noted."""
    return bool(one.notices) or (one.is_astray and not any(n.kind == "deleted" for n in record.integrity))


class _Answers:
    """PubMed's records by PMID, from answers kept here or asked for now."""

    def __init__(self, archive: Archive, client: Client | None, now: dt.datetime, say: Say) -> None:
        self.archive, self.client, self.say = archive, client, say
        self.at = now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        oldest = (now - dt.timedelta(hours=FRESH_HOURS)).astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.oldest = oldest if client else ""
        self.records: dict[str, FullRecord] = {}
        self.instead: dict[str, FullRecord] = {}
        """PMID -> the one record that came when it was asked for alone, under another PMID."""
        self.asked: set[str] = set()

    def fetch(self, pmids: Sequence[str]) -> None:
        self._collect(pmids)
        if self.client is None:
            return
        todo = [p for p in dict.fromkeys(pmids) if p not in self.asked]
        for start in range(0, len(todo), BATCH):
            self._ask(todo[start : start + BATCH])
            self.say(f"fetched {min(start + BATCH, len(todo))} of {say_count(len(todo), 'record')}")
        self._collect(pmids)
        absent = [p for p in dict.fromkeys(pmids) if p not in self.records and p not in self.instead]
        for pmid in [p for p in absent if not self._was_alone(p)][:ALONE]:
            self._ask([pmid])
        self._collect(pmids)

    def _ask(self, pmids: Sequence[str]) -> None:
        assert self.client is not None
        self.archive.add(self.client.fetch(pmids), "efetch", pmids, at=self.at, cycle=f"verify {self.at}")

    def _was_alone(self, pmid: str) -> bool:
        return any(e.asked == (pmid,) and e.at >= self.oldest for e in self.archive.entries("efetch"))

    def _collect(self, pmids: Sequence[str]) -> None:
        wanted = set(pmids)
        for entry in self.archive.entries("efetch"):
            if entry.at < self.oldest or not wanted & set(entry.asked):
                continue
            held = {r.pmid: r for r in self.archive.parse(entry.sha256)}
            self.asked |= wanted & set(entry.asked)
            self.records |= {p: held[p] for p in wanted & held.keys() if p}
            if len(entry.asked) == 1 and entry.asked[0] not in held and len(held) == 1:
                self.instead[entry.asked[0]] = next(iter(held.values()))


def _latest(rows: Iterable[Verification]) -> dict[tuple[str, str], Verification]:
    latest: dict[tuple[str, str], Verification] = {}
    for row in sorted(rows, key=lambda r: r.decided_on):
        latest[row.record, row.field] = row
    return latest


def _compare_one(
    record: Record,
    pmid: str | None,
    found_by: str,
    answers: _Answers,
    settled: Mapping[tuple[str, str], Verification],
    bearers: Mapping[tuple[str, str], frozenset[str]],
    *,
    looked_up: bool,
) -> Compared:
    if pmid is None:
        if record.doi and not looked_up:
            return Compared(record.id, "not_asked")
        if record.doi:
            return Compared(record.id, "not_found", why="PubMed finds it neither by DOI nor by title")
        return Compared(record.id, "no_identifier")
    full = answers.records.get(pmid)
    if full is None and pmid in answers.instead:
        into = answers.instead[pmid]
        why = f"PubMed has merged {pmid} into {into.pmid}, {into.title!r}"
        checks, fresh = compare_fields(record, into), _fresh(record, into)
        return Compared(record.id, "merged", pmid, why, checks, fresh, full=into)
    if full is None and pmid not in answers.asked:
        return Compared(record.id, "not_asked", pmid)
    if full is None:
        return Compared(record.id, "not_found", pmid, f"PubMed gives nothing for {pmid}: deleted, or mistyped")
    checks = compare_fields(record, full)
    if found_by and (doubtful := _say_found(found_by, checks)):
        # A title alone is no identity: the PMID is put before a person as a difference.
        checks = tuple(FieldCheck("pmid", "differs", "", pmid, doubtful) if c.field == "pmid" else c for c in checks)
    checks = tuple(
        replace(c, kind="differs", why=TAKEN)
        if c.kind in ("new", "differs") and bearers.get((c.field, c.pubmed.casefold()), frozenset()) - {record.id}
        else c
        for c in checks
    )
    notices = _fresh(record, full)
    done = frozenset(c.field for c in checks if is_settled(c, settled.get((record.id, c.field))))
    doubt = doubt_identity(checks)
    return Compared(record.id, "other" if doubt else "compared", pmid, doubt or "", checks, notices, done, full)


def _list_bearers(known: Mapping[str, Record]) -> Mapping[tuple[str, str], frozenset[str]]:
    """(field, identifier in it) -> the records that have it, so that none is given to a second one unawares."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    for record in known.values():
        for name in ("doi", "pmcid"):
            if value := getattr(record, name):
                found[name, value.casefold()] = found.get((name, value.casefold()), frozenset()) | {record.id}
    return found


def _fresh(record: Record, full: FullRecord) -> tuple[Integrity, ...]:
    """Notices about the record that do not stand here yet."""
    held = {(n.kind, n.by) for n in record.integrity}
    return tuple(n for n in full.integrity if (n.kind, n.by) not in held)


def _say_found(by: str, checks: Sequence[FieldCheck]) -> str:
    """What speaks for a PMID that a search brought, once the records were compared; nothing where the DOI is the same.

    A search brings what matches its words, which is not yet what bears the DOI or the title.
    """
    alike = {c.field for c in checks if c.kind in ("same", "form") and c.here and c.pubmed}
    if "doi" in alike:
        return ""
    if "title" in alike:
        return SAME_TITLE
    return OTHER_DOI if by == BY_DOI else OTHER_TITLE


def write(folder: Path, decisions: Callable[[Mapping[str, Record]], Decisions]) -> Decisions:
    """Write what `decisions` makes of the records as they stand on disk by now: the ledger first, then the records.

    Cut off in between, the next comparison finds the field as it was and asks about it again.
    """
    with store.workspace_lock(folder):
        made = decisions(store.load_part(folder, "records"))
        store.add_verifications(folder, made.rows)
        store.save_records(folder, made.records)
    return made

"""Bring a file of records into the workspace: keep the file, enter what is new, link what is known, say all of it."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from .. import __version__, store
from ..errors import EvidenceError, Problem, UsageError
from ..model import Link as Linked
from ..model import Record, Screening, SearchRun, Tag
from ..model.links import BY_RULE, SAME_RECORD
from ..pubmed.archive import Archive
from ..pubmed.finding import hash_query
from ..pubmed.pull import later_than
from .abstracts import keep_abstracts
from .duplicates import Link, find_links
from .reading import Entry, read_entries
from .taking_over import Left, Taker, take_screening, take_tags


@dataclass(frozen=True)
class ImportReport:
    """What an import did. `new`: ids entered; `links`: what is known already; `apart`: preprints and their articles.

    Every entry that begins in the file is entered, linked, said twice in it, or among `problems`; `accounted` says
    whether that adds up. `notes`: how the file was read; `unplaced`: field -> entries that say something a record has
    no place for (the file is kept whole).
    """

    file: str
    origin: str
    entries: int
    new: tuple[str, ...]
    links: tuple[Link, ...]
    apart: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]
    dry_run: bool
    recorded_by: str | None
    notes: tuple[str, ...] = ()
    unplaced: Mapping[str, int] = field(default_factory=dict)
    twice: int = 0
    form: str = ""
    encoding: str = "UTF-8"
    between: tuple[tuple[int, str], ...] = ()
    read: tuple[Entry, ...] = field(default=(), repr=False)
    decided: tuple[str, ...] = ()
    """Records whose decision in the file became a row of the reviewer's."""
    undecided: tuple[tuple[str, str], ...] = ()
    """Records whose decision or tag in the file did not, each with why."""
    tagged: tuple[tuple[str, str], ...] = ()
    """Records and claims whose tag in the file became a row of the reviewer's."""

    @property
    def linked(self) -> int:
        """Entries that are here already, by themselves or as another record."""
        return len({k.record for k in self.links if k.certain and k.record not in self.new})

    @property
    def accounted(self) -> bool:
        return self.entries == len(self.new) + self.linked + self.twice + len(self.problems)

    def to_plain(self) -> dict[str, Any]:
        kept = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in ("links", "problems", "read")}
        return {
            **kept,
            "links": [asdict(link) for link in self.links],
            "problems": [p.to_plain() for p in self.problems],
            "linked": self.linked,
            "accounted": self.accounted,
            "path": self.file,
            "format": self.form,
            "records": [_show_entry(e) for e in self.read],
            "known": sorted({k.record for k in self.links if k.certain}),
            "perhaps": [
                {"id": k.record, "same_as": k.same_as, "why": k.why, "score": k.score}
                for k in self.links
                if not k.certain and not k.safe
            ],
            "linked_by_rule": [
                {"id": k.record, "same_as": k.same_as, "why": k.why, "score": k.score} for k in self.links if k.safe
            ],
            "refused": [{"line": p.line, "why": f"found {p.found}, expected {p.expected}"} for p in self.problems],
            "between": [{"line": line, "text": text} for line, text in self.between],
        }

    def format_text(self) -> str:
        certain = [k for k in self.links if k.certain]
        safe = [k for k in self.links if k.safe and not k.certain]
        proposed = [k for k in self.links if not k.certain and not k.safe]
        lines = [
            f"{self.file}: {self.entries} entries, {len(self.new)} records {'to enter' if self.dry_run else 'entered'}"
            f" with origin {self.origin}, {len(certain)} here already, {len(safe)} linked by rule,"
            f" {len(proposed)} perhaps"
        ]
        lines += [f"  {k.record} is {k.same_as} ({k.why})" for k in certain if k.record != k.same_as]
        done = "to be linked" if self.dry_run else "linked"
        lines += [f"  {k.record} {done} with {k.same_as} ({k.why}; {k.score})" for k in safe]
        if safe:
            lines.append("  rlsevidence link A B --undo --reviewer WHO takes a link back")
        lines += [f"  {k.record} may be {k.same_as} ({k.why}; {k.score})" for k in proposed]
        if proposed and self.recorded_by:
            lines.append(f"  recorded in screening.tsv as duplicates by {self.recorded_by}; a later row takes it back")
        elif proposed:
            lines.append(
                "  nothing is decided: screen them, or import again with --reviewer to record them as duplicates"
            )
        offered = [e for e in self.read if e.decisions or e.tags]
        if offered and not self.recorded_by:
            lines.append(
                f"  decisions stand in the file for {len(offered)} records; import again with --reviewer to take over"
                " that person's own"
            )
        if self.recorded_by and offered:
            done = "to become" if self.dry_run else "became"
            lines.append(f"  {len(self.decided)} decisions {done} screening rows of {self.recorded_by}")
        if self.recorded_by and self.tagged:
            done = "to become" if self.dry_run else "became"
            lines.append(f"  {len(self.tagged)} tags {done} rows of {self.recorded_by}")
        lines += [f"  not taken over: {record}: {why}" for record, why in self.undecided]
        with_abstract = sum(bool(e.abstract) for e in self.read)
        if with_abstract:
            lines.append(f"  {with_abstract} abstracts for the cache of this machine")
        lines += [f"  kept apart, reports of one study perhaps: {a} and {b}" for a, b in self.apart]
        lines += [f"  not entered: {p}" for p in self.problems]
        lines += [f"  noticed: {note}" for note in self.notes]
        if self.unplaced:
            said = ", ".join(f"{name} ({number})" for name, number in self.unplaced.items())
            lines.append(f"  kept in the file only, since a record has no place for it: {said}")
        counts = f"{self.entries} begun: {len(self.new)} entered, {self.linked} here already"
        counts += f", {self.twice} twice in the file" if self.twice else ""
        counts += f", {len(self.problems)} refused"
        lines.append(f"  {counts}" if self.accounted else f"  DOES NOT ADD UP: {counts}")
        return "\n".join(lines)


def import_file(
    folder: Path,
    file: Path,
    *,
    now: dt.datetime,
    search: str | None = None,
    reviewer: str | None = None,
    called: str | None = None,
    reason: str | None = None,
    dry_run: bool = False,
) -> ImportReport:
    """Import one file into the evidence folder.

    `search`: the strategy that the file comes from, which gives the origin and gets a line in the ledger; without it
    the origin is `import:` and the name of the file. `reviewer`: who records likely duplicates, as rows of
    screening.tsv that a later row takes back; without one they are only proposed. With a reviewer the decisions in the
    file that are that person's own (by `called`, the name they go by there) become their screening rows; an exclusion
    needs a reason of the vocabulary, the file's or `reason`; a decision that is there is never overwritten. Importing
    twice changes nothing.
    """
    if search and search not in (searches := store.load_part(folder, "searches")):
        raise UsageError(f"no search {search!r}; there are: {', '.join(searches)}")
    if reviewer and reviewer not in (people := [p.id for p in store.load_part(folder, "people")]):
        raise UsageError(f"no person {reviewer!r} in people.tsv; there are: {', '.join(people)}")
    reasons = store.load_part(folder, "vocabulary").get("screening_reason", {})
    if reason and reason not in reasons:
        raise UsageError(f"no reason {reason!r} in vocabulary.yaml; there are: {', '.join(reasons)}")
    origin = search or f"import:{file.name}"
    found = read_entries(file, origin)
    entries = [_date_notices(e, now) for e in found.entries]
    problems = found.problems
    if not entries and not problems:
        raise EvidenceError(f"{file}: found no entry, expected at least one")
    with store.workspace_lock(folder):
        known: dict[str, Record] = dict(store.load_part(folder, "records"))
        links, apart = find_links([e.record for e in entries], known)
        elsewhere = {k.record for k in links if k.certain and k.same_as != k.record}
        new = {e.record.id: e.record for e in entries if e.record.id not in known and e.record.id not in elsewhere}
        rows: tuple[Screening, ...] = ()
        tags: tuple[Tag, ...] = ()
        left: tuple[Left, ...] = ()
        if reviewer:
            same = {k.record: k.same_as for k in links if k.certain}
            person = next(p for p in store.load_part(folder, "people") if p.id == reviewer)
            moment = now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            rows, tags, left = _own_rows(folder, entries, same, Taker(person, called, reason, moment))
        if not dry_run:
            keep_abstracts(
                store.local_folder(folder),
                (
                    (e.record.id, (e.abstract, e.keywords))
                    for e in entries
                    if e.abstract and e.record.id not in elsewhere
                ),
            )
            _keep_file(store.local_folder(folder), file, entries, links, now)
            store.save_records(folder, {**known, **new})
            if reviewer:
                if rows:
                    store.add_screening(folder, list(rows))
                if tags:
                    store.add_tags(folder, list(tags))
                _record_duplicates(folder, [k for k in links if not k.certain and not k.safe], reviewer, now)
            _link_by_rule(folder, [k for k in links if k.safe], now)
            runs = store.load_part(folder, "runs")
            if search and not any(r.search == search and _hash(file) in str(r.notes) for r in runs):
                store.append_run(folder, _run(search, file, entries, list(new), links, runs, now))
    return ImportReport(
        str(file),
        origin,
        found.started,
        tuple(new),
        tuple(links),
        tuple(apart),
        tuple(problems),
        dry_run,
        reviewer,
        found.notes,
        found.unplaced or {},
        len(entries) - len({e.record.id for e in entries}),
        found.form,
        found.encoding,
        found.between,
        tuple(entries),
        tuple(r.record for r in rows),
        tuple(left),
        tuple((t.record, t.claim) for t in tags),
    )


def _show_entry(entry: Entry) -> dict[str, Any]:
    r = entry.record
    return {
        **{k: getattr(r, k) for k in ("id", "title", "year", "journal", "doi", "pmid")},
        "authors": list(r.authors),
        "abstract": bool(entry.abstract or (entry.full and entry.full.abstract)),
        "decisions": [d.to_plain() for d in entry.decisions],
        "notes": list(entry.said),
        **({"tags": [t.to_plain() for t in entry.tags]} if entry.tags else {}),
    }


def _own_rows(
    folder: Path, entries: Sequence[Entry], same: Mapping[str, str], who: Taker
) -> tuple[tuple[Screening, ...], tuple[Tag, ...], tuple[Left, ...]]:
    """Rows of `who` from the decisions and tags in a file, and what was not taken over, with why."""
    words = store.load_part(folder, "vocabulary")
    screening, left = take_screening(entries, same, store.load_part(folder, "screening"), words, who)
    claims = store.load_part(folder, "claims") if any(e.tags for e in entries) else {}
    tags, more = take_tags(entries, same, store.load_part(folder, "tags"), claims, words, who)
    return screening, tags, (*left, *more)


def _date_notices(entry: Entry, now: dt.datetime) -> Entry:
    """Notices of a publication are dated by the day they are noted here, as those of a pull are."""
    if not entry.record.integrity:
        return entry
    day = now.astimezone(dt.UTC).date().isoformat()
    notices = tuple(n.model_copy(update={"noted_on": day}) for n in entry.record.integrity)
    return replace(entry, record=entry.record.model_copy(update={"integrity": notices}))


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _keep_file(local: Path, file: Path, entries: Sequence[Entry], links: Sequence[Link], now: dt.datetime) -> None:
    """The file as it came, by its SHA-256, and what became of each entry; PubMed's own files also feed the cache."""
    raw, digest = file.read_bytes(), _hash(file)
    kept = local / "imports" / f"{digest}.gz"
    if kept.exists():
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    became = {k.record: {"same_as": k.same_as, "why": k.why} for k in links}
    line = {"sha256": digest, "name": file.name, "at": now.isoformat(), "links": became}
    store.append_line(kept.parent / "index.jsonl", json.dumps(line, ensure_ascii=False) + "\n")
    kept.write_bytes(gzip.compress(raw, mtime=0))
    plain = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    pmids = [e.full.pmid for e in entries if e.full and e.full.pmid]
    if pmids and plain.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        Archive(local.parent).add(plain, "efetch", pmids, at=now.isoformat(), cycle=f"import:{digest}")


def _record_duplicates(folder: Path, links: Sequence[Link], reviewer: str, now: dt.datetime) -> None:
    moment = now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    decided = {(s.record, s.reviewer) for s in store.load_part(folder, "screening")}
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
        if (link.record, reviewer) not in decided
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
    entries: Sequence[Entry],
    new: Sequence[str],
    links: Sequence[Link],
    runs: Sequence[SearchRun],
    now: dt.datetime,
) -> SearchRun:
    at = later_than(runs, now)
    return SearchRun(
        run=f"{at}.{search}",
        search=search,
        at=at,
        outcome="done",
        query_sha256=hash_query(file.name),
        translation=None,
        warnings=(),
        count=len(entries),
        fetched=len(new),
        gained=dict.fromkeys(sorted(new), "imported"),
        lost={},
        tools={"rlsevidence": __version__},
        notes={
            "file": file.name,
            "sha256": _hash(file),
            "links": {k.record: f"{k.same_as}: {k.why}" for k in links},
        },
    )

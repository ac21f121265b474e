"""What a pull did, as a value and in words for a terminal. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from ..counted import say_count, say_names
from .merge import Difference, Proposal

SHOWN = 20


@dataclass(frozen=True)
class SearchReport:
    """What one search brought. `gained` and `lost`: record id -> why; `unfound`: known items that it does not find."""

    search: str
    query: str
    translation: str
    warnings: tuple[str, ...]
    count: int
    gained: Mapping[str, str]
    lost: Mapping[str, str]
    slices: int = 1
    unfound: tuple[str, ...] = ()
    database: str = "PubMed"
    known: int | None = None
    """How many of its records were here already, under whatever id; None where that was not counted."""


@dataclass(frozen=True)
class Notice:
    """A notice about a publication that was not known before this pull."""

    record: str
    kind: str
    by: str | None


@dataclass(frozen=True)
class PullReport:
    """What a pull did; for a dry run, what it would do.

    `fetched` counts records that came, `to_fetch` those that a dry run would ask for; `requests` what was asked, and
    `asked_for` why: reason -> number of requests. `missing`: PMID -> the PMID it was merged into, or null. `titles`:
    record id -> title of everything gained or noted.
    """

    at: str
    dry_run: bool
    searches: tuple[SearchReport, ...]
    fetched: int = 0
    to_fetch: int = 0
    requests: int = 0
    asked_for: Mapping[str, int] = field(default_factory=dict)
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    verified: tuple[str, ...] = ()
    """Empty since a pull lifts no flag: a named person does (`rlsevidence verify`)."""
    waiting: tuple[str, ...] = ()
    """Records that people entered and nobody has held against PubMed's yet."""
    notices: tuple[Notice, ...] = ()
    missing: Mapping[str, str | None] = field(default_factory=dict)
    differences: tuple[Difference, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    drift: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    perhaps: tuple[tuple[str, str, str], ...] = ()
    """New records that may be known ones: record, the other, why. Nothing is decided."""
    apart: tuple[tuple[str, str], ...] = ()
    """A preprint and its article, which are two publications."""
    parted: tuple[str, ...] = ()
    """Records with an identifier of another work, which come in by themselves, and records whose own identifier is
    known for another work, each with why."""
    not_known: tuple[tuple[str, str], ...] = ()
    """Databases and identifiers that they were asked for by name and know nothing of."""
    failed: tuple[tuple[str, str], ...] = ()
    """Databases that could not be asked, and why: of them nothing is known, which is not 'nothing new'."""

    @property
    def retracted(self) -> tuple[str, ...]:
        """Ids of records whose retraction is news."""
        return tuple(n.record for n in self.notices if n.kind == "retracted")

    def to_plain(self) -> dict[str, Any]:
        return {**asdict(self), "retracted": list(self.retracted)}

    def format_text(self) -> str:
        """The report for a terminal: retractions first, unexplained changes loud."""
        lines = [f"FAILED: {database}: {why}" for database, why in self.failed]
        lines += [self._say_notice(n) for n in self.notices]
        for s in self.searches:
            lines += self._say_search(s)
        for database in dict.fromkeys(name for name, _ in self.not_known):
            names = [one for of, one in self.not_known if of == database]
            lines.append(f"{database} knows nothing of {len(names)} of those asked for by name: {say_names(names)}")
        if self.dry_run:
            plan = f"Dry run: {say_count(self.to_fetch, 'record')} would be fetched. Nothing was fetched or written."
            return "\n".join([*lines, plan])
        why = ", ".join(f"{number} {reason}" for reason, number in self.asked_for.items())
        lines.append(
            f"{say_count(self.fetched, 'record')} fetched with {say_count(self.requests, 'request')}"
            f"{f' ({why})' if why else ''}:"
            f" {len(self.new)} new, {len(self.changed)} changed"
        )
        if self.waiting:
            number = len(self.waiting)
            lines.append(
                f"{say_count(number, 'record entered here waits', 'records entered here wait')}"
                f" to be held against PubMed's: rlsevidence verify"
            )
        if self.missing:
            told = [f"{p} (now {into})" if into else p for p, into in list(self.missing.items())[:10]]
            lines.append(f"PubMed gave nothing for {len(self.missing)} of those asked for: {', '.join(told)}")
        if self.differences:
            lines.append(
                f"{say_count(len(self.differences), 'field differs', 'fields differ')}"
                f" from what was entered here; a person decides:"
            )
            lines += [f"  {d.record} {d.field}: here {d.here!r}, {d.by} {d.pubmed!r}" for d in self.differences[:SHOWN]]
            if len(self.differences) > SHOWN:
                lines.append(f"  ... and {len(self.differences) - SHOWN} more (--format json)")
        lines += [f"Proposed: {p.record} may be PMID {p.pmid} ({p.why})" for p in self.proposals]
        lines += [
            f"Perhaps one: {record} and {other} ({why}); nothing is decided" for record, other, why in self.perhaps
        ]
        lines += [f"Kept apart, a preprint and its article: {a} and {b}" for a, b in self.apart]
        lines += [f"Kept apart: {why}" for why in self.parted]
        lines += [f"noticed in PubMed's file: {d}" for d in self.drift]
        return "\n".join(lines)

    def join(self, other: PullReport) -> PullReport:
        """Both reports as one: those of several databases, asked one after the other."""
        both: dict[str, Any] = {}
        for name in (f.name for f in fields(self)):
            mine, theirs = getattr(self, name), getattr(other, name)
            if isinstance(mine, tuple) or (isinstance(mine, int) and not isinstance(mine, bool)):
                both[name] = mine + theirs
            elif isinstance(mine, Mapping):
                both[name] = {**mine, **theirs}
        both["asked_for"] = dict(Counter(self.asked_for) + Counter(other.asked_for))
        return replace(self, **both)

    def _say_notice(self, n: Notice) -> str:
        by = f" by {n.by}" if n.by else ""
        return f"{n.kind.upper()}: {n.record} {self.titles.get(n.record, '')}{by}".rstrip()

    def _say_search(self, s: SearchReport) -> list[str]:
        extra = f" in {s.slices} slices" if s.slices > 1 else ""
        here = f", {s.known} of them here before" if s.known is not None else ""
        lines = [
            f"{s.search}: {say_count(s.count, 'record matches', 'records match')}"
            f"{extra}{here}; {len(s.gained)} gained, {len(s.lost)} lost"
        ]
        lines += [f"  warning from {s.database}: {w}" for w in s.warnings]
        if s.unfound:
            lines.append(f"  KNOWN RECORDS NOT FOUND by this search: {', '.join(s.unfound)}")
        for why in sorted(set(s.gained.values())):
            ids = [i for i, w in s.gained.items() if w == why]
            loud = "UNEXPLAINED" if why == "unexplained" else why.replace("_", " ")
            lines.append(f"  gained, {loud}: {len(ids)}")
            if why not in ("first_run", "not_fetched"):
                lines += [f"    {i}  {self.titles.get(i, '')[:90]}".rstrip() for i in ids[:SHOWN]]
        lost = [f"  LOST {i}: {'UNEXPLAINED' if w == 'unexplained' else w}" for i, w in s.lost.items()]
        return [*lines, *lost]

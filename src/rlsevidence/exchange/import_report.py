"""What an import did, said in text and as plain values. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from textwrap import shorten
from typing import Any

from ..counted import say_count
from ..errors import Problem
from .duplicates import Link
from .entry import Entry
from .joining import Differs

HIDDEN = frozenset(
    {
        "links",
        "problems",
        "not_records",
        "read",
        "offered",
        "offers",
        "abstracts",
        "worded",
        "remarked",
        "remarks",
        "differences",
    }
)
"""Fields of the report that its JSON tells under other names, or entry by entry."""

NOTE_SHOWN = 2000
"""Characters of a note that the text of a report shows: what people wrote is read to its end, a pasted paper is not."""
REMARKS_SHOWN = 10
"""Notes that the text of a report shows, of the first entries that have any; the rest are counted."""


def say_unstaged(number: int, usual: int, given: str | None) -> str:
    """Of how many entries the file does not tell at which stage they were decided, and what becomes of that."""
    if given and (number or usual):
        entries = say_count(number + usual, "entry", "entries")
        return f"the file does not say at which stage {entries} were decided: taken for {given} (--stage)"
    said = []
    if number:
        entries = say_count(number, "entry", "entries")
        said.append(
            f"the file does not say at which stage {entries} were decided: none of it becomes a row without --stage"
        )
    if usual:
        entries = say_count(usual, "entry", "entries")
        said.append(
            f"taken for title_abstract, which the program that wrote them is made for: the decisions on {entries};"
            " --stage says another"
        )
    return "; ".join(said)


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
    offered: int = 0
    """Entries that hold decisions or tags."""
    offers: tuple[tuple[str, str], ...] = ()
    """The first of them: record, and who decided what."""
    abstracts: int = 0
    """Entries that have an abstract."""
    worded: int = 0
    """Entries whose keywords are kept beside their abstract."""
    remarked: int = 0
    """Entries whose notes or labels say more than a decision."""
    remarks: tuple[tuple[str, str], ...] = ()
    """The first of them: record and text."""

    filled: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Records that were known, and their fields that were empty and that the file has filled."""
    differences: tuple[Differs, ...] = ()
    """Where the file says something else of a known record, which stays as it is."""
    not_records: tuple[tuple[str, int], ...] = ()
    """Parts of the file that hold no records, such as sheets of study data, and how many rows each has."""

    recorded: tuple[str, ...] = ()
    """Records that may be here already, of which a row of the reviewer's says that they are duplicates."""
    unrecorded: tuple[tuple[str, str], ...] = ()
    """Those of which none does, each with why."""

    @property
    def linked(self) -> int:
        """Entries that are here already, by themselves or as another record."""
        new = set(self.new)
        return len({k.record for k in self.links if k.certain and k.record not in new})

    @property
    def accounted(self) -> bool:
        return self.entries == len(self.new) + self.linked + self.twice + len(self.problems)

    def to_plain(self) -> dict[str, Any]:
        kept = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in HIDDEN}
        return {
            **kept,
            "links": [asdict(link) for link in self.links],
            "problems": [p.to_plain() for p in self.problems],
            "differences": [asdict(d) for d in self.differences],
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
            "not_records": [{"part": part, "rows": rows} for part, rows in self.not_records],
            "between": [{"line": line, "text": text} for line, text in self.between],
        }

    def format_text(self) -> str:
        certain = [k for k in self.links if k.certain]
        safe = [k for k in self.links if k.safe and not k.certain]
        proposed = [k for k in self.links if not k.certain and not k.safe]
        lines = [
            f"{self.file}: {say_count(self.entries, 'entry', 'entries')}, {say_count(len(self.new), 'record')}"
            f" {'to enter' if self.dry_run else 'entered'}"
            f" with origin {self.origin}, {self.linked} here already,"
            f"{f' {self.twice} twice in the file,' if self.twice else ''} {len(safe)} linked by rule,"
            f" {len(proposed)} perhaps"
        ]
        lines += [f"  {k.record} is {k.same_as} ({k.why})" for k in certain if k.record != k.same_as]
        done = "to be linked" if self.dry_run else "linked"
        lines += [f"  {k.record} {done} with {k.same_as} ({k.why}; {k.score})" for k in safe]
        if safe:
            lines.append("  rlsevidence link A B --undo --reviewer WHO takes a link back")
        lines += [f"  {k.record} may be {k.same_as} ({k.why}; {k.score})" for k in proposed]
        if self.recorded:
            done = "to be recorded" if self.dry_run else "recorded"
            which = f" ({', '.join(self.recorded)})" if self.unrecorded else ""
            by = f"as duplicates by {self.recorded_by}{which}"
            lines.append(f"  {done} in screening.tsv {by}; a later row takes it back")
        lines += [f"  not recorded as a duplicate: {record}: {why}" for record, why in self.unrecorded]
        if proposed and not self.recorded_by:
            lines.append(
                "  nothing is decided: screen them, or import again with --reviewer to record them as duplicates"
            )
        if self.offered and not self.recorded_by:
            lines.append(
                f"  decisions stand in the file for {say_count(self.offered, 'record')}"
                f"; import again with --reviewer to take over"
                " that person's own:"
            )
            lines += [f"    {record}: {shorten(said, NOTE_SHOWN, placeholder=' ...')}" for record, said in self.offers]
            if (rest := self.offered - len(self.offers)) > 0:
                lines.append(f"    and {rest} more; --dry-run --format json shows them all, in full")
        if self.recorded_by and self.offered:
            done = "to become" if self.dry_run else "became"
            lines.append(f"  {say_count(len(self.decided), 'decision')} {done} screening rows of {self.recorded_by}")
        if self.recorded_by and self.tagged:
            done = "to become" if self.dry_run else "became"
            lines.append(f"  {say_count(len(self.tagged), 'tag')} {done} rows of {self.recorded_by}")
        lines += self._say_left()
        if self.abstracts:
            words = f" and the keywords of {say_count(self.worded, 'entry', 'entries')}" if self.worded else ""
            lines.append(f"  {say_count(self.abstracts, 'abstract')}{words} for the cache of this machine")
        lines += self._say_remarks()
        lines += self._say_joined()
        lines += [f"  kept apart, reports of one study perhaps: {a} and {b}" for a, b in self.apart]
        lines += [f"  not entered: {p}" for p in self.problems]
        lines += [f"  no records, left out: {part}, {say_count(n, 'row')}" for part, n in self.not_records]
        lines += [f"  noticed: {note}" for note in self.notes]
        if self.unplaced:
            said = ", ".join(f"{name} ({number})" for name, number in self.unplaced.items())
            lines.append(f"  kept in the file only, since a record has no place for it: {said}")
        counts = f"{self.entries} begun: {len(self.new)} entered, {self.linked} here already"
        counts += f", {self.twice} twice in the file" if self.twice else ""
        counts += f", {len(self.problems)} refused"
        lines.append(f"  {counts}" if self.accounted else f"  DOES NOT ADD UP: {counts}")
        return "\n".join(lines)

    def _say_left(self) -> list[str]:
        """Decisions that became no row; what is said alike of many is said once, and the first of them named."""
        by_reason: dict[str, list[str]] = {}
        for record, why in self.undecided:
            by_reason.setdefault(why, []).append(record)
        lines = []
        for why, records in by_reason.items():
            shown = records if len(records) <= REMARKS_SHOWN else records[:3]
            lines += [f"  not taken over: {record}: {why}" for record in shown]
            if rest := len(records) - len(shown):
                lines.append(f"    and {rest} more, for the same reason; --format json shows them all")
        return lines

    def _say_joined(self) -> list[str]:
        """What the file adds to records that are known, and where it says something else of them."""
        lines = []
        if self.filled:
            done = "would be" if self.dry_run else "were"
            shown = "; ".join(f"{name} ({', '.join(fields)})" for name, fields in self.filled[:REMARKS_SHOWN])
            more = f" and {rest} more" if (rest := len(self.filled) - REMARKS_SHOWN) > 0 else ""
            lines.append(f"  empty fields {done} filled of {say_count(len(self.filled), 'record')}: {shown}{more}")
        for d in self.differences[:REMARKS_SHOWN]:
            here, file = (shorten(text, 100, placeholder=" ...") for text in (d.here, d.file))
            lines.append(f"  differs: {d.record}, {d.field}: here {here}; the file says {file}; nothing is overwritten")
        if (rest := len(self.differences) - REMARKS_SHOWN) > 0:
            lines.append(f"    and {say_count(rest, 'difference')} more; --dry-run --format json shows them all")
        return lines

    def _say_remarks(self) -> list[str]:
        """Labels and notes of the file: nothing rests on them, and nobody should have to search for them."""
        if not self.remarked:
            return []
        rest = self.remarked - len(self.remarks)
        lines = [f"  notes or labels stand in the file for {say_count(self.remarked, 'entry', 'entries')}, kept there:"]
        lines += [f"    {record}: {shorten(text, NOTE_SHOWN, placeholder=' ...')}" for record, text in self.remarks]
        return lines + ([f"    and {rest} more; --dry-run --format json shows them all, in full"] if rest else [])


def _show_entry(entry: Entry) -> dict[str, Any]:
    r = entry.record
    return {
        **{k: getattr(r, k) for k in ("id", "title", "year", "journal", "doi", "pmid")},
        "authors": list(r.authors),
        "abstract": bool(entry.abstract or (entry.full and entry.full.abstract)),
        "decisions": [d.to_plain() for d in entry.decisions],
        "notes": list(entry.said),
        **({"keywords": list(entry.keywords)} if entry.keywords else {}),
        **({"tags": [t.to_plain() for t in entry.tags]} if entry.tags else {}),
    }

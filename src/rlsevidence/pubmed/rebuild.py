"""Records made again from the raw answers of this machine, without asking PubMed: for a parser that has learnt more."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .. import store
from ..counted import say_count
from .archive import Archive
from .merge import Difference, Otherwise, merge_into


@dataclass(frozen=True)
class RebuildReport:
    """`rebuilt`: records whose answer is here; `changed`: those that came out different; `absent`: no answer here.

    `ids`: the records of `rebuilt`; `differences`: what kept answers of databases beside PubMed say otherwise than
    stands here, which is never overwritten; `unread`: answers that cannot be read, each with why.
    """

    rebuilt: int
    changed: tuple[str, ...]
    absent: int
    ids: frozenset[str] = frozenset()
    differences: tuple[Difference, ...] = ()
    unread: tuple[str, ...] = ()

    def format_text(self) -> str:
        told = f": {', '.join(self.changed[:20])}" if self.changed else ""
        lines = [
            f"{say_count(self.rebuilt, 'record')} made again from kept answers, {len(self.changed)} changed{told};"
            f" {self.absent} have no answer on this machine"
        ]
        lines += [f"  {d.record} {d.field}: here {d.here!r}, {d.by} {d.pubmed!r}" for d in self.differences[:20]]
        if len(self.differences) > 20:
            lines.append(f"  and {say_count(len(self.differences) - 20, 'further difference')}")
        return "\n".join((*lines, *(f"  not read: {why}" for why in self.unread)))


def rebuild(folder: Path) -> RebuildReport:
    """Parse the newest kept answer of every record once more and merge it. The same parser gives the same bytes."""
    archive = Archive(store.local_folder(folder).parent)
    latest = archive.latest()
    with store.open_changes(folder) as records:
        rebuilt = set[str]()
        changed: list[str] = []
        for digest in dict.fromkeys(e.sha256 for e in latest.values()):
            held = [
                full
                for full in archive.parse(digest)
                if full.id in records and full.pmid in latest and latest[full.pmid].sha256 == digest
            ]
            rebuilt |= {full.id for full in held}
            for full in held:
                # A notice that is only understood now was there on the day the answer came.
                noted = latest[str(full.pmid)].at[:10]
                merge = merge_into(records, [full], Otherwise({}, {}), origin={}, noted_on=noted)
                changed += merge.changed
        number = len(records.held)
        records.save()
    return RebuildReport(len(rebuilt), tuple(changed), number - len(rebuilt), frozenset(rebuilt))

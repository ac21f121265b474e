"""What a scan did, for people and for programs. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ..counted import say_count
from .agreement import Agreement
from .translate import DIFFERENCES

SHOWN = 20


@dataclass(frozen=True)
class ScanReport:
    """A scan. `files`: those read, now or by an earlier run (`kept`); `hits`: PMIDs that stand after the last file.

    `refused`: file -> why it could not be used; `unchecked`: files without an MD5 beside them; `gaps`: numbers missing
    between files; `dropped`: PMID -> what took away a hit of an earlier file; `peak_mb`: the most memory a worker held.
    """

    search: str
    query: str
    files: int
    kept: int
    records: int
    hits: tuple[int, ...]
    refused: Mapping[str, str]
    unchecked: int
    gaps: tuple[str, ...]
    dropped: Mapping[int, str]
    seconds: float
    workers: int
    peak_mb: float
    parquet: str
    xml: str
    agreement: Agreement | None

    @property
    def is_whole(self) -> bool:
        """Nothing was refused: the hits are those of all the files."""
        return not self.refused

    def to_plain(self) -> dict[str, Any]:
        plain = asdict(self)
        plain["hits"] = [str(p) for p in self.hits]
        plain["dropped"] = {str(p): why for p, why in self.dropped.items()}
        plain["refused"] = [{"file": file, "why": why} for file, why in self.refused.items()]
        return {**plain, "whole": self.is_whole, "differences": list(DIFFERENCES)}

    def format_text(self) -> str:
        speed = f", {self.records / self.seconds:,.0f} records a second" if self.seconds and not self.kept else ""
        lines = [
            f"{self.search}: {len(self.hits):,} records found among {self.records:,} in {say_count(self.files, 'file')}"
            f" ({self.seconds:,.1f} s, {self.workers} workers{speed})"
        ]
        if self.kept:
            lines.append(
                f"  {say_count(self.kept, 'file', 'files')} had been read by an earlier run and were not read again"
            )
        lines += [f"  REFUSED {file}: {why}" for file, why in self.refused.items()]
        if self.refused:
            lines.append("  What these files add, revise and delete is not in the result: mend them, and scan again")
        lines += [f"  missing between the files: number {gap}" for gap in self.gaps]
        if self.unchecked:
            lines.append(
                f"  {say_count(self.unchecked, 'file has', 'files have')}"
                f" no .md5 beside them: their end alone says that they are whole"
            )
        lines += [f"  no longer found: {pmid}: {why}" for pmid, why in list(self.dropped.items())[:SHOWN]]
        lines += _more(len(self.dropped))
        lines += self._compare()
        lines.append(f"  as a table: {self.parquet}")
        if self.hits:
            lines.append(f"  to bring them in: rlsevidence import {self.xml} --search {self.search}")
        return "\n".join(lines)

    def _compare(self) -> list[str]:
        found = self.agreement
        if found is None:
            return ["  no pull of this search yet: nothing to compare with"]
        lines = [
            f"  beside the pull {found.run}: {found.both} in both, {len(found.only_pull)} in the pull only,"
            f" {len(found.only_scan)} in the scan only"
        ]
        if not found.same_query:
            lines.append("  the strategy has changed since that pull")
        for name, side in (("pull", found.only_pull), ("scan", found.only_scan)):
            lines += [f"  in the {name} only: {i}: {why}" for i, why in list(side.items())[:SHOWN]]
            lines += _more(len(side))
        lines += [f"  PubMed warned of the query: {warning}" for warning in found.warnings]
        if found.reads_alike is not True and found.translation:
            said = "means something else here" if found.reads_alike is False else "cannot be translated here"
            lines.append(f"  PubMed's own translation {said}: {found.translation}")
        if found.only_pull or found.only_scan:
            lines += [f"  can differ: {difference}" for difference in DIFFERENCES]
        return lines


def _more(number: int) -> list[str]:
    return [f"  ... and {number - SHOWN} more: --format json has them all"] if number > SHOWN else []

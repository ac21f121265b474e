"""The rows of screening and its stops as they stand on disk, read again whenever their files have changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from .. import store
from ..decisions import ScreeningDecision, list_screened, summarise_screening
from ..errors import EvidenceError
from ..layout import part_path
from ..model import Frozen, Screening, ScreeningStop
from ..model.linked import move_rows
from ..screening.sequence import list_unopened
from ..workspace import Workspace


class HeldRows:
    """`rows`: all of them; `groups`: those of each record; `states`: what they come to; `unopened`: records that
    somebody set aside in a list and nobody has opened; `stops`: every row of stops, of whoever."""

    def __init__(self, review: Workspace, records: Collection[str]) -> None:
        self._review, self._records = review, records
        self._stamps: dict[str, tuple[int, int] | None] = {}
        self.rows: list[Screening] = []
        self.groups: dict[str, list[Screening]] = {}
        self.states: Mapping[str, ScreeningDecision] = {}
        self.unopened: frozenset[str] = frozenset()
        self.stops: Sequence[ScreeningStop] = ()

    def refresh(self) -> bool:
        """Read the files again that have changed; true when one had. EvidenceError where one must be mended."""
        changed = False
        rows = self._read("screening", Screening)
        if rows is not None:
            changed = True
            self.rows = rows
            self.groups = {}
            for row in rows:
                self.groups.setdefault(row.record, []).append(row)
            self.states = summarise_screening(rows)
            self.unopened = list_unopened(rows, self._records)
        stops = self._read("stops", ScreeningStop)
        if stops is not None:
            changed, self.stops = True, stops
        return changed

    def own(self, record: str, reviewer: str) -> Screening | None:
        """The decision of a person that holds, of the latest stage; None when they have none."""
        rows = self.groups.get(record)
        if not rows:
            return None  # most records of a long queue: each key asks of all of them
        mine = [r for r in list_screened(rows) if r.reviewer == reviewer]
        return max(mine, key=lambda r: (r.role == "consensus", r.stage == "full_text", r.decided_on), default=None)

    def others(self, record: str, reviewer: str) -> tuple[Screening, ...]:
        """What everybody else's decisions on a record are, those that hold."""
        return tuple(r for r in list_screened(self.groups.get(record, ())) if r.reviewer != reviewer)

    def list_moments(self, record: str, reviewer: str) -> list[str]:
        """When anything was decided on a record, and when this person decided anything."""
        mine = (r.decided_on for r in self.rows if r.reviewer == reviewer)
        return [*(r.decided_on for r in self.groups.get(record, ())), *mine]

    def _read(self, field: str, model: type[Frozen]) -> list[Any] | None:
        """The rows of a table; None where its file has not changed since, empty where it is not there."""
        file = self._review.folder / part_path(field)
        state = file.stat() if file.exists() else None
        stamp = (state.st_mtime_ns, state.st_size) if state else None
        if field in self._stamps and self._stamps[field] == stamp:
            return None
        rows, _, problems = (
            store.parse_table(file.read_text(encoding="utf-8"), file.name, model) if state else ([], {}, [])
        )
        # After a merge by union rows may be out of order until `fmt`; that hinders nobody from reading them.
        broken = [p for p in problems if p.rule not in ("sorted", "row-twice")]
        if broken:
            raise EvidenceError(f"{file.name} must be mended before the screening can go on:", broken)
        self._stamps[field] = stamp
        return move_rows(self._review.evidence, rows)

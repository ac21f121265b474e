"""What a pull goes by: its searches, what they found before, which records are here, which are asked for anyway."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .. import store
from ..model import Record, Search, SearchRun
from ..model.links import find_aliases, settle_links
from .turn import choose_searches


@dataclass(frozen=True)
class Known:
    """What a pull goes by: the parts of the evidence that it needs.

    `records`: ids of all records; `due`: PMIDs of those that are asked for whatever a search finds, and why; `dois`:
    DOIs of records that have no PMID.
    """

    searches: Sequence[Search]
    runs: Sequence[SearchRun]
    records: frozenset[str]
    due: Mapping[str, str]
    dois: frozenset[str]
    linked: Mapping[str, str]
    """Id that gives way by a link -> the id that holds, which may be a PMID whose record is still to come."""

    @property
    def accepted(self) -> frozenset[str]:
        """Ids of PubMed's that people have accepted for a record known by another one."""
        return frozenset(i for i in self.linked.values() if i.startswith("pubmed:"))


def read_known(folder: Path, names: Sequence[str] | None) -> Known:
    """Read those parts and no others, so that a slip in an appraisal does not keep anybody from pulling."""
    parts = {name: store.load_part(folder, name) for name in ("searches", "runs", "studies", "tags", "links")}
    used = {record for study in parts["studies"].values() for record in (*study.reports, study.registration)}
    used |= {tag.record for tag in parts["tags"]}
    links = settle_links(parts["links"])
    ends = {i for pair in links for i in pair}
    ids, dois, due, linked_records = [], set[str](), dict[str, str](), dict[str, Record]()
    with store.workspace_lock(folder):
        for record in store.RecordLines(folder):
            ids.append(record.id)
            if record.id in ends:
                linked_records[record.id] = record
            if record.pmid is None and record.doi:
                dois.add(record.doi)
            elif record.pmid and record.id in used:
                due.setdefault(record.pmid, "for records in use")
            elif record.pmid and record.verification != "pubmed":
                due.setdefault(record.pmid, "for records not yet verified")
    linked = find_aliases(links, linked_records)[0]
    chosen = choose_searches(parts["searches"], names)
    return Known(chosen, parts["runs"], frozenset(ids), due, frozenset(dois), linked)

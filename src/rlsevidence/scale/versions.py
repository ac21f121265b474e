"""Which version of a record stands when the same PMID comes again and again. Pure.

Files are read in their order and each carries whole records, so the last one wins: a revision replaces what was there,
a deletion takes it away, and what comes after a deletion is there again. PubMed keeps versions of a record (the
attribute Version of its PMID) apart and shows the highest, whichever file it stands in; a deletion names one of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class FileContent:
    """Records of one file in their order, its deletions as (pmid, version, after how many records), and the places of
    what is found."""

    file: str
    pmids: Sequence[int]
    versions: Sequence[int]
    deleted: Sequence[tuple[int, int, int]]
    found: Collection[int]


@dataclass(frozen=True)
class Standing:
    """How a PMID stands after the last file. `file`: where its last word is; `place`: of the record in that file, None
    when it is deleted there; `found`: the search finds this version; `was_found`: it found one that no longer stands,
    in `earlier`."""

    file: str
    place: int | None
    version: int
    found: bool
    was_found: bool = False
    earlier: str | None = None


def settle_versions(contents: Iterable[FileContent], wanted: Collection[int]) -> dict[int, Standing]:
    """How each of `wanted` stands that is in any of the files, in their order. Memory grows with `wanted`."""
    last: dict[int, dict[int, Standing]] = {}
    found_in: dict[int, str] = {}
    for content in contents:
        events = [
            (place, 1, pmid, content.versions[place]) for place, pmid in enumerate(content.pmids) if pmid in wanted
        ]
        events += [(place, 0, pmid, version) for pmid, version, place in content.deleted if pmid in wanted]
        # A deletion after n records comes before the record at place n.
        for place, is_record, pmid, version in sorted(events):
            found = bool(is_record) and place in content.found
            if found:
                found_in[pmid] = content.file
            last.setdefault(pmid, {})[version] = Standing(content.file, place if is_record else None, version, found)
    settled = {}
    for pmid, versions in last.items():
        alive = [s for s in versions.values() if s.place is not None]
        stands = max(alive or versions.values(), key=lambda s: s.version)
        was = pmid in found_in and not stands.found
        settled[pmid] = Standing(
            stands.file, stands.place, stands.version, stands.found, was, found_in[pmid] if was else None
        )
    return settled

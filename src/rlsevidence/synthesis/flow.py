"""The PRISMA 2020 flow, from counts of what is really there.

Source of the boxes: Page et al., BMJ 2021;372:n71. Databases that have not been searched are None, not zero: a box then
reads 'not searched yet'. Records that came from pages and reference lists stand under other methods.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..decisions import Settled
from ..model import SearchRun, Vocabulary


@dataclass(frozen=True)
class Flow:
    """Counts of records, and of studies where the name says so. None: not done yet.

    `databases`: search -> records that entered by it, databases and registers; `citations` the same for searches that
    follow citations, which PRISMA counts among other methods; `found`: search -> records that it holds, those that
    were here already among them; `sources`: search -> its database.
    """

    databases: Mapping[str, int | None]
    other_methods: int
    duplicates: int
    screened: int
    unscreened: int
    excluded: Mapping[str, int]
    unsure: int
    included_records: int
    full_text_read: int
    full_text_wanted: int
    included_studies: int
    primary_studies: int
    informing_studies: int
    citations: Mapping[str, int | None] = field(default_factory=dict)
    found: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    vocabulary: Vocabulary = field(default_factory=dict, compare=False, repr=False)


def count_flow(settled: Settled) -> Flow:
    """Count the flow. Every record stands in exactly one of excluded, unsure, included, unscreened and duplicates."""
    evidence, decisions = settled.evidence, settled.screening
    done = {run.search for run in evidence.runs if run.outcome == "done"}
    databases: dict[str, int | None] = {}
    citations: dict[str, int | None] = {}
    searches = {s.id: s for s in evidence.searches.values() if s.brings_records}
    for search in searches.values():
        entered = sum(record.origin == search.id for record in evidence.records.values())
        counts = citations if search.follows_citations else databases
        counts[search.id] = entered if search.id in done else None
    states = {record: decisions.get(record) for record in evidence.records}
    excluded = Counter(
        d.reason or "no reason given"
        for d in states.values()
        if d and d.decision == "exclude" and d.reason != "duplicate"
    )
    duplicates = sum(bool(d and d.decision == "exclude" and d.reason == "duplicate") for d in states.values())
    included = [r for r, d in states.items() if d and d.decision == "include"]
    study_of = settled.study_of
    studies = [evidence.studies[i] for i in dict.fromkeys(study_of[r] for r in included if r in study_of)]
    return Flow(
        databases=databases,
        other_methods=sum(r.origin not in evidence.searches for r in evidence.records.values()),
        duplicates=duplicates,
        screened=sum(bool(d and d.decision) for d in states.values()),
        unscreened=sum(not (d and d.decision) for d in states.values()),
        excluded=dict(sorted(excluded.items())),
        unsure=sum(bool(d and d.decision == "unsure") for d in states.values()),
        included_records=len(included),
        full_text_read=sum(s.read == "full-text" for s in studies),
        full_text_wanted=sum(s.read != "full-text" for s in studies),
        included_studies=len(studies),
        primary_studies=sum(s.is_primary for s in studies),
        informing_studies=sum(not s.is_primary for s in studies),
        citations=citations,
        found={i: len(held) for i, held in _list_held(evidence.runs).items() if i in searches},
        sources={s.id: s.source for s in searches.values()},
        vocabulary=evidence.vocabulary,
    )


def _list_held(runs: Iterable[SearchRun]) -> Mapping[str, set[str]]:
    """Search -> the records that it holds after its runs, taken in the order of their times."""
    held: dict[str, set[str]] = {}
    for run in sorted((r for r in runs if r.outcome == "done"), key=lambda r: r.at):
        own = held.setdefault(run.search, set())
        own |= set(run.gained)
        own -= set(run.lost)
    return held

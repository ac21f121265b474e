"""The evidence read through its links: the one place where they are applied, whoever reads. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from .base import Frozen
from .decisions import Screening, Tag
from .evidence import Evidence
from .links import (
    ORDER,
    SAME_STUDY,
    MovedScreening,
    MovedTag,
    find_aliases,
    find_unapplied,
    merge_records,
    settle_links,
    time_key,
)
from .records import Record

WRITTEN = ("studies", "certainty", "claims", "documents")
"""Parts of which somebody may have signed what stands in the file, whatever its records are called since."""
_AS_MOVED: Mapping[type, Any] = {Tag: MovedTag, Screening: MovedScreening}


def apply_links(evidence: Evidence) -> Evidence:
    """The evidence as everybody reads it: one record for each group of linked ones, and all that was decided on any.

    What gave way stands in `linked`, under its own id; the same evidence comes back when no link holds.
    """
    if not evidence.links:
        return evidence
    held = settle_links(evidence.links)
    aliases, since = find_aliases(held, evidence.records)
    found = replace(evidence, unapplied=find_unapplied(held, evidence.records))
    if aliases:
        found = _join_records(found, aliases, since)
    pairs = sorted(p for p, one in held.items() if one.relation == SAME_STUDY)
    return _join_studies(found, [(aliases.get(a, a), aliases.get(b, b)) for a, b in pairs])


def _join_records(evidence: Evidence, aliases: Mapping[str, str], since: Mapping[str, str]) -> Evidence:
    groups: dict[str, list[str]] = {}
    for alias, holds in aliases.items():
        groups.setdefault(holds, []).append(alias)
    whole: dict[str, Record] = {}
    decided = frozenset((v.record, v.field) for v in evidence.verifications)
    for holds, own in groups.items():
        ids = sorted((holds, *own), key=lambda i: (i != holds, ORDER.index(i.partition(":")[0]), i))
        if there := [evidence.records[i] for i in ids if i in evidence.records]:
            whole[holds] = merge_records(holds, there, decided)
    records: dict[str, Record] = {}
    linked: dict[str, Record] = {}
    rows: dict[str, int] = {}
    for row, (i, record) in enumerate(evidence.records.items()):
        rows[i] = row
        if i in aliases:
            linked[i] = record
        holds = aliases.get(i, i)
        records[holds] = whole.get(holds, record)
        rows.setdefault(holds, row)
    move = _mover(aliases)
    records = {
        i: r.model_copy(update={"integrity": move(r.integrity)}) if r.integrity else r for i, r in records.items()
    }
    tags = tuple(_moved(t, aliases, since) for t in evidence.tags)
    screening = tuple(_moved(s, aliases, since) for s in evidence.screening)
    parts = ("claims", "documents", "searches", "certainty", "dose_limits", "salts", "interactions", "health_claims")
    studies = {i: _once(move(s)) for i, s in evidence.studies.items()}
    named = [(f"{part}/{i}", item) for part in WRITTEN for i, item in getattr(evidence, part).items()]
    written = {key: names for key, item in named if (names := _find_written(item, aliases))}
    found = replace(
        evidence,
        records=records,
        tags=tags,
        screening=screening,
        studies=studies,
        linked=linked,
        aliases=dict(aliases),
        linked_on=dict(since),
        written_as=written,
        broken=tuple(replace(b, ids=b.ids | {aliases[i] for i in b.ids if i in aliases}) for b in evidence.broken),
        absent=frozenset(i for i in whole if i not in evidence.records),
        **{name: move(getattr(evidence, name)) for name in parts},
    )
    return replace(found, places=evidence.places.reorder("records.jsonl", [rows[i] for i in (*records, *linked)]))


def move_rows(evidence: Evidence, rows: Iterable[Any]) -> list[Any]:
    """Rows of a table of decisions, read from its file anew, as `evidence` reads them through its links."""
    return [_moved(row, evidence.aliases, evidence.linked_on) for row in rows]


def read_screening_at(evidence: Evidence, moment: str) -> tuple[list[Screening], frozenset[str]]:
    """(rows of screening, ids of records) as they read through the links made up to `moment`, and none made since."""
    rows = [
        Screening(**{n: getattr(r, n) for n in Screening.model_fields} | {"record": r.stood_on})
        if isinstance(r, MovedScreening)
        else r
        for r in evidence.screening
    ]
    apart = {i: r for i, r in (*evidence.records.items(), *evidence.linked.items()) if i not in evidence.absent}
    links = [link for link in evidence.links if time_key(link.decided_on) <= time_key(moment)]
    aliases, since = find_aliases(settle_links(links), apart)
    return [_moved(r, aliases, since) for r in rows], frozenset(aliases.get(i, i) for i in apart)


def _moved(row: Any, aliases: Mapping[str, str], since: Mapping[str, str]) -> Any:
    model = _AS_MOVED.get(type(row))
    if model is None or row.record not in aliases:
        return row
    values = {name: getattr(row, name) for name in type(row).model_fields}
    values |= {"record": aliases[row.record], "stood_on": row.record, "linked_on": since[row.record]}
    return model.model_construct(**values)


def _find_written(item: Frozen, aliases: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    """Id that holds -> the ids that a file has in its place, in their order; empty where no link touches it."""
    holding = frozenset(aliases.values())
    found: dict[str, dict[str, None]] = {}

    def walk(value: Any) -> None:
        if isinstance(value, str):
            if value in aliases or value in holding:
                found.setdefault(aliases.get(value, value), {})[value] = None
        elif isinstance(value, tuple):
            for one in value:
                walk(one)
        elif isinstance(value, Mapping):
            walk(tuple(value.values()))
        elif isinstance(value, Frozen):
            walk(tuple(getattr(value, name) for name in type(value).model_fields))

    walk(item)
    return {holds: tuple(ids) for holds, ids in found.items() if tuple(ids) != (holds,)}


def _mover(aliases: Mapping[str, str]) -> Callable[[Any], Any]:
    """What puts the id that holds wherever one stands that gave way, at any depth of a value."""

    def move(value: Any) -> Any:
        if isinstance(value, str):
            return aliases.get(value, value)
        if isinstance(value, tuple):
            now = tuple(move(v) for v in value)
            return now if now != value else value
        if isinstance(value, Mapping):
            return {key: move(v) for key, v in value.items()}
        if isinstance(value, Frozen):
            got = {n: (getattr(value, n), move(getattr(value, n))) for n in type(value).model_fields}
            changes = {n: now for n, (was, now) in got.items() if now is not was and now != was}
            return value.model_copy(update=changes) if changes else value
        return value

    return move


def _once(study: Any) -> Any:
    reports = tuple(dict.fromkeys(study.reports))
    return study if reports == study.reports else study.model_copy(update={"reports": reports})


def _join_studies(evidence: Evidence, pairs: Sequence[tuple[str, str]]) -> Evidence:
    """Reports of one study: a record without a study joins the other's; two studies are never counted together."""
    studies = dict(evidence.studies)
    study_of = dict(evidence.study_of)
    changed = True
    while changed:  # a preprint, its article and its registration may be linked in any order
        changed = False
        for a, b in pairs:
            for one, other in ((a, b), (b, a)):
                if one in study_of and other not in study_of and other in evidence.records:
                    study = studies[study_of[one]]
                    studies[study.id] = study.model_copy(update={"reports": (*study.reports, other)})
                    study_of[other], changed = study.id, True
    for a, b in pairs:
        if a not in study_of or b not in study_of or study_of[a] == study_of[b]:
            continue
        first, second = studies[study_of[a]], study_of[b]
        if second not in first.counts_with:
            studies[first.id] = first.model_copy(update={"counts_with": (*first.counts_with, second)})
    return replace(evidence, studies=studies) if studies != evidence.studies else evidence

"""What holding a record against PubMed's comes to, and what a person's words on it come to. Pure.

Nothing is lifted by a comparison: a flag goes when that field was compared and a named person has decided on it. A
record with a notice that does not stand here yet, a retraction among them, is not PubMed's until it is accepted.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from ..errors import UsageError
from ..model import FullRecord, Integrity, Record, Verification
from ..model.identity import FIELDS, KINDS, FieldCheck, show
from .merge import OWN_FIELDS, merge_integrity

NOTICES = "integrity"
"""The field under which notices, a retraction among them, are accepted."""


@dataclass(frozen=True)
class Compared:
    """One record beside PubMed's. `status`: compared, other (perhaps another article), merged (PubMed gives another
    record for its PMID), not_found, not_asked (not yet), or no_identifier (nothing to ask PubMed by).

    `notices` are those that do not stand here yet; `settled` the fields on which a person has decided already.
    """

    record: str
    status: str
    pmid: str | None = None
    why: str = ""
    checks: tuple[FieldCheck, ...] = ()
    notices: tuple[Integrity, ...] = ()
    settled: frozenset[str] = frozenset()
    full: FullRecord | None = field(default=None, repr=False, compare=False)

    @property
    def differing(self) -> tuple[FieldCheck, ...]:
        """Real differences on which nobody has decided."""
        return tuple(c for c in self.checks if c.kind == "differs" and c.field not in self.settled)

    @property
    def is_open(self) -> bool:
        """Whether there is something here that a person must look at."""
        return self.is_astray or bool(self.differing or self.notices)

    @property
    def is_astray(self) -> bool:
        """Whether PubMed's record for its PMID is none, or perhaps another article's."""
        return self.status in ("other", "merged", "not_found")

    @property
    def is_retracted(self) -> bool:
        """Whether a retraction is among the notices that do not stand here yet."""
        return any(n.kind == "retracted" for n in self.notices)

    def to_plain(self) -> dict[str, Any]:
        return {
            "record": self.record,
            "status": self.status,
            "pmid": self.pmid,
            "why": self.why,
            "fields": [{**asdict(c), "settled": c.field in self.settled, "held": c.is_held} for c in self.checks],
            "notices": [n.to_plain() for n in self.notices],
        }


@dataclass(frozen=True)
class VerifyReport:
    """What the comparison found. `requests`: how often PubMed was asked; `studies`: record -> its study."""

    compared: tuple[Compared, ...]
    requests: int
    studies: Mapping[str, str] = field(default_factory=dict)

    @property
    def open(self) -> tuple[Compared, ...]:
        return tuple(c for c in self.compared if c.is_open)

    def count(self) -> dict[str, int]:
        """How many records of each status and, with the prefix 'fields_', fields of each kind in those compared."""
        number = Counter(c.status for c in self.compared)
        kinds = Counter(f"fields_{k.kind}" for c in self.compared if c.status == "compared" for k in c.checks)
        names = ("compared", *LEFT)
        return {**{n: number[n] for n in names}, **{f"fields_{k}": kinds[f"fields_{k}"] for k in KINDS}}

    def to_plain(self) -> dict[str, Any]:
        return {
            "counts": self.count(),
            "requests": self.requests,
            "records": [{**c.to_plain(), "study": self.studies.get(c.record)} for c in self.compared],
        }


LEFT = {
    "other": "perhaps of another article",
    "merged": "merged into another record",
    "not_found": "not in PubMed by the identifiers here",
    "not_asked": "not asked for yet",
    "no_identifier": "without PMID or DOI, which PubMed cannot be asked for",
}
"""Status -> what became of a record that was not compared."""


def is_settled(check: FieldCheck, row: Verification | None) -> bool:
    """Whether the decision of `row` still answers what is found now."""
    if row is None or row.pubmed != check.pubmed:
        return False
    return check.here == (row.pubmed if row.decision == "accept" else row.here)


# ---------------------------------------------------------------- accepting


@dataclass(frozen=True)
class Decisions:
    """What is to be written: the rows of the ledger and the records as they then stand."""

    rows: tuple[Verification, ...]
    records: Mapping[str, Record]


def decide(
    report: VerifyReport,
    known: Mapping[str, Record],
    *,
    accept: Sequence[str],
    keep: Sequence[str],
    reviewer: str,
    now: dt.datetime,
) -> Decisions:
    """What a person's words come to, over the records as they stand in `known`. Pure.

    `accept`: 'all', 'harmless' (nothing that stands here comes to say something else), a record, or RECORD:FIELD, which
    alone takes what is held (`FieldCheck.is_held`); `keep`: RECORD:FIELD whose value here is right. UsageError for
    what is not there, or cannot be decided so.
    """
    by = {c.record: c for c in report.compared}
    chosen: dict[str, dict[str, str]] = {}
    for word in accept:
        for record, names in _choose(word, by):
            # A form of the same that says less confirms ours, and does not take its place.
            poorer = {c.field for c in by[record].checks if c.is_poorer} if word == "harmless" else ()
            chosen.setdefault(record, {}).update({n: "keep" if n in poorer else "accept" for n in names})
    for word in keep:
        record, name = _split(word, by)
        if name is None:
            raise UsageError(f"--keep takes RECORD:FIELD; found {word!r}")
        if name == NOTICES:
            raise UsageError(f"a notice is its publisher's word and nothing to keep away: --accept {record}:{NOTICES}")
        chosen.setdefault(record, {})[name] = "keep"
    moment = now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    rows: list[Verification] = []
    records = dict(known)
    for record, fields in chosen.items():
        one = by[record]
        if one.status != "compared":
            raise UsageError(f"nothing of {record} can be decided: {one.why or LEFT[one.status]}")
        if record not in known or _changed_since(one, known[record]):
            raise UsageError(f"{record} has been changed meanwhile; compare it again")
        made = [_row(one, name, word, reviewer, moment) for name, word in fields.items()]
        rows += made
        records[record] = _apply(known[record], one, made, now.astimezone(dt.UTC).date().isoformat())
    return Decisions(tuple(rows), records)


def _changed_since(one: Compared, record: Record) -> bool:
    """Whether a field says something else than when it was compared."""
    return any(c.here != show(getattr(record, c.field)) for c in one.checks if c.field != "organisation")


def _choose(word: str, by: Mapping[str, Compared]) -> Iterable[tuple[str, list[str]]]:
    if word in ("all", "harmless"):
        for record, one in by.items():
            if one.status == "compared":
                yield record, _acceptable(one, harmless=word == "harmless")
        return
    record, name = _split(word, by)
    one = by[record]
    if name is None or one.status != "compared":
        yield record, _acceptable(one, harmless=False)
    elif name == NOTICES and not one.notices:
        raise UsageError(f"{record} has no notice that does not stand here")
    elif name != NOTICES and next(c for c in one.checks if c.field == name).kind == "absent":
        raise UsageError(f"PubMed has no {name} of {record}: there is nothing to accept")
    else:
        yield record, [name]


def _acceptable(one: Compared, *, harmless: bool) -> list[str]:
    takes = (c for c in one.checks if c.kind != "absent" and not c.is_held)
    names = [c.field for c in takes if c.is_harmless or not harmless]
    names = [n for n in names if n not in one.settled]
    return names + ([NOTICES] if one.notices and not harmless else [])


def _split(word: str, by: Mapping[str, Compared]) -> tuple[str, str | None]:
    """('doi:10.1/x', 'year') out of 'doi:10.1/x:year'; the field is None where the word is a record."""
    if word in by:
        return word, None
    record, _, name = word.rpartition(":")
    if record not in by:
        raise UsageError(f"{word!r} is no record that was compared, nor one with a field behind it (RECORD:FIELD)")
    if name not in (*FIELDS, NOTICES):
        raise UsageError(f"no field {name!r} to decide on; there are: {', '.join((*FIELDS, NOTICES))}")
    return record, name


def _row(one: Compared, name: str, decision: str, reviewer: str, moment: str) -> Verification:
    if name == NOTICES:
        told = "; ".join(f"{n.kind} {n.by or ''}".strip() for n in one.notices)
        here, pubmed = "", told
    else:
        check = next(c for c in one.checks if c.field == name)
        here, pubmed = check.here, check.pubmed
    return Verification(
        record=one.record,
        field=name,
        decision=decision,
        here=here,
        pubmed=pubmed,
        pmid=str(one.pmid),
        reviewer=reviewer,
        decided_on=moment,
    )


def _apply(record: Record, one: Compared, rows: Sequence[Verification], today: str) -> Record:
    """The record with what was accepted; a flag goes only for a field on which somebody has decided."""
    assert one.full is not None
    taken = {r.field for r in rows if r.decision == "accept"}
    decided = taken | {r.field for r in rows} | one.settled
    changes: dict[str, Any] = {
        name: getattr(one.full, name) for name in taken - {NOTICES, "organisation"} if name != "authors"
    }
    if "authors" in taken and not (record.organisation and not record.authors):
        changes["authors"] = one.full.authors
    if NOTICES in taken:
        fresh = tuple(n.model_copy(update={"noted_on": today}) for n in one.full.integrity)
        changes["integrity"] = merge_integrity(record.integrity, fresh)
    changes["unverified"] = tuple(f for f in record.unverified if f not in decided)
    kept = {r.field for r in rows if r.decision == "keep"}
    kept |= {c.field for c in one.checks if c.field in one.settled and c.kind == "differs"}
    asked = {c.field for c in one.checks if c.kind != "absent"}
    told = not one.notices or NOTICES in taken
    if asked <= decided and told and not kept and not changes["unverified"]:
        # All that PubMed has was compared and accepted by a person: from now on the record is PubMed's. With a notice
        # left open it stays on the list, whatever else was accepted.
        changes |= {name: getattr(one.full, name) for name in OWN_FIELDS}
        changes["verification"] = "pubmed"
    elif record.verification == "partial" and not changes["unverified"]:
        changes["verification"] = "confirmed"
    return record.model_copy(update=changes)

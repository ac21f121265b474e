"""Links: which records are one, which report one study, which only look alike. Decided in rows; `linked` applies them.

A link takes nothing away. Both records stay in `records.jsonl`, every row stays on the id it was written for, and what
everybody reads is worked out anew each time, so a link that is taken back leaves no trace in what is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from .base import Frozen, Moment, RecordId, Slug, StringConstraints, Text
from .decisions import Screening, Tag
from .records import Record

SAME_RECORD, SAME_STUDY, DIFFERENT, WITHDRAWN = "same_record", "same_study", "different", "withdrawn"
RELATIONS = (SAME_RECORD, SAME_STUDY, DIFFERENT, WITHDRAWN)
RELATION = f"^({'|'.join(RELATIONS)})$"
BY_RULE = "rule"
"""Stands as reviewer where the two agree in so much that a rule links them. A person outranks it, whenever it was."""
ORDER = ("pubmed", "doi", "nct", "url", "own")
"""Which id of one record holds: the first of these."""
FILLED = (
    *("pmid", "doi", "pmcid", "url", "authors", "organisation", "year", "journal", "volume", "issue", "pages"),
    *("language", "publication_types", "mesh", "abstract_sha256", "trial"),
)
IDENTIFIERS = ("pmid", "doi", "pmcid", "url", "trial")
"""What a record that PubMed has given is filled with; the rest is PubMed's to say."""


class Link(Frozen):
    """One row of `links.tsv`: what two records are to each other, who says so and why.

    `relation`: same_record, same_study, different (they were proposed, and are not), or withdrawn, which takes back
    every earlier row on the two. The order of the two says nothing.
    """

    record: RecordId
    same_as: RecordId
    relation: Annotated[str, StringConstraints(pattern=RELATION)]
    reviewer: Slug
    decided_on: Moment
    why: Text

    @property
    def pair(self) -> tuple[str, str]:
        """The two, in the order of their text."""
        a, b = sorted((self.record, self.same_as))
        return a, b


class MovedTag(Tag):
    """A tag as it reads through a link: `record` is the id that holds, `stood_on` the one it was written for."""

    stood_on: RecordId
    linked_on: Moment


class MovedScreening(Screening):
    """A screening row as it reads through a link, as `MovedTag`."""

    stood_on: RecordId
    linked_on: Moment


@dataclass(frozen=True)
class Held:
    """What holds of one pair. `relation` is None where people disagree, or all has been taken back; `rows` say it."""

    pair: tuple[str, str]
    relation: str | None
    rows: tuple[Link, ...]


def time_key(moment: str) -> str:
    """A moment as text that sorts by time: a day before its hours, a whole second before its parts."""
    whole, _, part = moment.removesuffix("Z").partition(".")
    return f"{whole}.{part:0<6}" if moment.endswith("Z") else moment


def settle_links(rows: Iterable[Link]) -> dict[tuple[str, str], Held]:
    """Pair -> what holds. A person outranks the rule; two people who disagree link nothing until one changes theirs."""
    groups: dict[tuple[str, str], list[Link]] = {}
    for row in sorted(rows, key=lambda r: (time_key(r.decided_on), r.relation == WITHDRAWN)):
        own = groups.setdefault(row.pair, [])
        if row.relation == WITHDRAWN:
            own.clear()
        own.append(row)
    found = {}
    for pair, own in groups.items():
        latest = {row.reviewer: row for row in own if row.relation != WITHDRAWN}
        # What a person has taken back, no rule brings in again.
        rule = [] if own[0].relation == WITHDRAWN else list(latest.values())
        people = [row for who, row in latest.items() if who != BY_RULE] or rule
        said = {row.relation for row in people}
        found[pair] = Held(pair, said.pop() if len(said) == 1 else None, tuple(people or own))
    return found


def find_aliases(held: Mapping[tuple[str, str], Held], records: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """(id that gives way -> id that holds, id that gives way -> the moment since which it does)."""
    near: dict[str, dict[str, str]] = {}
    for (a, b), one in held.items():
        if one.relation == SAME_RECORD and a != b:
            moment = min((r.decided_on for r in one.rows), key=time_key)
            near.setdefault(a, {})[b] = near.setdefault(b, {})[a] = moment
    here = frozenset(records)
    aliases: dict[str, str] = {}
    since: dict[str, str] = {}
    seen: set[str] = set()
    for start in sorted(near):
        if start in seen:
            continue
        group, waiting = {start}, [start]
        while waiting:
            waiting += (more := [i for i in near[waiting.pop()] if i not in group])
            group.update(more)
        seen |= group
        holds = min(group, key=lambda i: (ORDER.index(i.partition(":")[0]), i not in here, i))
        for i in group - {holds}:
            aliases[i], since[i] = holds, max(near[i].values(), key=time_key)
    return aliases, since


def merge_records(holds: str, records: Sequence[Record]) -> Record:
    """One record under the id `holds`: what the first says, and from the others what it is silent about."""
    first = records[0]
    changes: dict[str, Any] = {}
    unverified = list(first.unverified)
    for name in IDENTIFIERS if first.verification == "pubmed" else FILLED:
        if getattr(first, name) not in (None, ()):
            continue
        other = next((r for r in records[1:] if getattr(r, name) not in (None, ())), None)
        if other is not None:
            changes[name] = getattr(other, name)
            if name in unverified and name not in other.unverified:
                unverified.remove(name)
            elif name in other.unverified and name not in unverified:
                unverified.append(name)
    prefix, _, accession = holds.partition(":")
    if holds != first.id:
        changes["id"] = holds
        changes |= {"pubmed": {"pmid": accession}, "doi": {"doi": accession}, "url": {"url": accession}}.get(prefix, {})
    notices = tuple(dict.fromkeys(n for r in records for n in r.integrity))
    pages = tuple(dict.fromkeys(p for r in records for p in r.seen_at))
    if notices != first.integrity:
        changes["integrity"] = notices
    if pages != first.seen_at:
        changes["seen_at"] = pages
    if tuple(unverified) != first.unverified and first.verification != "pubmed":
        changes["unverified"] = tuple(unverified)
        if first.verification == "partial" and not unverified:
            changes["verification"] = "confirmed"
    return first.model_copy(update=changes) if changes else first

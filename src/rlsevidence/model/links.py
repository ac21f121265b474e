"""Links: which records are one, which report one study, which only look alike. Decided in rows; `linked` applies them.

A link takes nothing away. Both records stay in `records.jsonl`, every row stays on the id it was written for, and what
everybody reads is worked out anew each time, so a link that is taken back leaves no trace in what is counted.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from .base import Frozen, Moment, RecordId, Slug, StringConstraints, Text
from .decisions import Screening, Tag
from .identity import compare_fields, doubt_identity
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
ENOUGH = 2
"""How often people must say that two records are one which look like two articles."""
UNSEEN = "[record not here]"
"""How the reason of a row ends that was written before both records were here: nobody has seen the two side by side."""
IDENTIFIERS = ("pmid", "doi", "pmcid", "url", "trial")
"""What a record that PubMed has given is filled with; the rest is PubMed's to say."""
FLAGGED = ("pmid", "doi", "pmcid", "title", "authors", "year", "journal", "volume", "issue", "pages", "language")
"""Fields that a person may have entered, on which PubMed's record may differ."""


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
    """What holds of one pair. `relation` is None where people disagree, or all has been taken back; `rows` say it.

    `times`: how often people have said that the two are one record and not gone back on it; `seen`: whether one of them
    had both records before them.
    """

    pair: tuple[str, str]
    relation: str | None
    rows: tuple[Link, ...]
    times: int = 0
    seen: bool = False


@dataclass(frozen=True)
class Unapplied:
    """Why two records that are said to be one are read apart.

    `doubt`: they look like two articles, and it has been said once only. `bar`: two that would become one with them
    are said to be different.
    """

    doubt: str | None = None
    bar: tuple[str, str] | None = None


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
        ones = [row for row in own if row.relation == SAME_RECORD and row.reviewer != BY_RULE]
        seen = any(not row.why.endswith(UNSEEN) for row in ones)
        found[pair] = Held(pair, said.pop() if len(said) == 1 else None, tuple(people or own), len(ones), seen)
    return found


def find_unapplied(
    held: Mapping[tuple[str, str], Held], records: Mapping[str, Record]
) -> dict[tuple[str, str], Unapplied]:
    """Pairs that are said to be one of `records`, and are read apart -> why; the earlier link goes before the later.

    A wrong PMID is a real one, and brings another article. So a link between two that look like two articles waits
    until it is said once more: by a second person, or by the same one who has seen both. However often it was said
    before the record was here, that is one guess at a number: somebody has to have seen the two.
    """
    apart = sorted(pair for pair, one in held.items() if any(r.relation == DIFFERENT for r in one.rows))
    said = [one for (a, b), one in held.items() if one.relation == SAME_RECORD and a != b]
    groups: dict[str, frozenset[str]] = {}
    found: dict[tuple[str, str], Unapplied] = {}
    for one in sorted(said, key=lambda o: (min(time_key(r.decided_on) for r in o.rows), o.pair)):
        a, b = one.pair
        doubt = doubt_pair(one.pair, records) if one.times < ENOUGH or not one.seen else None
        union = groups.get(a, frozenset([a])) | groups.get(b, frozenset([b]))
        bar = next((pair for pair in apart if union.issuperset(pair)), None)
        if doubt or bar:
            found[one.pair] = Unapplied(doubt, bar)
        else:
            groups |= dict.fromkeys(union, union)
    return found


def doubt_pair(pair: tuple[str, str], records: Mapping[str, Record]) -> str | None:
    """Why the two look like two articles; None where they do not, or one of them has no record yet."""
    holds, other = sorted(pair, key=lambda i: (ORDER.index(i.partition(":")[0]), i))
    if holds not in records or other not in records:
        return None
    return doubt_identity(compare_fields(records[other], records[holds]))


def find_aliases(
    held: Mapping[tuple[str, str], Held], records: Mapping[str, Record]
) -> tuple[dict[str, str], dict[str, str]]:
    """(id that gives way -> id that holds, id that gives way -> the moment since which it does)."""
    near: dict[str, dict[str, str]] = {}
    unapplied = find_unapplied(held, records)
    for (a, b), one in held.items():
        if one.relation == SAME_RECORD and a != b and one.pair not in unapplied:
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


def merge_records(holds: str, records: Sequence[Record], decided: Container[tuple[str, str]] = frozenset()) -> Record:
    """One record under the id `holds`: what the first says, and from the others what it is silent about.

    It is never surer than they are: a field on which PubMed's differs from what a person entered is flagged until
    somebody has `decided` it (record, field), and so is a PMID whose record has not come.
    """
    first = records[0]
    changes: dict[str, Any] = {}
    unverified = list(first.unverified)
    for entered in records[1:] if first.verification == "pubmed" else ():
        if entered.verification != "pubmed":
            differ = [c.field for c in compare_fields(entered, first) if c.kind == "differs"]
            unverified += [f for f in differ if f in FLAGGED and (entered.id, f) not in decided and f not in unverified]
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
        if prefix == "pubmed" and "pmid" not in unverified:
            unverified.append("pmid")  # PubMed has not been asked what it has under this number
    notices = tuple(dict.fromkeys(n for r in records for n in r.integrity))
    pages = tuple(dict.fromkeys(p for r in records for p in r.seen_at))
    if notices != first.integrity:
        changes["integrity"] = notices
    if pages != first.seen_at:
        changes["seen_at"] = pages
    if tuple(unverified) != first.unverified:
        changes["unverified"] = tuple(unverified)
        changes["verification"] = "partial" if unverified else "confirmed"
    return first.model_copy(update=changes) if changes else first

"""Links between records: what is proposed, with its reasons, and the rows by which people accept it or take it back."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .. import store
from ..decisions import list_collisions
from ..errors import UsageError
from ..model import Evidence, FullRecord, Link, Record
from ..model.base import RECORD_ID
from ..model.links import (
    BY_RULE,
    DIFFERENT,
    SAME_RECORD,
    SAME_STUDY,
    UNSEEN,
    WITHDRAWN,
    Unapplied,
    settle_links,
)
from ..synthesis.alike import list_alike_studies
from ..synthesis.registered_twice import ask_about, is_registration, join_registrations, list_naming, list_own_numbers
from ..synthesis.registry import RESULT
from ..unknown import tell_unknown
from .identifiers import read_dois, read_pmids
from .matching import ASK, SAFE, STUDY, Pair, match

WORDS = {"same-record": SAME_RECORD, "same-study": SAME_STUDY, "different": DIFFERENT}
"""What may be said of two records on the command line -> the word of `links.tsv`."""
PROPOSED = "proposed"
"""What holds of the two already, or else what the list proposes; without either, that they are one record."""
ORDER = {SAFE: 0, "pmid": 1, ASK: 2, STUDY: 3}


@dataclass(frozen=True)
class Proposal:
    """Two records that may be linked.

    `kind`: safe (by rule), pmid (PubMed or another database gives it), ask, or same_study.
    `score` 0 to 1, None where an identifier or a registry says it; `why`: the reasons, and what speaks against it.
    """

    a: str
    b: str
    kind: str
    score: float | None
    why: str

    @property
    def relation(self) -> str:
        """What is proposed, as `links.tsv` has it."""
        return SAME_STUDY if self.kind == STUDY else SAME_RECORD

    def to_plain(self) -> dict[str, Any]:
        return {**asdict(self), "relation": self.relation}


def list_proposals(
    evidence: Evidence,
    found_in_pubmed: Iterable[tuple[str, str, str]] = (),
    *,
    said_elsewhere: Iterable[tuple[str, str, str]] = (),
    alike: Iterable[Pair] | None = None,
    records: Iterable[Record | FullRecord] = (),
) -> tuple[Proposal, ...]:
    """What waits for a person's word, surest first. `found_in_pubmed`: (record, PMID, why) of the last pulls.

    `said_elsewhere`: the same of PMIDs that only another database gives; `alike`: the pairs of
    `match(evidence.records)`, where they are known already; `records`: those with what the local cache has of them, of
    which reports that name a registration's number are told.

    A pair on which anybody has a row is not proposed again, whatever the row says, nor are reports of one study.
    """
    decided = {_pair(evidence, *row.pair) for row in evidence.links}
    study_of = evidence.study_of
    made: dict[tuple[str, str], Proposal] = {}

    def add(a: str, b: str, kind: str, score: float | None, why: str) -> None:
        pair = _pair(evidence, a, b)
        together = study_of.get(pair[0]) is not None and study_of.get(pair[0]) == study_of.get(pair[1])
        registered = kind == STUDY and _is_registered(evidence, *pair)
        if pair[0] != pair[1] and pair not in decided and not (kind == STUDY and (together or registered)):
            made.setdefault(pair, Proposal(a, b, kind, score, why))

    for record, pmid, why in (*((r, p, f"PubMed has it: {why}") for r, p, why in found_in_pubmed), *said_elsewhere):
        holds = evidence.resolve_id(record)
        if holds in evidence.records and evidence.records[holds].pmid is None:
            add(holds, f"pubmed:{pmid}", STUDY if is_registration(evidence.records[holds]) else "pmid", None, why)
    by_doi: dict[str | None, str] = {r.doi: r.id for r in evidence.records.values() if r.doi}
    by_pmid = {r.pmid: r.id for r in evidence.records.values() if r.pmid}
    for one in evidence.records.values():
        for pmid in one.trial.references if one.trial else ():
            if pmid in by_pmid:
                said = "its results" if one.trial and pmid in one.trial.result_references else "it"
                add(one.id, by_pmid[pmid], STUDY, None, f"the registration names {said}")
        for reference in one.trial.other_references if one.trial else ():
            if reference.doi in by_doi:
                said = "its results" if reference.kind == RESULT else "it"
                add(one.id, by_doi[reference.doi], STUDY, None, f"the registration names {said}")
    for a, b, why in (*ask_about(evidence), *list_naming(evidence, map(_texts_of, records))):
        add(a, b, STUDY, None, why)
    for first, second in list_alike_studies(evidence.studies.values()):
        if not any(_pair(evidence, a, b) in decided for a in first.reports for b in second.reports):
            add(
                second.reports[0], first.reports[0], STUDY, None, "two studies of equal design, people, arms and effect"
            )
    joined = join_registrations(evidence)
    for pair in match(evidence.records) if alike is None else alike:
        # Two registrations of one trial stay two records: each registry says of it what it says.
        both = pair.a in joined and pair.b in joined and pair.verdict != SAFE
        if not (both and pair.b in joined[pair.a]):
            add(pair.a, pair.b, STUDY if both else pair.verdict, pair.score, pair.why)
    return tuple(sorted(made.values(), key=lambda p: (ORDER[p.kind], -(p.score or 1.0), p.a, p.b)))


def _texts_of(record: Record | FullRecord) -> tuple[str, list[str], list[str]]:
    """A record's id, its numbers in registries, and its title and abstract, as far as this machine has them."""
    if not isinstance(record, FullRecord):
        return record.id, [], [record.title]
    numbers = [number for bank in record.databanks for number in bank.accessions]
    return record.id, numbers, [record.title, *(section.text for section in record.abstract)]


def _pair(evidence: Evidence, a: str, b: str) -> tuple[str, str]:
    one, two = sorted((evidence.resolve_id(a), evidence.resolve_id(b)))
    return one, two


def _is_registered(evidence: Evidence, a: str, b: str) -> bool:
    """Whether a study's file already says that one is the registration of the other."""
    study_of = evidence.study_of
    for one, other in ((a, b), (b, a)):
        study = evidence.studies.get(study_of.get(other, ""))
        if study is not None and study.registration == one:
            return True
    return False


@dataclass(frozen=True)
class Made:
    """What a row of `links.tsv` comes to. `carried`: kind of row -> how many are read under the id that holds.

    `differs`: rows of one person that say different things of the two, each kept; `studies`: those that report it.
    `unapplied`: links that do not hold, this one or others that it bars, and why; `took`: who had said what it takes
    back.
    """

    row: Link
    holds: str | None
    carried: Mapping[str, int]
    differs: tuple[str, ...]
    studies: tuple[str, ...]
    unapplied: tuple[str, ...]
    took: tuple[str, ...]
    dry_run: bool
    absent: str | None = None
    """The id that holds, where no record of that id is here yet."""

    def to_plain(self) -> dict[str, Any]:
        return {**asdict(self), "row": self.row.to_plain(), "carried": dict(self.carried)}


def propose_alone(evidence: Evidence, pair: tuple[str, str]) -> Iterable[Proposal]:
    """What the records themselves propose of two of them, without what this machine was told by databases."""
    return list_proposals(evidence, alike=match({i: evidence.records[i] for i in pair if i in evidence.records}))


def make_link(
    folder: Path,
    evidence: Evidence,
    one: str,
    other: str,
    *,
    relation: str | None,
    reviewer: str,
    why: str | None,
    now: dt.datetime,
    dry_run: bool = False,
    propose: Callable[[Evidence, tuple[str, str]], Iterable[Proposal]] = propose_alone,
) -> Made:
    """Write a person's row on two records; `relation` None takes back every earlier row on them, see also `PROPOSED`.

    `propose`: what the list has of two records of an evidence; its reason is the row's where no `why` is given.
    UsageError for a record or a person that is not there, for two that are not linked when it is taken back, for a
    reason that is missing, and for a registration and a report that are said to be one record.
    """
    a, b = (_read_id(evidence, text) for text in (one, other))
    people = [p.id for p in evidence.people]
    if reviewer not in people:
        raise UsageError(tell_unknown("person", reviewer, people, where=" in people.tsv"))
    if a == b:
        raise UsageError(f"found {a} twice, expected two records")
    pair = (min(a, b), max(a, b))
    held = settle_links(evidence.links).get(pair)
    if relation is None and (held is None or all(r.relation == WITHDRAWN for r in held.rows)):
        raise UsageError(f"{a} and {b} have no link that could be taken back{_say_others(evidence, a, b)}")
    proposed = None
    if relation not in (None, DIFFERENT):
        apart = _read_apart(folder, evidence, pair)
        proposed = next((p for p in propose(apart, pair) if {p.a, p.b} == set(pair)), None)
        relation = _choose_relation(apart, pair, relation, held.relation if held else None, proposed)
    again = held is not None and any(r.reviewer == reviewer and r.relation == relation for r in held.rows)
    if again and relation == SAME_RECORD and pair not in evidence.unapplied:
        raise UsageError(f"{reviewer} has said already that {a} and {b} are one record")
    if relation is not None and not why:
        _need_reason(a, b, relation, proposed)
    reason = " ".join((why or (proposed.why if proposed else "taken back")).split())
    here = all(i in evidence.linked or (i in evidence.records and i not in evidence.absent) for i in (a, b))
    row = Link(
        record=a,
        same_as=b,
        relation=relation or WITHDRAWN,
        reviewer=reviewer,
        decided_on=_later(evidence, pair, now),
        why=reason if here or relation != SAME_RECORD else f"{reason} {UNSEEN}",
    )
    after = store.load(folder, more_links=(row,))
    if not dry_run:
        store.add_links(folder, [row])
    took = [r for r in held.rows if r.relation != WITHDRAWN] if held and relation is None else []
    return _describe(after, row, dry_run, tuple(f"{r.reviewer} ({r.decided_on[:10]})" for r in took))


def _read_apart(folder: Path, evidence: Evidence, pair: tuple[str, str]) -> Evidence:
    """The evidence in which nobody has said anything of the two yet.

    Of two that are linked already the joined record agrees with itself: what speaks for it is told of what each says.
    """
    own = {evidence.resolve_id(i) for i in pair}
    said = {row.pair for row in evidence.links if own & {evidence.resolve_id(i) for i in row.pair}}
    return store.load(folder, without_links=said) if said else evidence


def _choose_relation(
    apart: Evidence, pair: tuple[str, str], asked: str | None, held: str | None, proposed: Proposal | None
) -> str | None:
    """The relation that is written; UsageError where a trial's registration is said to be a report of it."""
    there = [apart.records[i] for i in pair if i in apart.records]
    registered = [r for r in there if is_registration(r)]
    reports = [i for i in pair if i.startswith("pubmed:") and i not in apart.records]
    reports += [r.id for r in there if r not in registered and (r.pmid or r.doi) and not list_own_numbers(r)]
    mixed = len(registered) == 1
    if asked == SAME_RECORD and mixed and reports:
        raise UsageError(
            f"{registered[0].id} is a trial's registration and {reports[0]} a report: they are two records, "
            "and --as same-study says that they belong to one study"
        )
    if asked != PROPOSED:
        return asked
    if mixed:
        return SAME_STUDY
    return held if held in (SAME_RECORD, SAME_STUDY) else proposed.relation if proposed else SAME_RECORD


def _need_reason(a: str, b: str, relation: str, proposed: Proposal | None) -> None:
    """UsageError where neither a person nor the list gives a reason for what is said."""
    if relation == DIFFERENT:
        raise UsageError(f"nothing proposes that {a} and {b} are different: say why you hold it, with --why")
    if proposed is None:
        raise UsageError(f"nothing proposes that {a} and {b} belong together: say why you hold it, with --why")
    if relation == SAME_RECORD != proposed.relation:
        raise UsageError(
            f"{a} and {b} are proposed as reports of one study ({proposed.why}): accept that with --as same-study, "
            "or say why you hold that they are one record, with --why"
        )


def link_by_rule(folder: Path, evidence: Evidence, proposals: Iterable[Proposal], now: dt.datetime) -> tuple[Link, ...]:
    """Rows for every pair in which so much agrees that the rule links it; each can be taken back by a person."""
    moment = now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    rows = tuple(
        Link(
            record=p.a,
            same_as=p.b,
            relation=SAME_RECORD,
            reviewer=BY_RULE,
            decided_on=moment,
            why=f"{p.why} ({p.score})",
        )
        for p in proposals
        if p.kind == SAFE
    )
    if rows:
        store.add_links(folder, rows)
    return rows


def list_differences(evidence: Evidence) -> tuple[str, ...]:
    """Where one person decided differently on two records that are linked now: both rows are kept, none is counted."""
    found = [f"{t[0].claim}: " + _say(t, lambda r: r.stance) for t in list_collisions(evidence.tags)]
    found += [f"screening, {s[0].stage}: " + _say(s, lambda r: r.decision) for s in list_collisions(evidence.screening)]
    return tuple(found)


def _say(rows: Any, view: Any) -> str:
    said = ", ".join(f"{view(r)} on {getattr(r, 'stood_on', r.record)} ({r.decided_on[:10]})" for r in rows)
    return f"{rows[0].reviewer} says {said}; a later row on {rows[0].record} ends it"


def _name_record(evidence: Evidence, text: str) -> str:
    """The id of a record that is meant by a number, a DOI or an address, in any form that files have them too."""
    known = {**evidence.records, **evidence.linked}
    bare = text.strip()
    tried = (bare, f"url:{bare}", f"nct:{bare.upper()}", bare.replace("NCT:", "nct:"))
    if name := next((name for name in tried if name in known), None):
        return name
    dois, left = read_dois(bare)
    if len(dois) == 1 and not left and "pubmed:" not in bare:
        own = f"doi:{dois[0]}"
        having = [i for i, r in known.items() if r.doi == dois[0]]
        return own if own in known or len(having) != 1 else having[0]
    pmids, left = read_pmids(bare.removeprefix("pubmed:"))
    return f"pubmed:{pmids[0]}" if len(pmids) == 1 and not left else bare


def _read_id(evidence: Evidence, text: str) -> str:
    name = _name_record(evidence, text)
    if not re.fullmatch(RECORD_ID, name):
        raise UsageError(f"found {text!r}, expected a record id such as pubmed:12345678 or own:0123456789ab")
    known = name in evidence.records or name in evidence.linked
    if not known and not name.startswith("pubmed:"):
        raise UsageError(
            tell_unknown("record", name, evidence.record_titles, where=" in records.jsonl")
            + " (only a PMID may come before its record)"
        )
    return name


def _say_others(evidence: Evidence, a: str, b: str) -> str:
    if evidence.resolve_id(a) != evidence.resolve_id(b):
        return ""
    through = sorted(
        {i for row in evidence.links for i in row.pair if evidence.resolve_id(i) == evidence.resolve_id(a)}
    )
    return f"; they are one through others ({', '.join(i for i in through if i not in (a, b))}): take those back"


def _later(evidence: Evidence, pair: tuple[str, str], now: dt.datetime) -> str:
    """`now`, or a second after the last row on the two: of rows of one moment nobody could say which holds."""
    moment = now.astimezone(dt.UTC).replace(microsecond=0)
    taken = max((r.decided_on for r in evidence.links if r.pair == pair), default="")
    while (text := moment.strftime("%Y-%m-%dT%H:%M:%SZ")) <= taken:
        moment += dt.timedelta(seconds=1)
    return text


def _describe(evidence: Evidence, row: Link, dry_run: bool, took: tuple[str, ...]) -> Made:
    holds = evidence.resolve_id(row.record)
    one = holds == evidence.resolve_id(row.same_as)
    carried: Counter[str] = Counter()
    for name in ("tags", "screening"):
        carried[name] = sum(getattr(r, "stood_on", None) in row.pair for r in getattr(evidence, name))
    reporting = tuple(s.id for s in evidence.studies.values() if one and holds in s.reports)
    differs = tuple(d for d in list_differences(evidence) if holds in d) if one else ()
    apart = tuple(
        f"{' and '.join(pair)} are read apart: {describe_unapplied(pair, why, evidence)}"
        for pair, why in evidence.unapplied.items()
        if row.pair in (pair, why.bar)
    )
    joins = one and row.relation != DIFFERENT
    return Made(
        row,
        holds if joins else None,
        dict(carried) if joins else {},
        differs,
        reporting,
        apart,
        took,
        dry_run,
        holds if joins and holds in evidence.absent else None,
    )


def describe_unapplied(pair: tuple[str, str], why: Unapplied, evidence: Evidence) -> str:
    """Why a link is not applied, with what both records say of themselves where they look like two articles."""
    if why.bar:
        return f"{' and '.join(why.bar)}, which would be one with them, are said to be different"
    told = []
    for name in pair:
        record = evidence.linked.get(name) or evidence.records.get(name)
        if record:
            told.append(f"{name} is {record.title!r} ({record.year or 'no year'}, {record.doi or 'no DOI'})")
    return f"{why.doubt}; {'; '.join(told)}"

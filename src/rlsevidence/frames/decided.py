"""What people decided: tags, screening, appraisals, certainty, and who they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..decisions.holding import find_holding
from ..model import Evidence, Screening, Tag, read_prose
from .table import WORD, F, N, Row, S, Table, join, list_columns


def _tags_but_notes(ev: Evidence) -> Iterable[Row]:
    # A notebook that has read notes runs again when one changes: none is read that nobody asked for.
    for t in ev.tags:
        yield {**_read_fields(t), "indirect_because": join(t.indirect_because)}


def _tags(ev: Evidence) -> Iterable[Row]:
    for t, row in zip(ev.tags, _tags_but_notes(ev), strict=True):
        yield {**row, "note": t.note or None}


def _screening_but_notes(ev: Evidence) -> Iterable[Row]:
    return map(_read_fields, ev.screening)


def _screening(ev: Evidence) -> Iterable[Row]:
    for s, row in zip(ev.screening, _screening_but_notes(ev), strict=True):
        yield {**row, "note": s.note or None}


def _read_fields(decision: Tag | Screening) -> Row:
    return {name: getattr(decision, name) for name in type(decision).model_fields if name != "note"}


def _stops(ev: Evidence) -> Iterable[Row]:
    for s in ev.stops:
        yield {**s.model_dump(), "note": s.note or None}


def _appraisals(ev: Evidence) -> Iterable[Row]:
    for a in ev.appraisals:
        common = {
            "study": a.study,
            "tool": a.tool,
            "read": a.read,
            "role": a.role,
            "reviewers": join(a.reviewers),
            "decided_on": a.decided_on.isoformat(),
            "checked_by": a.checked_by,
        }
        for domain, d in a.domains.items():
            yield {**common, "domain": domain, "judgement": d.judgement, "support": read_prose(d.support, "en")}
        yield {**common, "domain": "overall", "judgement": a.overall, "support": read_prose(a.why, "en")}


def _certainty(ev: Evidence) -> Iterable[Row]:
    for held in filter(None, (find_holding(ev, claim) for claim in ev.certainty)):
        c = held.certainty
        common = {
            "claim": c.claim,
            "overall": c.overall,
            "basis": c.basis.rating if c.basis else None,
            "starts_at": c.starts_at,
            "direction": c.direction.finding if c.direction else None,
            "body": join(c.body),
            "read": c.read,
            "reviewers": join(c.reviewers),
            "decided_on": c.decided_on.isoformat(),
            "checked_by": c.checked_by,
            "unsettled": "; ".join(f"{who}: {word}" for who, word in held.apart) or None,
        }
        if c.basis:
            yield {**common, "domain": "basis", "steps": None, "why": read_prose(c.basis.why, "en")}
        for domain, step in (c.downgrades or {}).items():
            yield {**common, "domain": domain, "steps": -step.steps, "why": read_prose(step.why, "en")}
        for domain, step in (c.upgrades or {}).items():
            yield {**common, "domain": domain, "steps": step.steps, "why": read_prose(step.why, "en")}


def _readings(ev: Evidence) -> Iterable[Row]:
    for r in ev.readings:
        yield {**r.model_dump(), "note": r.note or None}


def _seals(ev: Evidence) -> Iterable[Row]:
    for s in ev.seals:
        yield s.model_dump()


def _people(ev: Evidence) -> Iterable[Row]:
    for p in ev.people:
        yield {**p.model_dump(), "interests": p.interests or None}


TABLES: Mapping[str, Table] = {
    "tags": Table(
        "one person's decision on one record for one claim",
        list_columns(
            claim=(S, "claim id"),
            record=(S, "record id"),
            stance=(S, WORD + "stance"),
            directness=(S, WORD + "directness"),
            indirect_because=(S, WORD + "indirect_because"),
            basis=(S, WORD + "read"),
            role=(S, WORD + "role"),
            reviewer=(S, "person"),
            decided_on=(S, "date or UTC time"),
            note=(S, "note"),
        ),
        _tags,
        _tags_but_notes,
    ),
    "screening": Table(
        "one person's decision to let a record in",
        list_columns(
            record=(S, "record id"),
            stage=(S, WORD + "screening_stage"),
            decision=(S, WORD + "screening_decision"),
            reason=(S, WORD + "screening_reason"),
            basis=(S, WORD + "read"),
            role=(S, WORD + "role"),
            reviewer=(S, "person"),
            decided_on=(S, "date or UTC time"),
            note=(S, "note"),
        ),
        _screening,
        _screening_but_notes,
    ),
    "stops": Table(
        "one person's decision to stop screening, or to go on, with the estimate it rests on",
        list_columns(
            decided_on=(S, "date or UTC time"),
            stage=(S, WORD + "screening_stage"),
            role=(S, WORD + "role"),
            reviewer=(S, "person"),
            total=(N, "records that the queue was to go through"),
            read=(N, "of them read in its order"),
            relevant=(N, "let in, or unsure, by then"),
            aside=(N, "decided beside the order"),
            unopened=(N, "put away in lists and opened by nobody"),
            drawn=(N, "of those read, drawn at random from all that nobody had opened"),
            promised=(F, "recall that the stop promises"),
            doubt=(F, "chance of less that it accepts"),
            chance=(F, "chance of so few late finds if the recall were less"),
            likely=(N, "missed records, as likely exceeded as not"),
            most=(N, "missed records, exceeded with the chance of doubt"),
            rule=(S, "rule of the estimate"),
            note=(S, "note"),
        ),
        _stops,
    ),
    "appraisals": Table(
        "one domain of one appraisal, and one row for the overall judgement",
        list_columns(
            study=(S, "study id"),
            tool=(S, WORD + "tool"),
            domain=(S, "domain of the tool, or overall"),
            judgement=(S, WORD + "judgement"),
            support=(S, "what it rests on"),
            read=(S, WORD + "read"),
            role=(S, WORD + "role"),
            reviewers=(S, "people"),
            decided_on=(S, "date"),
            checked_by=(S, "second person"),
        ),
        _appraisals,
    ),
    "certainty": Table(
        "one domain of the judgement of one claim (steps down are negative), or its basis",
        list_columns(
            claim=(S, "claim id"),
            overall=(S, WORD + "certainty"),
            basis=(S, WORD + "basis_rating"),
            starts_at=(S, WORD + "grade_start"),
            domain=(S, WORD + "grade_domain or grade_upgrade, or basis"),
            steps=(N, "steps, down negative"),
            why=(S, "reason"),
            direction=(S, WORD + "direction"),
            body=(S, "studies it rests on"),
            read=(S, WORD + "read"),
            reviewers=(S, "people"),
            decided_on=(S, "date"),
            checked_by=(S, "second person"),
            unsettled=(S, "people who judged it each alone and otherwise, with their levels: the lowest counts"),
        ),
        _certainty,
    ),
    "readings": Table(
        "that somebody wrote, read or signed off a text, and what it rested on then",
        list_columns(
            text=(S, "the text: its file, and its sentence in a document"),
            claim=(S, "claim whose body it rests on; missing where it rests on none"),
            act=(S, "recorded (nobody claims to have read it), written, read or signed-off"),
            rests_on=(S, "what lay under it, as hashes"),
            read=(S, WORD + "read"),
            reviewer=(S, "person; missing where nobody claims to have read it"),
            decided_on=(S, "date or UTC time"),
            note=(S, "note"),
        ),
        _readings,
    ),
    "seals": Table(
        "a row of the readings that the program put down, known again by its seal",
        list_columns(
            text=(S, "the text that the row is about"),
            claim=(S, "claim whose body it rests on; missing where it rests on none"),
            act=(S, "recorded, written, read or signed-off"),
            reviewer=(S, "person; missing where nobody claims to have read it"),
            decided_on=(S, "date or UTC time"),
            seal=(S, "short hash of the whole row"),
        ),
        _seals,
    ),
    "people": Table(
        "one person who decides",
        list_columns(
            id=(S, "id"),
            name=(S, "name"),
            role=(S, "role"),
            interests=(S, "declared interests; missing when not declared"),
        ),
        _people,
    ),
}

"""What no pull brings, and who looked at fields and facts again: look-ups, unread studies, what is watched, checks."""

from __future__ import annotations

from collections.abc import Iterable

from ..model import Evidence, read_prose
from .table import WORD, N, Row, S, Table, join, list_columns


def _dated(rows: Iterable[Row], *names: str) -> Iterable[Row]:
    for row in rows:
        yield {**row, **{n: row[n].isoformat() if row[n] else None for n in names}}


def _verifications(ev: Evidence) -> Iterable[Row]:
    return ({**v.model_dump(), "here": v.here or None, "pubmed": v.pubmed or None} for v in ev.verifications)


def _hand_searches(ev: Evidence) -> Iterable[Row]:
    return _dated((s.model_dump() for s in ev.hand_searches), "asked_on")


def _fact_checks(ev: Evidence) -> Iterable[Row]:
    return _dated(({**f.model_dump(), "found": f.found or None} for f in ev.fact_checks), "checked_on")


def _unread(ev: Evidence) -> Iterable[Row]:
    for u in ev.unread.values():
        yield {
            "id": u.id,
            "what": u.what.in_language("en"),
            "title": u.title,
            "claims": join(u.claims),
            "design": u.design,
            "n": u.n,
            "directness": u.directness,
            "indirect_because": join(u.indirect_because),
            "said": u.said,
            "told_by": join(u.told_by),
            "seen_on": u.seen_on.isoformat(),
            "unseen": join(read_prose(text, "en") for text in u.unseen),
            "entered_by": u.entered_by,
        }


def _watch(ev: Evidence) -> Iterable[Row]:
    for w in ev.watch.watched if ev.watch else ():
        yield {
            "id": w.id,
            "what": w.what.in_language("en"),
            "kind": w.kind,
            "claims": join(w.claims),
            "expected": w.expected,
            "where": w.where,
            "version": w.version,
            "seen_on": w.seen_on.isoformat() if w.seen_on else None,
            "months": w.months,
        }


TABLES = {
    "unread": Table(
        "one study that is known and that nobody here has read; never counted",
        list_columns(
            id=(S, "id"),
            what=(S, "what it is"),
            title=(S, "its title, when seen"),
            claims=(S, "claim ids"),
            design=(S, WORD + "design"),
            n=(N, "people"),
            directness=(S, WORD + "directness"),
            indirect_because=(S, WORD + "indirect_because"),
            said=(S, WORD + "direction"),
            told_by=(S, "records or addresses that tell of it"),
            seen_on=(S, "date"),
            unseen=(S, "what must be seen before it can be entered"),
            entered_by=(S, "person"),
        ),
        _unread,
    ),
    "verifications": Table(
        "one person's decision on one field of a record, held against PubMed's",
        list_columns(
            record=(S, "record id"),
            field=(S, "field of the record"),
            decision=(S, "accept or keep"),
            here=(S, "what stood here"),
            pubmed=(S, "what PubMed said"),
            pmid=(S, "PMID"),
            reviewer=(S, "person"),
            decided_on=(S, "date or UTC time"),
        ),
        _verifications,
    ),
    "hand_searches": Table(
        "one look-up by hand",
        list_columns(
            asked_on=(S, "date"),
            where=(S, "what was asked"),
            query=(S, "in which words"),
            brought=(S, "what it brought"),
            by=(S, "person"),
        ),
        _hand_searches,
    ),
    "fact_checks": Table(
        "one fact looked up again",
        list_columns(
            about=(S, "study id or file"),
            field=(S, "field in it"),
            here=(S, "what stood here"),
            found=(S, "what was found"),
            outcome=(S, "agreed, differs or not-found"),
            where=(S, "addresses"),
            checked_on=(S, "date"),
            by=(S, "person"),
        ),
        _fact_checks,
    ),
    "watch": Table(
        "one thing outside databases that is looked at again",
        list_columns(
            id=(S, "id"),
            what=(S, "what it is"),
            kind=(S, "upper-level, label, guideline, register or page"),
            claims=(S, "claim ids"),
            expected=(S, "what it said"),
            where=(S, "address"),
            version=(S, "version of the source"),
            seen_on=(S, "date; missing when it was never seen itself"),
            months=(N, "months after which it is looked at again"),
        ),
        _watch,
    ),
}

"""What is watched, known or looked up by hand: no day still to come, and limits that agree with their table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..layout import part_path
from ..model import Loc
from .rules import Context, Found, list_words, rule

AMOUNT = re.compile(r"(\d+(?:[.,]\d+)?)\s*mg\b")
LONGEST = 60
"""Months: what is looked at more seldom than every fifth year is forgotten."""
DATED = re.compile(r"\d{4}-\d{2}(-\d{2})?")
"""A version that is a day or a month; any other name of one says nothing of when."""


@rule("future-look", "A look or a check dated in the future was never made, and puts off the next one.")
def _future(context: Context) -> Iterator[Found]:
    today = context.today.isoformat()
    for path, loc, field, day in _list_days(context):
        if day > today[: len(day)]:
            yield path, loc, field, day, f"a day no later than {today}"


def _list_days(context: Context) -> Iterator[tuple[str, Loc, str, str]]:
    """Every day on which something is said to have been seen or done outside the ledgers of decisions."""
    evidence = context.evidence
    for i, item in enumerate(evidence.watch.watched if evidence.watch else ()):
        for name in ("seen_on", "version"):
            value = str(getattr(item, name) or "")
            if DATED.fullmatch(value):
                yield part_path("watch"), ("watched", i, name), f"watched[{i}].{name}", value
    for study in evidence.unread.values():
        yield part_path("unread", study.id), ("seen_on",), "seen_on", study.seen_on.isoformat()
    for row, search in enumerate(evidence.hand_searches):
        yield part_path("hand_searches"), (row,), "asked_on", search.asked_on.isoformat()
    for row, fact in enumerate(evidence.fact_checks):
        yield part_path("fact_checks"), (row,), "checked_on", fact.checked_on.isoformat()
    for one in evidence.studies.values():
        if one.settled is not None:
            loc: Loc = ("settled", "decided_on")
            yield part_path("studies", one.id), loc, "settled.decided_on", one.settled.decided_on.isoformat()


@rule("look-interval", "What is looked at again only after many years is not watched: its change would be missed.")
def _intervals(context: Context) -> Iterator[Found]:
    for i, item in enumerate(context.evidence.watch.watched if context.evidence.watch else ()):
        if item.months > LONGEST:
            loc: Loc = ("watched", i, "months")
            yield part_path("watch"), loc, f"watched[{i}].months", item.months, f"at most {LONGEST} months"
    for search in context.evidence.searches.values():
        if search.interval_months > LONGEST:
            expected = f"at most {LONGEST} months"
            yield (
                part_path("searches", search.id),
                ("interval_months",),
                "interval_months",
                search.interval_months,
                expected,
            )


@rule("fact-outcome", "A fact that a page bears out was not found to differ, and one that was not found has nothing.")
def _outcomes(context: Context) -> Iterator[Found]:
    for row, fact in enumerate(context.evidence.fact_checks):
        is_same = fact.here.casefold().split() == fact.found.casefold().split()
        if fact.outcome == "differs" and is_same:
            yield part_path("fact_checks"), (row,), "outcome", fact.outcome, "agreed, since what was found is the same"
        elif fact.outcome != "not-found" and not fact.found.strip():
            yield part_path("fact_checks"), (row,), "found", fact.found, "what the page says, or the outcome not-found"


@rule("watched-limit", "What is watched for says what the table of limits says, or one of the two is out of date.")
def _watched_limits(context: Context) -> Iterator[Found]:
    evidence = context.evidence
    limits = evidence.dose_limits.limits if evidence.dose_limits else ()
    for i, item in enumerate(evidence.watch.watched if evidence.watch else ()):
        rows = [limit for limit in limits if limit.record in item.records]
        if not rows:
            continue
        said = {float(amount.replace(",", ".")) for amount in AMOUNT.findall(item.expected)}
        known = {float(n) for row in rows for n in (row.value_mg, row.value_mg_high) if n is not None}
        needed = {float(row.value_mg) for row in rows if row.kind == "upper_level"}
        loc, field = ("watched", i, "expected"), f"watched[{i}].expected"
        if said - known:
            expected = f"an amount that dose-limits.yaml has for its record: {list_words(_say(known))} mg"
            yield part_path("watch"), loc, field, f"{_say(said - known)[0]} mg", expected
        elif needed - said:
            expected = f"{list_words(_say(needed))} mg, the upper level of dose-limits.yaml"
            yield part_path("watch"), loc, field, item.expected, expected


def _say(amounts: set[float]) -> list[str]:
    return [f"{amount:g}" for amount in sorted(amounts)]


@rule(
    "unwatched",
    "A list of what is watched holds every limit, and every label that a printed sentence rests on: they change.",
    across=True,
)
def _unwatched(context: Context) -> Iterator[Found]:
    evidence = context.evidence
    if evidence.watch is None:
        return
    watched = {record for item in evidence.watch.watched for record in item.records}
    seen: set[str] = set()
    for i, limit in enumerate(evidence.dose_limits.limits if evidence.dose_limits else ()):
        if limit.record not in watched | seen:
            seen.add(limit.record)
            expected = "a record that an item of watch.yaml names under records"
            yield part_path("dose_limits"), ("limits", i, "record"), f"limits[{i}].record", limit.record, expected
    for claim in evidence.claims.values():
        for j, name in enumerate(claim.phrases.rests_on if claim.phrases else ()):
            study = evidence.studies.get(name)
            if study is None or study.design != "label" or watched & set(study.reports):
                continue
            loc, field = ("phrases", "rests_on", j), f"phrases.rests_on[{j}]"
            expected = "a label whose record an item of watch.yaml names under records"
            yield part_path("claims", claim.id), loc, field, name, expected

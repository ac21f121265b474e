"""Tables of what was searched and what was left out: strategies as they ran, records with their reasons. Pure."""

from __future__ import annotations

from dataclasses import replace

from ..decisions import Settled, list_holding
from ..judgement.people_said import name_people
from ..model import Evidence, Search, SearchRun
from .sheet import Cell, Sheet, join, make_rows
from .voice import Voice

EXCLUDED = ("record", "reason", "stage", "by", "decided", "note")
SEARCHES = ("search", "database", "date", "query", "count", "new", "note")


def make_excluded(settled: Settled, words: Voice) -> Sheet:
    """A row an excluded record, by reason: the screening row that holds, and who decided."""
    rows: list[dict[str, Cell | str | None]] = []
    records = settled.evidence.records
    for record, state in settled.screening.items():
        if state.decision != "exclude" or record not in records:
            continue
        rows_of = [s for s in settled.evidence.screening if s.record == record]
        stages = dict.fromkeys(s.stage for s in rows_of)
        held = [r for stage in stages for r in list_holding([s for s in rows_of if s.stage == stage])]
        own = [r for r in held if r.decision == "exclude"] or held
        reason = words.say("table.not-known")
        if state.reason:
            reason = words.name("screening_reason", state.reason)
        year = records[record].year
        rows.append(
            {
                "record": replace(words.entitle(records[record], year), record=record, cites=(record,)),
                "reason": reason,
                "stage": ", ".join(dict.fromkeys(words.name("screening_stage", r.stage) for r in own)),
                "by": name_people(dict.fromkeys(r.reviewer for r in own), settled.evidence.people, words),
                "decided": ", ".join(dict.fromkeys(r.decided_on[:10] for r in own)),
                "note": Cell("; ".join(r.note for r in own if r.note), language=words.find_language("plain")),
            }
        )
    rows.sort(key=lambda row: (str(row["reason"]), str(row["record"])))
    made = make_rows(EXCLUDED, rows)
    return Sheet(
        name="excluded",
        language=words.language,
        title=words.say("table.title.excluded"),
        about=words.say("table.about.excluded"),
        keys=EXCLUDED,
        columns=tuple(words.say(f"table.column.{key}") for key in EXCLUDED),
        rows=made,
        remarks=() if made else (words.say("table.nothing"),),
    )


def make_searches(evidence: Evidence, words: Voice) -> Sheet:
    """A row a run of each strategy, the latest first; one that says 'not searched yet' for a strategy without a run."""
    rows: list[dict[str, Cell | str | None]] = []
    for search in evidence.searches.values():
        runs = [r for r in evidence.runs if r.search == search.id]
        if not any(r.outcome == "done" for r in runs):
            rows.append(_describe(search, None, words))
        rows += [_describe(search, run, words) for run in sorted(runs, key=lambda r: r.at, reverse=True)]
    return Sheet(
        name="searches",
        language=words.language,
        title=words.say("table.title.searches"),
        about=words.say("table.about.searches"),
        keys=SEARCHES,
        columns=tuple(words.say(f"table.column.{key}") for key in SEARCHES),
        rows=make_rows(SEARCHES, rows),
        remarks=_say_by_hand(evidence, words) or (() if rows else (words.say("table.nothing"),)),
    )


def _say_by_hand(evidence: Evidence, words: Voice) -> tuple[str, ...]:
    """Look-ups by hand beside the strategies: how many, and from when to when."""
    days = sorted(s.asked_on for s in evidence.hand_searches)
    if not days:
        return ()
    return (words.say("table.by-hand", n=len(days), first=days[0].isoformat(), last=days[-1].isoformat()),)


def _describe(search: Search, run: SearchRun | None, words: Voice) -> dict[str, Cell | str | None]:
    asked = " ".join(search.query.split())
    query = join((Cell(asked, language=_find_tongue(words)), *_say_translation(run, words)), "\n")
    done = run is not None and run.outcome == "done"
    return {
        "search": Cell(words.read(search.title), language=words.find_language(search.title)),
        "database": words.name("search_source", search.source),
        "date": run.at[:10] if run is not None and done else words.say("table.not-run"),
        "query": query,
        "count": str(run.count) if run is not None and run.count is not None else "",
        "new": str(len(run.gained)) if run is not None and done else "",
        "note": Cell(run.why_failed, language="en") if run is not None and run.why_failed else "",
    }


def _find_tongue(words: Voice) -> str | None:
    """Strategies, and what a database says of them, are English words."""
    return None if words.language == "en" else "en"


def _say_translation(run: SearchRun | None, words: Voice) -> tuple[Cell, ...]:
    """What the database made of a strategy, with words of ours before it."""
    if run is None or not run.translation:
        return ()
    said, tongue = words.say("table.untranslated", query=run.translation), _find_tongue(words)
    return (Cell(said, parts=((run.translation, tongue),) if tongue else ()),)

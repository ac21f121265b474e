"""The table of registered trials beside their reports. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ..language.words import Words
from ..model import Evidence
from ..synthesis.registry import NOTHING, OutcomeBeside, RegisteredTrial
from .sheet import Cell, Sheet, make_rows
from .voice import Voice

KEYS = ("registration", "title", "came", "due", "completed", "registered-status", "primary-outcomes", "bears-on")


def make_registrations(trials: Sequence[RegisteredTrial], evidence: Evidence, words: Voice) -> Sheet:
    """A row a registration, those of which nothing was found first."""
    rows = [_row(trial, evidence, words) for trial in trials]
    made = make_rows(KEYS, rows)
    remarks = [words.say("table.registrations.rule")] if made else [words.say("table.nothing")]
    if any(t.state == NOTHING for t in trials) and not any(r.outcome == "done" for r in evidence.runs):
        remarks.append(words.say("table.registrations.unsearched"))
    if any(t.state == NOTHING and t.overdue is None for t in trials):
        remarks.append(words.say("table.registrations.unknown"))
    return Sheet(
        name="registrations",
        language=words.language,
        title=words.say("table.title.registrations"),
        about=words.say("table.about.registrations"),
        keys=KEYS,
        columns=tuple(words.say(f"table.column.{key}") for key in KEYS),
        rows=made,
        remarks=tuple(remarks),
    )


def _row(trial: RegisteredTrial, evidence: Evidence, words: Voice) -> dict[str, Cell | str | None]:
    registered = next((r for r in trial.registered if r.primary_completion), None)
    statuses = tuple(dict.fromkeys(r.status for r in trial.registered if r.status))
    unknown = words.say("table.not-known")
    date = registered.primary_completion if registered else None
    if date and registered and (registered.primary_completion_is or "").upper() != "ACTUAL":
        date = words.say("table.registrations.estimated", date=date)
    came = _say_came(trial, words)
    here = trial.reports or trial.unlinked or trial.perhaps
    claims = [evidence.claims[c].title.in_language(words.language) for c in trial.claims if c in evidence.claims]
    return {
        "registration": Cell(trial.number, record=trial.record.id, cites=tuple(r.id for r in trial.records)),
        "title": Cell(trial.record.title, language="en"),
        "registered-status": "; ".join(statuses) or unknown,
        "completed": date or unknown,
        "due": say_due(trial, words),
        "primary-outcomes": "\n".join(_say_outcome(o, words) for o in trial.outcomes) or unknown,
        "came": Cell(came, study=trial.study.id if trial.study and trial.reports else None, cites=here),
        "bears-on": "; ".join(claims) or "–",
    }


def say_awaited(trial: RegisteredTrial, words: Words) -> str:
    """Of a trial without a report here: when results are due, or where they are said to stand."""
    if trial.state == NOTHING:
        return words.say("site.change_due", due=say_due(trial, words))
    return _say_came(trial, words) + "."


def _say_came(trial: RegisteredTrial, words: Words) -> str:
    reports = trial.study.label if trial.study and trial.reports else ", ".join(trial.reports or trial.unlinked)
    pmids = [f"PMID {', '.join(trial.named)}"] if trial.named else []
    return words.say(
        f"table.registrations.{trial.state}",
        reports=reports or ", ".join(trial.perhaps),
        publications="; ".join((*pmids, *trial.cited)),
    )


def say_due(trial: RegisteredTrial, words: Words) -> str:
    """When results are due, and that they are overdue; that it is not known where it is not."""
    if trial.state != NOTHING:
        return words.say("table.registrations.no-matter")
    if trial.overdue is None:
        return words.say("table.not-known")
    if trial.due is None:
        return words.say("table.registrations.going-on")
    return words.say(
        "table.registrations.overdue" if trial.overdue else "table.registrations.later", day=str(trial.due)
    )


def _say_outcome(outcome: OutcomeBeside, words: Voice) -> str:
    said = outcome.registered.measure
    if outcome.registered.time_frame:
        said += f" ({outcome.registered.time_frame})"
    if outcome.reported is None:
        return f"{said}: {words.say('table.registrations.not-entered')}"
    if not outcome.reported:
        return f"{said}: {words.say('table.registrations.no-like')}"
    return f"{said}: {words.say('table.registrations.like', results=', '.join(outcome.reported))}"

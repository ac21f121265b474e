"""What has changed, for people: the state of each search, and what came since a run or a date, retractions first.

Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ..decisions import Settled
from ..decisions.ledger import find_last_done, replay_ids
from ..errors import UsageError
from ..language import FIRST, has_text, say, say_number
from ..model import Evidence, Integrity, Record, Search, SearchRun, read_prose
from ..tagging.queue import list_due
from .attempts import Attempt

DAYS_A_MONTH = 30.44
BEGINNING = "0000-01-01"


@dataclass(frozen=True)
class SearchState:
    """How old a search is, measured by its own interval.

    `source`: its database; `by_file`: a file brought its records the last time, and no database was asked.
    `state`: fresh (within the interval), due (up to twice it), overdue (later; `times` intervals late), retired (no
    claim of it is followed), failed (the last attempt failed: not 'nothing new') or never.
    """

    id: str
    title: str
    state: str
    last_done: dt.date | None
    age_days: int | None
    interval_months: int
    times: int
    why_failed: str | None = None
    source: str = "pubmed"
    by_file: bool = False

    def say(self, language: str | None = None) -> str:
        """The state in a few words; English when None."""
        language = language or FIRST
        age = self.age_days or 0
        way = "news.done_by_file" if self.by_file else "news.done"
        when = (
            say_number(way, age, language, day=self.last_done) if self.last_done else say("news.never_done", language)
        )
        return say(f"news.state.{self.state}", language, when=when, why=self.why_failed, times=self.times)


def search_states(
    evidence: Evidence, today: dt.date, attempts: Mapping[str, Attempt] | None = None
) -> tuple[SearchState, ...]:
    """The state of each search on `today`. `attempts`: searches whose last attempt on this machine failed."""
    retired = [c.id for c in evidence.claims.values() if c.status == "retired"]
    return tuple(
        search_state(s, evidence.runs, today, retired_claims=retired, attempt=(attempts or {}).get(s.id))
        for s in evidence.searches.values()
    )


def search_state(
    search: Search,
    runs: Iterable[SearchRun],
    today: dt.date,
    *,
    retired_claims: Iterable[str] = (),
    attempt: Attempt | None = None,
) -> SearchState:
    """The state of one search on `today`, as it was known then: later runs are left out."""
    until = today.isoformat()
    own = sorted((r for r in runs if r.search == search.id and r.at[:10] <= until), key=lambda r: r.at)
    done = [r for r in own if r.outcome == "done"]
    last = dt.date.fromisoformat(done[-1].at[:10]) if done else None
    age = (today - last).days if last else None
    times = int(age / (search.interval_months * DAYS_A_MONTH)) if age is not None else 0
    failed = own[-1].why_failed or "why is not recorded" if own and own[-1].outcome == "failed" else None
    if attempt and attempt.at[:10] <= until and attempt.at > (done[-1].at if done else ""):
        failed = attempt.why
    if search.claims and set(search.claims) <= set(retired_claims):
        state = "retired"
    elif failed is not None:
        state = "failed"
    elif last is None:
        state = "never"
    else:
        state = "fresh" if times < 1 else "due" if times < 2 else "overdue"
    by_file = bool(done) and find_last_done(done)[search.id].by_file
    title = read_prose(search.title, FIRST)
    return SearchState(
        search.id, title, state, last, age, search.interval_months, times, failed, search.source, by_file
    )


@dataclass(frozen=True)
class Change:
    """One record gained or lost, with why, its title and the claims it has been suggested or tagged for."""

    record: str
    why: str
    title: str | None
    year: int | None
    claims: tuple[str, ...]


@dataclass(frozen=True)
class SearchNews:
    """What one search gained and lost. `say`: its state in a few words, with its age; `source`: its database; `holds`:
    how many records it holds now; `last_done`: the day, ISO; `by_file`: a file brought them, no database was asked."""

    id: str
    state: str
    gained: tuple[Change, ...]
    lost: tuple[Change, ...]
    say: str = ""
    source: str = "pubmed"
    holds: int = 0
    last_done: str | None = None
    by_file: bool = False


@dataclass(frozen=True)
class Notice:
    """A retraction, expression of concern or correction, and the studies it touches.

    `is_open`: PubMed tells of it, and nobody has accepted it here yet.
    """

    record: str
    kind: str
    by: str | None
    noted_on: str | None
    title: str
    studies: tuple[str, ...]
    claims: tuple[str, ...]
    is_open: bool = False


@dataclass(frozen=True)
class Due:
    """Something outside PubMed that is to be looked at again: what it should say, where, and since when it is old."""

    id: str
    kind: str
    expected: str
    where: str
    since: str


@dataclass(frozen=True)
class News:
    """What changed between `since` and `until`."""

    since: str
    until: str
    searches: tuple[SearchNews, ...]
    integrity: tuple[Notice, ...]
    due: tuple[Due, ...] = ()

    def to_plain(self) -> dict[str, Any]:
        return asdict(self)


ORDER = {"retracted": 0, "concern": 1, "deleted": 2, "corrected": 3}


def summarise_news(
    settled: Settled,
    since: str | None,
    today: dt.date,
    *,
    suggested: Mapping[str, tuple[str, ...]] | None = None,
    attempts: Mapping[str, Attempt] | None = None,
    told: Mapping[str, Sequence[Integrity]] | None = None,
) -> News:
    """News since a run (its id) or a date; what the last pull that ended well brought when None.

    `suggested`: record -> claims that a rule proposes. `told`: record -> notices that wait for a person to accept them,
    which are news until then. UsageError when `since` is neither a run nor a date.
    """
    evidence = settled.evidence
    start = _find_since(evidence.runs, since)
    claims: dict[str, tuple[str, ...]] = dict(suggested or {})
    for (claim, of), decision in settled.decisions.items():
        if decision.stance != "not_relevant" and claim not in claims.get(of, ()):
            claims[of] = (*claims.get(of, ()), claim)

    def change(record: str, why: Any) -> Change:
        known = evidence.records.get(record) or evidence.linked.get(record)
        return Change(
            record, str(why), known.title if known else None, known.year if known else None, claims.get(record, ())
        )

    until = today.isoformat()
    searches = []
    for state in search_states(evidence, today, attempts):
        runs = sorted(
            (r for r in evidence.runs if r.search == state.id and r.outcome == "done" and start < r.at <= until + "~"),
            key=lambda r: r.at,
        )
        searches.append(
            SearchNews(
                state.id,
                state.state,
                tuple(change(i, why) for r in runs for i, why in r.gained.items()),
                tuple(change(i, why) for r in runs for i, why in r.lost.items()),
                state.say(),
                state.source,
                len(replay_ids(evidence.runs, state.id)),
                state.last_done.isoformat() if state.last_done else None,
                state.by_file,
            )
        )
    due = tuple(Due(w.id, w.kind, w.expected, w.where, since) for w, since in list_due(evidence, today))
    return News(start, until, tuple(searches), _list_notices(evidence, start, claims, told or {}), due)


def _find_since(runs: tuple[SearchRun, ...], since: str | None) -> str:
    if since is None:
        moments = sorted({run.at for run in runs if run.outcome == "done"})
        return moments[-2] if len(moments) > 1 else BEGINNING
    for run in runs:
        if run.run == since:
            return run.at
    try:
        return dt.date.fromisoformat(since).isoformat()
    except ValueError:
        known = ", ".join(r.run for r in runs[-3:]) or "none yet"
        raise UsageError(f"--since: found {since!r}, expected a date such as 2026-01-31 or a run ({known})") from None


def _list_notices(
    evidence: Evidence,
    start: str,
    claims: Mapping[str, tuple[str, ...]],
    told: Mapping[str, Sequence[Integrity]],
) -> tuple[Notice, ...]:
    def name(record: Record, notice: Integrity, *, is_open: bool) -> Notice:
        # A record that gave way by a link stands in a study under the id that holds.
        held = evidence.aliases.get(record.id, record.id)
        studies = (evidence.study_of[held],) if held in evidence.study_of else ()
        day = None if is_open else notice.noted_on
        return Notice(
            record.id, notice.kind, notice.by, day, record.title, studies, claims.get(held, ()), is_open=is_open
        )

    found = [
        name(record, notice, is_open=False)
        for record in evidence.records.values()
        for notice in record.integrity
        if (notice.noted_on or start) >= start[:10]
    ]
    for i, notices in told.items():
        if record := evidence.records.get(i) or evidence.linked.get(i):
            found += [name(record, notice, is_open=True) for notice in notices]
    return tuple(sorted(found, key=lambda n: (ORDER.get(n.kind, 9), n.noted_on or "", n.record)))


def format_markdown(news: News, language: str = FIRST, states: Iterable[SearchState] = ()) -> str:
    """The digest for people: retractions first, then each search, then how to go on.

    `states`: those of the searches, for a language in which `News` does not hold their words.
    """

    def said(key: str, **values: object) -> str:
        return say(f"news.{key}", language, **values)

    told = {state.id: state.say(language) for state in states}
    since = said("beginning") if news.since == BEGINNING else news.since
    lines = [f"# {said('title', since=since)}", "", said("until", day=news.until), ""]
    if news.integrity:
        lines += [f"## {said('integrity')}", ""]
        for n in news.integrity:
            touched = said("touches", studies=", ".join(n.studies)) if n.studies else ""
            noted = said("noted", day=n.noted_on) if n.noted_on else said("noted_unknown")
            noted = said("not_noted") if n.is_open else noted
            lines.append(f"- **{_name(f'news.kind.{n.kind}', language)}** {n.record}: {n.title} ({noted}{touched})")
        lines.append("")
    if news.due:
        lines += [f"## {said('due')}", ""]
        lines += [
            said("due_line", id=d.id, kind=d.kind, since=d.since, expected=d.expected, where=d.where) for d in news.due
        ]
        lines.append("")
    for search in news.searches:
        lines += [f"## {search.id}: {told.get(search.id) or search.say or search.state}", ""]
        if search.last_done:
            way = "news.found_by_file" if search.by_file else "news.found_asked"
            lines += [say_number(way, search.holds, language, source=search.source), ""]
        if search.state in ("failed", "never"):
            lines += [said(f"told_{search.state}"), ""]
        lines += [_line(c, "gained", language) for c in search.gained]
        lines += [_line(c, "lost", language) for c in search.lost]
        if not search.gained and not search.lost and search.state not in ("failed", "never"):
            lines.append(said("nothing"))
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _line(change: Change, what: str, language: str) -> str:
    def said(key: str, **values: object) -> str:
        return say(f"news.{key}", language, **values)

    loud = said("unexplained") if change.why == "unexplained" else ""
    year = change.year or said("year_unknown")
    title = f"{change.title} ({year})" if change.title else said("title_unknown")
    claims = said("may_concern", claims=", ".join(change.claims)) if change.claims else ""
    return f"- {loud}{said(what)} ({_name(f'news.why.{change.why}', language)}) {change.record}: {title}{claims}"


def _name(key: str, language: str) -> str:
    """What a word of the files is called; the word itself, spelt with spaces, where no catalogue names it."""
    return say(key, language) if has_text(key, language) else key.rpartition(".")[2].replace("_", " ")

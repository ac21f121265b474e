"""How the verdicts moved, as an Atom feed (RFC 4287): one entry for each move and for each decision of people. Pure.

Ids and dates come from the record alone, so that a reader's program knows an entry again whenever the pages are built.
"""

from __future__ import annotations

import datetime as dt
import html
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from ..judgement.apart_said import describe_apart
from ..judgement.claim_summary import ClaimSummary
from ..judgement.history import History, State
from ..judgement.people_said import name_people
from ..language.reasons import label_studies
from ..language.words import Words
from ..model import Evidence

SPACE = uuid.UUID("6f0a6c0e-5a4e-4d7e-9d57-2f1f3f0b8f11")
"""The name space of the ids: a number of our own, so that they need no address."""


@dataclass(frozen=True)
class Entry:
    """One move: `key` names it (claim, day, who), `path` leads to its claim below the folder of the language."""

    key: str
    day: dt.date
    title: str
    summary: str
    path: str


def write_feed(
    moves: Iterable[tuple[ClaimSummary, History]],
    evidence: Evidence,
    voice: Words,
    address: str | None = None,
) -> str:
    """The feed of one language, newest first. `address`: where the pages stand on the web; links are relative without.

    A feed with no entry is dated to the first day there is, since it has never changed.
    """
    entries = [e for summary, history in moves for e in _list_entries(summary, history, evidence, voice)]
    entries.sort(key=lambda e: (e.day.toordinal(), e.key), reverse=True)
    name = voice.read(evidence.topic.title)
    base = f"{address}{voice.language}/" if address else ""
    changed = entries[0].day if entries else dt.date(1970, 1, 1)
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{voice.language}">',
        f"<title>{_plain(voice.say('site.feed_title', topic=name))}</title>",
        f"<subtitle>{_plain(voice.say('site.not_advice_short'))}</subtitle>",
        f"<id>{_name(name, voice.language)}</id>",
        f"<updated>{_at(changed)}</updated>",
        f"<author><name>{_plain(name)}</name></author>",
        f'<link rel="self" type="application/atom+xml" href="{_plain(base)}verdicts.atom"/>',
        f'<link rel="alternate" type="text/html" href="{_plain(base)}index.html"/>',
    ]
    for e in entries:
        parts += [
            "<entry>",
            f"<title>{_plain(e.title)}</title>",
            f"<id>{_name(name, voice.language, e.key)}</id>",
            f"<updated>{_at(e.day)}</updated>",
            f'<link rel="alternate" type="text/html" href="{_plain(base + e.path)}"/>',
            f"<summary>{_plain(e.summary)}</summary>",
            "</entry>",
        ]
    return "\n".join([*parts, "</feed>\n"])


def _list_entries(summary: ClaimSummary, history: History, evidence: Evidence, voice: Words) -> Iterable[Entry]:
    claim = summary.claim
    labels = {study.id: study.label for study in evidence.studies.values()}
    title, path = voice.read(claim.title), f"claims/{claim.id}.html"
    unchecked = [] if summary.is_checked else [voice.say("site.unchecked") + "."]
    for state in history.news:
        came = ", ".join(labels[s] for s in state.added if s in labels)
        why = label_studies(state.reason.said(voice), labels)
        told = [voice.say("site.feed_rules"), f"{why}."]
        told += [voice.say("site.feed_came", when=state.said_on, studies=came)] if came else []
        told += unchecked
        said = voice.say("site.feed_title_rules", claim=title, verdict=_word(state, voice))
        yield Entry(f"{claim.id} {state.day} rules", state.day, said, " ".join(told), path)
    decided = history.decision
    if decided:
        word = decided.overall or (decided.basis.rating if decided.basis else None)
        group = "certainty" if decided.overall else "basis_rating"
        said = voice.name(group, word) if word else voice.say("site.not_judged")
        told = [
            voice.say("site.feed_people", who=name_people(decided.reviewers, evidence.people, voice)),
            summary.read_words(voice) or voice.read(decided.summary),
        ]
        told += [describe_apart(history.apart, voice, evidence.people)] if history.apart else []
        told += unchecked
        yield Entry(
            f"{claim.id} {decided.decided_on} people",
            decided.decided_on,
            f"{title}: {said}",
            " ".join(told),
            path,
        )


def _word(state: State, voice: Words) -> str:
    proposal = state.proposal
    if proposal.level is not None:
        return voice.name("certainty", proposal.level)
    if proposal.rating is not None:
        return voice.name("basis_rating", proposal.rating)
    return voice.say("figure.nothing-to-rate")


def _name(*parts: str) -> str:
    return f"urn:uuid:{uuid.uuid5(SPACE, '|'.join(parts))}"


def _at(day: dt.date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _plain(text: str) -> str:
    return html.escape(text, quote=True)

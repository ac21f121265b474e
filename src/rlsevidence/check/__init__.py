"""Every rule over the evidence, each a small function in one table; `check_evidence` lists all problems at once.

A rule says what the evidence must satisfy whoever wrote it. Rules of form (a key missing, a row out of order) belong to
`store`, which cannot hand over what does not fit the model.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from ..errors import Problem
from ..layout import part_path
from ..model import Evidence
from . import (
    appraisals,
    certainty,
    claims,
    decisions,
    departures,
    languages,
    numbers,
    outside,
    own,
    phrases,
    possible,
    prose,
    readings,
    records,
    references,
    results,
    searches,
    stops,
    studies,
    tables,
    told_alike,
    unfinished,
)
from .drafts import NOTHING, can_be_right, list_missing
from .rules import RULES, Context, Rule
from .words import check_words, list_raw_problems

__all__ = [
    "NOTHING",
    "RULES",
    "Rule",
    "can_be_right",
    "check_evidence",
    "check_touched",
    "check_words",
    "list_missing",
    "list_raw_problems",
]

_MODULES = (
    references,
    records,
    studies,
    results,
    numbers,
    possible,
    outside,
    decisions,
    appraisals,
    certainty,
    own,
    departures,
    claims,
    phrases,
    told_alike,
    prose,
    readings,
    searches,
    stops,
    tables,
    languages,
    unfinished,
)

BOT_FILES = ("evidence/records.jsonl", "evidence/searches/runs.jsonl")
"""What an automatic update may change. Everything else is decided by people."""


def check_evidence(
    evidence: Evidence, *, today: dt.date, whole: bool = True, unread: Iterable[str] = ()
) -> list[Problem]:
    """Every problem of sense in `evidence` as of `today`, sorted by place.

    Rules that set files beside each other would call a study missing that is only misspelt. So, where the files of
    some items could not be read, `unread` names those items and what such a rule says of them is left out; and with
    `whole` false, because rows of a table could not be read, such rules wait.
    """
    context = Context(evidence, today)
    names = frozenset(unread)
    found: set[Problem] = set()
    for rule in RULES.values():
        if not rule.across:
            found.update(rule.find(context))
        elif whole:
            found.update(p for p in rule.find(context) if not (names and names & _mentioned(evidence, p)))
    found.update(_check_holding(context) if whole and not names else ())
    return sorted(readings.leave_consequences_out(context, found))


OF_JUDGEMENTS = tuple(module.__name__ for module in (certainty, departures, prose))
"""The modules whose rules hold a judgement to what it says and rests on."""


def _check_holding(context: Context) -> Iterator[Problem]:
    """What is wrong with judgements that stand beside the file and count all the same, because they are the lowest.

    What is shown as the verdict is held to the rules, in whosever file it stands; and so are the sentences on it.
    """
    held = {claim: h for claim, h in context.settled.holding.items() if h.is_own}
    if not held:
        return
    counts = {**context.evidence.certainty, **{claim: h.written for claim, h in held.items()}}
    # Nobody differs any more where the lowest is put in the place of all.
    own = tuple(o for o in context.evidence.own if o.field != "certainty" or o.name not in held)
    files = {part_path("certainty", claim): h.path for claim, h in held.items()}
    changed = Context(replace(context.evidence, certainty=counts, own=own), context.today, files)
    for rule in RULES.values():
        if rule.breaches.__module__ in OF_JUDGEMENTS:
            yield from (p for p in rule.find(changed) if p.path in files.values() or p.path.startswith("documents/"))


def _mentioned(evidence: Evidence, problem: Problem) -> set[str]:
    """Every id that a message could be about: those it names, and those in the item that it is about."""
    text = f"{problem.path.removesuffix('.yaml')} {problem.found} {problem.expected}"
    folder, _, name = problem.path.removesuffix(".yaml").partition("/")
    items = getattr(evidence, folder, None)
    if name and isinstance(items, Mapping) and name in items:
        text += items[name].model_dump_json()
    return set(re.findall(r"[\w.-]+", text))


def check_touched(paths: Iterable[str]) -> list[Problem]:
    """Problems when an automatic update has changed files that only people may change."""
    return [
        Problem(
            path, 0, "file", "bot-touched", "a file changed by an automatic update", f"only {' and '.join(BOT_FILES)}"
        )
        for path in sorted(set(paths))
        if path.removeprefix("./") not in BOT_FILES
    ]

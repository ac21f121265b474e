"""Every rule over the evidence, each a small function in one table; `check_evidence` lists all problems at once.

A rule says what the evidence must satisfy whoever wrote it. Rules of form (a key missing, a row out of order) belong to
`store`, which cannot hand over what does not fit the model.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from ..errors import Problem
from ..model import Evidence
from . import appraisals, certainty, claims, decisions, records, references, searches, studies, tables
from .rules import RULES, Context, Rule
from .words import check_words

__all__ = ["RULES", "Rule", "check_evidence", "check_touched", "check_words"]

_MODULES = (references, records, studies, decisions, appraisals, certainty, claims, searches, tables)

BOT_FILES = ("evidence/records.jsonl", "evidence/searches/runs.jsonl")
"""What an automatic update may change. Everything else is decided by people."""


def check_evidence(evidence: Evidence, *, today: dt.date, whole: bool = True) -> list[Problem]:
    """Every problem of sense in `evidence` as of `today`, sorted by place.

    `whole`: false when some item could not be read; rules that set files beside each other then wait, since they would
    call a study missing that is only misspelt.
    """
    context = Context(evidence, today)
    return sorted({p for rule in RULES.values() if whole or not rule.across for p in rule.find(context)})


def check_touched(paths: Iterable[str]) -> list[Problem]:
    """Problems when an automatic update has changed files that only people may change."""
    return [
        Problem(
            path, 0, "file", "bot-touched", "a file changed by an automatic update", f"only {' and '.join(BOT_FILES)}"
        )
        for path in sorted(set(paths))
        if path.removeprefix("./") not in BOT_FILES
    ]

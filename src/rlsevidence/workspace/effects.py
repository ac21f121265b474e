"""Effects of one claim's studies, and what other choices would change, as tables of a notebook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .. import frames
from ..decisions import Settled, settle
from ..errors import UsageError
from ..judgement.claim_summary import ClaimSummary
from ..judgement.what_if import compare_verdicts, format_verdict, leave_out, retract
from ..language import FIRST
from ..language.words import Words
from ..model import Evidence
from ..reading import Laid, lay_out
from ..synthesis.result_effects import EffectRow, tabulate_effects
from ..unknown import tell_unknown
from .asked import read_choices

if TYPE_CHECKING:
    import pandas as pd

REMARKS = ("assumed", "doubt")
"""Columns of remarks, which are told one after the other."""


def _tabulate(summary: ClaimSummary) -> tuple[EffectRow, ...]:
    return tabulate_effects([s.study for s in summary.counted], summary.claim.id)


def frame_effects(summary: ClaimSummary) -> pd.DataFrame:
    """One result of a counted study a row, under the names of EffectRow."""
    import pandas

    rows = (vars(r) for r in _tabulate(summary))
    return pandas.DataFrame(
        [{**row, **{name: frames.tell_remarks(row[name], FIRST)[0] for name in REMARKS}} for row in rows]
    )


def lay_out_effects(summary: ClaimSummary, evidence: Evidence, language: str) -> Laid:
    """The same for reading."""
    import pandas

    rows = _tabulate(summary)
    told = frames.tell_effects(rows, evidence, language)
    headings = [frames.name_column(column, language) for column in frames.EFFECT_COLUMNS]
    # A remark that the language has no words for stays in the first one, and its column says so.
    remarks = zip(headings[-2:], REMARKS, strict=True)
    whole = {h: all(frames.tell_remarks(getattr(r, name), language)[1] for r in rows) for h, name in remarks}
    foreign = {heading: "en" for heading, known in whole.items() if not known}
    return lay_out(pandas.DataFrame(told, columns=headings), language, foreign=foreign)


def frame_changes(
    settled: Settled,
    without: Sequence[str],
    retracted: Sequence[str],
    choices: Mapping[str, Any],
    *,
    today: dt.date,
    words: Words | None,
) -> pd.DataFrame:
    """Claims whose proposal changes: claim, before, after, moved, why, in `words` or as the rules have them.

    UsageError for a study or a choice that is not there.
    """
    import pandas

    without = (without,) if isinstance(without, str) else without
    retracted = (retracted,) if isinstance(retracted, str) else retracted
    for study in (*without, *retracted):
        if study not in settled.evidence.studies:
            raise UsageError(tell_unknown("study", study, settled.evidence.study_labels, where=" in studies/"))
    changed = retract(leave_out(settled.evidence, without), set(retracted) - set(without), today)
    rows = [
        (e.claim, format_verdict(e.before, words), format_verdict(e.after, words), e.moved, e.reason.said(words))
        for e in compare_verdicts(settled, settle(changed), read_choices(choices))
    ]
    return pandas.DataFrame(rows, columns=["claim", "before", "after", "moved", "why"])

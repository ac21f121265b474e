"""Rows that come after others: a moment that sorts last, and how a decision is taken back without deleting any. Pure.

Undo never deletes: where an earlier decision of the reviewer stood, a later row restores it; where none stood, a row
with the role 'withdrawn' takes the decision back. So history is kept, and branches that merge lose nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TypeVar

from ..model import Screening, Tag
from .rows import WITHDRAWN, moment_key

Row = TypeVar("Row", Tag, Screening)


def choose_moment(now: dt.datetime, earlier: Sequence[str]) -> str:
    """Now, in UTC, but after every moment of `earlier`: a clock that is behind must not make a decision older."""
    moment = now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    latest = max(earlier, key=moment_key, default="")
    return moment if moment_key(moment) > moment_key(latest) else after(latest)


def after(moment: str) -> str:
    """One microsecond after a moment; a bare day counts from its first microsecond."""
    text = moment_key(moment)
    form = "%Y-%m-%dT%H:%M:%S.%f" if "T" in text else "%Y-%m-%d"
    return (dt.datetime.strptime(text, form) + dt.timedelta(microseconds=1)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def is_overtaken(written: Row, rows: Sequence[Row], own: Sequence[Row]) -> bool:
    """Whether the reviewer of `written` has decided on the same thing since, in another window: a row of `rows`, which
    are all that stand on it, that is no older than `written` and none of `own`, which the asking window has made."""
    moment = moment_key(written.decided_on)
    # By role and moment: a row that is read through a link names another record than the one it was written for.
    made = {(r.role, r.decided_on) for r in own if r.reviewer == written.reviewer}
    return any(
        r.reviewer == written.reviewer and moment_key(r.decided_on) >= moment and (r.role, r.decided_on) not in made
        for r in rows
    )


def take_back(written: Row, before: Sequence[Row], rows: Sequence[Row], now: dt.datetime) -> list[Row]:
    """The rows by which `written` is taken back: `before` are its reviewer's rows that held until it was written,
    `rows` all that stand on the same thing."""
    moment = choose_moment(now, [r.decided_on for r in rows])
    same = [b for b in before if b.role == written.role]
    if same:
        return [_again(same[-1], decided_on=moment)]
    added = [_again(written, role=WITHDRAWN, decided_on=moment, note="")]
    # Withdrawing takes back everything of this reviewer, so what held in another role is said again.
    for row in before:
        moment = after(moment)
        added.append(_again(row, decided_on=moment))
    return added


def _again(row: Row, **changes: str) -> Row:
    """The same decision as a further row."""
    return type(row)(**{**row.model_dump(), **changes})


__all__ = ["after", "choose_moment", "is_overtaken", "take_back"]

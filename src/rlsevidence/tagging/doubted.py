"""Rows of tags that their own writer is asked to look at once more. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..decisions import Settled
from ..model import SuggestedTag, Tag
from .anchors import find_broken_anchors
from .todos import Todo

CHOSEN_SINCE = "2026-11-27"
"""Before this day the panel and the terminal wrote 'direct' where a reviewer had pressed a stance and nothing else."""


def list_unseen_directness(settled: Settled, weigh: Any, proposed: Iterable[SuggestedTag] | None) -> Iterable[Todo]:
    """Rows in which 'direct' may have been filled in, for the person who wrote them to look at once more.

    Rows of the panel and the terminal carry a time. Of one with a bare day nobody can tell where it was written: it is
    asked about where the rules suggest no directness, since there alone a stance was enough to have 'direct' written.
    """
    told = {(s.claim, s.record) for s in proposed if s.directness is not None} if proposed is not None else None
    for (claim, record), d in settled.decisions.items():
        for row in d.rows:
            if row.directness != "direct" or row.decided_on >= CHOSEN_SINCE:
                continue
            if may_be_filled_in(row):
                why = f"'direct' may have been filled in and not chosen; {row.reviewer} looks at it once more"
            elif told is not None and (claim, record) not in told:
                why = f"the rules suggest no directness, and the row has no time; {row.reviewer} says if it was chosen"
            else:
                continue
            yield Todo("choose-directness", f"{claim}: {record}", why, (claim, record), weigh([claim]))


def may_be_filled_in(row: Tag) -> bool:
    """Whether 'direct' of a row may have come about by a default that nobody chose."""
    # Rows of the panel and the terminal carry a time, those written by hand a day.
    return row.directness == "direct" and "T" in row.decided_on and row.decided_on < CHOSEN_SINCE


def list_broken_anchors(settled: Settled, weigh: Any) -> Iterable[Todo]:
    holding = [row for d in settled.decisions.values() for row in d.rows]
    for broken in find_broken_anchors(holding, settled.evidence.records):
        tag = broken.tag
        yield Todo(
            "broken-anchor",
            f"{tag.claim}: {tag.record}",
            f"the quote that {tag.reviewer} rests on cannot be found: {broken.why}; read it again",
            (tag.claim, tag.record),
            weigh([tag.claim]),
        )

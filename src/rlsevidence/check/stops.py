"""Stops of the screening: the estimate that a row gives is worked out again from the decisions up to its moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..decisions import WITHDRAWN, moment_key
from ..layout import part_path
from ..model.linked import read_screening_at
from ..screening.estimate import RULE, estimate
from ..screening.sequence import read_in_order
from .rules import Context, Found, rule

CLOSE = 1e-4
"""How far a chance may stand from the one worked out again: rows give six decimals."""


@rule(
    "stop-estimate",
    "What is said of missed records is what the decisions up to then give, by the rule that is named.",
    across=True,
)
def _estimates(context: Context) -> Iterator[Found]:
    path, evidence = part_path("stops"), context.evidence
    # Who went on has taken the stop back, and what it said with it.
    gone_on = max((moment_key(s.decided_on) for s in evidence.stops if s.role == WITHDRAWN), default="")
    for row, stop in enumerate(evidence.stops):
        if stop.role == WITHDRAWN or moment_key(stop.decided_on) < gone_on:
            continue
        if stop.rule != RULE:
            yield path, (row,), "rule", stop.rule, RULE
            continue
        # Nor did a link that was made since, or taken back since, change what was screened then.
        rows, records = read_screening_at(evidence, stop.decided_on)
        read = read_in_order(rows, records, stop.decided_on)
        # Records that came since were not part of what was screened then.
        then = estimate(replace(read, total=stop.total), promised=stop.promised, doubt=stop.doubt)
        for name in ("read", "relevant", "aside", "unopened", "drawn", "likely", "most"):
            if getattr(stop, name) != getattr(then, name):
                expected = f"{getattr(then, name)}, as the decisions up to then give"
                yield path, (row,), name, getattr(stop, name), expected
        if abs(stop.chance - then.chance) > CLOSE:
            yield path, (row,), "chance", stop.chance, f"{then.chance:.6f}, as the decisions up to then give"
        if stop.total + stop.aside > len(records):
            most = len(records) - stop.aside
            yield path, (row,), "total", stop.total, f"{most} at most, as there are records"


@rule("stop-early", "Who stops before the rule would says why: pages show both.")
def _early(context: Context) -> Iterator[Found]:
    for row, stop in enumerate(context.evidence.stops):
        if stop.role != WITHDRAWN and stop.chance >= stop.doubt and not stop.note.strip():
            yield part_path("stops"), (row,), "note", stop.note, "why the screening was stopped before the rule would"

"""Stops of the screening: the estimate that a row gives is worked out again from the decisions up to its moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..decisions import WITHDRAWN
from ..layout import part_path
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
    for row, stop in enumerate(evidence.stops):
        if stop.role == WITHDRAWN:
            continue
        if stop.rule != RULE:
            yield path, (row,), "rule", stop.rule, RULE
            continue
        read = read_in_order(evidence.screening, evidence.records, stop.decided_on)
        # Records that came since were not part of what was screened then.
        then = estimate(replace(read, total=stop.total), promised=stop.promised, doubt=stop.doubt)
        for name in ("read", "relevant", "aside", "likely", "most"):
            if getattr(stop, name) != getattr(then, name):
                expected = f"{getattr(then, name)}, as the decisions up to then give"
                yield path, (row,), name, getattr(stop, name), expected
        if abs(stop.chance - then.chance) > CLOSE:
            yield path, (row,), "chance", stop.chance, f"{then.chance:.6f}, as the decisions up to then give"
        if stop.total + stop.aside > len(evidence.records):
            most = len(evidence.records) - stop.aside
            yield path, (row,), "total", stop.total, f"{most} at most, as there are records"


@rule("stop-early", "Who stops before the rule would says why: pages show both.")
def _early(context: Context) -> Iterator[Found]:
    for row, stop in enumerate(context.evidence.stops):
        if stop.role != WITHDRAWN and stop.chance >= stop.doubt and not stop.note.strip():
            yield part_path("stops"), (row,), "note", stop.note, "why the screening was stopped before the rule would"

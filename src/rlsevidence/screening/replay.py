"""A finished screening replayed in the order of the ranker: how early would it have found what was included? Pure.

Measures as in the field (Cohen 2006; Ferdinands 2023), each a fraction of the records that were not given at the start:
WSS@r is the work saved over reading at random when a recall of r is reached, ATD the mean place of the included.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .ranker import learn, weigh_words
from .stopping import DOUBT, PROMISED, chance_of_missing
from .table import Row

EVERY = 60
"""Decisions up to which each is learnt from at once; after that it learns anew when a sixtieth more is decided."""
CHECKS = 200
"""How often, at most, in a replay the stopping rule is asked."""


@dataclass(frozen=True)
class Run:
    """One replay: the measures (fractions), seconds, and where the stopping rule would have stopped."""

    seed: int
    wss95: float
    wss100: float
    atd: float
    recall10: float
    seconds: float
    stop: dict[str, float | int | None]

    def to_plain(self) -> dict[str, Any]:
        return {k: getattr(self, k) for k in ("seed", "wss95", "wss100", "atd", "recall10", "seconds", "stop")}


def replay(
    rows: Sequence[Row], seeds: Iterable[int], *, promised: float = PROMISED, tell: Callable[[str], None] | None = None
) -> tuple[Run, ...]:
    """One run a seed, each from one included and one excluded record drawn by it. All rows must be decided."""
    from threadpoolctl import threadpool_limits

    matrix, _ = weigh_words([r.text for r in rows])
    products = (matrix @ matrix.T).toarray()
    labels = [bool(r.included) for r in rows]
    runs = []
    for seed in seeds:
        # Threads that wait for each other on systems this small cost far more than they bring on a busy machine.
        with threadpool_limits(1):
            runs.append(_replay(products, labels, seed, promised))
        if tell is not None:
            tell(f"seed {seed}: WSS@95 {runs[-1].wss95:.3f}, {runs[-1].seconds:.1f} s")
    return tuple(runs)


def draw_given(labels: Sequence[bool], seed: int) -> list[int]:
    """The places of the included and the excluded record that a replay begins with."""
    draw = random.Random(seed)
    return [draw.choice([i for i, x in enumerate(labels) if x is wanted]) for wanted in (True, False)]


def _replay(products: Any, labels: Sequence[bool], seed: int, promised: float) -> Run:
    start = time.perf_counter()
    given = draw_given(labels, seed)
    found = [labels[i] for i in order_by_learning(products, labels, given)]
    seconds = time.perf_counter() - start
    return Run(seed, **measure(found), seconds=seconds, stop=find_stop(found, labels, given, promised))


def order_by_learning(products: Any, labels: Sequence[bool], given: Sequence[int]) -> list[int]:
    """The places of all records but those given, in the order in which the ranker would show them.

    `products`: the (n, n) inner products of the weighed texts; it learns anew as `EVERY` says.
    """
    import numpy as np

    truth = np.array(labels)
    known, left = list(given), [i for i in range(len(labels)) if i not in given]
    order: list[int] = []
    while left:
        weights, offset = learn(products[np.ix_(known, known)], truth[known])
        spread = np.zeros(len(labels))
        spread[known] = weights
        scores = (products @ spread)[left] + offset
        take = max(1, len(known) // EVERY)
        best = [left[i] for i in np.argsort(-scores, kind="stable")[:take]]
        order += best
        known += best
        chosen = set(best)
        left = [i for i in left if i not in chosen]
    return order


def measure(found: Sequence[bool]) -> dict[str, float]:
    """WSS@95, WSS@100, ATD and the recall after a tenth, of labels in the order in which they were read."""
    n, relevant = len(found), sum(found)
    if not relevant:
        return {"wss95": 0.0, "wss100": 0.0, "atd": 0.0, "recall10": 0.0}
    places = [place for place, hit in enumerate(found, 1) if hit]
    saved = {r: r - places[math.ceil(r * relevant) - 1] / n for r in (0.95, 1.0)}
    tenth = sum(found[: math.ceil(n / 10)]) / relevant
    return {"wss95": saved[0.95], "wss100": saved[1.0], "atd": sum(places) / relevant / n, "recall10": tenth}


def find_stop(
    found: Sequence[bool], labels: Sequence[bool], given: Sequence[int], promised: float
) -> dict[str, float | int | None]:
    """Where the stopping rule first says stop: records read by then and the recall reached, those given included."""
    start = [labels[i] for i in given]
    total, relevant = len(labels), sum(labels)
    step = max(1, len(found) // CHECKS)
    for read in range(step, len(found) + 1, step):
        if chance_of_missing([*start, *found[:read]], total, promised) < DOUBT:
            reached = (sum(start) + sum(found[:read])) / relevant
            return {"after": read + len(start), "recall": reached, "promised": promised}
    return {"after": total, "recall": 1.0, "promised": promised}


def summarise_runs(rows: Sequence[Row], runs: Sequence[Run]) -> dict[str, Any]:
    """The runs and their means, as `simulate --format json` prints them."""
    return {
        "n": len(rows),
        "included": sum(r.included is True for r in rows),
        "runs": [run.to_plain() for run in runs],
        "wss95": sum(r.wss95 for r in runs) / len(runs),
        "atd": sum(r.atd for r in runs) / len(runs),
    }

"""When enough has been screened: the chance that too much is still missed. Pure.

Source: Callaghan & Müller-Hansen, Systematic Reviews 2020;9:273. Records read in the order of a ranking are no random
sample, but the last ones read are at least as likely to be relevant as those not read. So each stretch of the last
records read is held against the urn that they were drawn from: were the promised recall not reached, so many relevant
records would have been in it; how likely would so few have been found? The smallest of these chances counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Real = NDArray[np.float64]

PROMISED = 0.95
"""The recall that a stop promises, unless another is asked for."""
DOUBT = 0.05
"""The chance of missing it that a stop accepts: 1 minus the confidence."""


def chance_of_missing(found: Sequence[bool], total: int, promised: float = PROMISED) -> float:
    """The chance (0 to 1) of so few late finds if recall were below `promised`, given the labels read so far, in order.

    `total`: records in the whole set. 1.0 while nothing relevant has been found, 0.0 when all have been read.
    """
    import numpy as np

    read, relevant = len(found), sum(found)
    if read >= total:
        return 0.0
    if not relevant:
        return 1.0
    late: Whole = np.cumsum(np.asarray(found[::-1], dtype=np.int64))  # finds among the last 1, 2, ... records read
    drawn: Whole = np.arange(1, read + 1, dtype=np.int64)
    urn = total - read + drawn
    # The least number of relevant records in the urn with which the recall so far would be below the promise.
    needed: Whole = np.floor(relevant / promised + 1 - (relevant - late)).astype(np.int64)
    return float(min(1.0, _cumulative(late, urn, np.minimum(needed, urn), drawn).min()))


def _cumulative(k: Whole, urn: Whole, marked: Whole, drawn: Whole) -> Real:
    """P(X <= k) of the hypergeometric distribution, for arrays: `drawn` from `urn` with `marked`, without return."""
    import numpy as np

    logs: Real = np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, int(urn.max()) + 1)))))  # of factorials

    def choose(n: Whole, r: Whole) -> Real:
        answer: Real = logs[n] - logs[r] - logs[n - r]
        return answer

    whole, total = choose(urn, drawn), np.zeros(len(k))
    for x in range(int(k.max()) + 1):
        fits = (x <= k) & (x <= marked) & (x <= drawn) & (drawn - x <= urn - marked)
        some = np.flatnonzero(fits)
        if len(some):
            one, n, m, d = np.full(len(some), x), urn[some], marked[some], drawn[some]
            total[some] += np.exp(choose(m, one) + choose(n - m, d - one) - whole[some])
    return total

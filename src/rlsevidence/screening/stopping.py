"""When enough has been screened: the chance that too much is still missed. Pure.

Source: Callaghan & Müller-Hansen, Systematic Reviews 2020;9:273. Records read in the order of a ranking are no random
sample, but the last ones read are at least as likely to be relevant as those not read. So each stretch of the last
records read is held against the urn that they were drawn from: were the promised recall not reached, so many relevant
records would have been in it; how likely would so few have been found? The smallest of these chances counts.

A sample that chance has drawn from all that nobody has read is held against its urn as a whole: to choose the stretch
that says most would be to draw until it suits, and no ranking is there to make up for it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
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
TABLE = 1 << 18
"""Numbers of a table that is worked out at once."""


def chance_of_missing(found: Sequence[bool], total: int, promised: float = PROMISED) -> float:
    """The chance (0 to 1) of so few late finds if recall were below `promised`, given the labels read so far, in order.

    `total`: records in the whole set. 1.0 while nothing relevant has been found, 0.0 when all have been read.
    """
    return chance_of_more(found, total, allow_missed(sum(found), promised))


def allow_missed(relevant: int, promised: float) -> int | None:
    """The most relevant records that may be left when `relevant` are found and the recall is `promised`; None while
    nothing has been found, when nothing can be promised."""
    return math.floor(relevant / promised) - relevant if relevant else None


def chance_of_more(found: Sequence[bool], total: int, allowed: int | None, *, drawn_at_random: bool = False) -> float:
    """The chance (0 to 1) of so few late finds if more than `allowed` relevant records were among those not read.

    `found`: the labels read so far, in order; `total`: records in the whole set, read or not. `allowed` None: 1.0.
    `drawn_at_random`: chance alone has drawn what was read, so that it counts as one sample.
    """
    import numpy as np

    read = len(found)
    if read >= total:
        return 0.0
    if allowed is None:
        return 1.0
    if allowed >= total - read:
        return 0.0
    # Of the stretches with equally many finds the longest says most, so only those count that begin after a find.
    places: Whole = np.flatnonzero(np.asarray(found, dtype=bool))
    late: Whole = np.arange(len(places) + 1, dtype=np.int64)
    drawn: Whole = read - np.append(places[::-1] + 1, 0).astype(np.int64)
    if drawn_at_random:
        late, drawn = late[-1:], drawn[-1:]
    some = drawn > 0
    if not some.any():
        return 1.0
    late, drawn = late[some], drawn[some]
    urn = total - read + drawn
    return float(min(1.0, _cumulative(late, urn, np.minimum(late + allowed + 1, urn), drawn).min()))


def bound_missed(found: Sequence[bool], total: int, doubt: float = DOUBT, *, drawn_at_random: bool = False) -> int:
    """The most relevant records that may be left among those not read, with a chance of `doubt` that there are more.

    With `doubt` 0.5 it is as likely as not that there are no more. The rule turned round: the least number which it
    would let pass. All that are left while nothing has been read.
    """
    left = total - len(found)
    low, high = 0, max(0, left)
    while low < high:
        middle = (low + high) // 2
        if chance_of_more(found, total, middle, drawn_at_random=drawn_at_random) < doubt:
            high = middle
        else:
            low = middle + 1
    return low


def _cumulative(k: Whole, urn: Whole, marked: Whole, drawn: Whole) -> Real:
    """P(X <= k) of the hypergeometric distribution, for arrays: `drawn` from `urn` with `marked`, without return."""
    import numpy as np

    logs = _sum_logs(int(urn.max()).bit_length())

    def choose(n: Whole, r: Whole) -> Real:
        answer: Real = logs[n] - logs[r] - logs[n - r]
        return answer

    whole, total = choose(urn, drawn), np.zeros(len(k))
    first, end = 0, int(k.max()) + 1
    while first < end:
        # As many values of X at once as fit a table of bounded size; those who need none of them are left out.
        some = np.flatnonzero(k >= first)
        x = np.arange(first, min(end, first + max(1, TABLE // len(some))))[:, None]
        n, m, d = urn[some], marked[some], drawn[some]
        fits = (x <= k[some]) & (x <= m) & (x <= d) & (d - x <= n - m)
        chances = np.exp(np.where(fits, choose(m, x) + choose(n - m, d - x) - whole[some], -np.inf))
        total[some] = np.add.reduce(np.vstack((total[some], chances)))
        first += len(x)
    return total


@lru_cache(maxsize=4)
def _sum_logs(bits: int) -> Real:
    """The logarithms of the factorials from 0! to (2^bits)!."""
    import numpy as np

    return np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, 2**bits + 1)))))

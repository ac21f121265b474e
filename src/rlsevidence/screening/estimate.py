"""How much the screening may still miss, with its interval, and how that went while it was read. Pure.

Source of the rule: see `stopping`. Its test asks of one recall whether it can be ruled out to be lower; asked of every
number of missed records it gives an interval: from none to the most that it cannot rule out. The middle of it is the
number that is as likely exceeded as not. The rule holds for an order at least as good as chance (see `sequence`): what
was decided below a record that was passed over stays in the urn, and of what is left each may be a find.

Of what people put away in lists without opening it no order says anything: they chose it. So while such records are
left the rule holds its test against the random sample alone, as the source does after a reading in order: the records
that chance drew from all that nobody had opened, lists and queue together. The urn is what is left and that sample.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from ..model import ScreeningStop
from .sequence import Read
from .stopping import DOUBT, PROMISED, allow_missed, bound_missed, chance_of_more

RULE = "callaghan-2020"
"""The rule by which a stop was decided, as its row says."""
POINTS = 40
"""Points of the curve, at most."""


@dataclass(frozen=True)
class Estimate:
    """What is missed after `read` of `total` records, `relevant` being let in by now, `aside` decided beside the order.

    `unopened`: of those left, how many were put away in lists and opened by nobody; `drawn`: how many of those read
    chance drew from all that nobody had opened.
    `likely`: missed records that are as likely exceeded as not, `most`: exceeded with a chance of `doubt`; `chance`:
    of so few late finds if the recall were below `promised`; `enough`: whether the rule would stop.
    """

    total: int
    read: int
    relevant: int
    aside: int
    unopened: int
    drawn: int
    promised: float
    doubt: float
    chance: float
    likely: int
    most: int

    @property
    def enough(self) -> bool:
        return self.chance < self.doubt

    @property
    def left(self) -> int:
        return self.total - self.read

    @property
    def recall(self) -> float | None:
        """The recall (0 to 1) that is reached at least, with a chance of `doubt` that it is less; None without a
        find."""
        return self.relevant / (self.relevant + self.most) if self.relevant else None

    @property
    def recall_likely(self) -> float | None:
        return self.relevant / (self.relevant + self.likely) if self.relevant else None

    def to_plain(self) -> dict[str, Any]:
        return {
            **{k: getattr(self, k) for k in ("total", "read", "relevant", "aside", "unopened", "drawn")},
            **{
                k: getattr(self, k)
                for k in ("promised", "doubt", "likely", "most", "left", "enough", "recall", "recall_likely")
            },
            "chance": round(self.chance, 6),
        }


def estimate(read: Read, *, promised: float = PROMISED, doubt: float = DOUBT) -> Estimate:
    """The estimate after everything that has been read."""
    return _estimate_after(read, len(read.found), promised, doubt)


def _estimate_after(read: Read, n: int, promised: float, doubt: float) -> Estimate:
    # Before the first list that is still unopened nothing was hidden in one: the curve tells of then.
    listed = n > read.listed_after or n == len(read.found)
    unopened, draws = read.unopened if listed else 0, tuple(place for place in read.draws if place < n)
    then = replace(read, found=read.found[:n], unopened=unopened, listed_after=0, draws=draws)
    return _estimate(then, promised, doubt)


@lru_cache(maxsize=256)
def _estimate(read: Read, promised: float, doubt: float) -> Estimate:
    """Kept for a while: of a curve drawn anew after each decision, nearly all points are those of before."""
    left, listed, (sample, urn) = read.total - len(read.found), bool(read.unopened), _sample(read)
    return Estimate(
        total=read.total,
        read=len(read.found),
        relevant=read.relevant,
        aside=read.given + read.aside,
        unopened=read.unopened,
        drawn=len(read.draws),
        promised=promised,
        doubt=doubt,
        chance=find_chance(read, promised),
        likely=max(0, min(left, bound_missed(sample, urn, 0.5, drawn_at_random=listed))),
        most=max(0, min(left, bound_missed(sample, urn, doubt, drawn_at_random=listed))),
    )


def _sample(read: Read) -> tuple[tuple[bool, ...], int]:
    """What the test rests on, in the order in which it was read, and the size of the urn that it was drawn from."""
    if not read.unopened:
        return read.found, read.total + read.below
    drawn = tuple(read.found[place] for place in read.draws)
    return drawn, read.total - len(read.found) + read.below + len(drawn)


def find_chance(read: Read, promised: float = PROMISED) -> float:
    """The chance (0 to 1) of so few late finds, in what the test may rest on, if the recall were below `promised`."""
    left, allowed = read.total - len(read.found), allow_missed(read.relevant, promised)
    if left <= 0 or (allowed is not None and left <= allowed):  # no more can be missed than is left
        return 0.0
    return chance_of_more(*_sample(read), allowed, drawn_at_random=bool(read.unopened))


def needs_draws(read: Read, waiting: bool, *, promised: float = PROMISED, doubt: float = DOUBT) -> bool:
    """Whether what comes next has to be drawn at random from all that nobody has opened.

    So it is where lists hide records and the order has done its work: were they no more than the end of the queue, the
    rule would stop, or nothing else is `waiting`.
    """
    if not read.unopened:
        return False
    return not waiting or find_chance(replace(read, unopened=0), promised) < doubt


def trace(read: Read, *, promised: float = PROMISED, doubt: float = DOUBT) -> tuple[Estimate, ...]:
    """The estimates along the way, at most POINTS of them, the last one that of now; empty before anything is read."""
    n = len(read.found)
    step = max(1, -(-n // POINTS))
    return tuple(_estimate_after(read, at, promised, doubt) for at in sorted({n, *range(step, n + 1, step)} - {0}))


def make_stop(now: Estimate, reviewer: str, moment: str, note: str) -> ScreeningStop:
    """The row of a stop: the estimate it rests on, by this rule, in a person's name."""
    kept = ("total", "read", "relevant", "aside", "unopened", "drawn", "promised", "doubt", "likely", "most")
    return ScreeningStop(
        decided_on=moment,
        stage="title_abstract",
        role="screener",
        reviewer=reviewer,
        **{name: getattr(now, name) for name in kept},
        chance=round(now.chance, 6),
        rule=RULE,
        note=note,
    )


__all__ = ["RULE", "Estimate", "estimate", "find_chance", "make_stop", "needs_draws", "trace"]

"""How much the screening may still miss, with its interval, and how that went while it was read. Pure.

Source of the rule: see `stopping`. Its test asks of one recall whether it can be ruled out to be lower; asked of every
number of missed records it gives an interval: from none to the most that it cannot rule out. The middle of it is the
number that is as likely exceeded as not. The rule holds for an order at least as good as chance (see `sequence`): what
was decided below a record that was passed over stays in the urn, and of what is left each may be a find.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from .sequence import Read
from .stopping import DOUBT, PROMISED, allow_missed, bound_missed, chance_of_more

RULE = "callaghan-2020"
"""The rule by which a stop was decided, as its row says."""
POINTS = 40
"""Points of the curve, at most."""


@dataclass(frozen=True)
class Estimate:
    """What is missed after `read` of `total` records, `relevant` being let in by now, `aside` decided beside the order.

    `likely`: missed records that are as likely exceeded as not, `most`: exceeded with a chance of `doubt`; `chance`:
    of so few late finds if the recall were below `promised`; `enough`: whether the rule would stop.
    """

    total: int
    read: int
    relevant: int
    aside: int
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
            **{k: getattr(self, k) for k in ("total", "read", "relevant", "aside", "promised", "doubt")},
            **{k: getattr(self, k) for k in ("likely", "most", "left", "enough", "recall", "recall_likely")},
            "chance": round(self.chance, 6),
        }


def estimate(read: Read, *, promised: float = PROMISED, doubt: float = DOUBT) -> Estimate:
    """The estimate after everything that has been read."""
    return _estimate_after(read, len(read.found), promised, doubt)


def _estimate_after(read: Read, n: int, promised: float, doubt: float) -> Estimate:
    return _estimate(replace(read, found=read.found[:n]), promised, doubt)


@lru_cache(maxsize=256)
def _estimate(read: Read, promised: float, doubt: float) -> Estimate:
    """Kept for a while: of a curve drawn anew after each decision, nearly all points are those of before."""
    n = len(read.found)
    left, urn = read.total - n, read.total + read.below
    allowed = allow_missed(read.relevant, promised)
    certain = left <= 0 or (allowed is not None and left <= allowed)  # no more can be missed than is left
    return Estimate(
        total=read.total,
        read=n,
        relevant=read.relevant,
        aside=read.given + read.aside,
        promised=promised,
        doubt=doubt,
        chance=0.0 if certain else chance_of_more(read.found, urn, allowed),
        likely=max(0, min(left, bound_missed(read.found, urn, 0.5))),
        most=max(0, min(left, bound_missed(read.found, urn, doubt))),
    )


def trace(read: Read, *, promised: float = PROMISED, doubt: float = DOUBT) -> tuple[Estimate, ...]:
    """The estimates along the way, at most POINTS of them, the last one that of now; empty before anything is read."""
    n = len(read.found)
    step = max(1, -(-n // POINTS))
    return tuple(_estimate_after(read, at, promised, doubt) for at in sorted({n, *range(step, n + 1, step)} - {0}))


__all__ = ["RULE", "Estimate", "estimate", "trace"]

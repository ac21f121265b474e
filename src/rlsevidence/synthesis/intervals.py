"""Three intervals about one pooled effect, where they part and why. Pure, standard library only.

z: the normal one. hksj: Knapp & Hartung, Stat Med 2003;22:2693 (metafor's test="knha"): the spread that is seen takes
the place of the spread that the variances lead one to expect, as a factor on the squared standard error, and Student's
t that of the normal distribution. hksj-floor: the same with the factor never below 1 (metafor's test="adhoc"; Knapp &
Hartung's own advice; Roever, Knapp & Friede, BMC Med Res Methodol 2015;15:99).
Studies that happen to agree make the plain factor small, down to 0 for equal effects: false precision. With the floor
the interval is never narrower than that of the common-effect model, since tau2 and t can only widen it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .distributions import critical, normal_p, t_p

INTERVALS = ("hksj-floor", "hksj", "z")
DEFAULT_INTERVAL = "hksj-floor"
NAMES = {"hksj-floor": "floored Knapp-Hartung", "hksj": "plain Knapp-Hartung", "z": "normal"}

SMALLEST_P = 1e-300
"""Smaller ones run out of a float's range, and no p is 0."""
_PART = 0.01
"""Intervals part when one is wider than the other by more than this share; less is not worth a sentence."""
FEW = 10
"""Studies below which the normal interval is known to be too narrow when effects vary."""


@dataclass(frozen=True)
class Interval:
    """One interval about a pooled effect. `df`: degrees of freedom of Student's t, None for the normal distribution.

    `se`, `low`, `high` and `p` are None where the effects show no spread and nothing else gives one. `p_is_bound`: the
    true p is below `p`.
    """

    ci: str
    se: float | None
    low: float | None
    high: float | None
    p: float | None
    df: int | None
    p_is_bound: bool = False

    @property
    def width(self) -> float | None:
        return None if self.low is None or self.high is None else self.high - self.low


def compute_interval(ci: str, mean: float, total: float, factor: float | None, k: int, level: float) -> Interval:
    """The interval `ci` about `mean` of `k` studies: `total` is the sum of the weights, `factor` Knapp-Hartung's.

    `factor` may be None for `z` alone.
    """
    df = None if ci == "z" or factor is None else k - 1
    scale = 1.0 if ci == "z" or factor is None else max(1.0, factor) if ci == "hksj-floor" else factor
    # Two roots, because the quotient of very small numbers leaves a float's range.
    se = math.sqrt(scale) / math.sqrt(total)
    half = critical(df, level) * se
    low, high = mean - half, mean + half
    if not low < mean < high:
        return Interval(ci, None, None, None, None, df)
    p = normal_p(mean / se) if df is None else t_p(mean / se, df)
    return Interval(ci, se, low, high, max(p, SMALLEST_P), df, p < SMALLEST_P)


def note_partings(intervals: Mapping[str, Interval], used: str, common: Interval, factor: float) -> Iterator[str]:
    """A sentence for each interval that parts from the floored one, and why; first of all what is wrong with `used`."""
    floor, plain, normal = (intervals[name] for name in INTERVALS)
    if floor.width is None:
        yield "the interval is narrower than these numbers can show: give the effects in a larger unit"
        return
    if plain.width is None:
        yield (
            "hksj and hksj-floor part: the effects are equal, so plain Knapp-Hartung sees no spread, and has no "
            f"interval and no p; hksj-floor gives {_ends(floor)}"
        )
    elif factor < 1:
        if common.width is not None and plain.width < common.width:
            narrow = f", narrower than the common-effect interval ({_ends(common)})"
        else:
            narrow = ""
        yield (
            f"hksj and hksj-floor part: the effects agree better than their variances lead one to expect (factor "
            f"{factor:.3g}, below 1), so plain Knapp-Hartung gives {_ends(plain)}{narrow}; hksj-floor takes the factor "
            f"as 1 and gives {_ends(floor)}"
        )
    if normal.width is not None and abs(normal.width / floor.width - 1) > _PART:
        t = "Student's t with " + (f"{floor.df} degrees of freedom" if floor.df != 1 else "1 degree of freedom")
        why = f"hksj-floor uses {t}"
        if factor > 1:
            why += f" and the spread that is seen (factor {factor:.3g})"
        yield f"z and hksj-floor part: {_ends(normal)} against {_ends(floor)}; {why}"
    if used == "z" and (floor.df or 0) + 1 < FEW:
        yield "few studies: the z interval is too narrow when effects vary; compare hksj-floor"
    if used == "hksj" and factor < 1:
        yield "the interval asked for is falsely precise here; hksj-floor is the one to use"


def show_ends(low: float, high: float) -> str:
    """Both ends, with as many digits as it takes to see the width between them."""
    digits = show_digits(max(abs(low), abs(high)), high - low)
    return f"{low:.{digits}g} to {high:.{digits}g}"


def show_digits(size: float, spread: float) -> int:
    """Significant digits of a number of this size whose uncertainty is `spread`: four, more where that hides it."""
    if size <= 0 or spread <= 0:
        return 4
    return min(17, max(4, math.ceil(math.log10(size) - math.log10(spread)) + 2))


def _ends(interval: Interval) -> str:
    assert interval.low is not None
    assert interval.high is not None
    return show_ends(interval.low, interval.high)

"""Absolute effects from relative ones, and how an effect is printed. Pure.

Source: Cochrane Handbook for Systematic Reviews of Interventions, chapter 15, section 15.4.4 (RR, OR) and the GRADE
guidelines 12 (Guyatt et al., J Clin Epidemiol 2013;66:158); for hazard ratios, chapter 6 of the Handbook, 1-(1-p)^HR.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..synthesis.effects import RATIOS


@dataclass(frozen=True)
class Absolute:
    """People with the event out of 1,000: without the exposure, with it, and the difference, each with an interval."""

    without: float
    with_it: float
    with_low: float
    with_high: float

    @property
    def fewer_or_more(self) -> tuple[float, float, float]:
        """With minus without, and the interval; below 0: fewer."""
        return (self.with_it - self.without, self.with_low - self.without, self.with_high - self.without)


def compute_absolute(measure: str, effect: float, low: float, high: float, per_1000: float) -> Absolute:
    """What a ratio does to a baseline risk of `per_1000` (above 0, below 1,000).

    `effect`, `low`, `high`: the ratio and its interval, off the logarithm. ValueError for another measure, for a ratio
    below 0 and for a baseline out of range.
    """
    if measure not in RATIOS:
        raise ValueError(f"{measure} is no ratio of risks, odds or hazards")
    if not 0 < per_1000 < 1000:
        raise ValueError(f"a baseline of {per_1000} in 1,000 is no risk")
    if not (0 <= low <= effect <= high):
        raise ValueError(f"a ratio of {effect} ({low} to {high}) has its interval around it")
    return Absolute(per_1000, *(1000 * _risk(measure, ratio, per_1000 / 1000) for ratio in (effect, low, high)))


def _risk(measure: str, ratio: float, baseline: float) -> float:
    if math.isinf(ratio):
        return 1.0
    if measure == "OR":
        return ratio * baseline / (1 - baseline + ratio * baseline)
    if measure == "HR":
        return 1 - math.pow(1 - baseline, ratio)
    return min(1.0, ratio * baseline)

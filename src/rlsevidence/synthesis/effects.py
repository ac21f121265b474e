"""Effect sizes from what studies report, with the variant named, the assumptions listed and suspicious input warned of.

Formulas: Cochrane Handbook 6.5, chapter 6; Hedges, J Educ Stat 1981;6:107 (the exact correction J); Becker, Br J Math
Stat Psychol 1988;41:257 and Morris and DeShon, Psychol Methods 2002;7:105 (changes within a group); Wan et al., BMC Med
Res Methodol 2014;14:135 (medians). Variances are those of metafor's `escalc` (vtype "LS"), pinned in
tests/reference/conversions.tsv.
Pure. Ratios are on the logarithm. Every effect is intervention minus comparator, or
after minus before, as reported; `aligned` turns it so that above 0 is better.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from .distributions import critical, normal_p, normal_quantile, t_p
from .remarks import remark

RATIOS = frozenset({"OR", "RR", "HR"})


@dataclass(frozen=True)
class Effect:
    """One effect: `yi` and its sampling variance `vi` (None when nothing gives it).

    `measure`: MD, SMD, OR, RR, RD, MC (mean change), SMCR (mean change in baseline standard deviations). `variant`: the
    formula in words. `assumptions`: what had to be assumed. `warnings`: what looks wrong in the input. `better`:
    higher, lower or none, as the study says. What the catalogues have a text for is a `Remark`.
    """

    measure: str
    yi: float
    vi: float | None
    variant: str
    assumptions: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    better: str | None = None

    @property
    def se(self) -> float | None:
        return None if self.vi is None else math.sqrt(self.vi)

    @property
    def aligned(self) -> float | None:
        """`yi` turned so that above 0 is better; None when the study does not say which way is better."""
        if self.better not in ("higher", "lower"):
            return None
        return -self.yi if self.better == "lower" else self.yi

    def interval(self, level: float = 95) -> tuple[float, float] | None:
        """The normal interval at `level` per cent, on the scale of `yi`; None without a variance."""
        if self.se is None:
            return None
        half = critical(None, level) * self.se
        return self.yi - half, self.yi + half


@dataclass(frozen=True)
class Group:
    """Mean, standard deviation and number of people of one group, or of one time."""

    mean: float
    sd: float
    n: int


def mean_difference(one: Group, other: Group, *, better: str | None = None) -> Effect:
    """Difference of means, unequal variances (MD). ValueError for impossible groups."""
    _possible(one, other)
    vi = one.sd**2 / one.n + other.sd**2 / other.n
    effect = Effect("MD", one.mean - other.mean, vi, "difference of means, unequal variances", better=better)
    return replace(effect, warnings=_doubt_groups(one, other))


def standardised_difference(one: Group, other: Group, *, better: str | None = None) -> Effect:
    """Hedges' g: difference in pooled standard deviations, exact small-sample correction (SMD)."""
    _possible(one, other)
    df = one.n + other.n - 2
    pooled = math.sqrt(((one.n - 1) * one.sd**2 + (other.n - 1) * other.sd**2) / df)
    yi = correct_small(df) * (one.mean - other.mean) / pooled
    vi = 1 / one.n + 1 / other.n + yi * yi / (2 * (one.n + other.n))
    warnings = _doubt_groups(one, other)
    return Effect("SMD", yi, vi, "Hedges' g, exact correction", warnings=warnings, better=better)


def correct_small(df: float) -> float:
    """Hedges' J(df), the exact correction for small samples: near 1 - 3/(4 df - 1)."""
    if df <= 1:
        raise ValueError(f"df: found {df}, expected above 1")
    return math.exp(math.lgamma(df / 2) - math.log(math.sqrt(df / 2)) - math.lgamma((df - 1) / 2))


def mean_change(
    before: Group, after: Group, correlation: float | None = None, *, better: str | None = None, assumed: float = 0.5
) -> Effect:
    """Mean change within one group (MC), after minus before.

    `correlation` between the two times when stated; else `assumed`, and the effect says so. This is not an effect of
    treatment: nobody was left untreated, so it is never pooled with differences between groups.
    """
    r, told = _correlation(correlation, assumed)
    _possible(before, after)
    vi = (before.sd**2 + after.sd**2 - 2 * r * before.sd * after.sd) / _same_people(before, after)
    effect = Effect("MC", after.mean - before.mean, vi, "mean change within one group", told, better=better)
    return replace(effect, warnings=_doubt_groups(before, after, paired=True))


def standardised_change(
    before: Group, after: Group, correlation: float | None = None, *, better: str | None = None, assumed: float = 0.5
) -> Effect:
    """Mean change in standard deviations of the start (SMCR), after minus before, exact correction."""
    r, told = _correlation(correlation, assumed)
    _possible(before, after)
    n = _same_people(before, after)
    yi = correct_small(n - 1) * (after.mean - before.mean) / before.sd
    vi = 2 * (1 - r) / n + yi * yi / (2 * n)
    warnings = _doubt_groups(before, after, paired=True)
    return Effect("SMCR", yi, vi, "mean change in standard deviations of the start", told, warnings, better)


def ratio_from_interval(
    measure: str,
    value: float,
    low: float,
    high: float,
    *,
    level: float = 95,
    p: str | None = None,
    better: str | None = None,
) -> Effect:
    """Logarithm of an odds, risk or hazard ratio with its standard error from the interval at `level` per cent."""
    if measure not in RATIOS:
        raise ValueError(f"measure: {measure!r} is not one of {', '.join(sorted(RATIOS))}")
    if not 0 < low <= value <= high:
        raise ValueError(f"interval: found {low:g}, {value:g}, {high:g}, expected 0 < low <= value <= high")
    yi, ends = math.log(value), (math.log(low), math.log(high))
    return _from_interval(measure, yi, ends, level, p, better, f"log {measure}, standard error from the interval")


def difference_from_interval(
    measure: str,
    value: float,
    low: float,
    high: float,
    *,
    level: float = 95,
    p: str | None = None,
    better: str | None = None,
) -> Effect:
    """A difference (MD, SMD, RD, beta) with its standard error from the interval at `level` per cent."""
    if not low <= value <= high:
        raise ValueError(f"interval: found {low:g}, {value:g}, {high:g}, expected low <= value <= high")
    return _from_interval(measure, value, (low, high), level, p, better, "standard error from the interval")


def effect_from_p(measure: str, yi: float, p: str, *, df: float | None = None, better: str | None = None) -> Effect:
    """An effect whose standard error comes from its p-value: |yi| over the normal (or t with `df`) deviate.

    'p<0.01' is taken as 0.01, the largest standard error it allows; 'not significant' gives no variance.
    """
    number, bound = read_p(p)
    if number is None or number >= 1 or yi == 0:
        why = f"no standard error can be had from p {p!r}"
        return Effect(measure, yi, None, "effect without a standard error", (why,), better=better)
    if number <= 0:
        raise ValueError(f"p: found {p!r}, expected above 0")
    said = (f"p {p} taken as {number:g}",) if bound else ()
    deviate = critical(df, 100 * (1 - number))
    how = "standard error from p" + (f" (t, {df:g} degrees of freedom)" if df else " (normal)")
    return Effect(measure, yi, (abs(yi) / deviate) ** 2, how, said, better=better)


def two_by_two(
    measure: str, events: int, n: int, other_events: int, other_n: int, *, better: str | None = None
) -> Effect:
    """Log OR, log RR or RD of two groups; half an event is added to every cell when one is empty."""
    if not (0 <= events <= n and 0 <= other_events <= other_n and min(n, other_n) > 0):
        raise ValueError(f"events: found {events} of {n} and {other_events} of {other_n}, expected 0 to n of each")
    cells = [float(x) for x in (events, n - events, other_events, other_n - other_events)]
    told: tuple[str, ...] = ()
    if min(cells) == 0:
        cells = [x + 0.5 for x in cells]
        told = ("half an event added to every cell, because one is empty",)
    a, b, c, d = cells
    if measure == "OR":
        return Effect(
            "OR", math.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d, "log odds ratio", told, better=better
        )
    if measure == "RR":
        vi = 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)
        return Effect("RR", math.log(a / (a + b) / (c / (c + d))), vi, "log risk ratio", told, better=better)
    if measure == "RD":
        one, other = a / (a + b), c / (c + d)
        vi = one * (1 - one) / (a + b) + other * (1 - other) / (c + d)
        return Effect("RD", one - other, vi, "risk difference", told, better=better)
    raise ValueError(f"measure: {measure!r} is not one of OR, RR, RD")


def group_from_median(median: float, q1: float, q3: float, n: int) -> tuple[Group, tuple[str, ...], tuple[str, ...]]:
    """(mean and deviation from a median and quartiles, assumptions, warnings), by Wan 2014, scenario 3.

    ValueError when the quartiles do not enclose the median.
    """
    if not q1 <= median <= q3 or q1 == q3 or n < 2:
        raise ValueError(f"quartiles: found {q1:g}, {median:g}, {q3:g} of {n}, expected q1 <= median <= q3, n above 1")
    sd = (q3 - q1) / (2 * normal_quantile((0.75 * n - 0.125) / (n + 0.25)))
    told = (remark("remark.quartiles"),)
    skew = (q1 + q3 - 2 * median) / (q3 - q1)
    doubt = (remark("remark.lopsided", skew=f"{skew:.2f}"),) if abs(skew) > 0.3 else ()
    return Group((q1 + median + q3) / 3, sd, n), told, doubt


# ---------------------------------------------------------------- doubts about the input


def read_p(text: str) -> tuple[float | None, bool]:
    """(the number of a p-value as printed, whether it is only a bound): '<0.01' is (0.01, True)."""
    words = text.replace("p", " ").replace("=", " ").replace(",", ".").split()
    first = words[0].lstrip("<≤>") if words else ""
    bound = bool(words) and words[0][0] in "<≤"
    if words and words[0] in ("<", "<=", "≤") and len(words) > 1:
        first, bound = words[1], True
    try:
        number = float(first)
    except ValueError:
        return None, False
    if words[0].startswith(">") or not 0 <= number <= 1:
        return None, False
    return number, bound


def doubt_p(yi: float, se: float, p: str | None) -> tuple[str, ...]:
    """A warning when an interval and a p-value cannot both be right."""
    number, bound = read_p(p) if p else (None, False)
    if number is None or se <= 0:
        return ()
    found = normal_p(yi / se)
    # Rounding moves either a little; a factor of three, or the other side of 0.05, is no rounding.
    if bound:
        wrong = found > 3 * number
    else:
        wrong = (found < 0.05) != (number < 0.05) and not (0.02 < found < 0.1 and 0.02 < number < 0.1)
        wrong = wrong or (min(found, number) > 1e-4 and not 1 / 5 < found / number < 5)
    return (remark("remark.p", found=f"{found:.2g}", said=str(p)),) if wrong else ()


def doubt_scale(group: Group, lowest: float, highest: float) -> tuple[str, ...]:
    """Warnings about a mean outside its scale (IRLS: 0-40) or a deviation that the scale does not allow."""
    found, ends = [], {"low": f"{lowest:g}", "high": f"{highest:g}"}
    if not lowest <= group.mean <= highest:
        found.append(remark("remark.outside", mean=f"{group.mean:g}", **ends))
    elif group.n > 1:
        # The largest deviation that values between two ends with this mean can have (Bhatia and Davis, 2000).
        largest = math.sqrt((highest - group.mean) * (group.mean - lowest) * group.n / (group.n - 1))
        if group.sd > largest:
            found.append(remark("remark.impossible", sd=f"{group.sd:g}", **ends))
    return tuple(found)


def doubt_sd(one: Group, other: Group, p: str | None, *, paired: bool = False) -> tuple[str, ...]:
    """A warning when standard errors seem to have been entered as standard deviations.

    That is so when p is far larger than the deviations allow, and fits once they are multiplied by the root of n.
    """
    number, bound = read_p(p) if p else (None, False)
    if number is None or bound or not one.sd or not other.sd:
        return ()
    gap = abs(one.mean - other.mean)
    as_sd = gap / math.sqrt(one.sd**2 / one.n + other.sd**2 / other.n)
    as_se = gap / math.sqrt(one.sd**2 + other.sd**2)
    df = max(1, one.n - 1 if paired else one.n + other.n - 2)
    first, second = t_p(as_sd, df), t_p(as_se, df)
    if first < number / 20 and 1 / 5 < second / max(number, 1e-12) < 5:
        return (remark("remark.deviations", found=f"{first:.2g}", said=str(p)),)
    return ()


def _doubt_groups(one: Group, other: Group, *, paired: bool = False) -> tuple[str, ...]:
    found = []
    pooled = math.sqrt((one.sd**2 + other.sd**2) / 2)
    if pooled and abs(one.mean - other.mean) / pooled > 3:
        size = abs(one.mean - other.mean) / pooled
        found.append(f"a difference of {size:.1f} standard deviations is rare: are these standard errors?")
    small, large = sorted((one.sd, other.sd))
    if small and large / small > 4:
        found.append(remark("remark.standard_error", one=f"{one.sd:.3g}", other=f"{other.sd:.3g}"))
    for group in (one, other):
        if group.mean > 0 and group.sd > 2 * group.mean and not paired:
            found.append(
                f"a standard deviation of {group.sd:.3g} beside a mean of {group.mean:.3g}: the values are skewed"
            )
    return tuple(found)


def _possible(*groups: Group) -> None:
    for g in groups:
        if g.n < 2 or g.sd < 0 or not all(map(math.isfinite, (g.mean, g.sd))):
            raise ValueError(f"group: found mean {g.mean:g}, sd {g.sd:g}, n {g.n}, expected sd of 0 or more, n above 1")
    if all(g.sd == 0 for g in groups):
        raise ValueError("group: found no spread in either group, expected a standard deviation above 0")


def _correlation(stated: float | None, assumed: float) -> tuple[float, tuple[str, ...]]:
    r = assumed if stated is None else stated
    if not -1 < r < 1:
        raise ValueError(f"correlation: found {r:g}, expected between -1 and 1")
    return r, () if stated is not None else (remark("remark.correlation", r=f"{assumed:g}"),)


def _same_people(before: Group, after: Group) -> int:
    if before.n != after.n:
        raise ValueError(f"n: found {before.n} before and {after.n} after, expected the same people")
    return before.n


def _from_interval(
    measure: str,
    yi: float,
    ends: tuple[float, float],
    level: float,
    p: str | None,
    better: str | None,
    how: str,
) -> Effect:
    low, high = ends
    if low == high:
        raise ValueError("interval: found no width, expected low below high")
    se = (high - low) / (2 * critical(None, level))
    warnings = list(doubt_p(yi, se, p))
    # An interval from a normal model is even on its own scale; rounding moves it by a little only.
    lean = abs((low + high) / 2 - yi) / (high - low)
    if lean > 0.1:
        warnings.append(remark("remark.middle"))
    return Effect(measure, yi, se * se, how, (), tuple(warnings), better)

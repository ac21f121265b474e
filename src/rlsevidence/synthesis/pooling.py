"""One estimate from several: common effect, DerSimonian-Laird, Paule-Mandel, REML, with the intervals of `intervals`.

Formulas: Viechtbauer, J Stat Softw 2010;36(3) and Viechtbauer, J Educ Behav Stat 2005;30:261 (REML by Fisher scoring);
DerSimonian & Laird, Control Clin Trials 1986;7:177; Paule & Mandel, J Res Natl Bur Stand 1982;87:377.
Prediction interval: metafor's default, estimate +/- c * sqrt(tau2 + se2), c from the normal distribution beside z and
from t with k-1 degrees of freedom beside Knapp-Hartung; `pi_df` says which (Riley's t with k-2 is wider, and undefined
for two studies).
Every number is pinned to R metafor in tests/reference. Pure, standard library only.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .distributions import chi_squared_p, critical
from .intervals import DEFAULT_INTERVAL, INTERVALS, SMALLEST_P, Interval, compute_interval, note_partings

METHODS = ("FE", "DL", "PM", "REML")
"""FE: one common effect. The others let the effect vary between studies, and differ in how tau2 is estimated."""

ROUNDING = 1e-13
"""Effects nearer each other than this share of their size are equal: 0.1 + 0.2 and 0.3 are."""
_RELATIVE = 1e-15
_STEPS = 10_000


@dataclass(frozen=True)
class Pooled:
    """A pooled effect in the unit of `yi`; `tau2` in that unit squared, `i2` 0-100.

    `ci` is the interval that was used; `intervals` are all that are offered, the used one among them. None where a
    thing is undefined: the error, interval and p of plain Knapp-Hartung over equal effects, a prediction interval of a
    common effect or of a single study. `notes`: what a reader must know of these numbers, in words.
    """

    k: int
    method: str
    ci: str
    estimate: float
    se: float | None
    ci_low: float | None
    ci_high: float | None
    p: float | None
    tau2: float
    i2: float
    q: float
    q_p: float
    pi_low: float | None
    pi_high: float | None
    pi_df: int | None
    weights: tuple[float, ...]
    level: float
    notes: tuple[str, ...]
    intervals: tuple[Interval, ...]


def pool_effects(
    yi: Sequence[float],
    vi: Sequence[float],
    *,
    method: str = "REML",
    ci: str = DEFAULT_INTERVAL,
    level: float = 95,
) -> Pooled:
    """Pool effects `yi` (k,) with sampling variances `vi` (k,), all above 0.

    ValueError for no effects, unequal lengths, values that are not finite, variances not above 0, an unknown method.
    """
    _require(yi, vi, method, ci)
    k = len(yi)
    notes = []
    tau2 = 0.0 if method == "FE" or k == 1 else ESTIMATORS[method](yi, vi)
    mean, w = _mean(yi, vi, tau2)
    total = math.fsum(w)
    if ci != "z" and k == 1:
        ci = "z"
        notes.append("one study: Knapp-Hartung needs two, so the interval is the study's own (z)")
    if ci != "z" and method == "FE":
        notes.append("Knapp-Hartung is not meant for a common-effect model; metafor warns of it too")
    if k == 1:
        notes.append("one study: nothing can be said of heterogeneity; tau2 and i2 are 0 by convention")
    factor = None if k == 1 else _factor(yi, w, mean)
    offered = ("z",) if factor is None else INTERVALS
    intervals = {name: compute_interval(name, mean, total, factor, k, level) for name in offered}
    used = intervals[ci]
    q, i2 = _heterogeneity(yi, vi, tau2, method)
    pi_half = None
    if method != "FE" and k > 1 and used.se is not None:
        pi_half = critical(used.df, level) * math.hypot(math.sqrt(tau2), used.se)
    if pi_half is not None and k == 2:
        notes.append(
            "two studies: the prediction interval is metafor's, and rests on a single difference; with k - 2 degrees "
            "of freedom (Riley) it is undefined, so it says nothing that can be relied on"
        )
    elif pi_half is not None and k < 5:
        notes.append("fewer than five studies: tau2 and the prediction interval are hardly known")
    if k > 1:
        common = compute_interval("z", *_common(yi, vi), None, k, level)
        notes += note_partings(intervals, ci, common, factor or 0.0)
    if used.p_is_bound:
        notes.append(f"p is smaller than can be worked out; {used.p:g} stands for below that")
    q_p = chi_squared_p(q, k - 1)
    if q_p < SMALLEST_P:
        notes.append(f"the p of Q is smaller than can be worked out; {SMALLEST_P:g} stands for below that")
    return Pooled(
        k=k,
        method=method,
        ci=ci,
        estimate=mean,
        se=used.se,
        ci_low=used.low,
        ci_high=used.high,
        p=used.p,
        tau2=tau2,
        i2=i2,
        q=q,
        q_p=max(q_p, SMALLEST_P),
        pi_low=None if pi_half is None else mean - pi_half,
        pi_high=None if pi_half is None else mean + pi_half,
        pi_df=None if pi_half is None else used.df,
        weights=tuple(100 * wi / total for wi in w),
        level=level,
        notes=tuple(notes),
        intervals=tuple(intervals.values()),
    )


def leave_one_out(
    yi: Sequence[float], vi: Sequence[float], *, method: str = "REML", ci: str = DEFAULT_INTERVAL, level: float = 95
) -> tuple[Pooled, ...]:
    """The pooled effect without each study in turn, in the order of `yi`; empty for fewer than two studies."""
    if len(yi) < 2:
        return ()
    return tuple(
        pool_effects([*yi[:i], *yi[i + 1 :]], [*vi[:i], *vi[i + 1 :]], method=method, ci=ci, level=level)
        for i in range(len(yi))
    )


def _require(yi: Sequence[float], vi: Sequence[float], method: str, ci: str) -> None:
    if method not in METHODS:
        raise ValueError(f"method: {method!r} is not one of {', '.join(METHODS)}")
    if ci not in INTERVALS:
        raise ValueError(f"ci: {ci!r} is not one of {', '.join(INTERVALS)}")
    if not yi or len(yi) != len(vi):
        raise ValueError(f"yi and vi: found {len(yi)} and {len(vi)} values, expected as many of each and at least one")
    if not all(map(math.isfinite, [*yi, *vi])) or min(vi) <= 0:
        raise ValueError("yi and vi: expected finite numbers and variances above 0")


def _mean(yi: Sequence[float], vi: Sequence[float], tau2: float) -> tuple[float, list[float]]:
    w = [1 / (v + tau2) for v in vi]
    return math.fsum(wi * y for wi, y in zip(w, yi, strict=True)) / math.fsum(w), w


def _common(yi: Sequence[float], vi: Sequence[float]) -> tuple[float, float]:
    """(mean, sum of the weights) of the common-effect model."""
    mean, w = _mean(yi, vi, 0.0)
    return mean, math.fsum(w)


def _factor(yi: Sequence[float], w: Sequence[float], mean: float) -> float:
    """Knapp and Hartung's factor on the squared standard error: the spread seen over the spread expected.

    Effects that differ only in the last digits of a float are equal: what is left is rounding, not spread.
    """
    if max(abs(y - mean) for y in yi) <= ROUNDING * max(abs(y) for y in yi):
        return 0.0
    return math.fsum(wi * (y - mean) ** 2 for wi, y in zip(w, yi, strict=True)) / (len(yi) - 1)


def _heterogeneity(yi: Sequence[float], vi: Sequence[float], tau2: float, method: str) -> tuple[float, float]:
    """Cochran's Q, and I2 in per cent: from Q for a common effect, else from tau2 and the typical variance."""
    k = len(yi)
    if k == 1:
        return 0.0, 0.0
    mean, w = _mean(yi, vi, 0.0)
    q = math.fsum(wi * (y - mean) ** 2 for wi, y in zip(w, yi, strict=True))
    if method == "FE":
        return q, 100 * max(0.0, (q - (k - 1)) / q) if q > 0 else 0.0
    return q, 100 * tau2 / (tau2 + (k - 1) / _spread(w))


def _spread(w: Sequence[float]) -> float:
    """Sum of the weights less sum of squares over sum: the trace that DL and I2 share."""
    # Written as a sum of positive terms: the plain difference loses its digits when one study dominates.
    total, largest = math.fsum(w), max(range(len(w)), key=w.__getitem__)
    rest = math.fsum([*w[:largest], *w[largest + 1 :]])
    return math.fsum(wi * (rest if i == largest else total - wi) for i, wi in enumerate(w)) / total


def _tau2_dl(yi: Sequence[float], vi: Sequence[float]) -> float:
    mean, w = _mean(yi, vi, 0.0)
    q = math.fsum(wi * (y - mean) ** 2 for wi, y in zip(w, yi, strict=True))
    return max(0.0, (q - (len(yi) - 1)) / _spread(w))


def _tau2_pm(yi: Sequence[float], vi: Sequence[float]) -> float:
    """The tau2 at which generalised Q equals its degrees of freedom; 0 when Q is smaller than that from the start."""
    df = len(yi) - 1
    tau2 = 0.0
    for _ in range(_STEPS):
        mean, w = _mean(yi, vi, tau2)
        squares = [(wi, wi * (y - mean) ** 2) for wi, y in zip(w, yi, strict=True)]
        excess = math.fsum(s for _, s in squares) - df
        # Q falls and is convex in tau2, so Newton's steps from 0 rise towards the root and never pass it.
        if excess <= 0:
            break
        step = excess / math.fsum(wi * s for wi, s in squares)
        tau2 += step
        if step <= _RELATIVE * tau2:
            break
    return tau2


def _tau2_reml(yi: Sequence[float], vi: Sequence[float]) -> float:
    """The tau2 of highest restricted likelihood.

    Fisher scoring climbs to the maximum near its start; metafor starts once, from the Hedges estimator. Here other
    starts are climbed from as well and the highest maximum is taken, which differs only where there are several.
    """
    k = len(yi)
    plain = math.fsum(yi) / k
    hedges = max(0.0, math.fsum((y - plain) ** 2 for y in yi) / (k - 1) - math.fsum(vi) / k)
    starts = dict.fromkeys((hedges, 0.0, _tau2_dl(yi, vi), _tau2_pm(yi, vi)))
    found = dict.fromkeys([0.0, *(_climb(yi, vi, start) for start in starts)])
    # Ties go to the first found, which is 0.
    return max(found, key=lambda t: _restricted_likelihood(yi, vi, t))


def _climb(yi: Sequence[float], vi: Sequence[float], tau2: float) -> float:
    low = min(vi)
    for _ in range(_STEPS):
        mean, w = _mean(yi, vi, tau2)
        s1, s2, s3 = math.fsum(w), math.fsum(x * x for x in w), math.fsum(x**3 for x in w)
        information = s2 - 2 * s3 / s1 + (s2 / s1) ** 2
        slope = math.fsum((wi * (y - mean)) ** 2 for wi, y in zip(w, yi, strict=True)) - _spread(w)
        if information <= 0:
            return tau2
        step = slope / information
        if tau2 + step < 0:
            if tau2 <= 1e-12 * low:
                return 0.0
            step = -tau2 / 2
        tau2 += step
        if abs(step) <= _RELATIVE * (tau2 + low):
            break
    return tau2


def _restricted_likelihood(yi: Sequence[float], vi: Sequence[float], tau2: float) -> float:
    """Twice the restricted log-likelihood, less what does not depend on tau2."""
    mean, w = _mean(yi, vi, tau2)
    rss = math.fsum(wi * (y - mean) ** 2 for wi, y in zip(w, yi, strict=True))
    return math.fsum(math.log(wi) for wi in w) - math.log(math.fsum(w)) - rss


ESTIMATORS: dict[str, Callable[[Sequence[float], Sequence[float]], float]] = {
    "DL": _tau2_dl,
    "PM": _tau2_pm,
    "REML": _tau2_reml,
}
"""Method -> estimator of tau2 from (yi, vi) of at least two studies."""

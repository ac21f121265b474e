"""Tails and quantiles of the normal, Student's t and chi-squared distributions. Pure, standard library only.

SciPy would be exact too, but it is 114 MB and a second or more of import for three functions. These follow the usual
continued fractions (Press et al., Numerical Recipes, 3rd ed., 6.2 and 6.4; modified Lentz) and are pinned against R to
a relative 1e-12 (tests/reference/distributions.json).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from statistics import NormalDist

_TINY = 1e-300
_CLOSE = 1e-16
_STEPS = 10_000


def normal_p(z: float) -> float:
    """Two-sided p of a standard normal deviate."""
    return math.erfc(abs(z) / math.sqrt(2))


def normal_quantile(p: float) -> float:
    """The deviate below which a share `p` (0-1) of a standard normal lies."""
    x = NormalDist().inv_cdf(p)
    # One Newton step takes the rational approximation to the last digits.
    error = 0.5 * math.erfc(-x / math.sqrt(2)) - p
    return x - error * math.sqrt(2 * math.pi) * math.exp(x * x / 2)


def t_p(t: float, df: float) -> float:
    """Two-sided p of Student's t with `df` degrees of freedom; 0 for an infinite t."""
    if math.isinf(t):
        return 0.0
    return _beta(df / (df + t * t), df / 2, 0.5)


@lru_cache(maxsize=256)
def t_critical(df: float, level: float = 95) -> float:
    """The t that a share `level` (per cent) of |t| stays below: 12.706... for df 1 and 95."""
    alpha = 1 - level / 100
    low, high = 0.0, 1.0
    while t_p(high, df) > alpha:
        high *= 2
    # t_p falls steadily in t: halve until the two ends are neighbours.
    while (middle := (low + high) / 2) not in (low, high):
        if t_p(middle, df) > alpha:
            low = middle
        else:
            high = middle
    return high


def critical(df: float | None, level: float = 95) -> float:
    """The critical value of a two-sided interval: normal when `df` is None, else Student's t."""
    return normal_quantile(0.5 + level / 200) if df is None else t_critical(df, level)


def chi_squared_p(x: float, df: float) -> float:
    """The upper tail of chi-squared with `df` degrees of freedom; 1 when there are none."""
    if df <= 0 or x <= 0:
        return 1.0
    return _gamma_above(df / 2, x / 2)


def sign_test_p(successes: int, trials: int) -> float | None:
    """Two-sided exact p of `successes` of `trials` when either direction is as likely; None without trials."""
    if trials == 0:
        return None
    far = max(successes, trials - successes)
    tail = float(sum(math.comb(trials, i) for i in range(far, trials + 1)) / (1 << trials))
    return min(1.0, 2 * tail)


def _beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b)."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    # log1p keeps the digits of 1 - x when t is tiny.
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _beta_fraction(x, a, b) / a
    return 1 - front * _beta_fraction(1 - x, b, a) / b


def _beta_fraction(x: float, a: float, b: float) -> float:
    def terms(step: int) -> tuple[float, float]:
        m, odd = divmod(step, 2)
        if odd:
            return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)), 1.0
        return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), 1.0

    return 1 / _lentz(1.0, terms)


def _gamma_above(a: float, x: float) -> float:
    """The regularised upper incomplete gamma function Q(a, x)."""
    front = math.exp(a * math.log(x) - x - math.lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        for n in range(1, _STEPS):
            term *= x / (a + n)
            total += term
            if term < total * _CLOSE:
                break
        return 1 - front * total
    return front / _lentz(x + 1 - a, lambda i: (-i * (i - a), x + 2 * i + 1 - a))


def _lentz(first: float, terms: Callable[[int], tuple[float, float]]) -> float:
    """The continued fraction first + a1/(b1 + a2/(b2 + ...)), where `terms(i)` gives (ai, bi)."""
    value = first or _TINY
    c, d = value, 0.0
    for i in range(1, _STEPS):
        a, b = terms(i)
        d = 1 / ((b + a * d) or _TINY)
        c = (b + a / c) or _TINY
        value *= c * d
        if abs(c * d - 1) < _CLOSE:
            break
    return value

"""How often each interval held the truth in simulated sets; written by tests/benchmarks/coverage.py. Pure."""

from __future__ import annotations

from typing import NamedTuple

SETS = 10_000
"""Simulated sets for each number of studies and each I2."""


class Coverage(NamedTuple):
    """`k` studies at heterogeneity `i2` (per cent): the interval held the truth in `percent`; its mean `width`."""

    k: int
    i2: int
    ci: str
    percent: float
    width: float


COVERAGE = (
    Coverage(2, 0, "hksj-floor", 100.0, 9.77),
    Coverage(2, 0, "hksj", 94.9, 6.71),
    Coverage(2, 0, "z", 96.5, 1.51),
    Coverage(2, 25, "hksj-floor", 100.0, 10.58),
    Coverage(2, 25, "hksj", 94.3, 7.97),
    Coverage(2, 25, "z", 91.7, 1.63),
    Coverage(2, 50, "hksj-floor", 100.0, 12.28),
    Coverage(2, 50, "hksj", 94.3, 10.08),
    Coverage(2, 50, "z", 86.2, 1.89),
    Coverage(2, 75, "hksj-floor", 100.0, 15.85),
    Coverage(2, 75, "hksj", 94.7, 14.25),
    Coverage(2, 75, "z", 79.5, 2.44),
    Coverage(3, 0, "hksj-floor", 100.0, 2.56),
    Coverage(3, 0, "hksj", 95.2, 1.99),
    Coverage(3, 0, "z", 96.3, 1.15),
    Coverage(3, 25, "hksj-floor", 99.8, 2.84),
    Coverage(3, 25, "hksj", 94.1, 2.38),
    Coverage(3, 25, "z", 91.6, 1.28),
    Coverage(3, 50, "hksj-floor", 99.3, 3.41),
    Coverage(3, 50, "hksj", 93.8, 3.07),
    Coverage(3, 50, "z", 87.2, 1.53),
    Coverage(3, 75, "hksj-floor", 97.9, 4.65),
    Coverage(3, 75, "hksj", 94.0, 4.44),
    Coverage(3, 75, "z", 83.7, 2.1),
    Coverage(5, 0, "hksj-floor", 99.7, 1.2),
    Coverage(5, 0, "hksj", 95.2, 1.01),
    Coverage(5, 0, "z", 96.2, 0.83),
    Coverage(5, 25, "hksj-floor", 97.9, 1.38),
    Coverage(5, 25, "hksj", 93.2, 1.24),
    Coverage(5, 25, "z", 91.6, 0.96),
    Coverage(5, 50, "hksj-floor", 96.2, 1.68),
    Coverage(5, 50, "hksj", 92.7, 1.59),
    Coverage(5, 50, "z", 88.1, 1.17),
    Coverage(5, 75, "hksj-floor", 95.1, 2.38),
    Coverage(5, 75, "hksj", 93.9, 2.33),
    Coverage(5, 75, "z", 87.6, 1.66),
    Coverage(10, 0, "hksj-floor", 98.3, 0.65),
    Coverage(10, 0, "hksj", 94.8, 0.58),
    Coverage(10, 0, "z", 95.9, 0.55),
    Coverage(10, 25, "hksj-floor", 95.4, 0.77),
    Coverage(10, 25, "hksj", 93.1, 0.73),
    Coverage(10, 25, "z", 91.7, 0.66),
    Coverage(10, 50, "hksj-floor", 94.9, 0.98),
    Coverage(10, 50, "hksj", 93.8, 0.95),
    Coverage(10, 50, "z", 90.9, 0.83),
    Coverage(10, 75, "hksj-floor", 94.9, 1.42),
    Coverage(10, 75, "hksj", 94.5, 1.4),
    Coverage(10, 75, "z", 91.5, 1.22),
)

"""How often do the three intervals hold the truth? python tests/benchmarks/coverage.py [SETS] [--write]

Normal effects about a true mean of 0, study variances drawn evenly from 0.02 to 0.5, tau2 at which I2 of the typical
variance is 0, 25, 50 and 75 per cent; REML. 10,000 sets for each number of studies and each I2 unless told otherwise.
`--write` puts the table into src/rlsevidence/synthesis/coverage.py, from which the method page shows it.
"""

from __future__ import annotations

import math
import random
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from rlsevidence.synthesis.intervals import INTERVALS
from rlsevidence.synthesis.pooling import pool_effects

STUDIES = (2, 3, 5, 10)
I2 = (0, 25, 50, 75)
LOW, HIGH = 0.02, 0.5
TYPICAL = (LOW + HIGH) / 2
TARGET = Path(__file__).resolve().parents[2] / "src" / "rlsevidence" / "synthesis" / "coverage.py"


def simulate(k: int, i2: int, sets: int, seed: int) -> tuple[dict[str, int], dict[str, float]]:
    """(interval -> in how many sets it holds 0, interval -> sum of its widths)."""
    random_ = random.Random(f"{seed} {k} {i2}")
    tau2 = TYPICAL * i2 / (100 - i2)
    held = dict.fromkeys(INTERVALS, 0)
    widths = dict.fromkeys(INTERVALS, 0.0)
    for _ in range(sets):
        vi = [random_.uniform(LOW, HIGH) for _ in range(k)]
        yi = [random_.gauss(0, math.sqrt(tau2 + v)) for v in vi]
        for interval in pool_effects(yi, vi).intervals:
            if interval.low is not None and interval.high is not None:
                held[interval.ci] += interval.low <= 0 <= interval.high
                widths[interval.ci] += interval.high - interval.low
    return held, widths


def main(sets: int, write: bool) -> None:
    start = time.monotonic()
    rows = []
    with ProcessPoolExecutor() as workers:
        jobs = {(k, i2): workers.submit(simulate, k, i2, sets, 1) for k in STUDIES for i2 in I2}
        print(f"{'k':>3} {'I2':>4} " + " ".join(f"{name:>22}" for name in INTERVALS))
        for (k, i2), job in jobs.items():
            held, widths = job.result()
            shares = {name: round(100 * held[name] / sets, 1) for name in INTERVALS}
            mean = {name: round(widths[name] / sets, 2) for name in INTERVALS}
            said = [f"{f'{shares[name]:.1f} % (width {mean[name]:.2f})':>22}" for name in INTERVALS]
            print(f"{k:>3} {i2:>3}% {' '.join(said)}", flush=True)
            rows += [(k, i2, name, shares[name], mean[name]) for name in INTERVALS]
    print(f"{sets} sets each, {time.monotonic() - start:.0f} s")
    if write:
        TARGET.write_text(format_module(rows, sets), encoding="utf-8")


def format_module(rows: list[tuple[int, int, str, float, float]], sets: int) -> str:
    lines = [f'    Coverage({k}, {i2}, "{name}", {share}, {width}),' for k, i2, name, share, width in rows]
    return "\n".join([HEAD.format(sets=f"{sets:_}"), *lines, ")", ""])


HEAD = '''"""How often each interval held the truth in simulated sets; written by tests/benchmarks/coverage.py. Pure."""

from __future__ import annotations

from typing import NamedTuple

SETS = {sets}
"""Simulated sets for each number of studies and each I2."""


class Coverage(NamedTuple):
    """`k` studies at heterogeneity `i2` (per cent): the interval held the truth in `percent`; its mean `width`."""

    k: int
    i2: int
    ci: str
    percent: float
    width: float


COVERAGE = ('''

if __name__ == "__main__":
    given = [a for a in sys.argv[1:] if a.isdecimal()]
    main(int(given[0]) if given else 10_000, "--write" in sys.argv)

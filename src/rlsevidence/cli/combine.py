"""Verbs that combine results: pool."""

from __future__ import annotations

import math
import sys
from argparse import Namespace
from itertools import zip_longest
from pathlib import Path
from typing import Any

from ..counted import say_count
from ..decoding import decode
from ..errors import UsageError
from ..synthesis.intervals import NAMES, SMALLEST_P, show_digits, show_ends
from .common import print_json
from .text import format_rows

MANY = 300
"""Studies beyond which none is left out in turn."""


def pool(args: Namespace) -> int:
    from ..synthesis.effect_doubts import note_doubts, suspect_same_study
    from ..synthesis.effect_table import parse_effects, refuse_pooling
    from ..synthesis.pooling import leave_one_out, pool_effects

    text, encoding = _read(args.file)
    table = parse_effects(text, args.file)
    rows = table.rows
    refused = refuse_pooling(rows)
    if refused:
        if args.format == "json":
            print_json({"refused": refused})
        else:
            print(f"Not pooled: {refused}.")
        return 1
    yi, vi = [row.yi for row in rows], [row.vi for row in rows]
    pooled = pool_effects(yi, vi, method=args.method, ci=args.ci)
    # Leaving each of very many out takes minutes and tells nothing: none of them can matter much.
    without = leave_one_out(yi, vi, method=args.method, ci=args.ci) if len(rows) <= MANY else ()
    out: dict[str, Any] = {
        "k": pooled.k,
        "method": pooled.method,
        "ci": pooled.ci,
        "level": pooled.level,
        "estimate": pooled.estimate,
        "se": pooled.se,
        "ci_low": pooled.ci_low,
        "ci_high": pooled.ci_high,
        "p": pooled.p,
        "tau2": pooled.tau2,
        "i2": pooled.i2,
        "q": pooled.q,
        "q_p": pooled.q_p,
        "pi_low": pooled.pi_low,
        "pi_high": pooled.pi_high,
        "pi_df": pooled.pi_df,
        "intervals": [{"ci": i.ci, "se": i.se, "ci_low": i.low, "ci_high": i.high, "p": i.p} for i in pooled.intervals],
        "weights": [{"study": r.study, "percent": w} for r, w in zip(rows, pooled.weights, strict=True)],
        "leave_one_out": [
            {"without": r.study, "estimate": p.estimate, "ci_low": p.ci_low, "ci_high": p.ci_high, "tau2": p.tau2}
            for r, p in zip(rows, without, strict=False)
        ],
        "effects": [
            {"study": r.study, "line": r.line, "yi": r.yi, "vi": r.vi, "how": r.how, "measure": r.measure} for r in rows
        ],
        "suspected": [
            {"studies": list(s.studies), "lines": list(s.lines), "why": s.why} for s in suspect_same_study(rows)
        ],
        "notes": [
            *([f"the file is read as {encoding}"] * (encoding != "UTF-8")),
            *table.notes,
            *pooled.notes,
            *([f"more than {MANY} studies: none was left out in turn"] * (len(rows) > MANY)),
            *note_doubts(rows),
        ],
    }
    if args.format == "json":
        print_json(out)
    else:
        print(_format_pooled(out))
    return 0


def _read(file: str) -> tuple[str, str]:
    """The text of the file, and how it was read."""
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: cannot be read ({error.strerror})") from None
    decoded = decode(data)
    if decoded is None:
        raise UsageError(f"{file}: found bytes that are no text; save the table as CSV")
    return decoded.text, (decoded.said or "read as UTF-8").removeprefix("read as ")


def _format_pooled(out: dict[str, Any]) -> str:
    lines = [
        f"{say_count(out['k'], 'study', 'studies')}, {out['method']}, {NAMES[out['ci']]} interval:",
        f"  estimate {_estimate(out)} ({_interval(out, '95 % CI ')}){_p(out['p'], ', ')}",
        f"  tau2 {out['tau2']:.4g}, I2 {out['i2']:.1f} %, Q {out['q']:.4g} ({_p(out['q_p'])})",
    ]
    if out["pi_low"] is not None:
        crit = "normal" if out["pi_df"] is None else f"t, {out['pi_df']} degree{'s' * (out['pi_df'] > 1)} of freedom"
        if out["k"] == 2:
            crit += "; of two studies, not to be relied on"
        lines.append(f"  95 % prediction interval {show_ends(out['pi_low'], out['pi_high'])} ({crit})")
    rows = []
    for effect, weight, left in zip_longest(out["effects"], out["weights"], out["leave_one_out"]):
        shown = f"{_estimate(left)} ({_interval(left)})" if left else "-"
        se = math.sqrt(effect["vi"])
        value = f"{effect['yi']:.{show_digits(abs(effect['yi']), se)}g} (se {se:.4g})"
        rows.append((f"  {effect['study']}", value, f"{weight['percent']:.1f} %", shown, effect["how"]))
    lines += [format_rows(("  study", "effect", "weight", "estimate without it", "how it came about"), rows)]
    return "\n".join([*lines, *(f"Note: {note}." for note in out["notes"])])


def _interval(out: dict[str, Any], name: str = "") -> str:
    return "no interval" if out["ci_low"] is None else f"{name}{show_ends(out['ci_low'], out['ci_high'])}"


def _estimate(out: dict[str, Any]) -> str:
    """The estimate with as many digits as its interval."""
    estimate = out["estimate"]
    spread = 0.0 if out["ci_low"] is None else out["ci_high"] - out["ci_low"]
    return f"{estimate:.{show_digits(abs(estimate), spread)}g}"


def _p(p: float | None, before: str = "") -> str:
    return "" if p is None else f"{before}p below {p:g}" if p <= SMALLEST_P else f"{before}p {p:.3g}"

"""What a table of effects leaves open or makes one doubt: asked for aloud, never decided for the reviewer. Pure."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from .distributions import chi_squared_p
from .effect_table import OPTIONAL, EffectRow
from .effects import doubt_p

AGREE_TOO_WELL = 0.05
"""Chance below which effects agree better than their variances let them (lower tail of Q). Ours."""
PLAUSIBLE = 0.1
"""Both tails of Q that the other reading must leave, before it is held to explain the first. Ours."""
NEAR = 1e-6
"""Share by which effects and variances may differ and still be the same numbers: more digits were printed in one."""


@dataclass(frozen=True)
class SameStudy:
    """Rows that look like one study. `why`: what they share."""

    studies: tuple[str, ...]
    lines: tuple[int, ...]
    why: str

    def __str__(self) -> str:
        named = " and ".join(repr(s) for s in self.studies)
        where = f" (lines {', '.join(map(str, self.lines))})" if all(self.lines) else ""
        return (
            f"{named}{where} look like one study, by {self.why}: if they are, keep one row; if they share people, give "
            "them the same sample; if not, each its own"
        )


def note_doubts(rows: Sequence[EffectRow]) -> tuple[str, ...]:
    """What the table leaves open, so that nobody takes silence for clearance."""
    notes = []
    for column in OPTIONAL:
        said = sum(getattr(row, column) is not None for row in rows)
        if said < len(rows) and len(rows) > 1:
            what = "no row says" if not said else f"{len(rows) - said} of {len(rows)} rows do not say"
            notes.append(f"{what} the {column}: whether these may be pooled was not checked by it")
    notes += [str(same) for same in suspect_same_study(rows)]
    notes += suspect_standard_errors(rows)
    return tuple(notes)


def fold_name(name: str) -> str:
    """A name of a study without case, accents, spaces and punctuation, by which two spellings of it are one."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in plain if c.isalnum())


def suspect_same_study(rows: Sequence[EffectRow]) -> tuple[SameStudy, ...]:
    """Rows that look like the same study: by name but for its spelling, or by effect and variance.

    Rows that are given different samples are held apart: somebody has answered already.
    """
    found: dict[tuple[int, ...], list[str]] = {}
    by_name: dict[str, list[int]] = {}
    for i, row in enumerate(rows):
        by_name.setdefault(fold_name(row.study), []).append(i)
    for group in by_name.values():
        unanswered = _drop_answered(rows, group)
        if len(unanswered) > 1:
            exact = len({rows[i].study for i in unanswered}) == 1
            found.setdefault(unanswered, []).append("name" if exact else "name but for its spelling")
    for i, j in combinations(range(len(rows)), 2):
        one, other = rows[i], rows[j]
        if (
            math.isclose(one.yi, other.yi, rel_tol=NEAR)
            and math.isclose(one.vi, other.vi, rel_tol=NEAR)
            and one.yi != 0
        ):
            pair = _drop_answered(rows, (i, j))
            if len(pair) > 1 and not any(set(pair) <= set(group) for group in found):
                found.setdefault(pair, []).append("equal effect and variance")
            elif pair in found:
                found[pair].append("equal effect and variance")
    return tuple(
        SameStudy(
            tuple(dict.fromkeys(rows[i].study for i in group)), tuple(rows[i].line for i in group), " and ".join(why)
        )
        for group, why in sorted(found.items())
    )


def _drop_answered(rows: Sequence[EffectRow], group: Sequence[int]) -> tuple[int, ...]:
    samples = [rows[i].sample for i in group]
    if all(samples) and len(set(samples)) == len(samples):
        return ()
    return tuple(group)


def suspect_standard_errors(rows: Sequence[EffectRow]) -> Iterator[str]:
    """A sentence for each sign that the column of variances holds standard errors."""
    given = [row for row in rows if row.given_vi]
    if len(given) < 2 or len(given) < len(rows):
        return
    signs = [*_sign_of_agreement(given), *_sign_of_numbers(given), *_sign_of_p(given)]
    if signs:
        yield (
            f"the column vi may hold standard errors: {'; '.join(signs)}. If it does, name it se; a variance is the "
            "squared standard error"
        )


def _sign_of_agreement(rows: Sequence[EffectRow]) -> Iterator[str]:
    """Effects that agree too well as it stands, and no better than they should with vi as standard errors."""
    if len(rows) < 4 or max(row.vi for row in rows) >= 1:
        return
    lower = 1 - _q_p(rows, 1)
    other = _q_p(rows, 2)
    if lower < AGREE_TOO_WELL and PLAUSIBLE < other < 1 - PLAUSIBLE:
        yield "as variances they make the effects agree better than chance would, as standard errors they do not"


def _q_p(rows: Sequence[EffectRow], power: int) -> float:
    """Upper tail of Cochran's Q with the variances raised to `power`."""
    w = [1 / row.vi**power for row in rows]
    mean = math.fsum(wi * row.yi for wi, row in zip(w, rows, strict=True)) / math.fsum(w)
    return chi_squared_p(math.fsum(wi * (row.yi - mean) ** 2 for wi, row in zip(w, rows, strict=True)), len(rows) - 1)


def _sign_of_numbers(rows: Sequence[EffectRow]) -> Iterator[str]:
    """A variance falls as people grow in number, a standard error as their root does."""
    known = [(math.log(row.n), math.log(row.vi)) for row in rows if row.n]
    if len(known) < 4 or len({x for x, _ in known}) < 3:
        return
    xs, ys = zip(*known, strict=True)
    mx, my = math.fsum(xs) / len(xs), math.fsum(ys) / len(ys)
    sxx = math.fsum((x - mx) ** 2 for x in xs)
    sxy = math.fsum((x - mx) * (y - my) for x, y in known)
    syy = math.fsum((y - my) ** 2 for y in ys)
    if syy == 0 or sxx == 0:
        return
    slope, fit = sxy / sxx, sxy * sxy / (sxx * syy)
    if -0.7 < slope < -0.3 and fit > 0.8:
        yield "they fall with the root of n, as standard errors do"


def _sign_of_p(rows: Sequence[EffectRow]) -> Iterator[str]:
    """Printed p-values that fit the numbers as standard errors and not as variances."""
    told = [row for row in rows if row.p]
    wrong = [row for row in told if doubt_p(row.yi, math.sqrt(row.vi), row.p)]
    mended = [row for row in wrong if not doubt_p(row.yi, row.vi, row.p)]
    if len(mended) >= 2 and len(mended) * 2 > len(told) and len(mended) == len(wrong):
        yield f"{len(mended)} of {len(told)} printed p-values fit them as standard errors only"

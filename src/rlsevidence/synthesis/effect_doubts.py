"""What a table of effects leaves open or makes one doubt: asked for aloud, never decided for the reviewer. Pure."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..counted import say_count
from .distributions import chi_squared_p
from .effect_table import OPTIONAL, EffectRow
from .effects import doubt_p

AGREE_TOO_WELL = 0.05
"""Chance below which effects agree better than their variances let them (lower tail of Q). Ours."""
PLAUSIBLE = 0.1
"""Both tails of Q that the other reading must leave, before it is held to explain the first. Ours."""
NEAR = 1e-6
"""Share by which effects and variances may differ and still be the same numbers: more digits were printed in one."""
OTHERS = frozenset({"et", "al", "and", "och", "medarbetare", "coworkers", "colleagues", "m", "fl"})
"""Words in a name of a study that tell it from no other."""


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
            what = (
                "no row says"
                if not said
                else f"{len(rows) - said} of {say_count(len(rows), 'row does', 'rows do')} not say"
            )
            notes.append(f"{what} the {column}: whether these may be pooled was not checked by it")
    notes += [str(same) for same in suspect_same_study(rows)]
    notes += suspect_standard_errors(rows)
    return tuple(notes)


def fold_name(name: str) -> str:
    """A name of a study without case, accents, spaces and punctuation, by which two spellings of it are one."""
    return "".join(c for c in _fold_letters(name) if c.isalnum())


def suspect_same_study(rows: Sequence[EffectRow]) -> tuple[SameStudy, ...]:
    """Rows that look like the same study: by name but for its spelling, by first author and year, by the numbers.

    Rows that hang together are one doubt. Two that are given different samples are held apart: somebody has answered.
    """
    reasons: dict[tuple[int, int], list[str]] = {}
    for i, j, why in (*_pair_names(rows), *_pair_numbers(rows)):
        one, other = rows[i].sample, rows[j].sample
        if not (one and other and one != other):
            reasons.setdefault((i, j), []).append(why)
    found = []
    for group in _join(reasons):
        shared = dict.fromkeys(w for pair, said in sorted(reasons.items()) if pair[0] in group for w in said)
        ordered = sorted(group)
        names = tuple(dict.fromkeys(rows[i].study for i in ordered))
        found.append(SameStudy(names, tuple(rows[i].line for i in ordered), " and ".join(shared)))
    return tuple(found)


def _pair_names(rows: Sequence[EffectRow]) -> Iterator[tuple[int, int, str]]:
    """Pairs whose names agree, and why; each row beside the one before it of the same name."""
    last: dict[str, int] = {}
    for i, row in enumerate(rows):
        j = last.get(folded := fold_name(row.study))
        if j is not None:
            yield j, i, "name" if rows[j].study == row.study else "name but for its spelling"
        last[folded] = i
    by_author: dict[tuple[str, str], dict[str, int]] = {}
    for i, row in enumerate(rows):
        signed = _split_name(row.study)
        if signed is None:
            continue
        author, year, others = signed
        before = by_author.setdefault((author, year), {})
        for told, j in before.items():
            # Where both say more than author and year, and not the same, they are told apart: Smith A, Smith B.
            if (not told or not others or told == others) and fold_name(rows[j].study) != fold_name(row.study):
                yield j, i, "first author and year"
        before.setdefault(others, i)


def _split_name(name: str) -> tuple[str, str, str] | None:
    """(first author, year, what else is said) of a name such as 'Smith et al. 2012'; None for any other."""
    words = re.findall(r"[^\W\d_]+|\d+[a-z]?", "".join(_fold_letters(name)))
    years = [w for w in words if re.fullmatch(r"(?:19|20)\d\d[a-z]?", w)]
    if len(years) != 1 or words[0] == years[0] or len(words[0]) < 2 or not words[0].isalpha():
        return None
    rest = [w for w in words[1:] if w != years[0]]
    return words[0], years[0], " ".join(w for w in rest if w not in OTHERS)


def _fold_letters(name: str) -> Iterator[str]:
    """Letters in lower case without accents."""
    return (c for c in unicodedata.normalize("NFKD", name).casefold() if not unicodedata.combining(c))


def _pair_numbers(rows: Sequence[EffectRow]) -> Iterator[tuple[int, int, str]]:
    """Pairs of equal effect and variance."""
    order = sorted(range(len(rows)), key=lambda i: (rows[i].yi, rows[i].vi))
    for at, i in enumerate(order):
        for j in order[at + 1 :]:
            if not math.isclose(rows[i].yi, rows[j].yi, rel_tol=NEAR):
                break
            if math.isclose(rows[i].vi, rows[j].vi, rel_tol=NEAR):
                yield min(i, j), max(i, j), "equal effect and variance"
                # Its neighbour goes on from here, so that many equal rows are not paired each with each.
                break


def _join(pairs: Iterable[tuple[int, int]]) -> list[set[int]]:
    """The groups that pairs make, by their first row."""
    groups: list[set[int]] = []
    for i, j in pairs:
        touched = [g for g in groups if i in g or j in g]
        groups = [g for g in groups if g not in touched] + [set().union({i, j}, *touched)]
    return sorted(groups, key=min)


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

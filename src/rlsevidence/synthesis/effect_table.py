"""A table of effects from a CSV file, and why its rows may not be pooled. Pure: the text is read elsewhere.

Columns: study, yi (effect), vi (sampling variance); optional kind, outcome, sample, which are used to refuse. A blank
cell of an optional column means 'not said'.
"""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..errors import EvidenceError, Problem

NEEDED = ("study", "yi", "vi")
OPTIONAL = ("kind", "outcome", "sample")
EXTREME = 1e100
"""Numbers beyond this, and variances below its inverse, are slips of the pen; their cubes would not fit a float."""
UNCONTROLLED = frozenset({"before-after", "proportion", "direction-only"})
"""Kinds of result that compare nobody with anybody: the protocol pools comparisons only."""


@dataclass(frozen=True)
class EffectRow:
    """One effect `yi` with sampling variance `vi` (a squared standard error); the words are None when not given."""

    study: str
    yi: float
    vi: float
    kind: str | None = None
    outcome: str | None = None
    sample: str | None = None


def parse_effects(text: str, path: str) -> tuple[EffectRow, ...]:
    """The rows of a CSV file; EvidenceError with every fault, each with its line and column."""
    lines = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    problems: list[Problem] = []
    rows: list[EffectRow] = []
    try:
        header = [name.strip() for name in next(lines, [])]
        problems += _check_header(header, path)
        if not problems:
            for cells in lines:
                if any(cell.strip() for cell in cells):
                    row, faults = _parse_row(header, [c.strip() for c in cells], path, lines.line_num)
                    problems += faults
                    rows += [row] if row else []
    except csv.Error as error:
        problems.append(Problem(path, lines.line_num, "row", "csv", str(error), "comma-separated values"))
    if not rows and not problems:
        problems.append(Problem(path, 0, "rows", "csv", "no effects", "at least one row below the header"))
    if problems:
        raise EvidenceError(f"{path} cannot be pooled as it stands", problems)
    return tuple(rows)


def _check_header(header: Sequence[str], path: str) -> Iterator[Problem]:
    wanted = f"a header with {', '.join(NEEDED)}, and if you like {', '.join(OPTIONAL)}, separated by commas"
    for name in NEEDED:
        if name not in header:
            yield Problem(path, 1, name, "csv", f"the columns {', '.join(header) or '(none)'}", wanted)
    for name, number in Counter(header).items():
        if number > 1 and name in (*NEEDED, *OPTIONAL):
            yield Problem(path, 1, name, "csv", f"{number} columns of that name", "one")


def _parse_row(
    header: Sequence[str], cells: Sequence[str], path: str, line: int
) -> tuple[EffectRow | None, list[Problem]]:
    if len(cells) != len(header):
        hint = " (a decimal comma splits a number in two; write 0.5)" if len(cells) > len(header) else ""
        return None, [Problem(path, line, "row", "csv", f"{len(cells)} cells", f"{len(header)}, as the header{hint}")]
    row = dict(zip(header, cells, strict=True))
    problems = []
    numbers = {}
    for column in ("yi", "vi"):
        try:
            numbers[column] = float(row[column])
        except ValueError:
            numbers[column] = math.nan
        if not abs(numbers[column]) < EXTREME:
            problems.append(Problem(path, line, column, "csv", repr(row[column]), "a number such as 0.25"))
    if numbers["vi"] <= 1 / EXTREME:
        expected = "a variance above 0: the squared standard error of yi"
        problems.append(Problem(path, line, "vi", "csv", repr(row["vi"]), expected))
    if not row["study"]:
        problems.append(Problem(path, line, "study", "csv", "nothing", "a name for the study"))
    if problems:
        return None, problems
    words = {name: row.get(name) or None for name in OPTIONAL}
    return EffectRow(row["study"], numbers["yi"], numbers["vi"], **words), []


def refuse_pooling(rows: Sequence[EffectRow]) -> str | None:
    """Why `rows` must not be pooled, in a sentence; None when nothing that was said forbids it.

    Source: the protocol, synthesis, and Cochrane Handbook 6.5, chapters 10.1 and 23.3 (units of analysis).
    """
    reasons = []
    kinds = _list_words(row.kind for row in rows)
    if len(kinds) > 1:
        why = "a change within one group is not a difference between groups"
        reasons.append(f"results of different kinds ({', '.join(kinds)}): {why}")
    elif set(kinds) & UNCONTROLLED:
        reasons.append(f"only {kinds[0]} results: without a comparison, what is pooled is not an effect")
    outcomes = _list_words(row.outcome for row in rows)
    if len(outcomes) > 1:
        reasons.append(f"different outcomes ({', '.join(outcomes)})")
    samples = Counter(row.sample for row in rows if row.sample)
    for sample, number in samples.items():
        if number > 1:
            names = " and ".join(row.study for row in rows if row.sample == sample)
            reasons.append(f"the same people counted {number} times ({names} share sample {sample!r})")
    return "; ".join(reasons) or None


def note_doubts(rows: Sequence[EffectRow]) -> tuple[str, ...]:
    """What the table leaves open, so that nobody takes silence for clearance."""
    notes = []
    for column in OPTIONAL:
        said = sum(getattr(row, column) is not None for row in rows)
        if said < len(rows) and len(rows) > 1:
            what = "no row says" if not said else f"{len(rows) - said} of {len(rows)} rows do not say"
            notes.append(f"{what} the {column}: whether these may be pooled was not checked by it")
    for name, number in Counter(row.study for row in rows).items():
        if number > 1 and not any(row.sample for row in rows if row.study == name):
            notes.append(f"{name} stands in {number} rows: if they share people, give them the same sample")
    return tuple(notes)


def _list_words(words: Iterator[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(w for w in words if w))

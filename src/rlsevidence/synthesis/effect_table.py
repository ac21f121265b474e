"""A table of effects, in any of the forms that reviewers have, and why its rows may not be pooled. Pure.

Each row says its effect and how sure it is in one form: `yi` with `vi` (sampling variance), with `se` (standard error)
or with `ci_low` and `ci_high` (an interval at `level`, 95 unless said); or the counts of a two-by-two table, `ai` of
`n1i` against `ci` of `n2i` (or `bi`, `di`: those without the event), with `measure` OR, RR or RD. With a `measure` of
OR, RR or HR beside yi and an interval, these are the ratios as printed and are taken as logarithms. Optional: kind,
outcome, sample (used to refuse), n and p (used to doubt). A blank cell means 'not said'.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ..counted import say_count
from ..errors import EvidenceError, Problem
from .effect_text import SEPARATORS, Cells, parse_number, read_cells
from .effects import RATIOS, difference_from_interval, ratio_from_interval, two_by_two

OPTIONAL = ("kind", "outcome", "sample")
EXTREME = 1e100
"""Numbers beyond this, and variances below its inverse, are slips of the pen; their cubes would not fit a float."""
UNCONTROLLED = frozenset({"before-after", "proportion", "direction-only"})
"""Kinds of result that compare nobody with anybody: the protocol pools comparisons only."""
COUNTED = ("OR", "RR", "RD")
"""Measures that counts can be read as."""
FORMS_SAID = "study, and yi with vi, se, or ci_low and ci_high; or ai, n1i, ci, n2i with measure (OR, RR or RD)"


@dataclass(frozen=True)
class EffectRow:
    """One effect `yi` with sampling variance `vi` (a squared standard error); the words are None when not given.

    `how`: how the two came about; `line`: where the row stands; `n`, `p`: as given, for doubts alone.
    """

    study: str
    yi: float
    vi: float
    kind: str | None = None
    outcome: str | None = None
    sample: str | None = None
    measure: str | None = None
    how: str = "variance as given"
    line: int = 0
    n: float | None = None
    p: str | None = None
    given_vi: bool = False


@dataclass(frozen=True)
class EffectTable:
    """The rows of a file, and what was noticed while reading it."""

    rows: tuple[EffectRow, ...]
    notes: tuple[str, ...]


class _Made(NamedTuple):
    yi: float
    vi: float
    how: str
    warnings: tuple[str, ...] = ()


def parse_effects(text: str, path: str) -> EffectTable:
    """The rows of a file with separated columns; EvidenceError with every fault, each with its line and column."""
    cells, problems = read_cells(text, path)
    problems += _check_columns(cells, path)
    rows: list[EffectRow] = []
    notes: list[str] = []
    if not any(p.line <= 1 for p in problems):
        faults: list[Problem] = []
        for line, row in cells.rows:
            made = _parse_row(row, path, line, faults)
            if made is not None:
                rows.append(made[0])
                notes += made[1]
        problems += _merge(faults)
        if not cells.rows and not problems:
            problems.append(Problem(path, 0, "rows", "csv", "no effects", "at least one row below the header"))
    if problems:
        raise EvidenceError(f"{path} cannot be pooled as it stands", problems)
    return EffectTable(tuple(rows), (*_note_file(cells), *notes))


def _check_columns(cells: Cells, path: str) -> Iterator[Problem]:
    """One message for a header that holds no form, whatever it lacks of it."""
    have = set(cells.columns)
    missing = "study" if "study" not in have else next((what for what, form in _FORMS if form <= have), None)
    if missing is None:
        named = "yi" if not have & {"yi", "ai"} else "vi" if "yi" in have else "n1i"
        yield Problem(path, 1, named, "csv", f"the columns {', '.join(cells.columns) or '(none)'}", FORMS_SAID)
    elif missing == "study":
        yield Problem(path, 1, "study", "csv", f"the columns {', '.join(cells.columns) or '(none)'}", FORMS_SAID)


_FORMS: tuple[tuple[str, set[str]], ...] = (
    ("variance", {"yi", "vi"}),
    ("standard error", {"yi", "se"}),
    ("interval", {"yi", "ci_low", "ci_high"}),
    ("counts", {"ai", "n1i", "ci", "n2i"}),
    ("counts", {"ai", "bi", "ci", "di"}),
)


def _merge(faults: Sequence[Problem]) -> list[Problem]:
    """A fault that many rows share is said once, at the first of them."""
    groups: dict[tuple[str, str], list[Problem]] = {}
    for fault in faults:
        groups.setdefault((fault.field, fault.expected), []).append(fault)
    merged = []
    for group in groups.values():
        if len(group) < 3:
            merged += group
            continue
        first = group[0]
        found = f"{first.found} (and {say_count(len(group) - 1, 'more row')})"
        merged.append(Problem(first.path, first.line, first.field, first.rule, found, first.expected))
    return sorted(merged, key=lambda p: (p.line, ("study", "yi", "vi").index(p.field) if p.field in _ORDER else 9))


_ORDER = ("study", "yi", "vi")


def _parse_row(
    row: Mapping[str, str], path: str, line: int, faults: list[Problem]
) -> tuple[EffectRow, list[str]] | None:
    before = len(faults)

    def fault(field: str, found: str, expected: str) -> None:
        faults.append(Problem(path, line, field, "csv", found, expected))

    study = row.get("study", "")
    made = _make(row, fault)
    if not study:
        fault("study", "nothing", "a name for the study")
    if made is None or len(faults) > before:
        return None
    words = {name: row.get(name) or None for name in OPTIONAL}
    number = parse_number(row.get("n", ""))
    return (
        EffectRow(
            study,
            made.yi,
            made.vi,
            **words,
            measure=row.get("measure") or None,
            how=made.how,
            line=line,
            n=number if number > 0 else None,
            p=row.get("p") or None,
            given_vi=made.how == "variance as given",
        ),
        [f"{study}: {warning}" for warning in made.warnings],
    )


Fault = Callable[[str, str, str], None]


def _make(row: Mapping[str, str], fault: Fault) -> _Made | None:
    """The effect of one row in the form that it has; None, with a fault said, where it has none that holds."""
    if row.get("ai") and not row.get("yi"):
        return _from_counts(row, fault)
    yi = _number(row, "yi", fault)
    forms = [f for f in ("vi", "se") if row.get(f)]
    if row.get("ci_low") or row.get("ci_high"):
        forms.append("ci_low")
    if not forms:
        if "vi" in row or not ({"se", "ci_low"} & row.keys()):
            _number(row, "vi", fault)
        else:
            fault("se" if "se" in row else "ci_low", "nothing", "a variance, a standard error or an interval")
        return None
    made = [m for form in forms if (m := _FORM[form](row, yi, fault)) is not None]
    if len(made) < len(forms) or not math.isfinite(yi):
        return None
    first = made[0]
    for form, other in zip(forms[1:], made[1:], strict=True):
        if not math.isclose(first.vi, other.vi, rel_tol=0.1):
            fault(
                form,
                f"{row[form]!r}, which makes the variance {other.vi:.4g} ({other.how})",
                f"what agrees with {forms[0]} ({first.vi:.4g}), or one of the two alone",
            )
            return None
    return first


def _from_variance(row: Mapping[str, str], yi: float, fault: Fault) -> _Made | None:
    vi = _number(row, "vi", fault)
    if vi <= 1 / EXTREME:
        fault("vi", repr(row["vi"]), "a variance above 0: the squared standard error of yi")
        return None
    if _is_ratio(row):
        # Nobody prints a variance of a plain ratio: the measure names what yi is the logarithm of.
        return _Made(yi, vi, f"variance as given; yi taken as log {row['measure'].upper()}")
    return _Made(yi, vi, "variance as given") if math.isfinite(vi) else None


def _from_error(row: Mapping[str, str], yi: float, fault: Fault) -> _Made | None:
    se = _number(row, "se", fault)
    if se * se <= 1 / EXTREME:
        fault("se", repr(row["se"]), "a standard error above 0")
        return None
    said = f"; yi taken as log {row['measure'].upper()}" if _is_ratio(row) else ""
    return _Made(yi, se * se, f"squared standard error{said}") if math.isfinite(se) else None


def _from_interval(row: Mapping[str, str], yi: float, fault: Fault) -> _Made | None:
    low, high = _number(row, "ci_low", fault), _number(row, "ci_high", fault)
    level = _number(row, "level", fault) if row.get("level") else 95.0
    if not 0 < level < 100:
        fault("level", repr(row["level"]), "a level in per cent, such as 95")
        return None
    if not all(map(math.isfinite, (yi, low, high))):
        return None
    measure = row.get("measure", "").upper()
    try:
        if _is_ratio(row):
            effect = ratio_from_interval(measure, yi, low, high, level=level)
            said = f"logarithms of {measure} {yi:g} ({low:g} to {high:g}); "
        else:
            effect = difference_from_interval(measure or "MD", yi, low, high, level=level)
            said = ""
    except ValueError as error:
        found, _, expected = str(error).partition("found ")[2].partition(", expected ")
        logs = f" (ratios; where they are logarithms, the measure is log {measure})" if _is_ratio(row) else ""
        fault("ci_low", found, expected + logs)
        return None
    told = "" if row.get("level") else ", as none is given"
    assert effect.vi is not None
    warnings = list(effect.warnings)
    if warnings and not _is_ratio(row) and 0 < low <= yi <= high and _is_even(*map(math.log, (low, yi, high))):
        warnings.append("it lies in the middle on the logarithm: is it a ratio? Then say so by measure (OR, RR, HR)")
    return _Made(effect.yi, effect.vi, f"{said}from the {level:g} % interval{told}", tuple(warnings))


def _is_even(low: float, middle: float, high: float) -> bool:
    return high > low and abs((low + high) / 2 - middle) / (high - low) < 0.05


def _from_counts(row: Mapping[str, str], fault: Fault) -> _Made | None:
    by_total = bool(row.get("n1i") or row.get("n2i"))
    names = ("ai", "n1i", "ci", "n2i") if by_total else ("ai", "bi", "ci", "di")
    numbers = [_number(row, name, fault) for name in names]
    if not all(map(math.isfinite, numbers)):
        return None
    for name, number in zip(names, numbers, strict=True):
        if number < 0 or number != int(number):
            fault(name, repr(row[name]), "a whole number of people, 0 or more")
            return None
    a, one, c, two = (int(x) for x in numbers)
    n1, n2 = (one, two) if by_total else (a + one, c + two)
    measure = row.get("measure", "").upper()
    if measure not in COUNTED:
        fault("measure", repr(row.get("measure", "")), f"what the counts are to give: {', '.join(COUNTED)}")
        return None
    if n1 == 0 or n2 == 0 or a > n1 or c > n2:
        fault("ai", f"{a} of {n1} and {c} of {n2}", "0 to n of each, n above 0")
        return None
    if measure != "RD" and (a == c == 0 or (a == n1 and c == n2)):
        fault(
            "ai",
            f"{a} of {n1} and {c} of {n2}",
            f"events and people without one: such a study says nothing of {measure}",
        )
        return None
    effect = two_by_two(measure, a, n1, c, n2)
    assert effect.vi is not None
    added = f"; {effect.assumptions[0]}" if effect.assumptions else ""
    return _Made(effect.yi, effect.vi, f"{effect.variant} of {a}/{n1} and {c}/{n2}{added}")


_FORM: dict[str, Callable[[Mapping[str, str], float, Fault], _Made | None]] = {
    "vi": _from_variance,
    "se": _from_error,
    "ci_low": _from_interval,
}


def _is_ratio(row: Mapping[str, str]) -> bool:
    return row.get("measure", "").upper() in RATIOS


def _number(row: Mapping[str, str], column: str, fault: Fault) -> float:
    """The number in a cell; NaN, with the fault said, where there is none."""
    said = row.get(column, "")
    number = parse_number(said)
    if abs(number) < EXTREME:
        return number
    both = "," in said and "." in said
    fault(column, repr(said), "one decimal sign and no thousands separator" if both else "a number such as 0.25")
    return math.nan


def _note_file(cells: Cells) -> Iterator[str]:
    if cells.separator != ",":
        yield f"columns are separated by {SEPARATORS.get(cells.separator, repr(cells.separator))}"
    commas = sum("," in row.get(c, "") for _, row in cells.rows for c in ("yi", "vi", "se", "ci_low", "ci_high"))
    if commas:
        yield f"{commas} numbers have a decimal comma"
    if cells.unknown:
        yield f"columns that are not read: {', '.join(cells.unknown)}"


def refuse_pooling(rows: Sequence[EffectRow]) -> str | None:
    """Why `rows` must not be pooled, in a sentence; None when nothing that was said forbids it.

    Source: the protocol, synthesis, and Cochrane Handbook 6.5, chapters 10.1 and 23.3 (units of analysis).
    """
    reasons = []
    kinds = list_words(row.kind for row in rows)
    if len(kinds) > 1:
        why = "a change within one group is not a difference between groups"
        reasons.append(f"results of different kinds ({', '.join(kinds)}): {why}")
    elif set(kinds) & UNCONTROLLED:
        reasons.append(f"only {kinds[0]} results: without a comparison, what is pooled is not an effect")
    outcomes = list_words(row.outcome for row in rows)
    if len(outcomes) > 1:
        reasons.append(f"different outcomes ({', '.join(outcomes)})")
    measures = list_words(row.measure.upper().removeprefix("LOG ") if row.measure else None for row in rows)
    if len(measures) > 1:
        reasons.append(f"different effect measures ({', '.join(measures)})")
    samples = Counter(row.sample for row in rows if row.sample)
    for sample, number in samples.items():
        if number > 1:
            names = " and ".join(row.study for row in rows if row.sample == sample)
            reasons.append(f"the same people counted {number} times ({names} share sample {sample!r})")
    return "; ".join(reasons) or None


def list_words(words: Iterator[str | None]) -> tuple[str, ...]:
    """What was said, each once, in order."""
    return tuple(dict.fromkeys(w for w in words if w))

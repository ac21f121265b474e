"""Which way one result points, whatever its measure: by its interval, else its point, p, numbers or words. Pure.

Only an interval shows how large an effect is. The rest is asked for what a tag must not say against it: that people
fared worse, that nothing differed, that the difference was not significant. 'Not significant' is no evidence of no
difference (Altman & Bland, BMJ 1995;311:485), nor is an interval that takes in no effect: both leave the question open,
whatever the claim. So does what cannot be read, and a test that does not bear its own interval out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import cache

from ..language import has_text, list_languages, say
from ..model import Estimate, Result, Study
from ..synthesis.effects import RATIOS
from ..synthesis.result_effects import NoEffect, compute_effect
from ..synthesis.two_groups import STATISTICS, is_compared_with, read_pair

_NUMBERS = frozenset({*STATISTICS, "events", "n", "sd", "se", "before", "after"})
"""What stands for a number in the values of a result."""
BETTER, WORSE = 1, -1
CLEAR, OPEN, SILENT = "clear", "open", "silent"
DIFFERENCES = frozenset({"MD", "SMD", "RD", "beta", "r"})
"""Measures of which no effect is 0; of RATIOS it is 1, and of any other nobody here can say."""
SIGNIFICANT = 0.05
_P = re.compile(r"(>=|<=|[<>≥≤])?\s*(?<![\w.,])(\d*[.,]?\d+(?:e-?\d+)?)(?![\w%])", re.IGNORECASE)
_ALONE = re.compile(r"^\s*[pP]?\s*=?\s*(>=|<=|[<>≥≤])?\s*([01])\s*$")
Sign = int | str
"""BETTER or WORSE, clearly or untested; CLEAR, a difference of which nobody says which way it goes; OPEN; SILENT."""


def read_sign(study: Study, result: Result) -> Sign:
    """What `result` says: better or worse only where it says which way is better.

    An interval is read at 95 %; a point or a number on the wrong side speaks even where nothing tells how sure it is.
    """
    tested = read_tested(result.p)
    if tested is False or find_contradiction(study, result):
        return OPEN
    first = _read_estimate(study, result)
    if first is not None:
        return first
    told = _read_words(result)
    if told is not None:
        return told
    pair = read_pair(study, result)
    if find_unread(study, result):
        return OPEN
    if pair is not None:
        if math.isclose(*pair, rel_tol=1e-9, abs_tol=1e-12):
            return OPEN
        if result.better in ("higher", "lower"):
            return _turn(pair[0] - pair[1], result)
    elif "direction" in (result.values or {}):
        return OPEN  # words that nobody here can read
    return CLEAR if tested else SILENT


def find_contradiction(study: Study, result: Result) -> str | None:
    """The field, `p` or `values`, that goes against the result's own interval or estimate; None where none does."""
    first = _read_estimate(study, result)
    if first is None or first == OPEN:
        return None
    if read_interval(study, result) is not None and read_tested(result.p) is False:
        return "p"
    if result.estimate is None or not isinstance(first, int):
        return None
    pair = read_pair(study, result)
    beside = [
        _read_words(result),
        _turn(pair[0] - pair[1], result) if pair is not None and pair[0] != pair[1] else None,
    ]
    return "values" if -first in beside else None


def _read_estimate(study: Study, result: Result) -> Sign | None:
    """What the interval says, else the point; None where there is neither."""
    interval = read_interval(study, result)
    if interval is not None:
        _, low, high = interval
        return OPEN if low <= 0 <= high else _turn(low, result)
    return None if result.estimate is None else _read_point(result.estimate, result)


def read_interval(study: Study, result: Result) -> tuple[float, float, float] | None:
    """(effect, low, high) as reported, at 95 % and on the logarithm for ratios; None where nothing gives one."""
    effect = compute_effect(study, result)
    if isinstance(effect, NoEffect) or not _is_known(result.estimate):
        return None
    ends = _read_printed(result.estimate) or effect.interval()
    return None if ends is None else (effect.yi, *ends)


def _is_known(e: Estimate | None) -> bool:
    """Whether what is estimated is a measure of which it is known where no effect lies."""
    return e is None or e.measure in RATIOS | DIFFERENCES


def _read_printed(e: Estimate | None) -> tuple[float, float] | None:
    """The interval as it was printed, on the logarithm for ratios; one worked out again would be even."""
    if e is None or e.ci_low is None or e.ci_high is None or (e.level or 95) != 95:
        return None
    return (math.log(e.ci_low), math.log(e.ci_high)) if e.measure in RATIOS else (e.ci_low, e.ci_high)


def _read_point(e: Estimate, result: Result) -> Sign:
    """The side of an estimate that was printed without an interval; ends that make none leave it open."""
    ratio = e.measure in RATIOS
    if not _is_known(e) or (e.ci_low is not None and e.ci_high is not None):
        return OPEN
    if not math.isfinite(e.value) or (ratio and e.value <= 0):
        return OPEN
    value = math.log(e.value) if ratio else e.value
    if math.isclose(value, 0, abs_tol=1e-12):
        return OPEN
    return _turn(value, result)


def _turn(value: float, result: Result) -> Sign:
    """The side of a number that is not 0."""
    if result.better not in ("higher", "lower"):
        return CLEAR
    return BETTER if (value > 0) == (result.better == "higher") else WORSE


def says_significant(result: Result) -> bool:
    """Whether a test found a difference."""
    return read_tested(result.p) is True


def read_tested(p: str | None) -> bool | None:
    """Whether a p as it was printed is below 0.05; False also where one of several is not; None where none is told."""
    if not p:
        return None
    known = [language for language in list_languages() if has_text("sign.untested", language)]
    if any(_compile("untested", language).search(p) for language in known):
        return False
    # A whole number beside others counts something else: weeks, groups, comparisons.
    numbers = [(sign, digits) for sign, digits in _P.findall(p) if not digits.isdigit()] or _ALONE.findall(p)
    found = [_is_below(sign, x) for sign, digits in numbers if (x := float(digits.replace(",", "."))) <= 1]
    return all(found) if found else None


def _is_below(sign: str, number: float) -> bool:
    if sign in (">", ">=", "≥"):
        return False
    return number < SIGNIFICANT or (bool(sign) and number <= SIGNIFICANT)


def _read_words(result: Result) -> Sign | None:
    """What the words for a direction say, where they say one thing."""
    values = result.values or {}
    text = values.get("direction")
    if not isinstance(text, str):
        return None
    for language in list_languages():
        if has_text("sign.equal", language) and (found := _read_in(text, result.better, language)) is not None:
            return found
    return None


def _read_in(text: str, better: str | None, language: str) -> Sign | None:
    equal = _compile("equal", language)
    rest = equal.sub(" ", text)
    if rest == text and _compile("denied", language).search(text):
        return OPEN
    ways = {word for word in ("better", "worse", "higher", "lower") if _compile(word, language).search(rest)}
    if equal.search(text):
        return None if ways else OPEN
    if len(ways) != 1:
        return None
    way = ways.pop()
    if way in ("higher", "lower"):
        if better not in ("higher", "lower"):
            return None
        way = "better" if way == better else "worse"
    sign = BETTER if way == "better" else WORSE
    return -sign if _is_of_the_other(rest, language) else sign


def _is_of_the_other(text: str, language: str) -> bool:
    """Whether the words speak of the group that was compared with: 'lower with placebo', 'placebo better', and not
    'lower than with placebo'."""
    place, group = (_list_words(name, language) for name in ("place", "group"))
    than = _list_words("than", language)
    mentions = re.finditer(
        rf"(?<!\w)(?P<than>(?:{than})\s+)?(?:(?:{place})\s+)?(?:(?!(?:{than})\b)\w+\s+)?(?:{group})(?!\w)",
        text,
        re.IGNORECASE,
    )
    return any(found["than"] is None for found in mentions)


def has_strange_words(study: Study, result: Result) -> bool:
    """Whether the words for a direction have others among them than are known, so that none of it bears a tag out."""
    text = (result.values or {}).get("direction")
    if not isinstance(text, str):
        return False
    names = {study.population.severity or "", *study.population.conditions}
    names |= {name for arm in study.arms for name in (arm.id, arm.compound or "", arm.salt or "")}
    known = {word for name in names for word in re.findall(r"\w+", name.lower())}
    return all(
        _list_strange(text, language) - known for language in list_languages() if has_text("sign.equal", language)
    )


def _list_strange(text: str, language: str) -> set[str]:
    for name in ("equal", "better", "worse", "higher", "lower", "group", "than", "place", "plain"):
        text = _compile(name, language).sub(" ", text)
    return set(re.findall(r"\w+", text.lower()))


def find_unread(study: Study, result: Result) -> tuple[str, ...] | None:
    """Where `values` has something else where a number stands, or words that are none: the path; None where nothing."""
    arms = {a.id for a in study.arms}
    values = result.values or {}
    if "direction" in values and not isinstance(values["direction"], str):
        return ("direction",)
    for name, value in values.items():
        if isinstance(value, Mapping):
            bad = next((key for key, v in value.items() if key in _NUMBERS and _is_no_number(v)), None)
            if bad is not None:
                return (name, bad)
        elif isinstance(value, str) and (
            name in _NUMBERS
            or name.rpartition("_")[2] in _NUMBERS
            or name.replace("_", "-") in arms
            or is_compared_with(study, name)
        ):
            return (name,)
    return None


def _is_no_number(value: object) -> bool:
    return isinstance(value, (str, bool))


@cache
def _compile(name: str, language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_list_words(name, language)})(?!\w)", re.IGNORECASE)


@cache
def _list_words(name: str, language: str) -> str:
    """The words of one entry of the catalogue as a pattern; an asterisk is any ending."""
    words = (w.strip() for w in say(f"sign.{name}", language).split(","))
    return "|".join(re.escape(w).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for w in words)


__all__ = [
    "BETTER",
    "CLEAR",
    "OPEN",
    "SILENT",
    "WORSE",
    "find_contradiction",
    "find_unread",
    "has_strange_words",
    "read_interval",
    "read_sign",
    "read_tested",
    "says_significant",
]

"""How often a printed amount is taken a day: '2 tablets of X', 'X three times a day', 'every 6 hours'. Pure."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from functools import cache

from ..counted import read_number
from .lexicon import read_lexicon

HOURS = 24


@dataclass(frozen=True)
class Often:
    """By what an amount is multiplied to be that of a day, at the least and at the most; both 1 where nothing is said.

    `known` is false where the amount is told for a measure of its own ('per kilo'), so that no day's amount follows.
    """

    least: float = 1
    most: float = 1
    known: bool = True


def find_often(before: str, after: str) -> Often:
    """How often the amount between two stretches of a sentence is taken. Texts in small letters."""
    pieces, each = _join("pieces"), _join("each")
    least = most = 1.0
    counted = (
        re.search(
            rf"(?<!\w){_number()}\s+(?:[\w-]+\s+)?(?:{pieces})\s*(?P<link>(?:[\s,(@]|(?:{each})(?!\w))*)$", before
        )
        or re.search(rf"(?<!\w){_number()}\s*[x×*]\s*(?P<link>)$", before)
        or (_match_after(before, after, pieces))
        or re.search(rf"^\s*[x×*]\s*{_number()}(?!\w)(?P<link>)", after)
    )
    if counted is not None and (number := _read(counted["n"])):
        most *= number
        # '2 tablets (250 mg)' may be each or all of them.
        least *= 1 if "(" in counted["link"] and not re.search(rf"(?:{each})(?!\w)", counted["link"]) else number
    whole = f"{before} # {after}"
    if not re.search(rf"(?<!\w)(?:{_join('divided')})(?!\w)", whole):
        times = _count_times(whole)
        least, most = least * times, most * times
    unbounded = re.search(rf"(?<!\w)(?:{_join('unbounded')})(?!\w)", whole)
    by_weight = re.search(rf"(?<!\w)(?:{_join('by-weight')})(?!\w)", after[:40])
    return Often(least, most, not (unbounded or by_weight))


def _match_after(before: str, after: str, pieces: str) -> re.Match[str] | None:
    """'two 250 mg tablets': the count stands before the strength and what is counted after it."""
    if not re.match(rf"(?:\s+[\w-]+){{0,2}}?\s+(?:{pieces})(?!\w)", after):
        return None
    return re.search(rf"(?<![\w.,]){_number()}\s+(?P<link>)$", before)


def _count_times(text: str) -> float:
    """How many times a day a sentence says; 1 where it says nothing of it."""
    day = _join("day")
    said = re.search(rf"(?<!\w){_number()}\s*(?:{_join('times')})\s+(?:[\w-]+\s+)?(?:{day})(?!\w)", text)
    if said is not None and (number := _read(said["n"])):
        return number
    hours = re.search(
        rf"(?<!\w)(?:{_join('every')})\s+(?:{_number()}(?:e|:e|th|rd|nd)?\s+)?(?:{_join('hour')})(?!\w)", text
    )
    if hours is not None:
        number = _read(hours["n"]) if hours["n"] else 1
        return max(1.0, HOURS / number) if number else 1
    for name, group in read_lexicon("amounts").items():
        if "a-day" in group and re.search(rf"(?<!\w)(?:{_join(name)})(?!\w)", text):
            return max(float(group["a-day"]), _count_parts_of_day(text))
    return _count_parts_of_day(text)


def _count_parts_of_day(text: str) -> float:
    """How many parts of the day are told one after the other: 'every morning and every evening' is two of them."""
    found = list(re.finditer(rf"(?<!\w)(?:{_join('part-of-day')})(?!\w)", text))
    most = times = 1
    for one, other in itertools.pairwise(found):
        between = text[one.end() : other.start()]
        joined = re.match(rf"\s*(?:{_join('and')})\s+(?:\w+\s+){{0,4}}$", between)
        times = times + 1 if joined else 1
        most = max(most, times)
    return float(most)


def _read(word: str) -> int | None:
    return int(word) if word.isdigit() else read_number(word)


@cache
def _number() -> str:
    return f"(?P<n>{_join('count')})(?!\\w)"


@cache
def _join(name: str) -> str:
    return "|".join(read_lexicon("amounts")[name]["terms"])

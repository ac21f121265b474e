"""Dates as PubMed writes them -> ISO 8601, as far as they are given; never rounded, never guessed."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from functools import lru_cache

_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
YEAR = re.compile(r"(?<!\d)(1[7-9][0-9]{2}|20[0-9]{2})(?!\d)")


@lru_cache(maxsize=4096)
def format_date(year: str, month: str | None, day: str | None) -> str | None:
    """`2024`, `2024-05` or `2024-05-13`; None when the year is none. A month or day that cannot be is left out."""
    if not YEAR.fullmatch(year):
        return None
    number = _month(month)
    if number is None:
        return year
    if day and (day := day.strip()).isdigit() and 1 <= int(day) <= monthrange(int(year), number)[1]:
        return f"{year}-{number:02d}-{int(day):02d}"
    return f"{year}-{number:02d}"


def _month(text: str | None) -> int | None:
    if not text:
        return None
    text = text.strip()
    if text.isdigit():
        return int(text) if 1 <= int(text) <= 12 else None
    return MONTHS.get(text[:3].lower()) if text.isalpha() else None


def find_year(parts: Mapping[str, str | None]) -> int | None:
    """The year of a PubDate: its Year, or the first year of a MedlineDate such as '1998 Nov-Dec' or '1998-1999'."""
    for name in ("Year", "MedlineDate"):
        if (text := parts.get(name)) and (match := YEAR.search(text)):
            return int(match[0])
    return None


def parse_medline_date(text: str) -> str | None:
    """A DP such as '1998 Aug 1', '1998 Nov-Dec' or '1998' as an ISO date, as far as it is given."""
    match = YEAR.search(text)
    if match is None:
        return None
    rest = re.fullmatch(r"\s*([A-Za-z]{3})?(?:\s+(\d{1,2}))?\s*", text[match.end() :])
    return format_date(match[0], rest[1], rest[2]) if rest else match[0]

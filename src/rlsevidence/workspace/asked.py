"""What a caller asks for by name: a day, a clock, choices, a language, a country; UsageError for what there is not."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..audit.amounts import list_countries
from ..errors import UsageError
from ..judgement.as_of import CLOCKS
from ..judgement.choices import OPTIONS, Choices
from ..model import Evidence
from ..unknown import tell_unknown

Day = dt.date | str | int
"""A day as a caller names it: a date, ISO 8601, or a year (2019 or "2019")."""


def read_day(day: Day, today: dt.date) -> dt.date:
    """An earlier day, or today; a year is its last day, and for this year, which is not over, today.

    UsageError for a day or a year to come and for what is no date.
    """
    try:
        if isinstance(day, int) or (isinstance(day, str) and re.fullmatch(r"[0-9]{4}", day)):
            date = dt.date(int(day), 12, 31)
            date = today if date.year == today.year else date
        else:
            date = day if isinstance(day, dt.date) else dt.date.fromisoformat(day)
    except ValueError:
        raise UsageError(f"as of: found {day!r}, expected a date such as 2019-12-31, or a year") from None

    if date > today:
        raise UsageError(f"as of: found {date}, expected a day no later than today, {today}")
    return date


def read_clock(by: str) -> str:
    """Which date of a record counts: 'publication' or 'entry'."""
    if by not in CLOCKS:
        raise UsageError(f"by: found {by!r}, expected {' or '.join(CLOCKS)}")
    return by


def read_choices(given: Mapping[str, Any]) -> Choices:
    """UsageError, with what there is, for a choice or a way to choose that no rule knows."""
    for name, value in given.items():
        known = OPTIONS.get(name)
        if known is None:
            raise UsageError(f"what_if: no choice {name!r}; there are: {', '.join(OPTIONS)}")
        if not isinstance(value, type(known[0])) or (isinstance(value, str) and value not in known):
            raise UsageError(f"what_if: {name}: found {value!r}, expected one of {', '.join(map(repr, known))}")
    return Choices(**given)


def choose_language(language: str | None, languages: Sequence[str]) -> str:
    """`language` where it is one of the workspace's; for None English where there is English, else the first."""
    if language is None:
        return "en" if "en" in languages else languages[0]
    if language not in languages:
        raise UsageError(f"no language {language!r} in this workspace; there are: {', '.join(languages)}")
    return language


def choose_country(country: str | None, evidence: Evidence) -> str | None:
    """Whose amounts count: `country` as dose-limits.yaml spells it; for None the topic's first that stands there."""
    known = list_countries(evidence)
    if country is None:
        return next((j for j in evidence.topic.jurisdictions if j in known), None)
    chosen = next((c for c in known if c.casefold() == country.casefold()), None)
    if chosen is None:
        raise UsageError(f"no country {country!r} in dose-limits.yaml; there are: {', '.join(known) or 'none'}")
    return chosen


def require_claim(claim: str, evidence: Evidence) -> None:
    """UsageError, with the claims that there are, for another one."""
    if claim not in evidence.claims:
        raise UsageError(tell_unknown("claim", claim, evidence.claim_titles))

"""What day it is: RLSEVIDENCE_TODAY, so that pages and ages can be reproduced, or else the clock (UTC)."""

from __future__ import annotations

import datetime as dt
import os

from .errors import UsageError


def read_today() -> dt.date:
    """Today's date. UsageError when RLSEVIDENCE_TODAY is set to something that is not a date."""
    set_to = os.environ.get("RLSEVIDENCE_TODAY", "").strip()
    if not set_to:
        return dt.datetime.now(dt.UTC).date()
    try:
        return dt.date.fromisoformat(set_to)
    except ValueError:
        raise UsageError(f"RLSEVIDENCE_TODAY: found {set_to!r}, expected a date such as 2026-01-31") from None


def read_now() -> dt.datetime:
    """The time in UTC; at noon of RLSEVIDENCE_TODAY when that is set."""
    if os.environ.get("RLSEVIDENCE_TODAY", "").strip():
        return dt.datetime.combine(read_today(), dt.time(12), dt.UTC)
    return dt.datetime.now(dt.UTC)

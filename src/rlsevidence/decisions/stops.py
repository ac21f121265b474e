"""Whether the screening has been stopped: the latest row says so, whoever wrote it. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from ..model import ScreeningStop
from .rows import WITHDRAWN, moment_key


def find_holding_stop(stops: Iterable[ScreeningStop]) -> ScreeningStop | None:
    """The stop that holds; None where there is none, or the screening went on after it."""
    latest = max(stops, key=lambda s: moment_key(s.decided_on), default=None)
    return None if latest is None or latest.role == WITHDRAWN else latest


__all__ = ["find_holding_stop"]

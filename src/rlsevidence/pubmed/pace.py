"""A database's limit on requests a second, held by all processes of one user on one machine together."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock, Timeout

from ..errors import NetworkError

LONGEST = 60.0
"""A moment further ahead than this is a clock that was set back, not a wait that somebody asked for."""


class Pace:
    """When the next request may be made: a moment in a locked file, which every process moves on before it asks."""

    def __init__(
        self,
        folder: Path,
        requests_per_second: float,
        *,
        of: str = "PubMed",
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
    ) -> None:
        # A little over the limit's own interval: a server counts arrivals, and the way there is not always as long.
        self.interval = 1.05 / requests_per_second
        self._folder, self._sleep, self._clock, self._of = folder, sleep, clock, of
        self._stamp = folder / "next-request"

    def wait(self) -> None:
        """Return when a request may be made, having booked the moment. NetworkError when others never let go."""
        try:
            with self._lock():
                if (pause := min(LONGEST, self._next() - self._clock())) > 0:
                    self._sleep(pause)
                self._book(self._clock() + self.interval)
        except Timeout:
            raise NetworkError(
                f"other requests to {self._of} from this machine have been waiting for two minutes"
            ) from None

    def hold(self, seconds: float) -> None:
        """Let nobody on this machine ask for so long, because the server has said so."""
        with self._lock():
            self._book(max(self._next(), self._clock() + seconds))

    def _lock(self) -> FileLock:
        self._folder.mkdir(parents=True, exist_ok=True)
        return FileLock(self._folder / "rate.lock", timeout=120)

    def _next(self) -> float:
        try:
            moment = float(self._stamp.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return 0.0
        return moment if moment - self._clock() <= LONGEST else 0.0

    def _book(self, moment: float) -> None:
        self._stamp.write_text(repr(moment), encoding="ascii")

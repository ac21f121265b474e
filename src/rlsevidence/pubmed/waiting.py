"""How long to wait for a server, and what to say of one that did not answer: the same for every database."""

from __future__ import annotations

import datetime as dt
import email.utils
import http.client
import re
import threading
from collections.abc import Callable
from typing import TypeVar

from tenacity import RetryCallState, wait_random_exponential

from .answers import TransientError

T = TypeVar("T")
MAX_WAIT = 60.0
"""Seconds; what a server asks for beyond it is not waited for."""


def within(seconds: float, ask: Callable[[], T]) -> T:
    """What `ask` gives, or TransientError after so many seconds.

    A socket's time-out begins anew at each address of a host and does not hold for looking up its name, so the first
    contact is made in a thread that can be left behind.
    """
    if seconds == float("inf"):
        return ask()
    given: list[T] = []
    fault: list[BaseException] = []

    def work() -> None:
        try:
            given.append(ask())
        except BaseException as error:
            fault.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(max(0.1, seconds))
    if fault:
        raise fault[0]
    if not given:
        raise TransientError("no answer in time")
    return given[0]


class Contact:
    """How far a server has been reached: it has `seconds` from the first question to its first answer.

    `answered`: it has given a whole answer; `heard`: anything came from there at all, be it a fault or another's page.
    """

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self.seconds, self._clock = seconds, clock
        self.answered = self.heard = False
        self._first_asked: float | None = None

    def begin(self) -> None:
        """The clock of the first question starts; those after it change nothing."""
        if self._first_asked is None:
            self._first_asked = self._clock()

    def time_left(self) -> float:
        """Seconds until the server counts as out of reach; no end once it has answered."""
        if self.answered or self._first_asked is None:
            return float("inf")
        return self.seconds - (self._clock() - self._first_asked)


def choose_pause(state: RetryCallState, time_left: float) -> float:
    """Exponential with jitter; what the server asks for where it asks for more; never past `time_left` seconds."""
    pause = wait_random_exponential(multiplier=0.5, max=30)(state)
    fault = state.outcome.exception() if state.outcome else None
    if isinstance(fault, TransientError) and fault.wait is not None:
        pause = max(pause, min(fault.wait, MAX_WAIT))
    return max(0.0, min(pause, time_left))


def say_reason(reason: object) -> str:
    """A fault of the network in few words."""
    if isinstance(reason, TimeoutError):
        return "no answer in time"
    if isinstance(reason, http.client.IncompleteRead):
        return "an answer cut short"
    return str(reason) or type(reason).__name__


def say_silence(name: str, contact: Contact, reason: str) -> str:
    """That a database has given no answer from the first."""
    came = "gave no answer of its own" if contact.heard else "could not be reached"
    return f"{name} {came} within {contact.seconds:.0f} s ({reason})"


def read_retry_after(text: str | None, now: float) -> float | None:
    """Seconds from a Retry-After header, which holds seconds or a date; None when it holds neither."""
    if not text:
        return None
    if re.fullmatch(r"\d+", text.strip()):
        return float(text)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).replace(tzinfo=dt.UTC).timestamp() - now)
    except ValueError:
        return None

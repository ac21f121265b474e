"""One way to ask every database beside PubMed: pace, time-outs, retries, whole answers, plain errors.

What counts as answered is a whole JSON object, or a whole XML document, with a content type that says so. Anything else
is asked for again, with growing pauses and no sooner than the server says; what asking again does not mend ends at
once, in one sentence.
"""

from __future__ import annotations

import http.client
import io
import json
import re
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO, NoReturn
from urllib.parse import urlencode

from tenacity import RetryCallState, Retrying, retry_if_exception_type

from .. import __version__
from ..errors import NetworkError
from ..pubmed.answers import TransientError
from ..pubmed.pace import Pace
from ..pubmed.waiting import MAX_WAIT, Contact, choose_pause, read_retry_after, say_reason, say_silence, within
from .markup import iter_xml
from .pages import Ask, Database, Refused
from .settings import Settings

TRIES = 6
TOO_LONG = 900.0
"""A server that asks to wait for longer, as for the end of a day's allowance, is not waited for."""
BODY_SECONDS = 120.0
"""How long one answer may take to arrive in full, however steadily it trickles."""
MOST_BYTES = 64 << 20
"""No page of any of these databases comes near it: what does is not held in memory."""
MOST_AT_ONCE = 2 << 30
"""A list that comes whole goes to disk; all that the largest of such registries has is a fourth of it."""
AT_ONCE_SECONDS = 1800.0
CHUNK = 1 << 16
Say = Callable[[str], None]


@dataclass(frozen=True)
class _Room:
    """How many bytes an answer may have and how many seconds it may take; `long`: also while nothing was answered."""

    most: int
    seconds: float
    long: bool = False


class Transport:
    """Asks one database. One call at a time; its pace holds across processes of one user on one machine.

    `sleep` and `clock` (seconds, as `time.time`) are those of the machine unless a test brings its own.
    """

    def __init__(
        self,
        database: Database,
        settings: Settings,
        *,
        say: Say = print,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.database, self.settings = database, settings
        self.requests = 0
        self._say, self._sleep, self._clock = say, sleep, clock
        a_second = database.requests_per_second_known if settings.email or settings.api_key else None
        self._pace = Pace(
            settings.rate_folder / database.key,
            a_second or database.requests_per_second,
            of=database.name,
            sleep=sleep,
            clock=clock,
        )
        self._opener = _make_opener()
        self._contact = Contact(settings.first_contact, clock)

    @property
    def answered(self) -> bool:
        """Whether the database has given any whole answer yet."""
        return self._contact.answered

    def get(self, ask: Ask) -> bytes:
        """The answer to one question, as it came. NetworkError when it cannot be had, however often it is asked."""
        into = io.BytesIO()
        self._fetch(ask, into, _Room(MOST_BYTES, BODY_SECONDS))
        return into.getvalue()

    def save(self, ask: Ask, into: BinaryIO) -> None:
        """As `get`, of an answer longer than memory should hold, which goes to the file `into`, empty or not."""
        self._fetch(ask, into, _Room(MOST_AT_ONCE, AT_ONCE_SECONDS, long=True))

    def _fetch(self, ask: Ask, into: BinaryIO, room: _Room) -> None:
        self._contact.begin()
        retrying = Retrying(
            # Until the database has answered once, some seconds are enough to say that it is out of reach.
            stop=lambda state: state.attempt_number >= TRIES or self._contact.time_left() <= 0,
            wait=lambda state: choose_pause(state, self._contact.time_left()),
            retry=retry_if_exception_type(TransientError),
            before_sleep=lambda state: self._tell(ask.what, state),
            sleep=self._sleep,
            reraise=True,
        )
        try:
            retrying(self._once, ask, into, room)
        except TransientError as error:
            reason, name = self.settings.redact(str(error)), self.database.name
            if not self._contact.answered:
                raise NetworkError(say_silence(name, self._contact, reason)) from None
            raise NetworkError(f"{name} did not give {ask.what} in {TRIES} tries ({reason})") from None

    def _tell(self, what: str, state: RetryCallState) -> None:
        if not self._contact.answered:
            return  # that a database is out of reach is said once, at the end
        fault = state.outcome.exception() if state.outcome else None
        pause = state.next_action.sleep if state.next_action else 0.0
        reason = self.settings.redact(str(fault))
        self._say(f"asking {self.database.name} for {what}: {reason}; trying again in {pause:.1f} s")

    def _once(self, ask: Ask, into: BinaryIO, room: _Room) -> None:
        self._pace.wait()
        self.requests += 1
        timeout = max(0.1, min(self.settings.timeout, self._contact.time_left()))
        request = self._request(ask)

        def fetch() -> None:
            with self._opener.open(request, timeout=timeout) as answer:
                self._contact.heard = True
                self._read(answer, into, room)

        try:
            # A long list may be what a pull that was cut off begins with: it comes in no few seconds.
            within(float("inf") if room.long else self._contact.time_left(), fetch)
        except urllib.error.HTTPError as error:
            self._contact.heard = True
            with error:
                self._judge_status(error)
        except urllib.error.URLError as error:
            raise TransientError(say_reason(error.reason)) from None
        except (OSError, http.client.HTTPException) as error:
            raise TransientError(say_reason(error)) from None
        self._contact.answered = True

    def _request(self, ask: Ask) -> urllib.request.Request:
        # Who asks goes to those who want it in a parameter, and to nobody else.
        who = {"email": self.settings.email, "api_key": self.settings.api_key}
        own = {name: value for name, kind in self.database.who.items() if (value := who[kind])}
        asked = urlencode({**ask.parameters, **own})
        headers = {"User-Agent": f"rlsevidence/{__version__}", "Accept": f"application/{self.database.form.lower()}"}
        address = self.settings.base_url + ask.path
        if ask.posted:
            return urllib.request.Request(address, data=asked.encode(), headers=headers)
        return urllib.request.Request(f"{address}?{asked}", headers=headers)

    def _read(self, answer: Any, into: BinaryIO, room: _Room) -> None:
        """The whole body, in pieces, so that one that trickles for ever, or never ends, is given up as well."""
        kind = answer.headers.get_content_type()
        end = self._clock() + (room.seconds if room.long else min(room.seconds, self._contact.time_left()))
        into.seek(0)
        into.truncate()  # what an earlier try left
        size = 0
        while part := answer.read1(CHUNK):
            into.write(part)
            size += len(part)
            if size > room.most:
                raise NetworkError(f"{self.database.name} sent more than {room.most >> 20} MB in one answer: given up")
            if self._clock() > end:
                raise TransientError("the answer came too slowly")
        if getattr(answer, "length", None):
            raise TransientError("an answer cut short")
        into.seek(0)
        check_whole(into, kind, self.database.form)

    def _judge_status(self, error: urllib.error.HTTPError) -> NoReturn:
        said = self.settings.redact(say_fault(error.read(4000)))
        busy = error.code in self.database.busy
        if busy or error.code >= 500:
            wait = read_retry_after(error.headers.get("Retry-After"), self._clock())
            if busy:
                self._contact.answered = True  # it is there, and busy
                if wait and wait > TOO_LONG:
                    raise Refused(
                        f"{self.database.name} asks to wait for {wait:.0f} s: HTTP {error.code} {said}".strip()
                    )
                if wait:
                    self._pace.hold(min(wait, MAX_WAIT))
            raise TransientError(f"HTTP {error.code} {said}".strip(), wait)
        self._contact.answered = True
        raise Refused(f"{self.database.name} refused the request: HTTP {error.code} {said}".strip())


SAID = ("message", "errMsg", "error", "detail", "title")
"""Keys under which one or other of the databases says what is wrong."""


def say_fault(raw: bytes) -> str:
    """What the body of an error says, in few words, as text, HTML or JSON; a list of faults is told one by one."""
    text = raw.decode("utf-8", "replace")
    try:
        said: object = json.loads(text)
    except ValueError:
        said = re.sub(r"<[^>]*>", " ", text)
    waiting, told = [said], []
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, dict):
            waiting += [one[k] for k in SAID if one.get(k)][:1]
        elif isinstance(one, list):
            waiting += one[:3]
        else:
            told.append(" ".join(str(one).split()))
    return "; ".join(filter(None, told))[:200]


def check_whole(raw: BinaryIO, kind: str, form: str) -> None:
    """Raise TransientError unless `raw`, which came as content type `kind`, is whole and of the `form` JSON or XML."""
    if not raw.read(CHUNK).strip():
        raise TransientError("an empty answer")
    raw.seek(0)
    own = form.lower()
    if kind not in (f"application/{own}", f"text/{own}") and not kind.endswith(f"+{own}"):
        said = say_fault(raw.read(4000))[:80] if kind.startswith("text/") else ""
        raise TransientError(f"{kind} in place of {form}{f': {said!r}' if said else ''}")
    try:
        value = deque(iter_xml(raw), maxlen=0) if form == "XML" else json.loads(raw.read())
    except ValueError as error:
        raise TransientError(str(error) if form == "XML" else "an answer cut short or damaged") from None
    if form == "JSON" and not isinstance(value, dict):
        raise TransientError(f"a JSON {type(value).__name__} in place of an object")


def _make_opener() -> urllib.request.OpenerDirector:
    """Opens http and https, through the user's proxy where there is one. Redirects are not followed: the request may
    hold a key."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler,
        urllib.request.UnknownHandler,
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        urllib.request.HTTPDefaultErrorHandler,
        urllib.request.HTTPErrorProcessor,
    ):
        opener.add_handler(handler())
    return opener

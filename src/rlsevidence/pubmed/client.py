"""The E-utilities through Bio.Entrez: rate limits that hold, time-outs, retries of the whole call, plain errors.

Bio.Entrez has its endpoints as literals, no time-out, and retries without a pause; so its own opener is replaced by
ours while a call runs, its retries are switched off, and the body is read and judged inside our retry. The answers it
brings are parsed elsewhere, because its parser needs DTDs from the network.
"""

from __future__ import annotations

import http.client
import time
import urllib.error
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

from tenacity import RetryCallState, Retrying, retry_if_exception_type

from ..errors import NetworkError
from .answers import TransientError, check_body, say_body
from .config import Settings
from .entrez import borrow_entrez
from .pace import Pace
from .waiting import MAX_WAIT, Contact, choose_pause, read_retry_after, say_reason, say_silence, within

CAP = 9999
"""PubMed hands out at most this many ids of one search."""
TRIES = 6
BODY_SECONDS = 120.0
"""How long one answer may take to arrive in full, however steadily it trickles."""
CHUNK = 1 << 16
Say = Callable[[str], None]


class Client:
    """Asks PubMed. One call at a time; limits hold across processes of one user on one machine.

    `sleep` and `clock` (seconds, as `time.time`) are those of the machine unless a test brings its own.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        say: Say = print,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.settings = settings
        self.requests = 0
        self._say, self._sleep, self._clock = say, sleep, clock
        self._pace = Pace(settings.rate_folder, settings.requests_per_second, sleep=sleep, clock=clock)
        self._contact = Contact(settings.first_contact, clock)

    def search(self, term: str, *, size: int = CAP, dates: Mapping[str, str] | None = None) -> bytes:
        """esearch, as XML bytes. `dates`: datetype, mindate, maxdate. NetworkError when it cannot be had."""
        return self._call("esearch", "the search", db="pubmed", term=term, retstart=0, retmax=size, **(dates or {}))

    def fetch(self, pmids: Sequence[str]) -> bytes:
        """efetch of records by id, as PubMed XML bytes, complete and well-formed."""
        what = f"{len(pmids)} records" if len(pmids) > 1 else f"record {pmids[0]}"
        return self._call("efetch", what, db="pubmed", id=",".join(pmids), rettype="xml", retmode="xml")

    def _call(self, tool: str, what: str, **parameters: Any) -> bytes:
        """One call with all its tries.

        The body is read, and must be a whole XML answer, before it counts as answered.
        """
        self._contact.begin()
        retrying = Retrying(
            # Until PubMed has answered once, ten seconds are enough to say that it is out of reach.
            stop=lambda state: state.attempt_number >= TRIES or self._contact.time_left() <= 0,
            wait=lambda state: choose_pause(state, self._contact.time_left()),
            retry=retry_if_exception_type(TransientError),
            before_sleep=lambda state: self._tell(what, state),
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return retrying(self._once, tool, parameters)
        except TransientError as error:
            reason = self.settings.redact(str(error))
            if not self._contact.answered:
                raise NetworkError(say_silence("PubMed", self._contact, reason)) from None
            raise NetworkError(f"PubMed did not give {what} in {TRIES} tries ({reason})") from None

    @property
    def answered(self) -> bool:
        """Whether PubMed has given any whole answer yet."""
        return self._contact.answered

    def _tell(self, what: str, state: RetryCallState) -> None:
        if not self._contact.answered:
            return  # that PubMed is out of reach is said once, when ten seconds are over
        fault = state.outcome.exception() if state.outcome else None
        pause = state.next_action.sleep if state.next_action else 0.0
        self._say(f"asking for {what}: {self.settings.redact(str(fault))}; trying again in {pause:.1f} s")

    def _once(self, tool: str, parameters: dict[str, Any]) -> bytes:
        from Bio import Entrez

        self._pace.wait()
        self.requests += 1
        timeout = max(0.1, min(self.settings.timeout, self._contact.time_left()))

        def ask() -> bytes:
            with borrow_entrez(self.settings, timeout), getattr(Entrez, tool)(**parameters) as handle:
                self._contact.heard = True
                return self._read(handle)

        try:
            raw = within(self._contact.time_left(), ask)
        except urllib.error.HTTPError as error:
            self._contact.heard = True
            with error:
                self._judge_status(error)
        except urllib.error.URLError as error:
            raise TransientError(say_reason(error.reason)) from None
        except (OSError, http.client.HTTPException) as error:
            raise TransientError(say_reason(error)) from None
        check_body(raw, tool)
        self._contact.answered = True
        return raw

    def _read(self, handle: Any) -> bytes:
        """The whole body, in pieces, so that one that trickles for ever is given up as well."""
        stream = getattr(handle, "buffer", handle)  # Bio.Entrez wraps plain text
        end = self._clock() + min(BODY_SECONDS, self._contact.time_left())
        parts = []
        while part := stream.read1(CHUNK):
            parts.append(part)
            if self._clock() > end:
                raise TransientError("the answer came too slowly")
        if getattr(stream, "length", None):
            raise TransientError("an answer cut short")
        return b"".join(parts)

    def _judge_status(self, error: urllib.error.HTTPError) -> NoReturn:
        said = self.settings.redact(say_body(error.read(2000)))
        if error.code in (408, 429) or error.code >= 500:
            wait = read_retry_after(error.headers.get("Retry-After"), self._clock())
            if error.code == 429:
                self._contact.answered = True  # PubMed is there, and busy
                if wait:
                    self._pace.hold(min(wait, MAX_WAIT))
            raise TransientError(f"HTTP {error.code} {said}".strip(), wait)
        hint = "; see NCBI_API_KEY" if "api key" in said.lower() else ""
        raise NetworkError(f"PubMed refused the request: HTTP {error.code} {said}{hint}")

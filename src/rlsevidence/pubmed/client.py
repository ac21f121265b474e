"""The E-utilities through Bio.Entrez: rate limits that hold, time-outs, retries of the whole call, plain errors.

Bio.Entrez 1.88 has its endpoints as literals, no time-out, and retries without a pause; so its own opener is replaced
by ours while a call runs, its retries are switched off, and the body is read and judged inside our retry. The answers
it brings are parsed elsewhere, because its parser needs DTDs from the network.
"""

from __future__ import annotations

import http.client
import json
import re
import threading
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from filelock import FileLock
from lxml import etree
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential
from tenacity.wait import wait_base

from ..errors import NetworkError
from .config import NCBI, TOOL, Settings

CAP = 9999
"""PubMed hands out at most this many ids of one search."""
TRIES = 6
MAX_WAIT = 60.0
Say = Callable[[str], None]


class _TransientError(Exception):
    """A fault that may be gone at the next try. `wait`: seconds the server asked for."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class HistoryLostError(Exception):
    """The search history on the server has expired: the search must be made again."""


@dataclass(frozen=True)
class SearchAnswer:
    """What esearch said. `ids` is the page asked for; `count` is PubMed's own total."""

    count: int
    ids: tuple[str, ...]
    webenv: str | None
    query_key: str | None
    translation: str
    warnings: tuple[str, ...]


class Client:
    """Asks PubMed. One call at a time; limits hold across processes of one user on one machine."""

    def __init__(self, settings: Settings, *, say: Say = print, sleep: Callable[[float], None] = time.sleep) -> None:
        self.settings = settings
        self.requests = 0
        self._say, self._sleep = say, sleep
        self._answered = False

    @property
    def has_answered(self) -> bool:
        """Whether PubMed has given a whole answer, or said that it is asked too often, since this client was made."""
        return self._answered

    def search(
        self, term: str, *, start: int = 0, size: int = CAP, history: bool = False, **dates: str
    ) -> SearchAnswer:
        """esearch. `dates`: datetype, mindate, maxdate. NetworkError when it cannot be had."""
        options: dict[str, Any] = {"retstart": start, "retmax": size, **dates}
        if history:
            options["usehistory"] = "y"
        return _read_search(self._call("esearch", "PubMed search", db="pubmed", term=term, **options))

    def fetch(self, pmids: Sequence[str]) -> bytes:
        """efetch of records by id, as PubMed XML bytes, complete and well-formed."""
        return self._call(
            "efetch", f"{len(pmids)} records", db="pubmed", id=",".join(pmids), rettype="xml", retmode="xml"
        )

    def _call(self, tool: str, what: str, **parameters: Any) -> bytes:
        """One call with all its tries.

        The body is read, and must be a whole XML answer, before it counts as answered.
        """
        started = time.monotonic()

        def give_up(state: RetryCallState) -> bool:
            # Until PubMed has answered once, ten seconds are enough to say that it is out of reach.
            waited = time.monotonic() - started
            return not self._answered and waited >= self.settings.first_contact

        retrying = Retrying(
            stop=lambda state: stop_after_attempt(TRIES)(state) or give_up(state),
            wait=_Wait(lambda: None if self._answered else self.settings.first_contact - (time.monotonic() - started)),
            retry=retry_if_exception_type(_TransientError),
            before_sleep=lambda state: self._tell(what, state),
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return retrying(self._once, tool, parameters)
        except _TransientError as error:
            reason = self.settings.redact(str(error))
            if not self._answered:
                raise NetworkError(f"PubMed could not be reached ({reason})") from None
            raise NetworkError(f"PubMed did not give {what} after {TRIES} tries ({reason})") from None

    def _tell(self, what: str, state: RetryCallState) -> None:
        fault = state.outcome.exception() if state.outcome else None
        pause = state.next_action.sleep if state.next_action else 0.0
        self._say(f"{what}: {self.settings.redact(str(fault))}; trying again in {pause:.1f} s")

    def _once(self, tool: str, parameters: dict[str, Any]) -> bytes:
        from Bio import Entrez

        self._keep_rate()
        self.requests += 1
        timeout = self.settings.timeout if self._answered else self.settings.first_contact
        try:
            with borrow_entrez(self.settings, timeout), getattr(Entrez, tool)(**parameters) as handle:
                body = handle.read()
        except urllib.error.HTTPError as error:
            with error:
                self._judge_status(error)
                raise AssertionError("unreachable") from None
        except urllib.error.URLError as error:
            raise _TransientError(f"{error.reason}") from None
        except (TimeoutError, ConnectionError, http.client.HTTPException) as error:
            raise _TransientError(f"{type(error).__name__}: {error}") from None
        raw = body.encode() if isinstance(body, str) else bytes(body)
        check_body(raw)
        self._answered = True
        return raw

    def _judge_status(self, error: urllib.error.HTTPError) -> None:
        body = error.read(2000)
        if error.code == 429 or error.code >= 500:
            asked = error.headers.get("Retry-After", "")
            self._answered = self._answered or error.code == 429
            raise _TransientError(f"HTTP {error.code}", float(asked) if asked.isdigit() else None)
        if re.search(rb"retrieve history|Unable to obtain query", body):
            raise HistoryLostError
        said = self.settings.redact(say_body(body))
        raise NetworkError(f"PubMed refused the request: HTTP {error.code} {said}")

    def _keep_rate(self) -> None:
        """Wait until this user may ask again: a time stamp in a locked file is what all processes share."""
        interval = 1.05 / self.settings.requests_per_second
        self.settings.rate_folder.mkdir(parents=True, exist_ok=True)
        stamp = self.settings.rate_folder / "last-request"
        with FileLock(self.settings.rate_folder / "rate.lock", timeout=120):
            try:
                last = float(stamp.read_text(encoding="ascii"))
            except (OSError, ValueError):
                last = 0.0
            pause = min(interval, last + interval - time.time())
            if pause > 0:
                time.sleep(pause)
            stamp.write_text(repr(time.time()), encoding="ascii")


class _Wait(wait_base):
    """Exponential with jitter; what the server asks for where it asks for more; never past the time for first
    contact."""

    def __init__(self, left: Callable[[], float | None]) -> None:
        self._left = left
        self._backoff = wait_random_exponential(multiplier=0.5, max=30)

    def __call__(self, retry_state: RetryCallState) -> float:
        pause = self._backoff(retry_state)
        fault = retry_state.outcome.exception() if retry_state.outcome else None
        if isinstance(fault, _TransientError) and fault.wait is not None:
            pause = max(pause, min(fault.wait, MAX_WAIT))
        left = self._left()
        return pause if left is None else max(0.0, min(pause, left))


_BORROWED = threading.RLock()


@contextmanager
def borrow_entrez(settings: Settings, timeout: float) -> Iterator[None]:
    """Bio.Entrez with our opener, our name and no retries of its own; put back as it was afterwards.

    Only Bio.Entrez is touched, so that other users of urllib in a notebook keep their own settings.
    """
    from Bio import Entrez

    names = ("email", "tool", "api_key", "max_tries", "sleep_between_tries", "urlopen")
    with _BORROWED:
        before = {name: getattr(Entrez, name) for name in names}
        opener = _Opener(settings.base_url, timeout)
        values = (settings.email, TOOL, settings.api_key, 1, 0, opener.open)
        for name, value in zip(names, values, strict=True):
            setattr(Entrez, name, value)
        try:
            with warnings.catch_warnings():
                # Without an address Bio.Entrez warns at every call; the pull says it once, with how to set it.
                warnings.filterwarnings("ignore", message=r"\s*Email address is not specified", category=UserWarning)
                yield
        finally:
            for name, value in before.items():
                setattr(Entrez, name, value)


class _Opener(urllib.request.OpenerDirector):
    """Sends what is meant for NCBI to `base`, with a time-out, and refuses to send anything anywhere else."""

    def __init__(self, base: str, timeout: float) -> None:
        super().__init__()
        self._base, self._timeout = base, timeout
        for handler in (
            urllib.request.ProxyHandler,
            urllib.request.UnknownHandler,
            urllib.request.HTTPHandler,
            urllib.request.HTTPSHandler,
            urllib.request.HTTPDefaultErrorHandler,
            urllib.request.HTTPErrorProcessor,
        ):
            self.add_handler(handler())

    def open(self, fullurl: Any, data: Any = None, timeout: Any = None) -> Any:
        request = fullurl if isinstance(fullurl, urllib.request.Request) else urllib.request.Request(fullurl)
        parts = urlsplit(request.full_url)
        if parts.hostname != urlsplit(NCBI).hostname:
            raise urllib.error.URLError(f"refused to ask {parts.hostname}")
        address = self._base + parts.path.rsplit("/", 1)[-1] + (f"?{parts.query}" if parts.query else "")
        moved = urllib.request.Request(
            address, data=request.data, headers=dict(request.header_items()), method=request.get_method()
        )
        return super().open(moved, None, self._timeout)


def check_body(raw: bytes) -> None:
    """Raise unless `raw` is a whole XML answer without an error in it.

    NCBI also says that something is wrong with status 200: as HTML, as JSON, or as <ERROR> in good XML; and a body can
    be cut short without a word.
    """
    start = raw.lstrip()[:200].lower()
    if not start:
        raise _TransientError("an empty answer")
    if start.startswith((b"{", b"[")):
        raise _TransientError(f"an error in place of records: {say_body(raw)}")
    if start.startswith((b"<html", b"<!doctype html")):
        raise _TransientError("a web page in place of records")
    parser = etree.XMLPullParser(events=("end",), tag="ERROR", resolve_entities=False, no_network=True, load_dtd=False)
    try:
        parser.feed(raw)
        root = parser.close()
    except etree.XMLSyntaxError as error:
        raise _TransientError(f"an answer cut short or damaged ({error.msg})") from None
    for _, element in parser.read_events():
        said = " ".join("".join(element.itertext()).split())
        if re.search(r"retrieve history|Unable to obtain query|WebEnv", said):
            raise HistoryLostError(said)
        if "cannot be larger than" in said or "Empty id list" in said:
            raise NetworkError(f"PubMed refused the request: {said}")
        if root.tag in ("eSearchResult", "ePostResult", "eFetchResult", "ERROR", "eSummaryResult"):
            raise _TransientError(f"PubMed said: {said}")


def say_body(raw: bytes) -> str:
    """What an error body says, in few words, without the caller's address or key that NCBI puts into it."""
    text = raw.decode("utf-8", "replace")
    try:
        value = json.loads(text, strict=False)
        if isinstance(value, dict):
            return " ".join(str(value.get("error") or value.get("ERROR") or "an error without text").split())
    except ValueError:
        pass
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())[:200]


def _read_search(raw: bytes) -> SearchAnswer:
    root = etree.fromstring(raw, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    count = root.findtext("Count")
    if count is None:
        raise NetworkError("PubMed answered a search without a count")
    warnings = [
        f"{kind.tag}: {' '.join(''.join(kind.itertext()).split())}"
        for path in ("ErrorList", "WarningList")
        for block in root.findall(path)
        for kind in block
    ]
    return SearchAnswer(
        count=int(count),
        ids=tuple(i.text for i in root.findall("IdList/Id") if i.text),
        webenv=root.findtext("WebEnv"),
        query_key=root.findtext("QueryKey"),
        translation=" ".join((root.findtext("QueryTranslation") or "").split()),
        warnings=tuple(warnings),
    )

"""Bio.Entrez with our opener: the address that was asked for, a time-out, and nothing sent anywhere else."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from .config import NCBI, TOOL, Settings

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
    """Sends what is meant for NCBI to `base`, with a time-out, and refuses to send anything anywhere else.

    Redirects are not followed: the request may hold a key.
    """

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

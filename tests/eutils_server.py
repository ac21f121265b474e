"""A loopback server that speaks E-utilities over real HTTP: for tests of the pull, and for unmodified Bio.Entrez.

It answers esearch, efetch, epost, esummary and einfo from a corpus of invented records that may change between
requests, keeps a search history, holds the rate limit, and can be told to go wrong in each way that NCBI does. With a
folder of recorded answers it replays those, byte for byte: `python tests/eutils_server.py FOLDER` serves them until
interrupted.
"""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

sys.path.insert(0, str(Path(__file__).parent))
from invented import Article, format_medline, format_set

CAP = 9999
EUTILS_DTD = "https://eutils.ncbi.nlm.nih.gov/eutils/dtd/"
HEAD = {
    "esearch": f'<!DOCTYPE eSearchResult PUBLIC "-//NLM//DTD esearch 20060628//EN" "{EUTILS_DTD}20060628/esearch.dtd">',
    "epost": f'<!DOCTYPE ePostResult PUBLIC "-//NLM//DTD epost 20090526//EN" "{EUTILS_DTD}20090526/epost.dtd">',
    "esummary": (
        '<!DOCTYPE eSummaryResult PUBLIC "-//NLM//DTD esummary v1 20041029//EN"'
        f' "{EUTILS_DTD}20041029/esummary-v1.dtd">'
    ),
    "einfo": f'<!DOCTYPE eInfoResult PUBLIC "-//NLM//DTD einfo 20130322//EN" "{EUTILS_DTD}20130322/einfo.dtd">',
}


FAULTS = [
    "429",
    "400",
    "500",
    "502",
    "503",
    "key-invalid",
    "html-200",
    "json-200",
    "error-200",
    "history",
    "other-root",
    "empty",
    "cut",
    "truncated",
    "slow",
    "drip",
    "drop",
    "redirect",
]
"""The ways to go wrong. `cut`: XML that ends in the middle with an honest length; `truncated`: less than promised."""


def pass_time(clock: Callable[[], float], seconds: float) -> None:
    """Let time pass on a clock that a test has brought; the machine's own goes by itself."""
    if hasattr(clock, "now"):
        clock.now += seconds


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong once. `tool` limits it to one kind of call; `value` is seconds or a header's value."""

    kind: str
    tool: str | None = None
    value: float | None = None


@dataclass
class Request:
    at: float
    method: str
    tool: str
    query: dict[str, str]
    status: int = 0


@dataclass
class State:
    """What the server holds. Tests change it between requests.

    `merged`: PMID -> the PMID that it was merged into, whose record comes in its place. `withheld`: PMIDs that a
    search finds and a fetch does not give. `fetches_left`: so many more fetches are answered, and then none (503).
    `clock` times the requests; tests of the pace bring their own. `search`: whether an article answers a term; without
    one the server knows the few kinds of terms that most tests ask.
    """

    corpus: dict[int, Article] = field(default_factory=dict)
    faults: deque[Fault] = field(default_factory=deque)
    requests: list[Request] = field(default_factory=list)
    history: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    recorded: dict[str, deque[bytes]] = field(default_factory=dict)
    merged: dict[int, int] = field(default_factory=dict)
    withheld: set[int] = field(default_factory=set)
    fetches_left: int | None = None
    clock: Callable[[], float] = time.time
    search: Callable[[str, Article], bool] | None = None
    limit: int | None = None
    cap: int = CAP


class EutilsServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, articles: Iterable[Article] = ()) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.state = State({a.pmid: a for a in articles})
        self.lock = threading.Lock()
        self.ended = threading.Event()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/entrez/eutils/"

    @property
    def requests(self) -> list[Request]:
        return self.state.requests

    def add(self, *articles: Article) -> None:
        self.state.corpus |= {a.pmid: a for a in articles}

    def remove(self, *pmids: int) -> None:
        for pmid in pmids:
            del self.state.corpus[pmid]

    def fail(self, *kinds: str | Fault) -> None:
        """Let the next requests go wrong, one fault a request."""
        self.state.faults.extend(Fault(k) if isinstance(k, str) else k for k in kinds)

    def replay(self, folder: Path) -> int:
        """Serve the recorded answers of a folder, each file of a tool in turn (`esearch1.xml`, ...); how many there
        are."""
        for file in sorted(folder.glob("*.xml")):
            self.state.recorded.setdefault(file.stem.rstrip("0123456789"), deque()).append(file.read_bytes())
        return sum(map(len, self.state.recorded.values()))

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is what some tests are about."""

    def __enter__(self) -> EutilsServer:
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.shutdown()
        self.server_close()
        self._thread.join(5)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: EutilsServer

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self._answer(urlsplit(self.path).query)

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())

    def _answer(self, encoded: str) -> None:
        state = self.server.state
        query = {k.lower(): v[0] for k, v in parse_qs(encoded, keep_blank_values=True).items()}
        tool = urlsplit(self.path).path.rsplit("/", 1)[-1].removesuffix(".fcgi")
        now = state.clock()
        with self.server.lock:
            request = Request(now, self.command, tool, query)
            state.requests.append(request)
            recent = sum(now - r.at < 1.0 for r in state.requests)
            fault = next((f for f in state.faults if f.tool in (None, tool)), None)
            if fault:
                state.faults.remove(fault)
            elif tool == "efetch" and state.fetches_left is not None:
                fault = Fault("503") if state.fetches_left == 0 else None
                state.fetches_left = max(0, state.fetches_left - 1)
        if fault is None and state.limit and recent > state.limit:
            fault = Fault("429")
        body, status = self._body(tool, query)
        self._send(request, body, status, fault)

    def _body(self, tool: str, query: dict[str, str]) -> tuple[bytes, int]:
        state = self.server.state
        if state.recorded.get(tool):
            return state.recorded[tool].popleft(), 200
        handler = getattr(self, f"_{tool}", None)
        return handler(query) if handler else (b"<html>not found</html>", 404)

    def _send(self, request: Request, body: bytes, status: int, fault: Fault | None) -> None:
        kind = fault.kind if fault else None
        headers: dict[str, str] = {}
        content = "text/xml; charset=UTF-8"
        length: int | None = None
        if kind == "429":
            body = json.dumps(
                {
                    "error": "API rate limit exceeded",
                    "api-key": request.query.get("api_key", "127.0.0.1"),
                    "count": "4",
                    "limit": "3",
                }
            ).encode()
            status, content = 429, "application/json"
            if fault and fault.value is not None:
                headers["Retry-After"] = f"{fault.value:.0f}"
        elif kind in ("400", "500", "502", "503"):
            status, content, body = int(kind), "text/html", b"<html><body>Error " + kind.encode() + b"</body></html>"
        elif kind == "key-invalid":
            body = json.dumps(
                {
                    "error": "API key invalid",
                    "api-key": request.query.get("api_key", ""),
                    "type": "invalid",
                    "status": "unknown",
                }
            ).encode()
            status, content = 400, "application/json"
        elif kind == "html-200":
            content, body = "text/html", b"<html><body>WWW Error 500 Diagnostic</body></html>"
        elif kind == "json-200":
            content, body = "application/json", b'{"error":"API rate limit exceeded","api-key":"127.0.0.1"}'
        elif kind == "error-200":
            root = {"efetch": "eFetchResult", "epost": "ePostResult"}.get(request.tool, "eSearchResult")
            body = (
                f"<?xml version='1.0'?><{root}><ERROR>Search Backend failed: Exception: 502 Proxy"
                f" Error</ERROR></{root}>".encode()
            )
        elif kind == "empty":
            body = b""
        elif kind == "cut":  # an honest length, XML cut in the middle
            body = body[: len(body) // 2]
        elif kind == "truncated":  # the length promises more than comes
            length, body = len(body), body[: len(body) // 2]
        elif kind == "slow":
            self.server.ended.wait(60)  # longer than any client of a test: it hears nothing, however busy the machine
        elif kind == "redirect":
            status, body = 302, b""
            headers["Location"] = "http://elsewhere.invalid/"
        elif kind == "history":
            body = b"<?xml version='1.0'?><eFetchResult><ERROR>Unable to obtain query #1</ERROR></eFetchResult>"
        elif kind == "other-root":
            body = b"<?xml version='1.0'?><eSummaryResult><DocSum/></eSummaryResult>"
        elif kind == "drip":  # steadily, and never done
            self._drip(body)
            return
        elif kind == "drop":
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        request.status = status
        self.send_response(status)
        self.send_header("Content-Type", content)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.send_header("X-RateLimit-Limit", str(self.server.state.limit or 3))
        for name, value in headers.items():
            self.send_header(name, value)
        if length is not None:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        self.wfile.write(body)

    def _drip(self, body: bytes) -> None:
        """A byte at a time until the client has had enough; ten seconds pass between two of them on a test's clock."""
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        for byte in body:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            if self.server.ended.wait(0.01):
                break
            pass_time(self.server.state.clock, 10.0)
        self.close_connection = True

    # ------------------------------------------------------------ the calls

    def _find(self, query: dict[str, str]) -> list[int]:
        """Ids, newest first: by id, by DOI, or every record that holds the words 'magnesium' or a quoted title."""
        term = query.get("term", "").lower()
        corpus, search = self.server.state.corpus, self.server.state.search
        found = []
        for pmid, article in sorted(corpus.items(), reverse=True):
            if search is not None:
                hit = search(query.get("term", ""), article)
            elif "[aid]" in term:
                hit = article.doi is not None and f'"{article.doi.lower()}"[aid]' in term
            elif term.endswith("[ti]"):
                hit = article.title.lower() in term
            else:
                hit = ("magnesium" in term and "magnesium" in article.words()) or term in article.words()
            if hit and search is None and '"[lr]' in term:
                since = _since(term)
                hit = any(d is not None and d >= since for d in (article.revised, article.indexed))
            if hit and "mindate" in query:
                low, high = (query[k].replace("/", "-") for k in ("mindate", "maxdate"))
                hit = low <= article.created <= high
            if hit:
                found.append(pmid)
        return found

    def _store(self, ids: list[int]) -> tuple[str, str]:
        state = self.server.state
        with self.server.lock:
            key = (f"MCID_{len(state.history):016x}", "1")
            state.history[key] = ids
        return key

    def _esearch(self, query: dict[str, str]) -> tuple[bytes, int]:
        cap = self.server.state.cap
        start, size = int(query.get("retstart", 0)), int(query.get("retmax", 20))
        term = query.get("term", "")
        ids = self._find(query)
        if start > cap - 1:
            said = (
                f"Search Backend failed: Exception:\n'retstart' cannot be larger than {cap - 1}. For PubMed, ESearch"
                f" can only retrieve the first {cap:,} records"
            )
            return _xml("esearch", f"<eSearchResult><ERROR>{escape(said)}</ERROR></eSearchResult>"), 200
        warning = ""
        if size > cap - start and len(ids) > cap:
            size = cap - start
            warning = (
                f"<WarningList><OutputMessage>Restrictions achieved. start and count adjusted to {start},"
                f" {size}</OutputMessage></WarningList>"
            )
        errors = ""
        if not ids:
            errors = f"<ErrorList><PhraseNotFound>{escape(term)[:60]}</PhraseNotFound></ErrorList>"
            warning = "<WarningList><OutputMessage>No items found.</OutputMessage></WarningList>"
        history = ""
        if query.get("usehistory") == "y":
            webenv, key = self._store(ids)
            history = f"<QueryKey>{key}</QueryKey><WebEnv>{webenv}</WebEnv>"
        page = ids[start : start + size]
        body = (
            f"<eSearchResult><Count>{len(ids)}</Count><RetMax>{len(page)}</RetMax><RetStart>{start}</RetStart>{history}"
            + "<IdList>"
            + "".join(f"<Id>{i}</Id>" for i in page)
            + f"</IdList><TranslationSet/><QueryTranslation>{escape(term)}</QueryTranslation>"
            + f"{errors}{warning}</eSearchResult>"
        )
        return _xml("esearch", body), 200

    def _epost(self, query: dict[str, str]) -> tuple[bytes, int]:
        good = [int(i) for i in query.get("id", "").split(",") if i.strip().isdigit()]
        bad = [i for i in query.get("id", "").split(",") if not i.strip().isdigit()]
        if not good:
            return _xml("epost", "<ePostResult><ERROR>Wrong UID</ERROR></ePostResult>"), 200
        webenv, key = self._store(good)
        invalid = f"<InvalidIdList>{''.join(f'<Id>{escape(i)}</Id>' for i in bad)}</InvalidIdList>" if bad else ""
        return (
            _xml("epost", f"<ePostResult>{invalid}<QueryKey>{key}</QueryKey><WebEnv>{webenv}</WebEnv></ePostResult>"),
            200,
        )

    def _efetch(self, query: dict[str, str]) -> tuple[bytes, int]:
        state = self.server.state
        if "webenv" in query:
            ids = state.history.get((query["webenv"], query.get("query_key", "1")))
            if ids is None:
                return (
                    b"<?xml version='1.0'?><eFetchResult><ERROR>Unable to obtain query #1</ERROR></eFetchResult>",
                    200,
                )
            start, size = int(query.get("retstart", 0)), int(query.get("retmax", 500))
            ids = ids[start : start + size]
        else:
            ids = [int(i) for i in query.get("id", "").split(",") if i.strip().isdigit()]
            if not ids:
                return (
                    b"<?xml version='1.0'?><eFetchResult><ERROR>Empty id list; nothing todo</ERROR></eFetchResult>",
                    400,
                )
        # PubMed says nothing of ids that it does not have: the answer is shorter.
        ids = [state.merged.get(i, i) for i in ids if i not in state.withheld]
        articles = [state.corpus[i] for i in ids if i in state.corpus]
        if query.get("rettype") == "medline":
            return "\n".join(map(format_medline, articles)).encode(), 200
        return format_set(articles), 200

    def _esummary(self, query: dict[str, str]) -> tuple[bytes, int]:
        corpus = self.server.state.corpus
        ids = [int(i) for i in query.get("id", "").split(",") if i.strip().isdigit()]
        items = "".join(
            f'<DocSum><Id>{i}</Id><Item Name="Title" Type="String">{escape(corpus[i].title)}</Item></DocSum>'
            for i in ids
            if i in corpus
        )
        return _xml("esummary", f"<eSummaryResult>{items}</eSummaryResult>"), 200

    def _einfo(self, _query: dict[str, str]) -> tuple[bytes, int]:
        return _xml("einfo", "<eInfoResult><DbList><DbName>pubmed</DbName></DbList></eInfoResult>"), 200


def _since(term: str) -> str:
    """The first day of a window such as ("2026/01/01"[lr] : ...)."""
    return term.split('"[lr]')[0].rsplit('"', 1)[-1].replace("/", "-")


def _xml(tool: str, body: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8" ?>\n{HEAD[tool]}\n{body}\n'.encode()


def main() -> None:
    with EutilsServer() as server:
        number = server.replay(Path(sys.argv[1])) if len(sys.argv) > 1 else 0
        print(f"RLSEVIDENCE_EUTILS_URL={server.base_url}  ({number} recorded answers; interrupt to stop)", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()

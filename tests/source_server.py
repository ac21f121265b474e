"""A loopback server that speaks the interfaces of the databases beside PubMed over real HTTP, from invented records.

Shapes after the public documentation that the clients name. It pages as each does, records what it was asked, and can
be told to go wrong in each way.
"""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape, quoteattr

from eutils_server import pass_time

FAULTS = (
    "429",
    "400",
    "500",
    "503",
    "html-200",
    "text-200",
    "list-200",
    "empty",
    "cut",
    "truncated",
    "silence",
    "drip",
    "drop",
    "redirect",
    "huge",
    "schema",
    "loop",
)
"""The ways to go wrong. `cut`: JSON that ends in the middle with an honest length; `truncated`: less than promised;
`schema`: every key has another name; `loop`: the mark of the next page is that of this one."""


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong once, after `after` requests that go well. `value`: seconds, or a header's value."""

    kind: str
    value: float | None = None
    after: int = 0


@dataclass
class Request:
    at: float
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    status: int = 0


@dataclass
class State:
    """What the server holds: `records` by interface; `extra` is added to what is counted and never given."""

    records: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    faults: deque[Fault] = field(default_factory=deque)
    requests: list[Request] = field(default_factory=list)
    clock: Callable[[], float] = time.time
    extra: int = 0
    fewer: int = 0
    """So many less are counted from the second page on, while all are given."""
    expired: set[str] = field(default_factory=set)
    """Marks of pages that hold no longer, until the list is begun anew."""
    key_wanted: bool = False
    """Whether OpenAlex answers cursors to known users only, as it does."""


class SourceServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, **records: list[dict[str, Any]]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.state = State(dict(records))
        self.lock = threading.Lock()
        self.ended = threading.Event()

    def base_url(self, source: str) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/{source}/"

    @property
    def requests(self) -> list[Request]:
        return self.state.requests

    def fail(self, *kinds: str | Fault) -> None:
        self.state.faults.extend(Fault(k) if isinstance(k, str) else k for k in kinds)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is what some tests are about."""

    def __enter__(self) -> SourceServer:
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.shutdown()
        self.server_close()
        self._thread.join(5)


Answer = tuple[Any, int]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: SourceServer

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self._answer(urlsplit(self.path).query)

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def _answer(self, encoded: str) -> None:
        parts = urlsplit(self.path)
        query = {k: v[0] for k, v in parse_qs(encoded, keep_blank_values=True).items()}
        state = self.server.state
        with self.server.lock:
            request = Request(state.clock(), parts.path, query, dict(self.headers.items()))
            state.requests.append(request)
            fault = None
            if state.faults:
                if state.faults[0].after:
                    first = state.faults.popleft()
                    state.faults.appendleft(Fault(first.kind, first.value, first.after - 1))
                else:
                    fault = state.faults.popleft()
        source, _, path = parts.path.strip("/").partition("/")
        answer, status = getattr(self, f"_{source}")(path, query, fault is not None and fault.kind == "loop")
        if fault and fault.kind == "schema":
            renamed = str(answer).replace("allTrials", "allTrials2")
            answer = {f"{k}2": v for k, v in answer.items()} if isinstance(answer, dict) else renamed
        body = answer if isinstance(answer, str) else json.dumps(answer)
        self._send(request, body.encode(), status, fault, "xml" if isinstance(answer, str) else "json")

    def _send(self, request: Request, body: bytes, status: int, fault: Fault | None, form: str) -> None:
        kind, content = fault.kind if fault else "", f"application/{form};charset=UTF-8"
        headers: dict[str, str] = {}
        length: int | None = None
        if kind == "429":
            body, status = b'{"message": "too many requests from reader+test@example.org"}', 429
            if fault and fault.value is not None:
                headers["Retry-After"] = f"{fault.value:.0f}"
        elif kind in ("400", "500", "503"):
            status, content, body = int(kind), "text/html", f"<html><body>Error {kind}</body></html>".encode()
        elif kind == "html-200":
            content, body = "text/html", b"<html><body>Down for maintenance</body></html>"
        elif kind == "text-200":
            content = "text/plain"
        elif kind == "list-200":
            body, content = b"[1, 2]", "application/json"
        elif kind == "empty":
            body = b""
        elif kind == "cut":
            body = body[: len(body) // 2]
        elif kind == "truncated":
            length, body = len(body), body[: len(body) // 2]
        elif kind == "silence":
            self.server.ended.wait(60)  # longer than any client of a test: it hears nothing, however busy the machine
        elif kind == "redirect":
            status, body = 302, b""
            headers["Location"] = "http://elsewhere.invalid/"
        elif kind == "huge":
            body += b" " * (1 << 16)
        elif kind == "drip" and fault:
            self._drip(body, content)
            return
        elif kind == "drop":
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        request.status = status
        self.send_response(status)
        self.send_header("Content-Type", content)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            self.send_header(name, value)
        if length is not None:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        self.wfile.write(body)

    def _drip(self, body: bytes, content: str) -> None:
        """A byte at a time until the client has had enough; ten seconds pass between two of them on a test's clock."""
        self.send_response(200)
        self.send_header("Content-Type", content)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        for byte in body:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            if self.server.ended.wait(0.01):
                break
            pass_time(self.server.state.clock, 10.0)
        self.close_connection = True

    # ------------------------------------------------------------ the interfaces

    def _begin_anew(self, first: bool) -> None:
        """A list that is asked for from its start has new marks: those that held no longer are of another one."""
        if first:
            self.server.state.expired.clear()

    def _page(self, found: list[Any], mark: str | None, size: int, loop: bool) -> tuple[list[Any], str | None, bool]:
        """A page of `found`, the mark of the next and whether there is one; a mark says where to go on."""
        start = int(mark.removeprefix("m")) if mark else 0
        page, end = found[start : start + size], start + size
        if loop:
            return page, mark or "m0", True
        return page, f"m{min(end, len(found))}", end < len(found)

    def _europepmc(self, path: str, query: dict[str, str], loop: bool) -> Answer:
        """https://europepmc.org/RestfulWebService, module search: the last mark is given once more at the end."""
        mark = query.get("cursorMark", "*")
        self._begin_anew(mark == "*")
        if (
            path != ("search" if self.command == "GET" else "searchPOST")
            or query.get("format") != "json"
            or mark in self.server.state.expired
        ):
            return {"version": "6.9", "errCode": 404, "errMsg": "invalid input"}, 400 if mark != "*" else 200
        found = [r for r in self.server.state.records.get("europepmc", []) if _matches(r["title"], query["query"])]
        page, following, _ = self._page(found, None if mark == "*" else mark, int(query["pageSize"]), loop)
        value: dict[str, Any] = {
            "version": "6.9",
            "hitCount": len(found) + self.server.state.extra - (self.server.state.fewer if mark != "*" else 0),
            "request": {"queryString": query["query"], "resultType": query["resultType"], "cursorMark": mark},
            "resultList": {"result": page},
        }
        if page or mark != "*":
            value["nextCursorMark"] = following
        return value, 200

    def _clinicaltrials(self, path: str, query: dict[str, str], loop: bool) -> Answer:
        """https://clinicaltrials.gov/data-api/api, GET /studies: the total on the first page, no token on the last."""
        mark = query.get("pageToken")
        self._begin_anew(mark is None)
        if path != "studies" or (mark or "") in self.server.state.expired:
            return {"message": "unknown"}, 400
        records = self.server.state.records.get("clinicaltrials", [])
        found = [
            r
            for r in records
            if _matches(r["protocolSection"]["identificationModule"]["briefTitle"], query["query.term"])
        ]
        page, following, more = self._page(found, mark, int(query["pageSize"]), loop)
        value: dict[str, Any] = {"studies": page}
        if mark is None and query.get("countTotal") == "true":
            value["totalCount"] = len(found) + self.server.state.extra
        if more:
            value["nextPageToken"] = following
        return value, 200

    def _isrctn(self, path: str, query: dict[str, str], loop: bool) -> Answer:
        """GET /api/query/format/default?q=&limit=, as the programs that `sources.isrctn` names ask it: XML, no pages;
        what goes wrong in a loop is that the limit is not heard."""
        if path != "api/query/format/default" or not query.get("q") or "limit" not in query:
            return "<error>no such query</error>", 400
        records = self.server.state.records.get("isrctn", [])
        found = [r for r in records if _matches(r["title"], query["q"])]
        size = 2 if loop else int(query["limit"])
        inner = "".join(_write_trial(r) for r in found[:size])
        count = len(found) + self.server.state.extra - (self.server.state.fewer if size > 2 else 0)
        return f'<allTrials xmlns="http://www.67bricks.com/isrctn" totalCount="{count}">{inner}</allTrials>', 200

    def _openalex(self, path: str, query: dict[str, str], loop: bool) -> Answer:
        """https://developers.openalex.org, GET /works: by cursor for those with a key, by page up to 10,000 for all."""
        name, _, values = query.get("filter", "").partition(":")
        wanted = values.split("|")
        if path != "works" or int(query["per_page"]) > 100 or len(wanted) > 100:
            return {"error": "Invalid query parameters error.", "message": "no such thing"}, 400
        if "cursor" in query and "api_key" not in query:
            return {"error": "Unauthorized", "message": "cursor paging needs an API key"}, 401
        records = self.server.state.records.get("openalex", [])
        seed = openalex_work(-1, doi="https://doi.org/10.5555/seed", referenced_works=[])
        if name in ("doi", "pmid"):
            found = [r for r in (seed, *records) if (r.get("ids") or {}).get(name, "").rsplit("/", 1)[-1] in wanted]
            found += [r for r in (seed, *records) if name == "doi" and (r["doi"] or "").lower()[16:] in wanted]
            extra = 0
        else:
            other = "referenced_works" if name == "cites" else "cited_by"
            found = [r for r in records if {w.rsplit("/", 1)[-1] for w in r.get(other, [])} & set(wanted)]
            extra = self.server.state.extra
        size = int(query["per_page"])
        meta: dict[str, Any] = {"count": len(found) + extra, "per_page": size, "cost_usd": 0.0001}
        if "cursor" in query:
            mark = query["cursor"]
            page, following, more = self._page(found, None if mark == "*" else mark, size, loop)
            meta["count"] -= self.server.state.fewer if mark != "*" else 0
            meta |= {"page": None, "next_cursor": following if more else None}
        else:
            number = int(query.get("page", "1"))
            page = found[(number - 1) * size : number * size]
            meta["count"] -= self.server.state.fewer if number > 1 and name not in ("doi", "pmid") else 0
            meta["page"] = number - 1 if loop else number
        fields = query.get("select", "").split(",")
        return {"meta": meta, "results": [{k: r.get(k) for k in fields} for r in page], "group_by": []}, 200

    def _crossref(self, path: str, query: dict[str, str], loop: bool) -> Answer:
        """https://api.crossref.org, GET /works by DOI: a DOI of another agency is not in the answer."""
        wanted = [f.removeprefix("doi:") for f in query.get("filter", "").split(",")]
        if path != "works" or not all(w.startswith("10.") for w in wanted) or int(query["rows"]) > 1000:
            fault = {"type": "filter-not-available", "value": query.get("filter"), "message": "no such filter"}
            return {"status": "failed", "message-type": "validation-failure", "message": [fault]}, 400
        found = [r for r in self.server.state.records.get("crossref", []) if r["DOI"].lower() in wanted]
        message = {
            "facets": {},
            "total-results": len(found) + self.server.state.extra,
            "items": found[: int(query["rows"])],
            "items-per-page": int(query["rows"]),
        }
        return {"status": "ok", "message-type": "work-list", "message-version": "1.0.0", "message": message}, 200


def _matches(text: str, query: str) -> bool:
    """Whether any word of the query that is no operator stands in the text; 'everything' finds all."""
    words = [w for w in re.findall(r"[a-zåäö]{3,}", query) if w not in ("and", "not")]
    return "everything" in words or any(w in text.lower() for w in words)


# ---------------------------------------------------------------- invented records


def europepmc_record(number: int, **changes: Any) -> dict[str, Any]:
    """A record as resultType=core gives it: of PubMed by default, PMIDs from 90000001."""
    pmid = str(90000001 + number)
    record: dict[str, Any] = {
        "id": pmid,
        "source": "MED",
        "pmid": pmid,
        "doi": f"10.5555/Invented.{number}",
        "title": f"Invented record {number} on <i>magnesium</i> &amp; sleep.",
        "authorString": "Testsson T, Provdotter P.",
        "authorList": {
            "author": [{"fullName": "Testsson T", "lastName": "Testsson"}, {"collectiveName": "Invented Group"}]
        },
        "journalInfo": {
            "issue": "2",
            "volume": "7",
            "yearOfPublication": 2020,
            "journal": {"title": "Journal of Invented Tests", "medlineAbbreviation": "J Invent Test"},
        },
        "pubYear": "2020",
        "pageInfo": "1-9",
        "abstractText": f"<h4>Background</h4>Invented text {number}.<h4>Results</h4>Nothing &lt; 5.",
        "language": "eng",
        "pubTypeList": {"pubType": ["Journal Article", "Randomized Controlled Trial"]},
        "meshHeadingList": {
            "meshHeading": [
                {
                    "majorTopic_YN": "N",
                    "descriptorName": "Magnesium",
                    "meshQualifierList": {
                        "meshQualifier": [
                            {"abbreviation": "TU", "qualifierName": "therapeutic use", "majorTopic_YN": "Y"}
                        ]
                    },
                }
            ]
        },
        "keywordList": {"keyword": ["invented", "test"]},
        "firstIndexDate": "2020-03-02",
        "firstPublicationDate": "2020-02-01",
        "dateOfRevision": "2021-01-01",
    }
    record.update(changes)
    return {k: v for k, v in record.items() if v is not None}


def registration(number: int, **status: Any) -> dict[str, Any]:
    """A study as GET /studies gives it, with the modules that are asked for; `status` goes into its statusModule."""
    return {
        "protocolSection": {
            "identificationModule": {
                "nctId": f"NCT9{number:07d}",
                "orgStudyIdInfo": {"id": f"INV-{number}"},
                "briefTitle": f"Invented trial {number} of magnesium",
                "officialTitle": f"An Invented Randomised Trial, Number {number}, of Magnesium",
                "acronym": f"INVENT-{number}",
            },
            "statusModule": {
                "overallStatus": "COMPLETED",
                "studyFirstSubmitDate": "2019-12-30",
                "studyFirstPostDateStruct": {"date": "2020-01-02", "type": "ACTUAL"},
                "lastUpdatePostDateStruct": {"date": "2024-05-10", "type": "ACTUAL"},
                **status,
            },
            "sponsorCollaboratorsModule": {"leadSponsor": {"name": "Invented Hospital", "class": "OTHER"}},
            "descriptionModule": {"briefSummary": f"Invented summary {number}."},
            "conditionsModule": {"conditions": ["Invented Condition"], "keywords": ["invented"]},
            "designModule": {"studyType": "INTERVENTIONAL", "phases": ["PHASE2"]},
            "armsInterventionsModule": {"interventions": [{"type": "DRUG", "name": "Magnesium citrate"}]},
            "outcomesModule": {"primaryOutcomes": [{"measure": "Invented score", "timeFrame": "8 weeks"}]},
        },
        "hasResults": False,
    }


def isrctn_trial(number: int, **changes: Any) -> dict[str, Any]:
    """What `_write_trial` writes of one registration; `described`, `results` and `inside` are XML of its own."""
    trial: dict[str, Any] = {
        "number": f"{90000001 + number}",
        "assigned": "2020-01-02T00:00:00.000Z",
        "updated": "2024-05-10T10:11:12.345Z",
        "title": f"Invented registered trial {number} of magnesium",
        "scientific": f"An Invented Randomised Trial, Number {number}, of Magnesium",
        "described": "<primaryOutcomes><outcomeMeasure><variable>Invented score</variable><method>Asked</method>"
        "<timepoints>8 weeks</timepoints></outcomeMeasure></primaryOutcomes>",
        "summary": f"Invented summary {number}, p < 5.",
        "inside": "",
        "results": "<results><publicationStage/></results>",
        "end": "2022-03-31T00:00:00.000Z",
        "numbers": "<externalRefs><doi/><clinicalTrialsGovNumber>NCT99900077</clinicalTrialsGovNumber></externalRefs>",
        "sponsor": "Invented Hospital",
    }
    return {**trial, **changes}


def _write_trial(r: dict[str, Any]) -> str:
    """A fullTrial in the order and the names that the programs of `sources.isrctn` read it by."""
    end = f"<overallEndDate>{r['end']}</overallEndDate>" if r["end"] else "<overallEndDate/>"
    return (
        f"<fullTrial><trial lastUpdated={quoteattr(r['updated'])} version='3'>"
        f"<isrctn dateAssigned={quoteattr(r['assigned'])}>{r['number']}</isrctn>"
        f"<trialDescription><acknowledgment>false</acknowledgment><title>{escape(r['title'])}</title>"
        f"<scientificTitle>{escape(r['scientific'])}</scientificTitle><acronym>N/A</acronym>"
        f"<plainEnglishSummary>{escape(r['summary'])}</plainEnglishSummary>{r['described']}</trialDescription>"
        f"{r['numbers']}"
        "<trialDesign><primaryStudyDesign>Interventional</primaryStudyDesign><overallStatusOverride/>"
        f"<overallStartDate>2020-02-01T00:00:00.000Z</overallStartDate>{end}</trialDesign>"
        "<participants><targetEnrolment>40</targetEnrolment><totalFinalEnrolment>0</totalFinalEnrolment></participants>"
        "<conditions><condition><description>Invented Condition</description></condition></conditions>"
        "<interventions><intervention><drugNames>Magnesium citrate</drugNames><phase>Phase II</phase></intervention>"
        f"</interventions>{r['results']}{r['inside']}</trial><contact><surname>Nobody</surname></contact>"
        f"<sponsor><organisation>{escape(r['sponsor'])}</organisation></sponsor></fullTrial>"
    )


def openalex_work(number: int, **changes: Any) -> dict[str, Any]:
    """A work that cites the seed, W90000000, and is cited by it."""
    words = f"Invented text {number} of a text".split()
    work: dict[str, Any] = {
        "id": f"https://openalex.org/W{90000001 + number}",
        "doi": f"https://doi.org/10.5555/Citing.{number}",
        "ids": {"openalex": f"https://openalex.org/W{90000001 + number}", "mag": "1"},
        "display_name": f"Invented citing work {number} on magnesium",
        "publication_year": 2025,
        "publication_date": "2025-03-01",
        "type": "article",
        "language": "en",
        "is_retracted": False,
        "authorships": [
            {"author": {"display_name": "Tea Anna Testsson"}},
            {"author": {"display_name": "Invented Study Group 7"}},
        ],
        "primary_location": {"source": {"display_name": "Journal of Invented Tests"}},
        "biblio": {"volume": "7", "issue": "2", "first_page": "1", "last_page": "9"},
        "abstract_inverted_index": {w: [i for i, x in enumerate(words) if x == w] for w in words},
        "created_date": "2025-03-20",
        "updated_date": "2026-01-02T10:00:00.000000",
        "referenced_works": ["https://openalex.org/W90000000"],
        "cited_by": ["https://openalex.org/W90000000"],
    }
    return {**work, **changes}


def update(doi: str, kind: str = "retraction", source: str = "publisher") -> dict[str, Any]:
    """An entry of `update-to` or `updated-by`."""
    return {
        "DOI": doi,
        "type": kind,
        "label": kind.capitalize(),
        "source": source,
        "updated": {"date-parts": [[2024, 3, 6]], "date-time": "2024-03-06T00:00:00Z", "timestamp": 1709683200000},
    }


def crossref_work(number: int, **changes: Any) -> dict[str, Any]:
    """A work as GET /works gives it, with one correction."""
    work: dict[str, Any] = {
        "DOI": f"10.5555/INVENTED.{number}",
        "title": [f"Invented record {number} on magnesium"],
        "author": [
            {"given": "Tea Anna", "family": "Testsson", "sequence": "first"},
            {"name": "Invented Group", "sequence": "additional"},
        ],
        "container-title": ["Journal of Invented Tests"],
        "short-container-title": ["J Invent Test"],
        "issued": {"date-parts": [[2020, 2]]},
        "published-print": {"date-parts": [[2020, 3]]},
        "volume": "7",
        "issue": "2",
        "page": "1-9",
        "type": "journal-article",
        "updated-by": [update(f"10.5555/notice.{number}", "correction")],
    }
    return {**work, **changes}


def preprint(number: int, **changes: Any) -> dict[str, Any]:
    """A preprint as Europe PMC holds it: no PMID, a DOI of its server, the server as publisher."""
    own = {
        "id": f"PPR{number}",
        "source": "PPR",
        "pmid": None,
        "doi": f"10.1101/2026.01.{number:02d}.900000",
        "title": f"Invented preprint {number} on magnesium",
        "journalInfo": None,
        "bookOrReportDetails": {"publisher": "medRxiv"},
        "pubTypeList": {"pubType": ["Preprint"]},
        "meshHeadingList": None,
    }
    return europepmc_record(number, **{**own, **changes})

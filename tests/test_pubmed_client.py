"""Each fault of the E-utilities, at each call, over real loopback HTTP: what is asked, how often, how fast, what is
said."""

from __future__ import annotations

import itertools
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from Bio import Entrez

from eutils_server import FAULTS, EutilsServer, Fault
from invented import FIRST_PMID, Article
from rlsevidence.errors import NetworkError, UsageError
from rlsevidence.pubmed.answers import TransientError, check_body, read_search
from rlsevidence.pubmed.client import TRIES, Client
from rlsevidence.pubmed.config import Settings, check_base_url, read_settings
from rlsevidence.pubmed.pace import Pace

KEY, EMAIL = "0123456789abcdefKEY", "reader+test@example.org"
CALLS = ("esearch", "efetch")


class Clock:
    """Seconds that pass only when somebody sleeps, so that a minute of waiting takes no time."""

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    # Bio.Entrez waits too, by the module `time`; it gets this in its place.
    def time(self) -> float:
        return self.now


@pytest.fixture
def server() -> Iterator[EutilsServer]:
    articles = [Article(FIRST_PMID + i, title=f"Invented record {i} on magnesium") for i in range(5)]
    with EutilsServer(articles) as running:
        yield running


@pytest.fixture
def clock(server: EutilsServer, monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    server.state.clock = clock
    monkeypatch.setattr(Entrez, "time", clock)
    monkeypatch.setattr(Entrez._open, "previous", 0)
    return clock


@dataclass
class Asking:
    client: Client
    said: list[str]


@pytest.fixture
def asking(server: EutilsServer, clock: Clock, tmp_path: Path, request: pytest.FixtureRequest) -> Asking:
    said: list[str] = []
    # For a server that says nothing no longer than it must; for any other, as long as it takes.
    silent = "slow" in (request.node.callspec.params.values() if hasattr(request.node, "callspec") else ())
    timeout = 0.4 if silent else 30.0
    settings = Settings(server.base_url, EMAIL, KEY, timeout=timeout, first_contact=10, rate_folder=tmp_path / "rate")
    return Asking(Client(settings, say=said.append, sleep=clock.sleep, clock=clock), said)


def call(client: Client, tool: str) -> bytes:
    return client.search("magnesium") if tool == "esearch" else client.fetch([str(FIRST_PMID), str(FIRST_PMID + 1)])


GONE_AT_ONCE = {
    # fault -> what the user is told while it is tried again
    "429": "HTTP 429",
    "500": "HTTP 500",
    "502": "HTTP 502",
    "503": "HTTP 503",
    "html-200": "a web page in place of an answer",
    "json-200": "PubMed said: API rate limit exceeded",
    "error-200": "PubMed said: Search Backend failed: Exception: 502 Proxy Error",
    "history": "PubMed said: Unable to obtain query #1",
    "other-root": "<eSummaryResult> in place of <",
    "empty": "an empty answer",
    "cut": "an answer cut short or damaged",
    "truncated": "an answer cut short",
    "slow": "no answer in time",
    "drip": "the answer came too slowly",
    "drop": "",
}
FOR_GOOD = {
    # fault -> what the user is told at the end; asking again would not mend it
    "400": "PubMed refused the request: HTTP 400 Error 400",
    "key-invalid": "PubMed refused the request: HTTP 400 API key invalid; see NCBI_API_KEY",
    "redirect": "PubMed refused the request: HTTP 302",
}


def test_every_fault_of_the_server_has_a_row() -> None:
    assert sorted([*GONE_AT_ONCE, *FOR_GOOD]) == sorted(FAULTS)


@pytest.mark.parametrize(("kind", "tool"), itertools.product(GONE_AT_ONCE, CALLS))
def test_a_passing_fault_is_tried_again_and_loses_nothing(
    kind: str, tool: str, server: EutilsServer, asking: Asking
) -> None:
    call(asking.client, tool)
    clean = call(asking.client, tool)
    server.fail(Fault(kind, tool, 1.0), Fault(kind, tool, 1.0))
    before = len(server.requests)
    assert call(asking.client, tool) == clean
    assert [r.tool for r in server.requests[before:]] == [tool] * 3
    assert len(asking.said) == 2
    assert all(s.startswith("asking for ") and GONE_AT_ONCE[kind] in s and "trying again in" in s for s in asking.said)
    spacing = [b.at - a.at for a, b in itertools.pairwise(server.requests)]
    assert min(spacing) >= 0.1, "ten a second with a key"
    assert KEY not in "".join(asking.said)


@pytest.mark.parametrize(("kind", "tool"), itertools.product(GONE_AT_ONCE, CALLS))
def test_a_lasting_fault_ends_in_one_plain_line(kind: str, tool: str, server: EutilsServer, asking: Asking) -> None:
    call(asking.client, tool)
    server.fail(*[Fault(kind, tool, 0.5)] * TRIES)
    with pytest.raises(NetworkError) as caught:
        call(asking.client, tool)
    what = "the search" if tool == "esearch" else "2 records"
    message = str(caught.value)
    assert message.startswith(f"PubMed did not give {what} in {TRIES} tries (")
    assert GONE_AT_ONCE[kind] in message
    assert "\n" not in message
    assert len(asking.said) == TRIES - 1


@pytest.mark.parametrize(("kind", "tool"), itertools.product(FOR_GOOD, CALLS))
def test_a_refusal_is_not_tried_again(kind: str, tool: str, server: EutilsServer, asking: Asking) -> None:
    server.fail(Fault(kind, tool))
    with pytest.raises(NetworkError) as caught:
        call(asking.client, tool)
    assert str(caught.value).strip() == FOR_GOOD[kind]
    assert len(server.requests) == 1
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(("value", "least"), [(7.0, 7.0), (600.0, 60.0)], ids=["as asked", "a minute at most"])
def test_retry_after_is_obeyed(value: float, least: float, server: EutilsServer, asking: Asking, clock: Clock) -> None:
    server.fail(Fault("429", value=value))
    call(asking.client, "esearch")
    first, second = (r.at for r in server.requests)
    assert least <= second - first <= least + 31


def test_retry_after_may_be_a_date() -> None:
    from rlsevidence.pubmed.waiting import read_retry_after

    assert read_retry_after("Thu, 01 Jan 1970 00:01:40 GMT", 40.0) == 60.0
    assert read_retry_after("Thu, 01 Jan 1970 00:01:40 GMT", 400.0) == 0.0
    assert read_retry_after("soon", 0.0) is None


def test_long_id_lists_are_posted(server: EutilsServer, asking: Asking) -> None:
    asking.client.fetch([str(FIRST_PMID + i) for i in range(200)])
    assert server.requests[-1].method == "POST"


def test_nothing_but_the_address_given_is_asked(server: EutilsServer, asking: Asking) -> None:
    call(asking.client, "esearch")
    request = server.requests[0]
    assert (request.query["email"], request.query["tool"], request.query["api_key"]) == (EMAIL, "rlsevidence", KEY)
    assert Entrez.email != EMAIL, "Bio.Entrez is put back as it was"


def test_a_search_says_what_pubmed_made_of_it(server: EutilsServer, asking: Asking) -> None:
    found = read_search(asking.client.search("magnesium"))
    assert (found.count, len(found.ids), found.translation, found.warnings) == (5, 5, "magnesium", ())
    nothing = read_search(asking.client.search("magnezium"))
    assert nothing.count == 0
    assert nothing.warnings == ("PhraseNotFound: magnezium", "OutputMessage: No items found.")


BODIES = [
    # what NCBI has been seen to answer with status 200 or in an error, made up anew -> whether asking again may help
    ('{"error":"API rate limit exceeded","api-key":"192.0.2.1","count":"4"}', True, "API rate limit exceeded"),
    ('{"error":"API key invalid","api-key":"abc","type":"invalid","status":"unknown"}', False, "API key invalid"),
    ('{"esearchresult":{"ERROR":"Search Backend failed: \n\'retstart\' cannot be larger than 9998"}}', False, "9998"),
    ("<?xml version='1.0'?><eFetchResult><ERROR>Unable to obtain query #1</ERROR></eFetchResult>", True, "query #1"),
    ("<eFetchResult><ERROR>Cannot retrieve history data. query_key: 1</ERROR></eFetchResult>", True, "history data"),
    ("<eSearchResult><ERROR>Search Backend failed: Exception: 502 Proxy Error</ERROR></eSearchResult>", True, "502"),
    ("<eSearchResult><ERROR>External viewer error: Empty Response</ERROR></eSearchResult>", True, "Empty Response"),
    ("<ERROR>Empty id list; nothing todo</ERROR>", False, "Empty id list"),
    ("<ERROR/>", True, "an error without text"),
    ("<!DOCTYPE html><html><title>WWW Error 500 Diagnostic</title></html>", True, "a web page"),
    ("<?xml version='1.0'?>\n<html xmlns='x'/>", True, "a web page"),
    ("<ePostResult><ERROR>Invalid db name specified: nothing</ERROR></ePostResult>", False, "Invalid db name"),
    ("   ", True, "an empty answer"),
    ("<PubmedArticleSet><PubmedArticle>", True, "cut short or damaged"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "again", "message"), BODIES)
def test_each_error_body_is_told_for_what_it_is(body: str, again: bool, message: str) -> None:
    with pytest.raises(TransientError if again else NetworkError) as caught:
        check_body(body.encode(), "esearch")
    assert message in str(caught.value)
    assert "192.0.2.1" not in str(caught.value), "NCBI puts the caller's address into it"


# ---------------------------------------------------------------- out of reach


def unreachable(kind: str, server: EutilsServer) -> str:
    if kind == "nobody listens":
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            return f"http://127.0.0.1:{taken.getsockname()[1]}/"
    server.fail(*[Fault({"silent": "slow", "trickles": "drip", "only errors": "503"}[kind], value=60.0)] * 50)
    return server.base_url


@pytest.mark.parametrize("kind", ["nobody listens", "silent", "trickles", "only errors"])
def test_a_pubmed_out_of_reach_is_given_up_in_time(kind: str, server: EutilsServer, tmp_path: Path) -> None:
    settings = Settings(unreachable(kind, server), timeout=30, first_contact=1.5, rate_folder=tmp_path)
    started = time.monotonic()
    came = "could not be reached" if kind in ("nobody listens", "silent") else "gave no answer of its own"
    with pytest.raises(NetworkError, match=rf"^PubMed {came} within 2 s \(.*\)$"):
        Client(settings, say=lambda _: None).search("magnesium")
    assert time.monotonic() - started < 15, "and not the half minute that any one answer may take"
    server.state.faults.clear()


def test_ten_seconds_is_the_default() -> None:
    assert Settings().first_contact == 10.0


# ---------------------------------------------------------------- pace


def test_processes_share_one_pace(server: EutilsServer, tmp_path: Path) -> None:
    """Three processes, each in a hurry, together keep to three requests a second."""
    code = (
        "import sys; from pathlib import Path; from rlsevidence.pubmed.client import Client;"
        "from rlsevidence.pubmed.config import Settings;"
        "c = Client(Settings(sys.argv[1], rate_folder=Path(sys.argv[2])));"
        "[c.search('magnesium') for _ in range(4)]"
    )
    command = [sys.executable, "-c", code, server.base_url, str(tmp_path / "rate")]
    running = [subprocess.Popen(command, env=os.environ) for _ in range(3)]
    assert [p.wait(60) for p in running] == [0, 0, 0]
    times = sorted(r.at for r in server.requests)
    assert len(times) == 12
    # NCBI counts requests a second: never four within one. They are timed where they arrive, which a busy machine
    # delays; processes that did not share the pace would send four at once.
    assert all(later - earlier > 0.7 for earlier, later in zip(times, times[3:], strict=False))


def test_a_clock_set_back_does_not_stop_everything(tmp_path: Path) -> None:
    clock = Clock()
    (tmp_path / "next-request").write_text(repr(clock.now + 10_000), encoding="ascii")
    Pace(tmp_path, 3, sleep=clock.sleep, clock=clock).wait()
    assert clock.slept == []


# ---------------------------------------------------------------- settings and secrets


def test_the_key_and_the_address_are_in_no_repr_and_no_message() -> None:
    settings = Settings(api_key=KEY, email=EMAIL)
    assert KEY not in repr(settings)
    assert EMAIL not in repr(settings)
    text = f"https://x/?api_key={KEY}&email=reader%2Btest%40example.org and {EMAIL}, reader+test%40example.org"
    assert settings.redact(text) == "https://x/?api_key=***&email=*** and ***, ***"


@pytest.mark.parametrize(
    ("url", "wrong"),
    [
        ("ftp://eutils.example.org/", "https://"),
        ("eutils", "https://"),
        ("http://eutils.example.org/", "plain http to eutils.example.org"),
        ("https://me:secret@eutils.example.org/", "a user name or password"),
    ],
)
def test_an_address_that_would_leak_is_refused(url: str, wrong: str) -> None:
    with pytest.raises(UsageError, match=wrong):
        check_base_url(url)


def test_settings_come_from_the_environment_then_the_users_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "config.toml"
    file.write_text('email = "filed@example.org"\napi_key = "filed"\n', encoding="utf-8")
    monkeypatch.setattr("rlsevidence.pubmed.config.config_file", lambda: file)
    monkeypatch.setenv("NCBI_API_KEY", "set")
    found = read_settings()
    assert (found.email, found.api_key, found.requests_per_second) == ("filed@example.org", "set", 10)
    file.write_text("email = ", encoding="utf-8")
    with pytest.raises(UsageError, match="is not TOML"):
        read_settings()


# ---------------------------------------------------------------- the server itself


def test_the_server_serves_unmodified_bio_entrez(server: EutilsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only Bio.Entrez's address is changed: its functions, its parser and its DTDs read what the server gives."""
    from rlsevidence.pubmed.entrez import borrow_entrez

    with borrow_entrez(Settings(server.base_url), 5.0):
        found = Entrez.read(Entrez.esearch(db="pubmed", term="magnesium", usehistory="y"))
        posted = Entrez.read(Entrez.epost("pubmed", id=",".join(found["IdList"])))
        history = {"webenv": posted["WebEnv"], "query_key": posted["QueryKey"]}
        articles = Entrez.read(Entrez.efetch(db="pubmed", retmode="xml", **history))["PubmedArticle"]
        summaries = Entrez.read(Entrez.esummary(db="pubmed", id=found["IdList"][0]))
        databases = Entrez.read(Entrez.einfo())
        text = Entrez.efetch(db="pubmed", id=found["IdList"][0], rettype="medline", retmode="text").read()
    assert found["Count"] == "5"
    assert {str(a["MedlineCitation"]["PMID"]) for a in articles} == set(found["IdList"])
    assert summaries[0]["Title"] == "Invented record 4 on magnesium"
    assert "pubmed" in databases["DbList"]
    assert "PMID- " in (text if isinstance(text, str) else text.decode())

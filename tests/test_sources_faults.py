"""Each fault of each database, on the second of three pages, over real loopback HTTP: nothing lost, nothing twice, and
what is said."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from review import seed
from rlsevidence.errors import NetworkError
from rlsevidence.pubmed.report import PullReport
from rlsevidence.sources import transport as transport_module
from rlsevidence.sources.pages import SchemaError
from rlsevidence.sources.pull import DATABASES
from rlsevidence.sources.transport import TRIES
from rlsevidence.sources.walk import HalfAListError
from source_server import (
    FAULTS,
    Fault,
    SourceServer,
    crossref_work,
    europepmc_record,
    isrctn_trial,
    openalex_work,
    registration,
)
from sources_review import Puller, add_search, make_puller


@dataclass(frozen=True)
class Case:
    """One database: its name, a query for all of five invented records, and what a page of them is called.

    `here`: records that stand in the workspace; `marks`: whether a page is asked for by the mark of the one before it;
    `before`: requests before the second page; `again`: requests of a search that has not moved, two records a page;
    `pages`: how many the five records are then; `loop`: what is said of a list that does not go on.
    """

    name: str
    query: str
    make: Callable[[int], dict[str, Any]]
    what: str
    schema: str
    """What is said of an answer of another form."""
    moved: str
    """What is said of a list that counts two more than it has."""
    here: Callable[[int], list[dict[str, Any]]] = lambda _: []
    brings: bool = True
    marks: bool = True
    before: int = 1
    again: int = 1
    pages: int = 3
    form: str = "JSON"
    loop: str = "names no further page after 4 of 5 records"

    @property
    def at_once(self) -> bool:
        """Whether a second question asks for the whole list, however long."""
        return self.pages == 2

    def wrong_form(self, kind: str) -> str:
        """What the user is told while a fault is tried again."""
        if kind == "list-200" and self.form != "JSON":
            return f"application/json in place of {self.form}"
        return GONE_AT_ONCE[kind].format(form=self.form)

    def brought(self, report: PullReport) -> int:
        """How many of the records of the database came: as new ones, or as news of those that are here."""
        return len(report.new if self.brings else report.notices)


CASES = {
    "europepmc": Case(
        "Europe PMC",
        "everything",
        europepmc_record,
        "page 2 of the search",
        "Europe PMC answers in another form than this program knows: at hitCount found nothing, expected a number;"
        " nothing of this search was entered",
        "Europe PMC counts 7 records and gave 5",
    ),
    "clinicaltrials": Case(
        "ClinicalTrials.gov",
        "everything",
        registration,
        "page 2 of the search",
        "ClinicalTrials.gov answers in another form than this program knows: at studies found nothing, expected a list;"
        " nothing of this search was entered",
        "ClinicalTrials.gov counts 7 records and gave 5",
    ),
    "isrctn": Case(
        "ISRCTN",
        "everything",
        isrctn_trial,
        "page 2 of the search",
        "ISRCTN answers in another form than this program knows: at the top found"
        " '{http://www.67bricks.com/isrctn}allTrials2', expected {http://www.67bricks.com/isrctn}allTrials; nothing of"
        " this search was entered",
        "ISRCTN counts 7 records and gave 5",
        pages=2,  # the first two, then all of them
        form="XML",
        loop="counts 5 records and gave 2",
    ),
    "openalex": Case(
        "OpenAlex",
        "citing doi:10.5555/seed",
        openalex_work,
        "page 2 of the search",
        "OpenAlex answers in another form than this program knows: at meta.count found nothing, expected a number;"
        " nothing of this search was entered",
        "OpenAlex counts 7 records and gave 5",
        here=lambda _: [seed(None, doi="10.5555/seed")],
        before=2,  # what OpenAlex calls the work to start from is asked first
    ),
    "crossref": Case(
        "Crossref",
        "records",
        crossref_work,
        "2 DOIs",
        "Crossref answers in another form than this program knows: at message.items found nothing, expected a list;"
        " nothing of this search was entered",
        "Crossref counts 4 records and gave 2",
        here=lambda number: [seed(None, doi=f"10.5555/invented.{i}") for i in range(number)],
        brings=False,
        marks=False,  # it asks by DOI, so many at once, and no page names the next
        again=3,
    ),
}
GONE_AT_ONCE = {
    # fault -> what the user is told while it is tried again
    "429": "HTTP 429 too many requests from ***",
    "500": "HTTP 500",
    "503": "HTTP 503",
    "html-200": "text/html in place of {form}",
    "text-200": "text/plain in place of {form}",
    "list-200": "a JSON list in place of an object",
    "empty": "an empty answer",
    "cut": "an answer cut short or damaged",
    "truncated": "an answer cut short",
    "silence": "no answer in time",
    "drip": "the answer came too slowly",
    "drop": "",
}
FOR_GOOD = {
    # fault -> what the user is told at the end; asking again would not mend it
    "400": "{name} refused the request: HTTP 400 Error 400",
    "redirect": "{name} refused the request: HTTP 302",
    "huge": "{name} sent more than 0 MB in one answer: given up",
    "schema": "{schema}",
    "loop": "{search}: {name} {loop}",
}
NUMBER = 5


def test_every_database_has_a_row() -> None:
    assert sorted(CASES) == sorted(DATABASES)


def test_every_fault_of_the_server_has_a_row() -> None:
    assert sorted([*GONE_AT_ONCE, *FOR_GOOD]) == sorted(FAULTS)


@pytest.fixture
def server() -> Iterator[SourceServer]:
    with SourceServer(**{key: [case.make(i) for i in range(NUMBER)] for key, case in CASES.items()}) as running:
        yield running


@dataclass
class Trial:
    puller: Puller
    case: Case
    search: str

    def has_all(self, number: int = NUMBER) -> bool:
        """Whether every record stands in the workspace, once."""
        lines = self.puller.bytes()["records.jsonl"].decode().splitlines()
        told = [line for line in lines if ('"origin": "seed"' not in line) or '"kind": "corrected"' in line]
        return len(told) == len(set(told)) == number and len(lines) == len(self.puller.records)


def begin(key: str, server: SourceServer, folder: Path, number: int = NUMBER) -> Trial:
    puller = make_puller(server, folder, size=2, records=CASES[key].here(number))
    return Trial(puller, CASES[key], add_search(puller.evidence, key, CASES[key].query))


def listen(kind: str, puller: Puller) -> None:
    """A client that waits for a server that says nothing no longer than it must; for any other, as long as it takes."""
    puller.timeout = 0.4 if kind == "silence" else 30.0


@pytest.mark.parametrize(("key", "kind"), itertools.product(CASES, GONE_AT_ONCE))
def test_a_passing_fault_loses_nothing(key: str, kind: str, server: SourceServer, tmp_path: Path) -> None:
    clean = begin(key, server, tmp_path / "clean")
    clean.puller([clean.search])
    asked = len(server.requests)
    trial = begin(key, server, tmp_path / "faulty")
    listen(kind, trial.puller)
    server.fail(Fault(kind, 0.6, after=trial.case.before), Fault(kind, 0.6))
    report = trial.puller([trial.search])
    assert trial.puller.bytes()["records.jsonl"] == clean.puller.bytes()["records.jsonl"]
    assert (trial.case.brought(report), report.fetched, trial.has_all()) == (NUMBER, NUMBER, True)
    assert len(server.requests) - asked == asked + 2
    again = [s for s in trial.puller.said if "trying again" in s]
    assert len(again) == 2
    for line in again:
        assert line.startswith(f"asking {trial.case.name} for {trial.case.what}: {trial.case.wrong_form(kind)}")
        assert "reader" not in line


@pytest.mark.parametrize(("key", "kind"), itertools.product(CASES, GONE_AT_ONCE))
def test_a_lasting_fault_ends_in_one_line_and_the_next_pull_goes_on(
    key: str, kind: str, server: SourceServer, tmp_path: Path
) -> None:
    trial = begin(key, server, tmp_path)
    before = trial.puller.bytes()
    listen(kind, trial.puller)
    server.fail(Fault(kind, 0.5, after=trial.case.before), *[Fault(kind, 0.5)] * (TRIES - 1))
    with pytest.raises(NetworkError) as caught:
        trial.puller([trial.search])
    message = str(caught.value)
    assert message.startswith(
        f"{trial.case.name} did not give {trial.case.what} in {TRIES} tries ({trial.case.wrong_form(kind)}"
    )
    assert "\n" not in message
    after = trial.puller.bytes()
    assert {n for n in after if after[n] != before.get(n)} == {"runs.jsonl"}, "the ledger says that it failed"
    (run,) = trial.puller.runs
    assert (run.outcome, run.count, run.why_failed) == ("failed", None, message)
    asked = len(server.requests)
    report = trial.puller([trial.search], days=0.01)
    assert len(server.requests) - asked == trial.case.pages - 1, "the first page is not asked for again"
    assert (trial.case.brought(report), trial.has_all()) == (NUMBER, True)
    assert [r.outcome for r in trial.puller.runs] == ["failed", "done"]


@pytest.mark.parametrize(("key", "kind"), itertools.product(CASES, FOR_GOOD))
def test_what_asking_again_does_not_mend_ends_at_once(
    key: str, kind: str, server: SourceServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind == "huge":
        monkeypatch.setattr(transport_module, "MOST_BYTES", 1 << 15)
        monkeypatch.setattr(transport_module, "MOST_AT_ONCE", 1 << 15)
    trial = begin(key, server, tmp_path)
    case, before = trial.case, trial.puller.bytes()
    if kind == "loop" and not case.marks:
        pytest.skip("no page of it names the next")
    server.fail(Fault(kind, after=case.before))
    with pytest.raises(NetworkError) as caught:
        trial.puller([trial.search])
    assert str(caught.value) == FOR_GOOD[kind].format(
        name=case.name, search=trial.search, schema=case.schema, loop=case.loop
    )
    assert len(server.requests) == case.before + 1
    assert trial.puller.bytes()["records.jsonl"] == before["records.jsonl"]
    assert [s for s in trial.puller.said if "trying again" in s] == []
    # The next pull does not go by what was half a list or of another form.
    report = trial.puller([trial.search], days=0.01)
    assert (case.brought(report), trial.has_all()) == (NUMBER, True)


@pytest.mark.parametrize("key", CASES)
def test_a_list_that_moves_under_the_reader_is_no_whole_list(key: str, server: SourceServer, tmp_path: Path) -> None:
    trial = begin(key, server, tmp_path)
    server.state.extra = 2
    with pytest.raises(HalfAListError) as caught:
        trial.puller([trial.search])
    assert str(caught.value) == f"{trial.search}: {trial.case.moved}"
    server.state.extra = 0
    assert trial.case.brought(trial.puller([trial.search], days=0.01)) == NUMBER


@pytest.mark.parametrize("fewer", [1, 2, NUMBER], ids=["one", "two", "all"])
@pytest.mark.parametrize("key", ["europepmc", "isrctn", "openalex"])
def test_a_count_that_falls_from_page_to_page_ends_no_list(
    key: str, fewer: int, server: SourceServer, tmp_path: Path
) -> None:
    """The others count on one page alone. A lower count would end the list early, with exit 0 and records missing."""
    trial = begin(key, server, tmp_path)
    before = trial.puller.bytes()["records.jsonl"]
    server.state.fewer = fewer
    with pytest.raises(HalfAListError, match=rf"counted {NUMBER} records and on page 2 counts {NUMBER - fewer}: "):
        trial.puller([trial.search])
    assert trial.puller.bytes()["records.jsonl"] == before
    assert [r.outcome for r in trial.puller.runs] == ["failed"]
    server.state.fewer = 0
    assert trial.case.brought(trial.puller([trial.search], days=0.01)) == NUMBER


@pytest.mark.parametrize("key", CASES)
def test_records_of_a_list_that_counts_none_are_no_whole_list(key: str, server: SourceServer, tmp_path: Path) -> None:
    trial = begin(key, server, tmp_path)
    server.state.extra = -(NUMBER if trial.case.marks else 2)  # Crossref counts those of one question
    with pytest.raises(HalfAListError, match="counts 0 records and gave 2"):
        trial.puller([trial.search])
    server.state.extra = 0
    assert trial.case.brought(trial.puller([trial.search], days=0.01)) == NUMBER


@pytest.mark.parametrize("key", CASES)
def test_silence_from_the_first_is_said_in_seconds(key: str, server: SourceServer, tmp_path: Path) -> None:
    trial = begin(key, server, tmp_path)
    listen("silence", trial.puller)
    server.fail(*["silence"] * TRIES)
    with pytest.raises(NetworkError) as caught:
        trial.puller([trial.search])
    assert str(caught.value) == f"{trial.case.name} could not be reached within 20 s (no answer in time)"
    assert list(trial.puller.runs) == [], "a machine without a network is no event in the life of the review"
    assert trial.puller.said == [f"searching {trial.search} in {trial.case.name} ..."]


@pytest.mark.parametrize("key", CASES)
def test_retry_after_is_obeyed(key: str, server: SourceServer, tmp_path: Path) -> None:
    trial = begin(key, server, tmp_path)
    server.fail(Fault("429", 17.0))
    trial.puller([trial.search])
    first, second = (r.at for r in server.requests[:2])
    assert 17 <= second - first <= 17 + 31


@pytest.mark.parametrize("key", CASES)
def test_the_pace_is_held(key: str, server: SourceServer, tmp_path: Path) -> None:
    trial = begin(key, server, tmp_path)
    trial.puller([trial.search])
    database = DATABASES[key]
    limit = database.requests_per_second_known or database.requests_per_second
    spacing = [b.at - a.at for a, b in itertools.pairwise(server.requests)]
    assert min(spacing) >= 1 / limit


@pytest.mark.parametrize("key", CASES)
def test_a_second_unchanged_search_costs_one_request(key: str, server: SourceServer, tmp_path: Path) -> None:
    trial = begin(key, server, tmp_path)
    trial.puller([trial.search])
    before = trial.puller.bytes()
    for day in (1, 8):
        asked = len(server.requests)
        report = trial.puller([trial.search], days=day)
        assert len(server.requests) - asked == report.requests == trial.case.again
        (told,) = report.searches
        assert (told.count, told.known, told.gained, told.lost) == (NUMBER, NUMBER, {}, {})
        after = trial.puller.bytes()
        assert {n for n in after if after[n] != before.get(n)} == {"runs.jsonl"}
    asked = len(server.requests)
    trial.puller([trial.search], days=40)
    whole = trial.case.pages - 1 + trial.case.before if trial.case.marks else trial.case.again
    assert len(server.requests) - asked == whole, "after a month the whole list is read again"


@pytest.mark.parametrize("key", CASES)
def test_nothing_found_is_said_and_is_no_fault(key: str, server: SourceServer, tmp_path: Path) -> None:
    server.state.records.clear()
    trial = begin(key, server, tmp_path)
    report = trial.puller([trial.search])
    asked = trial.case.again + trial.case.before - 1
    assert (report.searches[0].count, report.new, report.requests) == (0, (), asked)
    assert f"{trial.search}: 0 records match; 0 gained, 0 lost" in report.format_text().replace(
        ", 0 of them here before", ""
    )
    assert [r.count for r in trial.puller.runs] == [0]


@pytest.mark.parametrize("key", CASES)
def test_a_very_long_list_comes_whole(key: str, server: SourceServer, tmp_path: Path) -> None:
    number, size = 2_000, 50
    server.state.records[key] = [CASES[key].make(i) for i in range(number)]
    trial = begin(key, server, tmp_path, number)
    trial.puller.databases[key] = DATABASES[key](size)
    report = trial.puller([trial.search])
    pages = 2 if trial.case.at_once else number // size + trial.case.before - 1
    assert (trial.case.brought(report), report.searches[0].count, report.requests) == (number, number, pages)
    assert trial.has_all(number)


@pytest.mark.parametrize("key", CASES)
def test_a_search_of_usual_size_costs_one_request_the_second_time(
    key: str, server: SourceServer, tmp_path: Path
) -> None:
    trial = begin(key, server, tmp_path)
    trial.puller.databases[key] = DATABASES[key]()
    assert trial.puller([trial.search]).requests == trial.case.before
    assert trial.puller([trial.search], days=1).requests == 1


def test_errors_of_form_are_errors_of_the_network() -> None:
    """The command ends with 3 for them, and the ledger says that the search failed."""
    assert SchemaError("x").exit_code == HalfAListError("x").exit_code == 3

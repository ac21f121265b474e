"""OpenAlex: where a search starts from, both directions, keys and allowances, and what a work becomes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from review import seed
from rlsevidence import store
from rlsevidence.errors import NetworkError, UsageError
from rlsevidence.exchange.abstracts import read_abstracts
from rlsevidence.pubmed.digest import summarise_news
from rlsevidence.sources import openalex as openalex_module
from rlsevidence.sources.settings import read_settings
from rlsevidence.workspace import open_workspace
from source_server import Fault, SourceServer, openalex_work
from sources_review import Puller, add_search, make_puller
from test_sources_pull import problems_of

SEED = seed(None, doi="10.5555/seed")


@pytest.fixture
def server() -> Iterator[SourceServer]:
    with SourceServer(openalex=[openalex_work(i) for i in range(3)]) as running:
        yield running


def test_a_work_becomes_a_record(server: SourceServer, tmp_path: Path) -> None:
    puller = make_puller(server, tmp_path, records=[SEED])
    search = add_search(puller.evidence, "openalex", "citing records")
    report = puller([search])
    assert report.new == tuple(f"doi:10.5555/citing.{i}" for i in range(3))
    record = puller.records["doi:10.5555/citing.0"]
    assert (record.title, record.year, record.journal, record.pages, record.publication_types) == (
        "Invented citing work 0 on magnesium",
        2025,
        "Journal of Invented Tests",
        "1-9",
        ("Journal Article",),
    )
    assert record.authors == ("Testsson TA", "Invented Study Group 7")
    assert (record.verification, record.unverified) == ("partial", ("authors",)), "names are put together there"
    assert record.seen_at == ("https://openalex.org/W90000001",)
    texts = read_abstracts(puller.evidence.parent / ".rlsevidence")[record.id]
    assert [s.text for s in texts.abstract] == ["Invented text 0 of a text"]
    assert problems_of(puller.evidence) == []
    begin, page = server.requests
    assert begin.query["filter"] == "doi:10.5555/seed"
    assert (page.query["filter"], page.query["sort"], page.query["page"], page.query["per_page"]) == (
        "cites:W90000000",
        "publication_date:desc",
        "1",
        "100",
    )
    assert page.query["mailto"] == "reader+test@example.org"


@pytest.mark.parametrize(
    ("query", "filters"), [("citing records", "cites:W90000000"), ("cited by records", "cited_by:W90000000")]
)
def test_both_directions(query: str, filters: str, server: SourceServer, tmp_path: Path) -> None:
    puller = make_puller(server, tmp_path, records=[SEED])
    puller([add_search(puller.evidence, "openalex", query)])
    assert server.requests[-1].query["filter"] == filters


def test_from_the_studies_that_count(server: SourceServer, tmp_path: Path, tiny_dir: Path) -> None:
    """Forward from the counted studies, by what OpenAlex calls their reports; what is new since last time is gained."""
    from rlsevidence.decisions import settle

    evidence = store.load(tiny_dir)
    settled = settle(evidence)
    counted = {s.id for c in evidence.claims for s in settled.studies(c) if s.counted}
    reports = sorted(r for s in counted for r in evidence.studies[s].reports)
    assert reports, "the small review has studies that count"
    numbers = [r.removeprefix("pubmed:") for r in reports if r.startswith("pubmed:")]
    dois = {n: evidence.records[f"pubmed:{n}"].doi for n in numbers}
    ids = {n: f"https://openalex.org/W7{n}" for n in numbers}
    server.state.records["openalex"] += [
        openalex_work(
            500 + i,
            id=own,
            doi=f"https://doi.org/{dois[n]}" if dois[n] else None,
            ids={"pmid": f"https://pubmed.ncbi.nlm.nih.gov/{n}"},
            referenced_works=[],
        )
        for i, (n, own) in enumerate(ids.items())
    ]
    first = openalex_work(60, referenced_works=[ids[numbers[0]]])
    server.state.records["openalex"].append(first)
    puller = Puller(server, tiny_dir, tmp_path / "rate")
    search = add_search(tiny_dir, "openalex", "citing studies", written_by="anna")
    report = puller([search])
    assert report.new == ("doi:10.5555/citing.60",)
    asked = set(server.requests[-1].query["filter"].removeprefix("cites:").split("|"))
    assert asked == {own.rsplit("/", 1)[-1] for own in ids.values()}, "every counted study, and no other"
    second = openalex_work(61, referenced_works=[ids[numbers[-1]]], created_date="2026-12-01", publication_year=2026)
    server.state.records["openalex"].append(second)
    report = puller([search], days=7)
    assert report.searches[0].gained == {"doi:10.5555/citing.61": "new"}
    assert report.asked_for == {"to search": 1, "to find where to begin": 1}
    assert [r.query["filter"][:4] for r in server.requests[-2:]] == ["doi:", "cite"], (
        "what OpenAlex calls the studies is not asked again, but for those with a DOI, of which it lacked one"
    )


def test_what_it_does_not_know_is_said(server: SourceServer, tmp_path: Path) -> None:
    bare = {"doi": None, "pmid": None, "verification": "partial"}
    page = "https://openalex.org/W90000777"
    own = {**seed(None, doi="x"), **bare, "id": f"url:{page}", "url": page, "title": "Invented, brought by a number"}
    nameless = {**seed(None, doi="x"), **bare, "id": "own:0123456789ab", "title": "Invented, without a number"}
    puller = make_puller(server, tmp_path, records=[SEED, seed(90000055), own, nameless])
    report = puller([add_search(puller.evidence, "openalex", "citing records")])
    assert report.searches[0].warnings == (
        "not known there, so not started from (the next pull asks again): pubmed:90000055",
        "without a DOI or PMID to ask by, so not started from: own:0123456789ab",
    )
    asked = [r.query["filter"] for r in server.requests]
    assert asked == ["doi:10.5555/seed", "pmid:90000055", "cites:W90000000|W90000777"]


def test_what_it_did_not_know_is_asked_again_by_the_next_pull(server: SourceServer, tmp_path: Path) -> None:
    """What it knows is kept for a month; what it does not know may be there an hour later, and is asked for alone."""
    puller = make_puller(server, tmp_path, records=[SEED, seed(90000055)])
    search = add_search(puller.evidence, "openalex", "citing doi:10.5555/seed pubmed:90000055")
    puller([search])
    before = len(server.requests)
    late = "https://pubmed.ncbi.nlm.nih.gov/90000055"
    server.state.records["openalex"].append(
        openalex_work(99, id="https://openalex.org/W755", ids={"pmid": late}, doi=None)
    )
    report = puller([search], days=0.1)
    asked = [r.query["filter"] for r in server.requests[before:]]
    assert asked[0] == "pmid:90000055"
    assert "doi:10.5555/seed" not in asked, "what it knew is not asked again"
    assert "W755" in asked[1]
    assert report.searches[0].warnings == ()


def test_what_is_new_since_last_time_is_told_and_nothing_else(server: SourceServer, tmp_path: Path) -> None:
    """A week later one work more cites the study: the pull, the ledger and the news name it alone."""
    server.state.records["openalex"] = [openalex_work(i) for i in range(2)]
    puller = make_puller(server, tmp_path, records=[seed(None, doi="10.5555/seed")])
    search = add_search(puller.evidence, "openalex", "citing doi:10.5555/seed")
    assert len(puller([search]).new) == 2
    fresh = openalex_work(2, publication_date="2026-11-30", publication_year=2026, created_date="2026-11-30")
    server.state.records["openalex"].insert(0, fresh)
    report = puller([search], days=7)
    assert report.new == ("doi:10.5555/citing.2",)
    assert dict(report.searches[0].gained) == {"doi:10.5555/citing.2": "new"}
    assert report.searches[0].lost == {}
    review = open_workspace(puller.evidence.parent)
    (told,) = [s for s in summarise_news(review.settled, None, dt.date(2026, 12, 1)).searches if s.id == search]
    assert [c.record for c in told.gained] == ["doi:10.5555/citing.2"]
    assert (told.source, told.holds) == ("openalex", 3)
    again = puller([search], days=8)
    assert (again.new, dict(again.searches[0].gained)) == ((), {})


def test_without_a_counted_study_there_is_nothing_to_start_from(server: SourceServer, tmp_path: Path) -> None:
    puller = make_puller(server, tmp_path, records=[SEED])
    report = puller([add_search(puller.evidence, "openalex", "citing studies")])
    assert (report.searches[0].count, report.requests) == (0, 0)
    assert report.searches[0].warnings == ("no study counts yet, so there is nothing to start from",)


def test_a_key_pages_by_cursor(server: SourceServer, tmp_path: Path) -> None:
    puller = make_puller(server, tmp_path, size=2, records=[SEED])
    puller.key = "secretKEY"
    search = add_search(puller.evidence, "openalex", "citing records")
    report = puller([search])
    assert (len(report.new), report.requests) == (3, 3)
    assert [r.query.get("cursor") for r in server.requests] == [None, "*", "m2"]
    assert {r.query["api_key"] for r in server.requests} == {"secretKEY"}
    kept = (puller.evidence.parent / ".rlsevidence/archive/index.jsonl").read_text(encoding="utf-8")
    assert "secretKEY" not in kept + "".join(puller.said)


def test_more_than_it_gives_without_a_key_is_said(
    server: SourceServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openalex_module, "BY_PAGE", 2)
    puller = make_puller(server, tmp_path, records=[SEED])
    with pytest.raises(NetworkError) as caught:
        puller([add_search(puller.evidence, "openalex", "citing records")])
    assert str(caught.value) == (
        "OpenAlex gives 2 of 3 records to those without a key: set OPENALEX_API_KEY (it is free), or start from fewer"
        " studies"
    )


def test_the_end_of_a_days_allowance_is_not_waited_for(server: SourceServer, tmp_path: Path) -> None:
    puller = make_puller(server, tmp_path, records=[SEED])
    server.fail(Fault("429", 40_000))
    with pytest.raises(NetworkError) as caught:
        puller([add_search(puller.evidence, "openalex", "citing records")])
    assert str(caught.value) == "OpenAlex asks to wait for 40000 s: HTTP 429 too many requests from ***"
    assert len(server.requests) == 1


def test_a_retraction_that_openalex_knows_is_noted(server: SourceServer, tmp_path: Path) -> None:
    server.state.records["openalex"] = [openalex_work(0, is_retracted=True)]
    title = "Invented citing work 0 on magnesium, told"
    known = seed(None, doi="10.5555/citing.0", title=title, year=1990, volume=None)
    puller = make_puller(server, tmp_path, records=[SEED, known])
    report = puller([add_search(puller.evidence, "openalex", "citing doi:10.5555/seed")])
    assert report.retracted == ("doi:10.5555/citing.0",)
    record = puller.records["doi:10.5555/citing.0"]
    assert (record.title, record.volume, report.differences) == (title, None, ()), "it fills and says no more"


def test_what_stands_here_under_another_works_number_swallows_nothing(server: SourceServer, tmp_path: Path) -> None:
    shared = {"doi": "https://doi.org/10.5555/supplement"}
    ours = {"authorships": [{"author": {"display_name": "Zoe Quill"}}], "biblio": {"first_page": "44"}}
    server.state.records["openalex"] = [
        openalex_work(0, display_name="Invented song of whales in winter"),
        openalex_work(1, **shared, display_name="Invented geese in spring"),
        openalex_work(2, **shared, **ours, display_name="Invented moss on bicycles"),
    ]
    known = seed(None, doi="10.5555/citing.0", title="Invented ovens of the north", authors=["Zed Q"], year=1990)
    puller = make_puller(server, tmp_path, records=[SEED, known])
    report = puller([add_search(puller.evidence, "openalex", "citing doi:10.5555/seed")])
    assert [puller.records[i].title.split()[1] for i in report.new] == ["song", "geese", "moss"]
    assert len(report.parted) == 2


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("magnesium", "another beginning"),
        ("citing", "another beginning"),
        ("citing nobody", "'nobody'"),
        ("cited by doi:10.5555/absent", "'doi:10.5555/absent'"),
    ],
)
def test_a_query_of_another_form_is_refused(query: str, found: str, server: SourceServer, tmp_path: Path) -> None:
    puller = make_puller(server, tmp_path, records=[SEED])
    with pytest.raises(UsageError) as caught:
        puller([add_search(puller.evidence, "openalex", query)])
    assert str(caught.value) == (
        f"query {query!r}: found {found}, expected 'citing' or 'cited by', then studies, records, or ids of records"
        " that are here"
    )


def test_its_key_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENALEX_API_KEY", "secretKEY")
    settings = read_settings("openalex")
    assert settings.api_key == "secretKEY"
    assert "secretKEY" not in repr(settings)
    assert read_settings("crossref").api_key is None

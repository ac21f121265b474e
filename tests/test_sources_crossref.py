"""Crossref: notices in both directions, what is filled and what is not, and what cannot be asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from review import SEARCH, seed
from rlsevidence import store
from rlsevidence.errors import UsageError
from rlsevidence.sources.crossref import NOTICES
from rlsevidence.sources.not_known import FILE
from rlsevidence.workspace import open_workspace
from source_server import SourceServer, crossref_work, update
from sources_review import add_search, make_puller
from test_sources_pull import problems_of


@pytest.fixture
def server() -> Iterator[SourceServer]:
    with SourceServer(crossref=[]) as running:
        yield running


KINDS = [*NOTICES.items(), ("addendum", None), ("new_version", None), ("Expression of Concern", "concern")]


@pytest.mark.parametrize(("kind", "expected"), KINDS)
def test_kinds_of_updates(kind: str, expected: str | None, server: SourceServer, tmp_path: Path) -> None:
    server.state.records["crossref"] = [crossref_work(0, **{"updated-by": [update("10.5555/NOTICE.0", kind)]})]
    puller = make_puller(server, tmp_path, records=[seed(None, doi="10.5555/invented.0")])
    report = puller([add_search(puller.evidence, "crossref", "records")])
    found = [(n.kind, n.by, n.noted_on) for n in puller.records["doi:10.5555/invented.0"].integrity]
    assert found == ([(expected, "doi:10.5555/notice.0", "2026-11-24")] if expected else [])
    assert [n.kind for n in report.notices] == ([expected] if expected else [])
    assert report.retracted == (("doi:10.5555/invented.0",) if expected == "retracted" else ())


def test_a_kind_of_update_that_nobody_knows_here_is_named(server: SourceServer, tmp_path: Path) -> None:
    updates = [update("10.5555/N.0", "reinstatement"), update("10.5555/N.1", "addendum")]
    server.state.records["crossref"] = [crossref_work(0, **{"updated-by": updates})]
    puller = make_puller(server, tmp_path, records=[seed(None, doi="10.5555/invented.0")])
    (told,) = puller([add_search(puller.evidence, "crossref", "records")]).searches[0].warnings
    assert told.startswith("an update of the kind 'reinstatement' on doi:10.5555/invented.0")


def test_what_the_publisher_and_retraction_watch_both_tell_is_told_once(server: SourceServer, tmp_path: Path) -> None:
    both = [update("10.5555/notice.0"), update("10.5555/notice.0", source="retraction-watch")]
    server.state.records["crossref"] = [crossref_work(0, **{"updated-by": both})]
    puller = make_puller(server, tmp_path, records=[seed(None, doi="10.5555/invented.0")])
    search = add_search(puller.evidence, "crossref", "records")
    assert len(puller([search]).notices) == 1
    assert puller([search], days=1).notices == ()
    assert len(puller.records["doi:10.5555/invented.0"].integrity) == 1
    assert problems_of(puller.evidence) == []


def test_a_notice_that_is_here_tells_what_it_is_about(server: SourceServer, tmp_path: Path) -> None:
    """`update-to`: the record is the notice. What it is about is known here by a PMID."""
    notice = crossref_work(9, title=["Retraction: invented"], **{"updated-by": []})
    notice["update-to"] = [update("10.5555/INVENTED.0"), update("10.5555/unknown.1")]
    server.state.records["crossref"] = [notice]
    known = [
        seed(90000001, doi="10.5555/invented.0", verification="pubmed"),
        seed(90000002, doi="10.5555/invented.9", title="Retraction: invented", verification="pubmed"),
    ]
    puller = make_puller(server, tmp_path, records=known)
    search = add_search(puller.evidence, "crossref", "doi:10.5555/invented.9")
    report = puller([search])
    (told,) = puller.records["pubmed:90000001"].integrity
    assert (told.kind, told.by) == ("retracted", "pubmed:90000002"), "by the id under which the notice is known here"
    assert report.retracted == ("pubmed:90000001",)
    assert puller.records["pubmed:90000002"].integrity == ()
    assert sorted(puller.records) == ["pubmed:90000001", "pubmed:90000002"], "it brings no records"
    assert puller.runs[0].gained == {"pubmed:90000002": "first_run"}


def test_it_fills_what_is_empty_and_lists_what_differs(server: SourceServer, tmp_path: Path) -> None:
    server.state.records["crossref"] = [crossref_work(0, **{"updated-by": []})]
    known = seed(
        None,
        doi="10.5555/invented.0",
        title="Invented record 0 on magnesium, told at length",
        authors=[],
        year=None,
        journal="J Invent Test",
        verification="partial",
        unverified=["year", "journal"],
    )
    puller = make_puller(server, tmp_path, records=[known])
    report = puller([add_search(puller.evidence, "crossref", "10.5555/invented.0")])
    record = puller.records["doi:10.5555/invented.0"]
    assert (record.authors, record.year, record.volume, record.pages) == (
        ("Testsson TA", "Invented Group"),
        2020,
        "7",
        "1-9",
    )
    assert (record.title, record.journal) == (known["title"], "J Invent Test")
    assert (record.unverified, record.verification) == ((), "confirmed")
    assert [(d.field, d.by) for d in report.differences] == [("title", "Crossref")]
    assert problems_of(puller.evidence) == []


def test_what_pubmed_has_given_is_left_alone(server: SourceServer, tmp_path: Path) -> None:
    server.state.records["crossref"] = [crossref_work(0)]
    known = seed(90000001, doi="10.5555/invented.0", title="Another", volume=None, verification="pubmed")
    puller = make_puller(server, tmp_path, records=[known])
    report = puller([add_search(puller.evidence, "crossref", "records")])
    record = puller.records["pubmed:90000001"]
    assert (record.title, record.volume) == ("Another", None)
    assert [n.kind for n in record.integrity] == ["corrected"]
    assert report.differences == ()


def test_what_cannot_be_asked_is_said(server: SourceServer, tmp_path: Path) -> None:
    server.state.records["crossref"] = [crossref_work(0)]
    known = [seed(None, doi="10.5555/invented.0"), seed(90000002), seed(None, doi="10.5555/a,b")]
    puller = make_puller(server, tmp_path, records=known)
    report = puller([add_search(puller.evidence, "crossref", "records")])
    assert report.searches[0].warnings == (
        "1 record without a DOI cannot be asked for",
        "doi:10.5555/a,b cannot be asked for: a comma parts filters",
    )
    assert "  warning from Crossref: 1 record without a DOI cannot be asked for" in report.format_text()
    assert server.requests[0].query == {
        "filter": "doi:10.5555/invented.0",
        "rows": "100",
        "mailto": "reader+test@example.org",
    }


@pytest.mark.parametrize(
    ("query", "found"), [("every", "'every'"), ("doi:10.5555/absent", "'doi:10.5555/absent'"), ("studies of", "'of'")]
)
def test_a_query_that_names_nothing_here_is_refused(
    query: str, found: str, server: SourceServer, tmp_path: Path
) -> None:
    puller = make_puller(server, tmp_path, records=[seed(None, doi="10.5555/invented.0")])
    with pytest.raises(UsageError) as caught:
        puller([add_search(puller.evidence, "crossref", query)])
    assert str(caught.value) == (
        f"query {query!r}: found {found}, expected studies, records, or DOIs of records that are here"
    )


def test_it_is_no_box_of_the_flow(server: SourceServer, tmp_path: Path) -> None:
    puller = make_puller(server, tmp_path, records=[seed(None, doi="10.5555/invented.0")])
    puller([add_search(puller.evidence, "crossref", "records")])
    assert open_workspace(puller.evidence.parent).flow.databases == {SEARCH: None}


def test_a_doi_by_which_crossref_knows_another_work_lends_it_nothing(server: SourceServer, tmp_path: Path) -> None:
    """Nor its retraction, which is named: a person sees whether it is the record's DOI that is wrong, or its title."""
    other = crossref_work(0, title=["Invented frogs in winter"], author=[{"given": "Z", "family": "Zedsson"}])
    server.state.records["crossref"] = [{**other, "page": "88-90", "updated-by": [update("10.5555/n.0", "retraction")]}]
    ours = {"title": "Invented calf cramps of toads", "year": None, "authors": ["Sandsson A"], "pages": "1-4"}
    known = seed(None, doi="10.5555/invented.0", unverified=["doi", "year"], **ours)
    puller = make_puller(server, tmp_path, records=[known])
    report = puller([add_search(puller.evidence, "crossref", "records")])
    record = puller.records["doi:10.5555/invented.0"]
    assert (record.year, record.journal, record.volume, record.unverified) == (
        None,
        "J Invent Test",
        None,
        ("doi", "year"),
    )
    assert "Crossref knows another work by its DOI (another title" in report.format_text()
    assert (report.retracted, record.integrity) == ((), ())
    assert "'Invented frogs in winter', RETRACTED there; nothing is taken over" in report.format_text()


def test_a_doi_whose_work_has_no_title_there_and_other_authors_lends_nothing(
    server: SourceServer, tmp_path: Path
) -> None:
    server.state.records["crossref"] = [crossref_work(0, title=[], **{"updated-by": []})]
    known = seed(
        None, doi="10.5555/invented.0", title="Invented toads", authors=["Zed Q"], year=None, unverified=["year"]
    )
    puller = make_puller(server, tmp_path, records=[known])
    report = puller([add_search(puller.evidence, "crossref", "records")])
    assert puller.records["doi:10.5555/invented.0"].year is None
    assert "(other authors)" in report.format_text()


def test_dois_that_crossref_does_not_know_are_named_and_not_asked_for_at_every_pull(
    server: SourceServer, tmp_path: Path
) -> None:
    server.state.records["crossref"] = [crossref_work(0)]
    known = [seed(None, doi=f"10.5555/{name}") for name in ("invented.0", "mistyped.1", "mistyped.2")]
    puller = make_puller(server, tmp_path, records=known)
    search = add_search(puller.evidence, "crossref", "records")
    first = puller([search])
    assert first.not_known == (("Crossref", "10.5555/mistyped.1"), ("Crossref", "10.5555/mistyped.2"))
    assert "Crossref knows nothing of 2 of those asked for by name: 10.5555/mistyped.1, 10.5555/mistyped.2" in (
        first.format_text()
    )
    (run,) = store.load_part(puller.evidence, "runs")
    assert run.notes["not_known"] == ["10.5555/mistyped.1", "10.5555/mistyped.2"]

    second = puller([search], days=1)
    assert server.requests[-1].query["filter"] == "doi:10.5555/invented.0"
    assert second.not_known == ()
    assert second.searches[0].warnings == (
        "not asked for again yet: 2 DOIs of which it knew nothing, 10.5555/mistyped.1 (asked on 2026-11-24),"
        " 10.5555/mistyped.2 (asked on 2026-11-24)",
    )
    puller([search], days=2, everything=True)
    assert server.requests[-1].query["filter"].count("doi:") == 3, "--all asks for all of them"

    server.state.records["crossref"] = [crossref_work(0), crossref_work(1, DOI="10.5555/mistyped.1")]
    assert puller([search], days=40).not_known == (("Crossref", "10.5555/mistyped.2"),)
    assert server.requests[-1].query["filter"].count("doi:") == 3, "what is registered later is found then"


def test_where_all_dois_are_unknown_nothing_is_asked(server: SourceServer, tmp_path: Path) -> None:
    puller = make_puller(server, tmp_path, records=[seed(None, doi="10.5555/mistyped.1")])
    search = add_search(puller.evidence, "crossref", "records")
    assert puller([search]).requests == 1
    again = puller([search], days=1)
    assert (again.requests, again.searches[0].count, again.searches[0].lost) == (0, 0, {})


def test_a_kept_list_of_unknown_names_that_is_broken_is_as_none(server: SourceServer, tmp_path: Path) -> None:
    puller = make_puller(server, tmp_path, records=[seed(None, doi="10.5555/mistyped.1")])
    search = add_search(puller.evidence, "crossref", "records")
    puller([search])
    (store.local_folder(puller.evidence) / FILE).write_text("[1]", encoding="utf-8")
    assert puller([search], days=1).requests == 1

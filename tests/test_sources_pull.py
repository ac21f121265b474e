"""A pull of databases beside PubMed: what is entered, what is linked, what is said, beside PubMed and when cut off."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eutils_server import EutilsServer
from invented import FIRST_PMID
from review import SEARCH, corpus, make_review, seed
from rlsevidence import store
from rlsevidence.check import check_evidence
from rlsevidence.cli import main
from rlsevidence.decisions import settle
from rlsevidence.errors import NetworkError, UsageError
from rlsevidence.exchange.abstracts import read_abstracts
from rlsevidence.exchange.importing import import_file
from rlsevidence.exchange.linking import link_by_rule, make_link
from rlsevidence.figures.flow import plot_flow
from rlsevidence.figures.flow_boxes import list_boxes
from rlsevidence.pubmed.archive import Archive
from rlsevidence.pubmed.digest import format_markdown, summarise_news
from rlsevidence.sources.settings import read_settings
from rlsevidence.synthesis.flow import count_flow, find_faults
from rlsevidence.workspace import open_workspace
from source_server import Fault, SourceServer, europepmc_record, openalex_work, preprint, registration
from sources_review import DAY, Puller, add_search, make_puller


@pytest.fixture
def server() -> Iterator[SourceServer]:
    with SourceServer(europepmc=[europepmc_record(0), europepmc_record(1), preprint(2)]) as running:
        yield running


@pytest.fixture
def puller(server: SourceServer, tmp_path: Path) -> Puller:
    return make_puller(server, tmp_path)


def problems_of(evidence: Path) -> list[str]:
    """What `check` finds wrong with records, searches and their ledger; the rest of the review is empty here."""
    found = check_evidence(store.load(evidence), today=DAY.date() + dt.timedelta(days=30))
    own = [p for p in found if p.path.startswith("records") or (SEARCH not in p.path and "searches" in p.path)]
    return [str(p) for p in own if p.rule != "seed-screened"]


# ---------------------------------------------------------------- what comes out


def test_every_field_of_a_record_comes_out(puller: Puller) -> None:
    search = add_search(puller.evidence, "europepmc", "magnesium")
    report = puller([search])
    assert report.new == ("pubmed:90000001", "pubmed:90000002", "doi:10.1101/2026.01.02.900000")
    plain = json.loads(puller.bytes()["records.jsonl"].decode().split("\n")[1])
    assert plain == {
        "id": "pubmed:90000001",
        "pmid": "90000001",
        "doi": "10.5555/invented.0",
        "pmcid": None,
        "url": None,
        "title": "Invented record 0 on magnesium & sleep.",
        "authors": ["Testsson T", "Invented Group"],
        "organisation": None,
        "year": 2020,
        "journal": "J Invent Test",
        "volume": "7",
        "issue": "2",
        "pages": "1-9",
        "language": "eng",
        "publication_types": ["Journal Article", "Randomized Controlled Trial"],
        "mesh": [{"ui": None, "term": "Magnesium", "major": True, "qualifiers": ["therapeutic use"]}],
        "integrity": [],
        "dates": {"created": "2020-03-02", "revised": "2021-01-01", "indexed": None, "published": "2020-02-01"},
        "abstract_sha256": plain["abstract_sha256"],
        "origin": "europepmc-invented",
        "verification": "confirmed",
        "unverified": [],
        "seen_at": ["https://europepmc.org/article/MED/90000001"],
    }
    texts = read_abstracts(puller.evidence.parent / ".rlsevidence")["pubmed:90000001"]
    assert [(s.label, s.text) for s in texts.abstract] == [
        ("BACKGROUND", "Invented text 0."),
        ("RESULTS", "Nothing < 5."),
    ]
    assert texts.keywords == ("invented", "test")
    assert "Invented text" not in puller.bytes()["records.jsonl"].decode()
    found = puller.records["doi:10.1101/2026.01.02.900000"]
    assert (found.journal, found.publication_types, found.year) == ("medRxiv", ("Preprint",), 2020)
    assert problems_of(puller.evidence) == []


def test_the_question_and_who_asks(puller: Puller, server: SourceServer) -> None:
    search = add_search(puller.evidence, "europepmc", 'TITLE_ABS:"magnesium" AND\n  everything')
    puller([search])
    (request,) = server.requests
    assert request.path == "/europepmc/search"
    assert request.query == {
        "query": 'TITLE_ABS:"magnesium" AND everything',
        "resultType": "core",
        "format": "json",
        "synonym": "FALSE",
        "pageSize": "1000",
        "sort": "P_PDATE_D desc",
        "cursorMark": "*",
        "email": "reader+test@example.org",
    }
    index = (puller.evidence.parent / ".rlsevidence/archive/index.jsonl").read_text(encoding="utf-8")
    assert "reader" not in index, "who asked is kept nowhere"


def test_a_long_query_is_posted_whole(puller: Puller, server: SourceServer) -> None:
    words = " OR ".join(f'TITLE_ABS:"invented term {i}"' for i in range(200))
    search = add_search(puller.evidence, "europepmc", f"({words}) OR TITLE_ABS:magnesium")
    assert len(puller([search]).new) == 3
    assert server.requests[0].path == "/europepmc/searchPOST"
    assert server.requests[0].query["query"] == f"({words}) OR TITLE_ABS:magnesium"
    assert puller([search], days=1).requests == 1


def test_the_ledger_and_the_archive_are_those_of_pubmed(puller: Puller) -> None:
    search = add_search(puller.evidence, "europepmc", "magnesium")
    puller([search])
    (run,) = puller.runs
    assert (run.run, run.search, run.outcome, run.count, run.fetched) == (
        "2026-11-24T12:00:00Z.europepmc-invented",
        search,
        "done",
        3,
        3,
    )
    assert run.gained == dict.fromkeys(
        ["doi:10.1101/2026.01.02.900000", "pubmed:90000001", "pubmed:90000002"], "first_run"
    )
    assert run.notes == {"source": "europepmc", "new": 3, "known": 0}
    (entry,) = Archive(puller.evidence.parent).entries("europepmc")
    kept = Archive(puller.evidence.parent)
    assert json.loads(kept.read(entry.sha256))["hitCount"] == 3
    assert (kept.folder / entry.sha256[:2] / f"{entry.sha256}.json.gz").is_file()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"doi": None, "pmid": None, "source": "AGR", "id": "IND1"}, "url:https://europepmc.org/article/AGR/IND1"),
        (
            {"doi": None, "pmid": None, "source": "PMC", "id": "PMC9", "pmcid": "PMC9"},
            "url:https://europepmc.org/article/PMC/PMC9",
        ),
        ({"pmid": None}, "pubmed:90000008"),
    ],
)
def test_what_has_no_pmid_or_doi_goes_by_its_page(
    changes: dict[str, Any], expected: str, puller: Puller, server: SourceServer
) -> None:
    server.state.records["europepmc"] = [europepmc_record(7, **changes)]
    puller([add_search(puller.evidence, "europepmc", "magnesium")])
    (record,) = puller.records.values()
    assert record.id == expected
    assert record.url == (expected.removeprefix("url:") if expected.startswith("url:") else None)
    assert problems_of(puller.evidence) == []


def test_what_a_database_does_not_say_stays_unknown(puller: Puller, server: SourceServer) -> None:
    bare = {"id": "PPR5", "source": "PPR", "title": None, "pubYear": None}
    server.state.records["europepmc"] = [{k: v for k, v in bare.items() if v}]
    server.state.records["europepmc"][0]["title"] = ""
    puller([add_search(puller.evidence, "europepmc", "everything")])
    (record,) = puller.records.values()
    assert record.title == "[no title in Europe PMC]"
    assert (record.year, record.authors, record.journal, record.language, record.abstract_sha256) == (
        None,
        (),
        None,
        None,
        None,
    )
    assert (record.verification, record.unverified) == ("partial", ("year", "title"))
    assert record.dates.created is None


NOTICES = [
    ("Retraction in", "retracted"),
    ("Partial retraction in", "concern"),
    ("Expression of concern in", "concern"),
    ("Erratum in", "corrected"),
    ("Retraction of", None),
    ("Comment in", None),
    ("Preprint in", None),
]


@pytest.mark.parametrize(("link", "kind"), NOTICES)
def test_notices_about_a_publication(link: str, kind: str | None, puller: Puller, server: SourceServer) -> None:
    links = {"commentCorrection": [{"id": "90000099", "source": "MED", "type": link}]}
    server.state.records["europepmc"] = [europepmc_record(0, commentCorrectionList=links)]
    report = puller([add_search(puller.evidence, "europepmc", "magnesium")])
    (record,) = puller.records.values()
    told = [(n.kind, n.by, n.noted_on) for n in record.integrity]
    assert told == ([(kind, "pubmed:90000099", "2026-11-24")] if kind else [])
    assert report.retracted == (("pubmed:90000001",) if kind == "retracted" else ())


# ---------------------------------------------------------------- beside what is known


def test_what_is_here_is_not_entered_twice_and_not_overwritten(server: SourceServer, tmp_path: Path) -> None:
    known = [
        seed(
            90000001,
            title="Invented record 0 on magnesium & sleep, told",
            year=2019,
            journal=None,
            volume=None,
            unverified=["journal"],
        ),
        seed(None, doi="10.5555/invented.1", title="Invented record 1 on magnesium & sleep."),
    ]
    puller = make_puller(server, tmp_path, records=known)
    search = add_search(puller.evidence, "europepmc", "magnesium")
    report = puller([search])
    assert report.new == ("doi:10.1101/2026.01.02.900000",)
    assert report.searches[0].known == 2
    mine = puller.records["pubmed:90000001"]
    assert (mine.title, mine.year, mine.origin) == ("Invented record 0 on magnesium & sleep, told", 2019, "seed")
    assert (mine.journal, mine.volume, mine.unverified) == ("J Invent Test", "7", ())
    assert "https://europepmc.org/article/MED/90000001" in mine.seen_at
    assert [(d.record, d.field, d.by) for d in report.differences if d.record == mine.id] == [
        ("pubmed:90000001", "title", "Europe PMC"),
        ("pubmed:90000001", "year", "Europe PMC"),
    ]
    assert [(p.record, p.pmid, p.why) for p in report.proposals] == [
        ("doi:10.5555/invented.1", "90000002", "Europe PMC says so: the same DOI")
    ]
    (run,) = puller.runs
    assert sorted(run.gained) == ["doi:10.1101/2026.01.02.900000", "doi:10.5555/invented.1", "pubmed:90000001"]
    text = report.format_text()
    assert (
        "here 'Invented record 0 on magnesium & sleep, told', Europe PMC 'Invented record 0 on magnesium & sleep.'"
        in text
    )
    before = puller.bytes()["records.jsonl"]
    again = puller([search], days=1)
    assert puller.bytes()["records.jsonl"] == before
    assert (again.new, again.changed, again.searches[0].gained) == ((), (), {})


def test_a_pmid_that_only_another_database_gives_waits_for_a_person(server: SourceServer, tmp_path: Path) -> None:
    known = seed(None, doi="10.5555/invented.1", title="Invented record 1 on magnesium & sleep.")
    puller = make_puller(server, tmp_path, records=[known])
    puller([add_search(puller.evidence, "europepmc", "magnesium")])

    def waiting() -> list[tuple[str, str, str]]:
        return [(p.a, p.b, p.why) for p in open_workspace(puller.evidence).link_proposals if p.kind == "pmid"]

    said = "Europe PMC says so: the same DOI"
    assert waiting() == [(known["id"], "pubmed:90000002", f"{said}; not looked up in PubMed")]
    review = open_workspace(puller.evidence)
    assert link_by_rule(puller.evidence, review.evidence, review.link_proposals, DAY) == (), "no rule accepts it"
    local = store.local_folder(puller.evidence)
    lookup = {"on": "2026-11-24", "pmid": None, "why": "not found by DOI or title"}
    (local / "lookups.json").write_text(json.dumps({known["id"]: lookup}), "utf-8")
    assert waiting()[0][2] == f"{said}; PubMed was asked and did not find it by DOI or title"
    (local / "lookups.json").write_text(json.dumps({known["id"]: {**lookup, "pmid": "90000002", "why": "so"}}), "utf-8")
    assert waiting() == [(known["id"], "pubmed:90000002", "PubMed has it: so")], "PubMed's own word comes first, once"
    who = store.load_part(puller.evidence, "people")[0].id
    evidence = open_workspace(puller.evidence).evidence
    make_link(
        puller.evidence, evidence, known["id"], "90000002", relation="same_record", reviewer=who, why="so", now=DAY
    )
    assert waiting() == [], "what a person has decided on is not proposed again"


def test_a_retraction_is_told_once_whoever_says_so(server: SourceServer, tmp_path: Path) -> None:
    known = seed(90000001, integrity=[{"kind": "corrected", "by": "doi:10.5555/notice", "noted_on": "2026-01-01"}])
    puller = make_puller(server, tmp_path, records=[known])
    links = [
        {"id": "90000098", "source": "MED", "type": "Erratum in"},
        {"id": "90000099", "source": "MED", "type": "Retraction in"},
    ]
    server.state.records["europepmc"] = [europepmc_record(0, commentCorrectionList={"commentCorrection": links})]
    search = add_search(puller.evidence, "europepmc", "magnesium")
    report = puller([search])
    assert [(n.record, n.kind, n.by) for n in report.notices] == [("pubmed:90000001", "retracted", "pubmed:90000099")]
    assert [n.kind for n in puller.records["pubmed:90000001"].integrity] == ["corrected", "retracted"]
    assert puller([search], days=1).notices == ()
    assert report.format_text().startswith("RETRACTED: pubmed:90000001")


def test_a_preprint_and_its_article_are_two(server: SourceServer, tmp_path: Path) -> None:
    puller = make_puller(server, tmp_path, records=[seed(90000009, title="Invented preprint 2 on magnesium")])
    report = puller([add_search(puller.evidence, "europepmc", "magnesium")])
    assert report.apart == (("doi:10.1101/2026.01.02.900000", "pubmed:90000009"),)
    assert report.perhaps == ()


def test_what_a_search_gains_and_loses_is_explained(puller: Puller, server: SourceServer) -> None:
    search = add_search(puller.evidence, "europepmc", "magnesium")
    puller([search])
    server.state.records["europepmc"] = [
        europepmc_record(1),
        preprint(2),
        europepmc_record(3, firstIndexDate="2026-11-30", pubYear="2026"),
        europepmc_record(4, firstIndexDate="2026-11-30", pubYear="1999"),
    ]
    report = puller([search], days=7)
    assert report.searches[0].gained == {"pubmed:90000004": "new", "pubmed:90000005": "entered_late"}
    assert report.searches[0].lost == {"pubmed:90000001": "unexplained"}
    assert "pubmed:90000001" in puller.records, "no row is dropped"


def abstract_of_supplement(number: int, title: str, author: str, page: str) -> dict[str, Any]:
    """One of the abstracts of a supplement, all of which have its DOI, as a database that is not PubMed's gives it."""
    own = {"id": f"INV{number}", "source": "AGR", "pmid": None, "doi": "10.5555/supplement", "title": title}
    names = {"author": [{"fullName": author, "lastName": author.split()[0]}]}
    return europepmc_record(number, **own, authorString=f"{author}.", authorList=names, pageInfo=page)


def test_abstracts_of_one_supplement_under_one_doi_each_stay_a_record(server: SourceServer, tmp_path: Path) -> None:
    puller = make_puller(server, tmp_path)
    server.state.records["europepmc"] = [
        abstract_of_supplement(1, "Invented zinc for itch in frogs: a pilot", "Berg A", "S11"),
        abstract_of_supplement(2, "Invented night frights of toads, a survey", "Lund B", "S42"),
        abstract_of_supplement(3, "Invented zinc for itch in frogs: a pilot", "Berg A", "S11"),
    ]
    search = add_search(puller.evidence, "europepmc", "invented")
    report = puller([search])
    first, second = report.new
    assert (first, second[:4]) == ("doi:10.5555/supplement", "own:"), "the third is the first once more"
    assert [puller.records[i].title[:14] for i in report.new] == ["Invented zinc ", "Invented night"]
    texts = read_abstracts(puller.evidence.parent / ".rlsevidence")
    assert "Invented text 2" in str(texts[second].abstract)
    assert "Invented text 2" not in str(texts[first].abstract)
    assert "stands for another work, doi:10.5555/supplement" in report.format_text()
    again = puller([search], days=7)
    assert (again.new, again.changed, dict(again.searches[0].gained), dict(again.searches[0].lost)) == ((), (), {}, {})


def test_two_works_with_dois_of_their_own_share_no_pmcid(server: SourceServer, tmp_path: Path) -> None:
    puller = make_puller(server, tmp_path)
    shared = {"pmid": None, "source": "AGR", "pmcid": "PMC9000003"}
    server.state.records["europepmc"] = [
        europepmc_record(3, **shared, id="INV3", title="Invented mesh in bones"),
        europepmc_record(4, **shared, id="INV4", title="Invented beets of the south"),
    ]
    report = puller([add_search(puller.evidence, "europepmc", "invented")])
    assert report.new == ("doi:10.5555/invented.3", "doi:10.5555/invented.4")
    assert "another DOI" in report.format_text()


def test_a_pmid_that_somebody_typed_wrong_swallows_no_work(server: SourceServer, tmp_path: Path) -> None:
    ours = {"title": "Invented iron for toads that itch", "authors": ["Zedsson Z"], "year": 1995, "pages": "70-75"}
    puller = make_puller(server, tmp_path, records=[seed(90000001, journal=None, **ours)])
    report = puller([add_search(puller.evidence, "europepmc", "magnesium")])
    assert puller.records[report.new[0]].title[:17] == "Invented record 0"
    assert report.new[0] != "pubmed:90000001"
    assert puller.records["pubmed:90000001"].journal is None
    assert "the PMID 90000001 stands for another work, pubmed:90000001" in report.format_text()
    again = puller([report.searches[0].search], days=7)
    assert (again.new, dict(again.searches[0].lost)) == ((), {})


def test_each_source_is_counted_apart_in_flow_and_news(server: SourceServer, tmp_path: Path) -> None:
    server.state.records["clinicaltrials"] = [registration(i) for i in range(4)]
    server.state.records["openalex"] = [openalex_work(0), openalex_work(1, doi="https://doi.org/10.5555/invented.0")]
    puller = make_puller(server, tmp_path, records=[seed(None, doi="10.5555/seed")])
    first = add_search(puller.evidence, "europepmc", "magnesium")
    second = add_search(puller.evidence, "europepmc", "sleep", "europepmc-second")
    trials = add_search(puller.evidence, "clinicaltrials", "magnesium")
    citing = add_search(puller.evidence, "openalex", "citing doi:10.5555/seed")
    notices = add_search(puller.evidence, "crossref", "doi:10.5555/seed")
    puller([first, second, trials, citing, notices])
    review = open_workspace(puller.evidence.parent)
    flow = review.flow
    assert flow.databases == {first: 3, second: 2, trials: 4, SEARCH: None}
    assert flow.citations == {citing: 2}
    assert (flow.known[first], flow.known[second], flow.known[citing]) == (0, 2, 1)
    identified = sum(n or 0 for n in (*flow.databases.values(), *flow.citations.values())) + flow.other_methods
    assert identified - flow.duplicates == len(review.evidence.records) == 9, "what two brought is removed once"
    news = summarise_news(review.settled, None, review.today)
    gained = {s.id: len(s.gained) for s in news.searches}
    assert gained == {first: 3, second: 2, trials: 4, citing: 2, notices: 0, SEARCH: 0}
    drawn = plot_flow(flow)
    texts = [a.text.replace("\u00a0", " ").replace("\u200b", "") for a in drawn.figure.layout.annotations if a.text]
    boxes = [text.replace("</b><br><b>", " ").replace("<br>", " ") for text in texts]
    (databases,) = [b for b in boxes if b.startswith("<b>Databases and registers</b>")]
    day = "2026-11-24"
    assert f"ClinicalTrials.gov: n = 4, {day} Europe PMC: n = 5, {day} PubMed: not searched yet" in databases
    (others,) = [b for b in boxes if b.startswith("<b>Other methods</b>")]
    assert others.endswith(f"n = 1 OpenAlex (citation searching): n = 2, {day}")
    notes = dict(zip(drawn.table["stage"], drawn.table["note"], strict=True))
    assert notes[f"Identified: {second}"] == f"Europe PMC; last asked {day}; 2 found, 2 of them here already"
    assert max(len(line) for text in texts for line in _lines(text)) <= 23


def test_four_sources_one_of_them_by_file_each_say_when_and_how(server: SourceServer, tmp_path: Path) -> None:
    """And where a row of the ledger is gone, its box is named."""
    server.state.records["clinicaltrials"] = [registration(i) for i in range(4)]
    server.state.records["openalex"] = [openalex_work(i) for i in range(2)]
    puller = make_puller(server, tmp_path, records=[seed(None, doi="10.5555/seed")])
    queries = {"europepmc": "magnesium", "clinicaltrials": "magnesium", "openalex": "citing doi:10.5555/seed"}
    asked = [add_search(puller.evidence, source, query) for source, query in queries.items()]
    puller(asked)
    file = tmp_path / "hand.ris"
    file.write_text("TY  - JOUR\nTI  - Invented, by file\nAU  - Sand, A\nDO  - 10.9999/file\nER  - \n", "utf-8")
    import_file(puller.evidence, file, now=DAY + dt.timedelta(days=2), search=SEARCH)
    other = tmp_path / "colleague.ris"
    other.write_text(file.read_text("utf-8").replace("by file", "by a colleague").replace("/file", "/other"), "utf-8")
    import_file(puller.evidence, other, now=DAY + dt.timedelta(days=3))
    review = open_workspace(puller.evidence.parent)
    flow = review.flow
    assert list(find_faults(flow)) == []
    assert {s: (d.day, d.by_file) for s, d in flow.last.items()} == {
        **dict.fromkeys(asked, ("2026-11-24", False)),
        SEARCH: ("2026-11-26", True),
    }
    assert flow.files == {"colleague.ris": 1}
    said = {b.name: " ".join(b.lines).replace("\u00a0", " ") for b in list_boxes(flow)}
    assert said["identified"] == (
        "ClinicalTrials.gov: n = 4, 2026-11-24 Europe PMC: n = 3, 2026-11-24 PubMed: n = 1, 2026-11-26 (file)"
    )
    assert "colleague.ris: n = 1" in said["other_methods"]
    assert said["other_methods"].endswith("OpenAlex (citation searching): n = 2, 2026-11-24")
    news = summarise_news(review.settled, "2026-11-01", dt.date(2026, 11, 29))
    told = {s.id: (s.source, s.holds, s.last_done, s.by_file) for s in news.searches}
    assert told[SEARCH] == ("pubmed", 1, "2026-11-26", True)
    assert told[asked[1]] == ("clinicaltrials", 4, "2026-11-24", False)
    text = format_markdown(news)
    assert "last done by file 2026-11-26" in text
    assert "clinicaltrials, asked: 4 records found so far." in text
    for search in (*asked, SEARCH):
        runs = tuple(r for r in review.evidence.runs if r.search != search)
        faults = list(find_faults(count_flow(settle(replace(review.evidence, runs=runs)))))
        assert [f.box for f in faults] == [f"identified:{search}"], "the box whose row is gone is named"


def _lines(text: str) -> list[str]:
    return text.replace("<b>", "").replace("</b>", "").split("<br>")


# ---------------------------------------------------------------- chosen by name, one database among several


def test_off_until_chosen(puller: Puller, server: SourceServer, monkeypatch: pytest.MonkeyPatch) -> None:
    add_search(puller.evidence, "europepmc", "magnesium")
    with EutilsServer(corpus(1)) as pubmed:
        monkeypatch.setenv("RLSEVIDENCE_EUTILS_URL", pubmed.base_url)
        report = puller(None)
    assert [s.search for s in report.searches] == [SEARCH]
    assert server.requests == []


def test_pubmed_and_the_others_in_one_pull(
    puller: Puller, server: SourceServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    search = add_search(puller.evidence, "europepmc", "magnesium", default=True)
    with EutilsServer(corpus(2)) as pubmed:
        monkeypatch.setenv("RLSEVIDENCE_EUTILS_URL", pubmed.base_url)
        report = puller(None)
    assert [(s.search, s.database, s.count) for s in report.searches] == [
        (SEARCH, "PubMed", 2),
        (search, "Europe PMC", 3),
    ]
    assert FIRST_PMID == 90000001
    origins = {r.id: r.origin for r in puller.records.values()}
    assert origins == {
        "pubmed:90000001": SEARCH,
        "pubmed:90000002": SEARCH,
        "doi:10.1101/2026.01.02.900000": search,
    }
    assert len(puller.runs) == 2, "each with a line of its own"
    assert len({r.at for r in puller.runs}) == 1, "and one moment, so that news tells of all of it"


def test_pubmed_verifies_what_europe_pmc_brought(puller: Puller, monkeypatch: pytest.MonkeyPatch) -> None:
    search = add_search(puller.evidence, "europepmc", "magnesium")
    puller([search])
    file = puller.evidence / "records.jsonl"
    text = file.read_text(encoding="utf-8").replace("10.5555/invented.", "10.9999/invented.")
    # One DOI and title in both: where whole words differ it may be another publication, and a person is asked.
    file.write_text(text.replace(" on magnesium & sleep.", " on magnesium"), encoding="utf-8")
    with EutilsServer(corpus(2)) as pubmed:
        monkeypatch.setenv("RLSEVIDENCE_EUTILS_URL", pubmed.base_url)
        report = puller([SEARCH], days=1)
    assert (report.new, len(puller.records)) == ((), 3)
    record = puller.records["pubmed:90000001"]
    assert (record.origin, record.mesh[0].ui is not None) == (search, True), "PubMed filled what came elsewhere"
    assert puller([search], days=2).changed == (), "what PubMed has given stays"


def test_one_database_out_of_reach_keeps_no_other_from_being_asked(
    puller: Puller, server: SourceServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    search = add_search(puller.evidence, "europepmc", "magnesium", default=True)
    server.fail("400")
    with EutilsServer(corpus(2)) as pubmed:
        monkeypatch.setenv("RLSEVIDENCE_EUTILS_URL", pubmed.base_url)
        report = puller(None)
    assert report.failed == (("Europe PMC", "Europe PMC refused the request: HTTP 400 Error 400"),)
    assert report.format_text().startswith("FAILED: Europe PMC: Europe PMC refused")
    assert len(puller.records) == 2
    states = {s.id: s.state for s in open_workspace(puller.evidence.parent).search_states}
    assert states[search] == "failed"


def test_the_command_ends_with_three_when_a_database_failed(
    puller: Puller, server: SourceServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    search = add_search(puller.evidence, "europepmc", "magnesium")
    monkeypatch.setenv("RLSEVIDENCE_EUROPEPMC_URL", server.base_url("europepmc"))
    server.fail("400")
    arguments = ["pull", "--workspace", str(puller.evidence.parent), search]
    assert main(arguments) == 3
    assert "Europe PMC refused the request: HTTP 400" in capsys.readouterr().err
    with EutilsServer(corpus(1)) as pubmed:
        monkeypatch.setenv("RLSEVIDENCE_EUTILS_URL", pubmed.base_url)
        server.fail("400")
        assert main([*arguments, SEARCH]) == 3
    assert "FAILED: Europe PMC" in capsys.readouterr().out
    assert main(arguments) == 0
    assert f"{search}: 3 records match" in capsys.readouterr().out


def test_a_database_that_cannot_be_asked_is_named(puller: Puller) -> None:
    search = add_search(puller.evidence, "embase", "magnesium")
    with pytest.raises(UsageError) as caught:
        puller([search])
    said = str(caught.value)
    assert said.startswith(
        "search 'embase-invented' is of 'embase', which cannot be asked from here; there are: pubmed,"
    )
    assert said.endswith("Its files come in with rlsevidence import --search embase-invented")


def test_a_plan_writes_nothing(puller: Puller) -> None:
    search = add_search(puller.evidence, "europepmc", "magnesium")
    before = puller.bytes()
    report = puller([search], dry_run=True)
    assert (report.dry_run, report.searches[0].count, report.to_fetch) == (True, 3, 3)
    assert puller.bytes() == before
    assert not (puller.evidence.parent / ".rlsevidence/archive/index.jsonl").exists()


def test_addresses_and_who_asks_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings("europepmc").base_url == "https://www.ebi.ac.uk/europepmc/webservices/rest/"
    monkeypatch.setenv("RLSEVIDENCE_EUROPEPMC_URL", "https://mirror.example.org/epmc")
    monkeypatch.setenv("RLSEVIDENCE_EMAIL", "reader@example.org")
    settings = read_settings("europepmc")
    assert (settings.base_url, settings.email) == ("https://mirror.example.org/epmc/", "reader@example.org")
    assert "reader" not in repr(settings)
    monkeypatch.setenv("RLSEVIDENCE_EUROPEPMC_URL", "http://mirror.example.org/")
    with pytest.raises(UsageError) as caught:
        read_settings("europepmc")
    assert str(caught.value) == (
        "RLSEVIDENCE_EUROPEPMC_URL: found plain http to mirror.example.org, expected https://...,"
        " or http:// to this machine only"
    )


# ---------------------------------------------------------------- cut off


def test_a_mark_that_holds_no_longer_begins_the_list_anew(server: SourceServer, tmp_path: Path) -> None:
    server.state.records["europepmc"] = [europepmc_record(i) for i in range(5)]
    puller = make_puller(server, tmp_path, size=2)
    search = add_search(puller.evidence, "europepmc", "magnesium")
    server.fail(Fault("500", after=1), *["500"] * 5)
    with pytest.raises(NetworkError):
        puller([search])
    server.state.expired.add("m2")
    report = puller([search], days=0.01)
    assert len(report.new) == len(puller.records) == 5


KILLED = """
import sys
from pathlib import Path
from rlsevidence.cli import main
main(["pull", "europepmc-invented", "--workspace", sys.argv[1]])
"""


def test_killed_in_the_middle_nothing_is_lost_or_doubled(server: SourceServer, tmp_path: Path) -> None:
    server.state.records["europepmc"] = [europepmc_record(i) for i in range(1500)]
    evidence = make_review(tmp_path / "review")
    add_search(evidence, "europepmc", "magnesium")
    home = {k: str(tmp_path) for k in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME")}
    environment = {
        **os.environ,
        **home,
        "RLSEVIDENCE_EUROPEPMC_URL": server.base_url("europepmc"),
        "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
        "RLSEVIDENCE_TODAY": "2026-11-25",
    }
    server.fail(Fault("silence", 20, after=1))
    child = subprocess.Popen([sys.executable, "-c", KILLED, str(evidence.parent)], env=environment)
    deadline = time.monotonic() + 60
    while len(server.requests) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert len(server.requests) == 2
    assert store.load_part(evidence, "records") == {}
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(evidence.parent)], env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert b"going on with the pull of Europe PMC that was interrupted" in done.stderr
    assert len(server.requests) == 3, "the first page is not asked for again"
    records = (evidence / "records.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(records) == len({json.loads(r)["id"] for r in records}) == 1500
    assert [r.outcome for r in store.load_part(evidence, "runs")] == ["done"]

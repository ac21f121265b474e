"""The pull against a loopback PubMed: nothing lost, nothing twice, every change explained, interruptions survived."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from Bio import Entrez

from eutils_server import EutilsServer, Fault
from invented import FIRST_PMID, Article, format_set
from review import SEARCH, add_tag, corpus, make_review, seed
from rlsevidence import store
from rlsevidence.check import check_evidence
from rlsevidence.errors import NetworkError
from rlsevidence.model import Link, Record
from rlsevidence.pubmed import finding
from rlsevidence.pubmed import pull as pull_module
from rlsevidence.pubmed.archive import Archive, Cache
from rlsevidence.pubmed.client import Client
from rlsevidence.pubmed.config import Settings
from rlsevidence.pubmed.found import read_found
from rlsevidence.pubmed.given import open_given
from rlsevidence.pubmed.merge import GAINED, LOST, explain_gain, explain_loss, find_otherwise, merge_into
from rlsevidence.pubmed.pull import pull
from rlsevidence.pubmed.rebuild import rebuild
from rlsevidence.pubmed.report import PullReport
from test_pubmed_client import EMAIL, KEY, Clock

DAY = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


@pytest.fixture
def server() -> Iterator[EutilsServer]:
    with EutilsServer(corpus(7)) as running:
        yield running


class Puller:
    """Pulls one workspace, day after day, without real waiting."""

    def __init__(self, server: EutilsServer, evidence: Path, clock: Clock, rate: Path) -> None:
        self.server, self.evidence, self.clock = server, evidence, clock
        self.settings = Settings(server.base_url, EMAIL, KEY, timeout=30, rate_folder=rate)
        self.said: list[str] = []

    def __call__(self, days: int = 0, **options: Any) -> PullReport:
        client = Client(self.settings, say=self.said.append, sleep=self.clock.sleep, clock=self.clock)
        now = DAY + dt.timedelta(days=days)
        return pull(
            self.evidence, None, settings=self.settings, report=self.said.append, now=now, client=client, **options
        )

    @property
    def records(self) -> Mapping[str, Any]:
        records: Mapping[str, Any] = store.load_part(self.evidence, "records")
        return records

    @property
    def runs(self) -> Any:
        return store.load_part(self.evidence, "runs")

    def bytes(self) -> dict[str, bytes]:
        return {f.name: f.read_bytes() for f in self.evidence.rglob("*") if f.is_file()}


@pytest.fixture
def puller(server: EutilsServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Puller:
    clock = Clock()
    server.state.clock = clock
    monkeypatch.setattr(Entrez, "time", clock)
    monkeypatch.setattr(Entrez._open, "previous", 0)
    return Puller(server, make_review(tmp_path / "review"), clock, tmp_path / "rate")


class Plain(dict[str, Record]):
    """Records that are held in memory, as `merge_into` wants them."""

    def put(self, record: Record) -> None:
        self[record.id] = record


def ids(number: int) -> list[str]:
    return [f"pubmed:{FIRST_PMID + i}" for i in range(number)]


def flatten(text: str) -> str:
    return " ".join(text.split())


# ---------------------------------------------------------------- what comes out


def test_what_pubmed_has_comes_out_as_bio_entrez_reads_it(puller: Puller, server: EutilsServer) -> None:
    """N records in, N out, field by field beside the other reader of the same bytes."""
    server.add(
        replace(corpus(8)[7], markup=" <i>in vivo</i> and <sup>2</sup>", medline_date="1998 Nov-Dec", pmc="PMC9")
    )
    report = puller()
    assert list(puller.records) == ids(8)
    assert (report.fetched, len(report.new), report.missing) == (8, 8, {})
    archive = Archive(puller.evidence.parent)
    fetches = [e for e in archive.entries() if e.tool == "efetch"]
    theirs = {}
    for entry in fetches:
        for article in Entrez.read(io.BytesIO(archive.read(entry.sha256)))["PubmedArticle"]:
            theirs[f"pubmed:{article['MedlineCitation']['PMID']}"] = article
    assert sorted(theirs) == list(puller.records)
    for record in puller.records.values():
        full = Cache(puller.evidence.parent).full_record(record.id)
        assert full is not None
        citation, data = theirs[record.id]["MedlineCitation"], theirs[record.id]["PubmedData"]
        article = citation["Article"]
        plain = (
            article["ArticleTitle"].replace("<i>", "").replace("</i>", "").replace("<sup>", "").replace("</sup>", "")
        )
        assert record.title == plain
        assert [s.text for s in full.abstract] == [str(t) for t in article["Abstract"]["AbstractText"]]
        assert [s.label for s in full.abstract] == [t.attributes["Label"] for t in article["Abstract"]["AbstractText"]]
        assert list(record.authors) == [
            a.get("CollectiveName") or f"{a['LastName']} {a['Initials']}" for a in article["AuthorList"]
        ]
        date = article["Journal"]["JournalIssue"]["PubDate"]
        assert str(record.year) == (date.get("Year") or date["MedlineDate"][:4])
        assert [(m.term, list(m.qualifiers)) for m in record.mesh] == [
            (h["DescriptorName"], list(h["QualifierName"])) for h in citation["MeshHeadingList"]
        ]
        assert list(record.publication_types) == [str(t) for t in article["PublicationTypeList"]]
        own = {i.attributes["IdType"]: str(i) for i in data["ArticleIdList"]}
        assert (record.pmid, record.doi, record.pmcid) == (own["pubmed"], own["doi"], own.get("pmc"))


def test_records_are_canonical_and_hold_no_abstract(puller: Puller) -> None:
    puller()
    text = (puller.evidence / "records.jsonl").read_text(encoding="utf-8")
    assert text == store.format_records(puller.records.values())
    assert "Invented result" not in text
    assert json.loads(text.split("\n")[0])["origin"] == SEARCH


# ---------------------------------------------------------------- the second pull


def test_an_unchanged_second_pull_asks_little_and_changes_only_the_ledger(tmp_path: Path, puller: Puller) -> None:
    # A field that a person has seen elsewhere and PubMed does not have must outlive both pulls.
    seeded = seed(FIRST_PMID, title="Invented record 0 on magnesium", pmcid="PMC77", verification="confirmed")
    puller.evidence = make_review(tmp_path / "seeded", [seeded])
    add_tag(puller.evidence, ids(1)[0])
    puller()
    assert (puller.records[ids(1)[0]].verification, puller.records[ids(1)[0]].pmcid) == ("confirmed", "PMC77")
    before, asked = puller.bytes(), len(puller.server.requests)
    report = puller(days=14)
    assert report.asked_for == {"to search": 1, "to see what is revised": 1, "for records in use": 1}
    assert report.requests == len(puller.server.requests) - asked == 3
    assert puller.server.requests[-1].query["id"] == str(FIRST_PMID), "only the record that somebody has used"
    after = puller.bytes()
    assert {name for name in after if after[name] != before.get(name)} == {"runs.jsonl"}
    assert after["runs.jsonl"].startswith(before["runs.jsonl"])
    assert after["runs.jsonl"].count(b"\n") == before["runs.jsonl"].count(b"\n") + 1
    assert (report.new, report.changed, report.searches[0].gained, report.searches[0].lost) == ((), (), {}, {})


def test_a_second_pull_of_one_day_is_a_pull_and_has_a_name_of_its_own(puller: Puller) -> None:
    puller()
    add_tag(puller.evidence, ids(1)[0])
    puller.server.add(replace(corpus(1)[0], corrections=[("RetractionIn", FIRST_PMID + 500)]))
    assert puller().retracted == (ids(1)[0],)
    runs = puller.runs
    assert len({r.run for r in runs}) == 2
    assert runs[0].at < runs[1].at


# ---------------------------------------------------------------- why each came and went


def edit_query(puller: Puller) -> None:
    file = puller.evidence / "searches" / f"{SEARCH}.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("nocturnal", "nightly", 1), encoding="utf-8")


def new(created: str, **changes: Any) -> Article:
    return Article(FIRST_PMID + 100, title="Invented newcomer on magnesium", created=created, **changes)


LATER = "2026-12-04"
GAINS = {
    "new": (lambda p: p.server.add(new(LATER, year=2026)), "it entered PubMed since"),
    "entered_late": (lambda p: p.server.add(new(LATER, year=1998)), "it entered since, and is old"),
    "newly_indexed": (
        lambda p: p.server.add(new("2019-01-01", indexed=LATER, mesh=[("X", True, [])])),
        "MeSH came since",
    ),
    "revised": (lambda p: p.server.add(new("2019-01-01", revised=LATER)), "it was revised since"),
    "unexplained": (lambda p: p.server.add(new("2019-01-01", revised="2019-01-02")), "nothing of it is new"),
    "query_edited": (
        lambda p: (edit_query(p), p.server.add(new("2019-01-01", revised="2019-01-02"))),
        "we ask for something else",
    ),
}


def hide(puller: Puller, **changes: Any) -> None:
    """Take the word that the search looks for out of the last record."""
    hidden = Article(FIRST_PMID + 6, title="Invented record 6 on something else", **changes)
    puller.server.add(hidden)


LOSSES = {
    "revised": (lambda p: hide(p, revised=LATER), "its words were revised"),
    "newly_indexed": (lambda p: hide(p, indexed=LATER, mesh=[("Animals", False, [])]), "MeSH takes it out"),
    "unexplained": (lambda p: hide(p, revised="2019-01-02"), "nothing of it has changed"),
    "deleted": (lambda p: p.server.remove(FIRST_PMID + 6), "PubMed has it no more"),
    "merged": (
        lambda p: (p.server.remove(FIRST_PMID + 6), p.server.state.merged.update({FIRST_PMID + 6: FIRST_PMID})),
        "PubMed gives another in its place",
    ),
    "query_edited": (lambda p: (edit_query(p), hide(p, revised="2019-01-02")), "we ask for something else"),
}


def test_every_word_for_a_gain_or_a_loss_has_a_case() -> None:
    # A first run is the first test above; 'not_fetched' stands in a plan only.
    assert {*GAINS, "first_run", "not_fetched"} == set(GAINED)
    assert set(LOSSES) == set(LOST)


@pytest.mark.parametrize("why", GAINS)
def test_each_gain_is_explained(why: str, puller: Puller) -> None:
    assert set(puller().searches[0].gained.values()) == {"first_run"}
    GAINS[why][0](puller)
    report = puller(days=14)
    assert report.searches[0].gained == {f"pubmed:{FIRST_PMID + 100}": why}
    assert ("UNEXPLAINED" in report.format_text()) == (why == "unexplained")
    assert puller.runs[-1].gained == {f"pubmed:{FIRST_PMID + 100}": why}


@pytest.mark.parametrize("why", LOSSES)
def test_each_loss_is_explained_and_leaves_the_record(why: str, puller: Puller) -> None:
    puller()
    LOSSES[why][0](puller)
    report = puller(days=14)
    lost = f"pubmed:{FIRST_PMID + 6}"
    assert report.searches[0].lost == {lost: why}
    assert ("UNEXPLAINED" in report.format_text()) == (why == "unexplained")
    assert list(puller.records) == ids(7), "a record is never removed"
    tombstones = [(n.kind, n.by) for n in puller.records[lost].integrity]
    into = ids(1)[0] if why == "merged" else None
    assert tombstones == ([("deleted", into)] if why in ("deleted", "merged") else [])


def test_a_record_that_comes_back_loses_its_tombstone(puller: Puller) -> None:
    puller()
    puller.server.remove(FIRST_PMID + 6)
    puller(days=14)
    puller.server.add(*corpus(7))
    report = puller(days=28)
    assert puller.records[ids(7)[6]].integrity == ()
    assert list(report.searches[0].gained) == [ids(7)[6]]


def test_a_hit_that_is_not_given_yet_is_entered_when_it_comes(puller: Puller) -> None:
    puller.server.state.withheld.add(FIRST_PMID + 3)
    report = puller()
    assert report.missing == {str(FIRST_PMID + 3): None}
    assert "PubMed gave nothing for 1 of those asked for" in report.format_text()
    assert ids(7)[3] not in report.searches[0].gained
    puller.server.state.withheld.clear()
    assert list(puller(days=1).searches[0].gained) == [ids(7)[3]]
    assert list(puller.records) == ids(7)


def test_half_a_list_is_a_failure_and_not_a_loss(puller: Puller, monkeypatch: pytest.MonkeyPatch) -> None:
    puller()
    monkeypatch.setattr("eutils_server.CAP", 3)
    puller.server.state.cap = 3
    with pytest.raises(NetworkError, match=f"{SEARCH}: PubMed counts 7 records and gave 3"):
        puller(days=14)
    runs = puller.runs
    assert [(r.outcome, r.lost) for r in runs] == [("done", {}), ("failed", {})]
    puller.server.state.cap = 9999
    assert puller(days=14).searches[0].lost == {}, "the next pull does not go by the half list"


def test_an_interrupted_pull_does_not_go_by_a_search_of_yesterday(puller: Puller) -> None:
    puller.server.state.fetches_left = 0
    with pytest.raises(NetworkError):
        puller()
    puller.server.state.fetches_left = None
    puller.server.add(*corpus(9))
    assert len(puller(days=0).searches[0].gained) == 7, "at once, it goes on with what it found"
    puller.server.state.fetches_left = 0
    with pytest.raises(NetworkError):
        puller(days=1)
    puller.server.state.fetches_left = None
    puller.server.add(*corpus(11))
    assert len(puller(days=2).searches[0].gained) == 4


def test_a_large_search_is_sliced_by_entry_date(puller: Puller, monkeypatch: pytest.MonkeyPatch) -> None:
    days = [f"{2000 + i % 20}-{1 + i % 12:02d}-{1 + i % 28:02d}" for i in range(40)]
    puller.server.add(*(replace(a, created=day) for a, day in zip(corpus(40), days, strict=True)))
    monkeypatch.setattr(finding, "CAP", 9)
    puller.server.state.cap = 9
    report = puller()
    assert list(puller.records) == ids(40)
    assert report.searches[0].slices > 4
    assert all(r.query.get("datetype") in (None, "crdt") for r in puller.server.requests)


# ---------------------------------------------------------------- notices


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"corrections": [("RetractionIn", FIRST_PMID + 500)]}, "retracted"),
        ({"types": ["Journal Article", "Retracted Publication"]}, "retracted"),
        ({"corrections": [("ExpressionOfConcernIn", FIRST_PMID + 500)]}, "concern"),
        ({"corrections": [("ErratumIn", FIRST_PMID + 500)]}, "corrected"),
        ({"corrections": [("CommentIn", FIRST_PMID + 500)]}, None),
        ({"corrections": [("RetractionOf", FIRST_PMID + 500)]}, None),
    ],
    ids=[
        "retraction",
        "retracted by type only",
        "concern",
        "erratum",
        "a comment is none",
        "the notice is not retracted",
    ],
)
def test_a_notice_on_a_record_in_use_is_seen_though_nothing_says_it_is_revised(
    changes: dict[str, Any], kind: str | None, puller: Puller
) -> None:
    add_tag(puller.evidence, ids(1)[0])
    puller()
    puller.server.add(replace(corpus(1)[0], **changes))
    report = puller(days=14)
    found = [(n.kind, n.noted_on) for n in puller.records[ids(1)[0]].integrity]
    assert found == ([(kind, "2026-12-08")] if kind else [])
    assert [n.kind for n in report.notices] == ([kind] if kind else [])
    if kind:
        assert report.format_text().startswith(f"{kind.upper()}: {ids(1)[0]} Invented record 0")
    puller.server.add(corpus(1)[0])
    puller(days=28)
    assert [(n.kind, n.noted_on) for n in puller.records[ids(1)[0]].integrity] == found, "a notice is never dropped"


def test_a_decision_made_before_a_retraction_is_a_problem_until_it_is_made_again(puller: Puller) -> None:
    add_tag(puller.evidence, ids(1)[0])
    puller()
    puller.server.add(replace(corpus(1)[0], corrections=[("RetractionIn", FIRST_PMID + 500)]))

    def problems() -> list[str]:
        found = check_evidence(store.load(puller.evidence), today=dt.date(2026, 12, 31))
        return [str(p) for p in found if p.rule == "decided-before-retraction"]

    assert problems() == []
    puller(days=14)
    assert problems() == [
        "tags.tsv:2 record: found 'pubmed:90000001', retracted (noted 2026-12-08) after the decision of seed on"
        " 2026-01-01, expected a later decision that takes the retraction into account [decided-before-retraction]"
    ]
    add_tag(puller.evidence, ids(1)[0], on="2026-12-09")
    assert problems() == []


# ---------------------------------------------------------------- seed records


def test_seed_records_keep_their_flags_until_a_person_lifts_them(tmp_path: Path, puller: Puller) -> None:
    same = seed(
        FIRST_PMID, title="Invented record 0 on Magnesium.", journal="Journal of Invented Tests", authors=["Testsson T"]
    )
    other = seed(FIRST_PMID + 1, title="Invented record 1 on zinc", year=2019, volume="77")
    partial = seed(
        FIRST_PMID + 2, title="Invented record 2 on magnesium", unverified=["pages"], pages="99", verification="partial"
    )
    puller.evidence = make_review(tmp_path / "seeded", [same, other, partial])
    report = puller()
    assert {(d.record, d.field, d.here, d.pubmed) for d in report.differences} == {
        (ids(2)[1], "title", "Invented record 1 on zinc", "Invented record 1 on magnesium"),
        (ids(2)[1], "year", "2019", "2020"),
        (ids(2)[1], "volume", "77", "1"),
    }
    assert report.waiting == tuple(ids(3))
    assert "3 records entered here wait to be held against PubMed's: rlsevidence verify" in report.format_text()
    after = puller.records
    assert [after[i].verification for i in ids(3)] == ["confirmed", "confirmed", "partial"]
    assert (after[ids(2)[1]].title, after[ids(2)[1]].year) == ("Invented record 1 on zinc", 2019), "nothing overwritten"
    assert (after[ids(3)[2]].pages, after[ids(3)[2]].unverified) == ("99", ("pages",)), "a person accepts PubMed's"
    assert after[ids(3)[2]].volume == "1", "what nobody had entered is filled"
    assert all(after[i].origin == "seed" for i in ids(3))
    again = puller(days=1)
    assert again.differences == report.differences, "listed until a person has decided"


def test_nothing_found_is_said_and_is_no_fault(puller: Puller) -> None:
    puller.server.state.corpus.clear()
    report = puller()
    assert (report.searches[0].count, report.new, report.fetched) == (0, (), 0)
    assert "0 records match" in "\n".join(puller.said)
    assert [(r.outcome, r.count, dict(r.gained)) for r in puller.runs] == [("done", 0, {})]
    assert puller.records == {}


def test_a_record_without_pmid_is_proposed_and_not_assumed(tmp_path: Path, puller: Puller) -> None:
    by_doi = seed(None, doi="10.9999/invented.0", title="Invented record 0 on magnesium")
    by_title = seed(None, doi="10.9999/elsewhere", title="Invented words of another record")
    unknown = seed(None, doi="10.9999/nowhere", title="Invented words that PubMed has not")
    puller.server.add(Article(FIRST_PMID + 50, title="Invented words of another record"))
    puller.evidence = make_review(tmp_path / "seeded", [by_doi, by_title, unknown])
    report = puller()
    assert {(p.record, p.pmid, p.why) for p in report.proposals} == {
        ("doi:10.9999/invented.0", str(FIRST_PMID), "the same DOI"),
        ("doi:10.9999/elsewhere", str(FIRST_PMID + 50), "found by its title"),
    }
    assert ids(1)[0] not in puller.records, "it would be the same publication a second time"
    assert puller.records["doi:10.9999/invented.0"].pmid is None
    asked = len(puller.server.requests)
    assert {p.record for p in puller(days=1).proposals} == {"doi:10.9999/invented.0", "doi:10.9999/elsewhere"}
    assert not any("[aid]" in r.query.get("term", "") for r in puller.server.requests[asked:]), "not for a month"


def test_a_pmid_that_a_person_accepted_is_fetched_and_read_as_one_with_its_record(
    tmp_path: Path, puller: Puller
) -> None:
    by_doi = seed(None, doi="10.9999/invented.0", title="Invented record 0 on magnesium")
    puller.evidence = make_review(tmp_path / "seeded", [by_doi])
    puller()
    assert [(i, p) for i, p, _ in read_found(puller.evidence.parent / ".rlsevidence")] == [
        ("doi:10.9999/invented.0", str(FIRST_PMID))
    ]
    row = Link(record="doi:10.9999/invented.0", same_as=ids(1)[0], relation="same_record", reviewer="seed",
               decided_on="2026-01-01", why="the same DOI")  # fmt: skip
    store.add_links(puller.evidence, [row])
    report = puller(days=1)
    assert ids(1)[0] in report.new
    assert report.proposals == ()
    assert {"doi:10.9999/invented.0", ids(1)[0]} <= set(puller.records), "both stay in the file"
    evidence = store.load(puller.evidence)
    assert "doi:10.9999/invented.0" not in evidence.records
    assert evidence.records[ids(1)[0]].verification == "pubmed"
    assert not [p for p in check_evidence(evidence, today=dt.date(2026, 11, 30)) if p.rule == "identifier-twice"]


def test_a_mistyped_pmid_that_was_accepted_is_said_when_its_record_comes(tmp_path: Path, puller: Puller) -> None:
    by_doi = seed(None, doi="10.9999/elsewhere", title="Invented: cramps at night in swimmers")
    puller.evidence = make_review(tmp_path / "seeded", [by_doi])
    other = ids(4)[3]
    row = Link(record="doi:10.9999/elsewhere", same_as=other, relation="same_record", reviewer="seed",
               decided_on="2026-01-01", why="a slip")  # fmt: skip
    store.add_links(puller.evidence, [row])
    kept = puller.records["doi:10.9999/elsewhere"]
    report = puller()
    (told,) = [d for d in report.differences if d.record == "doi:10.9999/elsewhere"]
    assert (told.field, told.here) == (f"link to {other}", by_doi["title"])
    assert "the link is not applied" in report.format_text()
    evidence = store.load(puller.evidence)
    assert evidence.records["doi:10.9999/elsewhere"] == kept, "nothing of the other article is taken"
    assert evidence.records[other].verification == "pubmed"


# ---------------------------------------------------------------- a plan


def test_a_dry_run_writes_nothing(puller: Puller) -> None:
    puller()
    puller.server.add(new(LATER))
    before, kept = puller.bytes(), len(list(Archive(puller.evidence.parent).entries()))
    report = puller(days=14, dry_run=True)
    assert report.dry_run
    assert report.to_fetch == 1
    assert report.searches[0].gained == {f"pubmed:{FIRST_PMID + 100}": "not_fetched"}
    assert "Dry run: 1 record would be fetched." in report.format_text()
    assert puller.bytes() == before
    assert len(list(Archive(puller.evidence.parent).entries())) == kept
    puller.server.fail(*[Fault("500")] * 50)
    with pytest.raises(NetworkError):
        puller(days=14, dry_run=True)
    assert puller.bytes() == before, "a plan that fails is no failed run"


# ---------------------------------------------------------------- faults on the way


@pytest.mark.parametrize("tool", ["esearch", "efetch"])
@pytest.mark.parametrize("kind", ["429", "500", "html-200", "json-200", "error-200", "cut", "truncated", "drop"])
def test_a_fault_on_the_way_loses_nothing_and_doubles_nothing(kind: str, tool: str, puller: Puller) -> None:
    puller.server.fail(Fault(kind, tool), Fault(kind, tool))
    report = puller()
    assert list(puller.records) == ids(7)
    assert report.missing == {}
    lines = (puller.evidence / "records.jsonl").read_text(encoding="utf-8").splitlines()
    assert Counter(json.loads(line)["pmid"] for line in lines).most_common(1)[0][1] == 1
    times = [r.at for r in puller.server.requests]
    assert all(b - a >= 0.1 for a, b in itertools.pairwise(times))


def test_a_pull_that_breaks_off_says_so_keeps_what_came_and_goes_on(
    puller: Puller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pull_module, "BATCH", 2)
    puller()
    puller.server.add(*corpus(13))
    puller.server.state.fetches_left = 1
    with pytest.raises(NetworkError, match="PubMed did not give 2 records in 6 tries"):
        puller(days=14)
    runs = puller.runs
    assert [r.outcome for r in runs] == ["done", "failed"]
    assert "did not give 2 records" in (runs[-1].why_failed or "")
    assert list(puller.records) == ids(7)
    asked, puller.server.state.fetches_left = len(puller.server.requests), None
    report = puller(days=14)
    fetched = [r.query["id"] for r in puller.server.requests[asked:] if r.tool == "efetch"]
    assert len(",".join(fetched).split(",")) == 4, "two of six had come already"
    assert list(puller.records) == ids(13)
    assert len(report.searches[0].gained) == 6


def test_secrets_are_nowhere(puller: Puller) -> None:
    puller.server.fail("429", "key-invalid")
    with pytest.raises(NetworkError):
        puller()
    report = puller()
    everything = b"".join(f.read_bytes() for f in puller.evidence.parent.rglob("*") if f.is_file())
    archive = Archive(puller.evidence.parent)
    everything += b"".join(archive.read(e.sha256) for e in archive.entries())
    everything += (report.format_text() + json.dumps(report.to_plain()) + "".join(puller.said)).encode()
    for secret in (KEY, EMAIL, EMAIL.replace("@", "%40")):
        assert secret.encode() not in everything


# ---------------------------------------------------------------- the archive


def test_records_rebuilt_from_the_archive_are_the_same_bytes(puller: Puller) -> None:
    """No request, and from nothing but the answers and the ledger: what the pulls wrote."""
    held = Plain(puller.records)
    puller()
    puller.server.add(new(LATER), replace(corpus(1)[0], revised=LATER, corrections=[("ErratumIn", None)]))
    puller(days=14)
    asked = len(puller.server.requests)
    archive = Archive(puller.evidence.parent)
    for entry in archive.entries():
        if entry.tool == "efetch":
            origin = dict.fromkeys(entry.asked, SEARCH)
            full = archive.parse(entry.sha256)
            otherwise = find_otherwise(held.values())
            merge_into(held, full, otherwise, origin=origin, noted_on=entry.at[:10])
    text = store.format_records(held.values())
    assert text.encode() == (puller.evidence / "records.jsonl").read_bytes()
    assert len(puller.server.requests) == asked


def test_records_are_made_again_without_asking(puller: Puller) -> None:
    puller()
    puller.server.add(replace(corpus(1)[0], revised=LATER, corrections=[("ErratumIn", None)]))
    puller(days=14)
    file, asked = puller.evidence / "records.jsonl", len(puller.server.requests)
    before = file.read_bytes()
    report = rebuild(puller.evidence)
    assert (report.rebuilt, report.changed, report.absent) == (7, (), 0)
    assert file.read_bytes() == before
    # As if an earlier parser had not understood the abstract: the kept answer still has it.
    lines = [json.loads(line) for line in before.decode().splitlines()]
    lines[2]["abstract_sha256"] = None
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    assert rebuild(puller.evidence).changed == (ids(3)[2],)
    assert file.read_bytes() == before
    assert len(puller.server.requests) == asked


def test_a_damaged_answer_is_asked_for_again(puller: Puller) -> None:
    puller()
    archive = Archive(puller.evidence.parent)
    for entry in archive.entries():
        archive._file(entry.sha256).write_bytes(b"damaged")
    (archive.index).write_bytes(archive.index.read_bytes() + b'{"sha256": "cut sho')
    assert Cache(puller.evidence.parent).full_record(ids(1)[0]) is None
    puller(days=1)
    assert Cache(puller.evidence.parent).full_record(ids(1)[0]) is not None


# ---------------------------------------------------------------- killed, and two at once


def start(evidence: Path, server: EutilsServer, rate: Path, today: str = "2026-11-24") -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "RLSEVIDENCE_EUTILS_URL": server.base_url,
        "RLSEVIDENCE_TODAY": today,
        "NCBI_API_KEY": KEY,
        "XDG_CACHE_HOME": str(rate),
    }
    command = [sys.executable, "-m", "rlsevidence", "pull", "--workspace", str(evidence.parent)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.slow
@pytest.mark.parametrize("after", [1, 2, 3, 4])
def test_a_killed_pull_is_finished_by_the_next(after: int, tmp_path: Path) -> None:
    """SIGKILL as soon as so many requests have come; the next run loses nothing and asks only for what is missing."""
    with EutilsServer(corpus(450)) as server:
        evidence = make_review(tmp_path / "review")
        process = start(evidence, server, tmp_path)
        end = time.monotonic() + 60
        while len(server.requests) < after and process.poll() is None and time.monotonic() < end:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        already = {p for e in Archive(evidence.parent).entries() if e.tool == "efetch" for p in e.asked}
        asked = len(server.requests)
        again = start(evidence, server, tmp_path)
        _, said = again.communicate(timeout=120)
        assert again.returncode == 0, said
        assert list(store.load_part(evidence, "records")) == ids(450)
        fetched = [p for r in server.requests[asked:] if r.tool == "efetch" for p in r.query["id"].split(",")]
        assert Counter(fetched).most_common(1)[0][1] == 1 if fetched else True
        assert len(fetched) == 450 - len(already)
        assert not already & set(fetched)
        runs = store.load_part(evidence, "runs")
        assert [r.outcome for r in runs] == ["done"]
        assert len(runs[0].gained) == 450
        assert not list(evidence.glob(".*.tmp"))


def test_what_a_killed_writer_leaves_is_cleared(puller: Puller) -> None:
    puller()
    (puller.evidence / ".records.jsonl.abc.tmp").write_text("half", encoding="utf-8")
    ledger = puller.evidence / "searches" / "runs.jsonl"
    whole = ledger.read_bytes()
    ledger.write_bytes(whole + whole[:100])
    puller(days=1)
    assert not list(puller.evidence.glob(".*.tmp"))
    assert ledger.read_bytes().startswith(whole)
    assert len(puller.runs) == 2


@pytest.mark.slow
def test_two_pulls_at_once_wait_for_each_other(tmp_path: Path) -> None:
    with EutilsServer(corpus(250)) as server:
        evidence = make_review(tmp_path / "review")
        both = [start(evidence, server, tmp_path) for _ in range(2)]
        said = [p.communicate(timeout=120)[1] for p in both]
        assert [p.returncode for p in both] == [0, 0], said
        assert list(store.load_part(evidence, "records")) == ids(250)
        runs = store.load_part(evidence, "runs")
        assert len({r.run for r in runs}) == len(runs) == 2
        assert sorted(len(r.gained) for r in runs) == [0, 250]
        fetched = Counter(p for r in server.requests if r.tool == "efetch" for p in r.query["id"].split(","))
        assert set(fetched.values()) == {1}, "no record asked for twice"
        assert any("another pull of this workspace is going on: waiting for it" in text for text in said)


# ---------------------------------------------------------------- what waits on disk


def test_what_came_is_handed_out_in_the_order_it_came_in_and_as_it_came_last(tmp_path: Path) -> None:
    """A record that comes twice in one pull, in place of another and by itself, is one record."""
    evidence = make_review(tmp_path / "review")
    archive = Archive(evidence.parent)
    one, two, three = corpus(3)

    def keep(asked: list[int], *articles: Article) -> None:
        names = [str(p) for p in asked]
        archive.add(format_set(articles), "efetch", names, at="2026-11-24T12:00:00Z", cycle="a pull")

    keep([one.pmid, two.pmid], two, one)
    keep([two.pmid, three.pmid], replace(two, title="Invented and later"))
    keep([three.pmid], replace(three, pmid=FIRST_PMID + 9))
    keep([FIRST_PMID + 7])
    wanted = [str(FIRST_PMID + i) for i in (0, 1, 2, 7)]
    with open_given(evidence, archive) as given:
        assert given.brief(f"pubmed:{one.pmid}") is not None
        alone = given.collect(archive.asked_in("a pull"), wanted, Counter())
        assert alone == {str(three.pmid): str(FIRST_PMID + 9), str(FIRST_PMID + 7): None}
        assert [(r.pmid, r.title) for r in given] == [
            (str(two.pmid), "Invented and later"),
            (str(one.pmid), one.title),
        ]
        assert len(given) == 2
        assert str(one.pmid) in given
        assert str(three.pmid) not in given
        assert given.get(str(three.pmid)) is None
        assert given.collect(archive.asked_in("another"), wanted, Counter()) == {}
        assert list(given) == []


def test_a_brief_explains_what_the_whole_record_does(puller: Puller) -> None:
    puller()
    whole = Cache(puller.evidence.parent)
    last = max(puller.runs, key=lambda r: r.at)
    with open_given(puller.evidence, Archive(puller.evidence.parent)) as given:
        for name in ids(7):
            brief, full = given.brief(name), whole.full_record(name)
            assert brief is not None
            assert full is not None
            assert brief.doi == full.doi
            for digest in (last.query_sha256, "0" * 64):
                day = dt.date(2026, 12, 1)
                assert explain_gain(brief, last, digest, day) == explain_gain(full, last, digest, day)
                assert explain_loss(brief, last, digest) == explain_loss(full, last, digest)
        assert given.brief("pubmed:1") is None


def test_the_record_of_a_pmid_is_the_one_that_goes_by_it_where_there_is_one() -> None:
    rows = [
        seed(FIRST_PMID),
        {**seed(FIRST_PMID), "id": "doi:10.9999/typed"},
        {**seed(FIRST_PMID + 1), "id": "doi:10.9999/typed.too", "doi": "10.9999/typed.too"},
        seed(None, doi="10.9999/none"),
    ]
    found = find_otherwise(sorted((Record.model_validate(r) for r in rows), key=lambda r: r.id))
    assert found.by_doi == {"10.9999/none": "doi:10.9999/none"}
    assert found.by_pmid == {str(FIRST_PMID + 1): "doi:10.9999/typed.too"}

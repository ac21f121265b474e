"""Records made again from kept answers: empty fields come back, nothing else moves, no database is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from review import seed
from rlsevidence import store
from rlsevidence.cli import main
from rlsevidence.exchange.abstracts import FILE, read_abstracts
from rlsevidence.sources.rebuild import rebuild
from source_server import SourceServer, crossref_work, europepmc_record, isrctn_trial, openalex_work, registration
from sources_review import Puller, add_search, make_puller

QUERIES = {
    "europepmc": "everything",
    "clinicaltrials": "everything",
    "isrctn": "everything",
    "openalex": "citing doi:10.5555/seed",
    "crossref": "records",
}


@pytest.fixture
def puller(tmp_path: Path) -> Iterator[Puller]:
    with SourceServer(
        europepmc=[europepmc_record(i) for i in range(3)],
        clinicaltrials=[registration(i) for i in range(3)],
        isrctn=[isrctn_trial(i) for i in range(3)],
        openalex=[openalex_work(i) for i in range(3)],
        crossref=[crossref_work(0)],
    ) as server:
        puller = make_puller(server, tmp_path, size=2, records=[seed(None, doi="10.5555/seed")])
        puller([add_search(puller.evidence, key, query) for key, query in QUERIES.items()])
        server.requests.clear()
        yield puller
        assert server.requests == [], "no database is asked"


def test_the_same_readers_give_the_same_bytes(puller: Puller) -> None:
    before = puller.bytes()
    report = rebuild(puller.evidence)
    assert puller.bytes() == before
    assert (report.rebuilt, report.changed, report.absent, report.unread) == (12, (), 1, ())


@pytest.mark.parametrize("key", ["europepmc", "clinicaltrials", "isrctn"])
def test_what_was_lost_comes_back_and_what_differs_is_listed(key: str, puller: Puller) -> None:
    records = dict(puller.records)
    own = next(i for i, r in sorted(records.items()) if r.origin == f"{key}-invented")
    emptied = records[own].model_copy(update={"organisation": None, "authors": (), "journal": None, "year": 1999})
    store.save_records(puller.evidence, {**records, own: emptied})
    report = rebuild(puller.evidence)
    assert report.changed == (own,)
    after = puller.records[own]
    assert (after.authors, after.organisation) == (records[own].authors, records[own].organisation)
    assert after.year == 1999, "nothing is overwritten"
    assert (own, "year") in [(d.record, d.field) for d in report.differences]
    assert f"{own} year: here '1999'" in report.format_text()


def test_a_record_that_somebody_took_out_does_not_come_back(puller: Puller) -> None:
    records = dict(puller.records)
    gone = next(i for i, r in records.items() if r.origin == "europepmc-invented")
    store.save_records(puller.evidence, {i: r for i, r in records.items() if i != gone})
    assert gone not in rebuild(puller.evidence).ids
    assert gone not in puller.records


def test_a_cache_of_abstracts_that_is_gone_is_made_again(puller: Puller) -> None:
    local = store.local_folder(puller.evidence)
    before = read_abstracts(local)
    assert len(before) > 5
    (local / FILE).unlink()
    rebuild(puller.evidence)
    assert read_abstracts(local) == before
    kept = (local / FILE).read_bytes()
    rebuild(puller.evidence)
    assert (local / FILE).read_bytes() == kept, "twice adds nothing"


def test_the_command_tells_of_all_databases(puller: Puller, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pull", "--from-archive", "--workspace", str(puller.evidence.parent)]) == 0
    assert "12 records made again from kept answers, 0 changed; 1 have no answer" in capsys.readouterr().out

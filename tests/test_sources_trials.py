"""ClinicalTrials.gov: what a registration becomes, and what is peculiar to its pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from review import seed
from rlsevidence.exchange.abstracts import read_abstracts
from rlsevidence.sources.pages import SchemaError
from source_server import SourceServer, registration
from sources_review import add_search, make_puller
from test_sources_pull import problems_of


@pytest.fixture
def server() -> Iterator[SourceServer]:
    with SourceServer(clinicaltrials=[registration(i) for i in range(3)]) as running:
        yield running


def test_a_registration_becomes_a_record(server: SourceServer, tmp_path: Path) -> None:
    puller = make_puller(server, tmp_path)
    search = add_search(puller.evidence, "clinicaltrials", "AREA[InterventionSearch]magnesium")
    report = puller([search])
    assert report.new == ("nct:NCT90000000", "nct:NCT90000001", "nct:NCT90000002")
    record = puller.records["nct:NCT90000001"]
    assert (record.title, record.organisation, record.year) == (
        "Invented trial 1 of magnesium",
        "Invented Hospital",
        2020,
    )
    assert (record.publication_types, record.url) == (("Clinical Trial Registration",), None)
    assert record.seen_at == ("https://clinicaltrials.gov/study/NCT90000001",)
    assert (record.dates.created, record.dates.revised) == ("2020-01-02", "2024-05-10")
    assert (record.origin, record.verification) == (search, "confirmed")
    texts = read_abstracts(puller.evidence.parent / ".rlsevidence")[record.id]
    assert [s.text for s in texts.abstract] == ["Invented summary 1."]
    assert texts.keywords == ("Invented Condition", "Magnesium citrate", "invented")
    assert problems_of(puller.evidence) == []
    (request,) = server.requests
    assert request.path == "/clinicaltrials/studies"
    assert {k: request.query[k] for k in ("query.term", "sort", "countTotal", "pageSize", "format")} == {
        "query.term": "AREA[InterventionSearch]magnesium",
        "sort": "LastUpdatePostDate:desc",
        "countTotal": "true",
        "pageSize": "1000",
        "format": "json",
    }
    assert "OutcomesModule" in request.query["fields"]
    assert "reader" not in str(request), "who asks is told to nobody who does not ask for it"


def test_what_the_registry_says_of_the_trial_is_kept_and_renewed(tmp_path: Path) -> None:
    dates = {
        "primaryCompletionDateStruct": {"date": "2021-05", "type": "ACTUAL"},
        "completionDateStruct": {"date": "2021-02-30", "type": "ACTUAL"},
    }
    first = registration(0, **dates)
    first["protocolSection"]["referencesModule"] = {
        "references": [
            {"pmid": "90000001", "type": "RESULT"}, {"pmid": "90000002", "type": "BACKGROUND"},
            {"pmid": "90000003", "type": "DERIVED"}, {"citation": "Invented, without a PMID", "type": "RESULT"},
        ]
    }  # fmt: skip
    first["protocolSection"]["designModule"]["enrollmentInfo"] = {"count": 40, "type": "ACTUAL"}
    with SourceServer(clinicaltrials=[first]) as server:
        puller = make_puller(server, tmp_path)
        search = add_search(puller.evidence, "clinicaltrials", "AREA[InterventionSearch]magnesium")
        puller([search])
        trial = puller.records["nct:NCT90000000"].trial
        assert trial is not None
        assert (trial.status, trial.primary_completion, trial.primary_completion_is) == (
            "COMPLETED",
            "2021-05",
            "ACTUAL",
        )
        assert trial.completion is None, "no calendar has that day"
        assert [(o.measure, o.time_frame) for o in trial.primary_outcomes] == [("Invented score", "8 weeks")]
        assert (trial.references, trial.result_references) == (("90000001", "90000003"), ("90000001",))
        assert (trial.enrolment, trial.has_results, trial.results_on) == (40, False, None)
        assert problems_of(puller.evidence) == []


def test_a_registration_that_is_here_is_completed_not_doubled(server: SourceServer, tmp_path: Path) -> None:
    known = seed(
        None,
        doi="10.5555/none",
        title="An invented randomised trial, number 1, of magnesium",
        year=None,
        verification="partial",
        unverified=["title", "year"],
        authors=[],
        journal=None,
    )
    known |= {"id": "nct:NCT90000001", "doi": None}
    puller = make_puller(server, tmp_path, records=[known])
    search = add_search(puller.evidence, "clinicaltrials", "magnesium")
    report = puller([search])
    assert report.new == ("nct:NCT90000000", "nct:NCT90000002")
    assert report.changed == ("nct:NCT90000001",)
    assert report.differences == (), "the official title is as much its title as the brief one"
    mine = puller.records["nct:NCT90000001"]
    assert (mine.title, mine.year, mine.organisation) == (known["title"], 2020, "Invented Hospital")
    assert (mine.origin, mine.verification) == ("seed", "confirmed")
    assert "https://clinicaltrials.gov/study/NCT90000001" in mine.seen_at


def test_an_update_is_seen_on_the_first_page(server: SourceServer, tmp_path: Path) -> None:
    """Later pages are taken from the archive only while the first says that nothing has moved."""
    puller = make_puller(server, tmp_path, size=2)
    search = add_search(puller.evidence, "clinicaltrials", "magnesium")
    assert puller([search]).requests == 2
    assert puller([search], days=1).requests == 1
    updated = registration(0, lastUpdatePostDateStruct={"date": "2026-11-25", "type": "ACTUAL"})
    server.state.records["clinicaltrials"][0] = updated
    assert puller([search], days=2).requests == 2


def test_an_empty_page_is_not_the_end(server: SourceServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    puller = make_puller(server, tmp_path, size=1)
    search = add_search(puller.evidence, "clinicaltrials", "magnesium")
    handler = server.RequestHandlerClass
    normal: Any = handler._clinicaltrials

    def with_empty(self: Any, path: str, query: dict[str, str], loop: bool) -> Any:
        if query.get("pageToken") == "m1":
            return {"studies": [], "nextPageToken": "m1e"}, 200
        return normal(self, path, {k: v.removesuffix("m1e") + "m1" * v.endswith("m1e") for k, v in query.items()}, loop)

    monkeypatch.setattr(handler, "_clinicaltrials", with_empty)
    report = puller([search])
    assert (len(report.new), report.requests) == (3, 4)


def test_a_first_page_without_a_total_is_another_form(
    server: SourceServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    puller = make_puller(server, tmp_path)
    search = add_search(puller.evidence, "clinicaltrials", "magnesium")
    monkeypatch.setattr(server.RequestHandlerClass, "_clinicaltrials", lambda *_: ({"studies": []}, 200))
    with pytest.raises(SchemaError) as caught:
        puller([search])
    assert str(caught.value) == (
        "ClinicalTrials.gov answers in another form than this program knows: at totalCount found nothing, expected a"
        " number; nothing of this search was entered"
    )


def test_publications_without_a_pmid_odd_days_and_outcomes_without_a_measure_are_kept_or_unknown(
    tmp_path: Path,
) -> None:
    study = registration(1)
    protocol = study["protocolSection"]
    citation = "Testsson T. Invented report. Inv J 2020;1:2. doi: 10.9999/reg.1. Epub 2020"
    protocol["referencesModule"] = {
        "references": [
            {"type": "RESULT", "citation": citation},
            {"type": "DERIVED", "citation": "Exempel E. Invented, 2021.", "pmid": "9000x"},
            {"type": "BACKGROUND", "citation": "Another one. doi: 10.9999/back"},
            {"type": "RESULT", "pmid": "90000009", "citation": "Testsson T. doi: 10.9999/reg.9"},
        ]
    }
    protocol["statusModule"] |= {
        "studyFirstPostDateStruct": {"date": "2018-13-45"},
        "studyFirstSubmitDate": "2018-99-01",
        "primaryCompletionDateStruct": {"date": "May 2019", "type": "ACTUAL"},
        "completionDateStruct": {"date": "May 3, 2019", "type": "ACTUAL"},
    }
    protocol["designModule"]["enrollmentInfo"] = {"count": -3, "type": "ACTUAL"}
    protocol["outcomesModule"] = {"primaryOutcomes": [{"timeFrame": "8 weeks"}, {"measure": "Invented score"}, {}]}
    with SourceServer(clinicaltrials=[study]) as server:
        puller = make_puller(server, tmp_path)
        puller([add_search(puller.evidence, "clinicaltrials", "magnesium")])
    record = puller.records["nct:NCT90000001"]
    trial = record.trial
    assert trial is not None
    assert [(r.kind, r.doi, r.citation) for r in trial.other_references] == [
        ("RESULT", "10.9999/reg.1", citation),
        ("DERIVED", None, "Exempel E. Invented, 2021."),
    ]
    assert trial.references == ("90000009",)
    assert (record.year, trial.first_posted, trial.enrolment) == (None, None, None)
    assert (trial.primary_completion, trial.completion) == ("2019-05", "2019-05-03")
    assert [(o.measure, o.time_frame) for o in trial.primary_outcomes] == [
        ("[no measure in ClinicalTrials.gov]", "8 weeks"),
        ("Invented score", None),
    ]
    assert problems_of(puller.evidence) == []

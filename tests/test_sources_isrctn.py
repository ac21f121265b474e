"""ISRCTN: what a registration becomes, what is peculiar to its one answer, and what of another form is refused."""

from __future__ import annotations

import datetime as dt
import io
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from review import seed
from rlsevidence import store
from rlsevidence.decisions import settle
from rlsevidence.exchange.abstracts import read_abstracts
from rlsevidence.exchange.registries import identify
from rlsevidence.model import Record
from rlsevidence.pubmed.answers import TransientError
from rlsevidence.pubmed.archive import Archive
from rlsevidence.sources import transport as transport_module
from rlsevidence.sources.isrctn import Isrctn
from rlsevidence.sources.markup import parse_xml
from rlsevidence.sources.pages import SchemaError
from rlsevidence.sources.rebuild import rebuild
from rlsevidence.sources.transport import check_whole
from rlsevidence.synthesis.registry import list_trials
from source_server import SourceServer, _write_trial, isrctn_trial
from sources_review import add_search, make_puller
from test_sources_pull import problems_of

FIRST = "doi:10.1186/isrctn90000001"


@pytest.fixture
def server() -> Iterator[SourceServer]:
    with SourceServer(isrctn=[isrctn_trial(i) for i in range(3)]) as running:
        yield running


def answer(*trials: str, count: str | None = None, namespace: str = "http://www.67bricks.com/isrctn") -> bytes:
    told = "" if count == "" else f' totalCount="{count or len(trials)}"'
    return f'<allTrials xmlns="{namespace}"{told}>{"".join(trials)}</allTrials>'.encode()


def read_one(**changes: Any) -> Record:
    (hit,) = Isrctn().read(answer(_write_trial(isrctn_trial(0, **changes))), "isrctn-invented").hits
    return hit.record


def test_a_registration_becomes_a_record(server: SourceServer, tmp_path: Path) -> None:
    puller = make_puller(server, tmp_path)
    search = add_search(puller.evidence, "isrctn", "magnesium AND invented")
    assert puller([search]).new == (FIRST, "doi:10.1186/isrctn90000002", "doi:10.1186/isrctn90000003")
    record = puller.records[FIRST]
    assert (record.title, record.organisation, record.year) == (
        "Invented registered trial 0 of magnesium",
        "Invented Hospital",
        2020,
    )
    assert (record.publication_types, record.doi) == (("Clinical Trial Registration",), "10.1186/isrctn90000001")
    assert record.seen_at == ("https://www.isrctn.com/ISRCTN90000001",)
    assert (record.dates.created, record.dates.revised) == ("2020-01-02", "2024-05-10")
    assert (record.origin, record.verification, record.authors) == (search, "confirmed", ())
    trial = record.trial
    assert trial is not None
    assert (trial.registry, trial.first_posted, trial.started, trial.completion) == (
        "ISRCTN",
        "2020-01-02",
        "2020-02-01",
        "2022-03-31",
    )
    assert (trial.primary_completion, trial.completion_is) == (None, None), "it does not say that it came about"
    assert (trial.enrolment, trial.enrolment_is, trial.phases) == (40, "ESTIMATED", ("Phase II",))
    assert [(o.measure, o.time_frame) for o in trial.primary_outcomes] == [("Invented score", "8 weeks")]
    texts = read_abstracts(puller.evidence.parent / ".rlsevidence")[record.id]
    assert [s.text for s in texts.abstract] == ["Invented summary 0, p < 5."]
    assert texts.keywords == ("Invented Condition", "Magnesium citrate", "NCT99900077")
    assert problems_of(puller.evidence) == []
    (request,) = server.requests
    assert request.path == "/isrctn/api/query/format/default"
    assert request.query == {"q": "magnesium AND invented", "limit": "500"}
    assert request.headers["Accept"] == "application/xml"
    assert "reader" not in str(request), "who asks is told to nobody who does not ask for it"


def test_it_is_the_record_that_a_table_of_the_registry_brings(server: SourceServer, tmp_path: Path) -> None:
    here = seed(None, doi=identify("ISRCTN90000001")["doi"], title="Invented registered trial 0 of magnesium")
    puller = make_puller(server, tmp_path, records=[here])
    report = puller([add_search(puller.evidence, "isrctn", "magnesium")])
    assert (FIRST in report.new, len(report.new)) == (False, 2)
    assert report.changed == (FIRST,)
    assert puller.records[FIRST].trial is not None


@pytest.mark.parametrize("page", ["https://www.isrctn.com/ISRCTN90000001", "http://isrctn.com/isrctn90000001?q=x"])
def test_it_is_the_record_that_a_person_entered_by_its_page(page: str, server: SourceServer, tmp_path: Path) -> None:
    here = seed(None, doi="10.5555/none", title="Invented registered trial 0 of magnesium")
    here |= {"id": f"url:{page}", "doi": None, "url": page, "seen_at": []}
    puller = make_puller(server, tmp_path, records=[here])
    report = puller([add_search(puller.evidence, "isrctn", "magnesium")])
    assert (len(report.new), report.changed) == (2, (here["id"],))
    assert FIRST not in puller.records
    trials = list_trials(settle(store.load(puller.evidence)), dt.date(2026, 11, 30))
    assert "ISRCTN90000001" in [t.number for t in trials]


def test_registered_and_nothing_found_is_said_of_it(server: SourceServer, tmp_path: Path) -> None:
    linked = (
        "<output outputType='Results article'><externalLink url='https://pubmed.ncbi.nlm.nih.gov/90000077/'/></output>"
    )
    server.state.records["isrctn"][1] = isrctn_trial(1, inside=f"<outputs>{linked}</outputs>")
    puller = make_puller(server, tmp_path)
    puller([add_search(puller.evidence, "isrctn", "magnesium")])
    trials = list_trials(settle(store.load(puller.evidence)), dt.date(2026, 11, 30))
    told = {t.number: (t.state, t.named, t.overdue) for t in trials}
    assert told == {
        "ISRCTN90000001": ("nothing", (), None),
        "ISRCTN90000002": ("elsewhere", ("90000077",), False),
        "ISRCTN90000003": ("nothing", (), None),
    }


PUBLISHED = "<output outputType='{kind}' dateUploaded='2023-04-05T00:00:00.000Z'><externalLink url='{url}'/></output>"
PUBMED = "https://pubmed.ncbi.nlm.nih.gov"
OUTCOMES = [
    # results, outputs -> whether any are, since when, PMIDs, those that report results, why
    ("", "", False, None, (), (), "none"),
    ("<publicationStage>Results</publicationStage>", "", True, None, (), (), "somewhere, it does not say where"),
    ("<basicReport>Invented report</basicReport>", "", True, None, (), (), "in the registry"),
    ("<basicReport>Not provided at time of registration</basicReport>", "", False, None, (), (), "left open"),
    ("", ("Basic results", "file.pdf"), True, "2023-04-05", (), (), "a file in the registry"),
    ("", ("Results article", "https://doi.org/10.5555/x"), True, None, (), (), "an article without a PMID"),
    ("", ("resultsarticle", f"{PUBMED}/90000077/"), None, None, ("90000077",), ("90000077",), "a PMID"),
    ("", ("Protocol article", f"{PUBMED}/90000077/"), False, None, (), (), "a protocol"),
    ("", ("HRA research summary", "https://example.org/"), False, None, (), (), "a summary of the plan"),
    (
        "<publicationDetails>2015 results in https://www.ncbi.nlm.nih.gov/pubmed/90000078</publicationDetails>",
        "", None, None, ("90000078",), (), "an older citation, which may be a protocol's",
    ),
    ("<publicationDetails>2015 results in J Invent Test</publicationDetails>", "", True, None, (), (), "no address"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("results", "output", "any_here", "on", "named", "certain", "why"), OUTCOMES, ids=[c[-1] for c in OUTCOMES]
)
def test_what_the_registry_knows_of_results(
    results: str,
    output: tuple[str, str] | str,
    any_here: bool | None,
    on: str | None,
    named: tuple[str, ...],
    certain: tuple[str, ...],
    why: str,
) -> None:
    outputs = PUBLISHED.format(kind=output[0], url=output[1]) if output else ""
    trial = read_one(results=f"<results>{results}</results>", inside=f"<outputs>{outputs}</outputs>").trial
    assert trial is not None
    found = (trial.has_results, trial.results_on, trial.references, trial.result_references)
    assert found == (any_here, on, named, certain)


def test_older_registrations_and_absent_fields() -> None:
    older = read_one(
        described="<primaryOutcome>One text &lt;5</primaryOutcome>",
        end=None,
        summary="Not provided at time of registration",
    )
    assert older.trial is not None
    assert [(o.measure, o.time_frame) for o in older.trial.primary_outcomes] == [("One text <5", None)]
    assert (older.trial.completion, older.abstract_sha256) == (None, None)
    assigned = "publicIdentifierDateAssigned='2019-02-03T00:00:00Z'"
    bare = f"<fullTrial><trial {assigned}><isrctn>ISRCTN90000001</isrctn></trial></fullTrial>"
    (hit,) = Isrctn().read(answer(bare), "x").hits
    assert (hit.record.id, hit.record.year, hit.record.title) == (FIRST, 2019, "[no title in ISRCTN]")
    assert hit.record.trial is not None
    assert (hit.record.trial.enrolment, hit.record.trial.primary_outcomes) == (None, ())


WRONG = [
    # an answer -> where it is said to be wrong, what was found and expected
    (b"<html><body/></html>", "the top found 'html', expected {http://www.67bricks.com/isrctn}allTrials"),
    (answer(namespace="http://example.org/new"), "the top found '{http://example.org/new}allTrials', expected {http:"),
    (answer(count=""), "@totalCount found nothing, expected a number"),
    (answer(count="many"), "@totalCount found 'many', expected a number"),
    (answer("<fullTrial/>"), "fullTrial/trial found nothing, expected a trial"),
    (answer("<fullTrial><trial/></fullTrial>"), "trial/isrctn found nothing, expected eight digits"),
    (
        answer("<fullTrial><trial><isrctn>1234</isrctn></trial></fullTrial>"),
        "trial/isrctn found '1234', expected eight",
    ),
]


@pytest.mark.parametrize(("raw", "said"), WRONG, ids=[w[1][:30] for w in WRONG])
def test_another_form_is_refused_whole(raw: bytes, said: str) -> None:
    with pytest.raises(SchemaError) as caught:
        Isrctn().read(raw, "x")
    assert f"ISRCTN answers in another form than this program knows: at {said}" in str(caught.value)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"<a><b></a>", "an answer cut short or damaged"),
        (b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "XML with a document type of its own"),
        (b"", "an empty answer"),
    ],
)
def test_what_is_no_whole_document_is_asked_again(raw: bytes, said: str) -> None:
    with pytest.raises(TransientError) as caught:
        check_whole(io.BytesIO(raw), "application/xml", "XML")
    assert str(caught.value) == said


def test_every_content_type_of_xml_is_one() -> None:
    for kind in ("application/xml", "text/xml", "application/isrctn+xml"):
        check_whole(io.BytesIO(b"<a/>"), kind, "XML")
    assert parse_xml(b"<a><!-- c --><?p i?></a>").tag == "a"


def test_a_list_longer_than_the_first_answer_is_asked_for_whole(server: SourceServer, tmp_path: Path) -> None:
    puller = make_puller(server, tmp_path, size=2)
    search = add_search(puller.evidence, "isrctn", "magnesium")
    assert len(puller([search]).new) == 3
    assert [r.query["limit"] for r in server.requests] == ["2", "3"]
    assert f"{search}: 3 records match: asked for in one answer" in puller.said
    # One more has been registered between the two questions: the third has the number it needs.
    server.requests.clear()
    server.state.records["isrctn"].append(isrctn_trial(7))
    assert len(puller([search], days=1).new) == 1
    assert [r.query["limit"] for r in server.requests] == ["2", "4"]


def test_a_list_longer_than_a_page_may_be_goes_to_disk_and_comes_in_whole(
    server: SourceServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport_module, "MOST_BYTES", 1 << 14)
    server.state.records["isrctn"] = [isrctn_trial(i) for i in range(40)]
    puller = make_puller(server, tmp_path, size=2)
    search = add_search(puller.evidence, "isrctn", "magnesium")
    report = puller([search])
    assert len(report.new) == 40
    assert [r.query["limit"] for r in server.requests] == ["2", "40"]
    archive = Archive(puller.evidence.parent)
    (longer,) = [e for e in archive.entries("isrctn") if len(archive.read(e.sha256)) > 1 << 14]
    with archive.open(longer.sha256) as stream:
        assert stream.read() == archive.read(longer.sha256), "kept as it came"
    texts = read_abstracts(store.local_folder(puller.evidence))
    assert len(texts) == 40
    # The same again costs one question, and what is kept can be read anew.
    server.requests.clear()
    assert puller([search], days=1).new == ()
    assert [r.query["limit"] for r in server.requests] == ["2"]
    assert len(rebuild(puller.evidence).ids) >= 40
    assert not [f for f in archive.folder.iterdir() if f.suffix == ".tmp"]


LONG = answer(*(_write_trial(isrctn_trial(i)) for i in range(5)))
BREAKS = {
    "cut": (LONG[:-400], ValueError, "an answer cut short or damaged"),
    "a document type": (b"<!DOCTYPE a [<!ENTITY x 'y'>]>" + LONG, ValueError, "XML with a document type of its own"),
    "one that is no trial": (LONG.replace(b"90000004</isrctn>", b"none</isrctn>"), SchemaError, "eight digits"),
    "no total": (LONG.replace(b"totalCount", b"count"), SchemaError, "@totalCount"),
    "something after the end": (LONG + b"<more/>", ValueError, "an answer cut short or damaged"),
}


@pytest.mark.parametrize("kind", BREAKS)
def test_a_stream_breaks_as_a_whole_answer_does(kind: str) -> None:
    raw, error, said = BREAKS[kind]
    with pytest.raises(error, match=said):
        Isrctn().read(raw, "x")
    with pytest.raises(error, match=said):
        list(Isrctn().stream(io.BytesIO(raw), "x")[1])


def test_a_stream_gives_what_a_whole_answer_gives() -> None:
    count, hits = Isrctn().stream(io.BytesIO(LONG), "x")
    assert (count, tuple(hits)) == (5, Isrctn().read(LONG, "x").hits)


def test_an_entity_is_not_followed_in_a_stream(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    declared = f"<!DOCTYPE a [<!ENTITY x SYSTEM 'file://{tmp_path}/secret'>]>".encode()
    with pytest.raises(ValueError, match="document type"):
        list(Isrctn().stream(io.BytesIO(declared + LONG.replace(b"Invented summary", b"&x;")), "x")[1])
    with pytest.raises(ValueError, match="cut short or damaged"):
        list(Isrctn().stream(io.BytesIO(LONG.replace(b"Invented summary", b"&x;")), "x")[1])


def test_memory_holds_one_record_of_a_long_list() -> None:
    def pieces(number: int) -> int:
        raw = io.BytesIO(answer(*(_write_trial(isrctn_trial(i)) for i in range(number))))
        tracemalloc.start()
        found = sum(1 for _ in Isrctn().stream(raw, "x")[1])
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert found == number
        return top

    pieces(10)
    assert pieces(2_000) < 2 * pieces(20) + 200_000


def change(inner: str, of: str, into: str) -> bytes:
    """The answer with one trial of which a piece reads otherwise."""
    assert of in inner
    return answer(inner.replace(of, into))


@pytest.mark.parametrize(
    ("told", "number"),
    [("40", 40), ("100 participants", 100), ("1,200", 1200), ("20 in each of 2 arms", None), ("Not provided", None)],
)
def test_an_enrolment_is_the_one_number_that_is_told(told: str, number: int | None) -> None:
    raw = change(_write_trial(isrctn_trial(0)), "<targetEnrolment>40<", f"<targetEnrolment>{told}<")
    (hit,) = Isrctn().read(raw, "isrctn-invented").hits
    assert hit.record.trial is not None
    assert hit.record.trial.enrolment == number


def test_what_says_that_nothing_is_known_is_no_keyword() -> None:
    (hit,) = Isrctn().read(change(_write_trial(isrctn_trial(0)), "NCT99900077", "Nil known"), "isrctn-invented").hits
    assert hit.keywords == ("Invented Condition", "Magnesium citrate")


def test_publications_without_a_pmid_are_kept_by_their_doi() -> None:
    linked = PUBLISHED.format(kind="Results article", url="https://doi.org/10.9999/INV.1")
    linked += PUBLISHED.format(kind="Results article", url="https://pubmed.ncbi.nlm.nih.gov/90000077/")
    linked += PUBLISHED.format(kind="Protocol article", url="https://doi.org/10.9999/inv.protocol")
    details = "<publicationDetails>2020 results in (doi: 10.9999/inv.2). And 10.9999/inv(1).3, too</publicationDetails>"
    trial = read_one(results=f"<results>{details}</results>", inside=f"<outputs>{linked}</outputs>").trial
    assert trial is not None
    assert [(r.kind, r.doi) for r in trial.other_references] == [
        ("RESULT", "10.9999/inv.1"),
        ("DERIVED", "10.9999/inv.2"),
        ("DERIVED", "10.9999/inv(1).3"),
    ]
    assert trial.references == ("90000077",)

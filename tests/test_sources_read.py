"""Reading the answers of databases: nothing lost, nothing guessed, and another form refused with where it differs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlsevidence.errors import NetworkError
from rlsevidence.sources.clinicaltrials import ClinicalTrials
from rlsevidence.sources.crossref import Crossref
from rlsevidence.sources.europepmc import EuropePmc
from rlsevidence.sources.openalex import OpenAlex
from rlsevidence.sources.pages import Database, SchemaError, plain, plain_abstract, read_day
from rlsevidence.sources.transport import say_fault
from source_server import crossref_work, europepmc_record, openalex_work, registration

MADE = {
    EuropePmc: (europepmc_record, lambda rows: {"hitCount": len(rows), "resultList": {"result": rows}}),
    ClinicalTrials: (registration, lambda rows: {"totalCount": len(rows), "studies": rows}),
    Crossref: (crossref_work, lambda rows: {"message": {"total-results": len(rows), "items": rows}}),
    OpenAlex: (
        openalex_work,
        lambda rows: {"meta": {"count": len(rows), "page": 1, "per_page": 100}, "results": rows},
    ),
}


def answer(made: type[Database], rows: list[Any]) -> bytes:
    return json.dumps(MADE[made][1](rows)).encode()


def put(row: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy of a row with another value at `path`; a number in the path is a place in a list."""
    copy = json.loads(json.dumps(row))
    here = copy
    *way, last = path.split(".")
    for name in way:
        here = here[int(name)] if name.isdigit() else here[name]
    here[int(last) if last.isdigit() else last] = value
    return copy


WRONG = [
    # database, path in a record, what stands there -> where it is said to be wrong, what was expected
    (EuropePmc, "id", None, "id", "a text"),
    (EuropePmc, "source", 7.5, "source", "a text"),
    (EuropePmc, "title", {"en": "x"}, "title", "a text"),
    (EuropePmc, "abstractText", ["x"], "abstractText", "a text"),
    (EuropePmc, "authorList.author", "Testsson T", "authorList.author", "a list"),
    (EuropePmc, "authorList.author.0", "Testsson T", "authorList.author", "a list of objects"),
    (EuropePmc, "pubTypeList.pubType", [{"name": "x"}], "pubTypeList.pubType", "a list of texts"),
    (
        EuropePmc,
        "journalInfo",
        "J Invent Test",
        "journalInfo.journal.medlineAbbreviation",
        "an object on the way there",
    ),
    (EuropePmc, "meshHeadingList.meshHeading.0.descriptorName", None, "descriptorName", "the name of a heading"),
    (ClinicalTrials, "protocolSection", None, "protocolSection", "an object"),
    (ClinicalTrials, "protocolSection.identificationModule.nctId", "ISRCTN1", "identificationModule.nctId", "NCT and"),
    (
        ClinicalTrials,
        "protocolSection.conditionsModule.conditions",
        {"a": 1},
        "conditionsModule.conditions",
        "a list of",
    ),
    (Crossref, "DOI", "no doi", "DOI", "a DOI"),
    (Crossref, "updated-by", {"DOI": "10.5555/x"}, "updated-by", "a list"),
    (Crossref, "author.0", "Testsson", "author", "a list of objects"),
    (OpenAlex, "id", "https://openalex.org/A1", "id", "W and digits"),
    (OpenAlex, "authorships", {"author": "x"}, "authorships", "a list"),
    (OpenAlex, "abstract_inverted_index", {"word": "0"}, "abstract_inverted_index", "words with their places"),
    (OpenAlex, "biblio", [1], "biblio.first_page", "an object on the way there"),
]


@pytest.mark.parametrize(("made", "path", "value", "where", "expected"), WRONG)
def test_a_field_of_another_form_is_refused_with_its_place(
    made: type[Database], path: str, value: Any, where: str, expected: str
) -> None:
    rows = [MADE[made][0](0), put(MADE[made][0](1), path, value)]
    with pytest.raises(SchemaError) as caught:
        made().read(answer(made, rows), "invented")
    said = str(caught.value)
    assert said.startswith(f"{made.name} answers in another form than this program knows: at {where} found ")
    assert f", expected {expected}" in said
    assert said.endswith("; nothing of this search was entered")
    assert len(said) < 250


@pytest.mark.parametrize("made", MADE)
def test_an_absent_field_is_unknown_and_no_fault(made: type[Database]) -> None:
    """What identifies a record is needed; everything else may be absent, and stays unknown."""
    bare = {
        EuropePmc: {"id": "1", "source": "AGR"},
        ClinicalTrials: {"protocolSection": {"identificationModule": {"nctId": "NCT90000000"}}},
        Crossref: {"DOI": "10.5555/x"},
        OpenAlex: {"id": "https://openalex.org/W1"},
    }[made]
    (hit,) = made().read(answer(made, [bare]), "invented").hits
    record = hit.record
    assert record.title == f"[no title in {made.name}]"
    assert (record.year, record.authors, record.journal, record.volume, record.integrity) == (None, (), None, None, ())
    assert (record.dates.created, record.dates.revised, record.abstract_sha256) == (None, None, None)
    assert record.verification == "partial"
    assert {"year", "title"} <= set(record.unverified)


words = st.text(st.characters(codec="utf-8", exclude_characters="<>&,", exclude_categories=("C", "Z")), min_size=1)
texts = st.lists(words, min_size=1, max_size=5).map(" ".join)


@given(st.lists(st.tuples(texts, st.lists(texts, max_size=4), texts), max_size=8))
def test_no_record_author_or_abstract_is_lost(rows: list[tuple[str, list[str], str]]) -> None:
    made = [
        europepmc_record(i, title=title, authorString=None, abstractText=text)
        | {"authorList": {"author": [{"fullName": a} for a in authors]}}
        for i, (title, authors, text) in enumerate(rows)
    ]
    page = EuropePmc().read(answer(EuropePmc, made), "invented")
    assert [h.key for h in page.hits] == [f"MED/{90000001 + i}" for i in range(len(rows))]
    for hit, (title, authors, text) in zip(page.hits, rows, strict=True):
        assert (hit.record.title, list(hit.record.authors), hit.abstract) == (title, authors, text)


def test_markup_and_headings() -> None:
    assert plain("A <i>b</i> &amp; c<sub>2</sub>\n d") == "A b & c2 d"
    assert plain("p < 0.05 and q > 1") == "p < 0.05 and q > 1", "a comparison is no tag"
    assert plain("  ") is None
    assert (
        plain_abstract("<h4>Aim</h4>One.<h4>Results: </h4><p>Two.</p><p>Three.</p>") == "AIM: One. RESULTS: Two. Three."
    )
    assert plain_abstract(None) == ""


def test_an_error_with_status_200_is_a_refusal() -> None:
    with pytest.raises(NetworkError) as caught:
        EuropePmc().read(b'{"version":"6.9","errCode":404,"errMsg":"No results were found"}', "invented")
    assert str(caught.value) == "Europe PMC refused the request: 404 No results were found"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<html><body>Error  500</body></html>", "Error 500"),
        (b"Invalid `query.term`", "Invalid `query.term`"),
        (b'{"error": "Invalid filter", "message": "Unknown field: x"}', "Unknown field: x"),
        (b'{"status":"failed","message":[{"type":"a","message":"one"},{"message":"two"}]}', "one; two"),
        (b'{"errCode":1,"errMsg":"no"}', "no"),
        (b"{}", ""),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b"x" * 900, "x" * 200),
    ],
)
def test_what_an_error_says(body: bytes, said: str) -> None:
    assert say_fault(body) == said


DAYS = [
    # text, date, why
    ("2024-05-10T07:00:00Z", "2024-05-10", "a moment"),
    ("2024-05", "2024-05", "a month"),
    ("2024", "2024", "a year"),
    ("2018-13-45", None, "a month that there is none of"),
    ("2018-02-30", None, "a day that there is none of"),
    ("2018-00", None, "no month"),
    ("lately", None, "words"),
    (None, None, "nothing"),
]


@pytest.mark.parametrize(("text", "date", "why"), DAYS, ids=[d[2] for d in DAYS])
def test_a_date_is_read_as_far_as_it_is_one(text: str | None, date: str | None, why: str) -> None:
    assert read_day(text) == date, why

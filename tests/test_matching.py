"""What two records are to each other, and the ids of records that nobody has numbered."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review import make_review, seed
from rlsevidence import store
from rlsevidence.exchange.faces import Face, family_of, first_page, fold, journal_key, kind_of, same_journal
from rlsevidence.exchange.importing import import_file
from rlsevidence.exchange.matching import APART, ASK, SAFE, STUDY, compare, match
from rlsevidence.exchange.own import make_own_id
from rlsevidence.model import Record

NOW = dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC)
TITLE = "Invented effects of a salt on sleep in people who took part in nothing"


def record(name: str, **changes: Any) -> Record:
    values: dict[str, Any] = {
        "title": TITLE, "authors": ["Testsson TA", "Annan B"], "year": 2020, "journal": "Journal of Invented Tests",
        "volume": "12", "issue": "3", "pages": "501-509", **changes,
    }  # fmt: skip
    return Record.model_validate({**seed(None, doi=f"10.9999/{name}", **values), "id": f"doi:10.9999/{name}"})


def other(**changes: Any) -> Record:
    return record("b", **changes).model_copy(update={"doi": None, "id": "own:0123456789ab"})


CASES = [
    ({}, SAFE, "the same words"),
    ({"title": TITLE.upper(), "authors": ["TESTSSON, Tea A."]}, SAFE, "capitals and long names"),
    ({"title": "Invented effects of a <i>salt</i> on sleep in people who took part in nothing."}, SAFE, "markup"),
    ({"journal": "J Invent Tests", "pages": "pp. 501\u20139"}, SAFE, "an abbreviated journal, other pages"),
    ({"title": "Invented effects of a salt on sleep in people..."}, SAFE, "a title cut off, in the same place"),
    ({"title": f"[{TITLE}]"}, SAFE, "brackets"),
    ({"pages": None, "volume": None, "issue": None, "year": 2019}, ASK, "online the year before"),
    ({"authors": []}, ASK, "no authors"),
    (
        {"title": "Ein erfundener Titel in einer anderen Sprache", "language": "ger"},
        ASK,
        "translated, in the same place",
    ),
    ({"title": "[Erfundene Wirkungen]"}, ASK, "a translation in brackets"),
    ({"title": f"Erratum: {TITLE}", "pages": "700"}, APART, "an erratum"),
    ({"title": f"{TITLE}: authors' reply", "pages": "700"}, APART, "a reply"),
    ({"title": f"Comment on '{TITLE}'", "pages": "700"}, APART, "a comment"),
    ({"title": f"{TITLE}. Part II.", "pages": "510"}, APART, "part two"),
    ({"title": f"{TITLE}: a phase 3 study", "pages": "510"}, APART, "another phase"),
    ({"year": 2015}, APART, "years apart"),
    ({"authors": ["Ingensson I"]}, APART, "other people"),
    ({"title": "Invented editorial of the same people in the same issue", "pages": "510"}, APART, "another work"),
    ({"journal": "medRxiv", "volume": None, "pages": None, "year": 2018}, STUDY, "a preprint"),
    ({"publication_types": ["Meeting Abstract"], "journal": "Invented Congress", "pages": "S12"}, STUDY, "an abstract"),
    ({"publication_types": ["Clinical Trial Registration"], "authors": [], "year": 2017}, STUDY, "a registration"),
]


@pytest.mark.parametrize(("changes", "verdict", "why"), CASES, ids=[c[2] for c in CASES])
def test_what_two_records_are(changes: dict[str, Any], verdict: str, why: str) -> None:
    one, two = Face(record("a")), Face(other(**changes))
    there, back = compare(one, two), compare(two, one)
    assert there.verdict == verdict, there.why
    assert back.verdict == verdict
    assert there.score == back.score
    found = [p.verdict for p in match({r.id: r for r in (one.record, two.record)})]
    assert found == ([] if verdict == APART else [verdict]), "and they are set beside each other at all"
    if verdict != APART:
        assert there.reasons


def test_an_identifier_decides_and_pubmed_tells_its_own_apart() -> None:
    a, b = record("a"), record("a", title="Other invented words")
    assert compare(Face(a), Face(b.model_copy(update={"id": "own:0123456789ab"}))).verdict == SAFE
    one = a.model_copy(update={"pmid": "90000001"})
    two = other().model_copy(update={"pmid": "90000002"})
    assert compare(Face(one), Face(two)).verdict == APART
    assert compare(Face(a), Face(record("b"))).verdict == ASK, "another DOI is never linked by rule"


SAID = ("invented", "salt", "sleep", "trial", "part", "ii", "2", "phase", "one", "of", "the", "reply")
WORDS = st.lists(st.sampled_from(SAID), min_size=1, max_size=9)
DRAWN = st.builds(
    lambda name, words, year, volume, pages, journal: record(
        name, title=" ".join(words), year=year, volume=volume, pages=pages, journal=journal
    ),
    st.sampled_from("abcdef"), WORDS, st.sampled_from([None, 2019, 2020, 2024]), st.sampled_from([None, "1", "2"]),
    st.sampled_from([None, "1-9", "S3", "44"]), st.sampled_from([None, "J Invent", "Journal of Invented", "medRxiv"]),
)  # fmt: skip


@given(DRAWN, DRAWN)
def test_the_order_of_two_records_makes_no_difference(a: Record, b: Record) -> None:
    one, two = compare(Face(a), Face(b)), compare(Face(b), Face(a))
    assert (one.verdict, one.score, set(one.reasons)) == (two.verdict, two.score, set(two.reasons))
    assert 0 <= one.score <= 1


FOLDED = [
    (fold, "\u03b2-Blocker &amp; <sup>2+</sup> \u00d8l", "beta blocker 2 ol"),
    (family_of, "van der Testsson AB", "vandertestsson"),
    (family_of, "M\u00fcller, Tea", "muller"),
    (family_of, "Mueller T", "muller"),
    (first_page, "pp. 501\u2013505", "501"),
    (first_page, "e0012", "e0012"),
    (journal_key, "The Journal of Invented Tests (Basel)", "jit"),
]


@pytest.mark.parametrize(("how", "text", "wanted"), FOLDED)
def test_forms_of_one_thing_are_folded(how: Any, text: str, wanted: str) -> None:
    assert how(text) == wanted


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("J Invent Tests", "Journal of Invented Tests", True), ("JAMA", "JAMA", True),
        ("JIT", "Journal Invented Tests", True),
        ("Sleep", "Sleep Med", False), ("Natl Invent", "National Inventions", True), (None, "Sleep", None),
    ],
)  # fmt: skip
def test_names_of_journals(a: str | None, b: str | None, same: bool | None) -> None:
    assert same_journal(a, b) is same
    assert same_journal(b, a) is same


def test_kinds_of_records() -> None:
    assert kind_of(record("a")) == "article"
    assert kind_of(record("a", title="Invented words: correction")) == "notice"


FORMS = {
    "a.ris": "TY  - JOUR\nTI  - Invented words that nobody numbered\nAU  - Testsson, Tea Anna\nPY  - 2020/05\n"
    "JO  - Journal of Invented Tests\nER  - \n",
    "b.bib": "@article{x, title={{Invented} words that nobody numbered}, author={Testsson, T. A.}, year={2020},\n"
    " journal={J Invent Tests}}\n",
    "c.csv": "title,authors,year,journal\nINVENTED WORDS THAT NOBODY NUMBERED.,Testsson TA,2020,J. Invent. Tests\n",
}


def test_a_record_without_identifier_comes_in_once_from_every_format(tmp_path: Path) -> None:
    evidence = make_review(tmp_path, [])
    new: list[str] = []
    for name, text in FORMS.items():
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        report = import_file(evidence, file, now=NOW)
        assert report.accounted
        assert not report.problems
        new += report.new
    (name,) = new
    assert name == make_own_id("Invented words that nobody numbered", ["Testsson T"], "2020", "J Invented Tests")
    assert store.load(evidence).records[name].title


def test_titles_of_a_kind_take_the_place_into_the_id() -> None:
    ids = {
        make_own_id("Authors' reply", ["Testsson T"], "2020", "J Invent", "1", pages) for pages in ("1-2", "9", None)
    }
    assert len(ids) == 3
    long = {make_own_id(TITLE, ["Testsson T"], "2020", "J Invent", "1", pages) for pages in ("1-2", "9", None)}
    assert len(long) == 1
    assert make_own_id("...", [], None, None) is None


def test_what_agrees_in_everything_is_linked_by_rule_on_import_and_once(tmp_path: Path) -> None:
    known = record("a")
    evidence = make_review(tmp_path, [known.model_dump(mode="json")])
    file = tmp_path / "x.ris"
    file.write_text(
        f"TY  - JOUR\nTI  - {TITLE}\nAU  - Testsson, T. A.\nPY  - 2020\nJO  - J Invent Tests\nVL  - 12\n"
        "SP  - 501\nEP  - 509\nER  - \n",
        encoding="utf-8",
    )
    report = import_file(evidence, file, now=NOW)
    assert "linked with doi:10.9999/a" in report.format_text()
    (row,) = store.load_part(evidence, "links")
    assert (row.reviewer, row.relation, row.same_as) == ("rule", "same_record", "doi:10.9999/a")
    assert list(store.load(evidence).records) == ["doi:10.9999/a"]
    assert len(store.load_part(evidence, "records")) == 2, "both stay in the file"
    import_file(evidence, file, now=NOW)
    assert store.load_part(evidence, "links") == (row,)


@pytest.mark.parametrize(("year", "said"), [(2021, "1 year apart"), (2018, "2 years apart")])
def test_one_year_is_one(year: int, said: str) -> None:
    assert said in compare(Face(record("a")), Face(other(year=year))).why

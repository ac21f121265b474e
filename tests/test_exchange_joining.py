"""One identifier, two works: each is a record. One work, two entries: one record, filled in and never written over."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from invented import FIRST_PMID
from review import make_review, seed
from rlsevidence import store
from rlsevidence.check import check_evidence
from rlsevidence.exchange.faces import Face
from rlsevidence.exchange.import_report import ImportReport
from rlsevidence.exchange.importing import import_file
from rlsevidence.exchange.joining import find_clash, join
from rlsevidence.exchange.matching import SAFE, compare
from rlsevidence.model import Record

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    return make_review(
        tmp_path / "review", [seed(FIRST_PMID, doi="10.9999/known", title="Invented record that is known")]
    )


def bring(evidence: Path, tmp_path: Path, text: str, name: str = "file.ris", **options: Any) -> ImportReport:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return import_file(evidence, tmp_path / name, now=NOW, **options)


def records(evidence: Path) -> dict[str, Record]:
    found: dict[str, Record] = store.load_part(evidence, "records")
    return found


def list_faults(evidence: Path) -> list[str]:
    """What `check` says of the records' identity."""
    rules = ("record-id", "identifier-twice", "verification", "tracking", "doi-case")
    return [str(p) for p in check_evidence(store.load(evidence), today=NOW.date()) if p.rule in rules]


def ris(*fields: str) -> str:
    return "\n".join(["TY  - JOUR", *(f"{f[:2]}  - {f[3:]}" for f in fields), "ER  - ", ""])


SUPPLEMENT = "".join(
    ris(f"TI {title}", f"AU {author}", "PY 2019", "JO Suppl Inv", f"SP S{n}", "DO 10.9999/suppl")
    for n, (title, author) in enumerate(
        [("Invented zinc and itch", "Berg, A"), ("Invented hair of frogs", "Lund, B"), ("Invented geese", "Berg, A")], 1
    )
)
SHARED = {
    "abstracts under the DOI of their supplement": ("a.ris", SUPPLEMENT, 3),
    "another PMID": (
        "a.csv",
        "Title,Authors,Year,PMID,DOI\nInvented zinc one,Berg A,2019,90000801,10.9999/pp.1\n"
        "Invented frogs two,Lund B,2009,90000801,10.9999/pp.2\nInvented third,Ek C,2019,90000802,10.9999/pp.1\n",
        3,
    ),
    "reports on one page": (
        "a.bib",
        "@misc{a, title={Invented zinc report}, author={Berg, A}, year=2011, url={https://example.org/r/}}\n"
        "@misc{b, title={Invented wholly other report}, author={Lund, B}, year=2012, url={https://example.org/r/}}\n",
        2,
    ),
    "one that is here": ("a.nbib", "PMID- 90000777\nTI  - Invented, of frogs.\nAU  - Frog F\nDP  - 1999\n"
                         "LID - 10.9999/known [doi]\n", 1),
}  # fmt: skip


@pytest.mark.parametrize("kind", SHARED)
def test_two_works_with_one_identifier_are_two_records(kind: str, evidence: Path, tmp_path: Path) -> None:
    name, text, number = SHARED[kind]
    report = bring(evidence, tmp_path, text, name)
    assert (len(report.new), report.linked, report.twice, report.problems) == (number, 0, 0, ())
    told = [n for n in report.notes if "stands for another work" in n]
    assert told, report.notes
    assert all(f"comes in by itself, as {i}" in " ".join(told) for i in records(evidence) if i.startswith("own:"))
    assert list_faults(evidence) == []
    before = (evidence / "records.jsonl").read_bytes()
    again = bring(evidence, tmp_path, text, name)
    assert (again.new, again.accounted) == ((), True)
    assert (evidence / "records.jsonl").read_bytes() == before


NOTES = [
    ("PMID: 90000931", "90000931"),
    ("pubmed 90000931.", "90000931"),
    ("read twice\nPMID: 90000931 [PubMed - indexed]", "90000931"),
    ("Accession Number: 777. Language: English. PMID: 90000931.", "90000931"),
    ("Comment on: Berg A. J Inv. 2018;3:1. PMID: 90000931", None),
    ("Comment on:\nPMID: 90000931", None),
    ("Erratum for doi: 10.9999/orig.1; retracts PMID 90000931", None),
    ("Reply: see PMID: 90000931", None),
    ("Berg A. J Inv. 2018;3:1. PMID: 90000931", None),
    ("as in (PMID: 90000931)", None),
]


@pytest.mark.parametrize(("note", "pmid"), NOTES)
def test_the_number_of_another_work_in_a_note_is_not_the_records_own(
    note: str, pmid: str | None, evidence: Path, tmp_path: Path
) -> None:
    (new,) = bring(evidence, tmp_path, ris("TI Invented letter", "AU Ek, C", f"N1 {note}")).new
    assert records(evidence)[new].pmid == pmid


@pytest.mark.parametrize(
    "line", ["TY  -JOUR", "TY -JOUR", "TY  \u2013 JOUR", "TY\u00a0 -\u00a0JOUR", "TY: JOUR", "TY JOUR", "TY-JOUR"]
)
def test_a_record_that_begins_otherwise_is_read_and_counted(line: str, evidence: Path, tmp_path: Path) -> None:
    for between in (" - ", "  -", " -", "  \u2013 ", ": "):
        text = ris("TI Invented first", "AU Ek, C") + f"{line}\nTI{between}Invented second\nPY{between}2011\nER  -\n"
        report = bring(evidence, tmp_path, text + ris("TI Invented third", "AU Ek, C"), dry_run=True)
        assert (report.entries, len(report.new) + len(report.problems)) == (3, 3)
        assert not report.problems
        assert {(e.record.title, e.record.year) for e in report.read} >= {("Invented second", 2011)}


LONG = "Invented effects of a salt on sleep in people who took part in nothing"
BASE = {"title": LONG, "authors": ["Testsson TA", "Annan B"], "pages": "501-9", "volume": "12", "language": "eng"}
CLASHES = [
    ({}, "doi", ""),
    ({"title": f"{LONG}: a randomised trial", "pages": "e12"}, "doi", ""),
    ({"title": f"RETRACTED: {LONG}"}, "doi", ""),
    ({"title": "Invented words, wholly others", "language": "ger"}, "doi", ""),
    ({"title": "Invented words, wholly others"}, "doi", ""),  # in the same place
    ({"authors": ["Salt Investigators"]}, "doi", ""),
    ({"title": "[no title in file.ris]", "authors": ["Ek C"], "pages": None}, "doi", ""),
    ({"title": "Invented words, wholly others", "pages": "510"}, "doi", "another title; another first page"),
    ({"title": "Invented words, wholly others", "pages": None}, "doi", "another title"),
    ({"title": LONG.replace("sleep", "sheep"), "pages": "510"}, "url", "another first page"),
    ({"title": f"{LONG}. Part 2.", "pages": "510"}, "doi", ""),
    ({"title": f"Erratum: {LONG}", "pages": "510"}, "doi", "a notice and what it is on; another first page"),
    ({"authors": ["Ek C"], "pages": "1"}, "pmid", "other authors; another first page"),
    ({"pmid": "90000002"}, "doi", "another PMID"),
]


@pytest.mark.parametrize(("changes", "field", "why"), CLASHES)
def test_when_one_identifier_is_two_works(changes: dict[str, Any], field: str, why: str) -> None:
    known = Record.model_validate(seed(FIRST_PMID, **BASE))
    other = Record.model_validate({**seed(FIRST_PMID, **BASE), **changes})
    assert find_clash(known, other, field) == why
    assert find_clash(other, known, field) == why


FIRST = ris("TI Invented twice", "AU Berg, A", "AU Lund, B", "PY 2019", "JO J Inv", "VL 3", "AB First.", "DO 10.9999/t")
SECOND = ris("TI Invented twice", "AU Berg, A", "DO 10.9999/T", "SP 77", "VL 4", "AB Second.")


@pytest.mark.parametrize("apart", [False, True], ids=["in one file", "in two"])
def test_a_record_twice_is_filled_and_never_written_over(apart: bool, evidence: Path, tmp_path: Path) -> None:
    if apart:
        bring(evidence, tmp_path, FIRST)
    report = bring(evidence, tmp_path, SECOND if apart else FIRST + SECOND)
    got = records(evidence)["doi:10.9999/t"]
    assert (got.authors, got.year, got.journal, got.volume) == (("Berg A", "Lund B"), 2019, "J Inv", "3")
    assert got.pages == "77"
    assert "pages" in got.unverified
    assert report.filled == (("doi:10.9999/t", ("pages",)),)
    assert {(d.field, d.here, d.file) for d in report.differences} == {
        ("authors", "Berg A; Lund B", "Berg A"), ("volume", "3", "4"),
        ("abstract", "one", "another one, kept in the file"),
    }  # fmt: skip
    assert "differs: doi:10.9999/t, volume: here 3; the file says 4" in report.format_text()
    kept = (store.local_folder(evidence) / "imports" / "abstracts.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["abstract"] for line in kept] == ["First."], "the one that the record's hash is of"
    assert list_faults(evidence) == []


def test_what_pubmed_or_a_person_has_seen_is_not_filled_from_a_file() -> None:
    here = Record.model_validate(seed(FIRST_PMID))
    theirs = here.model_copy(update={"volume": "3", "year": 2012})
    after, differs = join(here, theirs, lambda field, value: True)
    assert after == here
    assert [(d.field, d.here, d.file) for d in differs] == [("year", "2020", "2012")]


def two(a: str, b: str) -> str:
    one = Record.model_validate(
        seed(None, doi="10.9999/a", title=a, authors=["Berg A"], volume="3", pages="S10", year=2015)
    )
    other = one.model_copy(update={"title": b, "doi": None, "id": "own:0123456789ab"})
    return compare(Face(one), Face(other)).verdict


@pytest.mark.parametrize(
    ("a", "b"),
    [("increases itch", "decreases itch"), ("in men", "in women"), ("for six months", "for nine months"),
     ("in rats", "in cats"), ("with iron", "without iron"), ("in children", "in children on dialysis")],
)  # fmt: skip
def test_another_word_of_content_is_asked_about_and_never_linked_by_rule(a: str, b: str) -> None:
    said = "Invented zinc and the itch of people {}, abstract"
    assert two(said.format(a), said.format(b)) != SAFE
    assert two(f"Invented zinc and the itch of people {a}", f"Invented zinc and the itch of people {b}") != SAFE


@pytest.mark.parametrize(
    ("a", "b"),
    [("Invented salt in people on haemodialysis who were randomised to it", "Invented salt in people on hemodialysis "
      "who were randomized to it"),
     ("The invented effect of long-term zinc on itch", "Invented effects of longterm zinc on itch"),
     ("Invented zinc for itch in adults", "Invented zinc for itch in adults: a randomised controlled trial"),
     ("Invented zinc for itch in ...", "Invented zinc for itch in adults on dialysis")],
)  # fmt: skip
def test_spelling_and_what_names_the_design_make_no_other_title(a: str, b: str) -> None:
    assert two(a, b) == SAFE


def test_records_without_a_title_are_not_alike_by_it(evidence: Path, tmp_path: Path) -> None:
    text = "".join(ris(f"DO 10.9999/nt.{n}", "AU Berg, A", "PY 2001") for n in range(3))
    report = bring(evidence, tmp_path, text, reviewer="seed")
    assert (len(report.new), report.links) == (3, ())


def test_titles_of_a_registry_are_read_whatever_joins_their_words(evidence: Path, tmp_path: Path) -> None:
    text = "TrialID,Public_title,Scientific_title\nISRCTN99999999,Invented public,Invented scientific\n"
    bring(evidence, tmp_path, text, "ictrp.csv")
    assert records(evidence)["doi:10.1186/isrctn99999999"].title == "Invented public"

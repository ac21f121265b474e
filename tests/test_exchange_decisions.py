"""Abstracts, labels, notes and tags that come with a file: shown, kept on this machine, and taken over by nobody but
the person whose they are."""

from __future__ import annotations

import datetime as dt
import io
import json
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rlsevidence as rls
from invented import FIRST_PMID
from review import make_review, seed
from rlsevidence import store
from rlsevidence.cli import main
from rlsevidence.exchange.bibtex import read_bibtex, split_names
from rlsevidence.exchange.decisions import Decided, choose_decision, match_reason, read_label, read_notes
from rlsevidence.exchange.importing import import_file
from rlsevidence.exchange.reading import FileRead, read_entries
from rlsevidence.model import FullRecord

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


def read(data: str | bytes, tmp_path: Path) -> FileRead:
    file = tmp_path / "file"
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_entries(file, "import:file")


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    return make_review(tmp_path / "review", [seed(FIRST_PMID, title="Invented record that is known")])


def person(evidence: Path) -> str:
    return store.load_part(evidence, "people")[0].id


# ---------------------------------------------------------------- what a file says

NOTES = [
    ("ASReview_relevant", [("include", None, None)], "ASReview in RIS"),
    ("asreview_irrelevant", [("exclude", None, None)], "in small letters"),
    ("ASReview_not_seen", [], "not decided"),
    ('RAYYAN-INCLUSION: {"anna"=>"Included"}', [("include", "anna", None)], "Rayyan"),
    (
        'RAYYAN-INCLUSION: {"anna"=>"Excluded", "bo"=>"Maybe"} | RAYYAN-EXCLUSION-REASONS: wrong population',
        [("exclude", "anna", "wrong population"), ("unsure", "bo", None)],
        "two people, and a reason",
    ),
    ("Exclusion reason: Wrong population;", [("exclude", None, "Wrong population")], "Covidence"),
    ("This study included 40 people and excluded none.", [], "words of a sentence decide nothing"),
]


@pytest.mark.parametrize(("note", "expected", "why"), NOTES)
def test_decisions_within_notes(note: str, expected: list[tuple[str, str | None, str | None]], why: str) -> None:
    assert [(d.decision, d.by, d.reason) for d in read_notes([note])] == expected, why


@pytest.mark.parametrize(
    ("cell", "decision"),
    [
        ("1", "include"),
        ("0", "exclude"),
        ("1.0", "include"),
        ("", None),
        ("-1", None),
        ("Maybe", "unsure"),
        ("x", None),
    ],
)
def test_labels_of_a_column(cell: str, decision: str | None) -> None:
    found = read_label("asreview_label", cell)
    assert (found.decision if found else None) == decision


MINE = Decided("include", "anna", None, "anna => Included")
CHOICES = [
    ([MINE], "anna", None, MINE, "their own name"),
    ([MINE], "anna-s", "Anna", MINE, "what they are called there"),
    ([MINE], "bo", None, None, "another's decision is never taken over"),
    ([Decided("include", None, None, "1")], "bo", None, Decided("include", None, None, "1"), "nobody is named"),
    (
        [Decided("include", None, None, "1"), Decided("exclude", None, None, "0")],
        "bo",
        None,
        None,
        "the file disagrees",
    ),
    ([MINE, Decided("exclude", "bo", None, "x")], "anna", None, MINE, "one's own of two"),
]


@pytest.mark.parametrize(("found", "who", "called", "expected", "why"), CHOICES)
def test_a_decision_becomes_only_its_own_persons(
    found: list[Decided], who: str, called: str | None, expected: Decided | None, why: str
) -> None:
    chosen, said = choose_decision(found, who, called, ())
    assert chosen == expected, why
    assert bool(said) is (expected is None)


def test_a_reason_is_known_by_its_word_or_its_name() -> None:
    reasons = {"wrong-population": ("Other people than asked for",), "eligible": ("Fits",)}
    assert match_reason("Wrong population", reasons) == "wrong-population"
    assert match_reason("other people than asked for.", reasons) == "wrong-population"
    assert match_reason("too small", reasons) is None


# ---------------------------------------------------------------- to rows

TABLE = (
    "title,doi,abstract,asreview_label,notes\n"
    "Invented one,10.9999/a,An invented abstract.,1,\n"
    "Invented two,10.9999/b,,0,Exclusion reason: Wrong population\n"
    "Invented three,10.9999/c,,0,because\n"
    "Invented four,10.9999/d,,,\n"
)


def rows(evidence: Path) -> dict[str, Any]:
    return {s.record: s for s in store.load_part(evidence, "screening")}


def test_decisions_become_rows_of_the_reviewer_and_are_listed_where_they_do_not(evidence: Path, tmp_path: Path) -> None:
    file = tmp_path / "labels.csv"
    file.write_text(TABLE, encoding="utf-8")
    who = person(evidence)
    shown = import_file(evidence, file, now=NOW, dry_run=True)
    assert (shown.decided, rows(evidence)) == ((), {}), "without a name nothing is decided"
    assert "import again with --reviewer" in shown.format_text()
    report = import_file(evidence, file, now=NOW, reviewer=who)
    held = rows(evidence)
    assert set(report.decided) == {"doi:10.9999/a", "doi:10.9999/b"} == set(held)
    assert (held["doi:10.9999/a"].decision, held["doi:10.9999/a"].reason, held["doi:10.9999/a"].basis) == (
        "include", "eligible", "abstract")  # fmt: skip
    assert (held["doi:10.9999/b"].decision, held["doi:10.9999/b"].reason) == ("exclude", "wrong-population")
    assert [(record, "needs a reason" in why) for record, why in report.undecided] == [("doi:10.9999/c", True)]
    again = import_file(evidence, file, now=NOW, reviewer=who, reason="wrong-population")
    assert again.decided == ("doi:10.9999/c",), "what is there already is not written again"
    assert store.format_folder(evidence, write=False) == []


def test_a_decision_that_is_there_is_not_overwritten_and_the_difference_is_listed(
    evidence: Path, tmp_path: Path
) -> None:
    file, who = tmp_path / "labels.csv", person(evidence)
    file.write_text(TABLE, encoding="utf-8")
    import_file(evidence, file, now=NOW, reviewer=who)
    file.write_text(TABLE.replace("An invented abstract.,1", "An invented abstract.,0"), encoding="utf-8")
    report = import_file(evidence, file, now=NOW, reviewer=who, reason="wrong-population")
    assert rows(evidence)["doi:10.9999/a"].decision == "include"
    assert ("doi:10.9999/a", f"{who} has decided include, the file says exclude") in report.undecided


def test_what_is_said_of_a_reviewer_needs_one(evidence: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "x.ris", "--called", "Anna", "--workspace", str(evidence.parent)]) == 2
    assert "--reviewer is missing" in capsys.readouterr().err


def test_an_unknown_reason_is_refused(evidence: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "labels.csv"
    file.write_text(TABLE, encoding="utf-8")
    assert (
        main(
            [
                "import",
                str(file),
                "--reviewer",
                person(evidence),
                "--reason",
                "dull",
                "--workspace",
                str(evidence.parent),
            ]
        )
        == 2
    )
    assert "no reason 'dull'" in capsys.readouterr().err


# ---------------------------------------------------------------- abstracts


def test_an_abstract_goes_to_this_machine_and_its_hash_to_the_evidence(evidence: Path, tmp_path: Path) -> None:
    file = tmp_path / "labels.csv"
    file.write_text(TABLE, encoding="utf-8")
    import_file(evidence, file, now=NOW)
    review = rls.open_workspace(evidence.parent)
    record = next(r for r in review.records if r.id == "doi:10.9999/a")
    assert isinstance(record, FullRecord)
    assert [s.text for s in record.abstract] == ["An invented abstract."]
    assert record.abstract_sha256 == review.evidence.records["doi:10.9999/a"].abstract_sha256 is not None
    assert b"An invented abstract" not in (evidence / "records.jsonl").read_bytes()
    kept = store.local_folder(evidence) / "imports" / "abstracts.jsonl"
    before = kept.read_bytes()
    import_file(evidence, file, now=NOW)
    assert kept.read_bytes() == before, "importing twice changes nothing"


LETTERS = st.text(alphabet="abc ÅÄÖ.=;\"'-", min_size=1, max_size=60).filter(lambda t: t.strip(" ='-\""))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(LETTERS, LETTERS, st.sampled_from(["1", "0", ""])), min_size=1, max_size=5))
def test_no_record_abstract_or_label_is_lost(given_rows: list[tuple[str, str, str]]) -> None:
    import csv
    import tempfile

    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Title", "DOI", "Abstract", "asreview_label"])
    for i, (title, abstract, label) in enumerate(given_rows):
        writer.writerow([f"T {title}", f"10.9999/p.{i}", f"A {abstract}", label])
    with tempfile.TemporaryDirectory() as folder:
        found = read(out.getvalue(), Path(folder))
    assert found.adds_up
    assert len(found.entries) == len(given_rows)
    for (_, abstract, label), entry in zip(given_rows, found.entries, strict=True):
        assert entry.abstract == " ".join(f"A {abstract}".split())
        assert [d.decision for d in entry.decisions] == {"1": ["include"], "0": ["exclude"], "": []}[label]


# ---------------------------------------------------------------- other files

BIB = """% made by a program
@string{inv = "Inv J"}
@article{one, title={An invented {M}g trial}, author={Sand, Anna and {\\"O}berg, Nils}, year=2020, doi={10.9999/inv.24},
  journal=inv, pages={3--9}, note={ASReview_relevant}, abstract={Nobody took part.}}
@article{two, title={Not closed
@inproceedings{three, title="Invented three", author={{Invented Group of Tests} and Anna von Sand}, url={https://example.org/x}}
@article{three, title={Invented four}, doi={10.9999/inv.25}}
"""


def test_bibtex_is_read_and_what_is_broken_is_named_by_its_line(tmp_path: Path) -> None:
    found = read(BIB, tmp_path)
    assert (found.form, found.started, found.adds_up) == ("BibTeX", 4, True)
    one, three, four = (e.record for e in found.entries)
    assert (one.title, one.authors, one.journal, one.pages, one.year) == (
        "An invented Mg trial", ("Sand A", "Öberg N"), "Inv J", "3-9", 2020)  # fmt: skip
    assert three.authors == ("Invented Group of Tests", "von Sand A")
    assert four.doi == "10.9999/inv.25", "a key that stands twice loses no record"
    assert [d.decision for d in found.entries[0].decisions] == ["include"]
    assert found.entries[0].abstract == "Nobody took part."
    (problem,) = found.problems
    assert problem.line in (5, 6)


LINKS = [
    (r"https://example.org/x?a=1&b=2", "https://example.org/x?a=1&b=2"),
    (r"https://example.org/x?a=1\&b=2\%20c\_d", "https://example.org/x?a=1&b=2%20c_d"),
    (r"https://example.org/a--b/\textasciitilde{}c\#d", "https://example.org/a--b/~c#d"),
]


@pytest.mark.parametrize(("given_url", "read_url"), LINKS)
def test_an_address_in_bibtex_is_no_latex(given_url: str, read_url: str, tmp_path: Path) -> None:
    found = read(f"@misc{{a, title={{Invented}}, url={{{given_url}}}}}\n", tmp_path)
    assert found.entries[0].record.url == read_url


def test_names_in_bibtex() -> None:
    assert split_names("Sand, Jr, Anna and others") == ("Sand, Anna, Jr",)
    assert read_bibtex("")[0] == []


BRACED = [
    ("{US Food and Drug Administration}", ("US Food and Drug Administration",)),
    ("Sand, Anna and {Board of Food, Health and Trade}", ("Sand A", "Board of Food, Health and Trade")),
    ("{A Board} and {B Board}", ("A Board", "B Board")),
    ("Sand, {Anna Bo} and Berg, Bo", ("Sand AB", "Berg B")),
    ('{\\"O}zek, Tea and {\\AA}sa Sand', ("Özek T", "Sand Å")),
]


@pytest.mark.parametrize(("given_authors", "names"), BRACED)
def test_braces_keep_and_and_commas(given_authors: str, names: tuple[str, ...], tmp_path: Path) -> None:
    found = read(f"@misc{{a, title={{Invented}}, doi={{10.9999/a}}, author={{{given_authors}}}}}\n", tmp_path)
    assert found.entries[0].record.authors == names


def make_workbook(header: list[str], *lines: list[object]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "Om filen"
    book.active.append(["Exporterad"])
    sheet = book.create_sheet("Poster")
    for line in (header, *lines):
        sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_excel_in_swedish_is_read_with_numbers_as_they_show(tmp_path: Path) -> None:
    data = make_workbook(
        ["Titel", "Författare", "År", "DOI", "PMID", "Sammanfattning", "Decision"],
        ["Påhittad ett", "Sand A; Öberg N", 2020.0, "10.9999/x.1", 90000031, "Ingen deltog.", "included"],
        [None, None, None, None, None, None, None],
        ["Påhittad två", "Sand A", dt.datetime(2021, 5, 6), None, 90000032.0, None, None],
    )
    found = read(data, tmp_path)
    assert (found.form, found.started, found.problems) == ("Excel", 2, ())
    first = found.entries[0]
    assert (first.record.pmid, first.record.year, first.record.authors) == ("90000031", 2020, ("Sand A", "Öberg N"))
    assert (first.abstract, [d.decision for d in first.decisions]) == ("Ingen deltog.", ["include"])
    assert found.entries[1].record.year == 2021
    assert [part for part, _ in found.not_records] == ["sheet 'Om filen'"]
    with pytest.raises(rls.errors.EvidenceError, match="no sheet with a title column"):
        read(make_workbook(["a", "b"], [1, 2]), tmp_path)


def make_project(tmp_path: Path, labels: dict[int, int], database: bool = True) -> bytes:
    base = tmp_path / "results.db"
    base.unlink(missing_ok=True)
    with sqlite3.connect(base) as db:
        db.execute("create table record (record_id integer, title, abstract, authors, keywords, year, doi, url)")
        db.execute("create table results (record_id integer, label integer, note)")
        for i in range(3):
            authors = json.dumps(["Sand, A.", "Öberg, N."])
            db.execute(
                "insert into record values (?,?,?,?,?,?,?,?)",
                (i, f"Invented {i}", "Nobody.", authors, None, 2020, f"10.9999/p.{i}", None),
            )
        for i, label in labels.items():
            db.execute("insert into results values (?,?,?)", (i, label, "invented note" if label else None))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("project.json", "{}")
        if database:
            archive.write(base, "results.db")
    return out.getvalue()


def test_an_asreview_project_comes_with_its_labels(tmp_path: Path) -> None:
    found = read(make_project(tmp_path, {0: 1, 2: 0}), tmp_path)
    assert (found.form, found.started, found.adds_up) == ("ASReview project", 3, True)
    assert [[d.decision for d in e.decisions] for e in found.entries] == [["include"], [], ["exclude"]]
    assert found.entries[0].record.authors == ("Sand A", "Öberg N")
    assert found.entries[0].said == ("invented note",)
    with pytest.raises(rls.errors.EvidenceError, match=r"without results\.db"):
        read(make_project(tmp_path, {}, database=False), tmp_path)


def test_in_a_project_of_several_people_a_decision_says_whose_it_is(tmp_path: Path) -> None:
    make_project(tmp_path, {0: 1})
    with sqlite3.connect(tmp_path / "results.db") as db:
        db.execute("alter table results add column user_id integer")
        db.execute("update results set user_id = 1")
        db.execute("insert into results values (0, 0, null, 2)")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("project.json", "{}")
        archive.write(tmp_path / "results.db", "results.db")
    decisions = read(out.getvalue(), tmp_path).entries[0].decisions
    assert [(d.decision, d.by) for d in decisions] == [("include", "user 1"), ("exclude", "user 2")]
    assert choose_decision(decisions, "anna", None, ())[0] is None, "taken over by nobody without --called"
    chosen, _ = choose_decision(decisions, "anna", "user 2", ())
    assert chosen == decisions[1]


CONTRACT = {"path", "format", "encoding", "entries", "records", "new", "known", "perhaps", "refused", "between"}


def test_the_answer_for_programs_has_every_key(
    evidence: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "labels.csv"
    file.write_text(TABLE.encode().decode(), encoding="cp1252")
    arguments = ["import", str(file), "--dry-run", "--format", "json", "--workspace", str(evidence.parent)]
    assert main(arguments) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert set(told) >= CONTRACT
    assert told["records"][0] == {
        "id": "doi:10.9999/a", "title": "Invented one", "authors": [], "year": None, "journal": None,
        "doi": "10.9999/a", "pmid": None, "abstract": True, "notes": [],
        "decisions": [{"decision": "include", "by": None, "reason": None, "said": "asreview_label: 1"}],
    }  # fmt: skip
    file.write_text("words before\nTY  - JOUR\nPY  - 2020\nER  - \n", encoding="utf-8")
    assert main(arguments) == 1
    (told,) = json.loads(capsys.readouterr().out)
    assert told["between"] == [{"line": 1, "text": "words before"}]
    assert told["refused"][0]["line"] == 2


WOS = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Sand, A
   Oberg, N
AF Sand, Anna
   Öberg, Nils
TI An invented trial with a title
   that runs on
SO INVENTED JOURNAL
LA English
DE invented; sleep
AB Nobody took part
   in it.
PY 2020
VL 1
IS 2
BP 3
EP 9
DI 10.9999/wos.1
PM 90000041
UT WOS:000000000000001
ER

PT J
AU Testsson, T
TI An invented one that is not closed
DI 10.9999/wos.2
EF
"""


def test_web_of_science_is_read_with_full_names_and_nothing_swallowed(tmp_path: Path) -> None:
    found = read(WOS, tmp_path)
    assert (found.form, found.started, found.adds_up, found.problems) == ("Web of Science", 2, True, ())
    one, two = found.entries
    r = one.record
    assert (r.pmid, r.doi, r.title) == ("90000041", "10.9999/wos.1", "An invented trial with a title that runs on")
    assert (r.authors, r.year, r.pages) == (("Sand A", "Öberg N"), 2020, "3-9")
    assert (one.abstract, one.keywords) == ("Nobody took part in it.", ("invented", "sleep"))
    assert two.record.authors == ("Testsson T",)
    assert any("no ER" in note for note in found.notes), "that it was not closed is said"
    assert dict(found.unplaced or {}) == {"AF": 1, "UT": 1}


ENDNOTE = """<?xml version="1.0" encoding="UTF-8"?>
<xml><records>
<record><rec-number>1</rec-number><ref-type name="Journal Article">17</ref-type>
<contributors><authors><author><style face="normal">Sand, Anna</style></author>
<author>Öberg, Nils</author></authors></contributors>
<titles><title><style>An </style><style face="italic">invented</style><style> trial</style></title>
<secondary-title>Inv J</secondary-title></titles><pages>3-9</pages><volume>1</volume><number>2</number>
<dates><year>2020</year></dates><electronic-resource-num>10.9999/en.1</electronic-resource-num>
<accession-num>90000042</accession-num><remote-database-name>PubMed</remote-database-name>
<abstract>Nobody took part.</abstract><notes>ASReview_irrelevant</notes><isbn>1</isbn></record>
<record><titles><title>Invented two</title></titles><accession-num>90000043</accession-num>
<urls><related-urls><url>https://example.org/two</url></related-urls></urls></record>
</records></xml>
"""


def test_endnote_xml_is_read_as_text_and_fetches_nothing(tmp_path: Path) -> None:
    found = read(ENDNOTE, tmp_path)
    assert (found.form, found.started, found.adds_up, found.problems) == ("EndNote XML", 2, True, ())
    one, two = found.entries
    r = one.record
    assert (r.pmid, r.title, r.authors, r.year) == ("90000042", "An invented trial", ("Sand A", "Öberg N"), 2020)
    assert (one.abstract, [d.decision for d in one.decisions]) == ("Nobody took part.", ["exclude"])
    assert two.record.pmid is None, "a number of no named database is no PMID"
    assert two.record.url == "https://example.org/two"
    assert dict(found.unplaced or {}) == {"accession-num": 1, "isbn": 1, "remote-database-name": 1}
    cut = read(ENDNOTE.replace("</record>", "", 1), tmp_path)
    assert (len(cut.entries), [p.found for p in cut.problems]) == (1, ["a record that does not end (<record>)"])
    entity = '<!DOCTYPE xml [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    text = ENDNOTE.replace("<xml>", entity + "<xml>").replace("Invented two", "Invented &e; two")
    with pytest.raises(rls.errors.EvidenceError, match="expected PubMed XML"):
        read(text, tmp_path)

"""Records of other databases: read as they are, linked where they are known, entered once, taken back at will."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from invented import FIRST_PMID, Article, format_medline, format_set
from review import SEARCH, make_review, seed
from rlsevidence import store
from rlsevidence.check import check_evidence
from rlsevidence.decisions import summarise_screening
from rlsevidence.errors import EvidenceError, UsageError
from rlsevidence.exchange.duplicates import find_links, is_preprint
from rlsevidence.exchange.import_report import ImportReport
from rlsevidence.exchange.importing import import_file
from rlsevidence.exchange.reading import CSV_COLUMNS, FILLED, read_entries, short_name
from rlsevidence.model import Record
from rlsevidence.pubmed.archive import Cache

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
RIS = """TY  - JOUR
TI  - Invented record from elsewhere
AU  - Testsson, Tea Anna
AU  - Exempel, E. X., Jr
PY  - 2021
JO  - J Invent Test
VL  - 3
IS  - 4
SP  - 10
EP  - 19
DO  - https://doi.org/10.9999/ELSE.1
UR  - https://example.org/1
LA  - English
DB  - Invented Base
AN  - 12345
ER  -
"""
CSV = """Title,Authors,Year,Source title,Volume,DOI,PubMed ID,Link
"Invented, with a comma","Testsson, T.; Exempel, E.",2020,J Invent Test,1,10.9999/csv.1,,https://example.org/c1
"Invented with a
line end",,2019,,,,90000077,
"""


def write(folder: Path, text: str | bytes, name: str) -> Path:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    return make_review(
        tmp_path / "review", [seed(FIRST_PMID, doi="10.9999/known", title="Invented record that is known")]
    )


def bring(evidence: Path, tmp_path: Path, text: str | bytes, name: str = "file.ris", **options: Any) -> ImportReport:
    return import_file(evidence, write(tmp_path, text, name), now=NOW, **options)


def records(evidence: Path) -> dict[str, Record]:
    found: dict[str, Record] = store.load_part(evidence, "records")
    return found


# ---------------------------------------------------------------- reading


def test_ris_is_read_and_every_field_marked_second_hand(evidence: Path, tmp_path: Path) -> None:
    report = bring(evidence, tmp_path, RIS)
    assert report.new == ("doi:10.9999/else.1",)
    record = records(evidence)["doi:10.9999/else.1"]
    assert record.authors == ("Testsson TA", "Exempel EX Jr")
    assert (record.title, record.year, record.journal) == ("Invented record from elsewhere", 2021, "J Invent Test")
    assert (record.volume, record.issue, record.pages, record.language) == ("3", "4", "10-19", "English")
    assert record.pmid is None, "an accession number of another database is no PMID"
    assert (record.origin, record.verification) == ("import:file.ris", "partial")
    assert set(record.unverified) == {f for f in FILLED if getattr(record, f) not in (None, ())}
    assert record.seen_at == ("https://example.org/1",)


@pytest.mark.parametrize(
    ("change", "pmid"),
    [
        (("DB  - Invented Base", "DB  - PubMed"), "12345"),
        (("DB  - Invented Base", "DB  - Ovid MEDLINE(R)"), "12345"),
        (("AN  - 12345", "N1  - PMID: 90000005"), "90000005"),
        (("DB  - Invented Base", "DB  - Embase"), None),
    ],
)
def test_a_pmid_is_taken_only_where_the_file_says_it_is_one(
    change: tuple[str, str], pmid: str | None, tmp_path: Path
) -> None:
    (entry,) = read_entries(write(tmp_path, RIS.replace(*change), "f.ris"), "import:f").entries
    assert entry.record.pmid == pmid


def test_csv_is_read_by_its_header(evidence: Path, tmp_path: Path) -> None:
    report = bring(evidence, tmp_path, CSV, "file.csv")
    assert report.new == ("doi:10.9999/csv.1", "pubmed:90000077")
    first, second = (records(evidence)[i] for i in report.new)
    assert (first.title, first.authors, first.journal) == (
        "Invented, with a comma",
        ("Testsson T", "Exempel E"),
        "J Invent Test",
    )
    assert (second.title, second.authors, second.year) == ("Invented with a line end", (), 2019)


@pytest.mark.parametrize("field", CSV_COLUMNS)
def test_every_column_is_known_by_each_of_its_names(field: str, tmp_path: Path) -> None:
    values = {"title": "Invented", "year": "2020", "doi": "10.9999/x", "pmid": "90000003", "pmcid": "PMC1"}
    value = values.get(field, "https://example.org/x" if field == "url" else "Words")
    for name in CSV_COLUMNS[field]:
        row = {"Title": "Invented", "DOI": "10.9999/x", name.capitalize(): value}
        if field in ("title", "doi"):
            row.pop({"title": "Title", "doi": "DOI"}[field])
            row[name.capitalize()] = value
        text = ";".join(row) + "\n" + ";".join(row.values()) + "\n"
        found = read_entries(write(tmp_path, text, "f.csv"), "import:f")
        (entry,), problems = found.entries, found.problems
        got = {**entry.record.model_dump(), "url": next(iter(entry.record.seen_at), None)}[field]
        expected = {"year": 2020, "authors": ("Words",)}.get(field, value)
        assert (got, problems) == (expected, ())


def test_pubmeds_own_files_keep_everything_and_feed_the_cache(evidence: Path, tmp_path: Path) -> None:
    article = Article(FIRST_PMID + 1, title="Invented record of PubMed", abstract=[(None, "Invented words.")])
    other = Article(FIRST_PMID + 2, title="Invented record of PubMed, as text")
    bring(evidence, tmp_path, gzip.compress(format_set([article])), "file.xml.gz")
    bring(evidence, tmp_path, format_medline(other), "file.nbib")
    found = records(evidence)
    assert found[f"pubmed:{FIRST_PMID + 1}"].verification == "confirmed", "the next pull makes it 'pubmed'"
    assert found[f"pubmed:{FIRST_PMID + 2}"].journal == "J Invent Test"
    full = Cache(evidence.parent).full_record(f"pubmed:{FIRST_PMID + 1}")
    assert full is not None
    assert full.abstract[0].text == "Invented words."


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Testsson, Tea Anna", "Testsson TA"),
        ("Testsson, T. A.", "Testsson TA"),
        ("Testsson, TA", "Testsson TA"),
        ("Testsson, Tea-Anna", "Testsson TA"),
        ("van der Test, T, 3rd", "van der Test T 3rd"),
        ("Testsson TA", "Testsson TA"),
        ("The Invented Study Group", "The Invented Study Group"),
        ("Testsson,", "Testsson"),
        ("  ", None),
    ],
)
def test_names_are_shortened_as_pubmed_does(name: str, short: str | None) -> None:
    assert short_name(name) == short


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        ("what is this", "f.txt", "found 'what is this', expected PubMed XML, MEDLINE (.nbib), RIS or CSV"),
        ("", "f.ris", "found 'nothing'"),
        ("title,doi\n", "f.csv", "found no entry"),
        (b"PK\x03\x04\0\0\x01\x02title,doi", "f.csv", "no Excel workbook"),
        ('[{"a": 1}]', "f.json", "found JSON without references"),
        ('[{"title"', "f.json", "what is no JSON"),
        ("<html/>", "f.xml", "expected PubMed XML"),
    ],
)
def test_what_is_no_such_file_is_refused(
    text: str | bytes, name: str, message: str, evidence: Path, tmp_path: Path
) -> None:
    before = (evidence / "records.jsonl").read_bytes()
    with pytest.raises(EvidenceError) as caught:
        bring(evidence, tmp_path, text, name)
    assert message in str(caught.value)
    assert (evidence / "records.jsonl").read_bytes() == before


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Invented,10.9999/a,more", "f.csv:2 row: found 3 cells, expected 2 as in the header"),
        ('"Invented,10.9999/a', "f.csv:2 row: found unexpected end of data"),
    ],
)
def test_a_broken_row_is_refused_by_its_line(row: str, said: str, evidence: Path, tmp_path: Path) -> None:
    report = bring(evidence, tmp_path, f"title,doi\n{row}\n", "f.csv")
    assert (report.new, report.accounted, len(report.problems)) == ((), True, 1)
    assert said in report.format_text()


def test_entries_that_cannot_be_records_are_said_with_their_line(evidence: Path, tmp_path: Path) -> None:
    text = "title,doi,url,year\n,10.9999/a,,\nInvented one,,ftp://x,\nInvented two,10.9999/b,,\n,,,2020\n"
    report = bring(evidence, tmp_path, text, "file.csv")
    first, own, last = report.new
    assert (first, own[:4], last) == ("doi:10.9999/a", "own:", "doi:10.9999/b")
    assert records(evidence)["doi:10.9999/a"].title == "[no title in file.csv]"
    assert [(p.line, p.field, p.found) for p in report.problems] == [(5, "title", "year '2020'")]
    assert "not entered: " in report.format_text()


# ---------------------------------------------------------------- duplicates

ARTICLE = seed(None, doi="10.9999/article", title="Invented record: a trial of magnesium", authors=["Testsson T"])
PAIRS = [
    # changes of the second record -> (same_as is linked, certain), why
    ({"doi": "10.9999/article", "title": "Other words"}, True, "the same DOI, whatever the title"),
    ({"title": "INVENTED RECORD - a trial of magnesium."}, False, "the same words"),
    ({"year": 2021}, False, "online in one year, in print in the next"),
    ({"authors": []}, False, "a file without authors"),
    ({"year": 2015}, None, "years apart"),
    ({"authors": ["Annan A"]}, None, "other people"),
    ({"title": "Invented record: another trial of magnesium"}, None, "other words"),
    ({"publication_types": ["Preprint"]}, None, "a preprint"),
    ({"journal": "medRxiv"}, None, "a preprint by where it stands"),
    ({"doi": "10.1101/2020.01.01.20000001"}, None, "a preprint by its DOI"),
    ({"journal": "Research Square (Research Square)", "year": 2017}, None, "an early preprint"),
]


@pytest.mark.parametrize(("changes", "certain", "why"), PAIRS, ids=[p[2] for p in PAIRS])
def test_what_is_linked_and_what_is_not(changes: dict[str, Any], certain: bool | None, why: str) -> None:
    known = Record.model_validate(ARTICLE)
    values = {**ARTICLE, "doi": "10.9999/other", **changes}
    other = Record.model_validate({**values, "id": f"doi:{values['doi']}"})
    links, apart = find_links([other], {known.id: known})
    assert [(k.same_as, k.certain) for k in links] == ([] if certain is None else [(known.id, certain)])
    assert bool(apart) == is_preprint(other)


def test_pubmed_tells_its_own_records_apart() -> None:
    one, two = (Record.model_validate(seed(FIRST_PMID + i, title="Invented erratum")) for i in range(2))
    assert find_links([two], {one.id: one}) == ([], [])


def test_the_same_identifier_is_the_same_record_and_enters_nothing(evidence: Path, tmp_path: Path) -> None:
    before = (evidence / "records.jsonl").read_bytes()
    same = RIS.replace("10.9999/ELSE.1", "10.9999/known").replace("from elsewhere", "that is known")
    report = bring(evidence, tmp_path, same)
    assert [(k.record, k.same_as, k.why, k.certain) for k in report.links] == [
        ("doi:10.9999/known", f"pubmed:{FIRST_PMID}", "the same DOI", True)
    ]
    assert (evidence / "records.jsonl").read_bytes() == before
    kept = list((evidence.parent / ".rlsevidence" / "imports").glob("*.gz"))
    assert len(kept) == 1
    assert b"Invented record that is known" in gzip.decompress(kept[0].read_bytes()), "the entry itself is kept"


def test_an_entry_twice_in_one_file_is_entered_once(evidence: Path, tmp_path: Path) -> None:
    report = bring(evidence, tmp_path, RIS + RIS)
    assert report.new == ("doi:10.9999/else.1",)
    assert len(records(evidence)) == 2


LIKELY = RIS.replace("Invented record from elsewhere", "Invented record that is known").replace(
    "PY  - 2021", "PY  - 2020"
)


def test_a_likely_duplicate_is_entered_and_only_proposed(evidence: Path, tmp_path: Path) -> None:
    report = bring(evidence, tmp_path, LIKELY)
    assert [(k.record, k.same_as, k.certain) for k in report.links] == [
        ("doi:10.9999/else.1", f"pubmed:{FIRST_PMID}", False)
    ]
    assert "doi:10.9999/else.1" in records(evidence), "never dropped"
    assert store.load_part(evidence, "screening") == ()
    assert "nothing is decided" in report.format_text()


def test_a_person_records_duplicates_and_takes_it_back(evidence: Path, tmp_path: Path) -> None:
    bring(evidence, tmp_path, LIKELY, reviewer="seed")
    (row,) = store.load_part(evidence, "screening")
    assert (row.decision, row.reason, row.reviewer) == ("exclude", "duplicate", "seed")
    assert row.note.startswith("the same title, ")
    assert row.note.endswith(f" as pubmed:{FIRST_PMID}")
    bring(evidence, tmp_path, LIKELY, reviewer="seed")
    assert len(store.load_part(evidence, "screening")) == 1
    back = row.model_copy(update={"decision": "include", "reason": "eligible", "decided_on": "2026-12-01T00:00:00Z"})
    store.add_screening(evidence, [back])
    decision = summarise_screening(store.load_part(evidence, "screening"))[row.record]
    assert decision.decision == "include"


# ---------------------------------------------------------------- the whole import


def test_importing_twice_changes_nothing(evidence: Path, tmp_path: Path) -> None:
    def state() -> dict[str, bytes]:
        return {str(f): f.read_bytes() for f in evidence.rglob("*") if f.is_file()}

    bring(evidence, tmp_path, RIS, search=SEARCH)
    before = state()
    report = bring(evidence, tmp_path, RIS, search=SEARCH)
    assert report.new == ()
    assert state() == before


def test_a_strategy_gets_a_line_in_the_ledger(evidence: Path, tmp_path: Path) -> None:
    bring(evidence, tmp_path, RIS + LIKELY.replace("ELSE.1", "known"), search=SEARCH)
    (run,) = store.load_part(evidence, "runs")
    assert (run.search, run.outcome, run.count, run.fetched) == (SEARCH, "done", 2, 1)
    assert run.gained == {"doi:10.9999/else.1": "imported", f"pubmed:{FIRST_PMID}": "already_here"}
    assert run.notes["links"] == {"doi:10.9999/known": f"pubmed:{FIRST_PMID}: the same DOI"}
    assert records(evidence)["doi:10.9999/else.1"].origin == SEARCH


def test_what_is_imported_passes_check(evidence: Path, tmp_path: Path) -> None:
    bring(evidence, tmp_path, RIS)
    bring(evidence, tmp_path, CSV, "file.csv")
    found = check_evidence(store.load(evidence), today=NOW.date())
    # The seed record of the fixture has not been screened, which is no fault of an import.
    assert [p for p in found if p.path == "records.jsonl" and p.rule != "seed-screened"] == []
    text = (evidence / "records.jsonl").read_text(encoding="utf-8")
    assert text == store.format_records(records(evidence).values())


@pytest.mark.parametrize("options", [{"search": "nothing"}, {"reviewer": "nobody"}])
def test_who_and_what_must_exist(options: dict[str, str], evidence: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there are: "):
        bring(evidence, tmp_path, RIS, **options)


def test_the_command(evidence: Path, tmp_path: Path) -> None:
    file = write(tmp_path, RIS, "f.ris")
    command = [sys.executable, "-m", "rlsevidence", "import", str(file), "--workspace", str(evidence.parent)]
    dry = subprocess.run([*command, "--dry-run"], capture_output=True, text=True, check=False)
    assert (dry.returncode, "1 record to enter" in dry.stdout) == (0, True)
    assert len(records(evidence)) == 1
    done = subprocess.run([*command, "--format", "json"], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert json.loads(done.stdout)[0]["new"] == ["doi:10.9999/else.1"]
    missing = subprocess.run([*command[:4], "nowhere.ris", *command[5:]], capture_output=True, text=True, check=False)
    assert missing.returncode == 2
    assert missing.stderr.startswith("rlsevidence: nowhere.ris: ")

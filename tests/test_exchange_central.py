"""CENTRAL's own number: one record whichever export it stands in, and never a DOI, for which its RIS gives it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from review import make_review
from rlsevidence import store
from rlsevidence.exchange.importing import import_file
from rlsevidence.exchange.matching import match
from rlsevidence.exchange.reading import read_entries

NOW = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
PAGE = "https://www.cochranelibrary.com/central/doi/10.1002/central/CN-09000001/full"
TITLE = "Invented trial of one thing against another in people of whom nobody has heard"
TEXT = f"Record #1 of 1\nID: CN-09000001\nAU: Sand A\nTI: {TITLE}\nSO: Invented Journal, 2019, 28(3), 12-19\nYR: 2019\n"
RIS = f"TY  - JOUR\nAN  - CN-09000001\nAU  - Sand, Anna\nTI  - {TITLE}\nT2  - Invent J\nPY  - 2019\n"
FORMS = {
    # every way in which the number comes -> the file
    "text": TEXT + "US: https://www.cochranelibrary.com/central/doi/10.1002/central/CN-09000001/full\n",
    "text without the page": TEXT,
    "RIS": RIS + "ER  - \n",
    "RIS, as a DOI": RIS.replace("AN  - CN-09000001\n", "") + "DO  - 10.1002/central/CN-09000001\nER  - \n",
    "RIS, as a link to a DOI": RIS.replace("AN  - CN-09000001\n", "")
    + "UR  - https://doi.org/10.1002/central/cn-09000001\nER  - \n",
    "BibTeX": f"@article{{a, title={{{TITLE}}}, author={{Sand, Anna}}, year=2019,"
    " doi={10.1002/central/CN-09000001}}",
    "CSV": f"Title,Authors,Year,URL\n{TITLE},Sand A,2019,{PAGE}\n",
}


def write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("form", FORMS)
def test_it_is_the_record_s_address_where_there_is_nothing_else(form: str, tmp_path: Path) -> None:
    (entry,) = read_entries(write(tmp_path, "x", FORMS[form]), "import:x").entries
    assert (entry.record.id, entry.record.doi, entry.record.url) == (f"url:{PAGE}", None, PAGE)


@pytest.mark.parametrize("first", FORMS)
def test_two_exports_hold_one_record(first: str, tmp_path: Path) -> None:
    evidence = make_review(tmp_path / "w")
    files = [write(tmp_path, f"{n}.txt", FORMS[form]) for n, form in enumerate([first, *FORMS])]
    reports = [import_file(evidence, file, now=NOW) for file in files]
    assert [len(r.new) for r in reports] == [1] + [0] * len(FORMS)
    assert all(r.accounted and r.links[0].certain for r in reports[1:])


def test_with_a_doi_or_a_pmid_it_stands_beside_and_still_tells_the_record(tmp_path: Path) -> None:
    evidence = make_review(tmp_path / "w")
    full = RIS.replace(TITLE, "Another wording of an invented title, which nobody would take for that one")
    full += "DO  - 10.9999/invented.1\nC3  - PUBMED 90000001,EMBASE 600000001\nER  - \n"
    (entry,) = read_entries(write(tmp_path, "full.ris", full), "import:x").entries
    assert (entry.record.id, entry.record.doi, entry.record.seen_at) == (
        "pubmed:90000001",
        "10.9999/invented.1",
        (PAGE,),
    )
    import_file(evidence, write(tmp_path, "bare.ris", FORMS["RIS"]), now=NOW)
    report = import_file(evidence, tmp_path / "full.ris", now=NOW)
    assert [(k.record, k.same_as, k.why, k.certain) for k in report.links] == [
        ("pubmed:90000001", f"url:{PAGE}", "the same number in CENTRAL", True)
    ]


def test_two_numbers_are_never_linked_by_rule(tmp_path: Path) -> None:
    evidence = make_review(tmp_path / "w")
    whole = RIS + "VL  - 28\nSP  - 12\nEP  - 19\nER  - \n"
    both = whole + "\n" + whole.replace("CN-09000001", "CN-09000002")
    report = import_file(evidence, write(tmp_path, "both.ris", both), now=NOW)
    assert len(report.new) == 2
    assert [(k.certain, k.safe) for k in report.links] == [(False, False)], "a person is asked"
    assert "another number in CENTRAL" in report.links[0].why
    # Without the numbers the same two are one by rule.
    records = store.load_part(evidence, "records")
    ours = [r for r in records.values() if r.title == TITLE]
    bare = {f"own:{n}": r.model_copy(update={"id": f"own:{n}", "url": None}) for n, r in enumerate(ours)}
    assert [p.verdict for p in match(bare)] == ["safe"]


def test_pubmed_s_word_outranks_central_s(tmp_path: Path) -> None:
    """One number at two PMIDs: PubMed has them as two."""
    evidence = make_review(tmp_path / "w")
    one = RIS + "C3  - PUBMED 90000001\nER  - \n"
    report = import_file(evidence, write(tmp_path, "x.ris", one + one.replace("90000001\nER", "90000002\nER")), now=NOW)
    assert report.new == ("pubmed:90000001", "pubmed:90000002")


def test_a_registration_in_central_is_that_registration(tmp_path: Path) -> None:
    text = "Record #1 of 1\nID: CN-09000003\nTI: Invented registration\nYR: 2019\n"
    text += "SO: https://clinicaltrials.gov/show/NCT99900099\n"
    (entry,) = read_entries(write(tmp_path, "x", text), "import:x").entries
    assert (entry.record.id, len(entry.record.seen_at)) == ("nct:NCT99900099", 1)


EMBASE = """TY  - JOUR
N1  - L600000001
A1  - Sand, A.
T1  - Invented record of a database that keeps PubMed's number elsewhere
JF  - Invented Journal
Y1  - 2019
C5  - 90000005
DO  - 10.9999/invented.5
U2  - L600000001
ER  -
"""


def test_embase_keeps_pubmed_s_number_under_c5_and_others_something_else(tmp_path: Path) -> None:
    (entry,) = read_entries(write(tmp_path, "x", EMBASE), "import:x").entries
    assert entry.record.id == "pubmed:90000005"
    other = EMBASE.replace("U2  - L600000001\n", "").replace("N1  - L600000001\n", "")
    (entry,) = read_entries(write(tmp_path, "x", other), "import:x").entries
    assert entry.record.id == "doi:10.9999/invented.5"


def test_tags_that_are_none_of_ris_are_not_taken_for_text(tmp_path: Path) -> None:
    text = "TY  - DATA\nTI  - Invented data\nID  - 7\nDOI  - 10.9999/invented.6\nPMID  - 90000006\n"
    text += "PMCID - PMC9000006\nER  - \n"
    (entry,) = read_entries(write(tmp_path, "x", text), "import:x").entries
    assert (entry.record.id, entry.record.doi, entry.record.pmcid, entry.record.title) == (
        "pubmed:90000006",
        "10.9999/invented.6",
        "PMC9000006",
        "Invented data",
    )


@pytest.mark.parametrize("hyphen", ["-", "‐", "‑", "–", "—", " - "])
def test_the_issue_and_the_pages_of_its_text_are_read(hyphen: str, tmp_path: Path) -> None:
    text = TEXT.replace(", 2019, 28(3), 12-19", "") + f"VL: 28\nNO: 3\nPG: 12{hyphen}19\n"
    found = read_entries(write(tmp_path, "x", text), "import:x")
    r = found.entries[0].record
    assert (r.volume, r.issue, (r.pages or "").replace(" ", "")) == ("28", "3", "12-19")
    assert found.unplaced == {}


NUMBERS = ["NCT90000599", "ISRCTN90000599", "EUCTR2019-000000-12-SE", "ACTRN12699000000000", "JPRN-UMIN000000000",
           "DRKS00000000", "ChiCTR2100000000", "CTRI/2019/01/000000"]  # fmt: skip


@pytest.mark.parametrize("number", NUMBERS)
def test_a_registration_s_number_is_nobody_s_name_and_is_told(number: str, tmp_path: Path) -> None:
    found = read_entries(write(tmp_path, "x", TEXT.replace("AU: Sand A", f"AU: {number}\nAU: Sand A")), "x")
    assert found.entries[0].record.authors == ("Sand A",)
    assert [n for n in found.notes if number in n and "line 1" in n]


@pytest.mark.parametrize("name", ["Nord A", "NL Study Group", "Kct B", "Li XY"])
def test_names_are_no_numbers(name: str, tmp_path: Path) -> None:
    (entry,) = read_entries(write(tmp_path, "x", TEXT.replace("Sand A", name)), "x").entries
    assert entry.record.authors == (name,)


@pytest.mark.parametrize("tag", ["C1", "C3", "M3", "Z9"])
@pytest.mark.parametrize("before", ["YR: 2019", "AU: Berg B", "VL: 3"])
def test_a_tag_with_a_digit_is_no_part_of_the_field_above(before: str, tag: str, tmp_path: Path) -> None:
    read = read_entries(write(tmp_path, "x", f"{TEXT}{before}\n{tag}: of nobody\n"), "import:x")
    (entry,) = read.entries
    assert entry.record.year == 2019
    assert entry.record.authors == (("Sand A", "Berg B") if before.startswith("AU") else ("Sand A",))
    assert not [n for n in read.notes if "is told from" in n]


ABOVE = 'Record #{n} of 2\nProvider: John Wiley & Sons, Ltd\nContent: text/plain; charset="UTF-8"\n\n'
AS_RIS = (
    "TY{s}JOUR\nAN{s}CN-0900000{n}\nAU{s}Sand A\nTI{s}{title} {n}\nSO{s}Invented reports\nYR{s}2019\nVL{s}12\nNO{s}3\n"
    "PG{s}5-9\nXR{s}PUBMED 9000001{n}\nKY{s}Invented word\nAB{s}Objective: none.\nUS{s}{page}\nER{s}\n\n"
)


@pytest.mark.parametrize("ended", [True, False])
@pytest.mark.parametrize("sign", ["  - ", "  -  ", " - "])
def test_its_own_ris_is_read_and_what_stands_above_each_record_is_no_fault(
    sign: str, ended: bool, tmp_path: Path
) -> None:
    text = "".join(ABOVE.format(n=n) + AS_RIS.format(n=n, s=sign, title=TITLE, page=PAGE) for n in (1, 2))
    text = text if ended else text.replace(f"ER{sign}\n", "")
    read = read_entries(write(tmp_path, "citation-export.txt", text), "import:x")
    assert not read.problems
    assert not read.between
    for n, (entry, record) in enumerate(((e, e.record) for e in read.entries), 1):
        assert (record.id, record.title, record.year) == (f"pubmed:9000001{n}", f"{TITLE} {n}", 2019)
        assert (record.journal, record.volume, record.issue, record.pages) == ("Invented reports", "12", "3", "5-9")
        assert (entry.abstract, entry.keywords) == ("Objective: none.", ("Invented word",))
    assert len(read.entries) == 2

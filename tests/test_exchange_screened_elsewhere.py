"""From a file of each program that people screen in, to that person's row of screening, and to nobody else's.

Sources of the shapes: Rayyan, https://help.rayyan.ai (Understanding Your Rayyan Export Files), and the exports that
public programs read (`articles.csv` beside `customizations_log.csv`); Covidence, the columns and the notes
('Exclusion reason: Wrong study design; ') of exports that public programs read; ASReview, docs/source/progress.rst of
github.com/asreview/asreview; EPPI-Reviewer, see `exchange.eppi`. The records are invented.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from invented import FIRST_PMID
from review import make_review, seed
from rlsevidence import open_workspace, store
from rlsevidence.check import check_evidence
from rlsevidence.cli import main
from rlsevidence.errors import EvidenceError
from rlsevidence.exchange.decisions import read_notes
from rlsevidence.exchange.importing import import_file
from rlsevidence.exchange.reading import read_entries
from rlsevidence.exchange.taking_over import UNSTAGED

NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
NOTE = (
    'RAYYAN-INCLUSION: {"Anna Ö."=>"Excluded", "bo"=>"Included"} | RAYYAN-LABELS: dose,children'
    ' | RAYYAN-EXCLUSION-REASONS: too long ago,wrong population | USER-NOTES: {"Anna Ö."=>["look again", "at it"]}'
)
RAYYAN = (
    "key,title,year,month,day,journal,issn,volume,issue,pages,authors,url,language,publisher,location,abstract,notes,"
    "doi,keywords,pubmed_id,pmc_id\n"
    'rayyan-1,Invented record of Rayyan,2020,5,1,Inv J,,1,2,3-4,"Sand, A. and Berg, B.",,eng,,,Nobody.,"'
    + NOTE.replace('"', '""')
    + '",10.9999/se.1,,,\n'
)
LOG = "article_id,user_id,user_email,created_at,key,value\n1,7,a@example.org,2024-01-01,included,-1\n"
COVIDENCE = (
    "Title,Authors,Abstract,Published Year,Published Month,Journal,Volume,Issue,Pages,Accession Number,DOI,Ref,"
    "Covidence #,Study,Notes,Tags\n"
    'Invented record of Covidence,"Sand, A.; Berg, B.",Nobody.,2020,,Inv J,1,2,3-4,77,10.9999/se.1,6535,#12,'
    "Sand 2020,Exclusion reason: Wrong population; ,dose\n"
)
EPPI = json.dumps(
    {
        "CodeSets": [
            {
                "SetName": "Screen",
                "Attributes": {
                    "AttributesList": [
                        {
                            "AttributeId": 1,
                            "AttributeName": "EXCLUDE on wrong population",
                            "AttributeType": "Exclude",
                        }
                    ]
                },
            }
        ],
        "References": [
            {"ItemId": 9, "Title": "Invented record of EPPI", "DOI": "10.9999/se.1", "Codes": [{"AttributeId": 1}]}
        ],
    }
)
ASREVIEW_RIS = (
    "TY  - JOUR\nTI  - Invented record of ASReview\nDO  - 10.9999/se.1\nN1  - ASReview_irrelevant\n"
    "N1  - wrong dose perhaps\nER  - \n"
)
SWEDISH = (
    "Titel;Författare;År;DOI;Beslut;Orsak;Granskare;Beslutsdatum;Anteckning\n"
    "Påhittad post;Öberg, N.;2020;10.9999/se.1;Exkludera;Wrong population;Anna Ö.;2026-05-04;läs igen\n"
)


def zipped(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "."), text)
    return out.getvalue()


@dataclass(frozen=True)
class Case:
    """`row`: stage, decision, reason, basis and day of the row; `note`: what the row repeats of the file."""

    data: str | bytes
    row: tuple[str, str, str, str, str]
    note: str
    remarks: tuple[str, ...] = ()
    reason: str | None = None
    stage: str | None = None
    """What is said with --stage, where the file does not tell it."""


TODAY = "2026-11-30T12:00:00Z"
ABSTRACT = ("title_abstract", "exclude", "wrong-population", "abstract", TODAY)
TITLE = ("title_abstract", "exclude", "wrong-population", "title", TODAY)
RAYYAN_SAID = "Anna Ö. => Excluded; look again; at it; reasons in the file: too long ago,wrong population"
RAYYAN_REASONS = "RAYYAN-EXCLUSION-REASONS: too long ago,wrong population"
RAYYAN_REMARKS = ("RAYYAN-LABELS: dose,children", RAYYAN_REASONS, 'USER-NOTES: {"Anna Ö."=>["look again", "at it"]}')
CASES = {
    "Rayyan, CSV": Case(RAYYAN, ABSTRACT, RAYYAN_SAID, RAYYAN_REMARKS, "wrong-population"),
    "Rayyan, archive": Case(
        zipped(articles__csv=RAYYAN, customizations_log__csv=LOG),
        ABSTRACT,
        RAYYAN_SAID,
        RAYYAN_REMARKS,
        "wrong-population",
    ),
    "Rayyan, RIS": Case(
        f"TY  - JOUR\nTI  - Invented record of Rayyan\nDO  - 10.9999/se.1\nAB  - Nobody.\nN1  - {NOTE}\nER  - \n",
        ABSTRACT,
        RAYYAN_SAID,
        RAYYAN_REMARKS,
        "wrong-population",
    ),
    "Covidence, CSV": Case(
        COVIDENCE,
        ("full_text", "exclude", "wrong-population", "full-text", TODAY),
        "Exclusion reason: Wrong population",
        ("Tags: dose",),
    ),
    "Covidence, RIS": Case(
        "TY  - JOUR\nTI  - Invented record of Covidence\nDO  - 10.9999/se.1\nN1  - Exclusion reason: Wrong population;"
        " \nER  - \n",
        ("full_text", "exclude", "wrong-population", "full-text", TODAY),
        "Exclusion reason: Wrong population",
    ),
    "EPPI-Reviewer": Case(
        EPPI, TITLE, "EXCLUDE on wrong population", ("code: EXCLUDE on wrong population",), stage="title_abstract"
    ),
    "EPPI-Reviewer, full text": Case(
        EPPI.replace('"Screen"', '"Screen on Full Text"'),
        ("full_text", "exclude", "wrong-population", "full-text", TODAY),
        "EXCLUDE on wrong population",
        ("code: EXCLUDE on wrong population",),
    ),
    "ASReview, RIS": Case(ASREVIEW_RIS, TITLE, "ASReview_irrelevant", ("wrong dose perhaps",), "wrong-population"),
    "ASReview, CSV": Case(
        "title,doi,asreview_label,asreview_time,asreview_note,asreview_user_name\n"
        "Invented,10.9999/se.1,0,1700000000,a note,Anna Ö.\n",
        ("title_abstract", "exclude", "wrong-population", "title", "2023-11-14T22:13:20Z"),
        "asreview_label: 0",
        ("asreview_note: a note",),
        "wrong-population",
    ),
    "Swedish, CSV of Excel": Case(
        SWEDISH.encode("cp1252"),
        ("title_abstract", "exclude", "wrong-population", "title", "2026-05-04"),
        "Beslut: Exkludera",
        ("Anteckning: läs igen",),
        stage="title_abstract",
    ),
}


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    return make_review(tmp_path / "review", [seed(FIRST_PMID, title="Invented record that is known")])


@pytest.mark.parametrize("name", CASES)
def test_from_the_file_to_the_row(name: str, evidence: Path, tmp_path: Path) -> None:
    case = CASES[name]
    file = tmp_path / "export"
    file.write_bytes(case.data if isinstance(case.data, bytes) else case.data.encode())
    who = store.load_part(evidence, "people")[0].id
    shown = import_file(evidence, file, now=NOW)
    assert (shown.offered, shown.decided, store.load_part(evidence, "screening")) == (1, (), ()), "nothing by itself"
    assert set(case.remarks) <= set(shown.remarks[0][1].split("; ") if shown.remarks else ())
    report = import_file(evidence, file, now=NOW, reviewer=who, called="Anna Ö.", reason=case.reason, stage=case.stage)
    assert report.accounted
    if case.stage:
        asked = import_file(evidence, file, now=NOW, reviewer=who, called="Anna Ö.", reason=case.reason, dry_run=True)
        assert [(why, asked.decided) for _, why in asked.undecided] == [(f"exclude: {UNSTAGED}", ())]
        assert "none of it becomes a row without --stage" in "".join(shown.notes)
    (row,) = store.load_part(evidence, "screening")
    assert (row.record, row.reviewer, row.role) == ("doi:10.9999/se.1", who, "screener")
    assert (row.stage, row.decision, row.reason, row.basis, row.decided_on) == case.row, report.undecided
    assert case.note in row.note
    again = import_file(evidence, file, now=NOW, reviewer=who, called="Anna Ö.", reason=case.reason, stage=case.stage)
    assert (again.decided, len(store.load_part(evidence, "screening"))) == ((), 1)


@pytest.mark.parametrize("name", [n for n in CASES if n.startswith(("Rayyan", "Swedish")) or n == "ASReview, CSV"])
def test_who_is_not_named_in_the_file_gets_no_row(name: str, evidence: Path, tmp_path: Path) -> None:
    case = CASES[name]
    file = tmp_path / "export"
    file.write_bytes(case.data if isinstance(case.data, bytes) else case.data.encode())
    who = store.load_part(evidence, "people")[0].id
    report = import_file(evidence, file, now=NOW, reviewer=who, called="nobody", reason="wrong-population")
    assert (report.decided, store.load_part(evidence, "screening")) == ((), ())
    assert "Anna Ö." in report.undecided[0][1]


def test_of_several_reasons_the_first_that_is_one_here_is_taken() -> None:
    found = read_notes([NOTE])
    assert [(d.by, d.reason) for d in found] == [("Anna Ö.", "too long ago,wrong population"), ("bo", None)]


def test_other_archives_are_refused_by_what_they_hold(tmp_path: Path, evidence: Path) -> None:
    file = tmp_path / "other.zip"
    file.write_bytes(zipped(a__ris=ASREVIEW_RIS, b__docx="x"))
    with pytest.raises(EvidenceError, match=r"other\.zip: found an archive with a\.ris, b\.docx, expected .*unpack it"):
        read_entries(file, "x")
    assert main(["import", str(file), "--workspace", str(evidence.parent)]) == 2
    file.write_bytes(zipped(articles__csv="title,doi\nInvented,10.9999/x\n,none\n", more__txt="x"))
    found = read_entries(file, "x")
    assert [(p.path, p.line) for p in found.problems] == [(f"{file}/articles.csv", 3)]
    assert "files of the archive left out: more.txt" in found.notes


def test_a_file_that_cannot_be_read_keeps_none_of_the_others_out(
    evidence: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ("a.ris", "b.txt", "c.csv")
    for name, text in zip(names, (ASREVIEW_RIS, "nothing to read", COVIDENCE), strict=True):
        (tmp_path / name).write_text(text)
    files = [str(tmp_path / name) for name in names]
    assert main(["import", *files, "--format", "json", "--workspace", str(evidence.parent)]) == 2
    told = capsys.readouterr()
    assert [Path(r["path"]).name for r in json.loads(told.out)] == ["a.ris", "c.csv"]
    assert f"{files[1]}: found 'nothing to read'" in told.err
    assert "1 file of 3 could not be read and brought nothing in" in told.err
    assert "doi:10.9999/se.1" in store.load_part(evidence, "records")


def test_programs_are_told_the_stage_of_a_decision(tmp_path: Path) -> None:
    (tmp_path / "file").write_text(COVIDENCE)
    (entry,) = read_entries(tmp_path / "file", "x").entries
    assert entry.decisions[0].to_plain() == {
        "decision": "exclude", "by": None, "reason": "Wrong population", "stage": "full_text",
        "said": "Exclusion reason: Wrong population",
    }  # fmt: skip


def test_a_number_that_turns_up_later_is_proposed(evidence: Path, tmp_path: Path) -> None:
    first, later = tmp_path / "first.ris", tmp_path / "later.ris"
    first.write_text("TY  - JOUR\nTI  - Invented record\nDO  - 10.9999/se.9\nER  - \n")
    later.write_text("TY  - JOUR\nTI  - Invented record\nDO  - 10.9999/se.9\nAN  - 90000388\nDB  - PubMed\nER  - \n")
    import_file(evidence, first, now=NOW)
    shown = import_file(evidence, later, now=NOW, dry_run=True)
    assert any("gives PubMed's number for 1 record without one here" in n for n in shown.notes)
    assert not [p for p in open_workspace(evidence.parent).link_proposals if p.kind == "pmid"], "nothing of a dry run"
    import_file(evidence, later, now=NOW)
    told = [(p.a, p.b, p.kind) for p in open_workspace(evidence.parent).link_proposals]
    assert ("doi:10.9999/se.9", "pubmed:90000388", "pmid") in told
    assert "doi:10.9999/se.9" in store.load_part(evidence, "records"), "a file's word joins no records"


@pytest.mark.parametrize(("said", "day"), [("2026-11-30", "2026-11-30"), ("2027-01-01", TODAY), ("1700000000", None)])
def test_a_row_is_never_dated_after_the_import(said: str, day: str | None, evidence: Path, tmp_path: Path) -> None:
    file = tmp_path / "file.csv"
    file.write_text(f"title,doi,asreview_label,asreview_time\nInvented,10.9999/se.1,1,{said}\n")
    who = store.load_part(evidence, "people")[0].id
    import_file(evidence, file, now=NOW, reviewer=who)
    (row,) = store.load_part(evidence, "screening")
    assert row.decided_on == (day or "2023-11-14T22:13:20Z")
    found = check_evidence(store.load(evidence), today=NOW.date())
    assert [p for p in found if p.path == "screening.tsv" and p.rule != "included-untagged"] == []

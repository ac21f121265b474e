"""Everything out and in again: equal, or the loss is listed. And each file read by somebody else's library."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import math
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

import rlsevidence as rls
from conftest import REPO
from rlsevidence import cli
from rlsevidence.citing import split_name
from rlsevidence.exchange.importing import import_file
from rlsevidence.exchange.reading import read_entries
from rlsevidence.export import FORMATS, Asked, Item
from rlsevidence.export.cells import is_formula, neutralise, write_csv
from rlsevidence.export.formats import WRITERS, list_losses
from rlsevidence.model import FullRecord, Record

RECORDS = ("ris", "csl-json", "csv", "nbib", "bibtex", "xlsx")
"""Formats of records, all of which `import` reads."""
SAME = ("pmid", "doi", "pmcid", "title", "authors", "year", "journal", "volume", "issue", "pages", "language")


def invent(number: int, **fields: Any) -> FullRecord:
    plain: dict[str, Any] = {
        "id": f"pubmed:{90000100 + number}", "pmid": str(90000100 + number), "doi": f"10.5555/invented.{number}",
        "pmcid": None, "url": None, "title": f"Invented record {number}", "authors": ("Testsson TA",),
        "organisation": None, "year": 2020, "journal": "J Invent Test", "volume": "1", "issue": "2", "pages": "3-9",
        "language": "eng", "publication_types": (), "mesh": (), "integrity": (),
        "dates": {"created": None, "revised": None, "indexed": None, "published": None}, "abstract_sha256": None,
        "origin": "invented", "verification": "partial", "unverified": (), "seen_at": (),
        "abstract": (), "keywords": (), "databanks": (), "grants": (), "comments_corrections": (),
        "vernacular_title": None, "version": None,
    }  # fmt: skip
    return FullRecord.model_validate({**plain, **fields})


AWKWARD = {
    "Swedish letters": invent(1, title="Påhittad prövning om sömn och ångest", authors=("Åström ÄÖ", "Öberg Å")),
    "a hundred authors": invent(2, authors=tuple(f"Test{chr(65 + i // 26)}{chr(97 + i % 26)} T" for i in range(100))),
    "groups and odd names": invent(3, authors=("Invented Study Group", "van der Test JP Jr", "Testsson J-P", "Ng X")),
    "markup in the title": invent(4, title="Mg<sup>2+</sup> & {braces} 50 % of $x_1$ #1 ~ ^ \\ backslash"),
    "a formula": invent(5, title="=HYPERLINK(1)", journal="+cmd", volume="@1", issue="-2"),
    "a very long abstract": invent(6, abstract=({"label": "RESULTS", "category": None, "text": "word " * 9000},)),
    "quotation marks and line ends": invent(7, title='"Quoted", she said; and\' more', abstract=(
        {"label": None, "category": None, "text": 'One, "two"; three.'},)),
    "nothing but a title and a DOI": invent(
        8, id="doi:10.5555/invented.8", pmid=None, authors=(), year=None, journal=None, volume=None, issue=None,
        pages=None, language=None),
    "only an address": invent(9, id="url:https://example.org/a?b=1&c=2", pmid=None, doi=None,
                              url="https://example.org/a?b=1&c=2"),
    "an address with every mark": invent(11, id="url:https://example.org/~a_b%20c?d=1&e=$2#f", pmid=None, doi=None,
                                         url="https://example.org/~a_b%20c?d=1&e=$2#f"),
    "pages that are no range": invent(10, pages="e1-e9-3", issue="Suppl 1"),
}  # fmt: skip
LOST = {
    # what does not come back, with why; everything else has to be equal
    ("nbib", "nothing but a title and a DOI"): "no PMID",
    ("nbib", "only an address"): "no PMID",
    ("nbib", "an address with every mark"): "no PMID",
}


def item(record: Record) -> Item:
    return Item(record, (), (), True)


def round_trip(tmp_path: Path, kind: str, items: list[Item]) -> dict[str, Record]:
    ending, write = WRITERS[kind]
    data = write(items)
    file = tmp_path / f"out{ending}"
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    read = read_entries(file, "again")
    assert read.adds_up
    assert read.problems == (), kind
    return {e.record.id: e.record for e in read.entries}


@pytest.mark.parametrize("kind", RECORDS)
@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_records_come_back(name: str, kind: str, tmp_path: Path) -> None:
    record = AWKWARD[name]
    if (kind, name) in LOST:
        assert list_losses([item(record)], kind)[0]["what"] == "record"
        return
    back = round_trip(tmp_path, kind, [item(record)])[record.id]
    for field in SAME:
        wanted = getattr(record, field)
        if (kind, name, field) == ("bibtex", "markup in the title", "title"):
            assert any("braces" in str(loss["why"]) for loss in list_losses([item(record)], kind))
            wanted = wanted.replace("{", "").replace("}", "").replace("^", "ˆ")
        assert getattr(back, field) == wanted, (kind, name, field)


@pytest.mark.parametrize("kind", RECORDS)
def test_all_of_the_evidence_comes_back(kind: str, review: rls.Workspace, tmp_path: Path) -> None:
    ending, _ = WRITERS[kind]
    (path,) = review.export(kind, tmp_path / f"all{ending}")
    read = read_entries(path, "again")
    assert (read.adds_up, read.problems) == (True, ())
    back = {e.record.id: e.record for e in read.entries}
    expected = [r for r in review.evidence.records.values() if kind != "nbib" or r.pmid]
    if kind == "bibtex":
        dashed = {r.id.replace("---", "—").replace("--", "–"): r.id for r in expected if "--" in r.id}
        lost = {str(loss["why"])[:12]: loss["records"] for loss in review.build_export(kind).losses}
        assert lost["LaTeX has --"] >= len(dashed) > 0, "listed among the losses"
        back = {dashed.get(i, i): record for i, record in back.items()}
    assert set(back) == {r.id for r in expected}
    for record in expected:
        for field in SAME:
            wanted = getattr(record, field)
            if field == "authors" and not wanted and record.organisation:
                wanted = (record.organisation,)  # listed among the losses
                if kind in ("csv", "xlsx") and "," in record.organisation:
                    assert any("its comma" in str(loss["why"]) for loss in review.build_export(kind).losses)
                    continue
            assert getattr(back[record.id], field) == wanted, (record.id, field)


NO_JOURNAL: dict[str, Any] = {"pmid": None, "doi": None, "journal": None, "volume": None, "issue": None, "pages": None}
PAGE = {**NO_JOURNAL, "id": "url:https://example.org/invented", "url": "https://example.org/invented"}
KINDS: dict[str, tuple[dict[str, Any], tuple[str, str, str]]] = {
    "in a journal": ({}, ("JOUR", "article", "article-journal")),
    "an article whose journal is not known": (
        {**PAGE, "publication_types": ("Journal Article",)}, ("JOUR", "article", "article-journal")),
    "a guideline": ({**PAGE, "publication_types": ("Practice Guideline",)}, ("RPRT", "techreport", "report")),
    "a guideline in a journal": (
        {"publication_types": ("Practice Guideline", "Journal Article")}, ("JOUR", "article", "article-journal")),
    "a label on a page": ({**PAGE, "publication_types": ("Product information",)}, ("ELEC", "misc", "webpage")),
    "a registration": ({**NO_JOURNAL, "id": "nct:NCT90000001", "publication_types": ("Clinical Trial Registration",)},
                       ("ELEC", "misc", "webpage")),
    "nothing says": ({**NO_JOURNAL, "id": "doi:10.5555/x", "doi": "10.5555/x"}, ("GEN", "misc", "document")),
}  # fmt: skip


@pytest.mark.parametrize("case", KINDS.values(), ids=KINDS)
def test_a_record_leaves_as_what_it_is_and_comes_back(
    case: tuple[dict[str, Any], tuple[str, str, str]], tmp_path: Path
) -> None:
    given, (ris, bibtex, csl) = case
    one = item(invent(13, **given))
    assert str(WRITERS["ris"][1]([one])).startswith(f"TY  - {ris}\n")
    assert str(WRITERS["bibtex"][1]([one])).startswith(f"@{bibtex}{{")
    assert json.loads(WRITERS["csl-json"][1]([one]))[0]["type"] == csl
    for kind in ("ris", "bibtex", "csl-json"):
        back = round_trip(tmp_path, kind, [one])
        assert {f: getattr(back[one.record.id], f) for f in SAME} == {f: getattr(one.record, f) for f in SAME}, kind


BODIES = (
    "US Food and Drug Administration",
    "UCSF, Invented InSite",
    "Ministry of Invention, USA",
    "Invented Group of Food, Health and Trade",
)


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("kind", ["ris", "bibtex", "csl-json"])
def test_a_body_comes_back_as_one(kind: str, body: str, tmp_path: Path) -> None:
    for authors in ((body,), ("Testsson TA", body)):
        record = invent(14, authors=authors)
        assert round_trip(tmp_path, kind, [item(record)])[record.id].authors == authors


def test_what_we_wrote_ourselves_is_no_word_of_pubmed(tmp_path: Path) -> None:
    """A record known second-hand stays so through MEDLINE text, and gains no date that it did not have."""
    record = invent(12, unverified=("title",))
    back = round_trip(tmp_path, "nbib", [item(record)])[record.id]
    assert back.verification == record.verification == "partial"
    assert {"title", "authors", "year", "journal", "doi"} <= set(back.unverified)
    assert back.dates.published is None
    assert back.year == 2020
    plain = tmp_path / "pubmed.nbib"
    plain.write_text("PMID- 90000112\nTI  - Invented record 12\nDP  - 2020\n", "utf-8")
    (entry,) = read_entries(plain, "again").entries
    assert entry.record.verification == "confirmed", "PubMed's own file has no label of screening"


@pytest.mark.parametrize("kind", [*RECORDS, "bibtex", "xlsx"])
def test_what_went_out_is_known_when_it_comes_in_and_changes_nothing(kind: str, real_dir: Path, tmp_path: Path) -> None:
    """Registrations, bodies and pages too: nothing is entered twice, nor taken for a duplicate of itself."""
    ending, _ = WRITERS[kind]
    (path,) = rls.open_workspace(real_dir.parent).export(kind, tmp_path / f"all{ending}")
    before = {name: (real_dir / name).read_bytes() for name in ("records.jsonl", "screening.tsv")}
    report = import_file(real_dir, path, now=dt.datetime(2026, 11, 27, tzinfo=dt.UTC), reviewer="seed")
    assert report.accounted
    assert report.new == ()
    assert report.linked == report.entries > 50
    assert [link for link in report.links if link.record == link.same_as and not link.certain] == []
    assert {name: (real_dir / name).read_bytes() for name in before} == before


NAMES = [
    ("Testsson TA", ("Testsson", "TA", "")),
    ("van der Test JP Jr", ("van der Test", "JP", "Jr")),
    ("Invented Study Group", None),
    ("Testsson", None),
    ("Invented Group USA", ("Invented Group", "USA", "")),  # cannot be told from a person; comes back all the same
]


@pytest.mark.parametrize(("name", "parts"), NAMES)
def test_names(name: str, parts: tuple[str, str, str] | None) -> None:
    assert split_name(name) == parts


# ---------------------------------------------------------------- decisions go along


def test_decisions_tags_and_why_stand_where_the_format_has_a_place(review: rls.Workspace) -> None:
    made = {kind: review.build_export(kind, claim="mild-moderate-relief", counted=True) for kind in WRITERS}
    row = next(t for t in review.evidence.tags if t.claim == "mild-moderate-relief" and t.stance == "supports")
    for kind in ("ris", "bibtex", "csl-json", "csv"):
        (text,) = made[kind].files.values()
        plain = str(text).replace("\\_", "_")
        assert "mild-moderate-relief = supports, direct" in plain, kind
        assert row.reviewer in plain
        assert "ASReview_relevant" in plain or "label_included" in plain
    assert {m.records for k, m in made.items() if k != "nbib"} == {len(list_counted(review))}


def list_counted(review: rls.Workspace) -> list[str]:
    summary = review.summary("mild-moderate-relief")
    held = {s.id for s in summary.studies if s.counted}
    settled = review.settled
    return [r for r in settled.by_claim["mild-moderate-relief"] if settled.study_of.get(r) in held]


def test_filters_leave_what_was_asked_for(review: rls.Workspace) -> None:
    def ids(**asked: Any) -> set[str]:
        (text,) = review.build_export("csv", **asked).files.values()
        return {row["id"] for row in csv.DictReader(io.StringIO(str(text)))}

    everything = ids()
    assert everything == set(review.evidence.records)
    screened = {d: ids(screened=d) for d in ("include", "exclude", "unsure", "undecided")}
    assert set.union(*screened.values()) == everything
    assert sum(map(len, screened.values())) == len(everything), "each record has one state"
    disputing = ids(claim="mild-moderate-relief", stance="disputes")
    assert disputing <= ids(claim="mild-moderate-relief") <= ids(stance="supports") | ids(claim="mild-moderate-relief")
    assert ids(as_of="2010-12-31") < everything
    assert Asked().is_all


def test_what_cannot_be_held_is_counted(review: rls.Workspace) -> None:
    losses = {loss["what"]: loss for loss in review.build_export("nbib").losses}
    without = sum(r.pmid is None for r in review.evidence.records.values())
    assert losses["record"]["records"] == without
    told = {loss["what"]: loss["records"] for loss in review.build_export("ris").losses}
    for field in ("publication_types", "seen_at", "integrity", "mesh"):
        assert told.get(field, 0) == sum(bool(getattr(r, field)) for r in review.evidence.records.values()), field


# ---------------------------------------------------------------- nothing runs

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_cell_that_would_run_does_not(cell: str) -> None:
    assert is_formula(cell)
    assert neutralise(cell) == f"'{cell}"
    (row,) = list(csv.reader(io.StringIO(write_csv(["a"], [{"a": cell}]), newline="")))[1:]
    assert row == [f"'{cell}".replace("\r", "\n")]


def test_numbers_and_words_stay() -> None:
    assert write_csv(["a", "b", "c"], [{"a": -1.5, "b": "a = b", "c": None}]) == "a,b,c\n-1.5,a = b,\n"


def test_excel_shows_texts_and_runs_nothing() -> None:
    from openpyxl import load_workbook

    data = WRITERS["xlsx"][1]([item(r) for r in AWKWARD.values()])
    assert isinstance(data, bytes)
    sheet = load_workbook(io.BytesIO(data))["records"]
    header = [c.value for c in sheet[1]]
    rows = [dict(zip(header, cells, strict=True)) for cells in sheet.iter_rows(min_row=2)]
    for record, row in zip(AWKWARD.values(), rows, strict=True):
        assert row["title"].value == record.title
        assert row["title"].data_type == "s", "a text, also where it begins with ="
        assert all(c.data_type in ("s", "n") and (c.data_type == "s" or c.value is None) for c in row.values())
    long = next(
        r for r in rows if "long" not in str(r["title"].value) and r["id"].value == AWKWARD["a very long abstract"].id
    )
    assert len(long["abstract"].value) == 32_767
    assert any(loss["what"] == "cells" for loss in list_losses([item(AWKWARD["a very long abstract"])], "xlsx"))


# ---------------------------------------------------------------- read by others


def test_bibtex_is_read_by_bibtexparser(review: rls.Workspace) -> None:
    import bibtexparser
    from bibtexparser.middlewares import LatexDecodingMiddleware

    items = [item(r) for r in AWKWARD.values()]
    text = str(WRITERS["bibtex"][1](items))
    library = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    assert library.failed_blocks == []
    assert len(library.entries) == len(items)
    for record, entry in zip(AWKWARD.values(), library.entries, strict=True):
        fields = {f.key: f.value for f in entry.fields}
        # The library reads \\textasciicircum as the accent by itself.
        bare = str(fields["title"]).replace("{", "").replace("}", "").replace("ˆ", "^")
        assert bare == record.title.replace("{", "").replace("}", "")
        assert fields.get("doi") == record.doi
        assert len(str(fields.get("author", "")).split(" and ")) == max(1, len(record.authors))
    (whole,) = review.build_export("bibtex").files.values()
    read = bibtexparser.parse_string(str(whole))
    assert (len(read.entries), read.failed_blocks) == (len(review.evidence.records), [])


def test_tables_are_described_column_by_column(review: rls.Workspace) -> None:
    import pandas as pd

    files = review.build_export("tables").files
    package = json.loads(files["datapackage.json"])
    assert {r["path"] for r in package["resources"]} == set(files) - {"datapackage.json"}
    for resource in package["resources"]:
        frame = pd.read_csv(io.StringIO(str(files[resource["path"]])), dtype=str, keep_default_na=False)
        assert list(frame.columns) == [f["name"] for f in resource["schema"]["fields"]], resource["path"]
        assert resource["description"]
        assert all(f.get("description") and f["type"] != "any" for f in resource["schema"]["fields"]), resource["name"]
    assert package["licenses"] == [{"name": review.evidence.topic.licence}]
    studies = pd.read_csv(io.StringIO(str(files["studies.csv"])), dtype=str)
    assert len(studies) == len(review.evidence.studies)


def test_effects_for_metafor_are_those_of_the_review(review: rls.Workspace) -> None:
    made = review.build_export("metafor")
    rows = list(csv.DictReader(io.StringIO(str(made.files["effects.csv"]))))
    assert rows
    # Held against what the studies print: a difference as it stands, a ratio by its logarithm.
    printed: dict[tuple[str, str, str], set[float]] = {}
    for study in review.evidence.studies.values():
        for result in study.results:
            if (e := result.estimate) is not None:
                value = math.log(e.value) if e.measure in ("OR", "RR", "HR") else e.value
                printed.setdefault((study.id, result.outcome, e.measure), set()).add(round(value, 9))
    held = [r for r in rows if (r["study"], r["outcome"], r["measure"]) in printed]
    assert len(held) > 5
    for row in held:
        assert round(float(row["yi"]), 9) in printed[row["study"], row["outcome"], row["measure"]], row
    assert all(float(r["vi"]) > 0 for r in rows)
    assert "anyDuplicated(one$study)" in str(made.files["metafor.R"]), "a study is never pooled with itself"


def test_risk_of_bias_for_robvis_has_its_words(review: rls.Workspace) -> None:
    files = review.build_export("robvis").files
    words = {"Low", "Some concerns", "High", "Moderate", "Serious", "Critical", "No information"}
    for name in ("rob2.csv", "robinsi.csv"):
        for row in csv.DictReader(io.StringIO(str(files[name]))):
            assert {v for k, v in row.items() if k != "Study"} <= words


# ---------------------------------------------------------------- the bundle


def test_the_bundle_is_whole_and_the_same_bytes_each_time(review: rls.Workspace) -> None:
    (data,) = review.build_export("bundle").files.values()
    (again,) = rls.open_workspace(REPO).build_export("bundle").files.values()
    assert data == again
    assert isinstance(data, bytes)
    archive = zipfile.ZipFile(io.BytesIO(data))
    sums = dict(reversed(line.split("  ", 1)) for line in archive.read("SHA256SUMS").decode().splitlines())
    names = set(archive.namelist())
    assert set(sums) == names - {"SHA256SUMS"}
    for name, digest in sums.items():
        assert hashlib.sha256(archive.read(name)).hexdigest() == digest
    assert {"evidence/records.jsonl", "evidence/topic.yaml", "tables/datapackage.json", "review.json"} <= names
    about = json.loads(archive.read("review.json"))
    assert (about["version"], about["licence"]) == (rls.__version__, "LICENSE")
    assert archive.read("LICENSE") == (REPO / "LICENSE").read_bytes()


def test_a_second_machine_gets_the_same_summaries_from_the_bundle(review: rls.Workspace, tmp_path: Path) -> None:
    (path,) = review.export("bundle", tmp_path / "review.zip")
    zipfile.ZipFile(path).extractall(tmp_path / "there")
    there = rls.open_workspace(tmp_path / "there")
    from rlsevidence.judgement.summary_plain import format_summary

    assert [format_summary(s) for s in there.summaries] == [format_summary(s) for s in review.summaries]


# ---------------------------------------------------------------- the door


def test_the_command_writes_data_to_one_place_and_losses_to_the_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--workspace", str(REPO)]
    assert cli.main(["export", "ris", *arguments, "--format", "json"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("TY  - ")
    assert json.loads(err)["records"] == out.count("ER  - ")
    assert cli.main(["export", "bundle", *arguments]) == 2
    assert "--out" in capsys.readouterr().err
    assert cli.main(["export", "ris", "--claim", "no-such-claim", *arguments]) == 2
    assert cli.main(["export", "tables", "--counted", "--out", str(tmp_path), *arguments]) == 2
    assert "whole review" in capsys.readouterr().err
    assert cli.main(["export", "metafor", "--out", str(tmp_path / "m"), *arguments]) == 0
    assert sorted(p.name for p in (tmp_path / "m").iterdir()) == ["effects.csv", "metafor.R"]
    told = capsys.readouterr().err.splitlines()
    reasons = [line.partition("): ")[2].partition(":")[0] for line in told if line.startswith("not held")]
    assert len(reasons) == len(set(reasons)) > 0, "one line a reason"
    assert cli.main(["export", "metafor", "--out", str(tmp_path / "m"), "--format", "json", *arguments]) == 0
    losses = json.loads(capsys.readouterr().err.splitlines()[-1])["losses"]
    assert all(loss["records"] == len(loss["which"]) for loss in losses), "and each of them by name"
    assert cli.main(["export", "tables", "--out", str(tmp_path / "one.csv"), *arguments]) == 2
    assert "expected a folder" in capsys.readouterr().err


def test_a_notebook_need_not_say_where(tmp_path: Path) -> None:
    shutil.copytree(REPO / "tests" / "tiny", tmp_path / "w", dirs_exist_ok=True)
    review = rls.open_workspace(tmp_path / "w")
    (written,) = review.export("ris")
    assert written == tmp_path / "w" / "build" / "export" / "ris" / "records.ris"
    assert written.is_file()
    several = review.export("metafor")
    assert {p.name for p in several} == {"effects.csv", "metafor.R"}
    assert all(p.is_file() for p in several)


def test_every_format_is_exported_and_named_in_the_help(
    review: rls.Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        cli.main(["export", "--help"])
    said = capsys.readouterr().out
    for kind in FORMATS:
        assert kind in said
        assert review.build_export(kind).files

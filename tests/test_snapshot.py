"""A version of the evidence released: bundle, citation, what changed; and what a second machine makes of it."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from ruamel.yaml import YAML

import rlsevidence as rls
from rlsevidence import cli
from rlsevidence.errors import UsageError
from rlsevidence.export.bundle import unpack_bundle


@pytest.fixture
def workspace(tmp_path: Path, repo: Path) -> Path:
    shutil.copytree(repo / "tests" / "tiny" / "evidence", tmp_path / "review" / "evidence")
    return tmp_path / "review"


def release(workspace: Path, version: str, *more: str) -> int:
    return cli.main(["snapshot", version, "--workspace", str(workspace), *more])


def edit(workspace: Path, path: str, old: str, new: str) -> None:
    file = workspace / "evidence" / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_first_version_and_the_next_one(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert release(workspace, "2026.1") == 0
    assert "This is the first version." in capsys.readouterr().out
    first = workspace / "build" / "snapshots" / "2026.1"
    assert {p.name for p in first.iterdir()} == {
        "review-2026.1.zip",
        "CITATION.cff",
        ".zenodo.json",
        "CHANGED.en.md",
        "CHANGED.sv.md",
    }
    edit(
        workspace,
        "records.jsonl",
        '"integrity": []',
        '"integrity": [{"kind": "corrected", "by": null, "noted_on": null}]',
    )
    assert release(workspace, "2026.2", "--language", "sv") == 0
    told = capsys.readouterr()
    assert ": rättad." in told.out or "rättel" in told.out, told.out
    assert "compared with" in told.err
    assert release(workspace, "2026.3") == 0
    assert "Nothing that a reader sees has changed." in capsys.readouterr().out


def test_a_verdict_that_moved_is_said_in_a_sentence(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from dataclasses import replace

    from rlsevidence.reporting.changes import State, describe_changes

    review = rls.open_workspace(workspace)
    before = State(review.evidence, review.summaries)
    claim = next(s for s in review.summaries if s.counted)
    fewer = replace(
        claim, studies=tuple(s for s in claim.studies if s.id != claim.counted[0].id), certainty=None, pending=None
    )
    after = State(review.evidence, [fewer if s is claim else s for s in review.summaries])
    said = " ".join(describe_changes(before, after, review.words("en")))
    assert f"no longer counts {claim.counted[0].study.label}" in said
    assert "before, nobody has judged it now" in said
    gone = State(review.evidence, [s for s in review.summaries if s is not claim])
    assert "is no longer here" in " ".join(describe_changes(before, gone, review.words("en")))
    assert "New claim" in " ".join(describe_changes(gone, before, review.words("en")))


EDITS = {
    "effect": (
        "studies/invented-trial.yaml",
        "value: 4.0",
        "value: 3.0",
        ("Invented", "MD 4 (-2.5 to 10.5) before, MD 3 (-2.5 to 10.5) now", "MD 4 (-2,5 till 10,5) förut"),
    ),
    "summary": (
        "certainty/insomnia-improvement.yaml",
        "The evidence is very uncertain about",
        "It is very uncertain",
        ("certainty/insomnia-improvement", "summary.en: rewritten", "summary.en: omskrivet"),
    ),
    "GRADE step": (
        "certainty/insomnia-improvement.yaml",
        "imprecision: {steps: 2",
        "imprecision: {steps: 1",
        ("imprecision", "steps: 2 before, 1 now", "steps: 2 förut, 1 nu"),
    ),
    "GRADE reason": (
        "certainty/deficiency-contributes.yaml",
        "why: One study only.",
        "why: One study.",
        ("inconsistency", "why: One study only. before, One study. now", "why: One study only. förut"),
    ),
    "screening": (
        "screening.tsv",
        "pubmed:90000007\ttitle_abstract\tunsure\teligible",
        "pubmed:90000007\ttitle_abstract\texclude\twrong-population",
        ("pubmed:90000007: ", "excluded (", "utesluts ("),
    ),
    "appraisal": (
        "appraisals/invented-case-control.jbi-case-control.yaml",
        "decided_on: 2026-01",
        "decided_on: 2025-12",
        ("appraisals/invented-case-control.jbi-case-control", "decided_on: ", "decided_on: "),
    ),
    "people": ("people.tsv", "none declared", "a share", ("people/", "a share now", "a share nu")),
    "protocol": ("protocol.yaml", "title: ", "title: Another ", ("protocol: title", "before", "förut")),
    "words": (
        "vocabulary.yaml",
        "en: The record",
        "en: A record",
        ("vocabulary", "Changed too", "ändrats"),
    ),
}


@pytest.mark.parametrize("case", EDITS.values(), ids=EDITS)
def test_whatever_differs_is_said(workspace: Path, tmp_path: Path, case: tuple[str, str, str, tuple[str, ...]]) -> None:
    from rlsevidence.reporting.changes import State, describe_changes

    shutil.copytree(workspace, tmp_path / "earlier")
    path, old, new, (thing, english, swedish) = case
    edit(workspace, path, old, new)
    was, now = (rls.open_workspace(folder) for folder in (tmp_path / "earlier", workspace))
    states = [State(review.evidence, review.summaries) for review in (was, now)]
    said = {code: "\n".join(describe_changes(*states, now.words(code))) for code in ("en", "sv")}
    assert thing in said["en"]
    assert english in said["en"]
    assert swedish in said["sv"]
    for code in said:
        assert now.words(code).say("changes.none") not in said[code]
    same = State(rls.open_workspace(workspace).evidence, now.summaries)
    assert describe_changes(states[1], same, now.words("en")) == (now.words("en").say("changes.none"),)


def test_the_same_evidence_gives_the_same_bytes(workspace: Path) -> None:
    assert release(workspace, "1.0", "--out", str(workspace / "a" / "1.0")) == 0
    assert release(workspace, "1.0", "--out", str(workspace / "b" / "1.0")) == 0
    for file in (workspace / "a" / "1.0").iterdir():
        assert file.read_bytes() == (workspace / "b" / "1.0" / file.name).read_bytes(), file.name


def test_the_citation_can_be_read_and_names_real_people_only(workspace: Path) -> None:
    assert release(workspace, "1.0") == 0
    file = workspace / "build" / "snapshots" / "1.0" / "CITATION.cff"
    cited = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
    review = rls.open_workspace(workspace)
    assert cited["version"] == "1.0"
    assert cited["title"] == review.evidence.protocol.title
    assert [a["name"] for a in cited["authors"]] == [p.name for p in review.evidence.people]
    deposit = json.loads((file.parent / ".zenodo.json").read_text(encoding="utf-8"))
    assert deposit["creators"] == cited["authors"]
    assert deposit["version"] == "1.0"
    assert deposit["publication_date"] == str(cited["date-released"])
    licence = review.evidence.topic.licence
    assert cited.get("license") == licence, "nobody's licence is invented"
    assert deposit.get("license") == (licence.lower() if licence else None)
    with zipfile.ZipFile(file.parent / "review-1.0.zip") as packed:
        assert packed.read("CITATION.cff") == file.read_bytes()
        assert packed.read(".zenodo.json") == (file.parent / ".zenodo.json").read_bytes()


@pytest.mark.parametrize(
    ("row", "kept"),
    [("seed\tSeed entry\tinitial entry\t\n", []), ("begun\tFirst entry\tseed\t\n", ["Invented Anna"])],
)
def test_the_seed_is_no_author_and_nobody_is_invented(workspace: Path, row: str, kept: list[str]) -> None:
    from dataclasses import replace

    from rlsevidence.model import Person
    from rlsevidence.reporting.citation import CONTRIBUTORS, write_citation, write_zenodo

    evidence = rls.open_workspace(workspace).evidence
    seed = Person(**dict(zip(("id", "name", "role", "interests"), row.rstrip("\n").split("\t"), strict=True)))
    people = (seed, *(p for p in evidence.people if p.name in kept))
    changed = replace(evidence, people=people)
    authors = [{"name": name} for name in kept or [CONTRIBUTORS]]
    assert YAML(typ="safe").load(write_citation(changed, "1", "2026-11-29"))["authors"] == authors
    assert json.loads(write_zenodo(changed, "1", "2026-11-29"))["creators"] == authors


def test_a_bundle_names_its_program_without_a_command_that_fails(workspace: Path) -> None:
    assert release(workspace, "1.0") == 0
    with zipfile.ZipFile(workspace / "build" / "snapshots" / "1.0" / "review-1.0.zip") as packed:
        text = packed.read("README.txt").decode()
    assert f"Made by rlsevidence {rls.__version__}" in text
    assert "pip install" not in text, "no index has the program"


def test_what_has_problems_is_not_released(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(workspace, "records.jsonl", '"year": 2018', '"year": 2031')
    assert release(workspace, "1.0") == 1
    assert "what has problems is not released" in capsys.readouterr().err
    assert not (workspace / "build").exists()


def test_faults_are_told(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert release(workspace, "../1") == 2
    assert "expected a version such as" in capsys.readouterr().err
    assert release(workspace, "1.0", "--since", str(workspace / "none.zip")) == 2
    assert "no such bundle" in capsys.readouterr().err
    assert release(workspace, "1.0") == 0
    assert release(workspace, "1.0") == 2
    assert "a version is released once" in capsys.readouterr().err


def test_a_bundle_that_was_changed_is_refused(workspace: Path, tmp_path: Path) -> None:
    assert release(workspace, "1.0") == 0
    data = (workspace / "build" / "snapshots" / "1.0" / "review-1.0.zip").read_bytes()
    unpack_bundle(data, tmp_path / "whole")
    assert rls.open_workspace(tmp_path / "whole").summaries == rls.open_workspace(workspace).summaries
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(b"2018", b"2019") if name.endswith("records.jsonl") else content)
    with pytest.raises(UsageError, match=r"evidence/records\.jsonl is not what SHA256SUMS says"):
        unpack_bundle(out.getvalue(), tmp_path / "changed")
    with pytest.raises(UsageError, match="not a bundle"):
        unpack_bundle(b"nothing", tmp_path / "nothing")
    evil = io.BytesIO()
    with zipfile.ZipFile(evil, "w") as packed:
        import hashlib

        packed.writestr("../out.txt", "x")
        packed.writestr("review.json", "{}")
        contents = {"../out.txt": "x", "review.json": "{}"}
        sums = "".join(f"{hashlib.sha256(c.encode()).hexdigest()}  {n}\n" for n, c in contents.items())
        packed.writestr("SHA256SUMS", sums)
    with pytest.raises(UsageError, match="leads out of its folder"):
        unpack_bundle(evil.getvalue(), tmp_path / "evil")
    assert not (tmp_path / "out.txt").exists()


def test_a_tag_is_put_on_what_is_released(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")

    def git(*command: str) -> str:
        who = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
        return subprocess.run(["git", *who, *command], cwd=workspace, check=True, capture_output=True, text=True).stdout

    assert release(workspace, "0.9", "--tag") == 2
    assert "needs a repository of git" in capsys.readouterr().err
    git("init", "-q")
    git("config", "user.name", "Test")
    git("config", "user.email", "test@example.org")
    git("add", "evidence")
    git("commit", "-qm", "First")
    assert release(workspace, "1.0", "--tag") == 0
    assert git("tag").split() == ["evidence-1.0"]
    edit(workspace, "protocol.yaml", "title:", "title:")
    (workspace / "evidence" / "CHANGES.md").write_text("# Changes\n", encoding="utf-8")
    assert release(workspace, "1.1", "--tag") == 2
    assert "needs the evidence committed" in capsys.readouterr().err


def test_parquet_holds_what_the_frames_hold(repo: Path, tmp_path: Path) -> None:
    import pandas as pd

    from rlsevidence.frames import TABLES

    assert cli.main(["export", "parquet", "--workspace", str(repo), "--out", str(tmp_path / "p")]) == 0
    package = json.loads((tmp_path / "p" / "datapackage.json").read_text(encoding="utf-8"))
    assert {r["path"] for r in package["resources"]} == {f"{name}.parquet" for name in TABLES}
    review = rls.open_workspace(repo)
    for name in TABLES:
        pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "p" / f"{name}.parquet"), review.frame(name))

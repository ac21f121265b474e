"""What `--out` names: one rule for every verb that has it, and what cannot be written is refused before the work."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import pytest

from rlsevidence.cli import main
from rlsevidence.cli.out import EITHER, FILE, FOLDER, WANTED, check_out
from rlsevidence.cli.parser import build_parser
from rlsevidence.errors import UsageError

LINES: dict[str, tuple[str, str]] = {
    "audit": ("audit --text {quoted} --format md", "x.md"),
    "export": ("export ris", "x.ris"),
    "figure": ("figure evidence-map", "x.svg"),
    "flow": ("flow", "x.svg"),
    "report": ("report", "x.md"),
    "scan": ("scan --search invented-safety {tmp}/nothing-here", "x.parquet"),
    "site": ("site --no-notebooks", "pages"),
    "snapshot": ("snapshot 2026.11", "released"),
    "table": ("table characteristics", "x.csv"),
}
"""Verb -> (a line without --out, a name of what it may write)."""
FAR = ("scan",)
"""Needs files of PubMed's to write anything: what is refused is tried, what is written is not."""


def ask(verb: str, out: str, root: Path, tmp: Path) -> int:
    words = [
        "Invented sentence on magnesium." if w == "{quoted}" else w.format(tmp=tmp) for w in LINES[verb][0].split()
    ]
    return main([*words, "--out", out, "--workspace", str(root)])


def test_every_verb_with_out_has_the_rule_and_a_test() -> None:
    (verbs,) = [a for a in build_parser()._actions if isinstance(a, argparse._SubParsersAction)]
    having = {v for v, p in verbs.choices.items() if any("--out" in a.option_strings for a in p._actions)}
    assert having == set(WANTED) == set(LINES)


@pytest.mark.parametrize("verb", [v for v in LINES if v not in FAR])
def test_folders_on_the_way_are_made(verb: str, tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "not" / "there yet" / LINES[verb][1]
    ask(verb, str(out), tiny, tmp_path)
    said = capsys.readouterr()
    assert out.is_dir() if WANTED[verb] == FOLDER else out.is_file(), said.err
    assert out.name in said.out + said.err, "it is said what was written"


@pytest.mark.parametrize("verb", list(LINES))
def test_what_cannot_be_written_is_refused_before_the_work(
    verb: str, tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = LINES[verb][1]
    taken = tmp_path / "taken"
    taken.write_text("mine", encoding="utf-8")
    cases = {str(taken / name): f"{taken} is no folder", "": "--out: found nothing, expected the"}
    if WANTED[verb] == FILE:
        folder = tmp_path / "folder" / name
        folder.mkdir(parents=True)
        cases[str(folder)] = "is a folder; name the file to write in it"
        cases[str(tmp_path / "new") + "/"] = "is a folder; name the file to write in it"
    elif WANTED[verb] == FOLDER:
        cases[str(taken)] = "is a file; name the folder to write into"
    before = sorted(tmp_path.rglob("*"))
    for out, wanted in cases.items():
        assert ask(verb, out, tiny, tmp_path) == 2, out
        said = capsys.readouterr()
        assert (wanted in said.err, said.out) == (True, ""), (out, said.err)
        assert len(said.err.splitlines()) == 1, "one line, no traceback"
    assert sorted(tmp_path.rglob("*")) == before
    assert taken.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("verb", list(LINES))
def test_a_place_that_lets_nobody_write_is_refused(verb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is root may write anywhere, so the system's answer is given here."""
    closed = tmp_path / "closed"
    closed.mkdir()
    asked = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != closed and asked(path, mode))
    for out in (closed / LINES[verb][1], closed / "deeper" / LINES[verb][1]):
        with pytest.raises(UsageError, match="may not be written to"):
            check_out(verb, str(out))
    check_out(verb, str(tmp_path / LINES[verb][1]))


@pytest.mark.parametrize("verb", [v for v, kind in WANTED.items() if kind == EITHER and v not in FAR])
def test_a_folder_takes_a_file_of_a_name_that_is_told(
    verb: str, tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there, new = tmp_path / "folder", tmp_path / "on the way" / "new"
    there.mkdir()
    for folder, named in ((there, str(there)), (new, f"{new}/")):
        ask(verb, named, tiny, tmp_path)
        (made,) = folder.iterdir()
        assert str(made) in capsys.readouterr().err

"""The README is true: every command in it exists, every verb stands in it, and its Python runs."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from rlsevidence.cli.parser import EPILOG, VERBS, build_parser

README = (Path(__file__).resolve().parent.parent / "README.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", README, re.M | re.S)
    assert found, title
    return found[1]


def table(text: str, head: str) -> list[list[str]]:
    """Rows of the first table whose first column is called `head`, without the header."""
    lines = text.split("\n")
    start = next(i for i, line in enumerate(lines) if line.startswith(f"| {head} |"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
    return rows


COMMANDS = table(section("The commands"), "command")


def test_the_table_of_commands_holds_exactly_the_verbs() -> None:
    listed = [verb for cell, _ in COMMANDS for verb in re.findall(r"`rlsevidence ([a-z-]+)", cell)]
    assert len(listed) == len(set(listed))
    assert sorted(listed) == sorted(VERBS), "README.md and cli/parser.py name the same verbs"
    assert all(does for _, does in COMMANDS)


def test_every_option_named_in_the_table_exists() -> None:
    for cell, does in COMMANDS:
        verbs = re.findall(r"`rlsevidence ([a-z-]+)", cell)
        for option in re.findall(r"(?<![\w-])--[a-z][a-z-]*", cell + does):
            for verb in (v for v in verbs if v in VERBS):
                assert option in _help(verb), f"rlsevidence {verb} {option}"


def _help(verb: str) -> str:
    actions = build_parser()._subparsers
    assert actions is not None
    choices = actions._group_actions[0].choices
    assert isinstance(choices, dict)
    text: str = choices[verb].format_help()
    return text


def test_every_command_anywhere_in_it_is_a_verb() -> None:
    named = set(re.findall(r"(?:`|&& |^\$ )rlsevidence ([a-z-]+)", README, re.M))
    assert named <= set(VERBS)
    assert len(named) > 10


def test_start_py_and_make_know_what_it_names(repo: Path) -> None:
    said = (repo / "start.py").read_text(encoding="utf-8")
    for job in set(re.findall(r"start\.py ([a-z]+)", README)):
        assert re.search(rf"\b{job}\b", said), job
    make = (repo / "Makefile").read_text(encoding="utf-8")
    for job in set(re.findall(r"`make ([a-z]+)`", README)):
        assert f"\n{job}:" in make, job


def test_folders_and_notebooks_are_those_there_are(repo: Path) -> None:
    for cell, _ in table(section("Where things are"), "folder"):
        for folder in re.findall(r"`([\w./]+)/`", cell):
            made = folder in ("build", ".rlsevidence")
            assert made or (repo / folder).is_dir(), folder
    listed = [re.sub("`", "", cell) for cell, _ in table(section("The notebooks"), "notebook")]
    assert listed == sorted(f.stem for f in (repo / "notebooks").glob("*.ipynb"))
    for path in re.findall(r"`((?:evidence|build|tests|src)/[\w./-]+\.\w+)`", README):
        assert path.startswith("build/") or (repo / path).is_file(), path


def test_exit_codes_are_those_of_help() -> None:
    codes = dict(re.findall(r"(\d+) ([a-z]+)", EPILOG.split(".")[0]))
    said = dict(re.findall(r"\b(\d+) ([a-z]+)", section("The commands").split("Exit codes:")[1].split(".")[0]))
    assert codes == {"0": "done", "1": "findings", "2": "wrong", "3": "network", "130": "interrupted"}
    assert said == codes


def test_every_setting_it_names_is_read_and_every_one_read_is_named(repo: Path) -> None:
    named = {re.sub("`", "", cell) for cell, _ in table(section("The commands"), "setting")}
    source = "\n".join(f.read_text(encoding="utf-8") for f in (repo / "src").rglob("*.py"))
    read = set(re.findall(r"""(?:environ\.get\(|getenv\(|environ\[)["']([A-Z][A-Z0-9_]+)["']""", source))
    own = {name for name in read if name.startswith("RLSEVIDENCE_") or name == "NCBI_API_KEY"}
    assert own <= named
    for name in named:
        assert name in source, name


def test_its_python_runs_and_comes_to_what_it_says(repo: Path) -> None:
    code = re.search(r"```python\n(.*?)```", section("In Python"), re.S)
    assert code
    shown = re.findall(r"^(review\.summary\(.*?\)\.\w+)\s+# ('\w+')$", code[1], re.M)
    assert shown, "a line of it says what it gives"
    wanted = "\n".join(f"assert repr({line}) == {value!r}" for line, value in shown)
    done = subprocess.run(
        [sys.executable, "-c", f"{code[1]}\n{wanted}\nprint('ran')"],
        cwd=repo,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert (done.returncode, done.stdout) == (0, "ran\n"), done.stderr


def test_it_says_that_it_is_not_medical_advice_and_where_errors_go() -> None:
    assert "Not medical advice" in README
    assert re.search(r"error in the evidence\? Open an issue", README)


def test_shell_lines_parse() -> None:
    for block in re.findall(r"```console\n(.*?)```", README, re.S):
        for line in block.strip().split("\n"):
            assert line.startswith("$ ")
            assert shlex.split(line[2:], comments=True)


@pytest.mark.parametrize("file", ["CONTRIBUTING.md", "evidence/README.md"])
def test_commands_of_other_texts_exist(file: str, repo: Path) -> None:
    text = (repo / file).read_text(encoding="utf-8")
    named = set(re.findall(r"`rlsevidence ([a-z-]+)", text))
    assert named
    assert named <= set(VERBS)

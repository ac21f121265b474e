"""Every fault in `tests/bad/` gives exactly the messages written beside it, and every rule has such a fault."""

from __future__ import annotations

import ast
import json
import re
import shutil
from pathlib import Path

import pytest

from faults import BAD, TINY, Fault, list_faults, make_workspace
from rlsevidence import cli
from rlsevidence.check import RULES
from rlsevidence.finishing import list_problems
from rlsevidence.schema_problems import EXPECTED, SHAPES

FAULTS = list_faults()
NOT_AS_A_FOLDER = {
    "file-unreadable": "the owner of a file can always read it where tests run; see test_store.py",
    "readings-kept": "holds tables against their history in git, which a folder lacks; see test_readings_kept.py",
}
"""Rules that no folder of `tests/bad/` can break, with the reason."""


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented review, read once: the files that a fault leaves alone need not be parsed again."""
    workspace = tmp_path_factory.mktemp("sound") / "tiny"
    shutil.copytree(TINY, workspace, ignore=shutil.ignore_patterns(".rlsevidence"))
    assert list_problems(workspace / "evidence") == []
    return workspace


@pytest.mark.parametrize("fault", FAULTS, ids=[f.name for f in FAULTS])
def test_exactly_the_expected_messages(fault: Fault, tmp_path: Path, sound: Path) -> None:
    folder = make_workspace(fault, tmp_path / "broken", sound)
    assert [str(p) for p in list_problems(folder, fault.touched)] == fault.expected
    assert fault.why, "a fault says why somebody would make it"


@pytest.mark.parametrize("name", ["word", "file-missing-protocol", "yaml-alias-itself", "bot-touched"])
def test_the_command_says_the_same_and_ends_with_1(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fault = next(f for f in FAULTS if f.name == name)
    make_workspace(fault, tmp_path)
    arguments = ["check", "--workspace", str(tmp_path), *(["--bot", *fault.touched] if fault.touched else [])]
    assert cli.main(arguments) == 1
    shown = capsys.readouterr().out.splitlines()
    assert shown[:-2] == fault.expected
    assert shown[-1].startswith(f"{len(fault.expected)} problem")
    assert cli.main([*arguments, "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [set(p) for p in told] == [{"path", "line", "field", "rule", "found", "expected"}] * len(fault.expected)


def rules_of_form() -> set[str]:
    """Rule names that stand as text in a `Problem(...)` of the package: those of reading, beside the table of rules."""
    found = set()
    package = BAD.parent.parent / "src" / "rlsevidence"
    # Faults of files that are given to a command (effects, texts) have their cases beside that command.
    for name in (
        "store/reading",
        "store/texts",
        "store/yamltext",
        "store/tabletext",
        "store/jsonltext",
        "schema_problems",
        "check/__init__",
    ):
        file = package / f"{name}.py"
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Problem":
                rule = node.args[3] if len(node.args) > 3 else None
                if isinstance(rule, ast.Constant):
                    found.add(str(rule.value))
            elif isinstance(node, ast.keyword) and node.arg == "rule" and isinstance(node.value, ast.Constant):
                found.add(str(node.value.value))
    return found


def test_every_rule_has_a_fault() -> None:
    told = {m[1] for f in FAULTS for line in f.expected if (m := re.search(r"\[([a-z-]+)\]$", line))}
    rules = set(RULES) | rules_of_form() | {f"schema-{kind.replace('_', '-')}" for kind in EXPECTED}
    assert len(rules_of_form()) > 12
    assert rules - told == set(NOT_AS_A_FOLDER)
    unknown = {rule for rule in told if not rule.startswith("schema-")} - rules
    assert not unknown


def test_every_folder_is_named_for_a_rule_it_breaks() -> None:
    for fault in FAULTS:
        rules = [m[1] for line in fault.expected if (m := re.search(r"\[([a-z-]+)\]$", line))]
        own = any(fault.name.startswith(rule) or rule.startswith(fault.name) for rule in rules)
        assert own or fault.name.startswith("schema-"), f"{fault.name}: {rules}"


def test_every_shape_of_the_model_is_said_in_words(evidence_dir: Path) -> None:
    patterns = set()
    for file in (evidence_dir / "schemas").glob("*.json"):
        patterns |= set(re.findall(r'"pattern": ("(?:[^"\\]|\\.)*")', file.read_text(encoding="utf-8")))
    assert {json.loads(p) for p in patterns} <= set(SHAPES)


def test_no_message_speaks_python() -> None:
    for fault in FAULTS:
        for line in fault.expected:
            assert not re.search(r"\bfound (None|True|False)\b|Traceback|<class|pydantic", line), line

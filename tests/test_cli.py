"""The command line: exit codes, shapes of output, and mistakes that are said in one line and never as a traceback."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rlsevidence import __version__, cli
from rlsevidence.cli.parser import VERBS

Capture = pytest.CaptureFixture[str]


def run(arguments: list[str], capsys: Capture) -> tuple[int, str, str]:
    """Exit code, standard output, standard error; argparse's way out counts as an exit code."""
    try:
        code = cli.main(arguments)
    except SystemExit as end:
        code = int(end.code or 0)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


# ---------------------------------------------------------------- shapes of output


def test_check_of_a_sound_review(tiny: Path, capsys: Capture) -> None:
    assert run(["check", "--workspace", str(tiny)], capsys) == (0, "0 problems\n", "")
    assert run(["check", "--format", "json", "--workspace", str(tiny)], capsys) == (0, "[]\n", "")


def test_check_of_the_real_evidence(repo: Path, capsys: Capture) -> None:
    assert run(["check", "--workspace", str(repo)], capsys) == (0, "0 problems\n", "")


def test_check_works_where_nothing_may_be_written(tiny: Path, capsys: Capture) -> None:
    put_file_for_folder(tiny)
    assert run(["check", "--workspace", str(tiny)], capsys) == (0, "0 problems\n", "")


SHOWN = {
    "claim": str,
    "kind": str,
    "as_of": str,
    "certainty": (str, type(None)),
    "basis": (str, type(None)),
    "direction": (str, type(None)),
    "studies": list,
    "wording": list,
    "allowed_wording": (str, type(None)),
    "gap": str,
    "waiting": dict,
    "last_search": (str, type(None)),
}


def test_show_one_claim_as_json(tiny: Path, capsys: Capture) -> None:
    code, out, err = run(["show", "insomnia-improvement", "--format", "json", "--workspace", str(tiny)], capsys)
    assert (code, err) == (0, "")
    shown = json.loads(out)
    for key, kind in SHOWN.items():
        assert isinstance(shown[key], kind), key
    assert shown["claim"] == "insomnia-improvement"
    assert (shown["certainty"], shown["basis"], shown["gap"]) == ("very_low", None, "over")
    assert shown["as_of"] == "2026-11-30"
    assert str(shown["last_search"])[:10] == "2026-02-01"
    assert all({"id", "design", "stance", "directness", "counted", "why"} <= set(s) for s in shown["studies"])
    assert all({"at", "strength", "cue"} <= set(w) for w in shown["wording"])
    assert {"unscreened", "unchecked", "full_text", "conflicts"} <= set(shown["waiting"])
    counted = {s["id"] for s in shown["studies"] if s["counted"]}
    assert counted == {"invented-trial", "invented-before-after"}
    assert all(s["why"] for s in shown["studies"])


def test_show_all_claims(tiny: Path, capsys: Capture) -> None:
    code, out, _ = run(["show", "--format", "json", "--workspace", str(tiny)], capsys)
    assert code == 0
    assert [s["claim"] for s in json.loads(out)] == ["insomnia-improvement", "deficiency-contributes", "stomach-upset"]
    for language in ("en", "sv"):
        code, out, _ = run(["show", "--language", language, "--workspace", str(tiny)], capsys)
        assert code == 0
        assert all(claim in out for claim in ("insomnia-improvement", "deficiency-contributes", "stomach-upset"))


def test_todo(tiny: Path, capsys: Capture) -> None:
    code, out, _ = run(["todo", "--format", "json", "--workspace", str(tiny)], capsys)
    assert code == 0
    items = json.loads(out)
    assert all({"kind", "what", "why", "ids"} <= set(item) for item in items)
    assert "pubmed:90000008" in {i for item in items for i in item["ids"]}, "a record that a search brought waits"
    code, out, _ = run(["todo", "--limit", "1", "--workspace", str(tiny)], capsys)
    assert code == 0
    assert f"and {len(items) - 1} more" in out


def test_fmt(tiny: Path, capsys: Capture) -> None:
    assert run(["fmt", "--check", "--workspace", str(tiny)], capsys)[:2] == (0, "")
    tags = tiny / "evidence" / "tags.tsv"
    tags.write_bytes(tags.read_bytes().replace(b"\n", b"\r\n"))
    assert run(["fmt", "--check", "--workspace", str(tiny)], capsys)[:2] == (1, "tags.tsv\n")
    assert run(["fmt", "--workspace", str(tiny)], capsys)[:2] == (0, "tags.tsv\n")
    assert run(["fmt", "--workspace", str(tiny)], capsys)[:2] == (0, "")


def test_data_goes_to_standard_output_and_talk_to_standard_error(tiny: Path, capsys: Capture) -> None:
    _, out, err = run(["suggest", "--format", "json", "--workspace", str(tiny)], capsys)
    assert isinstance(json.loads(out), list)
    assert "none of them is counted" in err
    _, out, err = run(["new", "claim", "invented-claim", "--workspace", str(tiny)], capsys)
    assert Path(out.strip()).is_file()
    assert "rlsevidence finish claim invented-claim" in err


# ---------------------------------------------------------------- help


def test_version_and_help(capsys: Capture) -> None:
    assert run(["--version"], capsys) == (0, f"rlsevidence {__version__}\n", "")
    code, out, _ = run(["--help"], capsys)
    assert code == 0
    assert "not medical advice" in out
    assert re.findall(r"^    ([a-z-]+)\s", out, re.M) == list(VERBS)
    assert "0 done, 1 findings, 2 wrong usage or bad input, 3 network, 130 interrupted" in " ".join(out.split())


@pytest.mark.parametrize("verb", list(VERBS))
def test_every_verb_explains_itself_and_has_its_function(verb: str, capsys: Capture) -> None:
    from importlib import import_module

    code, out, _ = run([verb, "--help"], capsys)
    assert code == 0
    assert " ".join(VERBS[verb].summary.split()) in " ".join(out.split())
    assert verb == "init" or "--workspace DIR" in out, "only init has no workspace yet"
    module = import_module(f"rlsevidence.cli.{VERBS[verb].module}")
    name = verb.replace("-", "_")
    assert callable(getattr(module, name, None) or getattr(module, f"{name}_", None))


# ---------------------------------------------------------------- mistakes


def _nothing(_: Path) -> None:
    """The workspace as it is."""


def _remove(path: str) -> Callable[[Path], None]:
    return lambda tiny: (tiny / path).unlink()


def _write(path: str, data: bytes) -> Callable[[Path], None]:
    def change(tiny: Path) -> None:
        (tiny / path).parent.mkdir(parents=True, exist_ok=True)
        (tiny / path).write_bytes(data)

    return change


BROKEN = _write("evidence/claims/stomach-upset.yaml", b"id: [\n")
FAULTY = _write("evidence/claims/stomach-upset.yaml", b"id: stomach-upset\n")


def put_file_for_folder(workspace: Path) -> None:
    shutil.rmtree(workspace / ".rlsevidence", ignore_errors=True)
    (workspace / ".rlsevidence").write_text("a file where a folder should be", encoding="utf-8")


LOADS = ("show", "todo", "suggest", "news", "run", "site")
"""Verbs that read the whole evidence before they do anything."""

MISTAKES: list[tuple[str, list[str], Callable[[Path], None], dict[str, str], int, str]] = [
    ("no verb", [], _nothing, {}, 2, "VERB"),
    ("unknown verb", ["shwo"], _nothing, {}, 2, "invalid choice: 'shwo'"),
    ("unknown option", ["show", "--colour"], _nothing, {}, 2, "--colour"),
    ("unknown format", ["show", "--format", "xml"], _nothing, {}, 2, "invalid choice: 'xml'"),
    ("unknown claim", ["show", "sleep"], _nothing, {}, 2, "did you mean insomnia-improvement?"),
    ("claim like none", ["show", "xyzzy"], _nothing, {}, 2, "there are: "),
    ("unknown search", ["pull", "nothing"], _nothing, {}, 2, "there are: invented-rls, invented-safety"),
    ("unknown record", ["suggest", "--explain", "pubmed:1", "stomach-upset"], _nothing, {}, 2, "no record 'pubmed:1'"),
    ("unknown run", ["news", "--since", "yesterday"], _nothing, {}, 2, "expected a date such as"),
    ("unknown study", ["sign-off", "study", "x", "--reviewer", "bo"], _nothing, {}, 2, "studies/x.yaml is not there"),
    ("no reviewer", ["sign-off", "study", "invented-trial"], _nothing, {}, 2, "--reviewer"),
    ("unknown kind", ["new", "paper", "x"], _nothing, {}, 2, "invalid choice: 'paper'"),
    ("no such file", ["parse", "nowhere.xml"], _nothing, {}, 2, "nowhere.xml"),
    ("a folder for a file", ["parse", "."], _nothing, {}, 2, "directory"),
    ("a day that is none", ["check"], _nothing, {"RLSEVIDENCE_TODAY": "yesterday"}, 2, "RLSEVIDENCE_TODAY: found"),
    ("a day that is none", ["show"], _nothing, {"RLSEVIDENCE_TODAY": "2026-02-30"}, 2, "RLSEVIDENCE_TODAY: found"),
    ("no evidence", ["check"], lambda t: (t / "evidence").rename(t / "proof"), {}, 2, "no evidence/ folder"),
    ("no protocol", ["check"], _remove("evidence/protocol.yaml"), {}, 1, ""),
    ("no protocol", ["show"], _remove("evidence/protocol.yaml"), {}, 2, "protocol.yaml file: found no such file"),
    ("not UTF-8", ["fmt"], _write("evidence/tags.tsv", b"\xff"), {}, 0, "check says why: tags.tsv"),
    ("a broken file", ["fmt"], BROKEN, {}, 0, "check says why: claims/stomach-upset.yaml"),
    ("a broken file", ["check"], BROKEN, {}, 1, ""),
    ("a faulty file", ["check"], FAULTY, {}, 1, ""),
    ("a broken file", ["schema"], _write("evidence/vocabulary.yaml", b"a: [\n"), {}, 2, "vocabulary.yaml:2"),
    ("a broken table", ["new", "claim", "x"], _write("evidence/tags.tsv", b"x\n"), {}, 0, "A draft"),
    ("nothing may be written", ["fmt"], put_file_for_folder, {}, 2, ".rlsevidence"),
    ("nothing may be written", ["new", "claim", "x"], put_file_for_folder, {}, 2, ".rlsevidence"),
    (
        "nothing may be written",
        ["sign-off", "study", "invented-trial", "--reviewer", "cia"],
        put_file_for_folder,
        {},
        2,
        ".rls",
    ),
    ("nothing may be written", ["schema"], put_file_for_folder, {}, 2, ".rlsevidence"),
    # A pull reads what it needs, so that a slip in a claim keeps nobody from pulling.
    ("broken records", ["pull"], _write("evidence/records.jsonl", b"{\n"), {}, 2, "records.jsonl:1"),
    # What does not rest on a broken file is shown, and the file is named; a run ends as `check` does.
    *(("a broken file", [verb], BROKEN, {}, int(verb == "run"), "claims/stomach-upset.yaml:2") for verb in LOADS),
]


@pytest.mark.parametrize(
    ("why", "arguments", "change", "environment", "code", "said"),
    MISTAKES,
    ids=[f"{m[0]}: {' '.join(m[1])}" for m in MISTAKES],
)
def test_a_mistake_is_said_and_shows_no_traceback(
    why: str,
    arguments: list[str],
    change: Callable[[Path], Any],
    environment: dict[str, str],
    code: int,
    said: str,
    tiny: Path,
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    change(tiny)
    monkeypatch.chdir(tiny)
    for name, value in {"RLSEVIDENCE_EUTILS_URL": "http://127.0.0.1:9/", **environment}.items():
        monkeypatch.setenv(name, value)
    got, out, err = run(arguments, capsys)
    assert got == code, why + err
    assert said in err
    assert "Traceback" not in out + err
    if code == 1 and arguments != ["run"]:
        assert re.search(r"^\d+ problems?\b", out, re.M)


def test_every_verb_but_the_lab_has_a_mistake() -> None:
    tried = {arguments[0] for _, arguments, *_ in MISTAKES if arguments and arguments[0] in VERBS}
    # The others have theirs beside their own tests; JupyterLab answers for its own arguments.
    assert {"run", "pull", "suggest", "check", "show", "todo", "news", "new", "sign-off", "fmt", "parse"} <= tried
    assert {"site", "schema"} <= tried


def test_a_workspace_elsewhere_is_said(tmp_path: Path, capsys: Capture) -> None:
    for verb in ("check", "show", "todo", "fmt", "schema"):
        code, out, err = run([verb, "--workspace", str(tmp_path / "nowhere")], capsys)
        assert (code, out) == (2, "")
        assert "is not a workspace" in err


def test_a_bug_is_shown_as_one(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from rlsevidence.cli import keep

    def bug(_: object) -> int:
        raise KeyError("a fault of ours")

    monkeypatch.setattr(keep, "fmt", bug)
    with pytest.raises(KeyError, match="a fault of ours"):
        cli.main(["fmt", "--workspace", str(tiny)])


def test_interrupting_ends_with_130(tiny: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    from rlsevidence.cli import keep

    def interrupted(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(keep, "fmt", interrupted)
    code, _, err = run(["fmt", "--workspace", str(tiny)], capsys)
    assert code == 130
    assert "interrupted" in err


def test_a_reader_of_a_pipe_may_go_away(tiny: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "rlsevidence", "show", "--format", "json", "--workspace", str(tiny)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read().decode()
        assert process.wait(60) == 0
    assert "Traceback" not in said

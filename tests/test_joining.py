"""Joining a review, and what a mistake looks like in a notebook; JupyterLab started as people type it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

import rlsevidence as rls
from rlsevidence import cli, store
from rlsevidence.cli.parser import split_lab
from rlsevidence.errors import EvidenceError, Problem, UsageError


def test_somebody_joins_and_decides(tiny_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workspace = ["--workspace", str(tiny_dir.parent)]
    with pytest.raises(UsageError, match="rlsevidence new person eva --name"):
        rls.review("eva", tiny_dir.parent)
    assert cli.main(["new", "person", "eva", "--name", "Eva Invented", "--interests", "none declared", *workspace]) == 0
    assert "tag --reviewer eva" in capsys.readouterr().err
    person = next(p for p in store.load_part(tiny_dir, "people") if p.id == "eva")
    assert (person.name, person.role, person.interests) == ("Eva Invented", "reviewer", "none declared")
    assert cli.main(["check", *workspace]) == 0, "the table stays in its order"
    assert rls.review("eva", tiny_dir.parent).reviewer == "eva"
    before = (tiny_dir / "people.tsv").read_text(encoding="utf-8")
    assert cli.main(["new", "person", "eva-2", "--name", " eva  INVENTED", *workspace]) == 2
    assert "Eva Invented stands in people.tsv already, as eva" in capsys.readouterr().err
    assert (tiny_dir / "people.tsv").read_text(encoding="utf-8") == before


WRONG = [
    (["person", "eva"], "--name", "no name"),
    (["person", "Eva S", "--name", "Eva"], "small letters", "an id that is none"),
    (["person", "anna", "--name", "Anna"], "already", "somebody who is there"),
    (["study", "pubmed:90000001", "--name", "X"], "for `new person` only", "an option of another kind"),
]


@pytest.mark.parametrize(("arguments", "said", "why"), WRONG)
def test_a_mistake_is_said_and_nothing_written(
    arguments: list[str], said: str, why: str, tiny_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (tiny_dir / "people.tsv").read_bytes()
    assert cli.main(["new", *arguments, "--workspace", str(tiny_dir.parent)]) == 2, why
    assert said in capsys.readouterr().err
    assert (tiny_dir / "people.tsv").read_bytes() == before


def test_in_a_notebook_a_mistake_is_its_message_and_no_traceback() -> None:
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell = InteractiveShell()
    with capture_output() as shown:
        shell.run_cell("import rlsevidence\nrlsevidence.review('nobody-here')")
    text = shown.stdout + shown.stderr
    assert "rlsevidence new person nobody-here" in text
    assert "Traceback" not in text
    assert len(text.strip().splitlines()) == 1
    error = EvidenceError("people.tsv cannot be read:", [Problem("people.tsv", 3, "id", "sorted", "b", "a before b")])
    assert error._render_traceback_() == [
        "rlsevidence: people.tsv cannot be read:\npeople.tsv:3 id: found b, expected a before b [sorted]"
    ]


LINES = [
    (["lab", "--no-browser", "--port", "9000"], ["lab"], ["--no-browser", "--port", "9000"]),
    (["lab", "--", "--port=1"], ["lab"], ["--port=1"]),
    (["lab", "--workspace", "x", "--ip=127.0.0.1"], ["lab", "--workspace", "x"], ["--ip=127.0.0.1"]),
    (["lab", "--workspace=x", "notebooks/a.ipynb"], ["lab", "--workspace=x"], ["notebooks/a.ipynb"]),
    (["lab", "--help"], ["lab", "--help"], []),
]


@pytest.mark.parametrize(("given", "own", "rest"), LINES)
def test_options_go_to_jupyterlab_as_they_are_typed(given: list[str], own: list[str], rest: list[str]) -> None:
    assert split_lab(given) == (own, rest)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_what_ends_the_command_ends_the_server(tiny_dir: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "HOME": str(tmp_path), "JUPYTER_RUNTIME_DIR": str(tmp_path / "run")}
    port, token = 18_431 + os.getpid() % 1000, "invented"
    command = [sys.executable, "-m", "rlsevidence", "lab", "--workspace", str(tiny_dir.parent), "--no-browser",
               f"--port={port}", f"--IdentityProvider.token={token}", "--allow-root"]  # fmt: skip
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}/api/status?token={token}"
    try:
        for _ in range(120):
            try:
                with urllib.request.urlopen(address, timeout=1) as answer:
                    assert answer.status == 200
                break
            except OSError:
                time.sleep(0.5)
        else:
            pytest.fail("the server did not start")
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
        with pytest.raises(OSError):
            urllib.request.urlopen(address, timeout=1)
    finally:
        process.kill()

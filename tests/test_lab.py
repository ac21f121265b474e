"""`rlsevidence lab` as it is used: it ends what it began, and a notebook that was run and saved is no change to git."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import pytest

from lab_server import HOMES, SRC
from rlsevidence.lab_files import WorkingCopies, strip

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = sorted((ROOT / "notebooks").glob("*.ipynb"))


def git(folder: Path, *words: str) -> str:
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    name = ["-c", "user.name=A Tester", "-c", "user.email=tester@example.org"]
    command, environment = ["git", *name, *words], {**os.environ, **settings}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True).stdout


# ---------------------------------------------------------------- what is kept of a notebook


@pytest.mark.parametrize("file", SHIPPED, ids=lambda f: f.stem)
def test_what_is_committed_is_what_is_kept(file: Path) -> None:
    """Byte for byte, as JupyterLab writes it: saving a notebook that nobody changed changes nothing."""
    bare = nbformat.from_dict(strip(json.loads(file.read_bytes())))
    assert nbformat.writes(bare, version=nbformat.NO_CONVERT) + "\n" == file.read_text(encoding="utf-8")


def run_by_somebody() -> Any:
    """A notebook as JupyterLab holds it after it was run to its end."""
    shown = nbformat.v4.new_output("stream", name="stdout", text="åäö was printed\n")
    cells = [
        nbformat.v4.new_markdown_cell("# Made up?", id="a"),
        nbformat.v4.new_code_cell("print('åäö')", id="b", outputs=[shown], execution_count=7),
        nbformat.v4.new_code_cell("", id="c"),
    ]
    cells[1].metadata = nbformat.from_dict({"tags": ["parameters"], "trusted": True, "jupyter": {"outputs_hidden": 1}})
    metadata = {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python", "version": "3.99.0", "pygments_lexer": "ipython3"},
        "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}}},
        "rlsevidence": {"needs": ["claims"]},
    }
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)


def test_cells_are_kept_and_what_running_left_is_not() -> None:
    bare = strip(run_by_somebody())
    assert [(c["id"], c["source"]) for c in bare["cells"]] == [("a", "# Made up?"), ("b", "print('åäö')")]
    assert bare["cells"][1]["outputs"] == []
    assert bare["cells"][1]["execution_count"] is None
    assert bare["cells"][1]["metadata"] == {"tags": ["parameters"]}
    assert set(bare["metadata"]) == {"kernelspec", "language_info", "rlsevidence"}
    assert bare["metadata"]["language_info"] == {"name": "python"}


@pytest.fixture
def files(tmp_path: Path) -> WorkingCopies:
    (tmp_path / "notebooks").mkdir()
    manager = WorkingCopies(root_dir=str(tmp_path))
    manager.notary.secret = b"of this test"
    manager.notary.db_file = ":memory:"
    return manager


ASIDE = ThreadPoolExecutor(1)


def run(coroutine: Any) -> Any:
    """In a thread of its own, always the same: where a browser test has run before, a loop still runs in this one."""
    return ASIDE.submit(asyncio.run, coroutine).result()


def save(files: WorkingCopies, notebook: Any, path: str = "notebooks/made_up.ipynb") -> None:
    run(files.save({"type": "notebook", "content": dict(notebook)}, path))


def get(files: WorkingCopies, path: str = "notebooks/made_up.ipynb") -> Any:
    return run(files.get(path))["content"]


def test_a_saved_notebook_is_bare_in_its_file_and_whole_when_it_is_opened_again(files: WorkingCopies) -> None:
    save(files, run_by_somebody())
    file = Path(files.root_dir) / "notebooks" / "made_up.ipynb"
    assert "was printed" not in file.read_text(encoding="utf-8")
    again = get(files)
    assert again.cells[1].outputs[0].text == "åäö was printed\n"
    assert again.cells[1].execution_count == 7
    before = file.read_bytes()
    save(files, again)
    assert file.read_bytes() == before


def test_a_file_that_changed_since_is_what_is_opened(files: WorkingCopies) -> None:
    """A notebook that git brought is not hidden behind an older working copy; a copy that is damaged is none."""
    save(files, run_by_somebody())
    file = Path(files.root_dir) / "notebooks" / "made_up.ipynb"
    file.write_text(file.read_text(encoding="utf-8").replace("# Made up?", "# Made up again?"), encoding="utf-8")
    assert get(files).cells[0].source == "# Made up again?"
    assert get(files).cells[1].outputs == []
    (kept,) = (Path(files.root_dir) / ".rlsevidence" / "lab" / "notebooks").iterdir()
    for broken in ("", "{", "[]", '{"cells": 3}'):
        kept.write_text(broken, encoding="utf-8")
        assert get(files).cells[0].source == "# Made up again?"


def test_a_notebook_elsewhere_is_saved_as_it_is(files: WorkingCopies) -> None:
    save(files, run_by_somebody(), "my own.ipynb")
    assert "was printed" in (Path(files.root_dir) / "my own.ipynb").read_text(encoding="utf-8")
    assert not (Path(files.root_dir) / ".rlsevidence").exists()


# ---------------------------------------------------------------- the verb, as it is used


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A checkout with the shipped notebooks and evidence, committed, and nothing set up."""
    root = tmp_path / "a clone"
    for name in ("notebooks", "evidence"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    for name in (".gitattributes", ".gitignore", "start.py"):
        shutil.copy(ROOT / name, root)
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "begin")
    return root


@contextmanager
def lab(root: Path, homes: Path, *command: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """`rlsevidence lab` with options as people type them; (its process, its address)."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    homes.mkdir(exist_ok=True)
    environment = {
        **os.environ,
        **{name: str(homes / name.lower()) for name in HOMES},
        "PYTHONPATH": os.pathsep.join(p for p in (str(SRC), os.environ.get("PYTHONPATH", "")) if p),
    }
    options = ["--no-browser", "--port", str(port), "--ip=127.0.0.1", "--allow-root", "--IdentityProvider.token="]
    options += ["--ServerApp.disable_check_xsrf=True", "--LabApp.news_url=", "--LabApp.extension_manager=readonly"]
    with open(homes / "lab.log", "w", encoding="utf-8") as log:
        began = subprocess.Popen([*command, "lab", *options], cwd=root, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        end = time.monotonic() + 120
        while True:
            try:
                ask(f"{address}/api/status")
                break
            except (urllib.error.URLError, OSError):
                assert began.poll() is None, (homes / "lab.log").read_text(encoding="utf-8")
                assert time.monotonic() < end, "JupyterLab did not start within two minutes"
                time.sleep(0.2)
        yield began, address
    finally:
        began.kill()
        began.wait(20)


def ask(address: str, **sent: Any) -> Any:
    data = json.dumps(sent).encode() if sent else None
    with urllib.request.urlopen(urllib.request.Request(address, data), timeout=20) as answer:
        return json.load(answer)


def list_running(homes: Path) -> list[str]:
    """The processes whose command line names this test's own folder: kernels, by their connection file."""
    said = subprocess.run(["ps", "-eo", "args", "-ww"], capture_output=True, text=True, check=True).stdout
    return [line for line in said.splitlines() if str(homes) in line]


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals of another kind")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=["ended", "killed"])
@pytest.mark.timeout(300)
def test_server_and_kernels_end_with_the_command(clone: Path, tmp_path: Path, how: signal.Signals) -> None:
    homes = tmp_path / "homes"
    with lab(clone, homes, sys.executable, "-m", "rlsevidence") as (began, address):
        ask(f"{address}/api/kernels", name="python3")
        wait_until(lambda: bool(list_running(homes)), "a kernel runs")
        began.send_signal(how)
        began.wait(30)
        wait_until(lambda: not list_running(homes), "no kernel is left")
        with pytest.raises((urllib.error.URLError, OSError)):
            ask(f"{address}/api/status")


def wait_until(true: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.1)


@pytest.mark.skipif(os.name != "posix", reason="another system waits for it instead")
def test_what_start_py_starts_takes_its_place(tmp_path: Path) -> None:
    """So that what ends start.py ends the server; two processes would have left one behind."""
    code = "import os, start; print(os.getpid(), flush=True); start.become(start.sys.executable, '-c', {!r})"
    done = subprocess.run(
        [sys.executable, "-c", code.format("import os; print(os.getpid(), os.getcwd())")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    first, second = done.stdout.splitlines()
    assert second == f"{first} {ROOT}"


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.timeout(400)
def test_a_notebook_that_was_run_and_saved_in_jupyterlab_is_unchanged_to_git(
    browser: Any, clone: Path, tmp_path: Path
) -> None:
    with lab(clone, tmp_path / "homes", sys.executable, "-m", "rlsevidence") as (_, address):
        page = browser.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(f"{address}/lab/tree/notebooks/00_start_here.ipynb?reset", wait_until="domcontentloaded")
        page.wait_for_selector("#jp-main-statusbar >> text=/Idle/", timeout=90_000)
        page.locator(".jp-CodeCell").first.click()
        page.locator(".jp-mod-active .jp-InputPrompt, .jp-InputPrompt").first.wait_for()
        page.keyboard.press("Escape")
        # Every cell, one after the other, and the one that running the last opens below.
        for _ in range(len(json.loads(SHIPPED[0].read_bytes())["cells"]) + 1):
            page.keyboard.press("Shift+Enter")
        counted = page.locator(
            "[data-mime-type='application/vnd.jupyter.stdout']", has_text="checked by a second person"
        )
        counted.wait_for(timeout=90_000)
        page.wait_for_selector("#jp-main-statusbar >> text=/Idle/")
        page.keyboard.press("Control+s")
        kept = clone / ".rlsevidence" / "lab" / "notebooks" / "00_start_here.ipynb"
        ran = re.compile(r"judgements, \d+ checked")
        wait_until(lambda: kept.is_file() and bool(ran.search(kept.read_text(encoding="utf-8"))), "it is saved")
        page.wait_for_function("document.querySelector('.jp-mod-dirty') === null")
        assert git(clone, "status", "--porcelain") == ""
        page.reload(wait_until="domcontentloaded")
        counted.wait_for(timeout=90_000)
        page.close()


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.timeout(400)
def test_a_claim_is_chosen_and_an_exercise_done_with_the_keyboard(browser: Any, clone: Path, tmp_path: Path) -> None:
    from rlsevidence import open_workspace

    review = open_workspace(clone)
    begin = "import rlsevidence as rls\nreview = rls.open_workspace()\n"
    sources = [
        f"{begin}chosen = rls.choose_claim(review)\nchosen",
        "print('the claim is', chosen.value)",
        'rls.exercises().of("certainty").first()',
    ]
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(s, id=f"c-{n}") for n, s in enumerate(sources)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    nbformat.write(notebook, clone / "made_up.ipynb")
    asked: list[str] = []
    with lab(clone, tmp_path / "homes", sys.executable, "-m", "rlsevidence") as (_, address):
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(f"{address}/lab/tree/made_up.ipynb?reset", wait_until="domcontentloaded")
        page.wait_for_selector("#jp-main-statusbar >> text=/Idle/", timeout=90_000)
        page.locator(".jp-CodeCell").first.click()
        page.keyboard.press("Shift+Enter")
        chooser = page.get_by_label("Claim")
        chooser.wait_for(timeout=90_000)
        chooser.focus()
        page.keyboard.press("ArrowDown")
        page.get_by_text("Now run the cells below").wait_for()
        second = review.summaries[1].claim
        assert chooser.input_value() == second.id
        page.locator(".jp-CodeCell").nth(1).click()
        page.keyboard.press("Shift+Enter")
        page.locator(".jp-OutputArea-output", has_text=f"the claim is {second.id}").wait_for(timeout=60_000)

        page.locator(".jp-CodeCell").nth(2).click()
        page.keyboard.press("Shift+Enter")
        exercise = page.locator(".practice .exercise")
        exercise.wait_for(timeout=60_000)
        (wanted,) = rls_first(review)
        place = [word for word, _ in wanted.choices].index(wanted.decided)
        radios = exercise.get_by_role("radio")
        radios.first.focus()
        page.keyboard.press("Space")
        for _ in range((place + 1) % len(wanted.choices)):
            page.keyboard.press("ArrowDown")  # JupyterLab would go to the next cell
        page.wait_for_function("document.querySelector('.practice input:checked') !== null")
        chosen = exercise.locator("input:checked").get_attribute("value")
        assert chosen == wanted.choices[(place + 1) % len(wanted.choices)][1]
        assert not exercise.locator("details ul").last.is_visible(), "the answer is closed"
        exercise.locator("summary").focus()
        page.keyboard.press("Enter")
        exercise.locator("details ul").last.wait_for(state="visible")
        side = "below" if (place + 1) % len(wanted.choices) < place else "above"
        assert exercise.locator(f"p.{side}").is_visible(), "on which side of the decision one was"
        assert not exercise.locator(".same").is_visible()
        radios.nth(place).check()
        exercise.locator(".same").wait_for(state="visible")
        assert not exercise.locator(f"p.{side}").is_visible()
        page.close()
    elsewhere = [url for url in asked if not url.startswith((address, address.replace("http", "ws"), "data:", "blob:"))]
    assert elsewhere == []


def rls_first(review: Any) -> Any:
    from rlsevidence import exercises

    return exercises(review.root).of("certainty").first().items

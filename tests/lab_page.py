"""A notebook with one widget in JupyterLab, seen through Chromium: what every browser test of a widget stands on.

A test makes a workspace in a folder of its own below the root of the one JupyterLab (the fixture `jupyterlab`) and
opens a page on it. What the page asked of anywhere else, and every error it raised, is in `faults`. After each step a
test reads the file: what the browser says was saved has to be there. RLSEVIDENCE_SCREENSHOTS names a folder for
pictures to be looked at.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conftest import REPO
from lab_server import choose_theme
from rlsevidence import store

IDLE = "#jp-main-statusbar >> text=/Idle/"

LOOK_ON = """() => {
  const bar = document.querySelector('#jp-main-statusbar');
  window.kernelLeft = false;
  const watch = new MutationObserver(() => {
    if (!/Idle/.test(bar.textContent)) { window.kernelLeft = true; watch.disconnect(); }
  });
  watch.observe(bar, { childList: true, subtree: true, characterData: true });
}"""
"""Whether the kernel of the notebook has been anything but idle since."""


@dataclass(frozen=True)
class Served:
    """A JupyterLab that runs: its address, the folder it shows, and the one of its settings."""

    address: str
    root: Path
    homes: Path

    def make_workspace(self, evidence: Path = REPO / "tests" / "tiny" / "evidence") -> Path:
        """A workspace with a copy of `evidence`, in a folder that no other test has; read, so that its kernel need not
        parse what this process has parsed."""
        workspace = self.root / f"w{uuid.uuid4().hex[:8]}"
        store.load(Path(shutil.copytree(evidence, workspace / "evidence")))
        return workspace


class LabPage:
    """One window on one notebook. A subclass says where its widget is: `widget` (the outermost element), `ready` (an
    element that is there once it is drawn), `live` (what it says aloud) and `pictures` (how its pictures' names begin).
    """

    widget = ".jp-OutputArea-output"
    ready = ".jp-OutputArea-output"
    live = ""
    pictures = "lab"

    def __init__(self, browser: Any, served: Served, workspace: Path, *, width: int = 1366, height: int = 1500) -> None:
        self.served, self.workspace = served, workspace
        self.theme("Light")
        self.faults: list[str] = []
        self.context = browser.new_context(viewport={"width": width, "height": height})
        # A kernel that starts beside other tests takes its time; what never comes fails all the same.
        self.context.set_default_timeout(120_000)
        self.page = self.context.new_page()
        self.page.on("request", self._request)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("dialog", self._answer)

    def _request(self, request: Any) -> None:
        address = self.served.address
        if not request.url.startswith((address, address.replace("http", "ws"), "data:", "blob:")):
            self.faults.append(request.url)

    def _answer(self, dialog: Any) -> None:
        # Leaving a notebook that is not saved asks back; anything else would be a record's own script.
        if dialog.type != "beforeunload":
            self.faults.append(f"dialog {dialog.message}")
        dialog.accept()

    def open(self, source: str, name: str, *more: str) -> Any:
        """A notebook of the cells `source` and `more`, after `import rlsevidence as rls`; its first cell is run. The
        widget."""
        import nbformat

        sources = (f"import rlsevidence as rls\n\n{source}", *more)
        cells = [nbformat.v4.new_code_cell(text, id=f"c-{place}") for place, text in enumerate(sources)]
        # Without a kernel named, JupyterLab asks for one.
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), self.workspace / f"{name}.ipynb")
        self.go_to(self.workspace / f"{name}.ipynb")
        return self.run()

    def go_to(self, notebook: Path) -> None:
        """A notebook below the root, in this window, until its kernel is ready: what is pressed before is dropped
        without a word."""
        place = notebook.relative_to(self.served.root).as_posix()
        self.page.goto(f"{self.served.address}/lab/tree/{place}?reset", wait_until="domcontentloaded")
        self.page.wait_for_selector(IDLE, timeout=120_000)

    def run(self) -> Any:
        """Run the first cell; the widget, once it is drawn."""
        self.page.locator(".jp-CodeCell").first.locator(".cm-content").click()
        self.page.keyboard.press("Shift+Enter")
        widget = self.page.locator(self.widget).last
        widget.wait_for(timeout=60_000)
        self.page.wait_for_function("ready => document.querySelector(ready) !== null", arg=self.ready)
        return widget

    def said(self, text: str) -> None:
        """Wait until the widget has said something with `text` in it."""
        spoken = f"[...document.querySelectorAll({json.dumps(self.live)})].map((p) => p.textContent)"
        try:
            self.page.wait_for_function(f"t => {spoken}.some((s) => s.includes(t))", arg=text, timeout=60_000)
        except Exception as error:
            raise AssertionError(f"{text!r} was not said, but {self.page.evaluate(spoken)}") from error

    def theme(self, name: str) -> None:
        """Another theme (Light or Dark): the page has it once it is opened again. A new window begins in the light."""
        choose_theme(self.served.homes, name)

    def restart_kernel(self) -> None:
        """By JupyterLab's own menu, as a person does."""
        self.page.get_by_role("menuitem", name="Kernel", exact=True).click()
        self.page.locator(".lm-Menu-itemLabel", has_text="Restart Kernel…").first.click()
        # Idle before and idle after: what is between is seen by who looks on from before the question is answered.
        self.page.locator(".jp-Dialog .jp-mod-accept").wait_for()
        self.page.evaluate(LOOK_ON)
        self.page.locator(".jp-Dialog .jp-mod-accept").click()
        self.page.wait_for_function("window.kernelLeft")
        self.page.wait_for_selector(IDLE)

    def axe(self) -> None:
        """Nothing in the widget is out of reach for anybody, by axe's rules."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page, context=self.widget)
        assert found.violations_count == 0, found.generate_report()

    def picture(self, name: str) -> None:
        if folder := os.environ.get("RLSEVIDENCE_SCREENSHOTS"):
            self.page.locator(self.widget).last.screenshot(path=str(Path(folder) / f"{self.pictures}_{name}.png"))

    def close(self) -> None:
        self.context.close()

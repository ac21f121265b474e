"""The review panel in a real JupyterLab: keys, undo, reload, second reviewer, conflict, consensus, both themes.

After each step the file is read: what the browser says was saved has to be there. RLSEVIDENCE_SCREENSHOTS names a
folder for pictures to be looked at.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from lab_server import serve_lab
from test_panel import CLAIM, RECORD, give_abstract, read_tags

pytestmark = [pytest.mark.browser, pytest.mark.slow]
IDLE = "#jp-main-statusbar >> text=/Idle/"


class Lab:
    """One notebook in JupyterLab with one reviewer's panel."""

    def __init__(self, browser: Any, address: str, workspace: Path) -> None:
        self.workspace, self.address = workspace, address
        self.faults: list[str] = []
        self.context = browser.new_context(viewport={"width": 1250, "height": 1500})
        self.page = self.context.new_page()
        self.page.on("request", self._request)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("dialog", self._answer)

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.address, self.address.replace("http", "ws"), "data:", "blob:")):
            self.faults.append(request.url)

    def _answer(self, dialog: Any) -> None:
        # Leaving a notebook that is not saved asks back; anything else would be a record's own script.
        if dialog.type != "beforeunload":
            self.faults.append(f"dialog {dialog.message}")
        dialog.accept()

    def open(self, reviewer: str, language: str = "en") -> Any:
        import nbformat

        source = (
            "import rlsevidence as rls\n\n"
            f'panel = rls.review(reviewer="{reviewer}", language="{language}")\n'
            f'panel.act({{"do": "filter", "claim": "{CLAIM}", "shown": "all"}})\n'
            f'while panel.card["record"] != "{RECORD}":\n    panel.act({{"do": "go", "by": 1}})\npanel'
        )
        cells = [nbformat.v4.new_code_cell(source, id="c-0"), nbformat.v4.new_code_cell("print('kept')", id="c-1")]
        # Without a kernel named, JupyterLab asks for one.
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), self.workspace / f"{reviewer}.ipynb")
        self.page.goto(f"{self.address}/lab/tree/{reviewer}.ipynb?reset", wait_until="domcontentloaded")
        # Shift+Enter before the kernel is ready is dropped without a word.
        self.page.wait_for_selector(IDLE, timeout=90_000)
        self.page.locator(".jp-CodeCell").first.click()
        self.page.keyboard.press("Shift+Enter")
        panel = self.page.locator(".rev-review")
        panel.wait_for(timeout=60_000)
        self.page.wait_for_function("document.querySelector('.rev-review .rev-title') !== null")
        panel.focus()
        return panel

    def said(self, text: str) -> None:
        self.page.wait_for_function("t => document.querySelector('.rev-live').textContent.includes(t)", arg=text)

    def picture(self, name: str) -> None:
        if folder := os.environ.get("RLSEVIDENCE_SCREENSHOTS"):
            self.page.locator(".rev-review").screenshot(path=str(Path(folder) / f"panel_{name}.png"))


@pytest.mark.timeout(400)
def test_two_reviewers_a_conflict_and_a_consensus(browser: Any, tiny_dir: Path, tmp_path: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe

    workspace = tiny_dir.parent
    give_abstract(workspace)
    with serve_lab(workspace, tmp_path / "homes") as address:
        # Anna opens, decides by key, takes it back, decides again; a reload loses nothing.
        lab = Lab(browser, address, workspace)
        panel = lab.open("anna")
        assert "<script>" in panel.locator(".rev-title").inner_text()
        assert panel.locator("mark.rev-sentence").inner_text().startswith("Magnesium improved sleep")
        lab.picture("open")
        lab.page.keyboard.press("s")
        lab.said("Choose directness")
        assert read_tags(workspace) == [], "a stance alone is not a decision"
        lab.picture("waiting")
        lab.page.keyboard.press("0")
        lab.said("Saved: Supports, direct")
        assert [(t.reviewer, t.stance) for t in read_tags(workspace)] == [("anna", "supports")]
        lab.page.keyboard.press("u")
        lab.said("Taken back")
        assert [t.role for t in read_tags(workspace)] == ["screener", "withdrawn"]
        lab.page.keyboard.press("n")
        lab.page.keyboard.type("dx u is only a note")
        lab.page.keyboard.press("Escape")
        assert len(read_tags(workspace)) == 2, "keys in the note are letters"
        lab.page.keyboard.press("1")
        lab.page.keyboard.press("x")  # in JupyterLab's command mode this cuts the cell
        lab.said("Saved: Not relevant")
        lab.page.keyboard.press("u")
        lab.said("Taken back")
        lab.page.keyboard.press("s")
        lab.said("Choose directness")
        lab.page.keyboard.press("1")
        lab.said("Population")
        lab.page.keyboard.press("Enter")
        lab.said("Saved: Supports, indirect")
        held = read_tags(workspace)[-1]
        assert (held.stance, held.directness, held.indirect_because) == ("supports", "indirect", ("population",))
        assert lab.page.locator(".jp-CodeCell").count() == 2, "no key reached JupyterLab"
        panel = lab.open("anna")
        assert "Supports, indirect (population)" in panel.locator(".rev-own").inner_text()
        assert len(read_tags(workspace)) == 5
        found = Axe().run(lab.page, context=".rev-review")
        assert found.violations_count == 0, found.generate_report()
        assert lab.faults == []
        lab.context.close()

        # Bo does not see it before deciding, then sees that they differ.
        lab = Lab(browser, address, workspace)
        panel = lab.open("bo")
        assert panel.locator(".rev-hidden").is_visible()
        assert "anna" not in panel.inner_text()
        lab.picture("hidden")
        lab.page.keyboard.press("d")
        lab.page.keyboard.press("0")
        lab.said("decided otherwise")
        assert "anna: Supports" in panel.locator(".rev-others").inner_text()
        lab.picture("conflict")
        lab.context.close()

        # Cia settles it.
        lab = Lab(browser, address, workspace)
        panel = lab.open("cia", "sv")
        assert panel.locator(".rev-others").count() == 0
        lab.page.keyboard.press("c")
        panel.locator(".rev-others").wait_for()
        lab.picture("settle_sv")
        lab.page.keyboard.press("i")
        lab.said("Välj direkthet")
        lab.page.keyboard.press("0")
        lab.said("Sparat: Avgör inte")
        assert read_tags(workspace)[-1].role in ("consensus", "screener", "withdrawn")
        assert {(t.reviewer, t.role) for t in read_tags(workspace)} >= {("cia", "consensus")}
        assert lab.faults == []
        lab.context.close()


@pytest.mark.timeout(300)
def test_the_dark_theme_can_be_read(browser: Any, tiny_dir: Path, tmp_path: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe

    workspace = tiny_dir.parent
    give_abstract(workspace)
    with serve_lab(workspace, tmp_path / "homes", theme="JupyterLab Dark") as address:
        lab = Lab(browser, address, workspace)
        panel = lab.open("anna")
        assert lab.page.evaluate("document.body.dataset.jpThemeLight") == "false"
        panel.locator("button", has_text="Keys").click()
        lab.picture("dark")
        found = Axe().run(lab.page, context=".rev-review")
        assert found.violations_count == 0, found.generate_report()
        assert lab.faults == []
        lab.context.close()

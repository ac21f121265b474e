"""A window on a notebook in JupyterLab, as the browser tests of forms and panels use it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

IDLE = "#jp-main-statusbar >> text=/Idle/"


class Lab:
    """One window on one notebook in JupyterLab; `root` is what is looked for in it, `heard` where it speaks,
    `ready` what stands there once it can be used."""

    root, heard, ready, kind = ".fm-form", ".fm-live, .fm-alarm", ".fm-form h2", "form"

    def __init__(self, browser: Any, served: tuple[str, Path], width: int = 1366, height: int = 1500) -> None:
        self.address, self.workspace = served
        self.faults: list[str] = []
        self.context = browser.new_context(viewport={"width": width, "height": height})
        self.page = self.context.new_page()
        self.page.on("request", self._request)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("dialog", self._answer)

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.address, self.address.replace("http", "ws"), "data:", "blob:")):
            self.faults.append(request.url)

    def _answer(self, dialog: Any) -> None:
        if dialog.type != "beforeunload":
            self.faults.append(f"dialog {dialog.message}")
        dialog.accept()

    def open(self, source: str, name: str) -> Any:
        """A notebook whose one cell says `rls.<source>`, run; the form."""
        import nbformat

        cells = [nbformat.v4.new_code_cell(f"import rlsevidence as rls\n\nrls.{source}", id="c-0")]
        # Without a kernel named, JupyterLab asks for one.
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), self.workspace / f"{name}.ipynb")
        self.page.goto(f"{self.address}/lab/tree/{name}.ipynb?reset", wait_until="domcontentloaded")
        self.page.wait_for_selector(IDLE, timeout=90_000)
        return self.run()

    def run(self) -> Any:
        self.page.locator(".jp-CodeCell").first.locator(".cm-content").click()
        self.page.keyboard.press("Shift+Enter")
        form = self.page.locator(self.root).last
        form.wait_for(timeout=60_000)
        self.page.wait_for_function("s => document.querySelector(s) !== null", arg=self.ready)
        return form

    def said(self, text: str) -> None:
        spoken = f"[...document.querySelectorAll('{self.heard}')].map((p) => p.textContent)"
        try:
            self.page.wait_for_function(f"t => {spoken}.some((s) => s.includes(t))", arg=text, timeout=20_000)
        except Exception as error:
            raise AssertionError(f"{text!r} was not said, but {self.page.evaluate(spoken)}") from error

    def settled(self) -> None:
        """Until everything that was typed is answered."""
        self.page.wait_for_timeout(400)
        self.page.wait_for_function("document.querySelector('[data-state=saving]') === null")

    def theme(self, name: str) -> None:
        """Another theme, by JupyterLab's own setting; the page loads again with it."""
        settings = {"raw": json.dumps({"theme": f"JupyterLab {name}"})}
        self.ask("PUT", "/lab/api/settings/@jupyterlab/apputils-extension:themes", settings)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Ask JupyterLab's server, as its own page does."""
        return self.page.evaluate(
            """async ([method, path, body]) => {
              const token = document.cookie.match(/_xsrf=([^;]*)/)?.[1] ?? "";
              const answer = await fetch(path, { method, headers: { "X-XSRFToken": token },
                body: body === null ? undefined : JSON.stringify(body) });
              const text = await answer.text();
              if (!answer.ok) throw new Error(`${answer.status} ${text}`);
              return text ? JSON.parse(text) : null;
            }""",
            [method, path, body],
        )

    def axe(self) -> None:
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page, context=self.root)
        assert found.violations_count == 0, found.generate_report()

    def picture(self, name: str) -> None:
        if folder := os.environ.get("RLSEVIDENCE_SCREENSHOTS"):
            self.page.locator(self.root).last.screenshot(path=str(Path(folder) / f"{self.kind}_{name}.png"))

    def focused(self) -> str:
        return str(self.page.evaluate("document.activeElement.id + ' ' + document.activeElement.className"))

    def restart_kernel(self) -> None:
        """By JupyterLab's own menu, as a person does."""
        self.page.get_by_role("menuitem", name="Kernel", exact=True).click()
        self.page.locator(".lm-Menu-itemLabel", has_text="Restart Kernel…").first.click()
        self.page.locator(".jp-Dialog .jp-mod-accept").click()
        self.page.wait_for_timeout(3000)

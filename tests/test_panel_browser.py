"""The review panel in a real JupyterLab: keys, undo, reload, second reviewer, conflict, consensus, both themes.

After each step the file is read: what the browser says was saved has to be there. RLSEVIDENCE_SCREENSHOTS names a
folder for pictures to be looked at.
"""

from __future__ import annotations

from typing import Any

import pytest

from lab_page import LabPage, Served
from test_panel import CLAIM, RECORD, give_abstract, read_tags

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class Lab(LabPage):
    """One notebook in JupyterLab with one reviewer's panel."""

    widget, ready, live, pictures = ".rev-review", ".rev-review .rev-title", ".rev-live", "panel"

    def open_panel(self, reviewer: str, language: str = "en") -> Any:
        source = (
            f'panel = rls.review(reviewer="{reviewer}", language="{language}")\n'
            f'panel.act({{"do": "filter", "claim": "{CLAIM}", "shown": "all"}})\n'
            f'while panel.card["record"] != "{RECORD}":\n    panel.act({{"do": "go", "by": 1}})\npanel'
        )
        panel = self.open(source, reviewer, "print('kept')")
        panel.focus()
        return panel


@pytest.mark.timeout(400)
def test_two_reviewers_a_conflict_and_a_consensus(browser: Any, jupyterlab: Served) -> None:
    workspace = jupyterlab.make_workspace()
    give_abstract(workspace)
    # Anna opens, decides by key, takes it back, decides again; a reload loses nothing.
    lab = Lab(browser, jupyterlab, workspace, width=1250)
    panel = lab.open_panel("anna")
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
    panel = lab.open_panel("anna")
    assert "Supports, indirect (population)" in panel.locator(".rev-own").inner_text()
    assert len(read_tags(workspace)) == 5
    lab.axe()
    assert lab.faults == []
    lab.close()

    # Bo does not see it before deciding, then sees that they differ.
    lab = Lab(browser, jupyterlab, workspace, width=1250)
    panel = lab.open_panel("bo")
    assert panel.locator(".rev-hidden").is_visible()
    assert "anna" not in panel.inner_text()
    lab.picture("hidden")
    lab.page.keyboard.press("d")
    lab.page.keyboard.press("0")
    lab.said("decided otherwise")
    assert "anna: Supports" in panel.locator(".rev-others").inner_text()
    lab.picture("conflict")
    lab.close()

    # Cia settles it.
    lab = Lab(browser, jupyterlab, workspace, width=1250)
    panel = lab.open_panel("cia", "sv")
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
    lab.close()


@pytest.mark.timeout(300)
def test_the_dark_theme_can_be_read(browser: Any, jupyterlab: Served) -> None:
    workspace = jupyterlab.make_workspace()
    give_abstract(workspace)
    lab = Lab(browser, jupyterlab, workspace, width=1250)
    lab.theme("Dark")
    panel = lab.open_panel("anna")
    assert lab.page.evaluate("document.body.dataset.jpThemeLight") == "false"
    panel.locator("button", has_text="Keys").click()
    lab.picture("dark")
    lab.axe()
    assert lab.faults == []
    lab.close()

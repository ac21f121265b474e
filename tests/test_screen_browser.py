"""Screening in a real JupyterLab: one key a record, lists, a kernel that ends, two people, when to stop.

After each step the file is read: what the browser says was saved has to be there. RLSEVIDENCE_SCREENSHOTS names a
folder for pictures to be looked at.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from invented_screening import give_records, name_record
from lab_page import LabPage, Served
from rlsevidence import store
from rlsevidence.decisions import list_screened
from rlsevidence.model import Screening
from test_panel import give_abstract

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(500)]
N = 40


@pytest.fixture(scope="module")
def workspace(jupyterlab: Served) -> Path:
    """One small invented workspace with records to screen, so that more than one person's work stands in it."""
    made = jupyterlab.make_workspace()
    give_abstract(made)
    give_records(made, N, 8)
    return made


class ScreenLab(LabPage):
    """One notebook in JupyterLab with the screening panel."""

    widget, ready = ".rev-screen", ".rev-screen .rev-title"
    live, pictures = ".rev-live, .rev-alarm", "screen"

    def press(self, key: str) -> None:
        """A key, and until what it asked for is answered."""
        self.page.keyboard.press(key)
        self.page.wait_for_function("document.querySelector('.rev-screen').dataset.state !== 'saving'", timeout=20_000)

    def title(self) -> str:
        return str(self.page.locator(".rev-screen .rev-title").inner_text())

    def decide(self, key: str) -> str:
        """One key on the record that shows; its title, once the next one shows."""
        title = self.title()
        self.page.keyboard.press(key)
        self.page.wait_for_function(
            "t => document.querySelector('.rev-screen').dataset.state === 'ready'"
            " && document.querySelector('.rev-screen .rev-title')?.innerText !== t",
            arg=title,
            timeout=20_000,
        )
        return title


def made(workspace: Path, reviewer: str) -> list[Screening]:
    """What one person decided here that holds, oldest first."""
    rows: dict[str, list[Screening]] = {}
    for row in store.load(workspace / "evidence").screening:
        rows.setdefault(row.record, []).append(row)
    held = [r for group in rows.values() for r in list_screened(group) if r.reviewer == reviewer]
    return sorted((r for r in held if "T" in r.decided_on and r.decided_on > "2026-02"), key=lambda r: r.decided_on)


def test_a_person_screens_by_keyboard_through_the_end_of_a_kernel(
    browser: Any, jupyterlab: Served, workspace: Path
) -> None:
    lab = ScreenLab(browser, jupyterlab, workspace, height=1100)
    panel = lab.open('rls.screen(reviewer="anna")', "anna")
    page = lab.page
    panel.focus()
    lab.axe()
    lab.picture("open")
    assert panel.locator("[aria-pressed=true]").count() == 0, "nothing is chosen for anybody"

    # One key a record: it is on disk before the next one shows.
    first = lab.decide("2")
    assert [(r.decision, r.reason) for r in made(workspace, "anna")] == [("exclude", "wrong-population")]
    lab.said("Saved: excluded (wrong population)")
    for n in range(11):
        lab.decide("a" if "trial of magnesium" in lab.title() or n == 0 else "2")
    assert len(made(workspace, "anna")) == 12
    assert page.locator(".jp-CodeCell").count() <= 2, "no key reached JupyterLab"
    page.locator(".rev-order", has_text="Ordered by what this review has decided").wait_for()
    lab.picture("ordered")

    # Unsure: by a shift, by m; a note; undo, by name.
    lab.decide("Shift+Digit2")
    assert made(workspace, "anna")[-1].decision == "unsure"
    lab.press("u")
    lab.said("Taken back: unsure (wrong population)")
    assert len(made(workspace, "anna")) == 12
    lab.press("m")
    page.locator(".rev-maybe[aria-pressed=true]").wait_for()
    lab.press("n")
    page.keyboard.type("a d 2 is only a note")
    page.keyboard.press("Escape")
    assert len(made(workspace, "anna")) == 12, "keys in the note are letters"
    lab.decide("a")
    assert (made(workspace, "anna")[-1].decision, made(workspace, "anna")[-1].note) == (
        "unsure",
        "a d 2 is only a note",
    )

    # A list: space marks, a reason leaves the marked out, one undo takes all of them back.
    lab.press("l")
    page.locator(".rev-list").wait_for()
    page.wait_for_function("document.activeElement?.dataset.mark !== undefined")
    lab.axe()
    page.keyboard.press("Space")
    for _ in range(2):
        page.keyboard.press("j")
        page.keyboard.press("Space")
    page.locator(".rev-place", has_text="3 marked").wait_for()
    lab.picture("list")
    lab.press("2")
    lab.said("3 left out (wrong population)")
    assert len(made(workspace, "anna")) == 16
    assert {r.basis for r in made(workspace, "anna")[-3:]} == {"title"}
    lab.press("u")
    lab.said("records left out together: 3")
    assert len(made(workspace, "anna")) == 13
    lab.press("l")
    page.locator(".rev-list").wait_for(state="detached")

    # The kernel ends in the middle: what is pressed then is said not to be saved, and the cell goes on where it was.
    own = {r.record for r in store.load(workspace / "evidence").screening if r.reviewer == "anna"}
    own -= {r.record for r in made(workspace, "anna")} | {name_record(n) for n in range(N)}
    assert len(own) == 10, "what she had decided before"
    done = f"{len(own) + 13} done"
    page.locator(".rev-progress", has_text=done).wait_for()
    lab.restart_kernel()
    panel.focus()
    page.keyboard.press("2")
    lab.said("Not saved: there is no answer")
    assert len(made(workspace, "anna")) == 13
    lab.picture("no_kernel")
    panel = lab.run()
    page.wait_for_function("document.querySelectorAll('.rev-screen').length === 1")
    page.locator(".rev-progress", has_text=done).wait_for()
    panel.focus()
    assert lab.title() != first

    # A record by the words of its title; what is decided there says that it was looked for.
    page.keyboard.press("/")
    page.keyboard.type("number 39")
    page.keyboard.press("Enter")
    lab.said("Records: 1")
    page.locator(".rev-title", has_text="number 39").wait_for()
    page.keyboard.press("Escape")
    lab.picture("found")
    assert set(lab.faults) <= {"Cannot send"}, "JupyterLab's own word for a kernel that has ended"
    lab.close()


def test_a_second_person_is_not_told_and_the_screening_is_stopped_by_name(
    browser: Any, jupyterlab: Served, workspace: Path
) -> None:
    lab = ScreenLab(browser, jupyterlab, workspace, height=1500)
    panel = lab.open('rls.screen(reviewer="bo")', "bo")
    page = lab.page
    panel.focus()
    theirs = {r.record: r for r in made(workspace, "anna")}
    assert theirs, "Anna has decided before"
    record = next(iter(theirs))
    page.keyboard.press("/")
    page.keyboard.type(record)
    page.keyboard.press("Enter")
    lab.said("Records: 1")
    page.locator(".rev-hidden").wait_for()
    assert "anna" not in panel.inner_text()
    page.keyboard.press("Escape")
    panel.focus()
    page.keyboard.press("4")
    page.locator(".rev-others", has_text="anna: excluded").wait_for()
    lab.said("Others decided the same")
    assert made(workspace, "bo")[-1].note.endswith("[out of order]")

    # When to stop: the curve is described, a stop before the rule needs a reason, and it can be gone back on.
    # What is typed while an answer comes stays: the choice above the field is answered in the middle of it.
    page.locator(".rev-filters select").select_option("undecided")
    page.locator(".rev-filters input").fill("")
    page.locator(".rev-filters input").press("Enter")
    page.locator(".rev-order:not(.rev-warn)").wait_for()
    panel.focus()
    page.keyboard.press("e")
    page.locator(".rev-missed[open] svg").wait_for()
    described = page.evaluate("document.querySelector('.rev-curve desc').textContent")
    assert described == page.locator(".rev-said").inner_text()
    assert "too early to stop" in described
    lab.axe()
    page.locator(".rev-do-stop").click()
    lab.said("say why you stop all the same")
    assert store.load(workspace / "evidence").stops == ()
    page.locator(".rev-missed input").fill("Invented: no time left.")
    page.locator(".rev-do-stop").click()
    lab.said("the screening is stopped")
    (stop,) = store.load(workspace / "evidence").stops
    assert (stop.reviewer, stop.note) == ("bo", "Invented: no time left.")
    page.locator(".rev-stop", has_text="before the rule would have stopped").wait_for()
    lab.picture("stopped")
    page.locator(".rev-go-on").click()
    lab.said("the screening goes on")
    assert [s.role for s in store.load(workspace / "evidence").stops] == ["screener", "withdrawn"]
    assert lab.faults == []
    lab.close()


def test_the_desk_opens_it_in_swedish_in_the_dark_on_a_narrow_window(
    browser: Any, jupyterlab: Served, workspace: Path
) -> None:
    lab = ScreenLab(browser, jupyterlab, workspace, width=820, height=1300)
    lab.ready = ".fm-form h2"
    lab.widget = ".fm-form"
    lab.theme("Dark")
    lab.open('rls.desk(reviewer="cia", language="sv")', "cia")
    page = lab.page
    page.wait_for_function("document.body.dataset.jpThemeLight === 'false'")
    page.locator(".fm-to-screen button").click()
    page.locator(".rev-screen .rev-title").wait_for()
    page.wait_for_function("document.activeElement?.classList.contains('rev-screen')")
    lab.axe()
    lab.picture("desk_dark_820")
    page.keyboard.press("e")
    page.locator(".rev-missed[open] svg").wait_for()
    wide = page.evaluate(
        "(() => { const e = document.querySelector('.rev-screen'); return e.scrollWidth - e.clientWidth; })()"
    )
    assert wide <= 0, "nothing is cut off at 820 pixels"
    lab.widget = ".rev-screen"
    lab.axe()
    lab.picture("curve_dark_820")
    before = len(made(lab.workspace, "cia"))
    page.locator(".rev-screen").focus()
    lab.decide("2")
    assert len(made(lab.workspace, "cia")) == before + 1
    page.locator(".fm-back").click()
    page.locator(".fm-to-screen").wait_for()
    assert lab.faults == []
    lab.close()

"""The forms in a real JupyterLab: keyboard, a number taken from a text, a kernel that ends, two windows, two people.

After each step the file is read: what the browser says was saved has to be there. RLSEVIDENCE_SCREENSHOTS names a
folder for pictures to be looked at.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lab_page import LabPage, Served
from rlsevidence import store
from rlsevidence.model import Study
from rlsevidence.site.pages import PageMaker
from test_panel import give_abstract

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400)]


@pytest.fixture(scope="module")
def workspace(jupyterlab: Served) -> Path:
    """One small invented workspace for all of these tests, so that more than one person's work stands in it."""
    made = jupyterlab.make_workspace()
    give_abstract(made)
    return made


class Lab(LabPage):
    """One notebook in JupyterLab with one form."""

    widget, ready, live, pictures = ".fm-form", ".fm-form h2", ".fm-live, .fm-alarm", "form"

    def settled(self) -> None:
        """Until everything that was typed is answered, and drawn as it was answered."""
        self.page.wait_for_function("document.querySelector('.fm-form[data-pending]') === null")


def draft(workspace: Path, path: str) -> dict[str, Any]:
    found = store.read_draft(workspace / "evidence", path)
    assert found is not None, f"{path} is no draft"
    return found


def test_an_appraisal_by_keyboard_through_the_end_of_a_kernel(
    browser: Any, jupyterlab: Served, workspace: Path
) -> None:
    path = "appraisals/invented-trial.rob2.bo.yaml"
    lab = Lab(browser, jupyterlab, workspace)
    form = lab.open('rls.appraise("invented-trial", reviewer="bo")', "appraise")
    page = lab.page
    assert form.locator("input:checked").count() == 0, "nothing is chosen for anybody"
    lab.axe()
    lab.picture("appraisal_begun")
    # The keyboard alone: to the first domain, an answer by the space bar, support in two languages.
    form.locator("[data-name='domains.randomisation.judgement'] input").first.focus()
    page.keyboard.press("Space")
    lab.said("Saved")
    assert draft(lab.workspace, path)["domains"]["randomisation"]["judgement"] == "low"
    page.keyboard.press("ArrowDown")
    lab.settled()
    assert draft(lab.workspace, path)["domains"]["randomisation"]["judgement"] == "some_concerns"
    page.keyboard.press("Tab")
    # The person's own language comes first; the other may wait.
    page.keyboard.type("Invented support x d 0")
    page.keyboard.press("Tab")
    page.keyboard.type("Påhittat stöd 0")
    lab.settled()
    assert draft(lab.workspace, path)["domains"]["randomisation"]["support"] == {
        "en": "Invented support x d 0",
        "sv": "Påhittat stöd 0",
    }
    assert page.locator(".jp-CodeCell").count() >= 1, "no key reached JupyterLab"

    # The kernel ends in the middle: what is typed then is said to be unsaved, and is saved by nobody.
    lab.restart_kernel()
    form.locator("[data-name='why'] textarea").first.fill("after the end")
    lab.said("Not saved")
    assert draft(lab.workspace, path)["why"] == ""
    lab.picture("appraisal_no_kernel")
    form = lab.run()
    support = "document.querySelector('[data-name=\"domains.randomisation.support\"] textarea[lang=sv]')"
    page.wait_for_function(f"{support}.value.includes('Påhittat')")
    lab.picture("appraisal_again")

    # The rest, and the end of it: what is lacking is said, then nothing is.
    form.locator(".fm-finish").click()
    lab.said("It stays a draft")
    for domain in ("deviations", "missing_data", "measurement", "selection"):
        form.locator(f"[data-name='domains.{domain}.judgement'] input").nth(1).check()
        lab.settled()
        form.locator(f"[data-name='domains.{domain}.support'] textarea").first.fill("Invented for this domain.")
        lab.settled()
    low = form.locator("[data-name='overall'] input").first
    low.focus()
    page.keyboard.press("Space")  # closed, and still within reach: it says why
    lab.said("the domains come to")
    assert not low.is_checked()
    form.locator("[data-name='overall'] input").nth(1).check()
    form.locator("[data-name='why'] textarea").first.fill("Invented.")
    lab.settled()
    form.locator("[data-name='read'] input").nth(2).check()
    lab.settled()
    form.locator("[data-name='result'] input").first.check()
    lab.settled()
    assert draft(lab.workspace, path)["result"] is None
    lab.axe()
    lab.picture("appraisal_filled")
    form.locator(".fm-finish").click()
    lab.said("kept beside that of another")
    assert store.read_draft(lab.workspace / "evidence", path) is None
    assert set(lab.faults) <= {"Cannot send"}, "JupyterLab's own word for a kernel that has ended"
    lab.close()


def test_an_extraction_takes_numbers_from_the_text_in_two_windows(
    browser: Any, jupyterlab: Served, workspace: Path
) -> None:
    path = "studies/invented-new.bo.yaml"
    lab = Lab(browser, jupyterlab, workspace)
    source = 'rls.extract("pubmed:90000008", reviewer="bo", name="invented-new")'
    form = lab.open(source, "extract")
    page = lab.page
    assert form.locator("input:checked").count() == 0
    assert "<script>" in form.locator(".fm-side h3").inner_text(), "text of a record stays text"

    # By keyboard: F2 in a field goes to the numbers of the text, arrows from one to the next, Enter takes it.
    people = form.locator("[data-name='population.n'] input")
    people.focus()
    page.keyboard.press("F2")
    page.keyboard.press("Enter")
    lab.settled()
    held = draft(lab.workspace, path)
    assert held["population"]["n"] == 40, "'Forty', in words"
    assert held["places"]["population.n"].startswith("[abstract/0:0-5 @")
    page.keyboard.press("F2")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    lab.picture("extraction_numbers")
    page.keyboard.press("Enter")
    lab.settled()
    held = draft(lab.workspace, path)
    assert held["population"]["n"] == 40
    passage = "Forty invented adults with restless legs got 12.4 mmol magnesium daily for 6 weeks (n = 40)."
    at = passage.index("40)")
    assert held["places"]["population.n"].startswith(f"[abstract/0:{at}-{at + 2} @")
    assert people.evaluate("e => e === document.activeElement"), "back where it was"
    # Of what is no whole number nothing is taken, and it says so; the one that stands there stays.
    for _ in range(2):
        page.keyboard.press("F2")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    lab.said("Nothing was taken: “12.4” is not a whole number")
    lab.settled()
    assert draft(lab.workspace, path)["population"]["n"] == 40
    assert people.input_value() == "40"

    # A group with its dose beside it, as it is typed.
    form.get_by_role("button", name="Add a group").click()
    form.locator("[data-name='arms.group.compound'] input").first.wait_for()
    assert page.evaluate("document.activeElement.closest('[data-section]').dataset.section") == "arms.@group"
    form.locator("[data-name='arms.group.compound'] input[value=magnesium]").check()
    lab.settled()
    form.locator("[data-name='arms.group.unit'] input").fill("mmol/day")
    lab.settled()
    form.locator("[data-name='arms.group.amount'] input").fill("12,4")
    lab.settled()
    form.locator("[data-name='arms.group.amount'] .fm-beside p").wait_for()
    assert "301.4 mg" in form.locator("[data-name='arms.group.amount'] .fm-beside").inner_text()

    # By keyboard, several at once: from the amount to the time, each field that this says something of and is empty.
    form.locator("[data-name='arms.group.unit'] input").fill("")
    lab.settled()
    amount = form.locator("[data-name='arms.group.amount'] input")
    amount.focus()
    page.keyboard.press("F2")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")  # past 'Forty'
    page.keyboard.press("Shift+ArrowRight")
    assert page.evaluate("document.getSelection().toString()") == "12.4 mmol magnesium daily for 6"
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    lab.said("Saved from what you selected")
    lab.settled()
    held = draft(lab.workspace, path)
    assert [held["arms"][0][name] for name in ("amount", "unit", "duration")] == [12.4, "mmol/day", "6 weeks"]
    assert held["places"]["arms.group.duration"].startswith("[abstract/0:")
    # A number key chooses, Delete takes the choice back.
    compounds = form.locator("[data-name='arms.group.compound'] input")
    compounds.first.focus()
    page.keyboard.press("2")
    lab.settled()
    assert draft(lab.workspace, path)["arms"][0]["compound"] == compounds.nth(1).get_attribute("value")
    page.keyboard.press("Delete")
    lab.settled()
    assert draft(lab.workspace, path)["arms"][0]["compound"] is None
    # With the mouse: a selection may begin at a number.
    first = form.locator(".fm-num").first.bounding_box()
    page.mouse.move(first["x"] + 1, first["y"] + first["height"] / 2)
    page.mouse.down()
    page.mouse.move(first["x"] + first["width"] + 40, first["y"] + first["height"] / 2, steps=3)
    page.mouse.up()
    assert page.evaluate("document.getSelection().toString()").startswith("Forty")

    # With the mouse: what is selected in the text, such as a p-value as printed.
    form.get_by_role("button", name="Add a result").click()
    value = form.locator("[data-name='results.result.p'] input")
    value.wait_for()
    value.focus()
    page.evaluate(
        """() => {
          const at = [...document.querySelectorAll('.fm-passage-text')].find((p) => p.textContent.includes('p < 0.01'));
          const number = [...at.querySelectorAll('.fm-num')].find((n) => n.textContent.includes('0.01'));
          const range = document.createRange();
          range.selectNodeContents(number);
          document.getSelection().removeAllRanges();
          document.getSelection().addRange(range);
        }"""
    )
    form.get_by_role("button", name="Take what is selected").click()
    lab.settled()
    assert draft(lab.workspace, path)["results"][0]["p"] == "< 0.01"
    form.locator("[data-name='results.result.kind'] select, [data-name='results.result.kind'] input").first.wait_for()
    form.locator("[data-name='results.result.kind'] input[value=before-after]").check()
    form.locator("[data-name='results.result.values.before.mean'] input").wait_for()
    for group, mean in (("before", "20"), ("after", "12")):
        for cell, number in (("n", "20"), ("mean", mean), ("sd", "5")):
            form.locator(f"[data-name='results.result.values.{group}.{cell}'] input").fill(number)
    lab.settled()
    form.get_by_text("MC -8").wait_for()
    form.get_by_text("MC -8").scroll_into_view_if_needed()
    lab.axe()
    lab.picture("extraction_light")

    # A second window writes to the same draft: another field is kept, the same one is asked about.
    second = Lab(browser, jupyterlab, workspace, width=820, height=1100)
    other = second.open(source, "extract-second")
    other.locator("[data-name='population.who'] input").fill("invented adults, from the second window")
    second.settled()
    form.locator("[data-name='population.country'] input").fill("Inventia")
    lab.settled()
    held = draft(lab.workspace, path)["population"]
    assert (held["who"], held["country"]) == ("invented adults, from the second window", "Inventia")
    other.locator("[data-name='population.country'] input").fill("Elsewhere")
    other.locator(".fm-conflict").wait_for()
    assert draft(lab.workspace, path)["population"]["country"] == "Inventia"
    second.axe()
    second.picture("extraction_820_conflict")
    other.get_by_role("button", name="Keep mine").click()
    second.settled()
    assert draft(lab.workspace, path)["population"]["country"] == "Elsewhere"
    assert lab.faults == second.faults == []
    second.close()

    # In the dark, at both widths.
    lab.theme("Dark")
    for width in (1366, 820):
        page.set_viewport_size({"width": width, "height": 1100})
        form = lab.open(source, "extract")
        page.wait_for_function("document.body.dataset.jpThemeLight === 'false'")
        lab.axe()
        lab.picture(f"extraction_dark_{width}")
    lab.close()


def test_a_judgement_above_the_rules_and_the_desk_it_is_opened_from(
    browser: Any, jupyterlab: Served, workspace: Path
) -> None:
    lab = Lab(browser, jupyterlab, workspace, height=1100)
    desk = lab.open('rls.desk(reviewer="dora")', "desk")
    page = lab.page
    # Nobody knows this person yet: the desk offers to enter them.
    desk.locator("input").fill("Invented Dora")
    page.keyboard.press("Enter")
    lab.said("Invented Dora can decide now")
    desk.locator(".fm-desk").wait_for()
    lab.axe()
    lab.picture("desk")
    desk.locator("input[type=search]").fill("invented trial")
    page.keyboard.press("Enter")
    rows = "[...document.querySelectorAll('.fm-desk li')].map((row) => row.textContent.toLowerCase())"
    page.wait_for_function(f"{rows}.length > 0 && {rows}.every((r) => r.includes('invented') && r.includes('trial'))")

    # By keyboard: what another has made is read and signed off; nobody is offered their own.
    desk.get_by_role("button", name="Read and sign off: Extraction: Invented").first.focus()
    page.keyboard.press("Enter")
    desk.get_by_role("button", name="Sign off", exact=True).wait_for()
    lab.axe()
    lab.picture("read")
    desk.get_by_role("button", name="Sign off", exact=True).focus()
    page.keyboard.press("Enter")
    lab.said("Signed off")
    path = desk.locator(".fm-path").inner_text().split(";")[0]
    assert "checked_by: dora" in (lab.workspace / "evidence" / path).read_text(encoding="utf-8")
    desk.get_by_role("button", name="Back to the desk").click()
    desk.locator(".fm-desk").wait_for()
    lab.close()

    lab = Lab(browser, jupyterlab, workspace, height=1100)
    form = lab.open('rls.judge("insomnia-improvement", reviewer="dora", language="sv")', "judge")
    page, path = lab.page, "certainty/insomnia-improvement.dora.yaml"
    assert form.locator("input:checked").count() == 0
    assert "One study had nobody to compare with" not in form.inner_text(), "what others have judged is not shown"
    for study in ("invented-trial", "invented-before-after"):
        form.locator(f"[data-name='body'] input[id$='{study}']").check()
        lab.settled()
    form.locator("[data-name='starts_at'] input[value=high]").check()
    lab.settled()
    for domain in ("inconsistency", "indirectness", "publication_bias", "risk_of_bias", "imprecision"):
        form.locator(f"[data-name='downgrades.{domain}.steps'] input[value='0']").check()
        lab.settled()
    form.locator("[data-name='departs_because.imprecision']").wait_for()
    assert form.locator("[data-name^='departs_because']").count() == 2
    held = draft(lab.workspace, path)
    assert held["downgrades"]["imprecision"]["steps"] == 0
    form.locator("[data-section='overall']").scroll_into_view_if_needed()
    assert "andra person" in form.locator("[data-section='overall']").inner_text()
    lab.axe()
    lab.picture("certainty_sv")
    lab.theme("Dark")
    page.set_viewport_size({"width": 820, "height": 1100})
    form = lab.open('rls.judge("insomnia-improvement", reviewer="dora", language="sv")', "judge")
    page.wait_for_function("document.body.dataset.jpThemeLight === 'false'")
    form.locator("[data-section='imprecision']").scroll_into_view_if_needed()
    lab.axe()
    lab.picture("certainty_dark_820")
    assert lab.faults == []
    lab.close()


def test_two_people_differ_and_a_third_settles_it_by_keyboard(
    browser: Any, jupyterlab: Served, workspace: Path
) -> None:
    import rlsevidence as rls
    from test_forms import fill, put

    table = workspace / "evidence" / "people.tsv"
    if "dora\t" not in table.read_text(encoding="utf-8"):  # who joined at the desk, where that came before
        with table.open("a", encoding="utf-8") as rows:
            rows.write("dora\tInvented Dora\treads\tnone declared\n")
    other = rls.extract("pubmed:90000008", reviewer="bo", folder=workspace, name="invented-new")
    put(other, "population", "age", value="so that nobody is alone")
    for who, people in (("anna", "40"), ("cia", "41")):
        panel = rls.extract("pubmed:90000008", reviewer=who, folder=workspace, name="invented-new")
        fill(panel)
        put(panel, "population", "n", value=people)
        put(panel, "funding", value="An invented fund" if who == "anna" else None)
        panel.act({"do": "finish"})
        assert panel.view["finished"] == f"studies/invented-new.{who}.yaml", panel.view["problems"]
    # The draft of a third hides nothing and is hidden: another settles.
    lab = Lab(browser, jupyterlab, workspace, height=1100)
    form = lab.open('rls.settle("studies", "invented-new", reviewer="dora")', "settle")
    page = lab.page
    people = form.locator("[data-name='population.n']")
    assert people.locator("input").input_value() == ""
    assert "Invented Anna:" in people.inner_text()
    assert form.locator(".fm-both:not([hidden])").count() == 2
    people.scroll_into_view_if_needed()
    lab.axe()
    lab.picture("consensus")
    lab.theme("Dark")
    page.set_viewport_size({"width": 820, "height": 1100})
    form = lab.open('rls.settle("studies", "invented-new", reviewer="dora")', "settle")
    page.wait_for_function("document.body.dataset.jpThemeLight === 'false'")
    people = form.locator("[data-name='population.n']")
    people.scroll_into_view_if_needed()
    lab.axe()
    lab.picture("consensus_dark_820")
    people.get_by_role("button", name="Take what Invented Cia has").focus()
    page.keyboard.press("Enter")
    lab.settled()
    page.wait_for_function("document.querySelector(\"[data-name='population.n'] input\").value === '41'")
    # To the next field in which they differ: only one of them has something there, and nothing is chosen too.
    page.wait_for_function("document.activeElement.closest('[data-name]')?.dataset.name === 'funding'")
    lack = form.locator("[data-name='funding'] .fm-lack")
    assert lack.inner_text() != ""
    form.get_by_role("button", name="Take what Invented Cia has").last.focus()
    page.keyboard.press("Enter")
    lab.settled()
    page.wait_for_function("document.querySelector(\"[data-name='funding'] .fm-lack\").textContent === ''")
    # No other field differs, and so the keyboard is at the end already.
    assert page.evaluate("document.activeElement.classList.contains('fm-finish')")
    page.keyboard.press("Enter")
    lab.said("counts from now on")
    study = store.load(lab.workspace / "evidence").studies["invented-new"]
    assert (study.population.n, study.extracted_by, study.extracted_with) == (41, "dora", ("anna", "cia"))
    assert study.settled is not None
    assert (study.settled.by, study.settled.between) == ("dora", ("anna", "cia"))
    assert dict(study.settled.differed) == {"population.n": "cia", "funding": "cia"}
    assert study.funding is None, "that there is none was chosen, since one of them had none"
    # What each had alone is still there, and a reader finds it on the page.
    own = {o.by: o.item for o in store.load(lab.workspace / "evidence").own if o.name == "invented-new"}
    assert {who: item.population.n for who, item in own.items() if isinstance(item, Study)} == {"anna": 40, "cia": 41}
    assert lab.faults == []
    site = lab.workspace / "page.html"
    site.write_text(PageMaker(rls.open_workspace(lab.workspace), "en").study(study).text, encoding="utf-8")
    page.goto(site.as_uri())
    shown = page.get_by_role("group", name="What they differed in")
    page.get_by_text("What they differed in, and how it was settled: 2").click()
    shown.wait_for()
    row = shown.get_by_role("row").filter(has_text="People in all")
    assert [c.strip() for c in row.get_by_role("cell").all_inner_texts()] == [
        "Invented Anna: 40\nInvented Cia: 41",
        "41\nas Invented Cia had it",
    ]
    lab.close()

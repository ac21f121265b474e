"""The pages and the notebooks as a reader meets them: Chromium, no network, files only."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

import rlsevidence as rls
from lab_page import IDLE, LabPage, Served
from rlsevidence.language import say
from rlsevidence.site import build_site

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[1]
WITH_FIGURES = (
    "sv/index.html",
    "en/claims/insomnia-improvement.html",
    "sv/claims/safe-daily-dose.html",
    "en/method.html",
)
PAGES = (*WITH_FIGURES, "index.html", "sv/document.html", "en/studies/hornyak-1998.html", "en/glossary.html")
NOTEBOOK = "en/notebooks/90_made_up.html"
ONLY_FAULTS = {"preload": False, "resultTypes": ["violations"]}
"""axe tries every rule all the same; of what passes it need not tell each of some thousand elements."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the shipped evidence, with one small notebook instead of all."""
    import nbformat

    root = tmp_path_factory.mktemp("reader")
    (root / "evidence").symlink_to(ROOT / "evidence", target_is_directory=True)
    (root / "notebooks").mkdir()
    cells = [
        nbformat.v4.new_markdown_cell("# Is this made up?", id="c-0"),
        nbformat.v4.new_code_cell(
            "import rlsevidence as rls\n\nreview = rls.open_workspace()\nprint(len(review.summaries))", id="c-1"
        ),
        nbformat.v4.new_code_cell("rls.figures.plot_claims_at_a_glance(review.summaries)", id="c-2"),
        nbformat.v4.new_code_cell("import pandas as pd\n\npd.DataFrame({'made up': [1, 2]})", id="c-3"),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), root / "notebooks" / "90_made_up.ipynb")
    review = rls.Workspace(root / "evidence", rls.open_workspace(ROOT).today)
    build_site(review, root / "site", report=lambda _: None)
    return root / "site"


class Reader:
    """A page in the browser that notes everything that went wrong."""

    def __init__(self, browser: Any, **options: Any) -> None:
        self.faults: list[str] = []
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.page.on("request", self._request)
        self.page.on("console", lambda m: self.faults.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

    def _request(self, request: Any) -> None:
        if not request.url.startswith(("file:", "data:", "blob:")):
            self.faults.append(request.url)

    def open(self, file: Path) -> Any:
        self.page.goto(file.as_uri())
        # Figures are drawn as they come near; printing draws all of them.
        self.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        self.page.wait_for_function("[...document.querySelectorAll('.plot')].every(p => p.dataset.drawn === 'done')")
        return self.page


@pytest.mark.parametrize("path", [*PAGES, NOTEBOOK])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_opens_from_a_file_and_is_accessible(browser: Any, site: Path, path: str, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    reader = Reader(browser, viewport={"width": 1200, "height": 900}, color_scheme=scheme)
    page = reader.open(site / path)
    if path in WITH_FIGURES or path == NOTEBOOK:
        assert page.locator(".drawing.wide svg >> visible=true").count() > 0
    assert reader.faults == []
    found = Axe().run(page, options=ONLY_FAULTS).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found] == []
    reader.context.close()


@pytest.mark.parametrize("path", [*PAGES, NOTEBOOK])
def test_a_phone_scrolls_down_only(browser: Any, site: Path, path: str) -> None:
    """Not the page, and no frame within it: a table is a list there, a figure has a form of its own."""
    reader = Reader(browser, viewport={"width": 360, "height": 740}, has_touch=True)
    page = reader.open(site / path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    wide = "[...document.querySelectorAll('.scroll')].filter(f => f.scrollWidth > f.clientWidth + 4).length"
    assert page.evaluate(wide) == 0
    small = (
        "[...document.querySelectorAll('.drawing svg text')].filter(t => t.getClientRects().length && "
        "parseFloat(t.getAttribute('font-size')) * t.ownerSVGElement.clientWidth / "
        "t.ownerSVGElement.viewBox.baseVal.width < 11.9).length"
    )
    assert page.evaluate(small) == 0, "nothing in a figure is smaller than 12 pixels"
    assert reader.faults == []
    reader.context.close()


def test_no_figure_offers_to_upload_anything(browser: Any, site: Path) -> None:
    reader = Reader(browser, viewport={"width": 1200, "height": 900})
    page = reader.open(site / "en" / "index.html")
    assert page.locator(".modebar-btn").count() == 0
    reader.context.close()


def test_the_keyboard_reaches_the_content_first(browser: Any, site: Path) -> None:
    reader = Reader(browser)
    page = reader.open(site / "sv" / "index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == say("site.skip", "sv")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    reader.context.close()


def test_an_editor_copies_a_wording(browser: Any, site: Path) -> None:
    reader = Reader(browser, permissions=["clipboard-read", "clipboard-write"])
    page = reader.open(site / "sv" / "document.html")
    button = page.locator("button[data-copy]").first
    wording = page.locator(f"#{button.get_attribute('data-copy')}").inner_text()
    button.click()
    page.wait_for_function("document.querySelector('.status').textContent !== ''")
    assert page.locator(".status").inner_text() == say("site.copied", "sv")
    assert page.evaluate("navigator.clipboard.readText()") == wording.strip()
    reader.context.close()


@pytest.mark.parametrize("width", [360, 820, 1366])
def test_the_first_screen_holds_an_answer(browser: Any, site: Path, width: int) -> None:
    reader = Reader(browser, viewport={"width": width, "height": 740})
    for path in ("index.html", "sv/index.html", "en/index.html"):
        page = reader.open(site / path)
        last = page.locator(".glance").first.locator(".against dd").last.bounding_box()
        assert last["y"] + last["height"] <= 740, path
    reader.context.close()


@pytest.mark.parametrize("path", ["index.html", "sv/index.html", "en/index.html"])
def test_the_first_screen_of_a_phone_holds_every_answer(browser: Any, site: Path, path: str) -> None:
    """Every headline claim's answer, certainty, and what the article says against what may be said: 360 by 800."""
    reader = Reader(browser, viewport={"width": 360, "height": 800}, has_touch=True)
    page = reader.open(site / path)
    cards = page.locator("section .cards").first.locator(".glance")
    assert cards.count() > 1
    for card in cards.all():
        for part in (".says", ".marks .level", ".against dd"):
            box = card.locator(part).last.bounding_box()
            assert box["y"] + box["height"] <= 800, part
    advice = page.locator(".advice.shared").first
    assert advice.is_visible(), "advice that holds for all of them stands once, after them"
    assert page.locator(".glance .advice").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    reader.context.close()


def test_without_script_the_figure_the_words_and_the_data_are_there(browser: Any, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "en" / "index.html").as_uri())
    page.locator("details.drawn:has(figure.chart) > summary").first.click()
    figure = page.locator("figure.chart").first
    assert figure.locator(".drawing.wide svg text").first.is_visible()
    assert len(figure.locator(".says").inner_text()) > 20
    figure.locator("summary").click()
    assert figure.locator("tbody tr").first.is_visible()
    context.close()


def test_the_data_of_a_figure_can_be_read_on_a_dark_phone(browser: Any, site: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe

    reader = Reader(browser, viewport={"width": 360, "height": 740}, color_scheme="dark")
    page = reader.open(site / "sv" / "claims" / "safe-daily-dose.html")
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    found = Axe().run(page, options=ONLY_FAULTS).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found] == []
    assert reader.faults == []
    reader.context.close()


def test_paper_has_the_wide_figures_and_whole_tables(browser: Any, site: Path) -> None:
    reader = Reader(browser, viewport={"width": 720, "height": 1000})
    page = reader.open(site / "sv" / "claims" / "insomnia-improvement.html")
    page.emulate_media(media="print")
    assert page.locator(".drawing.wide >> visible=true").count() > 2
    assert page.locator(".drawing.narrow >> visible=true").count() == 0
    cells = "[...document.querySelectorAll('main .scroll td')].map((td) => getComputedStyle(td).display)"
    assert set(page.evaluate(cells)) == {"table-cell"}, "rows are no lists on paper"
    kept = page.locator("section.answer").evaluate("e => getComputedStyle(e).breakInside")
    assert kept == "auto", "kept whole, the answer would leave the first sheet empty but for the site's name"
    assert not page.locator(".contents").is_visible()
    reader.context.close()


@pytest.mark.parametrize("width", [360, 1366])
def test_contents_stay_in_view(browser: Any, site: Path, width: int) -> None:
    reader = Reader(browser, viewport={"width": width, "height": 740})
    page = reader.open(site / "sv" / "claims" / "insomnia-improvement.html")
    page.evaluate("document.documentElement.style.scrollBehavior = 'auto'; window.scrollTo(0, 3000)")
    page.wait_for_function("document.querySelector('.contents [aria-current]').hash !== '#verdict'")
    box = page.locator(".contents summary").bounding_box()
    assert 0 <= box["y"] < 120, "the list is there wherever one reads"
    if width < 1000:
        assert not page.locator(".contents a").first.is_visible(), "folded until asked for"
        page.locator(".contents summary").click()
    page.locator(".contents a[href='#cite']").click()
    page.wait_for_function("document.getElementById('cite').getBoundingClientRect().top < 740")
    assert reader.faults == []
    reader.context.close()


def test_an_editor_sees_the_sentences_of_one_verdict(browser: Any, site: Path) -> None:
    reader = Reader(browser, viewport={"width": 1366, "height": 800})
    page = reader.open(site / "sv" / "document.html")
    all_ = page.locator("article.sentence").count()
    page.select_option("#filter-by", "overstated")
    shown = page.locator("article.sentence >> visible=true")
    assert 0 < shown.count() < all_
    verdicts = shown.evaluate_all("found => found.map(a => a.dataset.verdict)")
    assert set(verdicts) == {"overstated"}
    assert page.locator("#filter-shown").inner_text() == say("site.filter_shown", "sv", n=shown.count(), all=all_)
    assert page.locator("h2.paragraph >> visible=true").count() <= shown.count()
    at = page.locator("article.sentence").last.get_attribute("data-at")
    page.select_option("#filter-by", "")
    page.fill("#filter-words", str(at))
    assert page.locator("article.sentence >> visible=true").count() == 1, "a sentence by its number"
    word = str(page.locator("article.sentence").first.get_attribute("data-says")).split()[0]
    page.fill("#filter-words", word.upper())
    assert page.locator("article.sentence").first.is_visible(), "a sentence by the beginning of a word of it"
    assert page.locator("article.sentence >> visible=true").count() < all_
    page.fill("#filter-words", "")
    page.select_option("#filter-by", "overstated")
    other = page.locator("article.sentence:not([data-verdict=overstated])").first.get_attribute("id")
    page.evaluate(f"location.hash = '{other}'")
    page.wait_for_function("document.getElementById('filter-by').value === ''")
    assert page.locator(f"#{other}").is_visible(), "a link to a sentence shows it, filtered away or not"
    assert reader.faults == []
    reader.context.close()


@pytest.mark.parametrize("language", ["en", "sv"])
def test_a_long_list_begins_with_its_first_rows(browser: Any, site: Path, language: str) -> None:
    reader = Reader(browser, viewport={"width": 360, "height": 740})
    page = reader.page
    page.goto((site / language / "studies" / "index.html").as_uri())
    whole = page.locator("#studies tbody tr").count()
    seen = page.locator("#studies tbody tr >> visible=true")
    assert seen.count() == 25 < whole
    assert page.evaluate("document.documentElement.scrollHeight") < 5 * 740, "35 screens of 740 pixels were too many"
    last = str(page.locator("#studies tbody th").last.inner_text())
    page.fill("#map-words", last.upper())
    page.wait_for_function("document.querySelector('#map-shown').textContent !== ''")
    assert last in seen.all_inner_texts()[-1], "whoever looks for a name searches all rows"
    page.fill("#map-words", "")
    page.wait_for_function("document.querySelector('#map-shown').textContent === ''")
    assert seen.count() == 25
    page.locator("#more-studies button").press("Enter")
    page.locator("#more-studies").wait_for(state="hidden")
    assert seen.count() == whole
    row = "document.activeElement.closest('tr')"
    assert page.evaluate(f"[...document.querySelectorAll('#studies tbody tr')].indexOf({row})") == 25
    assert reader.faults == []
    reader.context.close()


def test_a_folded_figure_is_there_when_it_is_opened(browser: Any, site: Path) -> None:
    """Its drawing, or on a screen that cannot hold it the table in its place; and it takes the room there is."""
    for width in (360, 1366):
        reader = Reader(browser, viewport={"width": width, "height": 740})
        page = reader.page
        for path in ("en/index.html", "en/claims/insomnia-improvement.html", "en/claims/bleeding-risk.html"):
            page.goto((site / path).as_uri())
            folds = page.locator("details.drawn:has(figure.chart) >> visible=true")
            assert folds.count() > 0, path
            for fold in folds.all():
                if fold.get_attribute("open") is None:
                    assert fold.locator(".drawing >> visible=true").count() == 0
                    fold.locator("> summary").click()
                fold.locator("figure.chart").first.wait_for(state="visible")
                part = ".drawing svg, figure.in-words > .says, figure > details[open] tbody tr"
                fold.locator(f":is({part}) >> visible=true").first.wait_for()
                box = fold.locator(f":is({part}) >> visible=true").first.bounding_box()
                assert box["width"] > 100
                assert box["height"] > 10
                assert box["x"] + box["width"] <= width, (path, "no figure is wider than its page")
        assert reader.faults == []
        reader.context.close()


def test_a_figure_of_plotly_in_a_folded_part_takes_the_room_there_is(browser: Any, site: Path, tmp_path: Path) -> None:
    """A notebook may draw what we do not: it is drawn when its part is opened, and again when the screen is turned."""
    import plotly

    shutil.copytree(site / "assets", tmp_path / "assets")
    script = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    shutil.copyfile(script, tmp_path / "assets" / "plotly.min.js")
    (tmp_path / "en").mkdir()
    text = (site / "en" / "glossary.html").read_text(encoding="utf-8")
    figure = (
        '<details id="made"><summary>Made up</summary><div class="plot" id="made-up" style="height:200px"></div>'
        '<script type="application/json" id="made-up-data">{"data": [{"y": [1, 2]}], "layout": {"autosize": true}}'
        "</script></details></main>"
    )
    text = text.replace("</main>", figure).replace(
        "<script", '<script defer src="../assets/plotly.min.js"></script><script', 1
    )
    (tmp_path / "en" / "made-up.html").write_text(text, encoding="utf-8")
    reader = Reader(browser, viewport={"width": 1366, "height": 900})
    page = reader.page
    page.goto((tmp_path / "en" / "made-up.html").as_uri())
    assert page.locator("#made-up svg").count() == 0
    page.locator("#made > summary").click()
    drawn = "document.querySelector('#made-up svg.main-svg').clientWidth"
    page.wait_for_function("document.getElementById('made-up').dataset.drawn === 'done'")
    assert page.evaluate(drawn) == page.evaluate("document.getElementById('made-up').clientWidth") > 900
    page.locator("#made > summary").click()
    page.locator("#made-up").wait_for(state="hidden")
    page.set_viewport_size({"width": 800, "height": 900})
    page.locator("#made > summary").click()
    page.wait_for_function(f"{drawn} === document.getElementById('made-up').clientWidth && {drawn} < 800")
    assert reader.faults == []
    reader.context.close()


SEARCHES = {
    "a claim, in Swedish": ("sv", "sömn rls", "claims/insomnia-improvement.html"),
    "a claim, in English": ("en", "sleep rls", "claims/insomnia-improvement.html"),
    "without its dots": ("sv", "somn rls", "claims/insomnia-improvement.html"),
    "in the language of the other pages": ("sv", "insomnia sleep quality", "claims/insomnia-improvement.html"),
    "a study by its name": ("en", "hornyak 1998", "studies/hornyak-1998.html"),
    "a study, one letter wrong": ("en", "hornyek", "studies/hornyak-1998.html"),
    "a term": ("sv", "snedvridning", "glossary.html"),
    "a sentence by its place": ("sv", "21 2", "document.html#s21-2"),
}


def answered(page: Any, typed: str) -> None:
    """Waits until the list answers all that was typed, not the first letters of it."""
    page.wait_for_function("typed => document.getElementById('search-found').dataset.asked === typed", arg=typed)


@pytest.mark.parametrize("case", list(SEARCHES))
def test_a_reader_finds(browser: Any, site: Path, case: str) -> None:
    language, typed, path = SEARCHES[case]
    reader = Reader(browser, viewport={"width": 360, "height": 740})
    page = reader.open(site / language / "search.html")
    assert page.evaluate("document.activeElement.id") == "search-for"
    page.keyboard.type(typed)
    answered(page, typed)
    links = page.locator("#search-found a").evaluate_all("found => found.map(a => a.getAttribute('href'))")
    assert any(link.startswith(path) for link in links[:10]), links[:10]
    assert page.locator("#search-told").inner_text() != ""
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.getAttribute('href')") == links[0]
    page.keyboard.press("Enter")
    page.wait_for_url("**/" + links[0])
    assert reader.faults == []
    reader.context.close()


def test_search_is_a_key_away_and_says_when_there_is_nothing(browser: Any, site: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe

    reader = Reader(browser, viewport={"width": 1366, "height": 800})
    page = reader.open(site / "en" / "claims" / "insomnia-improvement.html")
    page.keyboard.press("/")
    page.wait_for_url("**/en/search.html")
    page.fill("#search-for", "<b>zzzzz")
    answered(page, "<b>zzzzz")
    assert page.locator("#search-told").inner_text() == say("site.search_none", "en")
    page.fill("#search-for", "sleep")
    answered(page, "sleep")
    assert page.locator("#search-found li").count() > 0
    assert [(v["id"], v["nodes"][0]["html"]) for v in Axe().run(page, options=ONLY_FAULTS).response["violations"]] == []
    assert reader.faults == []
    reader.context.close()


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_student_judges_before_looking(browser: Any, site: Path, language: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    reader = Reader(browser, viewport={"width": 360, "height": 740})
    page = reader.open(site / language / "learn.html")
    exercise = page.locator(".exercise").nth(1)
    assert not exercise.locator("details ul").is_visible()
    chosen = exercise.locator("input").nth(2)
    chosen.focus()
    page.keyboard.press("Space")
    exercise.locator("summary").focus()
    page.keyboard.press("Enter")
    assert exercise.locator("details ul").is_visible()
    assert exercise.locator(".yours").inner_text().endswith(chosen.get_attribute("value"))
    exercise.locator("input").first.check()
    first = str(exercise.locator("input").first.get_attribute("value"))
    assert exercise.locator(".yours").inner_text().endswith(first), "it follows a second thought"
    page.locator("[data-answers]").click()
    assert page.locator(".exercise details:not([open])").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert [(v["id"], v["nodes"][0]["html"]) for v in Axe().run(page, options=ONLY_FAULTS).response["violations"]] == []
    assert reader.faults == []
    reader.context.close()


# ---------------------------------------------------------------- JupyterLab


@pytest.mark.skipif(os.name == "nt", reason="process groups are ended in another way on Windows")
def test_notebooks_run_in_jupyterlab_and_show_their_figures(browser: Any, jupyterlab: Served) -> None:
    workspace = jupyterlab.make_workspace(ROOT / "evidence")
    shutil.copytree(ROOT / "notebooks", workspace / "notebooks", ignore=shutil.ignore_patterns(".*"))
    lab = LabPage(browser, jupyterlab, workspace, width=1200, height=1000)
    page = lab.page
    for name, figures in (("03_claims_at_a_glance", 1), ("04_one_claim", 3)):
        lab.go_to(workspace / "notebooks" / f"{name}.ipynb")
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        page.wait_for_function(
            f"document.querySelectorAll('.jp-OutputArea .js-plotly-plot .main-svg').length >= {figures}",
            timeout=120_000,
        )
        page.wait_for_selector(IDLE, timeout=120_000)
        assert page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
        if folder := os.environ.get("RLSEVIDENCE_SCREENSHOTS"):
            page.screenshot(path=str(Path(folder) / f"lab_{name}.png"))
    # An answer is closed until a reader asks for it, with a key that JupyterLab would take for a cell.
    page.locator(".answers").scroll_into_view_if_needed()
    answers = page.locator(".answers details")
    assert answers.count() == 2 * len(rls.open_workspace(ROOT).evidence.topic.languages)
    assert page.locator(".answers details[open]").count() == 0
    answers.first.locator("summary").focus()
    page.keyboard.press("Enter")
    page.locator(".answers details[open] p").first.wait_for(state="visible")
    assert page.locator(".answers details[open]").count() == 1
    assert lab.faults == []
    lab.close()


SENTENCES = {
    "the sentence itself, by its fingerprint": ("sv", "first", "1.1", "same"),
    "edited": ("sv", "Magnesium hjälper nog mot dålig sömn när benen är rastlösa", "1.1", "like"),
    "in the other language": ("en", "A lack of magnesium may contribute to it", "2.1", "like"),
    "another topic": ("sv", "Tåget till Kiruna avgår klockan tolv", None, "none"),
}


@pytest.fixture(scope="module")
def invented_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("editor")
    shutil.copytree(ROOT / "tests" / "tiny" / "evidence", root / "evidence")
    build_site(rls.Workspace(root / "evidence", rls.open_workspace(ROOT).today), root / "site", report=lambda _: None)
    return root / "site"


@pytest.mark.parametrize("case", list(SENTENCES))
def test_an_editor_finds_her_sentence(browser: Any, invented_pages: Path, case: str) -> None:
    language, typed, at, how = SENTENCES[case]
    if typed == "first":
        typed = (ROOT / "tests" / "tiny" / "article.txt").read_text(encoding="utf-8").split(". ")[0] + "."
    reader = Reader(browser, viewport={"width": 390, "height": 800})
    page = reader.open(invented_pages / language / "document.html")
    page.fill("#find-text", typed)
    page.wait_for_function("document.getElementById('found').children.length > 0")
    first = page.locator("#found li").first.inner_text()
    if at is None:
        assert first == say("site.find_none", language)
    else:
        assert first.startswith(f"{at} ")
        assert say(f"site.find_{how}", language) in first
        page.locator("#found a").first.click()
        assert page.locator(":target h3").inner_text().endswith(at), "the link leads to the sentence"
    assert reader.faults == []
    reader.context.close()


def test_the_page_on_auditing_is_accessible(browser: Any, invented_pages: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for language in ("sv", "en"):
        for scheme in ("light", "dark"):
            reader = Reader(browser, viewport={"width": 390, "height": 800}, color_scheme=scheme)
            for name in ("audit.html", "document.html"):
                page = reader.open(invented_pages / language / name)
                assert Axe().run(page, options=ONLY_FAULTS).response["violations"] == [], (language, scheme, name)
            reader.context.close()


@pytest.mark.parametrize("part", ["s99-9", "%", "%E5"])
def test_a_link_to_a_part_that_is_gone_says_so(browser: Any, site: Path, part: str) -> None:
    reader = Reader(browser, viewport={"width": 360, "height": 740})
    page = reader.page
    page.goto(f"{(site / 'sv' / 'document.html').as_uri()}#{part}")
    told = page.locator("main > .notice[role=status]")
    told.wait_for()
    assert told.inner_text() == say("site.no_part", "sv", part=part), "also one that is cut off within a letter"
    first = str(page.locator("article.sentence").first.get_attribute("id"))
    page.evaluate(f"location.hash = '{first}'")
    told.wait_for(state="detached")
    assert reader.faults == []
    reader.context.close()


@pytest.mark.parametrize(("path", "items"), [("sv/flow.html", "section li"), ("en/learn.html", ".exercise")])
def test_a_page_of_many_screens_begins_with_its_first_items(browser: Any, site: Path, path: str, items: str) -> None:
    reader = Reader(browser, viewport={"width": 360, "height": 740})
    page = reader.page
    page.goto((site / path).as_uri())
    whole = page.locator(f"main {items}").count()
    few = page.locator(f"main {items} >> visible=true").count()
    assert 0 < few < whole
    assert page.evaluate("document.documentElement.scrollHeight") < 20 * 740, "53 and 169 screens were too many"
    last = page.locator("[data-begins] .later").last
    page.evaluate("e => { e.id = e.id || 'the-last'; location.hash = e.id; }", last.element_handle())
    page.wait_for_function("document.querySelector(location.hash).getClientRects().length > 0")
    page.goto((site / path).as_uri())
    page.reload()
    button = page.locator("p.more button >> visible=true").first.element_handle()
    before = page.locator(f"main {items} >> visible=true").count()
    button.press("Enter")
    button.wait_for_element_state("hidden")
    assert page.locator(f"main {items} >> visible=true").count() > before
    assert page.evaluate("Boolean(document.activeElement.closest('[data-begins]'))"), (
        "on to the first that was not there"
    )
    if items == ".exercise":
        inside = "document.activeElement.closest('.exercise').querySelector('h2, h3, h4') === document.activeElement"
        assert page.evaluate(inside), "its heading, not a link in its question"
    page.emulate_media(media="print")
    assert page.locator(f"main {items} >> visible=true").count() == whole, "paper has all of them"
    assert reader.faults == []
    reader.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_figure_lies_on_the_paper_of_the_page(browser: Any, site: Path, scheme: str) -> None:
    """No white panel in the dark: the corner of a drawing has the colour of its card, in the light as in the dark."""
    reader = Reader(browser, viewport={"width": 1366, "height": 900}, color_scheme=scheme)
    page = reader.open(site / "en" / "claims" / "insomnia-improvement.html")
    drawing = page.locator(".drawing.wide >> visible=true").first
    drawing.scroll_into_view_if_needed()
    shot = drawing.screenshot(type="png")
    read = """async (bytes) => {
      const image = await createImageBitmap(new Blob([new Uint8Array(bytes)], {type: 'image/png'}));
      const canvas = new OffscreenCanvas(image.width, image.height), pen = canvas.getContext('2d');
      pen.drawImage(image, 0, 0);
      return [...pen.getImageData(3, image.height - 3, 1, 1).data].slice(0, 3);
    }"""
    corner = page.evaluate(read, list(shot))
    card = page.locator("figure.chart").first.evaluate(
        "f => getComputedStyle(f).backgroundColor.match(/\\d+/g).map(Number)"
    )
    assert max(abs(a - b) for a, b in zip(corner, card, strict=True)) <= 6
    assert (max(corner) < 60) is (scheme == "dark")
    reader.context.close()


def test_a_box_pasted_into_a_dark_page_can_be_read(browser: Any, site: Path, tmp_path: Path) -> None:
    import html
    import re

    text = (site / "sv" / "claims" / "insomnia-improvement.html").read_text(encoding="utf-8")
    found = re.search(r"&lt;aside.*?/aside&gt;", text, re.DOTALL)
    assert found
    foreign = tmp_path / "foreign.html"
    style = "body { background: #111; color: #eee } p { color: #fff; line-height: 3 } * { color: #fff !important }"
    foreign.write_text(f"<!doctype html><meta charset=utf-8><style>{style}</style>{html.unescape(found[0])}", "utf-8")
    reader = Reader(browser, viewport={"width": 360, "height": 740}, color_scheme="dark")
    page = reader.page
    page.goto(foreign.as_uri())
    colours = page.locator("aside, aside *").evaluate_all("all => all.map(p => getComputedStyle(p).color)")
    assert colours
    assert "rgb(255, 255, 255)" not in colours
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert reader.faults == []
    reader.context.close()

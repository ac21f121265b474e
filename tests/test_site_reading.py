"""Parts that open and close, terms that explain themselves, the map that filters: in Chromium, from files."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import rlsevidence as rls
from rlsevidence.language import say
from rlsevidence.site import build_site
from rlsevidence.site.pages import PageMaker

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[1]
NARROW = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the invented review, which has all kinds of them and is quickly built."""
    root = tmp_path_factory.mktemp("reading")
    shutil.copytree(ROOT / "tests" / "tiny" / "evidence", root / "evidence")
    review = rls.Workspace(root / "evidence", rls.open_workspace(ROOT).today)
    build_site(review, root / "site", notebooks=False, report=lambda _: None)
    return root / "site"


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    faults: list[str] = []
    context = browser.new_context(viewport=NARROW, has_touch=True)
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda m: faults.append(m.text) if m.type in ("error", "warning") else None)
    page.on("request", lambda r: faults.append(r.url) if not r.url.startswith(("file:", "data:")) else None)
    yield page
    context.close()
    assert faults == []


CLOSED = "document.querySelectorAll('main details.fold:not([open])').length"


@pytest.mark.parametrize("language", ["en", "sv"])
def test_a_link_opens_the_part_that_it_points_into(page: Any, site: Path, language: str) -> None:
    file = site / language / "document.html"
    page.goto(file.as_uri())
    link = page.locator("a.mind[href^='#d']").first
    place = str(link.get_attribute("href"))
    target = page.locator(place)
    assert not target.is_visible()
    link.click()
    target.wait_for(state="visible")
    closed = page.evaluate(CLOSED)
    page.goto("about:blank")
    page.goto(file.as_uri() + place)
    target.wait_for(state="visible")
    assert page.evaluate(CLOSED) == closed, "only the part that holds it"


@pytest.mark.parametrize("name", ["document.html", "claims/{claim}.html", "studies/{study}.html"])
def test_paper_shows_what_was_closed_and_the_screen_is_as_it_was(page: Any, site: Path, name: str) -> None:
    claim = next(iter(sorted((site / "en" / "claims").glob("*.html")))).stem
    study = next(p.stem for p in sorted((site / "en" / "studies").glob("*.html")) if p.stem != "index")
    page.goto((site / "en" / name.format(claim=claim, study=study)).as_uri())
    before = page.evaluate(CLOSED)
    assert before > 0
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    # Contents lead nowhere on paper, answers of exercises stay as a teacher left them, and of the rest it says so.
    others = ".contents, .exercise, .off-paper, figure.chart"
    closed = f"[...document.querySelectorAll('main details:not([open])')].filter((d) => !d.closest('{others}'))"
    assert page.evaluate(f"{closed}.length") == 0
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(CLOSED) == before


@pytest.mark.parametrize(("language", "width"), [("en", 1200), ("sv", 1200), ("sv", 360)])
def test_paper_leaves_tables_behind_figures_out_says_so_and_prints_what_was_opened(
    page: Any, site: Path, language: str, width: int
) -> None:
    def print_page() -> int:
        """How many sheets of A4 the page takes."""
        sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True)))
        page.emulate_media(media="print")
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        return sheets

    claim = max((site / language / "claims").glob("*.html"), key=lambda file: file.stat().st_size)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(claim.as_uri())
    line = page.locator(".on-paper")
    assert not line.is_visible()
    shown = set(page.locator("main .answer").inner_text().split())
    few = print_page()
    assert line.is_visible()
    assert say("site.left_out", language) in line.inner_text()
    assert shown <= set(page.locator("main .answer").inner_text().split()), "nothing of the verdict is lost"
    tables = page.locator("figure.chart details")
    assert tables.count() > 0
    assert page.locator("figure.chart details >> visible=true").count() == 0
    assert page.locator(".fold table >> visible=true").count() > 0
    assert not page.locator("#share").is_visible()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    page.evaluate("document.querySelectorAll('main figure.chart details').forEach(d => { d.open = true; })")
    assert print_page() > few or width < 1000, "what one has opened is printed"
    assert few <= 12
    page.emulate_media(media="screen")


def test_what_is_folded_away_is_in_the_page_for_who_searches_it(page: Any, site: Path) -> None:
    page.goto((site / "en" / "document.html").as_uri())
    assert page.evaluate("document.querySelectorAll('article.sentence').length") > 1
    folded = page.locator("details.fold").first
    words = str(folded.text_content()).split()
    assert len(words) > 8
    order = page.evaluate(
        "[...document.querySelector('article.sentence').children].map(c => c.className || c.tagName.toLowerCase())"
    )
    assert order[0] == "top", "a screen reader meets the verdict, then the wording, then why"
    assert order[-1] == "fold"


def test_a_term_explains_itself_on_hover_focus_and_touch(page: Any, site: Path) -> None:
    claim = next(
        p for p in sorted((site / "sv" / "claims").glob("*.html")) if 'class="term"' in p.read_text(encoding="utf-8")
    )
    page.goto(claim.as_uri())
    term, means = page.locator("a.term").first, page.locator("#term-means")
    term.hover()
    means.wait_for(state="visible")
    assert means.inner_text() == term.get_attribute("data-means")
    assert term.get_attribute("aria-describedby") == "term-means"
    means.hover()
    page.wait_for_timeout(400)
    assert means.is_visible(), "it stays while one points at it"
    page.keyboard.press("Escape")
    means.wait_for(state="hidden")
    page.mouse.move(0, 0)
    page.locator("header a").last.focus()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "term":
            break
    page.wait_for_selector("#term-means:visible")
    assert page.evaluate("document.activeElement.className") == "term"
    page.keyboard.press("Escape")
    means.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.className") == "term", "focus stays where it was"
    last = page.locator("a.term").last
    last.tap()
    means.wait_for(state="visible")
    assert means.inner_text() == last.get_attribute("data-means")
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    last.tap()
    page.wait_for_url("**/glossary.html#*")
    assert page.locator(":target").count() == 1, "what it says stands in the glossary as well"


def test_a_term_is_explained_once_a_section(page: Any, site: Path) -> None:
    for file in sorted((site / "en").glob("studies/*.html")):
        page.goto(file.as_uri())
        for section in page.evaluate(
            "[...document.querySelectorAll('main ul')].map(u => [...u.querySelectorAll('a.term')].map(a => a.href))"
        ):
            assert len(set(section)) == len(section), file


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_map_filters_the_studies(page: Any, site: Path, language: str) -> None:
    page.set_viewport_size({"width": 1366, "height": 800})
    page.goto((site / language / "studies" / "index.html").as_uri())
    rows = page.locator("#studies tbody tr")
    whole = rows.count()
    page.locator("#map-grid > summary").press("Enter")
    cell = page.locator("#map-grid td button").first
    wanted = int(cell.inner_text())
    cell.press("Enter")
    page.wait_for_selector("#map-grid button[aria-pressed='true']")
    shown = page.locator("#studies tbody tr:not([hidden])")
    assert shown.count() == wanted < whole
    claim, design = cell.get_attribute("data-claim"), cell.get_attribute("data-design")
    for row in shown.all():
        assert claim in str(row.get_attribute("data-claims")).split()
        assert row.get_attribute("data-design") == design
    told = say("site.map_shown", language, n=wanted, all=whole)
    assert page.locator("#map-shown").inner_text() == told
    address = page.url
    assert f"claim={claim}" in address
    page.locator("[data-reset]").press("Enter")
    assert page.locator("#studies tbody tr:not([hidden])").count() == whole
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector("#map-grid button[aria-pressed='true']", state="attached")
    assert page.locator("#studies tbody tr:not([hidden])").count() == wanted, "what was chosen can be sent on"
    level = page.locator("[data-by=level] option").nth(1).get_attribute("value")
    page.locator("[data-reset]").press("Enter")
    page.select_option("[data-by=level]", level)
    fits = page.evaluate(
        "level => [...document.querySelectorAll('#studies tbody tr')]"
        ".filter(r => r.dataset.levels.trim().split(' ').includes(level)).length",
        level,
    )
    assert page.locator("#studies tbody tr:not([hidden])").count() == fits


def type_words(page: Any, typed: str) -> str:
    """What the search says once its list answers all that was typed."""
    page.fill("#search-for", typed)
    page.wait_for_function("typed => document.getElementById('search-found').dataset.asked === typed", arg=typed)
    return str(page.locator("#search-told").inner_text())


@pytest.mark.parametrize(
    ("language", "apart", "beside", "near"),
    [("en", "fixed", "inconclusive", ""), ("sv", "formulerad", "understated", "formulerat")],
)
def test_a_guessed_word_is_told_and_can_be_refused(
    page: Any, site: Path, language: str, apart: str, beside: str, near: str
) -> None:
    """A reader who is shown what comes near has to know that nothing holds what was typed."""

    def guess(key: str, typed: str, *shown: str) -> str:
        words = ", ".join(say("site.search_quote", language, word=w) for w in shown)
        quoted = say("site.search_quote", language, word=typed)
        return say(f"site.search_{key}", language, typed=quoted, shown=words)

    page.goto((site / language / "search.html").as_uri())
    strict = page.locator("#search-strict")
    found = say("site.search_found", language, n="")
    told = type_words(page, "magnesium")
    assert told.split()[1:] == [found.strip()], "a word that is there is not guessed"
    assert not strict.is_visible()
    hits = page.locator("#search-found li").count()
    for typed in ("Magneisum", "magnesiumm", "magnesum", "magnexium"):
        told = type_words(page, typed)
        assert told.startswith(guess("guessed", typed, "magnesium")), "no page has it, and what stands in its place"
        assert page.locator("#search-found li").count() == hits
    told = type_words(page, "rastlsöa magnesium")
    assert told.startswith(guess("guessed", "rastlsöa", "rastlösa")), (
        "as the page writes it, also in the other language"
    )
    assert type_words(page, "90000009") == say("site.search_none", language), "one digit off is another article"
    told = type_words(page, f"{apart} {beside}")
    if near:
        assert told.startswith(guess("apart", apart, near)), "a page has it, but not with the other word"
    else:
        assert say("site.search_quote", language, word="mixed") not in told, "a short word is taken for no other one"
    told = type_words(page, "magnexium")
    exactly = say("site.search_exactly", language, typed="magnexium")
    assert strict.inner_text() == exactly
    strict.press("Enter")
    page.wait_for_function("document.querySelectorAll('#search-found li').length === 0")
    assert page.locator("#search-told").inner_text() == say("site.search_none", language)
    assert not strict.is_visible()
    assert page.evaluate("document.activeElement.id") == "search-for"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("language", ["en", "sv"])
def test_a_filter_that_leaves_nothing_says_so_and_how_to_get_back(page: Any, site: Path, language: str) -> None:
    page.goto((site / language / "studies" / "index.html").as_uri())
    rows = page.locator("#studies tbody tr >> visible=true")
    whole = rows.count()
    page.fill("#map-words", "zzzz")
    page.wait_for_function("document.getElementById('map-shown').textContent !== ''")
    assert page.locator("#map-shown").inner_text() == say("site.map_none", language)
    assert not page.locator("#studies").is_visible(), "no head of a table without rows"
    page.locator("[data-reset]").press("Enter")
    assert rows.count() == whole
    assert page.locator("#map-shown").inner_text() == ""

    page.goto((site / language / "document.html").as_uri())
    sentences = page.locator("article.sentence >> visible=true")
    whole = sentences.count()
    back = page.locator("#filter-reset")
    assert not back.is_visible()
    page.fill("#filter-words", "zzzz")
    page.wait_for_function("document.getElementById('filter-shown').textContent !== ''")
    assert page.locator("#filter-shown").inner_text() == say("site.filter_none", language)
    assert sentences.count() == 0
    back.press("Enter")
    assert sentences.count() == whole
    assert page.locator("#filter-shown").inner_text() == ""
    assert not back.is_visible()


def test_one_hit_is_told_as_one(page: Any) -> None:
    maker = PageMaker(rls.open_workspace(Path(__file__).parent.parent), "sv")
    script = Path(rls.__file__).parent / "site" / "assets" / "search.js"
    body = re.sub(r"<script[^>]*></script>", "", maker.search().text)
    index = json.loads(maker.search_index().removeprefix("window.searchIndex = ").rstrip().removesuffix(";"))
    index["entries"] = [["term", "Invented word", "", "glossary.html", "", [], [], []]]
    entry = json.dumps(index)
    page.set_content(
        f"{body}<script>window.searchIndex = {entry};</script><script>{script.read_text('utf-8')}</script>"
    )
    assert type_words(page, "invented") == say("site.search_found_one", "sv") == "1 träff"

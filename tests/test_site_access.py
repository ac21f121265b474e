"""The pages for who hears them, prints them, or wants them still: one of each kind, from a small invented review."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import rlsevidence as rls
from benchmarks.paint import SIZES, choose_pages, compare, measure
from rlsevidence.language import say
from rlsevidence.site import build_site
from walk_pages import BETWEEN, DESK, PHONE, walk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = "notebooks/90_made_up.html"
FOLDED = {"tags": ["hide-input"]}
ASKING = {"tags": ["questions"]}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import nbformat

    root = tmp_path_factory.mktemp("access")
    shutil.copytree(ROOT / "tests" / "tiny" / "evidence", root / "evidence")
    (root / "notebooks").mkdir()
    figure = "import rlsevidence as rls\n\nreview = rls.open_workspace()\nrls.figures.plot_claims_at_a_glance("
    cells = [
        nbformat.v4.new_markdown_cell("# Is this made up?\n\n| word | means |\n|---|---|\n| made | up |", id="c-0"),
        nbformat.v4.new_code_cell(figure + "review.summaries)", id="c-1"),
        nbformat.v4.new_code_cell(
            "import pandas as pd\n\npd.DataFrame({'made up': [1, 2]})", id="c-2", metadata=FOLDED
        ),
        nbformat.v4.new_code_cell("rls.exercises()", id="c-3"),
        nbformat.v4.new_markdown_cell(
            "## What this does not show, and two questions\n\n1. Why?\n2. How?", id="c-4", metadata=ASKING
        ),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), root / "notebooks" / "90_made_up.ipynb")
    build_site(rls.Workspace(root / "evidence", rls.open_workspace(ROOT).today), root / "site", report=lambda _: None)
    return root / "site"


def one_of_each(site: Path, language: str) -> list[Path]:
    """Every page that stands alone, and the first of each folder of pages."""
    found: dict[str, Path] = {}
    for file in sorted((site / language).rglob("*.html")):
        kind = file.parent.name if file.name != "index.html" and file.parent.name != language else str(file)
        found.setdefault(kind, file)
    return [site / "index.html", *found.values()]


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_page_of_each_kind_has_no_violation_with_every_part_open(page: Any, site: Path, language: str) -> None:
    files = one_of_each(site, language)
    assert len(files) > 15
    found = [(file.name, how, v["rule"], v["html"][0]) for file, how, all_ in walk(page, files) for v in all_ if all_]
    assert found == []


@pytest.mark.parametrize("width", [PHONE, BETWEEN])
def test_a_link_that_stands_by_itself_has_room_for_a_finger(page: Any, site: Path, width: int) -> None:
    """WCAG 2.2, 2.5.8: 24 px both ways, however short its text ("doi") and however narrow its column."""
    page.set_viewport_size({"width": width, "height": 900})
    seen = 0
    for file in one_of_each(site, "sv"):
        page.goto(file.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        links = page.locator(".links a").evaluate_all(
            "all => all.map(a => { a.textContent = 'i'; return a.getBoundingClientRect(); }).filter(r => r.width)"
            ".map(r => [r.width, r.height])"
        )
        seen += len(links)
        assert all(min(size) >= 24 for size in links), (file.name, links)
    assert seen > 3


def test_the_walk_looks_at_a_page_as_wide_as_a_desk_and_as_narrow_as_a_phone(page: Any, tmp_path: Path) -> None:
    """What is too small on a phone alone is found, and where it was is told."""
    small = "<style>.x { font-size: 40px } @media (max-width: 400px) { .x { font-size: 6px } }</style>"
    links = '<a class="x" href="#a">ab</a><br class="x"><a class="x" href="#b">cd</a>'
    text = f'<!doctype html><html lang="en"><title>Made up</title>{small}<main><h1>Made up</h1>{links}</main></html>'
    (tmp_path / "made.html").write_text(text, encoding="utf-8")
    found = {how: {v["rule"] for v in all_} for _, how, all_ in walk(page, [tmp_path / "made.html"])}
    assert "target-size" in found[f"light {PHONE}"]
    assert "target-size" not in found[f"light {DESK}"]


HEARD = r"""() => {
  const faults = [], say = (what, e) => faults.push(what + ': ' + (e ? e.outerHTML.slice(0, 120) : ''));
  const name = e => e.getAttribute('aria-label') || (e.getAttribute('aria-labelledby') || '').split(' ')
    .map(id => (document.getElementById(id) || {textContent: ''}).textContent).join(' ').trim();
  const all = selector => [...document.querySelectorAll(selector)];
  if (all('h1').length !== 1) say('one h1', null);
  if (all('main').length !== 1) say('one main', null);
  let level = 0;
  all('h1,h2,h3,h4,h5,h6').forEach(h => {
    const own = Number(h.tagName[1]);
    if (own > level + 1) say('a level of headings is skipped', h);
    if (!h.textContent.trim()) say('an empty heading', h);
    level = own;
  });
  const landmarks = all('nav, aside, [role=search], [role=region], section[aria-label], section[aria-labelledby]');
  landmarks.forEach(l => { if (!name(l)) say('a landmark without a name', l); });
  const names = landmarks.map(l => l.tagName + name(l));
  if (new Set(names).size !== names.length) say('landmarks share a name: ' + names, null);
  all('figure').forEach(f => {
    if (!name(f)) say('a figure without a name', f);
    const told = f.querySelector('.says');
    if (!told || told.textContent.trim().length < 10) say('a figure without a description', f);
    // A picture of words needs no table beside a description that holds each of them.
    const words = e => (e.textContent.match(/[\p{L}\d]+/gu) || []).map(w => w.toLowerCase());
    const heard = told ? new Set(words(told)) : new Set();
    const drawn = [...f.querySelectorAll('svg tspan, svg text:not(:has(tspan))')].flatMap(words);
    const whole = drawn.length && drawn.every(w => heard.has(w));
    if (f.querySelector('svg') && !f.querySelector('table') && !whole) say('a figure without its data', f);
    f.querySelectorAll('[role=img]').forEach(i => {
      if (!name(i) || !document.getElementById(i.getAttribute('aria-describedby'))) say('a picture unnamed', i);
    });
  });
  all('table').forEach(t => {
    if (!t.caption || !t.caption.textContent.trim()) say('a table without a caption', t);
    if (!t.querySelector('thead th[scope=col]')) say('a table without headings', t);
    if (t.querySelector('tbody tr') && !t.querySelector('tbody th[scope=row]')) say('rows without headings', t);
  });
  all('a[href]').forEach(a => {
    const said = (a.getAttribute('aria-label') || a.textContent).trim();
    const empty = /^(här|here|mer|more|läs mer|read more|link|länk|.?)$/i;
    if (empty.test(said)) say('a link says nothing', a);
  });
  all('main ul').forEach(l => { if (!l.children.length) say('an empty list', l); });
  return faults;
}"""


@pytest.mark.parametrize("language", ["sv", "en"])
def test_what_is_heard_has_names_and_an_order(page: Any, site: Path, language: str) -> None:
    faults = {}
    for file in one_of_each(site, language):
        page.goto(file.as_uri())
        if found := page.evaluate(HEARD):
            faults[str(file.relative_to(site))] = found
    assert faults == {}


def test_the_mark_of_a_language_is_seen_and_not_read_out(page: Any, site: Path) -> None:
    """'en' before an English text is a word in Swedish; the voice changes by itself."""
    page.goto((site / "sv" / "learn.html").as_uri())
    page.evaluate("document.querySelector('main p').innerHTML = '<span lang=\"en\">made up</span>'")
    assert page.evaluate("getComputedStyle(document.querySelector('main p span'), '::before').content") == '"en" / ""'
    session = page.context.new_cdp_session(page)
    session.send("Accessibility.enable")
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    heard = [n["name"]["value"] for n in nodes if n.get("role", {}).get("value") == "StaticText"]
    assert "made up" in heard
    assert "en" not in heard


def test_focus_is_visible_wherever_the_tab_key_leads(page: Any, site: Path) -> None:
    for name in ("learn.html", "document.html", "studies/index.html"):
        page.goto((site / "sv" / name).as_uri())
        steps = 0
        while steps < 25:
            page.keyboard.press("Tab")
            style = page.evaluate(
                "(() => { const e = document.activeElement, s = getComputedStyle(e);"
                " return e === document.body ? null : [s.outlineStyle, parseFloat(s.outlineWidth), e.outerHTML]; })()"
            )
            if style is None:
                break
            assert style[0] != "none", (name, style[2][:120])
            assert style[1] >= 2, (name, style[2][:120])
            steps += 1
        assert steps > 8


@pytest.mark.parametrize(("motion", "scroll"), [("reduce", "auto"), ("no-preference", "smooth")])
def test_nothing_moves_for_who_wants_it_still(browser: Any, site: Path, motion: str, scroll: str) -> None:
    context = browser.new_context(reduced_motion=motion)
    page = context.new_page()
    for name in ("index.html", "document.html", "learn.html", NOTEBOOK):
        page.goto((site / "sv" / name).as_uri())
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == scroll
        assert page.evaluate("document.getAnimations().length") == 0
        moving = (
            "[...document.querySelectorAll('*')].filter(e => { const s = getComputedStyle(e);"
            " return s.animationName !== 'none' || s.transitionDuration !== '0s'; }).length"
        )
        assert page.evaluate(moving) == 0
    context.close()


@pytest.mark.parametrize("path", ["learn.html", NOTEBOOK])
@pytest.mark.parametrize("how", ["without", "with"])
def test_a_teacher_prints_with_and_without_answers(page: Any, site: Path, path: str, how: str) -> None:
    page.goto((site / "sv" / path).as_uri())
    page.emulate_media(media="print")
    page.evaluate("document.querySelector('.exercise details').open = true")
    # What the printer gets is what stands there while `print` runs.
    page.evaluate(
        "window.print = () => { window.dispatchEvent(new Event('beforeprint'));"
        " window.sheet = [...document.querySelectorAll('.exercise details')]"
        ".map(d => d.getClientRects().length && d.open);"
        " window.room = [...document.querySelectorAll('.questions ol li')]"
        ".map(l => parseFloat(getComputedStyle(l, '::after').height) || 0); }"
    )
    page.evaluate(f"document.querySelector('[data-print={how}]').click()")
    shown = page.evaluate("window.sheet.map(Boolean)")
    assert len(shown) > 1
    assert set(shown) == {how == "with"}
    if path == NOTEBOOK:
        room = page.evaluate("window.room")
        assert len(room) == 2
        assert all((height > 50) == (how == "without") for height in room), "lines to write on"
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    opened = page.evaluate("[...document.querySelectorAll('.exercise details')].map(d => d.open)")
    assert opened == [True, *[False] * (len(opened) - 1)], "as it was before"
    assert page.locator("[data-print]").first.inner_text() == "" or not page.locator("[data-print]").first.is_visible()


@pytest.mark.parametrize("how", ["without", "with"])
def test_a_task_is_not_torn_by_the_end_of_a_page(page: Any, site: Path, how: str) -> None:
    """In Chromium's own pages: each task that fits on one begins and ends on the same."""
    page.goto((site / "en" / "learn.html").as_uri())
    page.evaluate("window.print = () => 0")
    page.emulate_media(media="print")
    page.evaluate(f"document.querySelector('[data-print={how}]').click()")
    kept = page.locator(".exercise").evaluate_all("all => all.map(e => getComputedStyle(e).breakInside)")
    assert kept
    assert set(kept) == {"avoid"}
    around = """e => {
        for (let p = e.parentElement; p; p = p.parentElement)
            if (/flex|grid/.test(getComputedStyle(p).display)) return true;
        return false;
    }"""
    boxed = page.locator(".exercise").evaluate_all(f"all => all.map({around})")
    assert not any(boxed), "where breaks cannot be avoided"


def test_code_that_is_not_the_point_is_folded(page: Any, site: Path) -> None:
    page.goto((site / "en" / NOTEBOOK).as_uri())
    code = page.locator("details.source pre")
    assert code.count() == 1
    assert not code.is_visible()
    page.locator("details.source > summary").press("Enter")
    code.wait_for(state="visible")


def test_an_answer_says_on_which_side_of_it_one_was(page: Any, site: Path) -> None:
    page.goto((site / "sv" / "learn.html").as_uri())
    exercise = page.locator(".exercise:has(input.above):has(input.below), .exercise:has(input.above)").first
    exercise.locator("summary").click()
    for side in ("above", "decided"):
        exercise.locator(f"input.{side}").first.check()
        shown = exercise.locator("details > p:is(.same, .other, .above, .below) >> visible=true")
        assert shown.count() == 1
        assert shown.get_attribute("class") == ("same" if side == "decided" else side)


def test_a_figure_from_a_notebook_has_its_words_and_its_data_in_it(site: Path) -> None:
    text = (site / "en" / NOTEBOOK).read_text(encoding="utf-8")
    figure = re.search(r"<figure.*?</figure>", text, re.DOTALL)
    assert figure
    assert 'class="says"' in figure[0]
    assert say("site.figure_data", "en") in figure[0]
    assert "<caption>" in figure[0]
    assert text.count('class="says"') == 1


@pytest.mark.parametrize("language", ["sv", "en"])
def test_what_is_passed_on_says_its_day_and_that_nobody_else_has_checked_it(site: Path, language: str) -> None:
    """Cards, the boxes for other pages, and each entry of the feed."""
    review = rls.open_workspace(site.parent)
    unchecked = say("site.unchecked", language)
    shown = [s for s in review.summaries if not s.withheld and not s.is_checked]
    assert shown
    feed = ElementTree.parse(site / language / "verdicts.atom").getroot()
    entries = feed.findall("{http://www.w3.org/2005/Atom}entry")
    assert entries
    for summary in shown:
        card = ElementTree.parse(site / language / "cards" / f"{summary.claim.id}.svg").getroot()
        said = " ".join("".join(card.itertext()).split())
        page = (site / language / "claims" / f"{summary.claim.id}.html").read_text(encoding="utf-8")
        boxed = html.unescape(page[page.index("&lt;aside") : page.index("&lt;/aside")])
        for text in (said.replace(" ", ""), html.unescape(boxed).replace(" ", "")):
            assert review.today.isoformat() in text
            assert unchecked.replace(" ", "") in text
        path = f"claims/{summary.claim.id}.html"
        for entry in entries:
            if entry.find("{http://www.w3.org/2005/Atom}link").get("href") == path:  # type: ignore[union-attr]
                assert unchecked in entry.findtext("{http://www.w3.org/2005/Atom}summary", "")
                assert re.match(r"\d{4}-\d\d-\d\dT", entry.findtext("{http://www.w3.org/2005/Atom}updated", ""))


@pytest.mark.parametrize(("width", "wide"), [(680, False), (1000, True)])
def test_no_table_leaves_the_paper(page: Any, site: Path, width: int, wide: bool) -> None:
    """A4 less its margins; a table of many columns lies on its side and has the length of the page."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": width, "height": 1000})
    seen = 0
    for file in one_of_each(site, "sv"):
        page.goto(file.as_uri())
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        if page.evaluate("getComputedStyle(document.body).page === 'wide'") is not wide:
            continue
        seen += 1
        out = "[...document.querySelectorAll('main table, main svg')].filter(t => t.getBoundingClientRect().right > %d)"
        assert page.evaluate(f"{out % (width + 1)}.length") == 0, file.name
    assert seen > (0 if wide else 10)


def test_paint_is_measured_on_pages_that_every_folder_has(browser: Any, site: Path, tmp_path: Path) -> None:
    before = tmp_path / "before"
    shutil.copytree(site / "en", before / "en")
    first = min(f for f in (site / "en" / "studies").glob("*.html") if f.stem != "index")
    (before / "en" / "studies" / first.name).unlink()
    pages = choose_pages([site, before], "en")
    assert list(pages) == ["front", "claim", "article", "study"]
    assert pages["study"] != f"en/studies/{first.name}"
    painted = measure(browser, site / pages["front"], SIZES[360])
    assert 0 < painted.first <= painted.largest < 60_000
    assert painted.thread > 0
    assert painted.nodes > 50
    # The page, its style and its script: the browser asks for nothing else.
    loaded = [site / pages["front"], site / "assets" / "site.css", site / "assets" / "site.js"]
    assert (painted.files, painted.bytes) == (3, sum(file.stat().st_size for file in loaded))
    slower = replace(painted, first=2 * painted.first, nodes=2 * painted.nodes)
    told = compare([painted, slower, painted], [slower, painted, slower])
    assert "first paint 0.50 (faster in 2 of 3)" in told
    assert "nodes 0.50" in told
    (before / "en" / "document.html").unlink()
    with pytest.raises(SystemExit, match=r"found no en/document\.html"):
        choose_pages([site, before], "en")


@pytest.mark.parametrize(("width", "drawn"), [(360, False), (1200, True)])
def test_the_flow_is_a_list_where_its_letters_would_be_too_small(
    browser: Any, site: Path, width: int, drawn: bool
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto((site / "en" / "flow.html").as_uri())
    assert page.locator(".flow > svg").is_visible() is drawn
    assert page.locator(".boxes").is_visible() is not drawn
    heads = page.locator("section[id^=box-] > h2").all_inner_texts()
    boxes = page.locator(".boxes li").all_text_contents()
    assert [re.sub(r": (\d+)$", r" (\1)", text.strip()) for text in boxes] == heads
    context.close()


def test_a_notebook_begins_with_its_title(page: Any, site: Path) -> None:
    page.goto((site / "en" / NOTEBOOK).as_uri())
    top = "e => e.getBoundingClientRect().top"
    assert page.locator("h1").evaluate(top) < page.locator("[data-printing]").evaluate(top)
    assert page.locator("main .notebook h1").count() == 1


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_claims_as_a_table_break_no_word_on_paper(page: Any, site: Path, language: str) -> None:
    """Six columns on A4, each as wide as a word, and no row a third of a page."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 1000})
    page.goto((site / language / "index.html").as_uri())
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.wait_for_function("document.querySelector('table.claims').getBoundingClientRect().width > 0")
    cells = "[...document.querySelectorAll('table.claims tr > *')].map(c => c.getBoundingClientRect())"
    seen = [(w, h) for w, h in page.evaluate(f"{cells}.map(r => [r.width, r.height])") if w]
    assert len(seen) > 12
    assert min(w for w, _ in seen) > 45
    assert max(h for _, h in seen) < 220


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_page_on_access_counts_no_pages_that_come_and_go(site: Path, language: str) -> None:
    text = (site / language / "accessibility.html").read_text("utf-8")
    assert not re.search(r"\b\d{3,} (?:pages|sidor)\b", text)
    for width in (DESK, BETWEEN, PHONE):
        assert re.search(rf"\b{width}\b", text), "the widths that were tried are named"

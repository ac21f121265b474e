"""Three readers' walks through built pages: how many clicks, keys and screens each needs to what it looks for.

`python tests/benchmarks/walks.py SITE [--language sv] [--steps]`: SITE is a folder that `rlsevidence site` wrote.
Headless Chromium walks it from its first page, on a phone (360 by 800) and on a laptop (1366 by 768), as files, and
every step must find what it is for: a walk that cannot be gone ends the program. Screens are what had to be scrolled,
in heights of the window, to see the whole of what was looked for, up to a window of it; a jump of the page itself to a
place counts as none.
Looking is not counted: nobody's reading is measured here. Needs the extra of the browser tests.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

SIZES = ((360, 800), (1366, 768))
SENTENCE = "6.1"


class Walk:
    """One reader at one window: what was pressed and scrolled, and the steps in words."""

    def __init__(self, page: Any, site: Path, language: str) -> None:
        self.page, self.site, self.language = page, site, language
        self.clicks = self.keys = 0
        self.screens = 0.0
        self.steps: list[str] = []
        page.goto((site / "index.html").resolve().as_uri())

    def see(self, target: Any, what: str) -> None:
        """Scroll until `target` stands whole in the window, or fills it."""
        target.wait_for(state="visible")
        moved = target.evaluate(
            """async e => {
              document.documentElement.style.scrollBehavior = 'auto';
              const box = e.getBoundingClientRect(), high = innerHeight, from = scrollY;
              if (box.bottom > high) scrollBy(0, Math.min(box.bottom - high, box.top));
              else if (box.top < 0) scrollBy(0, box.top);
              await new Promise(requestAnimationFrame);
              return Math.abs(scrollY - from) / high;
            }"""
        )
        self.screens += moved
        self.steps.append(f"sees {what}" + (f" ({moved:.1f} screens down)" if moved >= 0.05 else ""))

    def click(self, target: Any, what: str) -> None:
        self.see(target, what)
        target.click()
        self.clicks += 1
        self.steps[-1] = self.steps[-1].replace("sees", "clicks", 1)

    def enter(self, target: Any, text: str, what: str) -> None:
        self.click(target, what)
        self.page.keyboard.type(text)
        self.keys += len(text)
        self.steps.append(f"types {text}")

    def jump(self, anchor: str, what: str) -> None:
        """To a part of a long page by its contents, which a narrow window keeps folded."""
        link = self.page.locator(f".contents a[href='#{anchor}']")
        if not link.is_visible():
            self.click(self.page.locator(".contents summary"), "the contents")
        self.click(link, what)
        self.page.wait_for_function(
            "id => { const top = document.getElementById(id).getBoundingClientRect().top;"
            " return top >= -5 && top < innerHeight; }",
            arg=anchor,
        )

    @property
    def own(self) -> Any:
        """The part of the first page in the reader's language."""
        return self.page.locator(f"section[lang={self.language}]")

    def enter_site(self) -> None:
        self.click(self.own.locator("a.go"), "the way in")


def walk_student(walk: Walk) -> None:
    """Does it work, how sure is that, and why no surer?"""
    for one in walk.own.locator(".glance").all():
        walk.see(one.locator(".says"), "an answer")
        walk.see(one.locator(".level"), "how sure it is")
        walk.see(one.locator(".against"), "what the article says against what may be said")
    walk.click(walk.own.locator(".glance h3 a").first, "the claim")
    walk.jump("why", "why it is no surer")
    walk.see(walk.page.locator("#why ~ *").first, "the reasons")


def walk_editor(walk: Walk) -> None:
    """What is wrong with this sentence, and what can stand in its place?"""
    walk.enter_site()
    walk.click(walk.page.locator("header.site a[href$='document.html']"), "the article")
    walk.enter(walk.page.locator("#filter-words"), SENTENCE, "the field for a number or a word")
    sentence = walk.page.locator(f"#s{SENTENCE.replace('.', '-')}")
    walk.page.wait_for_function("document.querySelectorAll('article.sentence:not([hidden])').length === 1")
    walk.see(sentence.locator(".verdict").first, "the verdict")
    wording = sentence.locator("button[data-copy]").first
    if not wording.is_visible():
        walk.click(sentence.locator("details.fold > summary").first, "what may be printed, and why")
    walk.click(wording, "copy the wording")
    walk.page.wait_for_function("document.querySelector('.status').textContent !== ''")


def walk_researcher(walk: Walk) -> None:
    """When was it last searched, what is known and unread, what would move the verdict, and did it move?"""
    walk.enter_site()
    walk.see(walk.page.locator("ul.short").first, "what was checked and searched")
    walk.click(walk.page.locator(".glance h3 a").first, "the first claim")
    walk.see(walk.page.locator(".answer .unread").first, "what is known and unread")
    walk.jump("change", "what would change this")
    walk.jump("figures", "the studies in figures")
    moved = walk.page.locator(
        "details.drawn:has([id^=figure-verdict-history]), figure[id^=figure-verdict-history]"
    ).first
    walk.see(moved, "how the verdict moved")


WALKS: dict[str, Callable[[Walk], None]] = {
    "student: does it work?": walk_student,
    f"editor with {SENTENCE}": walk_editor,
    "researcher after six months": walk_researcher,
}


def main(site: Path, language: str, told: bool) -> None:
    """Print clicks, keys and screens of each walk at each size; `told`: each step too."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, go in WALKS.items():
            for width, height in SIZES:
                context = browser.new_context(
                    viewport={"width": width, "height": height}, permissions=["clipboard-read", "clipboard-write"]
                )
                walk = Walk(context.new_page(), site, language)
                go(walk)
                print(f"{name:28} {width:5} px: {walk.clicks} clicks, {walk.keys} keys, {walk.screens:.1f} screens")
                for step in walk.steps if told else ():
                    print(f"    {step}")
                context.close()
        browser.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("site", type=Path)
    parser.add_argument("--language", default="sv")
    parser.add_argument("--steps", action="store_true", help="print each step")
    given = parser.parse_args()
    main(given.site, given.language, given.steps)

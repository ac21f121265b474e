"""When a page is painted: the largest contentful paint of four kinds of page on a phone, of one site or of two.

`python tests/benchmarks/paint.py SITE [BEFORE] [--rounds 3] [--language en]`: SITE and BEFORE are folders that
`rlsevidence site` wrote. Headless Chromium opens the front page, a claim, the article and a study as files, 360 by 800
CSS pixels, each in a context of its own so that nothing is cached; the folders take turns, page by page, so that a
noisy machine slows both alike. The claim and the study are the first by name that all folders have. Medians in
milliseconds; the paint is the last that the browser reports (Largest Contentful Paint, W3C) until half a second after
the page has loaded. Needs the extra of the browser tests.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

SIZE = {"width": 360, "height": 800}
QUIET = 500
"""Milliseconds after the load in which a larger paint still counts."""
LISTEN = """
window.painted = 0;
new PerformanceObserver(list => { for (const e of list.getEntries()) window.painted = e.startTime; })
  .observe({type: "largest-contentful-paint", buffered: true});
"""


def main(sites: Sequence[Path], rounds: int, language: str) -> None:
    """Print the median of each kind of page and each folder, with the least and the most."""
    from playwright.sync_api import sync_playwright

    pages = choose_pages(sites, language)
    taken: dict[tuple[str, Path], list[float]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"))
        # The first page waits for the browser itself, whichever folder it is of.
        measure(browser, sites[0] / pages["front"])
        for number in range(rounds):
            for kind, path in pages.items():
                for site in sites if number % 2 == 0 else tuple(reversed(sites)):
                    taken.setdefault((kind, site), []).append(measure(browser, site / path))
        browser.close()
    for (kind, site), found in sorted(taken.items(), key=lambda item: (list(pages).index(item[0][0]), str(item[0][1]))):
        spread = f"{min(found):.0f} to {max(found):.0f}"
        print(f"{kind:8} {pages[kind]:44} {site!s:24} {statistics.median(found):7.0f} ms ({spread})")


def choose_pages(sites: Sequence[Path], language: str) -> dict[str, str]:
    """Kind -> path of a page that every folder has; SystemExit, naming what lacks, where there is none."""
    found = {"front": f"{language}/index.html", "article": f"{language}/document.html"}
    for kind, folder in (("claim", "claims"), ("study", "studies")):
        names = [{f.name for f in (site / language / folder).glob("*.html") if f.stem != "index"} for site in sites]
        if not (shared := sorted(set.intersection(*names))):
            sys.exit(f"no page of the kind {kind!r} stands in every folder")
        found[kind] = f"{language}/{folder}/{shared[0]}"
    for site in sites:
        for path in found.values():
            if not (site / path).is_file():
                sys.exit(f"{site}: found no {path}; give folders that `rlsevidence site` wrote")
    return {kind: found[kind] for kind in ("front", "claim", "article", "study")}


def measure(browser: Any, file: Path) -> float:
    """Milliseconds from the start of the navigation to the largest contentful paint."""
    context = browser.new_context(viewport=SIZE, device_scale_factor=2, is_mobile=True, has_touch=True)
    try:
        page = context.new_page()
        page.add_init_script(LISTEN)
        page.goto(file.resolve().as_uri(), wait_until="load")
        page.wait_for_timeout(QUIET)
        painted = float(page.evaluate("window.painted"))
    finally:
        context.close()
    if not painted:
        sys.exit(f"{file}: the browser reported no paint")
    return painted


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("site", type=Path)
    parser.add_argument("before", type=Path, nargs="?")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--language", default="en")
    given = parser.parse_args()
    main([given.site, *([given.before] if given.before else [])], given.rounds, given.language)

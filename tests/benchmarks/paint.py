"""When a page is painted, and what it takes to paint it: four kinds of page of one site or of two.

`python tests/benchmarks/paint.py SITE [BEFORE] [--rounds 7] [--language en] [--claim ID]`: SITE and BEFORE are folders
that `rlsevidence site` wrote. Headless Chromium opens the front page, a claim, the article and a study as files, at 360
(a phone) and 1366 CSS pixels, each in a context of its own so that nothing is cached. The folders take turns, page by
page, and each round begins with the other one. The claim and the study are the first by name that all folders have.

For each page: the first contentful paint and the largest one (W3C Paint Timing, Largest Contentful Paint; the last that
the browser reports until it has been at rest for half a second), both by the clock, medians with the quartiles; the
processor's time of the page's own thread until then (Chromium's TaskDuration in thread ticks), which a busy machine
hardly moves; the bytes of the files that it loads, how many they are, and the nodes of the page. With two folders the
ratio of each round's pair is taken first and the median of those told, with how many pairs the first folder won: what
slows both sides of a pair drops out. Needs the extra of the browser tests.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

SIZES: Mapping[int, Mapping[str, Any]] = {
    360: {
        "viewport": {"width": 360, "height": 800},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
    },
    1366: {"viewport": {"width": 1366, "height": 768}},
}
QUIET = 500
"""Milliseconds after the load in which a larger paint still counts."""
LISTEN = """
window.painted = 0;
new PerformanceObserver(list => { for (const e of list.getEntries()) window.painted = e.startTime; })
  .observe({type: "largest-contentful-paint", buffered: true});
"""
FIRST = "(performance.getEntriesByName('first-contentful-paint')[0] || {startTime: 0}).startTime"


@dataclass(frozen=True)
class Painted:
    """One opening of one page: paints in milliseconds after the start of the navigation, the thread's milliseconds of
    processor time, and what does not differ from one opening to the next."""

    first: float
    largest: float
    thread: float
    bytes: int
    files: int
    nodes: int


MEASURES: Mapping[str, Callable[[Painted], float]] = {
    "first paint": lambda one: one.first,
    "largest": lambda one: one.largest,
    "processor": lambda one: one.thread,
}


def main(sites: Sequence[Path], rounds: int, language: str, claim: str | None) -> None:
    """Print each kind of page at each width, folder by folder, and how the first folder compares."""
    from playwright.sync_api import sync_playwright

    pages = choose_pages(sites, language, claim)
    taken: dict[tuple[int, str, Path], list[Painted]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"))
        # The first page waits for the browser itself, whichever folder it is of.
        measure(browser, sites[0] / pages["front"], SIZES[360])
        for number in range(rounds):
            for width, size in SIZES.items():
                for kind, path in pages.items():
                    for site in sites if number % 2 == 0 else tuple(reversed(sites)):
                        taken.setdefault((width, kind, site), []).append(measure(browser, site / path, size))
        browser.close()
    for width in SIZES:
        for kind, path in pages.items():
            print(f"{kind}, {width} px: {path}")
            for site in sites:
                print(f"  {site!s:24} {describe(taken[width, kind, site])}")
            if len(sites) > 1:
                print(f"  {'ratio':24} {compare(*(taken[width, kind, site] for site in sites))}")


def describe(found: Sequence[Painted]) -> str:
    """Medians with their quartiles in milliseconds, and what the page loads."""
    parts = []
    for name, read in MEASURES.items():
        low, middle, high = quarter([read(one) for one in found])
        parts.append(f"{name} {middle:.0f} ms ({low:.0f} to {high:.0f})")
    last = found[-1]
    return ", ".join([*parts, f"{last.bytes / 1000:.0f} kB in {last.files} files, {last.nodes} nodes"])


def compare(now: Sequence[Painted], before: Sequence[Painted]) -> str:
    """The median of each round's ratio, and in how many rounds the first was the faster."""
    parts = []
    for name, read in MEASURES.items():
        pairs = [(read(one), read(other)) for one, other in zip(now, before, strict=True)]
        faster = sum(one < other for one, other in pairs)
        middle = statistics.median(one / other for one, other in pairs)
        parts.append(f"{name} {middle:.2f} (faster in {faster} of {len(pairs)})")
    parts.append(f"bytes {now[-1].bytes / before[-1].bytes:.2f}, nodes {now[-1].nodes / before[-1].nodes:.2f}")
    return ", ".join(parts)


def quarter(values: Sequence[float]) -> tuple[float, float, float]:
    """First quartile, median and third quartile; of one value, that value."""
    if len(values) < 2:
        return values[0], values[0], values[0]
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, middle, high


def choose_pages(sites: Sequence[Path], language: str, claim: str | None = None) -> dict[str, str]:
    """Kind -> path of a page that every folder has; SystemExit, naming what lacks, where there is none."""
    found = {"front": f"{language}/index.html", "article": f"{language}/document.html"}
    for kind, folder in (("claim", "claims"), ("study", "studies")):
        names = [{f.name for f in (site / language / folder).glob("*.html") if f.stem != "index"} for site in sites]
        if not (shared := sorted(set.intersection(*names))):
            sys.exit(f"no page of the kind {kind!r} stands in every folder")
        found[kind] = f"{language}/{folder}/{f'{claim}.html' if claim and kind == 'claim' else shared[0]}"
    for site in sites:
        for path in found.values():
            if not (site / path).is_file():
                sys.exit(f"{site}: found no {path}; give folders that `rlsevidence site` wrote")
    return {kind: found[kind] for kind in ("front", "claim", "article", "study")}


def measure(browser: Any, file: Path, size: Mapping[str, Any]) -> Painted:
    """Open one page in a context of its own; SystemExit where the browser tells of no paint."""
    context = browser.new_context(**size)
    loaded: set[str] = set()
    try:
        page = context.new_page()
        page.on("requestfinished", lambda request: loaded.add(request.url))
        session = context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.add_init_script(LISTEN)
        page.goto(file.resolve().as_uri(), wait_until="load")
        page.wait_for_timeout(QUIET)
        told = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
        first, largest = float(page.evaluate(FIRST)), float(page.evaluate("window.painted"))
        nodes = int(page.evaluate("document.querySelectorAll('*').length"))
    finally:
        context.close()
    if not (first and largest):
        sys.exit(f"{file}: the browser reported no paint")
    files = [Path(unquote(urlsplit(url).path)) for url in loaded if url.startswith("file:")]
    return Painted(first, largest, 1000 * told["TaskDuration"], sum(f.stat().st_size for f in files), len(files), nodes)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("site", type=Path)
    parser.add_argument("before", type=Path, nargs="?")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--language", default="en")
    parser.add_argument("--claim")
    given = parser.parse_args()
    main([given.site, *([given.before] if given.before else [])], given.rounds, given.language, given.claim)

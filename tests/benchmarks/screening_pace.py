"""How fast the screening panel answers: from a key to the next card painted, by the clock of the browser.

    python tests/benchmarks/screening_pace.py [--records 1000] [--decisions 100] [--pace 0]

A real JupyterLab, Chromium and a workspace of invented records. Each key is pressed as soon as the next card has been
painted, and `--pace` seconds after that: 0 is faster than anybody reads, and so the worst case, since what is learnt
from a decision is learnt while the next record shows. Painted: the second frame after the title has changed. At the
end the file is read: as many decisions must stand in it as keys were pressed.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

from conftest import CHROMIUM_FLAGS, NO_NAMES, find_chromium  # noqa: E402
from invented_screening import give_records  # noqa: E402
from lab_page import LabPage, Served  # noqa: E402
from lab_server import serve_lab  # noqa: E402
from rlsevidence import store  # noqa: E402

CLOCK = """() => {
  const times = (window.__times = []);
  let pressed = null, title = null;
  const shown = () => document.querySelector(".rev-screen .rev-title")?.innerText;
  document.addEventListener("keydown", () => { pressed = performance.now(); title = shown(); }, true);
  new MutationObserver(() => {
    const now = shown();
    if (pressed === null || !now || now === title) return;
    const since = pressed;
    pressed = null;
    requestAnimationFrame(() => requestAnimationFrame(() => times.push(performance.now() - since)));
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
}"""


def measure(browser: Any, served: Served, records: int, decisions: int, pace: float) -> list[float]:
    """Milliseconds from each key to the next card; one record in twenty is let in, to learn from."""
    workspace = served.make_workspace(TESTS / "tiny" / "evidence")
    relevant = give_records(workspace, records, records // 20)
    lab = LabPage(browser, served, workspace, height=1100)
    lab.widget, lab.ready = ".rev-screen", ".rev-screen .rev-title"
    panel = lab.open('rls.screen(reviewer="anna")', "pace")
    panel.focus()
    page = lab.page
    page.evaluate(CLOCK)
    before = len(store.load(workspace / "evidence").screening)
    for n in range(decisions):
        title = page.locator(".rev-screen .rev-title").inner_text()
        page.keyboard.press("a" if "trial of magnesium" in title else "2")
        page.wait_for_function("n => window.__times.length > n", arg=n, polling=5, timeout=60_000)
        if pace:
            time.sleep(pace)
    times: list[float] = page.evaluate("window.__times")
    lab.close()
    made = len(store.load(workspace / "evidence").screening) - before
    assert made == decisions, f"{decisions} keys, {made} decisions in the file"
    assert relevant
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=1000)
    parser.add_argument("--decisions", type=int, default=100)
    parser.add_argument("--pace", type=float, default=0.0, help="seconds between a card and the next key")
    args = parser.parse_args()
    from playwright.sync_api import sync_playwright

    chromium = find_chromium()
    if chromium is None:
        parser.error("no Chromium found: install it or set RLSEVIDENCE_CHROMIUM")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root, homes = Path(folder, "lab"), Path(folder, "homes")
        root.mkdir()
        homes.mkdir()
        with serve_lab(root, homes) as address:
            browser = playwright.chromium.launch(executable_path=chromium, args=[*CHROMIUM_FLAGS, NO_NAMES])
            times = measure(browser, Served(address, root, homes), args.records, args.decisions, args.pace)
            browser.close()
    ordered = sorted(times)
    print(
        f"{args.records} records, {len(times)} decisions, {args.pace:g} s between: median "
        f"{statistics.median(times):.0f} ms, nine in ten within {ordered[int(0.9 * len(ordered))]:.0f} ms, "
        f"longest {ordered[-1]:.0f} ms"
    )


if __name__ == "__main__":
    main()

"""Walks built pages with axe, every one of them in both colour schemes and three widths, each folded part open.

Every rule is asked of the light page of a desk and of a phone, which shows other parts; of the dark page those that
depend on colours, and of the width between those that depend on room: the rest reads the same page.

    python tests/walk_pages.py build/site [report.json]

The suite walks one page of each kind (test_site_access.py); this is for all of them, once before a release.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
TAGS = (*WCAG, "best-practice")
OF_COLOURS = ("color-contrast", "link-in-text-block")
"""The rules among them that another colour scheme can answer otherwise."""
OF_ROOM = ("target-size", "scrollable-region-focusable", "color-contrast")
"""The rules among them that another width can answer otherwise: what is smaller, scrolls, or lies over another."""
DESK, BETWEEN, PHONE = 1366, 820, 360
"""Widths of the window in CSS pixels."""
LOOKS: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    ("light", DESK, ()),
    ("dark", DESK, OF_COLOURS),
    ("light", BETWEEN, OF_ROOM),
    ("light", PHONE, ()),
)
"""(colour scheme, width, the rules asked there or none for all): how each page is looked at."""
# Opening a part lets its frames ask again whether they go on beyond an edge; that is a task of its own.
_OPEN = """async () => {
  document.querySelectorAll('details').forEach(d => { d.open = true; });
  await new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)));
}"""

_SETTLE = "() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))"


def find_violations(page: Any, rules: Iterable[str] = ()) -> list[dict[str, Any]]:
    """What axe finds on the page as it stands: rule, whether WCAG asks for it, the elements. `rules`: only these."""
    only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": list(TAGS)}
    options = {"preload": False, "resultTypes": ["violations"], "runOnly": only}
    if not page.evaluate("'axe' in window"):  # half a megabyte, once a page
        page.evaluate(Axe().axe_script)
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    return [
        {
            "rule": v["id"],
            "wcag": any(tag in WCAG for tag in v["tags"]),
            "where": [n["target"][-1] for n in v["nodes"]],
            "html": [n["html"][:200] for n in v["nodes"]][:3],
            "says": (v["nodes"][0].get("failureSummary") or "")[:400],
        }
        for v in found
    ]


def walk(page: Any, files: Iterable[Path]) -> Iterator[tuple[Path, str, list[dict[str, Any]]]]:
    """(file, colour scheme and width, violations) for each page, its folded parts open."""
    for file in files:
        page.set_viewport_size({"width": DESK, "height": 900})
        page.goto(file.as_uri())
        page.evaluate(_OPEN)
        for scheme, width, rules in LOOKS:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate(_SETTLE)
            yield file, f"{scheme} {width}", find_violations(page, rules)


def main(folder: Path, report: Path | None = None) -> int:
    from playwright.sync_api import sync_playwright

    from conftest import CHROMIUM_FLAGS, NO_NAMES, find_chromium

    # Those of which there are few come first: what is wrong with a kind is known early.
    beside = Counter(file.parent for file in folder.rglob("*.html"))
    files = sorted(folder.rglob("*.html"), key=lambda file: (beside[file.parent], file))
    kinds: dict[tuple[str, bool], list[str]] = {}
    all_found, started = [], time.monotonic()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=[*CHROMIUM_FLAGS, NO_NAMES])
        page = browser.new_context().new_page()
        for at, (file, look, found) in enumerate(walk(page, files), 1):
            if at % len(LOOKS) == 0:
                print(file.relative_to(folder), *{rule for rule, _ in kinds}, file=sys.stderr, flush=True)
            for v in found:
                name = f"{file.relative_to(folder)} {look}"
                kinds.setdefault((v["rule"], v["wcag"]), []).append(name)
                all_found.append({"page": name, **v})
        browser.close()
    print(f"{len(files)} pages, each looked at in {len(LOOKS)} ways, {time.monotonic() - started:.0f} s")
    for (rule, asked), pages in sorted(kinds.items()):
        print(f"{rule} ({'WCAG' if asked else 'best practice'}): {len(pages)}, for example {pages[0]}")
    if report:
        report.write_text(json.dumps(all_found, ensure_ascii=False, indent=1), encoding="utf-8")
    return 1 if any(asked for _, asked in kinds) else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None))

"""The contents of a page, from its own headings: they stay in view beside the text, or above it on a narrow screen."""

from __future__ import annotations

import re

PLACE = "<!-- contents -->"
"""Where a template wants the list of its second headings that have an id."""
_HEADING = re.compile(r'<h2\b[^>]*\bid="([^"]+)"[^>]*>(.*?)</h2>', re.DOTALL)
LEAST = 3
"""Fewer headings need no list."""


def insert_contents(page: str, title: str) -> str:
    """`page` with its list of contents where the template asks for it. `title` names the list and is plain text."""
    if PLACE not in page:
        return page
    before, _, after = page.partition(PLACE)
    found = [(id_, " ".join(re.sub(r"<[^>]+>", " ", text).split())) for id_, text in _HEADING.findall(after)]
    if len(found) < LEAST:
        return before + after
    # The headings' own text is escaped already.
    items = "".join(f'<li><a href="#{id_}">{text}</a></li>\n' for id_, text in found)
    nav = (
        f'<nav class="contents" aria-label="{title}">\n<details open>\n<summary>{title}</summary>\n<ul>\n{items}</ul>\n'
    )
    return f"{before}{nav}</details>\n</nav>\n{after}"

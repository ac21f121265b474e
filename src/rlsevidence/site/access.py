"""What the page on accessibility tells, part by part: only what was tried, as it was when it was tried."""

from __future__ import annotations

PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("tried", ("axe", "keyboard", "phone", "paper", "motion")),
    ("order", ("front", "claim", "document", "study", "notebook")),
    ("fails", ("figures", "code", "languages", "long")),
    ("untried", ("readers", "people", "lab")),
)
"""A part and what it tells, in the order told: keys of the catalogue below `site.access_<part>`."""

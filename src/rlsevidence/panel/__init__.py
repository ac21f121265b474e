"""Review and screening in JupyterLab and in the terminal: one session, two faces.

It stands above the workspace that it opens.
"""

from __future__ import annotations

from pathlib import Path

from ..called import tell_slips
from ..workspace import open_workspace
from .choosing import Chooser, choose_claim
from .editor import AuditPanel, audit_panel
from .screen_widget import ScreenPanel
from .screening import ScreenSession
from .session import ReviewSession
from .widget import ReviewPanel


@tell_slips
def review(reviewer: str = "", folder: Path | str | None = None, *, language: str | None = None) -> ReviewPanel:
    """The review panel for one person, who must stand in people.tsv; shown as the last line of a cell in JupyterLab.

    `folder`: the workspace; searched for upwards from the current folder when None. `language`: one of the
    workspace's; English, or its first, when None.
    Raises UsageError for an unknown reviewer, EvidenceError when the evidence cannot be read.
    """
    return ReviewPanel(ReviewSession(open_workspace(folder), reviewer, language=language))


@tell_slips
def screen(reviewer: str = "", folder: Path | str | None = None, *, language: str | None = None) -> ScreenPanel:
    """The screening panel for one person; shown as the last line of a cell in JupyterLab.

    Records come in the order that the review's own decisions teach; one key decides. `folder` and `language`, and what
    is raised, as for `review`.
    """
    return ScreenPanel(ScreenSession(open_workspace(folder), reviewer, language=language))


__all__ = [
    "AuditPanel",
    "Chooser",
    "ReviewPanel",
    "ReviewSession",
    "ScreenPanel",
    "ScreenSession",
    "audit_panel",
    "choose_claim",
    "review",
    "screen",
]

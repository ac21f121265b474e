"""One workspace, opened: the evidence, its summaries and what waits, as notebooks, pages and commands use it."""

from __future__ import annotations

from .basis import JudgeAnew
from .opened import PastWorkspace, Workspace, open_workspace

__all__ = ["JudgeAnew", "PastWorkspace", "Workspace", "open_workspace"]

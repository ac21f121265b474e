"""What the notebooks of one kernel share, and what they don't; run in the kernel, before and after each.

Each notebook opens the workspace, most of them twice, and asks for the same summaries: more than half of the time that
all of them take. Values of the evidence can't be changed, so what one notebook has had worked out is given to the next
as long as the files are those that it was worked out from. Names, folder, environment and settings are each one's own.

Most notebooks read no notes at decisions, so that one more note need not run them again. Whatever may read a note
counts as reading it. What one has had worked out that read notes is given to none: the next would not be seen to read.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from inspect import getattr_static
from pathlib import Path
from typing import Any

from ..errors import RlsEvidenceError
from ..model import Screening, Tag
from ..workspace import Workspace, open_workspace

SHARED = (
    "evidence", "settled", "records", "headline", "lexicon", "all_suggestions", "suggestions", "summaries", "known",
    "flow", "trials",
)  # fmt: skip
"""What of a workspace is worked out once: values that come from its files and its day alone."""
_STAMP = "_stamp"

_has_read_notes = False
_found: tuple[str, dict[str, str], list[str]] | None = None
_worked_out: dict[tuple[object, ...], Any] = {}
"""(what, folder, day, language, files) -> the value. It may hold what was worked out from it since."""


def begin() -> None:
    """The kernel as it was at its start: folder, environment, where modules are looked for, how pandas shows tables.

    What goes by names in the notebook, IPython resets.
    """
    global _found, _has_read_notes
    if _found is None:
        for name in SHARED:
            _share(name)
        for kind in (Tag, Screening):
            _watch(kind)
        # Last: were any of it wrong, the next call would fail too, and the notebook with it, not only be slow.
        _found = str(Path.cwd()), dict(os.environ), list(sys.path)
    if _has_read_notes:
        _worked_out.clear()
    folder, environment, path = _found
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.path[:] = path
    if "pandas" in sys.modules:
        sys.modules["pandas"].reset_option("^display")
    _has_read_notes = False


def warm() -> None:
    """What nearly every notebook asks for first, made ready before any does. What is wrong, the notebook will tell."""
    begin()
    import pandas  # noqa: F401
    import plotly.graph_objects  # noqa: F401

    with suppress(RlsEvidenceError):
        _ = open_workspace().summaries
    # Between two notebooks IPython looks for what nothing holds any more: not among what stays to the end.
    gc.freeze()


def has_read_notes() -> bool:
    """Whether what ran since `begin` has read what people noted at decisions, or may have."""
    return _has_read_notes


def _watch(kind: type) -> None:
    read: Any = kind.__getattribute__

    def told(self: Any, name: str) -> Any:
        global _has_read_notes
        if name in ("note", "__dict__") or name.startswith("model_dump"):
            _has_read_notes = True
        return read(self, name)

    kind.__getattribute__ = told  # type: ignore[method-assign, assignment]


def _share(name: str) -> None:
    own: Callable[[Workspace], Any] = getattr_static(Workspace, name).func

    def take(self: Workspace) -> Any:
        if type(self) is not Workspace or self.judge_anew is not None:
            return own(self)
        if _STAMP not in vars(self):  # the files as they are before any of them is read
            vars(self)[_STAMP] = stamp_files(self.folder)
        # Studies are called otherwise in another language.
        key = name, self.folder, self.today, self.language, vars(self)[_STAMP]
        if key not in _worked_out:
            _worked_out[key] = own(self)
        return _worked_out[key]

    shared = cached_property(take)
    shared.__set_name__(Workspace, name)
    setattr(Workspace, name, shared)


def stamp_files(folder: Path) -> tuple[tuple[str, int, int, int], ...]:
    """(path, size, time of change, number of the file) of each file below a folder: another where any was written."""
    found = ((file.as_posix(), file.stat()) for file in folder.rglob("*") if file.is_file())
    return tuple(sorted((name, at.st_size, at.st_mtime_ns, at.st_ino) for name, at in found))

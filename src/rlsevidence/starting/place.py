"""Where a new workspace comes to stand: whole or not at all, and never over anything."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from filelock import FileLock, Timeout

from ..errors import UsageError
from ..store import write_atomic

_MARK = ".rlsevidence-init-"
_LAST = "evidence"
"""What makes a folder a workspace; where entries must be moved one by one it comes last."""


def check_place(folder: Path) -> None:
    """UsageError when no workspace can begin at `folder`: something is there, or it lies within an evidence folder."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise UsageError(f"{folder} is there already and is no folder; choose another name")
    if folder.is_dir() and (held := sorted(e.name for e in folder.iterdir() if not _is_leftover(e))):
        names = ", ".join(held[:3]) + (", …" if len(held) > 3 else "")
        raise UsageError(f"{folder} is not empty ({names}): nothing is overwritten; choose a new or an empty folder")
    for parent in folder.resolve().parents:
        if parent.name == "evidence" and (parent / "protocol.yaml").is_file():
            raise UsageError(f"{folder} lies within {parent}, where only evidence stands; choose a place outside it")


def create_workspace(folder: Path, files: Mapping[str, str]) -> None:
    """Write `files` (path -> text) as the new folder `folder`. UsageError when something is there.

    Everything is written into a hidden folder beside it first, which then takes its name in one step; whoever is
    interrupted leaves at most that hidden folder, which the next start takes away.
    """
    check_place(folder)
    target = folder.absolute()
    # A folder that somebody stands in cannot be replaced under their feet: it is filled instead.
    fills = target.is_dir() and target in (Path.cwd(), *Path.cwd().parents)
    above = target if fills else target.parent
    above.mkdir(parents=True, exist_ok=True)
    _clear_leftovers(above)
    stage = Path(tempfile.mkdtemp(prefix=_MARK, dir=above))
    lock = FileLock(stage / "lock")
    try:
        with lock:
            new = stage / "workspace"
            new.mkdir()
            for path, text in files.items():
                write_atomic(new / path, text)
            if fills:
                _fill(new, target)
            else:
                check_place(folder)
                if target.is_dir():
                    target.rmdir()
                new.rename(target)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _fill(new: Path, target: Path) -> None:
    moved: list[Path] = []
    try:
        for entry in sorted(new.iterdir(), key=lambda e: (e.name == _LAST, e.name)):
            place = target / entry.name
            if place.exists():
                raise UsageError(f"{place} has appeared meanwhile; nothing is overwritten")
            entry.rename(place)
            moved.append(place)
    except BaseException:
        for place in moved:
            place.rename(new / place.name)
        raise


def _is_leftover(entry: Path) -> bool:
    return entry.name.startswith(_MARK)


def _clear_leftovers(above: Path) -> None:
    """Take away what a killed start left behind; one that is still at work holds its lock."""
    for stage in above.glob(f"{_MARK}*"):
        try:
            with FileLock(stage / "lock", timeout=0):
                pass
        except (Timeout, OSError):
            continue
        shutil.rmtree(stage, ignore_errors=True)

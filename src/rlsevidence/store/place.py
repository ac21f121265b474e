"""Where a workspace is, and the folder beside its evidence that belongs to this machine alone."""

from __future__ import annotations

from pathlib import Path

from ..errors import UsageError


def find_workspace(start: Path | None = None) -> Path:
    """The folder that holds `evidence/`: `start` (or the current folder) or the nearest parent.

    UsageError if none does.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if _is_evidence(folder / "evidence"):
            return folder
    raise UsageError(f"no evidence/ folder in {here} or above it; go to the workspace or name it with --workspace DIR")


def _is_evidence(folder: Path) -> bool:
    # Any of the three will do: a folder that has lost one of them is still the one to be checked.
    return any((folder / name).is_file() for name in ("protocol.yaml", "vocabulary.yaml", "records.jsonl"))


def evidence_folder(folder: Path | str | None = None) -> Path:
    """`folder` itself when it is an evidence folder, its `evidence/` when it is a workspace; searched for when None."""
    if folder is None:
        return find_workspace() / "evidence"
    path = Path(folder)
    for candidate in (path, path / "evidence"):
        if _is_evidence(candidate):
            return candidate
    raise UsageError(f"{path} is not a workspace: it holds no evidence/ with protocol.yaml, nor is it that folder")


def local_folder(folder: Path) -> Path:
    """`.rlsevidence/` of the workspace that `folder` (its evidence folder) belongs to; made when it is not there."""
    local = folder.resolve().parent / ".rlsevidence"
    local.mkdir(exist_ok=True)
    return local

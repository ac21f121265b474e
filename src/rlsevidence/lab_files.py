"""How JupyterLab saves the workspace's notebooks: cells where git sees them, what running left in `.rlsevidence/`.

A saved notebook would otherwise carry its outputs, counts and the name of somebody's kernel into a tracked file. Here
the tracked file keeps its cells alone, and the notebook as it was saved is a working copy that is read again for as
long as its cells are those of the tracked file. (A clean filter of git leaves such a file listed by `git status`, which
compares sizes before it asks a filter, and needs to be set up in every clone.)
"""

from __future__ import annotations

import copy
import os
from pathlib import Path
from typing import Any

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

FOLDER = "notebooks/"
"""Notebooks below this folder of the workspace are tracked; any other is saved as JupyterLab does."""
KEPT_OF_CELLS = ("tags",)
KEPT_OF_NOTEBOOKS = ("kernelspec", "language_info", "rlsevidence")
KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
"""Every kernel that runs these notebooks is this one; what it is called differs from machine to machine."""


def strip(notebook: dict[str, Any]) -> dict[str, Any]:
    """A notebook (nbformat 4) without outputs, counts, states of widgets, and empty cells at its end."""
    bare = copy.deepcopy(notebook)
    cells = bare["cells"]
    while len(cells) > 1 and not "".join(cells[-1]["source"]).strip():
        cells.pop()  # running the last cell opens one below it
    for cell in cells:
        cell["metadata"] = {key: cell["metadata"][key] for key in KEPT_OF_CELLS if key in cell["metadata"]}
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
        elif not cell.get("attachments"):
            cell.pop("attachments", None)
    bare["metadata"] = {key: bare["metadata"][key] for key in KEPT_OF_NOTEBOOKS if key in bare["metadata"]}
    if bare["metadata"].get("language_info", {}).get("name") == "python":
        # The version is that of whoever ran it last.
        bare["metadata"] |= {"language_info": {"name": "python"}, "kernelspec": KERNELSPEC}
    return bare


class WorkingCopies(AsyncLargeFileManager):  # type: ignore[misc]
    """JupyterLab's files, the notebooks of the workspace as above; `rlsevidence lab` starts its server with it."""

    def _working_copy(self, path: str) -> Path | None:
        clean = path.strip("/")
        if not (clean.startswith(FOLDER) and clean.endswith(".ipynb")):
            return None
        return Path(self.root_dir) / ".rlsevidence" / "lab" / clean

    async def save(self, model: dict[str, Any], path: str = "") -> dict[str, Any]:
        kept, content = self._working_copy(path), model.get("content")
        if kept is not None and model.get("type") == "notebook" and isinstance(content, dict):
            import nbformat

            whole = nbformat.from_dict(content)  # type: ignore[no-untyped-call]
            self.check_and_sign(whole, path)
            kept.parent.mkdir(parents=True, exist_ok=True)
            beside = kept.with_suffix(f".{os.getpid()}.part")
            beside.write_text(nbformat.writes(whole), encoding="utf-8")  # type: ignore[no-untyped-call]
            beside.replace(kept)
            model = {**model, "content": strip(content)}
        saved: dict[str, Any] = await super().save(model, path)
        return saved

    async def get(self, path: str, content: bool = True, **asked: Any) -> dict[str, Any]:
        model: dict[str, Any] = await super().get(path, content=content, **asked)
        kept = self._working_copy(path)
        if content and kept is not None and model["type"] == "notebook" and kept.is_file():
            import nbformat

            try:
                whole = nbformat.read(kept, as_version=4)  # type: ignore[no-untyped-call]
                fits = strip(whole) == strip(model["content"])
            except (OSError, ValueError, AttributeError, KeyError, TypeError):
                return model  # damaged, and so no copy of anything
            if fits:
                self.mark_trusted_cells(whole, path)
                model["content"] = whole
        return model

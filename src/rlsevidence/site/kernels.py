"""Runs notebooks in kernels of this very Python, and keeps what they gave until their inputs change."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from .. import store
from ..errors import RlsEvidenceError
from ..language import FIRST, say
from ..language.cells import Translated, translate_notebook

if TYPE_CHECKING:
    import nbformat
    from jupyter_client.manager import AsyncKernelManager

    from ..workspace import Workspace

PARAMETERS: Mapping[str, Mapping[str, Any]] = {"01_search_and_pull": {"pull": False}}
"""What the site passes to a notebook's `parameters` cell. Building pages never asks the network for anything."""

CELL_SECONDS = 300
"""A cell that takes longer than this has hung."""

_SHAPES_OUTPUT = (
    "citeproc-py", "ipykernel", "ipython", "jinja2", "markupsafe", "mistune", "nbclient", "nbconvert", "nbformat",
    "pandas", "plotly", "pygments",
)  # fmt: skip


class NotebookError(RlsEvidenceError):
    """A notebook stopped. The message names the notebook, the cell and the fault."""


@dataclass(frozen=True)
class Executed:
    """A notebook that has run: its name, the file that holds it with its outputs, and the language of both.

    `left`: cells that have no translation, by their ids.
    """

    name: str
    kept: Path
    language: str = FIRST
    left: tuple[str, ...] = ()

    @property
    def notebook(self) -> nbformat.NotebookNode:
        """The notebook with its outputs, read when asked for: what was made of it before is kept as well."""
        import nbformat

        return nbformat.read(self.kept, as_version=4)  # type: ignore[no-untyped-call, no-any-return]


NEEDS: Mapping[str, tuple[str, Callable[[Workspace], bool]]] = {
    "claims": ("a claim", lambda review: bool(review.evidence.claims)),
    "searches": ("a search strategy", lambda review: bool(review.evidence.searches)),
    "judged": (
        "a headline claim graded by a person",
        lambda review: any(_is_graded(review, c) for c in review.headline),
    ),
    "substance": (
        "tables of amounts (dose-limits.yaml, interactions.yaml)",
        lambda review: bool(
            review.evidence.dose_limits and review.evidence.interactions and review.evidence.topic.substance
        ),
    ),
}
"""What a notebook can ask for in its metadata (`rlsevidence.needs`): in words, and whether the workspace has it."""


def _is_graded(review: Workspace, claim: str) -> bool:
    summary = review.summary(claim)
    return bool(summary.certainty_word and summary.counted)


def list_notebooks(root: Path) -> tuple[Path, ...]:
    """The workspace's own notebooks, in the order of their numbers."""
    return tuple(p for p in sorted((root / "notebooks").glob("*.ipynb")) if not p.name.startswith("."))


def read_titles(paths: Iterable[Path], language: str = FIRST) -> dict[str, tuple[str, str]]:
    """Name -> title of notebooks that need not have run, and the language that it is in."""
    found = {path.stem: translate_notebook(json.loads(path.read_text(encoding="utf-8")), language) for path in paths}
    return {name: (find_title(made.notebook) or name, made.language) for name, made in found.items()}


def find_title(notebook: Mapping[str, Any]) -> str | None:
    """The first heading of a notebook, as nbformat reads it or as its file holds it."""
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown" and (found := re.search(r"^# +(.+)$", source, re.MULTILINE)):
            return found[1].strip()
    return None


def list_unmet(review: Workspace, path: Path) -> tuple[str, ...]:
    """What a notebook asks for and the workspace has not got yet, in words."""
    metadata = json.loads(path.read_text(encoding="utf-8")).get("metadata", {})
    asked = metadata.get("rlsevidence", {}).get("needs", [])
    return tuple(NEEDS[need][0] for need in asked if need in NEEDS and not NEEDS[need][1](review))


def execute_notebooks(
    review: Workspace,
    paths: Iterable[Path],
    report: Callable[[str], None],
    started: Callable[[], None] = lambda: None,
    languages: Sequence[str] = (FIRST,),
) -> tuple[Executed, ...]:
    """Run each notebook, or take what it gave last time when nothing it depends on has changed.

    In each of `languages` that it is translated to, and in English for those that it is not. Those that have to run
    share one kernel, emptied between them: most of what a notebook takes is its start. `started` is called once that
    kernel is a process of its own; not at all where none is needed.
    """
    inputs, but_notes = hash_inputs(review), hash_inputs(review, noteless=WITH_NOTES)
    folder = review.local / "cache" / "notebooks"
    folder.mkdir(parents=True, exist_ok=True)

    def execute(path: Path, made: Translated, kernel: WarmKernel) -> Executed:
        parameters = PARAMETERS.get(path.stem, {})
        source = json.dumps(made.notebook, ensure_ascii=False, sort_keys=True)
        own = f"\0{sorted(parameters.items())}\0{source}".encode()
        name = f"{path.stem}.{made.language}"
        bare = hashlib.sha256(but_notes.encode() + own).hexdigest()[:24]
        whole = hashlib.sha256(inputs.encode() + own).hexdigest()[:24]
        for key in (f"{bare}.any", whole):
            kept = folder / f"{name}.{key}.ipynb"
            if kept.is_file():
                report(f"notebook {path.stem} ({made.language}): unchanged")
                return Executed(path.stem, kept, made.language, made.left)
        start = time.monotonic()
        notebook, reads_notes = kernel.execute(path, parameters, made.notebook, made.language)
        if hash_inputs(review) != inputs:
            # What it showed may be of before or of after: it is told of under a name that nothing asks for again.
            whole, reads_notes = f"changed-meanwhile-{os.getpid()}", True
        kept = folder / f"{name}.{whole if reads_notes else f'{bare}.any'}.ipynb"
        for old in (*folder.glob(f"{name}.*.ipynb"), *folder.glob(f"{name}.*.html")):
            old.unlink(missing_ok=True)
        # Atomic, so that two builds at once at worst do the same work twice.
        import nbformat

        store.write_atomic(kept, nbformat.writes(notebook))  # type: ignore[no-untyped-call]
        report(f"notebook {path.stem} ({made.language}): ran in {time.monotonic() - start:.1f} s")
        return Executed(path.stem, kept, made.language, made.left)

    with WarmKernel(review, started) as kernel:
        return tuple(execute(path, made, kernel) for path in paths for made in _list_translated(path, languages))


def _list_translated(path: Path, languages: Sequence[str]) -> tuple[Translated, ...]:
    """The notebook in each language that it is to run in, once each."""
    plain = json.loads(path.read_text(encoding="utf-8"))
    found = {made.language: made for made in (translate_notebook(plain, language) for language in languages)}
    return tuple(found.values())


_WATCH = """\
get_ipython().run_line_magic("reset", "-f")
import builtins as _builtins
def _watch(kind):
    read = kind.__getattribute__
    def told(self, name):
        if name in ("note", "__dict__") or name.startswith("model_dump"):
            _builtins._notes_read = True
        return read(self, name)
    kind.__getattribute__ = told
import os as _os, sys as _sys
if not hasattr(_builtins, "_notes_read"):
    from rlsevidence.model import Screening, Tag
    _watch(Tag), _watch(Screening)
    _builtins._found = (_os.getcwd(), dict(_os.environ), list(_sys.path))
    del Screening, Tag
_os.chdir(_builtins._found[0])
_os.environ.clear(), _os.environ.update(_builtins._found[1])
_sys.path[:] = _builtins._found[2]
if "pandas" in _sys.modules:
    _sys.modules["pandas"].reset_option("^display")
_builtins._notes_read = False
del _watch, _os, _sys"""
_TOLD = "print(__import__('builtins')._notes_read)"
"""Run before and after a notebook's own cells: a kernel as it was at its start (names, folder, environment, where
modules are looked for, how pandas shows tables), and whether the notebook has read what people noted at decisions.

Most notebooks don't, so that one more note need not run them again. Whatever may read a note counts as reading it.
"""


def execute_notebook(review: Workspace, path: Path, parameters: Mapping[str, Any]) -> nbformat.NotebookNode:
    """Run one notebook from top to bottom. NotebookError, naming the cell, when a cell raises or hangs."""
    with WarmKernel(review) as kernel:
        return kernel.execute(path, parameters)[0]


class WarmKernel:
    """One kernel for several notebooks, started with the first and ended with the block. For one thread."""

    def __init__(self, review: Workspace, started: Callable[[], None] = lambda: None) -> None:
        self.review, self._started = review, started
        self._open = ExitStack()
        self._manager: AsyncKernelManager | None = None
        self._scratch = Path()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *fault: object) -> None:
        from nbclient.util import run_sync

        if self._manager is not None:
            run_sync(self._manager.shutdown_kernel)(now=True)
        self._open.close()

    def execute(
        self, path: Path, parameters: Mapping[str, Any], source: Mapping[str, Any] | None = None, language: str = FIRST
    ) -> tuple[nbformat.NotebookNode, bool]:
        """The notebook with its outputs, and whether it read a note of a tag or of screening.

        `source`: the notebook of that file as it is to run, such as in another language; None for the file's own.
        NotebookError, naming the cell, when a cell raises or hangs.
        """
        import nbformat
        from nbclient import NotebookClient
        from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
        from nbclient.util import run_sync
        from nbformat.v4 import new_code_cell

        text = json.dumps(source) if source is not None else path.read_text(encoding="utf-8")
        notebook: nbformat.NotebookNode = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
        set_parameters(notebook, parameters, language)
        notebook.cells.insert(0, new_code_cell(_WATCH, id="watch"))  # type: ignore[no-untyped-call]
        notebook.cells.append(new_code_cell(_TOLD, id="told"))  # type: ignore[no-untyped-call]
        if self._manager is None:
            self._scratch = Path(self._open.enter_context(tempfile.TemporaryDirectory(prefix="rlsevidence-")))
            self._manager = _make_manager(self._scratch)
        client = NotebookClient(
            notebook,
            km=self._manager,
            timeout=CELL_SECONDS,
            store_widget_state=False,
            record_timing=False,
            resources={"metadata": {"path": str(path.parent)}},
        )
        try:
            with open(self._scratch / "kernel.log", "a", encoding="utf-8") as log:
                # What a kernel says of itself (such as that it listens on TCP) is no part of the notebook.
                options = {"env": _kernel_environment(self.review, self._scratch), "stdout": log, "stderr": log}
                if not self._manager.has_kernel:
                    run_sync(client.async_start_new_kernel)(**options)
                    self._started()
                client.execute(**options)
        except CellExecutionError as error:
            raise NotebookError(
                f"notebook {path.name} stopped: {error.ename}: {error.evalue}\n{error.traceback}"
            ) from None
        except (CellTimeoutError, DeadKernelError) as error:
            raise NotebookError(f"notebook {path.name} stopped: {error}") from None
        finally:
            if client.kc is not None:
                client.kc.stop_channels()
        told = notebook.cells.pop()
        before = notebook.cells.pop(0).execution_count
        for cell in notebook.cells:
            _count_from(before, cell)
            join_streams(cell)
        return notebook, "False" not in "".join(output.get("text", "") for output in told.outputs)


def join_streams(cell: nbformat.NotebookNode) -> None:
    """What a cell printed as one text: a kernel sends it in parts, and in which depends on how busy the machine is."""
    joined: list[nbformat.NotebookNode] = []
    for output in cell.get("outputs", ()):
        last = joined[-1] if joined else None
        if last is not None and output.output_type == "stream" == last.output_type and output.name == last.name:
            last.text += output.text
        else:
            joined.append(output)
    if "outputs" in cell:
        cell["outputs"] = joined


def _count_from(before: int, cell: nbformat.NotebookNode) -> None:
    """The numbers of a cell and of its results as if nothing had run before; `before`: what did in this notebook.

    A kernel that ran other notebooks goes on counting: a result has the number of its cell.
    """
    if cell.get("execution_count"):
        cell["execution_count"] -= before
    for output in cell.get("outputs", ()):
        if output.get("execution_count"):
            output["execution_count"] = cell["execution_count"]


def set_parameters(notebook: nbformat.NotebookNode, parameters: Mapping[str, Any], language: str = FIRST) -> None:
    """Put a cell that sets `parameters` behind the one tagged `parameters`, as papermill does.

    NotebookError when there is none.
    """
    from nbformat.v4 import new_code_cell

    if not parameters:
        return
    places = [n for n, c in enumerate(notebook.cells) if "parameters" in c.get("metadata", {}).get("tags", ())]
    if not places:
        raise NotebookError(f"no cell is tagged 'parameters', so {', '.join(parameters)} cannot be passed")
    lines = [f"# {say('site.notebook_passed', language)}"]
    source = "\n".join([*lines, *(f"{name} = {value!r}" for name, value in parameters.items())])
    cell = new_code_cell(source, id="injected-parameters", metadata={"tags": ["injected-parameters"]})  # type: ignore[no-untyped-call]
    notebook.cells.insert(places[0] + 1, cell)


def _make_manager(scratch: Path) -> AsyncKernelManager:
    """A manager whose kernel is this Python, whatever kernel of the name `python3` a user has installed elsewhere."""
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager

    class ThisPython(KernelSpecManager):
        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
            command = [sys.executable, "-Xfrozen_modules=off", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
            return KernelSpec(
                argv=[*command, "--HistoryManager.enabled=False"], display_name="Python 3", language="python"
            )

    return AsyncKernelManager(
        kernel_name="python3",
        kernel_spec_manager=ThisPython(),
        connection_file=str(scratch / "kernel.json"),
    )


def _kernel_environment(review: Workspace, scratch: Path) -> dict[str, str]:
    package = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(p for p in (package, os.environ.get("PYTHONPATH", "")) if p)
    return {
        **os.environ,
        "PYTHONPATH": path,
        "PYTHONHASHSEED": "0",
        "IPYTHONDIR": str(scratch / "ipython"),
        "PLOTLY_RENDERER": "plotly_mimetype",
        "RLSEVIDENCE_TODAY": review.today.isoformat(),
    }


def hash_inputs(review: Workspace, *, noteless: Collection[str] = ()) -> str:
    """SHA-256 over all that a notebook may show: evidence, cached abstracts, the program, its libraries, the day.

    `noteless`: tables of WITH_NOTES for which it is the same whatever people note there.
    """
    package = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256(f"{sys.version_info[:3]} {review.today}".encode())
    for name in _SHAPES_OUTPUT:
        digest.update(f"{name} {find_version(name)}\n".encode())
    # The index tells of every answer of PubMed that is kept; the answers themselves are named by their hash.
    for folder, pattern in ((review.folder, "*"), (review.local / "archive", "index.jsonl"), (package, "*")):
        for file in sorted(folder.rglob(pattern)):
            if file.is_file() and "__pycache__" not in file.parts:
                content = file.read_bytes()
                if file.name in noteless and file.parent == review.folder:
                    content = drop_notes(content)
                digest.update(f"\0{file.relative_to(folder).as_posix()}\0".encode() + content)
    return digest.hexdigest()


WITH_NOTES = ("tags.tsv", "screening.tsv")
"""Tables with a column `note`."""


def drop_notes(table: bytes) -> bytes:
    """A table of tab-separated values without its column `note`; as it is where it has none, or is damaged."""
    rows = [line.split(b"\t") for line in table.split(b"\n")]
    if b"note" not in rows[0]:
        return table
    column = rows[0].index(b"note")
    if any(len(row) != len(rows[0]) for row in rows if row != [b""]):
        return table
    return b"\n".join(b"\t".join(row[:column] + row[column + 1 :]) for row in rows)


def find_version(name: str) -> str:
    """The version of an installed distribution; '?' where it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "?"

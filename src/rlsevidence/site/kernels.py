"""Runs notebooks in kernels of this very Python, and keeps what they gave until their inputs change."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from .. import store
from ..errors import RlsEvidenceError
from ..language import FIRST, say
from ..language.cells import Translated, translate_notebook
from .inputs import WITH_NOTES, Inputs, hash_inputs, read_inputs

if TYPE_CHECKING:
    import nbformat
    from jupyter_client.asynchronous.client import AsyncKernelClient
    from jupyter_client.manager import AsyncKernelManager

    from ..workspace import Workspace

PARAMETERS: Mapping[str, Mapping[str, Any]] = {"01_search_and_pull": {"pull": False}}
"""What the site passes to a notebook's `parameters` cell. Building pages never asks the network for anything."""

CELL_SECONDS = 300
"""A cell that takes longer than this has hung."""


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


@dataclass(frozen=True)
class KeptNotebooks:
    """Notebooks that ran before, by all that they may rest on: `inputs`, and the same but for notes at decisions."""

    folder: Path
    inputs: str
    but_notes: str

    def name(self, path: Path, made: Translated, *, reads_notes: bool) -> Path:
        """Where a notebook is kept that ran on these inputs, in that language."""
        source = json.dumps(made.notebook, ensure_ascii=False, sort_keys=True)
        own = f"\0{sorted(PARAMETERS.get(path.stem, {}).items())}\0{source}".encode()
        key = hashlib.sha256((self.inputs if reads_notes else self.but_notes).encode() + own).hexdigest()[:24]
        return self.folder / f"{path.stem}.{made.language}.{key}{'' if reads_notes else '.any'}.ipynb"

    def find(self, path: Path, made: Translated) -> Path | None:
        names = (self.name(path, made, reads_notes=reads_notes) for reads_notes in (False, True))
        return next((kept for kept in names if kept.is_file()), None)


def read_kept(review: Workspace, inputs: Inputs) -> KeptNotebooks:
    """What is kept for the workspace with these inputs."""
    return KeptNotebooks(review.local / "cache" / "notebooks", inputs.hash(), inputs.hash(WITH_NOTES))


def execute_notebooks(
    review: Workspace,
    paths: Iterable[Path],
    report: Callable[[str], None],
    kernel: WarmKernel | None = None,
    held: KeptNotebooks | None = None,
    languages: Sequence[str] = (FIRST,),
) -> Iterator[Executed]:
    """Run each notebook as it is asked for, or take what it gave last time when nothing it depends on has changed.

    In each of `languages` that it is translated to, and in English for those that it is not. Those that have to run
    share one kernel, emptied between them: most of what a notebook takes is its start. It is ended with the last of
    them. `kernel`: one that may run already; `held`: what was kept a moment ago.
    """
    held = held or read_kept(review, read_inputs(review))
    held.folder.mkdir(parents=True, exist_ok=True)

    def execute(path: Path, made: Translated, kernel: WarmKernel) -> Executed:
        if kept := held.find(path, made):
            report(f"notebook {path.stem} ({made.language}): unchanged")
            return Executed(path.stem, kept, made.language, made.left)
        start = time.monotonic()
        parameters = PARAMETERS.get(path.stem, {})
        notebook, reads_notes = kernel.execute(path, parameters, made.notebook, made.language)
        name = f"{path.stem}.{made.language}"
        kept = held.name(path, made, reads_notes=reads_notes)
        if hash_inputs(review) != held.inputs:
            # What it showed may be of before or of after: it is told of under a name that nothing asks for again.
            kept = held.folder / f"{name}.changed-meanwhile-{os.getpid()}.ipynb"
        for old in (*held.folder.glob(f"{name}.*.ipynb"), *held.folder.glob(f"{name}.*.html")):
            old.unlink(missing_ok=True)
        # Atomic, so that two builds at once at worst do the same work twice.
        import nbformat

        store.write_atomic(kept, nbformat.writes(notebook))  # type: ignore[no-untyped-call]
        report(f"notebook {path.stem} ({made.language}): ran in {time.monotonic() - start:.1f} s")
        return Executed(path.stem, kept, made.language, made.left)

    with kernel or WarmKernel(review) as running:
        for path in paths:
            for made in list_translated(path, languages):
                yield execute(path, made, running)


def list_translated(path: Path, languages: Sequence[str]) -> tuple[Translated, ...]:
    """The notebook in each language that it is to run in, once each."""
    plain = json.loads(path.read_text(encoding="utf-8"))
    found = {made.language: made for made in (translate_notebook(plain, language) for language in languages)}
    return tuple(found.values())


_WARM = "from rlsevidence.site import shared; shared.warm()"
"""What a kernel does at its start, while nobody asks it for anything yet."""
_BEGIN = """\
get_ipython().run_line_magic("reset", "-f")
from rlsevidence.site import shared as _shared
_shared.begin()
del _shared"""
_TOLD = "print(__import__('sys').modules['rlsevidence.site.shared'].has_read_notes())"
"""Run before and after a notebook's own cells: a kernel as it was at its start, and whether the notebook has read what
people noted at decisions."""


def execute_notebook(review: Workspace, path: Path, parameters: Mapping[str, Any]) -> nbformat.NotebookNode:
    """Run one notebook from top to bottom. NotebookError, naming the cell, when a cell raises or hangs."""
    with WarmKernel(review) as kernel:
        return kernel.execute(path, parameters)[0]


class WarmKernel:
    """One kernel for several notebooks, started with the first and ended with the block. For one thread."""

    def __init__(self, review: Workspace, started: Callable[[], None] = lambda: None) -> None:
        """`started` is called once the kernel is a process of its own, and `has_started` says so from then on."""
        self.review, self._started, self.has_started = review, started, False
        self._open = ExitStack()
        self._manager: AsyncKernelManager | None = None
        self._channels: AsyncKernelClient | None = None
        self._scratch = Path()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *fault: object) -> None:
        self.close()

    def close(self) -> None:
        """End the kernel, if it runs. By the thread that uses it."""
        channels, self._channels = self._channels, None
        if channels is not None:
            channels.stop_channels()
        manager, self._manager = self._manager, None
        if manager is not None:
            from nbclient.util import run_sync

            run_sync(manager.shutdown_kernel)(now=True)
        self._open.close()

    def start(self) -> None:
        """Start the kernel, which gets ready by itself; nothing where it runs. By the thread that uses it."""
        if self._manager is not None:
            return
        from nbclient.util import run_sync

        self._scratch = Path(self._open.enter_context(tempfile.TemporaryDirectory(prefix="rlsevidence-")))
        manager = _make_manager(self._scratch)
        folder, environment = str(self.review.root / "notebooks"), _kernel_environment(self.review, self._scratch)
        # What a kernel says of itself (such as that it listens on TCP) is no part of the notebook.
        with open(self._scratch / "kernel.log", "a", encoding="utf-8") as log:
            run_sync(manager.start_kernel)(cwd=folder, env=environment, stdout=log, stderr=log)
        self._manager, self.has_started = manager, True
        self._started()

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
        from nbformat.v4 import new_code_cell

        text = json.dumps(source) if source is not None else path.read_text(encoding="utf-8")
        notebook: nbformat.NotebookNode = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
        set_parameters(notebook, parameters, language)
        notebook.cells.insert(0, new_code_cell(_BEGIN, id="begin"))  # type: ignore[no-untyped-call]
        notebook.cells.append(new_code_cell(_TOLD, id="told"))  # type: ignore[no-untyped-call]
        self.start()
        client = NotebookClient(
            notebook,
            km=self._manager,
            timeout=CELL_SECONDS,
            store_widget_state=False,
            record_timing=False,
            resources={"metadata": {"path": str(path.parent)}},
        )
        client.kc = self._channels  # opening them anew takes as long as many a notebook
        try:
            client.execute()
        except CellExecutionError as error:
            raise NotebookError(
                f"notebook {path.name} stopped: {error.ename}: {error.evalue}\n{error.traceback}"
            ) from None
        except (CellTimeoutError, DeadKernelError) as error:
            raise NotebookError(f"notebook {path.name} stopped: {error}") from None
        finally:
            self._channels = client.kc
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
            options = ["--HistoryManager.enabled=False", f"--IPKernelApp.exec_lines={_WARM}"]
            return KernelSpec(argv=[*command, *options], display_name="Python 3", language="python")

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

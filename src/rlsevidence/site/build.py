"""Builds the site: pages in two languages, one copy of each asset, the notebooks rendered.

The same inputs give the same bytes.
"""

from __future__ import annotations

import gc
import os
import tomllib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from queue import SimpleQueue
from threading import Event
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..counted import say_count
from ..errors import UsageError
from ..language import FIRST
from .api import list_api, write_api
from .inputs import Inputs, read_inputs
from .kept import (
    hash_pages,
    hash_shown,
    hash_site,
    is_current,
    prune_cards,
    read_pages,
    read_site,
    remember_pages,
    remember_site,
)
from .kernels import (
    Executed,
    KeptNotebooks,
    WarmKernel,
    execute_notebooks,
    list_notebooks,
    list_translated,
    list_unmet,
    read_kept,
    read_titles,
)

if TYPE_CHECKING:
    from ..judgement.changing import Changing
    from ..workspace import Workspace
    from .frame import Page
    from .notebooks import RenderedNotebook

# What makes pages (templates, figures, pandas below them) is imported where pages are made: a build that finds
# everything as it was would otherwise spend most of its time on starting what it does not use.

ASSETS = Path(__file__).parent / "assets"
PLOTLY = "plotly.min.js"
"""Only for a figure in a notebook that holds what we don't draw ourselves."""
LISTING = "files.txt"
"""The files of the last build, so that the next one knows which are its own."""
STYLES = "assets/site.css"
"""A file of every build: a list without it is no list of ours."""


@dataclass(frozen=True)
class SiteReport:
    """What was built: the first page to open, how many pages there are, and how many files had to be written."""

    index: Path
    pages: int
    notebooks: int
    written: int


def build_site(
    review: Workspace,
    out: Path,
    *,
    notebooks: bool = True,
    address: str | None = None,
    report: Callable[[str], None] = print,
) -> SiteReport:
    """Build the whole site into `out`, for reading from files with no network.

    `notebooks=False` leaves the notebooks out. `address`: where the pages will stand on the web, as pyproject.toml may
    say (project.urls, Pages); with it a link that is shared shows a card. UsageError for one that is no https address.
    Files whose content is unchanged are not touched; files that an earlier build left and that no page stands for any
    more are removed, but only in folders that belong to the site.
    """
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out}: found a file, expected a folder")
    refuse_strangers(out)
    issues = read_issues_address(review.root)
    address = check_address(address) if address else read_address(review.root)
    own = (list_notebooks(review.root) if notebooks else None, issues, address)
    inputs = read_inputs(review)
    whole = hash_site(review, inputs, *own)
    if found := read_site(review, out, whole):
        for line in found.said:
            report(line)
        report(f"pages: unchanged, {found.pages} in {out}")
        return SiteReport(out / "index.html", found.pages, found.notebooks, 0)
    said: list[str] = []
    languages = review.evidence.topic.languages
    started, done = Event(), SimpleQueue[Executed | None]()
    kernel = WarmKernel(review, started.set)
    with ThreadPoolExecutor(max_workers=1) as pool:
        # The kernel of the notebooks is a process of its own, which gets ready while all else is looked for and made.
        ahead = pool.submit(_start_ahead, review, inputs, kernel) if notebooks else None
        try:
            paths = _choose_notebooks(review, said.append) if notebooks else []
            for line in said:
                report(line)
            titles = {language: read_titles(paths, language) for language in languages}
            running = pool.submit(_run_notebooks, review, paths, report, kernel, ahead, started.set, done.put)
            key = hash_pages(review, inputs, titles, issues, address)
            files = read_pages(review, out, key)
            # What makes pages takes long to import, and would hold up the kernel's start. Only this thread imports it.
            started.wait()
            if kernel.has_started:
                from .notebooks import prepare
                from .pages import PageMaker  # noqa: F401

                prepare()
            if files is None:
                report("pages: writing")
                with _collect_seldom():
                    files = _make_pages(review, titles, issues, address)
            else:
                report("pages: unchanged")
            executed: list[Executed] = []
            ran, rendered = _keep(iter(done.get, None), executed), None
            if kernel.has_started:
                rendered = _render_notebooks(ran)
            else:
                deque(ran, maxlen=0)
            running.result()
        finally:
            pool.submit(kernel.close)
    for item in executed:
        if item.left and item.language != FIRST:
            said.append(
                f"notebook {item.name}: not in {item.language} yet, and shown in English: {', '.join(item.left)}"
            )
            report(said[-1])
    shown = hash_shown(key, ((item.name, item.language, item.kept.name) for item in executed))
    shows = None if kernel.has_started else read_pages(review, out, shown, "notebooks")
    if shows is None:
        rendered = _render_notebooks(iter(executed)) if rendered is None else rendered
        shows = _make_notebook_pages(review, titles, issues, address, rendered)
    made = {**files, **shows}
    plotly = any(PLOTLY.encode() in content for path, content in made.items() if path.endswith(".html"))
    made.update((f"assets/{name}", content) for name, content in read_assets(plotly=plotly).items())
    written = write_files(out, made)
    pages = sum(path.endswith(".html") for path in made)
    if whole and is_current(review) and whole == hash_site(review, read_inputs(review), *own):
        remember_pages(review, out, key, files)
        remember_pages(review, out, shown, shows, "notebooks")
        remember_site(review, out, whole, made, (pages, len(paths)), said)
    report(f"pages: {pages} in {out}, {say_count(written, 'file')} written")
    return SiteReport(out / "index.html", pages, len(paths), written)


def _choose_notebooks(review: Workspace, report: Callable[[str], None]) -> list[Path]:
    """The notebooks for which this workspace has what they ask for; each other one is told of."""
    paths = []
    for path in list_notebooks(review.root):
        unmet = list_unmet(review, path)
        if unmet:
            report(f"notebook {path.stem}: left out, since this workspace has not got {' and '.join(unmet)} yet")
        else:
            paths.append(path)
    if not paths:
        report("notebooks: none in this workspace")
    return paths


@contextmanager
def _collect_seldom() -> Iterator[None]:
    """Cycles are looked for seldom: each look goes through all of the evidence, which stays, and finds next to none."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _start_ahead(review: Workspace, inputs: Inputs, kernel: WarmKernel) -> KeptNotebooks:
    """Start the kernel where any notebook may have to run, before it is known which of them the workspace can show.

    What is kept of notebooks, as the files were before.
    """
    held = read_kept(review, inputs)
    languages = review.evidence.topic.languages
    notebooks = ((path, made) for path in list_notebooks(review.root) for made in list_translated(path, languages))
    if any(held.find(*one) is None for one in notebooks):
        kernel.start()
    return held


def _run_notebooks(
    review: Workspace,
    paths: Sequence[Path],
    report: Callable[[str], None],
    kernel: WarmKernel,
    ahead: Future[KeptNotebooks] | None,
    started: Callable[[], None],
    done: Callable[[Executed | None], None],
) -> None:
    """`started` is called when the kernel runs by itself, or there is nothing to wait for; `done` with each notebook as
    soon as it has run, and with None behind the last."""
    try:
        if paths and ahead:
            for one in execute_notebooks(
                review, paths, report, kernel, ahead.result(), review.evidence.topic.languages
            ):
                done(one)
    finally:
        started()
        done(None)


def _keep(executed: Iterator[Executed], seen: list[Executed]) -> Iterator[Executed]:
    for one in executed:
        seen.append(one)
        yield one


def _render_notebooks(executed: Iterator[Executed]) -> tuple[RenderedNotebook, ...]:
    """Each is laid out while the next runs."""
    first = next(executed, None)
    if first is None:
        return ()
    from .notebooks import render_notebooks

    return render_notebooks(chain((first,), executed))


def _make_pages(
    review: Workspace, titles: Mapping[str, Mapping[str, tuple[str, str]]], issues: str | None, address: str | None
) -> dict[str, bytes]:
    """Path -> content of all that does not change with what a notebook shows."""
    from .front_page import make_root
    from .pages import PageMaker

    files: dict[str, bytes] = {}
    root = make_root(review, address)
    pages: list[Page] = [root]
    api = list_api(review)
    weighed: dict[str, Changing] = {}
    for language in review.evidence.topic.languages:
        spoken = review.in_language(language)
        maker = PageMaker(spoken, language, titles[language], issues, api, address, weighed)
        pages += maker.make()
        files.update(maker.cards())
        files[f"{language}/verdicts.atom"] = maker.feed().encode("utf-8")
        files[f"assets/search.{language}.js"] = maker.search_index().encode("utf-8")
    files.update((page.path, page.text.encode("utf-8")) for page in pages)
    files.update(write_api(api))
    prune_cards(review.local, most=6 * sum(path.endswith(".png") for path in files))
    return files


def _make_notebook_pages(
    review: Workspace,
    titles: Mapping[str, Mapping[str, tuple[str, str]]],
    issues: str | None,
    address: str | None,
    rendered: Sequence[RenderedNotebook],
) -> dict[str, bytes]:
    """Path -> content of the pages that change with what a notebook shows."""
    from .notebooks import choose_notebooks
    from .pages import PageMaker

    files: dict[str, bytes] = {}
    for language in review.evidence.topic.languages:
        maker = PageMaker(review.in_language(language), language, titles[language], issues, address=address)
        chosen = choose_notebooks(rendered, language)
        files.update((page.path, page.text.encode("utf-8")) for page in maker.notebook_pages(chosen))
    return files


def read_assets(*, plotly: bool) -> dict[str, bytes]:
    """Style sheets and scripts by name: ours, and Plotly's from the installed package where a page asks for it."""
    found = {file.name: file.read_bytes() for file in sorted(ASSETS.iterdir()) if file.is_file()}
    if plotly:
        import plotly as package

        # The wheel's own copy always matches the figures that the same wheel makes.
        found[PLOTLY] = (Path(package.__file__).parent / "package_data" / PLOTLY).read_bytes()
    return found


def read_issues_address(root: Path) -> str | None:
    """Where errors are reported, when the workspace's pyproject.toml says so (project.urls, Issues); else None."""
    return _read_url(root, "issues", "bug tracker", "tracker")


def read_address(root: Path) -> str | None:
    """Where the pages stand on the web, when pyproject.toml says so (project.urls, Pages); with a slash at its end."""
    found = _read_url(root, "pages", "site")
    return f"{found.rstrip('/')}/" if found else None


def check_address(address: str) -> str:
    """`address` with a slash at its end; UsageError where it is no https address of a folder of pages."""
    parts = urlsplit(address)
    if parts.username is not None or parts.password is not None:
        # Never repeated: the address would stand on every page, and in the log of whoever builds them.
        raise UsageError("--address: found a name or a password before @, expected an address that anybody may read")
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment or " " in address:
        raise UsageError(
            f"--address: found {address!r}, expected where the pages stand, such as https://example.org/a/"
        )
    return f"{address.rstrip('/')}/"


def _read_url(root: Path, *names: str) -> str | None:
    file = root / "pyproject.toml"
    if not file.is_file():
        return None
    urls = tomllib.loads(file.read_text(encoding="utf-8")).get("project", {}).get("urls", {})
    for name, address in urls.items():
        # One with a name or a password before @ is not for pages that anybody may read.
        if (
            name.casefold() in names
            and str(address).startswith("https://")
            and "@" not in urlsplit(str(address)).netloc
        ):
            return str(address)
    return None


def write_files(out: Path, files: dict[str, bytes]) -> int:
    """Write what has changed, remove what an earlier build wrote and this one does not; returns how many were written.

    Only files on the earlier build's own list are removed or written over, so a folder that holds other things as well
    keeps them. UsageError, before anything is written, where another file stands in the way.
    """
    listing = "".join(f"{path}\n" for path in sorted(files)).encode("utf-8")
    earlier = read_listing(out)
    refuse_others(out, files, earlier)
    # A build that is cut off leaves files behind that the next one must know as its own.
    _write(out / LISTING, "".join(f"{path}\n" for path in sorted({*files, *earlier})).encode("utf-8"))
    written = sum(_write(out / path, content) for path, content in files.items())
    for path in earlier:
        if path not in files and ".." not in Path(path).parts:
            (out / path).unlink(missing_ok=True)
    _write(out / LISTING, listing)
    return written


def read_listing(out: Path) -> list[str]:
    """The files of the earlier build in a folder; none where there was none. A list that somebody else made is none."""
    try:
        lines = (out / LISTING).read_text(encoding="utf-8").splitlines() if (out / LISTING).is_file() else []
    except UnicodeDecodeError:
        return []
    return lines if STYLES in lines else []


def refuse_others(out: Path, paths: Iterable[str], earlier: Sequence[str]) -> None:
    """UsageError where a file that is to be written stands there already and no earlier build wrote it."""
    own = set(earlier)
    others = sorted({p for p in (*paths, *(() if own else (LISTING,))) if p not in own and (out / p).exists()})
    if others:
        named = ", ".join(others[:3]) + (", ..." if len(others) > 3 else "")
        raise UsageError(
            f"{out}: found {named}, which no build wrote; expected an empty folder, or one that holds an earlier build"
        )


def refuse_strangers(out: Path) -> None:
    """UsageError for a folder with files and no earlier build; hidden ones and a host's `CNAME` may stand there."""
    earlier = read_listing(out)
    refuse_others(out, () if earlier else islice(_list_strangers(out), 4), earlier)


def _list_strangers(out: Path) -> Iterator[str]:
    for folder, below, names in os.walk(out):
        below[:] = sorted(name for name in below if not name.startswith("."))
        here = Path(folder).relative_to(out)
        yield from (str(here / n) for n in sorted(names) if not n.startswith(".") and (here / n) != Path("CNAME"))


def _write(target: Path, content: bytes) -> bool:
    """Whether the file had to be written. A reader, or a crash, meets the old bytes or the new ones."""
    if target.is_file() and target.read_bytes() == content:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    temporary.write_bytes(content)
    temporary.replace(target)
    return True

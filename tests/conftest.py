"""What every test stands on: no network but this machine, a fixed day, and nobody's own settings."""

from __future__ import annotations

import gc
import ipaddress
import os
import shutil
import socket
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# How long an example takes says what else the machine does, not whether the property holds.
settings.register_profile("any-machine", deadline=None)
settings.load_profile("any-machine")

# Tests hold whole reviews and build thousands of values beside them, of which hardly any are in a cycle: looking for
# cycles as often as a small program does costs a sixth of the suite.
SELDOM = (50_000, 20, 100)
gc.set_threshold(*SELDOM)

REPO = Path(__file__).resolve().parent.parent
TODAY = "2026-11-30"

# Subprocesses (kernels, the command line) must see the same day and the same empty settings as the tests themselves.
os.environ["RLSEVIDENCE_TODAY"] = TODAY
for name in [n for n in os.environ if n.startswith("RLSEVIDENCE_") and n.endswith(("_URL", "_EMAIL"))]:
    os.environ.pop(name)
for name in ("NCBI_API_KEY", "OPENALEX_API_KEY"):
    os.environ.pop(name, None)


LONG = (
    "test_site.py", "test_site_browser.py", "test_site_access.py", "test_forms_browser.py", "test_sources_faults.py",
    "test_talked_up.py", "test_notebooks.py", "test_run.py", "test_lab.py", "test_scale_scan.py",
    "test_said_safely.py", "test_screen_browser.py", "test_typed_sentences.py", "test_site_search.py", "test_flat.py",
    "test_panel_browser.py", "test_two_people.py", "test_figure_files.py", "test_missing.py", "test_readings_kept.py",
    "test_verify.py", "test_opened_again.py", "test_forms.py", "test_reporting.py", "test_pubmed_client.py",
    "test_site_reading.py", "test_pairs_kept.py", "test_init.py", "test_headline_states.py", "test_screen_panel.py",
    "test_site_api.py", "test_said_of.py", "test_pubmed_pull.py", "test_store.py", "test_export.py", "test_bad.py",
    "test_report.py", "test_layers.py", "test_tagging_kept.py", "test_kept_back.py", "test_language.py",
    "test_forms_terminal.py", "test_exchange_damage.py", "test_cli.py", "test_sources_pull.py",
)  # fmt: skip
"""Files of many seconds by the clock, the longest first: begun last they would be waited for by all other workers."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {name: at for at, name in enumerate(LONG)}
    items.sort(key=lambda item: place.get(item.path.name, len(LONG)))


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end, and need not be looked through again and again."""
    gc.collect()
    gc.freeze()


class NetworkRefusedError(OSError):
    """A test tried to leave this machine."""


def _is_loopback(host: Any) -> bool:
    if host in (None, "", "localhost", b"localhost"):
        return True
    try:
        return ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host)).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def _refuse_network() -> Iterator[None]:
    """Refuse every socket and every name that is not this machine's own."""
    connect, connect_ex, resolve = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guard(sock: socket.socket, address: Any) -> None:
        if sock.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
            raise NetworkRefusedError(f"tests may not reach {address[0]}")

    def guarded_connect(sock: socket.socket, address: Any) -> None:
        guard(sock, address)
        connect(sock, address)

    def guarded_connect_ex(sock: socket.socket, address: Any) -> int:
        guard(sock, address)
        return connect_ex(sock, address)

    def guarded_resolve(host: Any, *args: Any, **options: Any) -> Any:
        if not _is_loopback(host):
            raise NetworkRefusedError(f"tests may not look up {host}")
        return resolve(host, *args, **options)

    socket.socket.connect = guarded_connect  # type: ignore[method-assign]
    socket.socket.connect_ex = guarded_connect_ex  # type: ignore[method-assign]
    socket.getaddrinfo = guarded_resolve
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]
    socket.socket.connect_ex = connect_ex  # type: ignore[method-assign]
    socket.getaddrinfo = resolve


@pytest.fixture(autouse=True)
def _own_settings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path_factory.getbasetemp() / "home"
    home.mkdir(exist_ok=True)
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home))


@pytest.fixture(autouse=True, scope="session")
def _once_a_process() -> Iterator[None]:
    """What takes long and comes to the same for the same input is done once in this process, whichever test asks.

    The vocabulary, longer than what a process of the program keeps parsed, is read by hundreds of tests out of as many
    workspaces; a card of a page is drawn for each of them. Nothing has to outlive a power failure here, so no file is
    forced onto the disk.
    """
    from rlsevidence.reporting import raster
    from rlsevidence.store import yamltext

    given = (yamltext.KEPT, raster._render, os.fsync)
    yamltext.KEPT = 100_000
    raster._render = lru_cache(maxsize=64)(raster._render)
    os.fsync = os.fstat  # a descriptor that is none is refused all the same
    yield
    yamltext.KEPT, raster._render, os.fsync = given


@pytest.fixture(scope="session")
def repo() -> Path:
    """The root of the repository."""
    return REPO


@pytest.fixture(scope="session")
def evidence_dir() -> Path:
    """The evidence folder that ships. Never written to by a test."""
    return REPO / "evidence"


@pytest.fixture(scope="session")
def review() -> Any:
    """The shipped review, opened once for all tests of this process that only read it."""
    from rlsevidence.workspace import open_workspace

    return open_workspace(REPO)


READ = Path(".rlsevidence", "cache", "yaml.json")
"""Where a workspace keeps what its texts came to, by their hash; see `rlsevidence.store.parsed`."""


def copy_workspace(workspace: Path, to: Path) -> Path:
    """A copy of `workspace` (its evidence, and what its texts came to) at `to`; the copy's evidence folder.

    A test that changes one file then waits for that file to be parsed and not for all, as a user does.
    """
    evidence = Path(shutil.copytree(workspace / "evidence", to / "evidence"))
    if (workspace / READ).is_file():
        (to / READ).parent.mkdir(parents=True)
        shutil.copyfile(workspace / READ, to / READ)
    return evidence


def read_once(evidence: Path, workspace: Path) -> Path:
    """A copy of an evidence folder, read: the workspace that `copy_workspace` copies for each test."""
    from rlsevidence import store

    store.load(Path(shutil.copytree(evidence, workspace / "evidence")))
    return workspace


@pytest.fixture(scope="session")
def read_real(tmp_path_factory: pytest.TempPathFactory, evidence_dir: Path) -> Path:
    return read_once(evidence_dir, tmp_path_factory.mktemp("read") / "real")


@pytest.fixture(scope="session")
def read_tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return read_once(REPO / "tests" / "tiny" / "evidence", tmp_path_factory.mktemp("read") / "tiny")


@pytest.fixture
def real_dir(tmp_path: Path, read_real: Path) -> Path:
    """A copy of the shipped evidence that a test may change: `<workspace>/evidence`."""
    return copy_workspace(read_real, tmp_path / "real")


@pytest.fixture
def tiny_dir(tmp_path: Path, read_tiny: Path) -> Path:
    """A copy of the small invented review that a test may change: `<workspace>/evidence`."""
    return copy_workspace(read_tiny, tmp_path / "tiny")


@pytest.fixture
def tiny(tiny_dir: Path) -> Path:
    """The workspace around `tiny_dir`: the folder to stand in, or to name with --workspace."""
    return tiny_dir.parent


CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Names are refused inside the browser too: a page that asks for anything outside fails its test.
NO_NAMES = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"


def find_chromium() -> str | None:
    """Where a Chromium stands on this machine, or None."""
    candidates = (os.environ.get("RLSEVIDENCE_CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    return next((found for c in candidates if c and (found := shutil.which(c))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium without any name resolution. Skips without Chromium; in CI that is a failure."""
    chromium = find_chromium()
    if chromium is None:
        message = "no Chromium found: install it or set RLSEVIDENCE_CHROMIUM"
        if os.environ.get("CI"):
            pytest.fail(message + " (in CI a browser test may not be skipped)")
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=[*CHROMIUM_FLAGS, NO_NAMES])
        yield started
        started.close()


@pytest.fixture(scope="session")
def jupyterlab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One JupyterLab for every test of this process: each makes a workspace of its own below its root."""
    from lab_page import Served
    from lab_server import serve_lab

    root, homes = tmp_path_factory.mktemp("lab"), tmp_path_factory.mktemp("homes")
    with serve_lab(root, homes) as address:
        yield Served(address, root, homes)

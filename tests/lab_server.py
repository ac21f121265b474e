"""A JupyterLab for tests: on this machine only, with nobody's own settings, ended with its kernels."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SRC = Path(__file__).resolve().parents[1] / "src"
HOMES = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR")
# Kernels outlive a single test, and so its own settings.
HOMES += ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")

SETTINGS = Path("settings", "@jupyterlab", "apputils-extension")


def choose_theme(homes: Path, name: str) -> None:
    """Light or Dark, by JupyterLab's own setting, which a page reads as it is loaded."""
    file = homes / SETTINGS / "themes.jupyterlab-settings"
    file.write_text(json.dumps({"theme": f"JupyterLab {name}"}), encoding="utf-8")


@contextmanager
def serve_lab(root: Path, homes: Path) -> Iterator[str]:
    """JupyterLab on `root`; yields its address. `homes`: an empty folder for its settings."""
    settings = homes / SETTINGS
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text(
        json.dumps({"fetchNews": "false", "checkForUpdates": False}), encoding="utf-8"
    )
    choose_theme(homes, "Light")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        **{name: str(homes / name.lower()) for name in HOMES},
        "JUPYTERLAB_SETTINGS_DIR": str(homes / "settings"),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "PYTHONPATH": os.pathsep.join(p for p in (str(SRC), os.environ.get("PYTHONPATH", "")) if p),
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1"]
    command += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--ServerApp.root_dir={root}"]
    # No token: the server listens on this machine only and lives as long as the test.
    command += ["--IdentityProvider.token=", "--ServerApp.password=", "--LabApp.extension_manager=readonly"]
    # Language servers would be looked for by starting node, npm and R.
    command += ["--LabApp.news_url=", "--LanguageServerManager.autodetect=False"]
    with open(homes / "lab.log", "w", encoding="utf-8") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    address = f"http://127.0.0.1:{port}"
    try:
        end = time.monotonic() + 120
        while True:
            try:
                with urllib.request.urlopen(f"{address}/api/status", timeout=2):
                    break
            except (urllib.error.URLError, OSError):
                assert server.poll() is None, (homes / "lab.log").read_text(encoding="utf-8")
                assert time.monotonic() < end, "JupyterLab did not start within two minutes"
                time.sleep(0.2)
        yield address
    finally:
        # Its own process group: kernels end with it.
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait(20)

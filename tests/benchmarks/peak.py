"""Seconds and peak memory of a command, whatever the process that measures it holds itself.

Linux counts the memory of whoever starts a process into that process's peak (the peak of the old program is taken over
by `execve`, and a started child shares its parent's memory until then), so a child of a large parent looks large. The
command is therefore started by a small process of its own, which has loaded nothing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

LAUNCH = """
import json, os, subprocess, sys, time
begun = time.perf_counter()
child = subprocess.Popen(sys.argv[2:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(child.pid, 0)
took = time.perf_counter() - begun
busy = usage.ru_utime + usage.ru_stime
said = json.dumps([took, busy, usage.ru_maxrss, os.waitstatus_to_exitcode(status)])
os.write(int(sys.argv[1]), said.encode())
"""


@dataclass(frozen=True)
class Cost:
    """`seconds` by the clock, `busy` those of the processor, `megabytes` at the peak; `code` the command ended with."""

    seconds: float
    busy: float
    megabytes: int
    code: int


def measure(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Cost:
    """Run `command` to its end; what it says on stderr goes to ours."""
    told, tell = os.pipe()
    launched = [sys.executable, "-S", "-E", "-c", LAUNCH, str(tell), *command]
    with os.fdopen(told) as answer, subprocess.Popen(launched, env=environment, pass_fds=(tell,)):
        os.close(tell)
        said = answer.read()
    seconds, busy, peak, code = json.loads(said)
    return Cost(seconds, busy, peak // (1024 if sys.platform != "darwin" else 1024**2), code)


def unpack(commit: str, folder: Path) -> Path:
    """The sources of an earlier version; the history is read and not touched."""
    archive = subprocess.run(["git", "-C", str(ROOT), "archive", commit, "src"], capture_output=True, check=True)
    folder.mkdir()
    subprocess.run(["tar", "-x", "-C", str(folder)], input=archive.stdout, check=True)
    return folder / "src"

"""A file of the evidence as it first stood in git, where there is a history."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .yamltext import parse_yaml

SECONDS = 20


@dataclass(frozen=True)
class FirstVersion:
    """What stood in the file in the commit that brought it, the commit and its day (ISO)."""

    plain: Mapping[str, Any]
    commit: str
    day: str


def read_plain(file: Path) -> Mapping[str, Any]:
    """What stands in a YAML file, as plain values; empty where there is none."""
    return _parse(file.read_text(encoding="utf-8"), file.name) if file.is_file() else {}


def _parse(text: str, name: str) -> Mapping[str, Any]:
    plain = parse_yaml(text, name)[0]
    return plain if isinstance(plain, dict) else {}


def read_first_version(file: Path) -> FirstVersion | None:
    """The first version of `file`; None without git, without a repository, or where git does not know the file."""
    found = _ask(file.parent, "log", "--follow", "--diff-filter=A", "--format=%H %h %cs", "--", file.name)
    if not found:
        return None
    commit, short, day = found.splitlines()[-1].split()
    # Where the file was moved it stood elsewhere then: git names the place beside what it added.
    names = _ask(file.parent, "log", "--follow", "--diff-filter=A", "--name-only", "--format=", "--", file.name)
    place = names.splitlines()[-1] if names else ""
    text = _ask(file.parent, "show", f"{commit}:{place}") if place else None
    return FirstVersion(_parse(text, file.name), short, day) if text else None


def _ask(folder: Path, *command: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *command], capture_output=True, timeout=SECONDS, check=False, encoding="utf-8"
        )
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return None
    return done.stdout.strip("\n") if done.returncode == 0 and done.stdout.strip() else None

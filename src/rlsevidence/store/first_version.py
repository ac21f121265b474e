"""A file of the evidence as it first stood in git, where there is a history."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from .yamltext import parse_yaml

SECONDS = 20
PACKED = "protocol-history.json"
"""Where a bundle keeps the first version of the protocol."""


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
    if not isinstance(plain, dict):
        # An earlier form, such as one with anchors, is refused today and still says what stood there.
        try:
            plain = YAML(typ="safe", pure=True).load(text)
        except YAMLError:
            plain = None
    return {k: _as_written(v) for k, v in plain.items()} if isinstance(plain, dict) else {}


def _as_written(value: Any) -> Any:
    """Dates as text, so that versions can be compared whatever read them."""
    if isinstance(value, dict):
        return {k: _as_written(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_as_written(v) for v in value]
    return value.isoformat() if isinstance(value, (dt.date, dt.datetime)) else value


def read_first_version(file: Path) -> FirstVersion | None:
    """The first version of `file`; None without git, without a repository, or where git does not know the file."""
    kept = file.parent.parent / PACKED
    if kept.is_file():
        # A bundle has no history of its own and carries the first version with it.
        held = json.loads(kept.read_text(encoding="utf-8"))
        return FirstVersion(held["plain"], held["commit"], held["day"])
    found = _ask(file.parent, "log", "--follow", "--diff-filter=A", "--format=%H %h %cs", "--", file.name)
    if not found:
        return None
    commit, short, day = found.splitlines()[-1].split()
    # Where the file was moved it stood elsewhere then: git names the place beside what it added.
    names = _ask(file.parent, "log", "--follow", "--diff-filter=A", "--name-only", "--format=", "--", file.name)
    place = names.splitlines()[-1] if names else ""
    text = _ask(file.parent, "show", f"{commit}:{place}") if place else None
    plain = _parse(text, file.name) if text else {}
    return FirstVersion(plain, short, day) if plain else None


def name_first_version(file: Path) -> str:
    """What tells whether `read_first_version` would give the same: a commit, or a bundle's own text; '' for none."""
    kept = file.parent.parent / PACKED
    if kept.is_file():
        return kept.read_text(encoding="utf-8")
    found = _ask(file.parent, "log", "--follow", "--diff-filter=A", "--format=%H", "--", file.name)
    return found.splitlines()[-1] if found else ""


def _ask(folder: Path, *command: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *command], capture_output=True, timeout=SECONDS, check=False, encoding="utf-8"
        )
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return None
    return done.stdout.strip("\n") if done.returncode == 0 and done.stdout.strip() else None


def pack_first_version(first: FirstVersion | None) -> dict[str, str]:
    """What a bundle keeps of the history: its path and text; nothing where there is none."""
    if first is None:
        return {}
    held = {"plain": first.plain, "commit": first.commit, "day": first.day}
    return {PACKED: json.dumps(held, ensure_ascii=False, indent=1, default=str) + "\n"}

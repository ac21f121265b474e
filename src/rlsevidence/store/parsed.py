"""What YAML texts come to, kept between runs by the hash of the text: reading the whole folder takes seconds otherwise.

Only texts without fault are kept, so every message still comes from the parser. The parser's own source is part of the
key. What cannot be kept or read back is parsed again: nothing depends on this file being there.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ..errors import Problem
from ..model import Loc
from .yamltext import parse_yaml

Parsed = tuple[Any, dict[Loc, int], list[Problem]]


class ParsedTexts:
    """The parsed texts of one workspace. `file` is None where nothing may be written."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._kept: dict[str, Any] = {}
        self._used: dict[str, Any] = {}
        if file is not None:
            try:
                kept = json.loads(file.read_text(encoding="utf-8"))
            except (OSError, ValueError):
                kept = None
            self._kept = kept if isinstance(kept, dict) else {}

    def parse(self, text: str, path: str) -> Parsed:
        """As `yamltext.parse_yaml`."""
        key = hashlib.sha256(f"{_parser()}\0{text}".encode()).hexdigest()
        if key in self._kept:
            try:
                value, lines = self._kept[key]
                read: Parsed = (_decode(value), {tuple(loc): int(line) for loc, line in lines}, [])
            except (TypeError, ValueError, LookupError):
                pass  # not as this program writes it: parsed anew below
            else:
                self._used[key] = self._kept[key]
                return read
        parsed = parse_yaml(text, path)
        value, lines, problems = parsed
        if not problems:
            self._used[key] = [_encode(value), [[list(loc), line] for loc, line in lines.items()]]
        return parsed

    def texts(self) -> tuple[Path, str] | None:
        """The file and its new text, holding what was used this time; None when it is right as it stands."""
        if self._file is None or self._used == self._kept:
            return None
        return self._file, json.dumps(self._used, ensure_ascii=False)


@cache
def _parser() -> str:
    source = (Path(__file__).parent / "yamltext.py").read_bytes()
    return f"{version('ruamel.yaml')} {hashlib.sha256(source).hexdigest()}"


def _encode(value: Any) -> Any:
    """`value` for JSON. Mappings become lists of pairs, so that a key can be no name for something else."""
    if isinstance(value, dict):
        return {"map": [[key, _encode(item)] for key, item in value.items()]}
    if isinstance(value, list):
        return [_encode(item) for item in value]
    if isinstance(value, dt.date):
        return {"date": value.isoformat()}
    return value


def _decode(value: Any) -> Any:
    if isinstance(value, list):
        return [_decode(item) for item in value]
    if isinstance(value, dict):
        if "date" in value:
            return dt.date.fromisoformat(value["date"])
        return {key: _decode(item) for key, item in value["map"]}
    return value

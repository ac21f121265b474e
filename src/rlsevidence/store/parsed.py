"""What YAML texts come to, kept between runs by the hash of the text: reading the whole folder takes seconds otherwise.

Only texts without fault are kept, so every message still comes from the parser. The parser's own source is part of the
key. What cannot be kept or read back is parsed again: nothing depends on this file being there. A process that reads a
folder again also has the values themselves, which cannot be changed, and looks at no more than the texts.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..errors import Problem
from ..model import Loc
from . import yamltext

Parsed = tuple[Any, dict[Loc, int], list[Problem]]
MOST = 4096
"""Values that a process holds: some ten times what a review has in files of YAML."""


@dataclass(frozen=True)
class _Held:
    """What one text came to: the value of its part, the line of each place in it, and the text as the file keeps it."""

    item: Any
    lines: Mapping[Loc, int]
    kept: str


_held: dict[tuple[str, str], _Held] = {}
"""(part, hash of the text) -> value, the one used last at the end."""


class ParsedTexts:
    """The parsed texts of one workspace. `file` is None where nothing may be written."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._kept: Mapping[str, str] = {}
        self._used: dict[str, str] = {}
        if file is not None:
            with suppress(OSError, ValueError):
                self._kept = _read_kept(file.read_text(encoding="utf-8"))

    def parse(self, text: str, path: str) -> Parsed:
        """As `yamltext.parse_yaml`."""
        key = _hash(text)
        if key in self._kept:
            try:
                value, lines = json.loads(self._kept[key])
                read: Parsed = (_decode(value), {tuple(loc): int(line) for loc, line in lines}, [])
            except (TypeError, ValueError, LookupError):
                pass  # not as this program writes it: parsed anew below
            else:
                self._used[key] = self._kept[key]
                return read
        parsed = yamltext.parse_yaml(text, path)
        value, lines, problems = parsed
        if not problems:
            pairs = [[list(loc), line] for loc, line in lines.items()]
            self._used[key] = json.dumps([_encode(value), pairs], ensure_ascii=False)
        return parsed

    def take(self, text: str, part: str) -> tuple[Any, Mapping[Loc, int]] | None:
        """The value of a part and its lines, where this process has read the same text before."""
        key = _hash(text)
        held = _held.pop((part, key), None)
        if held is None:
            return None
        _held[part, key] = held
        self._used[key] = held.kept
        return held.item, held.lines

    def hold(self, text: str, part: str, item: Any, lines: Mapping[Loc, int]) -> None:
        """Hold the value of a text that was parsed here and has no fault, for `take`."""
        kept = self._used.get(key := _hash(text))
        if kept is not None and len(text) <= yamltext.KEPT:
            _held[part, key] = _Held(item, lines, kept)
            if len(_held) > MOST:
                _held.pop(next(iter(list(_held))), None)  # another thread may have let go of it

    def texts(self) -> tuple[Path, str] | None:
        """The file and its new text, holding what was used this time; None when it is right as it stands."""
        if self._file is None or self._used == self._kept:
            return None
        return self._file, json.dumps(self._used, ensure_ascii=False)


@lru_cache(maxsize=2)
def _read_kept(text: str) -> Mapping[str, str]:
    """What a file of this kind holds. Each value is a text of its own, which need not be read as long as nobody asks
    for it; ValueError for what is no JSON."""
    kept = json.loads(text)
    return MappingProxyType(kept) if isinstance(kept, dict) else {}


def _hash(text: str) -> str:
    return hashlib.sha256(f"{_parser()}\0{text}".encode()).hexdigest()


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

"""The canonical form of every file: what `rlsevidence fmt` writes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from pydantic import ValidationError

from ..layout import PARTS, Part
from ..model import Frozen
from .disk import workspace_lock, write_atomic
from .jsonltext import format_records, parse_jsonl
from .migrate import MOVED, migrate
from .reading import list_items
from .tabletext import MENDED_BY_FMT, format_table, parse_table
from .texts import normalise
from .writing import format_item
from .yamltext import parse_yaml


def format_folder(folder: Path, *, write: bool = True, say: Callable[[str], None] | None = None) -> list[str]:
    """Bring every readable file of `folder` to its canonical form (`rlsevidence fmt`); returns the paths that differ.

    Works file by file, so that one broken file does not keep the others from being formatted; rows of a table are
    sorted, and rows that stand twice (after a merge by union) become one. `say` is told of every old form that was
    brought to today's.
    """
    differing: list[str] = []
    with workspace_lock(folder):
        for part in PARTS:
            for path in _paths_of(folder, part):
                data = (folder / path).read_bytes()
                wanted, done = _canonical(data, path, part)
                new = MOVED.get(path, path)
                if wanted is None or (wanted.encode() == data and new == path):
                    continue
                differing.append(path)
                if say is not None:
                    moved = [] if new == path else [f"moved to {new}"]
                    for said in (*done, *moved):
                        say(f"{path}: {said}")
                if write:
                    write_atomic(folder / new, wanted)
                    if new != path:
                        (folder / path).unlink()
    return differing


def _paths_of(folder: Path, part: Part) -> list[str]:
    if part.is_folder:
        return list_items(folder, part)
    return [part.pattern] if (folder / part.pattern).is_file() else []


def _canonical(data: bytes, path: str, part: Part) -> tuple[str | None, list[str]]:
    """The canonical text of one file, and what was old in it; no text when it cannot be read (`check` says why)."""
    nothing: tuple[None, list[str]] = (None, [])
    try:
        text = normalise(data.decode("utf-8"))
        if part.form == "yaml":
            value, _, faults = parse_yaml(text, path)
            if faults:
                return nothing
            value, old = migrate(part.field, value)
            is_draft = part.is_folder and isinstance(value, dict) and value.get("draft") is True
            whole = is_draft or part.model is None
            if part.model is None:
                part.validator.validate_python(value)
            # A draft may lack what its model asks for: it is laid out, and nothing is asked of it.
            item = value if whole else part.validator.validate_python(value)
            return format_item(item, text), [said for _, said in old]
        model = cast(type[Frozen], part.model)
        if part.form == "tsv":
            rows, _, faults = parse_table(text, path, model)
            return (None if any(f.rule not in MENDED_BY_FMT for f in faults) else format_table(rows, model)), []
        if part.field == "records":
            records, _, faults = parse_jsonl(text, path, model)
            twice = len({r.id for r in records}) < len(records)
            return (None if faults or twice else format_records(records)), []
        # The ledger is append-only: nothing reorders it, and its lines stay as they are. Only their ends are mended.
        return (None if parse_jsonl(text, path, model)[2] else text if text.endswith("\n") else text + "\n"), []
    except (ValidationError, UnicodeDecodeError):
        return nothing

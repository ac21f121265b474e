"""A draft on disk: every change read, applied and written under the lock, and on disk before anybody says 'saved'.

The file is read anew for each change, so two windows, or two people, that write to one draft lose nothing of each
other; a field that says something else by now than the person saw is refused, and both are shown. The file is replaced
whole (`store.write_atomic`), so an end at any moment leaves what stood there before or after, and nothing between.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any

from .. import store
from ..errors import EvidenceError
from .edits import Edit, apply_edit


def see_draft(folder: Path, path: str, *, settled: bool = False) -> dict[str, Any] | None:
    """The draft at `path`; None where it is still to be begun.

    `settled`: what stands there has been settled with that of others, so that it may be begun anew.
    EvidenceError when a finished file stands there that has not.
    """
    found = store.read_draft(folder, path)
    if found is None and (folder / path).exists() and not settled:
        raise EvidenceError(
            f"{path} is finished: it is not written over until it is settled with another's, "
            "after which it may be changed again"
        )
    return found


def begin_draft(
    folder: Path, path: str, value: Mapping[str, Any], schema: str, *, settled: bool = False
) -> dict[str, Any]:
    """As `see_draft`; begun with `value` when it is not there. `schema`: what an editor checks it against."""
    with store.workspace_lock(folder):
        found = see_draft(folder, path, settled=settled)
        if found is not None:
            return found
        (folder / path).unlink(missing_ok=True)
        modeline = f"# yaml-language-server: $schema=../schemas/{schema}.schema.json\n"
        store.save_new(folder, path, modeline + store.format_item({**value, "draft": True}))
        return {**value, "draft": True}


def write_edits(
    folder: Path,
    path: str,
    edits: Iterable[Edit],
    tidy: Callable[[dict[str, Any]], dict[str, Any]] = lambda value: value,
) -> dict[str, Any]:
    """Apply changes to a draft as it stands on disk by now: all of them or none. What it then says.

    `tidy`: what follows from the changes, such as an empty group becoming null.
    UsageError from `apply_edit`, EvidenceError from the store; the file is as it was then.
    """

    def change(value: dict[str, Any]) -> dict[str, Any]:
        for edit in edits:
            value = apply_edit(value, edit)
        return tidy(value)

    return store.change_draft(folder, path, change)


def to_json(value: Any) -> Any:
    """The value as a browser can hold it: days as text, a dataclass as its fields, the rest as it is."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, dict):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    if isinstance(value, Mapping):
        return to_json(dict(value))
    if is_dataclass(value) and not isinstance(value, type):
        return to_json(vars(value))
    return value.isoformat() if isinstance(value, dt.date) else value

"""One change of one field of a draft, applied to what stands there now. Pure.

An address names fields by key and items of a list by their id, so that a change finds its place whatever somebody else
has added meanwhile: `('results', '@sleep', 'p')`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..decisions.versions import to_plain
from ..errors import UsageError, show
from ..model.base import SLUG

Address = tuple[str, ...]
ITEM = "@"
"""Begins a step that picks an item of a list by its id."""
DOINGS = ("set", "add", "remove")
EMPTY: tuple[Any, ...] = (None, "", [], {})
"""What says nothing."""


class _Unseen:
    def __repr__(self) -> str:
        return "unseen"


UNSEEN = _Unseen()
"""What a person saw before the change, when nobody says."""


class ChangedMeanwhileError(UsageError):
    """Somebody else, or another window, has put something else into the field than the person saw."""

    def __init__(self, at: Address, now: Any) -> None:
        self.at, self.now = at, now
        super().__init__(
            f"{format_address(at)}: found {show(now)}, written meanwhile; nothing has been changed, look again"
        )


@dataclass(frozen=True)
class Edit:
    """`do` one of DOINGS. 'set' puts `value` into a field; 'add' adds a word, or an item with an `id`, to a list;
    'remove' takes a word (`value`), an item or a key away. `was`: what the person saw, which must still stand there.
    """

    at: Address
    do: str = "set"
    value: Any = None
    was: Any = UNSEEN


def format_address(at: Address) -> str:
    """`results.sleep.p`."""
    return ".".join(step.removeprefix(ITEM) for step in at)


def apply_edit(value: Mapping[str, Any], edit: Edit) -> dict[str, Any]:
    """What the draft says after the change; `value` stays as it is.

    UsageError for an address that leads nowhere, an id that stands twice or is none, and a value that no file holds;
    ChangedMeanwhileError when something else stands there than `was`.
    """
    if not edit.at or edit.do not in DOINGS:
        raise UsageError(f"{format_address(edit.at) or 'nothing'}: found no such change, expected {', '.join(DOINGS)}")
    _check_value(edit.at, edit.value)
    changed: dict[str, Any] = to_plain(value)
    if edit.do == "set":
        _set(changed, edit)
    elif edit.do == "add":
        _add(changed, edit)
    else:
        _remove(changed, edit)
    return changed


def look_up(value: Any, at: Address) -> Any:
    """What stands at an address; None where nothing does."""
    for step in at:
        if step.startswith(ITEM):
            place = _find(value, step) if isinstance(value, list) else None
            value = value[place] if place is not None and isinstance(value, list) else None
        else:
            value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _set(value: dict[str, Any], edit: Edit) -> None:
    holder, last = _holder(value, edit.at), edit.at[-1]
    if not isinstance(holder, dict) or last.startswith(ITEM):
        raise UsageError(f"{format_address(edit.at)}: found no such field in the draft")
    now = holder.get(last)
    # Who writes what stands there already is no quarrel.
    if edit.was is not UNSEEN and not _same(now, edit.was) and not _same(now, edit.value):
        raise ChangedMeanwhileError(edit.at, now)
    within = edit.at[:-1]
    if last == "id" and within and within[-1].startswith(ITEM):
        _check_id(edit.value, edit.at)
        if edit.value != now and _find(look_up(value, within[:-1]), ITEM + edit.value) is not None:
            raise UsageError(f"{format_address(edit.at)}: found {edit.value!r} twice, expected an id that stands once")
        _rename_places(value, format_address(within), format_address((*within[:-1], edit.value)))
    holder[last] = edit.value


def _add(value: dict[str, Any], edit: Edit) -> None:
    holder, last = _holder(value, edit.at), edit.at[-1]
    if not isinstance(holder, dict) or last.startswith(ITEM):
        raise UsageError(f"{format_address(edit.at)}: found no such list in the draft")
    if holder.get(last) in EMPTY:
        holder[last] = []
    items = holder[last]
    if not isinstance(items, list):
        raise UsageError(f"{format_address(edit.at)}: found {show(items)}, expected a list")
    if isinstance(edit.value, dict) and "id" in edit.value:
        _check_id(edit.value["id"], edit.at)
        items.append({**edit.value, "id": _free_id(items, edit.value["id"])})
    elif edit.value not in items:
        items.append(edit.value)


def _remove(value: dict[str, Any], edit: Edit) -> None:
    last = edit.at[-1]
    holder = look_up(value, edit.at[:-1])
    if last.startswith(ITEM):
        place = _find(holder, last)
        if place is not None:
            del holder[place]
            _drop_places(value, format_address(edit.at))
    elif isinstance(holder, dict) and isinstance(holder.get(last), list) and edit.value is not None:
        holder[last] = [item for item in holder[last] if item != edit.value]
    elif isinstance(holder, dict):
        holder.pop(last, None)
        _drop_places(value, format_address(edit.at))


def _holder(value: dict[str, Any], at: Address) -> Any:
    """What holds the last step of an address; mappings that are null, or not there, are begun on the way."""
    for step in at[:-1]:
        if step.startswith(ITEM):
            place = _find(value, step)
            if place is None:
                raise UsageError(f"{format_address(at)}: found no {step.removeprefix(ITEM)!r} in the draft by now")
            value = value[place]  # type: ignore[index]
        elif isinstance(value, dict):
            if value.get(step) in EMPTY:
                value[step] = {}
            value = value[step]
        else:
            return None
    return value


def _find(items: Any, step: str) -> int | None:
    if not isinstance(items, list):
        return None
    name = step.removeprefix(ITEM)
    return next((i for i, item in enumerate(items) if isinstance(item, dict) and item.get("id") == name), None)


def _free_id(items: list[Any], wanted: str) -> str:
    """`wanted`, with a number after it where somebody has taken it meanwhile."""
    taken = {item.get("id") for item in items if isinstance(item, dict)}
    names: Iterator[str] = (wanted if n == 1 else f"{wanted}-{n}" for n in range(1, len(items) + 2))
    return next(name for name in names if name not in taken)


def _check_id(name: Any, at: Address) -> None:
    if not (isinstance(name, str) and re.fullmatch(SLUG, name)):
        raise UsageError(
            f"{format_address(at)}: found {show(name)}, expected lower-case words joined by hyphens, such as sleep-time"
        )


def _check_value(at: Address, value: Any) -> None:
    """Refuse what no file can hold: half a character, a number that is none."""
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise UsageError(f"{format_address(at)}: found half of a character, expected whole ones") from None
    elif isinstance(value, float) and not math.isfinite(value):
        raise UsageError(f"{format_address(at)}: found {value}, expected a number (null when it is not known)")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            _check_value((*at, str(key)), item)
            _check_value(at, key)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _check_value(at, item)


def _same(one: Any, other: Any) -> bool:
    # Nothing is nothing, however it is written: a key that is not there, null, an empty text, an empty list.
    if one in EMPTY and other in EMPTY:
        return True
    # 1 and True are equal to Python, and 95 and 95.0: neither pair is the same value in a file.
    return type(one) is type(other) and bool(one == other)


# ---------------------------------------------------------------- where numbers were taken from


def _rename_places(value: dict[str, Any], old: str, new: str) -> None:
    places = value.get("places")
    if isinstance(places, dict):
        value["places"] = {(new + k[len(old) :] if _is_under(k, old) else k): v for k, v in places.items()}


def _drop_places(value: dict[str, Any], under: str) -> None:
    places = value.get("places")
    if isinstance(places, dict):
        value["places"] = {k: v for k, v in places.items() if not _is_under(k, under)}


def _is_under(key: str, name: str) -> bool:
    return key == name or key.startswith(f"{name}.")

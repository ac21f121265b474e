"""What a project of ASReview says of a record: labels, notes, tags, whose and when -> decisions and notes. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .asreview_notes import say_moment
from .decisions import TITLES, Decided

__all__ = ["Decision", "Label", "read_tag_names", "say_moment", "say_tags", "tell"]


@dataclass(frozen=True)
class Label:
    """One row of results. `label`: 1, 0 or None where nobody has decided; `user`: a number, None where none is kept;
    `at`: a moment or a day in ISO form, None where it is not known."""

    record: Any
    label: int | None
    user: int | None
    note: str
    tags: tuple[str, ...]
    at: str | None


@dataclass(frozen=True)
class Decision:
    """What was decided on one record, and the notes and tags that stand beside it."""

    decisions: tuple[Decided, ...]
    notes: tuple[str, ...]


def tell(labels: Sequence[Label], *, several: bool) -> Decision:
    """The decisions and notes of one record; with `several` people each says by whom it is, as 'user 2'."""
    decided, notes = [], []
    for label in labels:
        by = f"user {label.user}" if several and label.user is not None else None
        whose = f"{by}: " if by else ""
        beside = [label.note] if label.note else []
        beside += [f"tags: {'; '.join(label.tags)}"] if label.tags else []
        notes += [f"{whose}{text}" for text in beside]
        if label.label in (0, 1):
            said = "; ".join((f"ASReview label {label.label}", *beside))
            decided.append(
                Decided("include" if label.label else "exclude", by, None, said, TITLES, at=label.at, usual=True)
            )
    return Decision(tuple(decided), tuple(notes))


def read_tag_names(project: bytes) -> dict[str, str]:
    """'group:tag' -> 'Name of the group: name of the tag', as project.json has them."""
    try:
        config = json.loads(project)
    except ValueError:
        return {}
    groups = config.get("tags") if isinstance(config, dict) else None
    return {
        f"{group.get('id')}:{tag.get('id')}": f"{group.get('name')}: {tag.get('name')}"
        for group in (groups if isinstance(groups, list) else ())
        if isinstance(group, dict)
        for tag in group.get("values") or ()
        if isinstance(tag, dict)
    }


def say_tags(given: object, names: Mapping[str, str]) -> tuple[str, ...]:
    """The tags of one row by their names: a list of 'group:tag', or groups of which some values are checked; in
    version 1 under the key `tags`. What has another form is shown as it stands."""
    if not given:
        return ()
    try:
        value = json.loads(str(given))
    except ValueError:
        return (str(given),)
    value = value.get("tags") if isinstance(value, dict) else value
    if value is None or value == []:
        return ()
    if not isinstance(value, list):
        return (json.dumps(value, ensure_ascii=False),)
    return tuple(dict.fromkeys(text for one in value for text in _say_tag(one, names)))


def _say_tag(one: object, names: Mapping[str, str]) -> Iterator[str]:
    if isinstance(one, str):
        yield names.get(one, one)
    elif isinstance(one, dict) and isinstance(one.get("values"), list):
        for tag in one["values"]:
            checked = tag.get("checked", True) if isinstance(tag, dict) else True
            if checked:
                yield f"{one.get('name') or one.get('id')}: {_name(tag)}"
    else:
        yield _name(one)


def _name(tag: object) -> str:
    named = (tag.get("name") or tag.get("id")) if isinstance(tag, dict) else None
    return str(named) if named else json.dumps(tag, ensure_ascii=False)

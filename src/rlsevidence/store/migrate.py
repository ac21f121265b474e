"""Forms that files had in earlier versions, and what they are called now.

An old form is read as what it means today, `check` names it, and `rlsevidence fmt` writes the new one and says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..counted import say_count
from ..model import Loc

Plain = dict[str, Any]


@dataclass(frozen=True)
class Migration:
    """One change of form. `part` is the field of `Evidence`; `change` returns (new value, place, what was done).

    It returns None for a value that has the form of today.
    """

    part: str
    why: str
    change: Callable[[Plain], tuple[Plain, Loc, str] | None]


def migrate(part: str, value: Any) -> tuple[Any, list[tuple[Loc, str]]]:
    """`value` in the form of today, with (place, what was done) for each change; as it is when nothing is old."""
    done: list[tuple[Loc, str]] = []
    if not isinstance(value, dict):
        return value, done
    for migration in MIGRATIONS:
        if migration.part != part:
            continue
        while changed := migration.change(value):
            value, loc, said = changed
            done.append((loc, said))
    return value, done


_BASELINE = re.compile(r"^baseline_([a-z0-9]+)$")
_USED_FOR = re.compile(r"^used_for_(?!condition$)\w+$")


def _rename(mapping: Mapping[str, Any], old: str, new: str, value: Any) -> Plain:
    """The mapping with `old` called `new`, in its place."""
    return {(new if key == old else key): (value if key == old else item) for key, item in mapping.items()}


def _baseline(study: Plain) -> tuple[Plain, Loc, str] | None:
    people = study.get("population")
    if not isinstance(people, dict):
        return None
    for key in people:
        if str(key).startswith("baseline_") and (match := _BASELINE.match(key)):
            value = people[key]
            new = None if value is None else {"scale": match[1].upper(), "value": value}
            changed = {**study, "population": _rename(people, key, "baseline", new)}
            return changed, ("population", key), f"{key} became baseline, with the name of its scale"
    return None


def _used_for(table: Plain) -> tuple[Plain, Loc, str] | None:
    rows = table.get("interactions")
    old = [
        (i, key)
        for i, row in enumerate(rows if isinstance(rows, list) else ())
        if isinstance(row, dict)
        for key in row
        if _USED_FOR.match(str(key))
    ]
    if not old:
        return None
    new = [dict(row) if isinstance(row, dict) else row for row in table["interactions"]]
    for i, key in old:
        new[i] = _rename(new[i], key, "used_for_condition", new[i][key])
    first, key = old[0]
    said = f"{key} became used_for_condition in {say_count(len(old), 'row')}"
    return {**table, "interactions": new}, ("interactions", first, key), said


def _names(vocabulary: Plain) -> tuple[Plain, Loc, str] | None:
    """Words that had a meaning alone get a name: the word itself, to be put into the other languages by a person."""
    old = [
        (group, word)
        for group, words in vocabulary.items()
        if isinstance(words, dict)
        for word, entry in words.items()
        if isinstance(entry, dict) and entry and all(re.fullmatch(r"[a-z]{2,3}", str(k)) for k in entry)
    ]
    if not old:
        return None
    new = {group: dict(words) if isinstance(words, dict) else words for group, words in vocabulary.items()}
    for group, word in old:
        name = str(word).replace("_", " ").replace("-", " ")
        new[group][word] = {"name": {"en": name}, "means": new[group][word]}
    said = (
        f"{say_count(len(old), 'word got a name beside its meaning', 'words got a name beside their meaning')}"
        f" (in English: the word itself)"
    )
    return new, old[0], said


def _document_id(document: Plain) -> tuple[Plain, Loc, str] | None:
    if "id" in document or "sentences" not in document:
        return None
    return {"id": "document", **document}, (), "the document got an id"


MIGRATIONS = (
    Migration("studies", "The severity at the start is given on the scale of any condition.", _baseline),
    Migration("interactions", "Whether a medicine is used for the condition, whichever the condition is.", _used_for),
    Migration("vocabulary", "A word has its short name beside its meaning.", _names),
    Migration("documents", "A workspace holds several documents, each in documents/ under its id.", _document_id),
)

MOVED = {"document.yaml": "documents/document.yaml"}
"""Files that stood elsewhere."""

"""Controlled words: every field that is marked as a word must hold one of its group in vocabulary.yaml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, get_args, get_origin

from ..errors import Problem, show
from ..layout import BY_FIELD, appraisal_name, part_path
from ..model import Frozen, Loc, Multilingual, Places, Vocabulary, Word
from ..schema_problems import format_loc
from .rules import SIMPLE, Context, Found, list_fields, list_words, rule


@cache
def word_fields(model: type[Frozen]) -> Mapping[str, str]:
    """Field -> group of words, for the fields of `model` that are words or lists of words."""
    found = {}
    for name, info in model.model_fields.items():
        group = next((m.group for m in info.metadata if isinstance(m, Word)), None) or _inner_group(info.annotation)
        if group:
            found[name] = group
    return found


def _inner_group(annotation: Any) -> str | None:
    for argument in get_args(annotation):
        if isinstance(argument, Word):
            return argument.group
        if get_origin(argument) is not None or get_args(argument):
            group = _inner_group(argument)
            if group:
                return group
    return None


def check_words(value: Any, loc: Loc, vocabulary: Vocabulary) -> Iterator[tuple[Loc, str, str]]:
    """(place, word, group) for every word in `value`, at any depth, that its group does not hold."""
    if isinstance(value, Multilingual):
        return
    if isinstance(value, Frozen):
        groups = word_fields(type(value))
        for name, alias in list_fields(type(value)):
            item = getattr(value, name)
            if type(item) in SIMPLE and name not in groups:
                continue
            here = (*loc, alias)
            if name in groups and item is not None:
                words = item if isinstance(item, tuple) else (item,)
                for index, word in enumerate(words):
                    if isinstance(word, str) and word not in vocabulary.get(groups[name], {}):
                        yield ((*here, index) if isinstance(item, tuple) else here), word, groups[name]
            else:
                yield from check_words(item, here, vocabulary)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if type(item) not in SIMPLE:
                yield from check_words(item, (*loc, key), vocabulary)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            if type(item) not in SIMPLE:
                yield from check_words(item, (*loc, index), vocabulary)


def check_raw_words(model: type[Frozen], raw: Any, loc: Loc, vocabulary: Vocabulary) -> Iterator[tuple[Loc, str, str]]:
    """The same for plain values that do not fit `model` as a whole: what can be recognised in them is checked."""
    if not isinstance(raw, Mapping):
        return
    groups = word_fields(model)
    for name, info in model.model_fields.items():
        item = raw.get(info.alias or name)
        here = (*loc, info.alias or name)
        if name in groups:
            words = item if isinstance(item, list) else [item]
            for index, word in enumerate(words):
                if isinstance(word, str) and word not in vocabulary.get(groups[name], {}):
                    yield ((*here, index) if isinstance(item, list) else here), word, groups[name]
            continue
        inner = _inner_model(info.annotation)
        if inner is None:
            continue
        if isinstance(item, list):
            for index, one in enumerate(item):
                yield from check_raw_words(inner, one, (*here, index), vocabulary)
        elif isinstance(item, Mapping) and item.keys() & {f.alias or n for n, f in inner.model_fields.items()}:
            yield from check_raw_words(inner, item, here, vocabulary)
        elif isinstance(item, Mapping):
            for key, one in item.items():
                yield from check_raw_words(inner, one, (*here, key), vocabulary)


def _inner_model(annotation: Any) -> type[Frozen] | None:
    if isinstance(annotation, type) and issubclass(annotation, Frozen):
        return annotation
    return next((found for a in get_args(annotation) if (found := _inner_model(a))), None)


def list_raw_problems(
    path: str, model: type[Frozen], raw: Any, places: Places, vocabulary: Vocabulary
) -> list[Problem]:
    """Words outside the vocabulary in a file that does not fit its model, so that all its faults are listed at once."""
    return [
        Problem(path, places.line(path, loc), format_loc(loc), "word", show(word), _expect(group, vocabulary))
        for loc, word, group in check_raw_words(model, raw, (), vocabulary)
    ]


ADDED = {
    "search_source": "; a database whose files come in by import needs a word of its own there: add it to"
    " vocabulary.yaml under search_source, with its name and what it means in each language"
}
"""Groups whose words a workspace adds to as it needs them -> how."""


def _expect(group: str, vocabulary: Vocabulary) -> str:
    allowed = vocabulary.get(group)
    if not allowed:
        return f"a group {group} in vocabulary.yaml"
    return f"{list_words(list(allowed))}{ADDED.get(group, '')}"


def iterate_items(context: Context) -> Iterator[tuple[str, Loc, Frozen]]:
    """Every value of the evidence with its file and its place in it."""
    evidence = context.evidence
    for field, part in BY_FIELD.items():
        if part.model is None:
            continue
        value = getattr(evidence, field)
        if part.form in ("jsonl", "tsv"):
            rows = value.values() if isinstance(value, Mapping) else value
            yield from ((part.pattern, (row,), item) for row, item in enumerate(rows))
        elif field == "appraisals":
            yield from ((part_path(field, appraisal_name(item)), (), item) for item in value)
        elif part.is_folder:
            yield from ((part_path(field, name), (), item) for name, item in value.items())
        else:
            yield part.pattern, (), value


@rule("word", "A word outside the vocabulary is a slip, or a distinction nobody has defined.")
def _words(context: Context) -> Iterator[Found]:
    vocabulary = context.evidence.vocabulary
    for path, loc, item in iterate_items(context):
        for place, word, group in check_words(item, loc, vocabulary):
            yield path, place, format_loc(place[len(loc) :]), word, _expect(group, vocabulary)

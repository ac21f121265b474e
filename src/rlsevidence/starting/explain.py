"""YAML in which every field is explained, in the words of the model itself, so that the two cannot part. Pure."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic.fields import FieldInfo

from ..model import Frozen, Multilingual, Vocabulary, Word
from ..store import format_item
from ..store.yamltext import format_yaml, parse_yaml

WIDTH = 100
LISTED = 12
"""A field's words stand in the comment up to this many; vocabulary.yaml has them all."""


def format_explained(
    value: Mapping[str, Any],
    model: type[Frozen],
    vocabulary: Vocabulary,
    *,
    about: str = "",
    written: str = "",
) -> str:
    """Canonical YAML of `value`, which need not be complete, with what the model says of each field above it.

    `about`: what the whole file is, at its top; `written`: text in which some fields stand with comments of their own,
    which are kept.
    """
    lines = [*_comment(about, ""), *_lines(value, model, vocabulary, "", _chunks(written))]
    return format_item(value, "\n".join(lines) + "\n")


def _chunks(text: str) -> dict[str, str]:
    """Top-level key -> its lines as they stand."""
    parts = re.split(r"^(?=[\w-]+:)", text, flags=re.M)
    return {part.partition(":")[0]: part for part in parts if re.match(r"[\w-]+:", part)}


def _lines(
    value: Mapping[str, Any], model: type[Frozen], vocabulary: Vocabulary, indent: str, chunks: Mapping[str, str]
) -> Iterator[str]:
    fields = {info.alias or name: info for name, info in model.model_fields.items()}
    for key, item in value.items():
        info = fields[key]
        yield from _comment(_describe(info, vocabulary), indent)
        inner = find_model(info.annotation)
        if inner is not None and isinstance(item, Mapping) and item:
            yield f"{indent}{key}:"
            yield from _lines(item, inner, vocabulary, indent + "  ", {})
            continue
        keep = chunks.get(key)
        if keep is not None and parse_yaml(keep, "")[0] != {key: item}:
            keep = None
        yield from (indent + line for line in format_yaml({key: item}, keep).rstrip("\n").split("\n"))


def _describe(info: FieldInfo, vocabulary: Vocabulary) -> str:
    said = info.description or ""
    group = next((m.group for m in info.metadata if isinstance(m, Word)), None)
    words = list(vocabulary.get(group, {})) if group else []
    if words and len(words) <= LISTED:
        said = f"{said} One of: {', '.join(words)}."
    inner = find_model(info.annotation)
    if inner is not None and "Mapping" not in str(info.annotation) and _is_list(info.annotation):
        parts = [f"{name} ({field.description})" for name, field in inner.model_fields.items() if field.description]
        said = f"{said} Each has {'; '.join(parts)}." if parts else said
    return said.strip()


def find_model(annotation: Any) -> type[Frozen] | None:
    """The value within an annotation that has fields of its own; None for plain values and for texts in languages."""
    if isinstance(annotation, type) and issubclass(annotation, Frozen):
        return None if issubclass(annotation, Multilingual) else annotation
    return next((found for a in get_args(annotation) if (found := find_model(a))), None)


def _is_list(annotation: Any) -> bool:
    return getattr(annotation, "__origin__", None) is tuple


def _comment(text: str, indent: str) -> list[str]:
    return [f"{indent}# {line}" for line in textwrap.wrap(text, WIDTH - len(indent), break_on_hyphens=False)]

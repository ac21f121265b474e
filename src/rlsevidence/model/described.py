"""What the model says of a field, found by its place in a file: one explanation for scaffolds, schemas and messages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from .base import Frozen
from .evidence import Loc


def describe_field(model: type[Frozen], loc: Loc) -> str | None:
    """The description of the field at `loc` in a value of `model`; None where it gives none or has no such field.

    Numbers in `loc` (places in a list) and keys of mappings are passed over.
    """
    said: str | None = None
    models: tuple[type[Frozen], ...] = (model,)
    for step in loc:
        if isinstance(step, int):
            continue
        info = next(
            (info for m in models for name, info in m.model_fields.items() if step in (name, info.alias)),
            None,
        )
        if info is None:
            continue
        said = info.description
        models = tuple(_list_models(info.annotation))
    return said


def _list_models(annotation: Any) -> Iterator[type[Frozen]]:
    if isinstance(annotation, type) and issubclass(annotation, Frozen):
        yield annotation
    for inner in get_args(annotation):
        yield from _list_models(inner)

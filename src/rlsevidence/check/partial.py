"""A value of a model as far as it goes: what a draft says already, so that rules can look at it before it is whole."""

from __future__ import annotations

import types
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from ..model import Frozen, Multilingual

Model = TypeVar("Model", bound=Frozen)


class _Absent(Exception):
    """A number, or a day, that is needed and is not there: nothing can stand for it."""


def build_partial(model: type[Model], plain: Mapping[str, Any]) -> Model | None:
    """`plain` as a value of `model`, what does not fit in it left empty: null, no text, no item.

    None where a number or a day that the model needs is not there, which no rule could do without.
    """
    try:
        return _build(model, plain)
    except _Absent:
        return None


def _build(model: type[Model], plain: Mapping[str, Any]) -> Model:
    found: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        key = info.alias or name
        if key not in plain and not info.is_required():
            found[name] = info.get_default(call_default_factory=True)
            continue
        try:
            found[name] = _adapter(model, name).validate_python(plain.get(key))
        except ValidationError:
            found[name] = _empty(info.annotation, plain.get(key))
    return cast(Model, model.model_construct(set(found), **found))


@cache
def _adapter(model: type[Frozen], name: str) -> TypeAdapter[Any]:
    info: FieldInfo = model.model_fields[name]
    whole: Any = Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
    return TypeAdapter(whole)


def _empty(annotation: Any, value: Any) -> Any:
    """What stands for a value that does not fit: as much of it as does."""
    options = list(_members(annotation))
    if type(None) in options and not isinstance(value, (Mapping, list, tuple)):
        return None
    for option in options:
        origin, inner = get_origin(option), get_args(option)
        if option is Multilingual:
            return Multilingual.model_construct()
        if isinstance(option, type) and issubclass(option, Frozen) and isinstance(value, Mapping):
            made: Any = build_partial(option, value)
            if made is None and type(None) not in options:
                raise _Absent
            return made
        if origin is tuple:
            return _list_partial(inner[0], value)
        if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
            return _map_partial(inner[1], value, optional=type(None) in options)
    if type(None) in options:
        return None
    if str in options:
        return ""
    raise _Absent


def _list_partial(item: Any, value: Any) -> tuple[Any, ...]:
    """A list of models keeps its items, so that a place in it stays that of the file; of other lists nothing is."""
    model = next((m for m in _members(item) if isinstance(m, type) and issubclass(m, Frozen)), None)
    if model is None or model is Multilingual or not isinstance(value, (list, tuple)):
        return ()
    made = [build_partial(model, one) if isinstance(one, Mapping) else None for one in value]
    # From the first item on of which nothing can be made, no place would be right.
    whole = made.index(None) if None in made else len(made)
    return tuple(made[:whole])


def _map_partial(item: Any, value: Any, *, optional: bool) -> Any:
    model = next((m for m in _members(item) if isinstance(m, type) and issubclass(m, Frozen)), None)
    if model is None or not isinstance(value, Mapping):
        return None if optional else {}
    made = {k: build_partial(model, one) if isinstance(one, Mapping) else None for k, one in value.items()}
    if None in made.values():
        if optional:
            return None
        made = {k: one for k, one in made.items() if one is not None}
    return made


def _members(annotation: Any) -> list[Any]:
    """The members of a union, out of their annotations."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _members(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return [m for member in get_args(annotation) for m in _members(member)]
    return [annotation]


__all__ = ["build_partial"]

"""Engines by name: those that come with the program, and those that other packages bring."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import entry_points

from ..errors import UsageError
from .answer import GROUP, Context, Engine, make_rules
from .chat import make_chat
from .cross_encoder import make_cross_encoder

Maker = Callable[[str, Context], Engine]
OWN: Mapping[str, Maker] = {"rules": make_rules, "onnx": make_cross_encoder, "openai": make_chat}


def list_engines() -> tuple[str, ...]:
    """The names that `--engine` takes. A package cannot take the name of an engine that comes with the program."""
    return tuple(dict.fromkeys([*OWN, *sorted(e.name for e in entry_points(group=GROUP))]))


def load_engine(spec: str, context: Context) -> Engine:
    """The engine of NAME or NAME:ARGUMENT. UsageError for a name that nobody brings, or one that cannot be loaded."""
    name, _, argument = spec.partition(":")
    if name in OWN:
        return OWN[name](argument, context)
    found = [e for e in entry_points(group=GROUP) if e.name == name]
    if not found:
        raise UsageError(f"no engine {name!r}; there are: {', '.join(list_engines())}")
    if len(found) > 1:
        raise UsageError(f"the engine {name!r} is brought by several packages: {', '.join(e.value for e in found)}")
    try:
        maker: Maker = found[0].load()
    except Exception as error:
        # Whatever a package of somebody else does when it is loaded, it is named.
        raise UsageError(f"the engine {name!r} ({found[0].value}) cannot be loaded: {error}") from None
    return maker(argument, context)

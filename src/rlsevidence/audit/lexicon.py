"""The lexicons of the audit, read once from the package. They hold words of language, never words of a topic."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from ruamel.yaml import YAML


@cache
def read_lexicon(name: str) -> dict[str, Any]:
    """The lexicon `name` as plain values, with its reasons."""
    text = resources.files(__package__).joinpath("lexicons", f"{name}.yaml").read_text(encoding="utf-8")
    value: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return value

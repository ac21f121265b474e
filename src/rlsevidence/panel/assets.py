"""The scripts and styles that ship with the panels."""

from __future__ import annotations

from importlib import resources


def read_asset(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")

"""A card as lines of a terminal: what reviewing and screening print of a record alike. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Runs = Sequence[Mapping[str, str]]


def wrap(text: str, width: int, indent: str = "  ", after: str | None = None) -> list[str]:
    """Lines of at most `width`, each line of `text` by itself; `after`: the indent of all but the first."""
    fill = textwrap.TextWrapper(
        width,
        initial_indent=indent,
        subsequent_indent=indent if after is None else after,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line for part in text.split("\n") for line in fill.wrap(part)]


def format_integrity(card: Mapping[str, Any], texts: Mapping[str, str]) -> list[str]:
    """Retractions and the like, with their date."""
    return [f"!! {texts['integrity:' + n['kind']]} ({n['on']})" for n in card["integrity"]]


def format_source(card: Mapping[str, Any], title: str, width: int) -> list[str]:
    """Title, journal and addresses."""
    links = (f"  {link['to']}" for link in card["links"])
    return [*wrap(title, width, ""), *wrap(card["source"], width), *links]


def format_place(card: Mapping[str, Any], texts: Mapping[str, str], width: int) -> list[str]:
    """What put the record where it stands in the queue: chance, or words. `texts`: those of screening."""
    if card.get("sampled"):
        again = [texts["put_aside_before"]] if card["listed"] else []
        return wrap(". ".join([texts["sampled"], *again]), width)
    if card["drawn"]:
        return wrap(texts["drawn"], width)
    return wrap(f"{texts['why']}: {', '.join(card['words'])}", width) if card["words"] else []


def format_abstract(
    card: Mapping[str, Any], texts: Mapping[str, str], join: Callable[[Runs], str], width: int
) -> list[str]:
    """The abstract section by section, or that there is none. `join`: its runs as a text, with their marks."""
    lines = [""]
    for section in card["abstract"]:
        lines += wrap((f"{section['label']}: " if section["label"] else "") + join(section["runs"]), width)
    return lines if card["abstract"] else [*lines, *wrap(texts["no_abstract"], width)]


def format_conflict(card: Mapping[str, Any], texts: Mapping[str, str]) -> list[str]:
    """That people disagree, and how to settle it."""
    return [texts["settling"] if card["settling"] else f"{texts['conflict']} (c)"] if card["conflict"] else []


__all__ = ["format_abstract", "format_conflict", "format_integrity", "format_place", "format_source", "wrap"]

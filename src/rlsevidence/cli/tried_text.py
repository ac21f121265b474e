"""What a claim's need brings, in text."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator

from ..counted import say_count
from ..tagging.trial import Tried

SHOWN = 20
WORDS = 8


def format_tried(tried: Tried, limit: int = SHOWN) -> str:
    """How many records a claim would bring, which words did it, and what it misses."""
    return "\n".join(_lines(tried, limit))


def _lines(tried: Tried, limit: int) -> Iterator[str]:
    if not tried.groups:
        yield (
            f"{tried.claim}: nothing says what a record must speak of, so it brings none of "
            f"{say_count(tried.records, 'record')}"
            f"."
        )
        yield "  List groups of concepts under concerns.all; concepts stand in concepts.yaml."
        return
    needs = " and ".join(f"({' or '.join(group)})" if len(group) > 1 else group[0] for group in tried.groups)
    decided = sum(b.state == "decided" for b in tried.brought)
    yield f"{tried.claim} asks for {needs} [{tried.source}]"
    said = f" ({decided} of them decided already)" if decided else ""
    yield f"It brings {len(tried.brought)} of {say_count(tried.records, 'record')}{said}."
    for concept, words in tried.words.items():
        listed = ", ".join(f"{word} {number}" for word, number in list(words.items())[:WORDS])
        more = f", and {say_count(len(words) - WORDS, 'other word')}" if len(words) > WORDS else ""
        yield f"  {concept}: {listed}{more}"
    for concept in tried.silent:
        yield f"  {concept}: no record at hand speaks of it"
    for group, number in tried.nearly.items():
        yield f"  {number} more lack only {group}"
    width = max(60, min(shutil.get_terminal_size((100, 24)).columns, 120))
    for brought in tried.brought[:limit]:
        room = max(width - len(brought.record) - 2, 30)
        yield f"{brought.record}  {textwrap.shorten(brought.title, room, placeholder=' …')}"
        yield "    " + "; ".join(f"{concept}: {', '.join(words)}" for concept, words in brought.words.items())
    if len(tried.brought) > limit:
        yield f"... and {len(tried.brought) - limit} more (rlsevidence suggest --claim {tried.claim} --limit N)"
    for record, lacks in tried.missed:
        yield f"Missed, though a person found it relevant: {record} (lacks {lacks})"

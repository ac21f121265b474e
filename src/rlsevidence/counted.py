"""A number with what it counts, in the English of messages: `1 record`, `3 records`. Texts of pages: `language`."""

from __future__ import annotations


def say_count(number: int, one: str, many: str | None = None, *, spec: str = "") -> str:
    """`number` laid out by `spec`, with `one` or `many`; `many`: `one` with an s when None."""
    return f"{number:{spec}} {one if number == 1 else many or f'{one}s'}"

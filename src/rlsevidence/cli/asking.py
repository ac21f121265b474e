"""Questions on the terminal: asked on standard error, so that data can be piped."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TypeVar

from ..errors import UsageError
from .common import say

T = TypeVar("T")


def is_terminal() -> bool:
    """Whether somebody can answer."""
    return sys.stdin is not None and sys.stdin.isatty()


def ask_line(question: str, *, empty: bool = False) -> str:
    """One answer, asked for until there is one, unless it may be `empty`. UsageError at the end of the input."""
    while True:
        print(f"{question}: ", end="", file=sys.stderr, flush=True)
        try:
            text = " ".join(input().split())
        except EOFError:
            raise UsageError("the questions were left unanswered; nothing has been written") from None
        if text or empty:
            return text


def ask_until(question: str, read: Callable[[str], T], *, empty: bool = False) -> T:
    """The answer as `read` makes it of the text, asked for again as long as it raises UsageError, which is said."""
    while True:
        try:
            return read(ask_line(question, empty=empty))
        except UsageError as error:
            say(str(error))


def ask_word(question: str, words: Sequence[str]) -> str | None:
    """One of `words`; None when it is left empty."""

    def read(text: str) -> str | None:
        if text and text not in words:
            raise UsageError(f"found {text!r}, expected one of {', '.join(words)}, or nothing")
        return text or None

    return ask_until(f"{question} ({', '.join(words)})", read, empty=True)

"""How a widget answers the browser: the thing asked for is done, and a mistake is said; a card may stay. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..errors import RlsEvidenceError


def answer(
    doings: Mapping[str, Callable[[dict[str, Any]], None]],
    message: Mapping[str, Any],
    say: Callable[[str, str], None],
    not_saved: str,
) -> None:
    """Do what `message` asks for by its `do`; what is none of `doings` is left alone.

    A mistake, and a fault of the disk after `not_saved`, go to `say` as an alert: in a kernel an error that is raised
    by a message from the browser is seen by nobody.
    """
    doing = doings.get(str(message.get("do")))
    if doing is None:
        return
    try:
        doing(dict(message))
    except RlsEvidenceError as error:
        say(str(error), "alert")
    except OSError as error:
        say(f"{not_saved} {error}", "alert")


class Stay:
    """A card that stays after its decision, so that others' decisions are seen now that one's own is made.

    Whoever works by keys and does not look presses the next one for the next card. The same once more only goes on;
    another one asks first, since it would put itself in the place of what was just decided.
    """

    def __init__(self) -> None:
        self._made: Mapping[str, Any] | None = None
        self._asked: Mapping[str, Any] | None = None

    def begin(self, made: Mapping[str, Any]) -> None:
        """`made`: the message that decided."""
        self._made, self._asked = dict(made), None

    def end(self) -> None:
        self._made = self._asked = None

    def is_same(self, message: Mapping[str, Any]) -> bool:
        return self._made is not None and dict(message) == self._made

    def asks(self, message: Mapping[str, Any]) -> bool:
        """Whether this one has to be pressed once more; true the first time only."""
        if self._made is None or dict(message) in (self._made, self._asked):
            return False
        self._asked = dict(message)
        return True


__all__ = ["Stay", "answer"]

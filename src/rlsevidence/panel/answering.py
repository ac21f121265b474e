"""How a widget answers the browser: the thing asked for is done, and a mistake is said. Pure."""

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


__all__ = ["answer"]

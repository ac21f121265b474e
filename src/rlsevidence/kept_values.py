"""Answers kept for values that cannot change, told from each other by which object they are. Pure.

What is worked out of a study is asked for hundreds of times, whenever a verdict is looked at without one study, at an
earlier day or under another choice. Its fields make no key (some are dictionaries), and as they cannot change, the
object itself does.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

_P = ParamSpec("_P")
_T = TypeVar("_T")


def keep_for_values(number: int) -> Callable[[Callable[_P, _T]], Callable[_P, _T]]:
    """Keep up to `number` answers of a pure function of frozen values and texts.

    What is given by name is worked out anew.
    """

    def keep(answer: Callable[_P, _T]) -> Callable[_P, _T]:
        kept: dict[tuple[object, ...], tuple[tuple[object, ...], _T]] = {}

        @wraps(answer)
        def find(*args: Any, **named: Any) -> _T:
            if named:
                return cast("Callable[..., _T]", answer)(*args, **named)
            key = tuple([a if isinstance(a, str) else id(a) for a in args])
            found = kept.get(key)
            if found is None:
                if len(kept) >= number:
                    kept.clear()
                # The values are held with the answer: as long as it is kept, no other object has their numbers.
                found = kept[key] = args, cast("Callable[..., _T]", answer)(*args)
            return found[1]

        return cast("Callable[_P, _T]", find)

    return keep

"""Remarks on an effect (assumed, odd, why there is none), each with what it was made of. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from ..language import FIRST, say


class Remark(str):
    """One remark in English, which is what programs read, with the `key` of its text and the `values` in its places.

    Numbers among the values are written as the remark writes them, with a point.
    """

    __slots__ = ("key", "values")
    key: str
    values: Mapping[str, str]


def remark(key: str, **values: str) -> Remark:
    """The remark `key` of the catalogues, its places filled."""
    made = Remark(say(key, FIRST, **values))
    made.key, made.values = key, values
    return made

"""That what several people made of one thing, each alone, was settled: by whom, when, and how each difference was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from .base import Day, Frozen, Json, Slug, Text
from .base import Field as _Field

NEITHER = "neither"
"""Stands for a person where the difference was settled by a value that none of them had."""


class Settlement(Frozen):
    """The act by which a file came to stand for what several people made, which stays beside it.

    `between`: who made it alone; `by`: who settled it, one of them or another; `differed`: field, such as
    `population.n` -> whose value was taken, or 'neither'. Nothing under it: they had said the same throughout.
    `replaced`: field -> what stood there before in a file that several people had made, where this changed it, so that
    what an earlier settler decided can still be read; `earlier`: how that one was settled, if it says so.
    `made`: person -> a hash of what that person's own file held then, so that a later change of it is seen whatever
    day it carries, and an extraction carries none. `had`: person -> field of `differed` -> a hash of what that person
    had there, so that only what has changed since is settled again.
    """

    by: Slug
    decided_on: Day
    between: Annotated[tuple[Slug, ...], _Field(min_length=2)]
    differed: Mapping[str, Text] = {}
    replaced: Mapping[str, Json] | None = None
    earlier: Settlement | None = None
    made: Mapping[Slug, Text] = {}
    had: Mapping[Slug, Mapping[str, Text]] = {}

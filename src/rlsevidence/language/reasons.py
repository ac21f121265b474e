"""What a rule gives as its reason, kept as what it says and not in one language: a text of the catalogues with what
fills its places. `english` is what programs read; pages and figures say it in the reader's own words. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias, Union

from . import FIRST, format_number, say, say_number
from .words import Words


@dataclass(frozen=True)
class Named:
    """A controlled word of a group of the vocabulary; in `english` the word itself, as the files have it."""

    group: str
    word: str

    def said(self, voice: Words | None) -> str:
        return self.word.replace("_", " ") if voice is None else voice.name(self.group, self.word)


Part: TypeAlias = Union[str, int, float, Named, "Reason", "Joined", tuple["Part", ...]]
"""What may fill a place: words as they are (ids, measures), a number, or something that is said in its turn."""


@dataclass(frozen=True)
class Reason:
    """The text `key` with its places filled; `number` chooses the form of a text that has several, and fills `{n}`."""

    key: str
    values: tuple[tuple[str, Part], ...] = ()
    number: int | None = None

    def said(self, voice: Words | None) -> str:
        language = voice.language if voice else FIRST
        values = {name: _say(part, voice) for name, part in self.values}
        if self.number is not None:
            return say_number(self.key, self.number, language, **values)
        return say(self.key, language, **values)

    @property
    def english(self) -> str:
        return self.said(None)


@dataclass(frozen=True)
class Joined:
    """Several reasons in a row, such as all that moved a verdict."""

    parts: tuple[Part, ...]
    between: str = "; "

    def said(self, voice: Words | None) -> str:
        return self.between.join(_say(part, voice) for part in self.parts)

    @property
    def english(self) -> str:
        return self.said(None)


Said: TypeAlias = Reason | Joined
"""A reason, of one part or of several."""


def because(key: str, number: int | None = None, /, **values: Part) -> Reason:
    """The reason `key`, its places filled."""
    return Reason(key, tuple(values.items()), number)


def label_studies(text: str, labels: Mapping[str, str]) -> str:
    """`text` with the label of a study where a rule's reason has its id; `labels`: id -> label."""
    return _ID.sub(lambda found: labels.get(found[0], found[0]), text)


_ID = re.compile(r"(?<![\w/.-])[a-z0-9]+(?:-[a-z0-9]+)+(?![\w-])")


def _say(part: Part, voice: Words | None) -> str:
    if isinstance(part, (Named, Reason, Joined)):
        return part.said(voice)
    if isinstance(part, tuple):
        return ", ".join(_say(p, voice) for p in part)
    if isinstance(part, (int, float)):
        return format_number(part, voice.language) if voice else f"{part:.10g}"
    return part

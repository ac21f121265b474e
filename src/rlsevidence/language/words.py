"""A voice: one language, and the controlled words of one workspace."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..model import Prose, Vocabulary, read_prose
from . import format_number, list_texts, say, say_number
from .measures import name_unit, say_p, say_when


@dataclass(frozen=True)
class Words:
    """Says texts of the program and names controlled words, in `language`."""

    language: str
    vocabulary: Vocabulary = field(default_factory=dict, repr=False)

    def say(self, key: str, /, *values: object, **named: object) -> str:
        return say(key, self.language, *values, **named)

    def say_number(self, key: str, number: int, /, **values: object) -> str:
        return say_number(key, number, self.language, **values)

    def name(self, group: str, word: str) -> str:
        return name_word(self.vocabulary, group, word, self.language)

    def list_words(self, group: str) -> frozenset[str]:
        """The words of a group, computed ones included."""
        if group in COMPUTED:
            return frozenset(list_texts(f"word.{group}.", self.language))
        return frozenset(self.vocabulary.get(group, {}))

    def read(self, text: Prose) -> str:
        """What people wrote, in this language or the first it has."""
        return read_prose(text, self.language)

    def measured(self, text: str) -> str:
        """What a result measured, by its name in the vocabulary (`measured`), if any, else as people entered it."""
        known = self.vocabulary.get("measured", {}).get(text)
        return known.name.in_language(self.language) if known else text

    def unit(self, text: str) -> str:
        """A unit by its name in the vocabulary (`measured`) or in the catalogues, else as people entered it."""
        said = self.measured(text)
        return name_unit(text, self.language) if said == text else said

    def when(self, text: str) -> str:
        """A time by its name in the vocabulary (`measured`) or by the catalogues' words, else as it was entered."""
        said = say_when(text, self.language)
        return self.measured(text) if said == text else said

    def p_value(self, text: str) -> str:
        """A p-value with the decimal sign of the language; what people wrote beside it as the vocabulary names it."""
        return say_p(self.measured(text), self.language)

    def number(self, value: float) -> str:
        return format_number(value, self.language)


COMPUTED = frozenset({"allowed_wording", "difference", "gap", "gap_short", "rests_on", "search_state"})
"""Groups of words that are computed and therefore stand in no vocabulary: their names are the program's own."""


def name_word(vocabulary: Vocabulary, group: str, word: str, language: str) -> str:
    """The short name of a controlled word; the word itself, spelt with spaces, while it has none."""
    if group in COMPUTED:
        return say(f"word.{group}.{word}", language)
    known = vocabulary.get(group, {}).get(word)
    return known.name.in_language(language) if known else word.replace("_", " ").replace("-", " ")

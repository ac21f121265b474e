"""A voice that knows which language a plain text is in, so that a table can mark what is not in its own. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from ..language.words import Words
from ..model import Evidence, Multilingual, Prose
from ..tagging.untranslated import find_plain_language
from .sheet import Cell, Footnotes


@dataclass(frozen=True)
class Voice(Words):
    """Says texts of the program and of people. `plain`: the language of a text that does not say which."""

    plain: str = "en"

    def find_language(self, text: Prose | None) -> str | None:
        """The language of what people wrote; None where it is the voice's own."""
        if text is None:
            return None
        if isinstance(text, Multilingual):
            return None if self.language in text.texts else next(iter(text.texts))
        return None if self.language == self.plain else self.plain

    def write(self, text: Prose | None) -> Cell:
        """A cell of what people wrote; empty for None."""
        return Cell(self.read(text), language=self.find_language(text)) if text else Cell("")

    def note(self, notes: Footnotes, text: Prose, before: str = "") -> int:
        """The footnote of what people wrote, with words of ours before it."""
        return notes.add(f"{before}{self.read(text)}", self.find_language(text))


def open_voice(evidence: Evidence, language: str) -> Voice:
    """The voice of a workspace in one language."""
    return Voice(language, evidence.vocabulary, find_plain_language(evidence))

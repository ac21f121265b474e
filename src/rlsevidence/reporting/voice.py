"""A voice that knows which language a plain text is in, so that a table can mark what is not in its own. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from ..language.measures import find_language, find_script, say_duration
from ..language.words import Words
from ..model import Evidence, Multilingual, Prose, Record
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

    def entitle(self, record: Record, year: int | None = None) -> Cell:
        """The title of a record, and a year behind it; a title is in the language of its record."""
        said = f"{record.title} ({year})" if year else record.title
        tongue = find_title_language(record)
        return Cell(said, language=None if tongue == self.language else tongue or None)

    def measure(self, text: str) -> Cell:
        """What a result measured, or when: by its name in the vocabulary, else as it was entered, in that language."""
        said = self.measured(text)
        return Cell(said, language=self.find_language(text) if said == text else None)

    def last(self, text: str) -> Cell:
        """A duration by the catalogue's words or by its name in the vocabulary, else as it was entered."""
        said = say_duration(text, self.language)
        is_said = said != text or self.language == self.plain or not any(c.isalpha() for c in text)
        return Cell(said) if is_said else self.measure(text)

    def note(self, notes: Footnotes, text: Prose, before: str = "") -> int:
        """The footnote of what people wrote, with words of ours before it."""
        return notes.add(f"{before}{self.read(text)}", self.find_language(text))


def find_title_language(record: Record) -> str:
    """The language of a title as pages name it (BCP 47); English where the record gives none, as databases are kept in
    it, and where the title is a translation, which PubMed sets in square brackets and other sources in the letters of
    English. '' for one without a short name."""
    if record.language is None or record.title.startswith("["):
        return "en"
    found = find_language(record.language)
    is_other = find_script(found) not in ("", "Latn")
    return "en" if is_other and record.title.isascii() else found


def open_voice(evidence: Evidence, language: str) -> Voice:
    """The voice of a workspace in one language."""
    return Voice(language, evidence.vocabulary, find_plain_language(evidence))

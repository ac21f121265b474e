"""What means the same for the search: the workspace's own concepts, endings of words, and words too small to ask for.

Concepts are regular expressions of Python over whole words (`concepts.yaml`); the browser gets them in its own dialect.
Nothing here knows a topic. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

from ..audit.terms import compile_terms, fold, small_words
from ..language import say
from ..model import Claim, Evidence, Multilingual, Prose

_WORD = r"\p{L}\p{N}_"
"""What Python's \\w holds; that of a browser knows the letters of English alone."""


class Subjects:
    """The concepts of a workspace as the search knows them: which texts speak of them, and how a browser reads them."""

    def __init__(self, evidence: Evidence) -> None:
        self._languages = evidence.topic.languages
        # A broad concept stands for a kind of source, and nobody means that by its words.
        self._concepts = {name: concept for name, concept in evidence.concepts.items() if not concept.broad}
        self._patterns = {name: compile_terms((*c.terms, *c.lay)) for name, c in self._concepts.items()}
        # What no claim asks for helps readers alone: whether a claim speaks of it, only its own sentence says.
        groups = (c.concerns.all for c in evidence.claims.values() if c.concerns is not None)
        self._asked = {name for group in groups for names in group for name in names}
        self._numbers = {name: number for number, name in enumerate(self._concepts)}

    def of_claim(self, claim: Claim) -> tuple[list[int], list[int]]:
        """Concepts that records of the claim must speak of and its own sentence does; of these, those of its title.

        The groups of a claim are wide, so that no record is missed; what its sentence names is what it is about.
        """
        titles = list(claim.title.texts.values())
        found = self.of_texts((*titles, *claim.statement.texts.values()))
        if claim.concerns is not None:
            asked = {name for group in claim.concerns.all for name in group}
            names = list(self._numbers)
            found = [n for n in found if names[n] in asked or names[n] not in self._asked]
        named = set(self.of_texts(titles))
        about = [number for number in found if number in named]
        # "How much?" is answered by a claim that gives an amount, whatever its words.
        amount = [len(self._concepts)] if claim.kind == "dose" else []
        return found + amount, about + amount

    def of_texts(self, texts: Iterable[str]) -> list[int]:
        """Concepts of which a text speaks, by their place in `list_patterns`."""
        joined = fold("\n".join(texts))
        return [self._numbers[name] for name, pattern in self._patterns.items() if pattern.search(joined)]

    def list_phrases(self, numbers: Iterable[int]) -> list[str]:
        """What readers call these concepts in several words, where those are written out: each may be typed alone."""
        concepts = list(self._concepts.values())
        lay = (term for number in numbers if number < len(concepts) for term in concepts[number].lay)
        return [term for term in lay if " " in term and re.fullmatch(r"[\w ]+", term)]

    def list_patterns(self) -> list[tuple[list[str], list[str]]]:
        """For each concept the patterns of readers' words, and those of titles and abstracts, for a browser.

        Behind them stands what asks for an amount."""
        written = [(list(_write(c.lay)), list(_write(c.terms))) for c in self._concepts.values()]
        return [*written, (list_amounts(self._languages), [])]


def _write(terms: Iterable[str]) -> Iterator[str]:
    for term in terms:
        if not re.search(r"\(\?[^:]", term):  # named groups, flags, looking around: written otherwise in a browser
            yield translate_pattern(unicodedata.normalize("NFC", term))


@cache
def translate_pattern(pattern: str) -> str:
    """A pattern of Python for a browser's `RegExp` with the flag u: \\w is a letter of any alphabet, also in a set.

    The words of a search come without hyphens; a pattern that asks for one is met by the blank between them.
    """
    written, within, i = [], False, 0
    while i < len(pattern):
        pair = pattern[i : i + 2]
        if pair == r"\w":
            written.append(_WORD if within else f"[{_WORD}]")
        elif pair[0] == "\\":
            # What needs no escape may have none there.
            needs = pair[1:].isalnum() or pair[1:] in r"^$\.*+?()[]{}|/" or within
            written.append(pair if needs else pair[1:])
        else:
            within = {"[": True, "]": False}.get(pair[0], within)
            written.append(pair[0])
        i += 2 if pair[0] == "\\" else 1
    return "".join(written)


def list_endings(languages: Iterable[str]) -> list[str]:
    """Endings of inflected words in the languages of the workspace, the longest first."""
    found = {ending for code in languages for ending in say("search.endings", code).split()}
    return sorted(found, key=lambda ending: (-len(ending), ending))


def list_small(languages: Iterable[str]) -> list[str]:
    """Words that a question is put together with and that nobody looks for."""
    said = (say("search.small", code).split() for code in languages)
    return sorted({word for code in languages for word in small_words(code)}.union(*said))


def list_amounts(languages: Iterable[str]) -> list[str]:
    """Phrases that ask for an amount."""
    return [part.strip() for code in languages for part in say("search.amounts", code).split(",")]


def list_against(languages: Iterable[str]) -> list[str]:
    """Phrases of a question that say beside what something is held: who asks means the thing, not its comparator."""
    return [part.strip() for code in languages for part in say("search.against", code).split(",")]


def list_spellings(languages: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs (written, written as) of letters that are spelled in two ways, in words without their dots."""
    found = dict.fromkeys(pair for code in languages for pair in say("search.spellings", code).split())
    return [(old, new) for old, _, new in (pair.partition(">") for pair in found)]


def list_elsewhere(language: str, texts: Iterable[Prose]) -> Iterator[str]:
    """The same texts in the other languages: what a reader may type although the page speaks another."""
    for text in texts:
        if isinstance(text, Multilingual):
            yield from (t for code, t in text.texts.items() if code != language)

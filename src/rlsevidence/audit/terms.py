"""Words of a sentence as they are compared: folded, stemmed, compounds taken apart, small words left out. Pure.

Stems are those of the Snowball project, in the language of the text; without a stemmer a word stands as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import cache, lru_cache
from typing import Any

from .lexicon import read_lexicon

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_STEMMERS = {
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "nb": "norwegian",
    "pt": "portuguese",
    "sv": "swedish",
}


def fold(text: str) -> str:
    """As compared: NFC, small letters, one kind of hyphen and apostrophe, soft hyphens out."""
    folded = unicodedata.normalize("NFC", text).casefold().replace("\u00ad", "")
    return folded.translate({0x2010: "-", 0x2011: "-", 0x2019: "'", 0x00A0: " "})


def list_words(text: str) -> list[str]:
    """The words of a text, folded, in order; parts of a hyphenated word are words of their own."""
    return _WORD.findall(fold(text))


@cache
def small_words(language: str) -> frozenset[str]:
    return frozenset(read_lexicon("language").get(language, {}).get("terms", ()))


@cache
def _stemmer(language: str) -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer(_STEMMERS[language]) if language in _STEMMERS else None


@lru_cache(maxsize=60_000)
def stem(word: str, language: str) -> str:
    stemmer = _stemmer(language)
    return str(stemmer.stemWord(word)) if stemmer else word


def tell_language(text: str, languages: Collection[str], otherwise: str) -> str:
    """The language whose small words stand most often in the text; `otherwise` where none does, or two tie."""
    found = find_languages(text, languages)
    return found[0] if len(found) == 1 else otherwise


def find_languages(text: str, languages: Collection[str]) -> tuple[str, ...]:
    """The languages whose small words stand most often in the text: one, or those that tie; all where none stands."""
    words = list_words(text)
    counts = {code: sum(w in small_words(code) for w in words) for code in languages}
    best = max(counts.values(), default=0)
    return tuple(code for code, n in counts.items() if n == best)


def list_stems(text: str, language: str, known: Collection[str] = ()) -> list[str]:
    """Stems of the words that say something. A long word made of two stems in `known` is those two as well."""
    small = small_words(language)
    found = []
    for word in list_words(text):
        if word in small or len(word) < 2 or word.isdigit():
            continue
        own = stem(word, language)
        found.append(own)
        if (len(word) >= 8 and own not in known) or len(word) >= 9:
            found += _take_apart(word, language, known)
    return found


def _take_apart(word: str, language: str, known: Collection[str]) -> list[str]:
    """The two known stems that a compound is made of, the longest first part first; nothing when it is none."""
    for cut in range(len(word) - 3, 3, -1):
        first, last = word[:cut], word[cut:]
        head = next((s for s in (stem(first, language), first, first.rstrip("s")) if s in known and len(s) >= 4), None)
        if head and len(last) >= 4 and (tail := stem(last, language)) in known:
            return [head, tail]
    return []


def compile_terms(terms: Iterable[str]) -> re.Pattern[str]:
    """One pattern over whole words of folded text."""
    return re.compile(r"(?<!\w)(?:" + "|".join(terms) + r")(?!\w)", re.IGNORECASE)

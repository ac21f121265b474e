"""Content words of a text, cut to stems: 'herbal supplements' meets 'supplemented with herbs'. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import compress

from .heads import list_tokens

_WORD = re.compile(r"[^\W\d_]+(?:\d+)?(?:'[a-z]+)?")
# fmt: off
_STOP = frozenset([
    "a", "about", "above", "after", "again", "all", "also", "am", "among", "an", "and", "any", "are", "as", "at",
    "be", "because", "been", "before", "being", "below", "between", "both", "but", "by", "can", "could", "did",
    "do", "does", "doing", "down", "during", "each", "either", "few", "for", "from", "further", "had", "has",
    "have", "having", "he", "her", "here", "hers", "him", "his", "how", "i", "if", "in", "into", "is", "it", "its",
    "itself", "may", "me", "might", "more", "most", "must", "my", "no", "nor", "not", "of", "off", "on", "once",
    "only", "or", "other", "our", "out", "over", "own", "same", "shall", "she", "should", "so", "some", "such",
    "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "through", "to",
    "too", "under", "until", "up", "upon", "very", "was", "we", "were", "what", "when", "where", "which", "while",
    "who", "whom", "whose", "why", "will", "with", "within", "without", "would", "you", "your", "patients",
    "patient", "study", "studies", "using", "use", "used", "based", "versus", "vs", "via", "among", "compared",
    "group", "groups",
])
# fmt: on
_ENDINGS = re.compile(
    r"(?:ational|ization|isation|fulness|iveness|ations?|ities|ments?|ively|ingly|edly|ically|ances?|ences?|ious|ity|"
    r"ing|ies|ied|ive|ion|ions|ous|als?|ers?|ed|es|ly|ic|s|e|y)$"
)


Contents = tuple[tuple[str, int, int], ...]
"""(stem, start, end) of each content word."""


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A word without its ending, in lower case; at least four letters stay."""
    low = word.lower().removesuffix("'s")
    cut = _ENDINGS.sub("", low)
    return cut if len(cut) >= 4 else low[:-1] if low.endswith("s") and len(low) > 3 else low


@lru_cache(maxsize=512)
def list_words(text: str) -> Contents:
    """(stem, start, end) of each content word of a text. Kept for a while: every claim asks for the same sentences."""
    if "'" in text:  # a word may go on behind it
        return _list_contents(text)
    places, words = list_tokens(text)
    told = list(map(_contents.__getitem__, words))
    pairs = compress(zip(places, told, strict=True), told)
    return tuple([(s, place + begin, place + end) for place, contents in pairs for s, begin, end in contents])


def _list_contents(text: str) -> Contents:
    """The same, word by word."""
    words = [(m[0], *m.span()) for m in _WORD.finditer(text)]
    return tuple([(stem(w), s, e) for w, s, e in words if len(w) > 1 and w.lower() not in _STOP])


class _Contents(dict[str, Contents]):
    """What letters, digits and low lines that stand together hold of content words, looked up the first time."""

    def __missing__(self, word: str) -> Contents:
        if len(self) > _MOST_WORDS:
            self.clear()
        contents = self[word] = _list_contents(word)
        return contents


_MOST_WORDS = 65536
_contents = _Contents()


@lru_cache(maxsize=512)
def list_stems(text: str) -> frozenset[str]:
    return frozenset([s for s, _, _ in list_words(text)])


_ABBREVIATION = re.compile(r"\(([A-Za-z][\w-]{1,7})\)")
_WORDS_BACKWARDS = re.compile(r"(?: [\w-]+){1,7}")


@lru_cache(maxsize=64)
def list_abbreviations(text: str) -> tuple[tuple[frozenset[str], str], ...]:
    """(stems of the words before it, as many as it has letters; the abbreviation) of each '... (ABC)' of a text."""
    found = []
    end = 0
    for match in _ABBREVIATION.finditer(text):
        # Backwards from the bracket: forwards, each word of the text begins seven tries.
        before = _WORDS_BACKWARDS.match(text[end : match.start()][::-1])
        if before is not None:
            words = before[0][::-1].split()[-len(match[1].rstrip("s")) :]
            found.append((list_stems(" ".join(words)), match[1]))
            end = match.end()
    return tuple(found)

"""Many patterns over one text in one walk along its words. Pure.

Searching a text for three hundred patterns one by one reads it three hundred times, and nearly every pattern fails at
nearly every letter. Here the beginnings that a pattern can have are read from the pattern itself; at each word only the
patterns that may begin with its first letters are tried. What is found is what `Pattern.finditer` finds: a pattern
whose beginnings cannot be told, or that may begin within a word, is searched in the plain way.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import accumulate, compress
from typing import NamedTuple

from .beginnings import DIGITS, LENGTH, find_heads, find_heads_of

_KEPT = 50_000
_WORD = re.compile(r"\w+")


class PatternSet:
    """Named patterns, found together. The order of `patterns` is the order of what is found."""

    def __init__(self, patterns: Mapping[str, re.Pattern[str]]) -> None:
        self.patterns = patterns
        self._names = tuple(patterns)
        self._list = tuple(patterns.values())
        self._plain: list[int] = []
        self._walked: dict[int, _Parts] = {}
        self._words: dict[str, list[int]] = {}
        self._heads: dict[str, list[int]] = {}
        for number, pattern in enumerate(self._list):
            parts = _split(pattern)
            if parts is None:
                self._plain.append(number)
                continue
            self._walked[number] = parts
            for index, heads in ((self._words, parts.word_heads), (self._heads, parts.heads)):
                for head in heads:
                    index.setdefault(head, []).append(number)
        told = [*self._heads, *self._words]
        self._longer = {head[:length] for head in told for length in range(1, len(head))}
        """What begins a beginning that is longer."""
        self._known, self._followed = _Known(self._look_up), _Known(self._look_up_cut)

    def find(self, text: str) -> dict[str, list[Span]]:
        """Name -> (start, end) of its matches as `finditer` gives them; names without a match are left out."""
        found: dict[int, list[Span]] = {}
        for place, (sure, tries) in self._list_tries(text):
            for number, length in sure:
                before = found.get(number)
                if before is None:
                    found[number] = [(place, place + length)]
                elif before[-1][1] <= place:
                    before.append((place, place + length))
            for number, begin in tries:
                before = found.get(number)
                if before is not None and before[-1][1] > place:
                    continue
                match = begin(text, place)
                if match is None:
                    continue
                if before is None:
                    found[number] = [match.span()]
                else:
                    before.append(match.span())
        for number in self._plain:
            spans = [match.span() for match in self._list[number].finditer(text)]
            if spans:
                found[number] = spans
        names = self._names
        return {names[number]: found[number] for number in sorted(found)}

    def find_names(self, text: str) -> set[str]:
        """The names of the patterns that match anywhere."""
        found = {number for number in self._plain if self._list[number].search(text)}
        for place, (sure, tries) in self._list_tries(text):
            if sure:
                found.update([number for number, _ in sure])
            for number, begin in tries:
                if number not in found and begin(text, place) is not None:
                    found.add(number)
        return {self._names[number] for number in found}

    def _list_tries(self, text: str) -> list[tuple[int, _Tries]]:
        """(place, what may or does begin there) along the text."""
        places, words = list_tokens(text)
        told = list(map(self._known.__getitem__, words))
        found: list[tuple[int, _Tries]] = []
        for place, tries in compress(zip(places, told, strict=True), told):
            if tries is _FOLLOWED:
                tries = self._followed[text[place : place + LENGTH]]
            if tries is not None:
                found.append((place, tries))
        return found

    def _look_up(self, word: str) -> _Tries | None:
        """What begins with a word, or that this depends on what follows. Of a number only the first digit is told."""
        if word[0] in DIGITS:
            word = word[0]
        if len(word) < LENGTH and word.lower() in self._longer:
            return _FOLLOWED
        return self._look_up_cut(word)

    def _look_up_cut(self, word: str) -> _Tries | None:
        """What begins with a word, a short one with what follows. A letter beyond ASCII may be another's other case:
        then all are tried."""
        head = word[:LENGTH]
        if head.isascii():
            low = head.lower()
            beginnings = [low[:length] for length in range(1, len(low) + 1)]
            tries = {n for head in beginnings if head in self._heads for n in self._heads[head]}
            may = {n for head in beginnings if head in self._words for n in self._words[head]} - tries
        else:
            tries, may = {n for n, parts in self._walked.items() if parts.heads}, set(self._walked)
            may -= tries
        if may and word[0] in DIGITS:
            tries, may = tries | may, set()  # of a number only the first digit is told
        whole = _WORD.match(word)
        alone = whole[0] if whole else word
        # Where none of its other terms may begin, a pattern takes the word alone as those of one word do.
        sure = [(n, len(alone)) for n in may if self._list[n].fullmatch(alone)]
        if not (sure or tries):
            return None
        return tuple(sorted(sure)), tuple([(number, self._list[number].match) for number in sorted(tries)])


Span = tuple[int, int]
_Begin = Callable[[str, int], re.Match[str] | None]
_Tries = tuple[tuple[tuple[int, int], ...], tuple[tuple[int, _Begin], ...]]
"""Patterns whose match is the word and how long that is; patterns that are to be tried, each with what tries it."""
_FOLLOWED: _Tries = ((), ())
"""Stands for what is told only by the letters behind a short word."""


class _Known(dict[str, _Tries | None]):
    """What begins with a word, by the word; looked up the first time."""

    def __init__(self, look_up: Callable[[str], _Tries | None]) -> None:
        super().__init__()
        self._look_up = look_up

    def __missing__(self, word: str) -> _Tries | None:
        if len(self) > _KEPT:
            self.clear()
        self[word] = self._look_up(word)
        return self[word]


class _Parts(NamedTuple):
    """The beginnings of those terms of a pattern that take letters of one word only, which that word alone decides, and
    those of all others."""

    word_heads: frozenset[str]
    heads: frozenset[str]


_FRAME = re.compile(r"(?s)\(\?<!\\w\)\(\?:(.*)\)\(\?!\\w\)")
_ONE_WORD = re.compile(r"(?:\((?:\?(?:i:|:))?|\\w|[^\W_]|\[[^\W_]+\]|[)|?*+])+")
"""A term that takes word characters only, whatever of it is taken: letters, digits, groups and choices of them."""


@cache
def _split(pattern: re.Pattern[str]) -> _Parts | None:
    """None for a pattern whose beginnings are not told."""
    frame = _FRAME.fullmatch(pattern.pattern)
    terms = split_terms(frame[1]) if frame else []
    words = [term for term in terms if _ONE_WORD.fullmatch(term)]
    others = [term for term in terms if term not in words]
    if not terms:
        heads = find_heads(pattern.pattern, pattern.flags)
        return None if heads is None else _Parts(frozenset(), heads)
    word_heads, heads = (find_heads_of(part, pattern.flags) for part in (words, others))
    return None if word_heads is None or heads is None else _Parts(word_heads, heads)


def split_terms(choice: str) -> list[str]:
    """The branches of a choice, as they are written; none where a branch closes what it did not open."""
    terms, depth, start, inside, place = [], 0, 0, False, 0
    while place < len(choice):
        letter = choice[place]
        if letter == "\\":
            place += 1
        elif inside:
            inside = letter != "]"
        elif letter == "[":
            inside = True
            place += 1  # a bracket that comes first stands for itself
        elif letter in "()":
            depth += 1 if letter == "(" else -1
            if depth < 0:
                return []
        elif letter == "|" and depth == 0:
            terms.append(choice[start:place])
            start = place + 1
        place += 1
    return [*terms, choice[start:]]


Tokens = tuple[list[int], list[str]]
"""Where each word of a text begins, and the word: lists of one length."""
_TEXTS: dict[str, Tokens] = {}
_MOST_TEXTS = 256
_BETWEEN = re.compile(r"(\W+)")


def list_tokens(text: str) -> Tokens:
    """The words of a text, all that letters, digits and low lines stand together in. Kept for a while: several sets of
    patterns walk along the same text."""
    tokens = _TEXTS.get(text)
    if tokens is None:
        parts = _BETWEEN.split(text)
        places = list(accumulate(map(len, parts), initial=0))[:-1:2]
        words = parts[::2]
        # Nothing stands before what is no word, nor behind it at the end.
        first, behind = not words[0], len(words) - (not words[-1])
        if first or behind < len(words):
            places, words = places[first:behind], words[first:behind]
        tokens = _keep(text, (places, words))
    return tokens


def note_part(whole: str, start: int, end: int) -> None:
    """That the words of a part of a text, which begins and ends between words, are to be taken from the whole."""
    part = whole[start:end]
    if part not in _TEXTS:
        places, words = list_tokens(whole)
        first, behind = bisect_left(places, start), bisect_left(places, end)
        _keep(part, ([place - start for place in places[first:behind]], words[first:behind]))


def join_texts(texts: Sequence[str]) -> str:
    """The texts with a blank between them, whose words are taken from theirs."""
    whole = " ".join(texts)
    if whole not in _TEXTS:
        places: list[int] = []
        words: list[str] = []
        start = 0
        for text in texts:
            own, told = list_tokens(text)
            places += [start + place for place in own]
            words += told
            start += len(text) + 1
        _keep(whole, (places, words))
    return whole


def _keep(text: str, tokens: Tokens) -> Tokens:
    if len(_TEXTS) >= _MOST_TEXTS:
        _TEXTS.clear()
    _TEXTS[text] = tokens
    return tokens

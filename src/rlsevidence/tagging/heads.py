"""Many patterns over one text in one walk along its words. Pure.

Searching a text for three hundred patterns one by one reads it three hundred times, and nearly every pattern fails at
nearly every letter. Here the beginnings that a pattern can have are read from the pattern itself; at each word only the
patterns that may begin with its first letters are tried. What is found is what `Pattern.finditer` finds: a pattern
whose beginnings cannot be told, or that may begin within a word, is searched in the plain way.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from itertools import compress
from typing import Any, NamedTuple

LENGTH = 5
"""How many letters of a beginning are looked at."""
_WIDEST = 600
"""Beginnings beyond which a pattern counts as one that may begin with anything."""
_KEPT = 50_000
_DIGITS = frozenset("0123456789")
_BEHIND_DIGITS = ":"
"""Of all that words are made of, digits alone come before it."""
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
        self._known = _Known(self._look_up)

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

    def _list_tries(self, text: str) -> Iterator[tuple[int, _Tries]]:
        """(place, what may or does begin there) along the text."""
        places, words = list_heads(text)
        told = list(map(self._known.__getitem__, words))
        return compress(zip(places, told, strict=True), told)  # type: ignore[arg-type]  # what is None is left out

    def _look_up(self, word: str) -> _Tries | None:
        """What begins with a word. A letter beyond ASCII may be another's other case: then all are tried."""
        head = word[:LENGTH]
        if head.isascii():
            low = head.lower()
            beginnings = [low[:length] for length in range(1, len(low) + 1)]
            tries = {n for head in beginnings if head in self._heads for n in self._heads[head]}
            may = {n for head in beginnings if head in self._words for n in self._words[head]} - tries
        else:
            tries, may = {n for n, parts in self._walked.items() if parts.heads}, set(self._walked)
            may -= tries
        if may and word[0] in _DIGITS:
            tries, may = tries | may, set()  # of a number only the first digit is told
        whole = _WORD.match(word)
        alone = whole[0] if whole else word
        sure = [(n, len(alone)) for n in may if (own := self._walked[n].word) and own.fullmatch(alone)]
        if not (sure or tries):
            return None
        return tuple(sorted(sure)), tuple([(number, self._list[number].match) for number in sorted(tries)])


Span = tuple[int, int]
_Begin = Callable[[str, int], re.Match[str] | None]
_Tries = tuple[tuple[tuple[int, int], ...], tuple[tuple[int, _Begin], ...]]
"""Patterns whose match is the word and how long that is; patterns that are to be tried, each with what tries it."""


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
    """A pattern taken apart: those of its terms that take letters of one word only, which that word alone decides, with
    their beginnings; and the beginnings of all others."""

    word: re.Pattern[str] | None
    word_heads: frozenset[str]
    heads: frozenset[str]


_FRAME = re.compile(r"(?s)\(\?<!\\w\)\(\?:(.*)\)\(\?!\\w\)")
_ONE_WORD = re.compile(r"(?:\((?:\?(?:i:|:))?|\\w|[^\W_]|\[[^\W_]+\]|[)|?*+])+")
"""A term that takes word characters only, whatever of it is taken: letters, digits, groups and choices of them."""


def _split(pattern: re.Pattern[str]) -> _Parts | None:
    """None for a pattern whose beginnings are not told."""
    frame = _FRAME.fullmatch(pattern.pattern)
    terms = split_terms(frame[1]) if frame else []
    words = [term for term in terms if _ONE_WORD.fullmatch(term)]
    others = [term for term in terms if term not in words]
    if not words:
        heads = find_heads(pattern)
        return None if heads is None else _Parts(None, frozenset(), heads)
    word = _frame(words, pattern.flags)
    word_heads = find_heads(word)
    heads = find_heads(_frame(others, pattern.flags)) if others else frozenset()
    return None if word_heads is None or heads is None else _Parts(word, word_heads, heads)


def _frame(terms: Sequence[str], flags: int) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(terms) + r")(?!\w)", flags)


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


Heads = tuple[list[int], list[str]]
"""Where each word of a text begins; and the word, a short one with what follows, of a number the first digit only (the
rest is seldom the same twice): lists of one length."""
_TEXTS: dict[str, Heads] = {}
_MOST_TEXTS = 256


def list_heads(text: str) -> Heads:
    """The beginnings of a text's words. Kept for a while: several sets of patterns walk along the same text."""
    heads = _TEXTS.get(text)
    if heads is None:
        places = [word.start() for word in _WORD.finditer(text)]
        words = [
            word[0] if word < _BEHIND_DIGITS else word if len(word) >= LENGTH else text[start : start + LENGTH]
            for start, word in zip(places, _WORD.findall(text), strict=True)
        ]
        heads = _keep(text, (places, words))
    return heads


def note_part(whole: str, start: int, end: int) -> None:
    """That the words of a part of a text, which begins and ends between words, are to be taken from the whole.

    A beginning may then reach beyond the part: what is tried for it in vain costs time only.
    """
    part = whole[start:end]
    if part not in _TEXTS:
        places, heads = list_heads(whole)
        first, behind = bisect_left(places, start), bisect_left(places, end)
        _keep(part, ([place - start for place in places[first:behind]], heads[first:behind]))


def join_texts(texts: Sequence[str]) -> str:
    """The texts with a blank between them, whose words are taken from theirs."""
    whole = " ".join(texts)
    if whole not in _TEXTS:
        places: list[int] = []
        heads: list[str] = []
        start = 0
        for text in texts:
            own, begun = list_heads(text)
            places += [start + place for place in own]
            heads += begun
            # The beginning of a last short word goes on in the next text.
            late = len(places) - 1
            while late >= 0 and places[late] + LENGTH > start + len(text):
                if heads[late] not in _DIGITS:
                    heads[late] = whole[places[late] : places[late] + LENGTH]
                late -= 1
            start += len(text) + 1
        _keep(whole, (places, heads))
    return whole


def _keep(text: str, heads: Heads) -> Heads:
    if len(_TEXTS) >= _MOST_TEXTS:
        _TEXTS.clear()
    _TEXTS[text] = heads
    return heads


_span = re.Match[str].span
_FAR = 10
"""Letters of a beginning that are asked of a whole text."""


class LowerPattern:
    """A pattern in small letters, searched without regard to case: several times as fast as with `re.I`.

    The pattern must hold no capital and no letter beyond ASCII.
    """

    def __init__(self, pattern: str) -> None:
        self._exact, self._any_case = re.compile(pattern), re.compile(pattern, re.I)
        tree = _parse(self._exact)
        heads = {""} if tree is None else {head for head, _ in _extend({("", True)}, tree, _FAR)}
        self._heads = None if "" in heads or len(heads) > _WIDEST else tuple(sorted(heads))

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """(start, end) of each match, as `finditer` of the pattern with `re.I` gives them."""
        low = text.lower()
        # Where a letter becomes two, or is another's case beyond ASCII, places or matches would differ.
        if len(low) != len(text) or (not text.isascii() and ("\u017f" in text or "\u0131" in text)):
            return map(_span, self._any_case.finditer(text))
        if self._heads is not None:
            for head in self._heads:
                if head in low:
                    break
            else:
                return iter(())
        return map(_span, self._exact.finditer(low))

    def is_in(self, text: str) -> bool:
        """Whether it matches anywhere."""
        return next(self.find(text), None) is not None

    def strike(self, text: str) -> str:
        """The text with one blank for each match."""
        spans = list(self.find(text))
        if not spans:
            return text
        ends = [0, *(end for _, end in spans)]
        starts = [*(start for start, _ in spans), len(text)]
        return " ".join(text[a:b] for a, b in zip(ends, starts, strict=True))


def fold(text: str) -> str:
    """A text to look for small ASCII letters in: what holds a word under `re.I` holds it here as it is written."""
    return text.replace("\u0130", "i").casefold().replace("\u0131", "i")


def find_heads(pattern: re.Pattern[str]) -> frozenset[str] | None:
    """The beginnings, up to LENGTH letters in lower case, one of which every match has; None where that is not told.

    None too for a pattern that may match within a word, and where this Python does not show what a pattern is made of.
    """
    tree = _parse(pattern)
    if tree is None or not _begins_at_a_word(tree):
        return None
    heads = _extend({("", True)}, tree, LENGTH)
    # Of a number only the first digit is looked at: what follows is seldom the same twice.
    told = {head[:1] if head[:1] in _DIGITS else head for head, _ in heads}
    if len(told) > _WIDEST or not all(h and re.match(r"\w", h) for h in told):
        return None
    # Beginnings beyond ASCII are met by trying every pattern there.
    return frozenset(h for h in told if h.isascii())


def _parse(pattern: re.Pattern[str]) -> list[Any] | None:
    try:
        parser: Any = import_module("re._parser")
    except ImportError:  # not promised by the language: then every pattern is searched in the plain way
        return None
    return list(parser.parse(pattern.pattern, pattern.flags))


def _begins_at_a_word(nodes: Sequence[Any]) -> bool:
    kind, value = str(nodes[0][0]), nodes[0][1]
    if kind == "AT":
        return str(value) == "AT_BOUNDARY"
    if kind == "ASSERT_NOT":
        way, inner = value
        return way < 0 and [(str(k), str(v)) for k, v in inner] == [("IN", "[(CATEGORY, CATEGORY_WORD)]")]
    return False


def _extend(heads: set[tuple[str, bool]], nodes: Iterable[Any], length: int) -> set[tuple[str, bool]]:
    """Beginnings made longer by what follows; a pair says whether its beginning may still grow."""
    for kind, value in nodes:
        if not any(grows for _, grows in heads) or len(heads) > _WIDEST:
            break
        new: set[tuple[str, bool]] = set()
        for head, grows in heads:
            new |= _step(head, str(kind), value, length) if grows else {(head, False)}
        heads = {(head[:length], grows and len(head) < length) for head, grows in new}
    return heads


def _step(head: str, kind: str, value: Any, length: int) -> set[tuple[str, bool]]:
    if kind == "LITERAL":
        return {(head + chr(value).lower(), True)}
    if kind == "IN":
        letters = _letters(value)
        return {(head, False)} if letters is None else {(head + letter, True) for letter in letters}
    if kind == "SUBPATTERN":
        return _extend({(head, True)}, value[-1], length)
    if kind == "ATOMIC_GROUP":
        return _extend({(head, True)}, value, length)
    if kind == "BRANCH":
        return {pair for branch in value[1] for pair in _extend({(head, True)}, branch, length)}
    if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        least, most, inner = value
        once = _extend({(head, True)}, inner, length)
        if most > 1:
            once = {(h, False) for h, _ in once}
        return once | {(head, True)} if least == 0 else once
    if kind in ("ASSERT", "ASSERT_NOT", "AT"):
        return {(head, True)}  # they take no letters; trying once too often costs time only
    return {(head, False)}


def _letters(members: Iterable[Any]) -> set[str] | None:
    found: set[str] = set()
    for kind, value in members:
        if str(kind) == "LITERAL":
            found.add(chr(value).lower())
        elif str(kind) == "RANGE" and value[1] - value[0] < 30:
            found |= {chr(c).lower() for c in range(value[0], value[1] + 1)}
        elif str(kind) == "CATEGORY" and str(value) == "CATEGORY_DIGIT":
            found |= set("0123456789")
        else:
            return None
    return found

"""How what a pattern matches can begin, read from the pattern itself. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any

LENGTH = 5
"""How many letters of a beginning are looked at."""
_WIDEST = 600
"""Beginnings beyond which a pattern counts as one that may begin with anything."""
DIGITS = frozenset("0123456789")


_PLAIN = re.compile(rf"(?s)(?:([A-Za-z]{{{LENGTH}}})(?![?*+{{]).*|\(\?i:([A-Za-z]{{{LENGTH}}})(?![?*+{{])[^|()]*\))")
"""A term that begins with so many letters, none of which may be missing."""


def find_heads_of(terms: Iterable[str], flags: int) -> frozenset[str] | None:
    """As `find_heads`, for the pattern that is a choice of `terms` between two ends of a word.

    Most terms begin with letters: they need no reading of the pattern, which takes three times as long.
    """
    plain, others = set[str](), list[str]()
    for term in terms:
        match = _PLAIN.fullmatch(term)
        if match is None:
            others.append(term)
        else:
            plain.add((match[1] or match[2]).lower())
    heads = find_heads(r"(?<!\w)(?:" + "|".join(others) + r")(?!\w)", flags) if others else frozenset()
    return None if heads is None or len(heads | plain) > _WIDEST else heads | plain


def find_heads(pattern: str, flags: int) -> frozenset[str] | None:
    """The beginnings, up to LENGTH letters in lower case, one of which every match has; None where that is not told.

    None too for a pattern that may match within a word, and where this Python does not show what a pattern is made of.
    """
    tree = _parse(pattern, flags)
    if tree is None or not _begins_at_a_word(tree):
        return None
    heads = _extend({("", True)}, tree, LENGTH)
    # Of a number only the first digit is looked at: what follows is seldom the same twice.
    told = {head[:1] if head[:1] in DIGITS else head for head, _ in heads}
    if len(told) > _WIDEST or not all(h and re.match(r"\w", h) for h in told):
        return None
    # Beginnings beyond ASCII are met by trying every pattern there.
    return frozenset(h for h in told if h.isascii())


def _parse(pattern: str, flags: int) -> list[Any] | None:
    try:
        parser: Any = import_module("re._parser")
    except ImportError:  # not promised by the language: then every pattern is searched in the plain way
        return None
    return list(parser.parse(pattern, flags).data)


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
    # Of what Python's own reading is made of, the list within is walked along in a fifth of the time.
    for kind, value in getattr(nodes, "data", nodes):
        if not any(grows for _, grows in heads) or len(heads) > _WIDEST:
            break
        if len(heads) == 1 and str(kind) == "LITERAL":
            ((head, _),) = heads
            head += chr(value).lower()
            heads = {(head[:length], len(head) < length)}
            continue
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


def list_beginnings(pattern: re.Pattern[str], length: int) -> tuple[str, ...]:
    """Beginnings one of which every match has, none of which begins with another; none where that is not told."""
    tree = _parse(pattern.pattern, pattern.flags)
    heads = {""} if tree is None else {head for head, _ in _extend({("", True)}, tree, length)}
    if "" in heads:
        return ()
    return tuple(sorted(h for h in heads if not any(h[:short] in heads for short in range(1, len(h)))))

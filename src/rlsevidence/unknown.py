"""A name that nothing has: what it may have been meant for, in one place for every verb and function that takes one.

Nothing is taken for what was asked, however near it is: the wrong claim shown for another would be believed. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

FEW = 40
"""So many names are listed whole; of more it is said how many there are."""
SHOWN = 4
"""So many that may have been meant are named, the nearest first."""

Known = Iterable[str] | Mapping[str, str]
"""Names that there are; of a mapping to texts, each text is what people call it, such as a title."""


def tell_unknown(kind: str, name: str, known: Known, *, where: str = "", then: str = "") -> str:
    """'no claim 'insomnia'; did you mean the-whole-name?', or which there are where none is near.

    `where`: where it was looked for, such as ' in people.tsv'; `then`: what helps where none of them was meant. Of
    many names it says how many there are.
    """
    if near := find_near(name, known):
        return f"no {kind} {name!r}{where}; did you mean {join_or(near)}?" + (f" Else {then}" if then else "")
    named, more = list(known), f"; {then}" if then else ""
    if len(named) <= FEW:
        return f"no {kind} {name!r}{where}; there are: {', '.join(named) or 'none yet'}{more}"
    return f"no {kind} {name!r}{where}; none of the {len(named)} is called so or nearly so{more}"


def find_near(name: str, known: Known) -> tuple[str, ...]:
    """What may have been meant, the nearest first, at most SHOWN: the same in other letters, what has all its words in
    its name or in what people call it, what is spelt nearly so."""
    given = known if isinstance(known, Mapping) else dict.fromkeys(known, "")
    called = {one: words if isinstance(words, str) else "" for one, words in given.items()}
    asked = _split(name)
    if not asked:
        return ()
    same = [one for one in called if _split(one) == asked]
    in_name = [one for one in called if _has(_split(one), asked)]
    # A number says nothing within a title.
    titles = {} if any(part.isdigit() for part in asked) else called
    in_title = [one for one, title in titles.items() if _has((*_split(one), *_split(title)), asked)]
    # Of names that are numbers the next one is another thing, so more of it must be the same.
    by_words = {"-".join(_split(one)): one for one in called}
    least = 0.9 if any(part.isdigit() and len(part) > 4 for part in asked) else 0.7
    close = get_close_matches("-".join(asked), by_words, n=SHOWN, cutoff=least)
    spelt = [one for one, title in titles.items() if _is_nearly((*_split(one), *_split(title)), asked)]
    found = dict.fromkeys((*same, *in_name, *(by_words[one] for one in close), *in_title, *spelt))
    return tuple(found)[:SHOWN]


def join_or(names: Iterable[str]) -> str:
    """'a', 'a or b', 'a, b or c'."""
    *before, last = names
    return f"{', '.join(before)} or {last}" if before else last


def _split(text: str) -> tuple[str, ...]:
    """The words of a name, in small letters without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return tuple(re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c))))


def _has(words: tuple[str, ...], asked: tuple[str, ...]) -> bool:
    """Whether each word asked for begins one of `words`; short ones must be it."""
    return all(any(w == a or (len(a) > 3 and w.startswith(a)) for w in words) for a in asked)


def _is_nearly(words: tuple[str, ...], asked: tuple[str, ...]) -> bool:
    """Whether each word asked for is one of `words` but for a slip of the pen."""
    return all(len(a) > 3 and get_close_matches(a, words, n=1, cutoff=0.8) for a in asked)

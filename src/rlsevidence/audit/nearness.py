"""Whether two wordings are nearly the same sentence: all that is told stands in both, in one order. Pure.

What is merely like a sentence may deny it, or speak of other people or another dose; no verdict is handed over then.
The page of a document asks the same of what is typed there (`site/assets/site.js`), by the same lexicon.
"""

from __future__ import annotations

import re
from functools import cache

from ..model import Sentence
from .lexicon import read_lexicon
from .terms import fold

LEAST = 3
"""Fewer telling words than these are no sentence to be known by. Ours."""
BEGINNING = 4
"""Letters that two forms of one word have in common at least. Ours."""


def is_near(known: Sentence, text: str) -> bool:
    """Whether the text says what the sentence was paraphrased as, in one of its languages, and nothing else."""
    mine = _list_told(text)
    if len(mine) < LEAST:
        return False
    asks = is_asked(text)
    for code, says in known.says.texts.items():
        if asks and not is_asked(says):
            continue
        there = _list_told(says)
        if len(there) == len(mine) and all(_are_same(a, b, code) for a, b in zip(there, mine, strict=True)):
            return True
    return False


def is_asked(text: str) -> bool:
    """Whether a text asks: by its mark wherever it stands, or by a form of 'be' put first."""
    first = re.search(r"[^\W_]+", fold(text))
    return bool(re.search(r"[?？؟]", text)) or bool(first and first[0] in read_lexicon("nearness")["asking"]["terms"])


def _list_told(text: str) -> list[str]:
    passed = read_lexicon("nearness")["pass"]["terms"]
    plain = re.sub(r"n't\b", " not", fold(text).replace("cannot", "can not"))
    return [word for word in re.findall(r"[^\W_]+", plain) if word not in passed]


@cache
def _endings(code: str) -> frozenset[str]:
    return frozenset(("", *read_lexicon("nearness").get(f"endings-{code}", {"terms": ()})["terms"]))


def _are_same(a: str, b: str, code: str) -> bool:
    """Whether two words are forms of one: the same beginning, each with an ending of the language."""
    endings = _endings(code)
    return a == b or any(
        a[:n] == b[:n] and a[n:] in endings and b[n:] in endings for n in range(BEGINNING, min(len(a), len(b)) + 1)
    )

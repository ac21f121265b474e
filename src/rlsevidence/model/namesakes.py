"""Whether two names may be of one person, who would then be a second reader of their own work. Pure.

Marks on letters, titles, capitals, gaps and the order of the words tell nobody apart; a number behind a name neither.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from itertools import permutations

SAME, INITIAL = "same", "initial"
"""How near two names come: the same words, or letters; the same but for initials or middle names: nobody can tell."""

_TITLES = re.compile(
    r"\b(?:(?:med|fil|tekn|odont)\.?\s*(?:dr|lic|kand|mag)|leg\.?\s*(?:läk|läkare|ssk)|"
    r"ph\.?\s?d|m\.\s?d|md|m\.?\s?sc|b\.?\s?sc|d\.?\s?phil|mph|mbbs|rn|dr\.?\s*med\b|dr|doctor|doktor|prof|professor|docent|"
    r"emerit(?:us|a|i)|associate|assoc|assistant|asst|adjunct|adjungerad|bitr(?:ädande)?|univ(?:ersitets)?lektor|lektor|"
    r"lecturer|senior|junior|jr|sr|överläkare|läkare|pharm\.?\s?d|ed\.?\s?d|d\.?\s?sc|mba|mbchb|frcp|facp|dds|dvm|"
    r"priv(?:at)?\.?\s*doz(?:ent)?|mrs?|ms|miss|mx|sir|dame|herr|fru|fröken)\b\.?|"
    # Also names, where no point marks them as shortened.
    r"\b(?:em|emer|hon|h\.\s?c|ing|ir|drs|mag|lic|rev|dipl|univ|habil|leg|med|fil|tekn|adj|ass|m\.\s?a|b\.\s?a|d\.\s?o)\.",
    re.I,
)
_MOST_WORDS, _WHOLE_NAME = 5, 2
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "a", "œ": "o", "ı": "i", "ħ": "h"})
_ALIKE = str.maketrans(
    # Letters of other scripts that look like Latin ones, small and capital: Cyrillic, Greek, Armenian.
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb\u0501\u051b\u051d\u043a\u0432\u043d\u0442\u043c\u0433\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0423\u0406\u0408\u0405"
    "\u03b1\u03b5\u03bf\u03c1\u03bd\u03c5\u03b9\u03ba\u03c4\u03c7\u03b2\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03f3\u03f2\u0585\u057d\u0570\u0578\u0261\u0251",
    "aeopcyxijshdqwkbhtmrABEKMHOPCTXYIJSaeopvuiktxbABEZHIKMNOPTYXjcouhnga",
)
_SPELT_OUT = re.compile(r"oe|ae|aa|ue")
"""How marked vowels are written where there are no marks."""


def compare_names(one: str, other: str) -> str:
    """SAME, INITIAL or '' of two names as people.tsv has them."""
    if _read_words(one) == _read_words(other) or _is_run_together(one, other):
        return SAME
    mine, theirs = _read_words(one, initials=True), _read_words(other, initials=True)
    first, second = Counter(mine), Counter(theirs)
    common, rest, others = first & second, first - second, second - first
    if not any(len(word) > 1 for word in common):
        return ""
    if _has_middle_name(one, other):
        return INITIAL
    return INITIAL if _is_initials(list(rest.elements()), list(others.elements())) else ""


def _is_run_together(one: str, other: str) -> bool:
    """Whether two names are the same letters where one of them stands without its gaps: 'anabjork', 'BjörkAna'."""
    for words, opposite in ((_read_words(one), _read_words(other)), (_read_words(other), _read_words(one))):
        together = [w for w in words if not w.isdigit()]
        if len(together) < len(opposite) <= _MOST_WORDS and len("".join(together)) == len("".join(opposite)):
            joined = "".join(together)
            if any("".join(order) == joined for order in permutations(opposite)):
                return True
    return False


def _has_middle_name(one: str, other: str) -> bool:
    """Whether one has all words of the other, two or more of them, and further ones: 'Ana Maria Björk'.

    What stands behind a comma after the whole name, such as a place, is there to tell two people apart.
    """
    fewer, more = sorted((one, other), key=lambda name: len(_read_words(name)))
    short, long = Counter(_read_words(fewer)), Counter(_read_words(more))
    whole = sum(len(word) > 1 for word in short.elements())
    if whole < _WHOLE_NAME or short - long or not all(word.isalpha() for word in long - short):
        return False
    return not ("," in more and Counter(_read_words(more.partition(",")[0])) == short)


def _is_initials(rest: list[str], others: list[str]) -> bool:
    """Whether what differs is no more than initials, each for a word of the other name or for none."""
    for words, opposite in ((rest, others), (others, rest)):
        letters = [w for w in words if _is_initial(w)]
        for word in (w for w in opposite if not _is_initial(w)):
            if word[0] not in letters:
                return False
            letters.remove(word[0])
    return True


def _is_initial(word: str) -> bool:
    return len(word) == 1 and word.isalpha()


@lru_cache(maxsize=4096)
def _read_words(name: str, *, initials: bool = False) -> tuple[str, ...]:
    """The words of a name, in the order of the alphabet; with `initials` 'AM Björk' has three."""
    visible = "".join(c for c in unicodedata.normalize("NFKC", name) if unicodedata.category(c) != "Cf")
    # One look-alike letter in a Latin name is no other name; a name wholly in another script stays as it is.
    if re.search(r"[A-Za-z]", visible):
        visible = visible.translate(_ALIKE)
    untitled = _TITLES.sub(" ", visible)
    words = _split(untitled, initials) or _split(visible, initials)
    named = [w for w in words if not w.isdigit()]
    return tuple(sorted(named if len(named) > 1 else words))


def _split(name: str, initials: bool) -> list[str]:
    found = re.findall(r"[^\W_]+", _fold_marks(name))
    mixed = initials and any(w.isalpha() and not w.isupper() for w in found)
    parted = [p for w in found for p in (w if mixed and w.isupper() and 1 < len(w) <= 3 else [w])]
    return [_SPELT_OUT.sub(lambda m: m[0][0], w.casefold().translate(_PLAIN)) for w in parted]


def _fold_marks(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


__all__ = ["INITIAL", "SAME", "compare_names"]

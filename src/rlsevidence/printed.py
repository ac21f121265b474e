"""Numbers as articles print them: where in a text they stand, and what each one is. Pure.

A number is read only where it can be read in one way. What cannot is said to be none, or to be either of two: nothing
is left out of it to make a number of the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from .counted import is_number_word, read_number

MINUS = "\u2212"
DASHES = "-\u2010\u2011\u2012\u2013\ufe63\uff0d"
"""What some print for a minus, and others between two numbers."""
SIGNS = rf"+{re.escape(DASHES)}{MINUS}"
POINTS = ".\u00b7\u0387\u2027\u2219\u22c5\u02d9"
"""Decimal points: the one on the line, and the raised one of some journals in its several codes."""
GAPS = " \u00a0\u2006\u2007\u2008\u2009\u200a\u202f"
"""Spaces that part thousands."""
BOUNDS = "<>\u2264\u2265\u2a7d\u2a7e\u2039\u203a~\u2248\u223c"
"""Before a number that is not reached, or only nearly."""
_RAISED = str.maketrans("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207b\u207a", "0123456789-+")
_SUPER = "\u2070\u00b9\u00b2\u00b3\u2074-\u2079\u207a\u207b"

_GROUP = rf"(?:[{GAPS}](?=[0-9]{{3}}(?![0-9]))|['\u2019](?=[0-9]{{3}}(?![0-9])))"
_DIGITS = rf"(?:[1-9][0-9]{{0,2}}(?:{_GROUP}[0-9]{{3}})+|[0-9]+)(?:[{POINTS},][0-9]+)*"
UNSIGNED = rf"(?:{_DIGITS}|[{POINTS},][0-9]+)"
"""A pattern for digits as they are printed, without a sign and without groups. `stands_alone`: whether all is there."""
_POWER = (
    rf"[\s]?[\u00d7x*]\s?10(?:\s?\^\s?[{SIGNS}]?[0-9]+|[{_SUPER}]+|[{SIGNS}][0-9]+|"
    rf"[1-9][0-9]?(?![0-9])(?![{POINTS},][0-9]))"
)
_THOUSANDS = re.compile(
    rf"([1-9][0-9]{{0,2}}(?:(?P<by>[,.'\u2019{GAPS}])[0-9]{{3}}(?:(?P=by)[0-9]{{3}})*))([{POINTS},][0-9]+)?"
)
_BIG = r"\s(?:hundred|thousand|million|billion|hundra|tusen|miljon(?:er)?|miljard(?:er)?)\b"
_CORE = re.compile(
    rf"(?<![0-9])(?:{_DIGITS}|(?<![0-9{POINTS},])[{POINTS},][0-9]+)"
    rf"(?:{_POWER}|[eE][{SIGNS}]?[0-9]+\b|(?<=10)(?:\^[{SIGNS}]?[0-9]+|[{_SUPER}]+)|{_BIG})?"
)
_UNITS = re.compile(
    r"[kmn\u00b5\u03bcp]?g|mcg|[mdc\u00b5\u03bc]?l|[cmk]?m|[mn\u00b5\u03bc]?mol|meq|i[ue]|u|hr?s?|min|sec|ms|d|wks?|mo|yr?s?|k?cal|"
    r"kj|k?hz|mmhg|bpm",
    re.I,
)
"""What stands right behind a number without being of it."""

_LETTERS = r"[^\W\d_]"
_WORD = re.compile(rf"{_LETTERS}+(?:[-\u2010\u2011]{_LETTERS}+)*")
_TIMES = re.compile(
    r"(?:second|minute|hour|day|night|week|month|year)s?|(?:minut|timm|dag|natt|veck|m\u00e5nad|\u00e5r)\w*", re.I
)
_ARTICLES = frozenset({"a", "en", "ett"})
_NO_NUMBERS = _ARTICLES | {"and", "och"}
_HUNDREDS = frozenset({"hundred", "thousand", "hundra", "tusen"})
_GOES_ON = re.compile(
    r"\s(?:(?:and\s|och\s)?(?:\w+(?:-\w+)*(?:first|second|third|[^\W\d_]{2,}ths?)|first|second|third|thirds)\b|"
    r"(?:and\sa\s|och\sen\s)half|och\sen\shalv|point\s|komma\s|odd\b|or\sso\b|million|billion|miljon|miljard)",
    re.I,
)
"""Behind a number in words: what makes another number, a place in a row or a share of it."""
_VAGUE = re.compile(r"\b(?:several|few|many|some|flera|n\u00e5gra)\s(?:an?\s|ett\s)?$", re.I)
_BETWEEN = re.compile(rf"\s*(?:[{DASHES}\u2014{MINUS}/\u00d7x*:^]|to|or|and|till|eller|och)\s*", re.I)
"""Between two numbers: what makes a range, a share or a product of them, or leaves open which is meant."""
_SPREAD = re.compile(r"\s*(?:\u00b1|\+/[-\u2212])\s*")
_HIDDEN = "\u00ad\u200b-\u200d\u2060\ufeff"
_BROKEN = re.compile(rf"[\s{_HIDDEN}]*[{_HIDDEN}][\s{_HIDDEN}]*|\s*[{POINTS[1:]}\u2022]\s*")
"""Between digits of one number that a page has broken: what is not seen, or a raised point that got loose."""
LARGEST_POWER = 30
SMALLEST_WORD = 10
"""From where on a number in words is marked: smaller ones are seldom numbers of a study, and stand everywhere."""


@dataclass(frozen=True)
class Reading:
    """What a text is as a number; `either`: the two that it can be, where nobody can tell."""

    value: int | float | None = None
    either: tuple[int | float, ...] = ()


@dataclass(frozen=True)
class Place:
    """One number in a text, code points `start` to `end`. `marked`: it stands alone and is worth taking."""

    start: int
    end: int
    marked: bool = True


def read_printed(text: str, *, whole: bool = False) -> Reading:
    """A number in one of the forms of articles: 1 234, 1,234.5, 0,5, .05, with a raised point, 95 %, sixty-four.

    `whole`: it counts something, so that '1,180' can only be thousands; elsewhere it is either of two. No number: a
    bound, two numbers, and anything with a character that is not read.
    """
    said = " ".join(text.split()).rstrip(".,;:")
    if not whole:
        said = re.sub(r"\s?%$", "", said)
    sign = re.match(rf"([{SIGNS}])\s?(?=[0-9{POINTS},])", said)
    body = said[sign.end() :] if sign else said
    factor = -1 if sign and sign[1] != "+" else 1
    values = list(dict.fromkeys(_read_body(body, whole)))
    if not values:
        counted = read_number(said)
        return Reading(counted)
    signed = tuple(factor * v for v in values)
    return Reading(signed[0]) if len(signed) == 1 else Reading(None, signed)


def _read_body(body: str, whole: bool) -> Iterator[int | float]:
    """What unsigned digits can be: nothing, one number, or two."""
    body, power = _split_power(body)
    if power is None:
        return
    thousands = _THOUSANDS.fullmatch(body)
    plain = re.fullmatch(rf"(0|[1-9][0-9]*)?([{POINTS},][0-9]+)?", body)
    if thousands is not None and thousands["by"] != (thousands[3] or "")[:1]:
        by, whole_part, rest = thousands["by"], re.sub(r"[^0-9]", "", thousands[1]), thousands[3] or ""
        sure = by not in ",." or bool(rest) or thousands[1].count(by) > 1 or (whole and by == ",")
        # With one comma and three digits behind it nobody can tell; a point is a decimal point to all but a few.
        if sure or by == ",":
            yield from _number(whole_part, rest, power)
        if sure:
            return
    if plain is not None and body:
        yield from _number(plain[1] or "0", plain[2] or "", power)


def _split_power(body: str) -> tuple[str, int | None]:
    """What stands before a power of ten, and the power; None for one that has lost its raised digits."""
    found = re.fullmatch(rf"(.*?)\s?(?:[\u00d7x*]\s?10|(?<!.)10(?=[\^{_SUPER}]))(.+)", body)
    if found is None:
        exact = re.fullmatch(rf"(.+?)[eE]([{SIGNS}]?[0-9]+)", body)
        return (exact[1], _read_power(exact[2])) if exact else (body, 0)
    raised = found[2].translate(_RAISED)
    shown = raised if raised != found[2] else (found[2].strip()[1:] if found[2].strip().startswith("^") else None)
    return found[1] or "1", _read_power(shown.strip()) if shown is not None else None


def _read_power(said: str) -> int | None:
    plain = re.sub(rf"[{re.escape(DASHES)}{MINUS}]", "-", said)
    return int(plain) if re.fullmatch(r"[+-]?[0-9]{1,2}", plain) and abs(int(plain)) <= LARGEST_POWER else None


def _number(whole_part: str, rest: str, power: int) -> Iterator[int | float]:
    if not rest and power >= 0:
        yield int(whole_part) * 10**power
        return
    value = float(f"{whole_part}.{rest[1:] or 0}e{power}")
    yield int(value) if power > 0 and value.is_integer() else value


# ---------------------------------------------------------------- p-values

_UNNUMBERED = re.compile(
    r"\bn\.?\s?s\b|signifi[ck]|signifikan|not (?:reported|given|stated|seen|shown)|"
    r"(?:ej|inte) (?:angiv|redovisa|visa|se)",
    re.I,
)
"""What stands for a p-value that is not printed as a number."""
_NAME_OF_P = re.compile(r"^p\b[^=<>\u2264\u2265\u2039\u203a0-9]{0,40}(?=[=<>\u2264\u2265\u2039\u203a])", re.I)
_BETWEEN_P = re.compile(
    rf";|,\s|\s(?:and|or|to|och|eller|till)\s|(?<=[0-9])\s?[{DASHES}\u2014/]\s?(?=[0-9{POINTS}])", re.I
)


def is_p_value(text: str) -> bool:
    """Whether a text is one p-value, or several, as articles print them: '0.03', '<.05', 'ns', '0.01 (trend)'."""
    outside = re.sub(r"\([^()]*\)", " ", text)
    parts = [part.strip() for part in _BETWEEN_P.split(outside if outside.strip() else text.strip("() "))]
    return bool(parts) and all(_is_one_p(part) for part in parts)


def _is_one_p(part: str) -> bool:
    if not re.search(r"[0-9]", part):
        return _UNNUMBERED.search(part) is not None
    plain = _UNNUMBERED.sub("", part) if part[:1].isalpha() and _NAME_OF_P.match(part) is None else part
    digits = re.sub(rf"^[={BOUNDS}\s]*|[\s*\u2020\u2021\u00a7]*$", "", _NAME_OF_P.sub("", plain.strip()))
    reading = read_printed(re.sub(r"^10(?=[\^])", "1\u00d710", digits), whole=False)
    known = [v for v in (reading.value, *reading.either) if v is not None]
    return "%" not in part and any(0 <= v <= 1 for v in known)


# ---------------------------------------------------------------- where they stand


@lru_cache(maxsize=1024)
def find_printed(text: str) -> tuple[Place, ...]:
    """The numbers of a text in their order, each with its sign, its bound, its power of ten, its per cent."""
    found = _mend([place for match in _CORE.finditer(text) for place in _parts(text, match)], text)
    taken = [(p.start, p.end) for p in found]
    words = [w for w in _find_words(text) if not any(a < w.end and w.start < b for a, b in taken)]
    return tuple(sorted([*found, *words], key=lambda p: p.start))


def _mend(found: list[Place], text: str) -> list[Place]:
    """Pieces that may be one number as one place, which is not marked: neither piece is a number of its own."""
    whole: list[Place] = []
    for place in found:
        if whole and _is_broken(text, whole[-1], place):
            whole[-1] = Place(whole[-1].start, place.end, False)
        else:
            whole.append(place)
    return whole


def _is_broken(text: str, one: Place, other: Place) -> bool:
    between, behind = text[one.end : other.start], text[other.start : other.end]
    if not text[one.start : one.end][-1:].isdigit():
        return False
    if between and (_BROKEN.fullmatch(between) or (between.isspace() and behind[0] in POINTS)):
        return True
    groups = re.fullmatch(r"[^0-9]*[1-9][0-9]{0,2}", text[one.start : one.end]), re.match(r"[0-9]{3}(?![0-9])", behind)
    return between.isspace() and all(groups)


def find_cut(text: str, start: int, end: int) -> str:
    """The number that a selection has a part of, digits or sign; empty where it cuts none."""
    for place in find_printed(text):
        if place.end <= start or place.start >= end:
            continue
        known = text[place.start : place.end]
        if place.start < start or end < _core(text, place):
            return known
    return ""


def stands_alone(text: str, start: int, end: int, *, paired: bool = False) -> bool:
    """Whether exactly one number stands at `start` to `end`, and is no part of a range, a share, a product or a name.

    `paired`: it is one of two that belong together, such as the ends of an interval.
    """
    return find_whole(text, start, end, paired=paired, spread=True) == ""


def find_whole(text: str, start: int, end: int, *, paired: bool = False, spread: bool = False) -> str | None:
    """What the number at `start` to `end` is only a part of; empty where it stands alone, None where none stands there.

    `paired`: it may be an end of a range; `spread`: it may have its spread beside it, as '5.1 ± 2.0'.
    """
    places = find_printed(text)
    at = next((i for i, p in enumerate(places) if p.start == start and _core(text, p) <= end <= p.end), None)
    if at is None or not _is_read(text[start:end].lstrip(f"{BOUNDS} ")):
        return None
    place = places[at]
    if not place.marked and text[place.end - 1].isdigit():
        begin, behind = re.search(r"\S*$", text[:start]), re.match(r"\S*", text[end:])
        return f"{begin[0] if begin else ''}{text[start:end]}{behind[0] if behind else ''}"
    before, after = places[at - 1] if at else None, places[at + 1] if at + 1 < len(places) else None
    for one, other in ((before, place), (place, after)):
        if one is None or other is None:
            continue
        between = text[one.end : other.start]
        if (not paired and _BETWEEN.fullmatch(between)) or (not spread and _SPREAD.fullmatch(between)):
            return text[one.start : other.end]
    return ""


def _core(text: str, place: Place) -> int:
    """Where a number ends without its per cent."""
    return place.start + len(text[place.start : place.end].rstrip("% \u00a0"))


def _parts(text: str, match: re.Match[str]) -> Iterator[Place]:
    """One number; of a list without spaces, such as '0.3,0.9', each."""
    start, end = match.span()
    said = match[0]
    if "," in said and not _is_read(said):
        parts = list(re.finditer(r"[^,]+", said))
        # Whole numbers with commas, '12,34,567', may be one that is grouped in another way.
        if all(_is_read(p[0]) and re.search(rf"[{POINTS}]", p[0]) for p in parts):
            for p in parts:
                yield _place(text, start + p.start(), start + p.end())
            return
        whole = _place(text, start, end)
        yield Place(whole.start, whole.end, False)
        return
    yield _place(text, start, end)


def _is_read(said: str) -> bool:
    reading = read_printed(said)
    return reading.value is not None or bool(reading.either)


def _place(text: str, start: int, end: int) -> Place:
    glued = _is_glued(text, start)
    behind = re.match(rf"\s?%|{_LETTERS}+", text[end : end + 20])
    marked = not glued
    if behind is not None:
        if behind[0].endswith("%"):
            end += behind.end()
        else:
            marked = marked and _UNITS.fullmatch(behind[0]) is not None
    if not glued:
        start = _begin(text, start)
    said = re.search(r"(?<!\w)minus\s+$", text[max(0, start - 10) : start], re.I)
    return Place(start - len(said[0]) if said else start, end, marked and said is None)


def _is_glued(text: str, start: int) -> bool:
    """Whether the digits are the end of a name: 'B12', 'SF-36'."""
    return re.search(rf"(?:{_LETTERS}|_)(?:[{re.escape(DASHES)}])?$", text[max(0, start - 2) : start]) is not None


def _begin(text: str, start: int) -> int:
    """Where a number begins with its sign and its bound."""
    head = text[max(0, start - 40) : start]
    sign = re.search(rf"([{SIGNS}])([\s{GAPS}]?)$", head)
    if sign is not None and _is_sign(head[: sign.start()], sign[1], bool(sign[2])):
        start -= len(sign[0])
        head = head[: sign.start()]
    bound = re.search(rf"[{BOUNDS}]\s?$", head)
    return start - len(bound[0]) if bound else start


def _is_sign(before: str, sign: str, apart: bool) -> bool:
    """Whether a dash, after `before`, is a minus. Between two numbers it is none; '+/-' is none either."""
    if before.endswith(("+/", "\u00b1")):
        return False
    if sign == MINUS:
        return re.search(r"[\d)%\]]\s*$" if apart else r"[\d)%\]]$", before) is None
    if apart:
        return re.search(rf"(?:[=(\[:,;{BOUNDS}]\s*|^\s*)$", before) is not None
    return re.search(r"[\w)\]%]$", before) is None


def _find_words(text: str) -> Iterator[Place]:
    """Numbers in words, as a sentence begins with one: each with all of its words."""
    run: list[re.Match[str]] = []
    for word in _WORD.finditer(text):
        if run and _joins(text, run, word):
            run.append(word)
            continue
        yield from _close(text, run)
        run = []
        pieces = re.split(r"[-\u2010\u2011]", word[0])
        if all(is_number_word(p) for p in pieces) and word[0].casefold() not in ("and", "och"):
            run = [word]
        elif len(pieces) > 1 and any(is_number_word(p) and p.casefold() not in _NO_NUMBERS for p in pieces):
            first = word.start() + len(pieces[0])
            number = read_number(pieces[0])
            if len(pieces) == 2 and _TIMES.fullmatch(pieces[1]) and number is not None:
                yield Place(word.start(), first, number >= SMALLEST_WORD)
            else:
                yield Place(word.start(), word.end(), False)
    yield from _close(text, run)


def _joins(text: str, run: list[re.Match[str]], word: re.Match[str]) -> bool:
    """Whether a word goes on with the number before it."""
    if not re.fullmatch(r"\s", text[run[-1].end() : word.start()]):
        return False
    said, last = word[0].casefold(), re.split(r"[-\u2010\u2011]", run[-1][0])[-1].casefold()
    if last in _ARTICLES:
        return said in _HUNDREDS
    if said in ("and", "och"):
        after = re.match(rf"\s({_LETTERS}+)", text[word.end() : word.end() + 30])
        return last in _HUNDREDS and after is not None and is_number_word(after[1])
    return said not in _ARTICLES and all(is_number_word(p) for p in re.split(r"[-\u2010\u2011]", word[0]))


def _close(text: str, run: list[re.Match[str]]) -> Iterator[Place]:
    if not run or (len(run) == 1 and run[0][0].casefold() in _ARTICLES):
        return
    start, end = run[0].start(), run[-1].end()
    goes_on = _GOES_ON.match(text[end : end + 40])
    number = read_number(text[start:end])
    vague = run[0][0].casefold() in _HUNDREDS and _VAGUE.search(text[max(0, start - 20) : start]) is not None
    whole = goes_on is None and not vague
    yield Place(start, end + (len(goes_on[0]) if goes_on else 0), whole and (number is None or number >= SMALLEST_WORD))


__all__ = ["Place", "Reading", "find_cut", "find_printed", "find_whole", "is_p_value", "read_printed", "stands_alone"]

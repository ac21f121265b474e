"""A number with what it counts, in the English of messages: `1 record`, `3 records`. Texts of pages: `language`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence


def say_count(number: int, one: str, many: str | None = None, *, spec: str = "") -> str:
    """`number` laid out by `spec`, with `one` or `many`; `many`: `one` with an s when None."""
    return f"{number:{spec}} {one if number == 1 else many or f'{one}s'}"


def say_names(names: Iterable[str], most: int = 10) -> str:
    """`names` in one line; of more than `most` the first ones, and how many more there are."""
    every = list(names)
    more = f" and {len(every) - most} more" if len(every) > most else ""
    return ", ".join(every[:most]) + more


_UNITS = {
    **dict(zip(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"], range(1, 10), strict=True)),
    **dict(zip(["ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio"], range(1, 10), strict=True)),
    "en": 1,
    "a": 1,
}
_TEENS = {
    **dict(
        zip(
            [
                "ten",
                "eleven",
                "twelve",
                "thirteen",
                "fourteen",
                "fifteen",
                "sixteen",
                "seventeen",
                "eighteen",
                "nineteen",
            ],
            range(10, 20),
            strict=True,
        )
    ),
    **dict(
        zip(
            ["tio", "elva", "tolv", "tretton", "fjorton", "femton", "sexton", "sjutton", "arton", "nitton"],
            range(10, 20),
            strict=True,
        )
    ),
}
_TENS = {
    **dict(
        zip(
            ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
            range(20, 100, 10),
            strict=True,
        )
    ),
    **dict(
        zip(
            ["tjugo", "trettio", "fyrtio", "femtio", "sextio", "sjuttio", "åttio", "nittio"],
            range(20, 100, 10),
            strict=True,
        )
    ),
}
HUNDRED, THOUSAND = 100, 1000
_POWERS = {"hundred": HUNDRED, "hundra": HUNDRED, "thousand": THOUSAND, "tusen": THOUSAND}
_LONE = {"zero": 0, "noll": 0}
_AND = ("and", "och")
_WORDS = sorted({*_UNITS, *_TEENS, *_TENS, *_POWERS, *_AND}, key=lambda word: -len(word))


def read_number(text: str) -> int | None:
    """A whole number below a million written in words, English or Swedish: 'sixty-four', 'etthundraåtta'.

    None for anything else, two numbers beside each other among it.
    """
    said = text.casefold().strip(" \t\n.,;:()\"'")
    if said in _LONE:
        return _LONE[said]
    words: list[str] = []
    for piece in said.replace("-", " ").replace("\u2010", " ").replace("\u2011", " ").split():
        cut = _cut(piece)
        if cut is None:
            return None
        words += cut
    return _add(words) if words != ["a"] else None


def is_number_word(piece: str) -> bool:
    """Whether a word without hyphens is made of words for numbers: 'sixty', 'sextiofyra', 'and' among them."""
    return bool(_cut(piece.casefold()))


def _cut(piece: str) -> list[str] | None:
    """'sextiofyra' as its words; None where it is not made of them."""
    if not piece:
        return []
    for word in _WORDS:
        if piece.startswith(word) and (rest := _cut(piece[len(word) :])) is not None:
            return [word, *rest]
    return None


def _add(words: Sequence[str]) -> int | None:
    """What the words come to; None where they do not go together."""
    thousand = next((i for i, word in enumerate(words) if _POWERS.get(word) == THOUSAND), None)
    if thousand is None:
        return _below_thousand(words)
    before, after = _below_thousand(words[:thousand]), _after(words[thousand + 1 :], _below_thousand)
    if after is None or (before is None and words[:thousand]):
        return None
    return (before or 1) * THOUSAND + after


def _below_thousand(words: Sequence[str]) -> int | None:
    hundred = next((i for i, word in enumerate(words) if _POWERS.get(word) == HUNDRED), None)
    if hundred is None:
        return _below_hundred(words)
    before, after = words[:hundred], _after(words[hundred + 1 :], _below_hundred)
    if after is None or len(before) > 1 or not _UNITS.keys() >= set(before):
        return None
    return (_UNITS[before[0]] if before else 1) * HUNDRED + after


def _after(words: Sequence[str], read: Callable[[Sequence[str]], int | None]) -> int | None:
    """What follows a hundred or a thousand: nothing, or a smaller number with or without an 'and'."""
    if not words:
        return 0
    return read(words[1:] if words[0] in _AND else words)


def _below_hundred(words: Sequence[str]) -> int | None:
    match [*words]:
        case [one]:
            return _UNITS.get(one) or _TEENS.get(one) or _TENS.get(one)
        case [tens, one] if tens in _TENS and one in _UNITS:
            return _TENS[tens] + _UNITS[one]
    return None

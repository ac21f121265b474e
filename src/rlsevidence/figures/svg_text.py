"""Text of a figure as SVG: the few marks that labels hold (<br>, <b>, <s>, a coloured span), in lines. Pure."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from html.parser import HTMLParser
from typing import Literal

LEADING = 1.25
"""Height of a line in sizes of its letters."""
SOFT = "\u200b<br>"
"""A break within a sentence, which a narrower drawing puts elsewhere; a plain <br> stays where it is."""
_NARROW, _WIDE = frozenset("ijlItfr.,;:'|!()[] -·"), frozenset("mwMWÅÄÖ%@—")


@dataclass(frozen=True)
class Run:
    """Letters that look alike."""

    text: str
    bold: bool = False
    struck: bool = False
    colour: str | None = None
    lang: str | None = None
    """The language of the words, where it is not that of the figure."""


class _Reader(HTMLParser):
    """Unknown elements are dropped, their text is kept."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[list[Run]] = [[]]
        self.looks = [Run("")]
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        look = self.looks[-1]
        if tag == "br":
            self.lines.append([])
        elif tag == "b":
            self.looks.append(replace(look, bold=True))
        elif tag == "s":
            self.looks.append(replace(look, struck=True))
        else:
            given = dict(attrs)
            found = re.search(r"color:\s*(#[0-9a-fA-F]{3,6})", given.get("style") or "")
            colour, lang = found[1] if found else look.colour, given.get("lang") or look.lang
            self.looks.append(replace(look, colour=colour, lang=lang))

    def handle_endtag(self, tag: str) -> None:
        if tag != "br" and len(self.looks) > 1:
            self.looks.pop()

    def handle_data(self, data: str) -> None:
        if data:
            self.lines[-1].append(replace(self.looks[-1], text=data))


@lru_cache(maxsize=4096)
def read_lines(text: str) -> tuple[tuple[Run, ...], ...]:
    """The lines of a label, each in runs that look alike."""
    if text and "<" not in text and "&" not in text:
        return ((Run(text),),)
    return tuple(tuple(line) for line in _Reader(text).lines)


def read_plain(text: str) -> str:
    """The words of a label alone, lines joined by a comma, those of one sentence by a blank: what a tooltip says."""
    lines = ("".join(run.text for run in line).strip() for line in read_lines(text.replace(SOFT, " ")))
    return ", ".join(line for line in lines if line)


def measure_width(text: str, size: float) -> float:
    """Pixels that the longest line takes, rather too many than too few: the reader's font is not known."""
    return max((_measure(line, size) for line in read_lines(text)), default=0.0)


def _measure(line: tuple[Run, ...], size: float) -> float:
    width = 0.0
    for run in line:
        width = sum(map(_widths(size, run.bold).__getitem__, run.text), width)
    return width


class _Widths(dict[str, float]):
    """Pixels that a letter takes in one size."""

    def __init__(self, size: float, bold: bool) -> None:
        super().__init__()
        self._size, self._bold = size, bold

    def __missing__(self, letter: str) -> float:
        share = 0.36 if letter in _NARROW else 0.92 if letter in _WIDE else 0.7 if letter.isupper() else 0.61
        self[letter] = width = self._size * share * (1.08 if self._bold else 1)
        return width


_widths = lru_cache(maxsize=64)(_Widths)


def measure_height(text: str, size: float) -> float:
    return LEADING * size * len(read_lines(text))


def draw_text(
    x: float,
    y: float,
    text: str,
    *,
    size: float = 12,
    colour: str = "#1f2933",
    anchor: Literal["start", "middle", "end"] = "start",
    place: Literal["below", "middle", "above"] = "middle",
    angle: float = 0,
) -> str:
    """`text` at a point, in pixels: `place` says whether its lines lie below the point, around it or above it."""
    lines = read_lines(text)
    step = LEADING * size
    first = {"below": size, "middle": size * 0.36 - step * (len(lines) - 1) / 2, "above": -step * (len(lines) - 1) - 3}
    turn = f' transform="rotate({show(angle)} {show(x)} {show(y)})"' if angle else ""
    fixed = f' font-size="{show(size)}"' + ("" if anchor == "start" else f' text-anchor="{anchor}"') + turn
    placed = [
        (f' x="{show(x)}" y="{show(y + first[place] + step * number)}"', line)
        for number, line in enumerate(lines)
        if line
    ]
    if len(placed) == 1:
        # Most texts are of one line and one look: what the text says itself needs no element within it.
        ((at, line),) = placed
        if len(line) == 1:
            return f"<text{fixed}{at}{_look(line[0], colour)}>{html.escape(line[0].text, quote=False)}</text>"
        return f'<text{fixed}{at} fill="{colour}">{"".join(map(_draw_run, line))}</text>'
    parts = [f"<tspan{at}>{''.join(map(_draw_run, line))}</tspan>" for at, line in placed]
    return f'<text{fixed} fill="{colour}">{"".join(parts)}</text>'


def _draw_run(run: Run) -> str:
    look = _look(run)
    text = html.escape(run.text, quote=False)
    return f"<tspan{look}>{text}</tspan>" if look else text


def _look(run: Run, colour: str = "") -> str:
    """What sets a run of text apart, as attributes; `colour`: where it has none of its own."""
    look = (' font-weight="700"' if run.bold else "") + (' text-decoration="line-through"' if run.struck else "")
    look += f' fill="{run.colour or colour}"' if run.colour or colour else ""
    return look + (f' lang="{run.lang}"' if run.lang else "")


def show(value: float) -> str:
    """A number of pixels with one decimal at most: the same figure is the same bytes."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def fit_lines(text: str, size: float, width: float) -> str:
    """`text` with each of its sentences in lines of at most `width` pixels, whatever has to be broken for it."""
    sentences = re.split(r"(?<!\u200b)<br>", text)
    return "<br>".join(fit_text(s.replace(SOFT, "<br>"), size, width, anywhere=True) for s in sentences)


def fit_text(text: str, size: float, width: float, *, anywhere: bool = False) -> str:
    """`text` with lines of at most `width` pixels, broken between words; as it is where it fits.

    `anywhere`: a word that is wider than a line is broken too, after a hyphen or a slash, or where it must be.
    """
    if measure_width(text, size) <= width:
        return text
    lines: list[str] = []
    for word in re.findall(r"(?:<[^>]*>|[^ \n<])+", re.sub(r"<br\s*/?>", " ", text)):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and measure_width(joined, size) <= width:
            lines[-1] = joined
        elif anywhere and measure_width(word, size) > width:
            lines += _break_word(word, size, width)
        else:
            lines.append(word)
    return "<br>".join(lines)


def _break_word(word: str, size: float, width: float) -> list[str]:
    """A word in pieces of at most `width` pixels; its marks (elements, entities) stay whole."""
    letters: list[str] = re.findall(r"<[^>]*>|&[^;\s]+;|.", word)
    pieces = []
    while letters:
        most = max((n for n in range(1, len(letters) + 1) if _fits(letters[:n], size, width)), default=1)
        after = [n for n in range(1, most + 1) if letters[n - 1] in ("-", "/")]
        cut = most if most == len(letters) or not after else after[-1]
        pieces.append("".join(letters[:cut]))
        letters = letters[cut:]
    return pieces


def _fits(letters: list[str], size: float, width: float) -> bool:
    return measure_width("".join(letters), size) <= width

"""What bytes that are no UTF-8 may be: Windows-1252, MacRoman, or a script that neither of them has. Pure.

Windows-1252 is a guess: words that hold signs, or letters of languages that do not meet, are told as a doubt.

No byte says which encoding it is of; what tells is where it stands. In Windows-1252 a capital within a word, or a sign
such as the dagger before a small letter, is no word; under MacRoman these bytes are the letters of Western languages.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass

HIGH = re.compile(rb"[\x80-\xff]")
RUN = re.compile(rb"[\x80-\xff]{4,}")
"""In Western languages letters outside ASCII stand alone; in other scripts they follow each other."""
NO_LETTER = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
"""Bytes that Windows-1252 leaves open."""
ODD = re.compile(
    rb"(?<=[a-z])[\x87-\x8a\x8c\x8e\x99\x9f]|(?<=[A-Z])[\x87-\x8a\x8c\x8e\x99\x9f](?=[a-z])"
    rb"|(?<![A-Za-z\x80-\xff])[\x80\x85\x86](?=[a-z])|[\x81\x8d\x8f\x90](?=[a-z])"
)
"""Signs and capitals of Windows-1252 where a small letter, or the beginning of a word, stands in MacRoman."""
MAC = re.compile(rb"(?<=[A-Za-z])[\x80-\x90\x98-\x9f]|[\x80-\x90\x98-\x9f](?=[a-z])")
LATIN = re.compile(rb"[\xe0-\xf6\xf8-\xff]")
"""Small letters of Windows-1252."""
FEW = 8
WORD = re.compile(rb"(?<![A-Za-z\x80-\xff])[A-Za-z]*+[\x80-\xff][A-Za-z\x80-\xff]*")
"""A word with a letter outside ASCII. It begins only where a word does, so that a long row of letters is read once."""
LONGEST = 100
"""Letters of a word that are looked at: no language writes longer ones, and a row of them is looked through often."""
NO_WORD = re.compile(
    # Signs between letters, and before small ones: Polish, Czech, Romanian and Baltic letters, and those of DOS.
    "[A-Za-zÀ-ÿ][¡¢£¤¥¦§¨ª«¬¯³¶¸¹º»¼½¾¿‚„†‡“”˜][a-zà-ÿ]|(?<![A-Za-zÀ-ÿ])[£¥¦ª¯¾][a-zà-ÿ]{2}|(?<![A-Za-zÀ-ÿ])¯[À-ÿ³]"
    # Letters of Icelandic, for which Turkish and Baltic ones stand elsewhere.
    "|(?i:[a-zà-ÿ][þýð]|[þýð][a-zà-ÿ])"
    # Letters that stand in one word of no Western language; Czech, Croatian and Hungarian have others there.
    "|(?i:[øèìùïòê][a-zà-ÿ]*[áíúýó]|[áíúýó][a-zà-ÿ]*[øèìùïòê]|iæ(?![a-zà-ÿ])|õ[a-zà-ÿ]*[öüáó]|[öüáó][a-zà-ÿ]*õ)"
)
"""What is in no word as Windows-1252 shows it, or in a word of few languages only."""
WORDS_SAID = 3
EASTERN = ("cp932", "cp950", "gb18030", "cp949")
"""Encodings whose letters have two bytes, the second of which may be one of ASCII: Shift-JIS, Big5 and their kin."""
SIGNS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+")


@dataclass(frozen=True)
class Weighed:
    """`kind`: 'cp1252', 'mac_roman' or 'other'; `open`: how many bytes have no letter in Windows-1252; `odd`: the
    first words that look wrong in it."""

    kind: str
    open: int
    odd: tuple[str, ...] = ()


class _Eastern:
    """Whether a text is of one of those encodings: there its letters follow each other, and next to nothing is left
    over. A Western letter and the one of ASCII after it may make a sign there, but hardly two in a row."""

    def __init__(self, codec: str) -> None:
        self.decoder = codecs.getincrementaldecoder(codec)("replace")
        self.signs = self.joined = self.longest = self.bad = 0

    def take(self, chunk: bytes) -> None:
        text = self.decoder.decode(chunk)
        runs = [len(run) for run in SIGNS.findall(text)]
        self.signs += sum(runs)
        self.joined += sum(n for n in runs if n > 1)
        self.longest = max(self.longest, *runs, 0)
        self.bad += text.count("\ufffd")

    def holds(self) -> bool:
        return (
            (self.joined >= 4 or self.longest > 2) and self.joined >= 0.8 * self.signs and self.bad <= 0.1 * self.signs
        )


def weigh(chunks: Iterable[bytes]) -> Weighed:
    """What the bytes of a text may be, by where those outside ASCII stand in it."""
    high = runs = odd = mac = latin = without = 0
    words = dict[str, None]()
    eastern = [_Eastern(codec) for codec in EASTERN]
    for chunk in chunks:
        high += len(HIGH.findall(chunk))
        runs += sum(len(run) for run in RUN.findall(chunk))
        odd += len(ODD.findall(chunk))
        mac += len(MAC.findall(chunk))
        latin += len(LATIN.findall(chunk))
        without += len(NO_LETTER.findall(chunk))
        for one in eastern:
            one.take(chunk)
        if len(words) < WORDS_SAID:
            shown = (word[:LONGEST].decode("cp1252", "replace") for word in WORD.findall(chunk))
            words |= dict.fromkeys(word for word in shown if NO_WORD.search(word))
    if (runs >= FEW and runs > 0.6 * high) or any(one.holds() for one in eastern):
        return Weighed("other", without)
    return Weighed("mac_roman" if odd and mac > latin else "cp1252", without, tuple(words)[:WORDS_SAID])

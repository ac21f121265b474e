"""What bytes that are no UTF-8 may be: Windows-1252, MacRoman, or a script that neither of them has. Pure.

No byte says which encoding it is of; what tells is where it stands. In Windows-1252 a capital within a word, or a sign
such as the dagger before a small letter, is no word; under MacRoman these bytes are the letters of Western languages.
"""

from __future__ import annotations

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


@dataclass(frozen=True)
class Weighed:
    """`kind`: 'cp1252', 'mac_roman' or 'other'; `open`: how many bytes have no letter in Windows-1252."""

    kind: str
    open: int


def weigh(chunks: Iterable[bytes]) -> Weighed:
    """What the bytes of a text may be, by where those outside ASCII stand in it."""
    high = runs = odd = mac = latin = without = 0
    for chunk in chunks:
        high += len(HIGH.findall(chunk))
        runs += sum(len(run) for run in RUN.findall(chunk))
        odd += len(ODD.findall(chunk))
        mac += len(MAC.findall(chunk))
        latin += len(LATIN.findall(chunk))
        without += len(NO_LETTER.findall(chunk))
    if runs >= FEW and runs > 0.6 * high:
        return Weighed("other", without)
    return Weighed("mac_roman" if odd and mac > latin else "cp1252", without)

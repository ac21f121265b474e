"""The text of a file, however it was encoded, and what had to be guessed. Pure."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
"""Marks at the beginning of a file, the longer ones first."""


@dataclass(frozen=True)
class Decoded:
    """`text` with line ends as \\n; `said`: what a person should know of how it was read, None where nothing is."""

    text: str
    said: str | None = None


def decode(raw: bytes) -> Decoded | None:
    """The text in `raw`; None when it is no text. What is no UTF-8 is read as Windows-1252, which is said."""
    for mark, codec, name in BOMS:
        if raw.startswith(mark):
            try:
                return Decoded(_lines(raw.decode(codec)), None if name == "UTF-8" else f"read as {name}")
            except UnicodeDecodeError:
                return None
    if b"\0" in raw[:4096]:
        return _without_mark(raw)
    try:
        return Decoded(_lines(raw.decode("utf-8")))
    except UnicodeDecodeError:
        # Five bytes have no letter in Windows-1252: they stay visible as what cannot be read.
        return Decoded(_lines(raw.decode("cp1252", errors="replace")), "read as Windows-1252, as it is no UTF-8")


def find_conflict(text: str) -> list[int]:
    """The lines where git left its marks, when a conflict begins and ends in `text`; otherwise none."""
    if not re.search(r"^<{7} ", text, re.M) or not re.search(r"^>{7} ", text, re.M):
        return []
    return [i for i, line in enumerate(text.split("\n"), 1) if re.match(r"(?:<{7}|>{7}|\|{7}) |={7}$", line)]


def _without_mark(raw: bytes) -> Decoded | None:
    """UTF-16 that does not say so: every other byte of Western text is zero."""
    head = raw[: 4096 - 4096 % 2]
    for codec, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if zeros.count(0) > 0.7 * max(1, len(zeros)):
            said = "read as UTF-16, though it does not say so"
            try:
                return Decoded(_lines(raw.decode(codec)), said)
            except UnicodeDecodeError:
                # Cut off, or damaged: one place that cannot be read hides none of the others.
                return Decoded(_lines(raw.decode(codec, "replace")), f"{said}, with bytes that cannot be read")
    return None


def drop_marks(text: str) -> str:
    """The text without the mark that its encoding begins with. One that was itself taken for text and encoded once
    more is no text either."""
    return text.removeprefix("\ufeff").removeprefix("ï»¿").removeprefix("\ufeff")


def _lines(text: str) -> str:
    return drop_marks(text).replace("\r\n", "\n").replace("\r", "\n")

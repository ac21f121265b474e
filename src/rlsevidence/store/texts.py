"""A file of the evidence as text, and what is wrong with it as such: encoding, line ends, marks of a merge."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from ..errors import Problem
from ..layout import LANGUAGE, PROSE, SCHEMAS

CONFLICT = re.compile(r"^(<{7} |={7}$|>{7} )", re.MULTILINE)


def read_text(folder: Path, path: str, problems: list[Problem]) -> str | None:
    """The text with line ends of one newline and without a byte order mark; None when there is no text to read."""
    file = folder / path
    if not file.is_file():
        problems.append(Problem(path, 0, "file", "file-missing", "no such file", "a file of this name"))
        return None
    try:
        data = file.read_bytes()
    except OSError as error:
        problems.append(Problem(path, 0, "file", "file-unreadable", str(error.strerror), "a file that may be read"))
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = f"byte 0x{data[error.start]:02x}"
        problems.append(Problem(path, line, "text", "encoding", found, "UTF-8 (save the file as UTF-8)"))
        return None
    mend = "(rlsevidence fmt mends it)"
    if text.startswith("\ufeff"):
        expected = f"UTF-8 that begins with the text {mend}"
        problems.append(Problem(path, 1, "text", "byte-order-mark", "a byte order mark", expected))
    if "\r\n" in text:
        line = text.count("\n", 0, text.index("\r\n")) + 1
        problems.append(Problem(path, line, "text", "line-ends", "line ends of Windows", f"line ends of Unix {mend}"))
    text = normalise(text)
    if text and not text.endswith("\n"):
        line = text.count("\n") + 1
        expected = f"a newline at the end {mend}"
        problems.append(Problem(path, line, "text", "line-ends", "no newline at the end", expected))
    if conflict := _conflict(path, text):
        problems.append(conflict)
        return None
    return text


def _conflict(path: str, text: str) -> Problem | None:
    """The marks that git left in a text, with their lines; None where there are none."""
    # A search line by line of a long table takes as long as reading it; most texts hold none of the three anywhere.
    held = any(mark in text for mark in ("<" * 7, "=" * 7, ">" * 7))
    numbers = [text.count("\n", 0, mark.start()) + 1 for mark in CONFLICT.finditer(text)] if held else []
    if not numbers:
        return None
    found = f"conflict markers of git in lines {', '.join(map(str, numbers))}"
    expected = "one version: settle the merge by hand, then save"
    return Problem(path, numbers[0], "text", "merge-conflict", found, expected)


def list_conflicts(folder: Path) -> list[Problem]:
    """Conflicts in files that no part claims: those for people only, catalogues, schemas."""
    files = [folder / name for name in sorted(PROSE)]
    files += sorted((folder / LANGUAGE).glob("*.po")) + sorted((folder / SCHEMAS).glob("*.json"))
    problems = []
    for file in files:
        with suppress(OSError):
            text = normalise(file.read_bytes().decode("utf-8", "replace"))
            if re.search(r"^<{7} ", text, re.M):  # a line of = alone underlines a heading of prose
                problems.append(_conflict(file.relative_to(folder).as_posix(), text))
    return [p for p in problems if p is not None]


def normalise(text: str) -> str:
    """The text without a byte order mark, each line ended by one newline."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n")

"""BibTeX's values in several parts, joined by '#': each as one, with the texts of @string filled in. Pure."""

from __future__ import annotations

import re

FIELD = re.compile(r"([A-Za-z][\w:+.-]*)\s*=\s*")
WORD = re.compile(r"[^\s#,{}()\"=%]+")
STRING = re.compile(r"@string\s*[{(]\s*$", re.I)


def join_values(text: str) -> str:
    """`text` with each joined value written as one in braces, lines kept in number; the others stay as they are."""
    found, texts = list[tuple[int, int, list[str]]](), dict[str, list[str]]()
    at = 0
    while match := FIELD.search(text, at):
        parts, end = _read_parts(text, match.end())
        if parts and STRING.search(text[max(0, match.start() - 20) : match.start()]):
            texts[match[1].lower()] = parts
        if len(parts) > 1:
            found.append((match.end(), end, parts))
        at = max(end, match.end())
    made, before = list[str](), 0
    for start, end, parts in found:
        said = "".join(_fill(part, texts, 0) for part in parts)
        lines = "\n" * max(0, text.count("\n", start, end) - said.count("\n"))
        made += [text[before:start], f"{{{said}}}", lines]
        before = end
    return "".join([*made, text[before:]])


def _read_parts(text: str, at: int) -> tuple[list[str], int]:
    """The parts of the value that begins at `at`, as they stand, and where it ends; none where it is not closed."""
    parts, end = list[str](), at
    while True:
        after = _end_of(text, at)
        if after is None:
            return ([], end) if len(parts) == 0 else (parts, end)
        parts.append(text[at:after])
        end = after
        joined = re.compile(r"\s*#\s*").match(text, end)
        if not joined:
            return parts, end
        at = joined.end()


def _end_of(text: str, at: int) -> int | None:
    """Where a text in braces, one in quotation marks, a number or a word ends."""
    if at >= len(text):
        return None
    first, depth = text[at], 0
    if first not in '{"':
        word = WORD.match(text, at)
        return word.end() if word else None
    for i in range(at, len(text)):
        sign = text[i]
        if text[i - 1 : i] == "\\" and sign in "{}":
            continue
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if (first == "{" and depth == 0) or (first == '"' and sign == '"' and depth == 0 and i > at):
            return i + 1
        if depth < 0:
            return None
    return None


def _fill(part: str, texts: dict[str, list[str]], depth: int) -> str:
    if part[:1] in '{"':
        return part[1:-1]
    named = texts.get(part.lower()) if depth < 9 else None
    return "".join(_fill(p, texts, depth + 1) for p in named) if named else part

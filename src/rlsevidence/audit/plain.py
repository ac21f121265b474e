"""Bytes -> text in the encoding they are in; plain text and Markdown -> paragraphs. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..errors import EvidenceError
from .article import Paragraph
from .split import ITEM, split_paragraphs

MOST_CHARACTERS = 1_000_000
"""Of one document: some 500 pages. More is not an article."""
ENCODINGS = ("cp1252", "iso8859_1", "mac_roman", "cp850", "utf_16_le", "utf_16_be", "utf_32")
"""What an editor's text may be saved in when it is not UTF-8."""
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


def decode_text(data: bytes, name: str) -> tuple[str, str]:
    """(text, encoding). EvidenceError for what is no text, or in an encoding that cannot be told."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _checked(data.decode(encoding, errors="replace"), name), encoding.removesuffix("-sig")
    nothing = data[:4096].count(0)
    if nothing and nothing < 0.3 * len(data[:4096]):
        raise EvidenceError(f"{name}: found binary data, expected text, Markdown, HTML, DOCX or PDF")
    try:
        if not nothing:
            return _checked(data.decode("utf-8"), name), "utf-8"
    except UnicodeDecodeError:
        pass
    from charset_normalizer import from_bytes

    best = from_bytes(data[:200_000], cp_isolation=list(ENCODINGS)).best()
    if best is None:
        raise EvidenceError(f"{name}: found an encoding that cannot be told, expected text; save the file as UTF-8")
    return _checked(data.decode(best.encoding, errors="replace"), name), best.encoding.replace("_", "-")


def _checked(text: str, name: str) -> str:
    start = text[:20_000]
    strange = sum(unicodedata.category(c) in ("Cc", "Co", "Cn", "Cs") and c not in "\t\n\r\f\v\x85" for c in start)
    if start and strange / len(start) > 0.02:
        raise EvidenceError(f"{name}: found binary data, expected text, Markdown, HTML, DOCX or PDF")
    return text


def check_length(text: str, name: str) -> None:
    """EvidenceError for a text longer than any article."""
    if len(text) > MOST_CHARACTERS:
        raise EvidenceError(
            f"{name}: found {len(text):,} characters of text, expected at most {MOST_CHARACTERS:,}; divide the document"
        )


def clean(text: str) -> str:
    """A paragraph with its white space evened and without characters that nobody sees."""
    return " ".join(text.translate(_INVISIBLE).split())


def make_paragraphs(found: Iterable[Paragraph]) -> tuple[Paragraph, ...]:
    """Those that say something, evened."""
    evened = (Paragraph(clean(p.text), p.kind, p.source, p.links) for p in found)
    return tuple(p for p in evened if p.text)


def parse_plain(text: str) -> tuple[Paragraph, ...]:
    """Plain text. A line that begins like an item of a list is one; a short line with no full stop before a paragraph
    is a heading."""
    lines = split_paragraphs(text)
    found = []
    for index, line in enumerate(lines):
        mark = ITEM.match(line)
        following = lines[index + 1] if index + 1 < len(lines) else ""
        if mark:
            found.append(Paragraph(line[mark.end() :], "item"))
        elif _is_heading(line, lines[index - 1] if index else "", following):
            found.append(Paragraph(line, "heading"))
        else:
            found.append(Paragraph(line, "quote" if line.startswith(">") else "text"))
    return make_paragraphs(found)


def _is_heading(line: str, previous: str, following: str) -> bool:
    """A short line that begins like a sentence and ends like none, over running text, and not in an announced list."""
    begins = line[:1].isupper() or line[:1].isdigit()
    ends = bool(re.search(r"[.!?:;,…]\W*$", line[-8:]))
    runs = bool(re.search(r"[.!?:]\W*$", following[-8:]))
    return begins and not ends and runs and len(line.split()) <= 12 and not previous.rstrip().endswith(":")


def parse_markdown(text: str) -> tuple[Paragraph, ...]:
    """Markdown: what a reader sees of it; code, front matter and comments are left out."""
    import mistune

    body = re.sub(r"\A---\n.*?\n(?:---|\.\.\.)\n", "", text.replace("\r\n", "\n"), flags=re.S)
    body = re.sub(r"<!--.*?-->", "", body, flags=re.S)
    tokens = mistune.create_markdown(renderer=None, plugins=["table", "strikethrough"])(body)
    assert not isinstance(tokens, str), "without a renderer the library answers with tokens"
    return make_paragraphs(_read_tokens(tokens, "text"))


def _read_tokens(tokens: Iterable[Mapping[str, Any]], kind: str) -> Iterator[Paragraph]:
    for token in tokens:
        match token["type"]:
            case "heading":
                yield _gather(token, "heading")
            case "paragraph" | "block_text":
                yield _gather(token, kind)
            case "list_item":
                yield from _read_tokens(token.get("children", ()), "item")
            case "block_quote":
                yield from _read_tokens(token.get("children", ()), "quote")
            case "table_cell":
                yield _gather(token, "cell")
            case "block_code" | "block_html":
                continue
            case _:
                yield from _read_tokens(token.get("children", ()), kind)


def _gather(token: Mapping[str, Any], kind: str) -> Paragraph:
    words: list[str] = []
    links: list[str] = []
    waiting: list[Mapping[str, Any]] = [token]
    while waiting:
        current = waiting.pop()
        if current["type"] == "link":
            links.append(current["attrs"]["url"])
        if current["type"] in ("softbreak", "linebreak"):
            words.append(" ")
        elif current["type"] not in ("image", "inline_html"):
            words.append(current.get("raw", "") if not current.get("children") else "")
            waiting.extend(reversed(current.get("children", [])))
    return Paragraph("".join(words), kind, None, tuple(links))

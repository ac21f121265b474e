"""PDF -> paragraphs, from where its lines stand on the page. Pure: bytes in."""

from __future__ import annotations

import io
import itertools
import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import EvidenceError
from .article import Paragraph
from .plain import MOST_CHARACTERS, make_paragraphs
from .split import ITEM

MOST_PAGES = 300
MOST_UNPACKED_PAGE = 5_000_000
"""Bytes of the drawing instructions of one page, unpacked."""


@dataclass(frozen=True)
class Line:
    """One printed line: its text, its height above the foot of the page and the size of its letters, in points."""

    text: str
    y: float
    size: float


def parse_pdf(data: bytes, name: str) -> tuple[Paragraph, ...]:
    """The paragraphs, lines joined and running heads left out. EvidenceError for what has no text to read."""
    return make_paragraphs(join_lines(_read_pages(data, name)))


def parse_pdf_pages(data: bytes, name: str) -> tuple[str, ...]:
    """The text of each page, its paragraphs on lines of their own. EvidenceError as for `parse_pdf`."""
    pages = _read_pages(data, name)
    return tuple("\n".join(p.text for p in join_lines([page])) for page in pages)


def _read_pages(data: bytes, name: str) -> list[list[Line]]:
    """The lines of each page, without running heads and feet."""
    try:
        import pypdf
        from pypdf.errors import PyPdfError
    except ImportError:
        raise EvidenceError(
            f'{name}: PDF needs an extra: pip install "rlsevidence[documents]"; or save it as plain text'
        ) from None
    talk = logging.getLogger("pypdf")
    loud = talk.level
    talk.setLevel(logging.CRITICAL)  # it tells of every oddity; what matters is said below
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise EvidenceError(f"{name}: found a PDF protected by a password; save it without one")
        if len(reader.pages) > MOST_PAGES:
            raise EvidenceError(f"{name}: found {len(reader.pages)} pages, expected at most {MOST_PAGES}")
        pages, read = [], 0
        for page in reader.pages:
            pages.append(_read_lines(page, name))
            read += sum(len(line.text) for line in pages[-1])
            if read > MOST_CHARACTERS:
                raise EvidenceError(f"{name}: found more than {MOST_CHARACTERS:,} characters; divide the document")
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
        NotImplementedError,
    ) as error:
        raise EvidenceError(f"{name}: found a PDF that cannot be read ({error or type(error).__name__})") from None
    finally:
        talk.setLevel(loud)
    if not read:
        raise EvidenceError(
            f"{name}: found a PDF without text, most likely pictures of pages; have them read as text first"
        )
    repeated = _find_running_lines(pages)
    return [[x for x in page if _fold(x.text) not in repeated] for page in pages]


def _read_lines(page: Any, name: str) -> list[Line]:
    contents = page.get_contents()
    if contents is not None and len(contents.get_data()) > MOST_UNPACKED_PAGE:
        raise EvidenceError(f"{name}: found a page of more than {MOST_UNPACKED_PAGE:,} bytes, expected text")
    pieces: list[tuple[str, float, float]] = []

    def visit(text: str, matrix: Sequence[float], text_matrix: Sequence[float], font: Any, size: float) -> None:
        if text:
            height = matrix[1] * text_matrix[4] + matrix[3] * text_matrix[5] + matrix[5]
            pieces.append((text, height, abs(size * (text_matrix[3] or 1) * (matrix[3] or 1))))

    page.extract_text(visitor_text=visit)
    lines: list[Line] = []
    text, place, size = "", None, 0.0
    for piece, y, height in pieces:
        for part in re.split(r"(\n)", piece):
            if part == "\n":
                if text.strip():
                    lines.append(Line(text.strip(), place or y, size))
                text, place, size = "", None, 0.0
            elif part:
                text += part
                if part.strip():
                    place, size = (y if place is None else place), max(size, height)
    if text.strip():
        lines.append(Line(text.strip(), place or 0.0, size))
    return [Line(_normal(x.text), x.y, x.size) for x in lines]


def _normal(text: str) -> str:
    """Ligatures and presentation forms as letters; everything else as printed."""
    return "".join(unicodedata.normalize("NFKC", c) if "\ufb00" <= c <= "\ufb4f" else c for c in text)


def _fold(text: str) -> str:
    return re.sub(r"\d+", "#", text.casefold()).strip()


def _find_running_lines(pages: Sequence[Sequence[Line]]) -> set[str]:
    """The first and last lines that come again on most pages, page numbers aside: heads and feet."""
    edges = Counter(_fold(line.text) for page in pages if page for line in {page[0], page[-1]})
    return {text for text, n in edges.items() if len(pages) > 1 and n >= max(2, 0.6 * len(pages))}


def join_lines(pages: Sequence[Sequence[Line]]) -> list[Paragraph]:
    """Lines -> paragraphs: a new one where the gap is wider than usual, the letters change size, or an item begins."""
    gaps = Counter(round(a.y - b.y) for page in pages for a, b in itertools.pairwise(page) if 0 < a.y - b.y < 100)
    sizes = Counter(round(line.size) for page in pages for line in page)
    usual_size = sizes.most_common(1)[0][0] if sizes else 0
    usual = min((g for g, n in gaps.items() if n >= 0.2 * max(gaps.values())), default=0)
    widest = max((len(line.text) for page in pages for line in page), default=0)
    found: list[tuple[list[str], str]] = []
    previous: Line | None = None
    for page in pages:
        for index, line in enumerate(page):
            gap = previous.y - line.y if previous and index else None
            fresh = (
                previous is None
                or bool(ITEM.match(line.text))
                or abs(previous.size - line.size) > 1.0
                or (gap is not None and (gap > usual * 1.25 + 1 or gap < 0))
                # Over the foot of a page only the sentence itself tells.
                or (gap is None and bool(re.search(r"[.!?:]\W*$", previous.text[-8:])))
                or (bool(re.search(r"[.!?:]\W*$", previous.text[-8:])) and len(previous.text) < 0.6 * widest)
            )
            if fresh:
                mark = ITEM.match(line.text)
                heading = round(line.size) > usual_size + 1 and len(line.text) < 120
                found.append(
                    (
                        [line.text[mark.end() :] if mark else line.text],
                        "item" if mark else "heading" if heading else "text",
                    )
                )
            elif found[-1][0][-1].endswith("-"):
                found[-1][0][-1] += line.text
            else:
                found[-1][0].append(line.text)
            previous = line
    return [Paragraph(" ".join(lines), kind) for lines, kind in found]

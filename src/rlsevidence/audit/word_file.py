"""Word files (DOCX) -> paragraphs. Pure: bytes in. What is packed is measured before it is unpacked."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from ..errors import EvidenceError
from .article import Paragraph
from .plain import make_paragraphs

MOST_UNPACKED = 80_000_000
"""Bytes of all parts of a Word file, pictures too, once unpacked."""
MOST_TEXT = 20_000_000
"""Bytes of one part that is read as text."""
MOST_PARTS = 3000
MOST_PARAGRAPHS = 10_000


WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def check_package(data: bytes, name: str) -> None:
    """EvidenceError for what is no Word file, or would unpack to more than an article can be."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
    except zipfile.BadZipFile as error:
        raise EvidenceError(f"{name}: found a damaged file ({error}), expected a Word file (.docx)") from None
    names = {p.filename for p in parts}
    if "EncryptedPackage" in names:
        raise EvidenceError(f"{name}: found a file protected by a password; save it without one")
    if "word/document.xml" not in names:
        raise EvidenceError(f"{name}: found a packed file that is no Word file, expected .docx")
    unpacked = sum(p.file_size for p in parts)
    text = max(p.file_size for p in parts if p.filename.endswith((".xml", ".rels")))
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or text > MOST_TEXT:
        raise EvidenceError(
            f"{name}: found {len(parts)} parts of {unpacked / 1e6:,.0f} MB unpacked (largest text {text / 1e6:,.0f} "
            f"MB), expected an article: at most {MOST_UNPACKED / 1e6:.0f} MB and {MOST_TEXT / 1e6:.0f} MB of text"
        )


def open_word_file(data: bytes, name: str) -> Any:
    """The file as python-docx knows it. EvidenceError when it cannot be opened."""
    check_package(data, name)
    try:
        import docx
    except ImportError:
        raise EvidenceError(
            f'{name}: Word files need an extra: pip install "rlsevidence[documents]"; or save it as plain text'
        ) from None
    try:
        return docx.Document(io.BytesIO(data))
    except Exception as error:  # whatever the library meets in a damaged package
        raise EvidenceError(f"{name}: found a Word file that cannot be read ({error})") from None


def list_paragraphs(document: Any) -> Iterator[tuple[Any, bool]]:
    """(paragraph, in a table) of the body in order; the paragraphs of the cells of its tables too."""
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            seen = set()
            for row in block.rows:
                for cell in row.cells:
                    if cell._tc not in seen:  # a merged cell stands in every row it covers
                        seen.add(cell._tc)
                        yield from ((paragraph, True) for paragraph in cell.paragraphs)
        else:
            yield block, False


def parse_word_file(data: bytes, name: str) -> tuple[Paragraph, ...]:
    """The paragraphs; `source` counts all of the file's, so that a margin comment finds its place again."""
    document = open_word_file(data, name)
    count = sum(1 for _ in document.element.body.iter(f"{WORD}p"))
    if count > MOST_PARAGRAPHS:
        raise EvidenceError(f"{name}: found {count:,} paragraphs, expected at most {MOST_PARAGRAPHS:,}")
    names: dict[str | None, str] = {}
    found = []
    for index, (paragraph, in_table) in enumerate(list_paragraphs(document)):
        own = paragraph._p.style
        if own not in names:  # looking a style up takes the library longer than everything else
            names[own] = (paragraph.style.name or "" if paragraph.style is not None else "").casefold()
        style = names[own]
        numbered = paragraph._p.pPr is not None and paragraph._p.pPr.numPr is not None
        if style.startswith(("heading", "title", "rubrik")):
            kind = "heading"
        elif numbered or style.startswith(("list", "lista", "punktlista")):
            kind = "item"
        else:
            kind = "quote" if "quote" in style or "citat" in style else "cell" if in_table else "text"
        links = tuple(link.url for link in paragraph.hyperlinks if link.url)
        found.append(Paragraph(paragraph.text, kind, index, links))
    return make_paragraphs(found)

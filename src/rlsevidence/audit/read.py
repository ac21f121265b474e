"""A file, standard input or a folder -> what it says, with its structure. The audit's only reader of the world.

`read_article(path)` -> `Article` (its `paragraphs`, each with text and kind); `find_sentences(p.text for p in
article.paragraphs)` of `split` numbers the sentences, `fingerprint(sentence)` names one. Every fault of the file is an
EvidenceError that says what was found and what would be right.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from ..errors import EvidenceError, UsageError
from .article import Article, Paragraph
from .pdf_file import parse_pdf, parse_pdf_pages
from .plain import check_length, decode_text, parse_markdown, parse_plain
from .web_page import parse_page
from .word_file import parse_word_file

MOST_BYTES = 15_000_000
"""Of one file. A longer one is not an article."""
SUFFIXES = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".pdf": "pdf",
}
"""End of the name -> form."""
_OTHERS = {".doc", ".odt", ".rtf", ".pages", ".epub", ".xlsx", ".pptx"}


def list_articles(path: Path) -> tuple[Path, ...]:
    """The documents in a folder and the folders within it, by name; a file is itself. Hidden ones are left out."""
    if not path.is_dir():
        return (path,)
    found = sorted(
        file
        for file in path.rglob("*")
        if file.suffix.lower() in SUFFIXES
        and file.is_file()
        and not any(part.startswith(".") for part in file.relative_to(path).parts)
    )
    if not found:
        raise UsageError(f"{path}: found no document, expected files ending in {', '.join(SUFFIXES)}")
    return tuple(found)


def read_articles(path: str | Path) -> Iterator[Article]:
    """Every document at `path`: a file, a folder, or '-' for standard input. EvidenceError at the first fault."""
    if str(path) == "-":
        yield read_article("-")
        return
    yield from (read_article(file) for file in list_articles(Path(path)))


def read_pieces(path: str | Path) -> tuple[tuple[str, str], ...]:
    """(place, text) of one document, in order: each page of a PDF ('page/3'), each paragraph of any other ('text/12').

    Places count from 1. EvidenceError as for `read_article`.
    """
    file = Path(path)
    article = read_article(file)
    if article.form != "pdf":
        return tuple((f"text/{n}", p.text) for n, p in enumerate(article.paragraphs, 1))
    pages = parse_pdf_pages(file.read_bytes(), str(file))
    return tuple((f"page/{n}", text) for n, text in enumerate(pages, 1) if text.strip())


def read_article(path: str | Path) -> Article:
    """One document; '-' is standard input. EvidenceError for what cannot be read."""
    if str(path) == "-":
        return parse_article(_limited(sys.stdin.buffer.read(MOST_BYTES + 1), "-"), "-")
    file = Path(path)
    if file.is_dir():
        raise UsageError(f"{file}: found a folder, expected one document")
    if not file.exists():
        raise UsageError(f"{file}: no such file")
    if not file.is_file():
        raise UsageError(f"{file}: found something that is no file, expected one document")
    if file.stat().st_size > MOST_BYTES:
        raise EvidenceError(_too_large(str(file), file.stat().st_size))
    with file.open("rb") as stream:
        return parse_article(_limited(stream.read(MOST_BYTES + 1), str(file)), str(file))


def _limited(data: bytes, name: str) -> bytes:
    if len(data) > MOST_BYTES:
        raise EvidenceError(_too_large(name, len(data)))
    return data


def _too_large(name: str, size: int) -> str:
    return f"{name}: found {size / 1e6:,.1f} MB or more, expected an article of at most {MOST_BYTES / 1e6:.0f} MB"


def parse_article(data: bytes, name: str) -> Article:
    """Bytes -> the document in them. The form is told by how they begin, then by the end of the name."""
    suffix = Path(name).suffix.lower()
    if suffix in _OTHERS or data.startswith((b"\xd0\xcf\x11\xe0", b"{\\rtf")):
        raise EvidenceError(f"{name}: this form cannot be read; save it as .docx, .pdf, .html or plain text")
    paragraphs: tuple[Paragraph, ...]
    encoding = raw = None
    if data[:1024].lstrip().startswith(b"%PDF-"):
        form, paragraphs = "pdf", parse_pdf(data, name)
    elif data.startswith(b"PK\x03\x04"):
        form, paragraphs = "docx", parse_word_file(data, name)
    elif SUFFIXES.get(suffix) in ("pdf", "docx"):
        raise EvidenceError(f"{name}: found something else than {suffix} in the file; it may be damaged or empty")
    else:
        text, encoding = decode_text(data, name)
        check_length(text if SUFFIXES.get(suffix) != "html" else "", name)
        form = SUFFIXES.get(suffix) or ("html" if _is_page(text) else "text")
        if form == "text" and _is_page(text):
            form = "html"
        raw = text if form in ("text", "markdown") else None
        paragraphs = {"text": parse_plain, "markdown": parse_markdown}.get(form, lambda t: parse_page(t, name))(text)
    if not paragraphs:
        raise EvidenceError(f"{name}: found no text, expected an article")
    check_length("".join(p.text for p in paragraphs), name)
    headings = [p.text for p in paragraphs if p.kind == "heading"]
    return Article(name, form, paragraphs, encoding, headings[0] if headings else None, (), raw)


def _is_page(text: str) -> bool:
    return bool(
        re.match(
            r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype html|html|head|body)\b", text[:2000], re.I | re.S
        )
    )

"""What was read of a document: its paragraphs in order, each with the part it plays."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

KINDS = ("text", "heading", "item", "quote", "cell")
"""What a paragraph can be: running text, a heading, one item of a list, a quotation set apart, a cell of a table."""


@dataclass(frozen=True)
class Paragraph:
    """One paragraph as printed. `source` is its place in the file it came from (of a Word file: which of its
    paragraphs), where it has one; `links` are the addresses that it leads to."""

    text: str
    kind: str = "text"
    source: int | None = None
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class Article:
    """One document as read. `name`: the file, or '-'; `form`: text, markdown, html, docx or pdf; `encoding`: of its
    text, None where the form has its own; `notes`: what reading it could not do, for a person."""

    name: str
    form: str
    paragraphs: tuple[Paragraph, ...]
    encoding: str | None = None
    title: str | None = None
    notes: tuple[str, ...] = ()
    raw: str | None = None
    """The text of the file itself, where it is one that has lines (text, Markdown)."""

    @property
    def heading(self) -> str:
        """What the document is called where people read: its title, or the name of its file without the way to it."""
        return self.title or PurePath(self.name).name or self.name

    @property
    def text(self) -> str:
        return "\n\n".join(p.text for p in self.paragraphs)

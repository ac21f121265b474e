"""Documents held against the evidence: read, shown with their remarks, and a person's verdict entered in their file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..audit.annotated_page import write_page
from ..audit.article import Article
from ..audit.audited import Audit
from ..audit.decide import decide_verdict, find_place
from ..audit.read import parse_article, read_article
from ..model import Document, Evidence
from ..model.base import Frozen


@dataclass(frozen=True)
class Shown:
    """A page that a notebook shows in a frame of its own."""

    page: str

    def _repr_html_(self) -> str:
        from html import escape

        frame = 'title="audit" sandbox="allow-scripts" style="width:100%;height:640px;border:1px solid #ccc"'
        return f'<iframe {frame} srcdoc="{escape(self.page, quote=True)}"></iframe>'


def open_article(source: Path | str) -> Article:
    """The document at a path, or the text itself."""
    # A name with a space in it may be a file; a sentence is one only where no file goes by it.
    is_text = isinstance(source, str) and ("\n" in source or (" " in source.strip() and not Path(source).is_file()))
    return parse_article(str(source).encode(), "text") if is_text else read_article(source)


def show_audit(audit: Audit, evidence: Evidence, language: str) -> Shown:
    """The document annotated in its own order."""
    return Shown(write_page(audit, evidence, language))


def enter_verdict(
    audit: Audit, at: str, word: str, why: str, suggest: str | None, *, by: str, on: dt.date, evidence: Evidence
) -> Callable[[Frozen], Frozen]:
    """What enters the verdict of `by` on sentence `at` in the document's file.

    UsageError when the text is no document of the workspace or has no such sentence.
    """
    place = find_place(audit, at)
    people = [p.id for p in evidence.people]
    words = list(evidence.vocabulary["verdict_word"])

    def change(item: Frozen) -> Frozen:
        assert isinstance(item, Document), "the file of a document holds one"
        said = (item, place, word, why, suggest)
        return decide_verdict(*said, language=audit.language, by=by, on=on, people=people, words=words)

    return change

"""The editor's own Word file with a comment in the margin at each sentence that wants one.

Pure: bytes in, bytes out.
"""

from __future__ import annotations

import copy
import io
import re
from typing import Any

from ..model import Evidence
from .audited import Audit, Passage
from .report import MARKS, list_notes, name_verdict
from .word_file import WORD, list_paragraphs, open_word_file

AUTHOR = "rlsevidence"


def comment_document(audit: Audit, evidence: Evidence, language: str, original: bytes | None) -> bytes:
    """`original`, the Word file that was audited, with comments; a new file of the text where there was none."""
    import docx

    if original is not None:
        document = open_word_file(original, audit.article.name)
        places = [paragraph for paragraph, _ in list_paragraphs(document)]
    else:
        document = docx.Document()
        places = [
            document.add_heading(p.text, 2)
            if p.kind == "heading"
            else document.add_paragraph(p.text, style="List Bullet" if p.kind == "item" else None)
            for p in audit.article.paragraphs
        ]
    for p in audit.passages:
        if p.verdict in (None, "supported") and not (p.defects or p.sources or p.commercial):
            continue
        source = audit.article.paragraphs[p.paragraph].source if original is not None else p.paragraph
        if source is None or source >= len(places):
            continue
        runs = _find_runs(places[source], p.text)
        if runs:
            comment = document.add_comment(runs, text="", author=AUTHOR, initials="re")
            _write(comment, p, evidence, language)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _write(comment: Any, p: Passage, evidence: Evidence, language: str) -> None:
    lines = [f"{MARKS.get(p.verdict or '', '·')} {p.at} {name_verdict(p.verdict, evidence, language)}"]
    lines += [f"{what}: {said}" if what else said for what, said in list_notes(p, evidence, language)]
    comment.paragraphs[0].add_run(lines[0]).bold = True
    for line in lines[1:]:
        comment.add_paragraph(line)


def _find_runs(paragraph: Any, text: str) -> list[Any]:
    """The runs that hold the sentence, cut at its ends; all runs of the paragraph where it cannot be told apart."""
    runs = list(paragraph.runs)
    whole = "".join(run.text for run in runs)
    match = re.search(r"\s+".join(map(re.escape, text.split())), whole)
    if match is None:
        return runs
    for offset in (match.start(), match.end()):
        start = 0
        for run in list(paragraph.runs):
            length = len(run.text)
            if start < offset < start + length:
                _cut(run, offset - start)
                break
            start += length
    found, start = [], 0
    for run in paragraph.runs:
        end = start + len(run.text)
        if run.text and start < match.end() and end > match.start():
            found.append(run)
        start = end
    return found or runs


def _cut(run: Any, offset: int) -> None:
    """One run made two at `offset`, both as formatted before; left whole where it holds more than text."""
    element = run._r
    inner = [child for child in element if child.tag != f"{WORD}rPr"]
    if any(child.tag != f"{WORD}t" for child in inner):
        return
    text = run.text
    second = copy.deepcopy(element)
    element.addnext(second)
    run.text = text[:offset]
    type(run)(second, run._parent).text = text[offset:]

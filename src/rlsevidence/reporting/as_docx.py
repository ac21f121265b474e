"""Tables in a Word file: real tables with a repeated head, footnotes under them, references at the end. Pure."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Sequence
from typing import Any

from ..citing import split_links
from ..errors import UsageError
from ..language import say
from .sheet import Cell, Note, Sheet, letter

MARGIN_CM = 1.8
SMALL = 7.5
"""Points of the text of a table."""


def open_document(language: str, *, wide: bool = False) -> Any:
    """A new Word document, A4, in a language. UsageError without python-docx."""
    try:
        import docx
        from docx.enum.section import WD_ORIENT
        from docx.shared import Cm, Pt
    except ImportError:
        raise UsageError(
            "Word files need python-docx, which is not installed: pip install 'rlsevidence[documents]'"
        ) from None
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    if wide:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Cm(MARGIN_CM))
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    _set_language(normal.element.get_or_add_rPr(), language)
    # Nothing says when it was made or who sat at the machine: the same review gives the same file.
    core = document.core_properties
    core.author, core.title, core.comments, core.language = "rlsevidence", "", "", language
    return document


def save_document(document: Any) -> bytes:
    """The bytes of a document, the same for the same document."""
    import datetime as dt
    import zipfile

    moment = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)
    document.core_properties.created = document.core_properties.modified = moment
    raw = io.BytesIO()
    document.save(raw)
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return out.getvalue()


def write_docx(sheet: Sheet) -> bytes:
    """One table as a Word file of its own, on a wide page."""
    document = open_document(sheet.language, wide=True)
    document.core_properties.title = sheet.title
    document.add_heading(sheet.title, 1)
    document.add_paragraph(sheet.about)
    add_sheet(document, sheet)
    if sheet.references:
        document.add_heading(say("table.references", sheet.language), 2)
        add_references(document, [entry.markup for entry in sheet.references.entries])
    return save_document(document)


def add_sheet(document: Any, sheet: Sheet) -> None:
    """The table, its footnotes and remarks; its heading and references are for the caller."""
    from docx.shared import Pt

    table = document.add_table(rows=1, cols=len(sheet.columns))
    table.style = "Table Grid"
    table.autofit = False
    section = document.sections[-1]
    room = section.page_width - section.left_margin - section.right_margin
    widths = [int(room * weight) for weight in sheet.weigh_columns()]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for cell, title, width in zip(table.rows[0].cells, sheet.columns, widths, strict=True):
        _fill(cell, title, bold=True)
        cell.width = width
    _repeat_head(table.rows[0])
    for row in sheet.rows:
        made = table.add_row()
        _keep_whole(made)
        for place, cell, width in zip(made.cells, row, widths, strict=True):
            place.width = width
            _fill(place, cell.text, cell=cell, keys=sheet.write_keys(cell))
    for i, note in enumerate(sheet.notes):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(0 if i else 6)
        paragraph.paragraph_format.space_after = Pt(1)
        mark = paragraph.add_run(letter(i))
        mark.font.superscript = True
        _style(paragraph.add_run(f" {note.text}"), note)
        for run in paragraph.runs:
            run.font.size = Pt(SMALL + 0.5)
    for remark in sheet.remarks:
        paragraph = document.add_paragraph(remark)
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(3)
        paragraph.runs[0].font.size = Pt(SMALL + 0.5)
        paragraph.runs[0].italic = True


def add_references(document: Any, entries: Sequence[str]) -> None:
    """Entries of a bibliography, one a paragraph, with their italics."""
    from docx.shared import Cm, Pt

    for entry in entries:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Cm(0.8), Cm(-0.8)
        paragraph.paragraph_format.space_after = Pt(3)
        add_markup(paragraph, entry)


def add_markup(paragraph: Any, markup: str) -> None:
    """A text with <i> in it as runs, its DOIs and addresses as links."""
    import html

    for i, part in enumerate(re.split(r"</?i>", markup)):
        for text, address in split_links(html.unescape(part)):
            if address:
                add_link(paragraph, text, address=address)
            else:
                paragraph.add_run(text).italic = bool(i % 2)


def add_link(paragraph: Any, text: str, *, address: str | None = None, mark: str | None = None) -> None:
    """A link at the end of a paragraph: to an address, or to the bookmark `mark` of the same document."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    link = OxmlElement("w:hyperlink")
    if address:
        link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    else:
        link.set(qn("w:anchor"), name_bookmark(mark or ""))
    run = paragraph.add_run(clean(text))
    run.font.underline, run.font.color.rgb = True, RGBColor(0x0B, 0x57, 0xA4)
    link.append(run._r)
    paragraph._p.append(link)


def add_bookmark(paragraph: Any, mark: str) -> None:
    """A place in the document that links lead to, around the text of a paragraph."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    number = str(len(paragraph.part.element.xpath("//w:bookmarkStart")))
    for element in (start, end):
        element.set(qn("w:id"), number)
    start.set(qn("w:name"), name_bookmark(mark))
    paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)
    paragraph._p.append(end)


def name_bookmark(mark: str) -> str:
    """A name that Word takes: a letter first, then letters, digits and _, at most 40 of them, no two alike."""
    name = "m_" + re.sub(r"\W", "_", mark)
    return name if len(name) <= 40 else f"{name[:31]}_{zlib.crc32(mark.encode()):08x}"


def _fill(place: Any, text: str, *, bold: bool = False, cell: Cell | None = None, keys: str = "") -> None:
    from docx.shared import Pt

    paragraph = place.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    stretches = list(cell.split()) if cell is not None else [(text, None)]
    if keys:
        stretches.append((keys, None))
    for words, language in stretches:
        run = paragraph.add_run(clean(words))
        run.bold, run.font.size = bold, Pt(SMALL)
        if language or (cell is not None and cell.language):
            _set_language(run._r.get_or_add_rPr(), language or (cell.language if cell and cell.language else ""))
    if cell is not None and cell.notes:
        marks = paragraph.add_run(" " + " ".join(letter(n) for n in cell.notes))
        marks.font.superscript, marks.font.size = True, Pt(SMALL)


def clean(text: str) -> str:
    """A text without the signs that XML cannot hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text)


def _style(run: Any, of: Cell | Note) -> None:
    if of.language:
        _set_language(run._r.get_or_add_rPr(), of.language)


def _set_language(properties: Any, language: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    code = {"en": "en-GB", "sv": "sv-SE"}.get(language, language)
    element = properties.find(qn("w:lang"))
    if element is None:
        element = OxmlElement("w:lang")
        properties.append(element)
    element.set(qn("w:val"), code)


def _repeat_head(row: Any) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _keep_whole(row: Any) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))

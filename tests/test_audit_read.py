"""Every form of a document comes to the same sentences; what cannot be read says why, soon and without harm."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from pathlib import Path

import pytest

from rlsevidence.audit.read import SUFFIXES, list_articles, parse_article, read_article, read_articles
from rlsevidence.audit.split import find_sentences
from rlsevidence.errors import EvidenceError, UsageError

PARAGRAPHS = [
    "Magnesium hjälper mycket bra mot dålig sömn vid rastlösa ben. En studie visade att personer sov bättre.",
    "Brist på magnesium kan bidra till besvären. Tala med någon kunnig innan du börjar.",
    "Magnesium kan ge orolig mage hos en del personer som tar det varje dag. Höga doser ska undvikas av alla.",
]
SENTENCES = [s.text for s in find_sentences(PARAGRAPHS)]
TEXT = "\n".join(PARAGRAPHS)


def page() -> bytes:
    body = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    return (
        "<!doctype html><html lang='sv'><head><title>t</title><script>var x = '<p>Nej.</p>';</script></head><body>"
        "<nav><ul><li><a href='/'>Hem</a></li><li><a href='/a'>Mat</a></li></ul></nav>"
        "<div class='cookie-banner'><p>Vi använder kakor. Godkänn alla kakor.</p></div>"
        f"<main><article><h1>Rubrik om sömn</h1>{body}</article></main>"
        "<section id='comments'><p>Kalle: Det botade mig helt på en vecka!</p></section>"
        "<footer><p>Alla rättigheter förbehållna.</p></footer></body></html>"
    ).encode()


def word_file(document: bytes | None = None) -> bytes:
    import docx

    made = docx.Document()
    made.add_heading("Rubrik om sömn", 1)
    for paragraph in PARAGRAPHS:
        made.add_paragraph(paragraph)
    made.add_paragraph("kramp", style="List Bullet")
    made.add_table(1, 1).cell(0, 0).text = "300 mg"
    out = io.BytesIO()
    made.save(out)
    if document is None:
        return out.getvalue()
    packed = io.BytesIO()
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, document if part.filename == "word/document.xml" else old.read(part.filename))
    return packed.getvalue()


def pdf(lines: list[str], *, contents: bytes | None = None, password: str | None = None) -> bytes:
    """A PDF of one page with one line of text each; the letters are those of Latin 1."""
    from pypdf import PdfWriter
    from pypdf.generic import DictionaryObject, NameObject, StreamObject

    writer = PdfWriter()
    sheet = writer.add_blank_page(600, 800)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
        }
    )
    sheet[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): writer._add_object(font)})}
    )
    height, drawn = 780, []
    for line in lines:
        height -= 14  # an empty line leaves the gap between paragraphs
        if line:
            drawn.append(f"BT /F1 11 Tf 40 {height} Td ({line}) Tj ET")
    stream = StreamObject()
    stream._data = contents or "\n".join(drawn).encode("cp1252")
    if contents:
        stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    sheet[NameObject("/Contents")] = writer._add_object(stream)
    if password is not None:
        writer.encrypt(password, "owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def printed() -> list[str]:
    """The paragraphs as lines of a page, with an empty line between them."""
    import textwrap

    return [line for p in PARAGRAPHS for line in (*textwrap.wrap(p, 60), "")]


FORMS = {
    "text": ("a.txt", lambda: TEXT.encode()),
    "markdown": ("a.md", lambda: f"---\ntitle: x\n---\n# Rubrik\n\n{TEXT.replace(chr(10), chr(10) * 2)}\n".encode()),
    "html": ("a.html", page),
    "docx": ("a.docx", word_file),
    "pdf": ("a.pdf", lambda: pdf(printed())),
}


def test_every_form_has_a_case() -> None:
    assert set(FORMS) == set(SUFFIXES.values())


@pytest.mark.parametrize("form", list(FORMS))
def test_every_form_comes_to_the_same_sentences(form: str) -> None:
    name, make = FORMS[form]
    article = parse_article(make(), name)
    assert article.form == form
    running = [p.text for p in article.paragraphs if p.kind == "text"]
    assert [s.text for s in find_sentences(running)] == SENTENCES


@pytest.mark.parametrize("form", ["html", "docx", "pdf"])
def test_the_form_is_told_by_how_a_file_begins(form: str) -> None:
    assert parse_article(FORMS[form][1](), "-").form == form


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac_roman"])
def test_encodings(encoding: str) -> None:
    article = parse_article(TEXT.encode(encoding), "a.txt")
    assert [s.text for s in find_sentences(p.text for p in article.paragraphs)] == SENTENCES


def test_parts_that_paragraphs_play() -> None:
    found = {p.kind: p for p in parse_article(word_file(), "a.docx").paragraphs}
    assert found["heading"].text == "Rubrik om sömn"
    assert found["item"].text == "kramp"
    assert found["cell"].text == "300 mg"
    text = "# Rubrik\n\nSe [studien](https://doi.org/10.9999/x).\n\n- kramp\n\n> citat\n\n| a |\n|---|\n| b |\n"
    marked = parse_article(text.encode(), "a.md").paragraphs
    assert [p.kind for p in marked] == ["heading", "text", "item", "quote", "cell", "cell"]
    assert marked[1].links == ("https://doi.org/10.9999/x",)
    plain = parse_article("Om sömn\nDetta är en mening till.\n- kramp\n".encode(), "a.txt").paragraphs
    assert [p.kind for p in plain] == ["heading", "text", "item"]


def test_a_folder_is_every_document_in_it(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "one.md").write_text(TEXT, encoding="utf-8")
    (tmp_path / ".hidden.txt").write_text("x", encoding="utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    assert [p.name for p in list_articles(tmp_path)] == ["two.txt", "one.md"]
    assert len(list(read_articles(tmp_path))) == 2


NAMESPACE = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OPEN = b'<?xml version="1.0"?><w:document ' + NAMESPACE + b"><w:body>"
PARA = b"<w:p><w:r><w:t>a</w:t></w:r></w:p>"
NOISE = random.Random(1).randbytes(50_000)

HOSTILE = {
    "noise": ("a.txt", lambda: NOISE, "binary"),
    "zeros": ("a.txt", lambda: b"abc\0def" * 999, "binary"),
    "too large": ("a.txt", lambda: b"a b. " * 3_100_000, "at most 15 MB"),
    "too much text": ("a.txt", lambda: b"Hej. " * 300_000, "divide the document"),
    "empty": ("a.txt", lambda: b"", "no text"),
    "empty Word file": ("a.docx", lambda: b"", "damaged or empty"),
    "empty PDF": ("a.pdf", lambda: b"", "damaged or empty"),
    "empty page": ("a.html", lambda: b"<html></html>", "no main text"),
    "nested page": ("a.html", lambda: b"<html>" + b"<div>" * 90_000, "nested"),
    "page of brackets": ("a.html", lambda: b"<html>" + b"<" * 2_000_000, "characters"),
    "bomb": ("a.docx", lambda: word_file(b"0" * 90_000_000), "unpacked"),
    "nested Word file": ("a.docx", lambda: word_file(OPEN + b"<w:sdt>" * 90_000), "cannot be read"),
    "entities": (
        "a.docx",
        lambda: word_file(
            b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "'
            + b"a" * 5000
            + b'"><!ENTITY b "'
            + b"&a;" * 5000
            + b'">]><w:document '
            + NAMESPACE
            + b"><w:body><w:p><w:r><w:t>&b;&b;</w:t></w:r></w:p></w:body></w:document>"
        ),
        "cannot be read",
    ),
    "many paragraphs": ("a.docx", lambda: word_file(OPEN + PARA * 10_001 + b"</w:body></w:document>"), "paragraphs"),
    "another packed file": ("a.docx", lambda: _packed(), "no Word file"),
    "cut Word file": ("a.docx", lambda: word_file()[:9000], "damaged"),
    "PDF without text": ("a.pdf", lambda: pdf([]), "without text"),
    "PDF with a password": ("a.pdf", lambda: pdf(printed(), password="secret"), "password"),
    "PDF of noise": ("a.pdf", lambda: b"%PDF-1.7\n" + NOISE, "cannot be read"),
    "PDF bomb": ("a.pdf", lambda: pdf([], contents=zlib.compress(b" " * 90_000_000)), "cannot be read"),
    "old Word file": ("a.doc", lambda: b"\xd0\xcf\x11\xe0", "save it as"),
}


def _packed() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("a.txt", "a")
    return out.getvalue()


@pytest.mark.parametrize("case", list(HOSTILE))
def test_what_cannot_be_read_says_why(case: str, tmp_path: Path) -> None:
    name, make, says = HOSTILE[case]
    file = tmp_path / name
    file.write_bytes(make())
    with pytest.raises(EvidenceError) as caught:
        read_article(file)
    assert str(caught.value).startswith(str(file))
    assert says in str(caught.value)


def test_entities_never_bring_files_in(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hemligt", encoding="utf-8")
    document = (
        b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "'
        + secret.as_uri().encode()
        + b'">]><w:document '
        + NAMESPACE
        + b"><w:body><w:p><w:r><w:t>a &x; b</w:t></w:r></w:p></w:body></w:document>"
    )
    assert "hemligt" not in parse_article(word_file(document), "a.docx").text


def test_a_pdf_that_only_its_owner_may_change_is_read() -> None:
    assert parse_article(pdf(printed(), password=""), "a.pdf").paragraphs


@pytest.mark.parametrize(("make", "says"), [(lambda p: p / "none.txt", "no such file"), (lambda p: p, "folder")])
def test_wrong_paths(make: object, says: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=says):
        read_article(make(tmp_path))  # type: ignore[operator]
    with pytest.raises(UsageError, match="found no document"):
        list(read_articles(tmp_path))


LONG = {
    "full stops": "." * 400_000,
    "question marks": "a? b " * 80_000,
    "spaces": "a. " + " " * 400_000 + "B",
    "lines": "a\n" * 200_000,
    "one word": "a" * 400_000,
}


@pytest.mark.parametrize("case", list(LONG))
def test_long_runs_of_one_thing_are_read_in_one_pass(case: str) -> None:
    """Without a clock: a pattern that looks again from every place would not come back within the test's time."""
    article = parse_article(LONG[case].encode(), "a.txt")
    assert find_sentences(p.text for p in article.paragraphs)


def test_without_the_extra_the_message_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    for library in ("trafilatura", "docx", "pypdf"):
        monkeypatch.setitem(sys.modules, library, None)
    for name, data in (("a.html", page()), ("a.docx", _WORD), ("a.pdf", _PDF)):
        with pytest.raises(EvidenceError, match=r"rlsevidence\[documents\]"):
            parse_article(data, name)


_WORD, _PDF = word_file(), pdf(["a"])

"""The main text of a web page -> paragraphs: without navigation, banners, comments and scripts. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..errors import EvidenceError
from .article import Paragraph
from .plain import make_paragraphs

DEEPEST = 200
"""Elements within elements. No article comes near it; a page made to exhaust its reader does."""
_VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track"])
_CLOSES_ITSELF = frozenset(["p", "li", "dt", "dd", "option", "tr", "td", "th", "thead", "tbody", "tfoot", "rp", "rt"])
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)([^<>]{0,2000})>")


def parse_page(text: str, name: str) -> tuple[Paragraph, ...]:
    """The paragraphs of the page's own text, in order; EvidenceError when there is none or it is nested too deep."""
    _check_depth(text, name)
    try:
        import trafilatura
    except ImportError:
        raise EvidenceError(
            f'{name}: web pages need an extra: pip install "rlsevidence[documents]"; or save the page as plain text'
        ) from None
    found = trafilatura.bare_extraction(
        _without_furniture(text),
        include_comments=False,
        include_tables=True,
        include_links=True,
        favor_recall=True,
        with_metadata=False,
    )
    body = getattr(found, "body", None)
    paragraphs = make_paragraphs(_read(body)) if body is not None else ()
    if not paragraphs:
        raise EvidenceError(f"{name}: found no main text in the page, expected an article; save it as plain text")
    return paragraphs


def _check_depth(text: str, name: str) -> None:
    depth = deepest = 0
    for match in _TAG.finditer(text):
        tag = match[2].lower()
        if tag in _VOID or tag in _CLOSES_ITSELF or match[3].endswith("/"):
            continue
        depth = max(0, depth - 1) if match[1] else depth + 1
        deepest = max(deepest, depth)
    if deepest > DEEPEST:
        raise EvidenceError(f"{name}: found elements nested {deepest} deep, expected a page of at most {DEEPEST}")


def _without_furniture(text: str) -> Any:
    """The page without what its own marks call furniture, so that a short article is not outweighed by it."""
    from lxml import etree, html

    page = html.document_fromstring(text or "<p></p>", parser=html.HTMLParser(huge_tree=False, no_network=True))
    named = "contains(translate(concat(@id,' ',@class),'ABCDEFGHIJKLMNOPQRSTUVWXYZ','abcdefghijklmnopqrstuvwxyz'),'%s')"
    marks = " or ".join(named % word for word in ("cookie", "consent", "comment", "newsletter", "related", "share"))
    unwanted = (
        "//script|//style|//noscript|//template|//nav|//form|//dialog|//iframe|//*[@role='navigation' or "
        f"@role='dialog' or @aria-hidden='true' or @hidden]|//body//*[{marks}]|//body/header|//body/footer|//aside"
    )
    for element in page.xpath(unwanted):
        if element.getparent() is not None and element.tag not in ("body", "main", "article"):
            element.drop_tree()
    etree.strip_tags(page, etree.Comment)
    return page


def _read(body: Any) -> Iterator[Paragraph]:
    """Elements of the extracted text, in order; text that stands outside a paragraph is one of its own."""
    kinds = {"head": "heading", "item": "item", "quote": "quote", "cell": "cell", "p": "text", "ab": "text"}

    def walk(element: Any, kind: str) -> Iterator[Paragraph]:
        own = kinds.get(element.tag, kind)
        inner = [child for child in element if child.tag in kinds or child.tag in ("list", "table", "row", "div")]
        if not inner:
            yield Paragraph(
                " ".join(element.itertext()) if element.tag == "row" else "".join(element.itertext()),
                own,
                None,
                _links(element),
            )
            return
        if element.text:
            yield Paragraph(element.text, own)
        for child in element:
            if child in inner:
                yield from walk(child, own)
            else:
                yield Paragraph("".join(child.itertext()), own, None, _links(child))
            if child.tail:
                yield Paragraph(child.tail, own)

    yield from walk(body, "text")


def _links(element: Any) -> tuple[str, ...]:
    return tuple(ref.get("target") for ref in element.iter("ref") if ref.get("target"))

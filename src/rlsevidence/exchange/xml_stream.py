"""XML of which memory holds one element at a time: the children of the root, each as soon as it has ended. Pure.

Nothing outside the file is fetched, and no entity of its own is resolved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from ..errors import EvidenceError
from .endnote_xml import FORBIDDEN

DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")


def stream_children(pieces: Iterable[str]) -> Iterator[Any]:
    """The elements right under the root, in order. What is yielded is emptied when the next one is asked for.

    EvidenceError('line N: why') where the text is no well-formed XML; what stands before has been yielded by then.
    """
    from lxml import etree

    parser = etree.XMLPullParser(
        ("start", "end"), resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, huge_tree=False
    )
    depth, first = 0, True
    try:
        for piece in pieces:
            text = FORBIDDEN.sub(" ", piece)
            if first:
                # Text is fed as UTF-8, whatever the file said of itself.
                text, first = DECLARED.sub(lambda m: "\n" * m[0].count("\n"), text, count=1), False
            parser.feed(text.encode("utf-8", "replace"))
            for event, element in parser.read_events():
                if not depth and event == "start":
                    _refuse_declarations(element)
                depth += 1 if event == "start" else -1
                if event == "end" and depth == 1:
                    yield element
                    element.clear()
                    while element.getprevious() is not None:
                        del element.getparent()[0]
        root = parser.close()
        if not len(root) and root.text and root.text.strip():
            yield root
    except etree.XMLSyntaxError as error:
        raise EvidenceError(f"line {error.lineno or 1}: not well-formed XML: {error.msg}") from None


def _refuse_declarations(root: Any) -> None:
    inner = root.getroottree().docinfo.internalDTD
    if inner is not None and any(True for _ in inner.iterentities()):
        raise EvidenceError("line 1: found declarations of entities, expected plain XML: such a file is refused")


def local(element: Any) -> str:
    """The name of an element without its namespace; empty for what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def text_of_element(element: Any) -> str:
    """All text in an element, in one line."""
    return " ".join("".join(element.itertext()).split())

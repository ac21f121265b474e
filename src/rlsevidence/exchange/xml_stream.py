"""XML with names of many vocabularies: the same without prefixes, so that a piece of it can be read by itself. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from .endnote_xml import FORBIDDEN

DECLARED = re.compile(r"<\?xml[^>]*\?>")
TAG = re.compile(r"<(/?)(?:[\w.-]+:)?([\w.-]+)((?:\s[^<>]*)?)>")
PREFIXED = re.compile(r"(\s)([\w.-]+):([\w.-]+\s*=)")


def drop_prefixes(parts: Iterable[str]) -> Iterator[str]:
    """The same text without prefixes of elements and attributes and without marks that XML may not hold; no line is
    moved. What is given out is cut at the end of a tag, so that memory holds little more than `parts` do."""
    held = ""
    for part in parts:
        held += part
        cut = held.rfind(">") + 1
        if cut:
            yield _bare(held[:cut])
            held = held[cut:]
    if held:
        yield _bare(held)


def _bare(text: str) -> str:
    plain = DECLARED.sub(lambda m: "\n" * m[0].count("\n"), FORBIDDEN.sub(" ", text))
    return TAG.sub(lambda m: f"<{m[1]}{m[2]}{PREFIXED.sub(_attribute, m[3])}>", plain)


def _attribute(found: re.Match[str]) -> str:
    """RDF's own attributes by their names; others keep what they came with, since one name must not stand twice."""
    return f"{found[1]}{found[3]}" if found[2] == "rdf" else f"{found[1]}{found[2]}_{found[3]}"


def local(element: Any) -> str:
    """The name of an element without its namespace; empty for what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""

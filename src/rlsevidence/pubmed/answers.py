"""What the E-utilities answered: whether it is an answer at all, and what a search said. Pure.

NCBI also says that something is wrong with status 200: as HTML, as JSON, or as <ERROR> in good XML; and a body can be
cut short without a word.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

from ..errors import NetworkError

ROOTS = {"esearch": ("eSearchResult",), "efetch": ("PubmedArticleSet",)}
"""What the answer to each call must be."""
REFUSED = re.compile(r"cannot be larger than|Empty id list|API key invalid|Invalid db name", re.I)
"""Errors that asking again does not mend."""


class TransientError(Exception):
    """A fault that may be gone at the next try. `wait`: seconds the server asked for."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


@dataclass(frozen=True)
class SearchAnswer:
    """What esearch said. `ids` is the page asked for; `count` is PubMed's own total."""

    count: int
    ids: tuple[str, ...]
    translation: str
    warnings: tuple[str, ...]


def _parser() -> Any:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def check_body(raw: bytes, tool: str) -> None:
    """Raise unless `raw` is a whole answer to `tool` without an error in it.

    TransientError for what another try may mend, NetworkError for what none will.
    """
    start = raw.lstrip()[:200].lower()
    if not start:
        raise TransientError("an empty answer")
    if start.startswith((b"{", b"[")):
        _raise_said(say_body(raw))
    if re.match(rb"(<\?xml[^>]*>\s*)?<(!doctype )?html", start):
        raise TransientError(f"a web page in place of an answer: {say_body(raw)[:80]!r}")
    try:
        root = etree.fromstring(raw, _parser())
    except etree.XMLSyntaxError as error:
        raise TransientError(f"an answer cut short or damaged ({error.msg})") from None
    if root.tag == "ERROR" or (root.tag.endswith("Result") and root.find(".//ERROR") is not None):
        said = root if root.tag == "ERROR" else root.find(".//ERROR")
        _raise_said(" ".join("".join(said.itertext()).split()) or "an error without text")
    if root.tag not in ROOTS[tool]:
        raise TransientError(f"<{root.tag}> in place of <{ROOTS[tool][0]}>")


def _raise_said(said: str) -> None:
    if REFUSED.search(said):
        raise NetworkError(f"PubMed refused the request: {said}")
    raise TransientError(f"PubMed said: {said}")


def say_body(raw: bytes) -> str:
    """What an error body says, in few words, without the caller's address or key that NCBI puts into it."""
    text = raw.decode("utf-8", "replace")
    try:
        # NCBI's JSON errors can hold raw line ends, which strict JSON forbids.
        value = json.loads(text, strict=False)
    except ValueError:
        return " ".join(re.sub(r"<[^>]*>", " ", text).split())[:200]
    said = value
    while isinstance(said, dict):
        said = said.get("error") or said.get("ERROR") or said.get("esearchresult") or "an error without text"
    return " ".join(str(said).split())[:200]


def read_search(raw: bytes) -> SearchAnswer:
    """The answer to esearch. NetworkError when it holds no count."""
    root = etree.fromstring(raw, _parser())
    count = root.findtext("Count")
    if count is None or not count.strip().isdigit():
        raise NetworkError("PubMed answered a search without a count")
    warnings = [
        f"{kind.tag}: {' '.join(''.join(kind.itertext()).split())}"
        for path in ("ErrorList", "WarningList")
        for block in root.findall(path)
        for kind in block
    ]
    return SearchAnswer(
        count=int(count),
        ids=tuple(i.text for i in root.findall("IdList/Id") if i.text),
        translation=" ".join((root.findtext("QueryTranslation") or "").split()),
        warnings=tuple(warnings),
    )

"""XML of a database read with care: no entities, no document type, nothing from outside. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, NoReturn

from lxml import etree

from .pages import SchemaError, plain

CAREFUL: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


def parse_xml(raw: bytes) -> Any:
    """The root element of a whole document. ValueError, in few words, for anything else."""
    try:
        root = etree.fromstring(raw, etree.XMLParser(**CAREFUL))
    except etree.XMLSyntaxError:
        raise ValueError("an answer cut short or damaged") from None
    _refuse_doctype(root)
    return root


def iter_xml(stream: BinaryIO) -> Iterator[Any]:
    """The root element of a document as it begins, then each element under it once it is whole: memory holds one.

    Each is emptied when the next is asked for. ValueError, as of `parse_xml`, where the document breaks off.
    """
    events = etree.iterparse(stream, events=("start", "end"), **CAREFUL)
    depth = 0
    try:
        for event, element in events:
            if event == "start":
                depth += 1
                if depth == 1:
                    _refuse_doctype(element)
                    yield element
                continue
            depth -= 1
            if depth == 1:
                yield element
                element.clear()
                del element.getparent()[0]
    except etree.XMLSyntaxError:
        raise ValueError("an answer cut short or damaged") from None


def _refuse_doctype(root: Any) -> None:
    if root.getroottree().docinfo.doctype:
        # What a document type declares could be anything, and no database here needs one.
        raise ValueError("XML with a document type of its own")


class XmlReader:
    """Reads one database's XML, whose elements stand in one namespace, by their path ('trialDesign/overallEndDate').

    What is absent or empty is None; only what cannot be done without is refused.
    """

    def __init__(self, database: str, namespace: str) -> None:
        self._database, self._namespace = database, namespace

    def root(self, raw: bytes, name: str) -> Any:
        """The root of an answer. SchemaError unless it is the element `name` of the namespace."""
        return self._named(parse_xml(raw), name)

    def stream(self, stream: BinaryIO, name: str, child: str) -> Iterator[Any]:
        """As `root`, with its attributes alone, then each `child` of it as `iter_xml` gives them."""
        elements = iter_xml(stream)
        yield self._named(next(elements), name)
        wanted = f"{{{self._namespace}}}{child}"
        yield from (element for element in elements if element.tag == wanted)

    def _named(self, root: Any, name: str) -> Any:
        expected = f"{{{self._namespace}}}{name}"
        return root if root.tag == expected else self.refuse("the top", str(root.tag), expected)

    def number(self, value: Any, attribute: str) -> int:
        """The whole number of an attribute. SchemaError when it is absent or anything else."""
        found = value.get(attribute)
        if found is None or not found.isascii() or not found.isdigit():
            self.refuse(f"@{attribute}", found, "a number")
        return int(found)

    def text(self, value: Any, path: str) -> str | None:
        """The text at `path`, without markup, white space folded; the first that says anything."""
        return next(self.texts(value, path), None)

    def texts(self, value: Any, path: str) -> Iterator[str]:
        """The texts of every element at `path`, in order, empty ones left out."""
        for element in self.all(value, path):
            if text := plain(" ".join(element.itertext())):
                yield text

    def all(self, value: Any, path: str) -> list[Any]:
        """Every element at `path`, in order; none where anything on the way is absent."""
        return list(value.findall("/".join(f"{{{self._namespace}}}{name}" for name in path.split("/"))))

    def refuse(self, path: str, found: str | None, expected: str) -> NoReturn:
        shown = "nothing" if found is None else repr(found[:60])
        raise SchemaError(
            f"{self._database} answers in another form than this program knows: at {path} found {shown},"
            f" expected {expected}; nothing of this search was entered"
        )

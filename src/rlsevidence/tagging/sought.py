"""Whether a record can speak of some concepts at all, told without looking for them. Pure."""

from __future__ import annotations

from ..model import FullRecord, Record
from .beginnings import find_heads
from .lexicon import Lexicon
from .lowered import fold
from .suggest import list_headings, list_texts


class Sought:
    """All concepts of a lexicon, to ask of record after record whether any of them can be there."""

    def __init__(self, lexicon: Lexicon) -> None:
        concepts = lexicon.read.values()
        self._headings = frozenset[str]().union(*[concept.mesh for concept in concepts])
        # A pattern with letters beyond ASCII may have beginnings that are not told here.
        heads = [
            find_heads(c.pattern.pattern, c.pattern.flags) if c.pattern.pattern.isascii() else None for c in concepts
        ]
        self._is_told = None not in heads
        self._heads = sorted(frozenset[str]().union(*[told for told in heads if told]))

    def may_be_in(self, record: Record | FullRecord) -> bool:
        """False only where none of them is."""
        if not self._is_told:
            return True
        if self._headings and any(not self._headings.isdisjoint(own) for own in list_headings(record)):
            return True
        text = fold("\n".join([text for _, text in list_texts(record)]))
        return any(head in text for head in self._heads)

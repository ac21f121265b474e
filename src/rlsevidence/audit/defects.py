"""Defects of translation: those that people have named in a document before, and words that look like one. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ..model import Evidence, read_prose
from .lexicon import read_lexicon
from .terms import compile_terms, fold

_ADDRESS = re.compile(r"(?:https?://|www\.|doi:|\b10\.\d{4,9}/)\S+", re.I)
"""Addresses and identifiers: their words are in no language."""


@dataclass(frozen=True)
class DefectFound:
    """`meant` is None where a word only looks suspicious."""

    printed: str
    meant: str | None
    why: str
    known: bool


def find_defects(text: str, evidence: Evidence, language: str, said: str) -> tuple[DefectFound, ...]:
    """The defects of one sentence in `language`, with reasons in the language `said`."""
    found: dict[str, DefectFound] = {}
    text = _ADDRESS.sub(" ", text)
    folded = fold(text)
    for document, sentence in evidence.sentences:
        if document.language != language:
            continue
        for defect in sentence.defects:
            printed = fold(defect.printed)
            if (
                printed.endswith(":")
                or printed in found
                or not re.search(rf"(?<!\w){re.escape(printed)}(?!\w)", folded)
            ):
                continue
            why = read_prose(defect.why, said)
            found[printed] = DefectFound(defect.printed, read_prose(defect.meant, said), why, True)
    for own, pattern, whys in _suspicious():
        if own not in (language, "any"):
            continue
        for match in pattern.finditer(text):
            word = fold(match[0])
            if not any(word in known or known in word for known in found):
                found[word] = DefectFound(match[0], None, whys.get(said) or whys["en"], False)
    return tuple(found.values())


@cache
def _suspicious() -> tuple[tuple[str, re.Pattern[str], dict[str, str]], ...]:
    return tuple((g["language"], compile_terms(g["terms"]), g["why"]) for g in read_lexicon("translation").values())

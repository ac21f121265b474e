"""Paragraphs into sentences, and the fingerprint by which a sentence is known again. Pure.

The rule, which the fingerprints in evidence/documents/ rest on: a sentence ends at . ! ? or : when white space and then
a capital letter or a digit follow, and at the end of the paragraph. What ends nothing:

- a pair of question marks with at most four words between them, the second followed by a small letter: a damaged pair
  of quotation marks
- the full stop of a short form (lexicons/abbreviations.yaml), of an initial, or of a number in front of its list item

Splitting libraries were tried and left: none splits where a list is announced, as the rule does, and those that know
Swedish cut 'Ta t.ex. 300 mg' in two.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from .lexicon import read_lexicon

_END = re.compile(r"(?<![.!?:…])[.!?:…]++[\"'”’»)\]]*+(?=(?P<space>\s+)(?P<opens>[\"'“”‘’«»(\[–-]*)(?P<next>\w))")
_DAMAGED = re.compile(r"\?\s+(?:[^\s.!?:]+\s+){0,3}[^\s.!?:]+\?(?=\s+(?P<next>[^\W\d_]))")
_BEFORE = 40
"""Characters before a full stop that can tell what it stands for."""


@dataclass(frozen=True)
class SentenceFound:
    """One sentence of a text. `at` is paragraph.sentence, counted from 1; `text` as printed, without the space around
    it; `start` and `end` are its code points within the paragraph."""

    at: str
    text: str
    start: int
    end: int
    paragraph: int


def fingerprint(sentence: str) -> str:
    """SHA-256, in hexadecimal, of the sentence as printed: NFC, stripped, casefolded, each run of white space one
    space, UTF-8."""
    folded = " ".join(unicodedata.normalize("NFC", sentence).casefold().split())
    return hashlib.sha256(folded.encode("utf-8")).hexdigest()


def split_paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of plain text, unwrapped: blank lines part them; without any, each line is one.

    Lines that were wrapped at a width are joined again; a line that begins a list item stays a line of its own.
    """
    blocks = [b.split("\n") for b in re.split(r"\n[^\S\n]*\n\s*", _even_lines(text)) if b.strip()]
    return tuple(p for lines in blocks for p in _unwrap([line.strip() for line in lines if line.strip()]))


def split_sentences(paragraph: str) -> tuple[str, ...]:
    """The sentences of one paragraph with the white space that follows each: joined, they are the paragraph again."""
    if not paragraph:
        return ()
    within = {i for m in _DAMAGED.finditer(paragraph) if m["next"].islower() for i in range(m.start(), m.end())}
    cuts = [0]
    for match in _END.finditer(paragraph):
        if match.start() not in within and _ends(paragraph, match):
            cuts.append(match.end("space"))
    cuts.append(len(paragraph))
    return tuple(paragraph[a:b] for a, b in itertools.pairwise(cuts) if a < b)


def find_sentences(paragraphs: Iterable[str]) -> tuple[SentenceFound, ...]:
    """Every sentence of the paragraphs, numbered; a paragraph or a piece without text has no number of its own."""
    found = []
    number = 0
    for index, paragraph in enumerate(paragraphs):
        pieces = [p for p in split_sentences(paragraph) if p.strip()]
        number += bool(pieces)
        start, place = 0, 0
        for piece in split_sentences(paragraph):
            if piece.strip():
                place += 1
                head = start + len(piece) - len(piece.lstrip())
                found.append(SentenceFound(f"{number}.{place}", piece.strip(), head, head + len(piece.strip()), index))
            start += len(piece)
    return tuple(found)


def _even_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n").replace("\u2029", "\n\n")


ITEM = re.compile(r"^(?:[-*•◦▪‣·–—]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+")
"""How a line begins that is an item of a list."""


def _unwrap(lines: list[str]) -> list[str]:
    """Lines of one block -> paragraphs. Wrapped means: several lines of much the same width, cut within sentences."""
    widest = max(map(len, lines))
    cut = [i for i, line in enumerate(lines[:-1]) if not _closes(line) and len(line) >= 0.6 * widest]
    wrapped = 40 <= widest <= 140 and len(cut) >= max(1, (len(lines) - 1) // 3)
    if not wrapped:
        return lines
    joined = [[lines[0]]]
    for previous, line in itertools.pairwise(lines):
        if ITEM.match(line) or (_closes(previous) and len(previous) < 0.6 * widest):
            joined.append([line])
        elif re.search(r"[^\W\d_]-$", previous[-2:]):
            joined[-1][-1] += line  # a hyphen at the end of a line is most often the word's own
        else:
            joined[-1].append(line)
    return [" ".join(part) for part in joined]


def _closes(line: str) -> bool:
    return bool(re.search(r"[.!?:…][\"'”’»)\]]*$", line[-8:]))


@cache
def _short_forms() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """(those before anything, those before a number, words that a name follows)."""
    lexicon = read_lexicon("abbreviations")
    anywhere = {t for name in ("titles", "examples") for t in lexicon[name]["terms"]}
    return frozenset(anywhere), frozenset(lexicon["references"]["terms"]), frozenset(lexicon["initials_after"]["terms"])


def _ends(paragraph: str, match: re.Match[str]) -> bool:
    following = match["next"]
    if not (following.isupper() or following.istitle() or following.isdigit()):
        return False
    if match[0] != ".":
        return not (match[0].startswith(":") and match["opens"])  # a quotation belongs to who is quoted
    before = paragraph[max(0, match.start() - _BEFORE) : match.start()]
    anywhere, numbers, leading = _short_forms()
    word = before.casefold()
    # 'ca', 't.ex', 't. ex', 'et al': the same place read as one word, as a dotted form, as two words.
    forms = (r"[\w:]+$", r"[\w.:]+$", r"(?<!\w)\w\.\s\w+$", r"(?<!\w)\w+ \w+$")
    tails = {m.group(0) for form in forms if (m := re.search(form, word))}
    if tails & anywhere or (following.isdigit() and tails & numbers):
        return False
    if match.start() < 5 and re.fullmatch(r"\s*\(?(?:\d{1,2}|[A-Za-z])", before):
        return False  # the number of an item: '1. Take it.'
    initial = re.search(r"(?:^|\s)(?P<previous>\S*\s+)?(?P<letter>[^\W\d_])$", before)
    if initial and initial["letter"].isupper():
        previous = (initial["previous"] or "").strip(" ,(")
        return bool(previous) and previous.casefold() not in leading and not re.fullmatch(r"[^\W\d_]\.", previous)
    return True
